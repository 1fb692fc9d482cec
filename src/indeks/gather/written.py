"""The merged workbook: the cells that count, written into the sheets of the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from indeks.form import filling, lists
from indeks.gather.cells import RESULTS
from indeks.gather.groups import TABLES
from indeks.texts import Texts

Cells = Mapping[str, Any]
"""Cells of a row by the codes of their columns."""


def fill(
    book: Any, rows: Sequence[Mapping[str, Cells]], region_rows: Mapping[str, Sequence[Cells]],
    ids: Sequence[str], t: Texts,
) -> None:  # fmt: skip
    """Write innovations and the sheets of the region into the empty workbook.

    Parameters
    ----------
    book
        The template.
    rows, ids
        The cells of each innovation by table, and its ID.
    region_rows
        The cells of the region's own sheets by table.
    t
        Texts of the workbook's language.
    """
    from indeks.form import layout

    for table in TABLES:
        sheet = book[t(f"form.sheet.{table}")]
        filled = [{"innovation_id": name, **row[table]} for name, row in zip(ids, rows, strict=True)]
        filling.add_columns(sheet, dict.fromkeys(c for record in filled for c in record))
        numbers = filling.fill(sheet, filled, "innovation_id")
        layout.fit_rows(sheet, numbers, most=3)
    for table, records in region_rows.items():
        name = t(f"form.sheet.{table}")
        if name not in book.sheetnames:  # an edition without levels of the region has none to verify
            name = t("form.sheet.region_levels")
        if records:
            _of_region(book[name], records, "year" if table == RESULTS else "indicator")


def _of_region(sheet: Any, records: Sequence[Cells], key_of: str) -> None:
    """Write rows of a sheet of the region itself; rows of another edition go below, where check names them."""
    from indeks.form import layout

    filling.add_columns(sheet, dict.fromkeys(c for record in records for c in record))
    columns = {cell.value: cell.column for cell in sheet[layout.CODE_ROW]}
    there = {sheet.cell(r, columns[key_of]).value for r in range(layout.FIRST_ROW, sheet.max_row + 1)}
    free = key_of == "year"  # no row is ready for a year
    filling.fill(sheet, [r for r in records if free or r[key_of] in there], key_of)
    others = [r for r in records if not free and r[key_of] not in there]
    for row, record in enumerate(others, start=sheet.max_row + 1):
        owner = {c: sheet.cell(layout.FIRST_ROW, columns[c]).value for c in ("region_code", "year")}
        for column, value in {**owner, **record}.items():
            sheet.cell(row, columns[column]).value = value


def free(ids: Sequence[str], region: str, year: int) -> list[str]:
    """Return the IDs of the empty rows."""
    names = (lists.innovation_id(region, year, k) for k in range(1, 2 * lists.ROOM + len(ids)))
    left = [name for name in names if name not in set(ids)]
    return left[: max(lists.ROOM - len(ids), lists.ROOM // 10)]
