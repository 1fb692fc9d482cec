"""Folders of CSV and Parquet: other encodings and marks, damage, and files that unfold; and frames in memory."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import indeks

from . import shapes
from .cases import Case, Expect, recipe, refused, right, right_or_refused, score_of
from .worlds import World, plain
from .xlsx import TEXTS

TABLES = ("innovations", "innovation_levels", "region_levels")
LEVELS = "innovation_levels.csv"


def _full() -> bool:
    return bool(os.environ.get("INDEKS_HOSTILE_FULL"))


def _folder(folder: Path, made: World, **more: Any) -> Path:
    return shapes.csv_folder(folder / "data", shapes.tables(made), **more)


def _changed(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    file = path / name
    file.write_bytes(change(file.read_bytes()))
    return path


# encodings


@recipe("csv", weight=3)
def other_encoding(rng: Random, folder: Path) -> Case:
    """What the data say is read, or the file is named with what to save it as."""
    made = plain(rng)
    made.innovations[0]["title"] = "Layanan “é” – ñ"
    encoding = rng.choice(
        ["utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "shift_jis", "utf-7", "cp500"]
    )
    path = _folder(folder, made, encoding=encoding)
    easy = encoding in ("utf-8-sig", "cp1252", "utf-7")
    return Case(score_of(path), right(made) if easy else right_or_refused(made, "innovations.csv"))


@recipe("csv", weight=2)
def line_ends(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    return Case(score_of(_folder(folder, made, ending=rng.choice(["\r", "\n", "\r\n"]))), right(made))


@recipe("csv", weight=2)
def byte_order_marks_inside(rng: Random, folder: Path) -> Case:
    """Files pasted together keep their marks in the midst of the text."""
    made = plain(rng)
    path = _changed(_folder(folder, made), "innovations.csv", lambda b: b"\xef\xbb\xbf" * rng.randint(1, 3) + b)
    return Case(score_of(path), right_or_refused(made, "innovations.csv"))


@recipe("csv", weight=3)
def stray_bytes(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    name = rng.choice(TABLES) + ".csv"
    stray = rng.choice(
        [b"\x00", b"\xff\xfe\xfd", b"\x81\x8d", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\x1a", b"\x0c"]
    )

    def change(content: bytes) -> bytes:
        at = content.index(b"\n") + rng.randint(2, 40)
        return content[:at] + stray + content[at:]

    return Case(score_of(_changed(_folder(folder, made), name, change)), right_or_refused(made, name))


# marks


@recipe("csv", weight=3)
def quotes_unbalanced(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    made.innovations[1]["title"] = "QQQ"
    quote = rng.choice([b'"Rumah "Singgah', b'"tak ditutup', b'"a"b'])
    path = _changed(_folder(folder, made), "innovations.csv", lambda b: b.replace(b"QQQ", quote))
    return Case(
        score_of(path),
        refused("innovations.csv", ("3", str(len(made.innovations) + 1), str(len(made.innovations) + 2))),
    )


@recipe("csv", weight=3)
def ragged_rows(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    row = rng.randint(1, len(made.innovations))
    spoil: Callable[[bytes], bytes] = rng.choice(
        [lambda line: line + b",lebih", lambda line: line.rsplit(b",", 3)[0], lambda line: line.replace(b",", b";"),
         lambda line: b",," + line]
    )  # fmt: skip

    def change(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        lines[row] = spoil(lines[row])
        return b"\r\n".join(lines)

    return Case(
        score_of(_changed(_folder(folder, made), "innovations.csv", change)),
        refused("innovations.csv", str(row + 1)),
    )


@recipe("csv")
def marks_at_every_end(rng: Random, folder: Path) -> Case:
    """Excel adds empty columns: marks at the end of every row."""
    made = plain(rng)
    path = _changed(_folder(folder, made), "innovations.csv", lambda b: b.replace(b"\r\n", b",,\r\n"))
    return Case(score_of(path), right(made))


@recipe("csv", weight=2)
def decimal_commas(rng: Random, folder: Path) -> Case:
    """Numbers with commas under semicolons, in quotes under commas."""
    made = plain(rng)
    data = shapes.tables(made)
    for row in data["innovation_levels"][1:]:
        row[2] = rng.choice([str(row[2]), f"{row[2]},0", f"{row[2]}.0", f"{row[2]},00"])
    return Case(score_of(shapes.csv_folder(folder / "data", data, delimiter=rng.choice(";,\t"))), right(made))


@recipe("csv", weight=2)
def number_of_two_readings(rng: Random, folder: Path) -> Case:
    """1.462 people are many, 1,462 percent is little: where the unit does not tell, it is asked."""
    made = plain(rng)
    data = shapes.tables(made)
    data["region_levels"][0].append("value")
    for row in data["region_levels"][1:]:
        row.append("")
    data["region_levels"] = [r for r in data["region_levels"] if r[2] != "investasi"]
    data["region_levels"].append(["99.71", 2026, "investasi", "", rng.choice(["1.462", "35,336"])])
    return Case(
        score_of(shapes.csv_folder(folder / "data", data)),
        refused("region_levels.csv", str(len(data["region_levels"]))),
    )


# files


@recipe("csv", weight=3)
def empty_files(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    name = rng.choice(TABLES)
    content = rng.choice([b"", b"\n\n\n", b"\xef\xbb\xbf", b" ", b",,,\r\n,,,\r\n"])
    if name == "region_levels":
        made.spd.clear()
    path = _folder(folder, made)
    (path / f"{name}.csv").write_bytes(content)
    expect = right_or_refused(made, f"{name}.csv") if name == "region_levels" else refused(f"{name}.csv")
    return Case(score_of(path), expect)


@recipe("csv", weight=2)
def heads_only(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    name = rng.choice(("innovations", "innovation_levels"))
    path = _changed(_folder(folder, made), f"{name}.csv", lambda b: b.split(b"\r\n")[0] + b"\r\n")
    if name == "innovations":
        return Case(score_of(path), refused("innovations.csv"))
    for innovation in made.innovations:
        innovation["levels"] = {}
    expect = right_or_refused(made, ("innovations.csv", "innovation_levels.csv"))
    return Case(score_of(path), Expect(**(expect.__dict__ | {"out": (made.innovations[0]["id"],)})))


@recipe("csv", weight=2)
def file_missing(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    name = rng.choice(TABLES)
    path = _folder(folder, made)
    (path / f"{name}.csv").unlink()
    if name == "region_levels":
        made.spd.clear()
        return Case(score_of(path), right(made, "SPD dihitung 0"))
    return Case(score_of(path), refused(name))


@recipe("csv", weight=2)
def same_table_twice(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    path = _folder(folder, made)
    other = rng.choice(["Inovasi.csv", "innovations.tsv", "INNOVATIONS.txt", "daftar inovasi.csv"])
    (path / other).write_bytes((path / "innovations.csv").read_bytes())
    return Case(score_of(path), refused(("innovations.csv", other)))


@recipe("csv", weight=3)
def no_regular_file(rng: Random, folder: Path) -> Case:
    """A folder, a loop of links, a link to nowhere where a table should be."""
    made = plain(rng)
    path = _folder(folder, made)
    name = rng.choice(("innovations", "innovation_levels"))
    file = path / f"{name}.csv"
    file.unlink()
    how = rng.choice(["folder", "loop", "nowhere"])
    if how == "folder":
        file.mkdir()
    else:
        file.symlink_to(file if how == "loop" else folder / "tiada")
    return Case(score_of(path), refused(name))


@recipe("csv", weight=3)
def table_is_a_pipe_or_device(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    path = _folder(folder, made)
    name = rng.choice(("innovations", "innovation_levels"))
    file = path / f"{name}.csv"
    file.unlink()
    if rng.random() < 0.5:
        os.mkfifo(file)
    else:
        file.symlink_to(rng.choice(["/dev/zero", "/dev/urandom", "/dev/null", "/dev/full"]))
    return Case(score_of(path), refused(name))


@recipe("csv", weight=2)
def names_of_files(rng: Random, folder: Path) -> Case:
    """A file beside the tables whose name is not UTF-8, or holds what steers a terminal."""
    made = plain(rng)
    path = _folder(folder, made)
    name = rng.choice(
        [b"innovasi\xff.csv", b"\x1b[31mmerah.csv", b"a\nb.csv", b"..csv", b"-rf.csv", "rtl\u202ecsv.csv".encode()]
    )
    (path / os.fsdecode(name)).write_bytes(b"a,b\n1,2\n")
    call = rng.choice([score_of(path), ["check", str(path), "--format", "json"], ["check", str(path)]])
    return Case(call, right(made) if call[0] == "score" else Expect(refusal=False, success=True))


@recipe("csv", weight=2)
def path_of_bytes(rng: Random, folder: Path) -> Case:
    """The folder itself has a name that is not UTF-8."""
    made = plain(rng)
    path = _folder(folder, made)
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/data-\xff\xe9"))
    path.rename(odd)
    call = rng.choice(
        [
            score_of(odd),
            ["check", str(odd), "--format", "json"],
            ["check", str(odd)],
            ["types", str(odd), "--format", "json"],
        ]
    )
    return Case(call, right(made) if call[0] == "score" else Expect(refusal=False, success=True))


# texts


@recipe("csv", weight=3)
def hostile_texts(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    for innovation, text in zip(made.innovations, rng.sample(TEXTS, len(made.innovations)), strict=True):
        innovation["title"] = text
    return Case(score_of(_folder(folder, made)), right(made))


@recipe("csv", weight=2)
def hostile_ids(rng: Random, folder: Path) -> Case:
    """An identifier is any text; the same everywhere, it is the same innovation."""
    made = plain(rng)
    texts = [t for t in TEXTS if t.isprintable() and len(t) < 100 and t.strip() == t]
    for innovation, text in zip(made.innovations, rng.sample(texts, len(made.innovations)), strict=True):
        innovation["id"] = text
    return Case(score_of(_folder(folder, made)), right_or_refused(made, "innovations.csv"))


# what unfolds


@recipe("big", weight=2)
def million_commas(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    n = 30_000_000 if _full() else 300_000
    at = rng.choice((0, 2))

    def change(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        lines.insert(at, b"," * n)
        return b"\r\n".join(lines)

    return Case(score_of(_changed(_folder(folder, made), LEVELS, change)), right_or_refused(made, LEVELS))


@recipe("big")
def long_field(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    made.innovations[0]["title"] = "panjang " * (4_000_000 if _full() else 40_000)
    return Case(score_of(_folder(folder, made)), right_or_refused(made, "innovations.csv"))


@recipe("big")
def blank_lines(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    n = 19_000_000 if _full() else 200_000
    return Case(
        score_of(_changed(_folder(folder, made), LEVELS, lambda b: b + b"\r\n" * n)),
        right_or_refused(made, LEVELS),
    )


@recipe("big")
def rows_of_unknown_ids(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    n = 1_900_000 if _full() else 20_000
    distinct = rng.random() < 0.5
    rows = "".join(f"X{k if distinct else ''},video,1\r\n" for k in range(n)).encode()
    return Case(score_of(_changed(_folder(folder, made), LEVELS, lambda b: b + rows)), refused(LEVELS))


@recipe("big")
def unknown_region_codes(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    n = 20_000 if _full() else 1_500
    rows = "".join(f"X{k},tempat-{k},2026,Judul {k},Pangan,lainnya,2025-01-01,ya\r\n" for k in range(n)).encode()
    path = _changed(_folder(folder, made), "innovations.csv", lambda b: b + rows)
    return Case(score_of(path), refused("innovations.csv", str(len(made.innovations) + 2)))


@recipe("big")
def many_columns(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    n = 300_000 if _full() else 3_000

    def change(content: bytes) -> bytes:
        head, rest = content.split(b"\r\n", 1)
        return (
            head
            + b"".join(b",kolom_%d" % k for k in range(n))
            + b"\r\n"
            + rest.replace(b"\r\n", b"," * n + b"\r\n")
        )

    return Case(
        score_of(_changed(_folder(folder, made), "region_levels.csv", change)),
        right_or_refused(made, "region_levels.csv"),
    )


@recipe("big", weight=2)
def parquet_of_many_rows(rng: Random, folder: Path) -> Case:
    """Equal rows cost nothing on the disk."""
    made = plain(rng)
    path = shapes.parquet_folder(folder / "data", shapes.tables(made))
    name = rng.choice(("innovations", "innovation_levels"))
    n = 30_000_000 if _full() else 2_000_000 if name == "innovations" else 5_000_000
    schema = pq.read_schema(path / f"{name}.parquet")
    chunk = 1_000_000
    with pq.ParquetWriter(path / f"{name}.parquet", schema.remove_metadata()) as writer:
        one = pa.table([pa.nulls(chunk, f.type) if f.type == pa.null() else pa.array([_same(f.type)] * chunk, f.type)
                        for f in schema], schema=schema.remove_metadata())  # fmt: skip
        for _ in range(n // chunk):
            writer.write_table(one)
    return Case(score_of(path), refused(f"{name}.parquet"))


def _same(kind: pa.DataType) -> Any:
    return "A1" if pa.types.is_string(kind) or pa.types.is_large_string(kind) else 2026


@recipe("big")
def parquet_of_long_texts(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    path = shapes.parquet_folder(folder / "data", shapes.tables(made))
    table = pq.read_table(path / "innovations.parquet")
    text = pa.array(["kata " * (20_000_000 if _full() else 1_000_000)])  # once, so that this process stays small
    long = pa.DictionaryArray.from_arrays(pa.array([0] * len(table), pa.int8()), text)
    table = table.drop_columns([c for c in ["description"] if c in table.column_names])
    pq.write_table(table.append_column("description", long), path / "innovations.parquet")
    return Case(score_of(path), right_or_refused(made, "innovations.parquet"))


# Parquet


def _parquet(folder: Path, made: World, name: str, change: Callable[[pa.Table], pa.Table]) -> Path:
    """A folder with one table changed, written in the newest form of the format."""
    path = shapes.parquet_folder(folder / "data", shapes.tables(made))
    file = path / f"{name}.parquet"
    pq.write_table(change(pq.read_table(file).replace_schema_metadata()), file, version="2.6")
    return path


def _with(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, column)


@recipe("parquet", weight=4)
def parquet_damaged(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    path = shapes.parquet_folder(folder / "data", shapes.tables(made))
    name = rng.choice(TABLES) + ".parquet"

    def change(content: bytes) -> bytes:
        if rng.random() < 0.3:
            return content[: rng.randrange(len(content))]
        turned = bytearray(content)
        for _ in range(rng.choice((1, 5, 50))):
            turned[rng.randrange(len(turned))] = rng.randrange(256)
        return bytes(turned)

    return Case(score_of(_changed(path, name, change)), right_or_refused(made, name))


@recipe("parquet", weight=3)
def parquet_dates(rng: Random, folder: Path) -> Case:
    """Timestamps of every unit; what no calendar of ours has is named."""
    made = plain(rng)
    good = rng.random() < 0.3
    day = rng.choice(
        [dt.datetime(2025, 3, 5)] if good else [-(2**62), 2**62, -(10**15), 253402300800000000, 10**17]
    )
    unit = rng.choice(["ms", "us"])

    stamps = pa.array(np.full(len(made.innovations), 0 if good else day, dtype="int64")).cast(pa.timestamp(unit))
    if good:
        stamps = pa.array([day] * len(made.innovations), pa.timestamp(unit, tz=rng.choice([None, "Asia/Jakarta"])))
    path = _parquet(folder, made, "innovations", lambda t: _with(t, "applied_date", stamps))
    expect = right(made) if good else refused("innovations.parquet", "applied_date")
    return Case(score_of(path), expect)


@recipe("parquet", weight=3)
def parquet_texts_not_utf8(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    column = rng.choice(["title", "affair", "innovation_id", "region_code"])

    raw = pa.array([b"caf\xe9 \xff\xfe"] * len(made.innovations), pa.binary())
    text = pa.StringArray.from_buffers(len(raw), raw.buffers()[1], raw.buffers()[2])
    path = _parquet(folder, made, "innovations", lambda t: _with(t, column, text))
    expect = right_or_refused(made, "innovations.parquet") if column == "title" else refused("innovations.parquet")
    return Case(score_of(path), expect)


@recipe("parquet", weight=4)
def parquet_types(rng: Random, folder: Path) -> Case:
    """A column of another type than expected."""
    made = plain(rng)
    name, column, right_type = rng.choice([("innovation_levels", "level", False), ("innovations", "year", False),
                                           ("innovations", "title", True), ("innovations", "sent", False)])  # fmt: skip
    kinds: list[Callable[[int], pa.Array]] = [
        lambda n: pa.array([[1, 2]] * n), lambda n: pa.array([{"a": 1}] * n), lambda n: pa.array([b"\xff"] * n, pa.binary()),
        lambda n: pa.array([dt.timedelta(1)] * n), lambda n: pa.array([float("inf")] * n), lambda n: pa.array([2**63 - 1] * n),
        lambda n: pa.array([2**64 - 1] * n, pa.uint64()), lambda n: pa.array([Decimal("1e30")] * n), pa.nulls,
        lambda n: pa.array([dt.time(1)] * n), lambda n: pa.array(["x\x00y"] * n), lambda n: pa.array(["☠"] * n),
    ]  # fmt: skip
    kind = rng.choice(kinds)

    path = _parquet(folder, made, name, lambda t: _with(t, column, kind(len(t))))
    if column == "sent":  # nothing is written there: sent
        return Case(score_of(path), right_or_refused(made, f"{name}.parquet"))
    if column == "level" and kind is kinds[8]:
        for innovation in made.innovations:
            innovation["levels"] = {}
        return Case(score_of(path), right_or_refused(made, f"{name}.parquet"))
    return Case(
        score_of(path), right_or_refused(made, f"{name}.parquet") if right_type else refused(f"{name}.parquet")
    )


@recipe("parquet")
def parquet_in_a_csv(rng: Random, folder: Path) -> Case:
    """One format under the ending of another."""
    made = plain(rng)
    path = _folder(folder, made)
    if rng.random() < 0.5:
        pd.DataFrame({"a": [1]}).to_parquet(path / "innovations.parquet")
        (path / "innovations.parquet").replace(path / "innovations.csv")
        return Case(score_of(path), refused("innovations.csv"))
    (path / "innovations.csv").rename(path / "innovations.parquet")
    return Case(score_of(path), refused("innovations.parquet"))


@recipe("parquet", weight=2)
def parquet_categories_and_indexes(rng: Random, folder: Path) -> Case:
    """What pandas leaves in files: an index, categories, dictionaries."""
    made = plain(rng)
    name = rng.choice(TABLES)

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        for column in frame.columns:
            if rng.random() < 0.5:
                frame[column] = frame[column].astype("category")
        return (
            frame.set_index(frame.columns[0])
            if rng.random() < 0.4
            else frame.sample(frac=1, random_state=rng.randrange(99))
        )

    path = shapes.parquet_folder(folder / "data", shapes.tables(made))
    change(pd.read_parquet(path / f"{name}.parquet")).to_parquet(path / f"{name}.parquet")
    return Case(score_of(path), right(made))


# frames in memory


def _frames(made: World) -> dict[str, pd.DataFrame]:
    return shapes.frames(shapes.tables(made))


def _score(data: Any) -> Callable[[], pd.DataFrame]:
    return lambda: indeks.score(indeks.load(data))


class Mute:
    """An object that cannot be shown."""

    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


@recipe("frames", weight=8)
def frame_cells(rng: Random, folder: Path) -> Case:
    """Cells that hold what no file can."""
    made = plain(rng)
    data = _frames(made)
    name, column = rng.choice([("innovation_levels", "level"), ("innovations", "year"), ("innovations", "region_code"),
                               ("innovations", "sent"), ("innovations", "affair")])  # fmt: skip
    value = rng.choice(
        [[1], {"a": 1}, object(), 1 + 2j, b"\xff", float("inf"), 10**400, Decimal("NaN"), Decimal("sNaN"), np.datetime64("NaT"),
         pd.Timestamp("1700-01-01"), (1, 2), lambda: 1, "\ud800", Decimal("1e500"), -0.5, pd.Interval(0, 1), {1}, Mute(), Fraction(1, 3),
         np.void(b"ab"), dt.time(8), dt.timedelta(1), np.timedelta64(1, "D"), pd.NA, pd.NaT, pd.Period("2026"), np.array([1]), pd.Series([1]),
         np.longdouble("1e4000"), 1e308, "\x00", "٣", "３", "1.5", "1e309", "nan"]
    )  # fmt: skip
    cells = data[name][column].astype(object).tolist()
    cells[1] = value
    data[name][column] = pd.Series(cells, dtype=object)
    empty = (
        value is pd.NA
        or isinstance(value, np.datetime64 | type(pd.NaT))
        or (isinstance(value, Decimal) and value.is_nan())
    )
    if not empty:
        return Case(_score(data), refused(name, column, "2"))
    row = shapes.tables(made)[name][2]
    if column == "level":
        next(i for i in made.innovations if i["id"] == row[0])["levels"].pop(row[1])
    if column == "affair":
        made.innovations[1]["affair"] = ""
    return Case(_score(data), right_or_refused(made, name))


@recipe("frames", weight=4)
def frame_columns(rng: Random, folder: Path) -> Case:
    """Headings that are numbers, twice there, of two levels, or gone into the index."""
    made = plain(rng)
    data = _frames(made)
    name = rng.choice(TABLES)
    frame = data[name]
    how = rng.choice(["twice", "levels", "index", "numbers", "none", "renamed", "shuffled"])
    expect = right_or_refused(made, name)
    if how == "twice":
        data[name] = pd.concat([frame, frame[[frame.columns[0]]]], axis=1)
    elif how == "levels":
        frame.columns = pd.MultiIndex.from_product([["a"], frame.columns])
        expect = refused(name)
    elif how == "index":
        data[name] = frame.set_index(list(frame.columns[: rng.randint(1, 2)]))
        expect = right(made)
    elif how == "numbers":
        frame.columns = range(len(frame.columns))
        expect = refused(name)
    elif how == "none":
        frame.columns = [None, *frame.columns[1:]]
        expect = refused(name)
    elif how == "renamed":
        frame.columns = [f"{c}x" for c in frame.columns]
        expect = refused(name)
    else:
        data[name] = frame.sample(frac=1, random_state=rng.randrange(99))[
            rng.sample(list(frame.columns), len(frame.columns))
        ]
        expect = right(made)
    return Case(_score(data), expect)


@recipe("frames", weight=3)
def frame_dtypes(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    data = _frames(made)
    kinds = [
        "float64",
        "Int64",
        "int8",
        "object",
        "string",
        "category",
        "float32",
        "Float64",
        "string[pyarrow]",
        "int64[pyarrow]",
        "uint8[pyarrow]",
        "double[pyarrow]",
        "string[python]",
        "UInt8",
        "Float32",
        "longdouble",
        pd.ArrowDtype(pa.decimal128(20, 2)),
        pd.ArrowDtype(pa.large_string()),
    ]
    data["innovation_levels"]["level"] = data["innovation_levels"]["level"].astype(rng.choice(kinds))
    data["innovations"]["year"] = data["innovations"]["year"].astype(
        rng.choice(["int64", "float64", "Int64", "object", "string"])
    )
    data["innovations"]["innovation_id"] = data["innovations"]["innovation_id"].astype(
        rng.choice(["object", "string", "category"])
    )
    if rng.random() < 0.5:
        data["innovations"]["sent"] = pd.Series(
            [True] * len(made.innovations), dtype=rng.choice(["bool", "boolean", "object"])
        )
    return Case(_score(data), right(made))


@recipe("frames", weight=3)
def no_frames(rng: Random, folder: Path) -> Case:
    """What is given is no mapping of frames."""
    made = plain(rng)
    data: dict[Any, Any] = _frames(made)
    name = rng.choice(("innovations", "innovation_levels"))
    how = rng.choice(["none", "list", "unknown", "number", "empty", "gone", "bytes"])
    if how in ("none", "list", "number", "bytes"):
        data[name] = {"none": None, "list": [[1, 2]], "number": 3, "bytes": b"x"}[how]
    elif how == "unknown":
        data["inovasinya"] = data.pop(name)
    elif how == "empty":
        data[name] = pd.DataFrame()
    else:
        del data[name]
    return Case(_score(data), refused(name))
