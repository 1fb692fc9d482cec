"""What really weighs: shares of the scale against shares of the variance between regions; and lost affairs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indeks.composites.ranking import ranks
from indeks.robustness.state import State
from indeks.scoring import formula

PARTS = ("spd", "maturity", "count", "gate")


def parts_of(state: State) -> dict[str, np.ndarray]:
    """Return what each part adds to the index of each region; the gate takes away, all add up to the index."""
    rule = formula.constants(state.year.rule, state.year.unit)
    spd, sums = state.points("spd"), state.points("sid")
    divisor = formula.divisor(state.n, rule)
    whole = formula.count_points(state.n, np.full(len(state.n), 99), rule)
    counted = formula.count_points(state.n, state.affairs, rule)
    none = np.zeros_like(spd)
    points = {
        "spd": (spd, none, none),
        "maturity": (none, none, sums),
        "count": (none, whole, none),
        "gate": (none, counted - whole, none),
    }
    return {
        name: formula.index_unrounded(first, count, total, divisor, rule)
        for name, (first, count, total) in points.items()
    }


def what_weighs(state: State) -> pd.DataFrame:
    r"""Return how much of the differences between regions each part of the index makes.

    Parameters
    ----------
    state
        A year, as :func:`indeks.robustness.state.states` returns them.

    Returns
    -------
    pandas.DataFrame
        ``part`` (spd, maturity, count, gate), ``nominal`` share of the scale, ``effective`` share of the variance,
        ``mean`` (points of the index), ``sd``; ``zeroed``, on the row of the gate, is the share of regions whose
        count score it takes. Shares of variance add up to 1 and may be negative.

    Notes
    -----
    The index is the sum of its parts, so the Shapley value of a part in the variance is
    :math:`\mathrm{cov}(part, index)/\mathrm{var}(index)`: half of every covariance goes to each of the two.
    Owen and Prieur (2017), SIAM/ASA J. Uncertainty Quantification 5.
    """
    parts = parts_of(state)
    rule = formula.constants(state.year.rule, state.year.unit)
    whole = sum(parts.values())
    variance = np.var(whole)
    unit = state.year.unit
    known = {name: float(state.year.rule.constant(f"max_{name}")) for name in ("spd", "maturity", "count")}
    rows = []
    for name, values in parts.items():
        covariance = float(np.mean((values - values.mean()) * (whole - np.mean(whole))))
        rows.append(
            {
                "part": name,
                "nominal": known[name] * unit / rule.max_total if name in known else 0.0,
                "effective": covariance / variance if variance > 0 else np.nan,
                "mean": float(values.mean()),
                "sd": float(values.std()),
                "zeroed": float((values < 0).mean()) if name == "gate" else np.nan,
            }
        )
    return pd.DataFrame(rows)


def lost_affair(state: State) -> pd.DataFrame:
    """Return what each region loses if one basic-service affair is no longer covered, others unchanged.

    Parameters
    ----------
    state
        A year.

    Returns
    -------
    pandas.DataFrame
        ``region_code, affairs, index, index_after, rank, rank_after, places``: only regions whose index falls,
        those that lose most places first. Empty where the edition has no such rule.
    """
    rule = formula.constants(state.year.rule, state.year.unit)
    own = state.cents(rule)
    spd, sums = state.points("spd"), state.points("sid")
    after = formula.index_cents(spd, sums, state.n, np.maximum(state.affairs - 1, 0), rule)
    rank = ranks(own.astype(float))
    others = ~np.eye(len(own), dtype=bool)
    places = 1 + np.sum((own[None, :] > after[:, None]) & others, axis=1)
    frame = pd.DataFrame(
        {
            "region_code": state.regions,
            "affairs": state.affairs,
            "index": own / 100,
            "index_after": after / 100,
            "rank": rank.astype(int),
            "rank_after": np.where(after < own, places, rank).astype(int),
        }
    )
    frame["places"] = frame["rank_after"] - frame["rank"]
    fallen = frame[frame["index_after"] < frame["index"]]
    return fallen.sort_values(["places", "region_code"], ascending=[False, True], ignore_index=True)
