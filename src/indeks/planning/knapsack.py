"""The cheapest plan for a given set of innovations, exactly, innovation by innovation.

``f[r]`` is the least effort that wins at least ``r`` grains from the innovations seen so far. Where agencies have
limits their innovations are folded first and cut at the limit, then the agencies.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indeks.planning.bestset import covered
from indeks.planning.problem import INF, Problem

Points = Sequence[tuple[int, int]]


def fold(items: Sequence[Points], reach: int, *, trace: bool = False) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the least effort for at least 0 to ``reach`` grains, one choice from each item.

    Parameters
    ----------
    items
        For each item its gains and efforts, both rising, the first gain 0.
    reach
        The most grains asked for.
    trace
        Whether to keep what each item chose, for :func:`back`.
    """
    best = np.full(reach + 1, INF, dtype=np.int32)
    best[0] = 0
    kept: list[np.ndarray] = []
    top = 0
    for points in items:
        new = np.full(reach + 1, INF, dtype=np.int32)
        chose = np.zeros(reach + 1, dtype=np.uint8 if len(points) < 256 else np.uint16)
        before, top = top, min(reach, top + points[-1][0])
        for k, (gain, effort) in enumerate(points):
            if gain <= reach:
                end = min(reach, before + gain)  # beyond that nothing is won yet
                _lower(
                    new[gain : end + 1], best[: end + 1 - gain] + np.int32(effort), chose[gain : end + 1], k, trace
                )
            low = min(gain, reach + 1)
            if low:
                _lower(new[:low], np.full(low, best[0] + effort, dtype=np.int32), chose[:low], k, trace)
        best = new
        if trace:
            kept.append(chose)
    return best, kept


def _lower(target: np.ndarray, other: np.ndarray, chose: np.ndarray, k: int, trace: bool) -> None:
    """Take what is less; both are efforts for at least so much."""
    if trace:
        better = other < target
        target[better] = other[better]
        chose[better] = k
    else:
        np.minimum(target, other, out=target)


def back(items: Sequence[Points], kept: Sequence[np.ndarray], gain: int) -> list[int]:
    """Return which point each item chose for at least a gain."""
    chosen = []
    for points, chose in zip(reversed(items), reversed(kept), strict=True):
        k = int(chose[gain])
        chosen.append(k)
        gain = max(0, gain - points[k][0])
    return chosen[::-1]


def on_set(problem: Problem, chosen: np.ndarray, *, trace: bool = False) -> tuple[int, np.ndarray | None, int]:
    """Return the least effort that reaches the target with a set of innovations, exactly.

    Parameters
    ----------
    problem
        The problem; the limits of agencies hold.
    chosen
        What is sent.
    trace
        Whether to say how.

    Returns
    -------
    effort, gains, spd
        :data:`INF` where the set cannot reach it; grains by innovation and the entry of SPD, where asked for.
    """
    members = np.flatnonzero(chosen)
    gate = covered(problem.affair, chosen) >= (problem.rule.min_basic_affairs or 0)
    need = int(problem.need(gate)[len(members)]) - int(problem.maturity[members].sum())
    divisor = int(problem.divisor[len(members)])
    rest = [max(0, -(-(need - divisor * int(g)) // problem.grain)) for g in problem.spd_gain]
    reach = min(max(rest), int(problem.most_gain[members].sum()))
    parts = _parts(problem, members)
    folded = [_folded(problem, part, limit, reach, trace) for part, limit in parts]
    if len(folded) == 1 and parts[0][1] is None:
        total, outer = folded[0][0], None
    else:
        items = [_points_of(best) for best, _, _ in folded]
        if any(not item for item in items):
            return INF, None, 0
        total, outer = fold(items, reach, trace=trace)
    options = [(int(e) + int(total[r]), k) for k, (r, e) in enumerate(zip(rest, problem.spd_effort, strict=True))
               if r <= reach and total[r] < INF]  # fmt: skip
    if not options:
        return INF, None, 0
    effort, spd = min(options)
    if not trace:
        return effort + int(problem.create[members].sum()), None, spd
    gains = np.zeros(problem.size, dtype=np.int64)
    wanted = [rest[spd]]
    if outer is not None:
        wanted = [item[k][0] for item, k in zip(items, back(items, outer, rest[spd]), strict=True)]
    for (part, _), (_, points, kept), gain in zip(parts, folded, wanted, strict=True):
        for i, item, k in zip(part, points, back(points, kept, gain), strict=True):
            gains[i] = item[k][0]
    return effort + int(problem.create[members].sum()), gains, spd


def _parts(problem: Problem, members: np.ndarray) -> list[tuple[np.ndarray, int | None]]:
    """Return the members of each agency that has a limit with it, and all others without one."""
    limited = [a for a in problem.limits if (problem.agency[members] == a).any()]
    rest = members[~np.isin(problem.agency[members], limited)]
    parts: list[tuple[np.ndarray, int | None]] = [
        (members[problem.agency[members] == a], problem.limits[a]) for a in limited
    ]
    return [*parts, (rest, None)] if len(rest) or not parts else parts


def _folded(
    problem: Problem, part: np.ndarray, limit: int | None, reach: int, trace: bool
) -> tuple[np.ndarray, list[list[tuple[int, int]]], list[np.ndarray]]:
    """Return the efforts of one agency's gains, cut at its limit, and what is needed to trace them."""
    points = [problem.points(int(i)) for i in part]
    best, kept = fold(points, min(reach, int(problem.most_gain[part].sum())), trace=trace)
    if limit is not None:
        best = np.where(best + int(problem.create[part].sum()) > limit, INF, best)
    return best, points, kept


def _points_of(best: np.ndarray) -> list[tuple[int, int]]:
    """Return the gains of a folded agency that nothing beats; empty where its limit allows none."""
    there = np.flatnonzero(best < INF)
    return [(int(g), int(best[g])) for g in there if g + 1 == len(best) or best[g] < best[g + 1]]
