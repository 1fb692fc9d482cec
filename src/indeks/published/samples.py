"""Provinces of which every region has a published score: the only samples here that nobody chose."""

from __future__ import annotations

import statistics
from typing import Any

import pandas as pd

from indeks import regions
from indeks.published.agreement import joined, one_each_scored
from indeks.published.results import INDEX_SCALE

COLUMNS = (
    "province_code", "province", "year", "n", "mean", "deviation", "lowest", "median", "highest",
    "sangat", "inovatif", "kurang", "others_n", "others_mean", "source",
)  # fmt: skip
CATEGORY_COLUMNS = {"Sangat Inovatif": "sangat", "Inovatif": "inovatif", "Kurang Inovatif": "kurang"}


def whole_provinces(results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the provinces and years for which every kabupaten and kota has a published final score.

    Good results are printed more often than poor ones, so the mean of what was published lies above that of the
    country. A province that printed all its regions has no such choice in it.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`COLUMNS`: number of regions, mean and spread, how many in each category, and for
        comparison ``others_n`` and ``others_mean`` of all other kabupaten and kota with a score in that year. Where
        sources disagree on a region, the middle of its figures counts.

    Examples
    --------
    >>> whole_provinces()[["province", "year", "n"]].values.tolist()
    [['Sulawesi Barat', 2021, 6], ['Sulawesi Tenggara', 2024, 17]]
    """
    master = regions.master()
    expected = master[master["type"] != "provinsi"].groupby("province_code")["region_code"].count()
    table = one_each_scored(INDEX_SCALE, "final", results)
    table = table[table["type"] != "provinsi"]
    province = dict(zip(master["region_code"], master["province_code"], strict=True))
    table = table.assign(
        middle=(table["score_min"] + table["score_max"]) / 2, province_code=table["region_code"].map(province)
    )
    records: list[dict[str, Any]] = []
    for (year, code), group in table.groupby(["year", "province_code"]):
        if len(group) < expected[code] or len(group) < 2:
            continue
        scores = group["middle"].tolist()
        others = table[(table["year"] == year) & (table["province_code"] != code)]["middle"]
        record: dict[str, Any] = {
            "province_code": code,
            "province": regions.record(str(code))["name"],
            "year": year,
        }
        record |= {"n": len(scores), "mean": statistics.fmean(scores), "deviation": statistics.stdev(scores)}
        record |= {"lowest": min(scores), "median": statistics.median(scores), "highest": max(scores)}
        record |= {column: int((group["category"] == name).sum()) for name, column in CATEGORY_COLUMNS.items()}
        record |= {"others_n": len(others), "others_mean": float(others.mean()), "source": joined(group["source"])}
        records.append(record)
    frame = pd.DataFrame(records, columns=list(COLUMNS))
    numbers = dict.fromkeys(("mean", "deviation", "lowest", "median", "highest", "others_mean"), float)
    return frame.astype({**numbers, "year": int}).sort_values(["year", "province_code"], ignore_index=True)
