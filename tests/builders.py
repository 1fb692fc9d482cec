"""Small inputs for the tests: a good dataset, and ways to spoil it in one place."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Table = list[list[Any]]

INNOVATION_COLUMNS = ["innovation_id", "region_code", "year", "title", "affair", "form", "applied_date", "sent"]
INDICATORS = [
    "regulasi", "sdm", "anggaran", "alat_kerja", "bimtek", "rkpd", "aktor", "pelaksana", "jejaring", "sosialisasi",
    "pedoman_teknis", "informasi_layanan", "kemudahan_proses", "pengaduan", "layanan_terintegrasi", "replikasi",
    "kecepatan_penciptaan", "kemanfaatan", "monev", "video",
]  # fmt: skip


def innovations() -> Table:
    """Two innovations of Kota Contoh."""
    return [
        list(INNOVATION_COLUMNS),
        ["A1", "99.71", "2026", "Posyandu Keliling", "Kesehatan", "pelayanan publik", "2024-03-05", ""],
        ["A2", "99.71", "2026", "Rapor Digital", "Pendidikan", "tata kelola", "2025-01-20", "ya"],
    ]


def levels() -> Table:
    """Long levels of both."""
    return [
        ["innovation_id", "indicator", "level", "value", "basis"],
        ["A1", "regulasi", "2", "", ""],
        ["A1", "sdm", "1", "8", ""],
        ["A1", "kemanfaatan", "2", "350", "orang"],
        ["A2", "regulasi", "3", "", ""],
        ["A2", "video", "2", "4", ""],
    ]


def wide_levels() -> Table:
    """The same levels wide."""
    return [
        ["innovation_id", "regulasi", "sdm", "sdm:value", "kemanfaatan", "kemanfaatan:basis", "kemanfaatan:value",
         "video", "video:value"],
        ["A1", "2", "1", "8", "2", "orang", "350", "", ""],
        ["A2", "3", "", "", "", "", "", "2", "4"],
    ]  # fmt: skip


def region_levels() -> Table:
    """Two SPD rows."""
    return [
        ["region_code", "year", "indicator", "level", "value"],
        ["99.71", "2026", "visi_misi", "3", ""],
        ["99.71", "2026", "perizinan", "2", "5,25"],
    ]


def tables() -> dict[str, Table]:
    """The good dataset, long."""
    return {"innovations": innovations(), "innovation_levels": levels(), "region_levels": region_levels()}


def set_cell(table: Table, row: int, column: str, value: Any) -> None:
    """Change a cell; ``row`` counts as a person does, the header being row 1."""
    table[row - 1][table[0].index(column)] = value


def add_column(table: Table, name: str, values: Sequence[Any]) -> None:
    """Append a column."""
    table[0].append(name)
    for row, value in zip(table[1:], values, strict=True):
        row.append(value)


def drop_column(table: Table, name: str) -> None:
    """Remove a column."""
    position = table[0].index(name)
    for row in table:
        del row[position]


def write_folder(
    folder: Path, data: Mapping[str, Table], *, delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    """Write CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in data.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding=encoding) as file:
            csv.writer(file, delimiter=delimiter).writerows(table)
    return folder


def write_workbook(path: Path, data: Mapping[str, Table]) -> Path:
    """Write a workbook with a sheet for each table; texts that are numbers become numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in data.items():
        sheet = book.create_sheet(name)
        for k, row in enumerate(table):
            sheet.append([cell if k == 0 else _native(cell) for cell in row])
    book.save(path)
    return path


def _native(cell: Any) -> Any:
    if isinstance(cell, str):
        if cell == "":
            return None
        if cell.isdigit():
            return int(cell)
    return cell


def edit_workbook(path: Path, change: Any) -> Path:
    """Open a workbook, apply a function to it, save it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path
