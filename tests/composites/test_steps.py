"""The steps on figures small enough to work out by hand, a public index, and what must not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeks.composites import composite, step
from indeks.composites.aggregation import aggregated
from indeks.composites.ranking import half_up, ranks
from indeks.errors import IndeksError

META = pd.DataFrame(
    [("x", "top", 1), ("y", "top", 1), ("top", "", 2)],
    columns=["iCode", "Parent", "Level"],
)
DATA = pd.DataFrame({"uCode": ["a", "b", "c"], "x": [0.0, 1.0, 2.0], "y": [5.0, 9.0, 7.0]})
LIVES = pd.DataFrame(
    [
        ("CHE", 84.255, 16.5837307, 13.90406622, 69432.78669, 0.967),
        ("NOR", 83.393, 18.63846016, 13.06234279, 69189.76165, 0.966),
        ("ISL", 82.815, 19.10672951, 13.76716995, 54688.37921, 0.959),
        ("SGP", 84.133, 16.90273094, 11.92488003, 88761.14559, 0.949),
        ("AUS", 83.579, 21.0800209, 12.72681999, 49257.1352, 0.946),
        ("IDN", 68.25, 13.97573724, 8.556509972, 12045.56544, 0.713),
        ("NER", 62.08, 7.186131428, 1.341352433, 1283.309235, 0.394),
        ("SOM", 56.107, 7.647232333, 1.900300026, 1072.201461, 0.380),
    ],
    columns=["uCode", "le", "eys", "mys", "gnipc", "hdi"],
)
"""Human Development Report 2023/24, statistical annex, table 1: indicators and index of 2022."""


def top(data=DATA, meta=META, method=None) -> list[float]:
    frame = composite(data, meta, method)
    return frame.loc[frame["iCode"] == "top", "Score"].round(9).tolist()


def test_human_development_index_of_eight_countries():
    meta = pd.DataFrame(
        [
            ("le", "health", 1, 20, 85, None, None),
            ("eys", "education", 1, 0, 18, None, None),
            ("mys", "education", 1, 0, 15, None, None),
            ("gnipc", "income", 1, 100, 75_000, "log", None),
            ("health", "hdi", 2, None, None, None, None),
            ("education", "hdi", 2, None, None, None, None),
            ("income", "hdi", 2, None, None, None, None),
            ("hdi", None, 3, None, None, None, 3),
        ],
        columns=["iCode", "Parent", "Level", "Goalpost_lower", "Goalpost_upper", "Transform", "Round_node"],
    )
    method = {
        "normalisation": {"method": "minmax", "upper": 1.0, "goalposts": "fixed", "clip": True},
        "aggregation": {"method": "arithmetic", "levels": {"3": {"method": "geometric"}}},
    }
    frame = composite(LIVES.drop(columns="hdi"), meta, method)
    index = frame[frame["iCode"] == "hdi"]
    assert index["Score"].tolist() == pytest.approx(LIVES["hdi"].tolist(), abs=1e-9)
    assert index["Rank"].tolist() == list(range(1, 9))


def test_long_and_wide_data_give_the_same():
    long = DATA.melt("uCode", var_name="iCode", value_name="Value")
    pd.testing.assert_frame_equal(composite(long, META), composite(DATA, META))


def test_a_direction_of_minus_one_turns_an_indicator_round():
    turned = META.assign(Direction=[-1, 1, None])
    assert top(meta=turned) == [50.0, 75.0, 25.0]
    assert top(meta=turned) == top(DATA.assign(x=-DATA["x"]))


def test_a_missing_child_leaves_the_mean_of_the_others_unless_more_are_wanted():
    data = DATA.assign(x=[0.0, np.nan, 2.0])
    assert top(data) == [0.0, 100.0, 75.0]
    frame = composite(data, META.assign(Min_children=[None, None, 2]))
    assert frame["Score"].isna().tolist() == [False, True, False]
    assert frame["Rank"].tolist() == [2, pd.NA, 1]


def test_rounding_at_a_node_goes_into_its_parent_and_rounding_for_ranks_does_not():
    meta = pd.DataFrame(
        [("x", "left", 1), ("y", "top", 1), ("left", "top", 2), ("top", "", 3)],
        columns=["iCode", "Parent", "Level"],
    )
    data = DATA.assign(x=[0.0, 1.0, 3.0])
    assert top(data, meta.assign(Round_node=[None, None, 0, None])) == [0.0, 66.5, 75.0]
    ranked = composite(data, meta.assign(Round_rank=[None, None, None, -2])).set_index(["iCode", "uCode"])
    assert ranked.loc["top", "Rank"].tolist() == [3, 1, 1]
    assert ranked.at[("top", "b"), "Score"] == pytest.approx(200 / 3)


def test_goalposts_are_clipped_only_when_asked():
    meta = META.assign(Goalpost_lower=[1, 5, None], Goalpost_upper=[2, 9, None])
    assert top(meta=meta) == [-50.0, 50.0, 75.0]
    assert top(meta=meta, method={"normalisation": {"method": "minmax", "clip": True}}) == [0.0, 50.0, 75.0]


def test_missing_values_come_from_the_group_or_from_other_years():
    data = pd.DataFrame(
        {
            "uCode": ["a", "a", "a", "b", "b", "b"],
            "Time": [2020, 2021, 2022] * 2,
            "x": [0.0, np.nan, 4.0, np.nan, 1.0, np.nan],
            "y": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        }
    )
    none = {"normalisation": {"method": "none"}}

    def xs(**how: str) -> list[float]:
        frame = composite(data, META, none | {"missing": how}, indicators=True)
        return frame.loc[frame["iCode"] == "x", "Score"].tolist()

    assert xs(method="panel", fill="linear")[:3] == [0, 2, 4]
    assert xs(method="panel") == pytest.approx([0, 0, 4, np.nan, 1, 1], nan_ok=True)
    assert xs(method="mean", scope="year") == [0, 1, 4, 0, 1, 4]


@pytest.mark.parametrize(
    ("way", "options", "expected"),
    [
        ("arithmetic", {}, 5.0),
        ("geometric", {}, 4.0),
        ("harmonic", {}, 3.2),
        ("power", {"exponent": 2.0}, np.sqrt(34)),
        ("product", {}, 16.0),
        ("mazziotta_pareto", {}, 5 - 9 / 5),
        ("mazziotta_pareto", {"penalty": "high"}, 5 + 9 / 5),
    ],
)
def test_means_of_two_and_eight(way, options, expected):
    answer = aggregated(np.array([[2.0, 8.0]]), np.ones(2), step("aggregation", way, **options))
    assert answer[0] == pytest.approx(expected)


def test_a_child_of_zero_makes_the_geometric_mean_zero():
    for way in ("geometric", "harmonic"):
        assert aggregated(np.array([[0.0, 8.0]]), np.ones(2), step("aggregation", way))[0] == 0


def test_ties():
    scores = np.array([3.0, 5.0, 5.0, 1.0])
    assert [ranks(scores, ties).tolist() for ties in ("competition", "average", "worst")] == [
        [3, 1, 1, 4],
        [3, 1.5, 1.5, 4],
        [3, 2, 2, 4],
    ]


def test_one_bit_does_not_part_equal_scores():
    data = DATA.assign(x=[5.0999999999999996, 5.1000000000000005, 4.0], y=[1.0, 1.0, 0.0])
    assert composite(data, META)["Rank"].tolist() == [1, 1, 3]
    assert composite(data, META, {"normalisation": {"method": "borda"}})["Score"].tolist() == [1, 1, 0]


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_half_up_is_what_people_do_by_hand(number, decimals):
    half = (number + 0.5) / 10**decimals
    assert half_up(np.array([half]), decimals)[0] == pytest.approx((number + 1) / 10**decimals)


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 1e6), st.floats(-1e3, 1e3))
def test_units_of_measurement_do_not_matter(factor, shift):
    other = DATA.assign(x=DATA["x"] * factor + shift)
    for way in ("minmax", "zscore", "percentile"):
        method = {"normalisation": {"method": way}}
        assert top(other, method=method) == pytest.approx(top(method=method), abs=1e-5)


def test_a_clone_of_a_unit_does_not_change_the_order_of_the_others():
    clone = pd.concat([DATA, DATA.iloc[[1]].assign(uCode="clone")])
    first, second = composite(DATA, META), composite(clone, META)
    assert first["Score"].tolist() == second["Score"].tolist()[:3]
    assert second["Rank"].tolist()[1] == second["Rank"].tolist()[3]


def test_kemeny_is_refused_for_many_units():
    data = pd.DataFrame({"uCode": [f"u{at}" for at in range(13)], "x": range(13), "y": range(13)})
    with pytest.raises(IndeksError, match="12"):
        composite(data, META, {"aggregation": {"method": "kemeny"}})
    assert composite(data[:5], META, {"aggregation": {"method": "kemeny"}})["Rank"].tolist() == [5, 4, 3, 2, 1]
