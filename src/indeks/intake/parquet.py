"""Reading a Parquet file: what its metadata say is looked at before any data are unpacked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from indeks.edition import Edition
from indeks.intake.headers import expected, known_columns, named_columns
from indeks.intake.sheet import Collector, Sheet, within_calendar
from indeks.problems import printable

MAX_ROWS, MAX_LEVELS = 500_000, 4_000_000
"""Rows of a table, and of levels of innovations: a country has 37,000 innovations a year with 735,000 levels."""
MAX_COLUMNS = 16_384
"""Columns of a table: as many as a spreadsheet holds."""
MAX_TEXT = 200 * 1024 * 1024
"""Bytes of all texts of a column as they are written out."""
REPEATED = ("innovation_id", "indicator", "basis", "region_code", "affair", "agency", "form")
"""Texts that repeat stay categories: 700,000 identifiers cost what the distinct ones cost."""


def read_parquet(path: Path, table: str, problems: Collector, extra_edition: Edition | None) -> Sheet | None:
    """Read a file as a table; None where that is not possible."""
    try:
        return _read(path, table, problems, extra_edition)
    except PermissionError:
        raise
    except Exception:  # a damaged file makes pyarrow raise whatever it stumbles over, in English
        problems.add("parquet_corrupt", path.name)
        return None


def _read(path: Path, table: str, problems: Collector, extra_edition: Edition | None) -> Sheet | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, pre_buffer=False) as file:
        schema, rows = file.schema_arrow, file.metadata.num_rows
        names = list(schema.names)
    limit = MAX_LEVELS if table == "innovation_levels" else MAX_ROWS
    if rows > limit:
        problems.add("too_many_rows", path.name, limit=limit)
        return None
    if len(names) > MAX_COLUMNS:
        problems.add("row_too_wide", path.name, limit=MAX_COLUMNS)
        return None
    columns = named_columns(names, known_columns(table, extra_edition), problems, file=path.name)
    for code, position in list(columns.items()):
        if not _readable(schema.field(position).type):
            kind = str(schema.field(position).type)
            problems.add("parquet_type", path.name, column=printable(names[position]), found=kind)
            del columns[code]
    if not columns:
        problems.add("header_missing", path.name, expected=expected(table), searched=1)
        return None
    labels = {code: printable(names[position]) for code, position in columns.items()}
    texts = [names[p] for p in columns.values() if _is_text(schema.field(p).type)]
    with pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False) as file:
        # without threads: a process that has some cannot be forked safely
        wanted = [names[p] for p in columns.values()]
        data = file.read(columns=wanted if len(set(names)) == len(names) else None, use_threads=False)
    data = data.select([data.schema.names.index(name) for name in wanted])
    kept = {*REPEATED, *(("level", "verified_level", "value") if table.endswith("levels") else ())}
    for position, code in enumerate(columns):
        column = data.column(position)
        if pa.types.is_decimal(column.type):
            column = column.cast(pa.float64())
        elif pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
            if not _fits(column, path.name, labels[code], problems):
                return None
            column = column if code in kept else column.cast(column.type.value_type)
        data = data.set_column(position, data.schema.names[position], column)
    frame: pd.DataFrame = data.to_pandas(
        use_threads=False,
        ignore_metadata=True,
        date_as_object=False,
        split_blocks=True,
        self_destruct=True,
    )
    frame.columns = pd.Index(list(columns))
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    return within_calendar(Sheet(table, path.name, "", frame, labels), problems)


def _fits(column: Any, file: str, label: str, problems: Collector) -> bool:
    """Tell whether the texts of a column are UTF-8 and no longer than is read; report it where they are not."""
    import pyarrow as pa
    import pyarrow.compute as pc

    size = 0
    for chunk in column.chunks:
        try:
            chunk.validate(full=True)
        except pa.ArrowInvalid:
            problems.add("parquet_text", file, column=label)
            return False
        counts = pc.value_counts(chunk.indices.drop_null())
        lengths = pc.binary_length(chunk.dictionary).take(counts.field("values"))
        size += pc.sum(pc.multiply(lengths.cast(pa.int64()), counts.field("counts"))).as_py() or 0
    if size > MAX_TEXT:
        problems.add("text_too_long", file, column=label, size=size / 2**20, limit=MAX_TEXT // 2**20)
        return False
    return True


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _readable(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _readable(kind.value_type)
    names = ["string", "large_string", "integer", "floating", "boolean", "date", "timestamp", "decimal", "null"]
    tests = [getattr(pa.types, f"is_{name}") for name in names]
    return any(test(kind) for test in tests) or str(kind) == "string_view"
