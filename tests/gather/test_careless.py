"""Workbooks as offices send them back: nothing is lost where somebody renamed, noted beneath, or mixed letters in."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from indeks import intake, scoring
from indeks.edition import load
from indeks.form import per_agency, template
from indeks.form.lists import answers
from indeks.gather.account import as_text
from indeks.gather.merge import merge
from indeks.texts import texts

RULE = load("iid-2026")
AGENCIES = ["Dinas Kesehatan", "Dinas Perhubungan"]
HEALTH, TRAFFIC = "01-dinas-kesehatan.xlsx", "02-dinas-perhubungan.xlsx"


@pytest.fixture(scope="module")
def sent_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kiriman") / "isian OPD"
    listed = pd.DataFrame({"agency": AGENCIES, "kind": "dinas", "must_innovate": ""})
    per_agency.write(folder, region_code="99.71", year=2026, agencies=listed)
    for name, title in ((HEALTH, "Posyandu Keliling"), (TRAFFIC, "Angkot Pintar")):
        book = openpyxl.load_workbook(folder / name)
        write(book["Inovasi"], 4, title=title, affair="Kesehatan")
        regulation = answers(RULE.indicator("regulasi"), texts("id"))[2]
        write(book["Parameter inovasi"], 4, regulasi=regulation, evidence="SK 1")
        book.save(folder / name)
    return folder


@pytest.fixture
def folder(sent_out: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "isian OPD"
    copy.mkdir()
    for path in sent_out.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def write(sheet, row: int, **cells) -> None:
    at = {c.value: c.column for c in sheet[2]}
    for column, value in cells.items():
        sheet.cell(row, at[column], value)


def edited(path: Path, change) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def rename(book) -> None:
    book["Inovasi"].title = "Inovasi dinas kami"


def note_beneath(book) -> None:
    book["Inovasi"]["D48"] = "Jumlah: 1 inovasi"
    book["Inovasi"]["D50"] = "Mengetahui, Kepala Dinas"


def shorten_the_agency(book) -> None:
    write(book["Inovasi"], 4, agency="Dinkes")


def change_the_id(book) -> None:
    book["Inovasi"]["A4"] = "dinkes-1"


@pytest.mark.parametrize("change", [None, rename, note_beneath, shorten_the_agency, change_the_id])
def test_the_merged_region_is_the_same(change, folder: Path, tmp_path: Path):
    if change:
        edited(folder / HEALTH, change)
    (folder / "Surat pengantar.pdf").write_bytes(b"%PDF")
    (folder / "Thumbs.db").write_bytes(b"x")
    account = merge(folder, tmp_path / "daerah.xlsx")
    data = intake.load(tmp_path / "daerah.xlsx")
    rows = data.innovations.sort_values("title")
    assert rows["title"].tolist() == ["Angkot Pintar", "Posyandu Keliling"]
    assert rows["agency"].tolist() == ["Dinas Perhubungan", "Dinas Kesehatan"]
    assert scoring.maturity(data)["maturity"].tolist() == [2 * int(RULE.indicator("regulasi").weight)] * 2
    states = account.files.set_index("file")["state"]
    assert states["Surat pengantar.pdf"] == states["Thumbs.db"] == "ignored"
    assert account.not_sent.empty
    told = as_text(account)
    assert "dilewati (2)" in told
    says = {rename: "Inovasi dinas kami", note_beneath: "baris 50: Mengetahui", shorten_the_agency: '"Dinkes" menjadi',
            change_the_id: "dinkes-1 menjadi 99.71-2026-01-01"}  # fmt: skip
    assert says.get(change, "") in told


def test_the_next_command_is_named_as_it_is_typed(folder: Path, tmp_path: Path):
    account = merge(folder, tmp_path / "Kota Contoh.xlsx")
    assert as_text(account).splitlines()[-1] == f'Berikutnya: indeks check "{tmp_path / "Kota Contoh.xlsx"}"'


def test_verified_levels_of_an_older_workbook_go_to_the_sheet_of_the_examiner(folder: Path, tmp_path: Path):
    def older(book) -> None:
        del book["Verifikasi daerah"]
        sheet = book["Parameter daerah"]
        sheet.cell(2, 10, "verified_level")
        sheet.cell(3, 10, "Parameter terverifikasi")
        first = RULE.of_aspect("spd")[0]
        write(sheet, 4, level=answers(first, texts("id"))[3], verified_level="0 - tidak diterima")

    edited(folder / "00-daerah.xlsx", older)
    merge(folder, tmp_path / "daerah.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "daerah.xlsx")["Verifikasi daerah"]
    assert [c.value for c in sheet[4]][7] == "0 - tidak diterima"
    levels = intake.load(tmp_path / "daerah.xlsx").region_levels
    assert levels[["level", "verified_level"]].dropna().to_numpy().tolist() == [[3, 0]]


def test_many_versions_of_one_innovation_are_one_line_and_a_single_cell_is_named(folder: Path, tmp_path: Path):
    def other(book) -> None:
        codes = ["anggaran", "alat_kerja", "bimtek", "rkpd"]
        write(book["Parameter inovasi"], 4, regulasi=1, **dict.fromkeys(codes, 1))

    edited(folder / HEALTH, lambda b: write(b["Parameter inovasi"], 4, anggaran=2, alat_kerja=2, bimtek=2, rkpd=2))
    (folder / "versi lama.xlsx").write_bytes((folder / HEALTH).read_bytes())
    edited(folder / "versi lama.xlsx", other)
    (folder / "angkot 2.xlsx").write_bytes((folder / TRAFFIC).read_bytes())
    edited(folder / "angkot 2.xlsx", lambda b: write(b["Inovasi"], 4, affair="Perhubungan"))
    account = merge(folder, tmp_path / "daerah.xlsx")
    lines = [line for line in as_text(account).splitlines() if "tidak dipakai" in line]
    assert len(account.conflicts) == 6
    assert len(lines) == 2
    assert any("5 isian berbeda" in line and "Parameter inovasi!C4" in line for line in lines)
    assert any("Inovasi!H4" in line for line in lines)


def test_two_sheets_that_could_be_meant_are_not_guessed(tmp_path: Path):
    path = template.write(tmp_path / "isian.xlsx", region_code="99.71", year=2026)

    def both(book) -> None:
        book["Inovasi"].title = "Satu"
        book.copy_worksheet(book["Satu"]).title = "Dua"

    edited(path, both)
    assert "sheet_missing" in {p.code for p in intake.check(path)}
