"""Reading a folder of CSV and Parquet files named after the tables."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from indeks.edition import Edition
from indeks.intake.headers import build, expected, known_columns, named_columns, table_of
from indeks.intake.sheet import Collector, Sheet
from indeks.problems import printable
from indeks.texts.spelling import key, nearest

MAX_BYTES = 40 * 1024 * 1024
"""A country's levels are 25 MB as CSV and 2 MB as Parquet; a larger file is another file, or needs Parquet."""
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
SUFFIXES = (*TEXT_SUFFIXES, ".parquet")
OTHERS = frozenset({"published results", "panel marks", "readme", "readme first", "baca dulu"})
"""Files that may lie beside the tables and are read by other parts, or by people."""
DELIMITERS = ";,\t"
SNIFF_LINES = 12


def read_folder(folder: Path, problems: Collector, extra_edition: Edition | None = None) -> list[Sheet]:
    """Read every table of a folder; what is wrong with a file goes to ``problems``."""
    files: dict[str, Path] = {}
    # Excel keeps a lock beside a workbook that is open: ~$isian.xlsx
    visible = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    for path in visible:
        if path.suffix.lower() not in SUFFIXES:
            continue
        table = table_of(path.stem)
        if table is None:
            if key(path.stem) not in OTHERS:
                alike = nearest(path.stem, ["innovations", "innovation_levels", "region_levels", "agencies"], 1)
                problems.add("file_ignored", path.name, nearest=", ".join(alike) or "innovations")
            continue
        if table in files:
            problems.add("table_twice", path.name, table=table, first=files[table].name)
            continue
        files[table] = path
    if not files:
        problems.add("folder_without_tables", folder.absolute().name)
    sheets = [read_file(path, table, problems, extra_edition) for table, path in files.items()]
    return [sheet for sheet in sheets if sheet is not None]


def read_file(path: Path, table: str, problems: Collector, extra_edition: Edition | None = None) -> Sheet | None:
    """Read one file as a table; None where that is not possible."""
    try:
        return _read(path, table, problems, extra_edition)
    except PermissionError:
        problems.add("no_access", path.name)
        return None


def _read(path: Path, table: str, problems: Collector, extra_edition: Edition | None) -> Sheet | None:
    size = path.stat().st_size
    if size > MAX_BYTES:
        problems.add("file_too_large", path.name, size=size / 1024 / 1024, limit=MAX_BYTES // 1024 // 1024)
        return None
    if size == 0:
        problems.add("file_empty", path.name)
        return None
    if path.suffix.lower() == ".parquet":
        return _read_parquet(path, table, problems, extra_edition)
    text = _decode(path, problems)
    if text is None:
        return None
    rows = _rows(text, path.name, problems)
    if rows is None:
        return None
    return build(rows, table, file=path.name, sheet="", problems=problems, extra_edition=extra_edition)


def _decode(path: Path, problems: Collector) -> str | None:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.add("encoding_utf16", path.name)
        return None
    if b"\x00" in content:
        row = content[: content.index(b"\x00")].count(b"\n") + 1
        problems.add("nul_bytes", path.name, row=row)
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        text = content.decode("cp1252", errors="replace")
        if "\ufffd" in text:
            problems.add("encoding_unknown", path.name, row=row)
            return None
        problems.add("encoding_cp1252", path.name, row=row, found=text.split("\n")[row - 1])
        return text


def _delimiter(text: str) -> str:
    """Return the mark that names most known columns in one of the first lines; a comma where none does."""
    names = {
        k
        for t in ("innovations", "innovation_levels", "region_levels", "agencies", "regions")
        for k in known_columns(t)
    }
    best, most = ",", 0
    lines = [line for _, line in zip(range(SNIFF_LINES), io.StringIO(text), strict=False)]
    for mark in DELIMITERS:
        for line in lines:
            count = sum(key(part) in names for part in line.split(mark)) if mark in line else 0
            if count > most:
                best, most = mark, count
    return best


def _rows(text: str, file: str, problems: Collector) -> list[tuple[int, list[str]]] | None:
    """Split a text into rows; an unbalanced quote ends the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for record in reader:
            rows.append((len(rows) + 1, record))
    except csv.Error:
        problems.add("quote_unbalanced", file, row=len(rows) + 1)
        return None
    return rows


def _read_parquet(path: Path, table: str, problems: Collector, extra_edition: Edition | None) -> Sheet | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
        # Texts that repeat are read as categories: 700,000 identifiers cost what the distinct ones cost.
        repeated: tuple[str, ...] = (
            "innovation_id",
            "indicator",
            "basis",
            "region_code",
            "affair",
            "agency",
            "form",
        )
        repeated += ("level", "verified_level", "value") if table.endswith("levels") else ()
        texts = [
            f.name
            for f in schema
            if f.name in repeated and (pa.types.is_string(f.type) or pa.types.is_large_string(f.type))
        ]
        # without threads: a process that has some cannot be forked safely
        arrow = pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False).read(use_threads=False)
    except PermissionError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        problems.add("parquet_corrupt", path.name, detail=str(error).splitlines()[0][:120])
        return None
    known = known_columns(table, extra_edition)
    columns = named_columns(arrow.column_names, known, problems, file=path.name)
    for code, position in list(columns.items()):
        if not _readable(arrow.schema.field(position).type):
            kind = str(arrow.schema.field(position).type)
            problems.add("parquet_type", path.name, column=printable(arrow.column_names[position]), found=kind)
            del columns[code]
    if not columns:
        problems.add("header_missing", path.name, expected=expected(table), searched=1)
        return None
    labels = {code: printable(arrow.column_names[position]) for code, position in columns.items()}
    arrow = arrow.select(list(columns.values()))
    for position, field in enumerate(arrow.schema):
        if pa.types.is_decimal(field.type):
            arrow = arrow.set_column(position, field.name, arrow.column(position).cast(pa.float64()))
    frame = arrow.to_pandas(
        use_threads=False,
        ignore_metadata=True,
        date_as_object=False,
        split_blocks=True,
        self_destruct=True,
    )
    frame.columns = pd.Index(list(columns))
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    return Sheet(table, path.name, "", frame, labels)


def _readable(kind: object) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _readable(kind.value_type)  # type: ignore[attr-defined]
    names = ["string", "large_string", "integer", "floating", "boolean", "date", "timestamp", "decimal", "null"]
    tests = [getattr(pa.types, f"is_{name}") for name in names]
    return any(test(kind) for test in tests) or str(kind) == "string_view"
