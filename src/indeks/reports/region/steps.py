"""What to fix: every innovation by indicator, and for each agency what the next levels ask for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from indeks.document.blocks import Annex, Block, Column, Heading, Paragraph, Table, columns
from indeks.edition import Edition
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import data_source, flag_texts
from indeks.texts import Texts

THOUSANDTHS = 1000
"""A single step of one innovation is worth some hundredths of a point of the index: it is told in thousandths."""
STEPS_SHOWN, ROWS_SHOWN = 3, 12
"""Steps shown of an innovation, those that would add most, and rows that the sheet of an agency has room for where
it has few innovations. All stand in the annex."""


def steps(facts: RegionFacts, rule: Edition) -> pd.DataFrame:
    """Return every sent innovation by indicator, with the step to the next level.

    Parameters
    ----------
    facts
        The facts of the report.
    rule
        The edition used.

    Returns
    -------
    pandas.DataFrame
        ``innovation_id, title, agency, indicator, number, level, verified, next, needs, evidence, points``, in the
        order of maturity and of the rule. ``level`` is 0 where nothing is stated, ``verified`` missing where
        nothing is examined; ``next`` is the next level above the one that counts and ``points`` what it adds to
        the index, both missing at the highest; ``to_top`` is what the highest level adds.
    """
    assert facts.data is not None
    score = facts.score(facts.basis)
    worth = frames.index_per_point(rule) / float(score["divisor"]) if score is not None else float("nan")
    rows = frames.sent(facts).set_index("innovation_id")
    levels = facts.data.innovation_levels
    levels = levels[levels["innovation_id"].isin(rows.index)]
    keys = zip(levels["innovation_id"].astype(str), levels["indicator"].astype(str), strict=True)
    names = [name for name in ("level", "verified_level") if name in levels]
    stated = dict(zip(keys, levels[names].itertuples(index=False), strict=True))
    table = []
    for identifier in facts.innovations["innovation_id"].astype(str):
        row = rows.loc[identifier]
        for indicator in rule.of_aspect("sid"):
            cell = stated.get((identifier, indicator.code))
            level = _whole(getattr(cell, "level", None)) or 0
            verified = _whole(getattr(cell, "verified_level", None))
            now = (verified or 0) if facts.verified else level
            above = min(
                (lv for lv in indicator.scales[0].levels if lv.score > now), key=lambda lv: lv.score, default=None
            )
            unit = float(indicator.weight or Decimal(0)) * worth
            top = max(lv.score for lv in indicator.scales[0].levels)
            table.append(
                {
                    "innovation_id": identifier,
                    "title": str(row["title"]),
                    "agency": row.get("agency"),
                    "indicator": indicator.code,
                    "number": indicator.label,
                    "level": level,
                    "verified": verified,
                    "next": above.score if above else None,
                    "needs": above.text(facts.lang) if above else "",
                    "evidence": indicator.evidence,
                    "points": unit * (above.score - now) if above else None,
                    "to_top": unit * (top - now),
                }
            )
    return pd.DataFrame(table).astype({"verified": "Int64", "next": "Int64", "points": "float64"})


def _whole(value: object) -> int | None:
    return None if value is None or pd.isna(value) else int(float(str(value)))


def matrix(facts: RegionFacts) -> list[Block]:
    """Show the levels of every innovation by indicator: as stated, and as accepted where that differs."""
    t, rule = facts.t, facts.rule
    if "matrix" in gaps(facts) or rule is None:
        return []
    table = steps(facts, rule)
    indicators = rule.of_aspect("sid")
    cells = {(r.innovation_id, r.indicator): _cell(r.level, r.verified, t) for r in table.itertuples()}
    rows = table.drop_duplicates("innovation_id")
    return [
        Heading(t("reports.matrix.title"), "matriks"),
        Paragraph(t("reports.matrix.intro")),
        Table(
            caption=t("reports.matrix.table"),
            columns=[
                Column(t("reports.column.innovation")),
                *(Column(i.label, numeric=True, with_unit=f"{i.label} {i.text(t.lang)}") for i in indicators),
            ],
            rows=[[r.title, *(cells[r.innovation_id, i.code] for i in indicators)] for r in rows.itertuples()],
            notes=["; ".join(f"{i.label} {i.text(t.lang)}" for i in indicators) + "."],
            source=t("reports.source.line", sources=data_source(facts)),
            levels=max(level.score for i in indicators for level in i.scales[0].levels),
            frame=table,
        ),
        _worth(table, rule, t),
        _annex(table, rule, facts),
    ]


def _annex(table: pd.DataFrame, rule: Edition, facts: RegionFacts) -> Block:
    """Show every step as a sheet to be filtered: whose it is, the levels, what the next one needs."""
    t, none = facts.t, facts.t("reports.none")
    evidence = ["evidence_to_bring"] if t.lang == "id" else []
    heads = [
        "innovation",
        "agency",
        "number",
        "indicator",
        "level",
        "verified",
        "next_level",
        "needs",
        *evidence,
        "gain",
    ]
    names = {i.code: i.text(t.lang) for i in rule.of_aspect("sid")}
    rows = []
    for r in table.itertuples():
        missing = pd.isna(r.next)
        own = [r.evidence if not missing and r.evidence else none] if evidence else []
        rows.append(
            [
                r.title,
                r.agency if isinstance(r.agency, str) else none,
                r.number,
                names[r.indicator],
                t.number(r.level),
                none if pd.isna(r.verified) else t.number(r.verified),
                none if missing else t.number(r.next),
                r.needs or t("reports.steps.highest"),
                *own,
                none if missing else t.number(r.points, 2, signed=True),
            ]
        )
    numeric = ("level", "verified", "next_level", "gain")
    return Annex(
        caption=t("reports.steps.annex"),
        columns=columns(heads, t, numeric=numeric, nowrap=["number"]),
        rows=rows,
        source=t("reports.source.line", sources=data_source(facts)),
        frame=table,
    )


def _worth(table: pd.DataFrame, rule: Edition, t: Texts) -> Block:
    """Show what the step to the next level of every open cell adds to the index."""
    indicators = rule.of_aspect("sid")
    worth = table.assign(worth=table["points"] * THOUSANDTHS)
    cells = {
        (r.innovation_id, r.indicator): "" if pd.isna(r.worth) else t.number(r.worth) for r in worth.itertuples()
    }
    return Table(
        caption=t("reports.matrix.worth_table"),
        columns=[Column(t("reports.column.innovation")), *(Column(i.label, numeric=True) for i in indicators)],
        rows=[
            [r.title, *(cells[r.innovation_id, i.code] for i in indicators)]
            for r in table.drop_duplicates("innovation_id").itertuples()
        ],
        notes=[t("reports.matrix.worth_note")],
        frame=worth,
    )


def _cell(level: int, verified: Any, t: Texts) -> str:
    """Return the level that counts, with an arrow where it is not the one that was stated."""
    if pd.isna(verified) or verified == level:
        return t.number(level)
    return f"{verified}{'↓' if verified < level else '↑'}"


def by_agency(facts: RegionFacts) -> list[Block]:
    """Show for each agency its innovations, the steps that would add most, and the evidence to bring."""
    t, rule = facts.t, facts.rule
    if "by_agency" in gaps(facts) or rule is None:
        return []
    table = steps(facts, rule)
    table = table[table["points"].notna()]
    blocks: list[Block] = [
        Heading(t("reports.by_agency.title"), "per-perangkat-daerah"),
        Paragraph(t("reports.by_agency.intro")),
    ]
    marks = {str(key): flag_texts(rows, facts) for key, rows in facts.marks.groupby("innovation_id")}
    named = table["agency"].fillna("").astype(str)
    for agency, rows in table.groupby(named):
        blocks.append(_handout(str(agency) or t("reports.by_agency.none"), rows, marks, rule, t))
    return blocks


def _handout(agency: str, rows: pd.DataFrame, marks: Mapping[str, list[str]], rule: Edition, t: Texts) -> Block:
    """Return the page of an agency: the steps of its innovations, what stands in their way, what all would add."""
    rows = rows.sort_values(["title", "innovation_id", "points"], ascending=[True, True, False], kind="stable")
    titles = rows.drop_duplicates("innovation_id").set_index("innovation_id")["title"]
    shown = rows.groupby("innovation_id", sort=False).head(max(STEPS_SHOWN, ROWS_SHOWN // len(titles)))
    notes = [t("reports.by_agency.total", n=len(titles), points=rows["to_top"].sum())]
    flagged = [(titles[key], texts) for key in titles.index if (texts := marks.get(str(key)))]
    notes += [t("reports.by_agency.flag", title=title, reasons="; ".join(texts)) for title, texts in flagged]
    heads = [
        "innovation",
        "indicator",
        "level",
        "needs",
        *(["evidence_to_bring"] if t.lang == "id" else []),
        "gain",
    ]
    first = ~shown["innovation_id"].duplicated()
    lines = []
    for r, opens in zip(shown.itertuples(), first, strict=True):
        evidence = [r.evidence or t("reports.none")] if t.lang == "id" else []
        indicator = f"{r.number} {rule.indicator(r.indicator).text(t.lang)}"
        step = f"{r.level if pd.isna(r.verified) else r.verified}→{r.next}"
        gain = t.number(r.points, 2, signed=True)
        lines.append([r.title if opens else "", indicator, step, r.needs, *evidence, gain])
    return Table(
        caption=agency,
        columns=columns(heads, t, numeric=["gain"], nowrap=["level", "gain"]),
        rows=lines,
        notes=notes,
        handout=True,
        cards=True,
        frame=rows,
    )
