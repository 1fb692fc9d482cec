"""The tables a region's report shows, as numbers: what its sections put into words."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from indeks import edition as editions
from indeks import regions
from indeks.culture import participation
from indeks.edition import COUNT_INDICATOR, Edition, round_half_up
from indeks.published import RAW_SCALE, history, national, own, rules
from indeks.published import position as positions
from indeks.reports.region.facts import RegionFacts, kept
from indeks.scoring import CLAIMED, VERIFIED, formula, strengths
from indeks.scoring.units import unit_of
from indeks.texts.words import CATEGORIES


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


@kept
def published_counts(facts: RegionFacts) -> pd.DataFrame:
    """Return the published counts of agencies and innovations; without rows unless two years tell of agencies."""
    table = participation.published_counts(facts.region, facts.results)
    return table if table["agencies"].notna().sum() > 1 else table.iloc[:0]


@kept
def sent(facts: RegionFacts) -> pd.DataFrame:
    """Return the region's sent innovations of the report's year, as they stand in the dataset."""
    if facts.data is None:
        return pd.DataFrame()
    rows = facts.data.innovations
    return rows[(rows["region_code"] == facts.region) & (rows["year"] == facts.year) & rows["sent"]]


def unsent(facts: RegionFacts) -> pd.DataFrame:
    """Return the region's innovations of the report's year that are not sent, by title."""
    if facts.data is None:
        return pd.DataFrame()
    rows = facts.data.innovations
    rows = rows[(rows["region_code"] == facts.region) & (rows["year"] == facts.year) & ~rows["sent"].astype(bool)]
    return rows.sort_values("title", kind="stable")


def maturity(facts: RegionFacts) -> pd.Series | None:
    """Return the maturity of the sent innovations by identifier; None where there are no levels."""
    rows = facts.innovations
    return rows.set_index(rows["innovation_id"].astype(str))["maturity"] if len(rows) else None


def maturity_summary(facts: RegionFacts) -> pd.Series:
    """Return ``n, mean, low, high, best`` of the maturity of the sent innovations, in points."""
    points = facts.innovations["maturity"].astype(float)
    best = float(facts.innovations["max_maturity"].iloc[0])
    return pd.Series(
        {"n": len(points), "mean": points.mean(), "low": points.min(), "high": points.max(), "best": best}
    )


def with_and_without(facts: RegionFacts) -> pd.DataFrame:
    """Return the scores with all sent innovations and without the flagged ones.

    Returns
    -------
    pandas.DataFrame
        ``counted`` (``with`` or ``without``), ``basis, n_innovations, index, category``; or no rows.
    """
    names = ["basis", "n_innovations", "index", "category", "index_low", "index_high"]
    if facts.without_flagged.empty:
        return pd.DataFrame(columns=["counted", *names])
    parts = {"with": facts.scores, "without": facts.without_flagged}
    table = pd.concat({counted: rows[names] for counted, rows in parts.items()}, names=["counted"])
    return table.reset_index("counted").reset_index(drop=True)


def count_score(facts: RegionFacts, rule: Edition) -> tuple[float, float]:
    """Return what the count score is worth: points of the rule, and points of the index."""
    score = facts.score(facts.basis)
    points = float(score["count_score"]) if score is not None else 0.0
    return points, points * index_per_point(rule)


def affair_counts(facts: RegionFacts, rule: Edition) -> pd.DataFrame:
    """Return how many sent innovations each basic-service affair of the rule has: ``affair`` and ``n``."""
    rows = sent(facts)
    counts = rows["affair"].value_counts() if "affair" in rows else pd.Series(dtype=int)
    affairs = list(rule.formula["basic_affairs"].value)
    return pd.DataFrame({"affair": affairs, "n": [int(counts.get(affair, 0)) for affair in affairs]})


@kept
def agency_counts(facts: RegionFacts) -> pd.DataFrame:
    """Return how many innovations each listed agency has, those with most sent ones first.

    Returns
    -------
    pandas.DataFrame
        ``agency``, ``innovations`` (sent), ``unsent`` and ``must_innovate`` (an empty cell means it must). Empty
        where the dataset lists no agencies of the region.
    """
    names = ["agency", "innovations", "unsent", "must_innovate"]
    if facts.data is None or facts.data.agencies.empty or "agency" not in facts.data.innovations:
        return pd.DataFrame({name: [] for name in names})
    listed = facts.data.agencies[facts.data.agencies["region_code"] == facts.region]
    rows = facts.data.innovations
    rows = rows[(rows["region_code"] == facts.region) & (rows["year"] == facts.year)]
    sent, unsent = (rows.loc[rows["sent"] == which, "agency"].value_counts() for which in (True, False))
    must = listed["must_innovate"] if "must_innovate" in listed else pd.Series(True, index=listed.index)
    table = listed[["agency"]].assign(
        innovations=listed["agency"].map(sent).fillna(0).astype(int),
        unsent=listed["agency"].map(unsent).fillna(0).astype(int),
        must_innovate=must.astype("boolean").fillna(True).astype(bool),
    )
    return table.sort_values(["innovations", "agency"], ascending=[False, True], ignore_index=True)


def index_per_point(rule: Edition) -> float:
    """Return how much one point is worth on the scale of the index."""
    return float(formula.per_point(formula.constants(rule, unit_of(rule))))


def spd_points(facts: RegionFacts, rule: Edition) -> pd.DataFrame:
    """Return the parameters of SPD with the levels the region states, and the points of those that count.

    Returns
    -------
    pandas.DataFrame
        ``number``, ``indicator``, ``level``, ``verified`` (None where not stated), ``points`` and ``maximum``,
        both exact, in the order of the rule.
    """
    levels = pd.DataFrame({"indicator": []}) if facts.data is None else facts.data.region_levels
    if len(levels):
        levels = levels[(levels["region_code"] == facts.region) & (levels["year"] == facts.year)]
    by_code = {r.indicator: r for r in levels.itertuples()}
    rows = []
    for indicator in rule.of_aspect("spd"):
        row = by_code.get(indicator.code)
        level, verified = _level(row, "level"), _level(row, "verified_level")
        counts = verified if facts.verified else level
        rows.append(
            {
                "number": indicator.label,
                "indicator": indicator.code,
                "level": level,
                "verified": verified,
                "points": (indicator.weight or Decimal(0)) * (counts or 0),
                "maximum": indicator.max_points or Decimal(0),
            }
        )
    return pd.DataFrame(
        rows, columns=["number", "indicator", "level", "verified", "points", "maximum"], dtype=object
    )


def _level(row: object | None, column: str) -> int | None:
    value = getattr(row, column, None)
    return None if value is None or pd.isna(value) else int(value)


def trend_points(facts: RegionFacts) -> pd.DataFrame:
    """Return ``year, stage, score, breaks, later`` on the 0 to 100 scale, computed scores included."""
    points = history.trend(facts.region, facts.year, facts.results)[["year", "stage", "score", "breaks", "later"]]
    computed = [
        {"year": facts.year, "stage": basis, "score": float(score["index"]), "breaks": False, "later": False}
        for basis in (CLAIMED, VERIFIED)  # what is not examined to the end has a range, no score
        if (score := facts.score(basis)) is not None and (basis == CLAIMED or facts.verified)
    ]
    parts = [f for f in (points, pd.DataFrame(computed)) if len(f)]
    return pd.concat(parts, ignore_index=True).sort_values("year", kind="stable") if parts else points


def rule_changes(points: pd.DataFrame) -> list[int]:
    """Return the years of a trend, but for the first, before which a line has to break."""
    years = range(int(points["year"].min()) + 1, int(points["year"].max()) + 1)
    return [year for year in years if rules.breaks(year - 1, year)]


def top_bounds(points: pd.DataFrame) -> dict[int, float]:
    """Return the lower bound of the highest category in each year of a trend, where it is known."""
    years = range(int(points["year"].min()), int(points["year"].max()) + 1)
    known = {year: categories for year in years if (categories := editions.categories_of(year))}
    return {year: float(max(c.min for c in categories)) for year, categories in known.items()}


def rules_differ(before: int, year: int) -> bool:
    """Whether the rules of two years differ or are not both known."""
    old, new = editions.of_year(before), editions.of_year(year)
    return old is None or new is None or old.id != new.id


@kept
def results(facts: RegionFacts, *, raw: bool) -> pd.DataFrame:
    """Return what was published of the region, of one scale, as :func:`indeks.published.history.merged` has it.

    Parameters
    ----------
    facts
        The facts of the report.
    raw
        Whether the results of the raw scale are meant, or all others.
    """
    rows = history.merged(facts.results)
    rows = rows[(rows["region_code"] == facts.region) & ((rows["scale"] == RAW_SCALE) == raw)]
    counted = rows[["score", "n_innovations", "n_agencies", "rank"]].notna().any(axis=1)
    told = (rows[["category", "award", "change"]] != "").any(axis=1)
    return rows[counted | told].reset_index(drop=True)


def only_own(facts: RegionFacts) -> bool:
    """Tell whether all that is known of the region's results is what it brings itself."""
    if facts.results is None:
        return False
    rows = facts.results[facts.results["region_code"] == facts.region]
    return all(own.is_own(source) for source in rows["source"])


@kept
def position_scores(facts: RegionFacts) -> pd.DataFrame:
    """Return the published final scores of the year, the region's own and those it is compared with.

    Returns
    -------
    pandas.DataFrame
        ``region_code``, ``type``, ``score`` and ``own``; empty unless the region and another have a score.
    """
    league = facts.league[facts.league["score"].notna()]
    scores = league[["region_code", "type"]].assign(
        score=league["score"].astype(float), own=(league["region_code"] == facts.region).astype(bool)
    )
    return scores if scores["own"].sum() == 1 and len(scores) > 1 else scores.iloc[:0]


@kept
def spread(facts: RegionFacts) -> pd.DataFrame:
    """Return mean and spread of the final scores of the year, of all regions and of those of the region's type.

    Returns
    -------
    pandas.DataFrame
        ``reference`` (``published_all``, ``published_type``, ``national_mean``), ``n, mean, deviation,
        lower_quartile, median, upper_quartile, lowest, highest, source``; one region is no reference, and of the
        national mean only ``mean`` is known.
    """
    names = {"": "published_all", facts.type: "published_type"}
    table = positions.spread()
    table = table[(table["year"] == facts.year) & (table["stage"] == "final") & table["type"].isin(list(names))]
    table = table[table["n"] > 1].assign(reference=table["type"].map(names))
    means = national.aggregates(facts.year)
    means = means[(means["metric"] == history.NATIONAL_MEAN) & ~means["conflict"]].head(1)
    announced = pd.DataFrame(
        {"reference": "national_mean", "mean": means["value"].astype(float), "source": means["source"]}
    )
    columns = ["reference", "n", "mean", "deviation", "lower_quartile", "median", "upper_quartile"]
    columns += ["lowest", "highest", "source"]
    parts = [part for part in (table, announced) if len(part)]
    joined = pd.concat(parts, ignore_index=True) if parts else table
    return joined.reindex(columns=columns)


@kept
def neighbours(facts: RegionFacts, among: str) -> pd.DataFrame:
    """Return the published results of the region's province or type, as :func:`indeks.published.position.peers`.

    Of its type only those with a score: they are many. Empty where no other region has one.
    """
    if not regions.known(facts.region):
        return pd.DataFrame()
    table = positions.peers(facts.region, facts.year, among, facts.results)
    if among == "type":
        table = table[table["own"] | table["score_min"].notna()]
    return table.reset_index(drop=True) if (~table["own"]).any() else table.iloc[:0]


def categories_only(facts: RegionFacts) -> dict[str, int]:
    """Count the other regions of the type whose latest result is a category without a score, best first."""
    if not regions.known(facts.region):
        return {}
    table = positions.peers(facts.region, facts.year, "type")
    table = table[~table["own"] & table["score_min"].isna() & (table["category"] != "")]
    counts = table["category"].value_counts()
    return {name: int(counts[name]) for name in reversed(CATEGORIES) if name in counts}
