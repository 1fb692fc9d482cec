"""The sections of a region's report: each takes the facts and returns blocks, or says what data it lacks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from indeks import published
from indeks.document.blocks import (
    Banner,
    Block,
    Bullets,
    Cell,
    Heading,
    Paragraph,
    Table,
    cite,
    columns,
    figure,
)
from indeks.edition import Edition
from indeks.figures import of_region as figures
from indeks.published import INDEX_SCALE
from indeks.reports import cover, left_out, manifest
from indeks.reports.method import edition_text, method_of, published_sources, shipped_note
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts, gather
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import agencies, basic_services, data_source, innovations, points, spd
from indeks.reports.region.page_one import page_one, verified_text
from indeks.reports.region.sentences import summary
from indeks.reports.region.steps import by_agency, matrix
from indeks.reports.region.type_section import types
from indeks.scoring import CLAIMED, VERIFIED, strengths
from indeks.texts import Texts
from indeks.texts.words import category_text, stage_text


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
    return counts | ({"agencies": int(sent["agency"].nunique())} if "agency" in sent else {})


def foreword(facts: RegionFacts) -> list[Block]:
    """Show the office's foreword and the block for its signature."""
    return cover.foreword(facts.cover, facts.t)


def _score_and_category(score: float, category: str, facts: RegionFacts, origin: str = "") -> str:
    named = category_text(category, facts.t, derived=origin == "derived")
    return " · ".join(filter(None, (facts.t.number(score, 2), named)))


def summarise(facts: RegionFacts) -> list[Block]:
    """Page one, then the same in sentences, strengths and weaknesses."""
    t = facts.t
    first, *rest = summary(facts)
    heading = Heading(t("reports.summary.sentences"), "penjelasan", 3)
    blocks: list[Block] = [page_one(facts), heading, Paragraph(first, "lead")]
    if rest:
        blocks.append(Bullets(rest))
    for remark in facts.remarks:
        blocks.append(Paragraph(t("reports.summary.remark", note=remark), "note"))
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


def trend(facts: RegionFacts) -> list[Block]:
    """Show the index over the years: final scores joined, other stages beside, all published ones in tables."""
    t = facts.t
    if "trend" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.trend.title"), "tren")]
    points = frames.trend_points(facts)
    if points["year"].nunique() > 1:
        changed = frames.rule_changes(points)
        listed = "; ".join(
            t("reports.trend.alt_point", year=int(r.year), stage=stage_text(r.stage, t), score=r.score)
            for r in points.itertuples()
        )
        blocks.append(
            figure(
                figures.trend(points, frames.top_bounds(points), changed, t),
                alt=t("reports.trend.alt", name=facts.name, points=listed),
                caption=t("reports.trend.caption"),
                source=_sources_line(facts, points),
                frame=points,
            )
        )
        if changed:
            blocks.append(Paragraph(t("reports.trend.rules"), "note"))
    return blocks + _results(facts)


def _sources_line(facts: RegionFacts, points: pd.DataFrame) -> str:
    published_rows = ~points["stage"].isin([CLAIMED, VERIFIED])
    parts = [facts.t("reports.source.published")] if published_rows.any() else []
    if facts.scored:
        parts.append(data_source(facts))
    return facts.t("reports.source.line", sources="; ".join(parts))


def _results(facts: RegionFacts) -> list[Block]:
    """Show what was published of the region, in a table for each scale: scores of the two never share a column."""
    t = facts.t
    scaled, raw = frames.results(facts, raw=False), frames.results(facts, raw=True)
    note = t("reports.trend.table_note")
    tables: list[Block] = []
    if len(scaled):
        tables.append(_results_table(facts, scaled, "score", t("reports.trend.table"), [note]))
    if len(raw):
        notes = [t("reports.trend.raw_note"), note]
        tables.append(_results_table(facts, raw, "raw_score", t("reports.trend.raw_table"), notes))
    return tables


def _results_table(facts: RegionFacts, rows: pd.DataFrame, score: str, caption: str, notes: list[str]) -> Block:
    t = facts.t
    digits = 0 if score == "raw_score" else 2
    cells: list[list[Cell]] = [
        [
            str(int(r.year)),
            stage_text(r.stage, t),
            _number(r.score, t, digits),
            category_text(r.category, t, derived=r.category_origin == "derived") or t("reports.none"),
            _number(r.n_innovations, t),
            _number(r.n_agencies, t),
            published.rank_text(None if pd.isna(r.rank) else int(r.rank), r.rank_cluster, t) or t("reports.none"),
            cite(r.source, t),
        ]
        for r in rows.itertuples()
    ]
    heads = ("year", "stage", score, "category", "innovations", "agencies", "rank", "source")
    return Table(
        caption=caption,
        columns=columns(heads, t, numeric=["year", score, "innovations", "agencies"]),
        rows=cells,
        strong=frozenset(k for k, c in enumerate(cells) if c[0] == str(facts.year)),
        notes=notes,
        frame=rows,
    )


def _number(value: Any, t: Texts, digits: int = 0) -> str:
    return t("reports.none") if pd.isna(value) else t.number(value, digits)


def position(facts: RegionFacts) -> list[Block]:
    """Where the region stands among the published scores: all regions, and those of its type."""
    t = facts.t
    if "position" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.position.title"), "posisi")]
    scores = frames.position_scores(facts)
    own = float(scores.loc[scores["own"], "score"].iloc[0])
    others = scores[~scores["own"]]
    peers = others[others["type"] == facts.type]
    groups = [
        (t("reports.position.all", n=len(others)), list(others["score"])),
        (t(f"reports.position.{facts.type}", n=len(peers)), list(peers["score"])),
    ]
    references = frames.position_references(facts, own)
    rows = [
        [
            t(f"published.reference.{r.reference}"),
            _number(r.n, t),
            t.number(r.mean, 2),
            _number(r.median, t, 2),
            t.number(r.difference, 2, signed=True),
        ]
        for r in references.itertuples()
    ]
    heads = ("reference", "regions", "mean", "median", "difference")
    blocks.append(
        figure(
            figures.position(groups, own, facts.name, t),
            alt=t("reports.position.alt", name=facts.name, score=own, n=len(others)),
            caption=t("reports.position.caption", year=facts.year),
            source=t("reports.source.line", sources=t("reports.source.published")),
            frame=scores,
        )
    )
    if rows:
        caption = t("reports.position.table", name=facts.name, score=own)
        blocks.append(
            Table(caption=caption, columns=columns(heads, t, numeric=heads[1:]), rows=rows, frame=references)
        )
    blocks.append(Paragraph(t("reports.position.note"), "note"))
    return blocks


def method(facts: RegionFacts) -> list[Block]:
    """Tell method, sources and certainty, what is left out, and what the report was made from."""
    t, rule = facts.t, facts.rule
    blocks: list[Block] = [Heading(t("reports.method.title"), "metode")]
    if rule is None:
        blocks.append(Paragraph(t("reports.method.no_edition", year=facts.year)))
    else:
        blocks += method_of(rule, facts.t)
    blocks += published_sources(facts.region, t)
    blocks += left_out.blocks(gaps(facts), t)
    blocks += shipped_note(facts.parameters["data"], t)
    return blocks + manifest.colophon(manifest.of(facts.parameters, rule, facts.data_path), t)


__all__ = [
    "agencies",
    "banner",
    "basic_services",
    "by_agency",
    "foreword",
    "gather",
    "innovations",
    "matrix",
    "method",
    "points",
    "position",
    "spd",
    "summarise",
    "trend",
    "types",
]
