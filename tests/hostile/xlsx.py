"""Workbooks as careless officers fill them in, and as broken or hostile programs write them."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

import indeks

from . import shapes
from .cases import Case, done, recipe, refused, right, right_or_refused, score_of
from .worlds import World, plain, world

NAME = "isian.xlsx"


def _write(
    folder: Path, made: World, change: Callable[[openpyxl.Workbook], Any] = lambda book: None, **more: Any
) -> Path:
    """A plain workbook of a world, changed by hand."""
    path = shapes.workbook(folder / NAME, shapes.tables(made, **more))
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return shapes.settled(path)


def _column(sheet: Worksheet, name: str, row: int = 1) -> int:
    return next(c.column for c in sheet[row] if c.value == name)


def _cell(sheet: Worksheet, row: int, name: str) -> str:
    return f"{get_column_letter(_column(sheet, name))}{row}"


def _xml(path: Path, part: str, change: Callable[[str], str], extra: dict[str, bytes] | None = None) -> Path:
    """Change the XML of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        members = {m: archive.read(m) for m in archive.namelist()}
    members[part] = change(members[part].decode()).encode()
    members |= extra or {}
    shapes.pack(path, members)
    return path


def _sheet_part(made: World, table: str) -> str:
    return f"xl/worksheets/sheet{list(shapes.tables(made)).index(table) + 1}.xml"


def _full() -> bool:
    return bool(os.environ.get("INDEKS_HOSTILE_FULL"))


# careless


@recipe("xlsx")
def merged_levels(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    path = _write(folder, made, lambda b: b["innovation_levels"].merge_cells("C3:C5"))
    return Case(score_of(path), refused("innovation_levels", "C3:C5"))


@recipe("xlsx")
def merged_ids(rng: Random, folder: Path) -> Case:
    """The ID written once for all rows of an innovation."""
    made = plain(rng)
    path = _write(folder, made, lambda b: b["innovation_levels"].merge_cells("A2:A4"))
    return Case(score_of(path), refused("innovation_levels", ("A2", "A2:A4")))


@recipe("xlsx")
def merged_title(rng: Random, folder: Path) -> Case:
    """A title across the columns, above the heads."""
    made = plain(rng)

    def change(book: openpyxl.Workbook) -> None:
        for sheet in book:
            sheet.insert_rows(1, rng.choice((1, 2, 5)))
            sheet["A1"] = "DATA INOVASI KOTA CONTOH"
            sheet.merge_cells("A1:E1")

    return Case(score_of(_write(folder, made, change, wide=rng.random() < 0.5)), right(made))


@recipe("xlsx", weight=2)
def blank_rows_and_columns(rng: Random, folder: Path) -> Case:
    made = plain(rng)

    def change(book: openpyxl.Workbook) -> None:
        for sheet in book:
            for _ in range(rng.randint(1, 4)):
                sheet.insert_rows(rng.randint(1, sheet.max_row))
            for _ in range(rng.randint(0, 3)):
                sheet.insert_cols(rng.randint(1, sheet.max_column))

    return Case(score_of(_write(folder, made, change)), right(made))


@recipe("xlsx")
def title_too_high(rng: Random, folder: Path) -> Case:
    """More lines above the heads than anybody looks through."""
    made = plain(rng)

    def change(book: openpyxl.Workbook) -> None:
        book["innovations"].insert_rows(1, 25)
        for row in range(1, 25):
            book["innovations"].cell(row, 1, f"Keterangan {row}")

    return Case(score_of(_write(folder, made, change)), right_or_refused(made, "innovations"))


@recipe("xlsx", weight=2)
def two_heads(rng: Random, folder: Path) -> Case:
    """The heads once more, right below the first, as some forms have them: read over."""
    made = plain(rng)
    return Case(score_of(_write(folder, made, _heads_again(rng.choice(HEADED), 2))), right(made))


@recipe("xlsx", weight=2)
def heads_of_a_second_page(rng: Random, folder: Path) -> Case:
    """The heads once more in the midst, as they are printed: no row of data, and named as none."""
    made = plain(rng)
    name, at = rng.choice(HEADED), rng.randint(4, 6)
    said = {"innovations": f"C{at}", "innovation_levels": f"C{at}", "region_levels": f"D{at}"}[name]
    return Case(score_of(_write(folder, made, _heads_again(name, at))), refused(name, said))


HEADED = ("innovations", "innovation_levels", "region_levels")


def _heads_again(name: str, at: int) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book[name]
        heads = [c.value for c in sheet[1]]
        sheet.insert_rows(at)
        for j, head in enumerate(heads, start=1):
            sheet.cell(at, j, head)

    return change


@recipe("xlsx")
def duplicate_rows(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    name = rng.choice(["innovations", "innovation_levels", "region_levels"])
    last: list[int] = []

    def change(book: openpyxl.Workbook) -> None:
        sheet = book[name]
        sheet.append([c.value for c in sheet[rng.randint(2, sheet.max_row)]])
        last.append(sheet.max_row)

    path = _write(folder, made, change)
    return Case(score_of(path), refused(name, (f"A{last[0]}", f"C{last[0]}", f"B{last[0]}")))


@recipe("xlsx", weight=2)
def hidden_rows(rng: Random, folder: Path) -> Case:
    """Hidden or filtered rows count; that is told once."""
    made = plain(rng)
    filtered = rng.random() < 0.5

    def change(book: openpyxl.Workbook) -> None:
        sheet = book[rng.choice(["innovations", "innovation_levels"])]
        for row in rng.sample(range(2, sheet.max_row + 1), 2):
            sheet.row_dimensions[row].hidden = True
        if filtered:
            sheet.auto_filter.ref = sheet.dimensions

    return Case(["check", str(_write(folder, made, change))], done(("tersembunyi", "disaring"), makes=()))


@recipe("xlsx")
def hidden_rows_are_scored(rng: Random, folder: Path) -> Case:
    made = plain(rng)

    def change(book: openpyxl.Workbook) -> None:
        book["innovations"].row_dimensions[3].hidden = True
        book["innovation_levels"].column_dimensions["C"].hidden = True

    return Case(score_of(_write(folder, made, change)), right(made))


@recipe("xlsx", weight=2)
def formulas_with_results(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    path = _write(folder, made)
    change = lambda x: re.sub(r'(<c r="C[2-9]\d*"[^>]*>)<v>', r"\1<f>1+1</f><v>", x)  # noqa: E731
    return Case(score_of(_xml(path, _sheet_part(made, "innovation_levels"), change)), right(made))


@recipe("xlsx", weight=2)
def formula_never_calculated(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    name = rng.choice(["innovation_levels", "region_levels"])
    row = rng.randint(2, 5)
    where: list[str] = []

    def change(book: openpyxl.Workbook) -> None:
        where.append(_cell(book[name], row, "level"))
        book[name][where[0]] = "=MAX(1,2)"

    path = _write(folder, made, change)
    return Case(score_of(path), refused(name, where[0]))


@recipe("xlsx", weight=2)
def formula_failed(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    name, column = rng.choice([("innovation_levels", "level"), ("innovations", "year"), ("innovations", "affair")])
    value = rng.choice(["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?"])
    where: list[str] = []

    def change(book: openpyxl.Workbook) -> None:
        where.append(_cell(book[name], 3, column))
        book[name][where[0]] = value

    path = _write(folder, made, change)
    return Case(score_of(path), refused(name, where[0], value.strip("#!?")))


DATES: list[tuple[Any, str]] = [
    ("05/03/2024", "2024-03-05"), ("5 Maret 2024", "2024-03-05"), ("5-3-2024", "2024-03-05"), ("2024-03-05", "2024-03-05"),
    ("05.03.2024", "2024-03-05"), ("5 mar 2024", "2024-03-05"), (dt.datetime(2024, 3, 5), "2024-03-05"),
    (dt.datetime(2024, 3, 5, 23, 59), "2024-03-05"), ("5 Agustus 2024", "2024-08-05"), ("\xa005/03/2024 ", "2024-03-05"),
    ("2024-03-05T00:00:00", "2024-03-05"), ("5 Nopember 2024", "2024-11-05"),
]  # fmt: skip
BAD_DATES: list[Any] = [
    45356, 45356.5, "45356", "31/02/2024", "13/25/2024", "03/25/2024", "Maret 2024", 2024, "5/3/24", "segera", "0/0/0000",
    "05/03/20245", dt.datetime(1900, 1, 1), dt.datetime(9999, 12, 31), dt.time(8, 0), "29 Februari 2023", "5 Mars 2024",
]  # fmt: skip


@recipe("xlsx", weight=3)
def dates_of_all_kinds(rng: Random, folder: Path) -> Case:
    """What has one reading is read; in a workbook of 1904 too."""
    made = plain(rng, n=4)
    chosen = [rng.choice(DATES) for _ in made.innovations]
    later = rng.random() < 0.4

    def change(book: openpyxl.Workbook) -> None:
        if later:
            book.epoch = openpyxl.utils.datetime.MAC_EPOCH
        sheet = book["innovations"]
        for row, (cell, _) in enumerate(chosen, start=2):
            sheet[_cell(sheet, row, "applied_date")] = cell

    path = _write(folder, made, change)

    def call() -> str:
        return " ".join(indeks.load(path).innovations["applied_date"].dt.strftime("%Y-%m-%d"))

    return Case(call, done(" ".join(iso for _, iso in chosen)))


@recipe("xlsx", weight=4)
def date_that_is_none(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    value = rng.choice(BAD_DATES)
    where: list[str] = []

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["innovations"]
        where.append(_cell(sheet, 3, "applied_date"))
        sheet[where[0]].value = value

    path = _write(folder, made, change)
    return Case(score_of(path), refused("innovations", where[0]))


@recipe("xlsx", weight=2)
def note_at_the_end(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    name = rng.choice(["innovations", "innovation_levels", "region_levels"])
    note = rng.choice(["Catatan: data per 31 Desember", "Jumlah", "Mengetahui, Kepala Bapperida", "Sumber: OPD"])
    where: list[int] = []

    def change(book: openpyxl.Workbook) -> None:
        sheet = book[name]
        where.append(sheet.max_row + rng.choice((1, 3)))
        sheet.cell(where[0], rng.choice((1, 2)), note)

    path = _write(folder, made, change)
    places = tuple(f"{c}{where[0]}" for c in "ABCDEFGH")
    return Case(score_of(path), right_or_refused(made, name, places))


@recipe("xlsx", weight=2)
def sheet_misnamed(rng: Random, folder: Path) -> Case:
    """What the heads of its columns tell is read, and which sheet it was is said."""
    made = plain(rng)
    name = rng.choice(["innovations", "innovation_levels"])
    given = rng.choice(["Sheet1", "Lembar1", "Inovsi", "data", "innovations (2)", "<b>inovasi", "Rekap"])
    path = shapes.workbook(folder / NAME, shapes.tables(made), names={name: given})
    return Case(score_of(path), right(made, given))


@recipe("xlsx", weight=2)
def sheet_missing(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    data = shapes.tables(made)
    name = rng.choice(["innovations", "innovation_levels"])
    del data[name]
    return Case(score_of(shapes.workbook(folder / NAME, data)), refused(name, NAME))


@recipe("xlsx", weight=3)
def no_levels_of_the_region(rng: Random, folder: Path) -> Case:
    """Without SPD the index is far too low; the score may come, but not without a word."""
    made = plain(rng)
    made.spd.clear()
    data = shapes.tables(made)
    how = rng.choice(["missing", "heads", "blank"])
    if how != "missing":
        data["region_levels"] = [["region_code", "year", "indicator", "level"]]
    if how == "blank":
        data["region_levels"] += [["99.71", 2026, code, None] for code in made.indicators("spd")]
    form = ["--format", rng.choice(["csv", "table"])]
    path = shapes.workbook(folder / NAME, data)
    if form[1] == "table":
        return Case(["score", str(path)], done("SPD dihitung 0"))
    return Case(score_of(path), right(made, "SPD dihitung 0"))


@recipe("xlsx", weight=2)
def levels_left_empty(rng: Random, folder: Path) -> Case:
    """One innovation without a single level counts nothing, and that is told."""
    made = plain(rng, n=4)
    empty = rng.choice(made.innovations)
    empty["levels"] = {}
    path = shapes.workbook(folder / NAME, shapes.tables(made))
    return Case(score_of(path), right(made, empty["id"]))


@recipe("xlsx", weight=3)
def column_missing(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    data = shapes.tables(made)
    name, column = rng.choice(
        [("innovations", "innovation_id"), ("innovations", "region_code"), ("innovations", "year"), ("innovations", "title"),
         ("innovations", "affair"), ("innovation_levels", "innovation_id"), ("innovation_levels", "indicator"),
         ("innovation_levels", "level"), ("region_levels", "region_code"), ("region_levels", "year")]
    )  # fmt: skip
    position = data[name][0].index(column)
    data[name] = [row[:position] + row[position + 1 :] for row in data[name]]
    return Case(score_of(shapes.workbook(folder / NAME, data)), refused(name, column))


@recipe("xlsx")
def optional_columns_missing(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    data = shapes.tables(made)
    keep = [j for j, c in enumerate(data["innovations"][0]) if c not in ("form", "applied_date", "sent")]
    data["innovations"] = [[row[j] for j in keep] for row in data["innovations"]]
    return Case(score_of(shapes.workbook(folder / NAME, data)), right(made))


@recipe("xlsx", weight=2)
def codes_as_numbers(rng: Random, folder: Path) -> Case:
    """99,80 is 99.8 to Excel."""
    made = plain(rng, n_regions=3, n=3)
    data = shapes.tables(made)
    for table in data.values():
        if "region_code" in table[0]:
            j = table[0].index("region_code")
            for row in table[1:]:
                row[j] = float(row[j])
    return Case(score_of(shapes.workbook(folder / NAME, data)), right(made))


@recipe("xlsx", weight=4)
def wrong_level(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    name = rng.choice(["innovation_levels", "region_levels"])
    value = rng.choice(
        [4, -1, 1.5, "4", "tinggi", "dua", "2 atau 3", "1/3", "2?", "=cmd|'/c calc'!A0", "1e0", "³", "٢", "2;3", "II", True,
         dt.datetime(2026, 2, 3), "2%", "Rp 2", 1e308, "NaN", "inf", "0x2", "2 - bukan jawaban", "1 000"]
    )  # fmt: skip
    row = rng.randint(2, 6)
    where: list[str] = []

    def change(book: openpyxl.Workbook) -> None:
        where.append(_cell(book[name], row, "level"))
        book[name][where[0]].value = value
        if isinstance(value, str):
            book[name][where[0]].data_type = "s"

    path = _write(folder, made, change)
    return Case(score_of(path), refused(name, where[0]))


@recipe("xlsx", weight=3)
def wrong_name(rng: Random, folder: Path) -> Case:
    """A cell that has to be one of a list is none of it."""
    made = plain(rng)
    name, column, value = rng.choice(
        [("innovations", "region_code", "99.72"), ("innovations", "region_code", "Atlantis"), ("innovations", "year", 1926),
         ("innovations", "year", "dua ribu"), ("innovations", "year", 2022), ("innovations", "affair", "Sihir"),
         ("innovations", "sent", "mungkin"), ("innovations", "form", "bulat"), ("innovation_levels", "indicator", "regulasii"),
         ("innovation_levels", "indicator", "visi_misi"), ("innovation_levels", "indicator", "jumlah_inovasi"),
         ("innovation_levels", "innovation_id", "X-1"), ("region_levels", "indicator", "video"),
         ("region_levels", "year", "20226"), ("innovations", "title", "   "), ("innovations", "region_code", "\x1b[31m99")]
    )  # fmt: skip
    where: list[str] = []

    def change(book: openpyxl.Workbook) -> None:
        where.append(_cell(book[name], 3, column))
        book[name][where[0]].value = value.replace("\x1b", "") if isinstance(value, str) else value

    path = _write(folder, made, change)
    return Case(score_of(path), refused(name, where[0]))


@recipe("xlsx", weight=2)
def values_give_levels(rng: Random, folder: Path) -> Case:
    """Raw values with decimal commas, the level left empty: it follows from the bounds."""
    made = plain(rng, n=3)
    data = shapes.tables(made)
    data["region_levels"][0].append("value")
    indicators = made.indicators("spd")
    for row in data["region_levels"][1:]:
        spans = indicators[row[2]].get("levels", [])
        level = row[3]
        row.append(None)
        if not level or ("min" not in spans[-1] and "max" not in spans[-1]):
            continue
        inside = [b for b in (spans[level - 1].get("min"), spans[level - 1].get("max")) if b is not None]
        sure = [b for b in inside if sum(s.get("min", b) <= b <= s.get("max", b) for s in spans) == 1]
        if sure and abs(sure[0]) < 1000:
            row[3], row[4] = (
                rng.choice([None, level]),
                rng.choice([float(sure[0]), str(sure[0]).replace(".", ",")]),
            )
    return Case(score_of(shapes.workbook(folder / NAME, data)), right(made))


@recipe("xlsx", weight=2)
def value_against_level(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    made.spd["99.71"]["apbd_tepat_waktu"] = 1
    data = shapes.tables(made)
    data["region_levels"][0].append("value")
    for row in data["region_levels"][1:]:
        row.append(3 if row[2] == "apbd_tepat_waktu" else None)
    row_number = next(k for k, r in enumerate(data["region_levels"], start=1) if r[2] == "apbd_tepat_waktu")
    return Case(
        score_of(shapes.workbook(folder / NAME, data)),
        refused("region_levels", (f"D{row_number}", f"E{row_number}")),
    )


# what unfolds


def _with_rows(folder: Path, made: World, rows: str, table: str = "innovations") -> Path:
    """More rows before the end of a sheet's data, as XML."""
    return _xml(
        _write(folder, made), _sheet_part(made, table), lambda x: x.replace("</sheetData>", rows + "</sheetData>")
    )


@recipe("big", weight=2)
def last_row_far_below(rng: Random, folder: Path) -> Case:
    """A row number beyond Excel's own limit."""
    made = plain(rng)
    number = 2_000_000_000 if _full() else rng.choice((1_048_577, 1_500_000))
    rows = f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>x</t></is></c></row>'
    return Case(score_of(_with_rows(folder, made, rows)), refused(("innovations", NAME)))


@recipe("big")
def last_row_at_the_limit(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    number = 1_048_576 if _full() else 60_000
    rows = f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>Catatan</t></is></c></row>'
    return Case(score_of(_with_rows(folder, made, rows)), right_or_refused(made, "innovations"))


@recipe("big", weight=2)
def formatted_blank_rows(rng: Random, folder: Path) -> Case:
    """Offices really have these: the whole sheet formatted down to its last row."""
    made = plain(rng)
    n = 1_048_576 if _full() else 20_000
    rows = "".join(f'<row r="{k}"><c r="A{k}" s="0"/><c r="B{k}" s="0"/></row>' for k in range(20, n + 1))
    return Case(score_of(_with_rows(folder, made, rows)), right(made))


@recipe("big")
def empty_rows_without_number(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    n = 20_000_000 if _full() else 50_000
    return Case(score_of(_with_rows(folder, made, "<row/>" * n)), right_or_refused(made, ("innovations", NAME)))


@recipe("big", weight=2)
def many_merged_ranges(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    n = 200_000 if _full() else 3_000
    merged = "".join(f'<mergeCell ref="C{k}:C{k + 1}"/>' for k in range(2, 2 * n + 2, 2))
    path = _write(folder, made)
    change = lambda x: x.replace("</sheetData>", f'</sheetData><mergeCells count="{n}">{merged}</mergeCells>')  # noqa: E731
    return Case(score_of(_xml(path, _sheet_part(made, "innovation_levels"), change)), refused("innovation_levels"))


@recipe("big")
def one_merged_range_over_all(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    path = _write(folder, made)

    def change(x):
        return x.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')

    return Case(score_of(_xml(path, _sheet_part(made, "innovations"), change)), refused("innovations"))


@recipe("big")
def many_unknown_indicators(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    n = 100_000 if _full() else 2_000
    rows = "".join(
        f'<row r="{k}"><c r="A{k}" t="inlineStr"><is><t>99.71-001</t></is></c>'
        f'<c r="B{k}" t="inlineStr"><is><t>indikator_{k}</t></is></c><c r="C{k}"><v>1</v></c></row>'
        for k in range(200, 200 + n)
    )
    return Case(
        score_of(_with_rows(folder, made, rows, "innovation_levels")), refused("innovation_levels", "B200")
    )


@recipe("big")
def zip_bomb(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    size = 900_000_000 if _full() else 700_000_000
    path = _write(folder, made)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/a.bin", "w") as file:
        for _ in range(size // 10_000_000):
            file.write(b" " * 10_000_000)
    return Case(score_of(path), right_or_refused(made, NAME))


def _filler(size: int) -> Callable[[str], str]:
    """Return a change that makes a long text as long as that."""
    return lambda text: text.replace("x" * 20_000, "x" * size, 1)


@recipe("big")
def shared_strings_that_unfold(rng: Random, folder: Path) -> Case:
    """A text of a million letters in a title: no title, but no reason to fail."""
    made = plain(rng)
    path = _write(folder, made, lambda b: b["innovations"].__setitem__("D2", "x" * 30_000))
    grow = _filler(2_000_000 if not _full() else 30_000_000)
    with zipfile.ZipFile(path) as archive:  # one writer keeps texts in the sheet
        parts = ("xl/sharedStrings.xml", _sheet_part(made, "innovations"))
        part = next(p for p in parts if p in archive.namelist())
    return Case(score_of(_xml(path, part, grow)), right_or_refused(made, ("innovations", NAME)))


# broken


def _spoilt(folder: Path, made: World, content: Callable[[bytes], bytes]) -> Path:
    path = _write(folder, made)
    path.write_bytes(content(path.read_bytes()))
    return path


@recipe("xlsx", weight=4)
def truncated(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    path = _spoilt(folder, made, lambda b: b[: rng.randint(0, len(b) - 23)])
    return Case([rng.choice(["score", "check"]), str(path)], refused(NAME))


@recipe("xlsx", weight=6)
def bytes_turned(rng: Random, folder: Path) -> Case:
    """Some bytes of the file are others: mostly damage, sometimes nothing that matters."""
    made = plain(rng)

    def turn(content: bytes) -> bytes:
        turned = bytearray(content)
        for _ in range(rng.choice((1, 3, 20, 200))):
            turned[rng.randrange(len(turned))] = rng.randrange(256)
        return bytes(turned)

    return Case(score_of(_spoilt(folder, made, turn)), right_or_refused(made, NAME))


@recipe("xlsx", weight=4)
def xml_turned(rng: Random, folder: Path) -> Case:
    """A part of the archive is cut, empty, doubled or other XML."""
    made = plain(rng)
    path = _write(folder, made)
    with zipfile.ZipFile(path) as archive:
        there = set(archive.namelist())
    parts = ["xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml",
             _sheet_part(made, "innovations"), "_rels/.rels"]  # fmt: skip
    part = rng.choice([p for p in parts if p in there])  # one writer keeps texts in the sheets
    how: Callable[[str], str] = rng.choice(
        [lambda x: x[: len(x) // 2], lambda x: "", lambda x: "<a/>", lambda x: x + x, lambda x: x.replace(">", "", 1),
         lambda x: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + x, lambda x: x.replace("<", "&b;<", 3)]
    )  # fmt: skip
    return Case(score_of(_xml(path, part, how)), right_or_refused(made, (NAME, "innovations")))


@recipe("xlsx")
def entities_that_unfold(rng: Random, folder: Path) -> Case:
    """Ten entities, each ten of the one before."""
    made = plain(rng)
    defined = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, 11))

    def change(x):
        return x.replace("<worksheet", f"<!DOCTYPE z [{defined}]><worksheet", 1).replace("<v>", "<v>&a10;", 1)

    path = _xml(_write(folder, made), _sheet_part(made, "innovations"), change)
    return Case(score_of(path), right_or_refused(made, NAME))


@recipe("xlsx", weight=2)
def part_missing(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    path = _write(folder, made)
    with zipfile.ZipFile(path) as archive:
        members = {m: archive.read(m) for m in archive.namelist()}
    gone = rng.choice(sorted(members))
    del members[gone]
    shapes.pack(path, members)
    sheets = {_sheet_part(made, table) for table in shapes.tables(made)}
    return Case(score_of(path), refused(NAME) if gone in sheets else right_or_refused(made, NAME))


@recipe("xlsx", weight=2)
def listed_sheet_is_not_there(rng: Random, folder: Path) -> Case:
    """A sheet that the workbook names and does not hold: without its SPD a region would seem poor."""
    made = plain(rng)
    path = _write(folder, made)
    part = _sheet_part(made, rng.choice(["region_levels", "region_levels", "innovation_levels"]))
    with zipfile.ZipFile(path) as archive:
        members = {m: archive.read(m) for m in archive.namelist() if m != part}
    shapes.pack(path, members)
    return Case(score_of(path), refused(NAME))


@recipe("xlsx", weight=2)
def another_kind_of_file(rng: Random, folder: Path) -> Case:
    path = folder / NAME
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("word/document.xml", "<w/>")
    path.write_bytes(
        rng.choice(
            [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"<html><table><tr><td>1</td></tr></table></html>", b"a;b;c\n1;2;3\n",
             bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
             archive.getvalue(), b"\x00" * 4096, b"PK" + bytes(rng.randrange(256) for _ in range(500))]
        )
    )  # fmt: skip
    return Case([rng.choice(["score", "check", "types"]), str(path)], refused(NAME))


@recipe("xlsx", weight=2)
def odd_numbers(rng: Random, folder: Path) -> Case:
    """Numbers no person types, straight in the XML."""
    made = plain(rng)
    number = rng.choice(["NaN", "INF", "-INF", "1e999", "9" * 400, "-0", "", "1e-400", "0x1", "١"])
    path = _write(folder, made)
    change = lambda x: re.sub(r'(<c r="C3"[^>]*><v>)[^<]*', rf"\g<1>{number}", x)  # noqa: E731
    path = _xml(path, _sheet_part(made, "innovation_levels"), change)
    places = ("C3", NAME)
    first = shapes.tables(made)["innovation_levels"][2]
    if number in ("-0", "1e-400", ""):
        next(i for i in made.innovations if i["id"] == first[0])["levels"].pop(first[1])
        return Case(score_of(path), right_or_refused(made, places))
    return Case(score_of(path), refused(places))


@recipe("xlsx", weight=6)
def xml_of_a_cell(rng: Random, folder: Path) -> Case:
    """One level in XML that says it otherwise, says two things, or nothing a spreadsheet would."""
    made = plain(rng)
    first = shapes.tables(made)["innovation_levels"][2]
    level, other = first[2], (first[2] + 1) % 4
    same = [
        f"<v>{level}</v>",
        f"<v> {level}.0 </v>",
        f"<v>{level}E0</v>",
        f"<v><!-- a -->{level}</v>",
        f"<f>A1</f><v>{level}</v>",
    ]
    typed = [("str", f"<v>{level}</v>"), ("inlineStr", f"<is><t>{level}</t></is>"), ("inlineStr", f"<v>{level}</v>"),
             ("inlineStr", f"<is><r><t>{level}</t></r></is>")]  # fmt: skip
    named = [
        f"<v>0_{other}</v>",
        f"<v>{other}_0</v>",
        "<v>\u0663</v>",
        "<v>\uff13</v>",
        "<v>0x1</v>",
        "<v>1 1</v>",
        "<v>,1</v>",
        "<v>true</v>",
    ]
    damaged = [f"<v>{level}</v><v>{other}</v>", f"<v>{level}<i/>0</v>"]
    spoilt = [("s", "<v>-1</v>"), ("s", "<v>0_0</v>"), ("s", "<v>99999</v>"), ("d", "<v>x</v>")]
    kind = rng.choice(["same", "typed", "named", "damaged", "spoilt", "twice", "elsewhere"])
    of, inner = {"typed": rng.choice(typed), "spoilt": rng.choice(spoilt)}.get(
        kind, ("n", rng.choice({"same": same, "named": named, "damaged": damaged}.get(kind, same)))
    )
    cell = f'<c r="{"C9" if kind == "elsewhere" else "C3"}" t="{of}">{inner}</c>'
    if kind == "twice":
        cell += f'<c r="C3"><v>{other}</v></c>'
    path = _xml(_write(folder, made), _sheet_part(made, "innovation_levels"),
                lambda x: re.sub(r'<c r="C3".*?</c>', cell, x, count=1))  # fmt: skip
    if kind in ("same", "typed"):
        return Case(score_of(path), right(made))
    return Case(score_of(path), refused("innovation_levels", "C3") if kind == "named" else refused(NAME))


# hostile texts

TEXTS = [
    "<script>alert(1)</script>", "=HYPERLINK(\"http://x\")", "@SUM(A1)", "+1+1", "-2+3", "../../etc/passwd", "C:\\con\\nul",
    "bidi \u202egnp.exe", "\ufeffawal", "nol\u200blebar", "a\u0300" * 50, "🚀" * 20, "'; DROP TABLE--", "{{7*7}}", "#set page()",
    "$x$ \\input{a}", "%s %n {0} {name}", "baris\nbaru", "tab\tlagi", "\u2028pisah", "ﷺ" * 30, "x" * 5000, "✓ Dinas", "\ud83d\ude00"
    .encode("utf-16", "surrogatepass").decode("utf-16"),
]  # fmt: skip


@recipe("xlsx", weight=4)
def hostile_titles(rng: Random, folder: Path) -> Case:
    """A title changes no score, whatever it says, and steers no terminal."""
    made = plain(rng)
    texts = rng.sample(TEXTS, len(made.innovations))

    def change(book: openpyxl.Workbook) -> None:
        for row, text in enumerate(texts, start=2):
            cell = book["innovations"].cell(row, 4)
            cell.value, cell.data_type = text, "s"

    path = _write(folder, made, change)
    if rng.random() < 0.5:
        return Case(score_of(path), right(made))
    return Case(["score", str(path), "--by", "innovation", "--format", rng.choice(["csv", "table", "json"])],
                done(made.innovations[0]["id"]))  # fmt: skip


@recipe("xlsx", weight=2)
def hostile_names_of_cells(rng: Random, folder: Path) -> Case:
    """The text stands where a name has to: it is quoted on one line, and named at its cell."""
    made = plain(rng)
    text = rng.choice(TEXTS)
    column = rng.choice(["region_code", "affair", "year", "sent"])
    where: list[str] = []

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["innovations"]
        where.append(_cell(sheet, 3, column))
        sheet[where[0]].value, sheet[where[0]].data_type = text, "s"

    path = _write(folder, made, change)
    return Case(score_of(path), refused("innovations", where[0]))


@recipe("xlsx")
def unknown_columns(rng: Random, folder: Path) -> Case:
    made = plain(rng)

    def change(book: openpyxl.Workbook) -> None:
        for sheet in book:
            for k, text in enumerate(rng.sample(TEXTS, 4)):
                cell = sheet.cell(1, sheet.max_column + 1 + k)
                cell.value, cell.data_type = text, "s"

    return Case(score_of(_write(folder, made, change)), right(made))


@recipe("xlsx")
def workbook_of_two_editions(rng: Random, folder: Path) -> Case:
    """Years side by side: each by its own rule."""
    first, second = plain(rng), world(rng, year=2023, n=3)
    for innovation in second.innovations:
        innovation["id"] = "L" + innovation["id"]
    data, older = shapes.tables(first), shapes.tables(second)
    for name in ("innovations",):
        data[name] += older[name][1:]
    extra = (
        [[*row[:3], None] for row in older["innovation_levels"][1:]]
        if len(older["innovation_levels"][0]) > 3
        else older["innovation_levels"][1:]
    )
    data["innovation_levels"] += [row[:3] for row in extra]
    data["region_levels"][0].append("value")
    data["region_levels"] = [row if len(row) == 5 else [*row, None] for row in data["region_levels"]]
    data["region_levels"] += [row[:5] for row in older["region_levels"][1:]]
    for innovation in second.innovations:
        innovation["verified"] = {}
    from .scorer import scores

    expect = right(first)
    expect.scores.update(scores(second))  # type: ignore[union-attr]
    return Case(score_of(shapes.workbook(folder / NAME, data)), expect)
