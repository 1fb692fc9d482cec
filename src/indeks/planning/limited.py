"""Small plans under limits of agencies, exactly: the most maturity for every number sent and every effort.

Agencies are gone through one after the other, each with the effort it has spent itself; coverage of the basic
services is kept as a set of affairs. That is affordable for small regions and near targets only.
"""

from __future__ import annotations

import numpy as np

from indeks.planning.bestset import NONE, covered
from indeks.planning.exact import NOTHING, Small
from indeks.planning.problem import INF, Problem

CELLS = 40_000_000
"""States in all that are kept, a byte each."""
WORK = 150_000_000
"""Additions at most: about two seconds."""


def affordable(problem: Problem, effort: int, *, sets: bool) -> bool:
    """Return whether plans of at most an effort can be searched exactly, with sets of affairs or without."""
    masks = 1 << len(_affairs(problem)) if sets else 1
    own = max((min(limit, effort) + 1 for limit in problem.limits.values()), default=1)
    states = masks * (problem.size + 1) * (effort + 1) * own
    points = sum(1 for i in np.flatnonzero(~problem.never) for _, e in problem.points(int(i)) if e <= effort)
    return states * problem.size <= CELLS and states * points <= WORK


def cheapest(problem: Problem, most: int, *, sets: bool) -> Small | None:
    """Return the cheapest plan of at most an effort; None where there is none.

    Parameters
    ----------
    problem
        The problem; limits of agencies hold.
    most
        Effort above which plans do not matter.
    sets
        Whether coverage is kept, or the count score granted.
    """
    affairs = _affairs(problem) if sets else []
    order = [int(i) for i in np.lexsort((np.arange(problem.size), problem.agency))]
    state = np.full((1 << len(affairs), problem.size + 1, most + 1), NOTHING)
    state[0, 0, 0] = 0
    trail: list[tuple[int, np.ndarray | None, np.ndarray]] = []
    for start, i in enumerate(order):
        limit = problem.limits.get(int(problem.agency[i]))
        first = start == 0 or problem.agency[order[start - 1]] != problem.agency[i]
        last = start + 1 == len(order) or problem.agency[order[start + 1]] != problem.agency[i]
        if first:
            own = 1 if limit is None else min(limit, most) + 1
            inner = np.full((*state.shape, own), NOTHING)
            inner[..., 0] = state
        inner, code = _with(problem, i, inner, affairs, limited=limit is not None)
        ends = None
        if last:
            ends = inner.argmax(axis=-1).astype(np.int32)
            state = inner.max(axis=-1)
        trail.append((i, ends, code))
    return _best(problem, state, trail, affairs, sets=sets)


def _affairs(problem: Problem) -> list[int]:
    """Return the affairs that coverage depends on; none where no service needs to be covered."""
    if not problem.rule.min_basic_affairs:
        return []
    return sorted(set(problem.affair[~problem.never].tolist()) - {NONE})


def _with(
    problem: Problem, i: int, state: np.ndarray, affairs: list[int], *, limited: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return the states once an innovation may be sent, and what was done: 0 not sent, else 1 + choice."""
    points = problem.points(i)
    code = np.zeros(state.shape, dtype=np.uint8 if 2 * len(points) < 255 else np.uint16)
    if problem.never[i]:
        return state, code
    new = np.full_like(state, NOTHING) if problem.must[i] else state.copy()
    most, own = state.shape[2] - 1, state.shape[3] - 1
    bit = 1 << affairs.index(int(problem.affair[i])) if int(problem.affair[i]) in affairs else 0
    masks = np.arange(len(state))
    targets = masks[masks & bit == bit] if bit else masks
    for k, (gain, own_effort) in enumerate(points):
        effort = own_effort + int(problem.create[i])
        if effort > most or (limited and effort > own):
            break
        worth = int(problem.maturity[i]) + gain * problem.grain
        shift = effort if limited else 0
        for without in (0, 1) if bit else (0,):
            source = targets & ~bit if without else targets
            moved = state[source, :-1, : most + 1 - effort, : own + 1 - shift] + worth
            place = np.ix_(targets, np.arange(1, state.shape[1]), np.arange(effort, most + 1),
                           np.arange(shift, own + 1))  # fmt: skip
            there = new[place]
            better = moved > there
            new[place] = np.where(better, moved, there)
            code[place] = np.where(better, 1 + 2 * k + without, code[place])
    return new, code


def _best(
    problem: Problem,
    state: np.ndarray,
    trail: list[tuple[int, np.ndarray | None, np.ndarray]],
    affairs: list[int],
    *,
    sets: bool,
) -> Small | None:
    enough = problem.rule.min_basic_affairs or 0
    best = (INF, 0, 0, 0, 0)
    for mask in range(len(state)):
        need = problem.need(not sets or mask.bit_count() >= enough)
        for k, (gain, effort) in enumerate(zip(problem.spd_gain, problem.spd_effort, strict=True)):
            reaches = state[mask] >= (need - problem.divisor * int(gain))[:, None]
            first = np.where(reaches.any(axis=1), reaches.argmax(axis=1), INF)
            n = int(first.argmin())
            if first[n] + int(effort) < best[0]:
                best = (int(first[n]) + int(effort), mask, n, int(first[n]), k)
    if best[0] >= INF:
        return None
    total, mask, n, spent, spd = best
    chosen, gains = np.zeros(problem.size, dtype=bool), np.zeros(problem.size, dtype=np.int64)
    own = 0
    for i, ends, code in reversed(trail):
        if ends is not None:
            own = int(ends[mask, n, spent])
        done = int(code[mask, n, spent, own])
        if done:
            k, without = divmod(done - 1, 2)
            gain, effort = problem.points(i)[k]
            chosen[i], gains[i] = True, gain
            effort += int(problem.create[i])
            if without:
                mask &= ~(1 << affairs.index(int(problem.affair[i])))
            n, spent = n - 1, spent - effort
            own -= effort if int(problem.agency[i]) in problem.limits else 0
    return Small(total, chosen, gains, spd, sets or covered(problem.affair, chosen) >= enough)
