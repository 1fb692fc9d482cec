"""What the site shows, as plain rows: published results, indices computed in reports, reports by region.

A result keeps its stage and its scale. Where sources of one result disagree the home page shows the range and
the page of the region every figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from indeks import regions
from indeks.published import INDEX_SCALE, RAW_SCALE, history
from indeks.site import inventory
from indeks.site.inventory import Report

STAGES = ("final", "sementara", "mandiri", "tercatat", "verified", "claimed", "")
"""Order of the stages; the empty one is a report without any result."""
AWARD = "award"
"""What an award given where a category stands is called among the categories."""


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

    @property
    def group(self) -> str:
        """The category, or :data:`AWARD`, that the row is filtered by."""
        return self.category or (AWARD if self.award else "")

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
    made = inventory.reports(out)
    figures = [_result(row) for row in history.merged(results).to_dict("records")]
    figures += _computed(made)
    known = {(r.code, r.year) for r in figures}
    only = sorted({(r.region, r.year) for r in made if r.region} - known)
    figures += [Result(code, year, "") for code, year in only]
    figures.sort(key=lambda r: (r.code, r.year, STAGES.index(r.stage), r.scale, r.high or 0))
    together = [
        _together(list(some)) for _, some in groupby(figures, key=lambda r: (r.code, r.year, r.stage, r.scale))
    ]
    together.sort(key=lambda r: (-r.year, r.code, STAGES.index(r.stage), r.scale))
    return Site(tuple(together), tuple(figures), tuple(made))


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


def _computed(made: Iterable[Report]) -> list[Result]:
    """Return indices computed in reports, once for the languages that agree; where they do not, each stays."""
    seen = {
        (report.region, report.year, basis, float(index), category)
        for report in made
        for basis, index, category in report.scores
    }
    return [
        Result(code, year, basis, INDEX_SCALE, index, index, category)
        for code, year, basis, index, category in sorted(seen)
    ]


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


def final_counts(site: Site) -> dict[str, dict[str, int]]:
    """Count the regions of each province with a final score, by year as text; ``""`` is any year.

    Scores of either scale count: this says where something is known, not how high it is.
    """
    counted: dict[str, dict[str, set[str]]] = {"": {}, **{str(y): {} for y in site.years}}
    for r in site.results:
        if r.stage == "final" and r.scale in (INDEX_SCALE, RAW_SCALE) and not r.synthetic:
            for year in ("", str(r.year)):
                counted[year].setdefault(r.province, set()).add(r.code)
    return {year: {p: len(codes) for p, codes in sorted(by.items())} for year, by in counted.items()}


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
