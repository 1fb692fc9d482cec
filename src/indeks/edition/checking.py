"""What an edition file must satisfy. Each rule returns faults, so that a file shows all of them at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from indeks.edition.model import ASPECTS, CERTAINTIES, COUNT_INDICATOR
from indeks.errors import IndeksError

Raw = Mapping[str, Any]

SCHEMA = "indeks-edition/1"
CENT = Decimal("0.01")

TOP_KEYS: dict[str, type] = {
    "id": str, "years": list, "title": str, "summary": str, "formula": dict, "variables": list, "indicators": list,
}  # fmt: skip
INDICATOR_KEYS: dict[str, type] = {
    "code": str, "number": int, "name": str, "aspect": str, "variable": str, "certainty": dict, "sources": dict,
}  # fmt: skip
OPTIONAL_KEYS: dict[str, type] = {"legal_basis": list, "eligibility": dict, "categories": list}
OPTIONAL_TEXTS = ("title_en", "summary_en", "name_en", "label_en", "note", "note_en", "unit", "sub", "evidence")
"""Keys that any table may have and that hold a text there."""
LEVEL_SCORES = [1, 2, 3]
WHOLE = ("min_divisor", "count_cap", "min_basic_affairs", "min_design_words")
NUMERIC = (*WHOLE, "count_weight", "max_spd", "max_maturity", "max_count", "max_total")
DATES = ("applied_from", "applied_to")
NOTES = ("note", "note_en")
MAX_EXPONENT = 15
"""Tens of the largest number, and of the smallest but 0: no weight or bound comes near."""


def faults(raw: Raw) -> list[IndeksError]:
    """Return the faults of an edition as parsed from TOML, worded when they are shown."""
    problems = _shape(raw)
    if problems:  # the other rules read what these keys hold
        return problems
    return [
        *_constants(raw),
        *_codes(raw),
        *(wrong for indicator in raw["indicators"] for wrong in _indicator(indicator)),
        *_maxima(raw),
        *_categories(raw),
        *_window(raw),
    ]


def _keys(table: Raw, keys: Mapping[str, type], where: str) -> list[IndeksError]:
    problems = []
    for key, kind in keys.items():
        if key not in table:
            problems.append(IndeksError("edition.error.missing_key", where=where, key=key))
        elif not isinstance(table[key], kind) or isinstance(table[key], bool):
            problems.append(IndeksError("edition.error.bad_type", where=where, key=key, expected=kind.__name__))
    problems += [
        IndeksError("edition.error.bad_type", where=where, key=key, expected="str")
        for key in OPTIONAL_TEXTS
        if not isinstance(table.get(key, ""), str)
    ]
    if not isinstance(table.get("mandatory", False), bool):
        problems.append(IndeksError("edition.error.bad_type", where=where, key="mandatory", expected="bool"))
    return problems


def _tables(raw: Raw, name: str, keys: Mapping[str, type], of: str = "") -> list[IndeksError]:
    """Faults of a list of tables; ``of`` names what it belongs to, where that is not the edition."""
    problems = []
    for position, table in enumerate(raw.get(name, []), start=1):
        if not isinstance(table, dict):
            where = " ".join([*([of] if of else []), name, str(position)])
            problems.append(IndeksError("edition.error.bad_type", where=where, key=name, expected="dict"))
            continue
        where = f"{name} {table.get('code') or table.get('name') or position}"
        problems += _keys(table, keys, of or where)
    return problems


def _shape(raw: Raw) -> list[IndeksError]:
    if raw.get("schema") != SCHEMA:
        return [IndeksError("edition.error.schema", expected=SCHEMA, found=repr(raw.get("schema")))]
    optional = {key: kind for key, kind in OPTIONAL_KEYS.items() if key in raw}
    problems = _keys(raw, TOP_KEYS | optional, str(raw.get("id", "edition")))
    if raw.get("id") == "":
        problems.append(IndeksError("edition.error.missing_key", where="edition", key="id"))
    if problems:
        return problems
    problems += _tables(raw, "variables", {"code": str, "name": str, "aspect": str})
    problems += _tables(raw, "indicators", INDICATOR_KEYS)
    problems += _tables(raw, "categories", {"name": str, "certainty": str, "sources": list})
    if not all(isinstance(name, str) for name in raw.get("legal_basis", [])):
        problems.append(
            IndeksError("edition.error.bad_type", where=raw["id"], key="legal_basis", expected="[str]")
        )
    if not all(isinstance(y, int) for y in raw["years"]) or not raw["years"]:
        problems.append(IndeksError("edition.error.bad_type", where=raw["id"], key="years", expected="[int]"))
    if problems:
        return problems
    for category in raw.get("categories", []):
        for key in ("min", "max"):
            if not _is_number(category.get(key)):
                problems.append(
                    IndeksError("edition.error.bad_type", where=category["name"], key=key, expected="number")
                )
    for indicator in raw["indicators"]:
        problems += _indicator_shape(indicator)
    return problems


def _indicator_shape(indicator: Raw) -> list[IndeksError]:
    code = indicator["code"]
    if not isinstance(indicator.get("alternatives", []), list):
        return [IndeksError("edition.error.bad_type", where=code, key="alternatives", expected="[dict]")]
    problems = _tables(indicator, "alternatives", {"basis": str, "name": str, "levels": list}, of=code)
    if problems:
        return problems
    return [wrong for scale in _scales(indicator) for wrong in _level_shape(scale, code)]


def _level_shape(scale: Raw, where: str) -> list[IndeksError]:
    levels = scale["levels"]
    if not isinstance(levels, list) or not all(isinstance(lv, dict) for lv in levels):
        return [IndeksError("edition.error.bad_type", where=where, key="levels", expected="[dict]")]
    problems = []
    for lv in levels:
        problems += _keys(lv, {"score": int, "label": str}, where)
        problems += [
            IndeksError("edition.error.bad_type", where=where, key=key, expected="number")
            for key in ("min", "max")
            if key in lv and not _is_number(lv[key])
        ]
    return problems


def _is_number(value: Any) -> bool:
    """Tell whether a value is a number that can be counted with; TOML knows ``nan``, ``inf``, ``1e999999999``."""
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) <= MAX_EXPONENT
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MAX_EXPONENT


def _scales(indicator: Raw) -> list[Raw]:
    """Every set of levels of an indicator: its own and those of its alternative bases."""
    return [indicator] * ("levels" in indicator) + list(indicator.get("alternatives", []))


def _certain(where: str, certainty: Any, cited: Any) -> list[IndeksError]:
    problems = []
    if certainty not in CERTAINTIES:
        problems.append(
            IndeksError(
                "edition.error.certainty", where=where, found=repr(certainty), allowed=", ".join(CERTAINTIES)
            )
        )
    if not isinstance(cited, list) or not cited or not all(isinstance(source, str) for source in cited):
        problems.append(IndeksError("edition.error.no_sources", where=where))
    return problems


def _constants(raw: Raw) -> list[IndeksError]:
    problems = []
    for section in ("formula", "eligibility"):
        for name, constant in raw.get(section, {}).items():
            if section == "formula" and name in NOTES:
                if not isinstance(constant, str):
                    problems.append(IndeksError("edition.error.bad_type", where=section, key=name, expected="str"))
                continue
            if not isinstance(constant, dict) or "value" not in constant:
                problems.append(IndeksError("edition.error.missing_key", where=f"{section}.{name}", key="value"))
                continue
            problems += _certain(f"{section}.{name}", constant.get("certainty"), constant.get("sources"))
            if wanted := _wanted(name, constant["value"]):
                problems.append(IndeksError("edition.error.bad_type", where=section, key=name, expected=wanted))
    if "min_basic_affairs" in raw["formula"] and "basic_affairs" not in raw["formula"]:
        problems.append(IndeksError("edition.error.missing_key", where="formula", key="basic_affairs"))
    for category in raw.get("categories", []):
        problems += _certain(category["name"], category["certainty"], category["sources"])
    return problems


def _wanted(name: str, value: Any) -> str:
    """Return what the value of a constant has to be; empty where it is that already."""
    if name in NUMERIC and not (_is_number(value) and value > 0):
        return "number > 0"
    if name in WHOLE and value != int(value):
        return "int > 0"
    if name in DATES and type(value) is not dt.date:  # a datetime is a date too, but has an hour
        return "date"
    if name == "basic_affairs" and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
        return "[str]"
    return ""


def _codes(raw: Raw) -> list[IndeksError]:
    problems = []
    for code, n in Counter(i["code"] for i in raw["indicators"]).items():
        if n > 1:
            problems.append(IndeksError("edition.error.duplicate_code", code=code, n=n))
    if "count_weight" in raw["formula"] and all(i["code"] != COUNT_INDICATOR for i in raw["indicators"]):
        problems.append(IndeksError("edition.error.missing_key", where="indicators", key=COUNT_INDICATOR))
    numbers = Counter(f"{i['number']}{i.get('sub', '')}" for i in raw["indicators"])
    for number, n in numbers.items():
        if n > 1:
            problems.append(IndeksError("edition.error.duplicate_number", number=number, n=n))
    variables = {v["code"] for v in raw["variables"]}
    for indicator in raw["indicators"]:
        if indicator["variable"] not in variables:
            problems.append(
                IndeksError("edition.error.unknown_variable", where=indicator["code"], found=indicator["variable"])
            )
        if indicator["aspect"] not in ASPECTS:
            problems.append(
                IndeksError("edition.error.unknown_aspect", where=indicator["code"], found=indicator["aspect"])
            )
    return problems


def _indicator(indicator: Raw) -> list[IndeksError]:
    code, problems = indicator["code"], []
    for part, certainty in indicator["certainty"].items():
        problems += _certain(f"{code}.{part}", certainty, indicator["sources"].get(part))
    weight = indicator.get("weight")
    if weight is not None and not (_is_number(weight) and weight > 0):
        problems.append(IndeksError("edition.error.weight_positive", where=code, found=weight))
    for scale in _scales(indicator):
        where = f"{code} ({scale['basis']})" if "basis" in scale else code
        problems += _levels(scale, where)
    return problems


def _levels(scale: Raw, where: str) -> list[IndeksError]:
    levels = scale["levels"]
    scores = [lv["score"] for lv in levels]
    if scores != LEVEL_SCORES:
        return [IndeksError("edition.error.level_order", where=where, found=scores)]
    bounded = ["min" in lv or "max" in lv for lv in levels]
    if not any(bounded):
        return []
    if not all(bounded):
        return [IndeksError("edition.error.bounds_partial", where=where)]
    if not _is_number(scale.get("step")):
        return [IndeksError("edition.error.step_missing", where=where)]
    problems = [
        IndeksError("edition.error.bounds_reversed", where=where, score=lv["score"], low=lv["min"], high=lv["max"])
        for lv in levels
        if "min" in lv and "max" in lv and lv["min"] > lv["max"]
    ]
    return problems or _joined(levels, Decimal(str(scale["step"])), where)


def _joined(levels: list[Raw], step: Decimal, where: str) -> list[IndeksError]:
    """Levels must follow each other upwards or downwards without a hole wider than the unit's resolution."""
    low, high = Decimal("-Infinity"), Decimal("Infinity")
    spans = [(Decimal(str(lv.get("min", low))), Decimal(str(lv.get("max", high)))) for lv in levels]
    rising = all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(spans))
    falling = all(a[0] > b[0] and a[1] > b[1] for a, b in pairwise(spans))
    if not rising and not falling:
        return [IndeksError("edition.error.bounds_order", where=where)]
    ordered = spans if rising else spans[::-1]
    return [
        IndeksError("edition.error.bounds_hole", where=where, low=a[1], high=b[0], step=step)
        for a, b in pairwise(ordered)
        if b[0] - a[1] > step
    ]


def _maxima(raw: Raw) -> list[IndeksError]:
    """Weights x 3 must add up to the stated maxima, and these to the maximum of the whole."""
    stated = {
        name: Decimal(str(c["value"]))
        for name, c in raw["formula"].items()
        if name in NUMERIC and isinstance(c, dict) and _is_number(c.get("value"))
    }
    computed: dict[str, Decimal] = {}
    for name, aspect in (("max_spd", "spd"), ("max_maturity", "sid")):
        rows = [i for i in raw["indicators"] if i["aspect"] == aspect and i["code"] != COUNT_INDICATOR]
        if rows and all(_is_number(i.get("weight")) for i in rows):
            computed[name] = sum((Decimal(str(i["weight"])) for i in rows), Decimal(0)) * LEVEL_SCORES[-1]
    if {"count_weight", "count_cap"} <= stated.keys():
        computed["max_count"] = stated["count_weight"] * stated["count_cap"]
    parts = ("max_spd", "max_maturity", "max_count")
    if set(parts) <= stated.keys():
        computed["max_total"] = sum((stated[p] for p in parts), Decimal(0))
    problems = []
    for name, value in computed.items():
        if name in stated and stated[name] != value:
            what = IndeksError(f"edition.what.{name}")
            problems.append(IndeksError("edition.error.maximum", what=what, computed=value, stated=stated[name]))
    return problems


def _categories(raw: Raw) -> list[IndeksError]:
    ordered = sorted(raw.get("categories", []), key=lambda c: c["min"])
    if not ordered:
        return []
    problems = [
        IndeksError("edition.error.bad_type", where=c["name"], key="min_open", expected="number < min")
        for c in ordered
        if "min_open" in c and not (_is_number(c["min_open"]) and c["min_open"] < c["min"])
    ]
    if ordered[0]["min"] != 0 or ordered[-1]["max"] != 100:
        low, high = ordered[0]["min"], ordered[-1]["max"]
        problems.append(IndeksError("edition.error.category_range", low=low, high=high))
    for before, after in pairwise(ordered):
        if after["min"] - before["max"] != CENT:  # the index has two decimals
            low, high = after["min"], before["max"]
            problems.append(IndeksError("edition.error.category_order", name=after["name"], low=low, high=high))
    return problems


def _window(raw: Raw) -> list[IndeksError]:
    rules = [raw.get("eligibility", {}).get(name) for name in DATES]
    values = [rule.get("value") for rule in rules if isinstance(rule, dict)]
    dates = [value for value in values if type(value) is dt.date]
    if len(dates) == len(DATES) and dates[0] > dates[1]:
        return [IndeksError("edition.error.window", first=dates[0], last=dates[1])]
    return []
