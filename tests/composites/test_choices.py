"""What a method may say beyond scales and means, by sums that are done in the head; and what it may not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indeks import composite
from indeks.composites import changes, compare, rank_shifts
from indeks.composites.files import read_csv
from indeks.errors import IndeksError
from support import ROOT, shared

META = pd.DataFrame(
    [("x", "all", 1), ("y", "all", 1), ("z", "all", 1), ("all", None, 2)], columns=["iCode", "Parent", "Level"]
)
DATA = pd.DataFrame({"uCode": list("abcd"), "x": [0, 5, 10, 2.0], "y": [0, 10, 5, np.nan], "z": [1, 2, 3, np.nan]})
PLAIN = {"method": "none"}


def top(data=DATA, meta=META, **method) -> list[float]:
    scores = composite(data, meta, method)
    return scores.loc[scores["iCode"] == "all", "Score"].tolist()


def ranks(data=DATA, meta=META, **method) -> list[float]:
    scores = composite(data, meta, method)
    return scores.loc[scores["iCode"] == "all", "Rank"].astype(float).tolist()


def test_a_sum_keeps_the_weights_as_they_are_and_needs_every_child():
    meta = META.assign(Weight=[2, 1, 0.5, None])
    assert top(meta=meta, normalisation=PLAIN, aggregation={"method": "sum"}) == pytest.approx(
        [0.5, 21, 26.5, np.nan], nan_ok=True
    )


@pytest.mark.parametrize(("coverage", "last"), [(0.0, 2.0), (0.33, 2.0), (1 / 3, 2.0), (0.34, np.nan)])
def test_a_mean_needs_the_share_of_children_that_is_asked_for(coverage, last):
    scores = top(normalisation=PLAIN, aggregation={"method": "arithmetic", "coverage": coverage})
    assert scores == pytest.approx([1 / 3, 17 / 3, 6, last], nan_ok=True)


def test_least_children_of_a_node():
    scores = top(meta=META.assign(Min_children=[None, None, None, 2]), normalisation=PLAIN)
    assert np.isnan(scores[3])
    assert not np.isnan(scores[:3]).any()


def test_a_unit_with_too_little_is_left_out_of_scales_too():
    data = pd.concat([DATA, pd.DataFrame({"uCode": ["e"], "x": [1000.0]})])
    screened = top(data, screening={"method": "coverage", "least_present": 0.5})
    assert screened == pytest.approx(top(DATA[:3]))


def test_gaps_filled_from_the_unit_itself():
    data = DATA[:3].assign(y=[0, np.nan, 10.0])
    meta = META.assign(Direction=[1, -1, 1, 1])
    scores = top(data, meta, missing={"method": "unit"}, normalisation={"method": "minmax"})
    assert scores == pytest.approx([100 / 3, 50, 200 / 3])


def test_goalposts_of_a_node_put_its_score_on_the_scale():
    meta = META.assign(Goalpost_lower=[0, 0, 1, 0], Goalpost_upper=[10, 10, 3, 50])
    assert top(DATA[:3], meta) == pytest.approx([0, 400 / 3, 500 / 3])
    clipped = {"method": "minmax", "clip": True}
    assert top(DATA[:3], meta, normalisation=clipped) == pytest.approx([0, 100, 100])


def test_where_low_is_good_the_worst_may_stand_first():
    rising = META.assign(Direction=[-1, 1, 1, 1], Goalpost_lower=[0, 0, 0, None], Goalpost_upper=[10, 10, 4, None])
    turned = rising.assign(Goalpost_lower=[10, 0, 0, None], Goalpost_upper=[0, 10, 4, None])
    assert top(DATA[:3], turned) == pytest.approx(top(DATA[:3], rising))
    assert top(DATA[:3], rising)[0] == pytest.approx((100 + 0 + 25) / 3)


def test_rounding_of_an_indicator_goes_into_its_parent():
    data = pd.DataFrame({"uCode": list("abc"), "x": [0, 1, 3.0], "y": [0, 1, 2.0], "z": [0, 1, 2.0]})
    assert top(data, META.assign(Round_node=[0, None, None, None]))[1] == pytest.approx((33 + 50 + 50) / 3)


def test_units_that_are_scored_but_not_ranked():
    plain = ranks(DATA[:3], normalisation=PLAIN)
    assert plain == [3, 2, 1]
    assert ranks(DATA[:3], normalisation=PLAIN, ranking={"method": "competition", "without": ["c"]}) == (
        pytest.approx([2, 1, np.nan], nan_ok=True)
    )


def test_rank_one_may_be_the_lowest():
    assert ranks(DATA[:3], normalisation=PLAIN, ranking={"method": "competition", "best": "low"}) == [1, 2, 3]


def test_a_child_of_no_weight_is_as_if_it_were_not():
    data = pd.DataFrame({"uCode": list("ab"), "x": [4.0, 1.0], "y": [9.0, 4.0], "z": [0.0, 5.0]})
    meta = META.assign(Weight=[1, 1, 0, None])
    for way, expected in (("geometric", [6, 2]), ("harmonic", [2 / (1 / 4 + 1 / 9), 1.6])):
        assert top(data, meta, normalisation=PLAIN, aggregation={"method": way}) == pytest.approx(expected)


@pytest.mark.parametrize("way", ["arithmetic", "geometric", "harmonic", "mazziotta_pareto", "copeland"])
def test_units_of_measurement_do_not_matter_on_a_scale_of_the_data(way):
    scale = {"method": "minmax", "lower": 1.0}
    other = DATA.assign(x=DATA["x"] * 1000 - 7, y=DATA["y"] * 0.3, z=DATA["z"] + 50)
    own = top(normalisation=scale, aggregation={"method": way})
    assert top(other, normalisation=scale, aggregation={"method": way}) == pytest.approx(own)


@pytest.mark.parametrize("way", ["arithmetic", "geometric", "mazziotta_pareto", "product"])
def test_a_clone_of_a_unit_changes_no_order(way):
    data = DATA[:3]
    cloned = pd.concat([data, data[1:2].assign(uCode="clone")], ignore_index=True)
    how = {"normalisation": {"method": "minmax", "lower": 1.0}, "aggregation": {"method": way}}
    assert top(cloned, **how)[:3] == pytest.approx(top(data, **how))
    assert top(cloned, **how)[3] == pytest.approx(top(data, **how)[1])


def test_long_data_keep_the_order_of_units_and_what_is_said_of_them():
    wide = DATA.assign(group=["p", "p", "q", "q"])[::-1]
    long = wide.melt(["uCode", "group"], var_name="iCode", value_name="Value")
    method = {"missing": {"method": "mean", "by": "group"}}
    pd.testing.assert_frame_equal(composite(wide, META, method), composite(long, META, method))


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ({"normalisation": {"method": "minmax", "clip": True}}, "unused"),
        ({"normalisation": {"method": "zscore", "scope": "year"}}, "no_years"),
        ({"denominate": True}, "unused"),
        ({"ranking": {"method": "competition", "without": ["q"]}}, "no_unit"),
        ({"screening": {"method": "coverage", "least_present": 66}}, "value"),
        ({"screening": {"method": "coverage", "least_nonzero": 1.0}}, "screened"),
        ({"aggregation": {"method": "sum", "coverage": 0.5}}, "option"),
        ({"treatment": {"method": "skew_kurtosis", "winsorise": -1}}, "value"),
        ({"aggregation": {"method": 3}}, "way"),
        ({"aggregation": {"levels": 3}}, "no_way"),
    ],
)
def test_choices_without_effect_or_sense_are_refused(method, key):
    with pytest.raises(IndeksError) as caught:
        composite(DATA.assign(x=[0, 5, 0, 0.0]) if key == "screened" else DATA, META, method)
    assert caught.value.key == f"composites.error.{key}"
    assert all(caught.value.text(lang) for lang in ("id", "en"))


@pytest.mark.parametrize(
    ("column", "cells", "key"),
    [
        ("Denominator", ["people", None, None, None], "denominate"),
        ("Min_children", [2, None, None, None], "unused_column"),
        ("Min_children", [None, None, None, 4], "min_children"),
        ("Direction", [1, 1, 1, -1], "direction_node"),
        ("Transform", [None, None, None, "log"], "unused_column"),
        ("Round_node", [None, None, None, 1.5], "whole_number"),
        ("Type", ["Indikator", None, None, None], "type"),
        ("Type", ["Aggregate", None, None, None], "type_level"),
    ],
)
def test_metadata_without_effect_or_sense_are_refused(column, cells, key):
    with pytest.raises(IndeksError) as caught:
        composite(DATA, META.assign(**{column: cells}))
    assert caught.value.key == f"composites.error.{key}"
    assert all(caught.value.text(lang) for lang in ("id", "en"))


def test_all_faults_are_told_at_once():
    with pytest.raises(IndeksError) as caught:
        composite(DATA, META.assign(Weight=["a", -1, "b", None]))
    assert [part in caught.value.text("en") for part in ('Weight of x is "a"', 'Weight of z is "b"')] == [
        True,
        True,
    ]
    with pytest.raises(IndeksError) as caught:
        composite(DATA.assign(x=["?", 1, "!", 2], z=np.nan), META)
    assert caught.value.text("en").count("\n  - ") == 3


def test_comparison_counts_by_year_and_shifts_by_hand():
    one = pd.DataFrame({"uCode": list("abc") * 2, "Time": [1, 1, 1, 2, 2, 2], "iCode": "all", "Level": 2})
    first, second = one.assign(Score=[3, 2, 1, 3, 2, 1.0]), one.assign(Score=[3, 2, 1, 1, 2, 3.0])
    figures = compare(first, second, tops=[1])
    assert figures["kendall"].tolist() == pytest.approx([1, -1])
    assert figures["top_1"].tolist() == [1, 0]
    shifts = rank_shifts(first, second).set_index(["uCode", "Time"])["Shift"]
    assert (shifts["a", 2], shifts["c", 2], shifts["b", 2], shifts["a", 1]) == (-2, 2, 0, 0)
    with pytest.raises(IndeksError):
        compare(first, second.assign(uCode="z"))


def test_the_same_rules_have_no_part_in_a_change():
    meta = META.assign(Goalpost_lower=[0, 0, 0, None], Goalpost_upper=[10, 10, 4, None])
    data = pd.concat([DATA.assign(Time=2024), DATA.assign(Time=2025, x=DATA["x"] + 1)])
    same = changes(data, (meta, None))
    assert (same["Rules"] == 0).all()
    assert same["Data"].tolist() == pytest.approx([10 / 3, 10 / 3, 10 / 3, 10])
    new = meta.assign(Goalpost_upper=[20, 10, 4, None])
    told = changes(data, (new, None), (meta, None)).set_index("uCode").loc["c"]
    assert (told["Before"], told["After"]) == pytest.approx(((100 + 50 + 75) / 3, (55 + 50 + 75) / 3))
    assert told["Rules"] == pytest.approx(((50 - 100) + (55 - 110)) / 2 / 3)
    assert told["Data"] + told["Rules"] == pytest.approx(told["Change"])


def test_hdi_rules_of_one_edition_have_no_part_in_any_change():
    data = pd.read_csv(shared("cases", "hdi", "hdi_1990_2022.csv")).dropna(subset=["le", "eys", "mys", "gnipc"])
    data = data.rename(columns={"iso3": "uCode", "year": "Time"})

    rules = (read_csv(ROOT / "docs/examples/hdi/meta.csv"), ROOT / "docs/examples/hdi/method.toml")
    told = changes(data, rules)
    assert len(told) > 5_000
    assert (told["Rules"] == 0).all()
