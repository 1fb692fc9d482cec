"""The lexicon of sectors: the words and agencies that speak for each, read from TOML and checked.

``lexicon.toml`` comes with the library. A user's own file of the same form adds terms, agency patterns and
sectors to it; it takes nothing away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from indeks import files
from indeks.errors import Faults, IndeksError, unread
from indeks.intake import vocabulary
from indeks.typology.matching import Pattern, Terms, pattern
from indeks.typology.text import region_names

BUILT_IN = Path(__file__).parent / "lexicon.toml"
LARGEST = 1_000_000
"""Of weights and limits; also keeps ``nan``, ``inf`` and digits by the thousand out."""
MIN_STEM = 3
"""Letters an open term needs at least: ``ai*`` would fit half the dictionary."""

_ID = re.compile(r"[a-z][a-z0-9_]*")
_TERM = re.compile(r"[^\W_]+(?:_[^\W_]+)*\*?")
_KEYS = {
    "": frozenset({"version", "weights", "review_below", "neutral", "sectors", "agencies"}),
    "sectors": frozenset({"id", "name", "name_en", "strong", "weak", "affairs"}),
    "agencies": frozenset({"sector", "pattern", "weight"}),
}
_WEIGHTS = ("strong", "weak", "agency", "subdistrict")


class LexiconError(Faults):
    """A lexicon file breaks a rule: ``path`` is its name, ``faults`` what is wrong in it."""

    def __init__(self, path: str, faults: list[IndeksError]) -> None:
        super().__init__("typology.lexicon.head", faults, path=path)
        self.path = path


@dataclass(frozen=True)
class Sector:
    """A type of innovation: its names, the affairs that belong to it, the terms that speak for it."""

    id: str
    name: str
    name_en: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    affairs: frozenset[str]

    def text(self, lang: str) -> str:
        """Return the sector's name in a language (``"id"`` or ``"en"``)."""
        return self.name_en if lang == "en" else self.name


@dataclass(frozen=True)
class AgencyRule:
    """What the name of an agency says: the sector it points to, and how much that counts."""

    sector: str
    pattern: re.Pattern[str]
    weight: str


@dataclass(frozen=True)
class Matched:
    """Terms to be found in texts, with the position of each one's sector (-1 for none) and its points."""

    terms: Terms
    sector: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class Lexicon:
    """Sectors, agency rules and weights.

    Attributes
    ----------
    sectors
        In the order of the file; of two sectors that are alike in everything else the first is taken.
    agencies
        Rules in order: the first whose pattern is found in the name of an agency speaks.
    weights
        Points of a ``strong`` and a ``weak`` term, of an ``agency`` that names a sector, and of the office of a
        ``subdistrict`` (kecamatan, kelurahan), which decides only where the text is silent.
    review_below
        Margin under which a sector is to be looked at by a person.
    neutral
        Terms that speak for no sector and hide the terms inside them (``kerja_sama``).
    """

    sectors: tuple[Sector, ...]
    agencies: tuple[AgencyRule, ...]
    weights: Mapping[str, float]
    review_below: float
    neutral: tuple[str, ...]

    @cached_property
    def matched(self) -> Matched:
        """Every term ready to be found in texts: prepared once for all texts of a process."""
        position = {name: k for k, name in enumerate(self.ids)}
        # region names of several words are terms of no sector: Tanah Laut is neither land nor sea
        names = [("", False, Pattern(words, False)) for words in region_names() if len(words) > 1]
        listed = [*self.terms(), *names]
        weight = [self.weights["strong" if strong else "weak"] for _, strong, _ in listed]
        sector = [position.get(name, -1) for name, _, _ in listed]
        return Matched(Terms([term for _, _, term in listed]), np.array(sector), np.array(weight))

    @property
    def ids(self) -> list[str]:
        """Identifiers of the sectors, in order."""
        return [s.id for s in self.sectors]

    def name(self, sector: str, lang: str = "id") -> str:
        """Return the name of a sector by its identifier; KeyError if there is none."""
        return {s.id: s for s in self.sectors}[sector].text(lang)

    def sectors_of(self, affair: str) -> frozenset[str]:
        """Return the sectors an affair may belong to; none for a generic one.

        Examples
        --------
        >>> sorted(load().sectors_of("Perdagangan")), sorted(load().sectors_of("Sekretariat Daerah"))
        (['ekonomi_umkm'], [])
        """
        return frozenset(s.id for s in self.sectors if affair in s.affairs)

    def terms(self) -> Iterator[tuple[str, bool, Pattern]]:
        """Yield sector, whether strong, and pattern of every term; the sector of neutral ones is empty."""
        for sector in self.sectors:
            for strong, listed in ((True, sector.strong), (False, sector.weak)):
                for term in listed:
                    yield sector.id, strong, pattern(term)
        for term in self.neutral:
            yield "", False, pattern(term)


def load(path: str | Path | None = None) -> Lexicon:
    """Return the lexicon of the library, extended by a user's own file.

    Parameters
    ----------
    path
        TOML file in the form of ``lexicon.toml``; every part is optional. Terms of a known sector are added
        to it; a new sector needs ``name`` and ``name_en``; agency rules are tried before those of the library.

    Raises
    ------
    LexiconError
        With every fault of the file, or if there is none at the path.

    Examples
    --------
    >>> lexicon = load()
    >>> len(lexicon.sectors), lexicon.name("kesehatan", "en")
    (19, 'Health')
    """
    if path is None:
        return _built_in()
    return _read(Path(path), _built_in())


@cache
def _built_in() -> Lexicon:
    return _read(BUILT_IN, None)


def _read(path: Path, base: Lexicon | None) -> Lexicon:
    if not path.is_file():
        raise LexiconError(path.name, [IndeksError("typology.lexicon.no_file")])
    try:
        table = files.toml(path)
    except ValueError as error:
        raise LexiconError(path.name, [IndeksError("typology.lexicon.toml", detail=unread(error))]) from None
    problems = list(_shape_faults(table)) or list(_faults(table, base))
    if problems:
        raise LexiconError(path.name, problems)
    return _built(table, base)


def _shape_faults(table: Mapping[str, Any]) -> Iterator[IndeksError]:
    """Yield a fault for each part that is not of its kind; what is in such a part cannot be judged."""
    for name in ("sectors", "agencies"):
        listed = table.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
            yield IndeksError("typology.lexicon.tables", name=name)
    if not isinstance(table.get("weights", {}), dict):
        yield IndeksError("typology.lexicon.weight_table", known=", ".join(_WEIGHTS))
    limit = table.get("review_below", 0)
    if not _number(limit):
        yield IndeksError("typology.lexicon.limit", found=limit)


def _faults(table: Mapping[str, Any], base: Lexicon | None) -> Iterator[IndeksError]:
    """Yield each fault of a file."""
    yield from _unknown_keys("", table)
    for name, value in table.get("weights", {}).items():
        if name not in _WEIGHTS or not _number(value) or not 0 <= value <= 100:
            yield IndeksError("typology.lexicon.weight", name=name, value=value, known=", ".join(_WEIGHTS))
    yield from _term_faults("neutral", table.get("neutral", []))
    known = set(base.ids) if base else set()
    seen: set[str] = set()
    for k, sector in enumerate(table.get("sectors", []), start=1):
        identifier = sector.get("id", "")
        if not isinstance(identifier, str):
            yield IndeksError("typology.lexicon.text", place=f"sectors[{k}]", name="id")
            continue
        place = f"sectors[{k}] {identifier}".strip()
        yield from _unknown_keys("sectors", sector, place)
        if not _ID.fullmatch(identifier):
            yield IndeksError("typology.lexicon.id", place=place)
        elif identifier in seen:
            yield IndeksError("typology.lexicon.twice", place=place)
        seen.add(identifier)
        if identifier not in known:
            for name in ("name", "name_en"):
                if not str(sector.get(name, "")).strip():
                    yield IndeksError("typology.lexicon.missing", place=place, name=name)
        for name in ("name", "name_en"):
            if not isinstance(sector.get(name, ""), str):
                yield IndeksError("typology.lexicon.text", place=place, name=name)
        for name in ("strong", "weak"):
            yield from _term_faults(f"{place} {name}", sector.get(name, []))
        yield from _affair_faults(place, sector.get("affairs", []))
    for k, rule in enumerate(table.get("agencies", []), start=1):
        yield from _agency_faults(f"agencies[{k}]", rule, known | seen)


def _unknown_keys(part: str, table: Mapping[str, Any], place: str = "") -> Iterator[IndeksError]:
    for name in sorted(set(table) - _KEYS[part]):
        yield IndeksError(
            "typology.lexicon.key", place=place or "TOML", name=name, known=", ".join(sorted(_KEYS[part]))
        )


def _term_faults(place: str, listed: Any) -> Iterator[IndeksError]:
    if not isinstance(listed, list):
        yield IndeksError("typology.lexicon.list", place=place)
        return
    for term in listed:
        if not isinstance(term, str) or not _TERM.fullmatch(term):
            yield IndeksError("typology.lexicon.term", place=place, term=term)
        elif term.endswith("*") and len(term.rstrip("*").split("_")[-1]) < MIN_STEM:
            yield IndeksError("typology.lexicon.stem", place=place, term=term, n=MIN_STEM)


def _affair_faults(place: str, listed: Any) -> Iterator[IndeksError]:
    if not isinstance(listed, list):
        yield IndeksError("typology.lexicon.affair_list", place=place)
        return
    known = [a.name for a in vocabulary.affairs()]
    for affair in listed:
        if affair not in known:
            alike = ", ".join(vocabulary.nearest_affairs(str(affair))) or IndeksError("problems.none")
            yield IndeksError("typology.lexicon.affair", place=place, found=affair, nearest=alike)


def _number(value: Any) -> bool:
    """Whether a value is a number that can be counted with; TOML knows ``nan`` and ``true``."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST


def _agency_faults(place: str, rule: Mapping[str, Any], known: set[str]) -> Iterator[IndeksError]:
    yield from _unknown_keys("agencies", rule, place)
    sector, said = rule.get("sector", ""), rule.get("pattern", "")
    if not isinstance(sector, str) or sector not in known:
        yield IndeksError("typology.lexicon.sector", place=place, found=sector, known=", ".join(sorted(known)))
    if rule.get("weight", "agency") not in _WEIGHTS:
        yield IndeksError("typology.lexicon.weight", name=place, value=rule["weight"], known=", ".join(_WEIGHTS))
    if not isinstance(said, str):
        yield IndeksError("typology.lexicon.text", place=place, name="pattern")
        return
    try:
        if not said:
            yield IndeksError("typology.lexicon.missing", place=place, name="pattern")
        re.compile(said)
    except (re.error, OverflowError, RecursionError) as error:
        yield IndeksError(
            "typology.lexicon.pattern", place=place, found=said, n=(getattr(error, "pos", None) or 0) + 1
        )


def _built(table: Mapping[str, Any], base: Lexicon | None) -> Lexicon:
    found = {s.id: s for s in base.sectors} if base else {}
    for entry in table.get("sectors", []):
        old = found.get(entry["id"])
        strong = dict.fromkeys([*(old.strong if old else ()), *entry.get("strong", [])])
        weak = dict.fromkeys([*(old.weak if old else ()), *entry.get("weak", [])])
        found[entry["id"]] = Sector(
            id=entry["id"],
            name=entry.get("name") or (old.name if old else ""),
            name_en=entry.get("name_en") or (old.name_en if old else ""),
            strong=tuple(strong),
            weak=tuple(w for w in weak if w not in strong),  # said twice, a term is strong
            affairs=frozenset(entry.get("affairs", [])) | (old.affairs if old else frozenset()),
        )
    rules = tuple(
        AgencyRule(r["sector"], re.compile(r["pattern"], re.IGNORECASE), r.get("weight", "agency"))
        for r in table.get("agencies", [])
    )
    return Lexicon(
        sectors=tuple(found.values()),
        agencies=rules + (base.agencies if base else ()),
        weights={**(base.weights if base else {}), **table.get("weights", {})},
        review_below=float(table.get("review_below", base.review_below if base else 0)),
        neutral=tuple(dict.fromkeys([*(base.neutral if base else ()), *table.get("neutral", [])])),
    )
