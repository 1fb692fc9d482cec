"""What each step takes: effort, lead time, who is to act and what to bring.

No source gives these figures. They are an assumption of this library, said wherever they are used, and meant to be
replaced by those of the region.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from indeks import files
from indeks.edition import MAX_LEVEL, Edition
from indeks.errors import Faults, IndeksError
from indeks.planning.problem import INF

SHIPPED = Path(__file__).with_name("effort.toml")
SCHEMA = "indeks-effort/1"
HALVES = 2
"""Efforts are counted in half-days."""
MOST_DAYS, MOST_LEAD = 2_000, 3_660
KEYS: Mapping[str, type | tuple[type, ...]] = {
    "code": str, "who": str, "who_en": str, "evidence": str, "evidence_en": str, "levels": list, "past": str,
    "past_en": str,
}  # fmt: skip


class EffortError(Faults):
    """The effort table breaks a rule or has gaps; every fault of it is named."""


@dataclass(frozen=True)
class Step:
    """What a level takes: half-days of work, and calendar days until its evidence can be there."""

    effort: int
    lead: int


@dataclass(frozen=True)
class Row:
    """One indicator: its steps by level of departure (None: any) and of arrival, or why it is past."""

    code: str
    who: Mapping[str, str]
    evidence: Mapping[str, str]
    steps: Mapping[tuple[int | None, int], Step] = field(default_factory=dict)
    past: Mapping[str, str] = field(default_factory=dict)

    def step(self, low: int, high: int) -> Step | None:
        """Return what it takes to go from a level to another; None where nothing is said."""
        return self.steps.get((low, high), self.steps.get((None, high)))


@dataclass(frozen=True)
class Efforts:
    """An effort table: rows by indicator, what a new innovation takes, and a note on where it is from."""

    rows: Mapping[str, Row]
    new: Step | None
    new_levels: Mapping[str, int]
    note: Mapping[str, str]
    path: Path

    def matrix(self, codes: list[str], days_left: int | None = None) -> np.ndarray:
        """Return half-days from level to level of some indicators; INF where a step cannot be made in time.

        Parameters
        ----------
        codes
            Indicators, in the order of the result.
        days_left
            Calendar days until the deadline; None where there is none.
        """
        table = np.full((len(codes), MAX_LEVEL + 1, MAX_LEVEL + 1), INF, dtype=np.int64)
        for j, code in enumerate(codes):
            for low in range(MAX_LEVEL):
                for high in range(low + 1, MAX_LEVEL + 1):
                    step = self.rows[code].step(low, high)
                    if step is not None and (days_left is None or step.lead <= days_left):
                        table[j, low, high] = step.effort
        return table

    def scaled(self, code: str, numerator: int, denominator: int) -> Efforts:
        """Return the table with the efforts of one indicator multiplied, rounded up to half-days."""
        row = self.rows[code]
        steps = {
            key: Step(max(1, -(-step.effort * numerator // denominator)), step.lead)
            for key, step in row.steps.items()
        }
        other = Row(row.code, row.who, row.evidence, steps, row.past)
        return Efforts({**self.rows, code: other}, self.new, self.new_levels, self.note, self.path)


def read(path: str | Path | None = None, *, rule: Edition | None = None) -> Efforts:
    """Read an effort table; that of the library where no path is given.

    Parameters
    ----------
    path
        A TOML file.
    rule
        The edition that it is wanted for: every indicator of it must be there.

    Raises
    ------
    EffortError
        If the file cannot be read, breaks a rule, or has gaps; all that is wrong is named.

    Examples
    --------
    >>> efforts = read()
    >>> efforts.rows["regulasi"].step(0, 2).effort, bool(efforts.rows["anggaran"].past)
    (40, True)
    """
    file = SHIPPED if not path else Path(path).expanduser()
    if files.obstacle(file):
        raise EffortError("planning.effort.head", [IndeksError("planning.effort.missing")], path=file)
    try:
        efforts = _read(file, file.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = IndeksError("planning.effort.unreadable", detail=str(error))
        raise EffortError("planning.effort.head", [fault], path=file) from None
    if rule is not None and (gaps := list(_gaps(efforts, rule))):
        raise EffortError("planning.effort.head", gaps, path=file)
    return efforts


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> Efforts:
    raw = files.toml(path, parse_float=Decimal)
    if faults := list(_faults(raw)):
        raise EffortError("planning.effort.head", faults, path=path)
    rows = {entry["code"]: _row(entry) for entry in raw["indicators"]}
    new = raw.get("new", {})
    note = str(raw.get("note", ""))
    return Efforts(
        rows=rows,
        new=Step(_halves(new["days"]), int(new.get("lead", 0))) if new else None,
        new_levels=dict(new.get("levels", {})),
        note={"id": note, "en": str(raw.get("note_en", note))},
        path=path,
    )


def _row(entry: Mapping[str, Any]) -> Row:
    def both(name: str) -> dict[str, str]:
        text = str(entry.get(name, ""))
        return {"id": text, "en": str(entry.get(f"{name}_en", text))} if text else {}

    steps = {
        (lv.get("from"), lv["to"]): Step(_halves(lv["days"]), int(lv.get("lead", 0)))
        for lv in entry.get("levels", [])
    }
    return Row(entry["code"], both("who"), both("evidence"), steps, both("past"))


def _halves(days: Any) -> int:
    return int(Decimal(str(days)) * HALVES)


def _faults(raw: Mapping[str, Any]) -> Iterator[IndeksError]:
    if raw.get("schema") != SCHEMA:
        yield IndeksError("planning.effort.schema", schema=SCHEMA)
    listed = raw.get("indicators")
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        yield IndeksError("planning.effort.no_indicators")
        return
    seen: set[str] = set()
    for number, entry in enumerate(listed, start=1):
        code = entry.get("code")
        if not isinstance(code, str) or not code:
            yield IndeksError("planning.effort.no_code", number=number)
            continue
        if code in seen:
            yield IndeksError("planning.effort.twice", code=code)
        seen.add(code)
        yield from _faults_of_row(code, entry)
    if "new" in raw:
        yield from _faults_of_new(raw["new"])


def _faults_of_row(code: str, entry: Mapping[str, Any]) -> Iterator[IndeksError]:
    for name, value in entry.items():
        if name not in KEYS:
            yield IndeksError("planning.effort.unknown", code=code, name=name, known=", ".join(KEYS))
        elif not isinstance(value, KEYS[name]):
            yield IndeksError("planning.effort.kind", code=code, name=name)
    levels = entry.get("levels", [])
    if bool(entry.get("past")) == bool(levels):
        yield IndeksError("planning.effort.past_or_levels", code=code)
        return
    steps: set[tuple[Any, Any]] = set()
    for level in levels if isinstance(levels, list) else []:
        if not isinstance(level, dict) or not _whole(level.get("to"), 1, MAX_LEVEL):
            yield IndeksError("planning.effort.to", code=code, key="to", most=MAX_LEVEL)
            continue
        high, low = level["to"], level.get("from")
        if low is not None and not _whole(low, 0, high - 1):
            yield IndeksError("planning.effort.from", code=code, key="from", high=high)
        if (low, high) in steps:
            yield IndeksError("planning.effort.step_twice", code=code, to=high)
        steps.add((low, high))
        yield from _faults_of_step(f"{code}, {high}", level)


def _faults_of_step(where: str, entry: Mapping[str, Any]) -> Iterator[IndeksError]:
    days = entry.get("days")
    number = days if isinstance(days, (int, Decimal)) and not isinstance(days, bool) else 0
    if not 0 < number <= MOST_DAYS or (number * HALVES) % 1:
        yield IndeksError("planning.effort.days", where=where, most=MOST_DAYS)
    if not _whole(entry.get("lead", 0), 0, MOST_LEAD):
        yield IndeksError("planning.effort.lead", where=where, most=MOST_LEAD)


def _faults_of_new(new: Any) -> Iterator[IndeksError]:
    if not isinstance(new, dict):
        yield IndeksError("planning.effort.kind", code="new", name="new")
        return
    yield from _faults_of_step("new", new)
    levels = new.get("levels", {})
    if not isinstance(levels, dict) or not all(_whole(level, 0, MAX_LEVEL) for level in levels.values()):
        yield IndeksError("planning.effort.kind", code="new", name="levels")


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _gaps(efforts: Efforts, rule: Edition) -> Iterator[IndeksError]:
    """Yield the indicators of an edition that the table lacks, and levels that it says nothing of."""
    for aspect in ("sid", *(["spd"] if rule.has_spd_levels else [])):
        for indicator in rule.of_aspect(aspect):
            row = efforts.rows.get(indicator.code)
            if row is None:
                yield IndeksError("planning.effort.gap", code=indicator.code, edition=rule.id)
            elif not row.past:
                missing = [str(k) for k in range(1, MAX_LEVEL + 1) if row.step(k - 1, k) is None]
                if missing:
                    yield IndeksError("planning.effort.gap_levels", code=row.code, levels=", ".join(missing))
    for code in efforts.new_levels:
        if code not in {i.code for i in rule.of_aspect("sid")}:
            yield IndeksError("planning.effort.new_unknown", code=code, edition=rule.id)
