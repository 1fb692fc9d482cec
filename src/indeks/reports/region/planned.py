"""What a region's report says of what to send, and of the cheapest plan to the next category."""

from __future__ import annotations

from indeks.document.blocks import Block, Heading, Paragraph, Table
from indeks.errors import IndeksError
from indeks.reports.plan import told
from indeks.reports.region.facts import RegionFacts


def send(facts: RegionFacts) -> list[Block]:
    """Show what to send, with levels as they are."""
    if not isinstance(facts.planned, tuple):
        return []
    return [
        Heading(facts.t("planning.report.send"), "kirim"),
        *told.send(facts.planned[0], facts.t, _source(facts)),
    ]


def plan(facts: RegionFacts) -> list[Block]:
    """Tell of the cheapest plan to the next category; its five steps that win most stand on page one."""
    if not isinstance(facts.planned, tuple):
        return []
    found, t = facts.planned[1], facts.t
    blocks: list[Block] = [Heading(t("planning.report.plan"), "rencana"), *told.verdict(found, t)]
    blocks += told.limits(found, t)
    if five(facts) is not None:
        blocks.append(Paragraph(t("planning.report.short"), "note"))
    return blocks


def five(facts: RegionFacts) -> Table | None:
    """Return the five steps of the plan that win most; None without a plan that reaches its target by work."""
    if not isinstance(facts.planned, tuple) or not facts.planned[1].effort:
        return None
    return told.five(facts.planned[1], facts.t, facts.cover.deadline)


def need(facts: RegionFacts) -> str:
    """Return what the sections on planning need and have not; empty where they are there."""
    return facts.planned.text(facts.lang) if isinstance(facts.planned, IndeksError) else ""


def _source(facts: RegionFacts) -> str:
    key = "reports.source.data_synthetic" if facts.synthetic else "reports.source.data"
    return facts.t("reports.source.line", sources=facts.t(key, name=facts.name, years=facts.year))
