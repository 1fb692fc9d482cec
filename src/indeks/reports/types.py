"""The sections of the report on types of innovation, of one region or of all regions of a dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks import history, regions, scoring
from indeks.edition import EditionError
from indeks.figures import types as figures
from indeks.reports import manifest, type_tables
from indeks.reports.alike import alike_blocks, region_name
from indeks.reports.blocks import Banner, Block, Bullets, Column, Heading, Missing, Paragraph, Table, figure
from indeks.reports.facts import ReportError, check_language, check_year, find_data
from indeks.reports.type_tables import Typed
from indeks.tables import Dataset
from indeks.texts import Texts
from indeks.typology import corpus as corpora
from indeks.typology import maps, profiles, views

AFFAIRS_SHOWN = 7
"""Declared affairs shown each on its own, the most frequent ones."""
PEERS = 5


@dataclass(frozen=True)
class TypesFacts:
    """What the sections of a report on types read.

    Attributes
    ----------
    region, name
        Code and name of the region; the code is empty where all regions are looked at.
    year, since
        Last and first year of the innovations counted.
    with_levels
        Whether the levels could be read; without them there is no maturity.
    made
        Those innovations with their sectors and groups.
    by_year
        The region's innovations of every year of the data up to ``year``, with sectors.
    every
        The innovations of all regions in the years counted, with sectors and, where there are levels, maturity.
    index
        Index by region, all of one kind, and ``index_kind``, the key of its name; empty where there is none.
    """

    region: str
    name: str
    year: int
    since: int
    t: Texts
    data: Dataset
    data_path: Path
    parameters: Mapping[str, Any]
    with_levels: bool
    made: Typed
    by_year: pd.DataFrame
    every: pd.DataFrame
    index: Mapping[str, float]
    index_kind: str

    @property
    def own_names(self) -> dict[str, str]:
        """Names of the regions in the data's own table, by code."""
        table = self.data.regions
        return dict(zip(table["region_code"].astype(str), table["name"].astype(str), strict=True))

    @property
    def synthetic(self) -> bool:
        """Whether the report shows made-up data."""
        return self.data.synthetic


def checked(
    *, year: Any, data: str = "", region: Any = "", since: Any = "", lang: str = "id", corpus: str = ""
) -> dict[str, Any]:
    """Return the parameters of a report on types as they are kept; see :func:`gather`."""
    t = check_language(lang)
    last = check_year(year, t)
    first = check_year(since, t) if str(since or "").strip() else last
    if first > last:
        raise ReportError(t("typology.error.since", since=first, year=last))
    if not data:
        raise ReportError(t("typology.error.data"))
    find_data(data, t)
    if corpus and not Path(corpus).expanduser().exists():
        raise ReportError(t("typology.error.corpus", path=corpus))
    code = place(region, data, t)[0]
    return {"region": code, "year": last, "since": first, "lang": lang, "data": str(data), "corpus": str(corpus)}


def years(since: int, year: int) -> str:
    """Return the years of a report as shown: one, or first and last."""
    return str(year) if since == year else f"{since}–{year}"


def place(region: Any, data: str, t: Texts) -> tuple[str, str]:
    """Return code and full name of a region of the master list or of the data; an empty code stands for all."""
    text = str(region or "").strip()
    if not text:
        return "", t("typology.all_regions")
    try:
        code = regions.resolve(region, t.lang)
    except regions.UnknownRegion:
        table = _load(find_data(data, t), t)[0].regions
        own = dict(zip(table["region_code"].astype(str), table["name"].astype(str), strict=True))
        if text in own:
            return text, own[text]
        raise
    return code, regions.full_name(code, t.lang)


def _load(path: Path, t: Texts) -> tuple[Dataset, bool]:
    """Read a dataset with its levels; without them, and False, where they are missing or have faults."""
    from indeks import intake
    from indeks.problems import DataError
    from indeks.reports import cache

    try:
        return cache.load(path, lang=t.lang).data, True
    except DataError:
        return intake.load_innovations(path, lang=t.lang), False


def gather(
    *, year: Any, data: str, region: Any = "", since: Any = "", lang: str = "id", corpus: str = ""
) -> TypesFacts:
    """Check the parameters of a report on types and gather its facts.

    Parameters
    ----------
    year
        The year, or the last of several.
    data
        Path of a dataset, absolute or from the root of the project; innovations and regions are enough.
    region
        Kemendagri code or name; empty for all regions of the data.
    since
        The first of several years; empty for ``year`` alone.
    lang
        ``"id"`` or ``"en"``.
    corpus
        Path of the innovations among which look-alikes are sought; empty for those that come with the library.

    Raises
    ------
    ReportError
        If a parameter is not usable, or no innovation is left.
    indeks.problems.DataError
        If the innovations have errors.
    """
    parameters = checked(year=year, data=data, region=region, since=since, lang=lang, corpus=corpus)
    t = check_language(lang)
    path = find_data(data, t)
    dataset, with_levels = _load(path, t)
    code, name = place(region, data, t)
    last = parameters["year"]
    first = parameters["since"]
    rows = dataset.innovations[dataset.innovations["sent"]]
    chosen = rows[rows["year"].between(first, last)]
    own = chosen[chosen["region_code"] == code] if code else chosen
    if own.empty:
        raise ReportError(t("typology.error.none", name=name, since=first, year=last, data=path.name))
    past = rows[(rows["year"] <= last) & ((rows["region_code"] == code) | (not code))]
    maturity = _maturity(dataset, last, t) if with_levels else None
    index, kind = _index(dataset, last, with_levels, t)
    return TypesFacts(
        region=code,
        name=name,
        year=last,
        since=first,
        t=t,
        data=dataset,
        data_path=path,
        parameters=parameters,
        with_levels=with_levels,
        made=type_tables.typed(dataset, own, maturity, t, _source(dataset, path, t)),
        by_year=type_tables.with_sectors(dataset, past, None, t),
        every=type_tables.with_sectors(dataset, chosen, maturity, t),
        index=index,
        index_kind=kind,
    )


def _source(data: Dataset, path: Path, t: Texts) -> str:
    key = "report.source.data_synthetic" if data.synthetic else "report.source.data"
    return t("report.source.line", sources=t(key, file=path.name))


def _of_year(data: Dataset, year: int) -> Dataset:
    innovations = data.innovations[data.innovations["year"] == year]
    return replace(
        data,
        innovations=innovations,
        innovation_levels=data.innovation_levels[
            data.innovation_levels["innovation_id"].isin(innovations["innovation_id"])
        ],
        region_levels=data.region_levels[data.region_levels["year"] == year],
    )


def _maturity(data: Dataset, year: int, t: Texts) -> pd.Series | None:
    """Maturity of the innovations of one year, whose edition gives one scale; None without levels or edition."""
    one = _of_year(data, year)
    if one.innovation_levels.empty:
        return None
    try:
        table = scoring.maturity(one, lang=t.lang)
    except EditionError:
        return None
    return table.set_index(table["innovation_id"].astype(str))["maturity"]


def _index(data: Dataset, year: int, with_levels: bool, t: Texts) -> tuple[dict[str, float], str]:
    """Index of every region of one year: computed from claims where there are levels, else the published final."""
    one = _of_year(data, year)
    if with_levels and len(one.region_levels):
        try:
            scores = scoring.score(one, lang=t.lang)
        except EditionError:
            scores = None
        if scores is not None:
            rows = scores[scores["basis"] == scoring.CLAIMED]
            return dict(zip(rows["region_code"], rows["index"].astype(float), strict=True)), "claimed"
    final = history.league(year)
    final = final[final["score"].notna()]
    found = dict(zip(final["region_code"], final["score"].astype(float), strict=True))
    codes = set(one.innovations["region_code"].astype(str))
    kept = {code: score for code, score in found.items() if code in codes}
    return kept, "final" if kept else ""


def banner(facts: TypesFacts) -> list[Block]:
    """What the report is about: region, years, data."""
    t = facts.t
    shown = years(facts.since, facts.year)
    rows = [
        (t("report.banner.region"), f"{facts.name} ({facts.region})" if facts.region else facts.name),
        (t("report.banner.year"), shown),
        (t("report.column.innovations"), t.number(len(facts.made.rows))),
    ]
    marks = [t("report.synthetic")] if facts.synthetic else []
    title = t("typology.page.title", name=facts.name, year=shown)
    blocks: list[Block] = [Banner(title, t("typology.page.subtitle"), rows, marks, t.lang)]
    if facts.synthetic:
        blocks.append(Paragraph(t("report.synthetic_note"), "warning"))
    return blocks


def summarise(facts: TypesFacts) -> list[Block]:
    """The report in a few sentences."""
    t, made = facts.t, facts.made
    table = views.sector_table(made.rows)
    known = table[table["sector"] != views.NONE]
    count = {"n": len(made.rows), "k": len(known)}
    if facts.region:
        said = [t("typology.summary.count", name=facts.name, **count)]
    else:
        said = [t("typology.summary.count_all", regions=made.rows["region_code"].nunique(), **count)]
    top = [
        t("typology.summary.share", name=made.name(row["sector"]), share=row["share"] * 100)
        for row in known.head(3).to_dict("records")
    ]
    if top:
        said.append(t("typology.summary.top", sectors=t.join(top)))
    absent = [s.text(t.lang) for s in made.lexicon.sectors if s.id not in set(known["sector"])]
    if absent and facts.region:
        said.append(t("typology.summary.absent", sectors=t.join(absent)))
    review = int(made.rows["review"].sum())
    if review:
        said.append(t("typology.summary.review", n=review))
    if not facts.with_levels:
        said.append(t("typology.summary.no_levels"))
    claimed = len(made.found.groups)
    said.append(t("typology.summary.groups", n=claimed) if claimed else t("typology.summary.no_groups"))
    first, *rest = said
    return [Heading(t("report.summary.title"), "ringkasan"), Paragraph(first, "lead"), Bullets(rest)]


def sectors(facts: TypesFacts) -> list[Block]:
    """The sector table."""
    return [Heading(facts.t("typology.sectors.title"), "sektor"), *type_tables.sector_blocks(facts.made)]


def review(facts: TypesFacts) -> list[Block]:
    """What a person should look at."""
    return [Heading(facts.t("typology.review.title"), "tinjau"), *type_tables.review_blocks(facts.made)]


def crosses(facts: TypesFacts) -> list[Block]:
    """Sectors against form, digital or not, phase, initiator and the declared affair."""
    t, made = facts.t, facts.made
    blocks: list[Block] = [Heading(t("typology.cross.title"), "silang")]
    columns = views.crossable(made.rows)
    if not columns:
        return [*blocks, Missing(t("typology.cross.missing"))]
    blocks.append(Paragraph(t("typology.cross.intro"), "note"))
    plain = [column for column in columns if column != "affair"]
    blocks += [type_tables.cross_table(made, plain[k : k + 2]) for k in range(0, len(plain), 2)]
    if "affair" in columns:
        blocks.append(_affair_figure(made))
    return blocks


def _affair_figure(made: Typed) -> Block:
    t, counts = made.t, views.cross(made.rows, "affair")
    shown = list(counts.columns[:AFFAIRS_SHOWN])
    table = counts[shown].copy()
    rest = counts.drop(columns=shown).sum(axis=1)
    labels = [made.value(value) for value in shown]
    if rest.any():
        table["rest"] = rest
        labels.append(t("typology.other"))
    table.index = [made.name(str(sector)) for sector in counts.index]
    table.columns = labels
    return figure(
        figures.heat(table, t),
        alt=t("typology.cross.alt", k=len(table), affairs=counts.shape[1], counted=len(made.rows)),
        caption=t("typology.cross.affair"),
        source=made.source,
    )


def groups(facts: TypesFacts) -> list[Block]:
    """Groups inside sectors."""
    return [Heading(facts.t("typology.groups.title"), "kelompok"), *type_tables.group_blocks(facts.made)]


def likeness(facts: TypesFacts) -> list[Block]:
    """A map of the innovations, and a tree where they are few."""
    t, made = facts.t, facts.made
    blocks: list[Block] = [Heading(t("typology.map.title"), "peta")]
    drawn = maps.place(made.rows, made.scores)
    if drawn is None:
        blocks.append(Missing(t("typology.map.missing", least=maps.FEWEST)))
    else:
        names = made.rows.set_index("innovation_id")["sector"].map(lambda s: made.name(s) if s else "")
        points = drawn.points.assign(sector=names.loc[drawn.points["innovation_id"]].to_numpy())
        note = t("typology.map.sampled", shown=len(points), of=drawn.sampled) if drawn.sampled else ""
        blocks.append(
            figure(
                figures.place_map(points, t),
                alt=t("typology.map.alt", shown=len(points), k=points["sector"].nunique(), trust=drawn.trust),
                caption=f"{t('typology.map.caption', trust=drawn.trust)} {note}".strip(),
                source=made.source,
            )
        )
    grown = maps.tree(made.rows, made.scores)
    if grown is not None:
        linkage, order = grown
        titles = made.rows.set_index("innovation_id")["title"]
        labels = [type_tables.title_of(titles[k], t) for k in order]
        blocks.append(
            figure(
                figures.dendrogram(linkage, labels, t),
                alt=t("typology.tree.alt", shown=len(order), **_closest(linkage, labels)),
                caption=t("typology.tree.caption"),
                source=made.source,
            )
        )
    return blocks


def _closest(linkage: np.ndarray, labels: Sequence[str]) -> dict[str, str]:
    """The two leaves that a tree joins first."""
    one, second = sorted(int(k) for k in linkage[0, :2])
    return {"one": labels[one], "second": labels[second]}


def over_years(facts: TypesFacts) -> list[Block]:
    """How the mix of sectors shifts from year to year."""
    t, made = facts.t, facts.made
    blocks: list[Block] = [Heading(t("typology.years.title"), "tahun")]
    mix = views.mix_by_year(facts.by_year)
    if len(mix) < 2:
        return [*blocks, Missing(t("typology.years.missing"))]
    shown = mix.rename(columns=made.name)
    change = views.shift(mix)
    first, last = int(mix.index[0]), int(mix.index[-1])
    ends = [change.iloc[0], change.iloc[-1]]
    said = "; ".join(
        t("typology.years.change", name=made.name(row["sector"]), points=row["change"] * 100) for row in ends
    )
    blocks.append(
        figure(
            figures.mix(shown, t),
            alt=t("typology.years.alt", first=first, year=last, parts=said),
            caption=t("typology.years.caption"),
            source=made.source,
        )
    )
    heads = ("sector", "first", "last", "change")
    blocks.append(
        Table(
            caption=t("typology.years.table"),
            columns=[
                Column(t(f"typology.column.{h}", first=first, year=last), numeric=h != "sector") for h in heads
            ],
            rows=[
                [
                    made.name(row["sector"]),
                    t.number(row["first"] * 100, 1),
                    t.number(row["last"] * 100, 1),
                    t.number(row["change"] * 100, 1, signed=True),
                ]
                for row in change.to_dict("records")
            ],
            notes=[t("typology.years.note")],
            source=made.source,
        )
    )
    return blocks


def regions_alike(facts: TypesFacts) -> list[Block]:
    """Which regions resemble each other in mix, maturity and index, and how surely."""
    t, made = facts.t, facts.made
    blocks: list[Block] = [Heading(t("typology.profile.title"), "profil")]
    described = profiles.profiles(facts.every[facts.every["sector"] != views.NONE], facts.index)
    n = len(described.counts)
    if n < 3 or (facts.region and facts.region not in described.counts.index):
        return [*blocks, Missing(t("typology.profile.missing", least=profiles.ENOUGH))]
    found = profiles.clusters(described)
    kind = t(f"typology.profile.index_{facts.index_kind or 'none'}")
    blocks.append(Paragraph(t("typology.profile.intro", n=n, left_out=len(described.few), index=kind)))
    key = "one" if found.k == 1 else "supported" if found.supported else "unsupported"
    values = {"k": found.k, "silhouette": found.silhouette, "stability": found.stability}
    shown = {} if key == "one" else values | {"threshold": profiles.STABLE}
    blocks.append(Paragraph(t(f"typology.profile.{key}", **shown)))
    if facts.region:
        blocks.append(_peer_table(facts, described))
    if n <= maps.TREE_AT_MOST:
        labels = [region_name(code, facts.own_names, t) for code in described.counts.index]
        linkage = profiles.tree(described)
        blocks.append(
            figure(
                figures.dendrogram(linkage, labels, t),
                alt=t("typology.profile.alt", shown=n, **_closest(linkage, labels)),
                caption=t("typology.profile.caption"),
                source=made.source,
            )
        )
    return blocks


def _peer_table(facts: TypesFacts, described: profiles.Profiles) -> Block:
    t, made, none = facts.t, facts.made, facts.t("report.none")
    found = profiles.peers(described, facts.region, PEERS)
    gaps = [name for name in ("maturity", "index") if found[name].notna().any()]
    rows = []
    for row in found.to_dict("records"):
        sides = [", ".join(map(made.name, row[side])) or none for side in ("alike", "more", "less")]
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
        caption=t("typology.profile.table", name=facts.name),
        columns=[Column(t(f"typology.column.{h}"), numeric=h not in words) for h in heads],
        rows=rows,
        notes=[t("typology.profile.note")],
        source=made.source,
    )


def look_alikes(facts: TypesFacts) -> list[Block]:
    """What other regions have that is like the innovations of the report."""
    t = facts.t
    blocks: list[Block] = [Heading(t("typology.alike.title"), "kemiripan")]
    if not facts.region:
        return [*blocks, Missing(t("typology.alike.one_region"))]
    path = facts.parameters["corpus"]
    among = [corpora.read(path, t.lang) if path else corpora.shipped()]
    others = facts.every[facts.every["region_code"] != facts.region]
    if len(others):
        among.append(others.assign(source=t("typology.alike.this_data")))
    corpus = pd.concat(among, ignore_index=True)
    return [*blocks, *alike_blocks(facts.made.rows, corpus, facts.own_names, t, facts.made.source)]


def method(facts: TypesFacts) -> list[Block]:
    """How the types were found, what quality to expect, and what the report was made from."""
    t = facts.t
    said = [t(f"typology.method.{part}") for part in ("sectors", "quality", "groups", "profiles", "alike")]
    return [
        Heading(t("typology.method.title"), "metode"),
        Bullets(said),
        manifest.block(facts.parameters, None, facts.data_path, t),
    ]
