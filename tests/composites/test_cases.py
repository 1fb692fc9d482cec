"""Indices that others have published come back: every step of COINr's example, DESI, CEJI, HDI, the Handbook."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indeks import composite
from indeks.composites import as_method, framework
from indeks.composites.aggregation import aggregated
from indeks.composites.calculation import node_scores, prepared
from indeks.composites.data import Table, read
from indeks.composites.method import step
from indeks.composites.normalisation import normalised
from indeks.composites.voting import best_order, outranking
from indeks.composites.weighting import first_component, optimised
from indeks.errors import IndeksError
from support import shared

EUROPE_ASIA = {
    "denominate": True,
    "missing": {"method": "mean", "by": "EurAsia_group"},
    "treatment": {"method": "skew_kurtosis"},
}
"""The method of COINr's example, before normalisation."""
HDI = {
    "normalisation": {"method": "minmax", "upper": 1.0, "goalposts": "fixed", "clip": True},
    "aggregation": {"method": "arithmetic", "levels": {"3": {"method": "geometric"}}},
}
HDI_META = pd.DataFrame(
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
    columns=["iCode", "Parent", "Level", "Goalpost_lower", "Goalpost_upper", "Transform", "Round_rank"],
)


def case(name: str, file: str) -> pd.DataFrame:
    """A file of a case; the test is skipped where the cases are not at hand."""
    return pd.read_csv(shared("cases", name, file))


def compared(scores: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Scores beside the expected ones, one row each."""
    keys = [c for c in ("uCode", "Time", "iCode", "Level") if c in expected]
    rows = expected.merge(scores, on=keys, suffixes=("_expected", ""), validate="one_to_one")
    assert len(rows) == len(expected)
    return rows


def furthest(rows: pd.DataFrame) -> float:
    return float((rows["Score"] - rows["Score_expected"]).abs().max())


@pytest.fixture(scope="module")
def asem() -> tuple[Table, object]:
    data, meta = case("asem", "in_iData.csv"), case("asem", "in_iMeta.csv")
    tree = framework(meta)
    return read(data.sort_values("uCode"), tree), tree


def check(
    values: np.ndarray, table: Table, codes: tuple[str, ...], file: str, without: tuple[str, ...] = ()
) -> None:
    expected = case("asem", file).set_index("uCode").loc[table.keys["uCode"]]
    for code, column in zip(codes, values.T, strict=True):
        if code not in without:
            np.testing.assert_allclose(column, expected[code], rtol=1e-9, atol=1e-9, err_msg=code)


@pytest.mark.parametrize(
    ("method", "file"),
    [
        ({"denominate": True}, "exp_dset_Denominated.csv"),
        (EUROPE_ASIA | {"treatment": {"method": "none"}}, "exp_dset_Imputed.csv"),
        (EUROPE_ASIA, "exp_dset_Treated.csv"),
        ({"denominate": True, "missing": {"method": "mean"}}, "exp_impute_i_mean.csv"),
        ({"denominate": True, "missing": {"method": "median"}}, "exp_impute_i_median.csv"),
        (
            {"denominate": True, "missing": {"method": "median", "by": "GDP_group"}},
            "exp_impute_i_median_grp_GDP.csv",
        ),
    ],
)
def test_asem_before_normalisation(asem, method, file):
    table, tree = asem
    check(prepared(table, tree, as_method(method)).values, table, tree.indicators, file)


NORMALISATIONS = {
    "minmax_1_100": {"method": "minmax", "lower": 1.0},
    "zscore": {"method": "zscore"},
    "zscore_10_2": {"method": "zscore", "mean": 10.0, "sd": 2.0},
    "rank": {"method": "rank"},
    "borda": {"method": "borda"},
    "prank": {"method": "percentile"},
    "dist2max": {"method": "minmax", "upper": 1.0},
    "dist2ref_5": {"method": "reference", "unit": "BGR"},
    "scaled": {"method": "common", "from": 0.0, "to": 100.0},
}
RANKED = {"rank", "borda", "prank"}
"""Here TolMin differs: 5.1 of two units is 5.0999999999999996 in the file, and R ranks the last bit."""


@pytest.mark.parametrize("name", NORMALISATIONS)
def test_asem_normalisations_and_their_arithmetic_means(asem, name):
    table, tree = asem
    method = as_method(EUROPE_ASIA | {"normalisation": NORMALISATIONS[name]})
    values = normalised(prepared(table, tree, method), tree, method.normalisation)
    check(values, table, tree.indicators, f"exp_norm_{name}.csv", ("TolMin",) if name in RANKED else ())
    if name != "minmax_1_100":
        scores = node_scores(values, tree, method, table)
        apart = ("Social", "Sust", "Index") if name in RANKED else ()
        nodes = np.column_stack([scores[node] for node in tree.nodes])
        check(nodes, table, tree.nodes, f"exp_agg_amean_on_{name}.csv", apart)


def test_asem_ratio_to_the_best_where_high_is_good(asem):
    # where low is good, COINr divides negative values by the least of them: infinite, or higher for worse
    data, meta = case("asem", "in_iData.csv"), case("asem", "in_iMeta.csv")
    low = meta.loc[meta["Direction"] == -1, "iCode"]
    meta = meta[~meta["iCode"].isin(low)]
    tree = framework(meta)
    table = read(data.sort_values("uCode"), tree)
    values = normalised(prepared(table, tree, as_method(EUROPE_ASIA)), tree, step("normalisation", "maximum"))
    check(values, table, tree.indicators, "exp_norm_fracmax.csv")


def test_asem_distance_to_target(asem):
    table, tree = asem
    check(
        normalised(table, tree, step("normalisation", "target")),
        table,
        tree.indicators,
        "exp_norm_raw_dist2targ.csv",
    )


@pytest.mark.parametrize(
    ("name", "aggregation"),
    [
        ("a_g_a", {"method": "arithmetic", "levels": {"3": {"method": "geometric"}}}),
        ("amean", {"method": "arithmetic"}),
        ("gmean", {"method": "geometric"}),
        ("hmean", {"method": "harmonic"}),
        ("genmean_p05", {"method": "power", "exponent": 0.5}),
        ("genmean_p2", {"method": "power", "exponent": 2.0}),
        ("copeland", {"method": "copeland"}),
    ],
)
def test_asem_aggregations(asem, name, aggregation):
    table, tree = asem
    method = as_method(EUROPE_ASIA | {"normalisation": NORMALISATIONS["minmax_1_100"], "aggregation": aggregation})
    values = normalised(prepared(table, tree, method), tree, method.normalisation)
    scores = node_scores(values, tree, method, table)
    check(np.column_stack([scores[n] for n in tree.nodes]), table, tree.nodes, f"exp_agg_{name}_1_100.csv")


def test_asem_principal_components_and_optimised_weights(asem):
    table, tree = asem
    method = as_method(EUROPE_ASIA)
    scores = node_scores(
        normalised(prepared(table, tree, method), tree, method.normalisation), tree, method, table
    )
    expected = case("asem", "exp_pca_weights_level2.csv").set_index("iCode")["Weight"]
    for node in ("Conn", "Sust"):
        below = list(tree.children[node])
        children = np.column_stack([scores[code] for code in below])
        np.testing.assert_allclose(first_component(children), expected[below], atol=1e-9)
    with pytest.raises(IndeksError, match="Sust"):
        composite(
            case("asem", "in_iData.csv"),
            case("asem", "in_iMeta.csv"),
            EUROPE_ASIA | {"weights": {"method": "pca", "levels": [2]}},
        )
    children = np.column_stack([scores["Conn"], scores["Sust"]])
    weights = optimised("Index", np.ones(2), children)
    importance = [np.corrcoef(child, children @ weights)[0, 1] for child in children.T]
    assert importance[0] == pytest.approx(importance[1], abs=1e-9)


def test_asem_nominal_index_with_all_ranks():
    scores = composite(case("asem_mc", "idata.csv"), case("asem_mc", "imeta.csv"), EUROPE_ASIA)
    rows = compared(scores, case("asem_mc", "expected.csv"))
    assert furthest(rows) < 1e-10
    assert (rows["Rank"] == rows["Rank_expected"]).all()


def test_desi_six_years_with_fixed_goalposts_and_no_clipping():
    method = {"normalisation": {"method": "minmax", "goalposts": "fixed"}}
    data, meta, expected = (case("desi2022", f) for f in ("idata.csv", "imeta.csv", "expected.csv"))
    rows = compared(composite(data, meta, method), expected)
    assert furthest(rows) < 1e-9
    states = composite(data[data["uCode"] != "EU"], meta, method)
    ranked = compared(states, expected[expected["Rank"].notna()])
    assert len(ranked) == 405
    assert (ranked["Rank"] == ranked["Rank_expected"]).all()


@pytest.mark.parametrize(
    ("variant", "normalisation", "top", "left_out"),
    [
        ("r_v1", "percentile", "product", ""),
        ("r_minmax", "minmax", "product", ""),
        ("r_noproduct", "minmax", "arithmetic", ""),
        ("r_v1_ex_OZONE", "percentile", "product", "OZONE"),
        ("r_v1_ex_POC", "percentile", "product", "POC"),
    ],
)
def test_ceji_variants(variant, normalisation, top, left_out):
    scale = {
        "percentile": {"method": "percentile", "divisor": "highest", "decimals": 4},
        "minmax": {"method": "minmax", "upper": 1.0},
    }[normalisation]
    data, meta, expected = (case("ceji", f) for f in ("idata.csv", "imeta.csv", "expected.csv"))
    method = {"normalisation": scale, "aggregation": {"method": "arithmetic", "levels": {"4": {"method": top}}}}
    scores = composite(data, meta[meta["iCode"] != left_out], method)
    rows = compared(scores, expected[expected["variant"] == variant])
    assert furthest(rows) < 1e-12
    index = rows[rows["Level"] == 4]
    assert len(index) == 792
    assert (index["Rank"] == index["Rank_expected"]).all()


def test_hdi_values_to_three_decimals_and_ranks_of_rounded_values():
    data = case("hdi", "hdi_1990_2022.csv").dropna(subset=["le", "eys", "mys", "gnipc"])
    data = data.rename(columns={"iso3": "uCode", "year": "Time"})
    scores = composite(data, HDI_META, HDI)
    rows = scores[scores["iCode"] == "hdi"].merge(data, on=["uCode", "Time"])
    rows = rows[rows["expected_hdi"].notna()]
    assert len(rows) == 6171
    assert (rows["Score"] - rows["expected_hdi"]).abs().max() <= 0.0005
    countries = composite(data[~data["uCode"].str.startswith("ZZ")], HDI_META, HDI)
    rows = countries[countries["iCode"] == "hdi"].merge(data, on=["uCode", "Time"])
    rows = rows[rows["expected_rank_2022"].notna() & (rows["Time"] == 2022)]
    assert len(rows) == 193
    assert (rows["Rank"] == rows["expected_rank_2022"]).all()


def test_handbook_benefit_of_the_doubt():
    raw, meta = case("oecd_tai", "in_table_A2_raw_23.csv"), case("oecd_tai", "in_meta.csv").set_index("code")
    codes = list(meta.index)
    values = raw[codes]
    shares = ((values - values.min()) / (values.max() - values.min())).to_numpy(float)
    own_best = step("aggregation", "benefit_of_the_doubt", least_share=0.1, largest_share=0.15)
    scores = pd.Series(aggregated(shares, np.ones(len(codes)), own_best), index=raw["country"])
    expected = case("oecd_tai", "exp_table19_bod_scores.csv").set_index("country")["bod_score"]
    assert (scores[expected.index] - expected).abs().max() < 0.01


def tai() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Data and metadata of the Technology Achievement Index; logarithms are in the data as the Handbook has them."""
    raw = case("oecd_tai", "in_table_A2_raw_23.csv").rename(columns={"country": "uCode"})
    meta = case("oecd_tai", "in_meta.csv").rename(columns={"code": "iCode"})
    meta = meta.assign(Parent="TAI", Level=1).rename(
        columns={"goalpost_min": "Goalpost_lower", "goalpost_max": "Goalpost_upper"}
    )[["iCode", "Parent", "Level", "Goalpost_lower", "Goalpost_upper"]]
    return raw, pd.concat([meta, pd.DataFrame([{"iCode": "TAI", "Level": 2}])], ignore_index=True)


CAPPED = {"normalisation": {"method": "minmax", "upper": 1.0, "goalposts": "fixed", "clip": True}}


@pytest.mark.parametrize("column", ["EW", "BAP"])
def test_handbook_ranks_by_weighting(column):
    raw, meta = tai()
    weights = case("oecd_tai", "in_table22_weights.csv").set_index("Unnamed: 0")[column]
    meta["Weight"] = meta["iCode"].map(weights)
    scores = composite(raw, meta, CAPPED).set_index("uCode")
    expected = case("oecd_tai", "exp_table23_ranks_by_weighting.csv").set_index("country")[column]
    assert scores.loc[expected.index, "Rank"].tolist() == expected.tolist()


def test_undp_technology_achievement_to_two_decimals():
    raw, meta = tai()
    scores = composite(raw, meta, CAPPED).set_index("uCode")["Score"]
    expected = case("oecd_tai", "exp_undp_tai_2001_2dp.csv").set_index("country")["tai_2001_2dp"]
    common = expected.index.intersection(scores.index)
    assert len(common) == 22
    assert (scores[common] - expected[common]).abs().max() < 0.0052


def test_handbook_geometric_means_of_raw_values():
    raw, meta = tai()
    method = {"normalisation": {"method": "none"}, "aggregation": {"method": "geometric"}}
    scores = composite(raw, meta.drop(columns=["Goalpost_lower", "Goalpost_upper"]), method).set_index("uCode")
    expected = case("oecd_tai", "exp_table38_ranks_by_aggregation.csv").set_index("country")["GME"]
    assert scores.loc[expected.index, "Rank"].tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("column", "scale"),
    [
        ("rank_high_is_top", {"method": "rank"}),
        ("zscore", {"method": "zscore"}),
        ("minmax", {"method": "minmax", "upper": 1.0, "goalposts": "data"}),
        ("ratio_best", {"method": "maximum"}),
    ],
)
def test_handbook_normalisations_of_schooling(column, scale):
    raw, _ = tai()
    meta = pd.DataFrame([("SCHOOLING", "all", 1), ("all", None, 2)], columns=["iCode", "Parent", "Level"])
    scores = composite(raw, meta, {"normalisation": scale}, indicators=True).set_index(["iCode", "uCode"])["Score"]
    expected = case("oecd_tai", "exp_table15_normalisation_schooling.csv").set_index("country")[column]
    assert (scores["SCHOOLING"][expected.index] - expected).abs().max() < 0.00501


def test_handbook_outranking_and_its_kemeny_orders():
    matrix = case("oecd_tai", "in_table35_impact_matrix.csv").set_index("country")
    shares = outranking(matrix.to_numpy(float), np.ones(8))
    expected = case("oecd_tai", "exp_table36_outranking.csv").set_index("Unnamed: 0").to_numpy()
    np.fill_diagonal(shares, 0)
    np.testing.assert_array_equal(shares, expected)
    order, value = best_order(shares)
    assert value == pytest.approx(6.375)
    printed = shared("cases", "oecd_tai", "exp_table37_kemeny.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert " > ".join(matrix.index[at] for at in order) in printed


def test_handbook_borda_points():
    votes = case("oecd_tai", "in_voting_toys.csv")
    expected = case("oecd_tai", "exp_voting_borda.csv").set_index(["toy", "alt"])["borda"]
    for toy, ballots in votes.groupby("toy"):
        names = sorted(ballots["ranking"].iloc[0])
        data = pd.DataFrame(
            {f"b{at}": [-ranking.index(n) for n in names] for at, ranking in enumerate(ballots["ranking"])}
        ).assign(uCode=names)
        meta = pd.DataFrame(
            [(f"b{at}", "all", 1, n) for at, n in enumerate(ballots["count"])] + [("all", None, 2, None)],
            columns=["iCode", "Parent", "Level", "Weight"],
        )
        method = {"normalisation": {"method": "borda"}, "aggregation": {"method": "sum"}}
        scores = composite(data, meta, method).set_index("uCode")["Score"]
        assert scores.tolist() == expected[toy][names].tolist()


def test_handbook_kemeny_orders():
    votes = case("oecd_tai", "in_voting_toys.csv")
    for toy, order in (("T25", "cbda"), ("T28", "bca")):
        ballots = votes[votes["toy"] == toy]
        names = sorted(ballots["ranking"].iloc[0])
        points = np.array([[-ballot.index(name) for ballot in ballots["ranking"]] for name in names], float)
        pairs = outranking(points, ballots["count"].to_numpy(float))
        best, agreement = best_order(pairs)
        assert "".join(names[at] for at in best) == order
        if toy == "T28":
            assert agreement * ballots["count"].sum() == pytest.approx(104)
