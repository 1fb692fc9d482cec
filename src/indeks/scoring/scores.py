"""From levels to maturity, SPD, SID, index and category.

Everything is computed in whole numbers of the smallest unit an edition's weights have, over all regions
and innovations at once (:mod:`indeks.scoring.units`); the arithmetic is :mod:`indeks.scoring.formula`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.scoring import formula
from indeks.scoring.units import (
    CLAIMED,
    POSSIBLE,
    VERIFIED,
    Year,
    bases,
    basic_affairs,
    examined,
    maturities,
    spd_points,
    stated_and_examined,
    years,
)
from indeks.tables import Dataset, ordered_categories

SCORE_COLUMNS = (
    "region_code", "year", "edition", "n_innovations", "divisor", "spd", "mean_maturity", "count_score",
    "sid", "total", "index", "category", "basic_affairs", "basis", "stated", "examined", "index_low", "index_high",
)  # fmt: skip


def score(
    data: Dataset,
    *,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    exclude: Collection[str] = (),
) -> pd.DataFrame:
    """Compute the index of every region and year of a dataset.

    Parameters
    ----------
    data
        Tables as :func:`indeks.intake.load` returns them.
    edition
        The edition to use for every year: its identifier, the path of a file, or an edition at hand, such as
        one changed by :meth:`indeks.edition.Edition.with_`; by default each year's own. A level of an indicator
        that this edition does not have under its code counts nothing.
    spd
        SPD total by region code, in points; it takes the place of levels. For editions that do not hold SPD
        levels, totals in the data (indicator ``spd_total`` of ``region_levels``) are used where none is
        given here.
    exclude
        Identifiers of innovations to leave out, as if they had not been sent.

    Returns
    -------
    DataFrame
        One row per region, year and basis (``claimed``; ``verified`` too where any level was examined),
        sorted by them, with ``SCORE_COLUMNS``. ``mean_maturity`` is the sum of maturity over ``divisor``;
        ``total`` = ``spd + mean_maturity + count_score``; ``index`` has two decimals. ``category`` is an
        ordered categorical, the lowest first; categories of several editions are ordered by their bounds. The
        verified basis counts accepted levels only: a level nobody examined counts 0. ``stated`` counts the
        levels above 0, ``examined`` those of them that an examiner looked at; ``index_low`` and ``index_high``
        are the verified index if nothing more is accepted and if all the rest is, missing on the claimed row.

    Raises
    ------
    MissingPart
        If an edition lacks a part of the formula, or SPD levels where no total is given.
    SpdOutOfRange
        If a given SPD total lies outside 0 and the maximum of the edition.
    EditionError
        If no edition covers a year.
    indeks.problems.DataError
        If tables put together by hand would be scored into nonsense.

    Examples
    --------
    >>> from indeks import example
    >>> scores = score(example.sample_region())
    >>> print(scores[["region_code", "year", "basis", "index", "category"]].to_string(index=False))
    region_code  year    basis  index category
          99.71  2026  claimed  51.01 Inovatif
          99.71  2026 verified  48.43 Inovatif
    """
    of_years = years(data, edition=edition, spd=spd, exclude=exclude)
    parts = [_score_year(year) for year in of_years]
    if not parts:
        return pd.DataFrame(columns=list(SCORE_COLUMNS))
    scores = pd.concat(parts, ignore_index=True)
    scores["category"] = scores["category"].astype(category_dtype([year.rule for year in of_years]))
    return scores.sort_values(["region_code", "year", "basis"], ignore_index=True)[list(SCORE_COLUMNS)]


def maturity(data: Dataset, *, edition: str | Path | Edition | None = None) -> pd.DataFrame:
    """Compute the maturity of every innovation, sent or not.

    Parameters
    ----------
    data, edition
        As for :func:`score`.

    Returns
    -------
    DataFrame
        ``innovation_id, region_code, year, edition, title, sent, maturity, verified_maturity,
        max_maturity``, in the order of the data. Maturity is the sum of weight x level over the SID
        indicators, in points, and an indicator whose weight the edition lacks adds nothing to it;
        ``verified_maturity`` is missing where no level of the innovation was examined.

    Raises
    ------
    EditionError
        If no edition covers a year.
    indeks.problems.DataError
        If tables put together by hand would be scored into nonsense.

    Examples
    --------
    >>> from indeks import example
    >>> table = maturity(example.sample_region()).head(3)
    >>> print(table[["innovation_id", "sent", "maturity", "verified_maturity"]].to_string(index=False))
     innovation_id  sent  maturity  verified_maturity
    99.71-2026-001  True      71.0               63.0
    99.71-2026-002  True      75.0               73.0
    99.71-2026-003  True      36.0               34.0
    """
    parts = []
    for year in years(data, edition=edition, sent_only=False):
        frame = year.innovations[["innovation_id", "region_code", "year", "title", "sent"]].copy()
        frame.insert(3, "edition", year.rule.id)
        frame["maturity"] = maturities(year, CLAIMED) / year.unit
        verified = maturities(year, VERIFIED) / year.unit
        frame["verified_maturity"] = np.where(examined(year), verified, np.nan)
        frame["max_maturity"] = float(sum(i.max_points or Decimal(0) for i in year.rule.of_aspect("sid")))
        parts.append(frame)
    return pd.concat(parts).sort_index() if parts else pd.DataFrame()


def category_dtype(rules: Collection[Edition]) -> pd.CategoricalDtype:
    """Return the categories of all editions, lowest first: by the highest bounds that one of them gives."""
    bounds: dict[str, tuple[Decimal, Decimal]] = {}
    for category in (c for rule in rules for c in rule.categories):
        low, high = bounds.get(category.name, (category.min, category.max))
        bounds[category.name] = (max(low, category.min), max(high, category.max))
    return ordered_categories(sorted(bounds, key=lambda name: bounds[name]))


def _score_year(year: Year) -> pd.DataFrame:
    rule, unit = formula.constants(year.rule, year.unit), year.unit
    affairs = basic_affairs(year)
    divisor = formula.divisor(year.n, rule)
    count = formula.count_points(year.n, affairs, rule)
    stated, looked_at = stated_and_examined(year)
    unknown = np.full(len(year.keys), np.nan)
    parts = []
    for basis, present in bases(year).items():
        spd, sums = spd_points(year, basis), _sums(year, basis)
        cents = formula.index_cents(spd, sums, year.n, affairs, rule)
        verified = basis == VERIFIED
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
                "sid": formula.numerator(0, count, sums, divisor) / (divisor * unit),
                "total": formula.numerator(spd, count, sums, divisor) / (divisor * unit),
                "index": cents / 100,
                "category": np.array(rule.categories, dtype=object)[formula.category_of(cents, rule)],
                "basic_affairs": affairs,
                "basis": basis,
                "stated": stated,
                "examined": looked_at,
                "index_low": cents / 100 if verified else unknown,
                "index_high": _greatest(year, rule, affairs) / 100 if verified else unknown,
            }
        )
        parts.append(frame[present])
    return pd.concat(parts, ignore_index=True)


def _sums(year: Year, basis: str) -> np.ndarray:
    """Sum of maturity of each region, in units."""
    sums = np.bincount(year.place, weights=maturities(year, basis), minlength=len(year.keys))
    return sums.astype(np.int64)


def _greatest(year: Year, rule: formula.Constants, affairs: np.ndarray) -> np.ndarray:
    """Index in hundredths if every level that nobody examined is accepted as stated."""
    return formula.index_cents(spd_points(year, POSSIBLE), _sums(year, POSSIBLE), year.n, affairs, rule)
