"""The audit: figures of COINr's example, and indices whose faults are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indeks.composites import as_method, audit
from indeks.composites.calculation import computed
from indeks.composites.checks import CHECKS, remove_one
from indeks.composites.statistics import agreement, alpha, correlation, kmo
from indeks.texts import texts
from support import shared

META = pd.DataFrame(
    [("x", "top", 1), ("y", "top", 1), ("z", "top", 1), ("top", "", 2)], columns=["iCode", "Parent", "Level"]
)


@pytest.fixture(scope="module")
def asem():
    data, meta = (pd.read_csv(shared("cases", "asem", f"in_{name}.csv")) for name in ("iData", "iMeta"))
    method = as_method(
        {
            "denominate": True,
            "missing": {"method": "mean", "by": "EurAsia_group"},
            "treatment": {"method": "skew_kurtosis"},
        }
    )
    return computed(data, meta, method)


def test_asem_without_one_code(asem):
    shifts = remove_one(asem)
    for level in (1, 2, 3):
        expected = pd.read_csv(shared("cases", "asem", f"exp_remove_elements_L{level}.csv")).set_index("removed")
        expected = expected["MeanAbsRankDiff"].drop("Nominal")
        np.testing.assert_allclose(shifts[expected.index], expected, atol=1e-9)


def test_asem_alpha_and_correlations(asem):
    tree, values, scores = asem.tree, asem.indicators, asem.scores
    expected = pd.read_csv(shared("cases", "asem", "exp_cronbach_pillars.csv")).set_index("group")["alpha_norm"]
    for pillar, value in expected.items():
        columns = [tree.indicators.index(code) for code in tree.children[pillar]]
        assert alpha(values[:, columns]) == pytest.approx(value, abs=1e-9)
    pairs = pd.read_csv(shared("cases", "asem", "exp_corr_L1_L2_parent_pearson.csv"))
    for parent, child, value in pairs.itertuples(index=False):
        assert correlation(scores[parent], scores[child]) == pytest.approx(value, abs=1e-9)


def data_with_faults() -> pd.DataFrame:
    x = np.random.default_rng(1).normal(size=60)
    return pd.DataFrame(
        {
            "uCode": [f"u{at}" for at in range(60)],
            "x": x,
            "y": x + 0.01 * np.random.default_rng(2).normal(size=60),
            "z": np.where(np.arange(60) < 30, np.nan, -x),
            "people": x * 1000 + 10_000,
        }
    )


def test_known_faults_are_named():
    checks = audit(data_with_faults(), META, size="people").set_index(["Check", "Code"])["Passed"]
    for fault in (("redundant", "x ~ y"), ("conflict", "x ~ z"), ("coverage", "z"), ("size", "people")):
        assert not checks[fault], fault
    for sound in (("coverage", "x"), ("redundant", "x ~ z"), ("with_parent", "x < top")):
        assert checks[sound], sound


def test_every_check_has_words_a_threshold_and_a_source():
    frame = audit(data_with_faults(), META, size="people")
    assert set(frame["Check"]) == set(CHECKS)
    assert frame["Source"].str.len().gt(0).all()
    for lang in ("id", "en"):
        assert all(texts(lang)(f"composites.audit.{name}") for name in CHECKS)


def test_a_fixed_scale_reverses_no_ranks_and_a_scale_of_the_data_may():
    data = pd.DataFrame({"uCode": list("abcd"), "x": [0, 2, 5, 30], "y": [5, 2, 2.5, 0], "z": [1, 2, 1, 2]})
    fixed = META.assign(Goalpost_lower=[0, 0, 0, None], Goalpost_upper=[30, 5, 2, None])

    def reversal(meta: pd.DataFrame) -> float:
        frame = audit(data, meta)
        return frame.loc[frame["Check"] == "reversal", "Value"].iloc[0]

    assert reversal(fixed) == 0
    assert reversal(META) > 0


def test_two_orders_that_are_opposite_agree_in_nothing():
    up = np.arange(20.0)
    result = agreement(up, -up, [5])
    assert (result["kendall"], result["spearman"], result["top_5"]) == (-1, -1, 0)
    assert agreement(up, up, [5])[["kendall", "kendall_weighted", "top_5"]].tolist() == pytest.approx([1, 1, 1])


def test_kmo_of_children_that_share_nothing_is_a_half():
    noise = np.random.default_rng(3).normal(size=(20_000, 2))
    assert kmo(noise) == pytest.approx(0.5)
