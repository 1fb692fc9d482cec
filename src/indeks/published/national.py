"""National figures and award lists as published, with region codes and conflicts side by side."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from indeks import regions
from indeks.published.results import codes, label, note_id, read_raw
from indeks.texts import texts


def metric_key(metric: str) -> str:
    """Return the key of a national figure: ``mean IID`` is ``mean_iid``."""
    return re.sub(r"[^a-z0-9]+", "_", metric.lower()).strip("_")


def metric_text(metric: str, lang: str = "id") -> str:
    """Return the name of a national figure by its key.

    Examples
    --------
    >>> metric_text("mean_iid"), metric_text("mean_iid", "en")
    ('rata-rata IID', 'mean IID')
    """
    return texts(lang)(f"published.metric.{metric}")


def aggregates(year: int | None = None) -> pd.DataFrame:
    """Return national totals and means, conflicting figures side by side.

    Returns
    -------
    pandas.DataFrame
        ``year, metric, value, conflict, value_min, value_max, source, note, note_id``; ``metric`` is a key
        for :func:`metric_text`, ``conflict`` marks a year and metric with several values.
    """
    table = _aggregates()
    if year is not None:
        table = table[table["year"] == year]
    return table.sort_values(["year", "metric", "value", "source"], ignore_index=True)


@cache
def _aggregates() -> pd.DataFrame:
    raw = read_raw("national_aggregates.csv")
    table = pd.DataFrame({"year": raw["year"].astype(int), "metric": raw["metric"].map(metric_key).astype(str)})
    table["value"] = raw["value"].astype(float)
    values = table.groupby(["year", "metric"])["value"]
    table["conflict"] = values.transform("nunique") > 1
    table["value_min"] = values.transform("min")
    table["value_max"] = values.transform("max")
    table["source"] = raw["source"]
    table["note"] = raw["note"]
    table["note_id"] = note_id(raw["note"])
    return table


def awards(year: int | None = None) -> pd.DataFrame:
    """Return the award lists of a year, or all, in the order printed.

    Returns
    -------
    pandas.DataFrame
        ``year, award, award_id, award_en, region_code, region, type, province, order_in_source, source``.
    """
    raw = read_raw("awards.csv")
    table = pd.DataFrame({"year": raw["year"].astype(int), "award": raw["award"]})
    for lang in ("id", "en"):
        table[f"award_{lang}"] = [label("award", text, lang) for text in raw["award"]]
    table["region_code"] = codes(raw["region_type"], raw["region"])
    rows = [regions.record(code) for code in table["region_code"]]
    for column, name in (("region", "name"), ("type", "type"), ("province", "province")):
        table[column] = [row[name] for row in rows]
    table["order_in_source"] = raw["order_in_source"].astype(int)
    table["source"] = raw["source"]
    if year is not None:
        table = table[table["year"] == year]
    return table.sort_values(["year", "award", "type", "order_in_source", "region_code"], ignore_index=True)
