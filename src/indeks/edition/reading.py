"""Editions: the dated rules of one year, read from TOML and checked.

An edition file holds every weight, level, bound and divisor with its certainty and sources; no such
number stands in Python.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indeks.edition.checking import faults
from indeks.edition.model import (
    Category,
    Constant,
    Edition,
    EditionError,
    Indicator,
    Level,
    Scale,
    Variable,
)
from indeks.texts import texts

EDITIONS_DIR = Path(__file__).parent


@cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """Return every source by identifier (``S1``): a mapping with ``text`` and ``text_en``."""
    with (EDITIONS_DIR / "sources.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file))


@cache
def available() -> tuple[str, ...]:
    """Return the identifiers of the editions that come with the library, oldest first."""
    return tuple(sorted(p.stem for p in EDITIONS_DIR.glob("iid-*.toml")))


@cache
def load(name: str | Path, lang: str = "id") -> Edition:
    """Read and check an edition.

    Parameters
    ----------
    name
        An identifier such as ``"iid-2026"``, or the path of an edition file of one's own.
    lang
        Language of error messages.

    Returns
    -------
    Edition

    Raises
    ------
    EditionError
        If the file is not there, is not TOML or breaks a rule; every fault is named.
    """
    text_name = str(name)
    path = EDITIONS_DIR / f"{text_name}.toml"
    if text_name not in available():
        path = Path(text_name)
    t = texts(lang)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError):
        known = ", ".join(available())
        raise EditionError(text_name, [t("edition.error.not_found", known=known)], lang) from None
    except tomllib.TOMLDecodeError as error:
        raise EditionError(text_name, [t("edition.error.not_toml", detail=str(error))], lang) from None
    problems = faults(raw, t)
    if problems:
        raise EditionError(text_name, problems, lang)
    return _build(raw, path)


def for_year(year: int, lang: str = "id") -> Edition:
    """Return the edition whose ``years`` hold a year.

    Raises
    ------
    EditionError
        If no edition of the library covers the year.
    """
    for name in available():
        edition = load(name)
        if year in edition.years:
            return edition
    years = ", ".join(str(y) for name in available() for y in load(name).years)
    raise EditionError(str(year), [texts(lang)("edition.error.no_year", year=year, years=years)], lang)


def resolve(name: str | None, year: int, lang: str = "id") -> Edition:
    """Return the edition named (identifier or path), or that of the year where none is named."""
    return load(name, lang) if name else for_year(year, lang)


def _decimal(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _constant(raw: Mapping[str, Any]) -> Constant:
    value = raw["value"]
    if isinstance(value, list):
        value = tuple(value)
    return Constant(value, raw["certainty"], tuple(raw["sources"]))


def _levels(raw: list[Mapping[str, Any]]) -> tuple[Level, ...]:
    return tuple(
        Level(
            score=lv["score"],
            label=lv["label"],
            label_en=lv.get("label_en", lv["label"]),
            min=_decimal(lv["min"]) if "min" in lv else None,
            max=_decimal(lv["max"]) if "max" in lv else None,
        )
        for lv in raw
    )


def _scale(raw: Mapping[str, Any], basis: str, name: str, name_en: str) -> Scale:
    step = _decimal(raw["step"]) if "step" in raw else None
    return Scale(basis, name, name_en, raw.get("unit", ""), step, _levels(raw["levels"]))


def _indicator(raw: Mapping[str, Any]) -> Indicator:
    scales: tuple[Scale, ...] = ()
    if "alternatives" in raw:  # the first basis repeats the indicator's own levels
        scales = tuple(_scale(a, a["basis"], a["name"], a.get("name_en", a["name"])) for a in raw["alternatives"])
    elif "levels" in raw:
        scales = (_scale(raw, "", raw["name"], raw.get("name_en", raw["name"])),)
    return Indicator(
        code=raw["code"],
        number=raw["number"],
        sub=raw.get("sub", ""),
        name=raw["name"],
        name_en=raw.get("name_en", raw["name"]),
        aspect=raw["aspect"],
        variable=raw["variable"],
        weight=_decimal(raw["weight"]) if "weight" in raw else None,
        mandatory=raw.get("mandatory"),
        certainty=MappingProxyType(dict(raw["certainty"])),
        sources=MappingProxyType({k: tuple(v) for k, v in raw["sources"].items()}),
        evidence=raw.get("evidence", ""),
        note=raw.get("note", ""),
        note_en=raw.get("note_en", raw.get("note", "")),
        scales=scales,
    )


def _build(raw: Mapping[str, Any], path: Path) -> Edition:
    formula = {k: _constant(v) for k, v in raw["formula"].items() if isinstance(v, Mapping)}
    return Edition(
        id=raw["id"],
        years=tuple(raw["years"]),
        title=raw["title"],
        title_en=raw.get("title_en", raw["title"]),
        legal_basis=tuple(raw.get("legal_basis", ())),
        summary=raw["summary"],
        summary_en=raw.get("summary_en", raw["summary"]),
        formula=MappingProxyType(formula),
        formula_note=raw["formula"].get("note", ""),
        formula_note_en=raw["formula"].get("note_en", ""),
        eligibility=MappingProxyType({k: _constant(v) for k, v in raw.get("eligibility", {}).items()}),
        categories=tuple(
            Category(
                name=c["name"],
                name_en=c.get("name_en", c["name"]),
                min=_decimal(c["min"]),
                max=_decimal(c["max"]),
                certainty=c["certainty"],
                sources=tuple(c["sources"]),
            )
            for c in raw.get("categories", ())
        ),
        variables=tuple(
            Variable(v["code"], v["name"], v.get("name_en", v["name"]), v["aspect"]) for v in raw["variables"]
        ),
        indicators=tuple(_indicator(i) for i in raw["indicators"]),
        path=path,
    )


def date_window(edition: Edition) -> tuple[dt.date, dt.date] | None:
    """Return the first and last date on which a sent innovation may have been applied; None if unknown."""
    try:
        return edition.eligibility["applied_from"].value, edition.eligibility["applied_to"].value
    except KeyError:
        return None
