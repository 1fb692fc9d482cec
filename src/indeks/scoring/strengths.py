"""What a region's contributions say: strengths, weaknesses, and the actions that would win most points."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from indeks.edition import COUNT_INDICATOR, Edition, round_half_up
from indeks.tables import SPD_TOTAL

ENOUGH_REGIONS = 5
"""Fewer regions than this are no reference; a region is then held against its own average."""
CLEAR_DIFFERENCE = 0.01
"""Least difference of shares that is told: one percentage point, so that the whole percents shown differ."""


@dataclass(frozen=True)
class Finding:
    """An indicator with the share of its points a region has, and what it is held against (both 0 to 1)."""

    indicator: str
    share: float
    reference: float


@dataclass(frozen=True)
class Comparison:
    """A region held against a reference.

    ``kind`` is ``regions``, ``peers`` or ``own``, ``size`` the regions of the reference, ``table`` holds
    ``indicator, share, reference, difference``, best first.
    """

    kind: str
    size: int
    table: pd.DataFrame


@dataclass(frozen=True)
class Action:
    """Something to do and the most index points it can win. ``kind`` names its text, ``values`` fill it."""

    kind: str
    gain: float
    values: dict[str, object]


def shares(parts: pd.DataFrame) -> pd.DataFrame:
    """Return contributions of answered indicators with ``share``, points over maximum, added."""
    rows = parts[~parts["indicator"].isin([COUNT_INDICATOR, SPD_TOTAL])].copy()
    rows["share"] = rows["points"] / rows["max_points"]
    return rows


def comparisons(parts: pd.DataFrame, region_code: str, peers: Collection[str] = ()) -> list[Comparison]:
    """Hold a region's indicators against every reference the data give.

    Parameters
    ----------
    parts
        Contributions of one year and basis, of one region or many.
    region_code
        The region looked at.
    peers
        Codes of the regions of the same type, the region's own among them.

    Returns
    -------
    list of Comparison
        ``regions`` (the mean of all regions of the data), then ``peers`` (that of the peers, where they are not
        all regions), each where there are at least ``ENOUGH_REGIONS``; ``own`` (the region's own average
        share) where there is neither.
    """
    rows = shares(parts)
    own = rows[rows["region_code"] == region_code].set_index("indicator")
    if own.empty:
        return []
    everyone = set(rows["region_code"])
    groups = {"regions": everyone, "peers": everyone & set(peers)}
    if groups["peers"] == everyone:  # the same twice says nothing more
        del groups["peers"]
    found = []
    for kind, group in groups.items():
        if len(group) >= ENOUGH_REGIONS:
            of_group = rows[rows["region_code"].isin(group)]
            reference = of_group.groupby("indicator", observed=True)["share"].mean().reindex(own.index)
            found.append(Comparison(kind, len(group), _differences(own, reference)))
    if found:
        return found
    average = own["points"].sum() / own["max_points"].sum()
    return [Comparison("own", 1, _differences(own, pd.Series(average, index=own.index)))]


def _differences(own: pd.DataFrame, reference: pd.Series) -> pd.DataFrame:
    table = pd.DataFrame({"share": own["share"], "reference": reference, "weight": own["max_points"]})
    # rounded, or the last bit of a float would decide which of two equal indicators comes first
    table["difference"] = (table["share"] - table["reference"]).round(9)
    # equal differences: the indicator that carries more points first at both ends
    table["tie"] = table["weight"].where(table["difference"] >= 0, -table["weight"])
    table = table.sort_values(["difference", "tie"], ascending=False, kind="stable")
    return table.drop(columns=["weight", "tie"]).reset_index()


def strengths(table: pd.DataFrame, n: int = 3) -> list[Finding]:
    """Return the indicators furthest above the reference; fewer than ``n`` if fewer are clearly above it."""
    return [_finding(r) for r in table[table["difference"] >= CLEAR_DIFFERENCE].head(n).itertuples()]


def weaknesses(table: pd.DataFrame, n: int = 3) -> list[Finding]:
    """Return the indicators furthest below the reference, worst first; only those clearly below it."""
    return [_finding(r) for r in table[table["difference"] <= -CLEAR_DIFFERENCE].tail(n)[::-1].itertuples()]


def _finding(row) -> Finding:  # type: ignore[no-untyped-def]
    return Finding(str(row.indicator), float(row.share), float(row.reference))


def actions(score: pd.Series, parts: pd.DataFrame, rule: Edition, n: int = 3) -> list[Action]:
    """Return what would win most index points, each taken alone, most first.

    Parameters
    ----------
    score
        One row of :func:`indeks.scoring.score`.
    parts
        The contributions of that region, year and basis.
    rule
        The edition used.
    n
        How many at most.

    Returns
    -------
    list of Action
        Kinds: ``send_first`` (none sent yet), ``cover_services`` (win back the count score), ``send_more``
        (fewer innovations than the divisor),
        ``grow_count`` (up to the cap of the count score), ``raise_spd`` and ``raise_sid`` (an indicator to its
        highest level).
    """
    per_point = 100 / float(rule.constant("max_total"))
    sent, divisor = int(score["n_innovations"]), int(score["divisor"])
    found: list[Action] = []
    if not sent:
        most = float(sum((i.max_points or Decimal(0) for i in rule.of_aspect("sid")), Decimal(0)))
        found.append(Action("send_first", most * per_point, {"divisor": divisor}))
    if rule.has_basic_rule:
        needed = int(rule.formula["min_basic_affairs"].value)
        covered = int(score["basic_affairs"])
        if covered < needed and sent:
            regained = min(sent, int(rule.constant("count_cap"))) * float(rule.constant("count_weight"))
            found.append(Action("cover_services", regained * per_point, {"covered": covered, "needed": needed}))
    if 0 < sent < divisor:
        own_mean = float(score["mean_maturity"]) * divisor / sent
        won = (own_mean - float(score["mean_maturity"])) * per_point
        found.append(Action("send_more", won, {"sent": sent, "divisor": divisor, "more": divisor - sent}))
    cap = int(rule.constant("count_cap"))
    if sent < cap and float(score["count_score"]) > 0:
        each = float(rule.constant("count_weight")) * per_point
        found.append(Action("grow_count", (cap - sent) * each, {"each": each, "cap": cap}))
    for row in shares(parts).itertuples():
        best = float(rule.indicator(row.indicator).max_points or Decimal(0))
        # with n below the divisor even top levels would only win n / divisor of the maximum
        reach = best if row.aspect == "spd" else best * sent / divisor
        gain = (reach - float(row.points)) * per_point
        found.append(Action(f"raise_{row.aspect}", gain, {"indicator": row.indicator}))
    told = [a for a in found if round_half_up(a.gain) > 0]  # what would be shown as +0.00 wins nothing
    return sorted(told, key=lambda a: -round(a.gain, 9))[:n]


def rounded_to_sum(values: list[float], total: Decimal, digits: int = 2) -> list[Decimal]:
    """Round numbers so that what is shown adds up to the total shown (largest remainders are rounded up).

    Examples
    --------
    >>> [str(v) for v in rounded_to_sum([0.333, 0.333, 0.334], Decimal("1.00"))]
    ['0.33', '0.33', '0.34']
    """
    unit = Decimal(1).scaleb(-digits)
    exact = [Decimal(repr(float(round(v, 10)))) for v in values]
    floors = [(v // unit) * unit for v in exact]
    missing = int((total - sum(floors, Decimal(0))) / unit)
    by_remainder = sorted(range(len(exact)), key=lambda k: (floors[k] - exact[k], k))
    for k in by_remainder[: max(0, missing)]:
        floors[k] += unit
    return floors
