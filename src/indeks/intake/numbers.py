"""Numbers as Indonesians write them: ``57,68``, ``57.68``, ``1.234.567,89``, ``Rp 74.400``, ``-5,14%``.

One mark followed by exactly three digits (``1.462``, ``35,336``) can be a thousand or a decimal: it is
ambiguous unless the unit decides, and an ambiguous number is reported, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from indeks.errors import IndeksError

MAX_CHARACTERS = 40
"""Longer texts are prose, not numbers; also keeps a hostile cell from costing time."""
DASHES = frozenset({"-", "--", "–", "—", "n/a", "na", "nihil", "."})
"""What people type into a cell that has no number or date."""

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_AFFIXES = re.compile(r"^(rp\.?)|(%|persen|percent)$", re.IGNORECASE)
_SIGN = re.compile(r"^([-+\u2212\u2013]?)(.*)$")
_BODY = re.compile(r"[0-9][0-9.,]*\Z")
_SPACED = re.compile(r"[0-9]{1,3}( [0-9]{3})+([.,][0-9]+)?\Z")
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]{1,2}\Z")


class NumberError(IndeksError):
    """A text that is no number, or could be two.

    Attributes
    ----------
    written
        The text as given.
    kind
        ``"ambiguous"`` or ``"not_number"``.
    readings
        For an ambiguous text: its reading as thousands, then as decimals.
    """

    def __init__(self, text: str, kind: str, readings: tuple[Decimal, ...] = ()) -> None:
        super().__init__(f"problems.unread.{kind}", written=text)
        self.written = text
        self.kind = kind
        self.readings = readings


def parse_number(text: str, *, whole: bool | None = None) -> Decimal:
    """Return the number a text stands for.

    Parameters
    ----------
    text
        Digits with ``.`` or ``,`` as decimal or thousands marks, spaces between thousands, a sign
        (hyphen or U+2212), ``Rp`` before or ``%`` after.
    whole
        What the unit says where one mark is followed by three digits: True for things counted (people,
        days), so ``1.462`` is 1462; False for measures that never reach a thousand, so it is 1.462;
        None where both can be.

    Returns
    -------
    Decimal
        Exactly as written; a percent sign changes nothing.

    Raises
    ------
    NumberError
        If the text is ambiguous or no number.

    Examples
    --------
    >>> parse_number("57,68"), parse_number("Rp 1.234.567,89"), parse_number("36.742", whole=True)
    (Decimal('57.68'), Decimal('1234567.89'), Decimal('36742'))
    """
    number, readings = _read(text)
    if number is not None:
        return number
    if whole is None:
        raise NumberError(text, "ambiguous", readings)
    return readings[0] if whole else readings[1]


def _read(text: str) -> tuple[Decimal | None, tuple[Decimal, ...]]:
    """Return the number, or None and both readings of an ambiguous one."""
    wrong = NumberError(text, "not_number")
    if len(text) > MAX_CHARACTERS:
        raise wrong
    body = _SPACES.sub(" ", text).strip()
    sign, body = _split_sign(body)
    body = _AFFIXES.sub("", body).strip()
    body = _AFFIXES.sub("", body).strip()
    if not sign:  # "Rp -5.000"
        sign, body = _split_sign(body)
    if _SPACED.match(body):
        whole_part = body.replace(" ", "")
        return sign_of(sign) * Decimal(whole_part.replace(",", ".")), ()
    if _SCIENTIFIC.match(body):
        return sign_of(sign) * Decimal(body), ()
    if not _BODY.match(body):
        raise wrong
    marks = [c for c in body if c in ".,"]
    if not marks:
        return sign_of(sign) * Decimal(body), ()
    decimal_mark = marks[-1]
    other = "," if decimal_mark == "." else "."
    if other in marks:
        whole_part, _, decimals = body.rpartition(decimal_mark)
        if decimal_mark in whole_part or not decimals or not _grouped(whole_part, other):
            raise wrong
        return sign_of(sign) * Decimal(f"{whole_part.replace(other, '')}.{decimals}"), ()
    if len(marks) > 1:
        if not _grouped(body, decimal_mark):
            raise wrong
        return sign_of(sign) * Decimal(body.replace(decimal_mark, "")), ()
    before, _, after = body.partition(decimal_mark)
    if not after:
        raise wrong
    as_decimal = sign_of(sign) * Decimal(f"{before}.{after}")
    if len(after) == 3 and len(before) <= 3 and not before.startswith("0"):
        return None, (sign_of(sign) * Decimal(before + after), as_decimal)
    return as_decimal, ()


def _split_sign(body: str) -> tuple[str, str]:
    match = _SIGN.match(body)
    return (match[1], match[2].strip()) if match else ("", body)


def sign_of(mark: str) -> int:
    """Return -1 for a minus sign of any kind, else 1."""
    return -1 if mark and mark != "+" else 1


def _grouped(body: str, mark: str) -> bool:
    first, *rest = body.split(mark)
    return 1 <= len(first) <= 3 and not first.startswith("0") and all(len(g) == 3 for g in rest)


@dataclass(frozen=True)
class Numbers:
    """A column read as numbers; each mask marks the rows a person has to look at."""

    values: np.ndarray
    not_number: np.ndarray
    ambiguous: np.ndarray
    by_context: np.ndarray
    dash: np.ndarray


def number_column(column: pd.Series, whole: np.ndarray | bool | None = None) -> Numbers:
    """Read a column of numbers or texts; each distinct text is read once.

    ``whole`` says by row whether the unit counts things. Where it does not settle an ambiguous text, the
    other cells of the column may: if they use its mark only for decimals, or only for thousands, the text
    is read that way and marked ``by_context``.
    """
    n = len(column)
    no = np.zeros(n, dtype=bool)
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        infinite = np.isinf(numbers)
        return Numbers(np.where(infinite, np.nan, numbers) if infinite.any() else numbers, infinite, no, no, no)
    codes, distinct = pd.factorize(column)
    value = np.full(len(distinct) + 1, np.nan)  # the last place stands for missing cells, whose code is -1
    grouped = value.copy()
    kind = np.full(len(distinct) + 1, "", dtype=object)
    mark = kind.copy()
    decimal_marks: set[str] = set()
    group_marks: set[str] = set()
    for i, cell in enumerate(distinct):
        if isinstance(cell, (int, float, np.number)) and not isinstance(cell, (bool, np.bool_)):
            value[i] = float(cell) if np.isfinite(float(cell)) else np.nan
            kind[i] = "" if np.isfinite(float(cell)) else "not_number"
            continue
        text = str(cell).strip()
        if not text:
            continue
        if text.casefold() in DASHES:
            kind[i] = "dash"
            continue
        if isinstance(cell, (bool, np.bool_, dt.date, dt.time)):
            kind[i] = "not_number"
            continue
        try:
            number, readings = _read(text)
        except NumberError:
            kind[i] = "not_number"
            continue
        if number is None:
            kind[i] = "ambiguous"
            grouped[i], value[i] = (float(r) for r in readings)
            mark[i] = "," if "," in text else "."
        else:
            value[i] = float(number)
            marks = [c for c in text if c in ".,"]
            if marks and number != number.to_integral_value():
                decimal_marks.add(marks[-1])
                group_marks.update(m for m in marks if m != marks[-1])
            elif len(marks) > 1:
                group_marks.add(marks[0])
    ambiguous = (kind == "ambiguous")[codes]
    result = value[codes]
    if not ambiguous.any():
        return Numbers(result, (kind == "not_number")[codes], no, no, (kind == "dash")[codes])
    counted = np.broadcast_to(np.asarray(False if whole is None else whole, dtype=bool), n)
    by_unit = ambiguous & counted
    is_decimal = np.array([bool(m) and m in decimal_marks and m not in group_marks for m in mark])[codes]
    is_grouping = np.array([bool(m) and m in group_marks and m not in decimal_marks for m in mark])[codes]
    by_context = ambiguous & ~counted & (is_decimal | is_grouping)
    result = np.where(by_unit | (by_context & is_grouping), grouped[codes], result)
    left = ambiguous & ~by_unit & ~by_context
    result[left] = np.nan
    return Numbers(result, (kind == "not_number")[codes], left, by_context, (kind == "dash")[codes])
