"""The tables that a year's report shows, as numbers: what its sections put into words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indeks import regions

FIGURE_METRICS = {"regions": "regions_reporting", "innovations": "innovations_reported"}


def compared(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the regions with one agreed final score in both years, best change first."""
    rows = changes[changes["difference"].notna()]
    return rows.sort_values(["difference", "region_code"], ascending=[False, True])


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
