"""Weights of the children of a node: as given, equal, from principal components, or fitted to importance."""

from __future__ import annotations

import numpy as np

from indeks.composites.method import Step
from indeks.composites.tree import Framework
from indeks.errors import IndeksError


def weights_of(node: str, level: int, given: np.ndarray, children: np.ndarray, how: Step) -> np.ndarray:
    r"""Return the weights of the children of a node.

    Parameters
    ----------
    node, level
        The node, for errors, and the level of its children.
    given
        Weights of the metadata.
    children
        Scores, shape (units, children).
    how
        ``table``, ``equal``; ``pca``: loadings of the first principal component of the standardised children;
        ``optimised``: see :func:`optimised`. The last two hold for the ``levels`` of children named (or all).

    Raises
    ------
    IndeksError
        If a loading is negative (the children do not speak with one voice), or no weights reach the importance.

    Notes
    -----
    OECD/JRC Handbook (2008), step 6; COINr ``get_PCA`` and ``get_opt_weights``.
    """
    if how.way == "equal":
        return np.ones(len(given))
    if how.way == "table" or (how["levels"] and level not in how["levels"]) or len(given) == 1:
        return given
    if how.way == "optimised":
        return optimised(node, given, children)
    loadings = first_component(children)
    if (loadings < 0).any():
        raise IndeksError("composites.error.loading", code=node)
    return loadings


def effective(tree: Framework) -> dict[str, float]:
    """Return the weight of each code in the top: the product of its shares of weight from the top down.

    Notes
    -----
    COINr ``get_eff_weights``. It tells what is meant to weigh, not what does; for that see the audit's importance.
    """
    whole = {tree.nodes[-1]: 1.0}
    for node in reversed(tree.nodes):
        own = tree.weights[node] / tree.weights[node].sum()
        whole |= {code: whole[node] * float(share) for code, share in zip(tree.children[node], own, strict=True)}
    return whole


def first_component(children: np.ndarray) -> np.ndarray:
    """Return the loadings of the first principal component of standardised columns, their sum not negative."""
    whole = children[~np.isnan(children).any(axis=1)]
    _, vectors = np.linalg.eigh(np.corrcoef(whole, rowvar=False))
    first = vectors[:, -1]
    return first if first.sum() >= 0 else -first


def optimised(node: str, wanted: np.ndarray, children: np.ndarray, tolerance: float = 1e-10) -> np.ndarray:
    r"""Return weights with which each child's importance is as wanted.

    Importance of a child is its correlation with the weighted arithmetic mean of the children; wanted and obtained
    are compared as shares of their sums. Solved by least squares over positive weights.

    Raises
    ------
    IndeksError
        If no positive weights reach the wanted importance.

    Notes
    -----
    Becker, Saisana, Paruolo and Vandecasteele (2017), Ecological Indicators 80.
    """
    from scipy.optimize import least_squares

    whole = children[~np.isnan(children).any(axis=1)]
    covariance = np.cov(whole, rowvar=False)
    sd = np.sqrt(np.diag(covariance))
    share = wanted / wanted.sum()

    def distance(logs: np.ndarray) -> np.ndarray:
        w = np.exp(logs - logs.mean())
        with_total = covariance @ w / sd
        return with_total / with_total.sum() - share

    answer = least_squares(distance, np.log(np.maximum(share, 1e-6)), xtol=1e-15, ftol=1e-15, gtol=1e-15)
    if np.abs(answer.fun).max() > tolerance:
        raise IndeksError("composites.error.importance", code=node)
    weights = np.exp(answer.x)
    return weights / weights.sum()
