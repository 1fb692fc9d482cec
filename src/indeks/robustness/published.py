"""What a published score and number of innovations leave for what is not published: SPD and mean maturity.

Published final scores are those of regions that chose to tell; no interval of national ranks is made from them.
"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from indeks.edition import Edition
from indeks.scoring import formula
from indeks.scoring.units import unit_of


def bounds_of_published(
    rule: Edition, index: str | Decimal, n: int, mean_maturity: str | Decimal | None = None
) -> pd.DataFrame:
    """Return bounds on SPD plus mean maturity, or on SPD alone, from a published index and number.

    Parameters
    ----------
    rule
        The edition of the year.
    index
        As printed; its decimals say how far it was rounded.
    n
        Innovations that counted.
    mean_maturity
        As printed, where it is.

    Returns
    -------
    pandas.DataFrame
        One row for each way in which the rule on basic-service affairs may have worked (``gate``: ``kept``,
        ``lost``; only ``kept`` where the edition has no such rule): ``of`` (``spd+maturity`` or ``spd``), ``low``,
        ``high`` in points, and ``possible``: whether that lies within the scale of the edition.

    Examples
    --------
    Kabupaten Tegal published 77.59 for 137 innovations of mean maturity 90.91 in 2025:

    >>> from indeks.edition import load
    >>> row = bounds_of_published(load("iid-2025"), "77.59", 137, "90.91").iloc[0]
    >>> float(row["low"]), float(row["high"])
    (50.9875, 51.0225)
    """
    constants = formula.constants(rule, unit_of(rule))
    score, half = Decimal(str(index)), _half(index)
    point = Decimal(int(constants.max_total)) / constants.unit / 100
    low, high = (score - half) * point, (score + half) * point
    most = Decimal(str(rule.constant("max_spd")))
    of = "spd"
    if mean_maturity is None:
        of, most = "spd+maturity", most + Decimal(str(rule.constant("max_maturity")))
    else:
        mean, width = Decimal(str(mean_maturity)), _half(mean_maturity)
        low, high = low - mean - width, high - mean + width
    rows = []
    for gate, affairs in (("kept", 99), ("lost", 0)):
        if gate == "lost" and not rule.has_basic_rule:
            continue
        count = Decimal(int(formula.count_points(n, affairs, constants))) / constants.unit
        least, greatest = max(low - count, Decimal(0)), min(high - count, most)
        rows.append((gate, of, float(least), float(greatest), bool(least <= greatest)))
    return pd.DataFrame(rows, columns=["gate", "of", "low", "high", "possible"])


def _half(printed: str | Decimal) -> Decimal:
    exponent = Decimal(str(printed)).as_tuple().exponent
    return Decimal(5) * Decimal(10) ** (int(exponent) - 1)
