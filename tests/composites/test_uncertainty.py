"""Ranks under many methods: the logged replicates of COINr, what a seed gives, and indices whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indeks.composites import Assumptions, as_assumptions, as_method, step, uncertainty
from indeks.composites.calculation import computed, node_ranks
from indeks.composites.replicates import (
    Draws,
    draws,
    rank_replicates,
    replicate_scores,
)
from indeks.composites.sobol import sensitivity, sobol
from indeks.errors import IndeksError
from support import shared

NORMALISATIONS = {
    "n_minmax": step("normalisation", "minmax", lower=1.0),
    "n_zscore": step("normalisation", "zscore", mean=10.0, sd=2.0),
}
AGGREGATIONS = {"a_amean": step("aggregation", "arithmetic"), "a_gmean": step("aggregation", "geometric")}
ASSUMPTIONS = Assumptions(
    winsorise=(1, 2, 3, 4, 5),
    normalisation=tuple(NORMALISATIONS.values()),
    aggregation=tuple(AGGREGATIONS.values()),
    weights={2: 0.25, 3: 0.25},
)
METHOD = as_method(
    {
        "denominate": True,
        "missing": {"method": "mean", "by": "EurAsia_group"},
        "treatment": {"method": "skew_kurtosis"},
    }
)
META = pd.DataFrame(
    [
        ("x", "left", 1),
        ("y", "left", 1),
        ("z", "right", 1),
        ("left", "top", 2),
        ("right", "top", 2),
        ("top", "", 3),
    ],
    columns=["iCode", "Parent", "Level"],
)


def random_panel(units: int = 9, years: int = 3, seed: int = 5) -> pd.DataFrame:
    values = np.random.default_rng(seed).random((units * years, 3)) + 0.5
    frame = pd.DataFrame(values, columns=["x", "y", "z"])
    frame["uCode"] = np.repeat([f"u{at}" for at in range(units)], years)
    return frame.assign(Time=np.tile(np.arange(2020, 2020 + years), units))


def one_direction() -> pd.DataFrame:
    """A panel whose indicators move together, so that principal components give weights."""
    data = random_panel()
    return data.assign(y=data["x"] ** 2, z=np.sqrt(data["x"]))


def test_logged_replicates_of_coinr():
    files = ("idata", "imeta", "draws", "weight_sets", "mc_scores", "mc_ranks")
    data, meta, logged, sets, scores, ranks = (pd.read_csv(shared("cases", "asem_mc", f"{f}.csv")) for f in files)
    index = computed(data, meta, METHOD)
    tree = index.tree
    choices = pd.DataFrame(
        {
            "winsorise": logged["winmax"] - 1,
            "normalisation": logged["norm"].map(list(NORMALISATIONS).index),
            "aggregation": logged["agg"].map(list(AGGREGATIONS).index),
        }
    )
    weights = sets.set_index("weight_set").loc[logged["weight_set"]]
    factors = {node: weights[list(tree.children[node])].to_numpy() for node in ("Conn", "Sust", "Index")}
    units = list(index.table.keys["uCode"])
    own = np.empty((200, 51))
    for piece, values in replicate_scores(index, ASSUMPTIONS, Draws(choices, factors), ["Index"]):
        own[piece] = values["Index"]
    assert np.abs(own - scores[units].to_numpy()).max() < 1e-10
    assert (node_ranks(own, "Index", tree, METHOD, index.table) == ranks[units].to_numpy()).sum() == 10_200


def test_one_seed_gives_one_answer_whatever_the_chunk(monkeypatch):
    index = computed(random_panel(), META, {})
    tree = index.tree
    assumptions = as_assumptions(
        {"aggregation": [{"method": "arithmetic"}, {"method": "geometric"}], "weights": {"1": 0.5, "2": 0.5}}
    )
    drawn = draws(tree, assumptions, 50, 3)
    whole = rank_replicates(index, assumptions, drawn)
    monkeypatch.setattr("indeks.composites.replicates.MEMORY", 2000)
    assert (rank_replicates(index, assumptions, drawn) == whole).all()
    again = draws(tree, assumptions, 50, 4)
    assert not np.allclose(again.factors["left"], drawn.factors["left"])


def test_without_assumptions_nothing_moves():
    frame = uncertainty(random_panel(), META, replicates=3)
    assert (frame["Rank_lower"] == frame["Rank"]).all()
    assert (frame["Rank_upper"] == frame["Rank"]).all()
    later = frame[frame["Time"] > 2020]
    assert (later["Change_lower"] == later["Change"]).all()


def test_a_change_of_rank_is_positive_when_a_unit_climbs():
    frame = uncertainty(random_panel(), META, replicates=2).set_index(["uCode", "Time"])
    assert frame.at[("u0", 2021), "Change"] == frame.at[("u0", 2020), "Rank"] - frame.at[("u0", 2021), "Rank"]
    assert frame.loc[(slice(None), 2020), "Change"].isna().all()


def test_ranks_of_a_unit_that_is_best_everywhere_do_not_move():
    data = random_panel(years=1)
    data.loc[0, ["x", "y", "z"]] = 9.0
    frame = uncertainty(data, META, assumptions={"weights": {"1": 0.9, "2": 0.9}}, replicates=200)
    assert tuple(frame.loc[0, ["Rank", "Rank_lower", "Rank_upper"]]) == (1, 1, 1)
    assert (frame["Rank_upper"] > frame["Rank_lower"]).any()


@pytest.mark.parametrize(
    ("assumptions", "method", "key"),
    [
        ({"weight": {"1": 0.2}}, {}, "vary"),
        ({"weights": {"1": 1.5}}, {}, "value"),
        ({"weights": {"7": 0.5}}, {}, "level"),
        ({"winsorise": [1.5]}, {}, "value"),
        ({"winsorise": [1, 2]}, {}, "no_treatment"),
        ({"aggregation": [{"exponent": 2.0}]}, {}, "no_way"),
        ({"weights": {"1": 0.5}}, {"weights": {"method": "pca"}}, "weights_fitted"),
    ],
)
def test_assumptions_that_cannot_be_drawn(assumptions, method, key):
    with pytest.raises(IndeksError) as caught:
        uncertainty(one_direction(), META, method, assumptions, replicates=2)
    assert caught.value.key == f"composites.error.{key}"


def test_assumptions_from_a_file(tmp_path):
    path = tmp_path / "assumptions.toml"
    path.write_text('[[aggregation]]\nmethod = "geometric"\n[weights]\n1 = 0.5\n')
    assert as_assumptions(path).parts == ("aggregation", "weights")


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def sobol_g(u: np.ndarray) -> np.ndarray:
    a = np.array([0.0, 1.0, 4.5, 9.0])
    return np.prod((np.abs(4 * u - 2) + a) / (1 + a), axis=1)


def g_truth() -> tuple[np.ndarray, np.ndarray]:
    parts = 1 / (3 * (1 + np.array([0.0, 1.0, 4.5, 9.0])) ** 2)
    whole = np.prod(1 + parts)
    return parts / (whole - 1), parts * whole / (1 + parts) / (whole - 1)


@pytest.mark.parametrize(
    ("function", "first", "total"),
    [
        (ishigami, np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])),
        (sobol_g, *g_truth()),
    ],
)
def test_sobol_indices_of_known_functions(function, first, total):
    answer = sobol(function, [1] * len(first), 4096, seed=1)
    for name, truth in (("First", first), ("Total", total)):
        assert (answer[f"{name}_lower"] - 1e-3 <= truth).all()
        assert (answer[f"{name}_upper"] + 1e-3 >= truth).all()
        assert np.abs(answer[name] - truth).max() < 0.01


def test_an_interval_of_sobol_indices_holds_the_truth_as_often_as_it_says():
    first, total = g_truth()
    inside = []
    for seed in range(40):
        answer = sobol(sobol_g, [1] * 4, 512, seed=seed)
        inside += list((answer["First_lower"] <= first) & (first <= answer["First_upper"]))
        inside += list((answer["Total_lower"] <= total) & (total <= answer["Total_upper"]))
    assert np.mean(inside) >= 0.93  # quasi-random points make it rather more than 0.95


def test_sensitivity_gives_the_points_needed_where_it_is_not_sure():
    data = random_panel(years=1)
    assumptions = {
        "aggregation": [{"method": "arithmetic"}, {"method": "geometric"}],
        "weights": {"1": 0.5, "2": 0.5},
    }
    frame = sensitivity(data, META, assumptions=assumptions, points=64, limit=0.02)
    unsure = frame["Needed"].notna()
    assert unsure.any()
    assert frame.loc[unsure, ["First", "Total"]].isna().all(axis=None)
    assert (frame.loc[unsure, "Needed"] > 64).all()
    with pytest.raises(IndeksError):
        sensitivity(data, META, assumptions=assumptions, points=100)
