"""Best sets and plans as blocks: what the plan report and the region's report share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from indeks.document.blocks import Block, Bullets, Heading, Paragraph, Table, columns, figure
from indeks.figures import of_plan as figures
from indeks.planning import alternatives, steps, targets, wording, workbook
from indeks.planning.ahead import Ahead
from indeks.planning.effort import HALVES
from indeks.planning.frontier import Frontier
from indeks.planning.portfolio import Portfolio
from indeks.planning.steps import Plan
from indeks.planning.workbook import TICK
from indeks.texts import Texts
from indeks.texts.words import category_text

FIVE, NAMED = 5, 3
"""Actions told on page one, and agencies named in one of them."""


def send(best: Portfolio, t: Texts, source: str) -> list[Block]:
    """Tell what to send: in words, as a figure over the number sent, and by innovation."""
    lines = workbook.send_lines(best, t)
    held = sum(
        1 for k, i in enumerate(best.situation.ids) if i in best.situation.flagged and best.situation.never[k]
    )
    if held:
        lines[-1] = t("planning.send.flagged_report", n=held)
    blocks: list[Block] = [Paragraph(line) for line in lines]
    now = (int(best.situation.sent.sum()), best.now)
    if len(best.curve) > 2:
        blocks.append(
            figure(
                figures.by_number(best.curve, (len(best.sent), best.index), now, t),
                alt=t("planning.figure.send_alt", n=len(best.sent), index=best.index, sent=now[0], now=best.now),
                caption=t("planning.send.curve"),
                source=source,
                frame=best.curve,
            )
        )
    yes, no = t("planning.send.yes"), t("planning.send.no")
    order = best.innovations.sort_values(["best", "maturity"], ascending=False, kind="stable")
    heads = ["innovation", "agency", "maturity", "sent_now", "best", "adds", "reoptimised"]
    numeric = ["maturity", "adds", "reoptimised"]
    blocks.append(
        Table(
            caption=t("planning.report.send_table"),
            columns=columns(heads, t, numeric=numeric, nowrap=numeric, topic="planning"),
            rows=[
                [
                    r["title"],
                    r["agency"],
                    t.plain(r["maturity"]),
                    yes if r["sent_now"] else no,
                    yes if r["best"] else no,
                    t.number(r["adds"], 2, signed=True),
                    t.number(r["reoptimised"], 2, signed=True),
                ]
                for r in order.to_dict("records")
            ],
            notes=[t("planning.send.columns")],
            source=source,
            frame=best.innovations,
        )
    )
    return blocks


def verdict(found: Plan, t: Texts) -> list[Block]:
    """Tell what can be said of a whole plan; where the target cannot be reached, how far one gets and why."""
    aim = t("planning.report.target", target=targets.describe(found.asked.target, t.lang))
    lines = wording.verdict(found, t)
    if found.reached:
        blocks: list[Block] = [Paragraph(" ".join([aim, *lines[:2]]), "lead")]
        blocks += [Paragraph(line, "note") for line in lines[2:]]
    else:
        plain = [line for line in lines if not line.startswith("  ")]
        rows = [line.strip() for line in lines if line.startswith("  ")]
        label = t("planning.plan.obstacles")
        blocks = [Paragraph(" ".join([aim, *plain[:2]]), "lead")]
        blocks += [Bullets(rows, label)] if rows else []
    if found.asked.target.kind == "rank":
        blocks.append(Paragraph(t("planning.target.rank_note"), "note"))
    return blocks


def five(found: Plan, t: Texts, deadline: dt.date | None = None) -> Table | None:
    """Return the five steps of a plan that win most, like ones of several innovations in one; None without a plan.

    Parameters
    ----------
    found
        The plan.
    t
        Texts of the language.
    deadline
        The day by which they have to be done, where it is known.

    Returns
    -------
    Table or None
        The steps by what they add; what is sent and held back is always among them, for that costs nothing.
    """
    if not found.reached or found.actions.empty:
        return None
    told = groups(found, t)
    kept = [g for g in told if g["free"]]
    kept += sorted((g for g in told if not g["free"]), key=lambda g: -g["gain"])[: FIVE - len(kept)]
    kept.sort(key=lambda g: -g["gain"])
    heads = ["action", "agency", "evidence", "effort", "gain"]
    return Table(
        caption=t("planning.report.five_by", date=t.date(deadline)) if deadline else t("planning.report.five"),
        columns=columns(heads, t, numeric=["effort", "gain"], nowrap=["effort", "gain"], topic="planning"),
        cards=True,
        rows=[
            [
                g["text"],
                _agencies(g["agencies"], t),
                g["evidence"],
                t.plain(g["effort"]),
                t.number(g["gain"], 2, signed=True),
            ]
            for g in kept
        ],
        notes=[
            t("planning.report.five_note", n=len(kept), of=len(told), effort=t.plain(found.effort or 0)),
            wording.basis_of(found, t),
        ],
        frame=pd.DataFrame(kept),
    )


def groups(found: Plan, t: Texts) -> list[dict[str, Any]]:
    """Return the steps of a plan, those that ask the same of several innovations together.

    The gain of a group is what the index rises by while its steps are taken in the order of the plan.
    """
    before = found.now
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for row in steps.rows(found.actions):
        key = (row["kind"], row["indicator"] or "")
        group = told.setdefault(
            key, {"kind": row["kind"], "rows": [], "agencies": [], "effort": 0.0, "gain": 0.0,
                  "free": row["kind"] in ("send", "hold")},
        )  # fmt: skip
        group["rows"].append(row)
        agency = workbook.agency_of(row, found.asked.efforts, t.lang)
        group["agencies"] += [agency] if agency and agency not in group["agencies"] else []
        group["effort"] += row["effort"]
        group["gain"] += row["index_after"] - before
        before = row["index_after"]
    for group in told.values():
        rows = group["rows"]
        group["evidence"] = workbook.evidence_of(rows[0], found.asked, t.lang)
        group["text"] = _together(group["kind"], rows, found, t)
    return list(told.values())


def _together(kind: str, rows: list[dict[str, Any]], found: Plan, t: Texts) -> str:
    if len(rows) == 1 or kind == "raise_spd":
        return wording.sentence(rows[0], found.asked, t)
    titles = [row["title"] or row["innovation_id"] for row in rows]
    code = rows[0]["indicator"]
    indicator = found.asked.situation.rule.indicator(code).text(t.lang) if code else ""
    return wording.grouped(kind, titles, t, indicator=indicator)


def _agencies(names: list[str], t: Texts) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    return t("planning.action.and_more", names=", ".join(names[:NAMED]), n=len(names) - NAMED)


def all_steps(found: Plan, t: Texts, source: str) -> list[Block]:
    """List every step of a plan in its order, to tick off."""
    rows = [*_lists(found, t), *(row for row in workbook.plan_rows(found, t) if row["effort"])]
    heads = ["done", "order", "action", "agency", "effort", "index_after"]
    return [_steps(t("planning.report.steps_table"), rows, heads, found, t, source)]


def _lists(found: Plan, t: Texts) -> list[dict[str, Any]]:
    """Return what is sent and held back as a row each: they cost nothing, and only together do they make sense."""
    told = []
    for kind in ("send", "hold"):
        mine = [row for row in steps.rows(found.actions) if row["kind"] == kind]
        if mine:
            text = wording.grouped(kind, [row["title"] for row in mine], t, named=len(mine))
            told.append({"done": TICK, "order": mine[-1]["order"], "action": text, "agency": "", "effort": 0.0,
                         "index_after": mine[-1]["index_after"]})  # fmt: skip
    return told


def by_agency(found: Plan, t: Texts, source: str) -> list[Block]:
    """Show for each agency what it has to do: a page it can be handed."""
    rows = workbook.plan_rows(found, t)
    dated = found.asked.deadline is not None
    heads = ["done", "order", "action", "evidence", "effort", *(["start"] if dated else [])]
    blocks: list[Block] = []
    for k, agency in enumerate(sorted({r["agency"] for r in rows}, key=lambda a: (not a, a)), start=1):
        mine = [r for r in rows if r["agency"] == agency]
        name = agency or t("planning.plan.no_agency")
        blocks.append(Heading(name, f"perangkat-daerah-{k}", 3))
        days = t.plain(sum(float(r["effort"]) for r in mine))
        blocks.append(Paragraph(t("planning.report.agency_total", n=len(mine), effort=days)))
        blocks.append(_steps(name, mine, heads, found, t, source))
    return blocks


def calendar(found: Plan, t: Texts, source: str) -> list[Block]:
    """Show what has to begin when, back from the deadline; nothing without one."""
    deadline = found.asked.deadline
    if deadline is None:
        return []
    rows = sorted((r for r in workbook.plan_rows(found, t) if r["start"]), key=lambda r: (r["start"], r["order"]))
    intro = Paragraph(t("planning.report.calendar", deadline=deadline))
    return [
        intro,
        _steps(t("planning.plan.calendar"), rows, ["done", "start", "action", "agency"], found, t, source),
    ]


def _steps(
    caption: str, rows: list[dict[str, Any]], heads: list[str], found: Plan, t: Texts, source: str
) -> Table:
    write = {
        "done": lambda _: TICK,
        "order": t.number,
        "effort": t.plain,
        "index_after": lambda v: t.number(v, 2),
        "start": lambda v: t.date(v) if v else "",
    }
    numeric = [h for h in heads if h in ("order", "effort", "index_after")]
    return Table(
        caption=caption,
        columns=columns(heads, t, numeric=numeric, nowrap=[*numeric, "done", "start"], topic="planning"),
        rows=[[write.get(h, str)(row[h]) for h in heads] for row in rows],
        source=source,
        frame=pd.DataFrame(rows),
    )


def frontier(line: Frontier, found: Plan, t: Texts, source: str) -> list[Block]:
    """Show the least effort for every index, with the bounds of categories and today's place."""
    table = line.table
    target = (float(found.effort), found.index) if found.effort is not None else None
    names = [(category_text(name, t), bound) for name, bound in line.bounds]
    last, heads = table.iloc[-1], ["effort", "index", "category", "n"]
    return [
        Paragraph(t("planning.report.frontier")),
        figure(
            figures.effort_and_index(table, line.now, names, target, t),
            alt=t("planning.figure.frontier_alt", now=line.now, free=float(table["index"].iloc[0]),
                  most=float(last["index"]), effort=t.plain(last["effort"])),
            caption=t("planning.frontier.head"),
            source=source,
            frame=table,
        ),
        Table(
            caption=t("planning.report.frontier_table"),
            columns=columns(heads, t, numeric=["effort", "index", "n"], topic="planning"),
            rows=[
                [t.plain(r["effort"]), t.number(r["index"], 2), category_text(r["category"], t), t.number(r["n"])]
                for r in table.to_dict("records")
            ],
            source=source,
            frame=table,
        ),
    ]  # fmt: skip


def others(near: list[alternatives.Other], found: Plan, t: Texts) -> list[Block]:
    """Show plans that take nearly as little, with what they send and do otherwise."""
    if not near:
        return [Paragraph(t("planning.report.no_others"))]
    rows = []
    for other in near:
        plan, told = other.plan, wording.other(other, found.asked, t)
        counts = [len(plan.sent), len(set(plan.sent) - set(found.sent)), len(set(found.sent) - set(plan.sent))]
        rows.append([told, t.plain(plan.effort), t.number(plan.index, 2), *map(t.number, counts)])
    heads = ["plan", "effort", "index", "n", "more", "fewer"]
    shown = columns(heads, t, numeric=heads[1:], topic="planning")
    return [Table(caption=t("planning.plan.others"), columns=shown, rows=rows)]


def hanging(told: list[alternatives.Hanging], found: Plan, t: Texts) -> list[Block]:
    """Show the efforts on which the plan hangs most."""
    if not told:
        return []
    rule, none = found.asked.situation.rule, t("planning.report.none")
    rows = [
        [
            rule.indicator(h.indicator).text(t.lang),
            *(t.plain(d) if d < float("inf") else none for d in (h.half, h.double)),
        ]
        for h in told
    ]
    return [
        Paragraph(t("planning.report.hanging", effort=t.plain(found.effort or 0))),
        Table(
            caption=t("planning.plan.hanging"),
            columns=columns(["indicator", "half", "double"], t, numeric=["half", "double"], topic="planning"),
            rows=rows,
            frame=pd.DataFrame([vars(h) for h in told]),
        ),
    ]


def ahead(later: Ahead, t: Texts) -> list[Block]:
    """Show the same innovations under the rules that one source expects of later years."""
    names = ["year", "divisor", "needed", "index", "best_index", "n_best", "out_of_window"]
    write: dict[str, Callable[[Any], str]] = {
        "year": str,
        "index": lambda v: t.number(v, 2),
        "best_index": lambda v: t.number(v, 2),
    }
    return [
        Paragraph(t("planning.send.ahead", sources=", ".join(later.sources))),
        Table(
            caption=t("planning.send.ahead_sheet"),
            columns=columns(names, t, numeric=names[1:], topic="planning"),
            rows=[[write.get(n, t.number)(r[n]) for n in names] for r in later.table.to_dict("records")],
            notes=[t("planning.report.ahead_note")],
            frame=later.table,
        ),
    ]


def limits(found: Plan, t: Texts) -> list[Block]:
    """Tell what the plan was asked with: deadline, limits of agencies, innovations that may be added."""
    question, lines = found.asked, []
    if question.deadline is not None:
        lines.append(t("planning.report.deadline", deadline=question.deadline))
    if question.problem.limits:
        days = sorted(set(question.problem.limits.values()))
        lines.append(t("planning.report.per_agency", days=t.plain(days[-1] / HALVES)))
    if question.new:
        lines.append(t("planning.report.new", n=question.new))
    return [Bullets(lines)] if lines else []
