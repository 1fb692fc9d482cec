"""What single steps are worth, each taken alone: a level, one more innovation, a basic service won or lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import COUNT_INDICATOR, Edition
from indeks.planning.standing import PlanningError, Rows, Standing, standing
from indeks.scoring import CLAIMED, VERIFIED, formula
from indeks.tables import Dataset

GAIN_COLUMNS = (
    "kind", "innovation_id", "indicator", "affair", "from_level", "to_level", "maturity", "gain", "index",
    "category",
)  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """The parts of an index in whole units: numbers, or arrays of them for many cases at once."""

    spd: Any
    maturity_sum: Any
    n: Any
    affairs: Any

    def unrounded(self, rule: formula.Constants) -> Any:
        """Return the index before rounding."""
        count = formula.count_points(self.n, self.affairs, rule)
        return formula.index_unrounded(self.spd, count, self.maturity_sum, formula.divisor(self.n, rule), rule)

    def cents(self, rule: formula.Constants) -> Any:
        """Return the index in hundredths."""
        return formula.index_cents(self.spd, self.maturity_sum, self.n, self.affairs, rule)


def levels_on(rows: Rows, basis: str) -> np.ndarray:
    """Return the levels of a basis: as stated, or the accepted one where it was examined.

    A level nobody examined counts as stated: a step is measured from where the region stands.
    """
    return rows.claimed if basis == CLAIMED else rows.counted


def parts_of(here: Standing, basis: str = CLAIMED) -> Parts:
    """Return the parts of a region's index."""
    if basis not in (CLAIMED, VERIFIED):
        raise PlanningError("planning.standing.basis", basis=basis)
    spd = here.spd_units(None if here.spd is None else levels_on(here.spd, basis))
    maturities = here.sid.points(levels_on(here.sid, basis))
    return Parts(int(spd), int(maturities[here.sent].sum()), here.n, int(here.covered(here.sent)))


def gains(
    data: Dataset,
    *,
    region: str | None = None,
    year: int | None = None,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    basis: str = CLAIMED,
    maturities: Sequence[float] = (),
) -> pd.DataFrame:
    """Return what each single step adds to a region's index, or costs it.

    Parameters
    ----------
    data, region, year, edition, spd
        As for :func:`indeks.planning.standing.standing`.
    basis
        ``claimed``: from the stated levels; ``verified``: from the accepted ones where they were examined.
    maturities
        Of one more innovation, in points; by default the mean of those that are sent.

    Returns
    -------
    DataFrame
        One row a step, those that add most first, with ``kind, innovation_id, indicator, affair, from_level,
        to_level, maturity, gain, index, category``. ``kind`` is ``raise_sid`` or ``raise_spd`` (one level to
        any higher one), ``add_innovation`` (one more, of a maturity), ``win_service`` (one more in a basic affair
        that none covers) or ``lose_service`` (the innovations of an affair fall out). ``gain`` is in points of the
        unrounded index, ``index`` and ``category`` what ``score`` gives after the step.

    Raises
    ------
    PlanningError
        If region, year or basis cannot be told, or a maturity is not possible.
    MissingPart
        If the edition lacks a part of the formula.

    Examples
    --------
    >>> from indeks import example
    >>> table = gains(example.sample_region())
    >>> row = table[table["kind"] == "raise_sid"].iloc[0]
    >>> row["indicator"], row["from_level"].item(), row["to_level"].item(), row["gain"].round(4).item()
    ('video', 0, 3, 0.1714)
    """
    here = standing(data, region=region, year=year, edition=edition, spd=spd)
    now = parts_of(here, basis)
    rows = [*_raised(here, now, basis), *_more(here, now, maturities), *_lost(here, now, basis)]
    names = [name for name in GAIN_COLUMNS if name not in ("gain", "index", "category")]
    if not rows:
        return pd.DataFrame(columns=list(GAIN_COLUMNS))
    table = pd.DataFrame([told for told, _ in rows]).reindex(columns=names)
    after = Parts(*(np.array([getattr(p, name) for _, p in rows]) for name in Parts.__dataclass_fields__))
    cents = after.cents(here.constants)
    table["gain"] = after.unrounded(here.constants) - now.unrounded(here.constants)
    table["index"] = cents / 100
    table["category"] = np.array(here.constants.categories)[formula.category_of(cents, here.constants)]
    table = table.fillna({"innovation_id": "", "indicator": "", "affair": ""})
    table = table.astype({"from_level": "Int64", "to_level": "Int64"})
    return table.sort_values("gain", key=lambda g: -g.round(9), kind="stable", ignore_index=True)


Step = tuple[dict[str, Any], Parts]


def _raised(here: Standing, now: Parts, basis: str) -> list[Step]:
    """Every level of SPD and of the sent innovations to every higher one."""
    steps: list[Step] = []
    if here.spd is not None:
        for j, (low, highs) in enumerate(_higher(here, here.spd.codes, levels_on(here.spd, basis))):
            for high in highs:
                told = {"kind": "raise_spd", "indicator": here.spd.codes[j], "from_level": low, "to_level": high}
                won = int(here.spd.weights[j]) * (high - low)
                steps.append((told, Parts(now.spd + won, now.maturity_sum, now.n, now.affairs)))
    levels = levels_on(here.sid, basis)
    for k in np.flatnonzero(here.sent):
        for j, (low, highs) in enumerate(_higher(here, here.sid.codes, levels[k])):
            for high in highs:
                told = {"kind": "raise_sid", "innovation_id": here.ids[k], "indicator": here.sid.codes[j]}
                told |= {"from_level": low, "to_level": high}
                won = int(here.sid.weights[j]) * (high - low)
                steps.append((told, Parts(now.spd, now.maturity_sum + won, now.n, now.affairs)))
    return steps


def _higher(here: Standing, codes: Sequence[str], levels: np.ndarray) -> list[tuple[int, list[int]]]:
    """For each indicator its level and the higher ones that the edition knows."""
    known = {i.code: sorted(lv.score for lv in i.scales[0].levels) for i in here.rule.indicators if i.scales}
    return [
        (int(level), [s for s in known.get(code, ()) if s > level])
        for code, level in zip(codes, levels.tolist(), strict=True)
    ]


def _more(here: Standing, now: Parts, maturities: Sequence[float]) -> list[Step]:
    """One more innovation, of any affair that adds none, and one in each basic affair that nobody covers."""
    given = [units_of_maturity(here, m) for m in maturities]
    if not given:
        given = [round(now.maturity_sum / now.n / here.unit) * here.unit if now.n else most_maturity(here)]
    having = set(here.affair[here.sent].tolist())
    steps: list[Step] = []
    for m in given:
        told = {"kind": "add_innovation", "maturity": m / here.unit}
        steps.append((told, Parts(now.spd, now.maturity_sum + m, now.n + 1, now.affairs)))
        for k, name in enumerate(here.basic):
            if k not in having:
                told = {"kind": "win_service", "affair": name, "maturity": m / here.unit}
                steps.append((told, Parts(now.spd, now.maturity_sum + m, now.n + 1, now.affairs + 1)))
    return steps


def most_maturity(here: Standing) -> int:
    """Return the highest maturity an innovation can have, in units."""
    return int(sum((i.max_points or Decimal(0)) for i in here.rule.of_aspect("sid")) * here.unit)


def units_of_maturity(here: Standing, points: float) -> int:
    """Return a maturity in whole units; an error for one that no innovation can have."""
    exact = Decimal(repr(float(points))) * here.unit
    most = most_maturity(here)
    if not (exact.is_finite() and 0 <= exact <= most and exact == int(exact)):
        raise PlanningError(
            "planning.standing.maturity", value=Decimal(repr(float(points))), most=most / here.unit
        )
    return int(exact)


def _lost(here: Standing, now: Parts, basis: str) -> list[Step]:
    """Take the innovations of a basic affair out, all of them."""
    steps: list[Step] = []
    maturities = here.sid.points(levels_on(here.sid, basis))
    for k, name in enumerate(here.basic):
        gone = here.sent & (here.affair == k)
        if gone.any():
            less = now.maturity_sum - int(maturities[gone].sum())
            left = Parts(now.spd, less, now.n - int(gone.sum()), now.affairs - 1)
            steps.append(({"kind": "lose_service", "affair": name}, left))
    return steps


def swings(
    data: Dataset,
    *,
    region: str | None = None,
    year: int | None = None,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    basis: str = CLAIMED,
) -> pd.DataFrame:
    """Return how far the index moves with each indicator: struck out everywhere, and at its highest everywhere.

    Parameters
    ----------
    data, region, year, edition, spd, basis
        As for :func:`gains`.

    Returns
    -------
    DataFrame
        ``indicator, aspect, low, high``: points of the index lost and won, the widest first. The count score
        (``jumlah_inovasi``) is lost when too few basic services are covered, and won when they are.

    Examples
    --------
    >>> from indeks import example
    >>> swings(example.sample_region()).round(2).head(1).to_dict("records")
    [{'indicator': 'video', 'aspect': 'sid', 'low': -2.57, 'high': 2.23}]
    """
    here = standing(data, region=region, year=year, edition=edition, spd=spd)
    now = parts_of(here, basis)
    rule, divisor = here.constants, int(formula.divisor(here.n, here.constants))
    point = float(formula.per_point(rule)) / here.unit
    rows: list[dict[str, Any]] = []
    for aspect, part, share in (("spd", here.spd, 1), ("sid", here.sid, divisor)):
        if part is None:
            continue
        levels = levels_on(part, basis)
        levels = levels[here.sent] if aspect == "sid" else levels[None, :]
        for j, code in enumerate(part.codes):
            won = int(levels[:, j].sum() * part.weights[j])
            most = (
                int(part.weights[j])
                * len(levels)
                * max(lv.score for lv in here.rule.indicator(code).scales[0].levels)
            )
            ends = (-won * point / share, (most - won) * point / share)
            rows.append({"indicator": code, "aspect": aspect, "low": ends[0], "high": ends[1]})
    if rule.min_basic_affairs is not None:
        counted = (
            formula.count_points(now.n, affairs, rule) for affairs in (0, now.affairs, rule.min_basic_affairs)
        )
        none, has, could = (int(c) * point for c in counted)
        rows.append({"indicator": COUNT_INDICATOR, "aspect": "sid", "low": none - has, "high": could - has})
    table = pd.DataFrame(rows, columns=["indicator", "aspect", "low", "high"])
    width = (table["high"] - table["low"]).round(9)
    return table.iloc[np.argsort(-width.to_numpy(), kind="stable")].reset_index(drop=True)
