"""Texts for other programs: cells that no spreadsheet takes for a formula, paths as a shell takes them."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_PLAIN = re.compile(r"[\w./:\\+@~-]+" if os.name == "nt" else r"[\w./:+@-]+")
"""What a shell takes as it stands."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet, or a program that reads its cells as CSV, may take for a formula."""


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula("Layanan 24 jam")
    (True, False)
    """
    return text.startswith(FORMULA_STARTS)


def harmless(value: object) -> object:
    """Return a cell that no spreadsheet runs: an apostrophe before a text like a formula; numbers stay numbers.

    Parameters
    ----------
    value
        A cell; several words in a tuple or list are joined by semicolons.

    Examples
    --------
    >>> harmless("=1+cmd|x!A0"), harmless(-2.5), harmless(("air", "sampah"))
    ("'=1+cmd|x!A0", -2.5, 'air; sampah')
    """
    if isinstance(value, (tuple, list)):
        value = "; ".join(str(part) for part in value)
    return "'" + value if isinstance(value, str) and is_formula(value) else value


def typed(path: object) -> str:
    """Return a path as it is typed in a command: in quotation marks where it has spaces or the like.

    Examples
    --------
    >>> typed("daerah.xlsx"), typed("isian Kota Contoh.xlsx"), typed("isian $1.xlsx")
    ('daerah.xlsx', '"isian Kota Contoh.xlsx"', "'isian $1.xlsx'")
    """
    text = str(path)
    if _PLAIN.fullmatch(text):
        return text
    return shlex.quote(text) if any(mark in text for mark in '"$`!\\') and os.name != "nt" else f'"{text}"'


def csv_text(frame: pd.DataFrame) -> str:
    """Return a table as CSV for people: columns and cells harmless to a spreadsheet.

    Parameters
    ----------
    frame
        Any table; its index is not written. It is not changed.

    Returns
    -------
    str
        Lines that end in a line feed; numbers with a decimal point, nothing for a missing cell.

    Examples
    --------
    >>> import pandas as pd
    >>> csv_text(pd.DataFrame({"title": ["@SUM(A1)"], "change": [-1.5]})).splitlines()
    ['title,change', "'@SUM(A1),-1.5"]
    """
    plain = frame.copy()
    for position in range(plain.shape[1]):
        column = plain.iloc[:, position]
        if column.dtype.kind not in "biufM":
            plain.isetitem(position, [_unbroken(harmless(cell)) for cell in column])
    plain.columns = [_unbroken(harmless(name)) for name in plain.columns]
    return str(plain.to_csv(index=False, lineterminator="\n"))


def _unbroken(value: object) -> object:
    """Only a line feed makes the writer quote a cell; a bare carriage return would begin a row of its own."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
