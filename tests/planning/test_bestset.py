"""The best set to send against every subset, and what the curve over the number sent looks like."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

import numpy as np
import pytest

from indeks import edition
from indeks.planning.bestset import best_points, best_set
from indeks.scoring import formula
from small_plans import rule


def points(maturity, affair, sent, r) -> Fraction:
    """Points of a set, by the rule as it is printed."""
    covered = {int(affair[i]) for i in sent} - {-1}
    count = min(len(sent), r.count_cap) * r.count_weight if len(covered) >= (r.min_basic_affairs or 0) else 0
    return Fraction(sum(int(maturity[i]) for i in sent), max(r.min_divisor, len(sent))) + count


def case(rng):
    """A small region, a rule whose divisor, cap and gate all bite, and lists."""
    size = int(rng.integers(1, 11))
    r = rule(divisor=int(rng.choice([1, 2, 3, 5, 8, 10, 12])), count=int(rng.choice([38, 100, 250, 600])),
             cap=int(rng.choice([3, 5, 8, 200])), need=int(rng.choice([0, 1, 2, 3, 5, 6])))  # fmt: skip
    maturity = rng.integers(0, 112, size) * 100
    affair = rng.integers(-1, 6, size)
    order = rng.permutation(size)
    must, never = np.zeros(size, bool), np.zeros(size, bool)
    must[order[: rng.choice([0, 0, 1, 2])]] = True
    never[order[2 : 2 + rng.choice([0, 0, 1, 3])]] = True
    return maturity, affair, r, must, never


def best_of_all(maturity, affair, r, must, never) -> dict[int, Fraction]:
    """The best points of every number sent, over every subset."""
    best: dict[int, Fraction] = {}
    free = np.flatnonzero(~must & ~never).tolist()
    for some in chain.from_iterable(combinations(free, k) for k in range(len(free) + 1)):
        sent = [*np.flatnonzero(must).tolist(), *some]
        value = points(maturity, affair, sent, r)
        best[len(sent)] = max(value, best.get(len(sent), value))
    return best


def test_the_best_set_is_the_one_found_by_trying_every_subset():
    rng = np.random.default_rng(1)
    inside = 0
    for _ in range(600):
        maturity, affair, r, must, never = case(rng)
        best = best_set(maturity, affair, r, must=must, never=never)
        truth = best_of_all(maturity, affair, r, must, never)
        sent = np.flatnonzero(best.chosen).tolist()
        assert points(maturity, affair, sent, r) == max(truth.values())
        assert len(sent) == min(n for n, value in truth.items() if value == max(truth.values()))
        assert best.chosen[must].all()
        assert not best.chosen[never].any()
        assert best.n.tolist() == sorted(truth)
        # hundredths of the index: half up of points over 250 points
        assert best.cents.tolist() == [
            int(truth[n] / r.max_total * 10_000 + Fraction(1, 2)) for n in sorted(truth)
        ]
        inside += 0 < len(sent) < len(maturity) - never.sum()
    assert inside > 100


def test_every_variant_at_once_is_each_of_them_alone():
    rng = np.random.default_rng(2)
    for _ in range(60):
        maturity, affair, r, must, never = case(rng)
        size = len(maturity)
        forced, banned = must | np.eye(size, dtype=bool), never | np.eye(size, dtype=bool)
        with_, without = forced & ~np.diag(never), banned & ~np.diag(must)
        for some_must, some_never in (
            (with_ & ~never, np.tile(never, (size, 1))),
            (np.tile(must, (size, 1)), without & ~must),
        ):
            together = best_points(maturity, affair, r, some_must, some_never)
            alone = [
                max(best_of_all(maturity, affair, r, m, n).values())
                for m, n in zip(some_must, some_never, strict=True)
            ]
            assert together == pytest.approx([float(v) for v in alone])


def test_the_curve_over_the_number_sent_has_several_peaks():
    r = formula.constants(edition.load("iid-2026"), 100)
    best = best_set(np.array([11_100] * 20 + [3_000] * 280), np.arange(300) % 6, r)
    peaks = [n for n in range(1, 300) if best.cents[n] > max(best.cents[n - 1], best.cents[n + 1])]
    assert (int(best.chosen.sum()), 20 in peaks) == (20, True)
    assert best.cents[200] > best.cents[100]


def test_what_must_and_must_not_be_sent_cannot_be_met():
    both = np.array([True])
    with pytest.raises(ValueError, match="overlap"):
        best_set(np.array([100]), np.array([-1]), rule(divisor=1, count=1, cap=9, need=0), must=both, never=both)
