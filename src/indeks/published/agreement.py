"""Where sources agree: published rows that say the same taken together, disagreement kept as a range."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from indeks.published.results import INDEX_SCALE, RAW_SCALE, STAGES, completed, ordered, published

SEPARATOR = " | "
NUMBERS = ("n_innovations", "n_agencies", "rank")
MERGED = (
    "region_code", "region", "type", "province", "year", "stage", "scale", "score", "score_min", "score_max",
    "conflict", "category", "category_origin", "award", "n_innovations", "n_agencies", "rank", "rank_cluster",
    "doubtful", "change", "source", "source_other", "source_category", "source_award", "source_n_innovations",
    "source_n_agencies", "source_rank", "note", "note_id",
)  # fmt: skip
_TOGETHER = (
    ("category", "category_origin"),
    ("award",),
    ("n_innovations",),
    ("n_agencies",),
    ("rank", "rank_cluster"),
)


Row = Mapping[Hashable, Any]


def joined(values: Iterable[str]) -> str:
    """Join sources or notes, each once, empty ones left out; what is joined already is taken apart first."""
    return SEPARATOR.join(sorted({part for value in values for part in value.split(SEPARATOR) if part}))


def _stated(rows: Sequence[Row], columns: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """Return the different values the rows state for columns that belong together."""
    told = [row for row in rows if not _missing(row[columns[0]])]
    if columns[0] == "rank" and not told:  # "one of 9 kota", without a place
        told = [row for row in rows if row["rank_cluster"]]
    if columns[0] == "category":  # what a source states goes before what follows from the score
        told = [row for row in told if row["category_origin"] == "stated"] or told
    return {tuple(None if _missing(row[c]) else row[c] for c in columns) for row in told}


def _missing(value: Any) -> bool:
    return value == "" if isinstance(value, str) else bool(pd.isna(value))


def _merge(rows: Sequence[Row], silent: Sequence[Row]) -> dict[str, Any]:
    """Merge rows that say the same score; what they leave out is taken from rows without a score."""
    record: dict[str, Any] = {c: rows[0][c] for c in MERGED[: MERGED.index("score") + 1]}
    both = [*rows, *silent]
    record["change"] = next((row["change"] for row in both if row["change"]), "")
    doubtful = {word for row in both for word in row["doubtful"].split()}
    for columns in _TOGETHER:
        told = _stated(rows, columns) or _stated(silent, columns)
        value = next(iter(told)) if len(told) == 1 else (None,) * len(columns)
        if len(told) > 1:
            doubtful.add(columns[0])
        for column, part in zip(columns, value, strict=True):
            record[column] = "" if part is None and column not in NUMBERS else part
        states = [row for row in both if told and _stated([row], columns) == told]
        record[f"source_{columns[0]}"] = joined(row["source"] for row in states)
    record["doubtful"] = " ".join(sorted(doubtful))
    sources = {row["source"] for row in rows}
    record["source"] = joined(sources)
    record["source_other"] = joined({row["source"] for row in silent} - sources)
    record["note"] = joined(row["note"] for row in both)
    record["note_id"] = joined(row["note_id"] for row in both)
    return record


def merged(results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row for each region, year, stage, scale and score, sources that agree taken together.

    Parameters
    ----------
    results
        A table with at least ``region_code, year, stage, source, score, scale``, and any other column of
        :func:`indeks.published.published`; that table where none is given.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`MERGED`. Several rows of one region, year, stage and scale are a ``conflict``,
        with the range in ``score_min`` and ``score_max``. ``source`` names who states the score, or the
        rest where there is no score; ``source_other`` who states only the rest. ``source_category``,
        ``source_award``, ``source_n_innovations``, ``source_n_agencies`` and ``source_rank`` name who states
        just that figure, and are empty where it is. Rows that are no result
        (targets, local counts) are left out, as are counts and ranks that are not what they seem;
        ``doubtful`` names the columns that were, and those on which sources with one score disagree.
    """
    if results is None:
        return _merged_published().copy()
    table = ordered(completed(results))
    table = table[table["is_result"]].reset_index(drop=True)
    doubts = [text.split() for text in table["doubtful"]]
    for column in NUMBERS:
        table[column] = table[column].mask(pd.Series([column in words for words in doubts], dtype=bool))
    unknown = {"score_min": float("nan"), "score_max": float("nan"), "conflict": False}
    records = []
    for _, group in groupby(table.to_dict("records"), itemgetter("region_code", "year", "stage")):
        rows = list(group)
        silent = [row for row in rows if _missing(row["score"])]
        if len(silent) == len(rows):
            records.append({**_merge(rows, []), **unknown})
        for scale in (INDEX_SCALE, RAW_SCALE):
            on_scale = [row for row in rows if row["scale"] == scale and not _missing(row["score"])]
            scores = sorted({row["score"] for row in on_scale})
            for score in scores:
                span = {"score_min": scores[0], "score_max": scores[-1], "conflict": len(scores) > 1}
                records.append({**_merge([row for row in on_scale if row["score"] == score], silent), **span})
    kinds: dict[str, Any] = dict.fromkeys(MERGED, str) | {"year": int, "conflict": bool}
    kinds |= dict.fromkeys(NUMBERS, "Int64") | dict.fromkeys(("score", "score_min", "score_max"), float)
    return pd.DataFrame(records, columns=list(MERGED)).astype(kinds)


@cache
def _merged_published() -> pd.DataFrame:
    return merged(published())


def one_each(table: pd.DataFrame) -> pd.DataFrame:
    """One row a region, year and stage; a conflict keeps its range and loses the single score."""
    table = table.copy()
    table["score"] = table["score"].mask(table["conflict"])
    keys = ["region_code", "year", "stage"]
    for column in ("source", "source_other", "note", "note_id"):
        table[column] = table.groupby(keys)[column].transform(joined)
    disagree = table.groupby(keys)["category"].transform("nunique") > 1
    of_category = ["category", "category_origin", "source_category"]
    table[of_category] = table[of_category].mask(disagree, "")
    return table.drop_duplicates(keys, ignore_index=True)


def one_each_scored(scale: str, stage: str, results: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a region and year of the merged rows of one scale and stage that have a score."""
    if results is None:
        return _one_each_published(scale, stage).copy()
    return one_each(scored(scale, stage, results))


@cache
def _one_each_published(scale: str, stage: str) -> pd.DataFrame:
    return one_each(scored(scale, stage, None))


def scored(scale: str, stage: str, results: pd.DataFrame | None) -> pd.DataFrame:
    """Return the merged rows of one scale and stage that have a score."""
    if stage not in STAGES:
        raise ValueError(f"stage: {stage!r}; {', '.join(STAGES)}")
    table = merged(results)
    return table[(table["scale"] == scale) & (table["stage"] == stage) & table["score"].notna()]
