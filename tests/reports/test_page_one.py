"""Page one: the one figure, what it stands beside, the points that are lost, who is to act."""

from __future__ import annotations

import dataclasses
import json

import pandas as pd
import pytest

from indeks import edition, scoring
from indeks.document.overview import checked, plain
from indeks.edition import round_half_up
from indeks.published import history
from indeks.reports.region import actions, frames, page_one, sections, steps
from indeks.reports.region.facts import gather
from indeks.scoring import flags
from support import CONTOH, EXAMPLE, make_dataset


@pytest.fixture(scope="module")
def contoh_facts():
    return gather(region=CONTOH, year=2026, data=str(EXAMPLE))


def unfinished(contoh, share: int = 3):
    """Kota Contoh with one of so many verified levels left, the others not examined."""
    levels = contoh.innovation_levels.copy()
    levels.loc[levels.index % share > 0, "verified_level"] = float("nan")
    return dataclasses.replace(contoh, innovation_levels=levels)


def test_a_finished_verification_is_the_headline(contoh_facts):
    label, value, text = page_one.headline(contoh_facts)
    assert (label, value) == ("Indeks terverifikasi 2026", "48,43")
    assert text == "Inovatif; 16,58 poin lagi menuju Sangat Inovatif"


def test_an_unfinished_verification_is_a_range_and_never_the_headline(contoh, own_data):
    data = unfinished(contoh)
    facts = gather(region=CONTOH, year=2026, data=own_data(data))
    assert page_one.headline(facts)[:2] == ("Indeks penilaian mandiri 2026", "51,01")
    row = scoring.score(data).set_index("basis").loc["verified"]
    low, high = (facts.t.number(row[end], 2) for end in ("index_low", "index_high"))
    wanted = f"{low}–{high}; baru {row['examined']} dari {row['stated']} parameter diperiksa"
    assert ("Indeks terverifikasi", wanted) in page_one.page_one(facts).facts
    (head, *_) = sections.banner(facts)
    assert ("Indeks terverifikasi", wanted) in head.facts
    assert [basis for basis, *_ in head.scores] == ["claimed"]
    assert "verified" not in set(frames.trend_points(facts)["stage"])
    shown = " ".join(
        block.html() for section in (sections.summarise, sections.innovations) for block in section(facts)
    )
    assert facts.t.number(row["index"], 2) in shown  # as the lower end
    assert shown.count(facts.t.number(row["index"], 2)) == shown.count(f"{low}–{high}") + shown.count(
        f"antara {low}"
    )


def test_a_published_final_score_comes_before_what_is_computed():
    facts = gather(region="19.71", year=2023)
    assert page_one.headline(facts)[:2] == ("Nilai akhir 2023", "57,68")
    labels = dict(page_one.page_one(facts).facts)
    assert labels["Nilai sementara"] == "63,85"
    assert labels["Nilai akhir 2022"] == "50,21 · Inovatif"


def test_a_year_of_which_nothing_is_known_says_so():
    assert page_one.headline(gather(region="19.71", year=2026))[1:] == ("–", "belum ditemukan")


def test_the_three_bars_add_up_to_the_index_and_to_a_hundred(contoh_facts):
    lost = actions.lost(contoh_facts)
    assert list(lost["part"]) == ["spd", "sid", "count"]
    score = contoh_facts.score("verified")
    assert sum(lost["index_points"]) == round_half_up(float(score["index"]))
    assert sum(lost["index_max"]) == 100
    assert sum(lost["index_lost"]) == 100 - sum(lost["index_points"])
    unit = 100 / float(contoh_facts.rule.constant("max_total"))
    for part, points in (("spd", "spd"), ("sid", "mean_maturity"), ("count", "count_score")):
        shown = lost.set_index("part").loc[part, "index_points"]
        assert float(shown) == pytest.approx(float(score[points]) * unit, abs=0.011)


def test_actions_are_of_more_than_one_kind_and_each_gain_is_that_of_the_score(contoh_facts, contoh):
    table = actions.actions(contoh_facts)
    assert len(table) == 5
    assert table["gain"].is_monotonic_decreasing
    assert table["kind"].value_counts().max() <= actions.OF_EACH
    raised = table[table["kind"] == "raise_spd"].iloc[0]
    levels = contoh.region_levels.copy()
    levels.loc[levels["indicator"] == raised["indicator"], "verified_level"] = 3.0
    after = scoring.score(dataclasses.replace(contoh, region_levels=levels)).set_index("basis")
    before = scoring.score(contoh).set_index("basis")
    won = after.loc["verified", "index"] - before.loc["verified", "index"]
    assert won == pytest.approx(raised["gain"], abs=0.011)


def test_no_action_asks_an_office_for_what_others_measure(contoh_facts):
    table = actions.actions(contoh_facts, n=99)
    raised = table.loc[table["kind"] == "raise_spd", "indicator"]
    assert {"penghargaan_inovator", "fasilitasi_haki"} <= set(raised)
    assert not {"pendapatan_perkapita", "opini_bpk", "ipm_progres", "pad"} & set(raised)


def test_new_innovations_are_one_for_each_agency_without(contoh_facts):
    table = actions.actions(contoh_facts).set_index("kind")
    without = actions.agencies_without(contoh_facts)
    assert table.loc["grow_count", "n"] == len(without) == 13
    score = contoh_facts.score("verified")
    each = 0.38 / float(contoh_facts.rule.constant("max_total")) * 100
    assert score["n_innovations"] + 13 < 200
    assert table.loc["grow_count", "gain"] == pytest.approx(13 * each)


def test_an_agency_that_need_not_innovate_or_has_an_unsent_one_is_not_without(own_data, contoh):
    agencies = contoh.agencies.copy()
    counts = frames.agency_counts(gather(region=CONTOH, year=2026, data=own_data(contoh)))
    exempt = actions.agencies_without(gather(region=CONTOH, year=2026, data=own_data(contoh)))[0]
    assert (counts["unsent"] > 0).any()
    agencies["must_innovate"] = agencies["agency"] != exempt
    facts = gather(region=CONTOH, year=2026, data=own_data(dataclasses.replace(contoh, agencies=agencies)))
    without = actions.agencies_without(facts)
    unsent = set(contoh.innovations.loc[~contoh.innovations["sent"], "agency"])
    assert exempt not in without
    assert not unsent & set(without)
    assert ("Perangkat daerah yang mengirim", "22 dari 35") in page_one.page_one(facts).facts


def test_innovations_at_risk_are_those_that_break_a_rule_of_eligibility(contoh_facts):
    marks = contoh_facts.marks
    wanted = set(marks.loc[marks["flag"].isin(flags.VALIDITY_FLAGS), "innovation_id"])
    assert set(actions.at_risk(contoh_facts)["innovation_id"]) == wanted
    assert len(wanted) == 8


def test_a_region_that_covers_too_few_services_reads_which(own_data, basic):
    data = make_dataset(spd=40, maturities=[80] * 12, affairs=basic[:3])
    overview = page_one.page_one(gather(region=CONTOH, year=2026, data=own_data(data)))
    (told,) = [row[0] for row in overview.wide[0].rows if "urusan pelayanan dasar" in row[0]]
    assert "Sosial" in told
    assert "baru 3 urusan" in told


# --- steps ---------------------------------------------------------------------------------------------------


def test_every_step_adds_to_the_index_what_it_says(contoh_facts, contoh):
    table = steps.steps(contoh_facts, contoh_facts.rule)
    sent = contoh.innovations.loc[contoh.innovations["sent"]]
    assert len(table) == len(sent) * 20
    step = table[table["points"].notna()].iloc[7]
    levels = contoh.innovation_levels.copy()
    cell = (levels["innovation_id"] == step["innovation_id"]) & (levels["indicator"] == step["indicator"])
    assert cell.sum() == 1
    levels.loc[cell, "verified_level"] = float(step["next"])
    exact = scoring.contributions(dataclasses.replace(contoh, innovation_levels=levels))
    was = scoring.contributions(contoh)
    total = lambda parts: parts.loc[parts["basis"] == "verified", "index_points"].sum()  # noqa: E731
    assert total(exact) - total(was) == pytest.approx(step["points"])


def test_nothing_is_asked_for_at_the_highest_level(contoh_facts):
    table = steps.steps(contoh_facts, contoh_facts.rule)
    top = table["verified"].fillna(0) == 3
    assert top.any()
    assert table.loc[top, "points"].isna().all()
    assert (table.loc[top, "needs"] == "").all()
    assert table.loc[~top, "points"].notna().all()


def test_every_agency_has_its_own_table(contoh_facts, contoh):
    blocks = [block for block in sections.by_agency(contoh_facts) if block.kind == "table"]
    sent = contoh.innovations[contoh.innovations["sent"]]
    assert [block.caption for block in blocks] == sorted(sent["agency"].unique())
    for block in blocks:
        own = set(sent.loc[sent["agency"] == block.caption, "innovation_id"])
        assert set(block.frame["innovation_id"]) <= own


# --- in every format -----------------------------------------------------------------------------------------


def test_an_overview_is_carried_whole_and_is_plain_where_it_must_be(contoh_facts):
    from indeks.document.contents import _checked, clean

    content = json.loads(json.dumps(page_one.page_one(contoh_facts).content()))
    carried = checked(content, clean, _checked)
    parts = plain([carried])
    assert [part["kind"] for part in parts][:3] == ["heading", "paragraph", "bullets"]
    text = json.dumps(parts, ensure_ascii=False)
    for words in ("48,43", "Badan Kepegawaian Daerah", "RISET WARGA", "hari-orang", "19,70 dari 25,20"):
        assert words in text


@pytest.mark.parametrize("broken", [{}, {"bars": [["a", "x", "b"]], "facts": [1], "wide": ["?"], "narrow": None}])
def test_a_broken_overview_is_shown_as_far_as_it_goes(broken):
    from indeks.document.contents import _checked, clean

    carried = checked({"kind": "overview", **broken}, clean, _checked)
    assert carried["bars"] == carried["wide"] == carried["narrow"] == carried["facts"] == []


def test_a_hostile_title_on_page_one_is_harmless(own_data, contoh):
    rows = contoh.innovations.copy()
    rows["title"] = "<script>alert(1)</script>" + rows["title"].astype(str)
    facts = gather(region=CONTOH, year=2026, data=own_data(dataclasses.replace(contoh, innovations=rows)))
    shown = page_one.page_one(facts).html()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_indicator_36_is_a_weakness(contoh_facts):
    text = " ".join(block.html() for block in sections.summarise(contoh_facts))
    assert edition.load("iid-2026").indicator("jumlah_inovasi").text("id") + ": 14%" in text


def test_a_frame_has_no_more_than_numbers(contoh_facts):
    assert isinstance(page_one.page_one(contoh_facts).frame, pd.DataFrame)


# --- published results only ----------------------------------------------------------------------------------


def test_a_final_category_comes_before_a_provisional_score():
    overview = page_one.page_one(gather(region="19.71", year=2024))
    assert (overview.label, overview.value) == ("Predikat akhir 2024", "Sangat Inovatif")
    assert dict(overview.facts)["Nilai sementara"] == "65,13"
    facts = dict(sections.banner(gather(region="19.71", year=2024))[0].facts)
    assert (facts["Predikat akhir"], facts["Nilai sementara"]) == ("Sangat Inovatif", "65,13")


def test_page_one_of_published_results_shows_the_last_of_them_with_their_sources():
    overview = page_one.page_one(gather(region="19.71", year=2023))
    table, told = overview.wide
    assert [(str(row[0]), str(row[2])) for row in table.rows] == [
        ("2021", "59,02"), ("2022", "50,21"), ("2023", "63,85"), ("2023", "57,68"),
    ]  # fmt: skip
    assert all(row[-1].items for row in table.rows)
    assert told.items[0] == "Nilai akhir Kota Pangkalpinang tahun 2023 adalah 57,68, predikat Inovatif."


def test_a_count_that_is_all_there_is_is_told_once():
    blocks = sections.summarise(gather(region="16.72", year=2025))
    text = " ".join(block.html() for block in blocks)
    assert text.count("16 inovasi") == 0
    assert "yang tercatat hanya jumlah inovasinya: 16." in text
    assert text.count("Catatan sumber") == 0
    assert dict(blocks[0].facts)["Inovasi yang tercatat"] == "16"


def test_regions_of_which_only_the_category_is_known_are_counted():
    facts = gather(region="19.71", year=2024)
    rows = history.merged()
    rows = rows[(rows["type"] == "kota") & rows["year"].between(2021, 2024) & (rows["region_code"] != "19.71")]
    rows = rows[(rows["scale"] == "0-100") | (rows["category"] != "") | (rows["award"] != "")]
    latest = {}
    for row in rows.sort_values("year").to_dict(
        "records"
    ):  # by hand: the newest year, a final result before others
        best = latest.get(row["region_code"])
        if best is None or (row["year"], row["stage"] == "final") >= (best["year"], best["stage"] == "final"):
            latest[row["region_code"]] = row
    wanted = [r["category"] for r in latest.values() if pd.isna(r["score_min"]) and r["category"]]
    counted = frames.categories_only(facts)
    assert counted == {name: wanted.count(name) for name in counted}
    assert sum(counted.values()) == len(wanted) > 5
    note = " ".join(note for block in sections.position(facts) if block.kind == "table" for note in block.notes)
    assert f"Dari {len(wanted)} daerah sejenis lain" in note


# --- what belongs together says the same ---------------------------------------------------------------------


def test_the_points_of_the_detail_are_those_of_page_one(contoh_facts):
    (table,) = [block for block in sections.points(contoh_facts) if block.kind == "table"]
    assert str(table.total[2]) == str(page_one.page_one(contoh_facts).value) == "48,43"
    assert sum(actions.lost(contoh_facts)["index_lost"]) == table.total[4].value
    assert frames.spd_points(contoh_facts, contoh_facts.rule)["points"].sum() == pytest.approx(
        float(contoh_facts.score("verified")["spd"])
    )


def test_an_innovation_that_is_not_sent_is_named(contoh_facts, contoh):
    unsent = contoh.innovations[~contoh.innovations["sent"]]
    (listed,) = [b for b in sections.innovations(contoh_facts) if b.kind == "bullets"]
    assert listed.items == [f"{r.title} ({r.agency})" for r in unsent.itertuples()]
    assert len(unsent) == 1


def test_the_sheet_of_an_agency_says_what_all_of_its_steps_would_add(contoh_facts, contoh):
    block = next(b for b in sections.by_agency(contoh_facts) if b.kind == "table")
    assert block.handout
    levels = contoh.innovation_levels.copy()
    own = levels["innovation_id"].isin(set(block.frame["innovation_id"]))
    levels.loc[own, ["level", "verified_level"]] = 3.0
    after = scoring.contributions(dataclasses.replace(contoh, innovation_levels=levels))
    total = lambda parts: parts.loc[parts["basis"] == "verified", "index_points"].sum()  # noqa: E731
    gained = total(after) - total(scoring.contributions(contoh))
    assert contoh_facts.t.number(gained, 2) in block.notes[0]


def test_every_step_stands_in_the_annex_with_its_points(contoh_facts):
    (annex,) = [block for block in sections.matrix(contoh_facts) if block.kind == "annex"]
    table = steps.steps(contoh_facts, contoh_facts.rule)
    assert len(annex.rows) == len(table) == 28 * 20
    assert annex.html() == ""
    for row, points in zip(annex.rows, table["points"], strict=True):
        assert str(row[-1]) == ("–" if pd.isna(points) else contoh_facts.t.number(points, 2, signed=True))
