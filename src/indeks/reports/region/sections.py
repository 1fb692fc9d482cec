"""The sections of a region's report: each takes the facts and returns blocks, or says what data it lacks."""

from __future__ import annotations

import pandas as pd

from indeks.document.blocks import (
    Banner,
    Block,
    Bullets,
    Heading,
    Paragraph,
)
from indeks.edition import Edition
from indeks.published import INDEX_SCALE
from indeks.reports import cover, left_out, manifest
from indeks.reports.method import edition_text, method_of, references, shipped_note
from indeks.reports.region.collaboration import collaboration
from indeks.reports.region.facts import RegionFacts, gather
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import agencies, basic_services, innovations, points, spd
from indeks.reports.region.outlook import forecast
from indeks.reports.region.page_one import category_label, page_one, verified_text
from indeks.reports.region.participation import participation
from indeks.reports.region.planned import plan, send
from indeks.reports.region.position import position
from indeks.reports.region.sentences import summary
from indeks.reports.region.steps import by_agency, matrix
from indeks.reports.region.traces import traces
from indeks.reports.region.trend import trend
from indeks.reports.region.type_section import types
from indeks.scoring import CLAIMED, VERIFIED, strengths
from indeks.texts import Texts
from indeks.texts.words import category_text


def banner(facts: RegionFacts) -> list[Block]:
    """Region, year, stage, edition, real or synthetic, certainty: the whole situation at one glance."""
    t = facts.t
    rows = [
        (t("reports.banner.region"), f"{facts.name} ({facts.region})"),
        (t("reports.banner.year"), str(facts.year)),
    ]
    rows += cover.facts(facts.cover, t)
    claimed, verified = facts.score(CLAIMED), facts.score(VERIFIED)
    if claimed is not None:
        rows.append(
            (t("reports.banner.claimed"), _score_and_category(claimed["index"], claimed["category"], facts))
        )
    if verified is not None:
        rows.append((t("reports.banner.verified"), verified_text(verified, t)))
    for row in facts.stages.itertuples():
        if pd.notna(row.score) and row.scale == INDEX_SCALE:
            name = t(f"reports.banner.{row.stage}")
            rows.append((name, _score_and_category(row.score, row.category, facts, row.category_origin)))
        elif row.category and pd.isna(row.score):
            rows.append((category_label(str(row.stage), t), category_text(row.category, t)))
    rows.append(
        (t("reports.banner.data"), t("reports.banner.from_levels" if facts.data else "reports.banner.published"))
    )
    rows.append((t("reports.banner.edition"), edition_text(facts.rule, t)))
    marks = [t("reports.synthetic")] if facts.synthetic else []
    blocks: list[Block] = [
        Banner(
            title=t("reports.city.title", name=facts.name, year=facts.year),
            subtitle=t("reports.city.subtitle"),
            facts=rows,
            marks=marks,
            lang=t.lang,
            left_out=left_out.sections(gaps(facts)),
            scores=[
                (basis, t.number(score["index"], 2), str(score["category"] or ""))
                for basis, score in ((CLAIMED, claimed), (VERIFIED, verified if facts.verified else None))
                if score is not None
            ],
            counts=_counts(facts),
            still_open=[]
            if verified is None or facts.verified
            else [t.number(verified[end], 2) for end in ("index_low", "index_high")],
        )
    ]
    if facts.synthetic:
        blocks.append(Paragraph(t("reports.synthetic_note"), "warning"))
    return blocks


def _counts(facts: RegionFacts) -> dict[str, int]:
    """Count the innovations that the indices rest on and the agencies that have one."""
    if not facts.scored or facts.data is None:
        return {}
    sent = facts.data.of_year(facts.year).sent.innovations
    counts = {"innovations": len(sent)}
    counts |= {"agencies": int(sent["agency"].nunique())} if "agency" in sent else {}
    verified = facts.score(VERIFIED)
    levels = {} if verified is None else {name: int(verified[name]) for name in ("stated", "examined")}
    return counts | levels


def foreword(facts: RegionFacts) -> list[Block]:
    """Show the office's foreword and the block for its signature."""
    return cover.foreword(facts.cover, facts.t)


def _score_and_category(score: float, category: str, facts: RegionFacts, origin: str = "") -> str:
    named = category_text(category, facts.t, derived=origin == "derived")
    return " · ".join(filter(None, (facts.t.number(score, 2), named)))


def summarise(facts: RegionFacts) -> list[Block]:
    """Page one, then the same in sentences, strengths and weaknesses."""
    t, blocks = facts.t, [page_one(facts)]
    if facts.data is not None:  # else page one has room for them
        first, *rest = summary(facts)
        blocks += [Heading(t("reports.summary.sentences"), "penjelasan", 3), Paragraph(first, "lead")]
        blocks += [Bullets(rest)] if rest else []
        blocks += [Paragraph(t("reports.summary.remark", note=remark), "note") for remark in facts.remarks]
    if facts.scored and facts.rule is not None:
        blocks += _strong_and_weak(facts, facts.rule)
    return blocks


def _strong_and_weak(facts: RegionFacts, rule: Edition) -> list[Block]:
    t = facts.t
    basis = facts.basis
    all_parts = facts.all_parts[facts.all_parts["basis"] == basis]
    blocks: list[Block] = []
    for compared in strengths.comparisons(all_parts, facts.region, facts.peers):
        own = compared.kind == "own"
        sides = {
            "strengths": strengths.strengths(compared.table),
            "weaknesses": strengths.weaknesses(compared.table),
        }
        for name, findings in sides.items():
            items = []
            for finding in findings:
                percents = {
                    "share": finding.share * 100,
                    **({} if own else {"reference": finding.reference * 100}),
                }
                indicator = rule.indicator(finding.indicator).text(t.lang)
                key = "reports.findings.against_own" if own else "reports.findings.against_others"
                items.append(t(key, indicator=indicator, **percents))
            if items:
                blocks.append(Bullets(items, _compared_with(name, compared, findings[0].reference, t)))
    return blocks


def _compared_with(name: str, compared: strengths.Comparison, reference: float, t: Texts) -> str:
    """Return the label over strengths or weaknesses: what they are held against is told there, once."""
    key = f"reports.findings.{name}_{compared.kind}"
    if compared.kind != "own":
        return t(key, size=compared.size)
    return t(key, reference=reference * 100) if name == "strengths" else t(key)


def method(facts: RegionFacts) -> list[Block]:
    """Tell method, sources and certainty, what is left out, and what the report was made from."""
    t, rule = facts.t, facts.rule
    blocks: list[Block] = [Heading(t("reports.method.title"), "metode")]
    if rule is None:
        blocks.append(Paragraph(t("reports.method.no_edition", year=facts.year)))
    else:
        blocks += method_of(rule, facts.t)
        blocks += _readings(facts)
    blocks += left_out.blocks(gaps(facts), t)
    blocks += shipped_note(facts.parameters["data"], t)
    blocks += references(rule, t, region=facts.region, results=facts.results)
    return blocks + manifest.colophon(manifest.of(facts.parameters, rule, facts.data_path), t)


def _readings(facts: RegionFacts) -> list[Block]:
    """Tell in how many admissible readings of the rule the category stays, and how far the index goes."""
    if facts.readings.empty:
        return []
    row, t = facts.readings.iloc[0], facts.t
    sentence = t(
        "robustness.told.rules",
        kept=round(row["category_stays"] * row["replicates"]),
        of=int(row["replicates"]),
        category=category_text(row["category"], t),
    )
    span = t("robustness.told.span", low=row["index_lower"], high=row["index_upper"])
    return [Paragraph(f"{sentence} {span}")]


__all__ = [
    "agencies",
    "banner",
    "basic_services",
    "by_agency",
    "collaboration",
    "forecast",
    "foreword",
    "gather",
    "innovations",
    "matrix",
    "method",
    "participation",
    "plan",
    "points",
    "position",
    "send",
    "spd",
    "summarise",
    "traces",
    "trend",
    "types",
]
