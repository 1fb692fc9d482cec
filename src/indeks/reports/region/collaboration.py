"""The section of a region's report on who works with whom."""

from __future__ import annotations

from typing import Any

import pandas as pd

from indeks.culture import collaboration as together
from indeks.culture.names import listed
from indeks.culture.participation import of_year
from indeks.document.blocks import Block, Bullets, Cell, Heading, Paragraph, Table, columns, figure
from indeks.figures import of_culture as figures
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import data_source
from indeks.texts import Texts

MOST_LISTED = 20
"""Rows of a table on the page; the spreadsheet has all."""
MOST_TOLD = 3
"""Agencies with the most partners that the text of the figure names."""


def collaboration(facts: RegionFacts) -> list[Block]:
    """Show the network of agencies, positions, what hangs on one partner, and what contradicts the levels."""
    t, data = facts.t, facts.data
    if "collaboration" in gaps(facts) or data is None:
        return []
    source = t("reports.source.line", sources=data_source(facts))
    mine = of_year(data, facts.region, facts.year)
    shared = together.ties(data, facts.region, facts.year)
    names = listed(data, facts.region)
    pairs = together.pairs(shared)
    graph = together.network(pairs, names)
    table = together.positions(graph)
    inside = shared[shared["inside"].to_numpy(dtype=bool)]
    counts = {"tied": int((~table["isolate"]).sum()), "of": len(names)}
    n_shared = inside["innovation_id"].nunique()
    intro = t("culture.collaboration.intro", shared=n_shared, n=len(mine), year=facts.year, **counts)
    blocks: list[Block] = [
        Heading(t("culture.collaboration.title"), "kerja-sama"),
        Paragraph(t("culture.collaboration.limits"), "note"),
        Paragraph(intro),
    ]
    if len(pairs):
        blocks += _network(graph, pairs, table, t, source)
    blocks += _hangs(together.hangs_on(shared), t, source)
    if facts.rule is not None:
        blocks += _contradictions(together.contradictions(data, shared, facts.rule, mine), t, source)
    return [*blocks, *_names(shared, t)]


def _network(graph: Any, pairs: pd.DataFrame, table: pd.DataFrame, t: Texts, source: str) -> list[Block]:
    names = [str(name) for name in table["agency"]]
    blocks: list[Block] = []
    if len(names) > together.MOST_DRAWN:
        blocks.append(
            Paragraph(t("culture.collaboration.too_many", most=together.MOST_DRAWN, n=len(names)), "note")
        )
    else:
        told = [
            t("culture.collaboration.alt_part", name=r.agency, n=int(r.partners))
            for r in table.head(MOST_TOLD).itertuples()
        ]
        alone = int(table["isolate"].sum())
        counts = {"tied": len(names) - alone, "edges": len(pairs), "isolates": alone}
        blocks.append(
            figure(
                figures.network(graph, together.threshold(pairs), figures.short_names(names), t),
                alt=t("culture.collaboration.alt", parts="; ".join(told), **counts),
                caption=t("culture.collaboration.figure"),
                source=source,
                frame=pairs,
            )
        )
    none = t("reports.none")
    rows: list[list[Cell]] = [
        [
            r["agency"],
            t.number(r["partners"]),
            t.number(r["weight"], 2),
            t.number(r["betweenness"], 3),
            none if pd.isna(r["constraint"]) else t.number(r["constraint"], 3),
            _role(r, t),
        ]
        for r in table.to_dict("records")
    ]  # fmt: skip
    heads = ("agency", "partners", "weight", "betweenness", "constraint", "role")
    of_pairs: list[list[Cell]] = [
        [r.first, r.second, t.number(int(r.innovations))] for r in pairs.itertuples(index=False)
    ]
    return [
        *blocks,
        Table(
            caption=t("culture.collaboration.positions"),
            columns=columns(heads, t, numeric=heads[1:5], topic="culture"),
            rows=rows,
            notes=[t("culture.collaboration.positions_note", least=together.LEAST_DEGREE)],
            source=source,
            frame=table,
        ),
        Table(
            caption=t("culture.collaboration.pairs"),
            columns=columns(("first", "second", "shared"), t, numeric=["shared"], topic="culture"),
            rows=of_pairs[:MOST_LISTED],
            more=of_pairs[MOST_LISTED:],
            source=source,
            frame=pairs,
        ),
    ]


def _role(row: dict[str, Any], t: Texts) -> str:
    name = "cut" if row["cut"] else "isolate" if row["isolate"] else ""
    return str(t(f"culture.collaboration.{name}")) if name else ""


def _hangs(table: pd.DataFrame, t: Texts, source: str) -> list[Block]:
    if table.empty:
        return []
    rows: list[list[Cell]] = [
        [r["partner"], t.number(r["innovations"]), "; ".join(r["titles"])] for r in table.to_dict("records")
    ]
    return [
        Table(
            caption=t("culture.collaboration.hangs"),
            columns=columns(("partner", "count", "titles"), t, numeric=["count"], topic="culture"),
            rows=rows[:MOST_LISTED],
            more=rows[MOST_LISTED:],
            source=source,
            frame=table,
        )
    ]


def _contradictions(table: pd.DataFrame, t: Texts, source: str) -> list[Block]:
    more, fewer = table[table["kind"] == "more"], int((table["kind"] == "fewer").sum())
    blocks: list[Block] = []
    heads = ("declared", "level", "level_declared")
    if len(more):
        rows: list[list[Cell]] = [
            [r["title"], *(t.number(int(r[c])) for c in heads)] for r in more.to_dict("records")
        ]
        blocks.append(
            Table(
                caption=t("culture.collaboration.contradict"),
                columns=columns(("innovation", *heads), t, numeric=heads, topic="culture"),
                rows=rows[:MOST_LISTED],
                more=rows[MOST_LISTED:],
                source=source,
                frame=more,
            )
        )
    if fewer:
        blocks.append(Paragraph(t("culture.collaboration.fewer", n=fewer), "note"))
    return blocks


def _names(shared: pd.DataFrame, t: Texts) -> list[Block]:
    """Name partners that look like agencies and are not on the list, and those outside the administration."""
    blocks: list[Block] = []
    strange = shared[shared["unsettled"].to_numpy(dtype=bool)]
    if len(strange):
        items = [
            t("culture.collaboration.unsettled_item", name=r.partner, title=r.title) for r in strange.itertuples()
        ]
        blocks.append(Bullets(items, t("culture.collaboration.unsettled")))
    outside = shared.loc[~(shared["inside"] | shared["unsettled"]).to_numpy(dtype=bool), "partner"]
    if len(outside):
        names = "; ".join(sorted(set(outside)))
        blocks.append(Paragraph(t("culture.collaboration.outside", names=names), "small"))
    return blocks
