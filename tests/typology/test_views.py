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
    scores = sectoring.scores(rows)
    first, again = maps.place(rows, scores), maps.place(rows.iloc[::-1], scores.iloc[::-1])
    pd.testing.assert_frame_equal(first.points, again.points)
    assert 0 <= first.trust <= 1
    assert maps.place(rows.head(5), scores.head(5)) is None
    alike = rows.assign(title="Posyandu", description="")
    assert maps.place(alike, scores * 0) is None
    alike.loc[0, "title"] = "Parkir"
    assert maps.place(alike, scores * 0) is None


def test_a_tree_has_a_leaf_for_each_innovation_and_at_most_sixty(rows):
    scores = sectoring.scores(rows)
    linkage, order = maps.tree(rows, scores)
    assert (len(linkage), sorted(order)) == (len(rows) - 1, sorted(rows["innovation_id"]))
    many = pd.concat([rows] * 3, ignore_index=True)
    assert maps.tree(many, sectoring.scores(many)) is None
