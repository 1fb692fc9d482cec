"""The section of a region's report on traces of innovation practice: measures, renewal, survival, rights."""

from __future__ import annotations

import pandas as pd

from indeks.culture import lives as over_years
from indeks.culture import traces as measured
from indeks.culture.participation import of_year
from indeks.document.blocks import Annex, Block, Bullets, Cell, Column, Heading, Paragraph, Table, columns, figure
from indeks.figures import of_culture as figures
from indeks.reports.region.described import answer
from indeks.reports.region.facts import RegionFacts, kept
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import data_source
from indeks.tables import Dataset
from indeks.texts import Texts

MOST_LISTED = 12
"""Innovations named on the page; the spreadsheet has all."""


@kept
def _links(facts: RegionFacts) -> over_years.Links:
    assert facts.data is not None
    return over_years.links(facts.data, facts.region)


@kept
def _measured(facts: RegionFacts) -> pd.DataFrame:
    assert facts.data is not None
    return measured.by_year(facts.data, facts.region, _links(facts))


def traces(facts: RegionFacts) -> list[Block]:
    """Show the measures with definition, formula and source, what is renewed, what lasts, and rights."""
    t, data = facts.t, facts.data
    if "traces" in gaps(facts) or data is None:
        return []
    source = t("reports.source.line", sources=data_source(facts))
    mine = of_year(data, facts.region, facts.year)
    blocks: list[Block] = [
        Heading(t("culture.traces.title"), "jejak"),
        Paragraph(t("culture.traces.limits", year=facts.year), "note"),
        _measures(facts, source),
    ]
    spans = measured.spans_to_use(mine)
    negative, new_year = int((spans["days"] < 0).sum()), int(spans["new_year"].astype(bool).sum())
    if negative or new_year:
        blocks.append(Paragraph(t("culture.traces.dates", negative=negative, new_year=new_year), "note"))
    return [*blocks, *_over_years(facts, data, source), *_mix(mine, t, source), *_rights(mine, t, source)]


def _measures(facts: RegionFacts, source: str) -> Block:
    t = facts.t
    table = _measured(facts)
    table = table[table["year"] == facts.year].drop(columns="year")
    rows: list[list[Cell]] = []
    for r in table.to_dict("records"):
        key = f"culture.measure.{r['measure']}"
        of = "part" if pd.notna(r["part"]) else "of"
        rests = t(f"culture.unit.{of}", n=int(r["n"]), **({"part": int(r["part"])} if of == "part" else {}))
        text = f"{t(f'{key}.definition')} {t(f'{key}.formula')}"
        rows.append([t(f"{key}.title"), value(r, t), rests, text, t(f"{key}.source")])
    heads = ("measure", "value", "rests_on", "definition", "source")
    return Table(
        caption=t("culture.traces.table"),
        columns=columns(heads, t, numeric=["value"], nowrap=["value"], topic="culture"),
        rows=rows,
        source=source,
        notes=[t("culture.traces.span_note")] if table["low"].notna().any() else [],
        cards=True,
        frame=table,
    )


def value(row: dict[str, object], t: Texts) -> str:
    """Return the value of a measure with its unit; a range where look-alikes leave it open.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> value({"unit": "share", "value": 0.5, "low": 0.25, "high": 0.5}, texts("id"))
    '25,0–50,0%'
    """
    scale = 100 if row["unit"] == "share" else 1
    if pd.notna(row["low"]) and row["low"] != row["high"]:
        return t("culture.unit.span", low=scale * float(str(row["low"])), high=scale * float(str(row["high"])))
    return t(f"culture.unit.{row['unit']}", value=scale * float(str(row["value"])))


def _over_years(facts: RegionFacts, data: Dataset, source: str) -> list[Block]:
    """Show the years side by side, what is renewed, what may be the same, and what lasts."""
    t, found = facts.t, _links(facts)
    table = over_years.renewal(data, facts.region, found)
    if table.empty:
        return []
    parts = [
        t("culture.traces.renewal_part", year=int(r["year"]),
          **{c: int(r[c]) for c in ("continued", "candidates", "new")})
        for r in table.to_dict("records")
    ]  # fmt: skip
    heads = ("year", "innovations", "continued", "candidates", "new", "gone")
    rows: list[list[Cell]] = [
        [str(int(r["year"])), *(t.number(int(r[c])) for c in heads[1:])] for r in table.to_dict("records")
    ]
    blocks: list[Block] = [
        _by_year(facts, source),
        figure(
            figures.renewal(table, t),
            alt=t("culture.traces.renewal_alt", parts="; ".join(parts)),
            caption=t("culture.traces.renewal"),
            source=source,
            frame=table,
        ),
        Table(
            caption=t("culture.traces.renewal"),
            columns=columns(heads, t, numeric=heads, topic="culture"),
            rows=rows,
            notes=[t("culture.traces.renewal_note")],
            source=source,
            frame=table,
        ),
    ]
    return [*blocks, *_to_confirm(found.candidates, t), *_survival(facts, data, source)]


def _by_year(facts: RegionFacts, source: str) -> Block:
    t, table = facts.t, _measured(facts)
    years = sorted(table["year"].unique())
    told = {(r["measure"], r["year"]): value(r, t) for r in table.to_dict("records")}
    names = [name for name in measured.MEASURES if name in set(table["measure"])]
    none = t("reports.none")
    rows: list[list[Cell]] = [
        [t(f"culture.measure.{name}.title"), *(told.get((name, year), none) for year in years)] for name in names
    ]
    (first,) = columns(("measure",), t, topic="culture")
    of_years = [Column(str(year), numeric=True, nowrap=True) for year in years]
    return Table(
        caption=t("culture.traces.years"), columns=[first, *of_years], rows=rows, source=source, frame=table
    )


def _to_confirm(candidates: pd.DataFrame, t: Texts) -> list[Block]:
    if candidates.empty:
        return []
    rows: list[list[Cell]] = [
        [f"{r['earlier_title']} ({r['earlier_id']})", f"{r['later_title']} ({r['later_id']})",
         t.number(r["similarity"], 2)]
        for r in candidates.to_dict("records")
    ]  # fmt: skip
    return [
        Table(
            caption=t("culture.traces.confirm"),
            columns=columns(("earlier", "later", "similarity"), t, numeric=["similarity"], topic="culture"),
            rows=rows[:MOST_LISTED],
            more=rows[MOST_LISTED:],
            notes=[t("culture.traces.confirm_note")],
            frame=candidates,
        )
    ]


def _survival(facts: RegionFacts, data: Dataset, source: str) -> list[Block]:
    t = facts.t
    lives = over_years.lives(data, facts.region, _links(facts))
    known = lives[~lives["truncated"].to_numpy(dtype=bool)]
    curve = measured.survival(lives)
    if len(known) < measured.LEAST_CURVE:
        return [Paragraph(t("culture.traces.few", n=len(known), ended=int(known["ended"].sum())), "note")]
    if curve.empty:
        return []
    parts = [
        t("culture.traces.survival_part", time=int(r["time"]), share=100 * r["survival"])
        for r in curve.to_dict("records")
    ]
    return [
        figure(
            figures.survival(curve, int(known["years"].max()), t),
            alt=t("culture.traces.survival_alt", n=len(known), parts="; ".join(parts)),
            caption=t("culture.traces.survival"),
            source=source,
            frame=curve,
        ),
        Paragraph(t("culture.traces.survival_note", left=len(lives) - len(known)), "note"),
    ]


def _mix(mine: pd.DataFrame, t: Texts, source: str) -> list[Block]:
    table = measured.mix(mine)
    if table.empty:
        return []
    rows: list[list[Cell]] = []
    for r in table.to_dict("records"):
        rows.append([t(f"culture.trait.{r['column']}"), answer(r["answer"], t), t.number(r["innovations"]),
                     t.number(100 * r["share"], 1)])  # fmt: skip
    heads = ("trait", "answer", "innovations", "share")
    return [
        Table(
            caption=t("culture.traces.mix"),
            columns=columns(heads, t, numeric=heads[2:], topic="culture"),
            rows=rows,
            source=source,
            frame=table,
        )
    ]


def _rights(mine: pd.DataFrame, t: Texts, source: str) -> list[Block]:
    """Show rights by kind, and what is in use without one; nothing where no right is entered at all."""
    kinds = measured.ip_kinds(mine)
    if kinds.empty:
        return []
    items = [f"{r.kind or t('culture.kinds.unnamed')}: {t.number(int(r.innovations))}" for r in kinds.itertuples()]
    blocks: list[Block] = [Bullets(items, t("culture.traces.rights"))]
    left = measured.unregistered(mine)
    if left.empty:
        return blocks
    none = t("reports.none")
    rows: list[list[Cell]] = [
        [
            *(text if isinstance(text := r.get(c), str) and text else none for c in ("title", "agency")),
            t("culture.traces.yes") if r["is_digital"] else t("culture.traces.no"),
        ]
        for r in left.to_dict("records")
    ]
    caption = t("culture.traces.unregistered", n=len(left))
    heads = columns(("innovation", "agency", "digital"), t, topic="culture")
    note = [t("culture.traces.unregistered_note")]
    made = Table if len(rows) <= MOST_LISTED else Annex
    if made is Annex:
        first = [str(row[0]) for row in rows[:MOST_LISTED]]
        blocks.append(Paragraph(f"{caption}. {note[0]} {'; '.join(first)}; …", "note"))
    return [*blocks, made(caption=caption, columns=heads, rows=rows, notes=note, source=source, frame=left)]
