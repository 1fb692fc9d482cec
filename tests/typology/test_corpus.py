"""What look-alikes are searched in: the innovations that ship, and people's own files."""

import openpyxl
import pandas as pd
import pytest

from indeks import regions
from indeks.problems import DataError
from indeks.typology import corpus


def test_the_shipped_innovations_have_region_and_source():
    shipped = corpus.shipped()
    assert len(shipped) == 91
    assert all(regions.known(code) for code in shipped["region_code"])
    assert (shipped["source"] != "").all()
    assert shipped["innovation_id"].is_unique


def table(**columns):
    return pd.DataFrame({"judul": ["Inovasi Satu", "Inovasi Dua"], **columns})


def test_a_csv_with_names_of_regions(tmp_path):
    path = tmp_path / "milik.csv"
    table(daerah=["Kota Pangkalpinang", "Kab. Bangka"], opd=["Dinas Contoh", ""]).to_csv(path, index=False)
    read = corpus.read(path)
    assert read["region_code"].tolist() == ["19.71", "19.01"]
    assert read["agency"].tolist() == ["Dinas Contoh", ""]
    assert read["source"].tolist() == ["milik.csv", "milik.csv"]


def test_the_type_of_a_region_may_stand_beside_its_name(tmp_path):
    path = tmp_path / "milik.csv"
    table(region=["Bandung", "Bandung"], region_type=["kota", "kabupaten"]).to_csv(path, index=False, sep=";")
    assert corpus.read(path)["region_code"].tolist() == ["32.73", "32.04"]


def test_parquet_and_workbook_read_alike(tmp_path):
    frame = table(region_code=["19.71", "19.01"])
    frame.to_parquet(tmp_path / "milik.parquet")
    book = openpyxl.Workbook()
    book.active.title = "Inovasi"
    for row in [list(frame.columns), *frame.values.tolist()]:
        book.active.append(row)
    book.save(tmp_path / "milik.xlsx")
    parquet, xlsx = corpus.read(tmp_path / "milik.parquet"), corpus.read(tmp_path / "milik.xlsx")
    assert parquet["region_code"].tolist() == xlsx["region_code"].tolist() == ["19.71", "19.01"]
    assert parquet["title"].tolist() == xlsx["title"].tolist()


def test_an_owner_that_is_no_region_stays_as_written(tmp_path):
    path = tmp_path / "milik.csv"
    table(daerah=["Kota Pangkalpinang", "Kementerian Contoh"]).to_csv(path, index=False)
    assert corpus.read(path)["region_code"].tolist() == ["19.71", "Kementerian Contoh"]


def test_rows_without_text_are_left_out(tmp_path):
    path = tmp_path / "milik.csv"
    pd.DataFrame({"title": ["", "Posyandu"], "region_code": "99.71"}).to_csv(path, index=False)
    assert corpus.read(path)["title"].tolist() == ["Posyandu"]


WRONG = {
    "no region": ("milik.csv", "judul\nPosyandu\n", "Kode daerah"),
    "no title": ("milik.csv", "daerah\nKota Pangkalpinang\n", "Judul inovasi"),
    "two regions of a name": ("milik.csv", "judul,daerah\nInovasi Satu,Bandung\n", "Kota Bandung"),
    "empty": ("milik.csv", "", "milik.csv"),
    "no rows": ("milik.csv", "judul,daerah\n", "Belum ada inovasi"),
    "no texts": ("milik.csv", "judul,daerah\n,Kota Pangkalpinang\n", "Belum ada inovasi"),
    "a picture": ("milik.png", "x", "milik.png"),
    "no workbook": ("milik.xlsx", "x", "milik.xlsx"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_fault_names_the_file_and_what_to_do(tmp_path, case):
    name, content, expected = WRONG[case]
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as error:
        corpus.read(tmp_path / name)
    assert name in str(error.value)
    assert expected in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DataError, match=r"tiada\.csv"):
        corpus.read(tmp_path / "tiada.csv")


def test_a_folder_of_a_dataset_is_a_corpus(tmp_path):
    frame = pd.DataFrame({"innovation_id": ["A"], "region_code": ["99.71"], "year": [2026], "title": ["Posyandu"]})
    frame.to_csv(tmp_path / "innovations.csv", index=False)
    assert corpus.read(tmp_path)["innovation_id"].tolist() == ["A"]


def test_a_folder_of_workbooks_is_a_corpus_and_all_its_faults_are_told(tmp_path):
    for name, code in (("satu", "19.71"), ("dua", "19.01")):
        book = openpyxl.Workbook()
        book.active.title = "Inovasi"
        for row in (["judul", "region_code"], [f"Posyandu {name}", code]):
            book.active.append(row)
        book.save(tmp_path / f"{name}.xlsx")
    read = corpus.read(tmp_path)
    assert read[["source", "region_code"]].values.tolist() == [["dua.xlsx", "19.01"], ["satu.xlsx", "19.71"]]
    for name in ("rusak.xlsx", "patah.xlsx"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(DataError) as error:
        corpus.read(tmp_path)
    assert "rusak.xlsx" in str(error.value)
    assert "patah.xlsx" in str(error.value)
