"""One region's year as the planner sees it: innovations in whole units, flags and lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition, resolve
from indeks.errors import Faults, IndeksError
from indeks.planning.bestset import NONE, covered
from indeks.scoring import flags, formula, units
from indeks.scoring.formula import Constants
from indeks.scoring.units import CLAIMED, LEVEL_COLUMN
from indeks.tables import Dataset

HOLD, SEND = "hold", "send"
"""What is done with innovations that break a rule of eligibility: held back, or taken as they are."""


class PlanError(IndeksError):
    """A plan cannot be made as asked; the message says why and what to do."""


class ListError(Faults):
    """Lists of innovations name what is not there, or contradict each other; all of it is told."""


@dataclass(frozen=True)
class Situation:
    """A region's year: one entry an innovation, sent or not, in the order of the data.

    Attributes
    ----------
    region, year, rule, constants
        Whose, when, by which edition, and its numbers in whole units.
    ids, titles, agencies
        Of the innovations; an agency is ``""`` where none is given.
    sent, must, never : bool array
        What is sent now, what has to be and what must not be.
    flagged : mapping
        Flags of eligibility by innovation.
    maturity : int array
        In units.
    affair : int array
        Number of the basic-service affair.
    levels : int array (N, J)
        By indicator of ``codes``.
    spd : int
        In units.
    spd_levels : int array
        By indicator of ``spd_codes``; empty where SPD is a total.
    basis : str
        The levels that count.
    """

    region: str
    year: int
    rule: Edition
    constants: Constants
    ids: list[str]
    titles: list[str]
    agencies: list[str]
    sent: np.ndarray
    must: np.ndarray
    never: np.ndarray
    flagged: Mapping[str, list[str]]
    maturity: np.ndarray
    affair: np.ndarray
    codes: list[str]
    weights: np.ndarray
    levels: np.ndarray
    spd: int
    spd_codes: list[str]
    spd_weights: np.ndarray
    spd_levels: np.ndarray
    basis: str = CLAIMED

    @property
    def unit(self) -> int:
        """Units in a point."""
        return self.constants.unit

    @property
    def grain(self) -> int:
        """The greatest common measure of the weights of innovations, in units."""
        return gcd(*self.weights.tolist()) or 1

    def cents(self, chosen: np.ndarray) -> int:
        """Return the index in hundredths if just these innovations are sent, as they are."""
        affairs = covered(self.affair, chosen)
        total, n = int(self.maturity[chosen].sum()), int(chosen.sum())
        return int(formula.index_cents(self.spd, total, n, affairs, self.constants))

    def category(self, cents: int) -> str:
        """Return the category of an index in hundredths."""
        return self.constants.categories[int(formula.category_of(cents, self.constants))]

    def position(self, identifier: str) -> int:
        """Return where an innovation stands."""
        return self.ids.index(identifier)


def read(
    data: Dataset,
    *,
    region: str | None = None,
    year: int | None = None,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    basis: str = CLAIMED,
    must: Collection[str] = (),
    never: Collection[str] = (),
    flagged: str = HOLD,
) -> Situation:
    """Return a region's year as the planner sees it.

    Parameters
    ----------
    data
        Tables as :func:`indeks.load` returns them.
    region, year
        Whose and which; not needed where the data hold one.
    edition, spd
        As for :func:`indeks.score`.
    basis
        ``"claimed"`` or ``"verified"``.
    must, never
        Identifiers of innovations that have to be sent, or must not be.
    flagged
        :data:`HOLD` keeps back those that break a rule of eligibility, but for what ``must`` names.

    Raises
    ------
    PlanError
        If the data hold several regions or years and none is named, or nothing of the one named.
    ListError
        If a list names an unknown innovation, or both name the same.
    """
    region, year = chosen(data, region, year)
    own = data.of_region(region).of_year(year)
    rule = resolve(edition, year)
    given = {k: v for k, v in (spd or {}).items() if k == region}
    (one,) = units.years(own, edition=rule, spd=given, sent_only=False)
    constants = formula.constants(one.rule, one.unit)
    frame = one.innovations
    ids = frame["innovation_id"].astype(str).tolist()
    _check_lists(ids, must, never)
    marks = _flags(own, rule, region, year)
    listed = pd.Series(ids)
    held = listed.isin(list(marks)) & (flagged == HOLD) & ~listed.isin(list(must))
    weights = one.weights("sid")
    plannable = rule.has_spd_levels and not one.totals
    spd_weights = one.weights("spd") if plannable else {}
    basic = list(rule.formula["basic_affairs"].value) if "basic_affairs" in rule.formula else []
    affairs = frame["affair"] if "affair" in frame else pd.Series(None, index=frame.index, dtype=object)
    return Situation(
        region=region,
        year=year,
        rule=rule,
        constants=constants,
        ids=ids,
        titles=frame["title"].fillna("").astype(str).tolist(),
        agencies=(frame["agency"].fillna("").astype(str).tolist() if "agency" in frame else [""] * len(frame)),
        sent=frame["sent"].to_numpy(dtype=bool),
        must=listed.isin(list(must)).to_numpy(),
        never=(listed.isin(list(never)) | held).to_numpy(),
        flagged=marks,
        maturity=units.maturities(one, basis),
        affair=np.array([basic.index(a) if a in basic else NONE for a in affairs], dtype=np.int64),
        codes=list(weights),
        weights=np.array(list(weights.values()), dtype=np.int64),
        levels=_levels(one.levels, ids, list(weights), basis),
        spd=int(units.spd_points(one, basis)[0]),
        spd_codes=list(spd_weights),
        spd_weights=np.array(list(spd_weights.values()), dtype=np.int64),
        spd_levels=_region_levels(one.region_levels, list(spd_weights), basis),
        basis=basis,
    )


def chosen(data: Dataset, region: str | None, year: int | None) -> tuple[str, int]:
    """Return the region and year meant, where the data leave no doubt."""
    codes = data.region_codes
    if region is None:
        if len(codes) != 1:
            raise PlanError("planning.error.which_region", known=", ".join(codes[:12]), n=len(codes))
        region = codes[0]
    elif region not in codes:
        raise PlanError("planning.error.no_region", region=region, known=", ".join(codes[:12]))
    own = data.of_region(region)
    years = sorted({int(y) for frame in (own.innovations, own.region_levels) for y in frame["year"].dropna()})
    if year is None:
        if len(years) != 1:
            raise PlanError("planning.error.which_year", known=", ".join(map(str, years)), n=len(years))
        year = years[0]
    elif year not in years:
        raise PlanError("planning.error.no_year", year=year, region=region, known=", ".join(map(str, years)))
    return region, year


def refuse_empty(one: Situation) -> None:
    """Raise PlanError where there are innovations and none of them may be sent."""
    if len(one.ids) and one.never.all():
        held = sum(1 for i in one.ids if i in one.flagged)
        raise PlanError("planning.error.none_left", n=len(one.ids), held=held)


def _check_lists(ids: list[str], must: Collection[str], never: Collection[str]) -> None:
    faults = []
    for name, listed in (("must", must), ("never", never)):
        if unknown := [i for i in listed if i not in set(ids)]:
            faults.append(IndeksError(f"planning.error.unknown_{name}", ids=", ".join(unknown)))
    if both := [i for i in must if i in set(never)]:
        faults.append(IndeksError("planning.error.both", ids=", ".join(both)))
    if faults:
        raise ListError("planning.error.lists", faults)


def _flags(own: Dataset, rule: Edition, region: str, year: int) -> dict[str, list[str]]:
    """Return the flags of eligibility of every innovation, those not sent too."""
    every = replace(own, innovations=own.innovations.assign(sent=True))
    marks = flags.flags(every, rule, region_code=region, year=year)
    marks = marks[marks["flag"].isin(flags.VALIDITY_FLAGS)]
    return {str(i): list(group) for i, group in marks.groupby("innovation_id", sort=False)["flag"]}


def _levels(rows: pd.DataFrame, ids: list[str], codes: list[str], basis: str) -> np.ndarray:
    table = np.zeros((len(ids), len(codes)), dtype=np.int64)
    where = {identifier: k for k, identifier in enumerate(ids)}
    column = {code: j for j, code in enumerate(codes)}
    for identifier, code, level in _stated(rows, ["innovation_id", "indicator"], basis):
        if identifier in where and code in column:
            table[where[identifier], column[code]] = level
    return table


def _region_levels(rows: pd.DataFrame, codes: list[str], basis: str) -> np.ndarray:
    stated = dict(_stated(rows, ["indicator"], basis))
    return np.array([stated.get(code, 0) for code in codes], dtype=np.int64)


def _stated(rows: pd.DataFrame, keys: list[str], basis: str) -> list[tuple[Any, ...]]:
    """Return keys and level of the rows that have one on a basis."""
    name = LEVEL_COLUMN[basis]
    if name not in rows:
        return []
    rows = rows[rows[name].notna()]
    columns = [rows[key].astype(str) for key in keys]
    return list(zip(*columns, rows[name].astype(int), strict=True))
