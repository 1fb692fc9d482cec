"""The lexicon: what comes with the library is sound, and a user's own file adds to it or says what is wrong with it."""

import re

import pandas as pd
import pytest

from indeks.intake import vocabulary
from indeks.typology import lexicon
from indeks.typology.sectors import sectors


def write(tmp_path, text):
    path = tmp_path / "leksikon.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_there_are_nineteen_sectors_with_names_in_both_languages():
    built_in = lexicon.load()
    assert len(built_in.ids) == len(set(built_in.ids)) == 19
    for sector in built_in.sectors:
        assert sector.strong
        assert sector.weak
        assert sector.name != sector.name_en


def test_no_term_stands_twice_in_a_sector():
    for sector in lexicon.load().sectors:
        terms = [*sector.strong, *sector.weak]
        assert len(terms) == len(set(terms)), sector.id


def test_every_sector_can_be_reached_by_its_agency():
    assert {rule.sector for rule in lexicon.load().agencies} == set(lexicon.load().ids)


@pytest.mark.parametrize("affair", [a.name for a in vocabulary.affairs() if a.group != "supporting"])
def test_every_affair_that_serves_people_belongs_to_a_sector(affair):
    assert lexicon.load().sectors_of(affair)


@pytest.mark.parametrize("affair", ["Sekretariat Daerah", "Kewilayahan", "Fungsi Penunjang Lainnya"])
def test_generic_affairs_belong_to_none(affair):
    assert lexicon.load().sectors_of(affair) == frozenset()


def test_an_own_file_adds_terms_agencies_and_sectors(tmp_path):
    path = write(
        tmp_path,
        """
        [[sectors]]
        id = "kesehatan"
        weak = ["jamu_keliling"]
        [[sectors]]
        id = "keagamaan"
        name = "Keagamaan"
        name_en = "Religion"
        strong = ["masjid*", "haji"]
        [[agencies]]
        sector = "keagamaan"
        pattern = "kesejahteraan rakyat"
        """,
    )
    own = lexicon.load(path)
    assert len(own.sectors) == 20
    assert "jamu_keliling" in own.sectors[0].weak
    assert set(lexicon.load().sectors[0].strong) <= set(own.sectors[0].strong)
    table = pd.DataFrame({"title": ["Masjid Ramah"], "agency": ["Bagian Kesejahteraan Rakyat Setda Kota Contoh"]})
    assert sectors(table, lexicon=own).loc[0, "sector"] == "keagamaan"
    assert len(lexicon.load().sectors) == 19  # the library's own stays as it was


def test_weights_and_threshold_may_be_changed(tmp_path):
    own = lexicon.load(write(tmp_path, "review_below = 4\n[weights]\nagency = 0"))
    assert own.review_below == 4
    table = pd.DataFrame({"title": ["Posyandu"], "agency": ["Dinas Pendidikan"]})
    assert sectors(table, lexicon=own).loc[0, ["margin", "review"]].tolist() == [3.0, True]


FAULTS = {
    "bukan toml =": "TOML",
    "sektor = 1": '"sektor" tidak dikenal',
    '[[sectors]]\nid = "Baru"': "id wajib",
    '[[sectors]]\nid = "baru"': '"name" wajib',
    '[[sectors]]\nid = "sosial"\n[[sectors]]\nid = "sosial"': "sudah ada",
    '[[sectors]]\nid = "sosial"\nstrong = "bansos"': "daftar kata",
    '[[sectors]]\nid = "sosial"\nstrong = ["Bantuan Sosial"]': '"Bantuan Sosial" tidak sah',
    '[[sectors]]\nid = "sosial"\nstrong = ["ai*"]': "terlalu pendek",
    '[[sectors]]\nid = "sosial"\naffairs = ["Sosil"]': "Sosial",
    '[[agencies]]\nsector = "sosail"\npattern = "x"': 'sektor "sosail" tidak ada',
    '[[agencies]]\nsector = "sosial"\npattern = "(x"': "bukan pola yang sah (huruf ke-1)",
    '[[agencies]]\nsector = "sosial"': '"pattern" wajib',
    "[weights]\nstrong = -1": "strong = -1",
    "[weights]\nberat = 1": "berat = 1",
    "sectors = 3": "sectors",
    "agencies = ['x']": "agencies",
    "weights = 2": "weights",
    "review_below = 'x'": "review_below",
    "review_below = nan": "review_below",
    "[weights]\nweak = true": "weak = True",
    '[[sectors]]\nid = "sosial"\naffairs = "Sosial"': "daftar urusan",
    '[[sectors]]\nid = "sosial"\naffairs = 5': "daftar urusan",
    '[[sectors]]\nid = "sosial"\nname = ["Sosial"]': '"name" harus berupa teks',
    '[[agencies]]\nsector = ["sosial"]\npattern = "x"': "tidak ada; yang ada",
    '[[agencies]]\nsector = "sosial"\npattern = 5': '"pattern" harus berupa teks',
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_told_in_plain_words(tmp_path, text):
    with pytest.raises(lexicon.LexiconError, match=re.escape(FAULTS[text])):
        lexicon.load(write(tmp_path, text))


def test_all_faults_are_told_at_once(tmp_path):
    text = 'x = 1\n[[sectors]]\nid = "sosial"\nstrong = ["A b", "ai*"]\n[[agencies]]\nsector = "y"\npattern = "("'
    with pytest.raises(lexicon.LexiconError) as error:
        lexicon.load(write(tmp_path, text))
    assert len(error.value.faults) == 5
    assert "5 faults" in error.value.text("en")


def test_a_path_without_a_file_is_told_in_the_language_asked_for(tmp_path):
    with pytest.raises(lexicon.LexiconError, match=r"nihil\.toml.*\n.*tidak ada"):
        lexicon.load(tmp_path / "nihil.toml")
    with pytest.raises(lexicon.LexiconError) as error:
        lexicon.load(tmp_path)
    assert "no such file" in error.value.text("en")


def test_capitals_in_a_pattern_and_the_mark_of_a_windows_editor_do_no_harm(tmp_path):
    path = tmp_path / "leksikon.toml"
    path.write_text('[[agencies]]\nsector = "sosial"\npattern = "Balai Contoh"', encoding="utf-8-sig")
    table = pd.DataFrame({"title": ["SIGAP"], "agency": ["BALAI CONTOH"]})
    assert sectors(table, lexicon=lexicon.load(path)).loc[0, "sector"] == "sosial"
