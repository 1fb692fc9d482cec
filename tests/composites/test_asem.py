"""What COINr tells of its example beside the scores: screening, gaps, weights, correlations, comparisons, years."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indeks import composite
from indeks.composites import compare, rank_shifts
from indeks.composites.calculation import Index, computed
from indeks.composites.screening import availability
from indeks.composites.statistics import correlation
from indeks.composites.treatment import kurtosis, skew
from indeks.composites.voting import outranking
from indeks.composites.weighting import effective
from support import shared

METHOD = {
    "denominate": True,
    "missing": {"method": "mean", "by": "EurAsia_group"},
    "treatment": {"method": "skew_kurtosis"},
}


def case(name: str) -> pd.DataFrame:
    return pd.read_csv(shared("cases", "asem", f"{name}.csv"))


def of(method: dict) -> Index:
    return computed(case("in_iData").sort_values("uCode"), case("in_iMeta"), method)


@pytest.fixture(scope="module")
def index() -> Index:
    return of(METHOD)


def beside(index: Index, expected: pd.DataFrame) -> pd.DataFrame:
    return expected.set_index("uCode").loc[index.table.keys["uCode"]]


def test_shares_of_data_that_units_have(index):
    present, nonzero = availability(index.data)
    expected = case("exp_data_avail_units").set_index("uCode").loc[index.data.keys["uCode"]]
    np.testing.assert_allclose(present, expected["Dat_Avail"], atol=1e-12)
    np.testing.assert_allclose(nonzero, expected["Non_Zero"], atol=1e-12)


def test_screening_leaves_out_the_units_that_have_too_little():
    screened = of(METHOD | {"screening": {"method": "coverage", "least_present": 0.85}})
    assert set(screened.left_out) == {"BRN 2018", "LAO 2018", "MMR 2018"}
    assert len(screened.table.keys) == 48


def test_gaps_filled_from_the_other_indicators_of_a_unit():
    index = of({"denominate": True, "missing": {"method": "unit", "among": "all"}})
    expected = beside(index, case("exp_impute_row_mean"))[list(index.tree.indicators)]
    np.testing.assert_allclose(index.table.values, expected, rtol=1e-9, atol=1e-9)


def test_a_share_of_children_that_all_have_changes_nothing():
    scale = {"method": "minmax", "lower": 1.0}
    index = of(METHOD | {"normalisation": scale, "aggregation": {"method": "arithmetic", "coverage": 0.95}})
    expected = beside(index, case("exp_agg_amean_datthresh095"))
    for node in index.tree.nodes:
        np.testing.assert_allclose(index.scores[node], expected[node], rtol=1e-9, err_msg=node)


def test_effective_weights(index):
    expected = case("exp_eff_weights").set_index("iCode")["EffWeight"]
    own = effective(index.tree)
    assert set(own) == set(expected.index)
    assert max(abs(own[code] - expected[code]) for code in own) < 1e-12


@pytest.mark.parametrize("kind", ["pearson", "spearman", "kendall"])
def test_correlations_with_the_parent(index, kind):
    for parent, child, value in case(f"exp_corr_L1_L2_parent_{kind}").itertuples(index=False):
        if kind != "pearson" and child == "TolMin":
            continue  # ties of this indicator differ by the last bit of its file
        assert correlation(index.scores[parent], index.scores[child], kind) == pytest.approx(value, abs=1e-9)


def test_skew_and_kurtosis_of_the_raw_data(index):
    for row in case("exp_stats_raw").to_dict("records"):
        column = index.data.values[:, index.tree.indicators.index(row["iCode"])]
        assert skew(column) == pytest.approx(row["Skew"], abs=1e-9)
        assert kurtosis(column) == pytest.approx(row["Kurt"], abs=1e-9)


def test_ranks_of_every_node(index):
    expected = beside(index, case("exp_results_aggs_ranks"))
    for node in index.tree.nodes:
        assert index.ranks(node).tolist() == expected[node].tolist()


def test_outranking_of_a_pillar(index):
    columns = [index.tree.indicators.index(code) for code in index.tree.children["Physical"]]
    shares = outranking(index.indicators[:, columns], np.ones(len(columns)))
    expected = beside(index, case("exp_outrank_Physical_normalised")).to_numpy()
    own = ~np.eye(len(shares), dtype=bool)
    np.testing.assert_allclose(shares[own], expected[own], atol=1e-12)


@pytest.mark.parametrize("file", ["exp_compare_drop_LPI_Flights", "exp_compare_minmax_vs_zscore"])
def test_two_methods_compared(file):
    data, meta = case("in_iData"), case("in_iMeta")
    if "drop" in file:
        other = composite(data, meta[~meta["iCode"].isin(["LPI", "Flights"])], METHOD)
    else:
        other = composite(data, meta, METHOD | {"normalisation": {"method": "zscore"}})
    nominal = composite(data, meta, METHOD)
    shifts = rank_shifts(nominal, other).set_index("uCode")
    expected = case(file).set_index("uCode").loc[shifts.index]
    assert shifts["Rank_first"].tolist() == expected["coin.1"].tolist()
    assert shifts["Rank_second"].tolist() == expected["coin.2"].tolist()
    assert compare(nominal, other)["mean_shift"].iloc[0] == pytest.approx(expected["Abs.diff"].mean())


def test_a_panel_of_five_years_screened_and_treated_within_each_year():
    data, expected = case("in_iData_panel"), case("exp_panel_index")
    method = {
        "denominate": False,
        "screening": {"method": "coverage", "least_present": 0.9},
        "treatment": {"method": "skew_kurtosis", "scope": "year"},
    }
    scores = composite(data, case("in_iMeta"), method)
    for code in ("Conn", "Sust", "Index"):
        both = expected.merge(scores[scores["iCode"] == code], on=["uCode", "Time"], validate="one_to_one")
        assert len(both) == 230
        np.testing.assert_allclose(both["Score"], both[code], rtol=1e-9, err_msg=code)
