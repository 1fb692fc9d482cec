"""From data to scores and ranks of a composite index, and each stage between."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.composites.aggregation import POSITIVE, TOGETHER, aggregated
from indeks.composites.data import Table, denominated, read, transformed
from indeks.composites.method import Method, as_method, read_method
from indeks.composites.missing import filled
from indeks.composites.normalisation import normalised
from indeks.composites.ranking import half_up, ranks
from indeks.composites.treatment import treated
from indeks.composites.tree import Framework, framework
from indeks.composites.weighting import weights_of
from indeks.errors import IndeksError

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
    how = chosen(method)
    tree = framework(meta)
    check_levels(tree, how)
    table = read(data, tree)
    scores = node_scores(normalised(prepared(table, tree, how), tree, how.normalisation), tree, how, table)
    codes = tree.codes if indicators else tree.nodes
    return pd.concat([_tidy(code, scores[code], tree, how, table) for code in codes], ignore_index=True)


def chosen(method: Choice) -> Method:
    """Return a method from whatever it is given as."""
    if isinstance(method, Method):
        return method
    if method is None:
        return Method()
    return as_method(method) if isinstance(method, Mapping) else read_method(method)


def check_levels(tree: Framework, method: Method) -> None:
    """Refuse a method that names levels the tree does not have.

    Raises
    ------
    IndeksError
        Naming the level.
    """
    levels = {tree.level(code) for code in tree.nodes}
    below = {tree.level(code) for code in tree.codes}
    wrong = [*(set(method.levels) - levels), *(set(method.weights.options.get("levels", ())) - below)]
    if wrong:
        raise IndeksError("composites.error.level", level=str(min(wrong)))


def prepared(table: Table, tree: Framework, method: Method) -> Table:
    """Return the data denominated, filled, treated and transformed, in this order."""
    table = denominated(table, tree) if method.denominate else table
    return transformed(treated(filled(table, method.missing), method.treatment), tree)


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
    scores = {code: indicators[..., at] for at, code in enumerate(tree.indicators)}
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
        scores[node] = _kept(_by_year(children, own, how, table), children, node, tree)
    return scores


def _by_year(children: np.ndarray, weights: np.ndarray, how: Any, table: Table) -> np.ndarray:
    if how.way not in TOGETHER or len(table.blocks) == 1:
        return aggregated(children, weights, how)
    parts = [aggregated(children[..., rows, :], weights, how) for rows in table.blocks]
    result = np.empty((*parts[0].shape[:-1], len(table.keys)))
    for rows, part in zip(table.blocks, parts, strict=True):
        result[..., rows] = part
    return result


def _kept(score: np.ndarray, children: np.ndarray, node: str, tree: Framework) -> np.ndarray:
    least, decimals = tree.number(node, "Min_children"), tree.number(node, "Round_node")
    if least is not None:
        score = np.where(np.sum(~np.isnan(children), axis=-1) < least, np.nan, score)
    return score if decimals is None else half_up(score, decimals)


def node_ranks(score: np.ndarray, code: str, tree: Framework, method: Method, table: Table) -> np.ndarray:
    """Return the ranks of a code within each year, on scores rounded as the metadata or the method says."""
    decimals = tree.number(code, "Round_rank")
    rounded = half_up(score, method.ranking["decimals"] if decimals is None else decimals)
    result = np.empty(score.shape)
    for rows in table.blocks:
        result[..., rows] = ranks(rounded[..., rows], method.ranking.way)
    return result


def _tidy(code: str, score: np.ndarray, tree: Framework, method: Method, table: Table) -> pd.DataFrame:
    frame = table.keys.copy() if table.timed else table.keys[["uCode"]].copy()
    rank = pd.Series(node_ranks(score, code, tree, method, table), index=frame.index)
    whole = method.ranking.way != "average"
    return frame.assign(
        iCode=code, Level=tree.level(code), Score=score, Rank=rank.astype("Int64") if whole else rank
    )
