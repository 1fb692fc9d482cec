"""Where a region stands: mean and spread by year and stage, its neighbours and its kind, and the ten best.

Published results are few, and good ones are printed more often. Every table says how many regions it rests on, and
a place that does not follow from what is published is not given.
"""

from __future__ import annotations

import statistics
from functools import cache
from typing import Any

import pandas as pd

from indeks import regions
from indeks.published.agreement import joined, merged, one_each_scored
from indeks.published.national import aggregates
from indeks.published.results import INDEX_SCALE, STAGES, read_raw
from indeks.published.rules import FIRST_INDEX_YEAR
from indeks.published.validation import minus, pairs

TOP = 10
ENOUGH = 4
"""Fewest scores of which a spread is told: quartiles of three are three of the scores themselves."""


def whole_type(cluster: str) -> str:
    """Return the type of region a rank is among where that is every region of the type; empty elsewhere.

    Examples
    --------
    >>> whole_type("kota (of 93)"), whole_type("kab/kota in Aceh")
    ('kota', '')
    """
    return _whole_types().get(cluster, "")


@cache
def _whole_types() -> dict[str, str]:
    table = read_raw("published_labels.csv")
    table = table[table["kind"] == "rank_cluster"]
    return dict(zip(table["label"], table["whole"], strict=True))


def spread(results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return mean and spread of the published scores by year, stage and type of region.

    Returns
    -------
    pandas.DataFrame
        ``year, stage, type, n, mean, deviation, lowest, lower_quartile, median, upper_quartile, highest, country,
        national_mean, source``; ``type`` is empty for all types together, ``country`` the number of regions there
        are, ``national_mean`` the one announced for final scores. Deviation and quartiles are missing below
        :data:`ENOUGH` scores. A region whose sources disagree counts with the middle of its figures.
    """
    means = aggregates()
    means = means[(means["metric"] == "mean_iid") & ~means["conflict"]].set_index("year")["value"]
    kinds = regions.master()["type"].value_counts()
    records: list[dict[str, Any]] = []
    for stage in STAGES:
        table = one_each_scored(INDEX_SCALE, stage, results)
        table = table.assign(middle=(table["score_min"] + table["score_max"]) / 2)
        for year, of_year in table.groupby("year"):
            for kind in ("", *regions.TYPES):
                part = of_year if not kind else of_year[of_year["type"] == kind]
                if part.empty:
                    continue
                record: dict[str, Any] = {"year": int(str(year)), "stage": stage, "type": kind}
                record |= _spread(part["middle"].tolist())
                record["country"] = int(kinds[kind] if kind else kinds.sum())
                record["national_mean"] = means.get(year) if stage == "final" and not kind else None
                records.append(record | {"source": joined(part["source"])})
    columns = ["year", "stage", "type", "n", "mean", "deviation", "lowest", "lower_quartile", "median"]
    columns += ["upper_quartile", "highest", "country", "national_mean", "source"]
    numbers = dict.fromkeys([*columns[4:11], "national_mean"], float)
    return pd.DataFrame(records, columns=columns).astype(numbers).sort_values(columns[:3], ignore_index=True)


def _spread(scores: list[float]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "n": len(scores),
        "mean": statistics.fmean(scores),
        "median": statistics.median(scores),
    }
    told |= {"lowest": min(scores), "highest": max(scores)}
    if len(scores) >= ENOUGH:
        low, _, high = statistics.quantiles(scores, method="inclusive")
        told |= {"deviation": statistics.stdev(scores), "lower_quartile": low, "upper_quartile": high}
    return told


def peers(region_code: str, year: int, among: str, results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the regions of the same province or of the same type, each with its latest result up to a year.

    The region itself needs no score of its own. A final score goes before a category alone, and that before an
    earlier stage; results of other years stand there with their year, for the reader to weigh.

    Parameters
    ----------
    region_code
        The region; the own province of a province is every province.
    year
        The year of the report; nothing later is used.
    among
        ``"province"`` or ``"type"``.
    results
        A table like that of :func:`indeks.published.published`; that table where none is given.

    Returns
    -------
    pandas.DataFrame
        ``region_code, region, type, province, own, year, stage, score, score_min, score_max, conflict, category,
        category_origin, award, source, source_category, same_year``, the own region first, then by year and score. Regions
        without a score, category or award on the scale of the index are left out; ``attrs["without"]`` counts them.
    """
    own = regions.record(region_code)
    master = regions.master()
    if among == "type" or own["type"] == "provinsi":
        alike = master["type"] == own["type"]
    else:
        alike = (master["province_code"] == own["province_code"]) & (master["type"] != "provinsi")
    codes = set(master.loc[alike, "region_code"])
    table = merged(results)
    table = table[table["region_code"].isin(codes) & table["year"].between(FIRST_INDEX_YEAR, year)]
    told = (table["scale"] == INDEX_SCALE) | (table["category"] != "") | (table["award"] != "")
    table = table[told].copy()
    table["score"] = table["score"].mask(table["conflict"])
    table["place"] = table["stage"].map({"final": 1}).fillna(0)
    order = ["year", "place", "score_max"]
    table = table.sort_values(order, ascending=False).drop_duplicates("region_code")
    table["own"] = table["region_code"] == region_code
    table["same_year"] = table["year"] == year
    table = table.sort_values(["own", "year", "score_max", "region_code"], ascending=[False, False, False, True])
    columns = ["region_code", "region", "type", "province", "own", "year", "stage", "score", "score_min"]
    columns += ["score_max", "conflict", "category", "category_origin", "award", "source", "source_category"]
    columns += ["same_year"]
    table = table[columns].reset_index(drop=True)
    table.attrs["without"] = len(codes) - len(table)
    return table


def ranked(year: int, kind: str, results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the regions of a type whose place among all of the type is stated and whose final score is known.

    Returns
    -------
    pandas.DataFrame
        ``region_code, region, rank, score, source``, best first.
    """
    table = merged(results)
    table = table[(table["year"] == year) & (table["type"] == kind) & (table["stage"] == "final")]
    table = table[(table["scale"] == INDEX_SCALE) & table["rank"].notna() & ~table["conflict"]]
    national = [whole_type(cluster) == kind for cluster in table["rank_cluster"]]
    table = table[pd.Series(national, index=table.index, dtype=bool)]
    table = table.assign(source=[joined(pair) for pair in zip(table["source"], table["source_rank"], strict=True)])
    return table[["region_code", "region", "rank", "score", "source"]].sort_values("rank", ignore_index=True)


def top_ten(region_code: str, year: int, results: pd.DataFrame | None = None) -> dict[str, Any]:
    """Return how far a region is from the ten best of its type, as closely as published places allow.

    A place that is stated with its score bounds the score of the tenth: from above where it is the tenth or
    better, from below where it is the tenth or worse.

    Returns
    -------
    dict
        ``tenth_min, tenth_max`` what the score of the tenth lies between, ``above, below`` the regions (``region``,
        ``rank``, ``score``, ``source``) that bound it, ``score`` the own final score, ``distance_min,
        distance_max`` what it lacks (negative: it has more); each None where it is not known. ``reason`` is empty
        where the tenth is bounded on both sides and the own score is known, else a key of the texts
        ``published.top_ten``: ``no_places``, ``one_side`` or ``no_score``.

    Examples
    --------
    >>> told = top_ten("19.71", 2023)
    >>> told["tenth_min"], told["tenth_max"], told["distance_min"], told["distance_max"], told["reason"]
    (60.46, 84.46, 2.78, 26.78, '')
    """
    kind = regions.record(region_code)["type"]
    table = ranked(year, kind, results)
    better, worse = table[table["rank"] <= TOP], table[table["rank"] >= TOP]
    above = better.iloc[-1].to_dict() if len(better) else None
    below = worse.iloc[0].to_dict() if len(worse) else None
    final = one_each_scored(INDEX_SCALE, "final", results)
    final = final[(final["region_code"] == region_code) & (final["year"] == year) & final["score"].notna()]
    score = float(final.iloc[0]["score"]) if len(final) else None
    told: dict[str, Any] = {"above": above, "below": below, "score": score}
    told["tenth_max"] = float(above["score"]) if above else None
    told["tenth_min"] = float(below["score"]) if below else None
    for end in ("min", "max"):
        tenth = told[f"tenth_{end}"]
        told[f"distance_{end}"] = None if tenth is None or score is None else minus(tenth, score)
    if above is None and below is None:
        told["reason"] = "no_places"
    elif score is None:
        told["reason"] = "no_score"
    else:
        told["reason"] = "" if above and below else "one_side"
    return told


def places(region_code: str, year: int, results: pd.DataFrame | None = None) -> tuple[int | None, int | None]:
    """Return the best and the worst place a final score leaves open among all regions of the type.

    A region ranked with a higher score stands before, one with a lower score behind. Where only the final category
    and an earlier score are published, the score lies between the lower bound of the category and the earlier
    score. None at an end that nothing bounds.

    Examples
    --------
    >>> places("19.71", 2024), places("19.71", 2023)
    ((26, 43), (24, None))
    """
    kind = regions.record(region_code)["type"]
    table = ranked(year, kind, results)
    table = table[table["region_code"] != region_code]
    final = one_each_scored(INDEX_SCALE, "final", results)
    final = final[(final["region_code"] == region_code) & (final["year"] == year)]
    if len(final):
        low, high = float(final.iloc[0]["score_min"]), float(final.iloc[0]["score_max"])
    else:
        earlier = pairs(results)
        earlier = earlier[(earlier["region_code"] == region_code) & (earlier["year"] == year)]
        if earlier.empty:
            return None, None
        low, high = float(earlier["final_min"].max()), float(earlier["final_max"].min())
    before, behind = table.loc[table["score"] > high, "rank"], table.loc[table["score"] < low, "rank"]
    best = int(before.max()) + 1 if len(before) else None
    worst = int(behind.min()) - 1 if len(behind) else None
    return best, worst
