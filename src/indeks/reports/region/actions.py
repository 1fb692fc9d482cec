"""What a region can do next, who is to act, and what stands in the way: tables behind page one and its details."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from indeks.edition import COUNT_INDICATOR, Edition, round_half_up
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts, kept
from indeks.scoring import flags, strengths
from indeks.scoring.units import LEVEL_COLUMN

SHOWN, OF_EACH = 5, 2
"""Actions shown, and how many of them are of one aspect unless others are lacking."""
STATISTICS = frozenset({"persen", "poin", "poin persen"})
"""Units of SPD indicators that measure a region as a whole: no office raises them by what it sends this year."""
INSTITUTION = "institusi"
"""The SPD variable of what audits and statistics say of the years before."""
COLUMNS = ["kind", "indicator", "number", "gain", "n", "agencies", "values"]


def lost(facts: RegionFacts) -> pd.DataFrame:
    """Return index points won and lost in the three parts of the index.

    Returns
    -------
    pandas.DataFrame
        ``part`` (``spd``, ``sid`` or ``count``), ``index_points, index_max, index_lost``, in hundredths exactly;
        the points add up to the index that is shown. Empty where there is no index.
    """
    score = facts.score(facts.basis)
    if score is None:
        return pd.DataFrame(columns=["part", "index_points", "index_max", "index_lost"])
    rows = facts.parts[facts.parts["basis"] == facts.basis]
    part = rows["aspect"].mask(rows["indicator"] == COUNT_INDICATOR, "count")
    sums = rows.groupby(part)[["index_points", "index_max"]].sum().reindex(["spd", "sid", "count"])
    index = round_half_up(float(score["index"]))
    points = strengths.rounded_to_sum(list(sums["index_points"]), index)
    most = strengths.rounded_to_sum(list(sums["index_max"]), Decimal(100))
    gone = [best - won for won, best in zip(points, most, strict=True)]
    return pd.DataFrame({"part": list(sums.index), "index_points": points, "index_max": most, "index_lost": gone})


@kept
def actions(facts: RegionFacts, n: int = SHOWN) -> pd.DataFrame:
    """Return the actions that would add most, each taken alone, and who is to take them.

    An action of one kind does not crowd out the others: at most :data:`OF_EACH` raise SPD, and as many raise the
    innovations, unless there is nothing else. New innovations are one for each agency that has none.

    Returns
    -------
    pandas.DataFrame
        ``kind, indicator, number, gain, n, agencies, values``: ``n`` innovations or agencies are concerned,
        ``agencies`` names theirs, those with most innovations first. Empty where there is no index.
    """
    score, rule = facts.score(facts.basis), facts.rule
    if score is None or rule is None:
        return pd.DataFrame(columns=COLUMNS)
    parts = facts.parts[facts.parts["basis"] == facts.basis]
    possible = [
        _action(facts, rule, action)
        for action in strengths.actions(score, parts, rule, n=len(parts) + SHOWN)
        if not _measured(action, rule)
    ]
    table = pd.DataFrame([row for row in possible if row], columns=COLUMNS)
    table = table[table["gain"].map(lambda gain: round_half_up(gain) > 0)]
    table = table.sort_values("gain", ascending=False, kind="stable", ignore_index=True)
    crowded = table.groupby("kind").cumcount() >= OF_EACH
    first = pd.concat([table[~crowded], table[crowded]]).head(n)
    return first.sort_values("gain", ascending=False, kind="stable", ignore_index=True)


def _measured(action: strengths.Action, rule: Edition) -> bool:
    """Whether an action would raise what others measure of the whole region, or what is past."""
    if action.kind != "raise_spd":
        return False
    indicator = rule.indicator(str(action.values["indicator"]))
    return indicator.variable == INSTITUTION or indicator.scales[0].unit in STATISTICS


def _action(facts: RegionFacts, rule: Edition, action: strengths.Action) -> dict[str, object] | None:
    """Return an action with those who are to take it; None for one that nobody can."""
    row = {"kind": action.kind, "indicator": "", "number": "", "gain": action.gain, "n": 0, "agencies": []}
    row["values"] = dict(action.values)
    if action.kind == "grow_count":
        without = agencies_without(facts)
        room = int(str(action.values["cap"])) - len(frames.sent(facts))
        each, new = float(str(action.values["each"])), min(len(without), room)
        return row | {"gain": each * new, "n": new, "agencies": without} if new else None
    code = str(action.values.get("indicator", ""))
    if code:
        row |= {"indicator": code, "number": rule.indicator(code).label}
    if action.kind == "raise_sid":
        lower = below_top(facts, rule, code)
        row |= {"n": len(lower), "agencies": list(lower["agency"].dropna().value_counts().index)}
    return row


def below_top(facts: RegionFacts, rule: Edition, code: str) -> pd.DataFrame:
    """Return the sent innovations that have less than the highest level of an indicator."""
    assert facts.data is not None
    sent, levels = frames.sent(facts), facts.data.innovation_levels
    column = LEVEL_COLUMN[facts.basis]
    top = max(level.score for level in rule.indicator(code).scales[0].levels)
    reached = levels.loc[(levels["indicator"] == code) & (levels[column] >= top), "innovation_id"]
    lower = sent[~sent["innovation_id"].isin(reached)]
    return lower if "agency" in lower else lower.assign(agency=None)


def agencies_without(facts: RegionFacts) -> list[str]:
    """Return the agencies that must have an innovation and have none, sent or not, by name."""
    counts = frames.agency_counts(facts)
    none = counts["must_innovate"] & (counts["innovations"] == 0) & (counts["unsent"] == 0)
    return sorted(counts.loc[none.astype(bool), "agency"])


def at_risk(facts: RegionFacts) -> pd.DataFrame:
    """Return the sent innovations that break a rule of eligibility: ``innovation_id, title, flags``."""
    marks = facts.marks
    if marks.empty:
        return pd.DataFrame(columns=["innovation_id", "title", "flags"])
    marks = marks[marks["flag"].isin(flags.VALIDITY_FLAGS)]
    return marks.groupby(["innovation_id", "title"], sort=False)["flag"].agg(list).rename("flags").reset_index()
