"""The cheapest plan exactly, where that is affordable: all numbers sent at once, innovation by innovation.

Two ways to the same answer: the most maturity for every effort, where plans take few half-days, and the least
effort for every sum of maturity, where there are few innovations. A bound from prices is coarse there: between 7
and 12 lie 42 %, and this proves the 12. Innovations are gone through by affair, so that coverage of the basic
services needs no more than how many are covered and whether the one at hand is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indeks.planning.bestset import NONE, covered
from indeks.planning.problem import INF, Problem

CELLS = 40_000_000
"""States in all that are kept, a byte each."""
SPEED = 150_000_000
"""States that are looked at in a second, roughly and cautiously."""
NOTHING = np.int64(-(2**62))


@dataclass(frozen=True)
class Small:
    """The result: a plan, unless it counts on a count score that it does not win; then its effort is a bound."""

    effort: int
    chosen: np.ndarray
    gains: np.ndarray
    spd: int
    sure: bool


@dataclass(frozen=True)
class _Way:
    """How a search is laid out: steps along an axis, and what they are worth there."""

    by_effort: bool
    n: int
    length: int
    points: list[list[tuple[int, int, int]]]
    """For each innovation: choice, step along the axis, worth."""


def ways(problem: Problem, most: int, n: int) -> list[_Way]:
    """Return the ways to search plans of at most an effort and number sent."""
    points = [
        [(k, g, e + int(problem.create[i])) for k, (g, e) in enumerate(problem.points(i))
         if e + int(problem.create[i]) <= most]
        for i in range(problem.size)
    ]  # fmt: skip
    grain = problem.grain
    own = [int(m) for m in problem.maturity]
    found = [
        _Way(
            True, n, most + 1, [[(k, e, own[i] + g * grain) for k, g, e in some] for i, some in enumerate(points)]
        )
    ]
    if not problem.create.any() and not (problem.maturity % grain).any():
        # a plan that overshoots by more than one innovation can gain would be cheaper with a raise less
        need = max(int(problem.need(gate)[: n + 1].max()) for gate in (False, True))
        length = max(0, -(-need // grain)) + problem.curves.shape[1] + 1
        by_gain = [[(k, own[i] // grain + g, -e) for k, g, e in some] for i, some in enumerate(points)]
        found.append(_Way(False, n, length, by_gain))
    return found


def cheapest(problem: Problem, most: int, n: int, *, counted: bool, seconds: float) -> Small | None:
    """Return the cheapest plan of at most an effort and number sent, without limits of agencies.

    Parameters
    ----------
    problem
        The problem.
    most, n
        Effort and number sent above which plans do not matter.
    counted
        Whether coverage is counted, or the count score granted.
    seconds
        The time there is.

    Returns
    -------
    Small or None
        None where there is no such plan, or no way to find it in time.
    """
    found = ways(problem, most, n)
    best = min(found, key=lambda way: _looks(problem, way, counted))
    kept = _states(problem, counted) * (best.n + 1) * best.length * problem.size
    if kept > CELLS or _looks(problem, best, counted) > SPEED * seconds:
        return None
    return _Search(problem, best, counted).run()


def _looks(problem: Problem, way: _Way, counted: bool) -> int:
    """Return how many states a search looks at."""
    states = _states(problem, counted) * (way.n + 1) * way.length
    return states * sum(len(some) for i, some in enumerate(way.points) if not problem.never[i])


def _states(problem: Problem, counted: bool) -> int:
    return 2 * ((problem.rule.min_basic_affairs or 0) + 1) if counted else 1


class _Search:
    """One search; its states are affairs covered (twice, plus one where the one at hand is), n, axis."""

    def __init__(self, problem: Problem, way: _Way, counted: bool) -> None:
        self.problem, self.way, self.counted = problem, way, counted
        self.needed = (problem.rule.min_basic_affairs or 0) if counted else 0
        self.state = np.full((_states(problem, counted), way.n + 1, way.length), NOTHING)
        self.state[0, 0, 0] = 0
        self.trail: list[tuple[int, np.ndarray]] = []

    def run(self) -> Small | None:
        """Go through all innovations, then find the best end."""
        affair = self.problem.affair
        order = [int(i) for i in np.argsort(affair, kind="stable") if not self.problem.never[i]]
        for at, i in enumerate(order):
            self.take(i)
            ends = at + 1 == len(order) or affair[order[at + 1]] != affair[i]
            if self.counted and affair[i] != NONE and ends:
                self.close()
        return self.best()

    def take(self, i: int) -> None:
        """Let an innovation be sent or not; what was done is kept: 0 not sent, else 1 + 2 x choice + flag."""
        state = self.state
        new = np.full_like(state, NOTHING) if self.problem.must[i] else state.copy()
        code = np.zeros(state.shape, dtype=np.uint8 if len(self.way.points[i]) < 120 else np.uint16)
        flagged = self.counted and self.problem.affair[i] != NONE
        for k, step, worth in self.way.points[i]:
            if step >= self.way.length:
                continue
            end = self.way.length - step
            for source in (0, 1) if flagged else (None,):
                rows, into = (slice(source, None, 2), slice(1, None, 2)) if flagged else (slice(None), slice(None))
                moved = state[rows, :-1, :end] + worth
                there = new[into, 1:, step:]
                better = moved > there
                np.copyto(there, moved, where=better)
                np.copyto(code[into, 1:, step:], code.dtype.type(1 + 2 * k + (source or 0)), where=better)
        self.state = new
        self.trail.append((i, code))

    def close(self) -> None:
        """End an affair: those who sent something of it have covered one more."""
        state = self.state
        new = np.full_like(state, NOTHING)
        came = np.zeros(state.shape, dtype=np.uint8)
        for k in range(self.needed + 1):
            sources = [2 * k, *([2 * k - 1] if k else []), *([2 * k + 1] if k == self.needed else [])]
            for row in sources:
                better = state[row] > new[2 * k]
                new[2 * k][better] = state[row][better]
                came[2 * k][better] = row
        self.state = new
        self.trail.append((-1, came))

    def best(self) -> Small | None:
        """Return the cheapest end."""
        p, way = self.problem, self.way
        found = (INF, 0, 0, 0, 0)
        numbers = np.arange(way.n + 1)
        for row in range(0, len(self.state), 2 if self.counted else 1):
            gate = not self.counted or row // 2 >= self.needed
            need = p.need(gate)[: way.n + 1]
            for k, (gain, effort) in enumerate(zip(p.spd_gain, p.spd_effort, strict=True)):
                rest = need - p.divisor[: way.n + 1] * int(gain)
                table = self.state[row]
                if way.by_effort:
                    good = table >= rest[:, None]
                    first = np.where(good.any(axis=1), good.argmax(axis=1), INF)
                    at = first
                else:
                    reach = np.arange(way.length) * p.grain >= rest[:, None]
                    spent = np.where(reach & (table > NOTHING // 2), -table, INF)
                    at = spent.argmin(axis=1)
                    first = spent[numbers, at]
                n = int(first.argmin())
                if int(first[n]) + int(effort) < found[0]:
                    found = (int(first[n]) + int(effort), row, n, int(at[n]), k)
        return None if found[0] >= INF else self.traced(*found)

    def traced(self, total: int, row: int, n: int, at: int, spd: int) -> Small:
        """Return the plan that led to an end."""
        p = self.problem
        chosen, gains = np.zeros(p.size, dtype=bool), np.zeros(p.size, dtype=np.int64)
        for i, code in reversed(self.trail):
            done = int(code[row, n, at])
            if i < 0:
                row = done
            elif done:
                k, flag = divmod(done - 1, 2)
                step = next(s for c, s, _ in self.way.points[i] if c == k)
                chosen[i], gains[i] = True, p.points(i)[k][0]
                if self.counted and p.affair[i] != NONE:
                    row += flag - 1
                n, at = n - 1, at - step
        enough = p.rule.min_basic_affairs or 0
        return Small(total, chosen, gains, spd, self.counted or covered(p.affair, chosen) >= enough)
