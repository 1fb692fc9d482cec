"""Children of a node into its score. Units on the last axis but one, children on the last; any leading axes."""

from __future__ import annotations

import numpy as np

from indeks.composites.method import Step
from indeks.composites.voting import benefit_of_the_doubt, copeland, kemeny

POSITIVE = ("geometric", "harmonic", "power", "benefit_of_the_doubt")
"""Ways that have no meaning for negative scores."""
MEANS = ("arithmetic", "geometric", "harmonic", "power", "mazziotta_pareto")
"""Ways that are a mean of the children that are there; a child without weight is as if it were not."""
TOGETHER = ("copeland", "benefit_of_the_doubt", "kemeny")
"""Ways that compare the units with one another."""


def aggregated(x: np.ndarray, weights: np.ndarray, how: Step) -> np.ndarray:
    r"""Return the scores of a node.

    With :math:`w` the weights of the children that are there, divided by their sum:

    - ``arithmetic`` :math:`\sum w x`; ``geometric`` :math:`\prod x^w`; ``harmonic`` :math:`1/\sum (w/x)`;
      ``power`` :math:`(\sum w x^p)^{1/p}`; a child of 0 makes the last three 0 (``power`` where p < 0)
    - ``sum`` :math:`\sum w x` with the weights as given; ``product`` :math:`\prod x`, without weights; both
      missing if a child is missing
    - ``mazziotta_pareto`` :math:`M \mp S^2/M` with M and S weighted mean and standard deviation of the children;
      ``penalty`` ``low`` takes away, ``high`` adds (for an index in which high is bad)
    - ``copeland``, ``kemeny``, ``benefit_of_the_doubt``: see :mod:`indeks.composites.voting`

    Parameters
    ----------
    x
        Scores of children, shape (..., units, children); NaN is missing.
    weights
        Shape (..., children).
    how
        The step of aggregation.

    Returns
    -------
    numpy.ndarray
        Shape (..., units); NaN where no child is there.

    Notes
    -----
    OECD/JRC Handbook (2008), step 6; Mazziotta and Pareto (2016), Social Indicators Research 127.
    """
    w = weights[..., None, :]
    coverage = how.options.get("coverage", 0.0)
    if coverage and np.isnan(x).any():  # half a millionth: 0.66 asks for 66 of 100, whatever its last bit
        few = np.mean(~np.isnan(x), axis=-1, keepdims=True) < coverage - 5e-7
        x = np.where(few, np.nan, x)
    if how.way in MEANS and (w == 0).any():
        x = np.where(w == 0, np.nan, x)
    match how.way:
        case "arithmetic":
            return _mean(x, w)
        case "geometric":
            with np.errstate(divide="ignore"):
                return np.exp(_mean(np.log(x), w))
        case "harmonic":
            return _power(x, w, -1.0)
        case "power":
            return _power(x, w, float(how["exponent"]))
        case "sum":
            return np.sum(x * w, axis=-1)
        case "product":
            return np.prod(x, axis=-1)
        case "mazziotta_pareto":
            mean = _mean(x, w)
            variance = _mean((x - mean[..., None]) ** 2, w)
            return mean - (1 if how["penalty"] == "low" else -1) * variance / mean
        case "copeland":
            return copeland(x, weights)
        case "kemeny":
            return kemeny(x, weights)
        case _:
            return benefit_of_the_doubt(x, how["least_share"], how["largest_share"], how["of"])


def _mean(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    if not np.isnan(x).any():
        return np.matmul(x, np.swapaxes(w, -1, -2))[..., 0] / w.sum(axis=-1)
    there = ~np.isnan(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sum(np.where(there, x, 0) * w, axis=-1) / np.sum(there * w, axis=-1)


def _power(x: np.ndarray, w: np.ndarray, exponent: float) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        if exponent == 0:
            return np.exp(_mean(np.log(x), w))
        return _mean(x**exponent, w) ** (1 / exponent)
