"""Every reading of a rule that the assumptions admit, and the index of every region under each.

All combinations are worked out where they are not too many, else as many as are asked for are drawn; so a share of
readings is a share of combinations, each as likely as the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.robustness.assumed import CONSTANTS, Assumptions
from indeks.robustness.state import State, indicator_of, levels_of, rows_of, state_of
from indeks.scoring import formula
from indeks.scoring.units import unit_of


@dataclass(frozen=True)
class Rules:
    """Readings of one rule, each a row: the option taken of each part, weights, constants, and ties.

    ``constants`` broadcasts against regions: its arrays have a first axis of readings and one of length 1.
    """

    options: pd.DataFrame
    spd: np.ndarray
    sid: np.ndarray
    constants: formula.Constants
    ties: np.ndarray

    def __len__(self) -> int:
        """Return the number of readings."""
        return len(self.options)

    def only(self, rows: np.ndarray) -> Rules:
        """Return some readings, in an order, perhaps several times."""
        own = self.constants
        arrays = {name: getattr(own, name)[rows] for name in (*CONSTANTS, "max_total", "bounds")}
        options = self.options.iloc[rows].reset_index(drop=True)
        return Rules(options, self.spd[rows], self.sid[rows], replace(own, **arrays), self.ties[rows])


def readings_of(state: State, assumptions: Assumptions, most: int, seed: int) -> tuple[State, Rules]:
    """Return the state in units fine enough for every reading, and the readings.

    Parameters
    ----------
    state
        The year.
    assumptions
        What may be read otherwise.
    most, seed
        If there are more combinations than ``most``, so many are drawn with this seed.
    """
    parts = assumptions.readings
    total = int(np.prod([len(part.options) for part in parts], dtype=float))
    if total <= most:
        taken = np.array(list(product(*(range(len(part.options)) for part in parts))), dtype=int)
    else:
        rng = np.random.default_rng([seed, 0])
        taken = np.column_stack([rng.integers(len(part.options), size=most) for part in parts])
    changes = [_merged([part.options[at] for part, at in zip(parts, row, strict=True)]) for row in taken]
    rules = [_changed(state.year.rule, change) for change in changes]
    unit = max(state.year.unit, *(unit_of(rule, state.year.totals.values()) for rule in rules))
    if unit != state.year.unit:
        state = state_of(replace(state.year, unit=unit), state.basis)
    options = pd.DataFrame(taken, columns=[part.name for part in parts])
    return state, _stacked(options, rules, changes, state)


def _merged(options: list[Mapping[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for option in options:
        for key, value in option.items():
            whole[key] = {**whole.get(key, {}), **value} if isinstance(value, Mapping) else value
    return whole


def _changed(rule: Edition, change: Mapping[str, Any]) -> Edition:
    constants = {key: change[key] for key in CONSTANTS if key in change}
    return rule.with_(weights=change.get("weights"), **constants) if constants or "weights" in change else rule


def _stacked(options: pd.DataFrame, rules: list[Edition], changes: list[dict], state: State) -> Rules:
    unit = state.year.unit
    known = [formula.constants(rule, unit) for rule in rules]
    bounds = np.array([own.bounds for own in known])
    for at, change in enumerate(changes):
        for category, bound in change.get("bounds", {}).items():
            bounds[at, known[at].categories.index(category)] = round(Decimal(str(bound)) * 100)

    def column(name: str) -> np.ndarray:
        return np.array([getattr(own, name) or 0 for own in known], dtype=np.int64)[:, None]

    weights = {
        aspect: np.array([[int((i.weight or 0) * unit) for i in rule.of_aspect(aspect)] for rule in rules])
        for aspect in ("spd", "sid")
    }
    constants = formula.Constants(
        unit=unit,
        min_divisor=column("min_divisor"),
        count_weight=column("count_weight"),
        count_cap=column("count_cap"),
        max_total=column("max_total"),
        min_basic_affairs=column("min_basic_affairs"),
        bounds=bounds[:, None, :],
        categories=known[0].categories,
    )
    ties = np.array([{"low": -1, "high": 1}.get(change.get("ties", ""), 0) for change in changes])
    return Rules(options, weights["spd"], weights["sid"], constants, ties)


def points_under(state: State, rules: Rules) -> tuple[np.ndarray, np.ndarray]:
    """Return SPD and the sum of maturity in units, readings by regions."""
    spd, sums = state.points("spd", rules.spd), state.points("sid", rules.sid)
    for side in (-1, 1):
        rows = rules.ties == side
        if rows.any():
            spd[rows] += np.where(state.spd_total >= 0, 0, rules.spd[rows] @ tied(state, "spd", side).T)
            sums[rows] += rules.sid[rows] @ tied(state, "sid", side).T
    return spd, sums


def tied(state: State, aspect: str, side: int) -> np.ndarray:
    """Return how much sums of levels change, regions by indicators, if values in overlapping bounds are read so.

    Parameters
    ----------
    state, aspect
        The year; ``spd`` or ``sid``.
    side
        -1: every such value has the lower level; 1: the higher.
    """
    indicators = state.year.rule.of_aspect(aspect)
    result = np.zeros((len(state.year.keys), len(indicators)), dtype=np.int64)
    rows, place = rows_of(state.year, aspect)
    if "value" not in rows or not len(rows):
        return result
    which = indicator_of(rows["indicator"], [i.code for i in indicators])
    level = levels_of(rows, state.basis)
    for at in np.flatnonzero(rows["value"].notna().to_numpy() & (which >= 0) & (place >= 0) & ~np.isnan(level)):
        indicator = indicators[which[at]]
        basis = rows["basis"].iloc[at] if "basis" in rows else ""
        try:
            scale = indicator.scale(basis if isinstance(basis, str) else "")
        except (KeyError, IndexError):
            continue
        possible = scale.levels_of(Decimal(str(rows["value"].iloc[at]))) if scale.numeric else ()
        if len(possible) > 1 and int(level[at]) in possible:
            other = min(possible) if side < 0 else max(possible)
            result[place[at], which[at]] += other - int(level[at])
    return result
