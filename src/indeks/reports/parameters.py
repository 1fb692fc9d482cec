"""The parameters that reports share, checked: language, year, dataset, edition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import files
from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.tables import YEARS
from indeks.texts import Texts, texts

EXAMPLE = ("data", "raw", "contoh")
"""The folder of the example, as its path is written from the root of the project."""


class ReportError(IndeksError):
    """A report cannot be made from its parameters; the message says why and what to do."""


def check_language(lang: Any) -> Texts:
    """Return the texts of a language; ReportError for one that is not there."""
    if lang not in ("id", "en"):
        raise ReportError("reports.error.lang", lang=lang)
    return texts(lang)


def check_year(year: Any) -> int:
    """Return a year as a whole number; ReportError for anything else."""
    try:
        number = int(str(year))
    except ValueError:
        number = 0
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
