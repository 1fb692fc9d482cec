"""The section of a region's report on its position: mean and spread, the ten best, its province and its type."""

from __future__ import annotations

from typing import Any

import pandas as pd

from indeks import published, regions
from indeks.document.blocks import Annex, Block, Bullets, Cell, Heading, Paragraph, Table, columns, figure
from indeks.figures import of_region as figures
from indeks.published import sentences as worded
from indeks.reports.method import cite_result
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.gaps import gaps
from indeks.texts import Texts
from indeks.texts.words import category_text, stage_text

SHOWN = 20
"""Rows of a table of regions of the type; the annex holds them all."""


def position(facts: RegionFacts) -> list[Block]:
    """Show where the region stands among what was published, also where it has no final score itself."""
    t = facts.t
    if "position" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.position.title"), "posisi")]
    blocks += [*_drawn(facts), *_spread(facts)]
    if regions.known(facts.region):
        told = [
            worded.place(facts.region, facts.year, t, facts.results),
            *worded.to_top_ten(facts.region, facts.year, t, facts.results),
        ]
        blocks.append(Bullets([sentence for sentence in told if sentence], t("reports.position.places")))
    blocks += [*_neighbours(facts, "province"), *_neighbours(facts, "type")]
    return [*blocks, Paragraph(t("reports.position.note"), "note")]


def _own(facts: RegionFacts) -> float | None:
    scores = frames.position_scores(facts)
    return float(scores.loc[scores["own"], "score"].iloc[0]) if len(scores) else None


def _drawn(facts: RegionFacts) -> list[Block]:
    """Draw the final scores of the year, where the region has one of its own."""
    t, own = facts.t, _own(facts)
    if own is None:
        return []
    scores = frames.position_scores(facts)
    others = scores[~scores["own"]]
    peers = others[others["type"] == facts.type]
    groups = [
        (t("reports.position.all", n=len(others)), list(others["score"])),
        (t(f"reports.position.{facts.type}", n=len(peers)), list(peers["score"])),
    ]
    return [
        figure(
            figures.position(groups, own, facts.name, t),
            alt=t("reports.position.alt", name=facts.name, score=own, n=len(others)),
            caption=t("reports.position.caption", year=facts.year),
            source=t("reports.source.line", sources=t("reports.source.published")),
            frame=scores,
        )
    ]


def _spread(facts: RegionFacts) -> list[Block]:
    t, own, rows = facts.t, _own(facts), frames.spread(facts)
    if rows.empty:
        return []
    difference = () if own is None else ("difference",)
    heads = ("reference", "regions", "mean", "deviation", "median", "middle_half", "extremes", *difference)
    cells: list[list[Cell]] = []
    for r in rows.itertuples():
        cells.append(
            [
                t(f"published.reference.{r.reference}"),
                _number(r.n, t),
                _number(r.mean, t, 2),
                _number(r.deviation, t, 2),
                _number(r.median, t, 2),
                _range(r.lower_quartile, r.upper_quartile, t),
                _range(r.lowest, r.highest, t),
            ]
        )
        if own is not None:
            cells[-1].append(t.number(own - r.mean, 2, signed=True))
    key = "reports.position.spread" if own is None else "reports.position.table"
    values = {"year": facts.year} if own is None else {"name": facts.name, "score": own, "year": facts.year}
    return [
        Table(
            caption=t(key, **values),
            columns=columns(heads, t, numeric=heads[1:], nowrap=["middle_half", "extremes"]),
            rows=cells,
            frame=rows if own is None else rows.assign(difference=own - rows["mean"]),
        )
    ]


def _neighbours(facts: RegionFacts, among: str) -> list[Block]:
    t, rows = facts.t, frames.neighbours(facts, among)
    if rows.empty or (among == "type" and facts.type == "provinsi"):  # every province is in both
        return []
    shown = rows.head(SHOWN) if among == "type" else rows
    kind = "provinces" if facts.type == "provinsi" else among
    values = {"type": t(f"published.type.{facts.type}"), "province": facts.province}
    notes = [t(f"reports.position.{kind}_note", year=facts.year)]
    if len(rows) > len(shown):
        notes.append(t("reports.position.more", n=len(rows) - len(shown)))
    if among == "type" and (counted := frames.categories_only(facts)):
        counts = ", ".join(f"{t.number(n)} {category_text(name, t)}" for name, n in counted.items())
        notes.append(t("reports.position.category_only", n=sum(counted.values()), counts=counts))
    heads, cells = _cells(shown, t)
    blocks: list[Block] = [
        Table(
            caption=t(f"reports.position.{kind}_table", **values),
            columns=columns(heads, t, numeric=["year", "score"], nowrap=["score"]),
            rows=cells,
            strong=frozenset(k for k, own in enumerate(shown["own"]) if own),
            notes=notes,
            frame=rows,
        )
    ]
    if len(rows) > len(shown):
        heads, cells = _cells(rows, t)
        caption = t("reports.position.type_annex", **values)
        named = columns(heads, t, numeric=["year", "score"], nowrap=["score"])
        blocks.append(Annex(caption=caption, columns=named, rows=cells, frame=rows))
    return blocks


def _cells(shown: pd.DataFrame, t: Texts) -> tuple[list[str], list[list[Cell]]]:
    """Return heads and cells of a table of other regions' results."""
    awarded = ("award",) if (shown["award"] != "").any() else ()
    heads = ["region", "year", "stage", "score", "category", *awarded, "source"]
    cells: list[list[Cell]] = []
    for r in shown.to_dict("records"):
        cell: dict[str, Cell] = {
            "region": regions.full_name(r["region_code"], t.lang),
            "year": str(r["year"]),
            "stage": stage_text(r["stage"], t),
            "score": _range(r["score_min"], r["score_max"], t),
            "category": category_text(r["category"], t, derived=r["category_origin"] == "derived")
            or t("reports.none"),
            "award": published.label("award", r["award"], t.lang) or t("reports.none"),
            "source": cite_result(r, t, ("category", "award")),
        }
        cells.append([cell[head] for head in heads])
    return heads, cells


def _range(low: Any, high: Any, t: Texts) -> str:
    """Write a number, or two as a range; nothing where they are missing."""
    if pd.isna(low) or pd.isna(high):
        return t("reports.none")
    return t.number(low, 2) if low == high else t("reports.range", low=low, high=high)


def _number(value: Any, t: Texts, digits: int = 0) -> str:
    return t("reports.none") if pd.isna(value) else t.number(value, digits)
