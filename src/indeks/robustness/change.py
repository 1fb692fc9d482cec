"""A change of the index between two years told: what SPD, maturity, number, gate, divisor and rules have of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from indeks.robustness.state import State, state_of
from indeks.scoring import formula

PARTS = ("spd", "maturity", "count", "gate", "divisor", "rules")


def changes(before: State, after: State) -> pd.DataFrame:
    r"""Return the change of every region that stands in both years, split exactly and in no order.

    Parameters
    ----------
    before, after
        Two years, or one year under two editions.

    Returns
    -------
    pandas.DataFrame
        ``region_code, before, after, change`` (unrounded), a column for each of ``spd, maturity, count, gate,
        divisor, rules``, which add up to the change, and ``weights_in_rules``: whether a change of weights stands
        under rules. It does where both editions have the same indicators; else points are taken as each edition
        made them, and differences of weights stand under SPD and maturity.

    Notes
    -----
    Shapley (1953): the mean, over all orders in which the six parts may change from the one year's to the
    other's, of what a part adds when it changes. Under the same rules the rules' part is exactly 0.
    """
    unit = max(before.year.unit, after.year.unit)
    before, after = _in(before, unit), _in(after, unit)
    common = [region for region in before.regions if region in set(after.regions)]
    places = [pd.Index(state.regions).get_indexer(common) for state in (before, after)]
    same = _codes(before) == _codes(after)
    states = (before, after)
    rules = [formula.constants(state.year.rule, unit) for state in states]
    points = {
        (aspect, data, rule): _points(aspect, states[data], states[rule if same else data])[places[data]]
        for aspect in ("spd", "sid")
        for data in (0, 1)
        for rule in (0, 1)
    }
    n = [state.n[place] for state, place in zip(states, places, strict=True)]
    affairs = [state.affairs[place] for state, place in zip(states, places, strict=True)]

    def value(new: frozenset[str]) -> np.ndarray:
        rule = int("rules" in new)
        spd = points["spd", int("spd" in new), rule]
        sums = points["sid", int("maturity" in new), rule]
        count = formula.count_points(n["count" in new], affairs["gate" in new], rules[rule])
        divisor = formula.divisor(n["divisor" in new], rules[rule])
        return np.asarray(formula.index_unrounded(spd, count, sums, divisor, rules[rule]), dtype=float)

    values = {
        frozenset(chosen): value(frozenset(chosen))
        for size in range(len(PARTS) + 1)
        for chosen in combinations(PARTS, size)
    }
    first, last = values[frozenset()], values[frozenset(PARTS)]
    frame = pd.DataFrame({"region_code": common, "before": first, "after": last, "change": last - first})
    for part in PARTS:
        frame[part] = _shapley(part, values)
    return frame.assign(weights_in_rules=same)


def _shapley(part: str, values: dict[frozenset[str], np.ndarray]) -> np.ndarray:
    others = len(PARTS)
    total = np.zeros_like(values[frozenset()])
    for chosen, value in values.items():
        if part not in chosen:
            weight = factorial(len(chosen)) * factorial(others - len(chosen) - 1) / factorial(others)
            total = total + weight * (values[chosen | {part}] - value)
    return total


def _points(aspect: str, data: State, rule: State) -> np.ndarray:
    return data.points(aspect, rule.weights(aspect))


def _codes(state: State) -> tuple[list[str], ...]:
    return tuple([i.code for i in state.year.rule.of_aspect(aspect)] for aspect in ("spd", "sid"))


def _in(state: State, unit: int) -> State:
    return state if state.year.unit == unit else state_of(replace(state.year, unit=unit), state.basis)
