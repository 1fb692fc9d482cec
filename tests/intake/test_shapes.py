"""The same data in every shape people have gives the same dataset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from builders import (
    Table,
    add_column,
    set_cell,
    tables,
    wide_levels,
    write_folder,
    write_workbook,
)
from indeks import intake
from indeks.problems import DataError, errors
from indeks.tables import Dataset


def parquet(folder: Path) -> Path:
    for name, table in tables().items():
        frame = pd.DataFrame(table[1:], columns=table[0]).replace("", None)
        for column in ("level", "value", "year"):
            if column in frame:
                frame[column] = pd.to_numeric(frame[column].str.replace(",", "."))
        if "applied_date" in frame:
            frame["applied_date"] = pd.to_datetime(frame["applied_date"])
        frame.to_parquet(folder / f"{name}.parquet")
    return folder


def wide(data: dict[str, Table]) -> dict[str, Table]:
    return data | {"innovation_levels": wide_levels()}


def region_wide() -> dict[str, Table]:
    region = [
        ["region_code", "year", "visi_misi", "perizinan", "perizinan:value"],
        ["99.71", "2026", "3", "2", "5,25"],
    ]
    return tables() | {"region_levels": region}


def labelled(folder: Path) -> Path:
    """A workbook with Indonesian sheet names and labels, a title above, native cells and answers as texts."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Inovasi"
    sheet.append(["DAFTAR INOVASI KOTA CONTOH"])
    sheet.append([])
    sheet.append(["No", "ID inovasi", "Kode daerah", "Tahun", "Judul inovasi", "Urusan", "Bentuk inovasi",
                  "Tanggal penerapan", "Dikirim (ya/tidak)"])  # fmt: skip
    sheet.append([1, "A1", 99.71, 2026, " Posyandu  Keliling", "KESEHATAN", "Inovasi pelayanan publik",
                  dt.datetime(2024, 3, 5), None])  # fmt: skip
    sheet.append([2, "A2", "99.71", 2026, "Rapor Digital", "pendidikan", "Tata Kelola", "20 Januari 2025", "Ya"])
    for row in range(6, 60):  # formatted rows below the data
        sheet.cell(row, 2).number_format = "@"
    levels = book.create_sheet("Parameter inovasi")
    levels.append(["ID inovasi", "16. Regulasi Inovasi Daerah", "Ketersediaan dan peran SDM terhadap inovasi daerah",
                   "sdm:value", "kemanfaatan", "kemanfaatan:basis", "kemanfaatan:value", "video", "video:value"])  # fmt: skip
    levels.append(["A1", "2 - Peraturan Kepala Daerah", 1, 8, "2 - Jumlah penerima manfaat: 201-500 orang",
                   "orang - Jumlah penerima manfaat", 350, None, None])  # fmt: skip
    levels.append(["A2", "Peraturan Daerah", None, None, None, None, None, "2 - memuat 3-4 unsur", 4])
    region = book.create_sheet("Parameter daerah")
    region.append(["Kode daerah", "Tahun", "Indikator", "Parameter", "Nilai"])
    region.append([99.71, 2026, "Visi dan Misi", "3 - visi dan misi inovasi", None])
    region.append([99.71, 2026, "perizinan", None, 5.25])
    book.create_sheet("Rahasia").sheet_state = "hidden"
    book.save(folder / "isian.xlsx")
    return folder / "isian.xlsx"


SHAPES: dict[str, Callable[[Path], Path]] = {
    "CSV": lambda f: write_folder(f, tables()),
    "semicolons": lambda f: write_folder(f, tables(), delimiter=";"),
    "tabs": lambda f: write_folder(f, tables(), delimiter="\t"),
    "UTF-8 with BOM": lambda f: write_folder(f, tables(), encoding="utf-8-sig"),
    "cp1252": lambda f: write_folder(f, tables(), encoding="cp1252"),
    "title rows above": lambda f: write_folder(f, {n: [["Data inovasi"], [], *t] for n, t in tables().items()}),
    "wide": lambda f: write_folder(f, wide(tables())),
    "wide region": lambda f: write_folder(f, region_wide()),
    "Parquet": parquet,
    "workbook": lambda f: write_workbook(f / "isian.xlsx", tables()),
    "wide workbook": lambda f: write_workbook(f / "isian.xlsx", wide(tables())),
    "labelled workbook": labelled,
}


def comparable(data: Dataset) -> dict[str, pd.DataFrame]:
    levels = data.innovation_levels.astype({"innovation_id": "str", "indicator": "str"})
    frames = {"innovations": data.innovations, "innovation_levels": levels, "region_levels": data.region_levels}
    keys = {"innovations": ["innovation_id"], "innovation_levels": ["innovation_id", "indicator"],
            "region_levels": ["indicator"]}  # fmt: skip
    return {n: f.sort_values(keys[n], ignore_index=True) for n, f in frames.items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_dataset(shape: str, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "other").mkdir()
    expected = comparable(intake.load(write_folder(tmp_path / "plain", tables())))
    path = SHAPES[shape](tmp_path / "other")
    assert intake.check(path) == []
    for name, frame in comparable(intake.load(path)).items():
        assert_frame_equal(frame, expected[name], check_dtype=True)


def test_decimals_of_parquet_are_numbers_and_no_texts(tmp_path: Path) -> None:
    """``501.462`` is ambiguous as a text only."""
    folder = write_folder(tmp_path, tables())
    (folder / "innovation_levels.csv").unlink()
    columns = {"innovation_id": ["A1", "A2"], "indicator": ["kemanfaatan", "regulasi"], "basis": ["unit", None]}
    for name, numbers in {"level": ["3.000", "2.000"], "value": ["501.462", None]}.items():
        columns[name] = [n and Decimal(n) for n in numbers]
    pd.DataFrame(columns).to_parquet(folder / "innovation_levels.parquet")
    assert errors(intake.check(folder)) == []
    levels = intake.load(folder).innovation_levels
    assert levels["level"].tolist() == [3.0, 2.0]
    assert levels["value"].iloc[0] == 501.462


def test_types_of_a_dataset(tmp_path: Path) -> None:
    data = intake.load(write_folder(tmp_path, tables()))
    assert data.innovations["sent"].dtype == bool
    assert data.innovations["year"].dtype == "int64"
    assert data.innovations["applied_date"].dtype == "datetime64[ns]"
    assert data.innovation_levels["level"].tolist() == [2.0, 1.0, 2.0, 3.0, 2.0]
    assert data.synthetic


def test_level_follows_from_value(tmp_path: Path) -> None:
    data = tables()
    set_cell(data["innovation_levels"], 3, "level", "")
    levels = intake.load(write_folder(tmp_path, data)).innovation_levels
    assert levels.loc[levels["indicator"] == "sdm", "level"].item() == 1


def test_either_level_of_an_overlap_may_be_stated(tmp_path: Path) -> None:
    for level in ("2", "3"):
        data = tables()
        data["region_levels"].append(["99.71", "2026", "pendapatan_perkapita", level, "5,23"])
        assert intake.check(write_folder(tmp_path / level, data)) == []


def test_thousands_are_read_where_people_are_counted(tmp_path: Path) -> None:
    data = tables()
    set_cell(data["innovation_levels"], 4, "value", "1.462")
    set_cell(data["innovation_levels"], 4, "level", "")
    levels = intake.load(write_folder(tmp_path, data)).innovation_levels
    assert levels.loc[levels["indicator"] == "kemanfaatan", ["level", "value"]].iloc[0].tolist() == [3.0, 1462.0]


def test_not_sent_is_read(tmp_path: Path) -> None:
    data = tables()
    set_cell(data["innovations"], 3, "sent", "Tidak")
    assert intake.load(write_folder(tmp_path, data)).innovations["sent"].tolist() == [True, False]


def test_years_of_different_editions_stand_side_by_side(tmp_path: Path) -> None:
    data = tables()
    set_cell(data["innovations"], 3, "year", "2023")
    set_cell(data["innovations"], 3, "applied_date", "2022-01-20")
    assert errors(intake.check(write_folder(tmp_path, data))) == []


def test_edition_given_holds_for_every_year(tmp_path: Path) -> None:
    data = tables()
    for row in (2, 3):
        set_cell(data["innovations"], row, "year", "2022")
        set_cell(data["region_levels"], row, "year", "2022")
    folder = write_folder(tmp_path, data)
    assert "year_no_edition" in {p.code for p in intake.check(folder)}
    assert errors(intake.check(folder, edition="iid-2026")) == []


def test_formulas_in_titles_stay_text(tmp_path: Path) -> None:
    data = tables()
    set_cell(data["innovations"], 3, "title", "=SUM(A1)")
    set_cell(data["innovations"], 2, "title", "@desa" + " panjang" * 500)
    titles = intake.load(write_folder(tmp_path, data)).innovations["title"].tolist()
    assert titles[1] == "=SUM(A1)"
    assert len(titles[0]) > 4000


def test_agency_takes_the_spelling_of_the_list(tmp_path: Path) -> None:
    data = tables()
    add_column(data["innovations"], "agency", ["dinas  KESEHATAN", "Dinas Pendidikan"])
    data["agencies"] = [["agency"], ["Dinas Kesehatan"], ["Dinas Pendidikan"]]
    loaded = intake.load(write_folder(tmp_path, data))
    assert loaded.innovations["agency"].tolist() == ["Dinas Kesehatan", "Dinas Pendidikan"]
    assert loaded.agencies["region_code"].tolist() == ["99.71", "99.71"]


def test_regions_of_ones_own_are_known(tmp_path: Path) -> None:
    data = tables()
    for row in (2, 3):
        set_cell(data["innovations"], row, "region_code", "99.801")
        set_cell(data["region_levels"], row, "region_code", "99.801")
    data["regions"] = [["region_code", "name"], ["99.801", "Rekaan"]]
    assert intake.check(write_folder(tmp_path, data)) == []


@pytest.mark.parametrize(("typed", "code"), [(99.801, "99.801"), (99.8, "99.80"), (99.81, "99.81"), (99, "99")])
def test_codes_of_ones_own_may_be_cells_with_numbers(typed: float, code: str, tmp_path: Path) -> None:
    data = tables()
    for row in (2, 3):
        set_cell(data["innovations"], row, "region_code", typed)
        set_cell(data["region_levels"], row, "region_code", typed)
    data["regions"] = [["region_code", "name"], [typed, "Rekaan"]]
    path = write_workbook(tmp_path / "isian.xlsx", data)
    assert intake.check(path) == []
    assert intake.load(path).innovations["region_code"].unique().tolist() == [code]


def test_tables_with_headers_only_say_nothing(tmp_path: Path) -> None:
    data = tables()
    data |= {"verification": [["innovation_id"]], "agencies": [["agency"]], "regions": [["region_code", "name"]]}
    path = write_workbook(tmp_path / "isian.xlsx", data)
    assert intake.check(path) == []
    assert len(intake.load(path).innovation_levels) == 5


def test_ambiguous_number_settled_by_its_column_is_a_warning(tmp_path: Path) -> None:
    data = tables()
    data["region_levels"].append(["99.71", "2026", "investasi", "", "1,462"])
    problems = intake.check(write_folder(tmp_path, data))
    assert [(p.code, p.severity, p.row) for p in problems] == [("number_by_context", "warning", 4)]
    assert "dibaca sebagai 1,462" in problems[0].what


def test_read_gives_what_can_be_formed(tmp_path: Path) -> None:
    data = tables()
    set_cell(data["innovation_levels"], 2, "level", "tinggi")
    dataset, problems = intake.read(write_folder(tmp_path, data))
    assert dataset is not None
    assert len(dataset.innovations) == 2
    assert [p.code for p in problems] == ["level_not_number"]
    dataset, _ = intake.read(tmp_path / "nothing")
    assert dataset is None


def test_load_lists_every_problem(tmp_path: Path) -> None:
    data = tables()
    set_cell(data["innovations"], 2, "affair", "Sihir")
    set_cell(data["innovations"], 3, "applied_date", "segera")
    set_cell(data["innovation_levels"], 2, "level", "9")
    with pytest.raises(DataError) as caught:
        intake.load(write_folder(tmp_path, data))
    assert [p.code for p in caught.value.problems] == ["level_range", "affair_unknown", "date_not_date"]
