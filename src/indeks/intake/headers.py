"""Which table a sheet is and which column a header names, by code, label of the template or common name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks import edition as editions
from indeks.edition import Edition, Indicator
from indeks.intake.sheet import Collector, Sheet, without_error_values
from indeks.problems import named, printable
from indeks.tables import CORRECTIONS, EXAMINED, REQUIRED, SPD_TOTAL, TABLES
from indeks.texts import LANGUAGES, texts
from indeks.texts.spelling import key

HEADER_SEARCH = 10
"""Rows searched for the header; titles and notes stand above it."""
MIN_SLIP = 80
"""Of 100; how alike an unknown header and a missing column are for one to be a slip of the other."""
FIELDS = ("level", "value", "verified_level", "basis", "evidence")
WIDE = {"innovation_levels": "sid", "verification": "sid", "region_levels": "spd"}
"""Tables that may stand wide, and the aspect of their indicators."""
VERIFICATION = "verification"
"""A sheet of the workbook only: verified levels of innovations, wide."""
REGION_VERIFICATION = "region_verification"
"""A sheet of the workbook only: verified levels of the region, one row an indicator."""
CORPUS = "corpus"
"""Innovations from anywhere, to be compared with; a region may stand there by name and type."""
BASE = {VERIFICATION: "innovation_levels", REGION_VERIFICATION: "region_levels", CORPUS: "innovations"}
"""Tables whose columns are named like those of another."""
_OF_EXAMINERS = {
    VERIFICATION: ("innovation_id", *EXAMINED),
    REGION_VERIFICATION: ("region_code", "year", "indicator", "verified_level", *EXAMINED),
}
_PASSIVE = ("title", "name", "hint", "unit", "stated", "stated_value", "stated_evidence")
"""Columns of the template that only show something."""

Row = tuple[int, Sequence[Any]]
"""Row number as a person sees it, and its cells; rows that are blank need not be there."""


@cache
def _aliases() -> Mapping[str, Any]:
    with (Path(__file__).parent / "columns.toml").open("rb") as file:
        return tomllib.load(file)


def field_label(indicator: Indicator, field: str, lang: str) -> str:
    """Return the header of an indicator's column: ``"16. Regulasi Inovasi Daerah: terverifikasi"``."""
    t = texts(lang)
    unit = indicator.scales[0].unit if field == "value" and len(indicator.scales) == 1 else ""
    name = "form.field.value_unit" if unit else f"form.field.{field}"
    return t(name, label=indicator.label, name=indicator.text(lang), unit=unit)


def column_label(table: str, column: str, lang: str) -> str:
    """Return the header of a column of the template."""
    return texts(lang)(f"form.column.{table}.{column}")


@cache
def table_names() -> Mapping[str, str]:
    """Return the tables by what a sheet or file may be called."""
    names: dict[str, str] = {}
    for table in (*TABLES, VERIFICATION, REGION_VERIFICATION):
        labels = [texts(lang)(f"form.sheet.{table}") for lang in LANGUAGES]
        for name in (table, *labels, *_aliases()["tables"].get(table, ())):
            names.setdefault(key(name), table)
    return names


def table_of(name: str) -> str | None:
    """Return the table a sheet or file is named after.

    Examples
    --------
    >>> table_of("innovations"), table_of("Parameter inovasi"), table_of("Panduan")
    ('innovations', 'innovation_levels', None)
    """
    return table_names().get(key(name))


def known_columns(table: str, extra_edition: Edition | None = None) -> Mapping[str, str]:
    """Return the column codes of a table by every header that names them; ``""`` for columns not read.

    Indicator columns of wide tables are those of all editions, and of ``extra_edition`` if given.
    """
    own = extra_edition.of_aspect(WIDE[table]) if extra_edition and table in WIDE else ()
    return _known_columns(table, tuple(spelled for i in own for spelled in _indicator_headers(table, i)))


@cache
def _known_columns(table: str, own: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Put the headers together; ``own`` are headers and codes of an edition that is not the library's."""
    base = BASE.get(table, table)
    noted = EXAMINED if table in ("innovations", "region_levels") else ()
    columns = _OF_EXAMINERS.get(table) or (*TABLES[base], *CORRECTIONS.get(base, ()), *noted)
    names: dict[str, str] = {}
    for column in columns:
        labels = [column_label(base, column, lang) for lang in LANGUAGES]
        for name in (column, *labels, *_aliases()["columns"][base].get(column, ())):
            names.setdefault(key(name), column)
    if table == CORPUS:
        for column, spelled in _aliases()["columns"][CORPUS].items():
            for name in (column, *spelled):
                names.setdefault(key(name), column)
    if table in WIDE:
        rules = [editions.load(name) for name in reversed(editions.available())]
        of_library = [i for rule in rules for i in rule.of_aspect(WIDE[table])]
        headers = [header for i in of_library for header in _indicator_headers(table, i)]
        for name, code in (*headers, *own):
            names.setdefault(key(name), code)
        if base == "region_levels":
            for name in (SPD_TOTAL, *(texts(lang)("form.field.spd_total") for lang in LANGUAGES)):
                names.setdefault(key(name), f"{SPD_TOTAL}:value")
    if base == "innovation_levels":  # whose row it is; compared with the sheet of innovations
        for name in (
            "title",
            *_aliases()["passive"][base],
            *(column_label(base, "title", lg) for lg in LANGUAGES),
        ):
            names.setdefault(key(name), "title")
    passive = [*_aliases()["passive"]["any"], *_aliases()["passive"].get(base, ())]
    passive += list(_aliases()["passive"].get(table, ())) if table != base else []
    for lang in LANGUAGES:
        labels_of = "form.column." + base
        passive += [texts(lang)(f"{labels_of}.{c}") for c in _PASSIVE if texts(lang).has(f"{labels_of}.{c}")]
    for name in passive:
        names.setdefault(key(name), "")
    return names


def _indicator_headers(table: str, indicator: Indicator) -> list[tuple[str, str]]:
    """Return the headers that name columns of an indicator, each with its code."""
    bare = "verified_level" if table == VERIFICATION else "level"
    spelled = [indicator.code]
    for lang in LANGUAGES:
        spelled += [f"{indicator.label} {indicator.text(lang)}", indicator.text(lang)]
    headers = [(name, f"{indicator.code}:{bare}") for name in spelled]
    for field in FIELDS:
        code = f"{indicator.code}:{field}"
        labels = [field_label(indicator, field, lang) for lang in LANGUAGES if field != "level"]
        headers += [(name, code) for name in (code, *labels)]
    return headers


@dataclass(frozen=True)
class Header:
    """Where the header stands: position of its last row among the rows read, columns by position."""

    last: int
    columns: Mapping[int, str]
    labels: Mapping[int, str]
    unknown: Mapping[int, str]


def locate(rows: Sequence[Row], known: Mapping[str, str]) -> Header | None:
    """Find the header: of the first rows the one that names most columns, with rows that repeat it in labels."""
    matches = [_match(cells, known) for _, cells in rows[:HEADER_SEARCH]]
    counts = [len({c for c in m.values() if c}) for m in matches]
    if not counts or max(counts) == 0:
        return None
    first = last = counts.index(max(counts))
    columns = matches[first]
    while last + 1 < len(matches) and 2 * _agreeing(matches[last + 1], columns) > counts[first]:
        last += 1
    cells = [list(rows[i][1]) for i in range(first, last + 1)]
    width = max(len(c) for c in cells)
    labels: dict[int, str] = {}
    for j in range(width):
        texts_here = [str(c[j]).strip() for c in cells if j < len(c) and c[j] is not None and str(c[j]).strip()]
        if texts_here:
            labels[j] = printable(" ".join(texts_here[-1].split()))
    unknown = {j: label for j, label in labels.items() if j not in columns}
    return Header(last, columns, labels, unknown)


def _match(cells: Sequence[Any], known: Mapping[str, str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for j, cell in enumerate(cells):
        if isinstance(cell, str) and (code := known.get(key(cell))) is not None and key(cell):
            columns[j] = code
    return columns


def _agreeing(match: Mapping[int, str], columns: Mapping[int, str]) -> int:
    return sum(1 for j, code in match.items() if code and columns.get(j) == code)


def build(
    rows: Sequence[Row],
    table: str,
    *,
    file: str,
    sheet: str,
    problems: Collector,
    extra_edition: Edition | None,
    letter: Any = None,
) -> Sheet | None:
    """Make a sheet of rows of cells; None where there is no header.

    ``letter`` turns a column position (from 0) into Excel's letters, for workbooks.
    """
    known = known_columns(table, extra_edition)
    header = locate(rows, known)
    if header is None:
        if any(not blank(c) for _, cells in rows for c in cells):
            problems.add("header_missing", file, sheet=sheet, expected=expected(table), searched=HEADER_SEARCH)
        else:
            problems.add("table_empty", file, sheet=sheet)
        return None
    used: dict[str, int] = {}
    labels: dict[str, str] = {}
    letters: dict[str, str] = {}
    for j, code in sorted(header.columns.items()):
        if not code:
            continue
        if code in used:
            place = letter(j) if letter else str(j + 1)
            first_place = letter(used[code]) if letter else str(used[code] + 1)
            problems.add(
                "column_duplicate", file, sheet=sheet, row=rows[header.last][0], column=header.labels[j],
                cell=f"{place}{rows[header.last][0]}" if letter else "", first=first_place, second=place,
            )  # fmt: skip
            continue
        used[code] = j
        labels[code] = header.labels[j]
        if letter:
            letters[code] = letter(j)
    top = rows[header.last][0]
    for j, label in header.unknown.items():
        cell = f"{letter(j)}{top}" if letter else ""
        report_unknown(label, known, set(used), problems, file=file, sheet=sheet, row=top, cell=cell)
    data = _data_rows(rows[header.last + 1 :], header, file, sheet, problems, letter)
    if letter is None:
        _report_ragged(data, rows[header.last][1], file, problems)
    numbers = pd.Index([n for n, _ in data], dtype="int64")
    frame = pd.DataFrame(
        {code: _column([cells[j] if j < len(cells) else None for _, cells in data]) for code, j in used.items()}
    )
    frame.index = numbers
    return without_error_values(Sheet(table, file, sheet, frame, labels, letters), problems)


def named_columns(
    names: Sequence[Any], known: Mapping[str, str], problems: Collector, *, file: str, sheet: str = ""
) -> dict[str, int]:
    """Return the position of each column by code; names not known, or for a column already there, are reported."""
    columns: dict[str, int] = {}
    for position, given in enumerate(names):
        name = named(given)
        code = known.get(key(name))
        if code == "" or name.startswith("__"):
            continue
        if code is None:
            report_unknown(name, known, set(columns), problems, file=file, sheet=sheet)
        elif code in columns:
            first = named(names[columns[code]])
            problems.add("column_duplicate", file, sheet=sheet, column=name, first=first, second=name)
        else:
            columns[code] = position
    return columns


def expected(table: str) -> str:
    """Return the columns a table cannot do without, as a message names them."""
    return ", ".join(REQUIRED[BASE.get(table, table)])


def _report_ragged(data: Sequence[Row], header: Sequence[Any], file: str, problems: Collector) -> None:
    """Report rows of a text file with more or fewer cells than the header.

    A mark at the end of every row is harmless; one more cell in a single row means that a text was split.
    """
    least = max((j + 1 for j, cell in enumerate(header) if not blank(cell)), default=0)
    most = len(header)
    lengths = {len(cells) for _, cells in data}
    if len(lengths) == 1 and min(lengths) > most and all(blank(c) for _, cells in data for c in cells[most:]):
        return
    ragged = [(number, len(cells)) for number, cells in data if not least <= len(cells) <= most]
    problems.at_rows(
        _unread(file), "row_ragged", np.array([number for number, _ in ragged], dtype=int), "",
        lambda k: {"n_cells": ragged[k][1], "n_columns": least},
    )  # fmt: skip


def _unread(file: str, sheet: str = "") -> Sheet:
    """Return the place of rows that are not read yet."""
    return Sheet("", file, sheet, pd.DataFrame(), {})


def _column(cells: list[Any]) -> pd.Series:
    """Texts only make a text column, which is small and fast; mixed cells stay as they are."""
    if all(c is None or type(c) is str for c in cells):
        return pd.Series(cells, dtype="str")
    return pd.Series(cells, dtype="object")


def blank(cell: Any) -> bool:
    """Tell whether a cell shows nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _data_rows(
    rows: Sequence[Row], header: Header, file: str, sheet: str, problems: Collector, letter: Any
) -> list[Row]:
    wanted = sorted(j for j, code in header.columns.items() if code)
    kept: list[Row] = []
    gaps: list[tuple[int, int]] = []
    unlabelled: dict[int, int] = {}
    width = max((len(cells) for _, cells in rows), default=0)
    without_label = [j for j in range(width) if j not in header.labels]
    for number, cells in rows:
        n = len(cells)
        if all(blank(cells[j]) for j in wanted if j < n):
            continue
        if kept and number > kept[-1][0] + 1:
            gaps.append((kept[-1][0] + 1, number))
        kept.append((number, cells))
        for j in without_label:
            if j >= n:
                break
            if not blank(cells[j]):
                unlabelled.setdefault(j, number)
    firsts = np.array([first for first, _ in gaps], dtype=int)
    problems.at_rows(_unread(file, sheet), "row_blank", firsts, "", lambda k: {"n": gaps[k][1] - gaps[k][0]})
    for j, number in unlabelled.items():
        place = letter(j) if letter else str(j + 1)
        cell = f"{place}{number}" if letter else ""
        problems.add("column_without_header", file, sheet=sheet, row=number, column=place, cell=cell)
    return kept


def report_unknown(
    label: str, known: Mapping[str, str], used: set[str], problems: Collector, *, file: str, sheet: str = "",
    row: int = 0, cell: str = "",
) -> None:  # fmt: skip
    """Report a column not known: as a slip where its name is nearly one not problems, else as not read."""
    from rapidfuzz import fuzz, process

    missing = {k: c for k, c in known.items() if c and c not in used}
    spelled = key(label)
    choices = missing.keys() if len(spelled) > 2 else ()
    alike = process.extractOne(spelled, choices, scorer=fuzz.ratio, score_cutoff=MIN_SLIP)
    meant = missing[alike[0]] if alike else ""
    kind = "column_ignored"
    if meant:
        kind = "indicator_unknown" if ":" in meant else "column_unknown"
    nearest = meant.removesuffix(":level")
    problems.add(kind, file, sheet=sheet, row=row, column=label, cell=cell, found=label, nearest=nearest)
