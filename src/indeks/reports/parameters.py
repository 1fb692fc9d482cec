"""The parameters that reports share, checked: language, year, dataset, edition."""

from __future__ import annotations

import numbers
import os
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import files
from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.problems import quoted
from indeks.tables import YEARS
from indeks.texts import Texts, texts

EXAMPLE = ("data", "raw", "contoh")
"""The folder of the example, as its path is written from the root of the project."""


PATHS = ("data", "edition", "cover", "corpus", "lexicon")
"""Parameters that name what is read."""


class ReportError(IndeksError):
    """A report cannot be made from its parameters; the message says why and what to do."""


def check_values(given: Mapping[str, Any]) -> None:
    """Refuse what is no value of a parameter; ReportError for the first.

    A parameter is a text or a number, one that names a file is a text or a path; None stands for one left out.
    A list of reports may hold anything that TOML can.
    """
    for name, value in given.items():
        fits = isinstance(value, os.PathLike) if name in PATHS else _is_number(value)
        if not (value is None or isinstance(value, str) or fits):
            raise ReportError("reports.error.value", name=name, value=quoted(str(value)))


def find_corpus(corpus: Any) -> str:
    """Return the path of a corpus of one's own, empty where none is given; ReportError where it is not there."""
    if not corpus:
        return ""
    path = Path(str(corpus)).expanduser()
    if not path.exists():
        raise ReportError("reports.types.error.corpus", path=str(path))
    return str(path)


def _is_number(value: Any) -> bool:
    """Whether a value is a number that has digits."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and value - value == 0


def check_total(spd: Any, rule: Edition | None, t: Texts) -> Decimal | None:
    """Return an SPD total given by hand, None where none is; ReportError for one the edition cannot have."""
    text = "" if spd is None else str(spd).strip()
    if not text:
        return None
    from indeks.intake import NumberError, parse_number

    maximum = rule.formula["max_spd"].value if rule is not None and "max_spd" in rule.formula else None
    try:
        total = parse_number(text, whole=False)
    except NumberError:
        total = Decimal(-1)
    if total < 0 or (maximum is not None and total > maximum):
        limit = t.plain(maximum) if maximum is not None else "–"
        raise ReportError("reports.error.spd", spd=text, limit=limit)
    return total


def check_language(lang: Any) -> Texts:
    """Return the texts of a language; ReportError for one that is not there."""
    if lang not in ("id", "en"):
        raise ReportError("reports.error.lang", lang=lang)
    return texts(lang)


def check_year(year: Any) -> int:
    """Return a year as a whole number; ReportError for anything else."""
    written = str(year).strip()
    number = int(written) if re.fullmatch("[0-9]{4}", written) else 0
    if not YEARS[0] <= number <= YEARS[1]:
        raise ReportError("reports.error.year", year=year)
    return number


def find_data(data: str) -> Path:
    """Return the path of a dataset.

    A relative path is looked for from the working folder; the example that comes with the library is found from
    everywhere, see :func:`is_shipped`.

    Raises
    ------
    ReportError
        If there is no such file or folder.
    """
    path = Path(data).expanduser()
    if path.exists():
        if files.obstacle(path, folder=True):
            raise ReportError("reports.error.special", data=data)
        return path if path.name else path.absolute()  # "." has no name to be shown
    if is_shipped(data):
        return files.path(*path.parts)
    raise ReportError("reports.error.no_data", data=data)


def is_shipped(data: str) -> bool:
    """Whether a path that is not there from here means the example that comes with the library."""
    path = Path(data).expanduser()
    if path.exists() or path.parts[: len(EXAMPLE)] != EXAMPLE or ".." in path.parts:
        return False
    try:
        files.path(*path.parts)
    except FileNotFoundError:
        return False
    return True


def rule_of(edition: str, year: int) -> Edition | None:
    """Return the edition named, or that of the year; None where the year has none."""
    return editions.load(edition) if edition else editions.of_year(year)
