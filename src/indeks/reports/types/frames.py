"""The tables that a report on types shows, as numbers: what its sections put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indeks.reports.types.facts import TypesFacts
from indeks.reports.types.sectored import Typed
from indeks.typology import corpus, lookalikes, maps, profiles, views
from indeks.typology import groups as grouping

VALUES_SHOWN = 4
"""Values of a column of a cross-tab that are counted each on its own."""
AFFAIRS_SHOWN = 7
"""Declared affairs shown each on its own, the most frequent ones."""
PEERS = 5
NUMBERED = 30
"""Points of a map that carry a number with a key below: more would cover one another."""
OTHER = "*"
"""Stands for all values of a column that are not counted each on its own."""


def known(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table by sector that are of a sector."""
    return table[table["sector"] != views.NONE]


def absent(typed: Typed) -> list[str]:
    """Return the sectors that no innovation has, in the order of the lexicon."""
    present = set(known(typed.table)["sector"])
    return [sector.id for sector in typed.lexicon.sectors if sector.id not in present]


def to_review(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the innovations that a person should look at, the least certain first."""
    rows = rows[rows["review"] | rows["conflict"]]
    return rows.sort_values(["review", "margin"], ascending=[False, True], kind="stable")


def divided(typed: Typed) -> pd.DataFrame:
    """Return the sectors that could be divided: ``sector, n, k, stability, claimed, grouped``."""
    return typed.groups.sectors[typed.groups.sectors["k"] > 1]


def large_sectors(typed: Typed) -> int:
    """Return how many sectors have enough innovations to be divided."""
    return int((typed.groups.sectors["n"] >= grouping.ENOUGH).sum())


def cross_counts(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Count innovations by sector and the values of some columns.

    Parameters
    ----------
    rows
        Innovations with sectors.
    columns
        Names of columns, set side by side.

    Returns
    -------
    pandas.DataFrame
        One row a sector; columns are pairs of a column and one of its values, or :data:`OTHER`.
    """
    parts: dict[tuple[str, str], pd.Series] = {}
    for column in columns:
        counts = views.cross(rows, column)
        parts |= {(column, str(value)): counts[value] for value in counts.columns[:VALUES_SHOWN]}
        if counts.shape[1] > VALUES_SHOWN:
            parts[column, OTHER] = counts.iloc[:, VALUES_SHOWN:].sum(axis=1)
    return pd.DataFrame(parts)


def affair_counts(rows: pd.DataFrame) -> pd.DataFrame:
    """Count innovations by sector (rows) and declared affair (columns), the seldom ones as :data:`OTHER`."""
    counts = views.cross(rows, "affair")
    table = counts[counts.columns[:AFFAIRS_SHOWN]].copy()
    rest = counts.iloc[:, AFFAIRS_SHOWN:].sum(axis=1)
    return table.assign(**{OTHER: rest}) if rest.any() else table


def map_points(facts: TypesFacts) -> pd.DataFrame:
    """Return the places of the innovations on the map; empty where there is no map that can be trusted.

    Returns
    -------
    pandas.DataFrame
        ``innovation_id, x, y, sector, title, number``; numbered from 1 are all of at most :data:`NUMBERED`
        innovations, else the surest of each sector in turn, the largest sector first; the others have 0.
    """
    if facts.places is None or not facts.places.trusted:
        return pd.DataFrame()
    points = facts.places.points
    own = facts.typed.rows.set_index("innovation_id").loc[points["innovation_id"]].reset_index()
    points = points.assign(sector=own["sector"].to_numpy(), title=own["title"].to_numpy())
    sizes = points["sector"].map(points["sector"].value_counts())
    turn = (
        own.assign(size=sizes).sort_values("margin", ascending=False, kind="stable").groupby("sector").cumcount()
    )
    order = np.lexsort((points["innovation_id"], points["sector"], -sizes, turn.reindex(points.index)))
    number = pd.Series(0, index=points.index)
    chosen = order[:NUMBERED]
    number.iloc[chosen] = np.arange(1, len(chosen) + 1)
    return points.assign(number=number)


@dataclass(frozen=True)
class Tree:
    """A tree of likeness: Ward's linkage, what its leaves are called, and the leaves that join first."""

    linkage: np.ndarray
    leaves: list[str]

    @property
    def closest(self) -> tuple[str, str]:
        """The two leaves that the tree joins first."""
        first, second = sorted(int(k) for k in self.linkage[0, :2])
        return self.leaves[first], self.leaves[second]

    @property
    def joins(self) -> pd.DataFrame:
        """The joins in order: ``first, second`` (a leaf, or the number of an earlier join), ``distance, size``."""
        names = [*self.leaves, *(f"#{k + 1}" for k in range(len(self.linkage)))]
        table = pd.DataFrame(self.linkage, columns=["first", "second", "distance", "size"])
        for side in ("first", "second"):
            table[side] = [names[int(k)] for k in table[side]]
        return table.astype({"size": int})


def tree(typed: Typed) -> Tree | None:
    """Return the tree of the innovations, its leaves by identifier; None where it could not be read."""
    grown = maps.tree(typed.rows)
    return None if grown is None else Tree(*grown)


def region_tree(described: profiles.Profiles) -> Tree | None:
    """Return the tree of regions by profile, its leaves by code; None where it could not be read."""
    codes = [str(code) for code in described.counts.index]
    return Tree(profiles.tree(described), codes) if len(codes) <= maps.TREE_AT_MOST else None


def peers(described: profiles.Profiles, region: str) -> pd.DataFrame:
    """Return the regions whose profile is nearest; ``maturity`` or ``index`` only where one is known."""
    table = profiles.peers(described, region, PEERS)
    return table.drop(columns=[gap for gap in ("maturity", "index") if table[gap].isna().all()])


def others(facts: TypesFacts) -> lookalikes.Index:
    """Return the innovations of other regions: of a corpus, that of the library or one's own, and of the data."""
    path, here = facts.parameters["corpus"], facts.every[facts.every["region_code"] != facts.region]
    if not path and here.empty:
        return corpus.shipped_index()
    among = [corpus.read(path, facts.t.lang) if path else corpus.shipped()]
    if len(here):
        among.append(here.assign(source=facts.t("reports.types.alike.this_data")))
    return lookalikes.index(pd.concat(among, ignore_index=True))
