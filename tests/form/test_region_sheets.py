"""The examiner's two sheets and the sheet of earlier results: what is filled in comes back where it belongs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from indeks import intake, scoring
from indeks.edition import load
from indeks.form import template
from indeks.form.lists import answers
from indeks.texts import texts

RULE = load("iid-2026")


def write(sheet, row: int, **cells) -> None:
    at = {c.value: c.column for c in sheet[2]}
    for column, value in cells.items():
        sheet.cell(row, at[column], value)


@pytest.fixture(scope="module", params=["id", "en"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    lang = request.param
    t = texts(lang)
    path = template.write(tmp_path_factory.mktemp("t") / "isian.xlsx", region_code="99.71", year=2026, lang=lang)
    book = openpyxl.load_workbook(path)

    def name(sheet: str) -> str:
        return t(f"form.sheet.{sheet}")

    write(book[name("innovations")], 4, title="Posyandu", affair="Kesehatan")
    regulation, spd = answers(RULE.indicator("regulasi"), t), answers(RULE.of_aspect("spd")[0], t)
    write(book[name("innovation_levels")], 4, regulasi=regulation[2])
    write(book[name("region_levels")], 4, level=spd[3], evidence="RPJMD")
    day = dt.datetime(2026, 7, 1)
    accepted = answers(RULE.indicator("regulasi"), t, verified=True)[1]
    write(
        book[name("verification")],
        4,
        **{"regulasi:verified_level": accepted},
        reason="SK dinas",
        examined_date=day,
    )
    accepted = answers(RULE.of_aspect("spd")[0], t, verified=True)[0]
    write(book[name("region_verification")], 4, verified_level=accepted, reason="belum sah", examined_date=day)
    results = book[name("published_results")]
    write(results, 4, year=2024, stage=t("published.stage.final"), score="57,68", source="SK 1", rank=4)
    write(results, 5, year="2023", stage=t("published.stage.sementara"), category=t("reports.category.inovatif"))
    write(results, 6, year=2019, stage="final", score="4.350")
    book.save(path)
    return path, lang


def test_each_level_is_verified_in_one_place_with_reason_and_date(filled):
    path, _ = filled
    assert [p.code for p in intake.check(path) if p.severity == "error"] == []
    data = intake.load(path)
    own, innovation = data.region_levels.iloc[0], data.innovations.iloc[0]
    assert (own["level"], own["verified_level"], own["reason"]) == (3, 0, "belum sah")
    assert (innovation["reason"], innovation["examined_date"]) == ("SK dinas", dt.datetime(2026, 7, 1))
    verified = scoring.score(data).set_index("basis").loc["verified"]
    assert (verified["stated"], verified["examined"], verified["spd"]) == (2, 2, 0)


def test_the_sheets_of_those_who_state_have_no_column_of_the_examiner(filled):
    book = openpyxl.load_workbook(filled[0])
    of_examiner = {"verified_level", "reason", "examined_date"}
    named = {s.title: {str(c.value).rpartition(":")[2] for c in s[2]} & of_examiner for s in book.worksheets}
    title = texts(filled[1])
    examiners = {title("form.sheet.verification"), title("form.sheet.region_verification")}
    assert {name for name, columns in named.items() if columns} == examiners
    assert all(named[name] == of_examiner for name in examiners)


def test_earlier_results_come_back_typed_and_change_no_score(filled):
    rows = intake.load(filled[0]).published_results
    columns = ["year", "stage", "score", "category", "rank"]
    told = [[None if pd.isna(v) else v for v in row] for row in rows[columns].to_numpy(dtype=object).tolist()]
    assert told == [
        [2024, "final", 57.68, None, 4],
        [2023, "sementara", None, "Inovatif", None],
        [2019, "final", 4350, None, None],
    ]
    assert rows["source"].tolist()[0] == "SK 1"


def test_an_edition_without_levels_of_the_region_has_no_sheet_to_verify_them(tmp_path: Path):
    path = template.write(tmp_path / "isian.xlsx", region_code="99.71", year=2025)
    assert "Verifikasi daerah" not in openpyxl.load_workbook(path).sheetnames


def test_a_note_does_not_take_the_place_of_the_title(filled):
    for sheet in openpyxl.load_workbook(filled[0]).worksheets[:-1]:
        assert "Contoh" in str(sheet["A1"].value), sheet.title


def test_the_sheet_shows_what_the_region_states(tmp_path: Path):
    path = template.write(tmp_path / "isian.xlsx", region_code="99.71", year=2026)
    book = openpyxl.load_workbook(path)
    levels = {c.value: c.column_letter for c in book["Parameter daerah"][2]}
    shown = {c.value: c.column_letter for c in book["Verifikasi daerah"][2]}
    for column, source in (("stated", "level"), ("stated_value", "value"), ("stated_evidence", "evidence")):
        assert f"${levels[source]}$4" in book["Verifikasi daerah"][f"{shown[column]}4"].value
        assert f"${levels['indicator']}$4" in book["Verifikasi daerah"][f"{shown[column]}4"].value
