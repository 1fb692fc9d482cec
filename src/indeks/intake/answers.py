"""Answers of a drop-down read back: ``2 - Peraturan Kepala Daerah`` is a level, ``orang - Jumlah ...`` a basis."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from indeks.edition import Indicator
from indeks.intake.long import Levels
from indeks.intake.numbers import number_column
from indeks.intake.sheet import Collector
from indeks.intake.vocabulary import text_column
from indeks.texts.spelling import key

Lookup = Mapping[tuple[int, str], Indicator]
"""Indicators by position of their edition and code."""

# digit, mark, text; a text that starts with a digit itself ("2 - 11-30 orang") needs spaces around the mark
_DASH = r"[-\u2013\u2014\u2212:]"
# "2 - 201-500 orang" with spaces around the mark, "2. WDP" and "2-WDP" without; "1.5" and "2-3" are no answers.
_ANSWER = re.compile(rf"([0-9])(?:\s+{_DASH}\s+(?=\S)|\s*(?:{_DASH}|[.)])\s*(?=[^\s0-9]))(.*)\Z", re.DOTALL)
_NOT_FILLED = frozenset({"belum diisi", "tidak diisi", "not filled in", "tidak ada", "kosong",
                         "tidak diterima", "not accepted"})  # fmt: skip
_DIGITS = re.compile(r"[-+\u2212]?[0-9]+([.,][0-9]+)?\Z")
"""What a level typed by hand looks like; a currency or a percent sign beside it means another quantity."""


def level_numbers(levels: Levels, field: str, lookup: Lookup, found: Collector) -> np.ndarray:
    """Return the levels of a column as numbers; what cannot be read is reported and missing."""
    frame = levels.frame
    if field not in frame:
        return np.full(len(frame), np.nan)
    column = frame[field]
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return column.to_numpy(dtype="float64", na_value=np.nan)
    texts = text_column(column)
    codes, distinct = pd.factorize(texts)
    is_answer = np.array([bool(_ANSWER.match(t)) or not any(c.isdigit() for c in t) for t in distinct] + [False])[
        codes
    ]
    is_answer &= texts.notna().to_numpy()
    with_more = np.array([not _DIGITS.match(t) for t in distinct] + [False])[codes] & ~is_answer
    left_out = is_answer | with_more
    numbers = number_column(column.where(~left_out) if left_out.any() else column, whole=True)
    result = numbers.values.copy()
    levels.report(found, "level_not_number", numbers.not_number | with_more, field)
    if is_answer.any():
        _answers(levels, field, texts, is_answer, lookup, result, found)
    return result


def _answers(
    levels: Levels, field: str, texts: pd.Series, is_answer: np.ndarray, lookup: Lookup,
    result: np.ndarray, found: Collector,
) -> None:  # fmt: skip
    """Read ``2 - Peraturan Kepala Daerah``: digit and text have to name the same answer."""
    frame = levels.frame
    groups = pd.DataFrame(
        {"rule": frame["_rule"].to_numpy(), "indicator": frame["indicator"].astype("str"), "text": texts}
    )[is_answer].groupby(["rule", "indicator", "text"], dropna=False, sort=False)
    for (rule, name, text), positions in groups.indices.items():
        where = np.zeros(len(frame), dtype=bool)
        where[np.flatnonzero(is_answer)[positions]] = True
        if text in {"-", "–", "—"}:
            levels.report(found, "dash_as_empty", where, field, texts)
            continue
        match = _ANSWER.match(text)
        digit, answer = (int(match[1]), key(match[2])) if match else (None, key(text))
        indicator = lookup.get((int(rule), str(name)))
        scores = set()
        if indicator:
            labels = [
                (level.score, text)
                for scale in indicator.scales
                for level in scale.levels
                for name, text in ((scale.name, level.label), (scale.name_en, level.label_en))
                for text in (text, f"{name}: {text}")  # the template names the basis where there are several
            ]
            scores = {score for score, label in labels if key(label) == answer}
        if answer in _NOT_FILLED:
            scores = {0}
        if digit is not None and (digit in scores or not indicator):
            result[where] = digit
        elif digit is None and len(scores) == 1:
            result[where] = scores.pop()
        elif digit is None:
            levels.report(found, "level_not_number", where, field, texts)
        else:
            expected = (
                {lv.score: lv.text(found.lang) for s in reversed(indicator.scales) for lv in s.levels}
                if indicator
                else {}
            )
            rows = frame["_row"].to_numpy()[where]
            details = {
                "found": text,
                "digit": digit,
                "expected": expected.get(digit, found.t("form.field.not_filled")),
            }
            keys = levels.keys(np.flatnonzero(where), field)
            found.at_rows(levels.sheet, "level_text_mismatch", rows, keys, lambda _k, d=details: d)  # type: ignore[misc]


def bases(levels: Levels, lookup: Lookup, found: Collector) -> pd.Series:
    """Return the bases by code; a drop-down text may carry the name after the code."""
    frame = levels.frame
    if "basis" not in frame or frame["basis"].isna().all():
        return pd.Series(np.nan, index=frame.index, dtype="str")
    texts = text_column(frame["basis"]).astype("str")
    given = texts.notna().to_numpy()
    result = pd.Series(np.nan, index=frame.index, dtype="str").to_numpy(dtype=object)
    groups = pd.DataFrame(
        {"rule": frame["_rule"].to_numpy(), "indicator": frame["indicator"].astype("str"), "text": texts}
    )[given].groupby(["rule", "indicator", "text"], dropna=False, sort=False)
    for (rule, name, text), positions in groups.indices.items():
        rows = np.flatnonzero(given)[positions]
        indicator = lookup.get((int(rule), str(name)))
        if indicator is None:
            continue
        spelled = {key(s.basis): s.basis for s in indicator.scales}
        for scale in indicator.scales:
            for label in (
                scale.name,
                scale.name_en,
                f"{scale.basis} {scale.name}",
                f"{scale.basis} {scale.name_en}",
            ):
                spelled.setdefault(key(label), scale.basis)
        if key(text) in spelled:
            result[rows] = spelled[key(text)]
            continue
        where = np.zeros(len(frame), dtype=bool)
        where[rows] = True
        allowed = ", ".join(s.basis for s in indicator.scales if s.basis) or "-"
        places = frame["_row"].to_numpy()[rows]
        details = {"found": text, "allowed": allowed, "indicator": indicator.text(found.lang)}
        found.at_rows(levels.sheet, "basis_unknown", places, levels.keys(rows, "basis"), lambda _k, d=details: d)  # type: ignore[misc]
    return pd.Series(result, index=frame.index).astype("str")
