"""From levels to maturity, SPD, SID, index, category and contributions.

Everything is computed in whole numbers of the smallest unit an edition's weights have, over all regions
and innovations at once, so that rounding and ties are exact. The formula is that of the edition files::

    SPD   = sum of weight x level over the region's indicators
    SID   = sum of maturity over the sent innovations / max(min_divisor, n) + count score
    index = (SPD + SID) / max_total x 100, rounded half up to two decimals
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import COUNT_INDICATOR, Edition, MissingPart, resolve, round_half_up
from indeks.tables import SPD_TOTAL, Dataset
from indeks.texts import texts

CLAIMED = "claimed"
VERIFIED = "verified"
SCORE_COLUMNS = (
    "region_code", "year", "edition", "n_innovations", "divisor", "spd", "mean_maturity", "count_score",
    "sid", "total", "index", "category", "basic_affairs", "basis",
)  # fmt: skip
LEVEL_COLUMN = {CLAIMED: "level", VERIFIED: "verified_level"}
SPD_DECIMALS = 6
"""Decimals kept of an SPD total given by hand; levels and weights make at most one."""


def score(
    data: Dataset,
    *,
    edition: str | None = None,
    spd: Mapping[str, Decimal] | None = None,
    exclude: Collection[str] = (),
    lang: str = "id",
) -> pd.DataFrame:
    """Compute the index of every region and year of a dataset.

    Parameters
    ----------
    data
        Tables as :func:`indeks.intake.load` returns them.
    edition
        Identifier or path of the edition to use for every year; by default each year's own.
    spd
        SPD total by region code, in points; it takes the place of levels. For editions that do not hold SPD
        levels, totals in the data (indicator ``spd_total`` of ``region_levels``) are used where none is
        given here.
    exclude
        Identifiers of innovations to leave out, as if they had not been sent.
    lang
        Language of errors.

    Returns
    -------
    DataFrame
        One row per region, year and basis (``claimed``; ``verified`` too where any level was examined),
        sorted by them, with ``SCORE_COLUMNS``. ``mean_maturity`` is the sum of maturity over ``divisor``;
        ``total`` = ``spd + mean_maturity + count_score``; ``index`` has two decimals. The verified basis
        counts accepted levels only: a level nobody examined counts 0.

    Raises
    ------
    MissingPart
        If an edition lacks a part of the formula, or SPD levels where no total is given.
    SpdOutOfRange
        If a given SPD total lies outside 0 and the maximum of the edition.
    EditionError
        If no edition covers a year.
    """
    parts = [_score_year(block, rule, spd or {}, lang) for block, rule in _by_year(data, edition, exclude, lang)]
    if not parts:
        return pd.DataFrame(columns=list(SCORE_COLUMNS))
    scores = pd.concat(parts, ignore_index=True)
    return scores.sort_values(["region_code", "year", "basis"], ignore_index=True)[list(SCORE_COLUMNS)]


def maturity(data: Dataset, *, edition: str | None = None, lang: str = "id") -> pd.DataFrame:
    """Compute the maturity of every innovation, sent or not.

    Returns
    -------
    DataFrame
        ``innovation_id, region_code, year, edition, title, sent, maturity, verified_maturity,
        max_maturity``, in the order of the data. Maturity is the sum of weight x level over the SID
        indicators, in points; ``verified_maturity`` is missing where no level of the innovation was examined.
    """
    parts = []
    for block, rule in _by_year(data, edition, (), lang, sent_only=False):
        frame = block.innovations[["innovation_id", "region_code", "year", "title", "sent"]].copy()
        frame.insert(3, "edition", rule.id)
        unit = _unit(rule)
        codes = _weights(rule, "sid", unit)
        frame["maturity"] = _maturities(block, codes, CLAIMED) / unit
        verified = _maturities(block, codes, VERIFIED) / unit
        frame["verified_maturity"] = np.where(_examined(block, codes), verified, np.nan)
        frame["max_maturity"] = float(sum(i.max_points or Decimal(0) for i in rule.of_aspect("sid")))
        parts.append(frame)
    return pd.concat(parts).sort_index()


def contributions(
    data: Dataset,
    *,
    edition: str | None = None,
    spd: Mapping[str, Decimal] | None = None,
    exclude: Collection[str] = (),
    lang: str = "id",
) -> pd.DataFrame:
    """Split every index into what each indicator adds and what it loses.

    Returns
    -------
    DataFrame
        One row per region, year, basis and indicator, in the order of the edition: ``region_code, year,
        edition, basis, indicator, number, aspect, variable, points, max_points, points_lost, index_points,
        index_max, index_lost``. ``points`` are on the scale of the rule (250 in 2026), ``index_points``
        on 0 to 100; per region, year and basis the index points add up to the unrounded index, and
        ``index_max`` to 100. SID indicators lose points both to levels below 3 and to a divisor above
        the number of innovations.
    """
    parts = [
        _contributions_year(block, rule, spd or {}, lang) for block, rule in _by_year(data, edition, exclude, lang)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


class SpdOutOfRange(ValueError):
    """A hand-given SPD total lies below zero or above the maximum of the edition."""


@dataclass(frozen=True)
class _Block:
    """One year of a dataset with what every computation needs: positions instead of names."""

    year: int
    innovations: pd.DataFrame
    levels: pd.DataFrame
    region_levels: pd.DataFrame
    keys: pd.Index
    """The regions of the year, sorted."""
    position: np.ndarray
    """For each row of ``levels`` its row of ``innovations``, -1 for none."""
    place: np.ndarray
    """For each innovation its row of ``keys``."""

    @property
    def n(self) -> np.ndarray:
        """Innovations per region."""
        return np.bincount(self.place, minlength=len(self.keys))


def _block(data: Dataset, year: int, exclude: Collection[str], sent_only: bool) -> _Block:
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
    return _Block(
        year=year,
        innovations=innovations,
        levels=data.innovation_levels,
        region_levels=region_levels,
        keys=keys,
        position=_positions(data.innovation_levels["innovation_id"], innovations["innovation_id"]),
        place=keys.get_indexer(innovations["region_code"].astype(str)),
    )


def _by_year(
    data: Dataset, edition: str | None, exclude: Collection[str], lang: str, *, sent_only: bool = True
) -> list[tuple[_Block, Edition]]:
    years = set(data.innovations["year"].unique()) | set(data.region_levels["year"].unique())
    return [
        (_block(data, int(year), exclude, sent_only), resolve(edition, int(year), lang)) for year in sorted(years)
    ]


def _positions(names: pd.Series, wanted: pd.Series) -> np.ndarray:
    """Row of ``wanted`` for each name, -1 where it is not there; categories are looked up once each."""
    index = pd.Index(wanted)
    if isinstance(names.dtype, pd.CategoricalDtype):
        found = index.get_indexer(pd.Index(names.cat.categories))
        codes = names.cat.codes.to_numpy()
        return np.where(codes >= 0, found[codes], -1)
    return index.get_indexer(pd.Index(names))


def _unit(rule: Edition, extra: Collection[Decimal] = ()) -> int:
    """How many whole units a point has, so that every weight is a whole number of them."""
    numbers = [i.weight for i in rule.indicators if i.weight is not None]
    numbers += [rule.formula[name].value for name in ("count_weight", "max_total") if name in rule.formula]
    numbers += list(extra)
    places = 0
    for number in numbers:
        exponent = Decimal(str(number)).as_tuple().exponent
        places = max(places, -int(exponent))
    return int(10**places)


def _whole(value: Any, unit: int) -> int:
    return int(Decimal(str(value)) * unit)


def _weights(rule: Edition, aspect: str, unit: int) -> dict[str, int]:
    return {i.code: _whole(i.weight, unit) for i in rule.of_aspect(aspect) if i.weight is not None}


def _row_points(rows: pd.DataFrame, codes: Mapping[str, int], column: str) -> np.ndarray:
    """Weight x level of each row, in units; 0 for other indicators and for levels not given."""
    if column not in rows:
        return np.zeros(len(rows), dtype=np.int64)
    weights = _lookup(rows["indicator"], codes, 0)
    levels = rows[column].to_numpy(dtype=float, na_value=np.nan)
    return weights * np.nan_to_num(levels).astype(np.int64)


def _lookup(names: pd.Series, values: Mapping[str, int], default: int) -> np.ndarray:
    categories = names.astype("category").cat
    table = np.array([values.get(c, default) for c in categories.categories] + [default], dtype=np.int64)
    return table[categories.codes.to_numpy()]  # a missing name has code -1, the last entry


def _maturities(block: _Block, codes: Mapping[str, int], basis: str) -> np.ndarray:
    points = _row_points(block.levels, codes, LEVEL_COLUMN[basis])
    mine = block.position >= 0
    totals = np.bincount(block.position[mine], weights=points[mine], minlength=len(block.innovations))
    return totals.astype(np.int64)


def _examined(block: _Block, codes: Mapping[str, int]) -> np.ndarray:
    """Whether any level of each innovation was examined."""
    if "verified_level" not in block.levels:
        return np.zeros(len(block.innovations), dtype=bool)
    rows = (block.position >= 0) & block.levels["verified_level"].notna().to_numpy()
    rows &= _lookup(block.levels["indicator"], dict.fromkeys(codes, 1), 0).astype(bool)
    return np.bincount(block.position[rows], minlength=len(block.innovations)) > 0


def _bases(block: _Block, rule: Edition) -> dict[str, np.ndarray]:
    """Which regions have a claimed and which a verified result."""
    examined = _examined(block, _weights(rule, "sid", 1))
    verified = np.bincount(block.place, weights=examined, minlength=len(block.keys)) > 0
    rows = block.region_levels
    if len(rows) and "verified_level" in rows:
        with_level = rows.loc[rows["verified_level"].notna(), "region_code"].astype(str).unique()
        verified |= block.keys.isin(with_level)
    return {CLAIMED: np.ones(len(block.keys), dtype=bool), VERIFIED: verified}


def _spd_totals(block: _Block, rule: Edition, given: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """SPD totals by region: those in the data where the edition has no SPD levels, and those given by hand."""
    rows = block.region_levels
    totals: dict[str, Decimal] = {}
    if not rule.has_spd_levels and len(rows) and "value" in rows:
        stated = rows[(rows["indicator"] == SPD_TOTAL).to_numpy() & rows["value"].notna().to_numpy()]
        totals = {
            str(code): Decimal(str(value))
            for code, value in zip(stated["region_code"], stated["value"], strict=True)
        }
    totals |= {k: Decimal(str(v)) for k, v in given.items() if k in block.keys}
    # a total from a spreadsheet can carry sixteen decimals, too many units for whole numbers of 64 bits
    return {k: round_half_up(v, SPD_DECIMALS) for k, v in totals.items()}


def _spd_points(
    block: _Block, rule: Edition, given: Mapping[str, Decimal], unit: int, basis: str, lang: str
) -> np.ndarray:
    """SPD of each region in units: from its levels, or from its total where one is given."""
    points = np.zeros(len(block.keys), dtype=np.int64)
    if rule.has_spd_levels and len(block.region_levels):
        rows = block.region_levels
        row_points = _row_points(rows, _weights(rule, "spd", unit), LEVEL_COLUMN[basis])
        place = block.keys.get_indexer(rows["region_code"].astype(str))
        points = np.bincount(place, weights=row_points, minlength=len(block.keys)).astype(np.int64)
    elif not rule.has_spd_levels and not set(block.keys) <= set(given):
        raise MissingPart(rule.id, ["spd_levels"], lang)
    maximum = rule.constant("max_spd", lang)
    for region, total in given.items():
        if not 0 <= total <= maximum:
            raise SpdOutOfRange(
                texts(lang)("edition.error.spd_range", region=region, total=total, maximum=maximum)
            )
        points[block.keys == region] = _whole(total, unit)
    return points


def _basic_affairs(block: _Block, rule: Edition) -> np.ndarray:
    """How many of the basic-service affairs the sent innovations of each region cover."""
    basic = rule.formula["basic_affairs"].value if "basic_affairs" in rule.formula else ()
    covered = np.zeros((len(block.keys), len(basic) + 1), dtype=bool)
    if "affair" in block.innovations:
        which = _lookup(block.innovations["affair"], {name: k for k, name in enumerate(basic)}, len(basic))
        covered[block.place, which] = True
    return covered[:, : len(basic)].sum(axis=1)


def _count_points(block: _Block, rule: Edition, unit: int, affairs: np.ndarray, lang: str) -> np.ndarray:
    counted = np.minimum(block.n, int(rule.constant("count_cap", lang)))
    points = counted.astype(np.int64) * _whole(rule.constant("count_weight", lang), unit)
    if rule.has_basic_rule:
        points = np.where(affairs >= int(rule.formula["min_basic_affairs"].value), points, 0)
    return points


def _require(rule: Edition, lang: str) -> None:
    if rule.missing:
        raise MissingPart(rule.id, rule.missing, lang)


def _score_year(block: _Block, rule: Edition, given: Mapping[str, Decimal], lang: str) -> pd.DataFrame:
    _require(rule, lang)
    totals = _spd_totals(block, rule, given)
    unit = _unit(rule, totals.values())
    divisor = np.maximum(block.n, int(rule.constant("min_divisor", lang))).astype(np.int64)
    affairs = _basic_affairs(block, rule)
    count = _count_points(block, rule, unit, affairs, lang)
    codes = _weights(rule, "sid", unit)
    parts = []
    for basis, present in _bases(block, rule).items():
        sums = np.bincount(block.place, weights=_maturities(block, codes, basis), minlength=len(block.keys))
        sums = sums.astype(np.int64)
        spd = _spd_points(block, rule, totals, unit, basis, lang)
        numerator = (spd + count) * divisor + sums
        cents = _index_cents(numerator, divisor * _whole(rule.constant("max_total", lang), unit))
        frame = pd.DataFrame(
            {
                "region_code": block.keys,
                "year": block.year,
                "edition": rule.id,
                "n_innovations": block.n,
                "divisor": divisor,
                "spd": spd / unit,
                "mean_maturity": sums / (divisor * unit),
                "count_score": count / unit,
                "sid": (sums + count * divisor) / (divisor * unit),
                "total": numerator / (divisor * unit),
                "index": cents / 100,
                "category": _categories(cents, rule),
                "basic_affairs": affairs,
                "basis": basis,
            }
        )
        parts.append(frame[present])
    return pd.concat(parts, ignore_index=True)


def _index_cents(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Hundredths of ``numerator / denominator x 100``, rounded half up in whole numbers."""
    return (numerator * 20_000 + denominator) // (2 * denominator)


def _categories(cents: np.ndarray, rule: Edition) -> np.ndarray:
    ordered = sorted(rule.categories, key=lambda c: c.min)
    lower = np.array([_whole(c.min, 100) for c in ordered])
    names = np.array([c.name for c in ordered], dtype=object)
    return names[np.searchsorted(lower, cents, side="right") - 1]


def _contributions_year(block: _Block, rule: Edition, given: Mapping[str, Decimal], lang: str) -> pd.DataFrame:
    _require(rule, lang)
    totals = _spd_totals(block, rule, given)
    unit = _unit(rule, totals.values())
    divisor = np.maximum(block.n, int(rule.constant("min_divisor", lang)))
    affairs = _basic_affairs(block, rule)
    count = _count_points(block, rule, unit, affairs, lang) / unit
    per_point = 100 / float(rule.constant("max_total", lang))
    rows = []
    for basis, present in _bases(block, rule).items():
        columns: list[tuple[str, str, str, str, float, np.ndarray]] = []
        if rule.has_spd_levels and not totals:
            spd = _by_indicator(block.region_levels, rule, "spd", unit, basis, block.keys) / unit
            for k, i in enumerate(rule.of_aspect("spd")):
                columns.append((i.code, i.label, "spd", i.variable, float(i.max_points or 0), spd[:, k]))
        else:
            points = _spd_points(block, rule, totals, unit, basis, lang) / unit
            columns.append((SPD_TOTAL, "1-15", "spd", "", float(rule.constant("max_spd", lang)), points))
        sid = _by_indicator(block.levels, rule, "sid", unit, basis, block.keys, block) / unit
        for k, i in enumerate(rule.of_aspect("sid")):
            columns.append((i.code, i.label, "sid", i.variable, float(i.max_points or 0), sid[:, k] / divisor))
        counted = rule.indicator(COUNT_INDICATOR)
        maximum = float(rule.constant("max_count", lang))
        columns.append((counted.code, counted.label, "sid", counted.variable, maximum, count))
        for order, (code, label, aspect, variable, best, points) in enumerate(columns):
            rows.append(
                pd.DataFrame(
                    {
                        "region_code": block.keys,
                        "year": block.year,
                        "edition": rule.id,
                        "basis": basis,
                        "indicator": code,
                        "number": label,
                        "aspect": aspect,
                        "variable": variable,
                        "points": points,
                        "max_points": best,
                        "order": order,
                    }
                )[present]
            )
    frame = pd.concat(rows, ignore_index=True).sort_values(["region_code", "basis", "order"], ignore_index=True)
    frame["points_lost"] = frame["max_points"] - frame["points"]
    for name, source in (
        ("index_points", "points"),
        ("index_max", "max_points"),
        ("index_lost", "points_lost"),
    ):
        frame[name] = frame[source] * per_point
    return frame.drop(columns="order")


def _by_indicator(
    rows: pd.DataFrame,
    rule: Edition,
    aspect: str,
    unit: int,
    basis: str,
    keys: pd.Index,
    block: _Block | None = None,
) -> np.ndarray:
    """Sums of weight x level in units, regions down, indicators across."""
    indicators = rule.of_aspect(aspect)
    points = _row_points(rows, _weights(rule, aspect, unit), LEVEL_COLUMN[basis])
    which = _lookup(rows["indicator"], {i.code: k for k, i in enumerate(indicators)}, -1)
    if block is None:
        place = keys.get_indexer(rows["region_code"].astype(str))
    else:
        place = (
            np.where(block.position >= 0, block.place[block.position], -1) if len(block.place) else block.position
        )
    mine = (which >= 0) & (place >= 0)
    cells = place[mine] * len(indicators) + which[mine]
    sums = np.bincount(cells, weights=points[mine], minlength=len(keys) * len(indicators))
    return sums.reshape(len(keys), len(indicators))
