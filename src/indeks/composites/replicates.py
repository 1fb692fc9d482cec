"""How sure scores and ranks are: the same data under many admissible methods, with seeded draws.

Choices with few values (winsorised points, normalisation, aggregation) are worked out once for each combination
that is drawn; weights are drawn for every replicate and only the nodes above them carry an axis of replicates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.composites.calculation import Choice, Index, begun, computed, node_ranks, node_scores
from indeks.composites.data import Table, transformed
from indeks.composites.method import Method, Step, as_step, read_toml
from indeks.composites.normalisation import normalised
from indeks.composites.treatment import treated
from indeks.composites.tree import Framework
from indeks.errors import IndeksError

MEMORY = 64_000_000
"""Bytes that one chunk of replicates may take for a node."""
PARTS = ("winsorise", "normalisation", "aggregation", "weights")


@dataclass(frozen=True)
class Assumptions:
    """What varies between replicates; what is empty stays as the method has it.

    Parameters
    ----------
    winsorise
        Numbers of points that may be winsorised.
    normalisation, aggregation
        Steps to choose from; an aggregation holds at all levels.
    weights
        Half-width of the factor of a weight by level of the child: 0.25 draws it from 0.75 to 1.25 times.
    """

    winsorise: Sequence[int] = ()
    normalisation: Sequence[Step] = ()
    aggregation: Sequence[Step] = ()
    weights: Mapping[int, float] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what varies."""
        return tuple(name for name in PARTS if getattr(self, name))


def as_assumptions(table: Mapping[str, Any] | str | Path | None) -> Assumptions:
    """Return assumptions from a mapping, or from the TOML file at a path.

    Raises
    ------
    IndeksError
        If something is named that cannot vary, or cannot vary so.

    Examples
    --------
    >>> as_assumptions({"aggregation": [{"method": "geometric"}], "weights": {"2": 0.25}}).parts
    ('aggregation', 'weights')
    """
    table = read_toml(table) if isinstance(table, str | Path) else table or {}
    for name in table:
        if name not in PARTS:
            raise IndeksError("composites.error.vary", value=name, choices=", ".join(PARTS))
    steps = {
        kind: tuple(as_step(kind, s) for s in table.get(kind, ())) for kind in ("normalisation", "aggregation")
    }
    winsorise = tuple(table.get("winsorise", ()))
    if not all(isinstance(points, int) and points >= 0 for points in winsorise):
        raise _wrong("winsorise", winsorise, "0, 1, 2, ...")
    weights = dict(table.get("weights", {}))
    if not all(str(level).isdigit() and 0 < width < 1 for level, width in weights.items()):
        raise _wrong("weights", weights, "0 < x < 1")
    return Assumptions(winsorise, weights={int(level): float(w) for level, w in weights.items()}, **steps)


def _wrong(part: str, value: object, choices: str) -> IndeksError:
    return IndeksError("composites.error.value", kind=part, option=part, value=str(value), choices=choices)


def check_assumptions(assumptions: Assumptions, tree: Framework, method: Method) -> None:
    """Refuse assumptions that would change nothing, or contradict the method.

    Raises
    ------
    IndeksError
        Naming what cannot vary.
    """
    if assumptions.winsorise and method.treatment.way == "none":
        raise IndeksError("composites.error.no_treatment")
    if assumptions.weights and method.weights.way in ("pca", "optimised"):
        raise IndeksError("composites.error.weights_fitted", way=method.weights.way)
    for level in assumptions.weights:
        if level not in {tree.level(child) for _, child in _varied(tree, assumptions)}:
            raise IndeksError("composites.error.level", level=str(level))


@dataclass(frozen=True)
class Draws:
    """One row a replicate: positions of the choices drawn, and factors of weights by node."""

    choices: pd.DataFrame
    factors: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        """Return the number of replicates."""
        return len(self.choices)


def draws(tree: Framework, assumptions: Assumptions, replicates: int, seed: int) -> Draws:
    """Draw the assumptions of all replicates from one seed, each part from a stream of its own."""
    streams = dict(zip(PARTS, np.random.SeedSequence(seed).spawn(len(PARTS)), strict=True))
    uniform = {
        name: np.random.default_rng(stream).random((replicates, numbers_wanted(name, tree, assumptions)))
        for name, stream in streams.items()
    }
    return from_uniform(tree, assumptions, uniform)


def _varied(tree: Framework, assumptions: Assumptions) -> list[tuple[str, str]]:
    """Return (node, child) for every weight that varies."""
    return [
        (node, child)
        for node, below in tree.children.items()
        for child in below
        if len(below) > 1 and tree.level(child) in assumptions.weights
    ]


def numbers_wanted(name: str, tree: Framework, assumptions: Assumptions) -> int:
    """Return how many uniform numbers a part takes in each replicate."""
    return max(len(_varied(tree, assumptions)), 1) if name == "weights" else 1


def from_uniform(tree: Framework, assumptions: Assumptions, uniform: Mapping[str, np.ndarray]) -> Draws:
    """Return the draws that uniform numbers (replicates by columns, by part) stand for."""
    replicates = len(next(iter(uniform.values())))
    choices = pd.DataFrame(index=range(replicates))
    for name in PARTS[:3]:
        values = getattr(assumptions, name)
        choices[name] = (uniform[name][:, 0] * len(values)).astype(int) if len(values) else -1
    factors: dict[str, np.ndarray] = {}
    for at, (node, child) in enumerate(_varied(tree, assumptions)):
        width = assumptions.weights[tree.level(child)]
        own = factors.setdefault(node, np.ones((replicates, len(tree.children[node]))))
        own[:, tree.children[node].index(child)] = 1 + width * (2 * uniform["weights"][:, at] - 1)
    return Draws(choices, factors)


def replicate_scores(
    index: Index, assumptions: Assumptions, drawn: Draws, codes: Sequence[str]
) -> Iterator[tuple[np.ndarray, dict[str, np.ndarray]]]:
    """Yield positions of replicates and the scores of some codes, each (replicates, unit-years), in chunks."""
    tree, method = index.tree, index.method
    table = begun(index.data, tree, method)
    ready: dict[tuple[int, int], np.ndarray] = {}
    given = tree.weights
    if method.weights.way == "equal":
        given = {node: np.ones(len(below)) for node, below in tree.children.items()}
    chunk = max(1, MEMORY // (8 * len(table.keys) * max(len(below) for below in tree.children.values())))
    for (cut, norm, agg), rows in drawn.choices.groupby(list(PARTS[:3]), sort=True).groups.items():
        own = _with(method, assumptions, cut, norm, agg)
        if (cut, norm) not in ready:
            ready[cut, norm] = normalised(
                transformed(treated(table, own.treatment), tree), tree, own.normalisation
            )
        at = rows.to_numpy()
        for piece in np.split(at, range(chunk, len(at), chunk)):
            weights = {node: given[node] * factor[piece] for node, factor in drawn.factors.items()}
            scores = node_scores(ready[cut, norm], tree, own, table, weights)
            yield piece, {code: np.broadcast_to(scores[code], (len(piece), len(table.keys))) for code in codes}


def _with(method: Method, assumptions: Assumptions, cut: int, norm: int, agg: int) -> Method:
    if cut >= 0:
        treatment = replace(
            method.treatment, options={**method.treatment.options, "winsorise": assumptions.winsorise[cut]}
        )
        method = replace(method, treatment=treatment)
    if norm >= 0:
        method = replace(method, normalisation=assumptions.normalisation[norm])
    if agg >= 0:
        method = replace(method, aggregation=assumptions.aggregation[agg], levels={})
    return method


def uncertainty(
    data: pd.DataFrame,
    meta: pd.DataFrame,
    method: Choice = None,
    assumptions: Assumptions | Mapping[str, Any] | str | Path | None = None,
    replicates: int = 1000,
    seed: int = 0,
    share: float = 0.9,
) -> pd.DataFrame:
    r"""Return how far scores and ranks of the top go under admissible methods.

    Parameters
    ----------
    data, meta, method
        As for :func:`indeks.composites.composite`.
    assumptions
        What varies.
    replicates, seed
        How many methods are drawn, and the seed; the same seed gives the same numbers.
    share
        Share of replicates that an interval holds, between equal tails.

    Returns
    -------
    pandas.DataFrame
        ``uCode``, [``Time``], ``Score``, ``Rank`` of the method itself; ``Rank_mean``, ``Rank_median``,
        ``Rank_lower``, ``Rank_upper``; ``Moved`` (mean places moved); and with years ``Change`` (of rank since the
        year before, positive is better), ``Change_lower``, ``Change_upper``. Scores of methods on different scales
        are not comparable, so intervals are of ranks.

    Notes
    -----
    Saisana, Saltelli and Tarantola (2005), J. R. Statist. Soc. A 168. Percentiles are of type 7 (linear).
    """
    index = computed(data, meta, method)
    varied = assumptions if isinstance(assumptions, Assumptions) else as_assumptions(assumptions)
    return spread(index, varied, replicates, seed, share)


def spread(
    index: Index, assumptions: Assumptions, replicates: int = 1000, seed: int = 0, share: float = 0.9
) -> pd.DataFrame:
    """Return the table of :func:`uncertainty` for an index worked out."""
    check_assumptions(assumptions, index.tree, index.method)
    if replicates < 1:
        raise _wrong("replicates", replicates, "1, 2, ...")
    all_ranks = rank_replicates(index, assumptions, draws(index.tree, assumptions, replicates, seed))
    rank, table = index.ranks(), index.table
    frame = table.rows().assign(Score=index.scores[index.top], Rank=rank, **_spread("Rank", all_ranks, share))
    frame["Moved"] = np.mean(np.abs(all_ranks - rank), axis=0)
    return _with_change(frame, table, rank, all_ranks, share) if table.timed else frame


def rank_replicates(index: Index, assumptions: Assumptions, drawn: Draws) -> np.ndarray:
    """Return the ranks of the top in every replicate, shape (replicates, unit-years)."""
    top = index.top
    result = np.empty((len(drawn), len(index.table.keys)), np.float32)
    for piece, scores in replicate_scores(index, assumptions, drawn, [top]):
        result[piece] = node_ranks(scores[top], top, index.tree, index.method, index.table)
    return result


def _spread(name: str, values: np.ndarray, share: float) -> dict[str, np.ndarray]:
    tails = [(1 - share) / 2, 0.5, (1 + share) / 2]
    lower, middle, upper = np.quantile(values.astype(float), tails, axis=0)
    mean = values.mean(axis=0, dtype=float)
    return {f"{name}_mean": mean, f"{name}_median": middle, f"{name}_lower": lower, f"{name}_upper": upper}


def _with_change(
    frame: pd.DataFrame, table: Table, rank: np.ndarray, all_ranks: np.ndarray, share: float
) -> pd.DataFrame:
    order = table.keys.sort_values(["uCode", "Time"], kind="stable").index.to_numpy()
    units = table.keys["uCode"].to_numpy()[order]
    follows = units[1:] == units[:-1]
    now, before = order[1:][follows], order[:-1][follows]
    change = _spread("Change", all_ranks[:, before] - all_ranks[:, now], share)
    frame["Change"] = np.nan
    frame.loc[now, "Change"] = rank[before] - rank[now]
    for name in ("Change_lower", "Change_upper"):
        frame[name] = np.nan
        frame.loc[now, name] = change[name]
    return frame


def moved_at_most(ranks: np.ndarray, nominal: np.ndarray, places: Sequence[int] = (0, 1, 3, 5, 10)) -> pd.Series:
    """Return the share of units and replicates that move at most so many places from the method itself.

    Examples
    --------
    >>> moved_at_most(np.array([[1, 2], [2, 1]]), np.array([1, 2]), [0, 1]).tolist()
    [0.5, 1.0]
    """
    moved = np.abs(ranks - nominal)
    return pd.Series({place: float((moved <= place).mean()) for place in places}, name="Share")
