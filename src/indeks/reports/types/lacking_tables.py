"""Tables of what innovations lack: types by their levels where they are supported, else the most common gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from indeks.document.blocks import Block, Column, Paragraph, Table
from indeks.reports.alike import region_name
from indeks.reports.types.lacking import Lacking
from indeks.reports.types.sectored import Typed
from indeks.typology import lacks

COMMON = 10
"""Gaps shown on the page; the spreadsheet has all."""
REGIONS = 40
"""Regions shown with their mix on the page; the spreadsheet has all."""


def blocks(lacking: Lacking, region: str, names: Mapping[str, str], typed: Typed) -> list[Block]:
    """Show types of innovation by what they lack, or why there are none; then the most common gaps."""
    t, found = typed.t, lacking.found
    n = len(lacking.levels)
    shown: list[Block] = []
    if found.supported:
        told = {"k": found.k, "n": n, "silhouette": found.silhouette, "stability": found.stability}
        chance = {"chance": found.by_chance[0], "chance_stability": found.by_chance[1], "shuffles": lacks.SHUFFLES}
        shown.append(Paragraph(t("reports.types.lacking.supported", **told, **chance)))
        shown.append(_types(lacking, region, typed))
        if not region:
            shown.append(_mixes(lacking, names, typed))
    elif found.k == 1:
        shown.append(Paragraph(t("reports.types.lacking.few", n=n, least=lacks.ENOUGH), "note"))
    else:
        told = {"k": found.k, "silhouette": found.silhouette, "stability": found.stability}
        chance = {"chance": found.by_chance[0], "least": lacks.STABLE}
        shown.append(Paragraph(t("reports.types.lacking.unsupported", **told, **chance), "note"))
    return [*shown, common(lacking, region, typed)]


def indicators(codes: Sequence[str], lacking: Lacking, typed: Typed) -> str:
    """Return the names of indicators, or the mark for none."""
    names = [lacking.rule.indicator(code).text(typed.t.lang) for code in codes]
    return "; ".join(names) or typed.t("reports.none")


def _gain(value: float, typed: Typed) -> str:
    return typed.t.number(value, 2, signed=True) if pd.notna(value) else typed.t("reports.none")


def _types(lacking: Lacking, region: str, typed: Typed) -> Table:
    t = typed.t
    table = lacking.types(region)
    heads = ["type", "lacks", "has", "n", *(["own"] if region else []), "closed", "gain"]
    words = {"type", "lacks", "has", "closed"}
    rows = []
    for row in table.to_dict("records"):
        cells = {
            "type": t.number(row["type"]),
            "lacks": indicators(row["lacks"], lacking, typed),
            "has": indicators(row["has"], lacking, typed),
            "n": t.number(row["n"]),
            "own": t.number(row["own"]),
            "closed": indicators(row["closed"], lacking, typed),
            "gain": _gain(row["gain"], typed),
        }
        rows.append([cells[h] for h in heads])
    key = "of_region" if region else "of_all"
    return Table(
        caption=t("reports.types.lacking.table"),
        columns=[Column(t(f"reports.types.column.{h}"), numeric=h not in words) for h in heads],
        rows=rows,
        notes=[
            t("reports.types.lacking.note", low=lacks.LOW, high=lacks.HIGH, apart=lacks.APART),
            t(f"reports.types.lacking.gain_{key}"),
        ],
        source=typed.source,
        frame=table,
    )


def common(lacking: Lacking, region: str, typed: Typed) -> Table:
    """Show in which indicators most points are lost, and what closing each would win."""
    t = typed.t
    table = lacking.common(region)
    heads = ("indicator", "without", "low", "share_low", "lost", "gain")
    rows = [
        [
            lacking.rule.indicator(row["indicator"]).text(t.lang),
            t.number(row["without"]),
            t.number(row["low"]),
            t.number(row["share"] * 100),
            t.number(row["lost"], 2),
            _gain(row["gain"], typed),
        ]
        for row in table.to_dict("records")
    ]
    key = "of_region" if region else "of_all"
    return Table(
        caption=t("reports.types.lacking.common"),
        columns=[Column(t(f"reports.types.column.{h}"), numeric=h != "indicator") for h in heads],
        rows=rows[:COMMON],
        more=rows[COMMON:],
        notes=[t("reports.types.lacking.common_note"), t(f"reports.types.lacking.gain_{key}")],
        source=typed.source,
        frame=table,
    )


def _mixes(lacking: Lacking, names: Mapping[str, str], typed: Typed) -> Table:
    t = typed.t
    table = lacking.mixes()
    sizes = table.sum(axis=1)
    order = sizes.sort_values(ascending=False, kind="stable").index
    columns = [t("reports.types.lacking.type", type=int(label)) for label in table.columns]
    rows = [
        [
            region_name(str(code), names, t),
            t.number(sizes[code]),
            *(t.number(n / sizes[code] * 100) for n in table.loc[code]),
        ]
        for code in order
    ]
    return Table(
        caption=t("reports.types.lacking.mixes"),
        columns=[
            Column(t("reports.types.column.region")),
            Column(t("reports.types.column.n"), numeric=True),
            *(Column(label, numeric=True) for label in columns),
        ],
        rows=rows[:REGIONS],
        more=rows[REGIONS:],
        notes=[t("reports.types.lacking.more_regions", n=len(rows) - REGIONS)] if len(rows) > REGIONS else [],
        source=typed.source,
        frame=table,
    )
