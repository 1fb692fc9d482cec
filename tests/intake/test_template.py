"""The template: empty it says so, filled in it comes back, and it helps the one who fills it in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from indeks import intake, regions
from indeks.edition import EditionError, load
from indeks.form import layout, template
from indeks.form import lists as form_lists
from indeks.tables import SPD_TOTAL
from indeks.texts import texts


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template.write(tmp_path_factory.mktemp("t") / "isian.xlsx", region_code="99.71", year=2026)


def columns(sheet: object) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[layout.CODE_ROW] if cell.value}  # type: ignore[index]


def filled(source: Path, target: Path) -> Path:
    book = openpyxl.load_workbook(source)
    book["Perangkat daerah"]["A4"] = "Dinas Kesehatan"
    sheet, at = book["Inovasi"], columns(book["Inovasi"])
    for column, value in {
        "title": "Posyandu Keliling", "agency": "Dinas Kesehatan", "affair": "Kesehatan", "form": "pelayanan publik",
        "digital": "nondigital", "applied_date": dt.date(2024, 3, 5), "sent": "ya",
    }.items():  # fmt: skip
        sheet.cell(4, at[column], value)
    sheet, at = book["Parameter inovasi"], columns(book["Parameter inovasi"])
    rule = load("iid-2026")
    for column, score in {"regulasi": 2, "sdm": 1, "video": 3}.items():
        sheet.cell(4, at[column], f"{score} - {rule.indicator(column).scales[0].levels[score - 1].label}")
    sheet.cell(4, at["sdm:value"], 8)
    sheet.cell(4, at["kemanfaatan:basis"], "unit - Cakupan unit sasaran")
    sheet.cell(4, at["kemanfaatan:value"], 35.5)
    sheet, at = book["Verifikasi inovasi"], columns(book["Verifikasi inovasi"])
    sheet.cell(4, at["regulasi:verified_level"], "1 - SK Kepala Daerah (atau SK Kepala PD a.n. Kepala Daerah)")
    sheet.cell(4, at["sdm:verified_level"], "2 - 11-30 orang")
    sheet, at = book["Parameter daerah"], columns(book["Parameter daerah"])
    sheet.cell(4, at["level"], "3 - visi dan misi inovasi")
    book.save(target)
    return target


def test_empty_template_says_only_that_it_is_empty(empty: Path) -> None:
    assert [p.code for p in intake.check(empty)] == ["no_innovations"]


def test_filled_template_comes_back(empty: Path, tmp_path: Path) -> None:
    path = filled(empty, tmp_path / "isian.xlsx")
    problems = intake.check(path)
    assert [(p.code, p.place) for p in problems] == [
        ("verified_above", "Verifikasi inovasi!D4"),
        ("reason_empty", "Verifikasi inovasi!W4"),
    ]
    data = intake.load(path)
    row = data.innovations.iloc[0]
    assert len(data.innovations) == 1
    assert (row["innovation_id"], row["region_code"], row["year"]) == ("99.71-2026-001", "99.71", 2026)
    assert (row["title"], row["agency"], row["affair"]) == ("Posyandu Keliling", "Dinas Kesehatan", "Kesehatan")
    assert row["applied_date"] == dt.datetime(2024, 3, 5)
    levels = data.innovation_levels.set_index("indicator")
    assert levels["level"].to_dict() == {"regulasi": 2, "sdm": 1, "kemanfaatan": 2, "video": 3}
    assert levels["verified_level"].dropna().to_dict() == {"regulasi": 1, "sdm": 2}
    assert levels.loc["kemanfaatan", "basis"] == "unit"
    assert data.region_levels[["indicator", "level"]].to_numpy().tolist() == [["visi_misi", 3.0]]


def test_problem_of_a_filled_template_names_sheet_cell_and_label(empty: Path, tmp_path: Path) -> None:
    path = filled(empty, tmp_path / "isian.xlsx")
    book = openpyxl.load_workbook(path)
    at = columns(book["Parameter inovasi"])
    book["Parameter inovasi"].cell(4, at["sdm:value"], 25)
    book.save(path)
    problem = next(p for p in intake.check(path) if p.severity == "error")
    assert problem.code == "level_value"
    assert (problem.sheet, problem.cell) == ("Parameter inovasi", f"{_letter(at['sdm'])}4")
    assert problem.column == "17. Ketersediaan dan peran SDM terhadap inovasi daerah"


@pytest.mark.parametrize(
    ("cell", "value", "code", "place"),
    [
        ("C4", 5, "level_range", "Verifikasi inovasi!C4"),
        ("C4", "2 - Peraturan Daerah", "level_text_mismatch", "Verifikasi inovasi!C4"),
        ("A4", "X-9", "levels_without_innovation", "Verifikasi inovasi!A4"),
        ("A5", "99.71-2026-001", "duplicate_innovation_levels", "Verifikasi inovasi!A5"),
    ],
)
def test_faults_of_the_examiner_are_placed_in_the_examiners_sheet(
    cell: str, value: object, code: str, place: str, empty: Path, tmp_path: Path
) -> None:
    path = filled(empty, tmp_path / "isian.xlsx")
    book = openpyxl.load_workbook(path)
    book["Verifikasi inovasi"]["C5"] = 1 if cell == "A5" else None
    book["Verifikasi inovasi"][cell] = value
    book.save(path)
    assert (code, place) in {(p.code, p.place) for p in intake.check(path)}


def _letter(position: int) -> str:
    return openpyxl.utils.get_column_letter(position)


def test_every_question_has_its_list(empty: Path) -> None:
    book = openpyxl.load_workbook(empty)
    sheet = book["Parameter inovasi"]
    at = columns(sheet)
    lists = {str(r.sqref): r.formula1 for r in sheet.data_validations.dataValidation if r.type == "list"}
    rule = load("iid-2026")
    for indicator in rule.of_aspect("sid"):
        letter = _letter(at[indicator.code])
        where = lists[f"{letter}4:{letter}{3 + form_lists.ROOM}"].replace("'", "").replace("$", "")
        name, cells = where.split("!")
        entries = [c[0].value for c in book[name][cells]]
        assert entries == form_lists.answers(indicator, texts("id"))
        if len(indicator.scales) == 1:
            assert entries[1:] == [f"{lv.score} - {lv.label}" for lv in indicator.scales[0].levels]


def test_headers_are_locked_and_entries_are_not(empty: Path) -> None:
    sheet = openpyxl.load_workbook(empty)["Inovasi"]
    assert sheet.protection.sheet
    assert sheet["D2"].protection.locked
    assert sheet["A4"].protection.locked
    assert not sheet["D4"].protection.locked
    assert sheet.freeze_panes == "E4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$3"


def test_made_up_region_says_so(empty: Path) -> None:
    guide = openpyxl.load_workbook(empty)["Panduan"]
    assert any("SINTETIS" in str(row[0].value) for row in guide.iter_rows())


def test_edition_without_spd_levels_asks_for_the_total(tmp_path: Path) -> None:
    path = template.write(tmp_path / "isian.xlsx", region_code="99.71", year=2025)
    sheet = openpyxl.load_workbook(path)["Parameter daerah"]
    assert sheet["C4"].value == SPD_TOTAL
    assert sheet["C5"].value is None


def test_english_template_comes_back_too(tmp_path: Path) -> None:
    path = template.write(tmp_path / "entries.xlsx", region_code="99.71", year=2026, lang="en")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[1:4] == ["Agencies", "Innovations", "Innovation levels"]
    assert [p.code for p in intake.check(path, lang="en")] == ["no_innovations"]


def test_template_replaces_a_file_at_once_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "isian.xlsx"
    path.write_text("old")
    template.write(path, region_code="19.71", year=2026)
    assert [p.name for p in tmp_path.iterdir()] == ["isian.xlsx"]
    assert openpyxl.load_workbook(path)["Inovasi"]["A4"].value == "19.71-2026-001"


def test_wrong_region_or_year_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(regions.UnknownRegion):
        template.write(tmp_path / "x.xlsx", region_code="88.88", year=2026)
    with pytest.raises(EditionError):
        template.write(tmp_path / "x.xlsx", region_code="19.71", year=1999)
    assert list(tmp_path.iterdir()) == []
