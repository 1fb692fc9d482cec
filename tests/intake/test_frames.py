"""Tables in memory pass the same door as files: read alike, or refused by table, row and column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

import indeks
from builders import tables, wide_levels, write_folder, write_workbook
from indeks import edition, example, intake
from indeks.problems import DataError, errors
from indeks.tables import TABLES, Dataset

Frames = dict[str, Any]
INN, LEV, REG = "innovations", "innovation_levels", "region_levels"


def frames() -> Frames:
    """The good dataset of the builders, as frames with numbers for numbers."""
    frames = {
        name: pd.DataFrame(table[1:], columns=table[0]).replace("", None) for name, table in tables().items()
    }
    for frame in frames.values():
        for column in {"level", "value", "year"} & set(frame.columns):
            frame[column] = pd.to_numeric(frame[column].str.replace(",", "."))
    return frames


def wide() -> pd.DataFrame:
    table = wide_levels()
    return pd.DataFrame(table[1:], columns=table[0])


def cell(table: str, row: int, column: str, value: object) -> Callable[[Frames], object]:
    """Put a value into a cell; rows are counted from 1."""

    def change(given: Frames) -> None:
        frame = given[table].astype({column: "object"}) if column in given[table] else given[table]
        given[table] = frame
        frame.loc[frame.index[row - 1], column] = value

    return change


def put(table: str, value: object) -> Callable[[Frames], object]:
    return lambda given: given.__setitem__(table, value)


def changed(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Frames], object]:
    return lambda given: given.__setitem__(table, change(given[table]))


def twice(frame: pd.DataFrame, n: int = 1) -> pd.DataFrame:
    return pd.concat([frame, *[frame.iloc[:1]] * n])


@dataclass(frozen=True)
class Case:
    name: str
    change: Callable[[Frames], object]
    code: str
    table: str
    row: int = 0
    column: str = ""
    says: str = ""


CASES = [
    Case("level 7", cell(LEV, 1, "level", 7), "level_range", LEV, 1, "level", "7"),
    Case("level -3", cell(LEV, 4, "level", -3), "level_range", LEV, 4, "level", "3"),
    Case("level 2.5", cell(LEV, 4, "level", 2.5), "level_range", LEV, 4, "level", "2.5"),
    Case("level of the region", cell(REG, 1, "level", 4), "level_range", REG, 1, "level", "4"),
    Case("level in words", cell(LEV, 1, "level", "high"), "level_not_number", LEV, 1, "level", "high"),
    Case("level in a list", cell(LEV, 1, "level", [1]), "cell_kind", LEV, 1, "level", "list"),
    Case("verified level 5", cell(LEV, 4, "verified_level", 5), "level_range", LEV, 4, "verified_level", "5"),
    Case("indicator misspelt", cell(LEV, 4, "indicator", "regulsi"), "indicator_unknown", LEV, 4, "indicator",
         "regulasi"),
    Case("indicator of the region misspelt", cell(REG, 1, "indicator", "visi_msi"), "indicator_unknown", REG, 1,
         "indicator", "visi_misi"),
    Case("indicator of the region at an innovation", cell(LEV, 4, "indicator", "visi_misi"),
         "indicator_of_other_aspect_sid", LEV, 4, "indicator", "visi_misi"),
    Case("indicator misspelt, wide", put(LEV, wide().rename(columns={"regulasi": "regulsi"})),
         "indicator_unknown", LEV, 0, "regulsi", "regulasi"),
    Case("level 7, wide", put(LEV, wide().assign(regulasi=[7, 3])), "level_range", LEV, 1, "regulasi", "7"),
    Case("innovation twice, wide", put(LEV, twice(wide())), "duplicate_innovation_levels", LEV, 3,
         "innovation_id", "A1"),
    Case("level twice", changed(LEV, twice), "duplicate_innovation_levels", LEV, 6, "innovation_id", "row 1"),
    Case("level twenty times", changed(LEV, lambda f: twice(f, 19)), "duplicate_innovation_levels", LEV, 24,
         "innovation_id", "regulasi"),
    Case("innovation twice", changed(INN, twice), "duplicate_innovations", INN, 3, "innovation_id", "A1"),
    Case("region level twice", changed(REG, twice), "duplicate_region_levels", REG, 3, "indicator", "visi_misi"),
    Case("no column level", changed(LEV, lambda f: f[["innovation_id", "indicator"]]), "column_missing", LEV, 0, "",
         "level"),
    Case("no column year", changed(INN, lambda f: f.drop(columns="year")), "column_missing", INN, 0, "", "year"),
    Case("no column affair", changed(INN, lambda f: f.drop(columns="affair")), "affair_column_missing", INN, 0, "",
         "affair"),
    Case("column misspelt", changed(INN, lambda f: f.rename(columns={"title": "titl"})), "column_unknown", INN, 0,
         "titl", "title"),
    Case("table not known", put("inovations", pd.DataFrame({"a": [1]})), "frame_unknown", "inovations", 0, "",
         "innovation_levels"),
    Case("table under two names", lambda g: g.update({"Daftar Inovasi": g[INN]}), "table_twice", "Daftar Inovasi",
         0, "", INN),
    Case("list of records", put(INN, [{"innovation_id": "A1"}]), "frame_kind", INN, 0, "", "list"),
    Case("series", changed(LEV, lambda f: f["level"]), "frame_kind", LEV, 0, "", "Series"),
    Case("nothing", put(INN, None), "frame_kind", INN, 0, "", "NoneType"),
    Case("no innovations", changed(INN, lambda f: f.iloc[:0]), "no_innovations", INN, 0, "", "innovation"),
    Case("empty frame", put(INN, pd.DataFrame()), "table_empty", INN, 0, "", INN),
    Case("no table of levels", lambda g: g.pop(LEV), "table_missing", LEV, 0, "", LEV),
    Case("no column known", put(LEV, pd.DataFrame({"qqqq": [1]})), "header_missing", LEV, 0, "", "innovation_id"),
    Case("year in words", cell(INN, 2, "year", "twenty"), "year_invalid", INN, 2, "year", "twenty"),
    Case("year 1926", cell(INN, 1, "year", 1926), "year_invalid", INN, 1, "year", "1926"),
    Case("year 2026.5", cell(INN, 1, "year", 2026.5), "year_invalid", INN, 1, "year", "2026.5"),
    Case("year missing", cell(INN, 1, "year", None), "cell_empty", INN, 1, "year", "year"),
    Case("year without edition", cell(INN, 1, "year", 2090), "year_no_edition", INN, 1, "year", "2090"),
    Case("level of an unknown innovation", cell(LEV, 5, "innovation_id", "B9"), "levels_without_innovation", LEV, 5,
         "innovation_id", "B9"),
    Case("innovation without ID", cell(INN, 2, "innovation_id", None), "cell_empty", INN, 2, "innovation_id",
         "innovation_id"),
    Case("level without ID", cell(LEV, 3, "innovation_id", float("nan")), "cell_empty", LEV, 3, "innovation_id",
         "innovation_id"),
    Case("region not known", cell(INN, 1, "region_code", "19.99"), "region_unknown", INN, 1, "region_code", "19.99"),
    Case("region that two names fit", cell(INN, 1, "region_code", "Bandung"), "region_ambiguous", INN, 1,
         "region_code", "Bandung"),
    Case("affair not known", cell(INN, 2, "affair", "Sihir"), "affair_unknown", INN, 2, "affair", "Sihir"),
    Case("sent neither yes nor no", cell(INN, 2, "sent", "mungkin"), "yes_no_unknown", INN, 2, "sent", "mungkin"),
    Case("headers of two levels", changed(LEV, lambda f: pd.concat({"a": f}, axis=1)), "frame_columns", LEV, 0, "",
         "level"),
    Case("column twice", changed(LEV, lambda f: pd.concat([f, f[["level"]]], axis=1)), "column_duplicate", LEV, 0,
         "level", "level"),
    Case("levels as periods", changed(LEV, lambda f: f.assign(level=pd.period_range("2024", periods=5, freq="Y"))),
         "parquet_type", LEV, 0, "level", "period"),
    Case("value against level", cell(LEV, 2, "level", 3), "level_value", LEV, 2, "level", "8"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_table_in_memory_is_refused_by_table_row_and_column(case: Case) -> None:
    given = frames()
    case.change(given)
    before = {name: f.copy(deep=True) if isinstance(f, pd.DataFrame) else f for name, f in given.items()}
    with pytest.raises(DataError) as caught:
        indeks.load(given, lang="en")
    fitting = [p for p in errors(caught.value.problems) if p.code == case.code and p.row == case.row]
    assert fitting, [(p.code, p.place, p.what) for p in caught.value.problems]
    problem = fitting[0]
    assert problem.file == case.table
    assert not case.column or problem.column == case.column
    assert case.says in f"{problem.what} {problem.fix}"
    assert case.table in str(caught.value)
    assert isinstance(caught.value, indeks.errors.IndeksError)
    for name, frame in before.items():  # what was given is as it was
        if isinstance(frame, pd.DataFrame):
            assert_frame_equal(given[name], frame)


SHAPES: dict[str, Callable[[Frames], object]] = {
    "as it is": lambda g: None,
    "wide": put(LEV, wide()),
    "pivoted": put(LEV, wide().set_index("innovation_id")),
    "categories": lambda g: g.update(
        {t: f.astype({c: "category" for c in f if f[c].dtype.kind not in "fi"}) for t, f in g.items()}
    ),
    "Int64": lambda g: g.update({t: f.convert_dtypes() for t, f in g.items()}),
    "objects": lambda g: g.update({t: f.astype("object") for t, f in g.items()}),
    "other index": lambda g: g.update({t: f.set_axis(range(900, 900 + len(f))) for t, f in g.items()}),
    "numbers for codes": changed(INN, lambda f: f.assign(region_code=99.71)),
    "dates": changed(INN, lambda f: f.assign(applied_date=pd.to_datetime(f["applied_date"]))),
    "nothing in sent": changed(INN, lambda f: f.assign(sent=None)),
    "no column sent": changed(INN, lambda f: f.drop(columns="sent")),
    "empty optional tables": lambda g: g.update(agencies=pd.DataFrame(), regions=pd.DataFrame()),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_frames_give_what_files_give(shape: str, tmp_path) -> None:
    given = frames()
    SHAPES[shape](given)
    assert errors(indeks.check(given)) == []
    of_files = indeks.load(write_folder(tmp_path, tables()))
    of_frames = indeks.load(given)
    assert_frame_equal(indeks.score(of_frames), indeks.score(of_files))
    assert_frame_equal(indeks.maturity(of_frames), indeks.maturity(of_files))
    assert of_frames.innovations["region_code"].dtype == of_files.innovations["region_code"].dtype == "str"


def test_a_number_for_a_code_keeps_the_last_zero() -> None:
    given = frames()
    given[INN]["region_code"] = given[REG]["region_code"] = 11.10
    assert indeks.score(indeks.load(given))["region_code"].tolist() == ["11.10"]


@pytest.mark.parametrize(
    "make", [example.sample_region, lambda: example.national_panel(regions=5, innovations=60)]
)
def test_a_dataset_loaded_again_scores_as_before(make) -> None:
    data = make()
    again = indeks.load({table: getattr(data, table) for table in TABLES})
    assert_frame_equal(indeks.score(again), indeks.score(data))


# --- several workbooks -------------------------------------------------------------------------------------


def two_agencies(folder, **changes: str) -> list:
    """The two innovations in a workbook each; the first has the levels of the region too."""
    good, paths = tables(), []
    for k, name in enumerate(["A1", "A2"]):
        book = {
            INN: [good[INN][0], good[INN][k + 1]],
            LEV: [r for r in good[LEV] if r[0] in ("innovation_id", name)],
        }
        if not k:
            book[REG] = good[REG]
        for table, id_ in changes.items():
            book[table] = [book[table][0], *[[id_, *row[1:]] for row in book[table][1:]]]
        paths.append(write_workbook(folder / f"{name}.xlsx", book))
    return paths


def test_several_workbooks_are_read_as_one(tmp_path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "books").mkdir()
    expected = indeks.score(indeks.load(write_folder(tmp_path / "plain", tables())))
    paths = two_agencies(tmp_path / "books")
    assert intake.check(paths) == []
    assert_frame_equal(indeks.score(indeks.load(paths)), expected)
    assert_frame_equal(indeks.score(indeks.load(tmp_path / "books")), expected)


def test_a_problem_of_several_workbooks_names_its_file(tmp_path) -> None:
    paths = two_agencies(tmp_path, innovations="A1", innovation_levels="A1")
    problem = next(p for p in indeks.check(paths, lang="en") if p.code == "duplicate_innovations")
    assert (problem.file, problem.row, problem.cell[0]) == ("A2.xlsx", 2, "A")
    assert "2 (A1.xlsx)" in problem.what


# --- put together by hand ----------------------------------------------------------------------------------

FAULTS = {
    "level 7": (LEV, lambda f: f.assign(level=7), "level_range", 1, "level"),
    "level -3": (LEV, lambda f: f.assign(level=-3), "level_range", 1, "level"),
    "level 2.5": (LEV, lambda f: f.assign(level=2.5), "level_range", 1, "level"),
    "indicator": (
        LEV,
        lambda f: f.replace({"indicator": {"video": "vidio"}}),
        "indicator_unknown",
        5,
        "indicator",
    ),
    "twice": (LEV, lambda f: pd.concat([f] * 20), "duplicate_innovation_levels", 6, "innovation_id"),
    "wide": (LEV, lambda f: wide(), "column_missing", 0, "indicator"),
    "stranger": (LEV, lambda f: f.assign(innovation_id="B9"), "levels_without_innovation", 1, "innovation_id"),
    "no sent": (INN, lambda f: f.drop(columns="sent"), "column_missing", 0, "sent"),
    "sent in words": (INN, lambda f: f.assign(sent="tidak"), "sent_unclear", 1, "sent"),
    "ids": (INN, lambda f: f.assign(innovation_id="A1"), "duplicate_innovations", 2, "innovation_id"),
    "code as a number": (INN, lambda f: f.assign(region_code=11.10), "region_number", 1, "region_code"),
    "no year": (INN, lambda f: f.assign(year=None), "year_invalid", 1, "year"),
    "region level": (REG, lambda f: f.assign(level=9), "level_range", 1, "level"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("compute", [indeks.score, indeks.contributions, indeks.maturity])
def test_tables_put_together_by_hand_are_not_scored_into_nonsense(fault: str, compute: Callable) -> None:
    table, change, code, row, column = FAULTS[fault]
    data = indeks.load(frames())
    parts = {name: getattr(data, name) for name in (INN, LEV, REG)}
    parts[LEV] = parts[LEV].astype({"innovation_id": "str", "indicator": "str"})
    with pytest.raises(DataError) as caught:
        compute(Dataset(**(parts | {table: change(parts[table])})))
    places = [(p.code, p.file, p.row, p.column) for p in caught.value.problems]
    assert (code, table, row, column) in places


def test_a_changed_copy_is_asked_again(contoh) -> None:
    indeks.score(contoh)
    levels = contoh.innovation_levels.assign(level=7.0)
    with pytest.raises(DataError):
        indeks.score(replace(contoh, innovation_levels=levels))


def test_levels_are_changed_in_a_copy(contoh) -> None:
    first = contoh.innovations["innovation_id"].iloc[0]
    row = {"innovation_id": [first], "indicator": ["video"], "level": [0]}
    changed_copy = contoh.with_levels(pd.DataFrame(row))
    before, after = (d.innovation_levels.astype({"indicator": "str"}) for d in (contoh, changed_copy))
    differing = before["level"].ne(after["level"]).to_numpy()
    assert differing.sum() <= 1
    assert after.loc[(after["innovation_id"] == first) & (after["indicator"] == "video"), "level"].item() == 0
    with pytest.raises(DataError, match="7"):
        contoh.with_levels(pd.DataFrame(row | {"level": [7]}))


def test_parts_of_a_dataset(contoh) -> None:
    assert repr(contoh) == "1 region, 29 innovations, 2026"
    assert len(contoh.sent.innovations) == 28
    assert set(contoh.sent.innovation_levels["innovation_id"]) == set(contoh.sent.innovations["innovation_id"])
    assert repr(contoh.of_year(2025)) == "0 regions, 0 innovations, no year"
    panel = example.national_panel(regions=3, innovations=9)
    alone = panel.of_region("99.101")
    assert alone.region_codes == ["99.101"]
    assert panel.region("Contoh 2") == panel.region("kabupaten contoh 2") == panel.region("99.101") == "99.101"
    with pytest.raises(indeks.regions.UnknownRegion):
        panel.region("Contoh 77")


# --- an edition of one's own -------------------------------------------------------------------------------


def own_edition(path: Path, code: str) -> Path:
    """Write an edition in which the indicator ``video`` has another code."""
    text = (edition.EDITIONS_DIR / "iid-2026.toml").read_text(encoding="utf-8")
    path.write_text(text.replace('code = "video"', f'code = "{code}"'), encoding="utf-8")
    return path


def with_film(code: str) -> Frames:
    """The good dataset with levels in wide form, where ``video`` is called otherwise."""
    return frames() | {LEV: wide().rename(columns=lambda name: name.replace("video", code))}


def test_an_edition_may_be_given_as_it_was_read(tmp_path) -> None:
    path = own_edition(tmp_path / "own.toml", "film")
    read = edition.load(path)
    assert_frame_equal(
        indeks.load(with_film("film"), edition=read).innovation_levels,
        indeks.load(with_film("film"), edition=path).innovation_levels,
    )
    assert indeks.check(with_film("film"), edition=read) == indeks.check(with_film("film"), edition=str(path))


def test_an_edition_file_that_has_changed_is_read_again(tmp_path) -> None:
    for code in ("film", "gambar_hidup"):
        path = own_edition(tmp_path / "own.toml", code)
        levels = indeks.load(with_film(code), edition=path).innovation_levels
        assert code in set(levels["indicator"].astype("str"))


class Mute:
    """An object that cannot be shown."""

    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


class Loud(str):
    """A text that does otherwise than texts do."""

    def strip(self, *_: object) -> str:
        raise RuntimeError


ODD = [
    [1], (1,), {1}, {"a": 1}, object(), Mute(), b"\xff", 1 + 2j, np.void(b"abc"), np.array([1, 2]), pd.Series([1]), dt.time(8),
    dt.timedelta(1), np.timedelta64(1, "D"), pd.Interval(0, 1), pd.Period("2026"), np.datetime64("20260-01-01"), len, ...,
]  # fmt: skip
"""Cells that are neither text nor number, date or truth value."""
NONE = [None, pd.NA, pd.NaT, float("nan"), Decimal("NaN"), Decimal("sNaN"), np.datetime64("NaT"), "", "  "]
"""Cells that say nothing."""
TWO = [
    2,
    2.0,
    "2",
    np.int8(2),
    np.float16(2),
    np.longdouble(2),
    Decimal("2.0"),
    Fraction(2),
    IntEnum("E", {"A": 2}).A,
    Loud("2"),
]
"""Cells that say two."""
BEYOND = [
    10**400,
    -(10**400),
    Fraction(10**400),
    Decimal("1e500"),
    Decimal("-Infinity"),
    float("inf"),
    np.longdouble("1e4000"),
]
"""Numbers that no table can hold."""
COLUMNS = [(INN, "region_code"), (INN, "year"), (INN, "title"), (INN, "affair"), (INN, "applied_date"), (INN, "sent"),
           (LEV, "innovation_id"), (LEV, "indicator"), (LEV, "level"), (REG, "level")]  # fmt: skip


def put_in(table: str, column: str, value: object) -> Frames:
    given = frames()
    frame = given[table]
    cells = np.empty(len(frame), dtype=object)
    cells[:] = list(frame[column]) if column in frame else [None] * len(frame)
    cells[0] = value
    given[table] = frame.assign(**{column: pd.Series(cells, dtype=object, index=frame.index)})
    return given


def refusals(given: Frames, code: str) -> list[tuple[str, int, str]]:
    return [(p.file, p.row, p.column) for p in errors(intake.check(given)) if p.code == code and p.what and p.fix]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("value", ODD, ids=lambda v: type(v).__name__)
def test_a_cell_of_any_other_kind_is_named(value: object) -> None:
    for table, column in COLUMNS:
        assert refusals(put_in(table, column, value), "cell_kind") == [(table, 1, column)]


@pytest.mark.parametrize("value", ["\ud800", "a\udcffb", "\udc00\ud800"])
def test_half_a_letter_is_named_and_never_written(value: str) -> None:
    for table, column in COLUMNS:
        given = put_in(table, column, value)
        assert refusals(given, "cell_text") == [(table, 1, column)]
        cells = given[table][column]
        texts = pd.Index(pd.unique(cells.dropna()), dtype=object)  # pandas itself would make texts of Arrow of it
        given[table][column] = pd.Categorical.from_codes(texts.get_indexer(cells), categories=texts)
        assert refusals(given, "cell_text") == [(table, 1, column)]
    with pytest.raises(DataError) as refused:
        intake.load(given)
    str(refused.value).encode()


@pytest.mark.filterwarnings("error")
def test_a_cell_that_says_nothing_is_empty_whatever_it_is() -> None:
    scored = [indeks.score(intake.load(put_in(REG, "level", value))) for value in NONE]
    for other in scored[1:]:
        assert_frame_equal(other, scored[0])


@pytest.mark.filterwarnings("error")
def test_a_number_counts_whatever_it_is_of() -> None:
    scored = [indeks.score(intake.load(put_in(REG, "level", value))) for value in TWO]
    for other in scored[1:]:
        assert_frame_equal(other, scored[0])


@pytest.mark.parametrize("value", BEYOND, ids=lambda v: type(v).__name__)
def test_a_number_that_none_can_hold_is_named(value: object) -> None:
    for code, (table, column) in (("level_not_number", (LEV, "level")), ("year_invalid", (INN, "year"))):
        assert refusals(put_in(table, column, value), code) == [(table, 1, column)]


LEVELS = ["int64[pyarrow]", "int8[pyarrow]", "uint64[pyarrow]", "float[pyarrow]", "double[pyarrow]", "string[pyarrow]",
          "string[python]", "Int8", "UInt64", "Float32", "category", "object", "float16", "longdouble",
          pd.ArrowDtype(pa.decimal128(5, 2)), pd.ArrowDtype(pa.large_string()), pd.ArrowDtype(pa.dictionary(pa.int8(), pa.int64()))]  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", LEVELS, ids=str)
@pytest.mark.parametrize("missing", [False, True])
def test_levels_of_any_dtype_score_alike(kind: object, missing: bool) -> None:
    given = frames()
    plain = given[LEV]["level"].astype(object)
    if missing:
        plain = plain.where(np.arange(len(plain)) != 0, None)
    expected = indeks.score(intake.load(given | {LEV: given[LEV].assign(level=plain)}))
    if str(kind) in ("float16", "longdouble"):
        typed = plain.map(float, na_action="ignore").astype(kind)
    elif "string" in str(kind):
        typed = plain.map(str, na_action="ignore").astype(kind)
    elif "decimal" in str(kind):
        typed = plain.map(Decimal, na_action="ignore").astype(kind)
    else:
        typed = plain.astype("Int64").astype(kind)
    assert_frame_equal(indeks.score(intake.load(given | {LEV: given[LEV].assign(level=typed)})), expected)


@pytest.mark.parametrize("kind", [pa.binary(), pa.list_(pa.int64()), pa.struct([("a", pa.int64())]), pa.time32("s"),
                                  pa.duration("s")], ids=str)  # fmt: skip
def test_a_column_of_arrow_that_is_none_is_named(kind: pa.DataType) -> None:
    given = frames()
    given[LEV]["level"] = pd.Series([None] * len(given[LEV]), dtype=pd.ArrowDtype(kind))
    assert ("parquet_type", LEV, "level") in [(p.code, p.file, p.column) for p in intake.check(given)]


@pytest.mark.parametrize("kind", [pa.date32(), pa.timestamp("us"), pa.timestamp("s", tz="Asia/Jakarta")], ids=str)
def test_days_of_arrow_are_the_days_that_they_show(kind: pa.DataType) -> None:
    given = frames()
    days = [dt.datetime(2025, 3, 5)] * len(given[INN])
    column = pd.Series(
        pd.array(pa.array(days, pa.timestamp("us")).cast(kind).to_pylist(), dtype=pd.ArrowDtype(kind))
    )
    if getattr(kind, "tz", None):
        column = pd.Series(pd.DatetimeIndex(days, tz=kind.tz)).astype(pd.ArrowDtype(kind))
    given[INN]["applied_date"] = column
    assert list(intake.load(given).innovations["applied_date"].unique()) == [pd.Timestamp(2025, 3, 5)]


def test_a_heading_that_cannot_be_shown_is_no_column() -> None:
    given = frames()
    for table, label in ((INN, Mute()), (LEV, "\ud800")):
        given[table].columns = pd.Index([*given[table].columns[:-1], label], dtype=object)
    found = {(p.code, p.column) for p in intake.check(given)}
    assert {("column_ignored", "Mute"), ("column_ignored", " ")} <= found
