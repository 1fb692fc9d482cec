"""The cheapest steps to a target: which innovations to send, which evidence to bring, in which order, by whom.

The plan is solved as arrays (:mod:`indeks.planning.solve`) and told as a table of actions. After each action
stands the index that the one formula gives, so what a plan promises is what :func:`indeks.score` finds once it is
done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.planning import problem as problems
from indeks.planning import situation, targets
from indeks.planning.bestset import NONE, covered
from indeks.planning.effort import HALVES, Efforts
from indeks.planning.effort import read as read_efforts
from indeks.planning.problem import INF, Problem, Solution
from indeks.planning.situation import HOLD, ListError, PlanError, Situation
from indeks.planning.solve import SECONDS, solve
from indeks.planning.targets import Target
from indeks.scoring import formula
from indeks.scoring.units import CLAIMED
from indeks.tables import Dataset

ACTION_COLUMNS = [
    "order", "kind", "innovation_id", "title", "indicator", "from_level", "to_level", "effort", "agency", "lead",
    "index_after",
]  # fmt: skip
KINDS = ("send", "hold", "new", "raise", "raise_spd")
"""Kinds of actions, in the order in which they stand: what is sent first, for it costs nothing."""


NEARLY = 4
"""Hundredths to which it is told how far one gets under limits of agencies."""
ATTEMPT, FEW = 3.0, 12
"""Seconds for each attempt at that, and innovations up to which small plans are searched exactly then."""


@dataclass(frozen=True)
class Asked:
    """Everything a plan was asked with: the situation, the target, the efforts and what limits them."""

    situation: Situation
    target: Target
    efforts: Efforts
    problem: Problem
    matrix: np.ndarray
    spd_matrix: np.ndarray
    spd_curve_gain: np.ndarray
    new: int
    agencies: list[str]
    start: dt.date | None
    deadline: dt.date | None
    banned: frozenset[tuple[str, str]] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Plan:
    """The cheapest plan found, and what is proven of it; where the target cannot be reached, how far one gets.

    Attributes
    ----------
    asked
        What it answers.
    reached : bool
        Whether the target can be reached.
    now, index : float
        The index now and with the plan; where the target cannot be reached, the most that can be.
    category : str
        Of ``index``.
    effort, bound : float or None
        Person-days, and what no plan can do with less than; None where the target cannot be reached.
    gap : float or None
        The share of the effort that might be saved at most.
    in_time : bool
        False where the time ran out: the plan is the best found until then.
    sent : list of str
        Innovations sent; new ones are called ``new-1`` and so on.
    actions : DataFrame
        ``ACTION_COLUMNS``; efforts in person-days, the index after each action.
    """

    asked: Asked
    reached: bool
    now: float
    index: float
    category: str
    effort: float | None
    bound: float | None
    gap: float | None
    in_time: bool
    sent: list[str]
    actions: pd.DataFrame
    solution: Solution | None = None

    @property
    def steps(self) -> pd.DataFrame:
        """The actions that take effort."""
        return self.actions[~self.actions["kind"].isin(["hold", "send"])]


def plan(
    data: Dataset,
    target: str | float | Decimal,
    *,
    region: str | None = None,
    year: int | None = None,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    basis: str = CLAIMED,
    must: Collection[str] = (),
    never: Collection[str] = (),
    flagged: str = HOLD,
    effort: str | Path | None = None,
    start: dt.date | None = None,
    deadline: dt.date | None = None,
    per_agency: float | Mapping[str, float] | None = None,
    new: int = 0,
    seconds: float = SECONDS,
) -> Plan:
    """Return the cheapest steps to a target, with the proven bound on what any plan must take.

    Parameters
    ----------
    data
        Tables as :func:`indeks.load` returns them.
    target
        A score, a category, ``"+5"`` or ``"rank 10"``; see :func:`indeks.planning.targets.read`.
    region, year, edition, spd, basis, must, never, flagged
        As for :func:`indeks.planning.portfolio.portfolio`.
    effort
        An effort table of one's own; by default the assumptions of this library.
    start, deadline
        The day from which work can begin, and that by which evidence must be there: levels whose lead time is
        longer are closed. Both or neither.
    per_agency
        Person-days that each agency has at most, or by its name; SPD and new innovations are not limited.
    new
        How many innovations not reported yet may be added at most.
    seconds
        After which the best plan found stands.

    Returns
    -------
    Plan

    Raises
    ------
    PlanError, ListError
        As for the best set; if the target means nothing, or the deadline has passed.
    indeks.planning.effort.EffortError
        If the effort table breaks a rule or has gaps.

    Examples
    --------
    >>> from indeks import example
    >>> found = plan(example.sample_region(), "+5", flagged="send")
    >>> found.reached, found.now, found.index, found.effort == found.bound
    (True, 51.01, 56.02, True)
    """
    one = situation.read(
        data,
        region=region,
        year=year,
        edition=edition,
        spd=spd,
        basis=basis,
        must=must,
        never=never,
        flagged=flagged,
    )
    aim = targets.read(target, one)
    efforts = read_efforts(effort, rule=one.rule)
    return answer(
        asked(one, aim, efforts, start=start, deadline=deadline, per_agency=per_agency, new=new), seconds=seconds
    )


def asked(
    one: Situation,
    target: Target,
    efforts: Efforts,
    *,
    start: dt.date | None = None,
    deadline: dt.date | None = None,
    per_agency: float | Mapping[str, float] | None = None,
    new: int = 0,
    banned: Collection[tuple[str, str]] = (),
) -> Asked:
    """Return what is asked as arrays; ``banned`` are pairs of innovation (or ``""``) and indicator."""
    days = _days_left(start, deadline)
    if new:
        one = _with_new(one, efforts, new)
    situation.refuse_empty(one)
    matrix, spd_matrix = efforts.matrix(one.codes, days), efforts.matrix(one.spd_codes, days)
    grain = one.grain
    weights = one.weights // grain
    curves = problems.step_curves(one.levels, weights, matrix)
    for k in {one.position(i) for i, _ in banned if i}:
        mine = matrix.copy()
        mine[[one.codes.index(code) for i, code in banned if i == one.ids[k]]] = INF
        curves[k] = problems.step_curves(one.levels[k : k + 1], weights, mine)[0]
    spd_matrix = spd_matrix.copy()
    for i, code in banned:
        if not i:
            spd_matrix[one.spd_codes.index(code)] = INF
    spd_grain = gcd(*one.spd_weights.tolist()) or 1
    spd_curve = problems.step_curves(one.spd_levels[None], one.spd_weights // spd_grain, spd_matrix)[0]
    gains, takes = problems.pareto(np.arange(len(spd_curve)), spd_curve)
    names = sorted(set(one.agencies))
    create = np.zeros(len(one.ids), dtype=np.int64)
    if new and efforts.new is not None:
        create[-new:] = efforts.new.effort if days is None or efforts.new.lead <= days else INF
    arrays = problems.of(
        maturity=one.maturity,
        curves=curves,
        grain=grain,
        affair=one.affair,
        must=one.must,
        never=one.never | (create >= INF),
        create=np.where(create >= INF, 0, create),
        spd=one.spd,
        spd_gain=gains * spd_grain,
        spd_effort=takes,
        rule=one.constants,
        cents=target.cents,
        agency=np.array([names.index(a) for a in one.agencies], dtype=np.int64),
        limits=_limits(per_agency, names),
    )
    return Asked(
        one, target, efforts, arrays, matrix, spd_matrix, gains, new, names, start, deadline, frozenset(banned)
    )


def _days_left(start: dt.date | None, deadline: dt.date | None) -> int | None:
    if deadline is None:
        return None
    days = (deadline - (start or dt.date.today())).days
    if days < 0:
        raise PlanError("planning.error.deadline", deadline=deadline)
    return days


def _with_new(one: Situation, efforts: Efforts, new: int) -> Situation:
    """Return the situation with innovations not reported yet: first those of services that none covers."""
    if efforts.new is None:
        raise PlanError("planning.error.no_new", path=efforts.path)
    basic = len(one.rule.formula["basic_affairs"].value) if "basic_affairs" in one.rule.formula else 0
    lacking = [a for a in range(basic) if a not in set(one.affair[~one.never].tolist())]
    affairs = np.array([*lacking, *[NONE] * new][:new], dtype=np.int64)
    levels = np.tile([efforts.new_levels.get(code, 0) for code in one.codes], (new, 1))
    no = np.zeros(new, dtype=bool)
    return replace(
        one,
        ids=[*one.ids, *(f"new-{k + 1}" for k in range(new))],
        titles=[*one.titles, *[""] * new],
        agencies=[*one.agencies, *[""] * new],
        sent=np.append(one.sent, no),
        must=np.append(one.must, no),
        never=np.append(one.never, no),
        maturity=np.append(one.maturity, levels @ one.weights),
        affair=np.append(one.affair, affairs),
        levels=np.vstack([one.levels, levels]),
    )


def _limits(per_agency: float | Mapping[str, float] | None, names: list[str]) -> dict[int, int]:
    if per_agency is None:
        return {}
    if isinstance(per_agency, Mapping):
        if unknown := [a for a in per_agency if a not in names]:
            raise ListError(
                "planning.error.agencies", [IndeksError("planning.error.no_agency", agency=a) for a in unknown]
            )
        days = dict(per_agency)
    else:
        days = {a: per_agency for a in names if a}
    if any(not 0 <= float(d) <= 100_000 for d in days.values()):
        raise PlanError("planning.error.limit")
    return {names.index(a): int(Decimal(str(d)) * HALVES) for a, d in days.items()}


def answer(question: Asked, *, seconds: float = SECONDS, near: float | None = None, small: bool = True) -> Plan:
    """Solve what was asked and tell it as actions."""
    one, arrays = question.situation, question.problem
    now = one.cents(one.sent)
    best, set_of_best = problems.reachable(arrays)
    solution = solve(arrays, seconds=seconds, near=near, small=small) if best >= arrays.cents else None
    if solution is None:
        if best >= arrays.cents:  # limits of agencies stand in the way
            best, set_of_best = _furthest(arrays)
        sent = [i for i, s in zip(one.ids, set_of_best, strict=True) if s]
        none = _typed(pd.DataFrame(columns=ACTION_COLUMNS))
        index, category = best / 100, one.category(best)
        return Plan(question, False, now / 100, index, category, None, None, None, True, sent, none)
    actions = _actions(question, solution)
    cents = round(float(actions["index_after"].iloc[-1]) * 100) if len(actions) else now
    return Plan(
        asked=question,
        reached=True,
        now=now / 100,
        index=cents / 100,
        category=one.category(cents),
        effort=solution.effort / HALVES,
        bound=solution.bound / HALVES,
        gap=round(solution.gap, 6),
        in_time=solution.in_time,
        sent=[i for i, s in zip(one.ids, solution.chosen, strict=True) if s],
        actions=actions,
        solution=solution,
    )


def _furthest(arrays: Problem) -> tuple[int, np.ndarray]:
    """Return how far plans come that keep the limits of agencies, to a few hundredths, and what is sent then."""
    none = replace(arrays, limits={}, curves=np.where(np.arange(arrays.curves.shape[1]) == 0, arrays.curves, INF))
    low, chosen = problems.reachable(replace(none, spd_gain=arrays.spd_gain[:1], spd_effort=arrays.spd_effort[:1]))
    high = arrays.cents
    while high - low > NEARLY:
        middle = (low + high) // 2
        found = solve(arrays.aimed(middle), seconds=ATTEMPT, near=0.05, small=arrays.size < FEW)
        if found is None:
            high = middle
        else:
            low = max(middle, problems.reached(arrays, found.chosen, found.gains, found.spd))
            chosen = found.chosen
    return low, chosen


@dataclass
class _Running:
    """The index while actions are taken one after the other."""

    one: Situation
    chosen: np.ndarray
    maturity: np.ndarray
    spd: int

    def cents(self) -> int:
        total, n = int(self.maturity[self.chosen].sum()), int(self.chosen.sum())
        affairs = covered(self.one.affair, self.chosen)
        return int(formula.index_cents(self.spd, total, n, affairs, self.one.constants))


def _actions(question: Asked, solution: Solution) -> pd.DataFrame:
    """Return the actions of a solution: what is sent first, then what wins most for its effort."""
    one, efforts = question.situation, question.efforts
    running = _Running(one, one.sent.copy(), one.maturity.copy(), one.spd)
    told: list[dict[str, Any]] = []

    def add(kind: str, k: int | None, **values: Any) -> None:
        named = {"innovation_id": None, "title": "", "agency": ""}
        if k is not None:
            named = {"innovation_id": one.ids[k], "title": one.titles[k], "agency": one.agencies[k]}
        blank = {"indicator": None, "from_level": None, "to_level": None, "effort": 0.0, "lead": None}
        place = {"order": len(told) + 1, "index_after": running.cents() / 100}
        told.append({"kind": kind, **named, **blank, **values, **place})

    fresh = np.arange(len(one.ids)) >= len(one.ids) - question.new
    for kind, which in (("send", solution.chosen & ~one.sent & ~fresh), ("hold", one.sent & ~solution.chosen)):
        for i in np.flatnonzero(which):
            running.chosen[i] = kind == "send"
            add(kind, int(i))
    for i in np.flatnonzero(solution.chosen & fresh):
        running.chosen[i] = True
        assert efforts.new is not None
        add("new", int(i), effort=efforts.new.effort / HALVES, lead=efforts.new.lead)
    raises = sorted(_raises(question, solution), key=lambda r: (-r[0], r[1] is None, r[1] or 0, r[2]))
    for _, k, j, high in raises:
        if k is None:
            code, low = one.spd_codes[j], int(one.spd_levels[j])
            running.spd += int(one.spd_weights[j]) * (high - low)
        else:
            code, low = one.codes[j], int(one.levels[k, j])
            running.maturity[k] += int(one.weights[j]) * (high - low)
        step = efforts.rows[code].step(low, high)
        assert step is not None
        add("raise_spd" if k is None else "raise", k, indicator=code, from_level=low, to_level=high,
            effort=step.effort / HALVES, lead=step.lead)  # fmt: skip
    return _typed(pd.DataFrame(told, columns=ACTION_COLUMNS))


def _typed(actions: pd.DataFrame) -> pd.DataFrame:
    return actions.astype({"order": "int64", "from_level": "Int64", "to_level": "Int64", "lead": "Int64"})


def _raises(question: Asked, solution: Solution) -> list[tuple[float, int | None, int, int]]:
    """Return every raise of a solution: what it wins for its effort, innovation, indicator and new level."""
    one = question.situation
    found: list[tuple[float, int | None, int, int]] = []
    weights = one.weights // one.grain
    for k in np.flatnonzero(solution.chosen & (solution.gains > 0)):
        mine = question.matrix
        if blocked := [one.codes.index(code) for i, code in question.banned if i == one.ids[k]]:
            mine = mine.copy()
            mine[blocked] = INF
        for j, high in problems.steps_for(one.levels[k], weights, mine, int(solution.gains[k])):
            low = int(one.levels[k, j])
            found.append((float(one.weights[j] * (high - low) / mine[j, low, high]), int(k), j, high))
    gain = int(question.problem.spd_gain[solution.spd])
    if gain:
        grain = gcd(*one.spd_weights.tolist())
        divisor = int(question.problem.divisor[int(solution.chosen.sum())])
        for j, high in problems.steps_for(
            one.spd_levels, one.spd_weights // grain, question.spd_matrix, gain // grain
        ):
            low = int(one.spd_levels[j])
            worth = divisor * one.spd_weights[j] * (high - low) / question.spd_matrix[j, low, high]
            found.append((float(worth), None, j, high))
    return found


def rows(actions: pd.DataFrame) -> list[dict[str, Any]]:
    """Return actions as plain values, None where a cell is missing."""
    return [{str(name): _plain(cell) for name, cell in row.items()} for row in actions.to_dict("records")]


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
