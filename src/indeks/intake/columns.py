"""Columns of a sheet typed: names to their right spelling, regions to codes, years to editions, texts to dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from indeks import edition as editions
from indeks import regions
from indeks.edition import Edition, EditionError
from indeks.errors import IndeksError
from indeks.intake import vocabulary
from indeks.intake.dates import date_column
from indeks.intake.numbers import number_column
from indeks.intake.sheet import Collector, Sheet
from indeks.problems import each_language
from indeks.tables import YEARS
from indeks.texts import texts


def map_names(
    sheet: Sheet, column: str, convert: Callable[[str], Any], code: str, problems: Collector,
    hint: Callable[[str], Any] = lambda _: "",
) -> pd.Series:  # fmt: skip
    """Return a column with each name replaced by its right one; those without are reported and left out.

    ``hint`` gives what a message offers instead, and is asked only for names that are shown.
    """
    texts = vocabulary.text_column(sheet.frame[column])
    codes, distinct = pd.factorize(texts)
    right = [convert(str(t)) for t in distinct]
    wrong = np.array([name is None for name in right] + [False])[codes]
    places = np.flatnonzero(wrong)
    shown = cache(hint)

    def details(k: int) -> dict[str, Any]:
        text = str(distinct[codes[places[k]]])
        return {"found": text, "nearest": shown(text)}

    problems.at_rows(sheet, code, np.asarray(sheet.frame.index)[places], column, details)
    table = np.array([*right, None], dtype=object)
    return pd.Series(table[codes], index=sheet.frame.index)


def code_text(cell: object) -> str:
    """Return a code of a region as text; a number cannot keep the last zero of ``99.80``.

    Examples
    --------
    >>> code_text(99.8), code_text(99.801), code_text("99.71 ")
    ('99.80', '99.801', '99.71')
    """
    text = vocabulary.text_of(cell)
    return text + "0" if isinstance(cell, float) and re.fullmatch(r"[0-9]+\.[0-9]", text) else text


def region_codes(sheet: Sheet, own: Collection[str], problems: Collector) -> pd.Series:
    """Return the codes of the regions meant; ``own`` are codes the data bring along."""
    column = sheet.frame["region_code"]
    codes, distinct = pd.factorize(column)
    resolved: list[str | None] = []
    faults: list[IndeksError | None] = []
    for cell in distinct:
        text, code, fault = code_text(cell), None, None
        if text in own:
            code = text
        elif text:
            try:
                code = regions.resolve(cell.strip() if isinstance(cell, str) else cell)
            except (regions.UnknownRegion, regions.AmbiguousRegion) as error:
                fault = error
        resolved.append(code)
        faults.append(fault)
    for kind, name in ((regions.UnknownRegion, "region_unknown"), (regions.AmbiguousRegion, "region_ambiguous")):
        places = np.flatnonzero(np.array([isinstance(fault, kind) for fault in faults] + [False])[codes])

        def details(k: int, places: np.ndarray = places) -> dict[str, Any]:
            position = codes[places[k]]
            return {"found": code_text(distinct[position]), "nearest": _offered(faults[position])}

        problems.at_rows(sheet, name, np.asarray(sheet.frame.index)[places], "region_code", details)
    table = np.array([*resolved, None], dtype=object)
    return pd.Series(table[codes], index=column.index).astype("str")


def _offered(fault: Any) -> Any:
    """Return the regions that may be meant: all that fit, or the nearest."""
    if isinstance(fault, regions.AmbiguousRegion):
        return each_language(lambda lang: ", ".join(regions.display(code, lang) for code in fault.codes))
    if not fault.nearest:
        return IndeksError("problems.none")
    return each_language(lambda lang: texts(lang).join(fault.names(lang)))


def years(sheet: Sheet, edition: Edition | None, rules: dict[int, Edition], problems: Collector) -> pd.Series:
    """Return the years as numbers and note the edition of each in ``rules``; years without one are reported."""
    column = sheet.frame["year"]
    numbers = number_column(column, True)
    values = numbers.values.copy()
    rows = np.asarray(sheet.frame.index)
    wrong = numbers.not_number | numbers.dash
    wrong |= ~np.isnan(values) & ((values < YEARS[0]) | (values > YEARS[1]) | (values != np.round(values)))
    places = np.flatnonzero(wrong)
    problems.at_rows(
        sheet, "year_invalid", rows[places], "year",
        lambda k: {"found": vocabulary.text_of(column.iloc[places[k]])},
    )  # fmt: skip
    values[wrong] = np.nan
    for year in sorted({int(y) for y in np.unique(values[~np.isnan(values)])}):
        if year in rules:
            continue
        try:
            rules[year] = editions.resolve(edition, year)
        except EditionError:
            known = ", ".join(str(y) for name in editions.available() for y in editions.load(name).years)
            problems.at_rows(
                sheet, "year_no_edition", rows[values == year], "year",
                lambda _k, y=year, ys=known: {"found": str(y), "years": ys},  # type: ignore[misc]
            )  # fmt: skip
    return pd.Series(values, index=sheet.frame.index)


def dates(sheet: Sheet, column: str, problems: Collector) -> pd.Series:
    """Return a column as dates; what cannot be read is reported and missing."""
    cells = sheet.frame[column]
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        if getattr(cells.dtype, "tz", None) is not None:
            cells = cells.dt.tz_localize(None)
        if cells.isna().all() or (cells.min().year >= 1946 and cells.max().year <= 2199):
            return cells.dt.normalize().astype("datetime64[ns]")
    read_as = date_column(cells)
    rows = np.asarray(sheet.frame.index)
    for kind in sorted({k for k in read_as.kind if k}):
        places = np.flatnonzero(read_as.kind == kind)
        code = "dash_as_empty" if kind == "dash" else f"date_{kind}"
        problems.at_rows(
            sheet, code, rows[places], column,
            lambda k, p=places: {"found": _date_text(cells.iloc[p[k]])},  # type: ignore[misc]
        )  # fmt: skip
    return read_as.values


def _date_text(cell: object) -> str:
    return cell.strftime("%Y-%m-%d") if isinstance(cell, dt.date) else vocabulary.text_of(cell)


def one_line(column: pd.Series) -> pd.Series:
    """Return names on one line with single spaces: people break lines and double spaces inside cells."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("str")
    return column.str.replace(r"\s+", " ", regex=True).str.strip()
