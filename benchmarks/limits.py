"""What large and odd files cost: CPU and memory of whole commands on files at the limits of intake and past.

Each file is made in a temporary folder and read by a process of its own. Run by hand:

    python benchmarks/limits.py              # every file
    python benchmarks/limits.py country      # those whose name contains a word

Figures hold for one machine and one run. "use" is what people send, "odd" what nobody does; wanted are at most
10 s and 1 GB for the first and 20 s and 1.5 GB for the second.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

USE, ODD = "use", "odd"
WANTED = {USE: (10.0, 1000), ODD: (20.0, 1500)}
"""CPU seconds and megabytes of a command."""
MOST_SECONDS, MOST_BYTES = 60, 6 * 2**30
"""Where a process is stopped."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
INNOVATION = ["innovation_id", "region_code", "year", "title", "affair"]
LEVEL = ["innovation_id", "indicator", "level"]
INNOVATIONS_CSV = ",".join(INNOVATION) + "\nA1,99.71,2026,Posyandu Keliling,Kesehatan\n"
LEVELS_CSV = ",".join(LEVEL) + "\nA1,regulasi,2\n"
MILLION = 1_000_000


class Case(NamedTuple):
    """A file, whether people send such, how it is made in a folder, and the commands that read it."""

    kind: str
    make: Callable[[Path], Path]
    commands: tuple[str, ...] = ("check",)


class Cost(NamedTuple):
    """What a command cost, and how it ended."""

    seconds: float
    megabytes: float
    code: int
    words: str


CASES: dict[str, Case] = {}


def case(
    name: str, kind: str = ODD, commands: tuple[str, ...] = ("check",)
) -> Callable[[Callable[[Path], Path]], Callable[[Path], Path]]:
    """Note how the file of a case is made."""

    def note(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
        CASES[name] = Case(kind, make, commands)
        return make

    return note


# Tables as text -----------------------------------------------------------------------------------------------


def folder_of(folder: Path, **texts: str | Iterable[str]) -> Path:
    """Write tables as CSV; the innovations and levels of one innovation where none are given."""
    for table, text in ({"innovations": INNOVATIONS_CSV, "innovation_levels": LEVELS_CSV} | texts).items():
        with (folder / f"{table}.csv").open("w", newline="") as file:
            file.writelines([text] if isinstance(text, str) else text)
    return folder


def rows_of(head: list[str], row: Callable[[int], str], n: int) -> Iterator[str]:
    """Yield a header and n lines."""
    yield ",".join(head) + "\n"
    for k in range(n):
        yield row(k) + "\n"


@case("csv: a million rows of three columns of distinct nonsense")
def nonsense(folder: Path) -> Path:
    return folder_of(folder, innovation_levels=rows_of(LEVEL, lambda k: f"x{k},y{k},z{k}", MILLION))


@case("csv: a million levels that are no number, each another")
def no_numbers(folder: Path) -> Path:
    return folder_of(folder, innovation_levels=rows_of(LEVEL, lambda k: f"A1,video,{k}z", MILLION))


@case("csv: a million values that are no number, each another")
def no_values(folder: Path) -> Path:
    head = ["innovation_id", "indicator", "value"]
    return folder_of(folder, innovation_levels=rows_of(head, lambda k: f"A1,video,{k}z", MILLION))


@case("csv: 1,048,575 innovations, each with a date that is none")
def no_dates(folder: Path) -> Path:
    head = ["innovation_id", "region_code", "year", "title", "applied_date"]
    return folder_of(folder, innovations=rows_of(head, lambda k: f"{k},99.71,2026,{k},a{k}", 1_048_575))


@case("csv: 1,048,575 levels of a known innovation, each 7")
def sevens(folder: Path) -> Path:
    return folder_of(folder, innovation_levels=rows_of(LEVEL, lambda k: f"A1,x{k % 20},7", 1_048_575))


@case("csv: a million levels of unknown innovations")
def strangers(folder: Path) -> Path:
    return folder_of(folder, innovation_levels=rows_of(LEVEL, lambda k: f"x{k},regulasi,2", MILLION))


@case("csv: a million unknown indicators")
def indicators(folder: Path) -> Path:
    return folder_of(folder, innovation_levels=rows_of(LEVEL, lambda k: f"A1,i{k},2", MILLION))


@case("csv: 1,048,575 rows of one key")
def one_key(folder: Path) -> Path:
    return folder_of(folder, innovation_levels=rows_of(LEVEL, lambda _: "A1,regulasi,2", 1_048_575))


@case("csv: 1,000,000 innovations of one ID")
def one_id(folder: Path) -> Path:
    return folder_of(
        folder, innovations=rows_of(INNOVATION, lambda _: "A1,99.71,2026,Posyandu,Kesehatan", MILLION)
    )


@case("csv: 1,000,000 innovations, each with an unknown affair")
def affairs(folder: Path) -> Path:
    return folder_of(folder, innovations=rows_of(INNOVATION, lambda k: f"{k},99.71,2026,t{k},a{k}", 900_000))


@case("csv: 200,000 distinct unknown regions")
def regions(folder: Path) -> Path:
    return folder_of(folder, innovations=rows_of(INNOVATION, lambda k: f"{k},r{k},2026,t{k},Kesehatan", 200_000))


@case("csv: 200,000 regions of one's own, an innovation each")
def own_regions(folder: Path) -> Path:
    return folder_of(
        folder,
        regions=rows_of(["region_code", "name"], lambda k: f"99.{k:06d},Contoh {k}", 200_000),
        innovations=rows_of(INNOVATION, lambda k: f"{k},99.{k:06d},2026,t{k},Kesehatan", 200_000),
        innovation_levels=rows_of(LEVEL, lambda k: f"{k},regulasi,2", 200_000),
    )


@case("csv: 40 million line ends")
def line_ends(folder: Path) -> Path:
    return folder_of(folder, innovations=INNOVATIONS_CSV + "\n" * 40 * MILLION)


@case("csv: 20 million pairs of carriage return and line end")
def carriage_returns(folder: Path) -> Path:
    return folder_of(folder, innovations=INNOVATIONS_CSV + "\r\n" * 20 * MILLION)


@case("csv: a text of 40 million line ends between quotes")
def quoted_ends(folder: Path) -> Path:
    return folder_of(
        folder, innovations=INNOVATIONS_CSV + 'A2,99.71,2026,"' + "\n" * 40 * MILLION + '",Kesehatan\n'
    )


@case("csv: 40 million quotes")
def quotes(folder: Path) -> Path:
    return folder_of(folder, innovations=INNOVATIONS_CSV + "A2,99.71,2026," + '"' * 40 * MILLION)


@case("csv: a million rows, each with one cell too many")
def ragged(folder: Path) -> Path:
    return folder_of(
        folder, innovation_levels=rows_of(LEVEL, lambda k: f"A1,regulasi,2{',' * (1 + k % 2)}x", MILLION)
    )


@case("csv: every second row blank, a million of them")
def gaps(folder: Path) -> Path:
    return folder_of(folder, innovation_levels=rows_of(LEVEL, lambda k: f"A1,regulasi,2\n{',' * 2}", MILLION))


@case("csv: 16,000 headers")
def headers(folder: Path) -> Path:
    names = ",".join(f"kolom {k}" for k in range(16_000))
    return folder_of(folder, innovations=INNOVATIONS_CSV.replace("affair", f"affair,{names}", 1))


@case("csv: 16,000 headers over 2,000 filled rows")
def wide_rows(folder: Path) -> Path:
    names = ",".join(f"k{k}" for k in range(16_000))
    row = "A{},99.71,2026,t,Kesehatan" + ",1" * 1200
    return folder_of(
        folder,
        innovations=[",".join(INNOVATION), ",", names, "\n", *(row.format(k) + "\n" for k in range(15_000))],
    )


@case("csv: one line of 500 MB")
def long_line(folder: Path) -> Path:
    return folder_of(folder, innovations=("x" * MILLION for _ in range(500)))


@case("csv: one line of 40 MB")
def line_of_letters(folder: Path) -> Path:
    return folder_of(folder, innovations=[INNOVATIONS_CSV, "A2,99.71,2026,", "Ä€ " * 10 * MILLION, ",Kesehatan\n"])


@case("csv: a country", USE, ("check", "score"))
def country_csv(folder: Path) -> Path:
    panel = country()
    for table in ("innovations", "innovation_levels", "region_levels", "regions"):
        getattr(panel, table).to_csv(folder / f"{table}.csv", index=False)
    return folder


@case("a folder in a hundred others, of 10,000 files")
def deep(folder: Path) -> Path:
    for k in range(100):
        folder = folder / f"{k}"
    folder.mkdir(parents=True)
    for k in range(10_000):
        (folder / f"daftar {k}.csv").write_text("a,b\n1,2\n")
    return folder_of(folder)


@case("a folder of 10,000 workbooks that are none")
def no_workbooks(folder: Path) -> Path:
    for k in range(10_000):
        (folder / f"isian {k}.xlsx").write_bytes(b"PK\x03\x04")
    return folder


# Parquet ------------------------------------------------------------------------------------------------------


def parquet_folder(folder: Path, **columns: dict[str, object]) -> Path:
    """Write tables as Parquet; the innovations and levels of one innovation where none are given."""
    good: dict[str, dict[str, object]] = {
        "innovations": {"innovation_id": ["A1"], "region_code": ["99.71"], "year": [2026], "title": ["Posyandu"]},
        "innovation_levels": {"innovation_id": ["A1"], "indicator": ["regulasi"], "level": [2.0]},
    }
    for table, given in (good | columns).items():
        pq.write_table(pa.table(given), folder / f"{table}.parquet", compression="zstd")
    return folder


def numbered(n: int, letter: str = "x") -> list[str]:
    return [f"{letter}{k}" for k in range(n)]


@case("parquet: a country", USE, ("check", "score"))
def country_parquet(folder: Path) -> Path:
    from indeks.tables import write_folder

    write_folder(country(), folder)
    return folder


@case("parquet: five years of a country", USE, ("check", "score"))
def five_years(folder: Path) -> Path:
    parts: dict[str, list[pd.DataFrame]] = {"innovations": [], "innovation_levels": [], "region_levels": []}
    panel = country()
    for year in range(2022, 2027):
        for table, frames in parts.items():
            frame = getattr(panel, table).copy()
            if "innovation_id" in frame:
                frame["innovation_id"] = frame["innovation_id"].astype("str") + f"-{year}"
            if "year" in frame:
                frame["year"] = year
            if "applied_date" in frame:
                frame["applied_date"] -= pd.DateOffset(years=2026 - year)
            frames.append(frame)
    for table, frames in parts.items():
        pd.concat(frames, ignore_index=True).to_parquet(folder / f"{table}.parquet", index=False)
    panel.regions.to_parquet(folder / "regions.parquet", index=False)
    return folder


@case("parquet: 1.9 million levels of unknown innovations")
def unknown_parquet(folder: Path) -> Path:
    n = 1_900_000
    levels = {"innovation_id": numbered(n), "indicator": ["regulasi"] * n, "level": np.full(n, 2.0)}
    return parquet_folder(folder, innovation_levels=levels)


@case("parquet: 4 million levels, all texts distinct")
def nonsense_parquet(folder: Path) -> Path:
    n = 4 * MILLION
    levels = {"innovation_id": numbered(n), "indicator": numbered(n, "y"), "level": numbered(n, "z")}
    return parquet_folder(folder, innovation_levels=levels)


@case("parquet: a million levels of 7")
def sevens_parquet(folder: Path) -> Path:
    levels = {"innovation_id": ["A1"] * MILLION, "indicator": numbered(MILLION), "level": np.full(MILLION, 7.0)}
    return parquet_folder(folder, innovation_levels=levels)


@case("parquet: 4 million rows of one key")
def one_key_parquet(folder: Path) -> Path:
    n = 4 * MILLION
    levels = {"innovation_id": ["A1"] * n, "indicator": ["regulasi"] * n, "level": np.full(n, 2.0)}
    return parquet_folder(folder, innovation_levels=levels)


@case("parquet: 500,000 innovations with titles, agencies, affairs and dates that are wrong")
def wrong_parquet(folder: Path) -> Path:
    n = 500_000
    return parquet_folder(
        folder,
        innovations={
            "innovation_id": numbered(n), "region_code": numbered(n, "r"), "year": numbered(n, "2026"),
            "title": ["sama"] * n, "affair": numbered(n, "u"), "applied_date": numbered(n, "d"),
            "agency": numbered(n, "Dinas "), "form": numbered(n, "f"), "digital": numbered(n), "sent": numbered(n),
        },
    )  # fmt: skip


@case("parquet: 200,000 regions of one's own, an innovation each")
def own_regions_parquet(folder: Path) -> Path:
    n = 200_000
    codes = [f"99.{k:06d}" for k in range(n)]
    return parquet_folder(
        folder,
        regions={"region_code": codes, "name": numbered(n)},
        innovations={"innovation_id": numbered(n), "region_code": codes, "year": [2026] * n, "title": numbered(n)},
        innovation_levels={"innovation_id": numbered(n), "indicator": ["regulasi"] * n, "level": np.full(n, 2.0)},
    )


@case("parquet: a title of 100 kB in 10,000 rows")
def long_titles(folder: Path) -> Path:
    n = 10_000
    titles = pa.DictionaryArray.from_arrays(np.zeros(n, dtype="int32"), ["x" * 100_000])
    return parquet_folder(
        folder,
        innovations={
            "innovation_id": numbered(n),
            "region_code": ["99.71"] * n,
            "year": [2026] * n,
            "title": titles,
        },
    )


@case("parquet: 190 MB of titles, each another")
def many_titles(folder: Path) -> Path:
    n = 19_000
    titles = [f"{k:06d}" + "kata " * 2_000 for k in range(n)]
    return parquet_folder(
        folder,
        innovations={
            "innovation_id": numbered(n),
            "region_code": ["99.71"] * n,
            "year": [2026] * n,
            "title": titles,
        },
    )


# Workbooks ----------------------------------------------------------------------------------------------------


def letters(n: int) -> list[str]:
    """Return the names of the first n columns."""
    alphabet = [chr(65 + k) for k in range(26)]
    names = [*alphabet, *map("".join, product(alphabet, repeat=2)), *map("".join, product(alphabet, repeat=3))]
    return names[:n]


def row(number: int, cells: Iterable[object]) -> str:
    """Return a row as XML: texts inline, numbers as they are, None left out."""
    parts = [f'<row r="{number}">']
    for letter, cell in zip(letters(60), cells, strict=False):
        if isinstance(cell, str):
            parts.append(f'<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>')
        elif cell is not None:
            parts.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
    return "".join([*parts, "</row>"])


INNOVATION_ROWS = row(1, INNOVATION) + row(2, ["A1", "99.71", 2026, "Posyandu Keliling", "Kesehatan"])
LEVEL_ROWS = row(1, LEVEL) + row(2, ["A1", "regulasi", 2])


def workbook(
    folder: Path,
    sheets: dict[str, Iterable[str]] | None = None,
    *,
    after: dict[str, Iterable[str]] | None = None,
    strings: Iterable[str] | None = None,
    styles: Iterable[str] = (),
    parts: dict[str, Iterable[str]] | None = None,
) -> Path:
    """Write a workbook part by part.

    ``sheets`` has the rows by title, ``after`` what follows the data of a sheet, ``strings`` the shared texts,
    ``styles`` what the styles hold, ``parts`` further parts by name.
    """
    rows = {"innovations": [INNOVATION_ROWS], "innovation_levels": [LEVEL_ROWS]} | (sheets or {})
    path = folder / "isian.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        files = {f"sheet{k}": title for k, title in enumerate(rows, start=1)}
        others = {"styles": KIND + ".styles+xml"}
        others |= {"sharedStrings": KIND + ".sharedStrings+xml"} if strings is not None else {}
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/{name}.xml" ContentType="{KIND}.worksheet+xml"/>'
            for name in files
        ) + "".join(f'<Override PartName="/xl/{n}.xml" ContentType="{k}"/>' for n, k in others.items())
        put(archive, "[Content_Types].xml", [
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>',
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
            f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{overrides}</Types>',
        ])  # fmt: skip
        put(archive, "_rels/.rels", [relations([("rId1", "officeDocument", "xl/workbook.xml")])])
        listed = [(f"rId{k}", "worksheet", f"worksheets/{name}.xml") for k, name in enumerate(files, start=1)]
        put(archive, "xl/_rels/workbook.xml.rels", [
            relations([*listed, *((f"rIdX{n}", n, f"{n}.xml") for n in others)])])  # fmt: skip
        put(archive, "xl/workbook.xml", [
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>',
            *(f'<sheet name="{title}" sheetId="{k}" r:id="rId{k}"/>' for k, title in enumerate(rows, start=1)),
            "</sheets></workbook>",
        ])  # fmt: skip
        put(archive, "xl/styles.xml", [
            f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>',
            '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>',
            '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs><xf/>',
            *styles, "</cellXfs></styleSheet>",
        ])  # fmt: skip
        if strings is not None:
            put(archive, "xl/sharedStrings.xml", [f'<sst xmlns="{MAIN}">', *()], strings, ["</sst>"])
        for name, title in files.items():
            put(archive, f"xl/worksheets/{name}.xml", [f'<worksheet xmlns="{MAIN}"><sheetData>'], rows[title],
                ["</sheetData>"], (after or {}).get(title, ()), ["</worksheet>"])  # fmt: skip
        for name, content in (parts or {}).items():
            put(archive, name, content)
    return path


def relations(of: Iterable[tuple[str, str, str]]) -> str:
    inside = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in of)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def put(archive: zipfile.ZipFile, name: str, *content: Iterable[str]) -> None:
    """Write a part without holding it in memory."""
    with archive.open(name, "w", force_zip64=True) as file:
        block: list[str] = []
        size = 0
        for text in (text for part in content for text in part):
            block.append(text)
            size += len(text)
            if size > 2**20:
                file.write("".join(block).encode())
                block, size = [], 0
        file.write("".join(block).encode())


def sheet_rows(head: list[str], cells: Callable[[int], Iterable[object]], n: int) -> Iterator[str]:
    """Yield a header and n rows."""
    yield row(1, head)
    for k in range(n):
        yield row(k + 2, cells(k))


@case("xlsx: a country, 36,742 rows of 40 columns", USE, ("check", "score"))
def country_xlsx(folder: Path) -> Path:
    panel = country()
    innovations, levels = panel.innovations, panel.innovation_levels
    shared: dict[str, int] = {}

    def cells(number: int, values: Iterable[object]) -> str:
        parts = [f'<row r="{number}" spans="1:40">']
        for letter, value in zip(LETTERS, values, strict=False):
            if isinstance(value, str):
                place = shared.setdefault(value, len(shared))
                parts.append(f'<c r="{letter}{number}" s="0" t="s"><v>{place}</v></c>')
            else:
                parts.append(f'<c r="{letter}{number}" s="0"><v>{value}</v></c>')
        return "".join([*parts, "</row>"])

    names = list(levels["indicator"].cat.categories)
    wide = levels["level"].to_numpy().reshape(len(innovations), len(names))
    table = innovations.astype({"affair": "str", "applied_date": "str"})
    more = ["description", "agency", "initiator", "form", "digital", "phase", "partners", "ip_right", "note",
            "developed_date", "trial_date"]  # fmt: skip
    fill = [
        "Uraian singkat",
        "Dinas Contoh",
        "OPD",
        "pelayanan publik",
        "digital",
        "penerapan",
        "",
        "",
        "",
        "",
        "",
    ]
    head = ["innovation_id", "region_code", "year", "title", "affair", "applied_date", *more]
    listed = zip(*(table[c].tolist() for c in head[:6]), strict=True)
    rows = [cells(1, head)] + [cells(k, [*r, *fill[:6]]) for k, r in enumerate(listed, start=2)]
    of_levels = [cells(1, ["innovation_id", *names])]
    ids = innovations["innovation_id"].tolist()
    of_levels += [cells(k, [i, *w]) for k, (i, w) in enumerate(zip(ids, wide.tolist(), strict=True), start=2)]
    own = panel.region_levels
    own_rows = [cells(1, ["region_code", "year", "indicator", "level"])]
    own_rows += [cells(k, r) for k, r in enumerate(own.itertuples(index=False, name=None), start=2)]
    regions = [cells(1, ["region_code", "name", "type"])]
    regions += [cells(k, r[:3]) for k, r in enumerate(panel.regions.itertuples(index=False, name=None), start=2)]
    sheets = {"innovations": rows, "innovation_levels": of_levels, "region_levels": own_rows, "regions": regions}
    return workbook(folder, sheets, strings=[f"<si><t>{text}</t></si>" for text in shared])


LETTERS = letters(60)


@case("xlsx: 20 million shared texts")
def shared_texts(folder: Path) -> Path:
    return workbook(folder, strings=("<si><t>a</t></si>" * 1000 for _ in range(20_000)))


@case("xlsx: a shared text of 100 MB")
def long_text(folder: Path) -> Path:
    return workbook(folder, strings=["<si><t>", *("x" * MILLION for _ in range(100)), "</t></si>"])


@case("xlsx: a shared text of 100 kB in 10,000 cells")
def repeated_text(folder: Path) -> Path:
    rows = sheet_rows(INNOVATION, lambda k: [f"A{k}", "99.71", 2026, None, "Kesehatan"], 10_000)
    with_titles = (
        r.replace("</row>", '<c r="D9" t="s"><v>0</v></c></row>') if n else r for n, r in enumerate(rows)
    )
    return workbook(folder, {"innovations": with_titles}, strings=[f"<si><t>{'x' * 100_000}</t></si>"])


@case("xlsx: 2.5 million filled cells")
def many_cells(folder: Path) -> Path:
    line = [1] * 25
    return workbook(folder, {"innovation_levels": sheet_rows(LEVEL, lambda _: line, 100_000)})


@case("xlsx: 1.45 million filled cells of no column that is known")
def many_strange_cells(folder: Path) -> Path:
    line = ["A1", "regulasi", 2, *[1] * 42]
    return workbook(folder, {"innovation_levels": sheet_rows(LEVEL, lambda _: line, 32_000)})


@case("xlsx: 480,000 rows, each with one bad cell")
def bad_cells(folder: Path) -> Path:
    return workbook(
        folder, {"innovation_levels": sheet_rows(LEVEL, lambda k: ["A1", "regulasi", f"{k}z"], 480_000)}
    )


@case("xlsx: 1,048,575 rows, each with one bad cell")
def more_bad_cells(folder: Path) -> Path:
    return workbook(
        folder, {"innovation_levels": sheet_rows(LEVEL, lambda k: ["A1", "regulasi", f"{k}z"], 1_048_575)}
    )


@case("xlsx: a cell in column XFD")
def last_column(folder: Path) -> Path:
    far = '<row r="3"><c r="XFD3"><v>1</v></c></row>'
    return workbook(folder, {"innovations": [INNOVATION_ROWS, far]})


@case("xlsx: 1,200 rows with a cell in column XFD")
def last_columns(folder: Path) -> Path:
    far = (
        f'<row r="{k}"><c r="A{k}" t="inlineStr"><is><t>A{k}</t></is></c><c r="XFD{k}"><v>1</v></c></row>'
        for k in range(3, 1203)
    )
    return workbook(folder, {"innovations": [INNOVATION_ROWS, *far]})


@case("xlsx: 1,048,576 formatted blank rows", USE)
def blank_rows(folder: Path) -> Path:
    blank = (
        f'<row r="{k}" s="1" customFormat="1"><c r="A{k}" s="1"/><c r="B{k}" s="1"/></row>'
        for k in range(3, 1_048_577)
    )
    return workbook(folder, {"innovations": [INNOVATION_ROWS, "".join(blank)]}, styles=["<xf/>"])


@case("xlsx: 20 million empty rows")
def empty_rows(folder: Path) -> Path:
    return workbook(folder, {"innovations": [INNOVATION_ROWS, *("<row/>" * 1000 for _ in range(20_000))]})


@case("xlsx: 1 million formulas that were never calculated")
def unfinished(folder: Path) -> Path:
    rows = (f'<row r="{k}"><c r="A{k}"><f>1+1</f></c></row>' for k in range(3, MILLION))
    return workbook(folder, {"innovations": [INNOVATION_ROWS, *rows]})


@case("xlsx: 200,000 merged ranges")
def merged(folder: Path) -> Path:
    ranges = (f'<mergeCell ref="A{k}:B{k}"/>' for k in range(1, 200_000))
    return workbook(folder, after={"innovations": ["<mergeCells>", *ranges, "</mergeCells>"]})


@case("xlsx: a million data validations")
def validations(folder: Path) -> Path:
    rules = (
        f'<dataValidation type="list" sqref="A{k}"><formula1>"ya,tidak"</formula1></dataValidation>'
        for k in range(MILLION)
    )
    return workbook(folder, after={"innovations": ["<dataValidations>", *rules, "</dataValidations>"]})


@case("xlsx: a million conditional formats")
def conditions(folder: Path) -> Path:
    rules = (
        f'<conditionalFormatting sqref="A{k}"><cfRule type="expression" priority="{k}"><formula>A1=1</formula>'
        "</cfRule></conditionalFormatting>"
        for k in range(1, MILLION)
    )
    return workbook(folder, after={"innovations": rules})


@case("xlsx: a million comments")
def comments(folder: Path) -> Path:
    listed = (f'<comment ref="A{k}" authorId="0"><text><t>x</t></text></comment>' for k in range(MILLION))
    part = [
        f'<comments xmlns="{MAIN}"><authors><author/></authors><commentList>',
        *listed,
        "</commentList></comments>",
    ]
    relation = relations([("rId1", "comments", "../comments1.xml")])
    return workbook(folder, parts={"xl/comments1.xml": part, "xl/worksheets/_rels/sheet1.xml.rels": [relation]})


@case("xlsx: a million styles")
def styles(folder: Path) -> Path:
    return workbook(folder, styles=('<xf numFmtId="14"/>' for _ in range(MILLION)))


@case("xlsx: 350,000 styles, just under the limit of a part")
def most_styles(folder: Path) -> Path:
    return workbook(folder, styles=('<xf numFmtId="14"/>' for _ in range(430_000)))


@case("xlsx: 5,000 sheets")
def sheets(folder: Path) -> Path:
    return workbook(folder, {f"Lembar {k}": [row(1, ["x"])] for k in range(5_000)})


def country() -> object:
    """Return the made-up country, made once."""
    from indeks import example

    if "panel" not in _made:
        _made["panel"] = example.national_panel()
    return _made["panel"]


_made: dict[str, object] = {}


# Measuring ----------------------------------------------------------------------------------------------------


def cost(command: str, path: Path) -> Cost:
    """Run a command on a file as a process of its own, and say what it cost."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "indeks", command, str(path), "--lang", "en"],
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 5))
        resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        lines = out.read(4000).decode(errors="replace").splitlines()
    words = next((line.strip() for line in lines if line.startswith("      ")), lines[0] if lines else "")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode, words)


def measure(name: str) -> Iterator[str]:
    """Make the file of a case and yield a line of the table for each command on it."""
    kind, make, commands = CASES[name]
    seconds, megabytes = WANTED[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder))
        size = path.stat().st_size if path.is_file() else sum(p.stat().st_size for p in path.iterdir())
        for command in commands:
            spent = cost(command, path)
            over = spent.seconds > seconds or spent.megabytes > megabytes
            yield (
                f"| {name} | {size / 2**20:,.1f} | {command} | {spent.seconds:.1f} | {spent.megabytes:,.0f} | "
                f"{spent.code} | {'**over**' if over else 'ok'} | {spent.words[:90]}"
            )


def main() -> None:
    """Measure the files whose name contains a word."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="measure only the files whose name contains one of these")
    words = parser.parse_args().words
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    print("| file | MB | command | CPU s | most MB | code | | says\n|---|---|---|---|---|---|---|---")
    start = time.monotonic()
    for name in CASES:
        if not words or any(word in name for word in words):
            for line in measure(name):
                print(line, flush=True)
    print(f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
