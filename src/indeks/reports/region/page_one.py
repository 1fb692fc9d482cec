"""Page one of a region's report: the whole situation at one look, on one screen or one printed page."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from indeks import edition as editions
from indeks.document.blocks import Block, Bullets, Table, columns
from indeks.document.overview import Bar, Overview
from indeks.edition import Edition, round_half_up
from indeks.published import RAW_SCALE
from indeks.published.own import is_own
from indeks.reports.region import actions, frames, planned
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.sentences import affair_text, summary
from indeks.reports.region.trend import recent
from indeks.scoring import CLAIMED, VERIFIED
from indeks.texts import Texts
from indeks.texts.words import category_text

NAMED = 2
"""Agencies named in an action; of more only how many there are is told."""
LISTED, AT_RISK = 24, 8
"""Agencies and innovations named on page one; the rest is counted there and named in its section."""


def page_one(facts: RegionFacts) -> Block:
    """Return page one: index, lost points, actions, agencies without an innovation, innovations at risk."""
    t = facts.t
    label, value, text = headline(facts)
    lost = actions.lost(facts)
    total = sum(lost["index_lost"]) if len(lost) else 0
    return Overview(
        title=t("reports.summary.title"),
        anchor="ringkasan",
        label=label,
        value=value,
        text=text,
        warnings=facts.absent,
        facts=[*_other_figures(facts), *_beside(facts), *_taking_part(facts)],
        bars_title=t("reports.page_one.bars", lost=total) if len(lost) else "",
        bars=[_bar(row, t) for row in lost.to_dict("records")],
        wide=_actions(facts) if facts.data is not None else _of_published(facts),
        narrow=[block for block in (_without(facts), _at_risk(facts)) if block is not None],
        frame=lost,
    )


def headline(facts: RegionFacts) -> tuple[str, str, str]:
    """Return the one figure of a report, its label before and its meaning after it.

    A final score comes first, then the verified index once every level was examined, then the self-assessed index,
    then what else was published. An unfinished verification is never the headline.
    """
    t, final, computed = facts.t, facts.final, facts.score(facts.basis)
    if len(final) == 1:
        row = final.iloc[0]
        meaning = _meaning(row["score"], _rule_of_year(facts), row["category"], row["category_origin"], t)
        return t("reports.page_one.final", year=facts.year), t.number(row["score"], 2), _marked(meaning, row, t)
    if len(final) > 1:
        ends = t("reports.range", low=final["score"].min(), high=final["score"].max())
        return t("reports.page_one.final", year=facts.year), ends, t("reports.page_one.conflict")
    if computed is not None:
        key = f"reports.page_one.{facts.basis}"
        meaning = _meaning(computed["index"], facts.rule, str(computed["category"]), "", t)
        return t(key, year=facts.year), t.number(computed["index"], 2), meaning
    row = _told(facts)
    if row and pd.notna(row["score"]):
        label = t("reports.page_one.stage", stage=t(f"reports.banner.{row['stage']}"), year=facts.year)
        raw = row["scale"] == RAW_SCALE
        meaning = t("reports.page_one.raw") if raw else category_text(row["category"], t)
        return label, t.number(row["score"], 0 if raw else 2), meaning
    if row:
        label = t("reports.page_one.stage", stage=category_label(row["stage"], t), year=facts.year)
        return label, category_text(row["category"], t), t("reports.page_one.no_score")
    return t("reports.page_one.final", year=facts.year), t("reports.none"), t("reports.page_one.unknown")


def _told(facts: RegionFacts) -> dict[Hashable, Any]:
    """Return the published result that stands for the year where nothing is computed, the final one first."""
    told = facts.stages[facts.stages["score"].notna() | (facts.stages["category"] != "")]
    told = told.sort_values("stage", key=lambda stages: stages != "final", kind="stable")
    return told.iloc[0].to_dict() if len(told) else {}


def _rule_of_year(facts: RegionFacts) -> Edition | None:
    own = facts.rule if facts.rule is not None and facts.year in facts.rule.years else None
    return editions.of_year(facts.year) or own


def _meaning(score: float, rule: Edition | None, category: str, origin: str, t: Texts) -> str:
    """Return the category of a score and how far the next one is."""
    named = category_text(category, t, derived=origin == "derived") if category else ""
    if rule is None or not rule.categories:
        return named
    rounded = round_half_up(float(score))
    own = rule.category(rounded)
    above = sorted((c for c in rule.categories if c.min > own.min), key=lambda c: c.min)
    if above:
        distance = t("reports.page_one.to_next", gap=above[0].min - rounded, category=above[0].text(t.lang))
    else:
        distance = t("reports.page_one.above", margin=rounded - own.min)
    return t("reports.page_one.meaning", category=named or own.text(t.lang), distance=distance)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _other_figures(facts: RegionFacts) -> list[tuple[str, str]]:
    """Return the figures of the year that are not the headline: self-assessed, verified, other stages."""
    t = facts.t
    rows: list[tuple[str, str]] = []
    claimed, verified, has_final = facts.score(CLAIMED), facts.score(VERIFIED), len(facts.final) > 0
    if claimed is not None and (has_final or facts.verified):
        rows.append((t("reports.banner.claimed"), _figure(claimed, t)))
    if verified is not None and (has_final or not facts.verified):
        rows.append((t("reports.banner.verified"), verified_text(verified, t)))
    if claimed is not None and verified is None:
        rows.append((t("reports.banner.verified"), t("reports.page_one.not_examined")))
    headline = "final" if has_final else "" if facts.scored else _told(facts).get("stage", "")
    for row in facts.stages[facts.stages["stage"] != headline].to_dict("records"):
        if pd.notna(row["score"]):
            rows.append((t(f"reports.banner.{row['stage']}"), _scored(row, t)))
        elif row["category"]:
            rows.append((category_label(row["stage"], t), category_text(row["category"], t)))
    return rows


def category_label(stage: str, t: Texts) -> str:
    """Return what a category is called of which no score was published."""
    return t(f"reports.page_one.category.{stage}")


def verified_text(score: Mapping[Hashable, Any], t: Texts) -> str:
    """Return a verified index with its category, or the range it will lie in and how far the examiners are."""
    if score["examined"] == score["stated"]:
        return _figure(score, t)
    return t(
        "reports.page_one.examined",
        low=score["index_low"], high=score["index_high"], n=int(score["examined"]), of=int(score["stated"]),
    )  # fmt: skip


def _figure(score: Mapping[Hashable, Any], t: Texts) -> str:
    return f"{t.number(score['index'], 2)} · {category_text(str(score['category']), t)}"


def _scored(row: Mapping[Hashable, Any], t: Texts) -> str:
    category = category_text(row["category"], t, derived=row["category_origin"] == "derived")
    raw = t("reports.page_one.raw_short") if row["scale"] == RAW_SCALE else ""
    number = t.number(row["score"], 0 if raw else 2)
    return _marked(" · ".join(filter(None, (number, raw, category))), row, t)


def _marked(text: str, row: Mapping[Hashable, Any] | pd.Series, t: Texts) -> str:
    """Say of a result that only the region itself tells of that it is its own data."""
    return " · ".join(filter(None, (text, t("published.own.bare") if is_own(row["source"]) else "")))


def _beside(facts: RegionFacts) -> list[tuple[str, str]]:
    """Return what the index stands beside: the last final score, the national mean, regions of the same type."""
    t = facts.t
    rows: list[tuple[str, str]] = []
    earlier = facts.series[facts.series["year"] < facts.year]
    if len(earlier):
        last = earlier[earlier["year"] == earlier["year"].max()]
        label = t("reports.page_one.final", year=int(last.iloc[0]["year"]))
        ends = {"low": last["score"].min(), "high": last["score"].max()}
        rows.append((label, _scored(last.iloc[0], t) if len(last) == 1 else t("reports.range", **ends)))
    for reference in facts.references.to_dict("records"):
        if pd.isna(reference["mean"]):
            continue
        if reference["reference"] == "national_mean":
            rows.append((t("reports.page_one.national", year=facts.year), t.number(reference["mean"], 2)))
        elif reference["n"] > 1:
            kind = facts.type if reference["reference"] == "published_type" else "all"
            label = t(f"reports.page_one.mean_{kind}", n=int(reference["n"]), year=facts.year)
            rows.append((label, t.number(reference["mean"], 2)))
    return rows


def _taking_part(facts: RegionFacts) -> list[tuple[str, str]]:
    """Return how many innovations and agencies take part; a published count where there are no data."""
    t = facts.t
    rows: list[tuple[str, str]] = []
    if facts.data is not None:
        sent, agencies = frames.sent(facts), frames.agency_counts(facts)
        rows.append((t("reports.page_one.sent"), t.number(len(sent))))
        must = agencies[agencies["must_innovate"].astype(bool)]
        if len(must):
            share = t("reports.page_one.of", n=int((must["innovations"] > 0).sum()), of=len(must))
            rows.append((t("reports.page_one.agencies"), share))
    else:
        counted = facts.stages[facts.stages["n_innovations"].notna()]
        if len(counted):
            known = counted[counted["score"].notna() | (counted["category"] != "")]
            name = "reported" if len(known) else "recorded"
            rows.append((t(f"reports.page_one.{name}"), t.number(int(counted.iloc[-1]["n_innovations"]))))
    return rows


def _bar(row: Mapping[Hashable, Any], t: Texts) -> Bar:
    numbers = {"won": row["index_points"], "most": row["index_max"], "lost": row["index_lost"]}
    return Bar(
        label=t(f"reports.page_one.part_{row['part']}"),
        value=float(row["index_points"]),
        most=float(row["index_max"]),
        text=t("reports.page_one.bar", **numbers),
    )


def _of_published(facts: RegionFacts) -> list[Block]:
    """Show the last results and what they say, where nothing but what was published is known."""
    remarks = [facts.t("reports.summary.remark", note=remark) for remark in facts.remarks]
    return [*recent(facts), Bullets([*summary(facts), *remarks])]


def _actions(facts: RegionFacts) -> list[Block]:
    if (five := planned.five(facts)) is not None:
        return [five]
    t, rule, table = facts.t, facts.rule, actions.actions(facts)
    if table.empty or rule is None:
        return []
    by = facts.cover.deadline
    heads = ["action", "agency", "evidence", "gain"]
    return [
        Table(
            caption=t("reports.page_one.actions_by", date=t.date(by)) if by else t("reports.page_one.actions"),
            columns=columns(heads, t, numeric=["gain"], nowrap=["gain"]),
            cards=True,
            rows=[
                [
                    _action(row, facts, rule),
                    _agencies(row["agencies"], t),
                    _evidence(row["indicator"], rule, t)
                    if row["indicator"]
                    else t("reports.page_one.new_evidence"),
                    t.number(row["gain"], 2, signed=True),
                ]
                for row in table.to_dict("records")
            ],
            notes=[t("reports.findings.actions_note", basis=t(f"reports.basis.{facts.basis}"))],
            frame=table,
        )
    ]


def _action(row: Mapping[Hashable, Any], facts: RegionFacts, rule: Edition) -> str:
    t, values = facts.t, dict(row["values"])
    if row["indicator"]:
        values |= {
            "indicator": rule.indicator(row["indicator"]).text(t.lang),
            "number": row["number"],
            "n": row["n"],
        }
    elif row["kind"] == "grow_count":
        values = {"n": row["n"]}
    elif row["kind"] == "cover_services":
        counts = frames.affair_counts(facts, rule)
        empty = [affair_text(affair, t) for affair in counts.loc[counts["n"] == 0, "affair"]]
        values |= {"affairs": t.join(empty)}
    return t(f"reports.action.{row['kind']}", **values)


def _agencies(names: Sequence[str], t: Texts) -> str:
    if not names:
        return t("reports.page_one.whole")
    if len(names) <= NAMED:
        return t.join(list(names))
    return t("reports.page_one.and_more", names=", ".join(names[:NAMED]), n=len(names) - NAMED)


def _evidence(code: str, rule: Edition, t: Texts) -> str:
    """Return what the highest level of an indicator asks for; in Indonesian the evidence as the rule words it."""
    indicator = rule.indicator(code)
    level = max(indicator.scales[0].levels, key=lambda level: level.score)
    if t.lang == "id" and indicator.evidence:
        return f"{_capital(level.text('id'))}. {indicator.evidence}."
    return _capital(level.text(t.lang))


def _without(facts: RegionFacts) -> Block | None:
    """Name the agencies that have no innovation."""
    t, names = facts.t, actions.agencies_without(facts)
    counts = frames.agency_counts(facts)
    if not names:
        return None
    shown = names[:LISTED]
    text = ", ".join(shown)
    if len(names) > len(shown):
        text = t("reports.page_one.and_more", names=text, n=len(names) - len(shown))
    must = counts[counts["must_innovate"].astype(bool)]
    waiting = int(((must["innovations"] == 0) & (must["unsent"] > 0)).sum())
    items = [text, *([t("reports.page_one.waiting", n=waiting)] if waiting else [])]
    return Bullets(items, t("reports.page_one.without", n=len(names), of=len(must)))


def _at_risk(facts: RegionFacts) -> Block | None:
    """Name the innovations that break a rule of eligibility."""
    t, table = facts.t, actions.at_risk(facts)
    if table.empty:
        return None
    shown = table.head(AT_RISK).to_dict("records")
    items: list[Any] = [
        t("reports.page_one.risk", title=str(row["title"]), reasons=", ".join(
            t(f"reports.page_one.flag_{flag}") for flag in row["flags"]))
        for row in shown
    ]  # fmt: skip
    if len(table) > len(shown):
        items.append(t("reports.page_one.more_risks", n=len(table) - len(shown)))
    return Bullets(items, t("reports.page_one.at_risk", n=len(table)))
