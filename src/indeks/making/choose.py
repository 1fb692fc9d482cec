"""Which reports a batch makes: years and regions as people write them, turned into jobs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indeks import regions
from indeks.making.jobs import Job, job
from indeks.published import history
from indeks.reports.kind import read_parameters
from indeks.reports.parameters import ReportError, check_year, find_data
from indeks.texts import LANGUAGES, Texts

if TYPE_CHECKING:
    from indeks.reports.datasets import Loaded

ALL = ("all", "semua")
MANY_YEARS = 30
"""More years than there are rules and results for; a longer range is a slip of the pen."""


@dataclass(frozen=True)
class Choice:
    """What was asked for; ``texts`` of options as they were typed."""

    years: str
    regions: str = ""
    national: bool = False
    langs: str = "id"
    data: str = ""
    edition: str = ""
    spd: Mapping[str, str] | None = None
    notebook: str = ""
    """A notebook of one's own, made for each region and year; it gets what its ``parameters`` cell has."""


def years(text: str) -> list[int]:
    """Read years: ``2025``, ``2021-2025``, ``2021,2023``; ReportError for anything else.

    Examples
    --------
    >>> years("2021-2023, 2025")
    [2021, 2022, 2023, 2025]
    """
    wanted: list[int] = []
    for item in text.split(","):
        match = re.fullmatch(r"\s*(\d{4})\s*(?:[-–]\s*(\d{4})\s*)?", item)
        if not match:
            raise ReportError("making.error.years", text=text)
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last < first + MANY_YEARS:
            raise ReportError("making.error.years", text=text)
        wanted += [check_year(year) for year in range(first, last + 1)]
    return list(dict.fromkeys(wanted))


def languages(text: str) -> list[str]:
    """Read languages: ``id``, ``en`` or both; ReportError for any other."""
    langs = [item.strip() for item in text.split(",")]
    if any(lang not in LANGUAGES for lang in langs):
        raise ReportError("making.error.lang", text=text)
    return list(dict.fromkeys(langs))


def with_data(year: int, loaded: Loaded | None) -> list[str]:
    """Return the regions that have something to report in a year, by code.

    These are the regions of the dataset with innovations or levels or, without a dataset, those with a published
    result.
    """
    if loaded is not None:
        return sorted(loaded.codes(year))
    table = history.merged()
    return sorted(set(table.loc[table["year"] == year, "region_code"]))


def select(text: str, codes: Iterable[str], region: Callable[[str], str] | None = None) -> list[str]:
    """Return the regions a text means.

    A province, given as ``16`` or ``Sumatera Selatan``, and a type mean those of its regions that have data; so
    does ``all``. A region named by itself is meant whether it has data or not; so is a province as ``Provinsi
    Lampung``.

    Parameters
    ----------
    text
        Codes, names, provinces, types or ``all``, separated by commas.
    codes
        The regions with data.
    region
        Finds the code of a region: :meth:`indeks.tables.Dataset.region` where there is a dataset, which knows
        regions of its own; by default the master list.

    Raises
    ------
    indeks.regions.UnknownRegion, indeks.regions.AmbiguousRegion
        If a part of the text is not one region, province or type.
    """
    have = list(codes)
    find = region or partial(regions.resolve, own=have)
    chosen: list[str] = []
    for item in (part.strip() for part in text.split(",")):
        if not item:
            continue
        if item.casefold() in ALL:
            chosen += have
        elif item.casefold() in regions.TYPES:
            chosen += [c for c in have if regions.known(c) and regions.record(c)["type"] == item.casefold()]
        else:
            code = find(item)
            whole = len(code) == 2 and not re.match(r"(?i)pro[vp]", item)
            chosen += [c for c in have if c == code or c.startswith(f"{code}.")] if whole else [code]
    return list(dict.fromkeys(chosen))


def jobs(choice: Choice, out: Path, t: Texts, **form: Any) -> list[Job]:
    """Return the reports of a choice, year by year; ``form`` as for :func:`indeks.making.jobs.job`.

    Raises
    ------
    indeks.reports.parameters.ReportError
        If an option is not usable, or nothing has data.
    """
    langs = languages(choice.langs)
    wanted: list[Job] = []
    chosen = years(choice.years)
    loaded = _dataset(choice, t) if choice.data and choice.regions else None
    region = loaded.data.region if loaded is not None else regions.resolve
    have = {year: with_data(year, loaded) if choice.regions else [] for year in chosen}
    totals: dict[str, str] = {}
    for name, total in (choice.spd or {}).items():
        if (code := region(name)) in totals:
            raise ReportError("making.error.spd_twice", region=code)
        totals[code] = total
    unused = set(totals)
    for year in chosen:
        for lang in langs:
            if choice.national:
                wanted.append(job("year", {"year": year, "lang": lang}, out, **form))
        for code in select(choice.regions, have[year], region):
            unused.discard(code)
            for lang in langs:
                parameters: dict[str, Any] = {"region": code, "year": year, "lang": lang, "data": choice.data}
                parameters |= {"edition": choice.edition, "spd": totals.get(code, "")}
                if choice.notebook:
                    parameters = _of_notebook(choice, parameters)
                wanted.append(job(choice.notebook or "city", parameters, out, **form))
    if not wanted:
        raise ReportError("making.error.none")
    if unused:
        raise ReportError("making.error.spd", region=", ".join(sorted(unused)))
    return wanted


def _dataset(choice: Choice, t: Texts) -> Loaded:
    """Read the dataset of a choice; the reports of this process find it read."""
    from indeks.reports import datasets

    return datasets.load(find_data(choice.data), lang=t.lang, edition=choice.edition or None)


def _of_notebook(choice: Choice, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a notebook of one's own has, and those asked for that it lacks, to be told."""
    known = read_parameters(Path(choice.notebook))
    return {
        name: value
        for name, value in parameters.items()
        if name in known or (value and name not in ("year", "lang"))
    }
