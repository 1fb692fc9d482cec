"""A region's own published results of earlier years: typed, and asked whether they can be what they say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indeks.intake import columns, vocabulary
from indeks.intake.numbers import number_column
from indeks.intake.sheet import Collector, Sheet
from indeks.problems import each_language
from indeks.published import STAGES
from indeks.published.rules import FIRST_INDEX_YEAR
from indeks.tables import TABLES, YEARS
from indeks.texts import texts
from indeks.texts.words import CATEGORIES, category_text

HIGHEST = 100.0
"""Highest score there is since the first year of the index; earlier ones are raw sums without a bound."""
COUNTS = ("n_innovations", "n_agencies", "rank")


def read(sheet: Sheet, own: set[str], problems: Collector) -> pd.DataFrame:
    """Return the results of a sheet; rows that only have what was there beforehand are left out."""
    source = sheet.frame
    said = [c for c in TABLES["published_results"] if c in source and c != "region_code"]
    filled = np.zeros(len(source), dtype=bool)
    for column in said:
        filled |= vocabulary.text_column(source[column]).notna().to_numpy()
    sheet = Sheet(sheet.table, sheet.file, sheet.sheet, source[filled], sheet.labels, sheet.letters, sheet.parts)
    source = sheet.frame
    frame = pd.DataFrame(index=source.index)
    frame["region_code"] = columns.region_codes(sheet, own, problems)
    frame["year"] = _years(sheet, problems)
    frame["stage"] = columns.map_names(
        sheet, "stage", vocabulary.stage, "stage_unknown", problems,
        lambda _: each_language(lambda lang: ", ".join(texts(lang)(f"published.stage.{s}") for s in STAGES)),
    ).astype("str")  # fmt: skip
    raw = (frame["year"] < FIRST_INDEX_YEAR).to_numpy()  # whole numbers, written with a mark at the thousands
    frame["score"] = _numbers(sheet, "score", raw, problems)
    frame["category"] = _categories(sheet, problems)
    for column in COUNTS:
        frame[column] = _numbers(sheet, column, True, problems)
    frame["source"] = _sources(sheet)
    frame["_row"] = np.asarray(source.index)
    _check(sheet, frame, problems)
    return frame.reset_index(drop=True)


def _years(sheet: Sheet, problems: Collector) -> pd.Series:
    """Return the years; those of which the library has no rules are as good as any other."""
    numbers = number_column(sheet.frame["year"], True)
    values = numbers.values.copy()
    wrong = numbers.not_number | numbers.dash
    wrong |= ~np.isnan(values) & ((values < YEARS[0]) | (values > YEARS[1]) | (values != np.round(values)))
    _tell(sheet, "year_invalid", wrong, "year", problems)
    values[wrong] = np.nan
    return pd.Series(values, index=sheet.frame.index)


def _numbers(sheet: Sheet, column: str, whole: np.ndarray | bool, problems: Collector) -> pd.Series:
    if column not in sheet.frame:
        return pd.Series(np.nan, index=sheet.frame.index)
    numbers = number_column(sheet.frame[column], whole)
    values = numbers.values.copy()
    wrong = numbers.not_number | numbers.ambiguous | (values < 0)
    if column in COUNTS:
        wrong |= ~np.isnan(values) & (values != np.round(values))
    _tell(sheet, "result_number", wrong, column, problems)
    values[wrong] = np.nan
    return pd.Series(values, index=sheet.frame.index)


def _categories(sheet: Sheet, problems: Collector) -> pd.Series:
    if "category" not in sheet.frame:
        return pd.Series(np.nan, index=sheet.frame.index, dtype="str")
    return columns.map_names(
        sheet, "category", vocabulary.category, "category_unknown", problems,
        lambda _: each_language(lambda lang: ", ".join(category_text(c, texts(lang)) for c in CATEGORIES)),
    ).astype("str")  # fmt: skip


def _sources(sheet: Sheet) -> pd.Series:
    if "source" not in sheet.frame:
        return pd.Series(np.nan, index=sheet.frame.index, dtype="str")
    return columns.one_line(vocabulary.text_column(sheet.frame["source"]).astype("str"))


def _tell(sheet: Sheet, code: str, wrong: np.ndarray, column: str, problems: Collector) -> None:
    places = np.flatnonzero(wrong)
    cells = sheet.frame[column]
    problems.at_rows(sheet, code, np.asarray(sheet.frame.index)[places], column,
                     lambda k: {"found": vocabulary.text_of(cells.iloc[places[k]])})  # fmt: skip


def _check(sheet: Sheet, frame: pd.DataFrame, problems: Collector) -> None:
    """Tell of scores no index can have, and of rows that tell no result."""
    high = (frame["score"] > HIGHEST) & (frame["year"] >= FIRST_INDEX_YEAR)
    _tell(sheet, "result_score_range", high.to_numpy(), "score", problems)
    silent = frame[["score", "category"]].isna().all(axis=1).to_numpy().copy()
    rows = frame["_row"].to_numpy()
    for column in ("score", "category"):
        if column in sheet.frame:
            silent &= ~problems.known(sheet, rows, column)
    problems.at_rows(sheet, "result_empty", rows[silent], "score" if "score" in sheet.frame else "stage")
