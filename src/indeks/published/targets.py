"""What regions said they aim at, beside what was published afterwards."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from indeks import regions
from indeks.published.agreement import merged, one_each
from indeks.published.position import places, whole_type
from indeks.published.results import INDEX_SCALE, codes, read_raw

LOWER_IS_BETTER = ("rank",)
COLUMNS = (
    "region_code", "region", "type", "year", "figure", "target", "came_min", "came_max", "came_category", "outcome",
    "inferred", "source", "source_came", "note", "note_id",
)  # fmt: skip


@cache
def _targets() -> pd.DataFrame:
    raw = read_raw("targets.csv")
    table = pd.DataFrame({"region_code": codes(raw["region_type"], raw["region"])})
    for column, name in (("region", "name"), ("type", "type")):
        table[column] = [regions.record(code)[name] for code in table["region_code"]]
    table["year"] = raw["year"].astype(int)
    table["figure"] = raw["figure"]
    table["target"] = raw["target"].astype(float)
    for column in ("source", "note", "note_id"):
        table[column] = raw[column]
    return table


def targets(region_code: str | None = None, results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what regions aimed at in a year and what was published of it.

    Parameters
    ----------
    region_code
        Only this region; all where none is given.
    results
        A table like that of :func:`indeks.published.published`; that table where none is given.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`COLUMNS`. ``figure`` is ``score``, ``rank`` (the target is that or better),
        ``n_innovations`` or ``per_agency`` (innovations of each agency). ``came_min`` and ``came_max`` bound the
        figure of the final result, ``inferred`` where they follow from scores and places of others
        (:func:`indeks.published.position.places`); ``came_category`` is its category. ``outcome`` is ``reached``,
        ``missed``, ``open`` where the bounds leave both, ``category_only`` where only the category is published,
        or ``unpublished`` where nothing final is.

    Examples
    --------
    >>> targets("19.71")[["year", "figure", "target", "outcome"]].values.tolist()[:2]
    [[2022, 'rank', 10.0, 'missed'], [2024, 'rank', 10.0, 'missed']]
    """
    table = _targets()
    if region_code is not None:
        table = table[table["region_code"] == region_code]
    finals = merged(results)
    finals = one_each(finals[finals["stage"] == "final"]).set_index(["region_code", "year"])
    records = []
    for row in table.to_dict("records"):
        key = (row["region_code"], row["year"])
        end = finals.loc[key].to_dict() if key in finals.index else None
        records.append({**row, **_outcome(row, end, results)})
    frame = pd.DataFrame(records, columns=list(COLUMNS))
    numbers = dict.fromkeys(("target", "came_min", "came_max"), float)
    frame = frame.astype({**numbers, "year": int, "inferred": bool})
    return frame.sort_values(["region_code", "year", "figure"], ignore_index=True)


def _outcome(row: dict[str, Any], end: dict[str, Any] | None, results: pd.DataFrame | None) -> dict[str, Any]:
    """Return what came of a target: ``came_min`` and ``came_max``, how it ended, and whether that is inferred."""
    told: dict[str, Any] = dict.fromkeys(("came_category", "source_came"), "") | {"inferred": False}
    if end is None:
        return told | {"outcome": "unpublished"}
    told |= {"came_category": end["category"], "source_came": end["source_category"]}
    low, high, source = _came(row, end)
    if low is None and row["figure"] == "rank":
        low, high = places(row["region_code"], row["year"], results)
        told["inferred"], source = low is not None or high is not None, end["source"]
    if low is None and high is None:
        return told | {"outcome": "category_only" if told["came_category"] else "unpublished"}
    told |= {"came_min": low, "came_max": high, "source_came": source}
    ends = (high, low) if row["figure"] in LOWER_IS_BETTER else (low, high)  # the worse end, the better one
    met = [None if value is None else _met(row, value) for value in ends]
    told["outcome"] = "reached" if met[0] else "missed" if met[1] is False else "open"
    return told


def _came(row: dict[str, Any], end: dict[str, Any]) -> tuple[float | None, float | None, str]:
    """Return the lowest and highest figure that sources state for a target, and these sources."""
    figure = row["figure"]
    if figure == "score" and end["scale"] == INDEX_SCALE:
        return float(end["score_min"]), float(end["score_max"]), end["source"]
    stated = figure == "n_innovations" or (figure == "rank" and whole_type(end["rank_cluster"]) != "")
    if stated and pd.notna(end[figure]):
        return float(end[figure]), float(end[figure]), end[f"source_{figure}"]
    return None, None, ""


def _met(row: dict[str, Any], value: float) -> bool:
    return value <= row["target"] if row["figure"] in LOWER_IS_BETTER else value >= row["target"]
