"""What reports show of published results, held against the rows as they were collected."""

from __future__ import annotations

import pandas as pd
import pytest

from indeks.document.blocks import Bullets, Figure, Links, Paragraph, Table, cite
from indeks.figures import of_region
from indeks.published import history
from indeks.published.results import read_raw
from indeks.reports.method import OWN_SOURCES, cite_result
from indeks.reports.region import facts as region_facts
from indeks.reports.region import frames
from indeks.reports.region import sections as region
from indeks.reports.year import facts as year_facts
from indeks.reports.year import sections as year
from indeks.texts import texts

PANGKALPINANG, PAGAR_ALAM = "19.71", "16.72"
RAKOR = "Pemkot Pangkalpinang, Rakor Inovasi Daerah, 1 November 2023"
SONORA = "peringkat: bangka.sonora.id"
POS = "Pos Belitung, 14 Oktober 2024"
METROPOLITAN = "SuaraMetropolitan, 23 Desember 2025"

# data/raw/published_results.csv, read by hand: year, stage, score, category, innovations, agencies, rank, sources
ROWS = {
    PANGKALPINANG: [
        ["2021", "nilai akhir", "59,02", "Inovatif", "25", "15", "15 (kota)", [RAKOR, SONORA]],
        ["2022", "nilai akhir", "50,21", "Inovatif", "40", "21", "–", [RAKOR]],
        ["2023", "nilai sementara", "63,85", "–", "29", "21", "–", [RAKOR]],
        ["2023", "nilai akhir", "57,68", "Inovatif", "29", "21", "–", [POS]],
        ["2024", "nilai sementara", "65,13", "–", "23", "–", "–", [POS]],
        ["2024", "nilai akhir", "–", "Sangat Inovatif", "–", "–", "–", ["haluanusantara.com"]],
    ],
    PAGAR_ALAM: [
        ["2023", "nilai akhir", "–", "turun, tanpa angka", "–", "–", "–", [METROPOLITAN]],
        ["2024", "nilai akhir", "–", "turun, tanpa angka", "–", "–", "–", [METROPOLITAN]],
        ["2025", "tercatat, tanpa nilai", "–", "–", "16", "–", "–", [METROPOLITAN]],
    ],
}


def of(code: str, of_year: int, lang: str = "id") -> region_facts.RegionFacts:
    return region_facts.gather(region=code, year=of_year, lang=lang)


def plain(rows) -> list[list]:
    """Rows of a table, sources by the names that are shown."""
    return [[[n for n, _ in c.items] if isinstance(c, Links) else str(c) for c in row] for row in rows]


def tables(blocks) -> dict[str, Table]:
    return {block.caption: block for block in blocks if isinstance(block, Table)}


def sentences(blocks) -> list[str]:
    return [str(item) for block in blocks if isinstance(block, Bullets) for item in block.items]


@pytest.mark.parametrize("code", ROWS)
def test_the_results_of_a_city_are_those_collected(code):
    table = tables(region.trend(of(code, 2025)))["Hasil yang dipublikasikan, nilai pada skala 0 sampai 100"]
    assert plain(table.rows) == ROWS[code]


@pytest.mark.parametrize(("code", "of_year", "later"), [(PANGKALPINANG, 2023, 2), (PAGAR_ALAM, 2023, 2)])
def test_results_after_the_year_of_the_report_are_marked(code, of_year, later):
    for lang, word in (("id", "kemudian"), ("en", "later")):
        table = next(iter(tables(region.trend(of(code, of_year, lang))).values()))
        marked = [str(row[0]) for row in table.rows if word in str(row[0])]
        assert len(marked) == later
        assert all(int(text[:4]) > of_year for text in marked)


def test_every_printed_figure_is_cited_to_a_row_that_states_it():
    """Of every region: the sources cited for a figure, and no others, have it in the rows as collected."""
    raw = read_raw("published_results.csv")
    stated = {
        "n_innovations": raw["n_innovations"], "n_agencies": raw["n_opd"], "rank": raw["rank"],
    }  # fmt: skip
    t = texts("id")
    checked = 0
    for row in history.merged().to_dict("records"):
        shown = cite_result(row, t).items
        for figure, name in OWN_SOURCES.items():
            if pd.isna(row[figure]) or row[figure] == "":
                continue
            own = row[f"source_{figure}"].split(" | ")
            assert own != [""], row
            label = t(f"reports.trend.of.{name}")
            for source in own:
                ((text, address),) = cite(source, t).items
                first = source in row["source"].split(" | ")
                assert ((text, address) if first else (f"{label}: {text}", address)) in shown
            if figure in stated:
                of_row = (raw["year"] == str(row["year"])) & raw["source_url"].isin(own)
                values = pd.to_numeric(stated[figure][of_row])
                assert int(row[figure]) in set(values.dropna().astype(int)), (row["region"], row["year"], figure)
                checked += 1
    assert checked > 50


def test_lines_break_with_the_rules_and_later_years_are_paler():
    points = frames.trend_points(of(PANGKALPINANG, 2022))
    final = points[points["stage"] == "final"]
    assert final[["year", "breaks", "later"]].values.tolist() == [
        [2021, False, False], [2022, True, False], [2023, False, True],
    ]  # fmt: skip
    assert points.loc[points["year"] == 2024, "later"].all()
    drawing = of_region.trend(points, {}, frames.rule_changes(points), texts("id"))
    joined = [
        line.get_xdata().tolist() for line in drawing.axes[0].lines
        if line.get_marker() in ("None", "") and len(set(line.get_xdata())) > 1
    ]  # fmt: skip
    assert joined == [[2022, 2023]]
    assert "Sesudah tahun laporan" in [text.get_text() for text in drawing.legends[0].get_texts()]
    until_now = of_region.trend(frames.trend_points(of(PANGKALPINANG, 2024)), {}, [], texts("id"))
    assert "Sesudah tahun laporan" not in [text.get_text() for text in until_now.legends[0].get_texts()]


def test_without_two_years_of_scores_nothing_is_drawn():
    assert not [block for block in region.trend(of(PAGAR_ALAM, 2025)) if isinstance(block, Figure)]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "id",
            ("65,13, yaitu 5,12 poin di atas", "(60,01)", "kehilangan 6,17 poin", "58,96", "paling banyak 5,12"),
        ),
        ("en", ("65.13, which is 5.12 points above", "(60.01)", "lost 6.17 points", "58.96", "5.12 points were")),
    ],
)
def test_what_was_lost_before_the_final_score_is_told(lang, expected):
    text = " ".join(sentences(region.trend(of(PANGKALPINANG, 2024, lang))))
    for part in expected:
        assert part in text
    assert not sentences(region.trend(of(PANGKALPINANG, 2023, lang)))  # its final score is known


def test_targets_stand_beside_what_came():
    rows = plain(tables(region.trend(of(PANGKALPINANG, 2024)))["Sasaran daerah dan hasilnya"].rows)
    assert [row[0] for row in rows] == ["2022", "2024", "2025 (kemudian)", "2025 (kemudian)"]
    assert rows[1][1] == "masuk 10 besar (paling tidak sebagai nomine)"
    assert rows[1][2].startswith("peringkat 26 sampai 43: tidak tercapai")
    assert rows[1][3] == ["harianbangka.com", "haluanusantara.com"]
    (row,) = plain(
        tables(region.trend(of(PAGAR_ALAM, 2025, "en")))["Targets of the region and what came of them"].rows
    )
    assert row[:3] == [
        "2026 (later)", "one innovation (from each agency every year from 2026 on)", "no result published yet",
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "mark"), [("id", ","), ("en", ".")])
def test_a_region_without_a_final_score_still_has_a_position(lang, mark):
    blocks = region.position(of(PAGAR_ALAM, 2024, lang))
    spread, province, kind = tables(blocks).values()
    assert [str(row[2]) for row in spread.rows][-1] == f"46{mark}01"  # the national mean as announced
    assert not [block for block in blocks if isinstance(block, Figure)]
    for table in (province, kind):
        assert len(table.rows)
        assert all(int(str(row[1])) <= 2024 and str(row[2]) for row in table.rows)
    assert f"65{mark}50" in " ".join(sentences(blocks))  # Kota Tangerang, 25th of the kota


def test_neighbours_are_of_the_province_or_the_type():
    table = tables(region.position(of(PANGKALPINANG, 2024)))["Daerah di Provinsi Kepulauan Bangka Belitung"]
    assert [str(row[0]) for row in table.rows] == [
        "Kota Pangkalpinang", "Kabupaten Bangka Tengah", "Kabupaten Bangka", "Kabupaten Belitung Timur",
    ]  # fmt: skip
    assert table.strong == {0}
    kind = tables(region.position(of(PAGAR_ALAM, 2023)))["Daerah sejenis (kota) yang nilainya ditemukan"]
    assert set(kind.frame["type"]) == {"kota"}


def test_distances_to_the_ten_best_or_why_not():
    assert "Nilai 57,68 kurang 2,78 sampai 26,78 poin dari itu." in sentences(
        region.position(of(PANGKALPINANG, 2023))
    )
    told = sentences(region.position(of(PANGKALPINANG, 2024, "en")))
    assert "The distance cannot be worked out: no final score of this region was found for 2024." in told


# --- the year report -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"), [("id", "hasil terbit yang ditemukan"), ("en", "published results found")]
)
def test_the_title_of_a_year_says_what_it_is(lang, words):
    assert words in year.banner(year.gather(year=2024, lang=lang))[0].title


def test_whole_provinces_are_told_as_the_samples_they_are():
    for of_year, name, mean in ((2021, "Sulawesi Barat", "28.18"), (2024, "Sulawesi Tenggara", "")):
        told = sentences(year.coverage(year.gather(year=of_year, lang="en")))
        assert told[0].startswith(f"{name} {of_year}: the final scores of all")
        assert mean in told[0]
    blocks = year.coverage(year.gather(year=2023, lang="id"))
    assert not sentences(blocks)
    assert next(b for b in blocks if isinstance(b, Paragraph)).text.startswith("Tidak ada provinsi yang semua")


def test_2021_is_not_compared_with_the_raw_sums_of_2020():
    (need,) = [
        gap.need for name, gap in year_facts.gaps(year.gather(year=2021, lang="id")).items() if name == "changes"
    ]
    assert need.startswith("Nilai 2020 dan 2021 tidak dibandingkan")


def test_a_handful_of_scores_is_not_drawn():
    few = [b for b in year.league(year.gather(year=2025)) if isinstance(b, Figure)]  # 13 scores
    many = [b for b in year.league(year.gather(year=2024)) if isinstance(b, Figure)]
    assert (len(few), len(many)) == (0, 1)
    assert not [b for b in year.coverage(year.gather(year=2018)) if isinstance(b, Figure)]  # 6 regions of 546


def test_award_and_category_are_two_columns():
    table = tables(year.league(year.gather(year=2021)))["Provinsi: nilai akhir yang ditemukan"]
    heads = [column.label for column in table.columns]
    row = dict(zip(heads, map(str, table.rows[1]), strict=True))  # Nusa Tenggara Barat
    assert (row["Predikat"], row["Penghargaan"]) == ("–", "Terinovatif (IGA)")


def test_a_year_names_the_regions_of_which_only_the_category_was_published():
    shown = tables(year.league(year.gather(year=2024)))
    scored = {str(row[1]) for caption, table in shown.items() if "nilai akhir" in caption for row in table.rows}
    table = shown["Yang ditemukan hanya predikat akhirnya, tanpa nilai"]
    names = [str(row[0]) for row in table.rows]
    raw = read_raw("published_results.csv")
    rows = raw[(raw["year"] == "2024") & (raw["stage"] == "final")]
    told = (rows["score_value"] != "") | rows["category"].str.contains("Inovatif$", regex=True)  # no awards
    assert "Kota Pangkalpinang" in names
    assert len(set(names)) == len(names) > 5
    assert not scored & set(names)
    assert len(scored) + len(names) == len(rows.loc[told, ["region", "region_type"]].drop_duplicates())
    assert all(row[-1].items for row in table.rows)


def test_a_report_lists_every_source_it_cites():
    for blocks, wanted in (
        (region.method(of(PANGKALPINANG, 2024)), ["haluanusantara.com", "Pos Belitung", "S1", "S14"]),
        (year.method(year.gather(year=2024)), ["haluanusantara.com", "perdetik.id", "S14"]),
    ):
        start = [k for k, block in enumerate(blocks) if getattr(block, "anchor", "") == "sumber"]
        text = " ".join(block.html() for block in blocks[start[0] :])
        assert all(word in text for word in wanted)
