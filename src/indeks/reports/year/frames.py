"""The tables that a year's report shows, as numbers: what its sections put into words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indeks import regions
from indeks.edition import round_half_up
from indeks.published import history
from indeks.published.agreement import merged
from indeks.texts.words import CATEGORIES

DRAWN_FROM = 20
"""Fewest regions of which a distribution is drawn: bands of five points show nothing of a handful."""
FIGURE_METRICS = {"regions": "regions_reporting", "innovations": "innovations_reported"}


def compared(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the regions with one agreed final score in both years, best change first."""
    rows = changes[changes["difference"].notna()]
    return rows.sort_values(["difference", "region_code"], ascending=[False, True])


def directions(compared: pd.DataFrame) -> dict[str, int]:
    """Count the rises, falls and scores that stayed, as their differences are shown: to two decimals."""
    difference = compared["difference"].map(lambda d: round_half_up(float(d)))
    signs = {"rises": difference > 0, "falls": difference < 0, "same": difference == 0}
    return {name: int(rows.sum()) for name, rows in signs.items()}


def scored(league: pd.DataFrame) -> pd.DataFrame:
    """Return the regions of a league with one agreed score, the score as a number."""
    rows = league[league["score"].notna()]
    return rows.assign(score=rows["score"].astype(float))


def leagues(year: int) -> dict[str, pd.DataFrame]:
    """Return the league of each type of region that has one, ranks among that type."""
    tables = {kind: history.league(year, kind) for kind in regions.TYPES}
    return {kind: table for kind, table in tables.items() if len(table)}


def categories_only(year: int) -> pd.DataFrame:
    """Return the regions of which only the final category of a year was published, best category first."""
    table = merged()
    table = table[(table["year"] == year) & (table["stage"] == "final") & (table["category"] != "")]
    table = table[table["score"].isna() & ~table["region_code"].isin(history.league(year)["region_code"])]
    place = table["category"].map({name: -k for k, name in enumerate(CATEGORIES)})
    order = table.assign(place=place).sort_values(["place", "region_code"], kind="stable")
    return order.drop(columns="place").reset_index(drop=True)


def award_lists(awards: pd.DataFrame, name: str) -> list[tuple[str, str, pd.DataFrame]]:
    """Return the award lists as printed: the award, the type of region where each has its own, and the rows.

    Parameters
    ----------
    awards
        Awards of one year.
    name
        The column that holds the name of the award.
    """
    lists = []
    for award, rows in awards.groupby(name, sort=False):
        if rows["order_in_source"].is_unique:
            lists.append((str(award), "", rows))
        else:  # the places start anew for each type
            of_types = ((kind, rows[rows["type"] == kind]) for kind in regions.TYPES)
            lists += [(str(award), kind, own) for kind, own in of_types if len(own)]
    return lists


def coverage_counts(coverage: Mapping[str, Mapping[str, int]]) -> pd.DataFrame:
    """Return how many regions of each type have a final score, another result or none.

    Parameters
    ----------
    coverage
        Counts of :func:`indeks.published.history.coverage`.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``scored``, ``other``, ``none`` and ``total``; the last row is that of all types.
    """
    kinds = [*regions.TYPES, "total"]
    table = pd.DataFrame(
        {
            "kind": kinds,
            "scored": [coverage["final_score"][kind] for kind in kinds],
            "other": [coverage["any_result"][kind] - coverage["final_score"][kind] for kind in kinds],
            "total": [coverage["autonomous"][kind] for kind in kinds],
        }
    )
    none = table["total"] - table["scored"] - table["other"]
    return table.assign(none=none)[["kind", "scored", "other", "none", "total"]]


def totals(aggregates: pd.DataFrame) -> pd.DataFrame:
    """Return one figure per year and metric: where sources differ, one that carries no remark.

    Parameters
    ----------
    aggregates
        National figures of all years, as of :func:`indeks.published.national.aggregates`.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``regions`` and ``innovations``.
    """
    columns = {}
    for name, metric in FIGURE_METRICS.items():
        rows = aggregates[aggregates["metric"] == metric]
        rows = rows.assign(remarked=rows["note"] != "").sort_values(["year", "remarked", "value"], kind="stable")
        columns[name] = rows.drop_duplicates("year").set_index("year")["value"]
    return pd.DataFrame(columns).sort_index().rename_axis("year").reset_index()
