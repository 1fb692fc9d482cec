"""Made-up data: what the examples promise to show is there, and the same seed gives the same data."""

from __future__ import annotations

import dataclasses
from collections import Counter
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from indeks import edition, example, intake, regions, scoring
from indeks.errors import IndeksError
from indeks.example import workbook
from indeks.scoring.flags import flags
from indeks.tables import Dataset, schema, verify, write_folder
from support import ROOT

RULE = edition.load("iid-2026")
WORKBOOK = ROOT / "data" / "raw" / "contoh" / "kota-contoh-2026.xlsx"
TABLES = ("innovations", "innovation_levels", "region_levels", "agencies", "regions")


def test_kota_contoh_has_36_agencies_and_29_innovations(contoh):
    assert len(contoh.agencies) == contoh.agencies["agency"].nunique() == 36
    assert len(contoh.innovations) == 29
    assert int(contoh.innovations["sent"].sum()) == 28
    assert set(contoh.innovations["agency"]) <= set(contoh.agencies["agency"])
    assert contoh.agencies["agency"].isin(contoh.innovations["agency"]).sum() == 23  # thirteen have none


def test_it_belongs_to_no_real_region(contoh):
    assert contoh.synthetic
    assert set(contoh.innovations["region_code"]) == {"99.71"}
    assert "99.71" not in set(regions.master()["region_code"])


def test_it_covers_every_basic_service_but_sosial(contoh, basic):
    sent = contoh.innovations[contoh.innovations["sent"]]
    assert set(basic) - set(sent["affair"]) == {"Sosial"}
    assert scoring.score(contoh).iloc[0]["basic_affairs"] == 5


def test_flags_are_there_on_purpose(contoh):
    found = flags(contoh, RULE, region_code="99.71", year=2026)
    assert Counter(found["flag"]) == {
        "mandatory_empty": 3,
        "short_text": 3,
        "duplicate_title": 2,
        "outside_window": 1,
        "older_not_developed": 1,
    }
    duplicate = found[found["flag"] == "duplicate_title"]
    assert set(duplicate["title"]) == {"PARKIR TERTIB NONTUNAI"}


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_satisfy_their_schemas(contoh, table):
    schema(table).validate(getattr(contoh, table))


@pytest.mark.parametrize(
    "make", [example.sample_region, lambda s: example.national_panel(s, regions=9, innovations=99)]
)
def test_the_same_seed_gives_the_same_data_and_another_gives_other(make):
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(make(5), table), getattr(make(5), table))
    assert not make(5).innovation_levels["level"].equals(make(6).innovation_levels["level"])


@pytest.mark.parametrize("seed", [2026, 1, 2, 3])
def test_values_agree_with_levels(seed):
    data = example.sample_region(seed)
    checked = 0
    for frame in (data.innovation_levels, data.region_levels):
        for row in frame[frame["value"].notna()].itertuples():
            scale = RULE.indicator(row.indicator).scale(getattr(row, "basis", ""))
            assert scale.levels_of(Decimal(str(row.value))) == (int(row.level),), row
            checked += 1
    assert checked > 50


def test_no_level_is_accepted_above_what_was_claimed(contoh):
    for frame in (contoh.innovation_levels, contoh.region_levels):
        assert (frame["verified_level"] <= frame["level"]).all()
        assert (frame["verified_level"] < frame["level"]).any()


# --- the committed workbook --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def read() -> Dataset:
    return intake.load(WORKBOOK)


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("innovations", ["innovation_id"]),
        ("innovation_levels", ["innovation_id", "indicator"]),
        ("region_levels", ["region_code", "year", "indicator"]),
        ("agencies", ["region_code", "agency"]),
    ],
)
def test_the_workbook_read_by_intake_is_the_generated_region(read, contoh, table, keys):
    def plain(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.astype(dict.fromkeys(keys, "object")).set_index(keys).sort_index()
        frame = frame.astype("object").where(frame.notna(), None)
        return frame.replace("", None)

    got, wanted = plain(getattr(read, table)), plain(getattr(contoh, table))
    common = [c for c in wanted.columns if c in got.columns]
    assert set(wanted.columns) - set(common) <= {c for c in wanted.columns if wanted[c].isna().all()}
    assert list(got.index) == list(wanted.index)
    differing = {c: int((got[c].map(repr) != wanted[c].map(repr)).sum()) for c in common}
    assert {c: n for c, n in differing.items() if n} == {}


def test_the_workbook_gives_the_same_scores(read, contoh):
    pd.testing.assert_frame_equal(scoring.score(read), scoring.score(contoh))
    keys = ["innovation_id", "maturity", "verified_maturity"]
    pd.testing.assert_frame_equal(scoring.maturity(read)[keys], scoring.maturity(contoh)[keys], check_dtype=False)


def test_a_workbook_written_now_reads_as_the_committed_one(read, tmp_path):
    workbook.write(tmp_path / "contoh.xlsx")
    again = intake.load(tmp_path / "contoh.xlsx")
    for table in TABLES:
        assert getattr(again, table).equals(getattr(read, table)), f"{table}: make the example workbook again"


def test_the_workbook_says_that_it_is_made_up():
    import openpyxl

    book = openpyxl.load_workbook(WORKBOOK, read_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            assert str(sheet["A1"].value).startswith("DATA SINTETIS"), sheet.title


# --- the country -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def panel() -> Dataset:
    return example.national_panel()


def test_the_country_has_as_many_regions_innovations_and_levels_as_reported(panel):
    assert panel.innovations["region_code"].nunique() == len(panel.regions) == 552
    assert len(panel.innovations) == 36_742
    assert len(panel.innovation_levels) == 734_840 == 36_742 * 20
    assert len(panel.region_levels) == 552 * 20


def test_the_country_names_no_real_region(panel):
    assert panel.synthetic
    assert not set(panel.regions["region_code"]) & set(regions.master()["region_code"])


def test_the_levels_of_the_country_are_levels(panel):
    assert set(np.unique(panel.innovation_levels["level"])) == {0, 1, 2, 3}
    assert not panel.innovation_levels.duplicated(["innovation_id", "indicator"]).any()


def test_the_country_is_spread_over_the_categories(panel):
    categories = set(scoring.score(panel)["category"])
    assert {"Sangat Inovatif", "Inovatif", "Kurang Inovatif"} <= categories


def test_a_folder_holds_what_was_written(contoh, tmp_path):
    write_folder(contoh, tmp_path)
    assert {p.stem for p in tmp_path.iterdir()} == set(TABLES)
    pd.testing.assert_frame_equal(scoring.score(intake.load(tmp_path)), scoring.score(contoh))


def test_the_country_keeps_the_rules_of_the_tables(panel):
    verify(dataclasses.replace(panel))


def test_a_panel_of_several_years_ends_with_the_panel_of_one():
    one = example.national_panel(3, regions=20, innovations=300)
    three = example.national_panel(3, regions=20, innovations=300, years=3)
    assert sorted(three.innovations["year"].unique()) == [2024, 2025, 2026]
    assert not three.innovations["innovation_id"].duplicated().any()
    verify(three, "iid-2026")
    scores = scoring.score(three, edition="iid-2026").pivot(index="region_code", columns="year", values="index")
    assert scores[2026].to_dict() == scoring.score(one).set_index("region_code")["index"].to_dict()
    assert scores.shape == (20, 3)
    again = example.national_panel(3, regions=20, innovations=300, years=3)
    pd.testing.assert_frame_equal(three.innovation_levels, again.innovation_levels)
    assert isinstance(three.innovation_levels["indicator"].dtype, pd.CategoricalDtype)


def test_regions_of_a_panel_keep_much_of_their_quality_and_gain_a_little():
    panel = example.national_panel(5, regions=150, innovations=3000, years=2)
    scores = scoring.score(panel, edition="iid-2026").pivot(
        index="region_code", columns="year", values="mean_maturity"
    )
    assert 0.5 < scores.corr().iloc[0, 1] < 0.99
    assert scores[2026].mean() > scores[2025].mean()


@pytest.mark.parametrize("asked", [{"regions": 0}, {"years": 0}, {"regions": 10, "innovations": 9}])
def test_a_panel_that_cannot_be_is_refused(asked):
    with pytest.raises(IndeksError, match="Panel"):
        example.national_panel(**asked)
