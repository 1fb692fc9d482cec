"""Regions by profile: true kinds are found, chance is not taken for kinds, small regions are left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from indeks import example
from indeks.typology import profiles

SECTORS = [f"s{k}" for k in range(8)]


def panel(kinds: int, *, regions: int = 24, each: int = 60, clear: float = 0.85, seed: int = 0) -> pd.DataFrame:
    """Made-up regions of several kinds: each kind has two sectors that most of its innovations are in."""
    rng = np.random.default_rng(seed)
    rows = []
    for k in range(regions):
        own = [2 * (k % kinds), 2 * (k % kinds) + 1]
        for _ in range(each):
            sector = rng.choice(own) if kinds > 1 and rng.random() < clear else rng.integers(8)
            rows.append((f"99.{100 + k}", SECTORS[sector], 40.0 + rng.integers(30)))
    return pd.DataFrame(rows, columns=["region_code", "sector", "maturity"])


def kinds_of(made: profiles.Profiles, kinds: int) -> list[int]:
    return [(int(code[-3:]) - 100) % kinds for code in made.counts.index]


def test_kinds_of_regions_are_found_and_stable():
    made = profiles.profiles(panel(3).drop(columns="maturity"))
    found = profiles.clusters(made)
    assert found.k == 3
    assert found.supported
    assert adjusted_rand_score(kinds_of(made, 3), found.labels) == 1


def test_regions_that_differ_by_chance_alone_are_not_called_kinds():
    found = profiles.clusters(profiles.profiles(panel(1)))
    assert not found.supported


def dealt_out(seed: int, sizes: tuple[int, ...]) -> pd.DataFrame:
    """Regions of unequal size whose innovations come from one mix of 19 sectors, some frequent and some rare."""
    rng = np.random.default_rng(seed)
    share = rng.dirichlet(np.ones(19))
    codes = np.repeat([f"99.{100 + k}" for k in range(len(sizes))], sizes)
    sectors = rng.choice([f"s{k:02d}" for k in range(19)], len(codes), p=share)
    return pd.DataFrame({"region_code": codes, "sector": sectors})


def test_one_region_that_is_small_by_chance_is_no_kind_of_its_own():
    sizes = (19, 30, 45, 60, 70, 90, 110, 110, 120, 140, 145, 150, 200, 330)
    claims = [profiles.clusters(profiles.profiles(dealt_out(seed, sizes))).supported for seed in range(12)]
    assert sum(claims) <= 1


def test_peers_of_regions_with_kinds_recur_more_than_by_chance():
    made = profiles.profiles(panel(3))
    of_kind = profiles.peers(made, "99.100", 5)["recurs"].mean()
    assert of_kind > profiles.chance_recurrence(made, "99.100", 5) + 0.15
    dealt = profiles.profiles(dealt_out(1, (40,) * 20))
    by_chance = profiles.chance_recurrence(dealt, "99.100", 5)
    assert profiles.peers(dealt, "99.100", 5)["recurs"].mean() == pytest.approx(by_chance, abs=0.25)


def test_a_region_with_too_few_innovations_is_left_out_and_named():
    table = pd.concat([panel(2, regions=4), panel(1, regions=1, each=14).assign(region_code="99.900")])
    made = profiles.profiles(table)
    assert made.few.to_dict() == {"99.900": 14}
    assert "99.900" not in made.counts.index


def test_the_mean_square_of_all_distances_is_one():
    made = profiles.profiles(panel(3), {f"99.{100 + k}": 40.0 + k for k in range(20)})
    gaps = profiles.distances(made).to_numpy()
    assert (gaps[np.triu_indices(len(gaps), 1)] ** 2).mean() == pytest.approx(1)
    assert np.allclose(gaps, gaps.T)


def test_a_missing_number_neither_joins_nor_parts():
    table = panel(2).drop(columns="maturity")
    without = profiles.distances(profiles.profiles(table))
    with_one = profiles.distances(profiles.profiles(table, {"99.100": 50.0}))
    pd.testing.assert_frame_equal(without, with_one)


def test_peers_are_of_the_same_kind_and_say_why():
    made = profiles.profiles(panel(3))
    found = profiles.peers(made, "99.100", 5)
    assert {(int(code[-3:]) - 100) % 3 for code in found["region_code"]} == {0}
    assert found["distance"].is_monotonic_increasing
    assert all(set(alike[:2]) == {"s0", "s1"} for alike in found["alike"])
    assert found["recurs"].between(0, 1).all()
    with pytest.raises(KeyError):
        profiles.peers(made, "99.999")


@pytest.mark.parametrize("regions", [0, 1, 2])
def test_too_few_regions_make_no_clusters(regions):
    found = profiles.clusters(profiles.profiles(panel(1, regions=regions)))
    assert found.k == 1
    assert not found.supported
    assert len(found.labels) == regions


def test_regions_that_are_all_alike_are_one():
    table = pd.concat([panel(2, regions=1).assign(region_code=f"99.{k}") for k in range(100, 106)])
    assert profiles.clusters(profiles.profiles(table)).k == 1


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(random):
    table = panel(2, regions=5, each=20)
    order = list(range(len(table)))
    random.shuffle(order)
    first, again = profiles.profiles(table), profiles.profiles(table.iloc[order])
    pd.testing.assert_frame_equal(first.rows, again.rows)
    pd.testing.assert_frame_equal(profiles.distances(first), profiles.distances(again))


def test_a_national_panel_without_kinds_gets_none():
    table = example.national_panel(regions=60, innovations=3000).innovations
    sectors = np.random.default_rng(1).choice(SECTORS, len(table))
    made = profiles.profiles(pd.DataFrame({"region_code": table["region_code"], "sector": sectors}))
    assert len(made.counts) + len(made.few) == 60
    assert not profiles.clusters(made).supported
