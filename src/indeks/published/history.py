"""Published results over the years: comparable series, gaps between stages, lists, references, coverage.

Two scales never meet and stages never mix: every function works on one scale, and a stage is named or
stands in a column. Where sources disagree all figures stay, marked as a conflict; none is averaged away.
"""

from __future__ import annotations

import statistics
from typing import Any

import pandas as pd

from indeks import edition, regions
from indeks.published.agreement import joined, merged, one_each_scored, scored
from indeks.published.national import aggregates, awards, metric_text
from indeks.published.results import INDEX_SCALE, RAW_SCALE, build, label, published
from indeks.published.rules import breaks, rule_change
from indeks.published.validation import minus
from indeks.texts import texts

__all__ = [
    "aggregates", "awards", "build", "changes", "coverage", "label", "league", "merged", "metric_text",
    "note_column", "published", "references", "rule_change", "series", "stages", "trend",
]  # fmt: skip

NATIONAL_MEAN = "mean_iid"


def note_column(lang: str) -> str:
    """Return the column that holds the notes in a language."""
    return "note" if texts(lang).lang == "en" else "note_id"


def series(region_code: str, stage: str = "final", results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the scores of a region on the 0 to 100 scale, oldest first.

    One row a year; where sources disagree a row for each figure, all with ``conflict``. The column
    ``edition`` names the rules of the year, empty where the library has none.

    Examples
    --------
    >>> series("19.71")[["year", "score"]].values.tolist()
    [[2021.0, 59.02], [2022.0, 50.21], [2023.0, 57.68]]
    """
    table = scored(INDEX_SCALE, stage, results)
    table = table[table["region_code"] == region_code].sort_values(["year", "score"], ignore_index=True)
    rules = {year: edition.of_year(int(year)) for year in table["year"].unique()}
    names = {year: rule.id if rule else "" for year, rule in rules.items()}
    table["edition"] = table["year"].map(names).astype(str)
    return table


def trend(region_code: str, year: int, results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the scores of a region on the 0 to 100 scale at every stage, for a report of one year.

    Parameters
    ----------
    region_code
        The region.
    year
        The year of the report.
    results
        A table like that of :func:`published`; that table where none is given.

    Returns
    -------
    pandas.DataFrame
        ``year, stage, score, score_min, score_max, conflict, category, source``, oldest first; ``breaks``, true on
        a final score that no line may join to the final score before (the rules differ, or a year lies between);
        ``rules``, what differs (:func:`rule_change`, joined by spaces); ``later``, true after the year of the report.

    Examples
    --------
    >>> trend("19.71", 2023).query("stage == 'final'")[["year", "score", "breaks"]].values.tolist()
    [[2021, 59.02, False], [2022, 50.21, True], [2023, 57.68, False]]
    """
    columns = ["year", "stage", "score", "score_min", "score_max", "conflict", "category", "source"]
    table = merged(results)
    kept = (table["region_code"] == region_code) & (table["scale"] == INDEX_SCALE) & table["score"].notna()
    table = table.loc[kept, columns].reset_index(drop=True)
    before: int | None = None
    told: list[tuple[bool, str]] = []
    for stage, now in zip(table["stage"], table["year"].astype(int), strict=True):
        if stage != "final" or before in (None, now):
            told.append((False, ""))
        else:
            assert before is not None
            told.append((now - before > 1 or breaks(before, now), " ".join(rule_change(before, now))))
        before = now if stage == "final" else before
    table["breaks"] = pd.Series([line for line, _ in told], index=table.index, dtype=bool)
    table["rules"] = pd.Series([kinds for _, kinds in told], index=table.index, dtype=str)
    table["later"] = (table["year"] > year).astype(bool)
    return table


def stages(region_code: str, year: int, results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what was published of a region in a year, stage by stage.

    ``difference_to_final`` is the final score less that of the stage, on one scale only; missing where
    there is no single score on both sides. The stage is that of the source, doubts stand in the note.

    Examples
    --------
    >>> stages("19.71", 2023)[["stage", "score", "difference_to_final"]].values.tolist()
    [['sementara', 63.85, -6.17], ['final', 57.68, nan]]
    """
    table = merged(results)
    table = table[(table["region_code"] == region_code) & (table["year"] == year)].reset_index(drop=True)
    final = table[(table["stage"] == "final") & table["score"].notna() & ~table["conflict"]]
    ends = dict(zip(final["scale"], final["score"], strict=True))
    differences = [
        float("nan") if stage == "final" or conflict else minus(ends.get(scale, float("nan")), score)
        for stage, scale, score, conflict in zip(
            table["stage"], table["scale"], table["score"], table["conflict"], strict=True
        )
    ]
    table["difference_to_final"] = pd.Series(differences, index=table.index, dtype=float)
    return table


def _rank(low: pd.Series, high: pd.Series) -> pd.Series:
    """Rank scores known as ranges; ties share the best place, a range over several places has none."""
    lows = [edition.round_half_up(value) for value in low]
    highs = [edition.round_half_up(value) for value in high]
    ranks = []
    for own_low, own_high in zip(lows, highs, strict=True):
        # A region is never above itself: its own low is at most its own high. Only in a conflict is its own
        # high above its own low, which the subtraction takes out again.
        best = 1 + sum(other > own_high for other in lows)
        worst = 1 + sum(other > own_low for other in highs) - (own_high > own_low)
        ranks.append(best if best == worst else pd.NA)
    return pd.Series(ranks, index=low.index, dtype="Int64")


def league(
    year: int, type: str | None = None, stage: str = "final", results: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the scores published for a year, best first.

    Parameters
    ----------
    year
        Year of the index.
    type
        Only ``"provinsi"``, ``"kabupaten"`` or ``"kota"``; ranks are then among these.
    stage
        Stage of the results.
    results
        A table like that of :func:`published`; that table where none is given.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`MERGED`, and ``rank_among_published`` on the score rounded to two decimals
        (ties share the best rank; missing where sources disagree so far that the place does) and
        ``derived``, true where the category follows from the score and was not stated. ``rank`` is the
        place a source states, among ``rank_cluster``.
    """
    table = one_each_scored(INDEX_SCALE, stage, results)
    table = table[table["year"] == year]
    if type is not None:
        table = table[table["type"] == type]
    table = table.assign(rank_among_published=_rank(table["score_min"], table["score_max"]))
    table["derived"] = table["category_origin"] == "derived"
    return table.sort_values(
        ["score_max", "score_min", "region_code"], ascending=[False, False, True], ignore_index=True
    )


def changes(year: int, results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the regions with a final score on the 0 to 100 scale in a year and the year before.

    Returns
    -------
    pandas.DataFrame
        ``region_code, region, type, province, year, score_before, score, difference, conflict, doubtful,
        source_before, source, edition_before, edition, rules_changed, bounds_changed``. The last two are
        missing where the library lacks the rules of one of the years; ``score`` and ``difference`` where
        sources disagree.
    """
    table = one_each_scored(INDEX_SCALE, "final", results)
    now = table[table["year"] == year]
    before = table[table["year"] == year - 1].set_index("region_code")
    now = now[now["region_code"].isin(before.index)]
    then = before.loc[now["region_code"]].set_axis(now.index)
    changes = now[["region_code", "region", "type", "province", "year"]].copy()
    changes["score_before"] = then["score"]
    changes["score"] = now["score"]
    pairs = zip(now["score"], then["score"], strict=True)
    changes["difference"] = pd.Series([minus(a, b) for a, b in pairs], index=now.index, dtype=float)
    changes["conflict"] = now["conflict"] | then["conflict"]
    words = zip(then["doubtful"], now["doubtful"], strict=True)
    changes["doubtful"] = pd.Series(
        [" ".join(sorted({*a.split(), *b.split()})) for a, b in words], index=now.index, dtype=str
    )
    changes["source_before"] = then["source"]
    changes["source"] = now["source"]
    old, new = edition.of_year(year - 1), edition.of_year(year)
    changes["edition_before"] = old.id if old else ""
    changes["edition"] = new.id if new else ""
    changes["rules_changed"] = pd.Series(
        old.id != new.id if old and new else pd.NA, index=now.index, dtype="boolean"
    )
    changes["bounds_changed"] = pd.Series(_bounds_differ(year - 1, year), index=now.index, dtype="boolean")
    return changes.sort_values("region_code", ignore_index=True)


def _bounds_differ(before: int, year: int) -> Any:
    old, new = ([(c.name, c.min, c.max) for c in edition.categories_of(y)] for y in (before, year))
    return old != new if old and new else pd.NA


def coverage(year: int, results: pd.DataFrame | None = None) -> dict[str, dict[str, int]]:
    """Count how much of the country the published results of a year show.

    Returns
    -------
    dict
        ``country`` (all regions), ``autonomous`` (those that can report), ``any_result``, ``final_score``
        (on the 0 to 100 scale) and ``final_raw_score``, each a dict of counts by type and ``total``.
    """
    master = regions.master()
    table = merged(results)
    table = table[table["year"] == year]
    final = table[(table["stage"] == "final") & table["score"].notna()]
    counted = {
        "country": master,
        "autonomous": master[master["region_code"].map(regions.is_autonomous).astype(bool)],
        "any_result": table.drop_duplicates("region_code"),
        "final_score": final[final["scale"] == INDEX_SCALE].drop_duplicates("region_code"),
        "final_raw_score": final[final["scale"] == RAW_SCALE].drop_duplicates("region_code"),
    }
    return {
        name: {**{kind: int((rows["type"] == kind).sum()) for kind in regions.TYPES}, "total": len(rows)}
        for name, rows in counted.items()
    }


def references(year: int, type: str, results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what a region of a type can be held against in a year, on final scores of the 0 to 100 scale.

    Returns
    -------
    pandas.DataFrame
        ``reference, type, year, n, n_conflicts, mean, mean_min, mean_max, median, source``. ``reference`` is
        ``published_all``, ``published_type`` or ``national_mean`` (as announced, where it was; its ``n`` is
        not stated). Where sources of a region disagree the mean lies between ``mean_min`` and ``mean_max``,
        and ``mean`` (and ``median`` likewise) is missing unless it is the same either way.
    """
    records: list[dict[str, Any]] = []
    for name, kind in (("published_all", None), ("published_type", type)):
        table = league(year, kind, results=results)
        low, high = table["score_min"].tolist(), table["score_max"].tolist()
        means = [statistics.fmean(ends) if ends else float("nan") for ends in (low, high)]
        medians = [statistics.median(ends) if ends else float("nan") for ends in (low, high)]
        records.append(
            {
                "reference": name,
                "type": kind or "",
                "n": len(table),
                "n_conflicts": int(table["conflict"].sum()),
                "mean": means[0] if means[0] == means[1] else float("nan"),
                "mean_min": means[0],
                "mean_max": means[1],
                "median": medians[0] if medians[0] == medians[1] else float("nan"),
                "source": joined(table["source"]),
            }
        )
    national = aggregates(year)
    national = national[national["metric"] == NATIONAL_MEAN]
    for row in national.to_dict("records"):
        single = float("nan") if row["conflict"] else row["value"]
        ends = {"mean": single, "mean_min": row["value_min"], "mean_max": row["value_max"]}
        records.append({"reference": "national_mean", "type": "", "source": row["source"], **ends})
    columns = ["reference", "type", "year", "n", "n_conflicts", "mean", "mean_min", "mean_max", "median", "source"]
    table = pd.DataFrame([{**r, "year": year} for r in records], columns=columns)
    kinds: dict[str, Any] = dict.fromkeys(("mean", "mean_min", "mean_max", "median"), float)
    return table.astype({"n": "Int64", "n_conflicts": "Int64", **kinds})
