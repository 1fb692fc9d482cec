"""What people and their programs do to a filled workbook: none of it changes the scores, or it is said."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pandas.testing import assert_frame_equal

from builders import tables, wide_levels, write_workbook
from indeks import intake, problems
from indeks.example import workbook as example
from indeks.form import layout
from indeks.intake import parts
from indeks.tables import Dataset

TODAY = dt.date(2026, 12, 31)
Codes = set[tuple[str, str]]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "isian.xlsx"
    example.write(path)
    return path


@pytest.fixture(scope="module")
def before(filled: Path) -> tuple[Dataset, Codes]:
    return intake.load(filled, today=TODAY), codes(filled)


def codes(path: Path) -> Codes:
    return {(p.code, p.place) for p in intake.check(path, today=TODAY)}


def same(a: Dataset, b: Dataset) -> None:
    for table in ("innovations", "innovation_levels", "region_levels", "agencies"):
        assert_frame_equal(getattr(a, table), getattr(b, table))


def edited(source: Path, target: Path, change: Callable[[Any], object]) -> Path:
    book = openpyxl.load_workbook(source)
    change(book)
    book.save(target)
    return target


def column(sheet: Any, code: str) -> int:
    return next(c.column for c in sheet[layout.CODE_ROW] if c.value == code)


def reorder(book: Any) -> None:
    book._sheets.reverse()


def notes(book: Any) -> None:
    book.create_sheet("Catatan OPD", 0)["A1"] = "Judul inovasi"


def hide(book: Any) -> None:
    book["Inovasi"].column_dimensions["E"].hidden = True
    book["Parameter inovasi"].sheet_state = "hidden"
    for row in range(5, 20):
        book["Inovasi"].row_dimensions[row].hidden = True


def numbers_as_text(book: Any) -> None:
    for name in ("Inovasi", "Parameter inovasi", "Parameter daerah"):
        for row in book[name].iter_rows(min_row=layout.FIRST_ROW):
            for cell in row:
                if isinstance(cell.value, (int, float)):
                    cell.value = str(cell.value).replace(".", ",")


MONTHS = ["Januari", "Feb", "Maret", "Apr", "Mei", "Juni", "Juli", "Agt", "Sept", "Oktober", "Nop", "Desember"]


def dates_in_words(book: Any) -> None:
    for row in book["Inovasi"].iter_rows(min_row=layout.FIRST_ROW):
        for cell in row:
            if isinstance(cell.value, dt.date):
                cell.value = f"{cell.value.day} {MONTHS[cell.value.month - 1]} {cell.value.year}"


def without_code_row(book: Any) -> None:
    for name in ("Inovasi", "Parameter inovasi", "Verifikasi inovasi", "Parameter daerah", "Perangkat daerah"):
        book[name].delete_rows(layout.CODE_ROW)


@pytest.mark.parametrize("change", [reorder, notes, hide, numbers_as_text, dates_in_words, without_code_row])
def test_what_changes_nothing(
    change: Callable[[Any], object], filled: Path, before: tuple[Dataset, Codes], tmp_path: Path
) -> None:
    path = edited(filled, tmp_path / "isian.xlsx", change)
    same(intake.load(path, today=TODAY), before[0])
    remarks = {"rows_hidden", "columns_hidden", "sheet_hidden"} if change is hide else set()
    assert {c for c, _ in codes(path)} == {c for c, _ in before[1]} | remarks


def test_what_is_hidden_is_told_once_a_sheet(filled: Path, tmp_path: Path) -> None:
    path = edited(filled, tmp_path / "isian.xlsx", hide)
    told = {p.code: p for p in intake.check(path, today=TODAY) if p.code.endswith("_hidden")}
    header = openpyxl.load_workbook(path)["Inovasi"]
    filled_rows = [r for r in range(5, 20) if header.cell(r, 1).value]
    assert told["rows_hidden"].values["n"] == len(filled_rows)
    assert told["columns_hidden"].values["n"] == 1
    assert {code: p.place for code, p in told.items()} == {
        "rows_hidden": "Inovasi", "columns_hidden": "Inovasi", "sheet_hidden": "Parameter inovasi",
    }  # fmt: skip


def new(path: Path, before: tuple[Dataset, Codes]) -> set[str]:
    return {c for c, _ in codes(path)} - {c for c, _ in before[1]}


def test_blank_row_in_between(filled: Path, before: tuple[Dataset, Codes], tmp_path: Path) -> None:
    path = edited(filled, tmp_path / "isian.xlsx", lambda b: b["Parameter inovasi"].insert_rows(8))
    assert new(path, before) == {"row_blank"}
    same(intake.load(path, today=TODAY), before[0])


def test_row_deleted_in_one_sheet_only(filled: Path, before: tuple[Dataset, Codes], tmp_path: Path) -> None:
    path = edited(filled, tmp_path / "isian.xlsx", lambda b: b["Inovasi"].delete_rows(8))
    assert new(path, before) == {"levels_without_innovation"}


def test_rows_of_two_copies_pasted_below_each_other(
    filled: Path, before: tuple[Dataset, Codes], tmp_path: Path
) -> None:
    def paste(book: Any) -> None:
        for name in ("Inovasi", "Parameter inovasi"):
            for cell in book[name][4]:
                book[name].cell(33, cell.column, cell.value)

    path = edited(filled, tmp_path / "isian.xlsx", paste)
    assert new(path, before) == {"duplicate_innovations", "duplicate_innovation_levels"}


def test_levels_pasted_under_another_id(filled: Path, before: tuple[Dataset, Codes], tmp_path: Path) -> None:
    def paste(book: Any) -> None:
        sheet, titles = book["Parameter inovasi"], book["Inovasi"]
        sheet["B4"] = titles.cell(5, column(titles, "title")).value

    path = edited(filled, tmp_path / "isian.xlsx", paste)
    mismatches = [p for p in intake.check(path, today=TODAY) if p.code == "title_mismatch"]
    assert [p.place for p in mismatches] == ["Parameter inovasi!B4"]


def test_error_in_a_title_that_is_only_shown_says_nothing(
    filled: Path, before: tuple[Dataset, Codes], tmp_path: Path
) -> None:
    path = edited(filled, tmp_path / "isian.xlsx", lambda b: b["Verifikasi inovasi"].__setitem__("B5", "#REF!"))
    assert new(path, before) == set()


ODD = [None, "", " ", "-", "x", "ya", "tidak", "1", "2", "0", "4", "-1", 0, 3, 7, 1.5, "1,5", "1.000", 1e300, True,
       dt.datetime(2024, 3, 5), dt.time(3, 4), 45000, "5 Maret 2024", "05/03/2024", "03/25/2024", "2024", 2025,
       "1 - 1-10 orang", "2-Perda", "0 - belum diisi", "2 -", "II", "dua", "2 3", "2/3", "+2", "2%", "Rp 2", "2 orang",
       "\uff12", "\u00bd", "#REF!", "a\nb", "Kesehatan", "Pendidikan, Kesehatan", "99.71", 19.71, "9971", "Kota Contoh",
       "99.71-2026-001", "99.71-2026-999", "\u200b", "2\u200b", "regulasi", "spd_total", "orang", "digital",
       "nan", "inf", "0x10", "1_000", "36.742", 10**40, "x" * 40000]  # fmt: skip
MEANT: dict[str, set[Any]] = {
    "level": {"1", "2", "0", 0, 3, "+2", "0 - belum diisi", "1 - 1-10 orang"},
    "year": {2025},
    "sent": {"ya", "tidak", "1", "0", 0, True},
    "applied_date": {dt.datetime(2024, 3, 5), "5 Maret 2024", "05/03/2024"},
    "affair": {"Kesehatan"},
    "region_code": {"99.71", "9971", "Kota Contoh"},
    "innovation_id": set(),
}
"""What may be read without a word: these say what they mean."""
CELLS = {
    "innovations": ["innovation_id", "region_code", "year", "affair", "applied_date", "sent"],
    "innovation_levels": ["innovation_id", "sdm"],
    "verification": ["innovation_id", "sdm:verified_level"],
    "region_levels": ["region_code", "year", "level"],
}


def test_no_odd_cell_changes_the_data_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verified = [["innovation_id", "sdm:verified_level"], ["A1", "1"], ["A2", "0"]]
    data = tables() | {"innovation_levels": wide_levels(), "verification": verified}
    path = write_workbook(tmp_path / "isian.xlsx", data)
    with path.open("rb") as file:
        titles, raw = parts.raw_sheets(file)
    known, good = codes(path), intake.load(path, today=TODAY)
    rng = random.Random(2026)
    for _ in range(80):
        place, odd = rng.randrange(len(raw)), rng.choice(ODD)
        code = rng.choice(CELLS[raw[place].title])
        number, cells = raw[place].rows[1]
        position = list(raw[place].rows[0][1]).index(code)
        spoiled = [*cells[:position], parts.plain_cell(odd), *cells[position + 1 :]]
        rows = [raw[place].rows[0], (number, spoiled), *raw[place].rows[2:]]
        sheets = [parts.Raw(r.title, rows) if k == place else r for k, r in enumerate(raw)]
        monkeypatch.setattr(parts, "raw_sheets", lambda _, s=sheets: (titles, s))
        if codes(path) - known:
            continue
        meant = odd in MEANT["level" if code.startswith("sdm") else code]
        if not meant and not (odd is None or (isinstance(odd, str) and not odd.strip())):
            same(intake.load(path, today=TODAY), good)


def test_text_counts_first_and_goes_by_sheet() -> None:
    faults = [
        problems.Problem("f.xlsx", "Inovasi", 5, "Urusan", "H5", "warning", "affair_empty"),
        problems.Problem("f.xlsx", "Inovasi", 5, "Tanggal", "AA5", "error", "date_impossible", {"found": "31/2"}),
        problems.Problem("f.xlsx", "Verifikasi inovasi", 0, "", "", "warning", "form_empty"),
    ]
    lines = problems.as_text(faults).splitlines()
    assert lines[0] == "1 galat, 2 perlu diperiksa."
    assert [line for line in lines if line.startswith("Lembar")] == ["Lembar Inovasi", "Lembar Verifikasi inovasi"]
    assert [line.split()[1] for line in lines if "5  " in line] == ["H5", "AA5"]
    assert problems.as_text(faults, "en").splitlines()[0] == "1 error, 2 to check."
    assert problems.as_text(faults[:1], "en").splitlines()[:2] == ["0 errors, 1 to check.", ""]
