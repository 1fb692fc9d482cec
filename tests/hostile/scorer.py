"""The score by fractions, from the text of the rule and an edition's TOML alone; nothing of the library is used.

::

    SPD      = sum of weight x level
    maturity = sum of weight x level over the indicators of one innovation
    SID      = sum of maturity over those sent / max(min_divisor, n) + count score
    count    = count_weight x min(n, count_cap), 0 where fewer affairs are covered than the edition asks for
    index    = (SPD + SID) / max_total x 100, half up to hundredths; the category is that of the rounded index
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .worlds import World

Score = tuple[Fraction, str]
Scores = dict[tuple[str, int, str], Score]
"""Index in points and category, by region, year and basis."""


def scores(world: World) -> Scores:
    """Every result that a world has: claimed, and verified where any level was examined."""
    result: Scores = {}
    for region in world.regions:
        for basis in ("claimed", "verified"):
            if basis == "claimed" or _examined(world, region):
                result[region, world.year, basis] = score(world, region, basis)
    return result


def score(world: World, region: str, basis: str) -> Score:
    """The result of one region."""
    formula = {name: part["value"] for name, part in world.rule["formula"].items() if isinstance(part, Mapping)}
    sent = [i for i in world.innovations if i["region"] == region and i["sent"]]
    maturity = sum(
        (_points(world.rule, i["levels"] if basis == "claimed" else i["verified"]) for i in sent), Fraction()
    )
    covered = {i["affair"] for i in sent} & set(formula.get("basic_affairs", ()))
    count = Fraction(str(formula["count_weight"])) * min(len(sent), int(formula["count_cap"]))
    if len(covered) < formula.get("min_basic_affairs", 0):
        count = Fraction()
    total = maturity / max(int(formula["min_divisor"]), len(sent)) + count + spd(world, region, basis)
    hundredths = total / Fraction(str(formula["max_total"])) * 10_000
    index = Fraction((2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator), 100)
    return index, category(world.rule, index)


def spd(world: World, region: str, basis: str) -> Fraction:
    """The points of the region itself: its total where one is given, else those of its levels."""
    if region in world.totals:
        return Fraction(str(world.totals[region]))
    return _points(world.rule, (world.spd if basis == "claimed" else world.spd_verified).get(region, {}))


def category(rule: Mapping[str, Any], index: Fraction) -> str:
    """The name of the highest category whose lower bound is reached."""
    return max(
        (Fraction(str(c["min"])), c["name"]) for c in rule["categories"] if Fraction(str(c["min"])) <= index
    )[1]


def maturities(world: World) -> dict[str, Fraction]:
    """The maturity of every innovation, sent or not."""
    return {i["id"]: _points(world.rule, i["levels"]) for i in world.innovations}


def _points(rule: Mapping[str, Any], levels: Mapping[str, int]) -> Fraction:
    weights = {i["code"]: Fraction(str(i["weight"])) for i in rule["indicators"] if "weight" in i}
    return sum((weights[code] * level for code, level in levels.items()), Fraction())


def _examined(world: World, region: str) -> bool:
    of_region = bool(world.spd_verified.get(region))
    return of_region or any(i["verified"] for i in world.innovations if i["region"] == region and i["sent"])
