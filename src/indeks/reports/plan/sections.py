"""The sections of a plan report: each takes the facts and returns blocks."""

from __future__ import annotations

from indeks.document.blocks import Banner, Block, Bullets, Heading, Paragraph
from indeks.planning import targets
from indeks.reports import left_out, manifest
from indeks.reports.left_out import Gap
from indeks.reports.method import edition_text, method_of, shipped_note
from indeks.reports.plan import told
from indeks.reports.plan.facts import PlanFacts, gather
from indeks.reports.plan.interactive import controls
from indeks.scoring import CLAIMED


def _source(facts: PlanFacts) -> str:
    key = "reports.source.data_synthetic" if facts.synthetic else "reports.source.data"
    return facts.t("reports.source.line", sources=facts.t(key, name=facts.name, years=facts.year))


def _gaps(facts: PlanFacts) -> dict[str, Gap]:
    """Return the sections that this plan has not: without a plan its steps, without a deadline the calendar."""
    t, missing = facts.t, {}
    if not facts.plan.reached or not facts.plan.effort:
        need = t("planning.report.gap.plan" if not facts.plan.reached else "planning.report.gap.nothing")
        missing = {
            name: Gap(t(f"planning.report.{name}"), need)
            for name in ("steps", "agencies", "calendar_title", "near")
        }
    elif facts.plan.asked.deadline is None:
        missing["calendar_title"] = Gap(t("planning.report.calendar_title"), t("planning.report.gap.deadline"))
    return missing


def banner(facts: PlanFacts) -> list[Block]:
    """Say what the report is about: region, year, target, what is known of the rule."""
    t, plan = facts.t, facts.plan
    rows = [
        (t("reports.banner.region"), f"{facts.name} ({facts.region})"),
        (t("reports.banner.year"), str(facts.year)),
        (t("planning.report.banner_target"), targets.describe(plan.asked.target, t.lang)),
        (t(f"reports.banner.{facts.best.situation.basis}"), t.number(plan.now, 2)),
        (t("reports.banner.edition"), edition_text(facts.rule, t)),
    ]
    marks = [t("reports.synthetic")] if facts.synthetic else []
    blocks: list[Block] = [
        Banner(
            title=t("planning.report.title", name=facts.name, year=facts.year),
            subtitle=t("planning.report.subtitle"),
            facts=rows,
            marks=marks,
            lang=t.lang,
            left_out=left_out.sections(_gaps(facts)),
        )
    ]
    if facts.synthetic:
        blocks.append(Paragraph(t("reports.synthetic_note"), "warning"))
    return blocks


def summarise(facts: PlanFacts) -> list[Block]:
    """Page one: what the plan reaches, what is proven, and five steps."""
    t = facts.t
    blocks: list[Block] = [Heading(t("reports.summary.title"), "ringkasan"), *told.verdict(facts.plan, t)]
    blocks += told.limits(facts.plan, t)
    table = told.five(facts.plan, t)
    if table is not None:
        blocks.append(table)
    if facts.best.situation.basis == CLAIMED:
        blocks.append(Paragraph(t("planning.report.claimed"), "note"))
    return blocks


def send(facts: PlanFacts) -> list[Block]:
    """Show the best set with levels as they are."""
    return [Heading(facts.t("planning.report.send"), "kirim"), *told.send(facts.best, facts.t, _source(facts))]


def steps(facts: PlanFacts) -> list[Block]:
    """List every step of the plan."""
    if "steps" in _gaps(facts):
        return []
    return [
        Heading(facts.t("planning.report.steps"), "langkah"),
        *told.all_steps(facts.plan, facts.t, _source(facts)),
    ]


def agencies(facts: PlanFacts) -> list[Block]:
    """Show each agency's steps."""
    if "agencies" in _gaps(facts):
        return []
    title = Heading(facts.t("planning.report.agencies"), "per-perangkat-daerah")
    return [title, *told.by_agency(facts.plan, facts.t, _source(facts))]


def calendar(facts: PlanFacts) -> list[Block]:
    """Show what has to begin when."""
    if "calendar_title" in _gaps(facts):
        return []
    title = Heading(facts.t("planning.report.calendar_title"), "kalender")
    return [title, *told.calendar(facts.plan, facts.t, _source(facts))]


def frontier(facts: PlanFacts) -> list[Block]:
    """Show effort against index."""
    title = Heading(facts.t("planning.frontier.head"), "upaya-dan-nilai")
    return [title, *told.frontier(facts.frontier, facts.plan, facts.t, _source(facts))]


def near(facts: PlanFacts) -> list[Block]:
    """Show plans that take nearly as little, and the efforts on which the plan hangs."""
    if "near" in _gaps(facts):
        return []
    t = facts.t
    title = Heading(t("planning.report.near"), "rencana-lain")
    return [title, *told.others(facts.others, facts.plan, t), *told.hanging(facts.hanging, facts.plan, t)]


def ahead(facts: PlanFacts) -> list[Block]:
    """Show the rules to come."""
    t = facts.t
    blocks: list[Block] = [
        Heading(t("planning.send.ahead_sheet"), "aturan-mendatang"),
        *told.ahead(facts.ahead, t),
    ]
    titles = dict(zip(facts.best.situation.ids, facts.best.situation.titles, strict=True))
    leaving = [(year, ids) for year, ids in facts.ahead.out.items() if ids]
    if leaving:
        year, ids = leaving[0]
        shown = ", ".join(titles[i] for i in ids[:12])
        if len(ids) > 12:
            shown = t("planning.action.and_more", names=shown, n=len(ids) - 12)
        blocks.append(Bullets([shown], t("planning.report.leaving", year=year, n=len(ids))))
    return blocks


def method(facts: PlanFacts) -> list[Block]:
    """Tell how the plan was found, on what it rests, and what the report was made from."""
    t, efforts = facts.t, facts.plan.asked.efforts
    blocks: list[Block] = [Heading(t("reports.method.title"), "metode")]
    blocks += [Paragraph(t("planning.report.method")), Paragraph(efforts.note[t.lang], "note")]
    blocks += method_of(facts.rule, t)
    blocks += left_out.blocks(_gaps(facts), t)
    blocks += shipped_note(facts.parameters["data"], t)
    return blocks + manifest.colophon(manifest.of(facts.parameters, facts.rule, facts.data_path), t)


__all__ = [
    "agencies", "ahead", "banner", "calendar", "controls", "frontier", "gather", "method", "near", "send", "steps",
    "summarise",
]  # fmt: skip
