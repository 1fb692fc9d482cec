"""What would happen if: levels changed, innovations sent or held back, others added; old, new and what changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.errors import Faults, IndeksError
from indeks.intake import NumberError, parse_number
from indeks.planning.gains import Parts, levels_on, parts_of, units_of_maturity
from indeks.planning.standing import PlanningError, Standing, standing
from indeks.scoring import CLAIMED, formula
from indeks.tables import Dataset
from indeks.texts import spelling

SPD = "spd"
"""What stands for the region itself in the place of an innovation's identifier: ``spd.penghargaan_inovator``."""
WHATIF_COLUMNS = ("what", "name", "old", "new", "change", "alone")
MOST_ADDED = 10_000
"""Innovations added at most; no region has a tenth of it."""


class ChangesError(Faults, PlanningError):
    """Changes that cannot be made; every one of them is named."""


@dataclass(frozen=True)
class Added:
    """Innovations to add: how many, of which maturity in points, and of which basic affair if any."""

    n: int
    maturity: float
    affair: str = ""


def parse_level(text: str) -> tuple[str, str]:
    """Return ``ID.indicator`` and the level of a text such as ``A1.video=2``; IndeksError for anything else."""
    target, equals, level = text.rpartition("=")
    target, level = target.strip(), level.strip()
    if not (equals and "." in target.strip(".") and level):
        raise PlanningError("planning.whatif.form_set", text=text)
    return target, level


def parse_added(text: str) -> Added:
    """Return innovations to add from a text such as ``3x70`` or ``1x70:Kesehatan``.

    Examples
    --------
    >>> parse_added("3x70"), parse_added("1 x 70,5 : Sosial")
    (Added(n=3, maturity=70.0, affair=''), Added(n=1, maturity=70.5, affair='Sosial'))
    """
    counted, _, affair = text.partition(":")
    n, times, maturity = (part.strip() for part in counted.lower().partition("x"))
    try:
        if not times:
            raise NumberError(text, "form")
        return Added(int(parse_number(n, whole=True)), float(parse_number(maturity, whole=False)), affair.strip())
    except NumberError:
        raise PlanningError("planning.whatif.form_add", text=text) from None


def whatif(
    data: Dataset,
    *,
    levels: Mapping[str, Any] | None = None,
    send: Collection[str] = (),
    hold: Collection[str] = (),
    add: Sequence[str | Added] = (),
    region: str | None = None,
    year: int | None = None,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    basis: str = CLAIMED,
) -> pd.DataFrame:
    """Return a region's index before and after some changes.

    Parameters
    ----------
    data, region, year, edition, spd, basis
        As for :func:`indeks.planning.gains.gains`.
    levels
        New levels by ``ID.indicator``; ``spd.indicator`` for those of the region itself.
    send, hold
        Identifiers of innovations to send, and to hold back.
    add
        Innovations to add: ``"3x70"`` for three of maturity 70, ``"1x70:Kesehatan"`` for one of a basic affair.

    Returns
    -------
    DataFrame
        ``what, name, old, new, change, alone``. Rows of ``what`` = ``change`` are the changes, ``alone`` being the
        points each adds to the unrounded index if it is made alone; those of ``result`` are ``n_innovations``,
        ``basic_affairs``, ``spd``, ``mean_maturity``, ``count_score``, ``total``, ``index`` and ``category``, as
        ``score`` gives them.

    Raises
    ------
    ChangesError
        If changes cannot be made: unknown identifiers or indicators, impossible levels, contradictions; all are
        named.
    PlanningError
        If region, year or basis cannot be told.

    Examples
    --------
    >>> from indeks import example
    >>> table = whatif(example.sample_region(), levels={"spd.fasilitasi_haki": 3}, add=["3x70"])
    >>> table[table["name"] == "index"][["old", "new", "change"]].to_dict("records")
    [{'old': 51.01, 'new': 52.48, 'change': 1.47}]
    """
    here = standing(data, region=region, year=year, edition=edition, spd=spd)
    state = _State(here, basis)
    faults: list[IndeksError] = []
    steps: list[tuple[str, Any, Any, dict[str, Any]]] = []
    for check in (_levels(here, state, levels or {}, send), _sent(here, send, hold), _added(here, add)):
        for outcome in check:
            faults.append(outcome) if isinstance(outcome, IndeksError) else steps.append(outcome)
    if faults:
        raise ChangesError("planning.whatif.head", faults)
    if not steps:
        raise PlanningError("planning.whatif.nothing")
    before = state.parts()
    now = before.unrounded(here.constants)
    rows: list[dict[str, Any]] = []
    everything = state
    for name, old, new, change in steps:
        alone = float(state.changed(**change).parts().unrounded(here.constants) - now)
        rows.append({"what": "change", "name": name, "old": old, "new": new, "change": None, "alone": alone})
        everything = everything.changed(**change)
    rows += _results(here, before, everything.parts())
    return pd.DataFrame(rows, columns=list(WHATIF_COLUMNS)).astype({"old": object, "new": object})


class _State:
    """A region's levels and which innovations are sent, with the changes made so far."""

    def __init__(self, here: Standing, basis: str) -> None:
        parts_of(here, basis)  # refuses a basis that is none
        self.here = here
        self.sid = levels_on(here.sid, basis).copy()
        self.spd = None if here.spd is None else levels_on(here.spd, basis).copy()
        self.sent = here.sent.copy()
        self.added: tuple[tuple[int, int, int], ...] = ()

    def changed(
        self,
        *,
        sid: tuple[int, int, int] | None = None,
        spd: tuple[int, int] | None = None,
        sent: tuple[int, bool] | None = None,
        added: tuple[int, int, int] | None = None,
    ) -> _State:
        """Return the state after one change; this one stays as it is."""
        after = object.__new__(_State)
        after.here, after.added = self.here, self.added + ((added,) if added else ())
        after.sid, after.sent = self.sid.copy(), self.sent.copy()
        after.spd = None if self.spd is None else self.spd.copy()
        if sid:
            after.sid[sid[0], sid[1]] = sid[2]
        if spd and after.spd is not None:
            after.spd[spd[0]] = spd[1]
        if sent:
            after.sent[sent[0]] = sent[1]
        return after

    def parts(self) -> Parts:
        here = self.here
        maturity = int(here.sid.points(self.sid)[self.sent].sum()) + sum(n * m for n, m, _ in self.added)
        having = set(here.affair[self.sent].tolist()) | {affair for _, _, affair in self.added}
        n = int(self.sent.sum()) + sum(n for n, *_ in self.added)
        return Parts(int(here.spd_units(self.spd)), maturity, n, len(having - {-1}))


Outcome = IndeksError | tuple[str, Any, Any, dict[str, Any]]


def _levels(here: Standing, state: _State, levels: Mapping[str, Any], send: Collection[str]) -> list[Outcome]:
    """Check new levels."""
    outcomes: list[Outcome] = []
    place = {identifier: k for k, identifier in enumerate(here.ids)}
    for target, given in levels.items():
        identifier, _, code = target.rpartition(".")
        own = identifier.lower() == SPD
        part = here.spd if own else here.sid
        if own and part is None:
            outcomes.append(IndeksError("planning.whatif.no_spd", target=target))
        elif not own and identifier not in place:
            outcomes.append(_unknown(identifier, here))
        elif part is not None and code not in part.codes:
            known = ", ".join(spelling.nearest(code, part.codes) or part.codes)
            outcomes.append(IndeksError("planning.whatif.indicator", target=target, code=code, known=known))
        elif not own and not here.sent[place[identifier]] and identifier not in send:
            outcomes.append(IndeksError("planning.whatif.unsent", target=target, id=identifier))
        elif (level := _level(here, code, given)) is None:
            possible = ", ".join(map(str, _possible(here, code)))
            outcomes.append(IndeksError("planning.whatif.level", target=target, level=given, known=possible))
        elif part is not None:
            j = part.codes.index(code)
            if own and state.spd is not None:
                outcomes.append((target, int(state.spd[j]), level, {"spd": (j, level)}))
            else:
                k = place[identifier]
                outcomes.append((target, int(state.sid[k, j]), level, {"sid": (k, j, level)}))
    return outcomes


def _possible(here: Standing, code: str) -> list[int]:
    return [0, *sorted(lv.score for lv in here.rule.indicator(code).scales[0].levels)]


def _level(here: Standing, code: str, given: Any) -> int | None:
    text = str(given).strip().removesuffix(".0")
    return int(text) if text.isdecimal() and int(text) in _possible(here, code) else None


def _unknown(identifier: str, here: Standing) -> IndeksError:
    near = spelling.nearest(identifier, here.ids) or list(here.ids[:3])
    return IndeksError("planning.whatif.id", id=identifier, known=", ".join(near) or "–")


def _sent(here: Standing, send: Collection[str], hold: Collection[str]) -> list[Outcome]:
    """Check which innovations are to be sent or held back."""
    outcomes: list[Outcome] = []
    place = {identifier: k for k, identifier in enumerate(here.ids)}
    both = set(send) & set(hold)
    outcomes += [IndeksError("planning.whatif.both", id=identifier) for identifier in sorted(both)]
    for identifiers, to in ((send, True), (hold, False)):
        for identifier in dict.fromkeys(identifiers):
            if identifier in both:
                continue
            if identifier not in place:
                outcomes.append(_unknown(identifier, here))
            elif bool(here.sent[place[identifier]]) == to:
                key = "planning.whatif.already_sent" if to else "planning.whatif.already_held"
                outcomes.append(IndeksError(key, id=identifier))
            else:
                outcomes.append((identifier, not to, to, {"sent": (place[identifier], to)}))
    return outcomes


def _added(here: Standing, add: Sequence[str | Added]) -> list[Outcome]:
    """Check innovations to add."""
    outcomes: list[Outcome] = []
    names = {spelling.key(name): k for k, name in enumerate(here.basic)}
    for given in add:
        try:
            one = parse_added(given) if isinstance(given, str) else given
            if not 1 <= one.n <= MOST_ADDED:
                raise PlanningError("planning.whatif.number", n=one.n, most=MOST_ADDED)
            if one.affair and spelling.key(one.affair) not in names:
                raise PlanningError(
                    "planning.whatif.affair", affair=one.affair, known="; ".join(here.basic) or "–"
                )
            maturity = units_of_maturity(here, one.maturity)
        except IndeksError as fault:
            outcomes.append(fault)
            continue
        affair = names[spelling.key(one.affair)] if one.affair else -1
        name = f"{one.n}x{one.maturity:g}" + (f":{here.basic[affair]}" if one.affair else "")
        outcomes.append((name, 0, one.n, {"added": (one.n, maturity, affair)}))
    return outcomes


def _results(here: Standing, before: Parts, after: Parts) -> list[dict[str, Any]]:
    """Put the parts of both indices side by side."""
    old, new = (_told(here, parts) for parts in (before, after))
    rows = []
    for name, was in old.items():
        change = None if isinstance(was, str) else round(float(new[name] - was), 10)
        rows.append(
            {"what": "result", "name": name, "old": was, "new": new[name], "change": change, "alone": np.nan}
        )
    return rows


def _told(here: Standing, parts: Parts) -> dict[str, Any]:
    rule, unit = here.constants, here.unit
    divisor = int(formula.divisor(parts.n, rule))
    count = int(formula.count_points(parts.n, parts.affairs, rule))
    cents = int(parts.cents(rule))
    total = int(formula.numerator(parts.spd, count, parts.maturity_sum, divisor)) / (divisor * unit)
    return {
        "n_innovations": parts.n,
        "basic_affairs": parts.affairs,
        "spd": parts.spd / unit,
        "mean_maturity": parts.maturity_sum / (divisor * unit),
        "count_score": count / unit,
        "total": total,
        "index": cents / 100,
        "category": here.category(cents),
    }
