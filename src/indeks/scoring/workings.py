"""A score taken apart for whoever checks it by hand: each row, each step with its numbers put in, each edition.

Nothing is computed here that :mod:`indeks.scoring.formula` does not compute; an expression holds the very numbers
of the data, so that a pocket calculator gives the value beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from indeks.edition import Edition, MissingPart, available, resolve
from indeks.edition import load as load_edition
from indeks.errors import IndeksError
from indeks.scoring import formula
from indeks.scoring.scores import maturity, score
from indeks.scoring.units import CLAIMED, LEVEL_COLUMN, Year, basic_affairs, maturities, spd_points, years
from indeks.tables import Dataset
from indeks.texts import texts

STEPS = (
    "spd", "maturity_sum", "divisor", "mean_maturity", "count_score", "sid", "total", "index", "rounded",
    "category",
)  # fmt: skip
Rule = str | Path | Edition | None


def rows(
    data: Dataset, key: str, *, year: int | None = None, edition: Rule = None, basis: str = CLAIMED
) -> pd.DataFrame:
    """Return the rows of a region's SPD or of one innovation's maturity: weight x level, as filled in.

    A row of an innovation that has another code in the edition is known by its number.

    Parameters
    ----------
    data
        Tables as :func:`indeks.load` returns them.
    key
        Code of a region (its SPD) or identifier of an innovation (its maturity).
    year
        Of which year; by default the last one that has it.
    edition
        As for :func:`indeks.score`.
    basis
        ``claimed`` or ``verified``.

    Returns
    -------
    pandas.DataFrame
        ``number, indicator, name, weight, level, points``, one row an indicator in the order of the edition; an
        empty cell is level 0. ``points`` is missing where the edition lacks the weight.

    Raises
    ------
    IndeksError
        If the data hold neither such a region nor such an innovation.

    Examples
    --------
    >>> from indeks import example
    >>> table = rows(example.sample_region(), "99.71-2026-001")
    >>> print(table.head(3).drop(columns="name").to_string(index=False))
    number indicator weight  level points
        16  regulasi      3      2      6
        17       sdm      2      2      4
        18  anggaran      2      1      2
    >>> int(table["points"].sum())
    71
    """
    for one in _latest_first(years(data, edition=edition, sent_only=False), year):
        if key in set(one.innovations["innovation_id"]):
            table = _known_by_number(data, one.rule).innovation_levels
            return _weighed(one, table[(table["innovation_id"] == key).to_numpy()], "sid", basis)
        if key in set(one.keys):
            return _spd_rows(one, key, basis)
    raise IndeksError("scoring.error.key", key=key)


def _latest_first(found: list[Year], wanted: int | None) -> list[Year]:
    return [year for year in reversed(found) if wanted in (None, year.year)]


def _spd_rows(year: Year, region: str, basis: str) -> pd.DataFrame:
    table = year.region_levels
    return _weighed(year, table[(table["region_code"] == region).to_numpy()], "spd", basis)


def _weighed(year: Year, cells: pd.DataFrame, aspect: str, basis: str) -> pd.DataFrame:
    column = LEVEL_COLUMN[basis]
    filled: dict[str, Any] = {}
    if column in cells:
        told = cells[cells[column].notna().to_numpy()]
        filled = dict(zip(told["indicator"].astype(str), told[column].astype(int), strict=True))
    records = []
    for i in year.rule.of_aspect(aspect):
        level = filled.get(i.code, 0)
        points = None if i.weight is None else i.weight * level
        records.append((i.label, i.code, i.name, i.weight, level, points))
    return pd.DataFrame(records, columns=["number", "indicator", "name", "weight", "level", "points"])


def steps(
    data: Dataset,
    region: str,
    *,
    year: int | None = None,
    edition: Rule = None,
    spd: Mapping[str, Decimal] | None = None,
    basis: str = CLAIMED,
    lang: str = "id",
) -> pd.DataFrame:
    """Return the way from the sums of a region's levels to its category, each step with its numbers put in.

    Under an edition of another year, levels are known by the numbers of their indicators, as in
    :func:`under_editions`; :func:`indeks.score` knows them by their codes.

    Parameters
    ----------
    data
        Tables as :func:`indeks.load` returns them.
    region
        Code of the region.
    year
        Of which year; by default the last one of the region.
    edition, spd
        As for :func:`indeks.score`.
    basis
        ``claimed`` or ``verified``.
    lang
        Language of ``label``, ``"id"`` or ``"en"``.

    Returns
    -------
    pandas.DataFrame
        ``step`` (:data:`STEPS`), ``label``, ``expression``, ``value``. An expression is arithmetic on the numbers
        of the data (a decimal point, ``max``, ``min``); ``value`` is a number or, at the end, the category.

    Raises
    ------
    MissingPart
        If the edition lacks a part of the formula.
    IndeksError
        If the data do not hold the region.

    Examples
    --------
    >>> from indeks import example
    >>> table = steps(example.sample_region(), "99.71", lang="en").set_index("step")
    >>> print(table.loc["index", "expression"])
    (52.25 + 1810 / 28 + 10.64) / 250 * 100
    >>> str(table.loc["rounded", "value"]), table.loc["category", "value"]
    ('51.01', 'Inovatif')
    """
    if edition is not None:
        data = _known_by_number(data, resolve(edition, 0))
    found = _latest_first(years(data, edition=edition, spd=spd), year)
    own = next((one for one in found if region in set(one.keys)), None)
    if own is None:
        raise IndeksError("scoring.error.region", region=region)
    rule, unit, at = formula.constants(own.rule, own.unit), own.unit, own.keys.get_loc(region)
    n, affairs = int(own.n[at]), int(basic_affairs(own)[at])
    points = int(spd_points(own, basis)[at])
    each = maturities(own, basis)[own.place == at]
    whole = int(each.sum())
    by, count = int(formula.divisor(n, rule)), int(formula.count_points(n, affairs, rule))
    cents = int(formula.index_cents(points, whole, n, affairs, rule))
    unrounded = float(formula.index_unrounded(points, count, whole, by, rule))

    def shown(units: int) -> str:
        return _written(Decimal(units) / unit)

    lost = rule.min_basic_affairs is not None and affairs < rule.min_basic_affairs
    mean = f"{shown(whole)} / {by}"
    total = f"{shown(points)} + {mean} + {shown(count)}"
    weight = shown(rule.count_weight)
    sid, most = float(formula.numerator(0, count, whole, by)) / (by * unit), shown(rule.max_total)
    values: dict[str, tuple[str, Any]] = {
        "spd": (_sum_of_rows(own, region, basis, points), points / unit),
        "maturity_sum": (" + ".join(shown(int(m)) for m in each) or "0", whole / unit),
        "divisor": (f"max({rule.min_divisor}, {n})", by),
        "mean_maturity": (mean, whole / unit / by),
        "count_score": ("0" if lost else f"{weight} * min({n}, {rule.count_cap})", count / unit),
        "sid": (f"{mean} + {shown(count)}", sid),
        "total": (total, float(formula.numerator(points, count, whole, by)) / (by * unit)),
        "index": (f"({total}) / {most} * 100", unrounded),
        "rounded": ("", Decimal(cents) / 100),
        "category": ("", rule.categories[int(formula.category_of(cents, rule))]),
    }
    t = texts(lang)
    records = [
        (
            step,
            t(f"scoring.step.{_worded(step, rule, lost=lost)}", n=affairs, needed=rule.min_basic_affairs or 0),
            *said,
        )
        for step, said in values.items()
    ]
    return pd.DataFrame(records, columns=["step", "label", "expression", "value"])


def _worded(step: str, rule: formula.Constants, *, lost: bool) -> str:
    if step != "count_score" or rule.min_basic_affairs is None:
        return step
    return "count_lost" if lost else "count_kept"


def _sum_of_rows(year: Year, region: str, basis: str, points: int) -> str:
    if region in year.totals:
        return _written(Decimal(points) / year.unit)
    parts = _spd_rows(year, region, basis)
    return (
        " + ".join(f"{_written(w)} * {lv}" for w, lv in zip(parts["weight"], parts["level"], strict=True) if lv)
        or "0"
    )


def _written(number: Any) -> str:
    """Write a number with the decimals it has, none of them idle: 52.25, 1810."""
    text = f"{Decimal(str(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def under_editions(
    data: Dataset, *, basis: str = CLAIMED, exclude: Collection[str] = (), lang: str = "id"
) -> pd.DataFrame:
    """Score the same data under every edition: what the rules of other years would make of them.

    Levels are taken as they stand. An indicator that has another code in an edition is known by its number; where
    an edition lacks SPD levels, the SPD of the data's own edition is taken. What an edition cannot compute stays
    missing, with the reason.

    Parameters
    ----------
    data
        Tables as :func:`indeks.load` returns them.
    basis
        ``claimed`` or ``verified``.
    exclude
        Identifiers of innovations to leave out, as if they had not been sent.
    lang
        Language of ``note``.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, edition, own, spd, maturity_sum, max_maturity, divisor, mean_maturity, count_score,
        index, category, note``, in the order of the editions; ``own`` marks the edition of the year itself.

    Examples
    --------
    >>> from indeks import example
    >>> table = under_editions(example.sample_region())
    >>> print(table[["edition", "own", "maturity_sum", "index"]].to_string(index=False))
     edition   own  maturity_sum  index
    iid-2021 False        2449.0    NaN
    iid-2023 False        1810.0  51.01
    iid-2024 False        1810.0  51.01
    iid-2025 False        1810.0  51.01
    iid-2026  True        1810.0  51.01
    """
    t = texts(lang)
    own = score(data, exclude=exclude)
    own = own[own["basis"] == basis].set_index(["region_code", "year"])
    parts = []
    for name in available():
        rule = load_edition(name)
        known = _known_by_number(data, rule)
        frame = _sums_of(known, rule, basis, exclude)
        frame["own"] = [
            own["edition"].get(key) == name for key in zip(frame["region_code"], frame["year"], strict=True)
        ]
        try:
            totals = (
                None if rule.has_spd_levels else {code: Decimal(str(v)) for (code, _), v in own["spd"].items()}
            )
            scores = score(known, edition=rule, spd=totals, exclude=exclude)
        except MissingPart as error:
            frame["note"] = error.text(t.lang)
        else:
            scores = scores[scores["basis"] == basis].astype({"category": str})
            columns = ["spd", "divisor", "mean_maturity", "count_score", "index", "category"]
            frame = frame.merge(scores[["region_code", "year", *columns]], on=["region_code", "year"], how="left")
            frame["note"] = "" if rule.has_spd_levels else t("scoring.under.spd_taken")
        parts.append(frame)
    columns = ["region_code", "year", "edition", "own", "spd", "maturity_sum", "max_maturity", "divisor"]
    columns += ["mean_maturity", "count_score", "index", "category", "note"]
    whole = pd.concat(parts, ignore_index=True).reindex(columns=columns)
    return whole.sort_values(["region_code", "year", "edition"], ignore_index=True)


def _sums_of(data: Dataset, rule: Edition, basis: str, exclude: Collection[str]) -> pd.DataFrame:
    table = maturity(data, edition=rule)
    column = "maturity" if basis == CLAIMED else "verified_maturity"
    sent = table[table["sent"].to_numpy(dtype=bool) & ~table["innovation_id"].isin(list(exclude)).to_numpy()]
    sums = sent.groupby(["region_code", "year", "edition", "max_maturity"], observed=True, as_index=False)[
        column
    ].sum()
    return sums.rename(columns={column: "maturity_sum"})


def _known_by_number(data: Dataset, rule: Edition) -> Dataset:
    """Give the levels of innovations the codes that an edition has for the same numbers."""
    codes = {i.label: i.code for i in rule.of_aspect("sid")}
    present = {str(c) for c in data.innovation_levels["indicator"].unique()} - set(codes.values())
    others = [i for name in available() for i in load_edition(name).of_aspect("sid")]
    renamed = {i.code: codes[i.label] for i in others if i.code in present and i.label in codes}
    if not renamed:
        return data
    levels = data.innovation_levels
    named = levels["indicator"].astype("str").replace(renamed)
    return replace(data, innovation_levels=levels.assign(indicator=named))
