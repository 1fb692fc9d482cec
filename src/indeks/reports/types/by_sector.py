"""One table for whoever plans: each sector with its innovations, what they lack most, and whom to visit for it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indeks.document.blocks import Block, Cell, Column, Table, cite, figure
from indeks.figures import of_types as figures
from indeks.reports.alike import best_alike, owner
from indeks.reports.types.lacking import Lacking
from indeks.reports.types.sectored import Typed
from indeks.typology import lookalikes, views
from indeks.typology.features import own_descriptions


def by_sector(typed: Typed, lacking: Lacking | None, among: lookalikes.Index) -> pd.DataFrame:
    """Return what a region has in each sector of the lexicon.

    Parameters
    ----------
    typed
        The innovations of one region.
    lacking
        What innovations lack; None without levels.
    among
        Innovations of other regions to visit.

    Returns
    -------
    pandas.DataFrame
        ``sector, n, gap`` (the indicator in which its innovations lose most points, empty without levels),
        ``low`` (those of them at level 0 or 1), ``rated`` (those with levels), ``gain`` (index points if the gap
        were closed) and of the likest innovation elsewhere ``title, region_code, agency, source``, empty where
        none is similar. Most innovations first; sectors without any stand last, in the order of the lexicon.
    """
    rows = typed.rows
    own = lookalikes.index(rows.assign(description=own_descriptions(rows)))
    alike = best_alike(own, among)
    alike = alike.assign(sector=alike["query"].map(rows.set_index("innovation_id")["sector"]))
    alike = alike.sort_values("similarity", ascending=False, kind="stable").drop_duplicates("sector")
    visits = alike.set_index("sector")[["title", "region_code", "agency", "source"]].to_dict("index")
    counts = rows.loc[rows["sector"] != views.NONE, "sector"].value_counts()
    entries = []
    for sector in typed.lexicon.ids:
        mine = rows.loc[rows["sector"] == sector, "innovation_id"]
        rated = [] if lacking is None else [i for i in mine if i in lacking.levels.index]
        entry = {"sector": sector, "n": int(counts.get(sector, 0)), "gap": "", "low": 0, "rated": len(rated)}
        if lacking is not None and rated:
            lost = lacking.lost(rated)
            if lost.iloc[0] > 0:
                gap = str(lost.index[0])
                low = int((lacking.levels.loc[rated, gap] <= 1).sum())
                gain = lacking.gain(rated, [gap], str(lacking.region[rated[0]]))
                entry |= {"gap": gap, "low": low, "gain": gain}
        entries.append(entry | visits.get(sector, {}))
    heads = ["sector", "n", "gap", "low", "rated", "gain", "title", "region_code", "agency", "source"]
    table = pd.DataFrame(entries, columns=heads).fillna(
        {"title": "", "region_code": "", "agency": "", "source": ""}
    )
    return table.sort_values("n", ascending=False, kind="stable", ignore_index=True)


def blocks(
    typed: Typed, lacking: Lacking | None, among: lookalikes.Index, names: Mapping[str, str]
) -> list[Block]:
    """Draw the innovations of every sector, and show for each what is lacking and whom to visit."""
    t = typed.t
    table = by_sector(typed, lacking, among)
    shown = table.assign(name=[typed.name(s) for s in table["sector"]])
    having, without = table[table["n"] > 0], table[table["n"] == 0]
    alt = t(
        "reports.tipe.alt", k=len(having), of=len(table), name=shown["name"].iloc[0], n=int(table["n"].iloc[0])
    )
    drawn = figure(
        figures.sectors(shown[["name", "n"]], t), alt=alt,
        caption=t("reports.tipe.caption", n=len(without)), source=typed.source, frame=shown,
    )  # fmt: skip
    with_levels = bool((having["gap"] != "").any())
    heads = ["sector", "n", *(["gap", "gain"] if with_levels else []), "visit", "where", "source"]
    rows = [_row(row, heads, typed, lacking, names) for row in having.to_dict("records")]
    notes = [t("reports.tipe.note")] if with_levels else []
    if len(without):
        notes.insert(0, t("reports.tipe.without", sectors="; ".join(typed.name(s) for s in without["sector"])))
    return [
        drawn,
        Table(
            caption=t("reports.tipe.table"),
            columns=[Column(t(f"reports.types.column.{h}"), numeric=h in ("n", "gain")) for h in heads],
            rows=rows,
            notes=notes,
            source=typed.source,
            frame=table,
        ),
    ]


def _row(
    row: dict, heads: list[str], typed: Typed, lacking: Lacking | None, names: Mapping[str, str]
) -> list[Cell]:
    t = typed.t
    none = t("reports.none")
    gap = none
    if lacking is not None and row["gap"]:
        name = lacking.rule.indicator(row["gap"]).text(t.lang)
        gap = t("reports.tipe.gap", indicator=name, low=row["low"], rated=row["rated"])
    cells: dict[str, Cell] = {
        "sector": typed.name(row["sector"]),
        "n": t.number(row["n"]),
        "gap": gap,
        "gain": t.number(row["gain"], 2, signed=True) if pd.notna(row["gain"]) else none,
        "visit": row["title"] or t("reports.tipe.nobody"),
        "where": owner(row["region_code"], row["agency"], names, t) if row["region_code"] else none,
        "source": cite(row["source"], t) if row["source"] else none,
    }
    return [cells[h] for h in heads]
