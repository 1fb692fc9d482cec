"""The summary of a region in sentences, right for every case: no history, one year, a fall, a tie, a jump."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from indeks import edition as editions
from indeks.edition import Category, Edition, round_half_up
from indeks.reports.facts import CityFacts
from indeks.scoring import CLAIMED, VERIFIED
from indeks.texts import Texts


def category_text(name: str, t: Texts) -> str:
    """Return a category as the report's language names it; empty for none."""
    return t("report.category." + name.lower().replace(" ", "_")) if name else ""


def rank_of(name: str) -> int:
    """Place of a category among all, lowest 0; the same names hold in every edition."""
    order = ("Tidak Dapat Dinilai", "Kurang Inovatif", "Inovatif", "Sangat Inovatif")
    return order.index(name)


def summary(facts: CityFacts) -> list[str]:
    """Return the sentences that open a report, most important first."""
    t = facts.t
    said = [*_computed(facts), *_published(facts)]
    if not said:
        said = _nothing(facts)
    if facts.final.empty and not facts.scored:
        said += _last_known(facts)
    current = _current(facts)
    if current is not None and facts.rule is not None and facts.rule.categories:
        said.append(to_next(Decimal(str(current)), facts.rule, t))
    said += _rank(facts)
    said += _change(facts)
    return said


def _current(facts: CityFacts) -> float | None:
    """The score the distance to the next category is told of: the final one, else the claimed one."""
    final = facts.final
    if len(final) == 1 and pd.notna(final.iloc[0]["score"]):
        return float(final.iloc[0]["score"])
    claimed = facts.score(CLAIMED)
    return None if claimed is None else float(claimed["index"])


def _computed(facts: CityFacts) -> list[str]:
    claimed, verified, t = facts.score(CLAIMED), facts.score(VERIFIED), facts.t
    if claimed is None:
        return [facts.no_index] if facts.no_index else []
    said = [
        t(
            "report.summary.claimed",
            name=facts.name,
            year=facts.year,
            index=claimed["index"],
            category=category_text(claimed["category"], t),
        )
    ]
    if verified is not None:
        said.append(
            t(
                "report.summary.verified",
                index=verified["index"],
                category=category_text(verified["category"], t),
                difference=abs(round(float(verified["index"]) - float(claimed["index"]), 2)),
            )
        )
    if not facts.without_flagged.empty:
        row = facts.without_flagged[facts.without_flagged["basis"] == CLAIMED].iloc[0]
        n = int(claimed["n_innovations"]) - int(row["n_innovations"])
        said.append(
            t(
                "report.summary.without_flagged",
                n=n,
                index=row["index"],
                category=category_text(row["category"], t),
            )
        )
    return said


def _published(facts: CityFacts) -> list[str]:
    t, rows, said = facts.t, facts.stages, []
    scored = rows[rows["score"].notna() & (rows["scale"] == "0-100")]
    finals = scored[scored["stage"] == "final"]
    if len(finals) == 1:
        said.append(_final(facts, finals.iloc[0]))
    elif len(finals) > 1:
        low, high = finals["score"].min(), finals["score"].max()
        said.append(t("report.summary.conflict", name=facts.name, year=facts.year, low=low, high=high))
    elif len(raw := rows[(rows["stage"] == "final") & (rows["scale"] == "raw") & rows["score"].notna()]):
        row = raw.iloc[0]
        key = "report.summary.raw_category" if row["category"] else "report.summary.raw"
        category = category_text(row["category"], t)
        said.append(t(key, name=facts.name, year=facts.year, score=row["score"], category=category))
    elif len(rows[(rows["stage"] == "final") & (rows["category"] != "")]):
        category = rows[(rows["stage"] == "final") & (rows["category"] != "")].iloc[0]["category"]
        said.append(
            t(
                "report.summary.category_only",
                name=facts.name,
                year=facts.year,
                category=category_text(category, t),
            )
        )
    for row in scored[scored["stage"] != "final"].itertuples():
        stage = t(f"history.stage.{row.stage}")
        if len(finals) == 1:
            gap = round(float(finals.iloc[0]["score"]) - float(row.score), 2)
            key = "report.summary.gap_down" if gap < 0 else "report.summary.gap_up"
            said.append(
                t(key, stage=stage, score=row.score, final=finals.iloc[0]["score"], gap=abs(gap))
                if gap
                else t("report.summary.gap_none", stage=stage, score=row.score)
            )
        else:
            said.append(
                t("report.summary.only_stage", name=facts.name, year=facts.year, stage=stage, score=row.score)
            )
    return said


def _final(facts: CityFacts, row: pd.Series) -> str:
    t = facts.t
    values = {"name": facts.name, "year": facts.year, "score": row["score"]}
    if not row["category"]:
        if facts.rule is not None and facts.rule.categories:
            category = facts.rule.category(float(row["score"]))
            return t("report.summary.final_by_bounds", category=category.text(t.lang), **values)
        return t("report.summary.final_no_category", **values)
    key = "report.summary.final_derived" if row["category_origin"] == "derived" else "report.summary.final"
    return t(key, category=category_text(row["category"], t), **values)


def _nothing(facts: CityFacts) -> list[str]:
    t = facts.t
    said = [t("report.summary.nothing", name=facts.name, year=facts.year)]
    counts = facts.stages[facts.stages["n_innovations"].notna()]
    for row in counts.itertuples():
        stage = t(f"history.stage.{row.stage}")
        said.append(t("report.summary.only_count", n=int(row.n_innovations), stage=stage))
    return said


def _last_known(facts: CityFacts) -> list[str]:
    earlier = facts.series[(facts.series["year"] < facts.year) & ~facts.series["conflict"]]
    if earlier.empty:
        return []
    last = earlier.iloc[-1]
    return [facts.t("report.summary.last_known", year=int(last["year"]), score=last["score"])]


def to_next(score: Decimal, rule: Edition, t: Texts) -> str:
    """Tell how far a score is from the next category, or how far above the bound of the highest."""
    rounded = round_half_up(score)
    own = rule.category(rounded)
    above = sorted((c for c in rule.categories if c.min > own.min), key=lambda c: c.min)
    if above:
        following: Category = above[0]
        return t(
            "report.summary.to_next",
            gap=following.min - rounded,
            category=following.text(t.lang),
            bound=following.min,
            edition=rule.title_text(t.lang),
        )
    return t(
        "report.summary.highest", category=own.text(t.lang), margin=rounded - own.min, bound=own.min,
        edition=rule.title_text(t.lang),
    )  # fmt: skip


def _rank(facts: CityFacts) -> list[str]:
    t, said = facts.t, []
    for row in facts.stages[facts.stages["rank"].notna()].itertuples():
        cluster = history_label(row.rank_cluster, t.lang)
        stage = t(f"history.stage.{row.stage}")
        said.append(t("report.summary.rank_stated", rank=int(row.rank), cluster=cluster, stage=stage))
    league = facts.league
    mine = league[(league["region_code"] == facts.region) & league["rank_among_published"].notna()]
    if len(mine) == 1 and len(league) > 1:
        rank = int(mine.iloc[0]["rank_among_published"])
        tied = int((league["rank_among_published"] == rank).sum()) - 1
        n = int(league["region_code"].nunique())
        key = "report.summary.rank_tied" if tied else "report.summary.rank"
        said.append(t(key, rank=rank, of=n, n=tied))
    return said


def history_label(label: str, lang: str) -> str:
    """Return the words for a group that a source ranks in."""
    from indeks import published

    return published.label("rank_cluster", label, lang) if label else "?"


def _change(facts: CityFacts) -> list[str]:
    """Tell the change against the final score before, only from final to final on one scale."""
    t = facts.t
    series = facts.series[facts.series["score"].notna() & ~facts.series["conflict"]]
    now = series[series["year"] == facts.year]
    before = series[series["year"] < facts.year]
    if now.empty:
        if facts.scored and len(before):
            last = before.iloc[-1]
            return [t("report.summary.not_comparable", year=int(last["year"]), score=last["score"])]
        return []
    if before.empty:
        return [t("report.summary.no_history")]
    last, new = before.iloc[-1], now.iloc[0]
    said = [change(float(last["score"]), float(new["score"]), int(last["year"]), t)]
    if last["category"] and new["category"]:
        said.append(category_change(str(last["category"]), str(new["category"]), t))
    if rules_differ(int(last["year"]), facts.year):
        said.append(t("report.summary.rules_changed", before=int(last["year"]), year=facts.year))
    said += falls(series, t)
    return said


def change(before: float, now: float, year: int, t: Texts) -> str:
    """Tell a rise, a fall or no change of two decimals against an earlier year."""
    difference = round_half_up(now) - round_half_up(before)
    if difference == 0:
        return t("report.summary.same", year=year, before=before)
    key = "report.summary.rise" if difference > 0 else "report.summary.fall"
    return t(key, year=year, before=before, difference=abs(difference))


def category_change(before: str, now: str, t: Texts) -> str:
    """Tell whether the category rose, fell or stayed, and by how many steps where more than one."""
    step = rank_of(now) - rank_of(before)
    names = {"before": category_text(before, t), "now": category_text(now, t)}
    if step == 0:
        return t("report.summary.category_same", **names)
    if abs(step) > 1:
        key = "report.summary.category_jump_up" if step > 0 else "report.summary.category_jump_down"
        return t(key, steps=abs(step), **names)
    return t("report.summary.category_up" if step > 0 else "report.summary.category_down", **names)


def falls(series: pd.DataFrame, t: Texts) -> list[str]:
    """Tell of two or more falls in a row up to the last year."""
    scores, years = list(series["score"].astype(float)), list(series["year"].astype(int))
    run = 0
    while run + 1 < len(scores) and scores[-1 - run] < scores[-2 - run] and years[-1 - run] - years[-2 - run] == 1:
        run += 1
    return [t("report.summary.falls", n=run, since=years[-1 - run])] if run > 1 else []


def rules_differ(before: int, year: int) -> bool:
    """Whether the rules of two years differ or are not both known."""
    try:
        return editions.for_year(before).id != editions.for_year(year).id
    except editions.EditionError:
        return True
