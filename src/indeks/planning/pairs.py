"""Pairs of a score before the examination and the final one: what was published, and a region's own.

What so few pairs allow is told and no more: fewer than five of one's own give no range, five to eight an interval
that rests on an assumption, nine and more a range that needs none.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from indeks import edition as editions
from indeks.errors import Faults, IndeksError
from indeks.intake import NumberError, parse_number
from indeks.published import INDEX_SCALE, published, validation
from indeks.published.agreement import one_each_scored, scored
from indeks.published.results import STAGES
from indeks.scoring import formula
from indeks.scoring.units import unit_of

PAIR_COLUMNS = ("region_code", "region", "year", "stage", "kind", "before", "final", "ratio", "lost", "source")
BOTH, AT_MOST, AT_LEAST = "both", "at_most", "at_least"
"""How a pair knows its final score: published, or only that it is not above or not below a value."""
FEWEST, ENOUGH = 5, 9
"""Own pairs from which a t interval is told, and from which a range without an assumption."""
LEVEL = 0.8
"""Share of cases that a range from own pairs is to hold."""
OWN_COLUMNS = ("year", "claimed", "claimed_n", "final", "final_n")


class PairsError(Faults):
    """Own pairs that cannot be used; every fault with its row."""


@dataclass(frozen=True)
class OwnPair:
    """A region's score before the examination and after it, with the innovations that each counted."""

    year: int
    claimed: float
    claimed_n: int
    final: float
    final_n: int


def published_pairs(results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return every published score before the examination of which something final is known.

    Parameters
    ----------
    results
        A table like that of :func:`indeks.published.published`; that table where none is given.

    Returns
    -------
    DataFrame
        The columns of :data:`PAIR_COLUMNS`. ``kind`` is ``both`` where the final score is published; ``at_least``
        where only the final category is, ``final`` being its lowest score; ``at_most`` where the region is not
        the first of its type, ``final`` being the score of the first one. ``ratio`` is final over before,
        ``lost`` the points between them.

    Examples
    --------
    >>> pairs = published_pairs()
    >>> pairs.loc[pairs["kind"] == "both", ["region", "year", "ratio"]].round(3).to_dict("records")[0]
    {'region': 'Bogor', 'year': 2021, 'ratio': 0.909}
    """
    return _published_pairs_of_all().copy() if results is None else _published_pairs(results)


@cache
def _published_pairs_of_all() -> pd.DataFrame:
    return _published_pairs(None)


def _published_pairs(results: pd.DataFrame | None) -> pd.DataFrame:
    known = validation.pairs(_with_earlier(published() if results is None else results))
    both = known["final"].notna()
    known = known.assign(kind=np.where(both, BOTH, AT_LEAST), before=known["score"])
    known["final"] = known["final"].where(both, known["final_min"])
    known["source"] = [
        " | ".join(filter(None, pair)) for pair in zip(known["source"], known["source_final"], strict=True)
    ]
    parts = [part for part in (known, _below_the_first(known, results)) if len(part)]
    if not parts:
        return pd.DataFrame(columns=list(PAIR_COLUMNS))
    table = pd.concat(parts, ignore_index=True)
    table["ratio"] = table["final"] / table["before"]
    table["lost"] = [validation.minus(b, f) for b, f in zip(table["before"], table["final"], strict=True)]
    table = table.sort_values(["kind", "year", "region_code"], key=_both_first, kind="stable")
    return table.reindex(columns=list(PAIR_COLUMNS)).reset_index(drop=True)


def _with_earlier(results: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of regions and years that have a score before the final one: some dozen of a thousand."""
    earlier = results[results["stage"].isin(STAGES[:-1]) & results["score"].notna()]
    wanted = set(zip(earlier["region_code"], earlier["year"], strict=True))
    keep = [key in wanted for key in zip(results["region_code"], results["year"], strict=True)]
    return results[keep]


def _both_first(column: pd.Series) -> pd.Series:
    return column.map({BOTH: 0, AT_LEAST: 1, AT_MOST: 2}) if column.name == "kind" else column


def _below_the_first(known: pd.DataFrame, results: pd.DataFrame | None) -> pd.DataFrame:
    """Scores above that of the first of the region's type in a year: who is not the first ended below it."""
    final = scored(INDEX_SCALE, "final", results)
    first = final[(final["rank"] == 1) & (final["rank_cluster"] == final["type"]) & ~final["conflict"]]
    best = {(r["type"], r["year"]): r for r in first.to_dict("records")}
    done = {key for table in (known, final) for key in zip(table["region_code"], table["year"], strict=True)}
    rows = []
    for stage in STAGES[:-1]:
        for row in one_each_scored(INDEX_SCALE, stage, results).to_dict("records"):
            top = best.get((row["type"], row["year"]))
            if top is None or (row["region_code"], row["year"]) in done or not row["score"] > top["score"]:
                continue
            names = ("region_code", "region", "year", "stage")
            rows.append({name: row[name] for name in names})
            rows[-1] |= {"kind": AT_MOST, "before": row["score"], "final": top["score"]}
            rows[-1]["source"] = f"{row['source']} | {top['source']}"
    return pd.DataFrame(rows)


def middle_ratio(pairs: pd.DataFrame) -> float | None:
    """Return the median share kept among the pairs of which both scores are published; None without any."""
    ratios = pairs.loc[pairs["kind"] == BOTH, "ratio"]
    return float(ratios.median()) if len(ratios) else None


def read_own(path: Path) -> list[OwnPair]:
    """Read own pairs from a CSV file with the columns of :data:`OWN_COLUMNS`.

    Raises
    ------
    PairsError
        If a column is missing, a cell no number, or the edition of a year cannot tell its count score.
    """
    heads, rows = _cells(path)
    lacking = [name for name in OWN_COLUMNS if name not in heads]
    if lacking or not rows:
        key, told = ("columns", ", ".join(lacking)) if lacking else ("empty", "")
        fault = IndeksError(f"planning.pairs.{key}", names=told, known=", ".join(OWN_COLUMNS))
        raise PairsError("planning.pairs.head", [fault], path=path)
    faults: list[IndeksError] = []
    pairs = []
    for number, row in rows:
        cells = dict(zip(heads, [*row, *[""] * len(heads)], strict=False))
        values: dict[str, float] = {}
        for name in OWN_COLUMNS:
            try:
                values[name] = float(parse_number(cells[name], whole=name in ("year", "claimed_n", "final_n")))
            except NumberError:
                faults.append(IndeksError("planning.pairs.number", row=number, column=name, text=cells[name]))
        if len(values) == len(OWN_COLUMNS):
            pair = OwnPair(
                int(values["year"]), values["claimed"], int(values["claimed_n"]), values["final"],
                int(values["final_n"]),
            )  # fmt: skip
            pairs.append(pair)
            faults += _faults(pair, number)
    if faults:
        raise PairsError("planning.pairs.head", faults, path=path)
    return pairs


def _cells(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the heads of a CSV file in lower case, and its rows that hold anything with their numbers."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = text.splitlines()
        mark = ";" if lines and ";" in lines[0] else ","
        table = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark)]
    except (UnicodeDecodeError, csv.Error):
        fault = IndeksError("planning.pairs.encoding")
        raise PairsError("planning.pairs.head", [fault], path=path) from None
    heads = [head.lower() for head in table[0]] if table else []
    return heads, [(k, row) for k, row in enumerate(table[1:], start=2) if any(row)]


def _faults(pair: OwnPair, row: int) -> list[IndeksError]:
    faults = []
    for column, value in (("claimed", pair.claimed), ("final", pair.final)):
        if not 0 <= value <= 100:
            faults.append(IndeksError("planning.pairs.range", row=row, column=column, value=value))
    rule = editions.of_year(pair.year)
    if rule is None or rule.missing:
        return [*faults, IndeksError("planning.pairs.edition", row=row, year=pair.year)]
    if not faults and levels_part(pair.claimed, pair.claimed_n, rule) <= 0:
        faults.append(IndeksError("planning.pairs.nothing", row=row, value=pair.claimed, n=pair.claimed_n))
    return faults


def levels_part(index: float, n: int, rule: editions.Edition) -> float:
    """Return what of an index comes from levels: without the count score of ``n`` innovations, in index points.

    Examples
    --------
    >>> round(levels_part(57.68, 29, editions.load("iid-2026")), 3)
    53.272
    """
    constants = formula.constants(rule, unit_of(rule))
    met = 0 if constants.min_basic_affairs is None else constants.min_basic_affairs
    counted = int(formula.count_points(n, met, constants))
    return index - counted / constants.unit * float(formula.per_point(constants))


def level_ratios(pairs: Iterable[OwnPair]) -> list[float]:
    """Return what share of the points from levels each own pair kept, the count score taken out first."""
    ratios = []
    for pair in pairs:
        rule = editions.resolve(None, pair.year)
        before = levels_part(pair.claimed, pair.claimed_n, rule)
        ratios.append(levels_part(pair.final, pair.final_n, rule) / before)
    return ratios


@dataclass(frozen=True)
class OwnRange:
    """What own pairs allow to say of the share kept: ``use`` is ``none``, ``shown``, ``t`` or ``conformal``.

    ``coverage`` is what a new case of the same kind is held with; None where nothing is claimed.
    """

    n: int
    use: str
    low: float | None = None
    high: float | None = None
    coverage: float | None = None


def own_range(ratios: Sequence[float], level: float = LEVEL) -> OwnRange:
    """Return the range that a region's own pairs allow.

    Parameters
    ----------
    ratios
        Share kept in each pair.
    level
        Share of new cases that it is to hold.

    Returns
    -------
    OwnRange
        ``shown`` below :data:`FEWEST` pairs. ``t``, below :data:`ENOUGH`: the t prediction interval of the
        logarithm of the loss, -log(ratio), which assumes that losses are log-normal and alike from year to
        year; with a pair that lost nothing there is none, and the pairs are shown only. ``conformal`` from there
        on: from the r-th lowest to the r-th highest ratio, which holds a new exchangeable case with
        (k + 1 - 2 r) / (k + 1).

    Examples
    --------
    >>> own_range([0.9, 0.85]).use, own_range([0.80, 0.82, 0.84, 0.86, 0.88, 0.90, 0.92, 0.94, 0.96])
    ('shown', OwnRange(n=9, use='conformal', low=0.8, high=0.96, coverage=0.8))
    """
    n, ordered = len(ratios), sorted(ratios)
    if n < FEWEST:
        return OwnRange(n, "shown" if n else "none")
    if n < ENOUGH:
        if ordered[-1] >= 1 or ordered[0] <= 0:
            return OwnRange(n, "shown")
        from scipy.stats import t as student

        logs = np.log(-np.log(ordered))
        reach = float(student.ppf(0.5 + level / 2, n - 1)) * logs.std(ddof=1) * math.sqrt(1 + 1 / n)
        low, high = (math.exp(-math.exp(logs.mean() + side * reach)) for side in (1, -1))
        return OwnRange(n, "t", low, high, level)
    r = max(1, math.floor((n + 1) * (1 - level) / 2 + 1e-9))
    return OwnRange(n, "conformal", ordered[r - 1], ordered[-r], (n + 1 - 2 * r) / (n + 1))
