"""Tables of types: nothing counted twice or lost, the unknown last, copied sentences set aside."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indeks.typology import maps, views
from indeks.typology import sectors as sectoring
from indeks.typology.features import own_descriptions


@pytest.fixture
def rows(contoh) -> pd.DataFrame:
    table = pd.concat(
        [
            contoh.innovations.assign(title="123", description="", agency="", affair="", innovation_id="x"),
            contoh.innovations,
        ]
    )
    table = table.drop_duplicates("innovation_id", ignore_index=True)
    maturity = pd.Series(50.0, index=contoh.innovations["innovation_id"])
    return views.typed(table, sectoring.sectors(table), maturity)


def test_every_innovation_is_counted_once(rows):
    table = views.sector_table(rows)
    assert table["n"].sum() == len(rows)
    assert table["share"].sum() == pytest.approx(1)
    assert table["sector"].is_unique
    for column in ("form", "digital", "affair", "no such column"):
        assert views.cross(rows, column).to_numpy().sum() == len(rows)


def test_the_largest_sector_is_first_and_the_unknown_last(rows):
    table = views.sector_table(rows)
    assert table["sector"].iloc[-1] == views.NONE
    assert table["n"].iloc[:-1].is_monotonic_decreasing
    assert table.set_index("sector").loc[views.NONE, ["n", "review"]].tolist() == [1, 1]


def test_maturity_is_missing_where_there_are_no_levels(rows):
    table = views.sector_table(rows).set_index("sector")
    assert np.isnan(table.loc[views.NONE, "maturity"])
    assert (table["maturity"].drop(views.NONE) == 50).all()


def test_a_column_with_one_value_is_no_cross_tab(rows):
    assert "digital" in views.crossable(rows)
    assert "phase" not in views.crossable(rows.assign(phase="penerapan"))


def test_the_shift_adds_up_to_nothing(rows):
    years = rows.assign(year=[2024 + k % 3 for k in range(len(rows))])
    mix = views.mix_by_year(years)
    assert mix.index.tolist() == [2024, 2025, 2026]
    assert mix.to_numpy().sum() == len(rows)
    assert views.shift(mix)["change"].sum() == pytest.approx(0)


def test_a_sentence_under_many_titles_is_set_aside_but_not_one_of_a_title_sent_each_year():
    form = "Bagian ini menjelaskan latar belakang."
    table = pd.DataFrame(
        {
            "title": ["A", "B", "C", "D", "D", "D"],
            "description": [f"Isi {k}. {form}" for k in "abc"] + ["Isi d."] * 3,
        }
    )
    assert own_descriptions(table).tolist() == ["Isi a.", "Isi b.", "Isi c.", "Isi d.", "Isi d.", "Isi d."]


def test_a_map_is_the_same_for_any_order_and_few_points_have_none(rows):
    first, again = (maps.place(r, r["sector"]) for r in (rows, rows.iloc[::-1]))
    pd.testing.assert_frame_equal(first.points, again.points)
    assert (first.same, first.chance) == (again.same, again.chance)
    assert 0 <= first.trust <= 1
    assert maps.place(rows.head(5)) is None
    alike = rows.assign(title="Posyandu", description="")
    assert maps.place(alike) is None
    alike.loc[0, "title"] = "Parkir"
    assert maps.place(alike) is None


def test_sectors_and_agencies_have_no_part_in_a_map(rows):
    drawn = maps.place(rows, rows["sector"])
    mixed = rows.assign(agency="Dinas Kesehatan", sector=rows["sector"].to_numpy()[::-1])
    again = maps.place(mixed, mixed["sector"])
    pd.testing.assert_frame_equal(drawn.points, again.points)
    assert drawn.trust == again.trust


def test_the_share_of_one_sector_on_a_map_is_counted_by_hand():
    line = np.array([[float(k), 0.0] for k in range(6)])
    share, chance = maps.of_one_sector(line, np.array(["a", "a", "b", "b", "", "a"], dtype=object), 1)
    assert share == pytest.approx(3 / 5)  # 0-1, 1-0, 3-2 of one; of 2 the nearer is 1, and of 5 it is 3
    assert chance == pytest.approx((3 * 2 + 2 * 1) / 5 / 4)


def test_chance_is_what_dealt_out_sectors_give():
    rng = np.random.default_rng(0)
    xy, sectors = rng.random((400, 2)), np.repeat(["a", "b", "c"], [200, 150, 50])
    shares = [maps.of_one_sector(xy, rng.permutation(sectors), 10) for _ in range(20)]
    assert np.mean([share for share, _ in shares]) == pytest.approx(shares[0][1], abs=0.01)


def test_a_tree_has_a_leaf_for_each_innovation_and_at_most_sixty(rows):
    linkage, order = maps.tree(rows)
    assert (len(linkage), sorted(order)) == (len(rows) - 1, sorted(rows["innovation_id"]))
    assert maps.tree(pd.concat([rows] * 3, ignore_index=True)) is None


def counts(**years):
    return pd.DataFrame({"kesehatan": list(years.values())}, index=[int(y[1:]) for y in years])


@pytest.mark.parametrize(
    ("mix", "expected"),
    [
        (counts(y2000=1, y2024=40, y2025=30), {"2000–2024": 41, "2025": 30}),
        (counts(y2024=29, y2025=29, y2026=29), {"2024–2026": 87}),
        (counts(y2024=30, y2025=30, y2026=29), {"2024": 30, "2025–2026": 59}),
        (counts(y2024=3, y2025=4), {"2024–2025": 7}),
    ],
)
def test_a_thin_year_is_pooled_and_no_innovation_lost(mix, expected):
    assert views.periods(mix)["kesehatan"].to_dict() == expected


def test_an_interval_of_a_difference_is_newcombes():
    # Newcombe (1998), Statistics in Medicine 17, 873, Table II (a): 56/70 - 48/80, method 10: 0.0524 to 0.3339
    mix = pd.DataFrame({"a": [48, 56], "b": [32, 14]}, index=["1", "2"])
    row = views.shift(mix).set_index("sector").loc["a"]
    assert row[["change", "low", "high"]].round(4).tolist() == [0.2, 0.0524, 0.3339]


def test_a_row_without_a_year_is_in_no_year(rows):
    years = rows.assign(year=[2024.0] * (len(rows) - 2) + [np.nan] * 2)
    assert views.mix_by_year(years).to_numpy().sum() == len(rows) - 2
