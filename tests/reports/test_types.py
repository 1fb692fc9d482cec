"""What a report says about types of innovation, from texts alone as from a whole dataset."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from indeks import intake
from indeks.making import jobs, run
from indeks.reports import manifest
from indeks.reports.kinds import KINDS
from indeks.reports.parameters import ReportError
from indeks.reports.region import facts
from indeks.reports.region import sections as region_sections
from indeks.reports.types import sections as types
from indeks.reports.types.facts import TypesFacts
from indeks.texts import texts
from indeks.typology.lexicon import LexiconError

EXAMPLE = "data/raw/contoh/kota-contoh-2026.xlsx"
EVIL = "<script>alert(1)</script> $x^2$ =1+1"
SECTIONS = (
    types.banner, types.summarise, types.sectors, types.review, types.crosses, types.groups, types.likeness,
    types.over_years, types.regions_alike, types.look_alikes, types.method,
)  # fmt: skip
TITLES = {
    "kesehatan": "Posyandu balita sehat dan imunisasi keliling",
    "pendidikan": "Kelas belajar siswa sekolah dasar bersama guru",
    "lingkungan": "Bank sampah warga dan kompos",
}


@pytest.fixture
def folder(tmp_path) -> Path:
    """Four made-up regions over three years, with titles and regions only."""
    rows = [
        (f"{code}-{year}-{k}", f"99.{code}", year, f"{TITLES[topic]} {'abcdefgh'[k]}")
        for code in (71, 101, 102, 103)
        for year in (2024, 2025, 2026)
        for k in range(8)
        for topic in [list(TITLES)[(k + code * (k > 4)) % 3]]
    ]
    heads = ["innovation_id", "region_code", "year", "title"]
    table = pd.DataFrame(rows, columns=heads).assign(agency="", sector="")
    table.loc[0, ["title", "sector"]] = EVIL, "sosial"
    table.loc[1, "title"] = "XYZQ"
    table.to_csv(tmp_path / "innovations.csv", index=False)
    codes = sorted(table["region_code"].unique())
    pd.DataFrame({"region_code": codes, "name": [f"Contoh {k}" for k in range(4)]}).to_csv(
        tmp_path / "regions.csv", index=False
    )
    return tmp_path


def blocks(gathered: TypesFacts) -> list:
    return [block for section in SECTIONS for block in section(gathered)]


def html_of(shown: list) -> str:
    return "\n".join(block.html() for block in shown)


def gather(folder: Path, **parameters) -> TypesFacts:
    return types.gather(**{"year": 2026, "data": str(folder), "region": "99.71", **parameters})


@pytest.mark.parametrize("lang", ["id", "en"])
def test_titles_and_regions_alone_make_a_whole_report(folder, lang):
    shown = blocks(gather(folder, lang=lang, since=2024))
    sections = sum(block.kind == "heading" and block.level == 2 for block in shown)
    assert sections + len(shown[0].left_out) == KINDS["types"].sections
    assert not gather(folder).with_levels
    assert texts(lang)("reports.types.summary.no_levels").split(";")[0] in html_of(shown)


def test_years_are_compared_and_only_those_asked_for_are_counted(folder):
    assert len(gather(folder).typed.rows) == 8
    assert len(gather(folder, since="2024").typed.rows) == 24
    shown = types.over_years(gather(folder, region=""))
    assert [block.kind for block in shown] == ["heading", "figure", "table"]
    assert [column.label for column in shown[2].columns][1:3] == ["2024 (n = 32)", "2026 (n = 32)"]
    thin = gather(folder)  # of 8 innovations a year nothing can be said
    assert types.over_years(thin) == []
    assert "dua kurun waktu" in html_of(types.method(thin))


def test_an_empty_region_means_all_of_them(folder):
    gathered = gather(folder, region="", since=2024)
    assert gathered.typed.rows["region_code"].nunique() == 4
    assert "4 daerah" in html_of(types.summarise(gathered))
    assert types.look_alikes(gathered) == []


def test_peers_are_named_as_the_data_name_them(folder):
    page = html_of(types.regions_alike(gather(folder, since=2024)))
    assert "Contoh 1" in page
    assert "99.101" not in page


def test_what_the_user_corrected_is_used_and_said_and_the_silent_is_to_be_reviewed(folder):
    gathered = gather(folder, year=2024)
    rows = gathered.typed.rows.set_index("innovation_id")
    assert rows.loc["71-2024-0", "sector"] == "sosial"
    review = html_of(types.review(gathered))
    assert "diisi oleh pengguna" in review
    assert "XYZQ" in review
    assert "tidak ada kata atau perangkat daerah yang menunjuk sektor" in review


def test_a_hostile_title_is_harmless(folder):
    page = html_of(blocks(gather(folder, year=2024)))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_small_dataset_claims_no_groups(folder):
    shown = types.groups(gather(folder))
    assert [block.kind for block in shown] == ["heading", "paragraph"]


@pytest.mark.parametrize(
    ("parameters", "match"),
    [
        ({"since": 2027}, "2027"),
        ({"data": ""}, "memerlukan data"),
        ({"year": 2019}, "2019"),
        ({"corpus": "tidak-ada.csv"}, "tidak-ada.csv"),
        ({"region": "", "corpus": "."}, "satu daerah"),
    ],
)
def test_parameters_that_cannot_be_used_are_refused(folder, parameters, match):
    with pytest.raises(ReportError, match=match):
        gather(folder, **parameters)


def test_a_corpus_of_ones_own_is_searched(folder, tmp_path):
    table = pd.read_csv(folder / "innovations.csv", dtype=str)
    table[table["region_code"] == "99.71"].to_csv(folder / "innovations.csv", index=False)
    corpus = tmp_path / "pembanding.csv"
    corpus.write_text("title,region_code\nPosyandu balita sehat dan imunisasi,19.71\n", encoding="utf-8")
    page = html_of(types.look_alikes(gather(folder, corpus=str(corpus))))
    assert "Kota Pangkalpinang" in page
    assert "sangat mirip" in page


def test_innovations_of_the_region_itself_are_not_counted_as_searched(folder, tmp_path):
    table = pd.read_csv(folder / "innovations.csv", dtype=str)
    table[table["region_code"] == "99.71"].to_csv(folder / "innovations.csv", index=False)
    corpus = tmp_path / "pembanding.csv"
    corpus.write_text("title,region_code\nPosyandu,19.71\nParkir,99.71\nPasar,99.71\n", encoding="utf-8")
    assert "di antara 1 inovasi daerah lain" in html_of(types.look_alikes(gather(folder, corpus=str(corpus))))


def test_innovations_of_one_title_that_are_perhaps_one_are_told_apart_by_identifier(folder):
    table = pd.read_csv(folder / "innovations.csv", dtype=str)
    table.loc[table["innovation_id"].isin(["71-2026-0", "71-2026-1"]), "title"] = "Posyandu Keliling"
    table.to_csv(folder / "innovations.csv", index=False)
    page = html_of(types.look_alikes(gather(folder)))
    assert "Posyandu Keliling (71-2026-0) dan Posyandu Keliling (71-2026-1)" in page


def test_a_large_sector_of_one_text_is_not_called_too_small_for_groups(tmp_path):
    rows = [(f"KC-{k:02d}", "99.71", 2026, "Posyandu Keliling") for k in range(20)]
    table = pd.DataFrame(rows, columns=["innovation_id", "region_code", "year", "title"])
    table.to_csv(tmp_path / "innovations.csv", index=False)
    page = html_of(types.groups(gather(tmp_path)))
    assert "tidak dapat dibagi" in page
    assert "Tidak ada sektor sebesar itu" not in page


def test_data_of_the_folder_one_stands_in_are_shown_by_its_name(folder, monkeypatch):
    monkeypatch.chdir(folder)
    gathered = gather(Path(), corpus=".")
    assert "data inovasi Kota Contoh 2026" in html_of(types.sectors(gathered))
    assert html_of(types.method(gathered)).count(f"{folder.name} · SHA-256") == 2


LEXICON = """
[[sectors]]
id = "jamu"
name = "Jamu"
name_en = "Herbs"
strong = ["posyandu_balita", "imunisasi_keliling"]
"""


def test_innovations_without_levels_are_read_once_for_a_report(folder, tmp_path, monkeypatch):
    read = []
    load = intake.load_innovations
    monkeypatch.setattr(intake, "load_innovations", lambda *a, **k: read.append(1) or load(*a, **k))
    report = jobs.job("types", {"region": "Contoh 1", "year": 2026, "data": str(folder)}, tmp_path)
    assert types.gather(**report.parameters).region == report.parameters["region"] == "99.102"
    assert len(read) == 1


def test_words_of_ones_own_shape_the_report(folder, tmp_path):
    lexicon = tmp_path / "leksikon.toml"
    lexicon.write_text(LEXICON, encoding="utf-8")
    assert "Jamu" in html_of(types.sectors(gather(folder, lexicon=str(lexicon))))
    assert "Jamu" not in html_of(types.sectors(gather(folder)))
    assert "leksikon.toml" in html_of(types.method(gather(folder, lexicon=str(lexicon))))


def test_a_broken_lexicon_is_told_before_anything_is_made(folder, tmp_path):
    lexicon = tmp_path / "leksikon.toml"
    with pytest.raises(LexiconError, match=r"leksikon\.toml"):
        gather(folder, lexicon=str(lexicon))
    lexicon.write_text('[[sectors]]\nid = "JAMU"\n', encoding="utf-8")
    with pytest.raises(LexiconError, match=r"leksikon\.toml"):
        jobs.job("types", {"year": 2026, "data": str(folder), "lexicon": str(lexicon)}, tmp_path)


@pytest.mark.parametrize("changed", ["corpus", "innovations", "lexicon"])
def test_a_change_of_what_a_report_is_made_from_makes_it_out_of_date(folder, tmp_path, changed):
    corpus = tmp_path / "pembanding.csv"
    corpus.write_text("title,region_code\nPosyandu,19.71\n", encoding="utf-8")
    lexicon = tmp_path / "leksikon.toml"
    lexicon.write_text(LEXICON.replace("posyandu", "Posyandu"), encoding="utf-8")
    own = {"corpus": str(corpus), "lexicon": str(lexicon)}
    given = {"region": "99.71", "year": 2026, "data": str(folder), **own}
    report = jobs.job("types", given, tmp_path)

    def fingerprint():
        return manifest.fingerprint(run.inputs(report), jobs.source_notebook("types"))

    before = fingerprint()
    assert fingerprint() == before
    path = {"corpus": corpus, "lexicon": lexicon, "innovations": folder / "innovations.csv"}[changed]
    path.write_text(path.read_text(encoding="utf-8").replace("Posyandu", "Parkir"), encoding="utf-8")
    assert fingerprint() != before
    assert str(tmp_path) not in str(run.inputs(report))


def test_the_section_of_a_region_looks_for_models_in_a_corpus_of_ones_own(tmp_path):
    corpus = tmp_path / "pembanding.csv"
    corpus.write_text(
        "title,region_code,sector\nPosyandu Keliling dengan kader,19.71,kesehatan\n", encoding="utf-8"
    )
    known = facts.gather(region="99.71", year=2026, data=EXAMPLE, corpus=str(corpus))
    page = html_of(region_sections.types(known))
    assert "Posyandu Keliling dengan kader" in page
    assert "dari 1 inovasi" in page or "hanya 1 inovasi" in page
    with pytest.raises(ReportError, match="bersama data"):
        KINDS["city"].check({"region": "19.71", "year": 2026, "corpus": str(corpus)})


def test_the_section_of_a_region_says_types_and_look_alikes():
    section = region_sections.types(facts.gather(region="99.71", year=2026, data=EXAMPLE))
    assert [block.kind for block in section][:3] == ["heading", "figure", "table"]
    table = section[2].frame.set_index("sector")
    assert len(table) == 19
    assert table["n"].sum() == 28  # one of the 29 is not sent
    assert "Sektor yang belum mempunyai inovasi: " in section[2].notes[0]
    assert (table.loc[table["rated"] > 0, "gap"] != "").all()
    shown = html_of(section)
    assert "Kesehatan" in shown
    assert "Kemungkinan ganda" in shown
    assert re.search(r"PARKIR TERTIB NONTUNAI \(\S+\) dan PARKIR TERTIB NONTUNAI \(\S+\)", shown)


def test_a_misspelt_correction_costs_a_region_this_section_only():
    gathered = facts.gather(region="99.71", year=2026, data=EXAMPLE)
    rows = gathered.data.innovations
    misspelt = rows.assign(sector=["kesehatn", *[""] * (len(rows) - 1)])
    shown = region_sections.types(replace(gathered, data=replace(gathered.data, innovations=misspelt)))
    assert [block.kind for block in shown] == ["heading", "missing", "bullets"]
    assert f'"kesehatn" (ID inovasi {rows["innovation_id"].iloc[0]})' in html.unescape(html_of(shown))


def test_the_section_without_data_is_left_out():
    shown = region_sections.types(facts.gather(region="19.71", year=2023))
    assert shown == []


def test_innovations_without_a_sector_are_not_said_to_be_spread_over_sectors(folder):
    gathered = gather(folder, year=2024)
    text = html_of(types.summarise(gathered))
    assert "7 inovasi Kota Contoh tersebar di" in text
    assert "Sektor 1 dari 8 inovasi belum dapat ditentukan" in text
    assert "Sektor 1 dari 8 inovasi belum dapat ditentukan" in html_of(types.sectors(gathered))


def test_names_of_sectors_that_hold_commas_stand_apart(folder):
    text = html_of(types.summarise(gather(folder)))
    assert "; Pariwisata, budaya, dan olahraga; " in text


def test_a_profile_names_only_what_was_compared(folder):
    text = html_of(types.regions_alike(gather(folder, since=2024)))
    assert "menurut susunan sektor (bobot 100%)" in text
    assert "kematangan" not in text.partition("Tidak ada kelompok")[0].partition("menurut")[2].partition(".")[0]
    assert "0 daerah" not in text


def test_maturity_of_several_years_says_how_many_innovations_it_is_of(tmp_path):
    from indeks import example
    from indeks.tables import write_folder

    panel = example.national_panel(regions=2, innovations=20)
    write_folder(panel, tmp_path)
    past = panel.innovations.head(5).assign(year=2025, innovation_id=[f"lama-{k}" for k in range(5)])
    past["applied_date"] = pd.Timestamp("2024-02-01")
    pd.concat([panel.innovations, past]).to_parquet(tmp_path / "innovations.parquet")
    both = types.gather(year=2026, since=2025, data=str(tmp_path))
    assert "hanya dihitung dari 20 inovasi" in html_of(types.sectors(both))
    alone = types.gather(year=2026, data=str(tmp_path))
    assert "hanya dihitung" not in html_of(types.sectors(alone))


def test_many_entries_of_one_innovation_do_not_fill_pages(tmp_path):
    table = pd.DataFrame({"innovation_id": [f"{k:02d}" for k in range(30)], "region_code": "99.71", "year": 2026})
    table.assign(title="", description="Layanan posyandu balita").to_csv(tmp_path / "innovations.csv", index=False)
    shown = types.look_alikes(gather(tmp_path))
    text = html_of(shown)
    assert "Kemungkinan ganda di daerah ini (435)" in text
    assert text.count("(kemiripan 1,00)") == 20
    assert "dan 415 pasangan lain" in text
    assert "00 dan 01 (kemiripan" in text  # without titles by their identifiers


def test_the_likest_look_alikes_of_many_are_shown(folder):
    table = pd.read_csv(folder / "innovations.csv", dtype=str)
    more = [f"Posyandu keliling {k * 'balita '} nomor {k}" for k in range(60)]
    own = pd.DataFrame({"innovation_id": [f"n{k}" for k in range(60)], "title": more})
    pd.concat([table, own.assign(region_code="99.71", year="2026")]).to_csv(
        folder / "innovations.csv", index=False
    )
    page = html_of(types.look_alikes(gather(folder)))
    assert "Masih ada 28 inovasi lain yang memiliki padanan" in page


def test_a_row_without_a_year_is_typed_all_the_same(folder):
    table = pd.read_csv(folder / "innovations.csv", dtype=str)
    table.loc[table["innovation_id"] == "71-2025-0", "year"] = ""
    table.to_csv(folder / "innovations.csv", index=False)
    gathered = gather(folder)
    assert "71-2025-0" in set(gathered.typed.rows["innovation_id"])
    assert "1 inovasi tanpa tahun ikut dihitung" in html_of(types.summarise(gathered))


def test_all_that_is_to_be_reviewed_goes_into_the_spreadsheet(folder):
    table = pd.read_csv(folder / "innovations.csv", dtype=str)
    silent = pd.DataFrame(
        {"innovation_id": [f"s{k}" for k in range(50)], "title": [f"XYZQ {k}" for k in range(50)]}
    )
    more = silent.assign(region_code="99.71", year="2026", agency="Contoh")
    pd.concat([table, more]).to_csv(folder / "innovations.csv", index=False)
    shown = types.review(gather(folder))[-1]
    assert (len(shown.rows), len(shown.rows) + len(shown.more)) == (40, 50)
    assert [column.label for column in shown.columns][:3] == ["Inovasi", "Perangkat daerah", "Tahun"]
    assert shown.more[0][1:3] == ["Contoh", "2026"]


def test_a_map_of_few_titles_is_not_drawn(folder):
    shown = types.likeness(gather(folder, region="", since=2024))
    assert "figure" not in [block.kind for block in shown if "t-SNE" in getattr(block, "caption", "")]


def test_the_gain_of_a_closed_gap_is_what_score_gives(tmp_path):
    import indeks
    from indeks.reports.types.lacking import lacking

    data = indeks.sample_region()
    sent = data.innovations.loc[data.innovations["sent"], "innovation_id"]
    raised = pd.DataFrame({"innovation_id": sent, "indicator": "video", "level": 3})
    before, after = (
        float(indeks.score(one).set_index("basis").loc["claimed", "index"])
        for one in (data, data.with_levels(raised))
    )
    found = lacking(data, 2026)
    assert found.gain(found.levels.index, ["video"], "99.71") == pytest.approx(after - before, abs=0.0101)
    table = found.common("99.71").set_index("indicator")
    assert table.loc["video", "gain"] == found.gain(found.levels.index, ["video"], "99.71")


def test_planted_types_of_a_country_are_shown_with_each_regions_mix(tmp_path):
    import numpy as np

    from indeks import example
    from indeks.tables import write_folder

    panel = example.national_panel(regions=4, innovations=160)
    codes = sorted(panel.innovation_levels["indicator"].astype(str).unique())
    owner = panel.innovation_levels["innovation_id"].astype(str)
    kind = owner.map({one: k % 3 for k, one in enumerate(sorted(owner.unique()))}).to_numpy()
    place = (
        panel.innovation_levels["indicator"].astype(str).map({c: k % 3 for k, c in enumerate(codes)}).to_numpy()
    )
    levels = panel.innovation_levels.assign(level=np.where(kind == place, 0, 3))
    write_folder(replace(panel, innovation_levels=levels), tmp_path)
    gathered = types.gather(year=2026, data=str(tmp_path))
    shown = types.lacking(gathered)
    captions = [getattr(block, "caption", "") for block in shown]
    assert captions[2:] == [
        "Tipe inovasi menurut kekurangannya",
        "Susunan tipe di setiap daerah (persen inovasinya)",
        "Kekurangan yang paling umum",
    ]
    assert len(shown[2].rows) == 3
    assert gathered.lacking.mixes().to_numpy().sum() == 160
