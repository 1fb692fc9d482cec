"""Plans in words: each action as a sentence, what can be said of the whole, what stands in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from indeks.edition import date_window
from indeks.planning import account, effort, problem
from indeks.planning.alternatives import Other
from indeks.planning.steps import Asked, Plan
from indeks.texts import Texts

NAMED = 3
"""Titles named where several innovations share a step."""
ROWS = 6
"""Rows named that stand in the way."""


def sentence(row: Mapping[Any, Any], question: Asked, t: Texts) -> str:
    """Return an action as a sentence.

    Parameters
    ----------
    row
        A row of the actions of a plan, as :func:`indeks.planning.steps.rows` returns it.
    question
        What the plan answers.
    t
        Texts of the language.
    """
    kind, one = row["kind"], question.situation
    if kind == "new":
        return _new(one.affair[one.position(row["innovation_id"])], question, t)
    if kind in ("send", "hold"):
        return t(f"planning.action.{kind}", title=row["title"])
    indicator = one.rule.indicator(str(row["indicator"]))
    low, high = int(row["from_level"]), int(row["to_level"])
    level = next((lv.text(t.lang) for lv in indicator.scales[0].levels if lv.score == high), str(high))
    values = {"indicator": indicator.text(t.lang), "high": high, "level": level}
    if kind == "raise_spd":
        return t("planning.action.raise_spd", low=low, **values)
    if not row["title"]:
        return t("planning.action.raise_new", **values)
    return t("planning.action.raise", title=row["title"], low=low, **values)


def _new(affair: int, question: Asked, t: Texts) -> str:
    rule = question.situation.rule
    window = date_window(rule)
    if window is None:
        text = t("planning.action.new")
    else:
        text = t("planning.action.new_window", first=window[0], last=window[1])
    if affair < 0:
        return text
    return t("planning.action.new_affair", text=text, affair=rule.formula["basic_affairs"].value[int(affair)])


def grouped(kind: str, titles: Sequence[str], t: Texts, *, indicator: str = "", named: int = NAMED) -> str:
    """Return a step that several innovations share as one sentence."""
    text = ", ".join(f'"{title}"' for title in titles[:named])
    if len(titles) > named:
        text = t("planning.action.and_more", names=text, n=len(titles) - named)
    values: dict[str, Any] = {"n": len(titles)}
    if kind != "new":
        values["titles"] = text
    if kind == "raise":
        values["indicator"] = indicator
    return t(f"planning.action.{kind}_many", **values)


def verdict(found: Plan, t: Texts) -> list[str]:
    """Return what can be said of a whole plan: what it reaches, what is proven of it, what it rests on."""
    if not found.reached:
        return unreached(found, t)
    lines = [t("planning.plan.now", index=found.now)]
    if not found.effort:
        lines += [t("planning.plan.reached", index=found.index, category=category(found, t), effort=t.plain(0)),
                  t("planning.plan.nothing")]  # fmt: skip
        return lines
    effort = t.plain(found.effort)
    lines.append(t("planning.plan.reached", index=found.index, category=category(found, t), effort=effort))
    if found.gap:
        lines.append(t("planning.plan.bound", bound=t.plain(found.bound), gap=max(0.1, found.gap * 100)))
    else:
        lines.append(t("planning.plan.proven"))
    if not found.in_time:
        lines.append(t("planning.plan.late"))
    return [*lines, basis_of(found, t)]


def basis_of(found: Plan, t: Texts) -> str:
    """Return where the efforts are from."""
    efforts = found.asked.efforts
    if efforts.path == effort.SHIPPED:
        return efforts.note[t.lang]
    return t("planning.plan.own", path=efforts.path.name)


def category(found: Plan, t: Texts) -> str:
    """Return the category of a plan as the language names it."""
    rule = found.asked.situation.rule
    return next((c.text(t.lang) for c in rule.categories if c.name == found.category), found.category)


def unreached(found: Plan, t: Texts) -> list[str]:
    """Return how far one gets where the target cannot be reached, and which rows stand in the way."""
    question = found.asked
    lines = [t("planning.plan.now", index=found.now)]
    if problem.reachable(question.problem)[0] >= question.problem.cents:
        told = t("planning.plan.unreached_limits", index=found.index, category=category(found, t))
        return [*lines, told]
    lines.append(t("planning.plan.unreached", index=found.index, category=category(found, t)))
    table = account.obstacles(question)
    if len(table):
        lines.append(t("planning.plan.obstacles"))
    for row in table.head(ROWS).to_dict("records"):
        lines.append("  " + obstacle(row, question, t))
    if not question.new:
        lines.append(t("planning.plan.try_new"))
    return lines


def obstacle(row: Mapping[Any, Any], question: Asked, t: Texts) -> str:
    """Return a row that stands in the way, with the reason."""
    indicator = question.situation.rule.indicator(str(row["indicator"])).text(t.lang)
    past = question.efforts.rows[str(row["indicator"])].past
    reason = past.get(t.lang, "").rstrip(".") if row["reason"] == "past" else t("planning.reason.deadline")
    values = {"indicator": indicator, "reason": reason or t("planning.reason.past"), "points": row["points"]}
    if row["aspect"] == "spd":
        return t("planning.plan.obstacle_spd", **values)
    return t("planning.plan.obstacle", n=int(row["n"]), **values)


def other(near: Other, question: Asked, t: Texts) -> str:
    """Return how a near-best plan came about."""
    values = dict(near.values)
    if "indicator" in values:
        values["indicator"] = question.situation.rule.indicator(values["indicator"]).text(t.lang)
    kind = near.kind
    if kind == "without_action" and not values["title"]:
        kind, values = "without_action_spd", {"indicator": values["indicator"]}
    return t(f"planning.other.{kind}", **values)


def begin_by(row: Mapping[Any, Any], deadline: dt.date | None) -> dt.date | None:
    """Return the last day to begin an action; None without a deadline or a lead time."""
    if deadline is None or row["lead"] is None:
        return None
    return deadline - dt.timedelta(days=int(row["lead"]))
