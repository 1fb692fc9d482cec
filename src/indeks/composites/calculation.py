"""From data to scores and ranks of a composite index, and each stage between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.composites.aggregation import POSITIVE, TOGETHER, aggregated
from indeks.composites.data import Table, denominated, read, transformed
from indeks.composites.method import Method, Step, as_method, read_method
from indeks.composites.missing import filled
from indeks.composites.normalisation import normalised
from indeks.composites.ranking import half_up, ranks
from indeks.composites.screening import screened
from indeks.composites.treatment import treated
from indeks.composites.tree import Framework, framework
from indeks.composites.weighting import weights_of
from indeks.errors import IndeksError

SCALES = ("minmax", "common")
"""Normalisations with a scale of their own, on which a node with goalposts is put too."""
Choice = Method | Mapping[str, Any] | str | Path | None


def composite(
    data: pd.DataFrame, meta: pd.DataFrame, method: Choice = None, indicators: bool = False
) -> pd.DataFrame:
    """Return scores and ranks of a composite index.

    Parameters
    ----------
    data
        Long (``uCode``, [``Time``], ``iCode``, ``Value``) or wide (``uCode``, [``Time``], a column an indicator).
    meta
        The tree and the choices by indicator; see :func:`indeks.composites.tree.framework`.
    method
        A :class:`Method`, a mapping, the path of a TOML file; without it nothing is filled or treated, min-max
        with the goalposts of ``meta`` or of the data on 0 to 100, arithmetic means with the weights of ``meta``.
    indicators
        Whether the normalised indicators are in the answer too.

    Returns
    -------
    pandas.DataFrame
        ``uCode``, [``Time``], ``iCode``, ``Level``, ``Score``, ``Rank``: nodes from the lowest level to the top,
        units in the order of the data; rank 1 is the best of its year, empty where there is no score.

    Raises
    ------
    IndeksError
        Naming the cell, code or option that cannot be used.

    Examples
    --------
    >>> data = pd.DataFrame({"uCode": ["a", "b", "c"], "x": [0, 1, 2], "y": [5, 9, 7]})
    >>> meta = pd.DataFrame({"iCode": ["x", "y", "all"], "Parent": ["all", "all", ""], "Level": [1, 1, 2]})
    >>> composite(data, meta)[["uCode", "Score", "Rank"]].values.tolist()
    [['a', 0.0, 3], ['b', 75.0, 1], ['c', 75.0, 1]]
    """
    return scores(computed(data, meta, method), indicators)


def scores(index: Index, indicators: bool = False) -> pd.DataFrame:
    """Return scores and ranks of an index worked out, in the columns of :func:`composite`."""
    codes = index.tree.codes if indicators else index.tree.nodes
    return pd.concat([_tidy(code, index) for code in codes], ignore_index=True)


@dataclass(frozen=True)
class Index:
    """A composite index worked out: ``table`` made ready from ``data``, indicators on one scale, all scores."""

    table: Table
    tree: Framework
    method: Method
    indicators: np.ndarray
    scores: dict[str, np.ndarray]
    data: Table

    @property
    def left_out(self) -> tuple[str, ...]:
        """The unit-years that screening left out."""
        kept = set(self.table.keys.itertuples(index=False, name=None))
        rows = self.data.keys.itertuples(index=False, name=None)
        return tuple(self.data.place(row) for row, key in enumerate(rows) if key not in kept)

    @property
    def gaps(self) -> int:
        """How many cells of indicators are still empty."""
        return int(np.isnan(self.indicators).sum())

    @property
    def top(self) -> str:
        """The code of the index itself."""
        return self.tree.nodes[-1]

    def ranks(self, code: str = "") -> np.ndarray:
        """Return the ranks of a code, of the top where none is named."""
        code = code or self.top
        return node_ranks(self.scores[code], code, self.tree, self.method, self.table)


def computed(data: pd.DataFrame, meta: pd.DataFrame, method: Choice = None) -> Index:
    """Return all stages of a composite index; parameters and errors as in :func:`composite`."""
    tree, how = framework(meta), chosen(method)
    return worked_out(read(data, tree), tree, how)


def worked_out(data: Table, tree: Framework, method: Method) -> Index:
    """Return all stages of a composite index from its data as they were read."""
    check_choices(data, tree, method)
    table = prepared(data, tree, method)
    indicators = normalised(table, tree, method.normalisation)
    return Index(table, tree, method, indicators, node_scores(indicators, tree, method, table), data)


def chosen(method: Choice) -> Method:
    """Return a method from whatever it is given as."""
    if isinstance(method, Method):
        return method
    if method is None:
        return Method()
    return as_method(method) if isinstance(method, Mapping) else read_method(method)


def check_choices(table: Table, tree: Framework, method: Method) -> None:
    """Refuse a method that names levels or units that are not there, or says what would change nothing.

    Raises
    ------
    IndeksError
        Naming the level, the unit or the option.
    """
    check_levels(tree, method)
    if method.denominate is None and (tree.table["Denominator"] != "").any():
        raise IndeksError("composites.error.denominate", code=tree.table.index[tree.table["Denominator"] != ""][0])
    if method.denominate and not (tree.table["Denominator"] != "").any():
        raise _unused("denominate", "method")
    for unit in method.ranking["without"]:
        if unit not in set(table.keys["uCode"]):
            raise IndeksError("composites.error.no_unit", unit=unit)
    for kind in ("missing", "treatment", "normalisation"):
        if getattr(method, kind).options.get("scope") == "year" and not table.timed:
            raise IndeksError("composites.error.no_years", kind=kind)
    scale = method.normalisation
    bounded = tree.table["Goalpost_lower"].notna()
    if scale.way == "minmax" and scale["clip"] and (scale["goalposts"] == "data" or not bounded.any()):
        raise _unused("clip", "normalisation")
    of_nodes = [code for code in tree.nodes if bounded[code]]
    if of_nodes and scale.way not in SCALES:
        raise IndeksError("composites.error.goalposts_unused", code=of_nodes[0], way=scale.way)


def _unused(option: str, kind: str) -> IndeksError:
    return IndeksError("composites.error.unused", option=option, kind=kind)


def check_levels(tree: Framework, method: Method) -> None:
    """Refuse a method that names levels the tree does not have.

    Raises
    ------
    IndeksError
        Naming the level.
    """
    levels = {tree.level(code) for code in tree.nodes}
    below = {tree.level(code) for code in tree.codes if code != tree.nodes[-1]}
    wrong = [*(set(method.levels) - levels), *(set(method.weights.options.get("levels", ())) - below)]
    if wrong:
        raise IndeksError("composites.error.level", level=str(min(wrong)))


def begun(table: Table, tree: Framework, method: Method) -> Table:
    """Return the data denominated, screened and filled, in this order."""
    table = denominated(table, tree) if method.denominate else table
    return filled(screened(table, method.screening), method.missing, tree)


def prepared(table: Table, tree: Framework, method: Method) -> Table:
    """Return the data denominated, screened, filled, treated and transformed, in this order."""
    return transformed(treated(begun(table, tree, method), method.treatment), tree)


def node_scores(
    indicators: np.ndarray,
    tree: Framework,
    method: Method,
    table: Table,
    weights: Mapping[str, np.ndarray] | None = None,
) -> dict[str, np.ndarray]:
    """Return the scores of all codes, each of shape (..., unit-years).

    Parameters
    ----------
    indicators
        Normalised, shape (..., unit-years, indicators).
    tree, method, table
        The framework, the method, the data for names and years.
    weights
        Weights of the children of some nodes, shape (..., children), instead of those of the method.
    """
    scores = {code: _kept_to(indicators[..., at], code, tree) for at, code in enumerate(tree.indicators)}
    given = tree.weights
    for node in tree.nodes:
        below = tree.children[node]
        children = np.stack(np.broadcast_arrays(*(scores[code] for code in below)), axis=-1)
        how = method.aggregation_at(tree.level(node))
        if weights is not None and node in weights:
            own = weights[node]
        else:
            own = weights_of(node, tree.level(below[0]), given[node], children, method.weights)
        if how.way in POSITIVE and (children < 0).any():
            _, row, at = np.argwhere(children.reshape(-1, *children.shape[-2:]) < 0)[0]
            raise IndeksError("composites.error.negative", way=how.way, code=below[at], unit=table.place(row))
        score = _by_year(children, own, how, table)
        least = tree.number(node, "Min_children")
        if least is not None:
            score = np.where(np.sum(~np.isnan(children), axis=-1) < least, np.nan, score)
        scores[node] = _kept_to(_on_scale(score, node, tree, method.normalisation), node, tree)
    return scores


def _by_year(children: np.ndarray, weights: np.ndarray, how: Any, table: Table) -> np.ndarray:
    if how.way not in TOGETHER or len(table.blocks) == 1:
        return aggregated(children, weights, how)
    parts = [aggregated(children[..., rows, :], weights, how) for rows in table.blocks]
    result = np.empty((*parts[0].shape[:-1], len(table.keys)))
    for rows, part in zip(table.blocks, parts, strict=True):
        result[..., rows] = part
    return result


def _on_scale(score: np.ndarray, node: str, tree: Framework, scale: Step) -> np.ndarray:
    """Put the score of a node that has goalposts on the scale of the indicators."""
    low, high = tree.table.at[node, "Goalpost_lower"], tree.table.at[node, "Goalpost_upper"]
    if np.isnan(low) or scale.way not in SCALES:
        return score
    share = (score - low) / (high - low)
    share = np.clip(share, 0, 1) if scale["clip"] else share
    return scale["lower"] + (scale["upper"] - scale["lower"]) * share


def _kept_to(score: np.ndarray, code: str, tree: Framework) -> np.ndarray:
    decimals = tree.number(code, "Round_node")
    return score if decimals is None else half_up(score, decimals)


def node_ranks(score: np.ndarray, code: str, tree: Framework, method: Method, table: Table) -> np.ndarray:
    """Return the ranks of a code within each year, on scores rounded as the metadata or the method says."""
    decimals, how = tree.number(code, "Round_rank"), method.ranking
    rounded = half_up(score, how["decimals"] if decimals is None else decimals)
    if how["without"]:
        rounded = np.where(table.keys["uCode"].isin(how["without"]).to_numpy(), np.nan, rounded)
    if how["best"] == "low":
        rounded = -rounded
    result = np.empty(score.shape)
    for rows in table.blocks:
        result[..., rows] = ranks(rounded[..., rows], how.way)
    return result


def _tidy(code: str, index: Index) -> pd.DataFrame:
    frame = index.table.rows()
    rank = pd.Series(index.ranks(code), index=frame.index)
    whole = index.method.ranking.way != "average"
    rank = rank.astype("Int64") if whole else rank
    return frame.assign(iCode=code, Level=index.tree.level(code), Score=index.scores[code], Rank=rank)
