"""The tables a region's report shows, as numbers: what its sections put into words."""

from __future__ import annotations

import pandas as pd

from indeks.edition import COUNT_INDICATOR, Edition, round_half_up
from indeks.reports.region.facts import RegionFacts
from indeks.scoring import strengths


def points_by_variable(parts: pd.DataFrame, rule: Edition, lang: str) -> pd.DataFrame:
    """Return index points won and lost by variable of the rule, the count score and SPD each as one.

    Parameters
    ----------
    parts
        Contributions of the region on one basis.
    rule
        The edition.
    lang
        Language of ``label``.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``index_points`` and ``index_lost``, in the order of the rule.
    """
    names = {v.code: v.text(lang) for v in rule.variables}
    counted = parts["indicator"] == COUNT_INDICATOR
    label = parts["variable"].map(names)
    label = label.mask(counted, rule.indicator(COUNT_INDICATOR).text(lang))
    label = label.fillna("SPD")
    prefix = parts["aspect"].str.upper() + " · "
    rows = parts.assign(label=(prefix + label).where(label != "SPD", "SPD"))
    return rows.groupby("label", sort=False)[["index_points", "index_lost"]].sum().reset_index()


def points_by_indicator(parts: pd.DataFrame, score: pd.Series) -> pd.DataFrame:
    """Return index points of every indicator, rounded so that their sum is the index that is shown.

    Parameters
    ----------
    parts
        Contributions of the region on one basis.
    score
        Its score on that basis.

    Returns
    -------
    pandas.DataFrame
        ``number``, ``indicator``, ``index_points``, ``index_max`` and ``index_lost``, in hundredths exactly.
    """
    shown = strengths.rounded_to_sum(list(parts["index_points"]), round_half_up(float(score["index"])))
    most = [round_half_up(value) for value in parts["index_max"]]
    return pd.DataFrame(
        {
            "number": parts["number"].to_numpy(),
            "indicator": parts["indicator"].astype(str).to_numpy(),
            "index_points": pd.Series(shown, dtype=object),
            "index_max": pd.Series(most, dtype=object),
            "index_lost": pd.Series([best - won for won, best in zip(shown, most, strict=True)], dtype=object),
        }
    )


def sent(facts: RegionFacts) -> pd.DataFrame:
    """Return the region's sent innovations of the report's year, as they stand in the dataset."""
    if facts.data is None:
        return pd.DataFrame()
    rows = facts.data.innovations
    return rows[(rows["region_code"] == facts.region) & (rows["year"] == facts.year) & rows["sent"]]


def affair_counts(facts: RegionFacts, rule: Edition) -> pd.DataFrame:
    """Return how many sent innovations each basic-service affair of the rule has: ``affair`` and ``n``."""
    rows = sent(facts)
    counts = rows["affair"].value_counts() if "affair" in rows else pd.Series(dtype=int)
    affairs = list(rule.formula["basic_affairs"].value)
    return pd.DataFrame({"affair": affairs, "n": [int(counts.get(affair, 0)) for affair in affairs]})


def agency_counts(facts: RegionFacts) -> pd.DataFrame:
    """Return how many sent innovations each listed agency has, most first: ``agency`` and ``innovations``.

    Empty where the dataset lists no agencies of the region.
    """
    listed = pd.DataFrame() if facts.data is None else facts.data.agencies
    listed = listed[listed["region_code"] == facts.region] if len(listed) else listed
    if listed.empty:
        return pd.DataFrame({"agency": [], "innovations": []})
    counts = sent(facts)["agency"].dropna().value_counts()
    names = listed["agency"].to_numpy()
    table = pd.DataFrame({"agency": names, "innovations": [int(counts.get(name, 0)) for name in names]})
    return table.sort_values(["innovations", "agency"], ascending=[False, True], ignore_index=True)
