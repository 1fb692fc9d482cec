"""From levels to maturity, SPD, SID, index, category and contributions.

Everything is computed in whole numbers of the smallest unit an edition's weights have, over all regions
and innovations at once (:mod:`indeks.scoring.units`), so that rounding and ties are exact. The formula is that of
the edition files::

    SPD   = sum of weight x level over the region's indicators
    SID   = sum of maturity over the sent innovations / max(min_divisor, n) + count score
    index = (SPD + SID) / max_total x 100, rounded half up to two decimals
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

import numpy as np
import pandas as pd

from indeks.edition import COUNT_INDICATOR, Edition, MissingPart
from indeks.scoring.units import (
    CLAIMED,
    VERIFIED,
    Year,
    bases,
    basic_affairs,
    by_indicator,
    count_points,
    examined,
    maturities,
    spd_points,
    years,
)
from indeks.tables import SPD_TOTAL, Dataset

SCORE_COLUMNS = (
    "region_code", "year", "edition", "n_innovations", "divisor", "spd", "mean_maturity", "count_score",
    "sid", "total", "index", "category", "basic_affairs", "basis",
)  # fmt: skip


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
    found = years(data, edition=edition, spd=spd, exclude=exclude, lang=lang)
    parts = [_score_year(year) for year in found]
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
        indicators, in points, and an indicator whose weight the edition lacks adds nothing to it;
        ``verified_maturity`` is missing where no level of the innovation was examined.
    """
    parts = []
    for year in years(data, edition=edition, sent_only=False, lang=lang):
        frame = year.innovations[["innovation_id", "region_code", "year", "title", "sent"]].copy()
        frame.insert(3, "edition", year.rule.id)
        frame["maturity"] = maturities(year, CLAIMED) / year.unit
        verified = maturities(year, VERIFIED) / year.unit
        frame["verified_maturity"] = np.where(examined(year), verified, np.nan)
        frame["max_maturity"] = float(sum(i.max_points or Decimal(0) for i in year.rule.of_aspect("sid")))
        parts.append(frame)
    return pd.concat(parts).sort_index() if parts else pd.DataFrame()


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
    found = years(data, edition=edition, spd=spd, exclude=exclude, lang=lang)
    parts = [_contributions_year(year) for year in found]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _require(year: Year) -> None:
    if year.rule.missing:
        raise MissingPart(year.rule.id, year.rule.missing, year.lang)


def _score_year(year: Year) -> pd.DataFrame:
    _require(year)
    divisor, unit = year.divisor, year.unit
    affairs = basic_affairs(year)
    count = count_points(year, affairs)
    parts = []
    for basis, present in bases(year).items():
        sums = np.bincount(year.place, weights=maturities(year, basis), minlength=len(year.keys)).astype(np.int64)
        spd = spd_points(year, basis)
        numerator = (spd + count) * divisor + sums
        cents = _index_cents(numerator, divisor * year.units(year.constant("max_total")))
        frame = pd.DataFrame(
            {
                "region_code": year.keys,
                "year": year.year,
                "edition": year.rule.id,
                "n_innovations": year.n,
                "divisor": divisor,
                "spd": spd / unit,
                "mean_maturity": sums / (divisor * unit),
                "count_score": count / unit,
                "sid": (sums + count * divisor) / (divisor * unit),
                "total": numerator / (divisor * unit),
                "index": cents / 100,
                "category": _categories(cents, year.rule),
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
    lower = np.array([int(c.min * 100) for c in ordered])
    names = np.array([c.name for c in ordered], dtype=object)
    return names[np.searchsorted(lower, cents, side="right") - 1]


def _contributions_year(year: Year) -> pd.DataFrame:
    _require(year)
    rule, unit, divisor = year.rule, year.unit, year.divisor
    count = count_points(year, basic_affairs(year)) / unit
    per_point = 100 / float(year.constant("max_total"))
    rows = []
    for basis, present in bases(year).items():
        columns: list[tuple[str, str, str, str, float, np.ndarray]] = []
        if rule.has_spd_levels and not year.totals:
            spd = by_indicator(year, "spd", basis) / unit
            for k, i in enumerate(rule.of_aspect("spd")):
                columns.append((i.code, i.label, "spd", i.variable, float(i.max_points or 0), spd[:, k]))
        else:
            points = spd_points(year, basis) / unit
            columns.append((SPD_TOTAL, "1-15", "spd", "", float(year.constant("max_spd")), points))
        sid = by_indicator(year, "sid", basis) / unit
        for k, i in enumerate(rule.of_aspect("sid")):
            columns.append((i.code, i.label, "sid", i.variable, float(i.max_points or 0), sid[:, k] / divisor))
        counted = rule.indicator(COUNT_INDICATOR)
        maximum = float(year.constant("max_count"))
        columns.append((counted.code, counted.label, "sid", counted.variable, maximum, count))
        for order, (code, label, aspect, variable, best, points) in enumerate(columns):
            rows.append(
                pd.DataFrame(
                    {
                        "region_code": year.keys,
                        "year": year.year,
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
