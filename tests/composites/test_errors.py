"""Input that cannot make an index is refused, and the error names the cell, the code or the option."""

from __future__ import annotations

import pandas as pd
import pytest

from indeks.composites import composite, read_method
from indeks.errors import IndeksError

META = pd.DataFrame(
    [("x", "top", 1), ("y", "top", 1), ("top", None, 2)],
    columns=["iCode", "Parent", "Level"],
).assign(Weight=1.0, Direction=1)
DATA = pd.DataFrame({"uCode": ["a", "b", "c"], "x": [0.0, 1.0, 2.0], "y": [5.0, 9.0, 7.0]})


def refused(data=DATA, meta=META, method=None) -> IndeksError:
    with pytest.raises(IndeksError) as caught:
        composite(data, meta, method)
    for lang in ("id", "en"):
        assert caught.value.text(lang)
    return caught.value


def with_cell(frame: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    return (
        frame.astype({column: object})
        .set_index(frame.index)
        .assign(**{column: [value if at == row else old for at, old in enumerate(frame[column])]})
    )


@pytest.mark.parametrize(
    ("data", "key", "named"),
    [
        (DATA.assign(x=float("nan")), "all_missing", "x"),
        (DATA.assign(x=3.0), "constant", "x"),
        (DATA.assign(uCode=["a", "a", "b"]), "key_twice", "a"),
        (DATA.iloc[:1], "units", ""),
        (DATA.drop(columns="x"), "indicator", "x"),
        (with_cell(DATA, 1, "x", "lima"), "number", "lima"),
        (with_cell(DATA, 1, "x", float("inf")), "number", "x"),
        (DATA.assign(uCode=["a", None, "c"]), "no_key", "2"),
    ],
)
def test_data_that_cannot_be_used(data, key, named):
    error = refused(data)
    assert error.key == f"composites.error.{key}"
    assert named in error.text("en")


@pytest.mark.parametrize(
    ("meta", "key", "named"),
    [
        (with_cell(META, 2, "Parent", "x"), "cycle", "x > top > x"),
        (with_cell(META, 0, "Parent", "up"), "parent", "up"),
        (with_cell(META, 0, "Parent", None), "tops", "x, top"),
        (META.assign(Weight=0.0), "weights_zero", "top"),
        (with_cell(META, 0, "Weight", -1), "weight", "x"),
        (with_cell(META, 0, "Direction", 2), "direction", "x"),
        (with_cell(META, 1, "iCode", "x"), "code_twice", "x"),
        (with_cell(META, 0, "Level", "satu"), "whole_number", "satu"),
        (META.rename(columns={"Weight": "weight"}), "column_spelling", "Weight"),
        (META.assign(Goalpost_lower=[0, 0, None], Goalpost_upper=[1, None, None]), "goalposts", "y"),
        (META.assign(Goalpost_lower=[9, 0, None], Goalpost_upper=[1, 3, None]), "goalposts", "x"),
        (META.drop(columns="Level"), "column", "Level"),
    ],
)
def test_trees_that_cannot_be_used(meta, key, named):
    error = refused(meta=meta)
    assert error.key == f"composites.error.{key}"
    assert named in error.text("en")


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ({"normalization": {"method": "minmax"}}, "part"),
        ({"normalisation": {"method": "minimax"}}, "way"),
        ({"normalisation": {"method": "zscore", "clip": True}}, "option"),
        ({"normalisation": {"method": "minmax", "clip": "yes"}}, "value"),
        ({"normalisation": {"upper": 1.0}}, "no_way"),
        ({"normalisation": {"method": "minmax", "goalposts": "fixed"}}, "no_goalposts"),
        ({"aggregation": {"levels": {"3": {"method": "product"}}}}, "level"),
        ({"normalisation": {"method": "zscore"}, "aggregation": {"method": "geometric"}}, "negative"),
        ({"missing": {"method": "mean", "by": "group"}}, "group"),
        ({"missing": {"method": "panel"}}, "no_time"),
        ({"normalisation": {"method": "reference", "unit": "z"}}, "reference"),
        ({"normalisation": {"method": "target"}}, "no_target"),
    ],
)
def test_choices_that_cannot_be_used(method, key):
    assert refused(method=method).key == f"composites.error.{key}"


def test_a_negative_score_under_a_geometric_mean_is_named():
    error = refused(method={"normalisation": {"method": "zscore"}, "aggregation": {"method": "geometric"}})
    assert (error.values["unit"], error.values["code"]) == ("a", "x")


def test_a_method_is_read_from_a_file(tmp_path):
    path = tmp_path / "method.toml"
    path.write_text('[aggregation]\nmethod = "geometric"\n[normalisation]\nmethod = "minmax"\nlower = 1\n')
    assert read_method(path).aggregation.way == "geometric"
    path.write_text("[aggregation\n")
    with pytest.raises(IndeksError, match=r"method\.toml"):
        read_method(path)
