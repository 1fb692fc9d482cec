"""Workbooks for agencies: the list is read as people keep it, nothing is overwritten, columns have lists or hints."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from indeks.cli import main
from indeks.errors import IndeksError
from indeks.form import per_agency, template
from indeks.form.sheets import INNOVATIONS
from indeks.problems import DataError


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory):
    path = template.write(tmp_path_factory.mktemp("t") / "isian.xlsx", region_code="99.71", year=2026)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agency\nDinas Kesehatan\nRSUD\n", [["Dinas Kesehatan", "", ""], ["RSUD", "", ""]]),
        ("No;Nama OPD;Wajib inovasi\n1; Dinas  Kesehatan ;ya\n2;RSUD;tidak\n",
         [["Dinas Kesehatan", "", "ya"], ["RSUD", "", "tidak"]]),
        ("\ufeffPerangkat daerah,Jenis perangkat daerah\n\"Badan, Riset\",badan\n,\n", [["Badan, Riset", "badan", ""]]),
    ],
)  # fmt: skip
def test_a_list_is_read_as_people_keep_it(text: str, expected: list[list[str]], tmp_path: Path):
    path = tmp_path / "opd.csv"
    path.write_text(text, encoding="utf-8")
    assert per_agency.read_agencies(path).to_numpy().tolist() == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [("kota\nx\n", "Baris judul kolom"), ("agency\nDinas Sosial\nDINAS  SOSIAL\n", "sudah ada di baris 2"),
     ("agency\n", "Tidak ada isi"), ("", "kosong")],
)  # fmt: skip
def test_a_faulty_list_is_told_by_its_place(text: str, message: str, tmp_path: Path):
    path = tmp_path / "opd.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        per_agency.read_agencies(path)


def test_what_agencies_have_filled_in_is_never_overwritten(tmp_path: Path):
    agencies = pd.DataFrame({"agency": ["Dinas Kesehatan"], "kind": [""], "must_innovate": ["ya"]})
    (tmp_path / "01-dinas-kesehatan.xlsx").write_text("isian")
    with pytest.raises(IndeksError, match="tidak ditimpa"):
        per_agency.write(tmp_path, region_code="99.71", year=2026, agencies=agencies)
    assert [p.name for p in tmp_path.iterdir()] == ["01-dinas-kesehatan.xlsx"]


def test_the_command_writes_a_workbook_for_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "opd kota.csv"
    path.write_text("agency\nDinas Kesehatan\n", encoding="utf-8")
    call = ["template", "--region", "99.71", "--year", "2026", "--per-agency", str(path)]
    assert main([*call, "--out", str(tmp_path / "isi")]) == 0
    assert "1 buku kerja perangkat daerah" in capsys.readouterr().out
    assert sorted(p.name for p in (tmp_path / "isi").iterdir()) == ["00-daerah.xlsx", "01-dinas-kesehatan.xlsx"]
    assert main(call) == 2
    assert "--out" in capsys.readouterr().err


def test_every_column_of_innovations_has_a_list_a_rule_or_a_hint(workbook):
    sheet = workbook["Inovasi"]
    ruled = {cell.column for rule in sheet.data_validations.dataValidation for cell in sheet[str(rule.sqref)][0]}
    columns = {c.value: c for c in sheet[2]}
    assert set(columns) == set(INNOVATIONS)
    for name, cell in columns.items():
        locked = sheet.cell(4, cell.column).protection.locked
        assert locked or cell.column in ruled or sheet.cell(3, cell.column).comment, name


def test_refused_and_not_examined_are_told_apart(workbook):
    sheet = workbook["Verifikasi inovasi"]
    columns = {c.value: c.column_letter for c in sheet[2]}
    assert {"reason", "examined_date"} <= set(columns)
    assert "belum diperiksa" in str([c.value for c in sheet[1]])
    entries = {
        str(workbook["Daftar"][rule.formula1.split("!")[1].split(":")[0].replace("$", "")].value)
        for rule in sheet.data_validations.dataValidation if rule.type == "list"
    }  # fmt: skip
    assert entries == {"0 - tidak diterima"}
    levels = workbook["Parameter inovasi"].data_validations.dataValidation
    assert "0 - belum diisi" in {
        workbook["Daftar"][r.formula1.split("!")[1].split(":")[0].replace("$", "")].value for r in levels if r.type == "list"
    }  # fmt: skip
