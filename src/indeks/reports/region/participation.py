"""The section of a region's report on who takes part: agencies by kind, targets, and counts over the years."""

from __future__ import annotations

import pandas as pd

from indeks.culture import participation as taking_part
from indeks.document.blocks import Block, Cell, Heading, Paragraph, Table, cite, columns, figure
from indeks.figures import of_culture as figures
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts, kept
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import data_source
from indeks.texts import Texts
from indeks.texts.words import stage_text

LEAST_YEARS = 2
"""Years from which counts over the years are shown."""


@kept
def agencies(facts: RegionFacts) -> pd.DataFrame:
    """Return the region's agencies with their innovations of the year; empty without data."""
    if facts.data is None:
        return pd.DataFrame()
    return taking_part.agencies(facts.data, facts.region, facts.year)


def participation(facts: RegionFacts) -> list[Block]:
    """Show agencies with and without an innovation, against the region's targets, and over the years."""
    t = facts.t
    if "participation" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("culture.participation.title"), "keikutsertaan")]
    if len(agencies(facts)):
        blocks += _of_data(facts)
    return [*blocks, *_published(facts)]


def _of_data(facts: RegionFacts) -> list[Block]:
    t, table = facts.t, agencies(facts)
    assert facts.data is not None
    source = t("reports.source.line", sources=data_source(facts))
    mine = taking_part.of_year(facts.data, facts.region, facts.year)
    blocks: list[Block] = []
    if table["listed"].any():
        kinds = taking_part.by_kind(table)
        total = kinds.drop(columns="kind").sum()
        of_all = {"n": len(mine), "sent_n": int(mine["sent"].sum())}
        some, of, sent = (int(total[c]) for c in ("with_innovation", "agencies", "with_sent"))
        blocks.append(Paragraph(t("culture.participation.intro", some=some, of=of, sent=sent, **of_all)))
        if off := [str(name) for name in table.loc[~table["listed"], "agency"]]:
            blocks.append(Paragraph(t("culture.participation.unlisted", names="; ".join(off)), "note"))
        blocks += _kinds(kinds, total, facts, source)
    else:
        blocks.append(Paragraph(t("culture.participation.no_list"), "note"))
    targets = taking_part.against_targets(table, len(mine), facts.cover.targets)
    if len(targets):
        rows: list[list[Cell]] = [
            [t(f"culture.target.{r.what}"), *(t.number(int(n)) for n in (r.target, r.reached, r.left))]
            for r in targets.itertuples()
        ]
        heads = ("what", "target", "reached", "left")
        blocks.append(
            _table(t("culture.participation.targets"), heads, rows, t, frame=targets, source=source,
                   notes=[t("culture.participation.targets_note")])
        )  # fmt: skip
    years = taking_part.over_years(facts.data, facts.region)
    if len(years) >= LEAST_YEARS:
        of_years = ("year", "innovations", "sent", "agencies", "with_sent")
        rows = [[str(r[0]), *(t.number(int(n)) for n in r[1:])] for r in years.itertuples(index=False)]
        blocks.append(
            _table(t("culture.participation.own_years"), of_years, rows, t, frame=years, source=source, text=0)
        )
    return blocks


def _kinds(kinds: pd.DataFrame, total: pd.Series, facts: RegionFacts, source: str) -> list[Block]:
    t = facts.t
    shown = kinds.assign(label=[kind or str(t("culture.kinds.unnamed")) for kind in kinds["kind"]])
    parts = [
        t("culture.participation.kinds_part", label=r.label, some=int(r.with_innovation), of=int(r.agencies))
        for r in shown.itertuples()
    ]
    heads = ("agencies", "with_innovation", "with_sent", "without", "innovations", "sent")
    rows: list[list[Cell]] = [
        [r["label"], *(t.number(int(r[c])) for c in heads)] for r in shown.to_dict("records")
    ]
    return [
        figure(
            figures.by_kind(shown, t),
            alt=t("culture.participation.kinds_alt", year=facts.year, parts="; ".join(parts)),
            caption=t("culture.participation.kinds"),
            source=source,
            frame=shown,
        ),
        Table(
            caption=t("culture.participation.kinds_table"),
            columns=columns(("kind", *heads), t, numeric=heads, topic="culture"),
            rows=rows,
            total=[t("reports.total"), *(t.number(int(total[c])) for c in heads)],
            source=source,
            frame=kinds,
        ),
    ]


def _published(facts: RegionFacts) -> list[Block]:
    """Show the published counts over the years, each with its source."""
    t, table = facts.t, frames.published_counts(facts)
    if table.empty:
        return []
    none = t("reports.none")
    rows: list[list[Cell]] = [
        [
            str(r["year"]),
            stage_text(r["stage"], t),
            *(none if pd.isna(r[c]) else t.number(int(r[c])) for c in ("agencies", "innovations")),
            cite(r["source"], t),
        ]
        for r in table.to_dict("records")
    ]
    parts = [
        t("culture.participation.published_part", year=row[0], agencies=row[2], innovations=row[3]) for row in rows
    ]
    notes = [t("culture.participation.published_note")]
    if table["conflict"].any():
        years = ", ".join(map(str, table.loc[table["conflict"], "year"]))
        notes.append(t("culture.participation.conflict", years=years))
    key = "reports.source.line"
    return [
        figure(
            figures.counts(table, t),
            alt=t("culture.participation.published_alt", parts="; ".join(parts)),
            caption=t("culture.participation.published"),
            source=t(key, sources=t("reports.source.published")),
            frame=table,
        ),
        _table(
            t("culture.participation.published"),
            ("year", "stage", "agencies", "innovations", "source"),
            rows,
            t,
            frame=table,
            notes=notes,
            numeric=("year", "agencies", "innovations"),
        ),
    ]


def _table(
    caption: str,
    heads: tuple[str, ...],
    rows: list[list[Cell]],
    t: Texts,
    *,
    frame: pd.DataFrame,
    source: str = "",
    notes: list[str] | None = None,
    numeric: tuple[str, ...] | None = None,
    text: int = 1,
) -> Table:
    """Return a table whose columns from ``text`` on are numbers, unless they are named."""
    return Table(
        caption=caption,
        columns=columns(heads, t, numeric=heads[text:] if numeric is None else numeric, topic="culture"),
        rows=rows,
        source=source,
        notes=notes or [],
        frame=frame,
    )
