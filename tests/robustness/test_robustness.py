"""How sure the index is: against sums by hand, against scoring every reading anew, and against simulated truth."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

import indeks
from indeks.edition import load
from indeks.errors import IndeksError
from indeks.robustness import (
    as_assumptions,
    bounds_of_published,
    changes,
    load_assumptions,
    lost_affair,
    moves,
    uncertainty,
    what_weighs,
)
from indeks.robustness.assumed import only
from indeks.robustness.intervals import RULES, VALIDATION, replicates, tidy
from indeks.robustness.moves import MOVES, summary
from indeks.robustness.state import states
from indeks.robustness.weights import parts_of
from indeks.tables import Dataset
from support import make_dataset

RULE = load("iid-2026")
SIX = list(RULE.formula["basic_affairs"].value)


def country(*regions: Dataset) -> Dataset:
    """Several regions in one dataset, the names of innovations made different."""
    tables: dict[str, list[pd.DataFrame]] = {"innovations": [], "innovation_levels": [], "region_levels": []}
    for at, data in enumerate(regions):
        for name, rows in tables.items():
            frame = getattr(data, name).copy()
            if "innovation_id" in frame:
                frame["innovation_id"] = f"{at}-" + frame["innovation_id"].astype(str)
            rows.append(frame)
    return Dataset(**{name: pd.concat(rows, ignore_index=True) for name, rows in tables.items()})


def four() -> Dataset:
    """Four regions: SPD and maturities chosen so that ranks turn when constants do."""
    return country(
        make_dataset(spd=40, maturities=[80.0] * 8, affairs=SIX, region="99.01"),
        make_dataset(spd=40, maturities=[55.0] * 12, affairs=SIX, region="99.02"),
        make_dataset(spd=20, maturities=[70.0] * 30, affairs=SIX[:5], region="99.03"),
        make_dataset(spd=20, maturities=[90.0] * 20, affairs=SIX[:4], region="99.04"),
    )


READINGS = {
    "readings": [
        {"name": "divisor", "options": [{"min_divisor": 8}, {"min_divisor": 12}]},
        {"name": "count", "options": [{"count_weight": 0.38}, {"count_weight": 0.9}]},
        {"name": "gate", "options": [{"min_basic_affairs": 4}, {}, {"min_basic_affairs": 6}]},
        {"name": "weights", "options": [{}, {"weights": {"video": 1, "visi_misi": 2.125}}]},
    ]
}
PRIOR = {"validation": {"stands": 0.7, "strictness": 1e9, "regions": 1e9}}


def test_a_state_gives_the_index_that_scoring_gives():
    data = indeks.national_panel(regions=40, innovations=900)
    own = states(data)[0].cents() / 100
    assert own.tolist() == indeks.score(data)["index"].tolist()


def test_every_reading_is_what_scoring_gives_under_that_rule():
    data = four()
    found = replicates(states(data)[0], as_assumptions(READINGS, RULE), RULES)
    assert found.cents.shape == (24, 4)
    for row, options in enumerate(product(*(part["options"] for part in READINGS["readings"]))):
        change = {key: value for option in options for key, value in option.items()}
        rule = RULE.with_(**change)
        assert (found.cents[row] / 100).tolist() == indeks.score(data, edition=rule)["index"].tolist()
    assert len({tuple(row) for row in found.cents}) > 12


def test_all_ranks_of_four_regions_enumerated():
    table = uncertainty(four(), RULES, assumptions=READINGS).set_index("region_code")
    data, ranks = four(), []
    for options in product(*(part["options"] for part in READINGS["readings"])):
        change = {key: value for option in options for key, value in option.items()}
        index = indeks.score(data, edition=RULE.with_(**change)).set_index("region_code")["index"]
        ranks.append(index.rank(ascending=False, method="min"))
    every = pd.DataFrame(ranks)
    assert table["rank_lower"].tolist() == every.min().tolist()
    assert table["rank_upper"].tolist() == every.max().tolist()
    assert (table["rank_lower"] < table["rank_upper"]).any()
    assert (table["index_lower"] <= table["index"]).all()
    assert (table["index_upper"] >= table["index"]).all()


def test_a_category_that_turns_in_half_the_readings_says_so():
    # 40 + 8 x 80 / 12 + 8 x 0.38 = 96.37 of 250: 38.55 is Kurang Inovatif unless the bound is 38
    data = make_dataset(spd=40, maturities=[80.0] * 8, affairs=SIX)
    bound = {"readings": [{"name": "bound", "options": [{}, {"bounds": {"Inovatif": 38.0}}]}]}
    row = uncertainty(data, RULES, assumptions=bound).iloc[0]
    assert (row["index"], row["category"], row["category_stays"]) == (38.55, "Kurang Inovatif", 0.5)


def test_values_in_overlapping_bounds_may_have_either_level():
    data = make_dataset(spd=40, maturities=[80.0] * 8, affairs=SIX)
    rows = data.region_levels.copy()
    rows = rows[rows["indicator"] != "tpt_tingkat"]
    tie = {"region_code": "99.71", "year": 2026, "indicator": "tpt_tingkat", "level": 1.0, "value": 5.91}
    data = replace(data, region_levels=pd.concat([rows, pd.DataFrame([tie])], ignore_index=True))
    ties = {"readings": [{"name": "ties", "options": [{}, {"ties": "low"}, {"ties": "high"}]}]}
    cents = replicates(states(data)[0], as_assumptions(ties, RULE), RULES).cents[:, 0]
    assert cents[0] == cents[1]
    assert cents[2] - cents[0] == 30  # one level of weight 0.75 is 0.30 of the index


def test_a_spd_row_without_a_level_is_open_up_to_the_highest():
    data = make_dataset(spd=40, maturities=[80.0] * 8, affairs=SIX)
    lost = data.region_levels["indicator"] != "visi_misi"
    level = float(data.region_levels.loc[~lost, "level"].iloc[0])
    row = uncertainty(replace(data, region_levels=data.region_levels[lost]), RULES).iloc[0]
    whole = indeks.score(data)["index"].iloc[0]
    assert row["index_open"] == pytest.approx(whole + (3 - level) / 2.5, abs=0.011)


def test_the_same_rules_in_any_number_of_readings_give_the_same_numbers():
    many = as_assumptions(READINGS, RULE)
    state = states(four())[0]
    few = replicates(state, many, RULES, count=10, seed=3)
    assert few.cents.shape == (10, 4)
    assert (few.cents == replicates(state, many, RULES, count=10, seed=3).cents).all()
    whole = {tuple(row) for row in replicates(state, many, RULES).cents}
    assert {tuple(row) for row in few.cents} <= whole


def test_a_strict_prior_gives_the_share_that_stands():
    data = indeks.national_panel(regions=5, innovations=2000)
    state = states(data)[0]
    found = replicates(state, as_assumptions(PRIOR, RULE), VALIDATION, count=200, seed=1)
    wanted = 0.7 * (state.points("spd") + state.points("sid") / np.maximum(state.n, 12))
    counted = found.state.cents() - (state.points("spd") + state.points("sid") / np.maximum(state.n, 12)) * 0.4
    np.testing.assert_allclose(found.cents.mean(axis=0), counted + wanted * 0.4, rtol=0.01)


def test_first_replicates_do_not_depend_on_how_many_follow():
    state, prior = states(four())[0], load_assumptions(RULE)
    few = replicates(state, only(prior, VALIDATION), VALIDATION, count=5, seed=2)
    more = replicates(state, only(prior, VALIDATION), VALIDATION, count=50, seed=2)
    assert (few.cents == more.cents[:5]).all()


def test_an_interval_of_examinations_holds_the_truth_as_often_as_it_says():
    """The truth is drawn by hand, level by level, from the same prior; nine tenths should fall inside."""
    data = indeks.national_panel(regions=60, innovations=900)
    prior = {"validation": {"stands": 0.8, "strictness": 1e9, "regions": 8.0}}
    table = uncertainty(data, VALIDATION, assumptions=prior, count=400, seed=5).set_index("region_code")
    rng = np.random.default_rng(77)
    share = dict(zip(table.index, rng.beta(0.8 * 8, 0.2 * 8, size=60), strict=True))
    owner = data.innovations.set_index("innovation_id")["region_code"].astype(str)
    levels, of_regions = data.innovation_levels.copy(), data.region_levels.copy()
    for frame, regions in (
        (levels, levels["innovation_id"].astype(str).map(owner)),
        (of_regions, of_regions["region_code"].astype(str)),
    ):
        stands = rng.random(len(frame)) < regions.map(share).to_numpy(float)
        frame["level"] = np.where(stands, frame["level"], 0)
    truth = indeks.score(replace(data, innovation_levels=levels, region_levels=of_regions))
    truth = truth.set_index("region_code")["index"].loc[table.index]
    inside = ((truth >= table["index_lower"]) & (truth <= table["index_upper"])).mean()
    assert 0.8 <= inside <= 0.99


def test_what_was_examined_does_not_move():
    table = uncertainty(indeks.sample_region(), VALIDATION, count=50).iloc[0]
    verified = indeks.score(indeks.sample_region()).set_index("basis").loc["verified"]
    assert table["index_lower"] >= verified["index_low"]
    assert table["index_upper"] <= verified["index_high"]


def test_parts_add_up_to_the_index_and_their_shares_to_one():
    state = states(indeks.national_panel(regions=50, innovations=1200))[0]
    whole = sum(parts_of(state).values())
    np.testing.assert_allclose(whole, state.cents() / 100, atol=0.00501)
    weights = what_weighs(state)
    assert weights["effective"].sum() == pytest.approx(1)
    assert weights["nominal"].sum() == pytest.approx(1)
    assert weights.set_index("part").at["maturity", "nominal"] == pytest.approx(111 / 250)


def test_what_weighs_where_only_one_part_differs():
    data = country(
        make_dataset(spd=40, maturities=[80.0] * 12, affairs=SIX, region="99.01"),
        make_dataset(spd=20, maturities=[80.0] * 12, affairs=SIX, region="99.02"),
    )
    weights = what_weighs(states(data)[0]).set_index("part")["effective"]
    assert weights.to_dict() == pytest.approx({"spd": 1, "maturity": 0, "count": 0, "gate": 0})


def test_a_region_at_the_least_number_of_affairs_loses_its_count_score():
    lost = lost_affair(states(four())[0])
    assert lost["region_code"].tolist() == ["99.03"]
    row = lost.iloc[0]
    assert row["index"] - row["index_after"] == pytest.approx(30 * 0.38 / 2.5)
    index = indeks.score(four()).set_index("region_code")["index"].to_dict() | {"99.03": row["index_after"]}
    assert row["rank_after"] == 1 + sum(value > row["index_after"] for value in index.values())


@pytest.mark.parametrize("move", ["clone", "split", "empty", "drop_weakest", "lose_affair"])
def test_a_move_is_what_scoring_the_changed_data_gives(move):
    kept = [60.0, 66.0, 69.0, 75.0, 78.0, 81.0, 84.0, 87.0, 90.0, 93.0, 96.0, 99.0, 102.0]
    sent = {
        "clone": [*kept, 102.0],
        "split": [*kept, 84.0],
        "empty": [*kept, 0.0],
        "drop_weakest": kept[1:],
        "lose_affair": kept,
    }[move]
    affairs = SIX[:4] if move == "lose_affair" else SIX[:5]
    row = moves(states(make_dataset(spd=40, maturities=kept, affairs=SIX[:5]))[0]).set_index("move").loc[move]
    after = indeks.score(make_dataset(spd=40, maturities=sent, affairs=affairs))["index"].iloc[0]
    assert row["index_after"] == after
    assert row["win"] == pytest.approx(after - row["index"])


def test_a_summary_of_moves_counts_regions():
    told = summary(moves(states(four())[0])).set_index("move")
    assert list(told.index) == list(MOVES)
    assert (told["regions"] == 4).all()
    assert told.at["lose_affair", "punished"] == 0.25
    # the fourth has no count score and one maturity only, so one more of the same changes nothing
    assert told.at["clone", "rewarded"] == 0.75


def test_a_change_is_split_without_a_rest_and_rules_have_no_part_where_they_are_the_same():
    old = make_dataset(spd=40, maturities=[80.0] * 8, affairs=SIX[:4])
    new = make_dataset(spd=50, maturities=[84.0] * 20, affairs=SIX)
    before, after = states(old)[0], states(new)[0]
    row = changes(before, after).iloc[0]
    parts = ["spd", "maturity", "count", "gate", "divisor", "rules"]
    assert row[parts].sum() == pytest.approx(row["change"], abs=1e-12)
    assert row["rules"] == 0
    assert row["spd"] == pytest.approx(10 / 2.5)
    # the count score needs the number and the gate both: 8 innovations open 3.04, 12 more another 4.56
    assert row["gate"] == pytest.approx((8 * 0.38 + 20 * 0.38) / 2 / 2.5)
    assert row["count"] == pytest.approx(12 * 0.38 / 2 / 2.5)
    # the sum of maturity and the divisor: the mean of both orders
    assert row["maturity"] == pytest.approx((1680 - 640) * (1 / 12 + 1 / 20) / 2 / 2.5)
    assert row["divisor"] == pytest.approx((640 + 1680) * (1 / 20 - 1 / 12) / 2 / 2.5)
    assert changes(before, before).iloc[0][parts].tolist() == [0] * 6


def test_a_change_of_rules_alone_stands_under_rules():
    data = make_dataset(spd=40, maturities=[80.0] * 8, affairs=SIX)
    other = RULE.with_(min_divisor=10, weights={"video": 1})
    row = changes(states(data)[0], states(data, edition=other)[0]).iloc[0]
    assert row["rules"] == pytest.approx(row["change"], abs=1e-12)
    assert row[["spd", "maturity", "count", "gate", "divisor"]].tolist() == [0] * 5
    assert row["change"] != 0
    assert row["weights_in_rules"]


@pytest.mark.parametrize(
    ("year", "index", "n", "mean", "spd"),
    [
        (2023, "60.3", 129, "52.04", 49.69),
        (2024, "67.8", 89, "79.69", 55.99),
        (2025, "77.59", 137, "90.91", 51.005),
    ],
)
def test_what_tegal_published_leaves_for_its_spd(year, index, n, mean, spd):
    rows = bounds_of_published(load(f"iid-{year}"), index, n, mean).set_index("gate")
    kept = rows.loc["kept"]
    assert kept["low"] < spd < kept["high"]
    half = 0.05 if year < 2025 else 0.005
    assert kept["high"] - kept["low"] == pytest.approx(2 * (half * 2.5 + 0.005))
    assert kept["possible"]
    if year == 2024:  # without the count score SPD would be above its greatest value of 63
        assert not rows.loc["lost", "possible"]


def test_bounds_without_a_mean_are_of_the_sum():
    row = bounds_of_published(load("iid-2025"), "77.59", 137).iloc[0]
    assert row["of"] == "spd+maturity"
    assert row["low"] < 51.005 + 90.91 < row["high"]


def test_replicates_come_out_as_a_tidy_table():
    found = replicates(states(four())[0], as_assumptions(READINGS, RULE), RULES)
    table = tidy(found)
    assert len(table) == 24 * 4
    assert {"replicate", "region_code", "year", "divisor", "gate", "index", "rank", "category"} <= set(table)
    one = table[table["replicate"] == 7].set_index("region_code")
    assert one["rank"].tolist() == one["index"].rank(ascending=False, method="min").astype(int).tolist()


def test_changes_between_two_years_have_an_interval():
    old = make_dataset(spd=40, maturities=[80.0] * 8, affairs=SIX, year=2026)
    new = make_dataset(spd=40, maturities=[80.0] * 12, affairs=SIX, year=2026)
    for name in ("innovations", "region_levels"):
        getattr(new, name)["year"] = 2027
    table = uncertainty(country(old, new), RULES, assumptions=READINGS, edition=RULE)
    later = table[table["year"] == 2027].iloc[0]
    assert later["change_lower"] <= later["change"] <= later["change_upper"]
    assert table.loc[table["year"] == 2026, "change"].isna().all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reading": []},
        {"edition": "iid-2025"},
        {"readings": [{"name": "a", "options": []}]},
        {"readings": [{"name": "a", "options": [{"min_divisor": 0}]}]},
        {"readings": [{"name": "a", "options": [{"weights": {"nothing": 1}}]}]},
        {"readings": [{"name": "a", "options": [{"bounds": {"Hebat": 3}}]}]},
        {"readings": [{"name": "a", "options": [{"bounds": {"Inovatif": 300}}]}]},
        {"readings": [{"name": "a", "options": [{"ties": "middle"}]}]},
        {"readings": [{"name": "a", "options": [{"count_weight": 0.1 + 0.2}]}]},
        {"readings": [{"name": "a", "options": [{}]}, {"name": "a", "options": [{}]}]},
        {"readings": [{"name": "a", "option": [{}], "options": [{}]}]},
        {"validation": {"stands": 2, "strictness": 1, "regions": 1}},
        {"validation": {"stands": 0.5, "strictness": 1}},
        {"validation": {"stands": 0.5, "strictness": 1, "regions": 1, "mood": 3}},
    ],
)
def test_assumptions_that_cannot_be_used(wrong):
    with pytest.raises(IndeksError) as caught:
        as_assumptions(wrong, RULE)
    assert all(caught.value.text(lang).count("\n  - ") == 1 for lang in ("id", "en"))


@pytest.mark.parametrize("name", ["iid-2024", "iid-2025", "iid-2026"])
def test_shipped_assumptions_are_usable_and_cite_sources_of_the_library(name):
    from indeks.edition import sources

    assumptions = load_assumptions(load(name))
    assert assumptions.readings
    for reading in assumptions.readings:
        assert set(reading.sources) <= set(sources())
        assert reading.text
        assert reading.text_en


def test_an_unknown_kind_or_nothing_to_vary_is_refused():
    for kind, given in (("mood", None), (RULES, PRIOR), (VALIDATION, READINGS)):
        with pytest.raises(IndeksError):
            uncertainty(four(), kind, assumptions=given)
