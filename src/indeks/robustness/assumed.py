"""What may be read otherwise in a rule, and how an examination may end: TOML files, the library's or one's own.

Two uncertainties that are never mixed. *Readings* of the rule are the same for all regions, so they move scores
together; *validation* is each region's own, with the strictness of examiners in common.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indeks.edition import Edition
from indeks.errors import Faults, IndeksError

SHIPPED = Path(__file__).with_name("assumptions")
CONSTANTS = ("min_divisor", "count_weight", "count_cap", "min_basic_affairs")
CHANGES = (*CONSTANTS, "weights", "bounds", "ties")
DECIMALS = 4
"""Decimals that a constant may have: points are counted in whole numbers of the last of them."""
TIES = ("low", "high")


@dataclass(frozen=True)
class Reading:
    """A part of the rule that may be read otherwise: one option is drawn, each as likely as the others."""

    name: str
    options: tuple[Mapping[str, Any], ...]
    text: str = ""
    text_en: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Validation:
    """A prior for examiners, of Beta distributions.

    Parameters
    ----------
    stands
        Mean share of the levels not examined that stand; the rest falls to 0.
    strictness
        How sure that mean is for all regions together: as if so many levels had been seen.
    regions
        How alike regions are around it: as if so many levels of each had been seen.
    """

    stands: float
    strictness: float
    regions: float


@dataclass(frozen=True)
class Assumptions:
    """What may be read otherwise, and how an examination may end; either may be empty."""

    edition: str
    readings: tuple[Reading, ...] = ()
    validation: Validation | None = None


def load_assumptions(rule: Edition, path: str | Path | None = None) -> Assumptions:
    """Return the assumptions for an edition: those that come with the library, or of a file.

    Parameters
    ----------
    rule
        The edition; assumptions for another are refused.
    path
        A TOML file of one's own.

    Returns
    -------
    Assumptions
        Without a file, and where the library has none for the edition, with nothing in them.

    Raises
    ------
    IndeksError
        Naming every entry that cannot be used.

    Examples
    --------
    >>> from indeks.edition import load
    >>> [reading.name for reading in load_assumptions(load("iid-2026")).readings]
    ['spd_weights', 'ties']
    """
    base = rule.id.partition("+")[0]
    own = Path(path) if path else SHIPPED / f"{base}.toml"
    if path is None and not own.is_file():
        return Assumptions(base)
    try:
        table = tomllib.loads(own.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IndeksError("robustness.error.file", path=str(own), detail=str(error)) from error
    return as_assumptions(table, rule)


def as_assumptions(table: Mapping[str, Any], rule: Edition) -> Assumptions:
    """Return assumptions from a mapping as a TOML file holds it.

    Raises
    ------
    IndeksError
        Naming every entry that cannot be used.
    """
    faults = [
        IndeksError("robustness.error.unknown", where="-", name=name, known="edition, readings, validation")
        for name in table
        if name not in ("edition", "readings", "validation")
    ]
    base = rule.id.partition("+")[0]
    if table.get("edition", base) != base:
        faults.append(IndeksError("robustness.error.edition", edition=table["edition"], rule=base))
    readings = tuple(_reading(entry, rule, faults) for entry in table.get("readings", ()))
    names = [reading.name for reading in readings]
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        faults.append(IndeksError("robustness.error.twice", name=name))
    validation = _validation(table["validation"], faults) if "validation" in table else None
    if faults:
        raise Faults("robustness.error.head", faults)
    return Assumptions(base, readings, validation)


def only(assumptions: Assumptions, kind: str) -> Assumptions:
    """Return the assumptions of one kind, ``rules`` or ``validation``."""
    if kind == "rules":
        return replace(assumptions, validation=None)
    return replace(assumptions, readings=())


def _reading(entry: Mapping[str, Any], rule: Edition, faults: list[IndeksError]) -> Reading:
    known = ("name", "options", "text", "text_en", "sources")
    name = str(entry.get("name", "-"))
    for key in entry:
        if key not in known:
            faults.append(IndeksError("robustness.error.unknown", where=name, name=key, known=", ".join(known)))
    options = entry.get("options", ())
    if not isinstance(options, list) or not options or not all(isinstance(o, dict) for o in options):
        faults.append(IndeksError("robustness.error.options", name=name))
        options = []
    for option in options:
        _check_option(option, name, rule, faults)
    texts = {key: str(entry.get(key, "")) for key in ("text", "text_en")}
    return Reading(name, tuple(options), **texts, sources=tuple(map(str, entry.get("sources", ()))))


def _check_option(option: Mapping[str, Any], name: str, rule: Edition, faults: list[IndeksError]) -> None:
    for key in option:
        if key not in CHANGES:
            faults.append(IndeksError("robustness.error.unknown", where=name, name=key, known=", ".join(CHANGES)))
    if option.get("ties", "low") not in TIES:
        faults.append(IndeksError("robustness.error.ties", name=name, value=option["ties"]))
    categories = [category.name for category in rule.categories]
    for category, bound in option.get("bounds", {}).items():
        if category not in categories:
            faults.append(
                IndeksError("robustness.error.unknown", where=name, name=category, known=", ".join(categories))
            )
        elif isinstance(bound, bool) or not isinstance(bound, int | float) or not 0 <= bound <= 100:
            faults.append(IndeksError("robustness.error.bound", name=name, category=category, value=bound))
    constants = {key: value for key, value in option.items() if key in CONSTANTS}
    for key, value in (*constants.items(), *option.get("weights", {}).items(), *option.get("bounds", {}).items()):
        if isinstance(value, float) and round(value, DECIMALS) != value:
            faults.append(IndeksError("robustness.error.decimals", name=name, key=key, value=value, most=DECIMALS))
            return
    try:
        rule.with_(weights=option.get("weights"), **constants)
    except IndeksError as error:
        faults.append(IndeksError("robustness.error.in_reading", name=name, fault=error))


def _validation(entry: Mapping[str, Any], faults: list[IndeksError]) -> Validation | None:
    known = ("stands", "strictness", "regions")
    for key in entry:
        if key not in known:
            faults.append(
                IndeksError("robustness.error.unknown", where="validation", name=key, known=", ".join(known))
            )
    numbers = {key: entry.get(key) for key in known}
    for key, value in numbers.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 < float(value or 0) < (1 if key == "stands" else float("inf")):
            faults.append(IndeksError("robustness.error.prior", name=key, value=value))
            return None
    return Validation(**{key: float(value) for key, value in numbers.items()})  # type: ignore[arg-type]
