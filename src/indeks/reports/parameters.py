"""The parameters that reports share, checked: language, year, dataset, edition, and regions of the data's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from indeks import edition as editions
from indeks import files
from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.tables import Dataset
from indeks.texts import Texts, texts
from indeks.texts.spelling import key

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
    if not 2000 <= number <= 2100:
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


def own_code(region: Any, data: Dataset) -> str:
    """Return the code of a region of the data's own table by its code or its name; empty unless just one fits."""
    text = str(region).strip()
    if (data.regions["region_code"] == text).any():
        return text
    names = data.regions["name"].astype(str)
    full = data.regions.get("type", pd.Series("", index=names.index)).astype(str) + " " + names
    fits = (names.map(key) == key(text)) | (full.map(key) == key(text))
    return str(data.regions["region_code"][fits].iloc[0]) if fits.sum() == 1 else ""


def rule_of(edition: str, year: int) -> Edition | None:
    """Return the edition named, or that of the year; None where the year has none."""
    return editions.load(edition) if edition else editions.of_year(year)
