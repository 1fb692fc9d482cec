"""Work on texts needs the innovations alone; what it does not read cannot stop it."""

import pytest

from builders import drop_column, set_cell, tables, write_folder, write_workbook
from indeks import intake
from indeks.problems import DataError


def test_innovations_alone_are_enough(tmp_path):
    data = intake.load_innovations(write_folder(tmp_path, {"innovations": tables()["innovations"]}))
    assert data.innovations["innovation_id"].tolist() == ["A1", "A2"]
    assert data.innovation_levels.empty


def test_a_workbook_without_levels_is_enough(tmp_path):
    path = write_workbook(tmp_path / "inovasi.xlsx", {"innovations": tables()["innovations"]})
    assert len(intake.load_innovations(path).innovations) == 2


def test_faults_of_levels_years_and_dates_do_not_count(tmp_path):
    data = tables()
    set_cell(data["innovations"], 2, "year", "2016")
    set_cell(data["innovations"], 2, "applied_date", "kapan-kapan")
    set_cell(data["innovations"], 3, "affair", "Sihir")
    set_cell(data["innovation_levels"], 2, "level", "99")
    read = intake.load_innovations(write_folder(tmp_path, data)).innovations
    assert read["year"].tolist() == [2016, 2026]
    assert read["affair"].isna().tolist() == [False, True]


def test_the_same_data_still_cannot_be_scored(tmp_path):
    with pytest.raises(DataError, match="innovation_levels"):
        intake.load(write_folder(tmp_path, {"innovations": tables()["innovations"]}))


@pytest.mark.parametrize("column", ["innovation_id", "title", "region_code"])
def test_a_column_that_is_needed_is_asked_for(tmp_path, column):
    data = tables()
    drop_column(data["innovations"], column)
    with pytest.raises(DataError, match=column):
        intake.load_innovations(write_folder(tmp_path, data))


def test_an_identifier_that_stands_twice_is_a_fault(tmp_path):
    data = tables()
    set_cell(data["innovations"], 3, "innovation_id", "A1")
    with pytest.raises(DataError, match="A1"):
        intake.load_innovations(write_folder(tmp_path, data))


def test_a_fault_of_the_folder_one_stands_in_is_told_with_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError) as error:
        intake.load_innovations(".")
    assert error.value.problems[0].file == tmp_path.name


@pytest.mark.parametrize("name", ["isian.xlsx", "SID.xlsx"])
def test_a_workbook_that_cannot_be_read_is_told_whatever_its_name(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK broken")
    with pytest.raises(DataError) as caught:
        intake.load_innovations(tmp_path / name)
    assert [p.code for p in caught.value.problems] == ["xlsx_corrupt"]
