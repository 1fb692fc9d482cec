"""The summary in sentences, case by case: what a region reads about itself must be right and whole."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal

import pandas as pd
import pytest

from indeks import edition, scoring
from indeks.document.blocks import Bullets, Table
from indeks.published import agreement, results
from indeks.reports.region import facts, sentences
from indeks.reports.region import sections as region_sections
from indeks.tables import Dataset
from indeks.texts import texts
from support import CONTOH, make_dataset

ID = texts("id")
PUT_TOGETHER = (agreement._merged_published, agreement._one_each_published)
"""What is made of the published results once per process."""


@pytest.fixture
def publish(monkeypatch):
    """Put made-up results in the place of the published ones."""

    def put(*rows: dict) -> None:
        base = {"region_code": CONTOH, "stage": "final", "scale": "0-100", "score": None, "source": "a"}
        table = results.completed(pd.DataFrame([{**base, **row} for row in rows]))
        monkeypatch.setattr(results, "_tidy", lambda: table)
        for kept in PUT_TOGETHER:
            kept.cache_clear()

    yield put
    monkeypatch.undo()
    for kept in PUT_TOGETHER:
        kept.cache_clear()


def told(year: int, lang: str = "id", **options) -> list[str]:
    """The sentences about Kota Contoh in a year; every one must be whole."""
    summary = sentences.summary(facts.gather(region=CONTOH, year=year, lang=lang, **options))
    for text in summary:
        assert not re.search(r"[{}?]|\bnan\b|None|<NA>|NaT", text), text
        assert text[0].isupper() or text[0].isdigit(), text
        assert text.endswith((".", ")")), text
    assert len(set(summary)) == len(summary)
    return summary


def both(year: int, **options) -> str:
    """The Indonesian sentences as one text; English must have as many."""
    indonesian, english = told(year, "id", **options), told(year, "en", **options)
    assert len(indonesian) == len(english)
    return " ".join(indonesian)


# --- published results ------------------------------------------------------------------------------------


def test_nothing_published_says_so_and_nothing_more(publish):
    publish({"region_code": "11.01", "year": 2023, "score": 50.0})
    assert told(2024) == ["Belum ditemukan nilai Kota Contoh tahun 2024 yang dipublikasikan."]
    assert told(2024, "en") == ["No published 2024 score of Contoh City has been found."]


def test_one_year_has_nothing_to_compare_with(publish):
    publish({"year": 2024, "score": 50.0, "category": "Inovatif", "category_origin": "stated"})
    assert told(2024) == [
        "Nilai akhir Kota Contoh tahun 2024 adalah 50,00, predikat Inovatif.",
        "Nilai akhir 50,00 masih kurang 10,01 poin untuk mencapai predikat Sangat Inovatif "
        "(batas bawah 60,01, Indeks Inovasi Daerah 2024).",
        "Tidak ada nilai akhir tahun sebelumnya yang dapat dibandingkan.",
    ]


def test_a_gap_of_years_names_the_year_compared_with(publish):
    publish({"year": 2021, "score": 40.0}, {"year": 2024, "score": 50.5})
    assert "Dibandingkan dengan nilai akhir tahun 2021 (40,00), nilainya naik 10,50 poin." in both(2024)


def test_the_same_score_is_neither_rise_nor_fall(publish):
    publish({"year": 2023, "score": 50.0}, {"year": 2024, "score": 50.004})
    text = both(2024)
    assert "Nilainya sama dengan nilai akhir tahun 2023 (50,00)." in text
    assert "naik" not in text
    assert "turun" not in text


def test_two_falls_in_a_row_are_told_up_to_the_year_of_the_report(publish):
    publish(*({"year": y, "score": s} for y, s in ((2021, 60.0), (2022, 55.0), (2023, 50.0), (2024, 52.0))))
    assert "Nilai akhir sudah turun 2 kali berturut-turut sejak tahun 2021." in both(2023)
    assert "berturut-turut" not in both(2022)  # what came later is not known to that report
    assert "berturut-turut" not in both(2024)


def test_falls_over_a_gap_are_not_in_a_row(publish):
    publish({"year": 2021, "score": 60.0}, {"year": 2023, "score": 55.0}, {"year": 2024, "score": 50.0})
    assert "berturut-turut" not in both(2024)


def test_a_fall_too_small_to_show_is_no_fall(publish):
    publish(*({"year": y, "score": s} for y, s in ((2022, 50.004), (2023, 50.003), (2024, 50.002))))
    assert "berturut-turut" not in both(2024)


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        ("Kurang Inovatif", "Sangat Inovatif", "Predikatnya naik 2 tingkat, dari Kurang Inovatif menjadi Sangat"),
        ("Sangat Inovatif", "Kurang Inovatif", "Predikatnya turun 2 tingkat, dari Sangat Inovatif menjadi"),
        ("Inovatif", "Sangat Inovatif", "Predikatnya naik dari Inovatif menjadi Sangat Inovatif."),
        ("Sangat Inovatif", "Inovatif", "Predikatnya turun dari Sangat Inovatif menjadi Inovatif."),
        ("Inovatif", "Inovatif", "Predikatnya tetap Inovatif."),
        ("Tidak Dapat Dinilai", "Sangat Inovatif", "Predikatnya naik 3 tingkat"),
    ],
)
def test_a_change_of_category(publish, before, now, text):
    rows = [(2023, 30.0, before), (2024, 70.0, now)]
    publish(*({"year": y, "score": s, "category": c, "category_origin": "stated"} for y, s, c in rows))
    assert text in both(2024)


def test_a_category_no_source_stated_is_marked_in_the_change(publish):
    publish(
        {"year": 2023, "score": 30.0, "category": "Kurang Inovatif", "category_origin": "derived"},
        {"year": 2024, "score": 50.0, "category": "Inovatif", "category_origin": "stated"},
    )
    assert "naik dari Kurang Inovatif (diturunkan dari nilai) menjadi Inovatif." in both(2024)


def test_sources_in_conflict_give_a_range_and_no_change(publish):
    publish(
        {"year": 2023, "score": 40.0},
        {"year": 2024, "score": 50.0, "source": "a", "category": "Inovatif", "category_origin": "stated"},
        {"year": 2024, "score": 51.0, "source": "b", "category": "Inovatif", "category_origin": "stated"},
        {"year": 2024, "score": 63.0, "stage": "sementara", "source": "b"},
    )
    assert told(2024) == [
        "Sumber menyebut nilai akhir Kota Contoh tahun 2024 yang berbeda-beda, antara 50,00 dan 51,00.",
        "Semua sumber itu menyebut predikat Inovatif.",
        "Untuk Kota Contoh tahun 2024 dipublikasikan juga nilai sementara 63,00, yang tidak setara dengan nilai akhir.",
    ]


def test_a_year_in_conflict_is_named_and_not_compared_with(publish):
    publish(
        {"year": 2022, "score": 40.0},
        {"year": 2023, "score": 45.0, "source": "a"},
        {"year": 2023, "score": 46.0, "source": "b"},
        {"year": 2024, "score": 50.0},
    )
    text = both(2024)
    assert "nilai akhir tahun 2023 yang berbeda-beda, antara 45,00 dan 46,00" in text
    assert "Dibandingkan dengan nilai akhir tahun 2022 (40,00), nilainya naik 10,00 poin." in text


def test_the_last_known_score_is_the_last_before_the_report(publish):
    publish({"year": 2021, "score": 40.0}, {"year": 2023, "score": 50.0})
    assert told(2022)[1].endswith("adalah 40,00, untuk tahun 2021.")


def test_the_last_known_score_in_conflict_stays_a_range(publish):
    publish({"year": 2021, "score": 40.0}, *({"year": 2022, "score": s, "source": str(s)} for s in (44.0, 45.0)))
    text = both(2023)
    assert "nilai akhir tahun 2022" in text
    assert "antara 44,00 dan 45,00" in text
    assert "40,00" not in text


def test_only_a_category(publish):
    publish({"year": 2024, "category": "Inovatif", "category_origin": "stated"})
    text = "Dari hasil akhir Kota Contoh tahun 2024, hanya predikat Inovatif yang dipublikasikan, tanpa nilai."
    assert told(2024) == [text]


def test_only_a_category_of_another_stage_is_not_nothing(publish):
    publish({"year": 2024, "category": "Inovatif", "category_origin": "stated", "stage": "sementara"})
    text = both(2024)
    assert "predikat Inovatif" in text
    assert "tidak setara dengan nilai akhir" in text
    assert "Belum ditemukan nilai" not in text


def test_only_provisional_and_self_assessed_scores_stand_in_one_sentence(publish):
    publish({"year": 2024, "score": 63.0, "stage": "sementara"}, {"year": 2024, "score": 70.0, "stage": "mandiri"})
    assert told(2024) == [
        "Nilai akhir Kota Contoh tahun 2024 belum ditemukan; yang dipublikasikan hanya nilai mandiri 70,00 dan "
        "nilai sementara 63,00, yang tidak setara dengan nilai akhir."
    ]


@pytest.mark.parametrize(
    ("provisional", "text"),
    [
        (63.85, "Dari nilai sementara 63,85 menjadi nilai akhir 57,68: berkurang 6,17 poin."),
        (50.0, "Dari nilai sementara 50,00 menjadi nilai akhir 57,68: bertambah 7,68 poin."),
        (57.68, "Nilai akhir sama dengan nilai sementara, yaitu 57,68."),
    ],
)
def test_the_gap_between_stages_is_that_of_the_numbers_shown(publish, provisional, text):
    publish({"year": 2024, "score": 57.68}, {"year": 2024, "score": provisional, "stage": "sementara"})
    assert text in both(2024)


def test_a_raw_score_is_never_put_beside_the_index(publish):
    row = {"scale": "raw", "category": "Sangat Inovatif", "category_origin": "stated"}
    publish({"year": 2020, "score": 1462.0, **row}, {"year": 2021, "score": 59.0})
    assert told(2020) == [
        "Skor Kota Contoh tahun 2020 adalah 1.462 pada skala mentah sebelum 2021, predikat Sangat Inovatif. "
        "Angka itu tidak dapat dibandingkan dengan skala 0 sampai 100."
    ]
    assert "1.462" not in both(2021)
    assert "Tidak ada nilai akhir tahun sebelumnya yang dapat dibandingkan." in both(2021)


def test_a_provisional_score_beside_a_final_category_is_not_called_all_there_is(publish):
    row = {"category": "Inovatif", "category_origin": "stated"}
    publish({"year": 2024, **row}, {"year": 2024, "score": 52.0, "stage": "sementara"})
    text = both(2024)
    assert "hanya predikat Inovatif yang dipublikasikan, tanpa nilai." in text
    assert "dipublikasikan juga nilai sementara 52,00" in text
    assert "belum ditemukan" not in text


def test_the_banner_marks_a_category_that_no_source_states(publish):
    for origin, shown in (("stated", "57,00 · Inovatif"), ("derived", "57,00 · Inovatif (diturunkan dari nilai)")):
        publish({"year": 2024, "score": 57.0, "category": "Inovatif", "category_origin": origin})
        (head, *_) = region_sections.banner(facts.gather(region=CONTOH, year=2024))
        assert ("Nilai akhir", shown) in head.facts


def test_a_region_on_which_sources_disagree_counts_with_the_middle_of_its_figures(publish):
    others = [{"region_code": "11.01", "year": 2022, "score": s, "source": str(s)} for s in (40.0, 60.0)]
    publish({"year": 2022, "score": 50.0}, {"region_code": "11.02", "year": 2022, "score": 55.0}, *others)
    blocks = region_sections.position(facts.gather(region=CONTOH, year=2022))
    (table,) = [b for b in blocks if isinstance(b, Table)]
    assert table.rows[0][1:3] == ["3", "51,67"]  # 50, 55 and the middle of 40 and 60
    assert blocks[-1].text.startswith("Daerah yang nilainya ditemukan bukan sampel acak")


def test_raw_scores_in_conflict_stay_a_range(publish):
    publish(*({"year": 2020, "score": s, "scale": "raw", "source": str(s)} for s in (1400.0, 1500.0)))
    assert "antara 1.400 dan 1.500" in both(2020)


def test_only_a_provisional_raw_score_is_not_nothing(publish):
    publish({"year": 2020, "score": 9442.0, "scale": "raw", "stage": "sementara"})
    assert "nilai sementara 9.442 pada skala mentah sebelum 2021" in both(2020)


def test_a_tie_in_rank_is_told_with_how_many(publish):
    others = [{"region_code": c, "year": 2024, "score": s} for c, s in (("11.01", 60.0), ("11.02", 50.0))]
    publish({"year": 2024, "score": 50.0}, *others)
    assert "Di antara 3 daerah" in both(2024)
    assert "urutan ke-2, sama dengan satu daerah lain" in both(2024)


def test_a_stated_rank_without_group_says_that_the_group_is_unknown(publish):
    publish({"year": 2024, "score": 50.0, "rank": 4})
    assert "Peringkat yang disebut sumber: 4 (nilai akhir); kelompoknya tidak disebut." in both(2024)


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (65.0, "Indeks penilaian mandiri 65,00 masih kurang 0,01 poin untuk mencapai predikat Sangat Inovatif"),
        (
            65.01,
            "Indeks penilaian mandiri 65,01 termasuk predikat tertinggi, Sangat Inovatif, dan tepat pada batas bawahnya",
        ),
        (65.02, "Sangat Inovatif, dan berada 0,01 poin di atas batas bawahnya, 65,01"),
        (40.0, "kurang 0,01 poin untuk mencapai predikat Inovatif"),
        (40.01, "kurang 25,00 poin untuk mencapai predikat Sangat Inovatif"),
        (0, "Indeks penilaian mandiri 0,00 masih kurang 0,01 poin untuk mencapai predikat Kurang Inovatif"),
        (100, "berada 34,99 poin di atas batas bawahnya, 65,01"),
    ],
)
def test_distance_at_the_bounds_of_categories(score, text):
    rule = edition.load("iid-2026")
    assert text in sentences.to_next(Decimal(str(score)), rule, ID, "claimed")


def test_a_published_score_is_held_against_the_rule_of_its_year(publish):
    publish({"year": 2024, "score": 62.0})
    text = " ".join(told(2024, edition="iid-2026"))  # 65.01 in 2026, 60.01 in 2024
    assert "menurut batas edisi tahun itu nilainya termasuk Sangat Inovatif" in text
    assert "batas bawahnya, 60,01 (Indeks Inovasi Daerah 2024)" in text


# --- scores from levels -----------------------------------------------------------------------------------


def test_levels_beside_a_published_score_are_told_apart(publish, own_data, basic):
    publish({"year": 2026, "score": 41.0}, {"year": 2025, "score": 40.5})
    path = own_data(make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:5]))
    text = both(2026, data=path)
    assert "menurut penilaian mandiri adalah 38,55, predikat Kurang Inovatif" in text
    assert "Indeks penilaian mandiri tidak setara dengan nilai akhir" in text
    assert "Nilai akhir 41,00 masih kurang 24,01 poin" in text  # of the final score, and named
    assert "nilainya naik 0,50 poin" in text


def test_a_claimed_index_is_not_compared_with_an_earlier_final_score(publish, own_data, basic):
    publish({"year": 2025, "score": 40.5}, {"year": 2027, "score": 70.0})
    text = both(2026, data=own_data(make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:5])))
    assert "sebelum tahun laporan ini adalah 40,50, untuk tahun 2025; nilai itu tidak setara" in text
    assert "naik" not in text


def nothing_sent(spd: float, affairs: list[str]) -> Dataset:
    data = make_dataset(spd=spd, maturities=[80], affairs=affairs)
    return dataclasses.replace(data, innovations=data.innovations.assign(sent=False))


def test_no_innovation_sent_is_told(publish, own_data, basic):
    publish({"region_code": "11.01", "year": 2023, "score": 50.0})
    text = both(2026, data=own_data(nothing_sent(40, basic)))
    assert "adalah 16,00, predikat Kurang Inovatif" in text
    assert "Tidak ada inovasi yang dikirim, sehingga SID nol." in text


def test_an_spd_that_nobody_filled_in_is_told(own_data, basic):
    data = make_dataset(spd=0, maturities=[80] * 12, affairs=basic)
    path = own_data(dataclasses.replace(data, region_levels=data.region_levels.iloc[:0]))
    for lang, words in (("id", "sehingga SPD dihitung 0"), ("en", "so SPD counts as 0")):
        overview = region_sections.page_one(facts.gather(region=CONTOH, year=2026, lang=lang, data=path))
        (warning,) = overview.warnings  # on page one, beside the index
        assert words in warning
        assert warning in overview.html()
    assert "SPD" not in both(2026, data=path)  # said once


def test_everything_at_zero_cannot_be_assessed(own_data, basic):
    text = both(2026, data=own_data(nothing_sent(0, basic)))
    assert "adalah 0,00, predikat Tidak Dapat Dinilai." in text
    assert "kurang 0,01 poin untuk mencapai predikat Kurang Inovatif" in text


def test_how_many_levels_are_not_examined_yet_is_told(own_data, basic):
    data = make_dataset(spd=40, maturities=[80] * 12, affairs=basic)
    levels = data.innovation_levels.assign(verified_level=float("nan"))
    filled = levels.index[levels["level"] > 0]
    levels.loc[filled[:30], "verified_level"] = levels.loc[filled[:30], "level"]
    path = own_data(dataclasses.replace(data, innovation_levels=levels))
    n_filled = len(filled) + int((data.region_levels["level"] > 0).sum())
    text = both(2026, data=path)
    assert f"30 dari {n_filled} parameter yang diisi sudah diperiksa" in text
    scores = scoring.score(dataclasses.replace(data, innovation_levels=levels))
    low, high = scores.loc[scores["basis"] == "verified", ["index_low", "index_high"]].iloc[0]
    assert f"antara {ID.number(low, 2)}, bila" in text
    assert f"dan {ID.number(high, 2)}, bila" in text


def test_a_whole_examination_leaves_no_such_sentence(own_data, contoh):
    assert "sudah diperiksa" not in both(2026, data=own_data(contoh))


def test_an_examiner_may_raise_a_level(own_data, basic):
    data = make_dataset(spd=0, maturities=[50] * 12, affairs=basic)
    levels = data.innovation_levels.assign(verified_level=3.0)
    text = both(2026, data=own_data(dataclasses.replace(data, innovation_levels=levels)))
    assert "selisihnya dengan penilaian mandiri 24,40 poin" in text  # 61 of 250 points


def test_all_flagged_leaves_only_the_region_itself(own_data, basic):
    data = make_dataset(spd=40, maturities=[80] * 12, affairs=basic)
    text = both(
        2026, data=own_data(dataclasses.replace(data, innovations=data.innovations.assign(description="x")))
    )
    assert "Tanpa 12 inovasi yang ditandai" in text
    assert "menjadi 16,00, predikat Kurang Inovatif" in text


def test_an_spd_total_by_hand_is_told_and_is_not_examined(own_data, basic):
    data = make_dataset(spd=0, maturities=[90] * 12, affairs=basic, year=2024)
    levels = data.innovation_levels.assign(verified_level=data.innovation_levels["level"])
    path = own_data(dataclasses.replace(data, innovation_levels=levels))
    text = both(2024, data=path, spd="52,57")
    assert "adalah 58,85, predikat Inovatif" in text
    assert "52,57 poin, diisi sendiri sebagai total" in text
    assert "Total SPD yang diisi sendiri tidak diperiksa" in text


def test_without_the_spd_total_the_part_that_is_missing_is_named(publish, own_data, basic):
    publish({"region_code": "11.01", "year": 2023, "score": 50.0})
    text = both(2024, data=own_data(make_dataset(spd=0, maturities=[90] * 12, affairs=basic, year=2024)))
    assert "SPD" in text
    assert "predikat" not in text
    assert "Belum ditemukan nilai Kota Contoh tahun 2024" in text


def test_an_edition_of_ones_own_may_name_its_categories(own_data, basic, tmp_path):
    path = tmp_path / "sendiri.toml"
    text = (edition.EDITIONS_DIR / "iid-2026.toml").read_text(encoding="utf-8")
    text = text.replace("years = [2026]", "years = [2030]").replace('"Kurang Inovatif"', '"Cukup"')
    path.write_text(text.replace('"iid-2026"', '"sendiri"'), encoding="utf-8")
    data = make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:5])
    moved = dataclasses.replace(
        data, innovations=data.innovations.assign(year=2030), region_levels=data.region_levels.assign(year=2030)
    )
    summary = told(2030, data=own_data(moved), edition=str(path))
    assert summary[0].endswith("adalah 38,55, predikat Cukup.")


# --- what was published, in tables ---------------------------------------------------------------------------


def in_trend(region: str = CONTOH) -> tuple[list[str], list[list[str]]]:
    """The kinds of blocks in the section on the years, and the rows of its tables without their sources."""
    blocks = region_sections.trend(facts.gather(region=region, year=2024))
    rows = [list(map(str, row[:-1])) for b in blocks if isinstance(b, Table) for row in b.rows]
    return [b.kind for b in blocks], rows


def test_a_category_without_any_score_stands_in_the_table(publish):
    publish({"year": 2022, "category": "Inovatif", "category_origin": "stated"})
    kinds, rows = in_trend()
    assert kinds == ["heading", "table"]
    assert rows == [["2022", "nilai akhir", "–", "Inovatif", "–", "–", "–"]]


def test_raw_results_of_every_stage_stand_in_a_table_of_their_own(publish):
    publish(
        {"year": 2019, "score": 36170.0, "scale": "raw", "stage": "sementara", "n_innovations": 133},
        {"year": 2020, "score": 1462.0, "scale": "raw", "rank": 4},
    )
    _, rows = in_trend()
    assert rows == [
        ["2019", "nilai sementara", "36.170", "–", "133", "–", "–"],
        ["2020", "nilai akhir", "1.462", "–", "–", "–", "4"],
    ]


def test_a_region_without_any_result_has_no_section_on_the_years(publish):
    publish({"region_code": "11.01", "year": 2022, "score": 50.0})
    assert in_trend() == ([], [])


def test_one_year_is_not_drawn_and_two_are(publish):
    publish({"year": 2022, "score": 50.0}, {"year": 2022, "score": 55.0, "stage": "sementara"})
    assert in_trend()[0] == ["heading", "table"]
    publish({"year": 2022, "score": 50.0}, {"year": 2023, "score": 55.0})
    assert "figure" in in_trend()[0]


# --- strengths and weaknesses -----------------------------------------------------------------------------


def lists(gathered: facts.RegionFacts) -> dict[str, list[str]]:
    blocks = region_sections.summarise(gathered)
    return {b.label: [str(i) for i in b.items] for b in blocks if isinstance(b, Bullets) and b.label}


def test_what_is_not_examined_yet_is_no_weakness(own_data, contoh):
    levels = contoh.innovation_levels.copy()
    levels.loc[levels["indicator"] == "regulasi", "verified_level"] = float("nan")
    half = dataclasses.replace(contoh, innovation_levels=levels)
    gathered = facts.gather(region=CONTOH, year=2026, data=own_data(half))
    claimed_only = dataclasses.replace(
        contoh,
        innovation_levels=contoh.innovation_levels.drop(columns="verified_level"),
        region_levels=contoh.region_levels.drop(columns="verified_level"),
    )
    by_claims = facts.gather(region=CONTOH, year=2026, data=own_data(claimed_only))
    assert lists(gathered) == lists(by_claims)


def test_a_region_among_many_is_held_against_all_and_against_its_type(own_data):
    gathered = facts.gather(region="99.100", year=2026, data=own_data(panel_of_two_types()))
    got = lists(gathered)
    for against in ("12 daerah dalam data ini", "6 daerah sejenis dalam data ini"):
        (items,) = [got[label] for label in got if label.startswith("Kelemahan") and against in label]
        assert all("rata-rata" in item for item in items)


def test_the_average_of_ones_own_indicators_is_told_once(own_data, contoh):
    gathered = facts.gather(region=CONTOH, year=2026, data=own_data(contoh))
    text = " ".join(label + " ".join(items) for label, items in lists(gathered).items())
    assert text.count("rata-rata") == 1


def panel_of_two_types() -> Dataset:
    from indeks import example

    panel = example.national_panel(regions=12, innovations=300)
    kinds = ["kota" if k % 2 else "kabupaten" for k in range(12)]
    return dataclasses.replace(panel, regions=panel.regions.assign(type=kinds))
