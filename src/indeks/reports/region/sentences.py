"""The summary of a region in sentences, right for every case: no history, one year, a fall, a tie, a jump."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from indeks import edition as editions
from indeks import published
from indeks.edition import Category, Edition, round_half_up
from indeks.published import INDEX_SCALE, RAW_SCALE
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.frames import rules_differ
from indeks.scoring import CLAIMED, VERIFIED
from indeks.texts import Texts
from indeks.texts.words import CATEGORIES, category_text, stage_text


def rank_of(name: str) -> int:
    """Return the place of a category among all, lowest 0; the same names hold in every edition."""
    return CATEGORIES.index(name)


def affair_text(affair: str, t: Texts) -> str:
    """Return the name of a basic-service affair in a language; as it stands where the catalogue has none."""
    key = "reports.affair." + "_".join(affair.lower().replace(",", "").split())
    return t(key) if t.has(key) else affair


def summary(facts: RegionFacts) -> list[str]:
    """Return the sentences that open a report, most important first."""
    computed, of_sources = _computed(facts), _published(facts)
    sentences = [*computed, *of_sources]
    if not of_sources and not facts.scored:
        sentences += _nothing(facts)
    if facts.final.empty and not facts.scored:
        sentences += _last_known(facts)
    if facts.scored and not facts.final.empty:
        sentences.append(facts.t("reports.summary.claim_and_final"))
    sentences += _to_next(facts)
    sentences += _rank(facts)
    sentences += _change(facts)
    return sentences


def _to_next(facts: RegionFacts) -> list[str]:
    """Tell the distance to the next category: of the one final score, else of the index that counts."""
    final, computed = facts.final, facts.score(facts.basis)
    if len(final) == 1:
        rule, score, what = _rule_of_year(facts), final.iloc[0]["score"], "final"
    elif computed is not None:
        rule, score, what = facts.rule, computed["index"], facts.basis
    else:
        return []
    return [to_next(round_half_up(float(score)), rule, facts.t, what)] if rule and rule.categories else []


def _rule_of_year(facts: RegionFacts) -> Edition | None:
    """Return the rule a published score was given by: that of its year, never one chosen for another year."""
    given = facts.rule if facts.rule is not None and facts.year in facts.rule.years else None
    return editions.of_year(facts.year) or given


def _computed(facts: RegionFacts) -> list[str]:
    claimed, verified, t = facts.score(CLAIMED), facts.score(VERIFIED), facts.t
    if claimed is None:
        return [facts.no_index] if facts.no_index else []
    sentences = [
        t(
            "reports.summary.claimed",
            name=facts.name,
            year=facts.year,
            index=claimed["index"],
            category=category_text(claimed["category"], t),
        )
    ]
    if facts.spd_given:
        sentences.append(t("reports.summary.spd_given", spd=claimed["spd"]))
    elif not claimed["spd"] and not facts.absent:
        sentences.append(t("reports.summary.no_spd"))
    if not claimed["n_innovations"]:
        sentences.append(t("reports.summary.none_sent"))
    if verified is not None:
        sentences += _verification(facts, claimed, verified)
        if facts.spd_given:
            sentences.append(t("reports.summary.spd_unexamined"))
    if not facts.without_flagged.empty:
        row = facts.without_flagged[facts.without_flagged["basis"] == CLAIMED].iloc[0]
        n = int(claimed["n_innovations"]) - int(row["n_innovations"])
        sentences.append(
            t(
                "reports.summary.without_flagged",
                n=n,
                index=row["index"],
                category=category_text(row["category"], t),
            )
        )
    return sentences


def _verification(facts: RegionFacts, claimed: pd.Series, verified: pd.Series) -> list[str]:
    """Tell the verified index once every level was examined, before that the range it can still come to lie in."""
    t = facts.t
    if facts.verified:
        category = category_text(verified["category"], t)
        difference = abs(_minus(verified["index"], claimed["index"]))
        return [t("reports.summary.verified", index=verified["index"], category=category, difference=difference)]
    counts = {"n": int(verified["examined"]), "of": int(verified["stated"])}
    ends = {"low": verified["index_low"], "high": verified["index_high"]}
    sentences = [t("reports.summary.examined", **counts, **ends)]
    changed = _minus(verified["index_high"], claimed["index"])
    if changed:
        key = "reports.summary.examined_less" if changed < 0 else "reports.summary.examined_more"
        sentences.append(t(key, difference=abs(changed)))
    return sentences


def _minus(after: float, before: float) -> Decimal:
    """Subtract what is shown: both rounded to two decimals first."""
    return round_half_up(float(after)) - round_half_up(float(before))


def _published(facts: RegionFacts) -> list[str]:
    t, rows = facts.t, facts.stages
    head = {"name": facts.name, "year": facts.year}
    scored = rows[rows["score"].notna()]
    final = scored[scored["stage"] == "final"]
    finals, raw = final[final["scale"] == INDEX_SCALE], final[final["scale"] == RAW_SCALE]
    category = rows[(rows["stage"] == "final") & (rows["category"] != "")]
    sentences = []
    if len(finals) == 1:
        sentences.append(_final(facts, finals.iloc[0]))
    elif len(finals) > 1:
        ends = {"low": finals["score"].min(), "high": finals["score"].max()}
        sentences.append(t("reports.summary.conflict", **head, **ends))
        if set(finals["category_origin"]) == {"stated"} and finals["category"].nunique() == 1:
            text = category_text(finals.iloc[0]["category"], t)
            sentences.append(t("reports.summary.conflict_category", category=text))
    elif len(raw) == 1:
        row = raw.iloc[0]
        key = "reports.summary.raw_category" if row["category"] else "reports.summary.raw"
        sentences.append(t(key, **head, score=row["score"], category=category_text(row["category"], t)))
    elif len(raw) > 1:
        ends = {"low": raw["score"].min(), "high": raw["score"].max()}
        sentences.append(t("reports.summary.raw_conflict", **head, **ends))
    elif len(category):
        text = category_text(category.iloc[0]["category"], t)
        sentences.append(t("reports.summary.category_only", **head, category=text))
    earlier = scored[scored["stage"] != "final"]
    if len(finals) == 1:
        sentences += [
            _gap(row, finals.iloc[0]["score"], t)
            for row in earlier[earlier["scale"] == INDEX_SCALE].to_dict("records")
        ]
    elif len(earlier):
        results = t.join([_stage_score(row, t) for row in earlier.to_dict("records")])
        key = "reports.summary.stages_beside" if len(final) or len(category) else "reports.summary.only_stage"
        sentences.append(t(key, **head, results=results))
    silent = rows[(rows["stage"] != "final") & rows["score"].isna() & (rows["category"] != "")]
    for row in silent.to_dict("records"):
        text = category_text(row["category"], t)
        sentences.append(
            t("reports.summary.stage_category", **head, stage=stage_text(row["stage"], t), category=text)
        )
    return sentences


def _gap(row: Mapping[Hashable, Any], final: float, t: Texts) -> str:
    """Tell a stage's score against the final score of the same year."""
    gap = _minus(final, row["score"])
    if not gap:
        return t("reports.summary.gap_none", stage=stage_text(row["stage"], t), score=row["score"])
    key = "reports.summary.gap_down" if gap < 0 else "reports.summary.gap_up"
    return t(key, stage=stage_text(row["stage"], t), score=row["score"], final=final, gap=abs(gap))


def _stage_score(row: Mapping[Hashable, Any], t: Texts) -> str:
    key = "reports.summary.stage_score" if row["scale"] == INDEX_SCALE else "reports.summary.stage_score_raw"
    return t(key, stage=stage_text(row["stage"], t), score=row["score"])


def _final(facts: RegionFacts, row: pd.Series) -> str:
    t = facts.t
    values = {"name": facts.name, "year": facts.year, "score": row["score"]}
    if not row["category"]:
        rule = _rule_of_year(facts)
        if rule is not None and rule.categories:
            category = rule.category(float(row["score"]))
            return t("reports.summary.final_by_bounds", category=category.text(t.lang), **values)
        return t("reports.summary.final_no_category", **values)
    key = "reports.summary.final_derived" if row["category_origin"] == "derived" else "reports.summary.final"
    return t(key, category=category_text(row["category"], t), **values)


def _nothing(facts: RegionFacts) -> list[str]:
    t = facts.t
    counts = facts.stages[facts.stages["n_innovations"].notna()]["n_innovations"]
    if counts.empty:
        return [t("reports.summary.nothing", name=facts.name, year=facts.year)]
    numbers = t.join([str(t.number(n)) for n in sorted({int(n) for n in counts})])
    return [t("reports.summary.only_count", name=facts.name, year=facts.year, number=numbers)]


def _last_known(facts: RegionFacts) -> list[str]:
    """Tell the newest final score before the report's year, or between what its sources put it."""
    earlier = facts.series[facts.series["year"] < facts.year]
    if earlier.empty:
        return []
    last = earlier[earlier["year"] == earlier["year"].max()]
    return [_known("last_known", last, facts.t)]


def _known(key: str, rows: pd.DataFrame, t: Texts) -> str:
    """Tell the final score of an earlier year; as a range where its sources disagree."""
    year = int(rows.iloc[0]["year"])
    if len(rows) == 1:
        return t(f"reports.summary.{key}", year=year, score=rows.iloc[0]["score"])
    low, high = rows["score"].min(), rows["score"].max()
    return t(f"reports.summary.{key}_conflict", year=year, low=low, high=high)


def to_next(score: Decimal, rule: Edition, t: Texts, what: str) -> str:
    """Tell how far a score is from the next category, or how far above the bound of the highest.

    ``what`` names the score: ``final``, ``claimed`` or ``verified``.
    """
    rounded = round_half_up(score)
    own = rule.category(rounded)
    above = sorted((c for c in rule.categories if c.min > own.min), key=lambda c: c.min)
    shown: Category = above[0] if above else own
    values = {
        "what": t(f"reports.summary.what_{what}"),
        "score": rounded,
        "category": shown.text(t.lang),
        "bound": shown.min,
        "edition": rule.title_text(t.lang),
    }
    if above:
        return t("reports.summary.to_next", gap=shown.min - rounded, **values)
    if rounded == own.min:
        return t("reports.summary.highest_exact", **values)
    return t("reports.summary.highest", margin=rounded - own.min, **values)


def _rank(facts: RegionFacts) -> list[str]:
    t, sentences = facts.t, []
    for row in facts.stages[facts.stages["rank"].notna()].to_dict("records"):
        values = {"rank": int(row["rank"]), "stage": stage_text(row["stage"], t)}
        if row["rank_cluster"]:
            cluster = published.label("rank_cluster", row["rank_cluster"], t.lang)
            sentences.append(t("reports.summary.rank_stated", cluster=cluster, **values))
        else:
            sentences.append(t("reports.summary.rank_stated_bare", **values))
    league = facts.league
    mine = league[(league["region_code"] == facts.region) & league["rank_among_published"].notna()]
    if len(mine) == 1 and len(league) > 1:
        rank = int(mine.iloc[0]["rank_among_published"])
        tied = int((league["rank_among_published"] == rank).sum()) - 1
        n = int(league["region_code"].nunique())
        key = "reports.summary.rank_tied" if tied else "reports.summary.rank"
        sentences.append(t(key, rank=rank, of=n, n=tied))
    return list(dict.fromkeys(sentences))  # sources that disagree on the score may state one rank


def _change(facts: RegionFacts) -> list[str]:
    """Tell the change against the final score before, only from final to final on one scale."""
    t = facts.t
    until = facts.series[facts.series["score"].notna() & (facts.series["year"] <= facts.year)]
    earlier = until[until["year"] < facts.year]
    series = until[~until["conflict"]]
    now, before = series[series["year"] == facts.year], series[series["year"] < facts.year]
    if now.empty:
        if facts.scored and len(earlier):
            last_year = earlier[earlier["year"] == earlier["year"].max()]
            return [_known("not_comparable", last_year, t)]
        return []
    sentences = []
    between = earlier[earlier["conflict"] & (earlier["year"] > before["year"].max() if len(before) else True)]
    for _, rows in between.groupby("year"):
        sentences.append(_known("before", rows, t))
    if before.empty:
        return sentences or [t("reports.summary.no_history")]
    last, new = before.iloc[-1], now.iloc[0]
    sentences.append(change(float(last["score"]), float(new["score"]), int(last["year"]), t))
    if last["category"] and new["category"]:
        sentences.append(category_change(last, new, t))
    if rules_differ(int(last["year"]), facts.year):
        sentences.append(t("reports.summary.rules_changed", before=int(last["year"]), year=facts.year))
    sentences += falls(series, t)
    return sentences


def change(before: float, now: float, year: int, t: Texts) -> str:
    """Tell a rise, a fall or no change of two decimals against an earlier year."""
    difference = round_half_up(now) - round_half_up(before)
    if difference == 0:
        return t("reports.summary.same", year=year, before=before)
    key = "reports.summary.rise" if difference > 0 else "reports.summary.fall"
    return t(key, year=year, before=before, difference=abs(difference))


def category_change(before: pd.Series, now: pd.Series, t: Texts) -> str:
    """Tell whether the category rose, fell or stayed, and by how many steps where more than one.

    The results carry ``category`` and ``category_origin``; a category that no source states is marked.
    """
    step = rank_of(now["category"]) - rank_of(before["category"])
    names = {
        which: category_text(row["category"], t, derived=row["category_origin"] == "derived")
        for which, row in (("before", before), ("now", now))
    }
    if step == 0:
        return t("reports.summary.category_same", now=category_text(now["category"], t))
    if abs(step) > 1:
        key = "reports.summary.category_jump_up" if step > 0 else "reports.summary.category_jump_down"
        return t(key, steps=abs(step), **names)
    return t("reports.summary.category_up" if step > 0 else "reports.summary.category_down", **names)


def falls(series: pd.DataFrame, t: Texts) -> list[str]:
    """Tell of two or more falls in a row up to the last year."""
    scores = [round_half_up(float(score)) for score in series["score"]]
    years = list(series["year"].astype(int))
    run = 0
    while run + 1 < len(scores) and scores[-1 - run] < scores[-2 - run] and years[-1 - run] - years[-2 - run] == 1:
        run += 1
    return [t("reports.summary.falls", n=run, since=years[-1 - run])] if run > 1 else []
