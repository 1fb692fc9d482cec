"""What changed between two states of a region's data, and what each change did to the index.

The changes are made one after another, from the old state to the new one: first the levels of the region, then
levels and affairs of innovations that are in both, then what is gone, then what is new. The effect of a change is
the index after it less the index before it, so that the effects add up to the difference exactly; another order
would share them out otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from indeks.edition import Edition, MissingPart, round_half_up
from indeks.errors import IndeksError
from indeks.intake import load
from indeks.intake.read import Source
from indeks.scoring import formula
from indeks.scoring.units import Year, years
from indeks.tables import SPD_TOTAL, Dataset
from indeks.texts.spelling import key

DIGITS = 4
"""Decimals of an index here: a level of one among two hundred innovations shows."""
COLUMNS = (
    "region_code", "year", "change", "innovation_id", "title", "agency", "indicator", "old", "new", "effect",
    "index",
)  # fmt: skip
KINDS = ("start", "region_level", "level", "affair", "title", "gone", "not_sent", "new", "sent")
"""Kinds of change, in the order in which they are made; ``start`` is the old state."""


@dataclass
class Innovation:
    """An innovation as one state has it."""

    id: str
    title: str
    agency: str
    affair: str
    sent: bool
    levels: dict[str, int]


@dataclass
class State:
    """A region in one year: the levels of its own, and its innovations."""

    spd: dict[str, Any]
    innovations: dict[str, Innovation] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """What the index of a state is computed with, in whole units."""

    rule: Edition
    constants: formula.Constants
    weights: Mapping[str, int]
    basic: frozenset[str]

    def index(self, state: State) -> Fraction:
        """Return the exact index of a state."""
        sent = [i for i in state.innovations.values() if i.sent]
        maturity = sum(self.weights.get(c, 0) * level for i in sent for c, level in i.levels.items())
        affairs = len({i.affair for i in sent} & self.basic)
        spd = sum(
            int(Decimal(str(v)) * self.constants.unit) if c == SPD_TOTAL else self.weights.get(c, 0) * v
            for c, v in state.spd.items()
        )
        divisor = formula.divisor(len(sent), self.constants)
        count = formula.count_points(len(sent), affairs, self.constants)
        whole = formula.denominator(divisor, self.constants)
        return Fraction(100 * int(formula.numerator(spd, count, maturity, divisor)), int(whole))


def diff(
    old: Source | Dataset, new: Source | Dataset, *, edition: str | Path | Edition | None = None, lang: str = "id"
) -> pd.DataFrame:
    """Return what changed between two states, and what each change did to the index from stated levels.

    Parameters
    ----------
    old, new
        Datasets, or what :func:`indeks.load` takes.
    edition
        The edition for every year, or its identifier or path; by default each year's own.
    lang
        Language of problems of the data.

    Returns
    -------
    DataFrame
        For each region and year that both have, ``region_code, year, change, innovation_id, title, agency,
        indicator, old, new, effect, index``. The first row, ``start``, is the old state; ``index`` is that after
        the change, ``effect`` the step to it, both decimals of four digits. ``change`` is ``region_level``,
        ``level``, ``affair``, ``title``, ``gone``, ``not_sent``, ``new`` or ``sent``, made in this order.

    Raises
    ------
    indeks.problems.DataError
        If one of the states has errors.
    IndeksError
        If they have no region and year in common.

    Examples
    --------
    >>> from indeks import example
    >>> old = example.sample_region()
    >>> level = {"innovation_id": "99.71-2026-001", "indicator": "video", "level": 0}
    >>> new = old.with_levels(pd.DataFrame([level]))
    >>> diff(old, new)[["change", "indicator", "old", "new", "effect", "index"]].values.tolist()[1]
    ['level', 'video', '3', '0', Decimal('-0.1714'), Decimal('50.8417')]
    """
    states = []
    for source in (old, new):
        data = source if isinstance(source, Dataset) else load(source, lang=lang, edition=edition)
        states.append(
            {(r, y.year): (y, data) for y in years(data, edition=edition, sent_only=False) for r in y.keys}
        )
    common = sorted(set(states[0]) & set(states[1]))
    if not common:
        raise IndeksError("gather.error.nothing_common")
    rows: list[tuple[Any, ...]] = []
    for region, year in common:
        pair = [side[region, year] for side in states]
        rules = _rules([y for y, _ in pair])
        rows += _changes(region, year, rules, *(_state(y, data, region) for y, data in pair))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rules(sides: list[Year]) -> Rules:
    unit = max(y.unit for y in sides)
    rule = sides[1].rule
    weights = {i.code: int(Decimal(str(i.weight)) * unit) for i in rule.indicators if i.weight is not None}
    basic = rule.formula["basic_affairs"].value if "basic_affairs" in rule.formula else ()
    return Rules(rule, formula.constants(rule, unit), weights, frozenset(basic))


def _state(year: Year, data: Dataset, region: str) -> State:
    own = year.region_levels[(year.region_levels["region_code"].astype(str) == region).to_numpy()]
    if year.rule.has_spd_levels:
        spd: dict[str, Any] = {
            str(c): int(v) for c, v in zip(own["indicator"], own["level"], strict=True) if pd.notna(v)
        }
    elif region in year.totals:
        spd = {SPD_TOTAL: year.totals[region]}
    else:
        raise MissingPart(year.rule.id, ["spd_levels"])
    mine = year.innovations[(year.innovations["region_code"].astype(str) == region).to_numpy()]
    levels: dict[str, dict[str, int]] = {}
    rows = data.innovation_levels[data.innovation_levels["innovation_id"].isin(mine["innovation_id"])]
    for name, code, level in zip(rows["innovation_id"], rows["indicator"], rows["level"], strict=True):
        if pd.notna(level):
            levels.setdefault(str(name), {})[str(code)] = int(level)
    state = State(spd)
    for row in mine.to_dict("records"):
        title, agency, affair = (
            str(row[c]) if pd.notna(row.get(c)) else "" for c in ("title", "agency", "affair")
        )
        name = str(row["innovation_id"])
        state.innovations[name] = Innovation(name, title, agency, affair, bool(row["sent"]), levels.get(name, {}))
    return state


def _pairs(old: State, new: State) -> dict[str, str]:
    """Return the new ID of each old innovation: that of its title and agency, else its own."""

    def by_name(state: State) -> dict[tuple[str, str], list[str]]:
        names: dict[tuple[str, str], list[str]] = {}
        for i in state.innovations.values():
            names.setdefault((key(i.title), key(i.agency)), []).append(i.id)
        return names

    was, now = by_name(old), by_name(new)
    pairs: dict[str, str] = {}
    for name in was.keys() & now.keys():
        if len(was[name]) != len(now[name]):
            continue
        left = list(now[name])
        for mine in was[name]:  # of several with one name, those with the same levels
            same = [n for n in left if new.innovations[n].levels == old.innovations[mine].levels]
            if same:
                pairs[mine] = same[0]
                left.remove(same[0])
        pairs |= dict(zip((m for m in was[name] if m not in pairs), left, strict=True))
    taken = set(pairs.values())
    pairs |= {i: i for i in old.innovations if i not in pairs and i in new.innovations and i not in taken}
    return pairs


def _changes(region: str, year: int, rules: Rules, old: State, new: State) -> Iterator[tuple[Any, ...]]:
    pairs = _pairs(old, new)
    name_of = dict(pairs)
    state = State(dict(old.spd))
    for i in old.innovations.values():  # under the names of the new state, so that a new number is no change
        name = name_of.get(i.id, f"{i.id} ")
        state.innovations[name] = Innovation(i.id, i.title, i.agency, i.affair, i.sent, dict(i.levels))
    before = round_half_up(_decimal(rules.index(state)), DIGITS)
    yield region, year, "start", "", "", "", "", "", "", Decimal(0), before

    def step(change: str, of: Innovation | None, indicator: str, was: Any, now: Any) -> tuple[Any, ...]:
        nonlocal before
        index = round_half_up(_decimal(rules.index(state)), DIGITS)
        effect, before = index - before, index
        told = (of.id, of.title, of.agency) if of else ("", "", "")
        return (region, year, change, *told, indicator, _text(was), _text(now), effect, index)

    order = [i.code for i in rules.rule.indicators]
    place = {code: k for k, code in enumerate(order)}
    for code in sorted({*state.spd, *new.spd}, key=lambda c: (place.get(c, -1), c)):
        was, now = state.spd.get(code), new.spd.get(code)
        if was != now:
            state.spd[code] = now or 0
            yield step("region_level", None, code, was, now)
    both = [
        (state.innovations[name], new.innovations[name]) for name in new.innovations if name in state.innovations
    ]
    for mine, target in both:
        for code in sorted({*mine.levels, *target.levels}, key=lambda c: (place.get(c, -1), c)):
            was, now = mine.levels.get(code), target.levels.get(code)
            if was != now:
                mine.levels[code] = now or 0
                yield step("level", target, code, was, now)
    for attribute in ("affair", "title"):
        for mine, target in both:
            was, now = getattr(mine, attribute), getattr(target, attribute)
            if was != now:
                setattr(mine, attribute, now)
                yield step(attribute, target, "", was, now)
    for name in [n for n in state.innovations if n not in new.innovations]:
        gone = state.innovations.pop(name)
        yield step("gone", gone, "", "", "")
    for change, sent in (("not_sent", False), ("sent", True)):
        if sent:
            for name, target in new.innovations.items():
                if name not in state.innovations:
                    state.innovations[name] = target
                    yield step("new", target, "", "", "")
        for mine, target in both:
            if mine.sent != target.sent and target.sent is sent:
                mine.sent = target.sent
                yield step(change, target, "", "", "")


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
