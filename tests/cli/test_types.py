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


def test_every_row_has_its_group_and_what_it_is_told_by(indeks, folder):
    rows = list(csv.DictReader(io.StringIO(indeks("types", folder, "--format", "csv")[1])))
    assert list(rows[0])[-7:] == [
        "group", "group_name", "group_stability", "title", "region_code", "agency", "year",
    ]  # fmt: skip
    assert (rows[0]["title"], rows[0]["region_code"], rows[0]["year"]) == ("Posyandu Keliling", "99.71", "2016")
    assert [r["basis"] for r in rows] == ["both", "user", ""]


def test_only_what_is_to_be_reviewed(indeks, folder):
    rows = json.loads(indeks("types", folder, "--review", "--format", "json")[1])
    assert [r["innovation_id"] for r in rows] == ["A", "C"]  # of another affair, and silent


def test_scores_of_every_sector(indeks, folder):
    rows = json.loads(indeks("types", folder, "--scores", "--format", "json")[1])
    assert (rows[0]["innovation_id"], rows[0]["kesehatan"], rows[2]["kesehatan"]) == ("A", 5.5, 0)
    assert "Kesehatan 5,5" in indeks("types", folder, "--scores")[1]
    assert indeks("types", folder, "--scores", "--review")[0] == 2


def test_candidates_need_three_regions(indeks, tmp_path):
    pd.DataFrame(
        {
            "innovation_id": ["A", "B", "C", "D"],
            "region_code": ["99.71", "99.72", "99.73", "99.73"],
            "title": ["Lomba layang-layang", "Layang-layang kita", "Layang-layang", "Egrang"],
        }
    ).to_csv(tmp_path / "innovations.csv", index=False)
    pd.DataFrame({"region_code": ["99.71", "99.72", "99.73"], "name": list("PQR")}).to_csv(
        tmp_path / "regions.csv", index=False
    )
    rows = json.loads(indeks("types", tmp_path, "--candidates", "--format", "json")[1])
    assert [(r["term"], r["n"], r["regions"]) for r in rows] == [("layang layang", 3, 3)]
    assert "layang layang" in indeks("types", tmp_path, "--candidates")[1]


def test_labels_of_ones_own_are_held_against_the_sectors(indeks, folder, tmp_path_factory):
    labels = tmp_path_factory.mktemp("own") / "labels.csv"
    labels.write_text("innovation_id,sector\nA,Kesehatan\nB,kesehatan\nX,sosial\n", encoding="utf-8")
    rows = {
        r["measure"]: r for r in json.loads(indeks("types", folder, "--against", labels, "--format", "json")[1])
    }
    assert (rows["accuracy"]["value"], rows["accuracy"]["n"]) == (0.5, 2)
    code, out, _ = indeks("types", folder, "--against", labels, "--lang", "en")
    assert code == 0
    assert "1 label is not used" in out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("innovation_id\nA\n", "sector"),
        ("innovation_id,sector\nA,sosial\nA,kesehatan\n", "A"),
        ("innovation_id,sector\n,\n", "innovation_id"),
    ],
)
def test_faults_of_labels_are_told(indeks, folder, tmp_path_factory, content, told):
    labels = tmp_path_factory.mktemp("own") / "labels.csv"
    labels.write_text(content, encoding="utf-8")
    code, out, err = indeks("types", folder, "--against", labels)
    assert code == 1
    assert "labels.csv" in out + err
    assert told in out + err


def test_a_folder_of_workbooks_is_searched(indeks, tmp_path):
    import shutil

    shutil.copy(EXAMPLE, tmp_path / "tetangga.xlsx")
    rows = json.loads(indeks("similar", "parkir nontunai", "--corpus", tmp_path, "--format", "json")[1])
    assert rows[0]["source"] == "tetangga.xlsx"
