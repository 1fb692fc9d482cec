"""Which sections a region's report leaves out, and what each of them needs."""

from __future__ import annotations

from indeks.culture import participation
from indeks.culture.names import filled as is_filled
from indeks.reports import cover
from indeks.reports.left_out import Gap
from indeks.reports.region import frames, planned
from indeks.reports.region.facts import RegionFacts, kept


@kept
def gaps(facts: RegionFacts) -> dict[str, Gap]:
    """Return the parts of the report that its data do not allow, by the name of the section."""
    t = facts.t
    needs = {"trend": _trend(facts), "position": _position(facts), **_of_levels(facts), **_of_culture(facts)}
    missing = {
        name: Gap(t(f"{_topic(name)}.{name}.title"), need, section=name not in PARTS)
        for name, need in needs.items()
        if need
    }
    if not cover.foreword(facts.cover, t):
        missing["foreword"] = Gap(t("reports.foreword.title"), "")
    return missing


PARTS = ("findings", "agency_list")
"""Gaps that are a part of a section, not one of their own."""


CULTURE = ("participation", "traces", "collaboration")
"""Sections whose texts stand under ``culture``."""


def _topic(name: str) -> str:
    return "culture" if name in CULTURE else "reports"


def _of_culture(facts: RegionFacts) -> dict[str, str]:
    """Return what the sections on participation, traces and collaboration need."""
    t, data = facts.t, facts.data
    published = len(frames.published_counts(facts)) > 0
    if data is None or facts.rule is None:
        names = ("traces", "collaboration") if published else CULTURE
        return dict.fromkeys(names, t("reports.gap.workbook"))
    rows = participation.of_year(data, facts.region, facts.year)
    filled = {c: c in rows and bool(is_filled(rows[c]).any()) for c in ("agency", "partners")}
    known = {
        "participation": filled["agency"] or published,
        "traces": len(rows) > 0,
        "collaboration": filled["agency"] and filled["partners"],
    }
    return {name: t(f"culture.gap.{name}") for name, is_known in known.items() if not is_known}


def _trend(facts: RegionFacts) -> str:
    known = len(frames.results(facts, raw=False)) or len(frames.results(facts, raw=True))
    return "" if known else facts.t("reports.gap.trend")


def _position(facts: RegionFacts) -> str:
    known = len(frames.position_scores(facts)) or any(
        len(frames.neighbours(facts, among)) for among in ("province", "type")
    )
    return "" if known else facts.t("reports.gap.position", year=facts.year)


def _of_levels(facts: RegionFacts) -> dict[str, str]:
    """Return what the sections need that stand on the region's own data."""
    t, rule, data = facts.t, facts.rule, facts.data
    names = ("findings", "points", "spd", "innovations", "matrix", "by_agency", "basic", "agencies", "tipe",
             "forecast", "send", "plan")  # fmt: skip
    if data is None or rule is None:
        return dict.fromkeys(names, t("reports.gap.workbook"))
    needs: dict[str, str] = {}
    if not facts.scored:
        of_index = ("findings", "points", "matrix", "by_agency", "forecast", "send", "plan")
        needs |= dict.fromkeys(of_index, facts.no_index)
        if not rule.has_spd_levels:
            needs["spd"] = t("reports.gap.spd_total")
    if facts.innovations.empty:
        none_sent = dict.fromkeys(
            ("innovations", "matrix", "by_agency", "tipe", "send", "plan"), t("reports.gap.innovations")
        )
        needs |= none_sent
    if told := planned.need(facts):
        needs |= dict.fromkeys(("send", "plan"), told)
    if not rule.has_basic_rule:
        needs["basic"] = t("reports.gap.basic_rule", edition=rule.title_text(t.lang))
    elif "affair" not in data.innovations:
        needs["basic"] = t("reports.gap.affair")
    if "agency" not in data.innovations:
        needs |= dict.fromkeys(("agencies", "by_agency"), t("reports.gap.agency"))
    elif frames.agency_counts(facts).empty:
        needs["agency_list"] = t("reports.gap.agency_list")
    return needs
