"""Everything a report on types of innovation says, gathered once: innovations with sectors, maturity, index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from indeks import edition as editions
from indeks import errors, regions, scoring
from indeks.edition import Edition
from indeks.published import history
from indeks.reports import datasets
from indeks.reports.parameters import ReportError, check_language, check_year, find_corpus, find_data
from indeks.reports.types import sectored
from indeks.reports.types.lacking import Lacking, lacking
from indeks.reports.types.sectored import Typed
from indeks.tables import Dataset
from indeks.texts import Texts
from indeks.typology import lexicon as lexica
from indeks.typology import maps, profiles, views


@dataclass(frozen=True)
class TypesFacts:
    """What the sections of a report on types read.

    Attributes
    ----------
    region, name
        Code and name of the region; the code is empty where all regions are looked at.
    year, since
        Last and first year of the innovations counted.
    rule
        The edition that maturity and index of ``year`` follow; None where neither is computed.
    with_levels
        Whether the levels could be read; without them there is no maturity.
    typed
        Those innovations with their sectors and groups.
    by_year
        The region's innovations of every year of the data up to ``year``, with sectors.
    every
        The innovations of all regions in the years counted, with sectors and, where there are levels, maturity.
    index
        Index by region, all of one kind, and ``index_kind``, the key of its name; empty where there is none.
    """

    region: str
    name: str
    year: int
    since: int
    rule: Edition | None
    t: Texts
    data: Dataset
    data_path: Path
    parameters: Mapping[str, Any]
    with_levels: bool
    typed: Typed
    by_year: pd.DataFrame
    every: pd.DataFrame
    index: Mapping[str, float]
    index_kind: str

    @cached_property
    def places(self) -> maps.Map | None:
        """The map of the innovations; None where there are too few."""
        return maps.place(self.typed.rows, self.typed.rows["sector"])

    @cached_property
    def lacking(self) -> Lacking | None:
        """What the innovations of the last year lack; None without levels."""
        return lacking(self.data, self.year) if self.with_levels and self.rule is not None else None

    @property
    def undated(self) -> int:
        """Innovations of the report that have no year; they are counted all the same."""
        return int(self.typed.rows["year"].isna().sum())

    @cached_property
    def profiles(self) -> profiles.Profiles:
        """The profiles of the regions in the data."""
        return profiles.profiles(self.every[self.every["sector"] != views.NONE], self.index)

    @property
    def own_names(self) -> dict[str, str]:
        """Names of the regions in the data's own table, by code."""
        table = self.data.regions
        return dict(zip(table["region_code"].astype(str), table["name"].astype(str), strict=True))

    @property
    def synthetic(self) -> bool:
        """Whether the report shows made-up data."""
        return self.data.synthetic


def checked(
    *,
    year: Any,
    data: str = "",
    region: Any = "",
    since: Any = "",
    lang: str = "id",
    corpus: str = "",
    lexicon: str = "",
) -> dict[str, Any]:
    """Return the parameters of a report on types as they are kept; see :func:`gather`."""
    t = check_language(lang)
    last = check_year(year)
    first = check_year(since) if since is not None and str(since).strip() else last
    if first > last:
        raise ReportError("reports.types.error.since", since=first, year=last)
    if not data:
        raise ReportError("reports.types.error.data")
    find_data(data)
    own = {"corpus": find_corpus(corpus), "lexicon": str(Path(lexicon).expanduser()) if lexicon else ""}
    lexica.load(own["lexicon"] or None)
    code = place(region, data, t)[0]
    if corpus and not code:
        raise ReportError("reports.types.error.corpus_all")
    return {"region": code, "year": last, "since": first, "lang": lang, "data": str(data), **own}


def years(since: int, year: int) -> str:
    """Return the years of a report as shown: one, or first and last."""
    return str(year) if since == year else f"{since}–{year}"


def place(region: Any, data: str, t: Texts) -> tuple[str, str]:
    """Return code and full name of a region of the master list or of the data; an empty code stands for all."""
    text = str(region or "").strip()
    if not text:
        return "", t("reports.types.all_regions")
    try:
        code = regions.resolve(region)
    except regions.UnknownRegion:
        table, _ = datasets.load_texts(find_data(data), lang=t.lang)
        own = table.region(text)
        return own, str(table.regions.set_index("region_code").loc[own, "name"])
    return code, regions.full_name(code, t.lang)


def gather(
    *,
    year: Any,
    data: str,
    region: Any = "",
    since: Any = "",
    lang: str = "id",
    corpus: str = "",
    lexicon: str = "",
) -> TypesFacts:
    """Check the parameters of a report on types and gather its facts.

    Parameters
    ----------
    year
        The year, or the last of several.
    data
        Path of a dataset, absolute or from the working folder; innovations and regions are enough.
    region
        Kemendagri code or name; empty for all regions of the data.
    since
        The first of several years; empty for ``year`` alone.
    lang
        ``"id"`` or ``"en"``.
    corpus
        Path of the innovations among which look-alikes are sought; empty for those that come with the library.
    lexicon
        Path of the user's own words for sectors, added to those of the library; see
        :func:`indeks.typology.lexicon.load`.

    Raises
    ------
    ReportError
        If a parameter is not usable, or no innovation is left.
    indeks.typology.lexicon.LexiconError
        If the lexicon breaks a rule.
    indeks.problems.DataError
        If the innovations have errors.
    """
    own = {"corpus": corpus, "lexicon": lexicon}
    t = check_language(lang)
    errors.speak(t.lang)
    parameters = checked(year=year, data=data, region=region, since=since, lang=lang, **own)
    path = find_data(data)
    words = lexica.load(parameters["lexicon"] or None)
    dataset, with_levels = datasets.load_texts(path, lang=t.lang)
    code, name = place(region, data, t)
    last = parameters["year"]
    first = parameters["since"]
    rows = dataset.innovations[dataset.innovations["sent"]]
    chosen = rows[rows["year"].between(first, last) | rows["year"].isna()]
    if _of(chosen, code).empty:
        raise ReportError("reports.types.error.none", name=name, years=years(first, last), data=path.name)
    past = rows[(rows["year"] < first) & ((rows["region_code"] == code) | (not code))]
    of_last = dataset.of_year(last)
    maturity = _maturity(of_last, last) if with_levels else None
    every = sectored.with_sectors(dataset, chosen, maturity, words)
    index, kind = _index(of_last, last, with_levels)
    computed = maturity is not None or kind == "claimed"
    return TypesFacts(
        region=code,
        name=name,
        year=last,
        since=first,
        rule=editions.resolve(None, last) if computed else None,
        t=t,
        data=dataset,
        data_path=path,
        parameters=parameters,
        with_levels=with_levels,
        typed=sectored.typed(every.of_region(code), words, t, _source(dataset, name, years(first, last), t)),
        by_year=pd.concat([sectored.with_sectors(dataset, past, None, words).rows, every.of_region(code).rows]),
        every=every.rows,
        index=index,
        index_kind=kind,
    )


def _of(rows: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the innovations of a region, or all where the code is empty."""
    return rows[rows["region_code"] == code].reset_index(drop=True) if code else rows


def _source(data: Dataset, name: str, shown: str, t: Texts) -> str:
    key = "reports.source.data_synthetic" if data.synthetic else "reports.source.data"
    return t("reports.source.line", sources=t(key, name=name, years=shown))


def _maturity(dataset: Dataset, year: int) -> pd.Series | None:
    """Return the maturity of one year's innovations, on one scale; None without levels or edition."""
    if dataset.innovation_levels.empty or editions.of_year(year) is None:
        return None
    table = scoring.maturity(dataset)
    return table.set_index(table["innovation_id"].astype(str))["maturity"]


def _index(dataset: Dataset, year: int, with_levels: bool) -> tuple[dict[str, float], str]:
    """Return every region's index of one year: computed from claims where there are levels, else published."""
    if with_levels and len(dataset.region_levels) and editions.of_year(year) is not None:
        scores = scoring.score(dataset)
        rows = scores[scores["basis"] == scoring.CLAIMED]
        return dict(zip(rows["region_code"], rows["index"].astype(float), strict=True)), "claimed"
    final = history.league(year)
    final = final[final["score"].notna()]
    published = dict(zip(final["region_code"], final["score"].astype(float), strict=True))
    codes = set(dataset.innovations["region_code"].astype(str))
    kept = {code: score for code, score in published.items() if code in codes}
    return kept, "final" if kept else ""
