"""What an edition file must satisfy. Each rule returns sentences, so that a file shows all its faults at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from indeks.edition.model import ASPECTS, CERTAINTIES, COUNT_INDICATOR
from indeks.texts import Texts

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
LEVEL_SCORES = [1, 2, 3]
WHOLE = ("min_divisor", "count_cap", "min_basic_affairs", "min_design_words")
NUMERIC = (*WHOLE, "count_weight", "max_spd", "max_maturity", "max_count", "max_total")
DATES = ("applied_from", "applied_to")
NOTES = ("note", "note_en")


def faults(raw: Raw, t: Texts) -> list[str]:
    """Return one sentence per fault of an edition as parsed from TOML; empty if it is sound."""
    found = _shape(raw, t)
    if found:  # the other rules read what these keys hold
        return found
    return [
        *_constants(raw, t),
        *_codes(raw, t),
        *(fault for indicator in raw["indicators"] for fault in _indicator(indicator, t)),
        *_maxima(raw, t),
        *_categories(raw, t),
        *_window(raw, t),
    ]


def _keys(table: Raw, keys: Mapping[str, type], where: str, t: Texts) -> list[str]:
    found = []
    for key, kind in keys.items():
        if key not in table:
            found.append(t("edition.error.missing_key", where=where, key=key))
        elif not isinstance(table[key], kind) or isinstance(table[key], bool):
            found.append(t("edition.error.bad_type", where=where, key=key, expected=kind.__name__))
    return found


def _tables(raw: Raw, name: str, keys: Mapping[str, type], t: Texts, of: str = "") -> list[str]:
    """Faults of a list of tables; ``of`` names what it belongs to, where that is not the edition."""
    found = []
    for position, table in enumerate(raw.get(name, []), start=1):
        if not isinstance(table, dict):
            where = " ".join([*([of] if of else []), name, str(position)])
            found.append(t("edition.error.bad_type", where=where, key=name, expected="dict"))
            continue
        where = f"{name} {table.get('code') or table.get('name') or position}"
        found += _keys(table, keys, of or where, t)
    return found


def _shape(raw: Raw, t: Texts) -> list[str]:
    if raw.get("schema") != SCHEMA:
        return [t("edition.error.schema", expected=SCHEMA, found=repr(raw.get("schema")))]
    optional = {key: kind for key, kind in OPTIONAL_KEYS.items() if key in raw}
    found = _keys(raw, TOP_KEYS | optional, str(raw.get("id", "edition")), t)
    if found:
        return found
    found += _tables(raw, "variables", {"code": str, "name": str, "aspect": str}, t)
    found += _tables(raw, "indicators", INDICATOR_KEYS, t)
    found += _tables(raw, "categories", {"name": str, "certainty": str, "sources": list}, t)
    if not all(isinstance(y, int) for y in raw["years"]) or not raw["years"]:
        found.append(t("edition.error.bad_type", where=raw["id"], key="years", expected="[int]"))
    if found:
        return found
    for category in raw.get("categories", []):
        for key in ("min", "max"):
            if not _is_number(category.get(key)):
                found.append(t("edition.error.bad_type", where=category["name"], key=key, expected="number"))
    for indicator in raw["indicators"]:
        found += _indicator_shape(indicator, t)
    return found


def _indicator_shape(indicator: Raw, t: Texts) -> list[str]:
    code = indicator["code"]
    if not isinstance(indicator.get("alternatives", []), list):
        return [t("edition.error.bad_type", where=code, key="alternatives", expected="[dict]")]
    found = _tables(indicator, "alternatives", {"basis": str, "name": str, "levels": list}, t, of=code)
    if found:
        return found
    return [fault for scale in _scales(indicator) for fault in _level_shape(scale, code, t)]


def _level_shape(scale: Raw, where: str, t: Texts) -> list[str]:
    levels = scale["levels"]
    if not isinstance(levels, list) or not all(isinstance(lv, dict) for lv in levels):
        return [t("edition.error.bad_type", where=where, key="levels", expected="[dict]")]
    found = []
    for lv in levels:
        found += _keys(lv, {"score": int, "label": str}, where, t)
        found += [
            t("edition.error.bad_type", where=where, key=key, expected="number")
            for key in ("min", "max")
            if key in lv and not _is_number(lv[key])
        ]
    return found


def _is_number(value: Any) -> bool:
    """Tell whether a value is a number; TOML can write ``nan`` and ``inf``, which are none here."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, Decimal) and value.is_finite()
    )


def _scales(indicator: Raw) -> list[Raw]:
    """Every set of levels of an indicator: its own and those of its alternative bases."""
    return [indicator] * ("levels" in indicator) + list(indicator.get("alternatives", []))


def _certain(where: str, certainty: Any, cited: Any, t: Texts) -> list[str]:
    found = []
    if certainty not in CERTAINTIES:
        found.append(
            t("edition.error.certainty", where=where, found=repr(certainty), allowed=", ".join(CERTAINTIES))
        )
    if not isinstance(cited, list) or not cited:
        found.append(t("edition.error.no_sources", where=where))
    return found


def _constants(raw: Raw, t: Texts) -> list[str]:
    found = []
    for section in ("formula", "eligibility"):
        for name, constant in raw.get(section, {}).items():
            if section == "formula" and name in NOTES:
                if not isinstance(constant, str):
                    found.append(t("edition.error.bad_type", where=section, key=name, expected="str"))
                continue
            if not isinstance(constant, dict) or "value" not in constant:
                found.append(t("edition.error.missing_key", where=f"{section}.{name}", key="value"))
                continue
            found += _certain(f"{section}.{name}", constant.get("certainty"), constant.get("sources"), t)
            if wanted := _wanted(name, constant["value"]):
                found.append(t("edition.error.bad_type", where=section, key=name, expected=wanted))
    if "min_basic_affairs" in raw["formula"] and "basic_affairs" not in raw["formula"]:
        found.append(t("edition.error.missing_key", where="formula", key="basic_affairs"))
    for category in raw.get("categories", []):
        found += _certain(category["name"], category["certainty"], category["sources"], t)
    return found


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


def _codes(raw: Raw, t: Texts) -> list[str]:
    found = []
    for code, n in Counter(i["code"] for i in raw["indicators"]).items():
        if n > 1:
            found.append(t("edition.error.duplicate_code", code=code, n=n))
    if "count_weight" in raw["formula"] and all(i["code"] != COUNT_INDICATOR for i in raw["indicators"]):
        found.append(t("edition.error.missing_key", where="indicators", key=COUNT_INDICATOR))
    numbers = Counter(f"{i['number']}{i.get('sub', '')}" for i in raw["indicators"])
    for number, n in numbers.items():
        if n > 1:
            found.append(t("edition.error.duplicate_number", number=number, n=n))
    variables = {v["code"] for v in raw["variables"]}
    for indicator in raw["indicators"]:
        if indicator["variable"] not in variables:
            found.append(t("edition.error.unknown_variable", where=indicator["code"], found=indicator["variable"]))
        if indicator["aspect"] not in ASPECTS:
            found.append(t("edition.error.unknown_aspect", where=indicator["code"], found=indicator["aspect"]))
    return found


def _indicator(indicator: Raw, t: Texts) -> list[str]:
    code, found = indicator["code"], []
    for part, certainty in indicator["certainty"].items():
        found += _certain(f"{code}.{part}", certainty, indicator["sources"].get(part), t)
    weight = indicator.get("weight")
    if weight is not None and not (_is_number(weight) and weight > 0):
        found.append(t("edition.error.weight_positive", where=code, found=weight))
    for scale in _scales(indicator):
        where = f"{code} ({scale['basis']})" if "basis" in scale else code
        found += _levels(scale, where, t)
    return found


def _levels(scale: Raw, where: str, t: Texts) -> list[str]:
    levels = scale["levels"]
    scores = [lv["score"] for lv in levels]
    if scores != LEVEL_SCORES:
        return [t("edition.error.level_order", where=where, found=scores)]
    bounded = ["min" in lv or "max" in lv for lv in levels]
    if not any(bounded):
        return []
    if not all(bounded):
        return [t("edition.error.bounds_partial", where=where)]
    if not _is_number(scale.get("step")):
        return [t("edition.error.step_missing", where=where)]
    found = [
        t("edition.error.bounds_reversed", where=where, score=lv["score"], low=lv["min"], high=lv["max"])
        for lv in levels
        if "min" in lv and "max" in lv and lv["min"] > lv["max"]
    ]
    return found or _joined(levels, Decimal(str(scale["step"])), where, t)


def _joined(levels: list[Raw], step: Decimal, where: str, t: Texts) -> list[str]:
    """Levels must follow each other upwards or downwards without a hole wider than the unit's resolution."""
    low, high = Decimal("-Infinity"), Decimal("Infinity")
    spans = [(Decimal(str(lv.get("min", low))), Decimal(str(lv.get("max", high)))) for lv in levels]
    rising = all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(spans))
    falling = all(a[0] > b[0] and a[1] > b[1] for a, b in pairwise(spans))
    if not rising and not falling:
        return [t("edition.error.bounds_order", where=where)]
    ordered = spans if rising else spans[::-1]
    return [
        t("edition.error.bounds_hole", where=where, low=a[1], high=b[0], step=step)
        for a, b in pairwise(ordered)
        if b[0] - a[1] > step
    ]


def _maxima(raw: Raw, t: Texts) -> list[str]:
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
    found = []
    for name, value in computed.items():
        if name in stated and stated[name] != value:
            what = t(f"edition.what.{name}")
            found.append(t("edition.error.maximum", what=what, computed=value, stated=stated[name]))
    return found


def _categories(raw: Raw, t: Texts) -> list[str]:
    ordered = sorted(raw.get("categories", []), key=lambda c: c["min"])
    if not ordered:
        return []
    found = []
    if ordered[0]["min"] != 0 or ordered[-1]["max"] != 100:
        low, high = ordered[0]["min"], ordered[-1]["max"]
        found.append(t("edition.error.category_range", low=low, high=high))
    for before, after in pairwise(ordered):
        if after["min"] - before["max"] != CENT:  # the index has two decimals
            low, high = after["min"], before["max"]
            found.append(t("edition.error.category_order", name=after["name"], low=low, high=high))
    return found


def _window(raw: Raw, t: Texts) -> list[str]:
    rules = [raw.get("eligibility", {}).get(name) for name in DATES]
    values = [rule.get("value") for rule in rules if isinstance(rule, dict)]
    dates = [value for value in values if type(value) is dt.date]
    if len(dates) == len(DATES) and dates[0] > dates[1]:
        return [t("edition.error.window", first=dates[0], last=dates[1])]
    return []
