"""Types by what is lacking: planted ones are found, none are claimed where there are none, distances are points."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeks import edition
from indeks.typology import lacks

CODES = [i.code for i in edition.load("iid-2026").of_aspect("sid") if i.weight is not None][:20]
WEIGHTS = {i.code: float(i.weight) for i in edition.load("iid-2026").of_aspect("sid") if i.code in CODES}


def planted(n=200, k=4, sure=0.85, seed=1):
    """Innovations of ``k`` types, each with five indicators of its own at level 0 or 1, all others at 2 or 3.

    With ``1 - sure`` a level is drawn from all four instead.
    """
    rng = np.random.default_rng(seed)
    label = np.arange(n) % k
    low = (np.arange(len(CODES))[None] % k) == label[:, None]
    levels = np.where(low, rng.integers(0, 2, low.shape), rng.integers(2, 4, low.shape))
    levels = np.where(rng.random(low.shape) < sure, levels, rng.integers(0, 4, low.shape))
    return pd.DataFrame(levels, index=[f"i{j:04d}" for j in range(n)], columns=CODES), label


def test_planted_types_are_found_and_told_by_what_they_lack():
    from sklearn.metrics import adjusted_rand_score

    levels, label = planted()
    found = lacks.types(levels, WEIGHTS)
    assert found.supported
    assert found.k == 4
    assert adjusted_rand_score(label, found.members) >= 0.8
    for row in found.types.itertuples():
        own = label[found.members.to_numpy() == row.type][0]
        assert row.lacks
        assert all(CODES.index(code) % 4 == own for code in row.lacks)


@pytest.mark.parametrize("seed", [2, 3])
def test_levels_dealt_out_at_random_give_no_types(seed):
    levels, _ = planted(seed=seed)
    rng = np.random.default_rng(seed)
    dealt = pd.DataFrame(rng.permuted(levels.to_numpy(), axis=0), levels.index, levels.columns)
    found = lacks.types(dealt, WEIGHTS)
    assert not found.supported
    assert (found.members == 0).all()
    assert len(found.common) == len(CODES)


def test_few_innovations_and_equal_ones_give_no_types():
    levels, _ = planted(n=lacks.ENOUGH - 1)
    assert lacks.types(levels, WEIGHTS).k == 1
    same = pd.DataFrame(1, index=[f"i{j}" for j in range(50)], columns=CODES)
    assert lacks.types(same, WEIGHTS).k == 1
    assert lacks.types(same[:0], WEIGHTS).common["without"].sum() == 0


def test_the_order_of_innovations_does_not_matter():
    levels, _ = planted(n=60, k=3)
    once, again = lacks.types(levels, WEIGHTS), lacks.types(levels.iloc[::-1], WEIGHTS)
    pd.testing.assert_series_equal(once.members, again.members.loc[once.members.index])
    assert once.stability == again.stability


@settings(max_examples=50)
@given(st.data())
def test_the_distance_is_the_difference_in_points(data):
    row = st.lists(st.integers(0, 3), min_size=20, max_size=20)
    one, other = np.array(data.draw(row)), np.array(data.draw(row))
    weight = np.array([WEIGHTS[code] for code in CODES])
    first, second = lacks.steps(np.array([one, other]), weight)
    assert ((first - second) ** 2).sum() == pytest.approx((weight * np.abs(one - other)).sum())


def test_common_gaps_are_counted_by_hand():
    levels = pd.DataFrame({"a": [0, 1, 3], "b": [2, 2, 2]}, index=list("xyz"))
    table = lacks.types(levels, {"a": 2.0, "b": 1.0}).common.set_index("indicator")
    assert table.loc["a", ["without", "low"]].tolist() == [1, 1]
    assert table.loc["a", "share"] == pytest.approx(2 / 3)
    assert table.loc["a", "lost"] == pytest.approx(2 * (3 + 2 + 0) / 3)
    assert table.loc["b", "lost"] == 1


def test_levels_that_are_missing_are_none():
    long = pd.DataFrame({"innovation_id": ["x", "x", "q"], "indicator": ["a", "b", "a"], "level": [2, np.nan, 3]})
    assert lacks.wide(long, ["x", "y"], ["a", "b"]).to_numpy().tolist() == [[2, 0], [0, 0]]
