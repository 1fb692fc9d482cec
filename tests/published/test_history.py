"""What was published, what can be compared with what, and what must not be."""

import csv
import tomllib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeks import files, regions
from indeks import published as publishing
from indeks.published import history, national
from indeks.published.results import tidy
from indeks.texts import LANGUAGES, LOCALE_DIR

PUBLISHED = history.published()
CATEGORIES = {"", "Sangat Inovatif", "Inovatif", "Kurang Inovatif", "Tidak Dapat Dinilai"}
COUNTS = ("n_innovations", "n_agencies", "rank")


def results(*rows: tuple[str, int, str, float, str], scale: str = "0-100") -> pd.DataFrame:
    """A table of results: code, year, stage, score, source."""
    columns = ["region_code", "year", "stage", "score", "source"]
    return pd.DataFrame(rows, columns=columns).assign(scale=scale)


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    pd.testing.assert_frame_equal(one, other)
    return True


# --- what was collected -----------------------------------------------------------------------------------


def test_every_row_has_a_region_and_a_source():
    assert len(PUBLISHED) == 490
    assert PUBLISHED["region_code"].map(regions.known).all()
    assert PUBLISHED["region_code"].nunique() == 229
    assert (PUBLISHED["source"] != "").all()


def test_nothing_is_lost_on_the_way_from_raw():
    raw = publishing.read_raw("published_results.csv")
    on_other_scales = {"85,18", "4.366"}  # kept as printed, not read as scores
    scores = raw.loc[~raw["score_as_printed"].isin(on_other_scales), "score_value"].replace("", None).dropna()
    assert sorted(PUBLISHED["score"].dropna()) == sorted(scores.astype(float))
    for column, source in (("n_innovations", "n_innovations"), ("n_agencies", "n_opd"), ("rank", "rank")):
        numbers = pd.to_numeric(raw[source].replace("", None)).dropna()
        assert sorted(PUBLISHED[column].dropna().astype(float)) == sorted(numbers.astype(float))
    assert sorted(PUBLISHED["score_as_printed"]) == sorted(raw["score_as_printed"])


def test_a_region_that_changed_its_province_stands_under_the_present_one():
    sorong = PUBLISHED[PUBLISHED["region_code"] == "96.71"].iloc[0]
    assert (sorong["year"], sorong["province"]) == (2020, "Papua Barat Daya")


def test_a_wrong_province_is_refused():
    raw = publishing.read_raw("published_results.csv")
    raw.loc[0, "province"] = "Bali"
    with pytest.raises(ValueError, match="Bali"):
        tidy(raw)


def test_an_award_is_no_category():
    assert set(PUBLISHED["category"]) == CATEGORIES
    assert (PUBLISHED["award"] != "").sum() == 86
    assert not ((PUBLISHED["award"] != "") & (PUBLISHED["category"] != "")).any()


def test_every_note_and_label_is_told_in_indonesian_and_english():
    noted = PUBLISHED[PUBLISHED["note"] != ""]
    assert (noted["note_id"] != "").all()
    for kind, values in (
        ("rank_cluster", PUBLISHED["rank_cluster"]),
        ("award", publishing.read_raw("awards.csv")["award"]),
        ("award", PUBLISHED["award"]),
    ):
        for text in {v for v in values if v}:
            assert all(history.label(kind, text, lang) for lang in LANGUAGES)


def test_no_translation_is_left_without_its_original():
    notes = publishing.read_raw("published_notes.csv")
    used = {*PUBLISHED["note"], *publishing.read_raw("national_aggregates.csv")["note"]} - {""}
    assert set(notes["note"]) == used
    assert notes["note"].is_unique
    assert set(notes["is_result"]) == {"true", "false"}
    assert {word for words in notes["doubtful"] for word in words.split()} <= {
        *COUNTS, "score", "category", "scale", "stage", "year",
    }  # fmt: skip
    assert set(notes["change"]) == {"", "fell"}


def test_both_languages_have_the_same_texts():
    read = [tomllib.loads((LOCALE_DIR / lang / "published.toml").read_text()) for lang in LANGUAGES]
    assert {k: set(v) for k, v in read[0].items()} == {k: set(v) for k, v in read[1].items()}


def test_the_committed_table_is_the_one_that_raw_gives(tmp_path):
    for built in history.build(tmp_path):
        assert (files.CHECKOUT / "data" / "processed" / built.name).read_bytes() == built.read_bytes()


def test_the_table_of_raw_notes_is_plain_csv():
    with files.raw("published_notes.csv").open(encoding="utf-8", newline="") as file:
        assert {len(row) for row in csv.reader(file)} == {5}


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(random):
    order = list(range(len(PUBLISHED)))
    random.shuffle(order)
    assert same(history.merged(PUBLISHED.iloc[order]), history.merged())


def test_the_order_of_raw_rows_never_matters():
    raw = publishing.read_raw("published_results.csv")
    assert same(tidy(raw.iloc[::-1].reset_index(drop=True)), PUBLISHED)


def test_what_a_caller_changes_is_not_seen_by_the_next():
    table = history.published()
    table["score"] = 0.0
    together = history.merged()
    together["score"] = 0.0
    assert same(history.published(), PUBLISHED)
    assert (history.merged()["score"] != 0.0).any()


# --- two scales -------------------------------------------------------------------------------------------


def test_pangkalpinang_has_three_final_scores():
    series = history.series("19.71")
    assert list(zip(series["year"], series["score"], strict=True)) == [(2021, 59.02), (2022, 50.21), (2023, 57.68)]


@pytest.mark.parametrize(
    ("region", "year", "printed", "score"),
    [
        ("Kota Pangkalpinang", 2020, "1462", 1462.0),
        ("Kabupaten Bogor", 2020, "13.144", 13144.0),
        ("Provinsi Lampung", 2020, "35,336", 35336.0),
        ("Kabupaten Banyuwangi", 2019, "74.400", 74400.0),
        ("Provinsi Kalimantan Timur", 2020, "51", 51.0),
    ],
)
def test_scores_before_2021_are_raw_sums_whatever_their_dots_look_like(region, year, printed, score):
    code = regions.resolve(region)
    row = PUBLISHED[(PUBLISHED["region_code"] == code) & (PUBLISHED["score_as_printed"] == printed)].iloc[0]
    assert (row["year"], row["score"], row["scale"]) == (year, score, "raw")
    assert year not in set(history.series(code)["year"])


def test_the_scale_follows_the_year():
    scored = PUBLISHED[PUBLISHED["score"].notna()]
    assert ((scored["year"] < 2021) == (scored["scale"] == "raw")).all()
    assert scored.loc[scored["scale"] == "0-100", "score"].between(0, 100).all()


def test_kalimantan_timur_fell_in_2023_whatever_the_article_says():
    changes = history.changes(2023).set_index("region_code")
    assert changes.loc["64", "difference"] == -0.94
    assert changes.loc["64", ["score_before", "score"]].tolist() == [50.17, 49.23]


# --- stages -----------------------------------------------------------------------------------------------


def test_pangkalpinang_2023_lost_points_on_the_way_to_the_final_score():
    stages = history.stages("19.71", 2023).set_index("stage")
    assert stages["score"].to_dict() == {"sementara": 63.85, "final": 57.68}
    assert stages.loc["sementara", "difference_to_final"] == -6.17
    assert "self-assessed and provisional" in stages.loc["sementara", "note"]


def test_pangkalpinang_2024_has_a_provisional_score_and_a_final_category():
    stages = history.stages("19.71", 2024).set_index("stage")
    assert stages.index.tolist() == ["sementara", "final"]
    assert stages.loc["final", "category"] == "Sangat Inovatif"
    assert pd.isna(stages.loc["final", "score"])
    assert 2024 not in set(history.series("19.71")["year"])
    assert history.series("19.71", "sementara").set_index("year").loc[2024, "score"] == 65.13


def test_a_target_is_no_result():
    target = PUBLISHED[(PUBLISHED["region_code"] == "19.71") & (PUBLISHED["year"] == 2025)]
    assert target["n_agencies"].tolist() == [36]
    assert target["is_result"].tolist() == [False]
    assert history.stages("19.71", 2025).empty


def test_a_local_intake_is_no_result():
    assert history.stages("19.71", 2022)["n_agencies"].tolist() == [21]
    assert history.stages("19.06", 2024).empty


def test_units_that_are_not_agencies_are_not_counted_as_agencies():
    bangli = history.stages(regions.resolve("Bangli"), 2025).set_index("stage").loc["mandiri"]
    assert bangli["score"] == 73.96
    assert pd.isna(bangli["n_agencies"])
    assert bangli["doubtful"] == "n_agencies"


def test_an_unknown_stage_is_refused():
    with pytest.raises(ValueError, match="mandiri"):
        history.series("19.71", "akhir")


# --- sources that agree, sources that do not --------------------------------------------------------------


def test_sources_that_agree_are_one_row_that_names_both():
    bangli = history.series(regions.resolve("Bangli"))
    row = bangli[bangli["year"] == 2022].iloc[0]
    assert (row["score"], row["conflict"], row["n_innovations"], row["rank"]) == (36.51, False, 7, 260)
    assert len(row["source"].split(" | ")) == 2


def test_sources_that_disagree_stay_side_by_side_with_their_range():
    code = regions.resolve("Donggala")
    donggala = history.series(code)
    assert donggala["score"].tolist() == [6.01, 6.1]
    assert donggala["conflict"].all()
    assert set(zip(donggala["score_min"], donggala["score_max"], strict=True)) == {(6.01, 6.1)}
    one = history.league(int(donggala["year"].iloc[0])).set_index("region_code").loc[code]
    assert pd.isna(one["score"])
    assert (one["score_min"], one["score_max"]) == (6.01, 6.1)
    assert len(one["source"].split(" | ")) == 2


def test_what_a_page_without_score_says_is_told_with_its_own_source():
    row = history.series("19.71").iloc[0]
    assert (row["rank"], row["rank_cluster"]) == (15, "kota")
    assert "sonora" in row["source_other"]
    assert "sonora" not in row["source"]


def test_categories_that_disagree_are_left_out_and_marked():
    table = results(("19.71", 2023, "final", 57.0, "a"), ("19.71", 2023, "final", 57.0, "b"))
    row = history.merged(table.assign(category=["Inovatif", "Sangat Inovatif"])).iloc[0]
    assert (row["category"], row["doubtful"]) == ("", "category")


# --- lists ------------------------------------------------------------------------------------------------


def test_ties_share_the_best_rank():
    table = results(
        ("19.01", 2023, "final", 50.0, "a"),
        ("19.02", 2023, "final", 60.001, "b"),
        ("19.03", 2023, "final", 60.0, "c"),
        ("19.71", 2023, "final", 40.0, "d"),
        ("19.04", 2023, "mandiri", 90.0, "e"),
    )
    league = history.league(2023, results=table).set_index("region_code")["rank_among_published"]
    assert league.to_dict() == {"19.02": 1, "19.03": 1, "19.01": 3, "19.71": 4}
    assert history.league(2023, "kota", results=table)["rank_among_published"].tolist() == [1]


def test_a_conflict_that_spans_places_has_no_place():
    table = results(
        ("19.01", 2023, "final", 50.0, "a"),
        ("19.01", 2023, "final", 70.0, "b"),
        ("19.02", 2023, "final", 60.0, "c"),
        ("19.03", 2023, "final", 40.0, "d"),
    )
    league = history.league(2023, results=table).set_index("region_code")["rank_among_published"]
    assert league.isna().to_dict() == {"19.01": True, "19.02": True, "19.03": False}
    assert league["19.03"] == 3


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30))
def test_ranks_without_conflict_are_those_of_a_competition(scores):
    codes = regions.master()["region_code"].tolist()
    table = results(*((code, 2023, "final", score / 4, "a") for code, score in zip(codes, scores, strict=False)))
    league = history.league(2023, results=table)
    assert league["rank_among_published"].tolist() == [
        1 + sum(o > s for o in scores) for s in sorted(scores)[::-1]
    ]


def test_the_league_tells_stated_categories_from_derived_ones():
    league = history.league(2024).set_index("region")
    assert not league.loc[["Deli Serdang", "Bangli", "Sulawesi Tengah", "Donggala", "Kendari"], "derived"].any()
    assert league.loc[["Banyuasin", "Batam"], "derived"].all()
    assert league.loc["Bangli", "rank"] == 54
    assert league.loc["Deli Serdang", "doubtful"] == "score"


def test_a_change_says_whether_the_rules_changed():
    changes = history.changes(2025)
    assert changes["region"].tolist() == ["Deli Serdang", "Tegal", "Tangerang", "Konawe Selatan"]
    row = changes.set_index("region").loc["Deli Serdang"]
    assert (row["score_before"], row["score"], row["difference"]) == (66.0, 64.02, -1.98)
    assert row["rules_changed"]
    assert row["bounds_changed"]
    assert not history.changes(2024)["bounds_changed"].any()
    assert history.changes(2022)["rules_changed"].isna().all()


def test_raw_and_comparable_scores_make_no_change():
    assert history.changes(2021).empty


def test_coverage_says_how_little_is_published():
    coverage = history.coverage(2024)
    assert coverage["country"] == {"provinsi": 38, "kabupaten": 416, "kota": 98, "total": 552}
    assert coverage["autonomous"]["total"] == 546
    assert coverage["final_score"] == {"provinsi": 4, "kabupaten": 27, "kota": 7, "total": 38}
    assert history.coverage(2020)["final_score"]["total"] == 0
    raw = publishing.read_raw("published_results.csv").query("year == '2020' and stage == 'final' and scale != ''")
    raw = raw[(raw["scale"] != "0-100") & (raw["score_value"] != "")]
    assert history.coverage(2020)["final_raw_score"]["total"] == len(
        raw[["region", "region_type"]].drop_duplicates()
    )


# --- the country ------------------------------------------------------------------------------------------


def test_conflicting_national_figures_stand_side_by_side():
    reported = history.aggregates(2025).query("metric == 'innovations_reported'")
    assert reported["value"].tolist() == [36374, 36742]
    assert reported["conflict"].all()
    assert (reported["source"] != "").all()
    assert len(history.aggregates()) == 90


def test_every_metric_has_a_name_in_both_languages():
    for metric in history.aggregates()["metric"].unique():
        assert all(history.metric_text(metric, lang) for lang in LANGUAGES)
    assert national.metric_key("mean IID") == "mean_iid"


def test_every_award_goes_to_a_region_of_the_country():
    assert len(history.awards()) == 111
    border = history.awards(2022).query("award == 'Terinovatif daerah perbatasan'")
    assert set(border["region_code"]) == {"21.01", "21.02", "21.71", "61.01", "61.03"}
    assert history.awards(2022).query("type == 'provinsi'")["region"].iloc[0] == "Jawa Timur"


def test_references_give_the_published_scores_and_the_national_mean():
    references = history.references(2021, "kota").set_index("reference")
    assert references.loc["published_type", "n"] == len(history.league(2021, "kota"))
    assert history.references(2024, "kota").set_index("reference").loc["national_mean", "mean"] == 46.01
    assert history.references(2025, "kota").set_index("reference").loc["national_mean", "mean"] == 49.43
    assert "national_mean" not in references.index
    assert (references["source"] != "").all()


def test_a_mean_over_a_conflict_is_a_range():
    row = history.references(2024, "kabupaten").set_index("reference").loc["published_all"]
    scores = PUBLISHED.query("year == 2024 and stage == 'final' and score.notna()").groupby("region_code")["score"]
    assert pd.isna(row["mean"])
    assert row["mean_min"] == pytest.approx(scores.min().mean())
    assert row["mean_max"] == pytest.approx(scores.max().mean())
    assert row["mean_max"] - row["mean_min"] == pytest.approx(0.09 / 38)  # Donggala: 6.01 or 6.1
    assert (row["n"], row["n_conflicts"], row["median"]) == (38, 1, scores.max().median())


@pytest.mark.parametrize("function", [history.league, history.changes, history.aggregates, history.awards])
def test_a_year_without_data_gives_an_empty_table_with_columns(function):
    table = function(2035)
    assert table.empty
    assert len(table.columns) > 5
    assert history.references(2035, "kota")["mean"].isna().all()
