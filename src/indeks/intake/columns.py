"""Columns of a sheet typed: names to their right spelling, regions to codes, years to editions, texts to dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pandas as pd

from indeks import edition as editions
from indeks.edition import Edition, EditionError
from indeks.intake import vocabulary
from indeks.intake.dates import date_column
from indeks.intake.numbers import number_column
from indeks.intake.sheet import Collector, Sheet
from indeks.tables import YEARS


def map_names(
    sheet: Sheet, column: str, convert: Callable[[str], Any], code: str, found: Collector,
    hint: Callable[[str], str] = lambda _: "",
) -> pd.Series:  # fmt: skip
    """Return a column with each name replaced by its right one; those without are reported and left out."""
    texts = vocabulary.text_column(sheet.frame[column])
    codes, distinct = pd.factorize(texts)
    right = [convert(str(t)) for t in distinct]
    for k, name in enumerate(right):
        if name is None:
            rows = np.asarray(sheet.frame.index)[codes == k]
            text = str(distinct[k])
            details = {"found": text, "nearest": hint(text)}
            found.at_rows(sheet, code, rows, column, lambda _k, d=details: d)  # type: ignore[misc]
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


def region_codes(sheet: Sheet, own: Collection[str], found: Collector) -> pd.Series:
    """Return the codes of the regions meant; ``own`` are codes the data bring along."""
    from indeks import regions

    column = sheet.frame["region_code"]
    codes, distinct = pd.factorize(column)
    resolved: list[str | None] = []
    for k, cell in enumerate(distinct):
        text = code_text(cell)
        if text in own:
            resolved.append(text)
            continue
        resolved.append(None)
        if not text:
            continue
        rows = np.asarray(sheet.frame.index)[codes == k]
        try:
            resolved[-1] = regions.resolve(cell.strip() if isinstance(cell, str) else cell)
        except regions.UnknownRegion as error:
            details = {
                "found": text,
                "nearest": found.t.join(error.names(found.lang)) if error.nearest else found.t("problems.none"),
            }
            found.at_rows(sheet, "region_unknown", rows, "region_code", lambda _k, d=details: d)  # type: ignore[misc]
        except regions.AmbiguousRegion as error:
            choices = ", ".join(regions.display(c, found.lang) for c in error.codes)
            details = {"found": text, "nearest": choices}
            found.at_rows(sheet, "region_ambiguous", rows, "region_code", lambda _k, d=details: d)  # type: ignore[misc]
    table = np.array([*resolved, None], dtype=object)
    return pd.Series(table[codes], index=column.index).astype("str")


def years(sheet: Sheet, edition: Edition | None, rules: dict[int, Edition], found: Collector) -> pd.Series:
    """Return the years as numbers and note the edition of each in ``rules``; years without one are reported."""
    column = sheet.frame["year"]
    numbers = number_column(column, True)
    values = numbers.values.copy()
    rows = np.asarray(sheet.frame.index)
    wrong = numbers.not_number | numbers.dash
    wrong |= ~np.isnan(values) & ((values < YEARS[0]) | (values > YEARS[1]) | (values != np.round(values)))
    places = np.flatnonzero(wrong)
    found.at_rows(
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
            found.at_rows(
                sheet, "year_no_edition", rows[values == year], "year",
                lambda _k, y=year, ys=known: {"found": str(y), "years": ys},  # type: ignore[misc]
            )  # fmt: skip
    return pd.Series(values, index=sheet.frame.index)


def dates(sheet: Sheet, column: str, found: Collector) -> pd.Series:
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
        found.at_rows(
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
