"""Plans nearly as good that look different, and the efforts on which a plan hangs most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from indeks.planning import steps
from indeks.planning.effort import HALVES
from indeks.planning.steps import Asked, Plan

DIFFERENT = 3
"""Actions in which a plan must differ from every other one told."""
LARGE = 60
"""Innovations from which only the efforts that weigh most in the plan are varied."""
WEIGHTY = 6
TOLD = 3
HALF, DOUBLE = (1, 2), (2, 1)
QUICK = 3.0
"""Seconds for each plan that is made beside the one asked for."""


@dataclass(frozen=True)
class Other:
    """A near-best plan; ``kind`` is ``as_sent``, ``without_action`` or ``without_agency``."""

    kind: str
    plan: Plan
    values: dict[str, str]


@dataclass(frozen=True)
class Hanging:
    """An indicator on which the plan hangs: person-days of the plan with its efforts halved and doubled."""

    indicator: str
    half: float
    double: float

    def change(self, effort: float) -> float:
        """Return the greatest change of the plan's effort, as a share of it."""
        return max(abs(self.half - effort), abs(self.double - effort)) / effort if effort else 0.0


def others(found: Plan) -> list[Other]:
    """Return near-best plans that differ from each other in at least three actions, the cheapest first.

    Tried are: to go on sending all that is sent now, to do without the costliest action, and without the agency
    that would have most to do.

    Parameters
    ----------
    found
        A plan that reaches its target.
    """
    if found.solution is None or not len(found.steps):
        return []
    question, told = found.asked, []
    tried: list[tuple[str, Asked, dict[str, str]]] = [("as_sent", _as_sent(question), {})]
    raises = found.steps[found.steps["kind"].isin(["raise", "raise_spd"])]
    if len(raises):
        costly = max(steps.rows(raises), key=lambda row: float(row["effort"]))
        pair = (str(costly["innovation_id"] or ""), str(costly["indicator"]))
        tried.append(
            ("without_action", _again(question, {pair}), {"title": str(costly["title"]), "indicator": pair[1]})
        )
    loads = raises[raises["agency"] != ""].groupby("agency")["effort"].sum()
    if len(loads) > 1:
        agency = str(loads.sort_index().idxmax())
        one = question.situation
        mine = {(i, code) for i, a in zip(one.ids, one.agencies, strict=True) if a == agency for code in one.codes}
        tried.append(("without_agency", _again(question, mine), {"agency": agency}))
    kept: list[Other] = []
    for kind, other, values in tried:
        plan = steps.answer(other, seconds=QUICK)
        if plan.reached:
            told.append(Other(kind, plan, values))
    for candidate in sorted(told, key=lambda o: o.plan.effort or 0.0):
        if all(_differ(candidate.plan, p) >= DIFFERENT for p in (found, *(o.plan for o in kept))):
            kept.append(candidate)
    return kept


def _as_sent(question: Asked) -> Asked:
    one = question.situation
    kept = replace(one, must=one.must | (one.sent & ~one.never))
    arrays = replace(question.problem, must=question.problem.must | (one.sent & ~question.problem.never))
    return replace(question, situation=kept, problem=arrays)


def _again(question: Asked, banned: set[tuple[str, str]]) -> Asked:
    """Return what was asked with some steps closed."""
    one = question.situation
    size = len(one.ids) - question.new
    plain = one if not question.new else _first(one, size)
    limits = {question.agencies[a]: days / HALVES for a, days in question.problem.limits.items()}
    return steps.asked(plain, question.target, question.efforts, start=question.start, deadline=question.deadline,
                       per_agency=limits or None, new=question.new, banned=question.banned | banned)  # fmt: skip


def _first(one: Any, size: int) -> Any:
    """Return a situation without the innovations not reported yet that were added to it."""
    cut = {name: getattr(one, name)[:size] for name in
           ("ids", "titles", "agencies", "sent", "must", "never", "maturity", "affair", "levels")}  # fmt: skip
    return replace(one, **cut)


def _differ(one: Plan, other: Plan) -> int:
    """Return in how many actions two plans differ: each that one has and the other has not, the greater count."""
    sets = [
        {(r["kind"], r["innovation_id"], r["indicator"], r["to_level"]) for r in steps.rows(p.actions)}
        for p in (one, other)
    ]
    return max(len(sets[0] - sets[1]), len(sets[1] - sets[0]))


def hanging(found: Plan, told: int = TOLD) -> list[Hanging]:
    """Return the indicators whose efforts, halved or doubled, change the plan most, the greatest first.

    Parameters
    ----------
    found
        A plan that reaches its target.
    told
        How many to return.
    """
    if found.solution is None or not found.effort:
        return []
    question = found.asked
    weights = found.steps.groupby("indicator")["effort"].sum().sort_values(ascending=False, kind="stable")
    codes = [str(code) for code in weights.index]
    if len(question.situation.ids) < LARGE:
        every = [*question.situation.codes, *question.situation.spd_codes]
        codes += [c for c in every if c not in codes and not question.efforts.rows[c].past]
    else:
        codes = codes[:WEIGHTY]
    results = []
    for code in codes:
        half = _effort(question, code, HALF)
        double = _effort(question, code, DOUBLE) if code in weights.index else found.effort
        results.append(Hanging(code, half, double))
    results = [r for r in results if r.change(found.effort) > 0]
    return sorted(results, key=lambda r: (-r.change(float(found.effort or 0)), r.indicator))[:told]


def _effort(question: Asked, code: str, factor: tuple[int, int]) -> float:
    """Return the plan's effort with the efforts of an indicator multiplied."""
    other = replace(question, efforts=question.efforts.scaled(code, *factor))
    plan = steps.answer(_again(other, set()), seconds=QUICK, near=0.005, small=False)
    return float(plan.effort) if plan.effort is not None else float("inf")
