"""``indeks types`` and ``indeks similar`` as a person calls them."""

import csv
import io
import json

import pandas as pd
import pytest

from support import ROOT

EXAMPLE = str(ROOT / "data" / "raw" / "contoh" / "kota-contoh-2026.xlsx")


@pytest.fixture
def folder(tmp_path):
    """Regions and innovations alone, of a year no edition covers, with a title that looks like a formula."""
    pd.DataFrame({"region_code": ["99.71"], "name": ["Contoh"]}).to_csv(tmp_path / "regions.csv", index=False)
    pd.DataFrame(
        {
            "innovation_id": ["A", "B", "C"],
            "region_code": "99.71",
            "year": 2016,
            "title": ["Posyandu Keliling", "=Parkir Nontunai", ""],
            "agency": ["Dinas Kesehatan", "", ""],
            "affair": ["Pendidikan", "", ""],
            "sector": ["", "ekonomi_umkm", ""],
        }
    ).to_csv(tmp_path / "innovations.csv", index=False)
    return tmp_path


def test_types_as_json_have_the_fields_promised(indeks, folder):
    code, out, _ = indeks("types", folder, "--format", "json")
    assert code == 0
    rows = json.loads(out)
    assert list(rows[0])[:6] == ["innovation_id", "sector", "margin", "runner_up", "matched", "review"]
    assert [r["sector"] for r in rows] == ["kesehatan", "ekonomi_umkm", None]
    assert rows[0]["matched"] == ["posyandu", "[Dinas Kesehatan]"]
    assert (rows[0]["conflict"], rows[1]["corrected"], rows[2]["review"]) == (True, True, True)


def test_types_of_the_example_as_table_and_csv(indeks):
    code, out, _ = indeks("types", EXAMPLE)
    assert code == 0
    assert "Kesehatan" in out
    assert "29 inovasi" in out
    assert "Civil registration" in indeks("types", EXAMPLE, "--lang", "en")[1]
    rows = list(csv.DictReader(io.StringIO(indeks("types", EXAMPLE, "--format", "csv")[1])))
    assert len(rows) == 29
    assert rows[2]["matched"].startswith("posyandu; ")


def test_an_own_lexicon_adds_its_terms(indeks, folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "milik.toml"
    path.write_text('[[sectors]]\nid = "perhubungan"\nweak = ["keliling"]', encoding="utf-8")
    rows = json.loads(indeks("types", folder, "--lexicon", path, "--format", "json")[1])
    assert rows[0]["runner_up"] == "perhubungan"
    path.write_text("salah", encoding="utf-8")
    code, out, err = indeks("types", folder, "--lexicon", path)
    assert (code, out) == (1, "")
    assert "milik.toml" in err


def test_an_unknown_correction_ends_with_1(indeks, folder):
    frame = pd.read_csv(folder / "innovations.csv").assign(sector="kesehatn")
    frame.to_csv(folder / "innovations.csv", index=False)
    code, out, err = indeks("types", folder)
    assert (code, out) == (1, "")
    assert "Kesehatan" in err


def test_data_that_cannot_be_read_end_with_1(indeks, tmp_path):
    code, out, err = indeks("types", tmp_path)
    assert (code, out) == (1, "")
    assert err


def test_what_is_enough_for_types_is_not_enough_to_score(indeks, folder):
    code, out, err = indeks("score", folder)
    assert (code, out) == (1, "")
    assert "innovation_levels" in err


def test_similar_finds_other_regions_in_the_shipped_corpus(indeks):
    code, out, _ = indeks("similar", "aplikasi puskesmas", "--region", "19.71", "--format", "json")
    assert code == 0
    rows = json.loads(out)
    assert [r["rank"] for r in rows] == list(range(1, len(rows) + 1))
    assert {"title", "region_code", "similarity", "verdict", "shared"} <= set(rows[0])
    assert all(r["region_code"] != "19.71" for r in rows)


def test_similar_in_an_own_corpus_is_safe_for_spreadsheets(indeks, folder):
    arguments = ("similar", "parkir nontunai", "--corpus", folder, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(indeks(*arguments)[1])))
    assert rows[0]["title"] == "'=Parkir Nontunai"
    assert rows[0]["verdict"] == "sangat mirip"
    assert indeks(*arguments, "--region", "99.71")[1].count("\n") == 1  # only the header is left


def test_similar_says_when_there_is_none(indeks):
    assert "Tidak ada padanan" in indeks("similar", "12345")[1]
    assert "No match" in indeks("similar", "", "--lang", "en")[1]
    assert "Tidak ada padanan" in indeks("similar", "xylofonik antariksa puskesmas kuantum nebula")[1]


def test_a_region_of_an_own_corpus_is_known(indeks, folder):
    frame = pd.read_csv(folder / "innovations.csv").assign(region_code=["99.71", "99.72", "99.72"])
    frame.to_csv(folder / "innovations.csv", index=False)
    pd.DataFrame({"region_code": ["99.71", "99.72"], "name": ["Contoh", "Contoh Dua"]}).to_csv(
        folder / "regions.csv", index=False
    )
    arguments = ("similar", "posyandu parkir", "--corpus", folder, "--format", "json")
    rows = json.loads(indeks(*arguments, "--region", "99.72")[1])
    assert [r["innovation_id"] for r in rows] == ["A"]


def test_similar_says_when_a_corpus_holds_nothing_of_other_regions(indeks, folder):
    code, out, _ = indeks("similar", "posyandu keliling", "--corpus", folder, "--region", "99.71")
    assert code == 0
    assert "semua inovasi yang dicari berasal dari Kota Contoh sendiri" in out
