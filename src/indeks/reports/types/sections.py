"""The sections of the report on types of innovation, of one region or of all regions of a dataset."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indeks.document.blocks import Banner, Block, Bullets, Column, Heading, Paragraph, Table, figure
from indeks.figures import of_types as figures
from indeks.reports import left_out, manifest
from indeks.reports.alike import alike_blocks, region_name
from indeks.reports.method import edition_text, shipped_note
from indeks.reports.types import frames, lacking_tables
from indeks.reports.types import tables as type_tables
from indeks.reports.types.facts import TypesFacts, gather, years
from indeks.reports.types.gaps import gaps
from indeks.reports.types.sectored import Typed
from indeks.typology import maps, profiles, views

MAP_KEY = ("number", "innovation", "sector")


def banner(facts: TypesFacts) -> list[Block]:
    """Say what the report is about: region, years, data."""
    t = facts.t
    shown = years(facts.since, facts.year)
    rows = [
        (t("reports.banner.region"), f"{facts.name} ({facts.region})" if facts.region else facts.name),
        (t("reports.banner.year"), shown),
        (t("reports.column.innovations"), t.number(len(facts.typed.rows))),
    ]
    if facts.rule is not None:
        rows.append((t("reports.banner.edition"), edition_text(facts.rule, t)))
    marks = [t("reports.synthetic")] if facts.synthetic else []
    title = t("reports.types.page.title", name=facts.name, year=shown)
    missing = left_out.sections(gaps(facts))
    subtitle = t("reports.types.page.subtitle")
    blocks: list[Block] = [Banner(title, subtitle, rows, marks, t.lang, left_out=missing)]
    if facts.synthetic:
        blocks.append(Paragraph(t("reports.synthetic_note"), "warning"))
    return blocks


def summarise(facts: TypesFacts) -> list[Block]:
    """Tell the report in a few sentences."""
    t, typed = facts.t, facts.typed
    known = frames.known(typed.table)
    count = {"n": int(known["n"].sum()), "k": len(known)}
    sentences = []
    if len(known) and facts.region:
        sentences.append(t("reports.types.summary.count", name=facts.name, **count))
    elif len(known):
        regions = frames.known(typed.rows)["region_code"].nunique()
        sentences.append(t("reports.types.summary.count_all", regions=regions, **count))
    if len(typed.rows) > count["n"]:
        sentences.append(t("reports.types.sectors.untold", n=len(typed.rows) - count["n"], of=len(typed.rows)))
    top = [
        t("reports.types.summary.share", name=typed.name(row["sector"]), share=row["share"] * 100)
        for row in known.head(3).to_dict("records")
    ]
    if top:
        sentences.append(t("reports.types.summary.top", sectors="; ".join(top)))
    absent = frames.absent(typed)
    if absent and facts.region:
        sentences.append(t("reports.types.summary.absent", sectors="; ".join(map(typed.name, absent))))
    review = int(typed.rows["review"].sum())
    if review:
        sentences.append(t("reports.types.summary.review", n=review))
    alone = int((typed.rows["basis"] == "agency").sum())
    if alone:
        sentences.append(t("reports.types.summary.agency_only", n=alone, of=len(typed.rows)))
    if facts.undated:
        sentences.append(t("reports.types.summary.undated", n=facts.undated))
    if not facts.with_levels:
        sentences.append(t("reports.types.summary.no_levels"))
    claimed = len(typed.groups.groups)
    sentences.append(
        t("reports.types.summary.groups", n=claimed) if claimed else t("reports.types.summary.no_groups")
    )
    first, *rest = sentences
    return [Heading(t("reports.summary.title"), "ringkasan"), Paragraph(first, "lead"), Bullets(rest)]


def sectors(facts: TypesFacts) -> list[Block]:
    """Show the sector table."""
    return [Heading(facts.t("reports.types.sectors.title"), "sektor"), *type_tables.sector_blocks(facts.typed)]


def review(facts: TypesFacts) -> list[Block]:
    """List what a person should look at."""
    return [
        Heading(facts.t("reports.types.review.title"), "tinjau"),
        *type_tables.review_blocks(facts.typed, facts.own_names),
    ]


def crosses(facts: TypesFacts) -> list[Block]:
    """Set sectors against form, digital or not, phase, initiator and the declared affair."""
    t, typed = facts.t, facts.typed
    if "cross" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.types.cross.title"), "silang")]
    columns = views.crossable(typed.rows)
    blocks.append(Paragraph(t("reports.types.cross.intro"), "note"))
    plain = [column for column in columns if column != "affair"]
    blocks += [type_tables.cross_table(typed, plain[k : k + 2]) for k in range(0, len(plain), 2)]
    if "affair" in columns:
        blocks.append(_affair_figure(typed))
    return blocks


def _affair_figure(typed: Typed) -> Block:
    t = typed.t
    counts = frames.affair_counts(typed.rows)
    labels = [t("reports.types.other") if value == frames.OTHER else typed.value(value) for value in counts]
    shown = counts.set_axis([typed.name(str(sector)) for sector in counts.index]).set_axis(labels, axis=1)
    affairs = views.cross(typed.rows, "affair").shape[1]
    return figure(
        figures.heat(shown, t),
        alt=t("reports.types.cross.alt", k=len(counts), affairs=affairs, counted=len(typed.rows)),
        caption=t("reports.types.cross.affair"),
        source=typed.source,
        frame=counts,
    )


def groups(facts: TypesFacts) -> list[Block]:
    """Show groups inside sectors."""
    heading = Heading(facts.t("reports.types.groups.title"), "kelompok")
    blocks = [heading, *type_tables.group_blocks(facts.typed)]
    return blocks if facts.region else [*blocks, *type_tables.candidate_blocks(facts.typed)]


def lacking(facts: TypesFacts) -> list[Block]:
    """Show types of innovation by what they lack where the data support them, else the most common gaps."""
    if "lacking" in gaps(facts) or facts.lacking is None:
        return []
    heading = Heading(facts.t("reports.types.lacking.title"), "kekurangan")
    return [heading, *lacking_tables.blocks(facts.lacking, facts.region, facts.own_names, facts.typed)]


def likeness(facts: TypesFacts) -> list[Block]:
    """Draw a map of the innovations, and a tree where they are few."""
    t, typed = facts.t, facts.typed
    if "map" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.types.map.title"), "peta")]
    drawn = facts.places
    if drawn is not None and drawn.trusted:
        blocks += _map(facts, drawn)
    elif drawn is not None:
        blocks.append(
            Paragraph(t("reports.types.map.untrusted", trust=drawn.trust, least=maps.LEAST_TRUST), "note")
        )
    grown = frames.tree(typed)
    if grown is not None:
        titles = typed.rows.set_index("innovation_id")["title"]
        names = {k: type_tables.title_of(titles[k], t) for k in grown.leaves}
        blocks.append(_tree_figure(facts, grown, names, "reports.types.tree"))
    return blocks


def _map(facts: TypesFacts, drawn: maps.Map) -> list[Block]:
    t, typed = facts.t, facts.typed
    points = frames.map_points(facts)
    shown = points.assign(sector=[typed.name(s) if s else "" for s in points["sector"]])
    told = {"trust": drawn.trust, "near": drawn.near, "same": drawn.same * 100, "chance": drawn.chance * 100}
    note = t("reports.types.map.sampled", shown=len(shown), of=drawn.sampled) if drawn.sampled else ""
    key = shown[shown["number"] > 0].sort_values("number")
    return [
        figure(
            figures.place_map(shown, t),
            alt=t("reports.types.map.alt", shown=len(shown), k=shown["sector"].nunique(), **told),
            caption=f"{t('reports.types.map.caption', **told)} {note}".strip(),
            source=typed.source,
            frame=points,
        ),
        Table(
            caption=t("reports.types.map.key"),
            columns=[Column(t(f"reports.types.column.{h}"), numeric=h == "number") for h in MAP_KEY],
            rows=[
                [t.number(row["number"]), type_tables.title_of(row["title"], t), row["sector"] or typed.name("")]
                for row in key.to_dict("records")
            ],
            source=typed.source,
            frame=key,
        ),
    ]


def _tree_figure(facts: TypesFacts, grown: frames.Tree, names: Mapping[str, str], texts: str) -> Block:
    """Draw a tree, its leaves by name; ``texts`` is the part of the catalogue that words it."""
    first, second = grown.closest
    return figure(
        figures.dendrogram(grown.linkage, [names[leaf] for leaf in grown.leaves], facts.t),
        alt=facts.t(f"{texts}.alt", shown=len(grown.leaves), one=names[first], second=names[second]),
        caption=facts.t(f"{texts}.caption"),
        source=facts.typed.source,
        frame=grown.joins,
    )


def over_years(facts: TypesFacts) -> list[Block]:
    """Show how the mix of sectors shifts from year to year."""
    t, typed = facts.t, facts.typed
    if "years" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.types.years.title"), "tahun")]
    mix = views.periods(views.mix_by_year(facts.by_year))
    shown = mix.rename(columns=typed.name)
    change = views.shift(mix)
    first, last = str(mix.index[0]), str(mix.index[-1])
    ends = [change.iloc[0], change.iloc[-1]]
    listed = "; ".join(
        t("reports.types.years.change", name=typed.name(row["sector"]), points=row["change"] * 100) for row in ends
    )
    blocks.append(
        figure(
            figures.mix(shown, t),
            alt=t("reports.types.years.alt", first=first, year=last, parts=listed),
            caption=t("reports.types.years.caption"),
            source=typed.source,
            frame=mix,
        )
    )
    heads = ("sector", "first", "last", "change", "interval")
    sizes = mix.sum(axis=1)
    ns = {"first": first, "year": last, "first_n": int(sizes.iloc[0]), "last_n": int(sizes.iloc[-1])}
    blocks.append(
        Table(
            caption=t("reports.types.years.table"),
            columns=[Column(t(f"reports.types.column.{h}", **ns), numeric=h != "sector") for h in heads],
            rows=[
                [
                    typed.name(row["sector"]),
                    t("reports.types.years.cell", n=row["first_n"], share=row["first"] * 100),
                    t("reports.types.years.cell", n=row["last_n"], share=row["last"] * 100),
                    t.number(row["change"] * 100, 1, signed=True),
                    t("reports.types.years.interval", low=row["low"] * 100, high=row["high"] * 100),
                ]
                for row in change.to_dict("records")
            ],
            notes=[t("reports.types.years.note", least=views.ENOUGH_A_YEAR)],
            source=typed.source,
            frame=change,
        )
    )
    return blocks


def regions_alike(facts: TypesFacts) -> list[Block]:
    """Show which regions resemble each other in mix, maturity and index, and how surely."""
    t = facts.t
    if "profile" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.types.profile.title"), "profil")]
    described = facts.profiles
    n = len(described.counts)
    clusters = profiles.clusters(described)
    shares = profiles.shares(described) or {"mix": 1.0}
    parts = [t(f"reports.types.profile.part.{name}", share=share * 100) for name, share in shares.items()]
    sentences = [t("reports.types.profile.intro", n=n, parts=t.join(parts))]
    if len(described.few):
        sentences.append(t("reports.types.profile.few", n=len(described.few), least=profiles.ENOUGH))
    if "index" in shares:
        sentences.append(t(f"reports.types.profile.index_{facts.index_kind}"))
    blocks.append(Paragraph(" ".join(sentences)))
    key = "one" if clusters.k == 1 else "supported" if clusters.supported else "unsupported"
    values = {"k": clusters.k, "silhouette": clusters.silhouette, "stability": clusters.stability}
    shown = {} if key == "one" else values | {"threshold": profiles.STABLE}
    blocks.append(Paragraph(t(f"reports.types.profile.{key}", **shown)))
    if facts.region:
        blocks.append(_peer_table(facts, described))
    grown = frames.region_tree(described)
    if grown is not None:
        names = {code: region_name(code, facts.own_names, t) for code in grown.leaves}
        blocks.append(_tree_figure(facts, grown, names, "reports.types.profile"))
    return blocks


def _peer_table(facts: TypesFacts, described: profiles.Profiles) -> Block:
    t, typed, none = facts.t, facts.typed, facts.t("reports.none")
    peers = frames.peers(described, facts.region)
    chance = profiles.chance_recurrence(described, facts.region, frames.PEERS)
    gaps = [name for name in ("maturity", "index") if name in peers]
    rows = []
    for row in peers.to_dict("records"):
        sides = ["; ".join(map(typed.name, row[side])) or none for side in ("alike", "more", "less")]
        rows.append(
            [
                region_name(row["region_code"], facts.own_names, t),
                t.number(row["distance"], 2),
                t.number(row["recurs"] * 100),
                *sides,
                *(t.number(row[gap], 1, signed=True) if pd.notna(row[gap]) else none for gap in gaps),
            ]
        )
    heads = ["peer", "distance", "recurs", "alike", "more", "less", *(f"{gap}_gap" for gap in gaps)]
    words = {"peer", "alike", "more", "less"}
    return Table(
        caption=t("reports.types.profile.table", name=facts.name),
        columns=[Column(t(f"reports.types.column.{h}"), numeric=h not in words) for h in heads],
        rows=rows,
        notes=[t("reports.types.profile.note", chance=chance * 100)],
        source=typed.source,
        frame=peers,
    )


def look_alikes(facts: TypesFacts) -> list[Block]:
    """Show what other regions have that is like the innovations of the report."""
    t = facts.t
    if "alike" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.types.alike.title"), "kemiripan")]
    return [*blocks, *alike_blocks(facts.typed.rows, frames.others(facts), facts.own_names, t, facts.typed.source)]


def method(facts: TypesFacts) -> list[Block]:
    """Tell how the types were found, what quality to expect, and what the report was made from."""
    t = facts.t
    sentences = [
        t(f"reports.types.method.{part}")
        for part in ("sectors", "quality", "groups", "lacking", "profiles", "alike")
    ]
    return [
        Heading(t("reports.types.method.title"), "metode"),
        Bullets(sentences),
        *left_out.blocks(gaps(facts), t),
        *shipped_note(facts.parameters["data"], t),
        *manifest.colophon(manifest.of(facts.parameters, facts.rule, facts.data_path), t),
    ]


__all__ = [
    "banner",
    "crosses",
    "gather",
    "groups",
    "lacking",
    "likeness",
    "look_alikes",
    "method",
    "over_years",
    "regions_alike",
    "review",
    "sectors",
    "summarise",
]
