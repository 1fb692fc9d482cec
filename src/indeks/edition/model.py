"""What an edition holds: constants, indicators with their levels, categories; and what it can be asked.

What an edition does not know it leaves out, and asking for it raises :class:`MissingPart`, which names the part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indeks.edition import own
from indeks.edition.own import OWN
from indeks.errors import Faults, IndeksError
from indeks.texts import texts

CERTAINTIES = ("confirmed", "one-source", "inferred")
ASPECTS = ("spd", "sid")
COUNT_INDICATOR = "jumlah_inovasi"


class EditionError(Faults):
    """An edition file breaks a rule: ``path`` is the file or name asked for, ``faults`` what is wrong in it."""

    def __init__(self, path: str, faults: list[IndeksError]) -> None:
        super().__init__("edition.error.head", faults, path=path)
        self.path = path


class MissingPart(IndeksError):
    """A computation needs parts of the rule that the edition does not hold; ``parts`` are their names."""

    def __init__(self, edition: str, parts: list[str]) -> None:
        super().__init__("edition.missing_part", edition=edition, parts=parts)
        self.edition = edition
        self.parts = parts

    def text(self, lang: str) -> str:
        """Return the message in a language."""
        t = texts(lang)
        return t(self.key, edition=self.edition, parts=", ".join(t(f"edition.part.{part}") for part in self.parts))


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
        >>> from indeks.edition import load
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
    """A predikat with its bounds on the rounded index (both ends included).

    ``min_open`` is set where the lower bound is not settled: it may be as low as that, ``min`` is the one used.
    """

    name: str
    name_en: str
    min: Decimal
    max: Decimal
    certainty: str
    sources: tuple[str, ...]
    min_open: Decimal | None = None

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

    def constant(self, name: str) -> Any:
        """Return the value of a constant of the formula.

        Raises
        ------
        MissingPart
            If the edition does not hold it.
        """
        if name not in self.formula:
            raise MissingPart(self.id, [name])
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

    def with_(self, *, weights: Mapping[str, Any] | None = None, **constants: Any) -> Edition:
        """Return the rule with something changed, marked as the user's own: a what-if.

        Parameters
        ----------
        weights
            New weights by indicator code, at least 0.
        **constants
            ``min_divisor`` (whole, at least 1), ``count_weight`` (points, at least 0), ``count_cap`` (whole, at
            least 0), ``min_basic_affairs`` (whole, from 0, which asks for none, to the number of such affairs).

        Returns
        -------
        Edition
            With the maxima worked out anew, ``+own`` after its identifier, a title that says what was changed, and
            the certainty ``own`` on what was. Categories and everything else stay as they are.

        Raises
        ------
        IndeksError
            If there is no such constant or indicator (those there are are named), or a value is not usable.
        MissingPart
            If the edition has no basic-service affairs and their least number is changed.

        Examples
        --------
        >>> from indeks.edition import load
        >>> rule = load("iid-2026").with_(min_divisor=10, count_cap=150)
        >>> rule.id, rule.constant("max_count"), rule.constant("max_total")
        ('iid-2026+own', Decimal('57.00'), Decimal('231.00'))
        """
        changed = {name: own.constant(name, value, self._most(name)) for name, value in constants.items()}
        known = [i.code for i in self.indicators if i.code != COUNT_INDICATOR]
        given = {code: own.weight(code, value, known) for code, value in (weights or {}).items()}
        indicators = tuple(_weighted(i, given[i.code]) if i.code in given else i for i in self.indicators)
        rule = replace(self, indicators=indicators)
        formula = dict(self.formula) | {name: Constant(value, OWN, ()) for name, value in changed.items()}
        weights_of = {aspect: [i.weight for i in rule.of_aspect(aspect)] for aspect in ASPECTS}
        for name, value in own.maxima(weights_of, {name: c.value for name, c in formula.items()}).items():
            if value is None:
                formula.pop(name, None)
            elif name not in formula or formula[name].value != value:
                formula[name] = Constant(value, OWN, ())
        details = "; ".join(f"{name} = {value}" for name, value in (changed | given).items())
        return replace(
            rule,
            id=self.id if self.id.endswith(f"+{OWN}") else f"{self.id}+{OWN}",
            title=texts("id")("edition.own.title", title=self.title, changes=details),
            title_en=texts("en")("edition.own.title", title=self.title_en, changes=details),
            formula=MappingProxyType(formula),
        )

    def _most(self, name: str) -> int | None:
        """Return the greatest value a constant can have; None where nothing bounds it."""
        return len(self.constant("basic_affairs")) if name == "min_basic_affairs" else None

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


def _weighted(indicator: Indicator, weight: Decimal) -> Indicator:
    certainty, cited = dict(indicator.certainty) | {"weight": OWN}, dict(indicator.sources) | {"weight": ()}
    return replace(
        indicator, weight=weight, certainty=MappingProxyType(certainty), sources=MappingProxyType(cited)
    )


def round_half_up(value: Decimal | float, digits: int = 2) -> Decimal:
    """Round half away from zero on the decimal value shown, as a person would.

    Examples
    --------
    >>> round_half_up(Decimal("65.005")), round_half_up(38.5493333)
    (Decimal('65.01'), Decimal('38.55'))
    """
    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
