"""The section of a region's report on the years: scores, what was published, targets and outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from indeks import published
from indeks.document.blocks import Block, Bullets, Cell, Heading, Paragraph, Table, cite, columns, figure
from indeks.figures import of_region as figures
from indeks.published import sentences as worded
from indeks.published.rules import rule_change
from indeks.published.targets import targets
from indeks.reports.method import OWN_SOURCES, cite_result
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import data_source
from indeks.scoring import CLAIMED, VERIFIED
from indeks.texts import Texts
from indeks.texts.words import category_text, stage_text

RECENT = 6
"""Results shown on page one where nothing else is known."""


def trend(facts: RegionFacts) -> list[Block]:
    """Show the index over the years, what was lost before the final score, all published results, and targets."""
    t = facts.t
    if "trend" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.trend.title"), "tren")]
    points = frames.trend_points(facts)
    if figures.has_trend(points):
        blocks += _drawn(facts, points)
    told = worded.on_the_way(facts.region, facts.year, t, facts.results)
    if told:
        blocks.append(Bullets(told, t("reports.trend.on_the_way")))
    return [*blocks, *_results(facts), *_targets(facts)]


def _drawn(facts: RegionFacts, points: pd.DataFrame) -> list[Block]:
    t = facts.t
    changed = frames.rule_changes(points)
    listed = "; ".join(
        t("reports.trend.alt_point", year=int(r.year), stage=stage_text(str(r.stage), t), score=r.score)
        for r in points.itertuples()
    )
    blocks: list[Block] = [
        figure(
            figures.trend(points, frames.top_bounds(points), changed, t),
            alt=t("reports.trend.alt", name=facts.name, points=listed),
            caption=t("reports.trend.caption"),
            source=_sources_line(facts, points),
            frame=points,
        )
    ]
    if changed:
        blocks.append(Paragraph(rules_note(changed, t), "note"))
    return blocks


def rules_note(changed: Sequence[int], t: Texts) -> str:
    """Say what the vertical lines of a trend mean: before which years the rules changed, and in what.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> rules_note([2024], texts("en")).rpartition(". ")[2]
    '2023–2024: formula and levels of the indicators.'
    """
    told = []
    for year in changed:
        kinds = t.join([str(t(f"published.rules.{kind}")) for kind in rule_change(year - 1, year)])
        told.append(t("reports.trend.change", before=year - 1, year=year, kinds=kinds))
    return t("reports.trend.rules", changes="; ".join(told))


def _sources_line(facts: RegionFacts, points: pd.DataFrame) -> str:
    published_rows = ~points["stage"].isin([CLAIMED, VERIFIED])
    collected = not frames.only_own(facts)
    parts = [facts.t("reports.source.published")] if published_rows.any() and collected else []
    if facts.results is not None:
        parts.append(facts.t("published.own.bare"))
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


def recent(facts: RegionFacts) -> list[Block]:
    """Show the last results up to the report's year on the scale of 0 to 100; nothing where there is none."""
    rows = frames.results(facts, raw=False)
    rows = rows[rows["year"] <= facts.year].tail(RECENT).reset_index(drop=True)
    if rows.empty:
        return []
    return [_results_table(facts, rows, "score", facts.t("reports.trend.recent"), [], counts=())]


def _results_table(
    facts: RegionFacts,
    rows: pd.DataFrame,
    score: str,
    caption: str,
    notes: list[str],
    counts: tuple[str, ...] = ("innovations", "agencies", "rank"),
) -> Block:
    t = facts.t
    awarded = ("award",) if (rows["award"] != "").any() else ()
    heads = ("year", "stage", score, "category", *awarded, *counts, "source")
    sources = [name for name, own in OWN_SOURCES.items() if own in heads]
    cells: list[list[Cell]] = []
    for r in rows.to_dict("records"):
        category = category_text(r["category"], t, derived=r["category_origin"] == "derived")
        shown: dict[str, Cell] = {
            "year": _year(int(r["year"]), facts),
            "stage": stage_text(r["stage"], t),
            score: _number(r["score"], t, 0 if score == "raw_score" else 2),
            "category": category or (t("reports.trend.fell") if r["change"] else t("reports.none")),
            "award": published.label("award", r["award"], t.lang) or t("reports.none"),
            "innovations": _number(r["n_innovations"], t),
            "agencies": _number(r["n_agencies"], t),
            "rank": published.rank_text(None if pd.isna(r["rank"]) else int(r["rank"]), r["rank_cluster"], t)
            or t("reports.none"),
            "source": cite_result(r, t, sources),
        }
        cells.append([shown[head] for head in heads])
    return Table(
        caption=caption,
        columns=columns(heads, t, numeric=["year", score, "innovations", "agencies"]),
        rows=cells,
        strong=frozenset(k for k, year in enumerate(rows["year"]) if year == facts.year),
        cards=True,
        notes=notes,
        frame=rows,
    )


def _year(year: int, facts: RegionFacts) -> str:
    return facts.t("reports.trend.later", year=year) if year > facts.year else str(year)


def _number(value: Any, t: Texts, digits: int = 0) -> str:
    return t("reports.none") if pd.isna(value) else t.number(value, digits)


def _targets(facts: RegionFacts) -> list[Block]:
    """Show what the region aimed at beside what was published of it."""
    t = facts.t
    rows = targets(facts.region)
    if rows.empty:
        return []
    cells: list[list[Cell]] = [
        [
            _year(r["year"], facts),
            worded.target(r, t),
            worded.outcome(r, t),
            cite(" | ".join(dict.fromkeys(filter(None, [r["source"], *r["source_came"].split(" | ")]))), t),
        ]
        for r in rows.to_dict("records")
    ]
    return [
        Table(
            caption=t("reports.trend.targets"),
            columns=columns(("year", "target", "outcome", "source"), t, numeric=["year"]),
            rows=cells,
            frame=rows,
        )
    ]
