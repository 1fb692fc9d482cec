"""The sections of a region's report: each takes the facts and returns blocks, or says what data it lacks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from indeks import edition as editions
from indeks import published
from indeks.document.blocks import (
    Banner,
    Block,
    Bullets,
    Cell,
    Heading,
    Missing,
    Paragraph,
    Table,
    cite,
    columns,
    figure,
)
from indeks.edition import Edition
from indeks.figures import of_region as figures
from indeks.published import INDEX_SCALE, RAW_SCALE, history
from indeks.reports import manifest
from indeks.reports.method import edition_text, method_of, published_sources, shipped_note
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts, gather
from indeks.reports.region.level_sections import agencies, basic_services, data_source, innovations, points, spd
from indeks.reports.region.sentences import rules_differ, summary
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
    claimed, verified = facts.score(CLAIMED), facts.score(VERIFIED)
    if claimed is not None:
        rows.append(
            (t("reports.banner.claimed"), _score_and_category(claimed["index"], claimed["category"], facts))
        )
    if verified is not None:
        rows.append(
            (t("reports.banner.verified"), _score_and_category(verified["index"], verified["category"], facts))
        )
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
            scores=[
                (basis, t.number(score["index"], 2), str(score["category"] or ""))
                for basis, score in ((CLAIMED, claimed), (VERIFIED, verified))
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
    return {"innovations": len(sent), "agencies": int(sent["agency"].nunique())}


def _score_and_category(score: float, category: str, facts: RegionFacts, origin: str = "") -> str:
    named = category_text(category, facts.t, derived=origin == "derived")
    return " · ".join(filter(None, (facts.t.number(score, 2), named)))


def summarise(facts: RegionFacts) -> list[Block]:
    """Sum up: sentences, strengths, weaknesses, actions."""
    t = facts.t
    first, *rest = summary(facts)
    blocks: list[Block] = [Heading(t("reports.summary.title"), "ringkasan"), Paragraph(first, "lead")]
    if rest:
        blocks.append(Bullets(rest))
    for remark in facts.remarks:
        blocks.append(Paragraph(t("reports.summary.remark", note=remark), "note"))
    if facts.scored and facts.rule is not None:
        blocks += _strong_and_weak(facts, facts.rule)
    else:
        blocks.append(Missing(facts.no_index or t("reports.missing.findings")))
    return blocks


def _strong_and_weak(facts: RegionFacts, rule: Edition) -> list[Block]:
    t = facts.t
    basis = facts.basis
    all_parts = facts.all_parts[facts.all_parts["basis"] == basis]
    blocks: list[Block] = []
    for compared in strengths.comparisons(all_parts, facts.region, facts.peers):
        label, table = "_peers" if compared.kind == "peers" else "", compared.table
        sides = {"strengths": strengths.strengths(table), "weaknesses": strengths.weaknesses(table)}
        for name, findings in sides.items():
            items = [
                t(
                    f"reports.findings.against_{compared.kind}",
                    indicator=rule.indicator(f.indicator).text(t.lang),
                    share=f.share * 100,
                    reference=f.reference * 100,
                    size=compared.size,
                )
                for f in findings
            ]
            if items:
                blocks.append(Bullets(items, t(f"reports.findings.{name}{label}")))
    score = facts.score(basis)
    assert score is not None
    mine = all_parts[all_parts["region_code"] == facts.region]
    actions = []
    for action in strengths.actions(score, mine, rule):
        values = dict(action.values)
        if "indicator" in values:
            indicator = rule.indicator(str(values["indicator"]))
            values |= {"indicator": indicator.text(t.lang), "number": indicator.label}
        actions.append(t(f"reports.action.{action.kind}", gain=action.gain, **values))
    if actions:
        blocks.append(Bullets(actions, t("reports.findings.actions")))
        blocks.append(Paragraph(t("reports.findings.actions_note", basis=t(f"reports.basis.{basis}")), "note"))
    return blocks


def trend(facts: RegionFacts) -> list[Block]:
    """Show the index over the years: final scores joined, other stages beside, all published ones in tables."""
    t = facts.t
    blocks: list[Block] = [Heading(t("reports.trend.title"), "tren")]
    points, results = frames.trend_points(facts), _results(facts)
    if points.empty:
        blocks.append(Missing(t("reports.missing.trend")))
    else:
        years = range(int(points["year"].min()), int(points["year"].max()) + 1)
        changed = [y for y in years if y > years[0] and rules_differ(y - 1, y)]
        bounds = {y: float(b) for y in years if (b := _top_bound(y)) is not None}
        drawing = figures.trend(points, bounds, changed, t)
        listed = "; ".join(
            t("reports.trend.alt_point", year=int(r.year), stage=stage_text(r.stage, t), score=r.score)
            for r in points.itertuples()
        )
        blocks.append(
            figure(
                drawing,
                alt=t("reports.trend.alt", name=facts.name, points=listed),
                caption=t("reports.trend.caption"),
                source=_sources_line(facts, points),
                frame=points,
            )
        )
        if changed:
            blocks.append(Paragraph(t("reports.trend.rules"), "note"))
    if not results and not points.empty:
        blocks.append(Missing(t("reports.missing.published")))
    return blocks + results


def _top_bound(year: int) -> Decimal | None:
    rule = editions.of_year(year)
    return max((c.min for c in rule.categories), default=None) if rule else None


def _sources_line(facts: RegionFacts, points: pd.DataFrame) -> str:
    published_rows = ~points["stage"].isin([CLAIMED, VERIFIED])
    parts = [facts.t("reports.source.published")] if published_rows.any() else []
    if facts.scored:
        parts.append(data_source(facts))
    return facts.t("reports.source.line", sources="; ".join(parts))


def _results(facts: RegionFacts) -> list[Block]:
    """Show what was published of the region, in a table for each scale: scores of the two never share a column."""
    t = facts.t
    rows = history.merged()
    rows = rows[rows["region_code"] == facts.region]
    counted = rows[["score", "n_innovations", "n_agencies", "rank"]].notna().any(axis=1)
    rows = rows[counted | (rows["category"] != "")]
    raw = rows["scale"] == RAW_SCALE
    note = t("reports.trend.table_note")
    tables: list[Block] = []
    if not raw.all():
        tables.append(_results_table(facts, rows[~raw], "score", t("reports.trend.table"), [note]))
    if raw.any():
        notes = [t("reports.trend.raw_note"), note]
        tables.append(_results_table(facts, rows[raw], "raw_score", t("reports.trend.raw_table"), notes))
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
    )


def _number(value: Any, t: Texts, digits: int = 0) -> str:
    return t("reports.none") if pd.isna(value) else t.number(value, digits)


def position(facts: RegionFacts) -> list[Block]:
    """Where the region stands among the published scores: all regions, and those of its type."""
    t = facts.t
    blocks: list[Block] = [Heading(t("reports.position.title"), "posisi")]
    scores = frames.position_scores(facts)
    if scores.empty:
        return [*blocks, Missing(t("reports.missing.position", year=facts.year))]
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


def not_yet(facts: RegionFacts, section: str) -> list[Block]:
    """Return a section whose computation the library does not hold: its title and one line."""
    t = facts.t
    return [Heading(t(f"reports.{section}.title"), section), Missing(t(f"reports.missing.{section}"))]


def method(facts: RegionFacts) -> list[Block]:
    """Tell method, sources, certainty and what the report was made from."""
    t, rule = facts.t, facts.rule
    blocks: list[Block] = [Heading(t("reports.method.title"), "metode")]
    if rule is None:
        blocks.append(Paragraph(t("reports.method.no_edition", year=facts.year)))
    else:
        blocks += method_of(rule, facts.t)
    blocks += shipped_note(facts.parameters["data"], t)
    blocks.append(published_sources(facts.region, t))
    blocks.append(manifest.block(manifest.of(facts.parameters, rule, facts.data_path), t))
    return blocks


__all__ = [
    "agencies",
    "banner",
    "basic_services",
    "gather",
    "innovations",
    "method",
    "not_yet",
    "points",
    "position",
    "spd",
    "summarise",
    "trend",
    "types",
]
