"""Dates as Indonesians write them: day, month, year. ``05/03/2024`` is 5 March 2024, always.

A date that only makes sense month first, an Excel serial number, a month without a day and a year of two
digits are reported, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.errors import IndeksError
from indeks.intake.numbers import DASHES

EARLIEST = dt.date(1945, 8, 17)
"""No regional government of the Republic acted before it was proclaimed."""
LATEST_YEAR = 2200
"""Beyond it a date is a slip of the hand; also what a ``datetime64[ns]`` can hold with room to spare."""

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ][0-9:.]+Z?)?\Z")
_DMY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})(?: [0-9:.]+)?\Z")
_NAMED = re.compile(r"([0-9]{1,2})[-/. ]+([^\W\d_]+)\.?[-/. ,]+([0-9]{4})\Z")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/. ]+([0-9]{1,2}|[^\W\d_]+)[-/. ]+'?[0-9]{2}\Z")
_MONTH_YEAR = re.compile(
    r"(([^\W\d_]+)[-/. ,]+[0-9]{4}|[0-9]{1,2}[-/.][0-9]{4}|[0-9]{4}[-/.][0-9]{1,2}|[12][0-9]{3})\Z"
)
_SERIAL = re.compile(r"[0-9]{5}([.,][0-9]+)?\Z")


class DateError(IndeksError):
    """A text that is no full date, or not surely one.

    ``kind`` is one of ``serial``, ``incomplete``, ``short_year``, ``month_first``, ``impossible``,
    ``not_date``.
    """

    def __init__(self, text: str, kind: str) -> None:
        super().__init__("problems.unread.date", written=text)
        self.written = text
        self.kind = kind


@cache
def words() -> dict[str, Any]:
    """Return the word lists of ``words.toml``."""
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return tomllib.load(file)


def parse_date(text: str) -> dt.date:
    """Return the date a text stands for; numbers are day, month, year unless the year stands first.

    Raises
    ------
    DateError
        If it is no full date; ``kind`` tells why.

    Examples
    --------
    >>> parse_date("05/03/2024"), parse_date("5 Maret 2024"), parse_date("2024-03-05")
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    """
    body = " ".join(text.split())
    if match := _ISO.match(body):
        return _date(text, *(int(g) for g in match.groups()))
    if match := _DMY.match(body):
        day, month, year = (int(g) for g in match.groups())
        if month > 12 and day <= 12:
            raise DateError(text, "month_first")
        return _date(text, year, month, day)
    if match := _NAMED.match(body):
        number = words()["months"].get(match[2].casefold())
        if number is None:
            raise DateError(text, "not_date")
        return _date(text, int(match[3]), number, int(match[1]))
    if _MONTH_YEAR.match(body):
        raise DateError(text, "incomplete")
    if _SHORT_YEAR.match(body):
        raise DateError(text, "short_year")
    raise DateError(text, "serial" if _SERIAL.match(body) else "not_date")


def _date(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise DateError(text, "impossible") from None


@dataclass(frozen=True)
class Dates:
    """A column read as dates; ``kind`` names the fault of each row, empty where there is none."""

    values: pd.Series
    kind: np.ndarray


def date_column(column: pd.Series) -> Dates:
    """Read a column of dates, date cells or texts; each distinct cell is read once.

    Faults are those of :class:`DateError`, ``dash`` for a dash and ``out_of_range`` for a date before
    :data:`EARLIEST` or after :data:`LATEST_YEAR`.
    """
    codes, distinct = pd.factorize(column)
    days: list[dt.date | None] = [None] * (len(distinct) + 1)  # the last place stands for missing cells
    kind = np.full(len(distinct) + 1, "", dtype=object)
    for i, cell in enumerate(distinct):
        day: dt.date | None = None
        if isinstance(cell, dt.datetime):
            day = cell.date()
        elif isinstance(cell, dt.date):
            day = cell
        elif isinstance(cell, (int, float, np.number)):
            kind[i] = "incomplete" if 1900 <= float(cell) <= LATEST_YEAR else "serial"
        elif text := str(cell).strip():
            try:
                day = None if text.casefold() in DASHES else parse_date(text)
                kind[i] = "dash" if day is None else ""
            except DateError as error:
                kind[i] = error.kind
        if day is not None and not (day >= EARLIEST and day.year <= LATEST_YEAR):
            kind[i] = "out_of_range"
            day = None
        days[i] = day
    stamps = np.array(days, dtype="datetime64[D]").astype("datetime64[ns]")
    return Dates(pd.Series(stamps[codes], index=column.index), kind[codes])
