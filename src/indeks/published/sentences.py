"""What the tables of published results say, in sentences: falls, losses on the way, targets, places, samples."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from indeks import regions
from indeks.published.position import places, ranked, top_ten
from indeks.published.rules import FIRST_INDEX_YEAR, breaks, rule_change
from indeks.published.samples import whole_provinces
from indeks.published.validation import before_final, pairs
from indeks.texts import Texts
from indeks.texts.words import category_text, stage_text

Row = Mapping[Hashable, Any]


def fell(name: str, year: int, t: Texts) -> str:
    """Say that a source tells of a fall in a year without a figure (``change`` of the published results)."""
    return t("published.change.fell", name=name, year=year)


def rules_between(before: int, year: int, t: Texts) -> str:
    """Say what is known to differ between the rules of two years.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> rules_between(2024, 2025, texts("en"))
    'The rules differ between 2024 and 2025 (formula, bounds of the categories and levels of the indicators), so \
the line breaks.'
    """
    kinds = rule_change(before, year)
    if not set(kinds) - {"unknown"}:
        key = "published.rules.not_known" if breaks(before, year) else "published.rules.none_known"
        return t(key, before=before, year=year)
    words = t.join([t(f"published.rules.{kind}") for kind in kinds])
    return t("published.rules.differ", before=before, year=year, kinds=words)


def no_changes(before: int, year: int, t: Texts) -> str:
    """Say why two years have no changes to show: another scale, or no region with a score for both."""
    other_scale = (before < FIRST_INDEX_YEAR) != (year < FIRST_INDEX_YEAR)
    key = "published.rules.other_scale" if other_scale else "published.rules.no_scores"
    return t(key, before=before, year=year)


def on_the_way(region_code: str, year: int, t: Texts, results: pd.DataFrame | None = None) -> list[str]:
    """Say which bound a score before the final one passes, what was lost the year before, and what came of it.

    Returns
    -------
    list of str
        Nothing where the region has a final score in the year, or no earlier one.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> for sentence in on_the_way("19.71", 2024, texts("en")):
    ...     print(sentence)
    Pangkalpinang City, 2024, provisional: 65.13, which is 5.12 points above the bound of Very innovative (60.01).
    Between the same stages in 2023, Pangkalpinang City lost 6.17 points; the same loss again would leave 58.96, \
category Innovative.
    Only the final category was published later, Very innovative; so 5.12 points were lost at most.
    """
    told = before_final(region_code, year, results)
    if told is None or told["bound"] is None:
        return []
    name = regions.full_name(region_code, t.lang)
    stage = stage_text(told["stage"], t)
    said = t(
        "published.before.reaches",
        stage=stage,
        name=name,
        year=year,
        score=told["score"],
        margin=told["margin"],
        bound=told["bound"],
        category=category_text(told["category"], t),
    )
    sentences = [said[0].upper() + said[1:]]
    if told["lost_before"] is not None and told["lost_before"] > 0:
        values = {"before": told["year_before"], "name": name, "lost": told["lost_before"], "left": told["left"]}
        key = "lost" if told["left_category"] else "lost_less"
        category = {"category": category_text(told["left_category"], t)} if told["left_category"] else {}
        sentences.append(t(f"published.before.{key}", **values, **category))
    ends = pairs(results)
    ends = ends[(ends["region_code"] == region_code) & (ends["year"] == year) & (ends["stage"] == told["stage"])]
    if len(ends) and pd.notna(ends.iloc[0]["lost_max"]):
        end = ends.iloc[0]
        category_name = category_text(end["final_category"], t)
        sentences.append(t("published.before.category", category=category_name, lost=end["lost_max"]))
    return sentences


def target(row: Row, t: Texts) -> str:
    """Say what a row of :func:`indeks.published.targets.targets` aims at."""
    text = t(f"published.target.{row['figure']}", target=row["target"], n=int(row["target"]))
    if row["figure"] == "rank" and not row["note"]:
        text = t("published.target.of_type", target=text, type=t(f"published.type.{row['type']}"))
    note = row["note"] if t.lang == "en" else row["note_id"]
    return t("published.target.noted", target=text, note=note) if note else text


def outcome(row: Row, t: Texts) -> str:
    """Say what came of a row of :func:`indeks.published.targets.targets`."""
    if row["outcome"] == "category_only":
        return t("published.target.category_only", category=category_text(row["came_category"], t))
    if row["outcome"] == "unpublished":
        return t("published.target.unpublished")
    came = t("published.target.outcome", came=_came(row, t), outcome=t(f"published.target.{row['outcome']}"))
    return t("published.target.inferred", text=came) if row["inferred"] else came


def _came(row: Row, t: Texts) -> str:
    low, high = row["came_min"], row["came_max"]
    key = f"published.target.came_{row['figure']}"
    if row["figure"] != "rank" or low == high:
        return t(key, low=low, n=int(low))
    if pd.isna(high):
        return t(f"{key}_best", low=low)
    return t(f"{key}_worst", high=high) if pd.isna(low) else t(f"{key}_range", low=low, high=high)


def place(region_code: str, year: int, t: Texts, results: pd.DataFrame | None = None) -> str:
    """Say which places a region can have among all of its type; empty where its own is stated.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> place("19.71", 2024, texts("en"))
    'Its place follows from scores and ranks of other cities: between 26 and 43.'
    """
    kind_of = regions.record(region_code)["type"]
    if (ranked(year, kind_of, results)["region_code"] == region_code).any():
        return ""
    best, worst = places(region_code, year, results)
    kind = t(f"published.type.{kind_of}")
    if best is None:
        return "" if worst is None else t("published.places.worst", type=kind, worst=worst)
    if worst is None:
        return t("published.places.best", type=kind, best=best)
    if best == worst:
        return t("published.places.exact", type=kind, best=best)
    return t("published.places.range", type=kind, best=best, worst=worst) if best < worst else ""


def to_top_ten(region_code: str, year: int, t: Texts, results: pd.DataFrame | None = None) -> list[str]:
    """Say how far a region is from the ten best of its type, or plainly why that cannot be told.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> for sentence in to_top_ten("19.71", 2022, texts("en")):
    ...     print(sentence)
    The tenth of the cities in 2022 has a score of at least 53.23 (Tangerang City, rank 43); how much more is not \
known.
    A score of 50.21 lacks at least 3.02 points of it.
    """
    told = top_ten(region_code, year, results)
    kind = t(f"published.type.{regions.record(region_code)['type']}")
    if told["reason"] == "no_places":
        return [t("published.top_ten.no_places", type=kind, year=year)]
    values: dict[str, Any] = {"type": kind, "year": year}
    for side, end in (("below", "low"), ("above", "high")):
        if told[side]:
            values[side] = regions.full_name(told[side]["region_code"], t.lang)
            values |= {f"{side}_place": int(told[side]["rank"]), end: float(told[side]["score"])}
    low, high = told["tenth_min"], told["tenth_max"]
    key = "at_most" if low is None else "at_least" if high is None else "exact" if low == high else "between"
    used = {
        "exact": ("below", "low"),
        "at_least": ("below", "below_place", "low"),
        "at_most": ("above", "above_place", "high"),
        "between": ("below", "below_place", "low", "above", "above_place", "high"),
    }[key]
    sentences = [t(f"published.top_ten.{key}", type=kind, year=year, **{name: values[name] for name in used})]
    if told["score"] is None:
        return [*sentences, t("published.top_ten.no_score", year=year)]
    lacks_low, lacks_high = told["distance_min"], told["distance_max"]
    if lacks_low is None or lacks_low <= 0:
        return sentences
    if lacks_high is None:
        distance = t("published.top_ten.lacks_at_least", score=told["score"], low=lacks_low)
    elif lacks_low == lacks_high:
        distance = t("published.top_ten.lacks_exactly", score=told["score"], low=lacks_low)
    else:
        distance = t("published.top_ten.lacks", score=told["score"], low=lacks_low, high=lacks_high)
    return [*sentences, distance]


def samples(year: int, t: Texts, results: pd.DataFrame | None = None) -> list[str]:
    """Say what the provinces show that published every one of their regions, or that there is none.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> print(samples(2021, texts("en"))[0])
    Sulawesi Barat 2021: the final scores of all 6 regencies and cities were published, so these figures show the \
whole province and not only the regions that announced good results. Their mean is 28.18, the median 34.11, the \
lowest 0.08, the highest 38.41.
    """
    table = whole_provinces(results)
    sentences = []
    for row in table[table["year"] == year].to_dict("records"):
        shown = ("province", "n", "mean", "median", "lowest", "highest")
        sentences.append(t("published.sample.line", year=year, **{name: row[name] for name in shown}))
        counts = {name: row[name] for name in ("sangat", "inovatif", "kurang")}
        sentences.append(t("published.sample.categories", **counts))
        if row["others_n"]:
            sentences.append(t("published.sample.others", of=row["others_n"], others=row["others_mean"]))
    return sentences or [t("published.sample.none", year=year)]
