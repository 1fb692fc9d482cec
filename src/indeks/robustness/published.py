"""What a published score and number of innovations leave for what is not published: SPD and mean maturity.

Published final scores are those of regions that chose to tell; no interval of national ranks is made from them.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

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


REJECTED = ("nowhere", "number", "divisor", "everywhere")
"""Where innovations that the ministry rejected may have counted: in neither mean nor number, in the number only,
in the divisor of the mean only, in both."""


def readings_of_rejected(
    rule: Edition, index: str | Decimal, sent: int, accepted: int, mean_maturity: str | Decimal
) -> pd.DataFrame:
    """Return the SPD that each reading of what became of rejected innovations leaves, and whether it can be.

    The sum of maturity is that of the accepted innovations: their number times their printed mean. SPD is a sum of
    weights times levels, so it is whole where all weights are, and in quarters where the finest weight is 0.75.

    Parameters
    ----------
    rule
        The edition of the year, or the nearest one that holds the formula.
    index, mean_maturity
        As printed; their decimals say how far they were rounded.
    sent, accepted
        Innovations sent, and those of them that the ministry accepted.

    Returns
    -------
    pandas.DataFrame
        One row for each of :data:`REJECTED`: ``reading``, ``low``, ``high`` (what rounding leaves for SPD),
        ``spd`` (in the middle), ``whole``, ``quarter`` (whether such an SPD lies between, within the scale of the
        edition), ``chance`` (the probability that a whole number lies there by chance).

    Examples
    --------
    Kabupaten Tegal in 2025:

    >>> from indeks.edition import load
    >>> table = readings_of_rejected(load("iid-2025"), "77.59", 139, 137, "90.91")
    >>> print(table[["reading", "spd", "whole", "quarter"]].round(2).to_string(index=False))
       reading   spd  whole  quarter
       nowhere 51.00   True     True
        number 50.24  False     True
       divisor 52.31  False    False
    everywhere 51.55  False    False
    """
    constants = formula.constants(rule, unit_of(rule))
    point = Decimal(int(constants.max_total)) / constants.unit / 100
    middle, slack = Decimal(str(index)) * point, _half(index) * point
    mean, width = Decimal(str(mean_maturity)), _half(mean_maturity)
    sent, accepted = int(sent), int(accepted)  # a column of a table has numbers of its own kind
    affairs = 99  # enough of them: a region that lost its count score would print far less
    records = []
    for reading in REJECTED:
        number = accepted if reading in ("nowhere", "divisor") else sent
        divided = accepted if reading in ("nowhere", "number") else sent
        share = Decimal(accepted) / int(formula.divisor(divided, constants))
        count = Decimal(int(formula.count_points(number, affairs, constants))) / constants.unit
        spd = middle - mean * share - count
        room = slack + width * share
        low, high = max(spd - room, Decimal(0)), min(spd + room, Decimal(str(rule.constant("max_spd"))))
        fits = {
            name: bool((low / step).to_integral_value(ROUND_CEILING) * step <= high)
            for name, step in _SPD_STEPS.items()
        }
        chance = float(min(2 * room, Decimal(1)))
        records.append({"reading": reading, "low": float(low), "high": float(high), "spd": float(spd)} | fits)
        records[-1]["chance"] = chance
    return pd.DataFrame(records)


_SPD_STEPS = {"whole": Decimal(1), "quarter": Decimal("0.25")}


def _half(printed: str | Decimal) -> Decimal:
    exponent = Decimal(str(printed)).as_tuple().exponent
    return Decimal(5) * Decimal(10) ** (int(exponent) - 1)
