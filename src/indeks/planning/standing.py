"""Where one region stands in one year, as arrays: levels by innovation and indicator, evidence, affairs, SPD.

What forecasts, gains and what-if start from. All weights are whole units (:mod:`indeks.scoring.units`), so that
:mod:`indeks.scoring.formula` gives the index that ``score`` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.scoring import formula, units
from indeks.scoring.flags import VALIDITY_FLAGS, flags
from indeks.tables import Dataset

NONE, STATED, FILE, VERIFIED = range(4)
EVIDENCE = ("none", "stated", "file", "verified")
"""What a level rests on, from least to most: nothing, words, a file or address, an examiner."""
_FILE = r"https?://|www\.|\.(?:pdf|jpe?g|png|docx?|xlsx?|pptx?|mp4|zip|rar|odt|ods)\b"


class PlanningError(IndeksError):
    """What is asked cannot be meant: a region, a year, a chance, a change that does not exist."""


@dataclass(frozen=True)
class Rows:
    """Levels of one aspect: an array whose last axis holds the indicators of the edition."""

    codes: tuple[str, ...]
    weights: np.ndarray
    """Units a level, by indicator."""
    claimed: np.ndarray
    verified: np.ndarray
    """Accepted levels; -1 where nobody examined."""
    evidence: np.ndarray
    """What each level rests on: a place in :data:`EVIDENCE`."""

    @property
    def counted(self) -> np.ndarray:
        """The level that stands: the accepted one where it was examined, else the stated one."""
        return np.where(self.verified >= 0, self.verified, self.claimed)

    def points(self, levels: np.ndarray) -> np.ndarray:
        """Return weight x level in units, summed over the indicators."""
        return (levels * self.weights).sum(axis=-1)


@dataclass(frozen=True)
class Standing:
    """One region and year: its innovations, sent or not, and its SPD.

    ``affair`` is the place of an innovation's affair among the basic ones of the edition, -1 for any other.
    """

    region_code: str
    year: int
    rule: Edition
    constants: formula.Constants
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    agencies: tuple[str, ...]
    sent: np.ndarray
    flagged: np.ndarray
    affair: np.ndarray
    basic: tuple[str, ...]
    sid: Rows
    spd: Rows | None
    """None where SPD is a total."""
    spd_total: int
    """SPD in units where it is a total, else 0."""
    evidence_recorded: bool

    @property
    def unit(self) -> int:
        """Units in a point."""
        return self.constants.unit

    @property
    def n(self) -> int:
        """Innovations sent."""
        return int(self.sent.sum())

    def spd_units(self, levels: np.ndarray | None = None) -> Any:
        """Return SPD in units, of the stated levels or of others."""
        if self.spd is None:
            return self.spd_total
        return self.spd.points(self.spd.claimed if levels is None else levels)

    def covered(self, sent: np.ndarray) -> Any:
        """Return how many basic affairs the sent innovations cover; leading axes of ``sent`` are kept."""
        having = [(sent & (self.affair == k)).any(axis=-1) for k in range(len(self.basic))]
        return np.sum(having, axis=0) if having else np.zeros(sent.shape[:-1], dtype=int)

    def cents(self, spd: Any, maturities: np.ndarray, sent: np.ndarray) -> Any:
        """Return the index in hundredths; leading axes of the arguments are kept."""
        total = np.where(sent, maturities, 0).sum(axis=-1)
        return formula.index_cents(spd, total, sent.sum(axis=-1), self.covered(sent), self.constants)

    def category(self, cents: Any) -> str:
        """Return the name of the category of an index in hundredths."""
        return self.constants.categories[int(formula.category_of(cents, self.constants))]


def standing(
    data: Dataset,
    *,
    region: str | None = None,
    year: int | None = None,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
) -> Standing:
    """Return where a region of a dataset stands.

    Parameters
    ----------
    data
        Tables as :func:`indeks.load` returns them.
    region, year
        Which region, by code or name, and which year; they may be left out where the data hold one only.
    edition
        The edition; by default that of the year.
    spd
        SPD total by region code, in points, in the place of levels.

    Raises
    ------
    PlanningError
        If the data hold several regions or years and none is named, or none of that name.
    MissingPart
        If the edition lacks a part of the formula, or SPD levels where no total is given.

    Examples
    --------
    >>> from indeks import example
    >>> here = standing(example.sample_region())
    >>> here.region_code, here.year, here.n, here.sid.claimed.shape
    ('99.71', 2026, 28, (29, 20))
    """
    code, number = which(data, region, year)
    own = data.of_region(code).of_year(number)
    (of_year,) = units.years(own, edition=edition, spd=spd, sent_only=False)
    constants = formula.constants(of_year.rule, of_year.unit)
    units.spd_points(of_year, units.CLAIMED)  # refuses an edition without SPD levels, and a total out of range
    rows = of_year.innovations.reset_index(drop=True)
    basic = tuple(of_year.rule.constant("basic_affairs")) if of_year.rule.has_basic_rule else ()
    affair = rows["affair"].map({name: k for k, name in enumerate(basic)}) if "affair" in rows else None
    ids = tuple(rows["innovation_id"].astype(str))
    marks = flags(own, of_year.rule, region_code=code, year=number)
    marked = set(marks.loc[marks["flag"].isin(VALIDITY_FLAGS), "innovation_id"].astype(str))
    recorded = _recorded(own)
    total = of_year.totals.get(code)
    return Standing(
        region_code=code,
        year=number,
        rule=of_year.rule,
        constants=constants,
        ids=ids,
        titles=tuple(rows["title"].fillna("").astype(str)),
        agencies=tuple(rows["agency"].fillna("").astype(str)) if "agency" in rows else ("",) * len(rows),
        sent=rows["sent"].to_numpy(dtype=bool),
        flagged=np.array([i in marked for i in ids], dtype=bool),
        affair=np.full(len(rows), -1) if affair is None else affair.fillna(-1).to_numpy(dtype=int),
        basic=basic,
        sid=_rows(of_year, "sid", own.innovation_levels, of_year.position, len(rows), recorded),
        spd=_spd_rows(of_year, own, recorded) if total is None else None,
        spd_total=0 if total is None else of_year.units(total),
        evidence_recorded=recorded,
    )


def which(data: Dataset, region: str | None, year: int | None) -> tuple[str, int]:
    """Return code and year of the one region that is meant; an error names what there is to choose from."""
    codes = data.region_codes
    if region is None:
        if len(codes) != 1:
            shown = ", ".join(codes[:10]) + (", …" if len(codes) > 10 else "")
            raise PlanningError("planning.standing.which_region", n=len(codes), known=shown or "–")
        code = codes[0]
    else:
        code = data.region(region)
        if code not in codes:
            raise PlanningError("planning.standing.no_region", region=code)
    own = data.of_region(code)
    years = sorted({int(y) for f in (own.innovations, own.region_levels) for y in f["year"].dropna().unique()})
    if year is None and len(years) == 1:
        return code, years[0]
    if year not in years:
        key = "planning.standing.which_year" if year is None else "planning.standing.no_year"
        raise PlanningError(key, region=code, year=year, known=", ".join(map(str, years)))
    return code, int(year)


def _recorded(data: Dataset) -> bool:
    """Whether the data say anywhere what a level rests on."""
    return any(
        "evidence" in table and table["evidence"].notna().any()
        for table in (data.innovation_levels, data.region_levels)
    )


def _spd_rows(of_year: units.Year, own: Dataset, recorded: bool) -> Rows:
    rows = _rows(of_year, "spd", own.region_levels, np.zeros(len(own.region_levels), dtype=int), 1, recorded)
    return Rows(rows.codes, rows.weights, rows.claimed[0], rows.verified[0], rows.evidence[0])


def _rows(
    of_year: units.Year, aspect: str, levels: pd.DataFrame, place: np.ndarray, n: int, recorded: bool
) -> Rows:
    """Spread long levels over an array of ``n`` rows and the indicators of an aspect."""
    weights = of_year.weights(aspect)
    column = pd.Index(list(weights)).get_indexer(pd.Index(levels["indicator"].astype(str)))
    mine = (place >= 0) & (column >= 0)
    cells = place[mine], column[mine]
    claimed = np.zeros((n, len(weights)), dtype=np.int64)
    verified, evidence = np.full_like(claimed, -1), np.full_like(claimed, NONE if recorded else STATED)
    claimed[cells] = levels["level"].fillna(0).to_numpy(dtype=float)[mine]
    if "verified_level" in levels:
        verified[cells] = levels["verified_level"].fillna(-1).to_numpy(dtype=float)[mine]
    if recorded and "evidence" in levels:
        text = levels["evidence"].fillna("").astype(str).str.strip()
        kind = np.where(text == "", NONE, np.where(text.str.contains(_FILE, case=False, regex=True), FILE, STATED))
        evidence[cells] = kind[mine]
    evidence[verified >= 0] = VERIFIED
    return Rows(tuple(weights), np.array(list(weights.values()), dtype=np.int64), claimed, verified, evidence)
