"""What other regions have that is like the innovations of a report, and which of its own are perhaps one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indeks import regions
from indeks.document.blocks import Block, Bullets, Cell, Column, Missing, Paragraph, Table, cite
from indeks.texts import Texts
from indeks.typology import lookalikes
from indeks.typology.features import own_descriptions

BEST = 3
"""Look-alikes shown for an innovation; those that are not similar are counted, not shown."""
SMALL = 1000
"""Fewer innovations to search in than this are told to be few: a country sends tens of thousands."""
MOST = 40
"""Innovations shown with their look-alikes, those with the likest; more would fill dozens of pages."""
TWINS = 20
"""Pairs shown that are perhaps one innovation; of fifty entries of one title there are 1,225."""
VERDICT_KEYS = dict(zip(lookalikes.VERDICTS, ("very_similar", "similar", "none_strong"), strict=True))


def alike_blocks(
    rows: pd.DataFrame, among: lookalikes.Index, names: Mapping[str, str], t: Texts, source: str
) -> list[Block]:
    """Show the look-alikes of some innovations in other regions.

    Parameters
    ----------
    rows
        The innovations of one region: ``innovation_id, region_code, title`` and what else is known.
    among
        Innovations to look among. Those of the region itself are not looked at.
    names
        Names of regions that are not in the master list, by code.
    t
        Texts.
    source
        The line under the table.
    """
    own = lookalikes.index(rows.assign(description=own_descriptions(rows)))
    titles = _titles(rows)
    alike = best_alike(own, among)
    matched = int(alike["query"].nunique())
    searched = int((~among.rows["region_code"].isin(rows["region_code"])).sum())
    blocks: list[Block] = [Paragraph(t("reports.types.alike.intro", n=matched, of=len(rows), searched=searched))]
    if searched < SMALL:
        blocks.append(Paragraph(t("reports.types.alike.small", searched=searched), "note"))
    if alike.empty:
        blocks.append(Missing(t("reports.types.alike.nothing")))
    else:
        blocks.append(_table(titles, alike, names, t, source))
    twins = lookalikes.duplicates(own)
    if len(twins):
        items = [
            t("reports.types.alike.twin", similarity=similarity, **_told_apart(first, second, titles))
            for first, second, similarity in twins[["innovation_id", "other_id", "similarity"]]
            .head(TWINS)
            .itertuples(index=False)
        ]
        if len(twins) > TWINS:
            items.append(t("reports.types.alike.more_twins", n=len(twins) - TWINS))
        blocks.append(Bullets(items, t("reports.types.alike.twins", n=len(twins))))
    return blocks


def best_alike(own: lookalikes.Index, among: lookalikes.Index) -> pd.DataFrame:
    """Return the look-alikes that are worth showing: the similar ones.

    The columns are those of :func:`indeks.typology.lookalikes.similar`.
    """
    alike = lookalikes.similar(own, among, n=BEST)
    return alike[alike["verdict"] != lookalikes.NONE_STRONG]


def likest(alike: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return the look-alikes of the innovations that have the likest ones, ``n`` of them at most."""
    best = alike.groupby("query", sort=False)["similarity"].max().sort_values(ascending=False, kind="stable")
    return alike[alike["query"].isin(best.index[:n])]


def _titles(rows: pd.DataFrame) -> dict[str, str]:
    """Return the titles of innovations by identifier; the identifier itself where there is none."""
    untitled = rows["title"].fillna("").astype(str).str.strip() == ""
    named = rows["title"].where(~untitled, rows["innovation_id"]).astype(str)
    return dict(zip(rows["innovation_id"].astype(str), named, strict=True))


def _told_apart(first: str, second: str, titles: Mapping[str, str]) -> dict[str, str]:
    """Return the titles of two innovations, with their identifiers where the titles are one."""
    if titles[first] != titles[second]:
        return {"one": titles[first], "second": titles[second]}
    return {"one": f"{titles[first]} ({first})", "second": f"{titles[second]} ({second})"}


def _table(
    titles: Mapping[str, str], alike: pd.DataFrame, names: Mapping[str, str], t: Texts, source: str
) -> Block:
    shown = likest(alike, MOST)
    rest = alike[~alike.index.isin(shown.index)]
    more = alike["query"].nunique() - shown["query"].nunique()
    notes = [t("reports.types.alike.note"), *([t("reports.types.alike.more", n=more)] if more else [])]
    heads = ("innovation", "found", "where", "similarity", "verdict", "shared", "source")
    cells, others = (_cells(part, titles, names, t) for part in (shown, rest))
    return Table(
        caption=t("reports.types.alike.table"),
        columns=[Column(t(f"reports.types.column.{h}"), numeric=h == "similarity") for h in heads],
        rows=cells,
        more=others,
        notes=notes,
        source=source,
        frame=shown,
    )


def _cells(alike: pd.DataFrame, titles: Mapping[str, str], names: Mapping[str, str], t: Texts) -> list[list[Cell]]:
    return [
        [
            titles[row["query"]],
            row["title"] or row["innovation_id"],
            owner(row["region_code"], row["agency"], names, t),
            t.number(row["similarity"], 2),
            t(f"reports.types.verdict.{VERDICT_KEYS[row['verdict']]}"),
            ", ".join(row["shared"]) or t("reports.none"),
            cite(row["source"], t),
        ]
        for row in alike.to_dict("records")
    ]


def owner(code: str, agency: str, names: Mapping[str, str], t: Texts) -> str:
    """Return the region and the agency of an innovation, whom to visit, in one line."""
    return ", ".join(part for part in (agency, region_name(code, names, t)) if part)


def region_name(code: str, names: Mapping[str, str], t: Texts) -> str:
    """Return the full name of a region of the master list, else the name given, else its code."""
    return regions.full_name(code, t.lang) if regions.known(code) else names.get(code, code)
