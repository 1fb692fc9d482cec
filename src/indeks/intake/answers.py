"""Answers of a drop-down read back: ``2 - Peraturan Kepala Daerah`` is a level, ``orang - Jumlah ...`` a basis."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Indicator
from indeks.errors import IndeksError
from indeks.intake.long import Levels
from indeks.intake.numbers import number_column
from indeks.intake.sheet import Collector
from indeks.intake.vocabulary import text_column
from indeks.problems import each_language
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


def level_numbers(levels: Levels, field: str, lookup: Lookup, problems: Collector) -> np.ndarray:
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
    levels.report(problems, "level_not_number", np.flatnonzero(numbers.not_number | with_more), field)
    if is_answer.any():
        _answers(levels, field, texts, is_answer, lookup, result, problems)
    return result


def _answers(
    levels: Levels, field: str, texts: pd.Series, is_answer: np.ndarray, lookup: Lookup,
    result: np.ndarray, problems: Collector,
) -> None:  # fmt: skip
    """Read ``2 - Peraturan Kepala Daerah``: digit and text have to name the same answer."""
    positions = np.flatnonzero(is_answer)
    answers, of_row = levels.distinct(texts, positions)
    labels: dict[tuple[int, str], dict[str, set[int]] | None] = {}
    readings = []
    for rule, name, text in answers:
        if (rule, name) not in labels:
            labels[rule, name] = _scores_of(lookup.get((rule, name)))
        readings.append(_reading(text, labels[rule, name]))
    result[positions] = np.array([level for level, _ in readings])[of_row]
    faults = np.array([fault for _, fault in readings])[of_row]
    for fault in ("dash_as_empty", "level_not_number"):
        levels.report(problems, fault, positions[faults == fault], field, texts)
    begun = faults == "level_begins"

    def offered(k: int) -> dict[str, Any]:
        rule, name, text = answers[of_row[begun][k]]
        return {"found": text, "offered": each_language(lambda lang: _beginning(lookup[rule, name], text, lang))}

    rows = levels.frame["_row"].to_numpy()[positions[begun]]
    keys = levels.keys(positions[begun], field)
    problems.at_rows(levels.sheet, "level_begins", rows, keys, offered)
    wrong = faults == "level_text_mismatch"

    def details(k: int) -> dict[str, Any]:
        rule, name, text = answers[of_row[wrong][k]]
        digit = int(text[0])
        own = {lv.score: lv for s in reversed(lookup[rule, name].scales) for lv in s.levels}
        expected = each_language(own[digit].text) if digit in own else IndeksError("form.field.not_filled")
        return {"found": text, "digit": digit, "expected": expected}

    rows = levels.frame["_row"].to_numpy()[positions[wrong]]
    keys = levels.keys(positions[wrong], field)
    problems.at_rows(levels.sheet, "level_text_mismatch", rows, keys, details)


def _scores_of(indicator: Indicator | None) -> dict[str, set[int]] | None:
    """Return the levels each answer of an indicator stands for; None for an indicator that is not known."""
    if indicator is None:
        return None
    scores: dict[str, set[int]] = {}
    for scale in indicator.scales:
        for level in scale.levels:
            for name, text in ((scale.name, level.label), (scale.name_en, level.label_en)):
                for label in (text, f"{name}: {text}"):  # the template names the basis where there are several
                    scores.setdefault(key(label), set()).add(level.score)
    return scores


def _beginning(indicator: Indicator, text: str, lang: str) -> str:
    """Return the answers that a text begins, as a list of answers has them."""
    levels = [level for scale in indicator.scales for level in scale.levels]
    begins = f"{key(text)} "
    begun = [lv for lv in levels if key(lv.label).startswith(begins) or key(lv.label_en).startswith(begins)]
    return "; ".join(f"{lv.score} - {lv.text(lang)}" for lv in begun) or indicator.text(lang)


def _reading(text: str, labels: Mapping[str, set[int]] | None) -> tuple[float, str]:
    """Return the level an answer means and no fault, or the fault; ``labels`` are those of its question."""
    if text in {"-", "–", "—"}:
        return np.nan, "dash_as_empty"
    match = _ANSWER.match(text)
    answer = key(match[2]) if match else key(text)
    scores = {0} if answer in _NOT_FILLED else (labels or {}).get(answer, set())
    begun = {s for label, of in (labels or {}).items() if label.startswith(f"{answer} ") for s in of}
    if match is None:
        if len(scores) == 1:
            return next(iter(scores)), ""
        return np.nan, "level_begins" if begun and not scores else "level_not_number"
    digit = int(match[1])
    scores = scores or begun  # "1 - SK Kepala Daerah" of "1 - SK Kepala Daerah (atau ...)"
    return (digit, "") if digit in scores or labels is None else (np.nan, "level_text_mismatch")


def bases(levels: Levels, lookup: Lookup, problems: Collector) -> pd.Series:
    """Return the bases by code; a drop-down text may carry the name after the code."""
    frame = levels.frame
    if "basis" not in frame or frame["basis"].isna().all():
        return pd.Series(np.nan, index=frame.index, dtype="str")
    texts = text_column(frame["basis"]).astype("str")
    given = texts.notna().to_numpy()
    positions = np.flatnonzero(given)
    answers, of_row = levels.distinct(texts, positions)
    spelled: dict[tuple[int, str], dict[str, str]] = {}
    codes: list[str | None] = []
    for rule, name, text in answers:
        if (rule, name) not in spelled:
            spelled[rule, name] = _basis_names(lookup.get((rule, name)))
        codes.append(spelled[rule, name].get(key(text)))
    result = pd.Series(np.nan, index=frame.index, dtype="str").to_numpy(dtype=object)
    table = np.array([*codes, None], dtype=object)
    known = np.array([(rule, name) in lookup for rule, name, _ in answers] + [False])[of_row]
    filled = np.array([code is not None for code in codes] + [False])[of_row]
    result[positions[filled]] = table[of_row[filled]]
    wrong = known & ~filled

    def details(k: int) -> dict[str, Any]:
        rule, name, text = answers[of_row[wrong][k]]
        indicator = lookup[rule, name]
        allowed = ", ".join(s.basis for s in indicator.scales if s.basis) or "-"
        return {"found": text, "allowed": allowed, "indicator": each_language(indicator.text)}

    rows = frame["_row"].to_numpy()[positions[wrong]]
    keys = levels.keys(positions[wrong], "basis")
    problems.at_rows(levels.sheet, "basis_unknown", rows, keys, details)
    return pd.Series(result, index=frame.index).astype("str")


def _basis_names(indicator: Indicator | None) -> dict[str, str]:
    """Return the bases of an indicator by what they may be called."""
    scales = indicator.scales if indicator else ()
    spelled = {key(s.basis): s.basis for s in scales}
    for s in scales:
        for label in (s.name, s.name_en, f"{s.basis} {s.name}", f"{s.basis} {s.name_en}"):
            spelled.setdefault(key(label), s.basis)
    return spelled
