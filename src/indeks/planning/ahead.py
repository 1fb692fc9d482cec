"""Rules to come: the same innovations under the rules that one source expects of later years.

Only what that source tells changes, the divisor and the number of basic services; the window of dates moves with
the years. What else will change nobody knows.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition, date_window
from indeks.planning.bestset import best_set, covered
from indeks.planning.situation import Situation
from indeks.scoring import formula
from indeks.tables import Dataset

PROGNOSIS = Path(__file__).with_name("prognosis.toml")


@dataclass(frozen=True)
class Ahead:
    """The same innovations year by year.

    Attributes
    ----------
    table : DataFrame
        ``year, rule, divisor, needed, covered, index, best_index, best_category, n_best, out_of_window``.
        ``index`` is that of what is sent now, ``covered`` its basic services; ``out_of_window`` counts those sent
        now whose date of application lies before the window of that year, moved along, and that would have to be
        developed anew.
    out : dict
        Their identifiers by year.
    sources : tuple of str
        What the expectation rests on.
    """

    table: pd.DataFrame
    out: dict[int, list[str]]
    sources: tuple[str, ...]


@cache
def expected() -> dict[str, Any]:
    """Return the expectation as it stands in its file."""
    with PROGNOSIS.open("rb") as file:
        return tomllib.load(file)


def ahead(data: Dataset, one: Situation) -> Ahead:
    """Return the same innovations under this year's rule and those expected of later years.

    Parameters
    ----------
    data
        The tables that the situation was read from.
    one
        The situation; its lists hold in every year.

    Examples
    --------
    >>> from indeks import example
    >>> from indeks.planning import situation
    >>> data = example.sample_region()
    >>> table = ahead(data, situation.read(data, flagged="send")).table
    >>> print(table[["year", "divisor", "needed", "index", "best_index"]].to_string(index=False))
     year  divisor  needed  index  best_index
     2026       12       5  51.01       53.16
     2027       14       6  46.76       51.76
     2028       16       6  46.76       51.10
     2029       18       6  46.76       50.52
    """
    raw = expected()
    rows, out = [], {}
    rules: list[tuple[int, Edition]] = [(one.year, one.rule)]
    if one.rule.id.partition("+")[0] == raw["from"]:
        for entry in raw["years"]:
            if entry["year"] > one.year:
                changed = {k: v for k, v in entry.items() if k != "year"}
                rules.append((int(entry["year"]), one.rule.with_(**changed)))
    for year, rule in rules:
        late = replace(one, rule=rule, constants=formula.constants(rule, one.unit))
        best = best_set(late.maturity, late.affair, late.constants, spd=late.spd, must=late.must, never=late.never)
        out[year] = _out(data, one, year - one.year)
        cents = late.cents(best.chosen)
        rows.append(
            {
                "year": year,
                "rule": rule.id,
                "divisor": late.constants.min_divisor,
                "needed": late.constants.min_basic_affairs or 0,
                "covered": covered(late.affair, late.sent),
                "index": late.cents(late.sent) / 100,
                "best_index": cents / 100,
                "best_category": late.category(cents),
                "n_best": int(best.chosen.sum()),
                "out_of_window": len(out[year]),
            }
        )
    return Ahead(pd.DataFrame(rows), out, tuple(raw["sources"]))


def _out(data: Dataset, one: Situation, years: int) -> list[str]:
    """Return the innovations sent now whose dates all lie before the window, moved along by some years."""
    window = date_window(one.rule)
    if window is None or "applied_date" not in data.innovations:
        return []
    first = pd.Timestamp(window[0]) + pd.DateOffset(years=years)
    frame = data.innovations.set_index(data.innovations["innovation_id"].astype(str)).loc[one.ids]
    names = [name for name in ("applied_date", "developed_date") if name in frame]
    dates = pd.concat([pd.to_datetime(frame[name]) for name in names], axis=1).max(axis=1)
    gone = (dates < first).to_numpy() & one.sent
    return [one.ids[k] for k in np.flatnonzero(gone)]
