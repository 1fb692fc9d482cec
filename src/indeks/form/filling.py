"""Writing what is known into the sheets of a workbook, by the codes of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd


def fill(sheet: Any, rows: Iterable[Mapping[str, Any]], key: str) -> list[int]:
    """Write rows into a sheet and return their numbers; a row whose key stands there is completed.

    Parameters
    ----------
    sheet
        A sheet of :mod:`indeks.form.template`.
    rows
        Cells by column code; those that are empty, or whose column the sheet lacks, leave a cell as it is.
    key
        The column that tells a row; rows with a key that is not there follow from the first row on.
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    from indeks.form.layout import CODE_ROW, FIRST_ROW  # openpyxl takes long to import

    places = {str(cell.value): cell.column for cell in sheet[CODE_ROW] if cell.value is not None}
    known = {sheet.cell(r, places[key]).value: r for r in range(FIRST_ROW, sheet.max_row + 1)}
    numbers = []
    for k, record in enumerate(rows):
        row = known.get(record[key], FIRST_ROW + k)
        numbers.append(row)
        for name, value in record.items():
            if name not in places or pd.isna(value) or value == "":
                continue
            cell = sheet.cell(row, places[name])
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                cell.data_type = "s"  # a text that begins like a formula stays a text
            else:
                cell.value = value
    return numbers


def add_columns(sheet: Any, names: Iterable[str]) -> None:
    """Add columns to the right of a sheet for what the template has no column of; codes are their headers."""
    from indeks.form.layout import CODE_ROW, LABEL_ROW

    there = {cell.value for cell in sheet[CODE_ROW]}
    for name in names:
        if name not in there:
            position = sheet.max_column + 1
            sheet.cell(CODE_ROW, position).value = sheet.cell(LABEL_ROW, position).value = name
