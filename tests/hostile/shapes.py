"""Writes worlds down as people do: long or wide, in every spelling, as a workbook, CSV, Parquet or frames."""

from __future__ import annotations

import csv
import datetime as dt
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pandas as pd

from .worlds import CONTOH, World

Table = list[list[Any]]
Tables = dict[str, Table]

SHEETS = {
    "innovations": ("innovations", "Inovasi", "Daftar Inovasi", "INOVASI ", "Data inovasi"),
    "innovation_levels": (
        "innovation_levels",
        "Parameter inovasi",
        "SID",
        "Parameter Inovasi",
        "Satuan Inovasi Daerah",
    ),
    "region_levels": ("region_levels", "Parameter daerah", "SPD", "Satuan Pemerintah Daerah"),
    "regions": ("regions", "Daerah"),
}
HEADS = {
    "innovation_id": ("innovation_id", "ID inovasi", "ID Inovasi ", "KODE INOVASI"),
    "region_code": ("region_code", "Kode daerah", "kode  daerah", "Kode Kemendagri"),
    "year": ("year", "Tahun", "TAHUN"),
    "title": ("title", "Judul inovasi", "Nama Inovasi", "Judul\xa0inovasi"),
    "affair": ("affair", "Urusan", "URUSAN"),
    "form": ("form", "Bentuk inovasi", "Bentuk"),
    "applied_date": ("applied_date", "Tanggal penerapan", "Tgl. Penerapan"),
    "sent": ("sent", "Dikirim (ya/tidak)", "Kirim"),
    "indicator": ("indicator", "Indikator", "Kode indikator"),
    "level": ("level",),
    "verified_level": ("verified_level", "Terverifikasi"),
    "value": ("value", "Nilai mentah"),
}
YES, NO = ("ya", "Ya ", "YA", "y", "1", "", None, "sudah"), ("tidak", "TIDAK", "Tdk", "0", "no")
FORMS = ("pelayanan publik", "Pelayanan Publik", "Inovasi tata kelola", "tata kelola", "Lainnya")


def tables(world: World, rng: Random | None = None, *, wide: bool = False) -> Tables:
    """The tables of a world: with plain codes, or in the spellings of a random writer."""
    by = world.rule
    typed = bool(rng) and rng.random() < 0.5  # type: ignore[union-attr]
    innovations: Table = [
        ["innovation_id", "region_code", "year", "title", "affair", "form", "applied_date", "sent"]
    ]
    for i in world.innovations:
        innovations.append(
            [
                i["id"], region(i["region"], rng), year(world.year, rng), loose(i["title"], rng), affair(i["affair"], rng),
                rng.choice(FORMS) if rng else "tata kelola", date(world.year - 1, rng, typed), sent(i["sent"], rng),
            ]
        )  # fmt: skip
    result = {"innovations": innovations}
    examined = any(i["verified"] for i in world.innovations) or any(world.spd_verified.values())
    rows = [(i["id"], i["levels"], i["verified"]) for i in world.innovations]
    result["innovation_levels"] = _levels(world, "sid", [["innovation_id"], *[[r[0]] for r in rows]],
                                          [r[1:] for r in rows], examined, wide, rng)  # fmt: skip
    if world.totals:
        result["region_levels"] = [["region_code", "year", "indicator", "level", "value"]]
        result["region_levels"] += [
            [region(r, rng), world.year, "spd_total", None, total(t, rng)] for r, t in world.totals.items()
        ]
    elif world.spd:
        keys: Table = [["region_code", "year"], *[[region(r, rng), year(world.year, rng)] for r in world.spd]]
        both = [(world.spd[r], world.spd_verified.get(r, {})) for r in world.spd]
        result["region_levels"] = _levels(world, "spd", keys, both, examined, wide and by is not None, rng)
    if any(r != CONTOH for r in world.regions):
        result["regions"] = [
            ["region_code", "name"],
            *[[r, f"Rekaan {r[-2:]}"] for r in world.regions if r != CONTOH],
        ]
    if rng:
        for table in result.values():
            table[0] = [head(c, rng) if c in HEADS else c for c in table[0]]
    return result


def _levels(
    world: World, aspect: str, keys: Table, both: list[tuple[dict[str, int], dict[str, int]]], examined: bool,
    wide: bool, rng: Random | None,
) -> Table:  # fmt: skip
    indicators = world.indicators(aspect)
    if not wide:
        table = [[*keys[0], "indicator", "level", *(["verified_level"] if examined else [])]]
        for place, (levels, verified) in zip(keys[1:], both, strict=True):
            for code, level in levels.items():
                row = [*place, indicator(indicators[code], rng), answer(indicators[code], level, rng)]
                table.append([*row, verified.get(code)] if examined else row)
        return table
    used = [c for c in indicators if any(c in levels for levels, _ in both)]
    heads = [indicator(indicators[c], rng) for c in used] + (
        [f"{c}:verified_level" for c in used] if examined else []
    )
    table = [[*keys[0], *heads]]
    for place, (levels, verified) in zip(keys[1:], both, strict=True):
        row = [answer(indicators[c], levels[c], rng) if c in levels else None for c in used]
        table.append([*place, *row, *([verified.get(c) for c in used] if examined else [])])
    return table


def head(column: str, rng: Random) -> str:
    """A heading as somebody writes it."""
    return rng.choice(HEADS[column])


def region(code: str, rng: Random | None) -> Any:
    """A region by code, number or name."""
    if rng is None:
        return code
    spelled: list[Any] = [code, f" {code} ", f"\xa0{code}"]
    if not code.endswith("0"):  # a number in a CSV file has lost the last zero for good
        spelled.append(float(code))
    return rng.choice(
        [*spelled, "Kota Contoh", "KOTA  CONTOH", "Kota Contoh (99.71)"] if code == CONTOH else spelled
    )


def year(number: int, rng: Random | None) -> Any:
    """A year as number or text."""
    return rng.choice([number, str(number), float(number), f" {number} "]) if rng else number


def loose(text: str, rng: Random | None) -> str:
    """A text with the spaces that slip in."""
    return (
        rng.choice([text, f" {text}", f"{text}  ", text.replace(" ", "  "), text.replace(" ", "\xa0")])
        if rng
        else text
    )


def affair(name: str, rng: Random | None) -> str:
    """An affair in some spelling."""
    return (
        rng.choice([name, name.upper(), name.lower(), f"{name} ", name.replace(" dan ", " & "), f"Urusan {name}"])
        if rng
        else name
    )


def sent(yes: bool, rng: Random | None) -> Any:
    """Whether an innovation is sent."""
    if rng is None:
        return "ya" if yes else "tidak"
    return rng.choice(YES if yes else NO)


def date(of_year: int, rng: Random | None, typed: bool = False) -> Any:
    """A day of a year, in one of the spellings that have one reading."""
    if rng is None:
        return f"{of_year}-03-05"
    day = dt.date(of_year, rng.randint(1, 12), rng.randint(1, 28))
    if typed:
        return dt.datetime(day.year, day.month, day.day)
    months = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ]
    return rng.choice(
        [f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day.day} {months[day.month - 1]} {day.year}", f"{day:%d-%m-%Y}"]
    )


def total(points: Decimal, rng: Random | None) -> Any:
    """An SPD total."""
    return (
        rng.choice([float(points), str(points).replace(".", ","), f"{points:.2f}".replace(".", ",")])
        if rng
        else float(points)
    )


def indicator(entry: Mapping[str, Any], rng: Random | None) -> str:
    """An indicator by code, name or number and name."""
    if rng is None:
        return str(entry["code"])
    name = entry["name"]
    numbered = f"{entry['number']}{entry.get('sub', '')}. {name}"
    return str(rng.choice([entry["code"], name, name.upper(), numbered, f"{name} ", entry.get("name_en", name)]))


def answer(entry: Mapping[str, Any], level: int, rng: Random | None) -> Any:
    """A level as a number, a text, an answer of the list, or words alone where they hold no digit."""
    if rng is None:
        return level
    spelled: list[Any] = [level, str(level), f" {level} ", float(level), f"{level}\xa0"]
    if level and "levels" in entry and "alternatives" not in entry:
        label = entry["levels"][level - 1]["label"]
        spelled += [f"{level} - {label}", f"{level} – {label.upper()}"]
        alike = [lv for lv in entry["levels"] if lv["label"] == label]
        if not any(c.isdigit() for c in label) and len(alike) == 1:
            spelled += [label, label.upper()]
    elif not level:
        spelled += ["0 - belum diisi"]
    return rng.choice(spelled)


def workbook(path: Path, data: Tables, *, names: Mapping[str, str] | None = None) -> Path:
    """Write an XLSX workbook with a sheet for each table."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in data.items():
        sheet = book.create_sheet((names or {}).get(name, name))
        for row in table:
            sheet.append(row)
    book.save(path)
    return settled(path)


def settled(path: Path) -> Path:
    """Take the time of day out of a workbook, so that a seed gives the same bytes whenever it is run."""
    with zipfile.ZipFile(path) as archive:
        members = {m: archive.read(m) for m in archive.namelist()}
    pack(path, {m: re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", c) if m.startswith("docProps") else c
                for m, c in members.items()})  # fmt: skip
    return path


def pack(path: Path, members: Mapping[str, bytes]) -> None:
    """Write an archive, every part of it as old as any."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def csv_folder(
    folder: Path, data: Tables, *, delimiter: str = ",", encoding: str = "utf-8", ending: str = "\r\n"
) -> Path:
    """Write a folder of CSV files."""
    folder.mkdir(exist_ok=True)
    for name, table in data.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding=encoding, errors="replace") as file:
            csv.writer(file, delimiter=delimiter, lineterminator=ending).writerows(
                [_text(c) for c in row] for row in table
            )
    return folder


def frames(data: Tables) -> dict[str, pd.DataFrame]:
    """The tables as frames, cells as they are."""
    return {name: pd.DataFrame(table[1:], columns=table[0]) for name, table in data.items()}


def parquet_folder(folder: Path, data: Tables, rng: Random | None = None) -> Path:
    """Write a folder of Parquet files; columns of mixed cells become texts."""
    folder.mkdir(exist_ok=True)
    for name, frame in frames(data).items():
        for column in frame:
            if len({type(c) for c in frame[column] if c is not None}) > 1 or (rng and rng.random() < 0.3):
                frame[column] = [None if pd.isna(c) else str(_text(c)) for c in frame[column]]
        frame.to_parquet(folder / f"{name}.parquet")
    return folder


def _text(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell.strftime("%d/%m/%Y") if isinstance(cell, dt.date) else "" if cell is None else str(cell)


def place(table: Table, column: str) -> int:
    """Position of a column by its code."""
    return next(j for j, name in enumerate(table[0]) if name in HEADS.get(column, (column,)))
