"""Levels of indicators: long or wide, as numbers or as answers of a drop-down, with or without raw values.

The result is long, one row an innovation (or region and year) and indicator. A raw value decides the level by
the bounds of the edition; a level stated beside it has to agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd

from indeks.edition import COUNT_INDICATOR, Edition, Indicator
from indeks.intake.answers import bases, level_numbers
from indeks.intake.bounds import against_bounds
from indeks.intake.headers import FIELDS, known_columns
from indeks.intake.long import Levels
from indeks.intake.numbers import number_column
from indeks.intake.sheet import MAX_ALIKE, Collector, Sheet, plain
from indeks.intake.vocabulary import text_column
from indeks.tables import KEYS, MAX_LEVEL, SPD_TOTAL
from indeks.texts.spelling import key, nearest


def to_long(sheet: Sheet, aspect: str) -> Levels:
    """Return a sheet of levels in long form, cells as they are in the file, empty entries left out."""
    table = "innovation_levels" if aspect == "sid" else "region_levels"
    keys = [k for k in KEYS[table] if k != "indicator"]
    source = sheet.frame
    wide = "indicator" not in source.columns
    if not wide:
        fields = [f for f in FIELDS if f in source.columns]
        frame = source[[k for k in (*keys, "indicator") if k in source.columns] + fields].copy(deep=False)
        frame["_row"] = np.asarray(source.index, dtype="int32")
        frame = frame.reset_index(drop=True)
        return Levels(frame, sheet, aspect, wide)
    names = list(dict.fromkeys(c.partition(":")[0] for c in source.columns if ":" in c))
    parts = []
    for position, name in enumerate(names):
        part = pd.DataFrame({k: source[k] for k in keys if k in source.columns})
        for field in FIELDS:
            column = source.get(f"{name}:{field}")
            if column is not None:
                part[field] = column.astype("object")
        part["_row"] = np.asarray(source.index, dtype="int32")
        part["_order"] = position
        given = [f for f in FIELDS if f in part.columns]
        filled = part[given].notna() & (part[given].astype("str").apply(lambda c: c.str.strip()) != "")
        part = part[filled.any(axis=1)]
        if "evidence" in source:  # one for all indicators of the row
            own = part["evidence"] if "evidence" in part else pd.Series(pd.NA, part.index, dtype="object")
            part = part.assign(evidence=own.fillna(source["evidence"].astype("object").reindex(part.index)))
        parts.append(part)
    nothing = pd.DataFrame(columns=[*keys, "_row", "_order"])
    frame = pd.concat(parts, ignore_index=True) if parts else nothing
    frame = frame.sort_values(["_row", "_order"], kind="stable", ignore_index=True)
    codes = frame.pop("_order").astype("int64")
    frame["indicator"] = pd.Categorical.from_codes(codes, categories=pd.Index(names, dtype="str"))
    return Levels(frame, sheet, aspect, wide)


def with_verified(levels: Levels, verified: Levels | None, problems: Collector) -> pd.DataFrame:
    """Join the levels of the examiner's sheet, which count where both give one; report those above the claim."""
    frame = levels.frame
    frame["_verified_row"] = -1
    if verified is not None:
        table = "innovation_levels" if verified.aspect == "sid" else "region_levels"
        keys = list(KEYS[table])
        extra = verified.frame[[*keys, "verified_level", "_row", "_rule"]]
        _twice(verified, extra, table, problems)
        extra = extra.drop_duplicates(keys)
        frame = frame.astype({"indicator": "str"}).merge(
            extra.astype({"indicator": "str"}), on=keys, how="outer", sort=False, suffixes=("", "_examiner")
        )
        frame["verified_level"] = frame["verified_level_examiner"].fillna(frame["verified_level"])
        frame["_verified_row"] = (
            frame["_row_examiner"].where(frame["verified_level_examiner"].notna(), -1).astype(int)
        )
        order = frame["_row"].fillna(frame["_row_examiner"]).argsort(kind="stable")
        frame["_row"] = frame["_row"].fillna(-1).astype(int)  # a level the examiner gave to nothing claimed
        frame["_rule"] = frame["_rule"].fillna(frame["_rule_examiner"]).astype(int)
        frame = frame.drop(columns=[c for c in frame.columns if c.endswith("_examiner")])
        frame = frame.iloc[order].reset_index(drop=True).astype({"indicator": "category"})
    claimed, accepted = frame["level"].to_numpy(), frame["verified_level"].to_numpy()
    above = (accepted > np.nan_to_num(claimed)) & (accepted <= MAX_LEVEL)
    unread = np.flatnonzero(above & np.isnan(claimed))  # a claim that cannot be read is a fault already
    above[unread] = ~replace(levels, frame=frame).known(problems, unread, "level")
    by_examiner = frame["_verified_row"].to_numpy() >= 0
    for source, where, rows in (
        (levels, above & ~by_examiner, frame["_row"].to_numpy()),
        (verified, above & by_examiner, frame["_verified_row"].to_numpy()),
    ):
        positions = np.flatnonzero(where)
        if source is None or len(positions) == 0:
            continue
        names = frame["indicator"].iloc[positions].tolist()
        keys_of = [f"{n}:verified_level" for n in names] if source.wide else "verified_level"
        details = [
            {
                "found": plain(accepted[p]),
                "stated": plain(np.nan_to_num(claimed[p])),
                "indicator": levels.sheet.labels.get(f"{name}:level", name),
            }
            for p, name in zip(positions[:MAX_ALIKE], names, strict=False)
        ]
        problems.at_rows(source.sheet, "verified_above", rows[positions], keys_of, details.__getitem__)
    return frame


def _twice(verified: Levels, extra: pd.DataFrame, table: str, problems: Collector) -> None:
    """Report what an examiner gives two levels; twenty repeated indicators of one row are one repeated row."""
    keys = list(KEYS[table])
    of_row = keys[:-1] if verified.wide else keys
    again = extra[extra.duplicated(keys) & extra[keys].notna().all(axis=1)].drop_duplicates([*of_row, "_row"])
    if again.empty:
        return
    again = again.astype(dict.fromkeys(of_row, "object"))
    firsts = extra.astype(dict.fromkeys(of_row, "object")).groupby(of_row)["_row"].min()
    of_rows = [tuple(cells) if len(of_row) > 1 else cells[0] for cells in again[of_row].to_numpy().tolist()]
    problems.at_rows(
        verified.sheet, f"duplicate_{table}", again["_row"].to_numpy(),
        "innovation_id" if "innovation_id" in of_row else "indicator",
        lambda k: {"found": ", ".join(f"{c:g}" if isinstance(c, float) else str(c) for c in again[of_row].iloc[k]),
                   "first": int(firsts[of_rows[k]])},
    )  # fmt: skip


def parse(levels: Levels, rule_of_row: np.ndarray, rules: Sequence[Edition], problems: Collector) -> Levels:
    """Return the levels typed: indicators by code, levels and values as numbers, bases checked.

    Parameters
    ----------
    levels
        As :func:`to_long` gives them.
    rule_of_row
        Position in ``rules`` by row, -1 where none is known.
    rules
        The editions in use.
    problems
        Takes the problems.
    """
    frame = levels.frame.copy(deep=False)
    frame["indicator"] = _indicator_codes(frame["indicator"], levels.aspect)
    frame["_rule"] = rule_of_row
    levels = replace(levels, frame=frame, rules=rules)
    lookup = _lookup(levels, problems)
    for field in ("level", "verified_level"):
        frame[field] = level_numbers(levels, field, lookup, problems)
    frame["basis"] = bases(levels, lookup, problems)
    counted = _is_counted(levels, lookup)
    frame["value"] = _values(levels, counted, problems)
    frame["evidence"] = (
        text_column(frame["evidence"]) if "evidence" in frame else pd.Series(index=frame.index, dtype="str")
    )
    if frame["value"].notna().any():
        frame["level"] = against_bounds(levels, lookup, problems)
    return levels


def _indicator_codes(column: pd.Series, aspect: str) -> pd.Series:
    """Names and labels of indicators become codes; what is unknown stays as written, to be reported."""
    table = "innovation_levels" if aspect == "sid" else "region_levels"
    known = known_columns(table)
    names = text_column(column).astype("category")
    codes = {}
    for name in names.cat.categories:
        code = known.get(key(name), "")
        codes[name] = code.partition(":")[0] if ":" in code else name
    if all(k == v for k, v in codes.items()):
        return names
    return names.astype("str").map(codes).astype("category")


def _lookup(levels: Levels, problems: Collector) -> dict[tuple[int, str], Indicator]:
    """Return the indicators in use by edition and code, and report what an edition does not have."""
    frame = levels.frame
    lookup: dict[tuple[int, str], Indicator] = {}
    categories = frame["indicator"].cat.categories
    known = [{i.code: i for i in rule.of_aspect(levels.aspect)} for rule in levels.rules]
    pairs = frame["_rule"].to_numpy().astype("int64") * (len(categories) + 1) + frame["indicator"].cat.codes
    used, of_row = np.unique(pairs.to_numpy(), return_inverse=True)
    faults = np.full(len(used), "", dtype=object)
    for k, pair in enumerate(used.tolist()):
        rule, position = divmod(pair, len(categories) + 1)
        if rule < 0 or position >= len(categories):
            continue
        code = categories[position]
        if code in known[rule]:
            lookup[rule, code] = known[rule][code]
        elif not (levels.aspect == "spd" and code == SPD_TOTAL):
            faults[k] = _fault_of(code, levels.rules[rule], levels.aspect)
    fault_of_row = faults[of_row]
    for fault in sorted({f for f in faults.tolist() if f}):
        positions = np.flatnonzero(fault_of_row == fault)
        columns = pd.unique(of_row[positions]).tolist() if levels.wide else [None]
        for column in columns:  # where each indicator has a column, each is a fault of its own
            mine = positions if column is None else positions[of_row[positions] == column]

            def details(k: int, mine: np.ndarray = mine) -> dict[str, str]:
                rule, position = divmod(int(used[of_row[mine[k]]]), len(categories) + 1)
                code, names = categories[position], list(known[rule])
                alike = ", ".join(nearest(code, names)) or ", ".join(names[:3])
                return {"found": code, "nearest": alike, "edition": levels.rules[rule].id}

            key_of = "indicator" if column is None else f"{frame['indicator'].iloc[mine[0]]}:level"
            problems.at_rows(levels.sheet, fault, frame["_row"].to_numpy()[mine], key_of, details)
    return lookup


def _fault_of(code: str, rule: Edition, aspect: str) -> str:
    """Return what is wrong with an indicator that is none of an aspect."""
    if code == COUNT_INDICATOR:
        return "indicator_computed"
    others = {i.code for i in rule.indicators} - {i.code for i in rule.of_aspect(aspect)}
    return f"indicator_of_other_aspect_{aspect}" if code in others else "indicator_unknown"


def _is_counted(levels: Levels, lookup: dict[tuple[int, str], Indicator]) -> np.ndarray | None:
    """Tell by row whether the unit of the value counts things, so that three digits after a mark are thousands."""
    frame = levels.frame
    if "value" not in frame or pd.api.types.is_numeric_dtype(frame["value"].dtype):
        return None
    steps = {
        (rule, code, scale.basis): scale.step == Decimal(1) and scale.unit != "persen"
        for (rule, code), indicator in lookup.items()
        for scale in indicator.scales
    }
    firsts = {(rule, code): i.scales[0].basis for (rule, code), i in lookup.items() if i.scales}
    basis = frame["basis"].to_numpy(dtype=object)
    triples = zip(frame["_rule"].tolist(), frame["indicator"].astype("object").tolist(), basis, strict=True)
    return np.array(
        [steps.get((r, i, b if isinstance(b, str) else firsts.get((r, i), "")), False) for r, i, b in triples],
        dtype=bool,
    )


def _values(levels: Levels, counted: np.ndarray | None, problems: Collector) -> np.ndarray:
    frame = levels.frame
    if "value" not in frame:
        return np.full(len(frame), np.nan)
    column = frame["value"]
    numbers = number_column(column, counted)
    for code, where in (
        ("value_not_number", numbers.not_number),
        ("number_ambiguous", numbers.ambiguous),
        ("number_by_context", numbers.by_context),
        ("dash_as_empty", numbers.dash),
    ):
        positions = np.flatnonzero(where)
        if len(positions):
            rows = frame["_row"].to_numpy()[positions]

            def details(k: int, p: np.ndarray = positions) -> dict[str, object]:
                text = str(column.iloc[p[k]]).strip()
                read_as = numbers.values[p[k]]
                plain_digits = re.sub(r"[^0-9\-\u2212]", "", text)
                return {
                    "found": text,
                    "read_as": plain(read_as),
                    "thousands": plain_digits,
                    "decimal": {"id": re.sub(r"[.,]", ",", text), "en": re.sub(r"[.,]", ".", text)},
                    "indicator": frame["indicator"].iloc[p[k]],
                }

            problems.at_rows(levels.sheet, code, rows, levels.keys(positions, "value"), details)
    return numbers.values
