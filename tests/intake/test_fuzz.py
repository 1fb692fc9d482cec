"""Seeded nonsense in Parquet and frames: each ends in sentences, never in a trace."""

from __future__ import annotations

import datetime as dt
import decimal
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders import tables, write_folder
from indeks import intake
from indeks.problems import as_text

LAST = 2**63 - 1
ODD = [
    pa.array([LAST, -LAST], pa.timestamp("us")),
    pa.array([LAST // 1000, 0], pa.timestamp("s")),
    pa.array([LAST, -LAST], pa.timestamp("ms", tz="Asia/Jakarta")),
    pa.array([LAST, None], pa.timestamp("ns")),
    pa.array([2**31 - 1, -(2**31)], pa.date32()),
    pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31)]),
    pa.array([0, 1], pa.time32("s")),
    pa.array([1, None], pa.duration("us")),
    pa.array([decimal.Decimal("1.462"), None]),
    pa.array([decimal.Decimal(10) ** 37, decimal.Decimal(1)], pa.decimal128(38, 0)),
    pa.array([2**64 - 1, 2], pa.uint64()),
    pa.array([np.float16(1), np.float16(2)], pa.float16()),
    pa.array([float("nan"), float("inf")]),
    pa.array([True, None]),
    pa.array([b"\xff\xfe", b"a"], pa.binary()),
    pa.nulls(2),
    pa.array([[1], [2]]),
    pa.array([{"a": 1}, None]),
    pa.array(["A1", "A1"]).dictionary_encode(),
    pa.array(["\x00", "\ud7ff\u202e" * 50]),
    pa.array(["=1+1", "1e309"], pa.large_string()),
    pa.array([1, 2]).dictionary_encode(),
]


def sound(path: Path) -> None:
    problems = intake.check(path)
    assert all(p.what and p.fix for p in problems)
    assert as_text(problems, "en") != as_text(problems, "id") or not problems


def written(folder: Path, name: str, table: pa.Table) -> Path:
    write_folder(folder, tables())
    (folder / f"{name}.csv").unlink()
    pq.write_table(table, folder / f"{name}.parquet")
    return folder


@pytest.mark.parametrize("place", range(len(ODD)))
def test_any_type_in_any_column_of_parquet_is_told(place: int, tmp_path: Path) -> None:
    rng = random.Random(place)
    for k, (name, rows) in enumerate(tables().items()):
        head, *rest = rows
        frame = pd.DataFrame(rest[:2], columns=head)
        table = pa.Table.from_pandas(frame, preserve_index=False)
        column = rng.randrange(len(head))
        sound(written(tmp_path / str(k), name, table.set_column(column, head[column], ODD[place])))


def test_times_no_calendar_has_are_told_at_their_row(tmp_path: Path) -> None:
    head, *rest = tables()["innovations"]
    table = pa.Table.from_pandas(pd.DataFrame(rest, columns=head), preserve_index=False)
    times = pa.array([LAST, 0], pa.timestamp("us"))
    folder = written(tmp_path, "innovations", table.set_column(head.index("applied_date"), "applied_date", times))
    places = {p.place for p in intake.check(folder) if p.code == "date_out_of_range"}
    assert places == {"innovations.parquet:2:applied_date"}


def test_texts_that_are_not_utf8_are_told(tmp_path: Path) -> None:
    head, *rest = tables()["innovations"]
    table = pa.Table.from_pandas(pd.DataFrame(rest, columns=head), preserve_index=False)
    raw = pa.array([b"Posyandu \xff", b"Rapor"], pa.binary()).view(pa.string())
    folder = written(tmp_path, "innovations", table.set_column(head.index("title"), "title", raw))
    assert [p.column for p in intake.check(folder) if p.code == "parquet_text"] == ["title"]


def test_damaged_parquet_is_told(tmp_path: Path) -> None:
    rng = random.Random(2026)
    head, *rest = tables()["innovation_levels"]
    table = pa.Table.from_pandas(pd.DataFrame(rest, columns=head), preserve_index=False)
    path = written(tmp_path, "innovation_levels", table) / "innovation_levels.parquet"
    content = path.read_bytes()
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(rng.randint(1, 8)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged[: rng.choice([len(damaged), rng.randrange(len(damaged))])])
        sound(tmp_path)


def test_any_object_in_a_frame_is_told() -> None:
    rng = random.Random(7)
    odd = [pd.Timestamp(np.datetime64("20000-01-01")), dt.time(1), b"x", object(), [1], {}, 10**400, -0.0, pd.NaT,
           decimal.Decimal("NaN"), decimal.Decimal("Infinity"), 1j, "\x1b[31m", "9" * 5000, np.datetime64("NaT")]  # fmt: skip
    for _ in range(60):
        frames = {name: pd.DataFrame(rows[1:], columns=rows[0], dtype=object) for name, rows in tables().items()}
        frame = frames[rng.choice(list(frames))]
        frame.iat[rng.randrange(len(frame)), rng.randrange(frame.shape[1])] = rng.choice(odd)
        assert all(p.what and p.fix for p in intake.check(frames))
