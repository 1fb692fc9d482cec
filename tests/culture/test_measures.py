"""The arithmetic against published examples, sums by hand and properties."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeks.culture import collaboration as together
from indeks.culture import measures, relations

nx = pytest.importorskip("networkx")

COUNTS = st.lists(st.integers(1, 30), min_size=1, max_size=12)


def test_survival_of_the_patients_on_6_mp():
    """Freireich 1963, the treated group, as in every textbook: 9 relapses of 21."""
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = measures.kaplan_meier(relapsed + censored, [True] * 9 + [False] * 12)
    assert curve["time"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve["survival"].round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve["error"].iloc[0] == pytest.approx(0.0764, abs=5e-5)


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=40))
def test_a_survival_curve_falls_and_without_censoring_is_the_share_left(lives):
    times, ended = zip(*lives, strict=True)
    curve = measures.kaplan_meier(times, ended)
    assert curve["survival"].is_monotonic_decreasing
    assert curve["survival"].between(0, 1).all()
    whole = measures.kaplan_meier(times, [True] * len(times))
    left = [sum(other > time for other in times) / len(times) for time in whole["time"]]
    assert whole["survival"].tolist() == pytest.approx(left, abs=1e-12)


def test_nothing_that_ends_has_no_curve():
    assert measures.kaplan_meier([], []).empty
    assert measures.kaplan_meier([3, 4], [False, False]).empty


@pytest.mark.parametrize(("n", "plain", "unbiased"), [(12, 0.228, 0.158), (29, 0.186, 0.158), (100, 0.166, 0.158)])
def test_the_plain_herfindahl_index_is_too_high_and_the_unbiased_one_is_not(n, plain, unbiased):
    """Means over samples of N from a true index of 0.158."""
    shares = _at(0.158)
    drawn = np.random.default_rng(1).multinomial(n, shares, size=8_000)
    assert np.mean([measures.herfindahl(row) for row in drawn]) == pytest.approx(plain, abs=0.003)
    assert np.mean([measures.concentration(row) for row in drawn]) == pytest.approx(unbiased, abs=0.003)


def _at(index: float) -> np.ndarray:
    """Shares, each a fixed part of the one before, whose Herfindahl index is a number."""
    low, high = 0.01, 0.999
    for _ in range(80):
        ratio = (low + high) / 2
        shares = ratio ** np.arange(12)
        shares /= shares.sum()
        low, high = (ratio, high) if (shares**2).sum() > index else (low, ratio)
    return shares


@given(COUNTS)
def test_the_unbiased_index_is_the_chance_that_two_are_of_one(counts):
    owners = [k for k, n in enumerate(counts) for _ in range(n)]
    pairs = [(i, j) for i in range(len(owners)) for j in range(len(owners)) if i != j]
    if not pairs:
        assert math.isnan(measures.concentration(counts))
        return
    same = sum(owners[i] == owners[j] for i, j in pairs) / len(pairs)
    assert measures.concentration(counts) == pytest.approx(same, abs=1e-12)
    assert 1 - 1e-9 <= measures.effective_number(counts) <= len(counts) + 1e-9


def _pairs(graph) -> pd.DataFrame:
    rows = [(a, b, 1, 1.0) for a, b in graph.edges]
    return pd.DataFrame(rows, columns=["first", "second", "innovations", "weight"])


def _positions(graph) -> pd.DataFrame:
    return together.positions(together.network(_pairs(graph), list(graph))).set_index("agency")


def test_the_florentine_families():
    """Padgett's marriages: betweenness as Wasserman and Faust print it."""
    table = _positions(nx.florentine_families_graph())["betweenness"].round(3)
    assert (table["Medici"], table["Guadagni"], table["Albizzi"]) == (0.522, 0.255, 0.212)


def test_the_karate_club():
    club = nx.relabel_nodes(nx.karate_club_graph(), lambda node: node + 1)
    table = _positions(club)
    assert table["betweenness"].round(4)[[1, 34]].tolist() == [0.4376, 0.3041]
    assert table["constraint"].round(4)[[1, 34]].tolist() == [0.1554, 0.1564]
    assert table.index[table["cut"]].tolist() == [1]


def test_constraint_of_a_star_and_a_full_network_and_none_below_three_partners():
    """Burt 1992: the hub of a star of four has 1/4; in a full network of four each has (1/3 + 2/9)² · 3."""
    star = _positions(nx.star_graph(4))
    assert star["constraint"][0] == pytest.approx(0.25)
    assert star["constraint"].drop(0).isna().all()
    full = _positions(nx.complete_graph(4))
    assert full["constraint"].tolist() == pytest.approx([3 * (1 / 3 + 2 / 9) ** 2] * 4)
    assert _positions(nx.complete_graph(3))["constraint"].isna().all()


def test_p_by_permutations_is_that_of_all_orders():
    from itertools import permutations

    x, y = np.array([1.0, 2, 3, 4, 5, 7]), np.array([2.0, 1, 4, 3, 7, 6])
    observed = abs(np.corrcoef(x, y)[0, 1])
    far = [abs(np.corrcoef(x, order)[0, 1]) >= observed - 1e-12 for order in permutations(y)]
    drawn = relations.permutation_p(x, y, 20_000, np.random.default_rng(3))
    assert drawn == pytest.approx(np.mean(far), abs=0.005)


def _regions(n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(n)
    codes = [f"99.{k:02d}" for k in range(n)]
    of = pd.DataFrame({"breadth": rng.random(n), "dependence": rng.random(n), "forms": 1.0}, index=codes)
    return of, pd.DataFrame({"index": 40 + 30 * of["breadth"] + rng.random(n)}, index=codes)


def test_below_ten_regions_nothing_is_tested():
    table = relations.relate(*_regions(9))
    assert set(table["why"]) == {"too_few", "by_construction"}
    assert table[["r", "p", "q", "low", "high"]].isna().all(axis=None)


def test_the_rate_of_false_discoveries_is_held_over_the_pairs_tested(monkeypatch):
    """The fifteen p that Benjamini and Hochberg 1995 work through: four are found at 5 percent, by hand too."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.0]  # fmt: skip
    drawn = iter(p)
    monkeypatch.setattr(relations, "permutation_p", lambda *given: next(drawn))
    codes = [f"99.{k}" for k in range(12)]
    rng = np.random.default_rng(1)
    of = pd.DataFrame({f"m{k}": rng.random(12) for k in range(15)}, index=codes)
    table = relations.relate(of, pd.DataFrame({"index": rng.random(12)}, index=codes))
    assert table["p"].tolist() == p
    assert (table["q"] <= 0.05).sum() == 4
    by_hand = [min(15 * other / (at + 1) for at, other in enumerate(p) if at >= k) for k in range(15)]
    assert table["q"].tolist() == pytest.approx(by_hand)


def test_the_interval_is_that_of_fisher():
    """r = 0.5 of ten regions lies between -0.19 and 0.86."""
    x = np.arange(10.0)
    noise = np.array([1, -1, -1, 1, 1, -1, -1, 1, 1, -1.0])
    noise -= np.polyval(np.polyfit(x, noise, 1), x)  # nothing of x is left in it
    y = (x - x.mean()) / x.std() + np.sqrt(3) * noise / noise.std()
    codes = [f"99.{k}" for k in range(10)]
    table = relations.relate(
        pd.DataFrame({"breadth": x}, index=codes), pd.DataFrame({"index": y}, index=codes), draws=99
    )
    assert table.loc[0, ["r", "low", "high"]].astype(float).round(2).tolist() == [0.5, -0.19, 0.86]


def test_what_the_index_contains_is_left_out_and_only_the_rest_is_the_family():
    table = relations.relate(*_regions(10), draws=999).set_index("measure")
    assert table["why"].to_dict() == {"breadth": "", "dependence": "by_construction", "forms": "constant"}
    assert table.loc["breadth", "q"] == table.loc["breadth", "p"] <= 0.01
    assert table.loc["breadth", "low"] < table.loc["breadth", "r"] < table.loc["breadth", "high"]
