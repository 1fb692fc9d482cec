"""One year of a dataset in whole units: maturity, SPD and count score, by position instead of by name.

A unit is the smallest step that an edition's weights and the SPD totals given have, so that sums, rounding and
ties are exact. Regions, innovations and indicators are looked up once; arrays are in the order of their rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition, MissingPart, resolve, round_half_up
from indeks.errors import IndeksError
from indeks.tables import SPD_TOTAL, Dataset, verify

CLAIMED = "claimed"
VERIFIED = "verified"
LEVEL_COLUMN = {CLAIMED: "level", VERIFIED: "verified_level"}
POSSIBLE = "possible"
"""The basis of the greatest verified result: levels nobody examined count as stated."""
SPD_DECIMALS = 6
"""Decimals kept of an SPD total given by hand; levels and weights make at most one."""


class SpdOutOfRange(IndeksError):
    """A hand-given SPD total lies below zero or above the maximum of the edition."""


@dataclass(frozen=True)
class Year:
    """One year of a dataset and its edition, with what every computation needs."""

    year: int
    rule: Edition
    innovations: pd.DataFrame
    levels: pd.DataFrame
    region_levels: pd.DataFrame
    keys: pd.Index
    """The regions of the year, sorted."""
    position: np.ndarray
    """For each row of ``levels`` its row of ``innovations``, -1 for none."""
    place: np.ndarray
    """For each innovation its row of ``keys``."""
    totals: Mapping[str, Decimal]
    """SPD totals by region, in points, where they take the place of levels."""
    unit: int
    """How many units a point has."""

    @property
    def n(self) -> np.ndarray:
        """Innovations per region."""
        return np.bincount(self.place, minlength=len(self.keys))

    def units(self, points: Any) -> int:
        """Return a number of points in units."""
        return int(Decimal(str(points)) * self.unit)

    def weights(self, aspect: str) -> dict[str, int]:
        """Return the weights of an aspect by indicator, in units."""
        return {i.code: self.units(i.weight) for i in self.rule.of_aspect(aspect) if i.weight is not None}


def years(
    data: Dataset,
    *,
    edition: str | Path | Edition | None,
    spd: Mapping[str, Decimal] | None = None,
    exclude: Collection[str] = (),
    sent_only: bool = True,
) -> list[Year]:
    """Return the years of a dataset, the first one first; parameters as for :func:`indeks.scoring.score`.

    With ``sent_only`` a year holds the sent innovations that are not excluded, else all of them.
    """
    verify(data, edition)
    numbers = set(data.innovations["year"].unique()) | set(data.region_levels["year"].unique())
    return [
        _year(data, int(year), resolve(edition, int(year)), spd or {}, list(exclude), sent_only)
        for year in sorted(numbers)
    ]


def _year(
    data: Dataset,
    year: int,
    rule: Edition,
    spd: Mapping[str, Decimal],
    exclude: Collection[str],
    sent_only: bool,
) -> Year:
    of_year = data.innovations[(data.innovations["year"] == year).to_numpy()]
    innovations = of_year
    if sent_only:
        keep = innovations["sent"].to_numpy(dtype=bool)
        if exclude:
            keep = keep & ~innovations["innovation_id"].isin(list(exclude)).to_numpy()
        innovations = innovations[keep]
    rows = data.region_levels
    region_levels = rows[(rows["year"] == year).to_numpy()] if len(rows) else rows
    codes = set(of_year["region_code"].unique()) | set(region_levels["region_code"].unique())
    keys = pd.Index(sorted(str(c) for c in codes))
    totals = _spd_totals(region_levels, keys, rule, spd)
    return Year(
        year=year,
        rule=rule,
        innovations=innovations,
        levels=data.innovation_levels,
        region_levels=region_levels,
        keys=keys,
        position=_positions(data.innovation_levels["innovation_id"], innovations["innovation_id"]),
        place=keys.get_indexer(innovations["region_code"].astype(str)),
        totals=totals,
        unit=unit_of(rule, totals.values()),
    )


def _positions(names: pd.Series, wanted: pd.Series) -> np.ndarray:
    """Row of ``wanted`` for each name, -1 where it is not there; categories are looked up once each."""
    index = pd.Index(wanted)
    if isinstance(names.dtype, pd.CategoricalDtype):
        position = index.get_indexer(pd.Index(names.cat.categories))
        codes = names.cat.codes.to_numpy()
        return np.where(codes >= 0, position[codes], -1)
    return index.get_indexer(pd.Index(names))


def _spd_totals(
    rows: pd.DataFrame, keys: pd.Index, rule: Edition, given: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """SPD totals by region: those in the data where the edition has no SPD levels, and those given by hand."""
    totals: dict[str, Decimal] = {}
    if not rule.has_spd_levels and len(rows) and "value" in rows:
        stated = rows[(rows["indicator"] == SPD_TOTAL).to_numpy() & rows["value"].notna().to_numpy()]
        totals = {
            str(code): Decimal(str(value))
            for code, value in zip(stated["region_code"], stated["value"], strict=True)
        }
    totals |= {k: Decimal(str(v)) for k, v in given.items() if k in keys}
    # a total from a spreadsheet can carry sixteen decimals, too many units for whole numbers of 64 bits
    return {k: round_half_up(v, SPD_DECIMALS) for k, v in totals.items()}


def unit_of(rule: Edition, totals: Collection[Decimal] = ()) -> int:
    """Return how many whole units a point has, so that every weight and total is a whole number of them."""
    numbers = [i.weight for i in rule.indicators if i.weight is not None]
    numbers += [rule.formula[name].value for name in ("count_weight", "max_total") if name in rule.formula]
    numbers += list(totals)
    places = 0
    for number in numbers:
        exponent = Decimal(str(number)).as_tuple().exponent
        places = max(places, -int(exponent))
    return int(10**places)


def _row_points(rows: pd.DataFrame, weights: Mapping[str, int], basis: str) -> np.ndarray:
    """Weight x level of each row, in units; 0 for other indicators and for levels not given."""
    return _lookup(rows["indicator"], weights, 0) * np.nan_to_num(_levels(rows, basis)).astype(np.int64)


def _levels(rows: pd.DataFrame, basis: str) -> np.ndarray:
    """Level of each row on a basis; missing where it is not given."""
    if basis == POSSIBLE:
        accepted = _levels(rows, VERIFIED)
        return np.where(np.isnan(accepted), _levels(rows, CLAIMED), accepted)
    column = LEVEL_COLUMN[basis]
    if column not in rows:
        return np.full(len(rows), np.nan)
    return rows[column].to_numpy(dtype=float, na_value=np.nan)


def _lookup(names: pd.Series, values: Mapping[str, int], default: int) -> np.ndarray:
    categories = names.astype("category").cat
    table = np.array([values.get(c, default) for c in categories.categories] + [default], dtype=np.int64)
    return table[categories.codes.to_numpy()]  # a missing name has code -1, the last entry


def maturities(year: Year, basis: str) -> np.ndarray:
    """Return the maturity of each innovation, in units."""
    points = _row_points(year.levels, year.weights("sid"), basis)
    mine = year.position >= 0
    totals = np.bincount(year.position[mine], weights=points[mine], minlength=len(year.innovations))
    return totals.astype(np.int64)


def examined(year: Year) -> np.ndarray:
    """Return whether any level of each innovation was examined."""
    if "verified_level" not in year.levels:
        return np.zeros(len(year.innovations), dtype=bool)
    rows = (year.position >= 0) & year.levels["verified_level"].notna().to_numpy()
    rows &= _lookup(year.levels["indicator"], dict.fromkeys(year.weights("sid"), 1), 0).astype(bool)
    return np.bincount(year.position[rows], minlength=len(year.innovations)) > 0


def stated_and_examined(year: Year) -> tuple[np.ndarray, np.ndarray]:
    """Return how many levels above 0 each region states, of innovations and SPD, and how many were examined.

    SPD that comes from a total has no levels to examine.
    """
    tables = []
    if len(year.place):
        owner = np.where(year.position >= 0, year.place[year.position], -1)
        tables.append((year.levels, owner, "sid"))
    if year.rule.has_spd_levels and len(year.region_levels):
        place = _places(year)
        place[np.isin(place, year.keys.get_indexer(list(year.totals)))] = -1
        tables.append((year.region_levels, place, "spd"))
    stated = np.zeros(len(year.keys), dtype=np.int64)
    looked_at = stated.copy()
    for rows, place, aspect in tables:
        known = _lookup(rows["indicator"], dict.fromkeys(year.weights(aspect), 1), 0).astype(bool)
        counts = known & (place >= 0) & (_levels(rows, CLAIMED) > 0)
        stated += np.bincount(place[counts], minlength=len(year.keys))
        counts &= ~np.isnan(_levels(rows, VERIFIED))
        looked_at += np.bincount(place[counts], minlength=len(year.keys))
    return stated, looked_at


def bases(year: Year) -> dict[str, np.ndarray]:
    """Return which regions have a claimed and which a verified result."""
    verified = np.bincount(year.place, weights=examined(year), minlength=len(year.keys)) > 0
    rows = year.region_levels
    if len(rows) and "verified_level" in rows:
        with_level = rows.loc[rows["verified_level"].notna(), "region_code"].astype(str).unique()
        verified |= year.keys.isin(with_level)
    return {CLAIMED: np.ones(len(year.keys), dtype=bool), VERIFIED: verified}


def spd_points(year: Year, basis: str) -> np.ndarray:
    """Return the SPD of each region in units: from its levels, or from its total where one is given.

    Raises
    ------
    MissingPart
        If the edition has no SPD levels and a region no total.
    SpdOutOfRange
        If a total lies outside 0 and the maximum of the edition.
    """
    points = np.zeros(len(year.keys), dtype=np.int64)
    if year.rule.has_spd_levels and len(year.region_levels):
        row_points = _row_points(year.region_levels, year.weights("spd"), basis)
        points = np.bincount(_places(year), weights=row_points, minlength=len(year.keys)).astype(np.int64)
    elif not year.rule.has_spd_levels and not set(year.keys) <= set(year.totals):
        raise MissingPart(year.rule.id, ["spd_levels"])
    maximum = year.rule.constant("max_spd")
    for region, total in year.totals.items():
        if not 0 <= total <= maximum:
            raise SpdOutOfRange("edition.error.spd_range", region=region, total=total, maximum=maximum)
        points[year.keys == region] = year.units(total)
    return points


def _places(year: Year) -> np.ndarray:
    """For each row of the region levels its row of ``keys``."""
    return year.keys.get_indexer(year.region_levels["region_code"].astype(str))


def basic_affairs(year: Year) -> np.ndarray:
    """Return how many of the basic-service affairs the innovations of each region cover."""
    basic = year.rule.formula["basic_affairs"].value if "basic_affairs" in year.rule.formula else ()
    covered = np.zeros((len(year.keys), len(basic) + 1), dtype=bool)
    if "affair" in year.innovations:
        which = _lookup(year.innovations["affair"], {name: k for k, name in enumerate(basic)}, len(basic))
        covered[year.place, which] = True
    return covered[:, : len(basic)].sum(axis=1)


def by_indicator(year: Year, aspect: str, basis: str) -> np.ndarray:
    """Return sums of weight x level in units, regions down, the indicators of an aspect across."""
    indicators = year.rule.of_aspect(aspect)
    if aspect == "spd":
        rows, place = year.region_levels, _places(year)
    elif len(year.place):
        rows, place = year.levels, np.where(year.position >= 0, year.place[year.position], -1)
    else:
        rows, place = year.levels, year.position
    points = _row_points(rows, year.weights(aspect), basis)
    which = _lookup(rows["indicator"], {i.code: k for k, i in enumerate(indicators)}, -1)
    mine = (which >= 0) & (place >= 0)
    cells = place[mine] * len(indicators) + which[mine]
    sums = np.bincount(cells, weights=points[mine], minlength=len(year.keys) * len(indicators))
    return sums.reshape(len(year.keys), len(indicators))
