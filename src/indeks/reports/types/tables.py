"""What a report says about types of innovation: in a region's yearly report and in the report on types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from indeks.document.blocks import Block, Column, Paragraph, Table
from indeks.reports.alike import region_name
from indeks.reports.types import frames
from indeks.reports.types.sectored import Typed
from indeks.texts import Texts
from indeks.typology import candidates, members
from indeks.typology import groups as grouping

NUMERIC = frozenset({"n", "maturity", "margin", "review", "agency_only"})
MOST_REVIEWED = 40
"""Innovations to review that are listed, the least certain ones."""


def sector_blocks(innovations: Typed) -> list[Block]:
    """Show how the innovations spread over the sectors."""
    t, table = innovations.t, innovations.table
    known = frames.known(table)
    with_levels = bool(table["maturity"].notna().any())
    heads = ["sector", "n", "words", "example", *(["maturity"] if with_levels else []), "margin", "review"]
    heads += ["agency_only"] if table["agency_only"].any() else []
    rows = []
    for row in table.to_dict("records"):
        cells = {
            "sector": innovations.name(row["sector"]),
            "n": t.number(row["n"]),
            "words": ", ".join(row["words"]) or t("reports.none"),
            "example": row["example"] or t("reports.none"),
            "maturity": t.number(row["maturity"], 1) if pd.notna(row["maturity"]) else t("reports.none"),
            "margin": t.number(row["margin"], 1),
            "review": t.number(row["review"]),
            "agency_only": t.number(row["agency_only"]),
        }
        rows.append([cells[h] for h in heads])
    n = int(known["n"].sum())
    sentences = []
    if len(known):
        first = known.iloc[0]
        sentences.append(t("reports.types.sectors.intro", n=n, k=len(known)))
        sentences.append(
            t("reports.types.sectors.largest", name=innovations.name(first["sector"]), n=int(first["n"]))
        )
    if len(innovations.rows) > n:
        sentences.append(t("reports.types.sectors.untold", n=len(innovations.rows) - n, of=len(innovations.rows)))
    notes = [t("reports.types.sectors.note")]
    alone = int((innovations.rows["basis"] == "agency").sum())
    if alone:
        notes.append(t("reports.types.sectors.agency_only", n=alone, of=len(innovations.rows)))
    measured = int(innovations.rows["maturity"].notna().sum())
    if 0 < measured < len(innovations.rows):
        notes.append(t("reports.types.sectors.measured", n=measured, of=len(innovations.rows)))
    return [
        Paragraph(" ".join(sentences)),
        Table(
            caption=t("reports.types.sectors.table"),
            columns=[Column(t(f"reports.types.column.{h}"), numeric=h in NUMERIC) for h in heads],
            rows=rows,
            notes=notes,
            source=innovations.source,
            frame=table,
        ),
    ]


def review_blocks(innovations: Typed, names: Mapping[str, str]) -> list[Block]:
    """List which innovations a person should look at, and why; the spreadsheet has all of them.

    ``names`` are those of regions that are not in the master list, by code.
    """
    t = innovations.t
    rows = frames.to_review(innovations.rows)
    corrected = int(innovations.rows["corrected"].sum())
    blocks: list[Block] = []
    if corrected:
        blocks.append(Paragraph(t("reports.types.review.corrected", n=corrected)))
    if rows.empty:
        return [*blocks, Paragraph(t("reports.types.review.nothing", threshold=innovations.lexicon.review_below))]
    intro = t(
        "reports.types.review.intro",
        n=len(rows),
        of=len(innovations.rows),
        threshold=innovations.lexicon.review_below,
    )
    blocks.append(Paragraph(intro))
    several = rows["region_code"].nunique() > 1
    heads = ("innovation", *(["region"] if several else []), "agency", "year", "sector", "runner_up", "margin",
             "matched", "reason")  # fmt: skip
    none = t("reports.none")
    cells = []
    for row in rows.to_dict("records"):
        told = {
            "innovation": title_of(row["title"], t),
            "region": region_name(str(row["region_code"]), names, t),
            "agency": title_of(row.get("agency"), t),
            "year": str(int(row["year"])) if pd.notna(row["year"]) else none,
            "sector": innovations.name(row["sector"]),
            "runner_up": innovations.name(row["runner_up"]) if row["runner_up"] else none,
            "margin": t.number(row["margin"], 1),
            "matched": ", ".join(row["matched"]) or none,
            "reason": "; ".join(_reasons(row, innovations)),
        }
        cells.append([told[h] for h in heads])
    notes = [t("reports.types.review.note")]
    if len(rows) > MOST_REVIEWED:
        notes.append(t("reports.types.review.more", n=len(rows) - MOST_REVIEWED))
    blocks.append(
        Table(
            caption=t("reports.types.review.table"),
            columns=[Column(t(f"reports.types.column.{h}"), numeric=h == "margin") for h in heads],
            rows=cells[:MOST_REVIEWED],
            more=cells[MOST_REVIEWED:],
            notes=notes,
            source=innovations.source,
            frame=rows,
        )
    )
    return blocks


def title_of(title: object, t: Texts) -> str:
    """Return a title as given, or the mark for none."""
    return str(title) if isinstance(title, str) and title.strip() else t("reports.none")


def _reasons(row: dict[str, object], innovations: Typed) -> list[str]:
    t = innovations.t
    reasons = []
    if row["review"]:
        by_affair = "reports.types.review.affair" if row["basis"] == "affair" else "reports.types.review.close"
        reasons.append(t("reports.types.review.silent" if not row["sector"] else by_affair))
    if row["basis"] == "agency":
        reasons.append(t("reports.types.review.agency"))
    if row["conflict"]:
        reasons.append(t("reports.types.review.conflict", affair=row["affair"]))
    return reasons


def group_blocks(innovations: Typed) -> list[Block]:
    """Show the groups inside sectors that resampling supports, and how stable every division is."""
    t, divisions = innovations.t, innovations.groups
    divided = frames.divided(innovations)
    if divided.empty:
        large = frames.large_sectors(innovations)  # of one text throughout, hence not divided
        key = "reports.types.groups.all_alike" if large else "reports.types.groups.too_few"
        return [Paragraph(t(key, n=large, least=grouping.ENOUGH), "note")]
    blocks: list[Block] = []
    if divisions.groups.empty:
        blocks.append(Paragraph(t("reports.types.groups.none", n=len(divided), threshold=grouping.RECURRENCE)))
    else:
        grouped = int(divisions.sectors["grouped"].sum())
        intro = t("reports.types.groups.intro", n=len(divisions.groups), grouped=grouped, of=len(innovations.rows))
        blocks.append(Paragraph(intro))
        listed = _members(innovations)
        heads = ("sector", "group", "example", "n", "recurrence")
        blocks.append(
            Table(
                caption=t("reports.types.groups.table"),
                columns=[Column(t(f"reports.types.column.{h}"), numeric=h in ("n", "recurrence")) for h in heads],
                rows=[
                    [
                        innovations.name(row["sector"]),
                        members.name(row["words"], title_of(row["title"], t)),
                        title_of(row["title"], t),
                        t.number(row["n"]),
                        t.number(row["recurrence"], 2),
                    ]
                    for row in divisions.groups.to_dict("records")
                ],
                notes=[
                    t("reports.types.groups.note", threshold=grouping.RECURRENCE, least=grouping.LEAST_IN_GROUP)
                ],
                source=innovations.source,
                frame=divisions.groups,
            )
        )
        blocks.append(listed)
    heads = ("sector", "n", "k", "stability", "claimed")
    blocks.append(
        Table(
            caption=t("reports.types.groups.stability"),
            columns=[Column(t(f"reports.types.column.{h}"), numeric=h != "sector") for h in heads],
            rows=[
                [
                    innovations.name(row["sector"]),
                    t.number(row["n"]),
                    t.number(row["k"]),
                    t.number(row["stability"], 2),
                    t.number(row["claimed"]),
                ]
                for row in divided.to_dict("records")
            ],
            notes=[t("reports.types.groups.stability_note", per=grouping.PER_GROUP, most=grouping.MOST_GROUPS)],
            source=innovations.source,
            frame=divided,
        )
    )
    return blocks


def _members(innovations: Typed) -> Table:
    """List the innovations of every group."""
    t = innovations.t
    known = [name for name in ("innovation_id", "title", "agency") if name in innovations.rows]
    table = members.with_names(innovations.rows[known], innovations.groups)
    table = table[table["group"].notna()].sort_values(["group", "innovation_id"], kind="stable")
    heads = ("group", "innovation", "agency")
    rows = [
        [row["group_name"], title_of(row["title"], t), title_of(row.get("agency"), t)]
        for row in table.to_dict("records")
    ]
    more = len(rows) - MOST_REVIEWED
    return Table(
        caption=t("reports.types.groups.members"),
        columns=[Column(t(f"reports.types.column.{h}")) for h in heads],
        rows=rows[:MOST_REVIEWED],
        more=rows[MOST_REVIEWED:],
        notes=[t("reports.types.groups.more_members", n=more)] if more > 0 else [],
        source=innovations.source,
        frame=table,
    )


def candidate_blocks(innovations: Typed) -> list[Block]:
    """Show candidates for types that the lexicon lacks; nothing where there are none."""
    t, rows = innovations.t, innovations.rows
    table = candidates.candidates(rows, rows)
    if table.empty:
        return []
    heads = ("term", "n", "regions", "example")
    return [
        Table(
            caption=t("reports.types.candidates.table"),
            columns=[Column(t(f"reports.types.column.{h}"), numeric=h in ("n", "regions")) for h in heads],
            rows=[
                [row["term"], t.number(row["n"]), t.number(row["regions"]), "; ".join(row["titles"])]
                for row in table.to_dict("records")
            ],
            notes=[t("reports.types.candidates.note", least=candidates.REGIONS)],
            source=innovations.source,
            frame=table,
        )
    ]


def cross_table(innovations: Typed, columns: Sequence[str]) -> Table:
    """Set sectors against the most frequent values of some columns, side by side; others are counted together."""
    t = innovations.t
    counts = frames.cross_counts(innovations.rows, columns)
    heads = [
        t("reports.types.other") if value == frames.OTHER else innovations.value(value) for _, value in counts
    ]
    names = [t(f"reports.types.cross.{column}") for column in columns]
    return Table(
        caption=t("reports.types.cross.table", columns=t.join(names)),
        columns=[Column(t("reports.types.column.sector")), *(Column(head, numeric=True) for head in heads)],
        rows=[
            [innovations.name(str(sector)), *(t.number(int(n)) for n in row)]
            for sector, *row in counts.itertuples()
        ],
        source=innovations.source,
        frame=counts,
    )
