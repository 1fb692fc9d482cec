"""Editions: the dated rules of one year, read from TOML and checked.

An edition file holds every weight, level, bound and divisor with its certainty and sources; no such
number stands in Python.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indeks import files
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
from indeks.errors import IndeksError, unread

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


def load(name: str | Path) -> Edition:
    """Read and check an edition.

    Parameters
    ----------
    name
        An identifier such as ``"iid-2026"``, or the path of an edition file of one's own. A file that has changed
        since is read again.

    Returns
    -------
    Edition
        The rule of its years: constants, indicators with their levels, categories.

    Raises
    ------
    EditionError
        If the file is not there, is not TOML or breaks a rule; every fault is named.

    Examples
    --------
    >>> rule = load("iid-2026")
    >>> rule.constant("min_divisor")
    12
    >>> import pandas as pd
    >>> print(pd.DataFrame(rule.categories)[["name", "min", "max"]].to_string(index=False))
                   name   min   max
        Sangat Inovatif 65.01 100.0
               Inovatif 40.01  65.0
        Kurang Inovatif  0.01  40.0
    Tidak Dapat Dinilai   0.0   0.0
    """
    path = EDITIONS_DIR / f"{name}.toml" if str(name) in available() else Path(name)
    try:
        state = path.stat()
    except (OSError, ValueError):
        raise _not_there(str(name)) from None
    if files.obstacle(path):  # a pipe would be waited for
        raise _not_there(str(name))
    return _read(str(name), path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _read(name: str, path: Path, changed: int, size: int) -> Edition:
    """Read a file; it is remembered for as long as its time and size are the same."""
    try:
        raw = files.toml(path, parse_float=Decimal)
    except (OSError, UnicodeDecodeError):
        raise _not_there(name) from None
    except ValueError as error:
        raise EditionError(name, [IndeksError("edition.error.not_toml", detail=unread(error))]) from None
    if problems := faults(raw):
        raise EditionError(name, problems)
    return _build(raw, path)


def _not_there(name: str) -> EditionError:
    return EditionError(name, [IndeksError("edition.error.not_found", known=", ".join(available()))])


def of_year(year: int) -> Edition | None:
    """Return the edition of the library whose ``years`` hold a year; None if there is none.

    Examples
    --------
    >>> of_year(2026).id, of_year(2022)
    ('iid-2026', None)
    """
    return next((rule for rule in map(load, available()) if year in rule.years), None)


@cache
def _partial_years() -> Mapping[int, Mapping[str, Any]]:
    """Return what is known of years whose rule has no categories: ``categories``, ``note`` and ``note_en``."""
    with (EDITIONS_DIR / "years.toml").open("rb") as file:
        years = tomllib.load(file, parse_float=Decimal)["years"]
    return MappingProxyType({year["year"]: year for year in years})


def categories_of(year: int) -> tuple[Category, ...]:
    """Return the categories of a year, highest first; of 2021 and 2022 too, whose rule is not known.

    Examples
    --------
    >>> [str(category.min) for category in categories_of(2022)]
    ['60.01', '35.0', '0.01', '0.0']
    >>> inovatif = categories_of(2025)[1]
    >>> str(inovatif.min_open), str(inovatif.min)
    ('35.01', '40.01')
    """
    rule = of_year(year)
    known = rule.categories if rule else ()
    return known or _categories(_partial_years().get(year, {}))


def categories_note(year: int, lang: str) -> str:
    """Return how the categories of a year without a complete rule are known; empty where its edition has them."""
    return str(_partial_years().get(year, {}).get("note_en" if lang == "en" else "note", ""))


def resolve(edition: str | Path | Edition | None, year: int) -> Edition:
    """Return the edition meant, or that of the year where none is named.

    Parameters
    ----------
    edition
        An identifier, the path of a file or an edition, which stands for itself; None or ``""`` for none.
    year
        The year, where none is named.

    Raises
    ------
    EditionError
        If the file is not usable, or if no edition covers the year; the years that have one are named.
    """
    if isinstance(edition, Edition):
        return edition
    if edition:
        return load(edition)
    rule = of_year(year)
    if rule is None:
        years = ", ".join(str(y) for name in available() for y in load(name).years)
        raise EditionError(str(year), [IndeksError("edition.error.no_year", year=year, years=years)])
    return rule


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


def _categories(raw: Mapping[str, Any]) -> tuple[Category, ...]:
    return tuple(
        Category(
            name=c["name"],
            name_en=c.get("name_en", c["name"]),
            min=_decimal(c["min"]),
            max=_decimal(c["max"]),
            certainty=c["certainty"],
            sources=tuple(c["sources"]),
            min_open=_decimal(c["min_open"]) if "min_open" in c else None,
        )
        for c in raw.get("categories", ())
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
        categories=_categories(raw),
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
