"""What a report says about types of innovation: in a region's yearly report and in the report on types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indeks.document.blocks import Block, Column, Paragraph, Table
from indeks.tables import Dataset
from indeks.texts import Texts
from indeks.typology import groups as grouping
from indeks.typology import sectors as sectoring
from indeks.typology import views
from indeks.typology.groups import Groups
from indeks.typology.lexicon import Lexicon

NUMERIC = frozenset({"n", "maturity", "margin", "review"})
VALUES_SHOWN = 4
"""Values of a column of a cross-tab that are counted each on its own."""
MOST_REVIEWED = 40
"""Innovations to review that are listed, the least certain ones."""
KNOWN_VALUES = frozenset(
    {"tata kelola", "pelayanan publik", "lainnya", "digital", "nondigital", "uji coba", "penerapan", "opd"}
)


@dataclass(frozen=True)
class Typed:
    """Innovations with their sectors and groups, as the sections read them.

    ``rows`` is the result of :func:`indeks.typology.views.typed`, ``table`` that of
    :func:`indeks.typology.views.sector_table`, ``scores`` the sector scores in the order of the rows, ``source``
    the line under tables and figures.
    """

    t: Texts
    lexicon: Lexicon
    rows: pd.DataFrame
    table: pd.DataFrame
    scores: pd.DataFrame
    groups: Groups
    source: str

    def name(self, sector: str) -> str:
        """Return the name of a sector in the report's language; that for none where it is empty."""
        return self.lexicon.name(sector, self.t.lang) if sector else self.t("reports.types.none")

    def value(self, text: str) -> str:
        """Return an answer of the data in the report's language; as it stands where the catalogue has none."""
        if not text:
            return self.t("reports.types.empty")
        known = text.lower() in KNOWN_VALUES
        return self.t(f"reports.types.value.{text.lower().replace(' ', '_')}") if known else text


@dataclass(frozen=True)
class Sectored:
    """Innovations with their sectors (:func:`indeks.typology.views.typed`), and their scores in the same order."""

    rows: pd.DataFrame
    scores: pd.DataFrame

    def of_region(self, code: str) -> Sectored:
        """Return the innovations of a region, or all where the code is empty."""
        if not code:
            return self
        own = (self.rows["region_code"] == code).to_numpy()
        return Sectored(self.rows[own].reset_index(drop=True), self.scores[own].reset_index(drop=True))


def typed(sectored: Sectored, lexicon: Lexicon, t: Texts, source: str) -> Typed:
    """Describe the sectors of some innovations and find the groups inside them.

    Parameters
    ----------
    sectored
        Innovations as :func:`with_sectors` returns them, at least one.
    lexicon
        That their sectors were told with.
    t
        Texts.
    source
        The line under tables and figures.
    """
    rows, scores = sectored.rows, sectored.scores
    groups = grouping.groups(rows, rows["sector"], scores)
    return Typed(t, lexicon, rows, views.sector_table(rows), scores, groups, source)


def with_sectors(
    data: Dataset, innovations: pd.DataFrame, maturity: pd.Series | None, lexicon: Lexicon
) -> Sectored:
    """Read the innovations of a dataset once and return them with their sectors and scores.

    Parameters
    ----------
    data
        The dataset; its table of agencies is read where the name of an agency says nothing.
    innovations
        Rows of it.
    maturity
        Points by ``innovation_id``, where there are any.
    lexicon
        Words and agencies that speak for sectors.

    Raises
    ------
    indeks.typology.sectors.UnknownSector
        If a correction names no sector.
    """
    agencies = data.agencies if len(data.agencies) else None
    evidence = sectoring.evidence(innovations, lexicon, agencies=agencies)
    sectors = sectoring.sectors(innovations, agencies, lexicon, known=evidence)
    identifiers = innovations["innovation_id"].astype(str).reset_index(drop=True)
    order = identifiers.sort_values(kind="stable").index  # as views.typed puts the rows
    scores = evidence.points.iloc[order].reset_index(drop=True)
    return Sectored(views.typed(innovations, sectors, maturity), scores)


def sector_blocks(innovations: Typed) -> list[Block]:
    """Show how the innovations spread over the sectors."""
    t, table = innovations.t, innovations.table
    known = table[table["sector"] != views.NONE]
    with_levels = bool(table["maturity"].notna().any())
    heads = ["sector", "n", "words", "example", *(["maturity"] if with_levels else []), "margin", "review"]
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
        ),
    ]


def review_blocks(innovations: Typed) -> list[Block]:
    """List which innovations a person should look at, and why."""
    t = innovations.t
    rows = innovations.rows[innovations.rows["review"] | innovations.rows["conflict"]]
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
    shown = rows.sort_values(["review", "margin"], ascending=[False, True], kind="stable").head(MOST_REVIEWED)
    heads = ("innovation", "sector", "runner_up", "margin", "matched", "reason")
    notes = [t("reports.types.review.note")]
    if len(rows) > len(shown):
        notes.append(t("reports.types.review.more", n=len(rows) - len(shown)))
    blocks.append(
        Table(
            caption=t("reports.types.review.table"),
            columns=[Column(t(f"reports.types.column.{h}"), numeric=h == "margin") for h in heads],
            rows=[
                [
                    title_of(row["title"], t),
                    innovations.name(row["sector"]),
                    innovations.name(row["runner_up"]) if row["runner_up"] else t("reports.none"),
                    t.number(row["margin"], 1),
                    ", ".join(row["matched"]) or t("reports.none"),
                    "; ".join(_reasons(row, innovations)),
                ]
                for row in shown.to_dict("records")
            ],
            notes=notes,
            source=innovations.source,
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
        reasons.append(t("reports.types.review.silent" if not row["sector"] else "reports.types.review.close"))
    if row["conflict"]:
        reasons.append(t("reports.types.review.conflict", affair=row["affair"]))
    return reasons


def group_blocks(innovations: Typed) -> list[Block]:
    """Show the groups inside sectors that resampling supports, and how stable every division is."""
    t, divisions = innovations.t, innovations.groups
    divided = divisions.sectors[divisions.sectors["k"] > 1]
    if divided.empty:
        large = int((divisions.sectors["n"] >= grouping.ENOUGH).sum())  # of one text throughout, hence not divided
        key = "reports.types.groups.all_alike" if large else "reports.types.groups.too_few"
        return [Paragraph(t(key, n=large, least=grouping.ENOUGH), "note")]
    blocks: list[Block] = []
    if divisions.groups.empty:
        blocks.append(Paragraph(t("reports.types.groups.none", n=len(divided), threshold=grouping.RECURRENCE)))
    else:
        grouped = int(divisions.sectors["grouped"].sum())
        intro = t("reports.types.groups.intro", n=len(divisions.groups), grouped=grouped, of=len(innovations.rows))
        blocks.append(Paragraph(intro))
        heads = ("sector", "words", "example", "n", "recurrence")
        blocks.append(
            Table(
                caption=t("reports.types.groups.table"),
                columns=[Column(t(f"reports.types.column.{h}"), numeric=h in ("n", "recurrence")) for h in heads],
                rows=[
                    [
                        innovations.name(row["sector"]),
                        ", ".join(row["words"]) or t("reports.none"),
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
            )
        )
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
        )
    )
    return blocks


def cross_table(innovations: Typed, columns: Sequence[str]) -> Table:
    """Set sectors against the most frequent values of some columns, side by side; others are counted together."""
    t = innovations.t
    heads: list[str] = []
    parts = []
    for column in columns:
        counts = views.cross(innovations.rows, column)
        shown = counts.iloc[:, :VALUES_SHOWN]
        parts.append(shown)
        heads += [innovations.value(str(value)) for value in shown]
        if counts.shape[1] > VALUES_SHOWN:
            parts.append(counts.iloc[:, VALUES_SHOWN:].sum(axis=1))
            heads.append(t("reports.types.other"))
    table = pd.concat(parts, axis=1)
    return Table(
        caption=t(
            "reports.types.cross.table", columns=t.join([t(f"reports.types.cross.{column}") for column in columns])
        ),
        columns=[Column(t("reports.types.column.sector")), *(Column(head, numeric=True) for head in heads)],
        rows=[
            [innovations.name(str(sector)), *(t.number(int(n)) for n in row)]
            for sector, *row in table.itertuples()
        ],
        source=innovations.source,
    )
