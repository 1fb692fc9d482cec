"""Strengths, weaknesses and actions: what is told must be true of the rule, and be worth what it says."""

from __future__ import annotations

import dataclasses
import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeks import edition, example, scoring
from indeks.edition import COUNT_INDICATOR, round_half_up
from indeks.scoring import strengths
from indeks.tables import Dataset
from support import CONTOH, make_dataset

RULE = edition.load("iid-2026")
CENT = Decimal("0.01")


def actions_of(data: Dataset, n: int = 99, basis: str = "claimed") -> dict[str, strengths.Action]:
    """Actions by kind, or by indicator where one is raised."""
    score = scoring.score(data).set_index("basis").loc[basis]
    parts = scoring.contributions(data)
    found = strengths.actions(score, parts[parts["basis"] == basis], RULE, n)
    assert [a.gain for a in found] == sorted((a.gain for a in found), reverse=True)
    return {str(a.values.get("indicator", a.kind)): a for a in found}


def exact_index(data: Dataset) -> float:
    return float(scoring.score(data).iloc[0]["total"]) / 250 * 100


def with_level(data: Dataset, code: str) -> Dataset:
    """Every sent innovation, or the region, at level 3 in one indicator."""
    table = "region_levels" if RULE.indicator(code).aspect == "spd" else "innovation_levels"
    frame = getattr(data, table).copy()
    frame.loc[frame["indicator"] == code, "level"] = 3.0
    return dataclasses.replace(data, **{table: frame})


# --- shown parts add up ------------------------------------------------------------------------------------


@given(st.lists(st.decimals(0, 100, places=6), min_size=1, max_size=40))
def test_shown_parts_add_up_to_the_shown_total(values):
    total = round_half_up(sum(values, Decimal(0)))
    shown = strengths.rounded_to_sum([float(v) for v in values], total)
    assert sum(shown) == total
    for exact, part in zip(values, shown, strict=True):
        assert exact.quantize(CENT, ROUND_FLOOR) <= part <= exact.quantize(CENT, ROUND_CEILING)


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=40))
def test_parts_that_need_no_rounding_stay_as_they_are(values):
    assert strengths.rounded_to_sum([float(v) for v in values], sum(values, Decimal(0))) == values


def test_what_is_short_goes_to_the_largest_remainders():
    shown = strengths.rounded_to_sum([0.118, 0.112, 0.117], Decimal("0.35"))
    assert [str(v) for v in shown] == ["0.12", "0.11", "0.12"]


# --- actions -----------------------------------------------------------------------------------------------


def test_raising_an_indicator_wins_what_the_formula_gives(contoh):
    before = exact_index(contoh)
    for code, action in actions_of(contoh).items():
        if action.kind in ("raise_sid", "raise_spd"):
            assert exact_index(with_level(contoh, code)) - before == pytest.approx(action.gain)


def test_few_innovations_limit_what_a_level_can_win(basic):
    data = make_dataset(spd=30, maturities=[40] * 6, affairs=basic)
    before = exact_index(data)
    found = [a for a in actions_of(data).values() if a.kind == "raise_sid"]
    assert found
    for action in found:
        raised = exact_index(with_level(data, str(action.values["indicator"])))
        assert raised - before == pytest.approx(action.gain)


def test_sending_as_many_as_the_divisor_wins_what_the_formula_gives(basic):
    few = make_dataset(spd=30, maturities=[60] * 8, affairs=basic)
    enough = make_dataset(spd=30, maturities=[60] * 12, affairs=basic)
    action = actions_of(few)["send_more"]
    assert action.values == {"sent": 8, "divisor": 12, "more": 4}
    more_count = 4 * 0.38 / 250 * 100  # told apart: the count score is not part of this gain
    assert exact_index(enough) - exact_index(few) == pytest.approx(action.gain + more_count)


def test_enough_innovations_need_no_more_for_the_divisor(basic):
    assert "send_more" not in actions_of(make_dataset(spd=30, maturities=[60] * 12, affairs=basic))


def test_covering_the_services_wins_back_the_count_score(basic):
    lost = make_dataset(spd=30, maturities=[60] * 20, affairs=basic[:4])
    kept = make_dataset(spd=30, maturities=[60] * 20, affairs=basic[:5])
    action = actions_of(lost)["cover_services"]
    assert action.values == {"covered": 4, "needed": 5}
    assert exact_index(kept) - exact_index(lost) == pytest.approx(action.gain)
    assert "grow_count" not in actions_of(lost)  # more innovations win nothing while the count score is zero
    assert "cover_services" not in actions_of(kept)


def test_no_innovation_at_all_is_the_first_thing_to_mend(basic):
    found = actions_of(make_dataset(spd=63, maturities=[], affairs=basic))
    assert list(found) == ["send_first"]
    best = exact_index(make_dataset(spd=63, maturities=[111] * 12, affairs=[]))
    assert best - exact_index(make_dataset(spd=63, maturities=[], affairs=[])) == pytest.approx(
        found["send_first"].gain
    )


@pytest.mark.parametrize("n", [7, 11, 12, 13, 29, 199])
def test_what_is_at_its_best_is_never_an_action(basic, n):
    found = actions_of(make_dataset(spd=63, maturities=[111] * n, affairs=basic))
    assert set(found) <= {"grow_count", "send_more"}


def test_the_best_possible_region_has_nothing_to_do(basic):
    assert actions_of(make_dataset(spd=63, maturities=[111] * 200, affairs=basic)) == {}


def test_an_action_shown_as_winning_nothing_is_not_told(contoh):
    assert all(round_half_up(a.gain) > 0 for a in actions_of(contoh, basis="verified").values())


# --- strengths and weaknesses ------------------------------------------------------------------------------


def test_a_region_alone_is_held_against_its_own_average(contoh):
    parts = scoring.contributions(contoh)
    parts = parts[parts["basis"] == "claimed"]
    (own,) = strengths.comparisons(parts, CONTOH)
    assert (own.kind, own.size) == ("own", 1)
    counted = parts[parts["indicator"] != COUNT_INDICATOR]
    assert own.table["reference"].unique() == pytest.approx(counted["points"].sum() / counted["max_points"].sum())
    best = strengths.strengths(own.table)
    worst = strengths.weaknesses(own.table)
    assert best[0].share == own.table["share"].max()
    assert worst[0].share == own.table["share"].min()
    assert all(f.share > f.reference for f in best)
    assert all(f.share < f.reference for f in worst)


@pytest.mark.parametrize(("level", "n"), [(3, 7), (1, 29), (2, 13), (3, 11)])
def test_equal_indicators_have_neither_strength_nor_weakness(basic, level, n):
    parts = scoring.contributions(make_dataset(spd=0, maturities=[37 * level] * n, affairs=basic))
    parts = parts[(parts["aspect"] == "sid") & (parts["indicator"] != COUNT_INDICATOR)]
    parts = parts.assign(points=parts["max_points"] * level / 3 * min(n, 12) / 12)
    (own,) = strengths.comparisons(parts, CONTOH)
    assert len(own.table) == 20
    assert strengths.strengths(own.table) == strengths.weaknesses(own.table) == []


def test_a_difference_that_does_not_show_in_whole_percents_is_not_told():
    table = pd.DataFrame({"indicator": ["a", "b", "c"], "share": [0.52, 0.505, 0.49], "reference": 0.5})
    table["difference"] = table["share"] - table["reference"]
    assert [f.indicator for f in strengths.strengths(table)] == ["a"]
    assert [f.indicator for f in strengths.weaknesses(table)] == ["c"]


def panel_parts(regions: int) -> pd.DataFrame:
    return scoring.contributions(example.national_panel(regions=regions, innovations=regions * 15))


def test_the_mean_of_the_regions_is_the_reference_where_there_are_enough():
    parts = panel_parts(6)
    codes = sorted(set(parts["region_code"]))
    (everyone,) = strengths.comparisons(parts, codes[0], codes)
    assert (everyone.kind, everyone.size) == ("regions", 6)
    row = everyone.table.set_index("indicator").loc["regulasi"]
    mine = parts[parts["indicator"] == "regulasi"]
    assert row["reference"] == pytest.approx(math.fsum(mine["points"] / mine["max_points"]) / 6)


def test_peers_are_a_second_reference_where_there_are_enough():
    parts = panel_parts(8)
    codes = sorted(set(parts["region_code"]))
    found = strengths.comparisons(parts, codes[0], codes[:5])
    assert [(c.kind, c.size) for c in found] == [("regions", 8), ("peers", 5)]
    few = strengths.comparisons(parts, codes[0], codes[:4])
    assert [c.kind for c in few] == ["regions"]


def test_too_few_regions_are_no_reference():
    parts = panel_parts(4)
    codes = sorted(set(parts["region_code"]))
    assert [c.kind for c in strengths.comparisons(parts, codes[0], codes)] == ["own"]


def test_a_region_without_contributions_has_no_comparison():
    assert strengths.comparisons(panel_parts(5), "11.01") == []
