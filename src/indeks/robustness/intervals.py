"""How far index, rank, category and change of a region may go: by readings of the rule, or by examiners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.composites.ranking import ranks
from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.robustness.assumed import Assumptions, as_assumptions, load_assumptions
from indeks.robustness.readings import Rules, points_under, readings_of
from indeks.robustness.state import State, states
from indeks.robustness.validation import validated
from indeks.scoring import formula
from indeks.tables import Dataset

RULES, VALIDATION, BOTH = "rules", "validation", "both"
KINDS = (RULES, VALIDATION, BOTH)
Given = Assumptions | Mapping[str, Any] | str | Path | None


@dataclass(frozen=True)
class Replicates:
    """Index in hundredths and category of every region in every replicate, replicates by regions."""

    state: State
    rules: Rules
    cents: np.ndarray
    categories: np.ndarray


def uncertainty(
    data: Dataset,
    kind: str = RULES,
    *,
    assumptions: Given = None,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    count: int = 1000,
    seed: int = 0,
    share: float = 0.9,
) -> pd.DataFrame:
    """Return how far index, rank, category and change of every region may go.

    Parameters
    ----------
    data, edition, spd
        As for :func:`indeks.scoring.score`.
    kind
        ``rules``: readings of the rule, the same for all regions; ``validation``: each region's own examination;
        ``both`` together.
    assumptions
        A mapping, a TOML file, or those that come with the library for the edition of each year.
    count, seed
        Replicates and seed; readings are all worked out where there are not more of them.
    share
        Share of replicates that an interval of ``validation`` or ``both`` holds. An interval of ``rules`` goes
        from the least to the greatest: no reading is likelier than another.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, edition, kind, replicates, index, index_lower, index_upper, rank, rank_lower,
        rank_upper, category, category_stays, index_open, change, change_lower, change_upper``. ``index`` is the
        score as stated; ``category_stays`` the share of replicates with its category; ``index_open`` the index if
        every SPD row without a level had the highest; ``change`` is since the year before in the data.

    Raises
    ------
    IndeksError
        If the kind is unknown, or the assumptions hold nothing of it.
    """
    if kind not in KINDS:
        raise IndeksError("robustness.error.kind", value=kind, known=", ".join(KINDS))
    tables, before = [], None
    for state in states(data, edition=edition, spd=spd):
        found = replicates(state, _given(assumptions, state.year.rule), kind, count, seed)
        table = _table(found, kind, share)
        tables.append(table if before is None else _with_change(table, found, before, kind, share))
        before = found
    frame = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    for column in ("change", "change_lower", "change_upper"):
        if column not in frame:
            frame[column] = np.nan
    return frame


def _given(assumptions: Given, rule: Edition) -> Assumptions:
    if isinstance(assumptions, Assumptions):
        return assumptions
    return (
        as_assumptions(assumptions, rule)
        if isinstance(assumptions, Mapping)
        else load_assumptions(rule, assumptions)
    )


def replicates(state: State, assumptions: Assumptions, kind: str, count: int = 1000, seed: int = 0) -> Replicates:
    """Return the index of every region in every replicate; parameters as for :func:`uncertainty`."""
    if count < 1:
        raise IndeksError("robustness.error.count", value=count)
    if kind != VALIDATION and not assumptions.readings:
        raise IndeksError("robustness.error.no_readings", edition=state.year.rule.id)
    if kind != RULES and assumptions.validation is None:
        raise IndeksError("robustness.error.no_validation", edition=state.year.rule.id)
    varied = assumptions if kind != VALIDATION else Assumptions(assumptions.edition)
    state, rules = readings_of(state, varied, count, seed)
    if kind == RULES or assumptions.validation is None:
        spd, sums = points_under(state, rules)
    else:
        taken = np.random.default_rng([seed, 2]).integers(len(rules), size=count)
        rules = rules.only(taken if kind == BOTH else np.zeros(count, int))
        spd, sums = validated(state, assumptions.validation, rules.spd, rules.sid, seed)
    cents = formula.index_cents(spd, sums, state.n, state.affairs, rules.constants)
    return Replicates(state, rules, cents, formula.category_of(cents, rules.constants))


def tidy(found: Replicates) -> pd.DataFrame:
    """Return replicates as a table: ``replicate, region_code, year``, the option of each reading, then results."""
    count, regions = found.cents.shape
    names = np.array(found.rules.constants.categories, dtype=object)
    frame = found.rules.options.loc[np.repeat(np.arange(count), regions)].reset_index(drop=True)
    frame.insert(0, "replicate", np.repeat(np.arange(count), regions))
    frame.insert(1, "region_code", np.tile(np.array(found.state.regions, dtype=object), count))
    frame.insert(2, "year", found.state.year.year)
    return frame.assign(
        index=found.cents.ravel() / 100,
        rank=ranks(found.cents.astype(float)).ravel().astype(int),
        category=names[found.categories].ravel(),
    )


def _interval(values: np.ndarray, kind: str, share: float) -> tuple[np.ndarray, np.ndarray]:
    if kind == RULES:
        return values.min(axis=0), values.max(axis=0)
    tails = [(1 - share) / 2, (1 + share) / 2]
    lower, upper = np.quantile(values, tails, axis=0, method="closest_observation")
    return lower, upper


def _table(found: Replicates, kind: str, share: float) -> pd.DataFrame:
    state = found.state
    rule = formula.constants(state.year.rule, state.year.unit)
    own = state.cents(rule)
    category = formula.category_of(own, rule)
    all_open = state.points("spd") + np.where(state.open_spd, 3, 0) @ state.weights("spd")
    all_open = np.where(state.spd_total >= 0, state.spd_total, all_open)
    index_lower, index_upper = _interval(found.cents, kind, share)
    rank_lower, rank_upper = _interval(ranks(found.cents.astype(float)), kind, share)
    return pd.DataFrame(
        {
            "region_code": state.regions,
            "year": state.year.year,
            "edition": state.year.rule.id,
            "kind": kind,
            "replicates": len(found.cents),
            "index": own / 100,
            "index_lower": index_lower / 100,
            "index_upper": index_upper / 100,
            "rank": ranks(own.astype(float)).astype(int),
            "rank_lower": rank_lower.astype(int),
            "rank_upper": rank_upper.astype(int),
            "category": np.array(rule.categories, dtype=object)[category],
            "category_stays": (found.categories == category).mean(axis=0),
            "index_open": formula.index_cents(all_open, state.points("sid"), state.n, state.affairs, rule) / 100,
        }
    )


def _with_change(
    table: pd.DataFrame, found: Replicates, before: Replicates, kind: str, share: float
) -> pd.DataFrame:
    """Add the change since the year before: replicates are paired by number, readings of rules all with all."""
    place = pd.Index(before.state.regions).get_indexer(found.state.regions)
    there = np.flatnonzero(place >= 0)
    now, then = found.cents[:, there], before.cents[:, place[there]]
    differences = now - then if kind != RULES else np.vstack([now - one for one in then])
    lower, upper = _interval(differences, kind, share)
    table[["change", "change_lower", "change_upper"]] = np.nan
    own = found.state.cents()[there] - before.state.cents()[place[there]]
    table.loc[there, "change"] = own / 100
    table.loc[there, "change_lower"], table.loc[there, "change_upper"] = lower / 100, upper / 100
    return table
