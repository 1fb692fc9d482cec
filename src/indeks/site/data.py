"""What the site shows, as plain rows: published results, indices computed in reports, reports by region.

A result keeps its stage and its scale. Where sources of one result disagree the home page shows the range and
the page of the region every figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd

from indeks import regions
from indeks.published import INDEX_SCALE, RAW_SCALE, history
from indeks.site import inventory
from indeks.site.inventory import Report
from indeks.texts import texts

STAGES = ("final", "sementara", "mandiri", "tercatat", "verified", "claimed", "")
"""Order of the stages; the empty one is a report without any result."""


@dataclass(frozen=True)
class Result:
    """One result of a region in a year at a stage; ``low`` and ``high`` differ where sources disagree."""

    code: str
    year: int
    stage: str
    scale: str = ""
    low: float | None = None
    high: float | None = None
    category: str = ""
    derived: bool = False
    award: str = ""
    n_innovations: int | None = None
    n_agencies: int | None = None
    rank: int | None = None
    rank_cluster: str = ""
    conflict: bool = False
    source: str = ""
    note: str = ""
    note_id: str = ""

    @property
    def type(self) -> str:
        """Type of the region."""
        return regions.record(self.code)["type"]

    @property
    def province(self) -> str:
        """Code of the province."""
        return regions.record(self.code)["province_code"]

    @property
    def synthetic(self) -> bool:
        """Whether the region is made up."""
        return regions.is_synthetic(self.code)

    def on(self, scale: str) -> float | None:
        """Return the higher score if it is on a scale."""
        return self.high if self.scale == scale else None


@dataclass(frozen=True)
class Site:
    """Everything the pages read."""

    results: tuple[Result, ...]
    """One a region, year, stage and scale, newest year first."""
    figures: tuple[Result, ...]
    """Every figure of the sources on its own, oldest year first."""
    reports: tuple[Report, ...]

    @cached_property
    def codes(self) -> list[str]:
        """Regions with a result or a report, and so with a page."""
        return sorted({r.code for r in self.results})

    @cached_property
    def years(self) -> list[int]:
        """Years with a result or a report of a region, newest first."""
        return sorted({r.year for r in self.results}, reverse=True)

    def reports_of(self, code: str, year: int | None = None) -> list[Report]:
        """Return the reports of a region, or of the country where the code is empty."""
        return [r for r in self._by_region.get(code, []) if year in (None, r.year)]

    @cached_property
    def _by_region(self) -> dict[str, list[Report]]:
        ordered = sorted(self.reports, key=lambda r: r.region)
        return {code: list(some) for code, some in groupby(ordered, key=lambda r: r.region)}

    def results_of(self, code: str) -> list[Result]:
        """Return the figures of a region, oldest year first."""
        return [r for r in self.figures if r.code == code]


def gather(out: Path, results: pd.DataFrame | None = None) -> Site:
    """Gather what was published and what reports lie in a folder.

    Parameters
    ----------
    out
        Folder of the reports.
    results
        A table like that of :func:`indeks.published.history.published`; that table where none is given.
    """
    reports = inventory.reports(out)
    figures = [_result(row) for row in history.merged(results).to_dict("records")]
    figures += _computed(reports)
    known = {(r.code, r.year) for r in figures}
    only = sorted({(r.region, r.year) for r in reports if r.region} - known)
    figures += [Result(code, year, "") for code, year in only]
    figures.sort(key=lambda r: (r.code, r.year, STAGES.index(r.stage), r.scale, r.high or 0))
    together = [
        _together(list(some)) for _, some in groupby(figures, key=lambda r: (r.code, r.year, r.stage, r.scale))
    ]
    together.sort(key=lambda r: (-r.year, r.code, STAGES.index(r.stage), r.scale))
    return Site(tuple(together), tuple(figures), tuple(reports))


def _result(row: dict[Any, Any]) -> Result:
    def number(name: str) -> int | None:
        return None if pd.isna(row[name]) else int(row[name])

    score = None if pd.isna(row["score"]) else float(row["score"])
    return Result(
        code=row["region_code"],
        year=int(row["year"]),
        stage=row["stage"],
        scale=row["scale"] if score is not None else "",
        low=score,
        high=score,
        category=row["category"],
        derived=row["category_origin"] == "derived",
        award=row["award"],
        n_innovations=number("n_innovations"),
        n_agencies=number("n_agencies"),
        rank=number("rank"),
        rank_cluster=row["rank_cluster"],
        conflict=bool(row["conflict"]),
        source=row["source"] or row["source_other"],
        note=row["note"],
        note_id=row["note_id"],
    )


def _computed(reports: Sequence[Report]) -> list[Result]:
    """Return indices computed in reports, once for the languages that agree; where they do not, each stays."""
    counts = {
        (report.region, report.year, basis, float(index), category): (report.innovations, report.agencies)
        for report in reports
        for basis, index, category in report.scores
    }
    notes = {(r.region, r.year): r.still_open for r in reports if r.still_open is not None}
    return [
        Result(
            code, year, basis, INDEX_SCALE, index, index, category, n_innovations=innovations, n_agencies=agencies,
            note=_note(notes.get((code, year)), "en"), note_id=_note(notes.get((code, year)), "id"),
        )
        for (code, year, basis, index, category), (innovations, agencies) in sorted(counts.items())
    ]  # fmt: skip


def _note(still_open: tuple[Decimal, Decimal, int, int] | None, lang: str) -> str:
    """Say of an unfinished verification between what the verified index will lie; empty where none is."""
    if still_open is None:
        return ""
    t, (low, high, examined, stated) = texts(lang), still_open
    told = t("reports.page_one.examined", low=low, high=high, n=examined, of=stated)
    return f"{t('reports.banner.verified')}: {told}"


def _together(some: list[Result]) -> Result:
    """Several figures for one result as one row with their range; what they do not agree on is left out."""
    first = some[0]
    if len(some) == 1:
        return first
    same = {name: {getattr(r, name) for r in some} for name in ("category", "award", "n_innovations", "derived")}
    agreed = {name: next(iter(values)) for name, values in same.items() if len(values) == 1}
    return Result(
        first.code,
        first.year,
        first.stage,
        first.scale,
        low=min(r.low for r in some if r.low is not None),
        high=max(r.high for r in some if r.high is not None),
        conflict=True,
        **agreed,
    )


FEWEST = 10
"""Regions with a final score in a year from which a map of it is drawn."""


def final_scores(site: Site) -> dict[str, dict[str, tuple[float, int]]]:
    """Return the median of the final scores of each province and how many there are, by year as text.

    Parameters
    ----------
    site
        What was gathered.

    Returns
    -------
    dict
        ``""`` is the newest score of each region, of whatever year. Only the 0 to 100 scale; where sources
        disagree the middle of their range. A year with fewer regions than :data:`FEWEST` has none.
    """
    scored = [
        r for r in site.results if r.stage == "final" and r.scale == INDEX_SCALE and not r.synthetic
    ]  # newest year first
    newest = list({r.code: r for r in reversed(scored)}.values())
    by_year = {"": newest} | {str(y): [r for r in scored if r.year == y] for y in site.years}
    return {year: _medians(some) if len(some) >= FEWEST else {} for year, some in by_year.items()}


def _medians(results: Sequence[Result]) -> dict[str, tuple[float, int]]:
    scores: dict[str, list[float]] = {}
    for r in results:
        if r.low is not None and r.high is not None:
            scores.setdefault(r.province, []).append((r.low + r.high) / 2)
    return {province: (median(some), len(some)) for province, some in sorted(scores.items())}


def coverage(site: Site, year: int | None = None) -> dict[str, int]:
    """Count the regions with any published result, and with a final score on the 0 to 100 scale."""
    published = [
        r
        for r in site.results
        if year in (None, r.year) and r.stage in ("final", "sementara", "mandiri", "tercatat") and not r.synthetic
    ]
    final = {r.code for r in published if r.stage == "final" and r.scale == INDEX_SCALE}
    raw = {r.code for r in published if r.stage == "final" and r.scale == RAW_SCALE}
    return {"any": len({r.code for r in published}), "final": len(final), "raw": len(raw)}


def autonomous() -> list[str]:
    """Return the codes of the regions that can report."""
    return [code for code in regions.master()["region_code"] if regions.is_autonomous(code)]
