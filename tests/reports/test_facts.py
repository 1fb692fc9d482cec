"""What a region's report is told: the right region, year and numbers, or a refusal that says what to do."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from indeks import example, regions, scoring
from indeks.edition import round_half_up
from indeks.problems import DataError
from indeks.reports.parameters import ReportError
from indeks.reports.region import sections
from indeks.reports.region.facts import gather
from indeks.scoring import flags
from indeks.tables import SPD_TOTAL, Dataset
from support import CONTOH, EXAMPLE, ROOT, make_dataset


def together(*parts: Dataset) -> Dataset:
    """Several datasets as one, their innovations kept apart."""
    tables: dict[str, list[pd.DataFrame]] = {"innovations": [], "innovation_levels": [], "region_levels": []}
    for k, part in enumerate(parts):
        for name, frames in tables.items():
            frame = getattr(part, name).copy()
            if "innovation_id" in frame:
                frame["innovation_id"] = f"{k}-" + frame["innovation_id"].astype(str)
            frames.append(frame)
    own = pd.DataFrame({"region_code": ["99.72", "99.73"], "name": ["Rekaan", "Karangan"], "type": "kota"})
    return Dataset(regions=own, **{name: pd.concat(frames, ignore_index=True) for name, frames in tables.items()})


# --- which region, year and data ---------------------------------------------------------------------------


def test_a_real_region_without_data_has_published_facts_only():
    facts = gather(region=19.71, year="2023", lang="en")
    assert (facts.region, facts.name, facts.type) == ("19.71", "Pangkalpinang City", "kota")
    assert not facts.scored
    assert not facts.synthetic
    assert facts.final["score"].tolist() == [57.68]


def test_the_example_is_found_from_the_root_and_is_synthetic(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    facts = gather(region=CONTOH, year=2026, data=str(EXAMPLE.relative_to(ROOT)))
    assert facts.synthetic
    assert facts.scored
    assert facts.data_path == EXAMPLE
    assert facts.basis == "verified"
    assert facts.verified
    assert facts.score("verified")["examined"] == facts.score("verified")["stated"] == 522


def test_the_report_says_when_the_shipped_example_was_read(monkeypatch, tmp_path):
    given = str(EXAMPLE.relative_to(ROOT))
    for lang, words in (("id", "contoh yang disertakan"), ("en", "example that comes with")):
        monkeypatch.chdir(tmp_path)
        away = sections.method(gather(region=CONTOH, year=2026, data=given, lang=lang))
        assert any(words in getattr(block, "text", "") for block in away)
        monkeypatch.chdir(ROOT)
        at_home = sections.method(gather(region=CONTOH, year=2026, data=given, lang=lang))
        assert not any(words in getattr(block, "text", "") for block in at_home)


@pytest.mark.parametrize("data", ["data/raw/published_results.csv", "data", "data/raw/contoh/../regions.csv"])
def test_other_files_of_the_library_are_not_read_for_those_of_the_user(monkeypatch, tmp_path, data):
    monkeypatch.chdir(tmp_path)
    assert (ROOT / data).exists()
    with pytest.raises(ReportError, match="tidak ditemukan"):
        gather(region=CONTOH, year=2026, data=data)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"lang": "de"}, "id atau en"),
        ({"year": "20x6"}, "20x6"),
        ({"year": 26}, "26"),
        ({"data": "tidak/ada.xlsx"}, "tidak/ada.xlsx"),
        ({"region": "19.71", "data": str(EXAMPLE)}, "19.71"),
        ({"year": 2025, "data": str(EXAMPLE)}, "2025"),
        ({"data": str(EXAMPLE), "spd": "40"}, "memuat parameter SPD"),
    ],
)
def test_what_cannot_be_done_is_said(options, text):
    with pytest.raises(ReportError, match=text):
        gather(**{"region": CONTOH, "year": 2026, **options})


@pytest.mark.parametrize("spd", ["63,01", "-1", "banyak", "1.2.3", "1e3"])
def test_an_spd_total_out_of_range_is_refused_in_words(own_data, basic, spd):
    path = own_data(make_dataset(spd=0, maturities=[90] * 12, affairs=basic, year=2024))
    with pytest.raises(ReportError, match="dari 0 sampai 63"):
        gather(region=CONTOH, year=2024, data=path, spd=spd)


@pytest.mark.parametrize("spd", ["52,57", "52.57", " 52,57 ", 52.57])
def test_an_spd_total_may_be_written_as_people_write_it(own_data, basic, spd):
    path = own_data(make_dataset(spd=0, maturities=[90] * 12, affairs=basic, year=2024))
    facts = gather(region=CONTOH, year=2024, data=path, spd=spd)
    assert facts.spd_given
    assert facts.score()["index"] == 58.85


def test_a_year_without_edition_needs_one_named(own_data, basic):
    data = make_dataset(spd=40, maturities=[80] * 8, affairs=basic)
    later = dataclasses.replace(
        data, innovations=data.innovations.assign(year=2027), region_levels=data.region_levels.assign(year=2027)
    )
    path = own_data(later)
    with pytest.raises(DataError, match="2027"):
        gather(region=CONTOH, year=2027, data=path)
    assert gather(region=CONTOH, year=2027, data=path, edition="iid-2026").score()["index"] == 38.55


def test_wrong_data_are_not_reported_on(tmp_path):
    (tmp_path / "innovations.csv").write_text("innovation_id,region_code,year,title\na,99.71,2026,A\n")
    (tmp_path / "innovation_levels.csv").write_text("innovation_id,indicator,level\na,regulasi,9\n")
    with pytest.raises(DataError):
        gather(region=CONTOH, year=2026, data=str(tmp_path))


def test_a_region_of_the_data_alone_is_known_by_its_own_table(own_data):
    panel = example.national_panel(regions=6, innovations=60)
    assert not regions.known("99.100")
    facts = gather(region="99.100", year=2026, lang="en", data=own_data(panel))
    assert (facts.name, facts.type, facts.province) == ("Contoh 1 Regency", "kabupaten", "Provinsi Contoh")
    assert facts.synthetic
    assert facts.peers == frozenset(panel.regions["region_code"])


def test_a_region_of_the_data_alone_may_have_no_type(own_data):
    panel = example.national_panel(regions=6, innovations=60)
    bare = dataclasses.replace(panel, regions=panel.regions[["region_code", "name"]])
    facts = gather(region="99.101", year=2026, data=own_data(bare))
    assert (facts.name, facts.type, facts.peers) == ("Contoh 2", "", frozenset())


def test_the_master_list_goes_before_the_data(own_data, basic):
    data = make_dataset(spd=40, maturities=[80] * 8, affairs=basic)
    named = dataclasses.replace(data, regions=pd.DataFrame({"region_code": [CONTOH], "name": ["Lain"]}))
    assert gather(region=CONTOH, year=2026, data=own_data(named)).name == "Kota Contoh"


def with_regions(kabupaten: str, kota: str) -> Dataset:
    own = {"region_code": ["99.801", "99.802"], "name": [kabupaten, kota], "type": ["kabupaten", "kota"]}
    return dataclasses.replace(example.national_panel(regions=2, innovations=4), regions=pd.DataFrame(own))


@pytest.mark.parametrize("written", ["99.801", "Rekaan", "kabupaten rekaan"])
def test_a_region_of_the_data_is_found_by_code_and_by_name(written):
    data = with_regions("Rekaan", "Karangan")
    assert data.region(written) == "99.801"
    with pytest.raises(regions.UnknownRegion):
        data.region("Kota Rekaan")


def test_a_name_that_two_regions_of_the_data_share_is_not_guessed():
    data = with_regions("Rekaan", "Rekaan")
    with pytest.raises(regions.AmbiguousRegion) as told:
        data.region("Rekaan")
    assert told.value.codes == ["99.801", "99.802"]
    assert data.region("Kota Rekaan") == "99.802"


# --- one region and year among many -------------------------------------------------------------------------


def test_other_regions_and_years_change_nothing(own_data, basic):
    mine = make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:5])
    alone = gather(region=CONTOH, year=2026, data=own_data(mine))
    other = make_dataset(spd=60, maturities=[111] * 30, affairs=basic, region="99.72")
    earlier = make_dataset(spd=0, maturities=[50] * 20, affairs=basic, year=2021)  # cannot be scored
    among = gather(region=CONTOH, year=2026, data=own_data(together(other, mine, earlier)))
    for name in ("scores", "parts"):
        mine_there = getattr(among, name).reset_index(drop=True)
        pd.testing.assert_frame_equal(mine_there, getattr(alone, name).reset_index(drop=True))
    assert len(among.innovations) == 8
    assert set(among.all_parts["region_code"]) == {CONTOH, "99.72"}


def test_a_region_without_spd_total_does_not_cost_another_its_index(own_data, basic):
    mine = make_dataset(spd=0, maturities=[90] * 12, affairs=basic, year=2024, spd_total=52.57)
    other = make_dataset(spd=0, maturities=[90] * 12, affairs=basic, year=2024, region="99.72")
    third = make_dataset(spd=0, maturities=[60] * 12, affairs=basic, year=2024, region="99.73", spd_total=30)
    path = own_data(together(mine, other, third))
    facts = gather(region=CONTOH, year=2024, data=path)
    assert facts.score()["index"] == 58.85
    assert set(facts.all_parts["region_code"]) == {CONTOH, "99.73"}


def test_without_a_total_the_report_says_which_part_is_missing(own_data, basic):
    path = own_data(make_dataset(spd=0, maturities=[90] * 12, affairs=basic, year=2024))
    facts = gather(region=CONTOH, year=2024, data=path)
    assert not facts.scored
    assert "SPD" in facts.no_index
    assert len(facts.innovations) == 12  # what can be computed still is


def test_a_region_with_levels_of_its_own_but_no_innovation_is_scored(own_data, basic):
    mine = make_dataset(spd=40, maturities=[], affairs=basic)
    other = make_dataset(spd=40, maturities=[80], affairs=basic, region="99.72")
    facts = gather(region=CONTOH, year=2026, data=own_data(together(mine, other)))
    assert facts.score()["index"] == 16.0
    assert facts.innovations.empty


# --- what is examined and what is flagged --------------------------------------------------------------------


def test_only_filled_levels_of_sent_innovations_wait_for_an_examiner(own_data, basic):
    data = make_dataset(spd=0, maturities=[74] * 3, affairs=basic)
    sent = data.innovations.assign(sent=[True, True, False])
    levels = data.innovation_levels.assign(level=[2.0, 0.0] * 30, verified_level=float("nan"))
    levels.loc[0, "verified_level"] = 2.0
    path = own_data(dataclasses.replace(data, innovations=sent, innovation_levels=levels))
    facts = gather(region=CONTOH, year=2026, data=path)
    assert tuple(facts.score("verified")[["stated", "examined"]]) == (20, 1)
    assert not facts.verified
    assert facts.basis == "claimed"
    assert facts.score("verified") is not None


def test_an_accepted_zero_has_been_examined(own_data, contoh):
    levels = contoh.innovation_levels.assign(verified_level=0.0)
    facts = gather(region=CONTOH, year=2026, data=own_data(dataclasses.replace(contoh, innovation_levels=levels)))
    assert facts.verified
    assert facts.basis == "verified"


def test_the_score_without_flagged_leaves_out_exactly_those(contoh):
    facts = gather(region=CONTOH, year=2026, data=str(EXAMPLE))
    flagged = facts.marks[facts.marks["flag"].isin(flags.VALIDITY_FLAGS)]["innovation_id"].unique()
    wanted = scoring.score(contoh, exclude=set(flagged))
    pd.testing.assert_frame_equal(facts.without_flagged.reset_index(drop=True), wanted)
    assert "duplicate_title" in set(facts.marks["flag"])  # told, but no rule of eligibility
    assert len(flagged) == 8


# --- SPD totals ---------------------------------------------------------------------------------------------


def test_a_total_in_the_data_does_not_take_the_place_of_levels(basic):
    data = make_dataset(spd=40, maturities=[80] * 8, affairs=basic)
    row = {"region_code": CONTOH, "year": 2026, "indicator": SPD_TOTAL, "level": float("nan"), "value": 10.0}
    rows = pd.concat([data.region_levels, pd.DataFrame([row])], ignore_index=True)
    with_total = dataclasses.replace(data, region_levels=rows)
    pd.testing.assert_frame_equal(scoring.score(with_total), scoring.score(data))
    pd.testing.assert_frame_equal(scoring.contributions(with_total), scoring.contributions(data))


@pytest.mark.parametrize("total", [52.333333333333336, 1 / 3, 62.99999999999999])
def test_a_total_with_many_decimals_gives_the_index_it_should(basic, total):
    data = make_dataset(spd=0, maturities=[90] * 120, affairs=basic, year=2024, spd_total=total)
    got = scoring.score(data).iloc[0]
    assert got["index"] == pytest.approx((total + 90 + 120 * 0.38) / 2.5, abs=0.006)


# --- the numbers behind what is shown ------------------------------------------------------------------------


@pytest.mark.parametrize("section", ["points", "innovations", "agencies", "basic_services", "spd"])
def test_a_section_keeps_the_numbers_it_shows_out_of_the_page(section):
    facts = gather(region=CONTOH, year=2026, data=str(EXAMPLE))
    framed = [block for block in getattr(sections, section)(facts) if getattr(block, "frame", None) is not None]
    assert framed
    assert all("frame" not in block.content() for block in framed)


def test_the_frame_of_a_table_has_the_numbers_of_its_cells():
    facts = gather(region=CONTOH, year=2026, data=str(EXAMPLE))
    points = next(block for block in sections.points(facts) if block.kind == "table")
    for name, place in (("index_points", 2), ("index_max", 3), ("index_lost", 4)):
        assert [row[place].value for row in points.rows] == points.frame[name].tolist()
        assert points.total[place].value == sum(points.frame[name])
    assert sum(points.frame["index_points"]) == round_half_up(float(facts.score("verified")["index"]))
    agencies = next(block for block in sections.agencies(facts) if block.kind == "table")
    assert [row[0] for row in agencies.rows] == agencies.frame["agency"].tolist()
    assert [row[1].value for row in agencies.rows] == agencies.frame["innovations"].tolist()
    assert agencies.frame["innovations"].is_monotonic_decreasing
