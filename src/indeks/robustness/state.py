"""One year of a dataset as the sums that every reading of the rule starts from: levels without their weights.

Weights vary between readings, so SPD and maturity are kept by indicator: sums of levels, which are whole numbers.
The arithmetic of the index stays in :mod:`indeks.scoring.formula`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.scoring import formula
from indeks.scoring.units import CLAIMED, VERIFIED, Year, basic_affairs, spd_points, years
from indeks.tables import Dataset

HIGHEST = 3
"""The highest level of an indicator."""


@dataclass(frozen=True)
class State:
    """One year: ``spd`` and ``sid`` are sums of levels, regions by indicators; see :func:`states`.

    Attributes
    ----------
    year : Year
        The year, with its edition and rows.
    basis : str
        ``claimed`` or ``verified``.
    spd, sid : array
        Sums of levels, regions by indicators of the aspect.
    spd_total : array
        SPD in units where it comes from a total, -1 where it comes from levels.
    open_spd : array
        Regions by indicators: SPD rows without a level.
    n, affairs : array
        Innovations sent, and basic-service affairs covered, by region.
    """

    year: Year
    basis: str
    spd: np.ndarray
    sid: np.ndarray
    spd_total: np.ndarray
    open_spd: np.ndarray
    n: np.ndarray
    affairs: np.ndarray

    @property
    def regions(self) -> list[str]:
        """The codes of the regions, sorted."""
        return list(self.year.keys)

    def weights(self, aspect: str) -> np.ndarray:
        """Return the weights of an aspect in units, in the order of the edition; 0 where the edition has none."""
        known = self.year.weights(aspect)
        return np.array([known.get(i.code, 0) for i in self.year.rule.of_aspect(aspect)], dtype=np.int64)

    def points(self, aspect: str, weights: np.ndarray | None = None) -> np.ndarray:
        """Return SPD or the sum of maturity by region, in units, under weights with any leading axes."""
        own = self.weights(aspect) if weights is None else weights
        points = own @ (self.spd if aspect == "spd" else self.sid).T
        return np.where(self.spd_total >= 0, self.spd_total, points) if aspect == "spd" else points

    def cents(self, rule: formula.Constants | None = None) -> np.ndarray:
        """Return the index of each region in hundredths."""
        rule = rule or formula.constants(self.year.rule, self.year.unit)
        return formula.index_cents(self.points("spd"), self.points("sid"), self.n, self.affairs, rule)


def states(
    data: Dataset,
    *,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    basis: str = CLAIMED,
) -> list[State]:
    """Return the years of a dataset, the first one first.

    Parameters
    ----------
    data, edition, spd
        As for :func:`indeks.scoring.score`.
    basis
        ``claimed`` or ``verified``.
    """
    return [state_of(year, basis) for year in years(data, edition=edition, spd=spd)]


def state_of(year: Year, basis: str = CLAIMED) -> State:
    """Return a year as a state."""
    position = {region: at for at, region in enumerate(year.keys)}
    total = np.full(len(year.keys), -1, dtype=np.int64)
    whole = spd_points(year, basis)
    for region in year.totals:
        total[position[region]] = whole[position[region]]
    sid = counts(year, "sid", basis)
    spd = counts(year, "spd", basis)
    levels = np.arange(HIGHEST + 1)
    stated = spd.sum(axis=-1) > 0
    has_levels = year.rule.has_spd_levels
    opened = ~stated & (total < 0)[:, None] if has_levels else np.zeros(stated.shape, bool)
    return State(year, basis, spd @ levels, sid @ levels, total, opened, year.n, basic_affairs(year))


def counts(year: Year, aspect: str, basis: str) -> np.ndarray:
    """Return how many rows have each level, shape (regions, indicators, 4); rows without one are not counted."""
    indicators = [i.code for i in year.rule.of_aspect(aspect)]
    shape = (len(year.keys), len(indicators), HIGHEST + 1)
    rows, place = rows_of(year, aspect)
    if not len(rows):
        return np.zeros(shape, dtype=np.int64)
    which = indicator_of(rows["indicator"], indicators)
    level = levels_of(rows, basis)
    mine = (which >= 0) & (place >= 0) & ~np.isnan(level)
    if aspect == "spd" and not year.rule.has_spd_levels:
        mine[:] = False
    cells = np.ravel_multi_index((place[mine], which[mine], level[mine].astype(np.int64)), shape)
    return np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)


def rows_of(year: Year, aspect: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the rows of levels of an aspect and the region that each belongs to, -1 for none."""
    if aspect == "spd":
        rows = year.region_levels
        return rows, year.keys.get_indexer(rows["region_code"].astype(str)) if len(rows) else np.array([], int)
    if not len(year.place):
        return year.levels.iloc[:0], np.array([], int)
    return year.levels, np.where(year.position >= 0, year.place[year.position], -1)


def indicator_of(names: pd.Series, codes: list[str]) -> np.ndarray:
    """Return the place of each name among codes, -1 for none; categories are looked up once each."""
    category = names.astype("category").cat
    place = {code: at for at, code in enumerate(codes)}
    table = np.array([*(place.get(name, -1) for name in category.categories), -1])
    return table[category.codes.to_numpy()]


def levels_of(rows: pd.DataFrame, basis: str) -> np.ndarray:
    """Return the level of each row on a basis, NaN where it has none."""
    column = "verified_level" if basis == VERIFIED else "level"
    if column not in rows:
        return np.full(len(rows), np.nan)
    return rows[column].to_numpy(dtype=float, na_value=np.nan)
