"""The audit of a composite index in one call, after the practice of the Joint Research Centre (JRC).

Each check has a threshold and its source. Alpha and KMO presume that children are signs of one thing behind them
(a reflective index); an index that adds up different things (a formative one) may fail both and still be sound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from indeks.composites.calculation import Choice, Index, computed, node_ranks, node_scores, worked_out
from indeks.composites.data import Table
from indeks.composites.statistics import alpha, correlation, eigenvalues, kmo
from indeks.composites.treatment import kurtosis, skew
from indeks.composites.tree import Framework, framework
from indeks.errors import IndeksError

UNCHECKED = "limit of this library, as is usual in audits of composite indices; not taken from a document"
DROPS = 20
"""Units that are left out, one at a time, to see whether the others change order."""


@dataclass(frozen=True)
class Check:
    """A threshold, how a value passes it, and who set it."""

    threshold: float
    passes: Callable[[float, float], bool]
    source: str


def _least(value: float, threshold: float) -> bool:
    return value >= threshold


def _most(value: float, threshold: float) -> bool:
    return value <= threshold


CHECKS = {
    "coverage": Check(0.65, _least, UNCHECKED),
    "outliers": Check(2.0, _most, "COINr Treat: |skew| > 2 with kurtosis > 3.5"),
    "conflict": Check(-0.4, _least, UNCHECKED),
    "redundant": Check(0.92, _most, UNCHECKED),
    "with_parent": Check(0.3, _least, UNCHECKED),
    "alpha": Check(0.7, _least, "Nunnally 1978"),
    "alpha_without": Check(0.0, _most, "Handbook 2008, table 11"),
    "kmo": Check(0.6, _least, "Kaiser 1974; Handbook 2008"),
    "components": Check(1.0, _most, "Kaiser's rule: eigenvalues above 1"),
    "importance": Check(2.0, _most, "Paruolo, Saisana and Saltelli 2013; limit of this library"),
    "remove_one": Check(0.1, _most, "limit of this library: a tenth of the units"),
    "reversal": Check(0.0, _most, "Handbook 2008, section 6.5"),
    "size": Check(0.3, _most, "limit of this library"),
}


def audit(data: pd.DataFrame, meta: pd.DataFrame, method: Choice = None, size: str = "") -> pd.DataFrame:
    """Return the checks of a composite index.

    Parameters
    ----------
    data, meta, method
        As for :func:`indeks.composites.composite`.
    size
        Column of the data with the size of units (inhabitants, say), to see whether the index favours large ones.

    Returns
    -------
    pandas.DataFrame
        ``Check``, ``Code`` (and what it is compared with), ``Value``, ``Threshold``, ``Passed`` (empty where the
        value is not defined), ``Source``. Words for a check: ``composites.audit`` in the catalogue.

    Raises
    ------
    IndeksError
        If the index cannot be computed, or ``size`` is not in the data.
    """
    return audited(computed(data, meta, method), size)


def audited(index: Index, size: str = "") -> pd.DataFrame:
    """Return the table of :func:`audit` for an index worked out."""
    tree, scores = index.tree, index.scores
    rows = [*_of_indicators(index.data, tree), *_of_nodes(scores, tree), *_removed(index), *_reversed(index)]
    if size:
        if size not in index.table.groups:
            raise IndeksError("composites.error.indicator", code=size)
        sizes = pd.to_numeric(index.table.groups[size], errors="coerce").rank().to_numpy(float)
        top = pd.Series(scores[index.top]).rank().to_numpy(float)
        rows.append(("size", size, abs(correlation(top, sizes))))
    frame = pd.DataFrame(rows, columns=["Check", "Code", "Value"])
    checks = [CHECKS[name] for name in frame["Check"]]
    frame["Threshold"] = [check.threshold for check in checks]
    passed = [
        pd.NA if np.isnan(value) else bool(check.passes(round(value, 12), check.threshold))
        for check, value in zip(checks, frame["Value"], strict=True)
    ]
    return frame.assign(Passed=pd.array(passed, dtype="boolean"), Source=[check.source for check in checks])


Row = tuple[str, str, float]


def _of_indicators(table: Table, tree: Framework) -> list[Row]:
    rows: list[Row] = []
    for code, column in zip(tree.indicators, table.values.T, strict=True):
        rows.append(("coverage", code, float(np.mean(~np.isnan(column)))))
        tail = abs(skew(column))
        rows.append(
            ("outliers", code, tail if kurtosis(column) > 3.5 else min(tail, CHECKS["outliers"].threshold))
        )
    return rows


def _of_nodes(scores: dict[str, np.ndarray], tree: Framework) -> list[Row]:
    rows: list[Row] = []
    for node in tree.nodes:
        below = tree.children[node]
        if len(below) < 2:
            continue
        children = np.column_stack([scores[code] for code in below])
        with_parent = {code: correlation(scores[code], scores[node]) for code in below}
        rows += [("with_parent", f"{code} < {node}", value) for code, value in with_parent.items()]
        for a, b in combinations(below, 2):
            value = correlation(scores[a], scores[b])
            rows += [("conflict", f"{a} ~ {b}", value), ("redundant", f"{a} ~ {b}", value)]
        rows += _importance(node, below, with_parent, tree)
        if not np.isnan(list(with_parent.values())).any():
            rows += _together(node, below, children)
    return rows


def _importance(node: str, below: tuple[str, ...], correlations: dict[str, float], tree: Framework) -> list[Row]:
    """Share of squared correlations over share of weights, the larger over the smaller."""
    weights = tree.weights[node] / tree.weights[node].sum()
    squares = np.array([correlations[code] ** 2 for code in below])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = squares / squares.sum() / weights
        ratio = np.maximum(ratio, 1 / ratio)
    return [("importance", f"{code} < {node}", float(r)) for code, r in zip(below, ratio, strict=True)]


def _together(node: str, below: tuple[str, ...], children: np.ndarray) -> list[Row]:
    own = alpha(children)
    rows: list[Row] = [
        ("alpha", node, own),
        ("kmo", node, kmo(children)),
        ("components", node, float((eigenvalues(children) > 1 + 1e-9).sum())),
    ]
    if len(below) > 2:
        for at, code in enumerate(below):
            rows.append(("alpha_without", f"{node} - {code}", alpha(np.delete(children, at, axis=1)) - own))
    return rows


def _removed(index: Index) -> list[Row]:
    units = max(len(rows) for rows in index.table.blocks)
    return [("remove_one", code, shift / units) for code, shift in remove_one(index).items()]


def remove_one(index: Index) -> pd.Series:
    """Return the mean shift of ranks of the top when a code is left out with all below it."""
    tree, top, nominal, shifts = index.tree, index.top, index.ranks(), {}
    for code in tree.codes[:-1]:
        rest = _without(code, tree)
        if rest is None:
            continue
        kept = [tree.indicators.index(indicator) for indicator in rest.indicators]
        own = node_scores(index.indicators[:, kept], rest, index.method, index.table)[top]
        own = node_ranks(own, top, rest, index.method, index.table)
        shifts[code] = float(np.nanmean(np.abs(own - nominal)))
    return pd.Series(shifts)


def _without(code: str, tree: Framework) -> Framework | None:
    gone = {code}
    for node in reversed(tree.nodes):
        if node in gone:
            gone |= _below(node, tree)
    rest = tree.table[~tree.table.index.isin(gone)].reset_index(drop=True)
    try:
        return framework(rest)
    except IndeksError:  # its parent has no other child
        return None


def _below(node: str, tree: Framework) -> set[str]:
    below = set(tree.children.get(node, ()))
    return below.union(*(_below(code, tree) for code in below)) if below else below


def _reversed(index: Index) -> list[Row]:
    """Leave units out, one at a time: the largest share of pairs of others that change order."""
    names = index.data.keys["uCode"].to_numpy()
    order = np.unique(names)
    nominal = pd.Series(index.scores[index.top], index=pd.MultiIndex.from_frame(index.table.keys))
    worst, culprit = 0.0, "-"
    for unit in order[:: max(1, len(order) // DROPS)]:
        try:
            rest = worked_out(index.data.only(names != unit), index.tree, index.method)
        except IndeksError:  # without this unit an indicator is constant, or the reference is gone
            continue
        before = nominal.reindex(pd.MultiIndex.from_frame(rest.table.keys)).to_numpy()
        after = rest.scores[index.top]
        share = max(_pairs_reversed(before[rows], after[rows]) for rows in rest.table.blocks)
        if share > worst:
            worst, culprit = share, str(unit)
    return [("reversal", culprit, worst)]


def _pairs_reversed(a: np.ndarray, b: np.ndarray) -> float:
    signs_a = np.sign(np.round(a[:, None] - a[None, :], 9))
    signs_b = np.sign(np.round(b[:, None] - b[None, :], 9))
    return float((signs_a * signs_b < 0).sum() / max(len(a) * (len(a) - 1), 1))
