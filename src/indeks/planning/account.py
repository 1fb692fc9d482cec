"""What a plan comes to: as plain values for JSON, who is to act and what to bring, and what stands in the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from indeks.planning import problem as problems
from indeks.planning.effort import Efforts
from indeks.planning.problem import INF
from indeks.planning.steps import Asked, Plan, rows
from indeks.scoring import formula

ALTERNATIVE = ("index", "category", "effort", "effort_bound", "gap", "sent", "actions")
"""What is told of a near-best plan."""


def as_dict(found: Plan, others: Collection[Plan] = ()) -> dict[str, Any]:
    """Return a plan and its near-best alternatives as plain values for JSON; evidence is worded in Indonesian."""
    one = found.asked.situation
    listed = []
    for k, row in enumerate(rows(found.steps), start=1):
        kept = {name: row[name] for name in ("innovation_id", "indicator", "from_level", "to_level", "effort")}
        kept |= {
            "agency": agency_of(row, found.asked.efforts, "id"),
            "evidence": evidence_of(row, found.asked, "id"),
        }
        listed.append({"order": k, **kept, "index_after": row["index_after"]})
    return {
        "region_code": one.region,
        "year": one.year,
        "edition": one.rule.id,
        "target": found.asked.target.cents / 100,
        "reached": found.reached,
        "now": found.now,
        "index": found.index,
        "category": found.category,
        "effort": found.effort,
        "effort_bound": found.bound,
        "gap": found.gap,
        "sent": found.sent,
        "actions": listed,
        "alternatives": [{k: v for k, v in as_dict(o).items() if k in ALTERNATIVE} for o in others],
    }


def agency_of(row: Mapping[Any, Any], efforts: Efforts, lang: str) -> str:
    """Return who is to act: the innovation's own agency, or the office that a row of the region belongs to."""
    if row["kind"] == "raise_spd":
        return efforts.rows[str(row["indicator"])].who.get(lang, "")
    return str(row["agency"] or "")


def evidence_of(row: Mapping[Any, Any], question: Asked, lang: str) -> str:
    """Return what to bring for an action; empty where it needs nothing."""
    if not row["indicator"]:
        return ""
    code = str(row["indicator"])
    own = question.efforts.rows[code].evidence.get(lang, "")
    return own or (question.situation.rule.indicator(code).evidence if lang == "id" else "")


def obstacles(question: Asked) -> pd.DataFrame:
    """Return the rows that stand in the way: what of them cannot be raised, and why.

    Returns
    -------
    DataFrame
        ``indicator, aspect, reason, n, points``: ``reason`` is ``past`` or ``deadline``, ``n`` the innovations
        that could be sent and are below the highest level that would count, ``points`` what is closed in index
        points, most first.
    """
    one, efforts = question.situation, question.efforts
    free = ~one.never
    per_unit = formula.per_point(one.constants) / one.unit
    top = question.matrix.shape[1] - 1
    n_sent = int(problems.reachable(question.problem)[1].sum())
    divisor = int(question.problem.divisor[n_sent])
    told = []
    for aspect, codes, weights, levels, matrix in (
        ("sid", one.codes, one.weights, one.levels[free], question.matrix),
        ("spd", one.spd_codes, one.spd_weights, one.spd_levels[None], question.spd_matrix),
    ):
        for j, code in enumerate(codes):
            open_to = [max([high for high in range(low, top + 1) if high == low or matrix[j, low, high] < INF])
                       for low in range(top + 1)]  # fmt: skip
            closed = np.array([top - open_to[level] for level in levels[:, j]])
            if closed.any():
                share = 1.0 if aspect == "spd" else 1 / max(divisor, int(free.sum()))
                points = float(closed.sum() * weights[j] * share * per_unit)
                reason = "past" if efforts.rows[code].past else "deadline"
                told.append((code, aspect, reason, int((closed > 0).sum()), points))
    table = pd.DataFrame(told, columns=["indicator", "aspect", "reason", "n", "points"])
    return table.sort_values("points", ascending=False, kind="stable", ignore_index=True)
