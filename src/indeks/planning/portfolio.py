"""What to send: the exact best set, the index against the number sent, and what each innovation adds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.planning import situation
from indeks.planning.bestset import NONE, best_points, best_set
from indeks.planning.situation import HOLD, Situation
from indeks.scoring import formula
from indeks.scoring.units import CLAIMED
from indeks.tables import Dataset


@dataclass(frozen=True)
class Portfolio:
    """The best set of a region's year.

    Attributes
    ----------
    situation
        What it rests on.
    now, index : float
        The index of what is sent now and of the best set.
    category : str
        Of the best set.
    sent, held_back : list of str
        Identifiers.
    curve : DataFrame
        ``n, index``: the best index of every number sent.
    innovations : DataFrame
        ``innovation_id, title, agency, maturity, sent_now, best, flags, adds, reoptimised``, in the order of the
        data. ``adds`` is what the best set would lose without it, or gain with it, in index points;
        ``reoptimised`` the best index with it less the best index without it, all others chosen anew.
    """

    situation: Situation
    now: float
    index: float
    category: str
    sent: list[str]
    held_back: list[str]
    curve: pd.DataFrame
    innovations: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        one = self.situation
        rows = self.innovations[["innovation_id", "maturity", "adds", "reoptimised"]]
        return {
            "region_code": one.region,
            "year": one.year,
            "edition": one.rule.id,
            "now": {"index": self.now, "sent": [i for i, s in zip(one.ids, one.sent, strict=True) if s]},
            "best": {
                "index": self.index,
                "category": self.category,
                "sent": self.sent,
                "held_back": self.held_back,
            },
            "curve": self.curve.to_dict("records"),
            "innovations": rows.to_dict("records"),
        }


def portfolio(
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
) -> Portfolio:
    """Return which innovations to send so that the index is greatest, with their levels as they are.

    Parameters
    ----------
    data
        Tables as :func:`indeks.load` returns them.
    region, year
        Whose and which; not needed where the data hold one.
    edition, spd
        As for :func:`indeks.score`.
    basis
        ``"claimed"`` or ``"verified"`` levels.
    must, never
        Identifiers that have to be sent, or must not be.
    flagged
        ``"hold"`` keeps back innovations that break a rule of eligibility, but for what ``must`` names; ``"send"``
        takes them as they are.

    Returns
    -------
    Portfolio

    Raises
    ------
    indeks.planning.situation.PlanError, indeks.planning.situation.ListError
        If region or year is not clear, or the lists name what is not there or contradict each other.
    MissingPart
        If the edition lacks a part of the formula.

    Examples
    --------
    >>> from indeks import example
    >>> best = portfolio(example.sample_region(), flagged="send")
    >>> best.now, best.index, len(best.sent), len(best.held_back)
    (51.01, 53.16, 12, 17)
    """
    one = situation.read(
        data,
        region=region,
        year=year,
        edition=edition,
        spd=spd,
        basis=basis,
        must=must,
        never=never,
        flagged=flagged,
    )
    return of(one)


def of(one: Situation) -> Portfolio:
    """Return the best set of a situation; PlanError where nothing may be sent."""
    situation.refuse_empty(one)
    best = best_set(one.maturity, one.affair, one.constants, spd=one.spd, must=one.must, never=one.never)
    cents = one.cents(best.chosen)
    per_unit = formula.per_point(one.constants) / one.unit
    table = pd.DataFrame(
        {
            "innovation_id": one.ids,
            "title": one.titles,
            "agency": one.agencies,
            "maturity": one.maturity / one.unit,
            "sent_now": one.sent,
            "best": best.chosen,
            "flags": [one.flagged.get(i, []) for i in one.ids],
            "adds": _adds(one, best.chosen) * per_unit,
            "reoptimised": _reoptimised(one, best.chosen) * per_unit,
        }
    )
    return Portfolio(
        situation=one,
        now=one.cents(one.sent) / 100,
        index=cents / 100,
        category=one.category(cents),
        sent=[i for i, s in zip(one.ids, best.chosen, strict=True) if s],
        held_back=[i for i, s in zip(one.ids, best.chosen, strict=True) if not s],
        curve=pd.DataFrame({"n": best.n, "index": best.cents / 100}),
        innovations=table.round({"adds": 6, "reoptimised": 6}),
    )


def _value(one: Situation, total: Any, n: Any, affairs: Any) -> Any:
    """Return points of the innovations of a set, in units."""
    divisor = formula.divisor(n, one.constants)
    count = formula.count_points(n, affairs, one.constants)
    return formula.numerator(0, count, total, divisor) / divisor


def _adds(one: Situation, chosen: np.ndarray) -> np.ndarray:
    """Return what each innovation of a set adds to it, and each other one would."""
    known = one.affair != NONE
    size = int(one.affair.max(initial=NONE)) + 1
    counts = np.bincount(one.affair[chosen & known], minlength=size)
    affairs, total, n = int((counts > 0).sum()), int(one.maturity[chosen].sum()), int(chosen.sum())
    mine = np.where(known, counts[one.affair] if size else 0, 0)
    last, first = known & (mine == 1) & chosen, known & (mine == 0) & ~chosen
    sign = np.where(chosen, -1, 1)
    other = _value(one, total + sign * one.maturity, n + sign, affairs - last + first)
    return sign * (other - _value(one, total, n, affairs))


def _reoptimised(one: Situation, chosen: np.ndarray) -> np.ndarray:
    """Return the best with each innovation less the best without it; a list that says otherwise is set aside."""
    size = len(one.ids)
    eye = np.eye(size, dtype=bool)
    must, never = np.tile(one.must, (size, 1)), np.tile(one.never, (size, 1))
    with_, without = (must | eye, never & ~eye), (must & ~eye, never | eye)
    chunk = max(1, 4_000_000 // max(size, 1))
    best = np.zeros((2, size))
    for side, (some_must, some_never) in enumerate((with_, without)):
        for k in range(0, size, chunk):
            rows = slice(k, k + chunk)
            best[side, rows] = best_points(
                one.maturity, one.affair, one.constants, some_must[rows], some_never[rows]
            )
    return np.asarray(best[0] - best[1])
