"""What a region's contributions say: strengths, weaknesses, and the actions that would win most points."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from indeks.edition import COUNT_INDICATOR, Edition, round_half_up
from indeks.scoring import formula
from indeks.scoring.units import SPD_DECIMALS, unit_of
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


def shares(parts: pd.DataFrame, *, counted: bool = False) -> pd.DataFrame:
    """Return contributions of answered indicators with ``share``, points over maximum, added.

    With ``counted`` the number of innovations, which is not answered, is among them.
    """
    left_out = [SPD_TOTAL] if counted else [COUNT_INDICATOR, SPD_TOTAL]
    rows = parts[~parts["indicator"].isin(left_out)].copy()
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
        all regions), each where there are at least ``ENOUGH_REGIONS``; ``own`` (the average share of the
        region's own answered indicators) where there is neither. The number of innovations is compared as well.
    """
    rows = shares(parts, counted=True)
    own = rows[rows["region_code"] == region_code].set_index("indicator")
    if own.empty:
        return []
    everyone = set(rows["region_code"])
    groups = {"regions": everyone, "peers": everyone & set(peers)}
    if groups["peers"] == everyone:  # the same twice says nothing more
        del groups["peers"]
    against = []
    for kind, group in groups.items():
        if len(group) >= ENOUGH_REGIONS:
            of_group = rows[rows["region_code"].isin(group)]
            reference = of_group.groupby("indicator", observed=True)["share"].mean().reindex(own.index)
            against.append(Comparison(kind, len(group), _differences(own, reference)))
    if against:
        return against
    answered = own.drop(index=COUNT_INDICATOR, errors="ignore")
    average = answered["points"].sum() / answered["max_points"].sum()
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
    now = _Now(score, rule)
    sent, divisor, covered, cap = now.sent, now.divisor, now.covered, int(now.constants.count_cap)
    possible: list[Action] = []
    if not sent:
        best = sum((i.max_points or Decimal(0) for i in rule.of_aspect("sid")), Decimal(0))
        gain = now.gain(maturity_sum=now.units(best) * divisor)
        possible.append(Action("send_first", gain, {"divisor": divisor}))
    needed = now.constants.min_basic_affairs
    if needed is not None and covered < needed and sent:
        gain = now.gain(count=now.count(sent, needed))
        possible.append(Action("cover_services", gain, {"covered": covered, "needed": needed}))
    if 0 < sent < divisor:
        # as many as the divisor, of the same mean: the sum as it is, divided by what is sent
        gain = now.gain(divisor=sent)
        possible.append(Action("send_more", gain, {"sent": sent, "divisor": divisor, "more": divisor - sent}))
    if sent < cap and now.counted > 0:
        each = now.gain(count=now.count(sent + 1, covered))
        gain = now.gain(count=now.count(cap, covered))
        possible.append(Action("grow_count", gain, {"each": each, "cap": cap}))
    for row in shares(parts).itertuples():
        top = now.units(rule.indicator(row.indicator).max_points or Decimal(0))
        points = float(row.points) * now.constants.unit
        if row.aspect == "spd":
            gain = now.gain(spd=now.spd + top - round(points))
        else:  # with n below the divisor even top levels would only win n / divisor of the maximum
            gain = now.gain(maturity_sum=now.maturity_sum + top * sent - round(points * divisor))
        possible.append(Action(f"raise_{row.aspect}", gain, {"indicator": row.indicator}))
    told = [a for a in possible if round_half_up(a.gain) > 0]  # what would be shown as +0.00 wins nothing
    return sorted(told, key=lambda a: -round(a.gain, 9))[:n]


class _Now:
    """The parts of one score in whole units, and what the index gains where some of them change."""

    def __init__(self, score: pd.Series, rule: Edition) -> None:
        spd = round_half_up(float(score["spd"]), SPD_DECIMALS).normalize()
        self.constants = formula.constants(rule, unit_of(rule, [spd]))
        self.sent, self.covered = int(score["n_innovations"]), int(score["basic_affairs"])
        self.divisor = int(formula.divisor(self.sent, self.constants))
        self.spd = self.units(spd)
        self.counted = self.count(self.sent, self.covered)
        self.maturity_sum = round(float(score["mean_maturity"]) * self.divisor * self.constants.unit)
        self.index = self._index()

    def units(self, points: Decimal) -> int:
        return int(points * self.constants.unit)

    def count(self, sent: int, covered: int) -> int:
        return int(formula.count_points(sent, covered, self.constants))

    def _index(self, **changed: int) -> float:
        parts = {
            "spd": self.spd,
            "count": self.counted,
            "maturity_sum": self.maturity_sum,
            "divisor": self.divisor,
        }
        return float(formula.index_unrounded(**(parts | changed), rule=self.constants))

    def gain(self, **changed: int) -> float:
        return self._index(**changed) - self.index


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
