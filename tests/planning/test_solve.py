"""The cheapest plan against trying everything, and what is proven of it."""

from __future__ import annotations

import numpy as np
import pytest

from indeks.planning import limits, solve
from indeks.planning import problem as problems
from small_plans import brute, case

KINDS = {
    "few": {"size": 4, "rows": 2},
    "one row each": {"size": 5, "rows": 1},
    "a new one": {"size": 4, "rows": 2, "new": True},
    "limits": {"size": 4, "rows": 2, "limits": True},
    "limits and a new one": {"size": 5, "rows": 1, "limits": True, "new": True},
    "more than the divisor": {"size": 11, "rows": 1, "low": 2},
}
EACH = 100


@pytest.mark.parametrize("kind", KINDS)
def test_the_cheapest_plan_is_the_one_found_by_trying_everything(kind):
    rng = np.random.default_rng(list(KINDS).index(kind))
    reachable = 0
    for _ in range(EACH):
        one = case(rng, **KINDS[kind])
        p, truth, plan = one.problem, brute(one), solve.solve(one.problem)
        assert (plan is None) == (truth is None)
        if plan is None:
            continue
        reachable += 1
        assert (plan.effort, plan.bound) == (truth, truth)
        assert problems.reached(p, plan.chosen, plan.gains, plan.spd) >= p.cents
        assert plan.chosen[p.must].all()
        assert not plan.chosen[p.never].any()
        assert limits.within(p, plan.chosen, plan.gains)
    assert reachable > EACH // 5


def test_bounds_from_prices_alone_hold_too():
    rng = np.random.default_rng(7)
    for _ in range(EACH):
        one = case(rng, size=4, rows=2, limits=bool(rng.integers(2)))
        truth, plan = brute(one), solve.solve(one.problem, small=False)
        if plan is not None:
            assert truth is not None
            assert plan.bound <= truth <= plan.effort
