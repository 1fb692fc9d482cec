"""What ``indeks types`` can be asked: everything a row, scores, candidates, labels of one's own."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pandas as pd

from indeks.cli import printing
from indeks.texts import Texts
from indeks.typology.lexicon import Lexicon
from indeks.typology.sectors import Evidence
from indeks.typology.text import column

TITLE = 44
"""Letters of a title in a table for the terminal."""
OWN = ("title", "region_code", "agency", "year")
"""Columns of the data that a row for going on from here is told by."""


def whole(innovations: pd.DataFrame, table: pd.DataFrame, known: Evidence) -> pd.DataFrame:
    """Return the sectors with the group of each row, and title, region, agency and year beside them."""
    from indeks.typology import groups, members

    divided = groups.groups(innovations, table["sector"], known.points)
    own = {name: innovations[name].to_numpy() for name in OWN if name in innovations}
    if "year" in own:
        own["year"] = innovations["year"].astype("Int64").array
    return members.with_names(table, divided).assign(**own)


def scores(
    innovations: pd.DataFrame, table: pd.DataFrame, known: Evidence, lexicon: Lexicon, t: Texts
) -> tuple[pd.DataFrame, str]:
    """Return the points of every sector, and as text those that have any, most first."""
    points = known.points
    titles = column(innovations, "title")
    rows = []
    for identifier, title, row in zip(table["innovation_id"], titles, points.to_numpy(), strict=True):
        best = sorted((k for k, value in enumerate(row) if value > 0), key=lambda k: -row[k])
        told = [f"{lexicon.name(points.columns[k], t.lang)} {t.number(row[k], 1)}" for k in best]
        rows.append([str(identifier), _short(title), "; ".join(told) or t("typology.none")])
    heads = [t(f"typology.head.{name}") for name in ("innovation_id", "title", "points")]
    text = printing.columns(rows, heads, right=[], wide=2)
    return points.round(4).assign(innovation_id=table["innovation_id"])[["innovation_id", *points.columns]], text


def candidates(innovations: pd.DataFrame, table: pd.DataFrame, t: Texts) -> tuple[pd.DataFrame, str]:
    """Return candidates for types that the lexicon lacks, and the same as text."""
    from indeks.typology import candidates as sought

    found = sought.candidates(innovations, table)
    silent = int(sought.unexplained(table).sum())
    if found.empty:
        return found, t("typology.candidates.none", least=sought.REGIONS, n=silent)
    rows = [
        [row["term"], t.number(row["n"]), t.number(row["regions"]), "; ".join(map(_short, row["titles"]))]
        for row in found.to_dict("records")
    ]
    heads = [t(f"typology.head.{name}") for name in ("term", "n", "regions", "titles")]
    intro = t("typology.candidates.intro", least=sought.REGIONS, n=silent, of=len(table))
    return found, intro + "\n\n" + printing.columns(rows, heads, right=[1, 2], wide=3)


def against(path: Path, table: pd.DataFrame, lexicon: Lexicon, t: Texts) -> tuple[pd.DataFrame, str]:
    """Return how far the sectors agree with labels of one's own, and the same as text."""
    from indeks.typology import against as labelled

    labels = labelled.read(path, t.lang)
    measures = labelled.compare(table, labels, lexicon)
    if measures.empty:
        return measures, t("typology.against.none")
    rows = [
        [
            t(f"typology.against.{row['measure']}"),
            *(t.number(row[name], 3) if pd.notna(row[name]) else "–" for name in ("value", "low", "high")),
            t.number(row["n"]),
        ]
        for row in measures.to_dict("records")
    ]
    heads = [t(f"typology.head.{name}") for name in ("measure", "value", "low", "high", "n")]
    known = labels.index.isin(table["innovation_id"].astype(str))
    parts = [
        t("typology.against.intro", n=int(known.sum()), of=len(table)),
        printing.columns(rows, heads, right=[1, 2, 3, 4], wide=0),
    ]
    if not known.all():
        parts.append(t("typology.against.unmatched", n=int((~known).sum())))
    return measures, "\n\n".join(parts)


def _short(title: str) -> str:
    return textwrap.shorten(title, TITLE, placeholder="…")
