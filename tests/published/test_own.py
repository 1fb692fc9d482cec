"""A region's own results: joined to what was published, kept apart by their source, contradictions shown."""

from __future__ import annotations

import pandas as pd
import pytest

from indeks import published
from indeks.published import history
from indeks.published.own import MARK, cited, is_own, with_own
from indeks.texts import texts

PLACE = {"region": "Pangkalpinang", "type": "kota", "province": "Kepulauan Bangka Belitung"}


def own(*rows: tuple[int, str, float | None, str | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["year", "stage", "score", "category", "source"])
    return frame.assign(region_code="19.71", score=frame["score"].astype(float))


def test_nothing_of_ones_own_changes_nothing():
    assert with_own(own(), PLACE) is None


def test_own_results_fill_the_gaps_of_the_history_and_keep_their_mark():
    results = with_own(own((2024, "final", 66.5, None, "SK 12"), (2020, "final", 4000, None, "")), PLACE)
    series = history.series("19.71", results=results)
    assert series[["year", "score"]].to_numpy().tolist() == [
        [2021, 59.02],
        [2022, 50.21],
        [2023, 57.68],
        [2024, 66.5],
    ]
    assert [is_own(source) for source in series["source"]] == [False, False, False, True]
    others = history.merged(results)
    others = others[others["region_code"] != "19.71"].reset_index(drop=True)
    before = history.merged()
    pd.testing.assert_frame_equal(others, before[before["region_code"] != "19.71"].reset_index(drop=True))
    assert len(results) == len(published.published()) + 2


def test_an_own_result_that_says_otherwise_is_a_conflict_and_one_that_agrees_is_not():
    other = history.series("19.71", results=with_own(own((2023, "final", 60.0, None, "SK 9")), PLACE))
    assert other.loc[other["year"] == 2023, "conflict"].tolist() == [True, True]
    same = history.series("19.71", results=with_own(own((2023, "final", 57.68, None, "SK 9")), PLACE))
    row = same[same["year"] == 2023].iloc[0]
    assert not row["conflict"]
    assert MARK + "SK 9" in row["source"]
    assert not is_own(row["source"])


@pytest.mark.parametrize(
    ("source", "shown", "address"),
    [("own:", "data daerah sendiri", ""), ("own:SK 1", "data daerah sendiri: SK 1", ""),
     ("own:https://www.contoh.go.id/a", "data daerah sendiri: contoh.go.id", "https://www.contoh.go.id/a")],
)  # fmt: skip
def test_an_own_source_is_cited_as_own(source: str, shown: str, address: str):
    assert cited(source, texts("id")) == (shown, address)


def test_a_source_cannot_pass_for_two():
    results = with_own(own((2024, "final", 66.5, None, "a | https://example.go.id")), PLACE)
    assert is_own(results.iloc[-1]["source"])
