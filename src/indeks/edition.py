"""Editions: the dated rules of one year, read from TOML and checked.

An edition file holds every weight, level, bound and divisor with its certainty and sources; no such
number stands in Python. What an edition does not know it leaves out, and asking for it raises
:class:`MissingPart`, which names the part.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indeks.texts import texts

SCHEMA = "indeks-edition/1"
CERTAINTIES = ("confirmed", "one-source", "inferred")
ASPECTS = ("spd", "sid")
COUNT_INDICATOR = "jumlah_inovasi"
EDITIONS_DIR = Path(__file__).parent / "editions"
CENT = Decimal("0.01")


class EditionError(ValueError):
    """An edition file breaks a rule; ``problems`` holds one sentence per fault."""

    def __init__(self, path: str, problems: list[str], lang: str = "id") -> None:
        self.path = path
        self.problems = problems
        head = texts(lang)("edition.error.head", path=path, n=len(problems))
        super().__init__("\n".join([head, *(f"  - {p}" for p in problems)]))


class MissingPart(ValueError):
    """A computation needs a part of the rule that the edition does not hold."""

    def __init__(self, edition: str, parts: list[str], lang: str = "id") -> None:
        self.edition = edition
        self.parts = parts
        t = texts(lang)
        names = ", ".join(t(f"edition.part.{part}") for part in parts)
        super().__init__(t("edition.missing_part", edition=edition, parts=names))


@dataclass(frozen=True)
class Constant:
    """A number, date or list of the rule, with how surely it is known and from where."""

    value: Any
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Level:
    """One answer to an indicator: its score (1 to 3), its text and, for quantities, its bounds."""

    score: int
    label: str
    label_en: str
    min: Decimal | None = None
    max: Decimal | None = None

    def text(self, lang: str) -> str:
        """Return the answer's text in a language (``"id"`` or ``"en"``)."""
        return self.label_en if lang == "en" else self.label

    def covers(self, value: Decimal) -> bool:
        """Tell whether a raw quantity lies within the bounds (both ends included)."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


@dataclass(frozen=True)
class Scale:
    """The levels of an indicator on one basis of measurement, with unit and resolution of its bounds."""

    basis: str
    name: str
    name_en: str
    unit: str
    step: Decimal | None
    levels: tuple[Level, ...]

    @property
    def numeric(self) -> bool:
        """Whether a raw quantity decides the level."""
        return any(lv.min is not None or lv.max is not None for lv in self.levels)

    def levels_of(self, value: Decimal) -> tuple[int, ...]:
        """Return the levels a raw quantity can have: none, one, or two where printed bounds overlap.

        Examples
        --------
        >>> scale = load("iid-2026").indicator("tpt_tingkat").scale()
        >>> scale.levels_of(Decimal("5.91")), scale.levels_of(Decimal("1"))
        ((1, 2), (3,))
        """
        return tuple(lv.score for lv in self.levels if lv.covers(value))


@dataclass(frozen=True)
class Indicator:
    """One row of the rule. ``weight`` is None where no source gives it."""

    code: str
    number: int
    sub: str
    name: str
    name_en: str
    aspect: str
    variable: str
    weight: Decimal | None
    mandatory: bool | None
    certainty: Mapping[str, str]
    sources: Mapping[str, tuple[str, ...]]
    evidence: str
    note: str
    note_en: str
    scales: tuple[Scale, ...]

    @property
    def label(self) -> str:
        """The number as printed: ``"5a"``, ``"16"``."""
        return f"{self.number}{self.sub}"

    @property
    def max_points(self) -> Decimal | None:
        """Weight times the highest level; None where weight or levels are unknown."""
        if self.weight is None or not self.scales:
            return None
        return self.weight * max(lv.score for lv in self.scales[0].levels)

    def text(self, lang: str) -> str:
        """Return the indicator's name in a language."""
        return self.name_en if lang == "en" else self.name

    def scale(self, basis: str = "") -> Scale:
        """Return the scale of a basis; the first one where none is named.

        Raises
        ------
        KeyError
            If the indicator has no such basis.
        """
        if not basis:
            return self.scales[0]
        for scale in self.scales:
            if scale.basis == basis:
                return scale
        raise KeyError(basis)


@dataclass(frozen=True)
class Category:
    """A predikat with its bounds on the rounded index (both ends included)."""

    name: str
    name_en: str
    min: Decimal
    max: Decimal
    certainty: str
    sources: tuple[str, ...]

    def text(self, lang: str) -> str:
        """Return the category's name in a language."""
        return self.name_en if lang == "en" else self.name


@dataclass(frozen=True)
class Variable:
    """A group of indicators inside an aspect."""

    code: str
    name: str
    name_en: str
    aspect: str

    def text(self, lang: str) -> str:
        """Return the variable's name in a language."""
        return self.name_en if lang == "en" else self.name


@dataclass(frozen=True)
class Edition:
    """The rule of one year (or several), as read from its file."""

    id: str
    years: tuple[int, ...]
    title: str
    title_en: str
    legal_basis: tuple[str, ...]
    summary: str
    summary_en: str
    formula: Mapping[str, Constant]
    formula_note: str
    formula_note_en: str
    eligibility: Mapping[str, Constant]
    categories: tuple[Category, ...]
    variables: tuple[Variable, ...]
    indicators: tuple[Indicator, ...]
    path: Path = field(compare=False)

    def of_aspect(self, aspect: str) -> tuple[Indicator, ...]:
        """Return the indicators answered with a level, of ``"spd"`` or ``"sid"``, in order of number."""
        return tuple(i for i in self.indicators if i.aspect == aspect and i.code != COUNT_INDICATOR)

    def indicator(self, code: str) -> Indicator:
        """Return an indicator by its code; KeyError if the edition has none of that code."""
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise KeyError(code)

    def constant(self, name: str, lang: str = "id") -> Any:
        """Return the value of a constant of the formula.

        Raises
        ------
        MissingPart
            If the edition does not hold it.
        """
        if name not in self.formula:
            raise MissingPart(self.id, [name], lang)
        return self.formula[name].value

    @property
    def missing(self) -> list[str]:
        """Names of the parts without which no index can be computed, in the order of the formula."""
        parts = [n for n in ("min_divisor", "count_weight", "count_cap", "max_total") if n not in self.formula]
        if any(i.weight is None for i in self.of_aspect("sid")):
            parts.append("sid_weights")
        if not self.categories:
            parts.append("categories")
        return parts

    @property
    def has_spd_levels(self) -> bool:
        """Whether SPD can be computed from levels; otherwise its total has to be given."""
        return all(i.weight is not None and i.scales for i in self.of_aspect("spd"))

    @property
    def has_basic_rule(self) -> bool:
        """Whether the count score depends on the basic-service affairs covered."""
        return "min_basic_affairs" in self.formula

    def category(self, index: Decimal | float) -> Category:
        """Return the category of an index, which is rounded half up to two decimals first.

        Raises
        ------
        MissingPart
            If the edition has no categories.
        ValueError
            If the index lies outside 0 to 100.
        """
        if not self.categories:
            raise MissingPart(self.id, ["categories"])
        rounded = round_half_up(index)
        for category in self.categories:
            if category.min <= rounded <= category.max:
                return category
        raise ValueError(f"index {rounded} outside the categories of {self.id}")

    def title_text(self, lang: str) -> str:
        """Return the title in a language."""
        return self.title_en if lang == "en" else self.title

    def summary_text(self, lang: str) -> str:
        """Return what is known and unknown, in one or two sentences."""
        return self.summary_en if lang == "en" else self.summary

    def source_ids(self) -> list[str]:
        """Return the identifiers of every source the edition cites, in their natural order."""
        ids: set[str] = set()
        for constant in (*self.formula.values(), *self.eligibility.values()):
            ids.update(constant.sources)
        for category in self.categories:
            ids.update(category.sources)
        for indicator in self.indicators:
            for cited in indicator.sources.values():
                ids.update(cited)
        return sorted(ids, key=lambda s: (s[0] != "S", int(s[1:]) if s[1:].isdigit() else 0, s))


def round_half_up(value: Decimal | float, digits: int = 2) -> Decimal:
    """Round half away from zero on the decimal value shown, as a person would.

    Examples
    --------
    >>> round_half_up(Decimal("65.005")), round_half_up(38.5493333)
    (Decimal('65.01'), Decimal('38.55'))
    """
    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


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
        raw = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError):
        known = ", ".join(available())
        raise EditionError(text_name, [t("edition.error.not_found", known=known)], lang) from None
    except tomllib.TOMLDecodeError as error:
        raise EditionError(text_name, [t("edition.error.not_toml", detail=str(error))], lang) from None
    from indeks.edition_rules import faults  # the rules need the classes above

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
