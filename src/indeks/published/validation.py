"""What is left of a score on the way to the final one: pairs of stages, and what a score before it may become."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from indeks import edition
from indeks.published.agreement import merged, one_each, one_each_scored, scored
from indeks.published.results import INDEX_SCALE, STAGES

PAIR_COLUMNS = (
    "region_code", "region", "type", "province", "year", "stage", "score", "final", "difference",
    "final_category", "final_min", "final_max", "lost_min", "lost_max", "source", "source_final",
)  # fmt: skip


def minus(after: float, before: float) -> float:
    """Subtract as one does on paper: 57.68 less 63.85 is -6.17, not -6.170000000000002."""
    if pd.isna(after) or pd.isna(before):
        return float("nan")
    return float(Decimal(repr(float(after))) - Decimal(repr(float(before))))


def pairs(results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the scores before the final one beside what the ministry decided in the end.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`PAIR_COLUMNS`, one row a region, year and earlier stage. ``final`` and ``difference``
        (final less earlier) where a final score is published. Else ``final_min`` and ``final_max`` are what the
        final category allows and ``lost_min`` and ``lost_max`` how many points were then lost; ``final_max`` is at
        most the earlier score, since validation has only been seen to lower it.
    """
    return _pairs_published().copy() if results is None else _pairs(results)


@cache
def _pairs_published() -> pd.DataFrame:
    return _pairs(None)


def _pairs(results: pd.DataFrame | None) -> pd.DataFrame:
    table = merged(results)
    ends = one_each(table[table["stage"] == "final"]).set_index(["region_code", "year"])
    records: list[dict[str, Any]] = []
    for stage in STAGES[:-1]:
        for row in one_each_scored(INDEX_SCALE, stage, results).to_dict("records"):
            key = (row["region_code"], row["year"])
            if pd.isna(row["score"]) or key not in ends.index:
                continue
            end = ends.loc[key]
            record = {c: row[c] for c in ("region_code", "region", "type", "province", "year", "stage", "score")}
            record |= {"source": row["source"], "final_category": end["category"]}
            if end["scale"] == INDEX_SCALE and pd.notna(end["score"]):
                record |= {"final": end["score"], "difference": minus(end["score"], row["score"])}
                record["source_final"] = end["source"]
            elif limits := _limits(end["category"], int(row["year"])):
                low, high = limits[0], min(limits[1], row["score"])
                record |= {"final_min": low, "final_max": high, "source_final": end["source_category"]}
                record |= {"lost_min": minus(row["score"], high), "lost_max": minus(row["score"], low)}
            else:
                continue
            records.append(record)
    frame = pd.DataFrame(records, columns=list(PAIR_COLUMNS))
    numbers = ("score", "final", "difference", "final_min", "final_max", "lost_min", "lost_max")
    kinds: dict[str, Any] = dict.fromkeys(numbers, float) | {"year": int}
    return frame.astype(kinds).sort_values(["year", "region_code", "stage"], ignore_index=True)


def _limits(category: str, year: int) -> tuple[float, float] | None:
    """Return the lowest and highest score of a category in a year; an open bound counts at its lowest."""
    for known in edition.categories_of(year):
        if known.name == category:
            return float(known.min if known.min_open is None else known.min_open), float(known.max)
    return None


def before_final(region_code: str, year: int, results: pd.DataFrame | None = None) -> dict[str, Any] | None:
    """Return what a score before the final one says, and what was lost between the same stages before.

    Parameters
    ----------
    region_code
        The region.
    year
        The year of the score.
    results
        A table like that of :func:`indeks.published.published`; that table where none is given.

    Returns
    -------
    dict or None
        ``stage, score, source`` of the latest earlier stage; ``category, bound, margin`` which category it
        reaches, where that begins and how far above; ``year_before, lost_before, left`` what the region lost
        between the same stages in the last year for which both are published, and the score less that;
        ``left_category`` the category of what is left. None where the region has a final score or none at all.

    Examples
    --------
    >>> told = before_final("19.71", 2024)
    >>> told["score"], told["bound"], told["margin"], told["lost_before"], told["left"], told["left_category"]
    (65.13, 60.01, 5.12, 6.17, 58.96, 'Inovatif')
    """
    final = scored(INDEX_SCALE, "final", results)
    if ((final["region_code"] == region_code) & (final["year"] == year)).any():
        return None
    for stage in reversed(STAGES[:-1]):
        rows = one_each_scored(INDEX_SCALE, stage, results)
        rows = rows[(rows["region_code"] == region_code) & (rows["year"] == year) & rows["score"].notna()]
        if len(rows):
            break
    else:
        return None
    score = float(rows.iloc[0]["score"])
    told: dict[str, Any] = {"stage": stage, "score": score, "source": rows.iloc[0]["source"]}
    told |= {"category": "", "bound": None, "margin": None, "lost_before": None, "left": None, "left_category": ""}
    if reached := category_at(score, year):
        told |= {"category": reached.name, "bound": float(reached.min)}
        told["margin"] = minus(score, float(reached.min))
    earlier = pairs(results)
    earlier = earlier[
        (earlier["region_code"] == region_code)
        & (earlier["year"] < year)
        & (earlier["stage"] == stage)
        & earlier["difference"].notna()
    ]
    if len(earlier):
        last = earlier.iloc[-1]
        left = minus(score, -float(last["difference"]))
        told |= {"year_before": int(last["year"]), "lost_before": -float(last["difference"]), "left": left}
        told["source_before"] = f"{last['source']} | {last['source_final']}"
        told["left_category"] = kept.name if (kept := category_at(left, year)) else ""
    return told


def category_at(score: float, year: int) -> edition.Category | None:
    """Return the category of a score by the bounds of its year; None where they are not known."""
    rounded = edition.round_half_up(score)
    return next((c for c in edition.categories_of(year) if c.min <= rounded <= c.max), None)
