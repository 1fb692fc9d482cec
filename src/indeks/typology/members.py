"""Sector and group of each innovation in one table, for whoever goes on from there."""

from __future__ import annotations

import pandas as pd

from indeks.typology import groups as grouping
from indeks.typology.lexicon import Lexicon
from indeks.typology.sectors import evidence, sectors

COLUMNS = ("innovation_id", "sector", "group", "group_name", "group_stability")


def groups(
    innovations: pd.DataFrame, agencies: pd.DataFrame | None = None, lexicon: Lexicon | None = None
) -> pd.DataFrame:
    """Return the sector of every innovation and the group inside it, where resampling supports one.

    Parameters
    ----------
    innovations
        With ``title``; ``innovation_id``, ``description``, ``agency``, ``affair`` and ``sector`` count where they
        are given.
    agencies
        Table of agencies with ``kind``, read where the name of an agency says nothing.
    lexicon
        By default the one of the library.

    Returns
    -------
    pandas.DataFrame
        One row an innovation, in their order and with their index. ``sector`` is missing where none is known;
        ``group`` (the sector with a number), ``group_name`` (its words, else the title of its most central
        innovation) and ``group_stability`` (mean Jaccard index with its counterpart when a fifth of the data is
        left out, 0.75 and more) where no group is claimed.

    Examples
    --------
    >>> table = pd.DataFrame({"innovation_id": ["A"], "title": ["Posyandu Keliling"]})
    >>> groups(table)[["sector", "group"]].fillna("-").values.tolist()
    [['kesehatan', '-']]
    """
    known = evidence(innovations, lexicon, agencies=agencies)
    found = sectors(innovations, agencies, lexicon, known=known)
    divided = grouping.groups(
        innovations.assign(innovation_id=found["innovation_id"]), found["sector"], known.points
    )
    return with_names(found[["innovation_id", "sector"]], divided)


def with_names(table: pd.DataFrame, divided: grouping.Groups) -> pd.DataFrame:
    """Put group, its name and its stability beside innovations that stand in the order of a division."""
    described = divided.groups.set_index("group")
    names = {group: name(words, title) for group, words, title in described[["words", "title"]].itertuples()}
    member = divided.members["group"]
    columns = {
        "group": member.where(member != ""),
        "group_name": member.map(names),
        "group_stability": member.map(described["recurrence"]).astype(float),
    }
    return table.assign(**{head: column.to_numpy() for head, column in columns.items()})


def name(words: list[str], title: str) -> str:
    """Return what a group is called: its words, else the title of its most central innovation."""
    return ", ".join(words) or title
