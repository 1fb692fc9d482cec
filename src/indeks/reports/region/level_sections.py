"""The sections of a region's report that need levels: points, SPD, innovations, basic services, agencies."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from indeks.document.blocks import Block, Bullets, Heading, Paragraph, Table, columns, figure
from indeks.edition import Edition
from indeks.figures import of_region as figures
from indeks.reports.region import frames
from indeks.reports.region.actions import agencies_without
from indeks.reports.region.described import described
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.gaps import gaps
from indeks.reports.region.sentences import affair_text
from indeks.tables import SPD_TOTAL
from indeks.texts import Texts
from indeks.texts.words import category_text


def data_source(facts: RegionFacts) -> str:
    """Return how a figure or table cites the report's dataset."""
    key = "reports.source.data_synthetic" if facts.synthetic else "reports.source.data"
    return facts.t(key, name=facts.name, years=facts.year)


def points(facts: RegionFacts) -> list[Block]:
    """Where the points come from and where they are lost."""
    t = facts.t
    if "points" in gaps(facts) or facts.rule is None:
        return []
    blocks: list[Block] = [Heading(t("reports.points.title"), "poin")]
    counted = facts.parts[facts.parts["basis"] == facts.basis].reset_index(drop=True)
    score = facts.score(facts.basis)
    assert score is not None
    by_variable = frames.points_by_variable(counted, facts.rule, t.lang)
    listed = "; ".join(
        t("reports.points.alt_part", label=r.label, won=r.index_points, most=r.index_points + r.index_lost)
        for r in by_variable.itertuples()
    )
    blocks.append(Paragraph(t("reports.points.intro", index=score["index"], lost=100 - score["index"])))
    blocks.append(
        figure(
            figures.points_by_variable(by_variable, t),
            alt=t("reports.points.alt", parts=listed),
            caption=t("reports.points.caption"),
            source=t("reports.source.line", sources=data_source(facts)),
            frame=by_variable,
        )
    )
    blocks.append(_points_table(facts, counted, score))
    return blocks


def _points_table(facts: RegionFacts, parts: pd.DataFrame, score: pd.Series) -> Block:
    t, rule = facts.t, facts.rule
    assert rule is not None
    table = frames.points_by_indicator(parts, score)
    rows = [
        [
            r.number,
            t("reports.points.spd_total")
            if r.indicator == SPD_TOTAL
            else rule.indicator(r.indicator).text(t.lang),
            *(t.number(value, 2) for value in (r.index_points, r.index_max, r.index_lost)),
        ]
        for r in table.itertuples()
    ]
    heads = ("number", "indicator", "index_points", "index_max", "index_lost")
    return Table(
        caption=t("reports.points.table", basis=t(f"reports.basis.{facts.basis}")),
        columns=columns(heads, t, numeric=heads[2:], nowrap=["number"]),
        rows=rows,
        total=["", t("reports.total"), *(t.number(sum(table[name]), 2) for name in heads[2:])],
        notes=[t("reports.points.note")],
        source=t("reports.source.line", sources=data_source(facts)),
        frame=table,
    )


def spd(facts: RegionFacts) -> list[Block]:
    """Show the rows of SPD: level claimed, level accepted, points and maximum."""
    t = facts.t
    if "spd" in gaps(facts) or facts.rule is None:
        return []
    blocks: list[Block] = [Heading(t("reports.spd.title"), "spd")]
    score = facts.score()
    if score is not None and (facts.spd_given or not facts.rule.has_spd_levels):
        return [*blocks, Paragraph(t("reports.spd.given", spd=score["spd"]))]
    table = frames.spd_points(facts, facts.rule)
    rows = [
        [
            r.number,
            facts.rule.indicator(r.indicator).text(t.lang),
            _level_text(facts.rule, r.indicator, r.level, t),
            t.number(r.verified) if pd.notna(r.verified) else t("reports.none"),
            t.number(r.points, 2),
            t.number(r.maximum, 2),
        ]
        for r in table.itertuples()
    ]
    heads = ("number", "indicator", "level", "verified", "points", "maximum")
    total = ["", t("reports.total"), "", "", t.number(sum(table["points"]), 2)]
    blocks.append(
        Table(
            caption=t("reports.spd.table"),
            columns=columns(heads, t, numeric=["verified", "points", "maximum"], nowrap=["number"]),
            rows=rows,
            total=[*total, t.number(facts.rule.constant("max_spd"), 2)],
            source=t("reports.source.line", sources=data_source(facts)),
            frame=table,
        )
    )
    return blocks


def _level_text(rule: Edition, code: str, level: int | None, t: Texts) -> str:
    """Word the level claimed of a parameter of SPD; as empty where the rule has no such level."""
    worded = {lv.score: lv.text(t.lang) for lv in rule.indicator(code).scales[0].levels}
    return f"{level} · {worded[level]}" if level in worded else t("reports.spd.empty")


def innovations(facts: RegionFacts) -> list[Block]:
    """Show the sent innovations by maturity, with their flags, and the index with and without the flagged ones."""
    t = facts.t
    if "innovations" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.innovations.title"), "inovasi")]
    rows, summary = facts.innovations, frames.maturity_summary(facts)
    mean, best = summary["mean"], summary["best"]
    blocks.append(Paragraph(t("reports.innovations.intro", **summary)))
    blocks.append(
        figure(
            figures.maturity(rows, best, t),
            alt=t("reports.innovations.alt", n=len(rows), mean=mean, top=str(rows.iloc[0]["title"]), best=best),
            caption=t("reports.innovations.caption"),
            source=t("reports.source.line", sources=data_source(facts)),
            frame=rows,
        )
    )
    blocks.append(_innovation_table(facts, rows))
    return [*blocks, *_with_and_without(facts), *described(facts), *_unsent(facts)]


def _unsent(facts: RegionFacts) -> list[Block]:
    """Name the innovations that exist and are not sent."""
    t, rows = facts.t, frames.unsent(facts)
    if rows.empty:
        return []
    agencies = rows["agency"] if "agency" in rows else [None] * len(rows)
    items = [
        t("reports.innovations.unsent_item", title=str(title), agency=agency)
        if isinstance(agency, str) and agency else str(title)
        for title, agency in zip(rows["title"], agencies, strict=True)
    ]  # fmt: skip
    return [Bullets(items, t("reports.innovations.unsent", n=len(items)))]


def _innovation_table(facts: RegionFacts, rows: pd.DataFrame) -> Block:
    t = facts.t
    assert facts.data is not None
    agencies = facts.data.innovations.set_index("innovation_id").get("agency", pd.Series(dtype=object))
    marks = {key: flag_texts(block, facts) for key, block in facts.marks.groupby("innovation_id")}
    heads = ("innovation", "agency", "maturity", "verified_maturity", "flags")
    return Table(
        caption=t("reports.innovations.table"),
        columns=columns(heads, t, numeric=["maturity", "verified_maturity"]),
        rows=[
            [
                str(r.title),
                text_or_dash(agencies.get(r.innovation_id), t),
                t.number(r.maturity),
                t.number(r.verified_maturity) if pd.notna(r.verified_maturity) else t("reports.none"),
                "; ".join(marks.get(r.innovation_id, [])) or t("reports.none"),
            ]
            for r in rows.itertuples()
        ],
        notes=[t("reports.innovations.flags_note")],
        source=t("reports.source.line", sources=data_source(facts)),
        frame=rows,
    )


def text_or_dash(value: object, t: Texts) -> str:
    """Return a text of the data, or the mark for none."""
    return str(value) if isinstance(value, str) and value else t("reports.none")


def flag_texts(marks: pd.DataFrame, facts: RegionFacts) -> list[str]:
    """Word the flags of an innovation."""
    t, rule = facts.t, facts.rule
    assert rule is not None
    sentences = []
    for row in marks.itertuples():
        detail = str(row.detail)
        if row.flag == "mandatory_empty":
            detail = t.join([rule.indicator(code).text(t.lang) for code in detail.split(", ")])
        elif row.flag in ("outside_window", "older_not_developed"):
            detail = t.date(pd.Timestamp(detail).date())
        sentences.append(t(f"reports.flag.{row.flag}", detail=detail))
    return sentences


def _with_and_without(facts: RegionFacts) -> list[Block]:
    t, table = facts.t, frames.with_and_without(facts)
    if table.empty:
        return []
    rows = [
        [
            t(f"reports.innovations.{r['counted']}_flagged"),
            t(f"reports.basis.{r['basis']}"),
            t.number(r["n_innovations"]),
            index_text(r, t),
            category_text(r["category"], t) if one_index(r) else t("reports.none"),
        ]
        for r in table.to_dict("records")
    ]
    heads = ("counted", "basis", "innovations", "index", "category")
    return [
        Table(
            caption=t("reports.innovations.validity_table"),
            columns=columns(heads, t, numeric=["innovations", "index"]),
            rows=rows,
            notes=[t("reports.innovations.validity_note")],
            frame=table,
        )
    ]


def one_index(score: Mapping[Hashable, Any]) -> bool:
    """Whether a score is one index, and not a range that is still open."""
    return bool(pd.isna(score["index_low"]) or score["index_low"] == score["index_high"])


def index_text(score: Mapping[Hashable, Any], t: Texts) -> str:
    """Return an index as shown, or the range it lies in while levels are not examined."""
    if one_index(score):
        return t.number(score["index"], 2)
    return t("reports.range", low=score["index_low"], high=score["index_high"])


def basic_services(facts: RegionFacts) -> list[Block]:
    """Which basic-service affairs the sent innovations cover, and what the count score hangs on."""
    t, rule = facts.t, facts.rule
    if "basic" in gaps(facts) or rule is None:
        return []
    blocks: list[Block] = [Heading(t("reports.basic.title"), "pelayanan-dasar")]
    counts = frames.affair_counts(facts, rule)
    needed, covered = int(rule.formula["min_basic_affairs"].value), int((counts["n"] > 0).sum())
    worth, index_worth = frames.count_score(facts, rule)
    key = "lost" if covered < needed else "exact" if covered == needed else "safe"
    shown = counts.assign(affair=[affair_text(a, t) for a in counts["affair"]])
    empty = [a for a, n in zip(shown["affair"], shown["n"], strict=True) if not n]
    coverage = t(
        f"reports.basic.{key}", covered=covered, of=len(counts), needed=needed, points=worth, index=index_worth
    )
    blocks.append(Paragraph(coverage, "warning" if key == "lost" else ""))
    if empty:
        blocks.append(Paragraph(t("reports.basic.empty", affairs=t.join(empty))))
    listed = "; ".join(f"{a}: {n}" for a, n in zip(shown["affair"], shown["n"], strict=True))
    blocks.append(
        figure(
            figures.basic_services(shown, needed, t),
            alt=t("reports.basic.alt", parts=listed),
            caption=t("reports.basic.caption"),
            source=t("reports.source.line", sources=data_source(facts)),
            frame=counts,
        )
    )
    return blocks


def agencies(facts: RegionFacts) -> list[Block]:
    """One Agency One Innovation: which agencies have an innovation and which have none."""
    t = facts.t
    if "agencies" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.agencies.title"), "perangkat-daerah")]
    counts = frames.agency_counts(facts)
    if counts.empty:
        return [*blocks, Paragraph(t("reports.agencies.count_only", n=frames.sent(facts)["agency"].nunique()))]
    must = counts[counts["must_innovate"].astype(bool)]
    if len(must):
        n = int((must["innovations"] > 0).sum())
        blocks.append(Paragraph(t("reports.agencies.intro", n=n, of=len(must), share=n / len(must) * 100)))
    having = counts[(counts["innovations"] > 0) | (counts["unsent"] > 0)]
    numbers = ["innovations", *(["unsent"] if having["unsent"].any() else [])]
    if len(having):
        blocks.append(
            Table(
                caption=t("reports.agencies.table"),
                columns=columns(("agency", *numbers), t, numeric=numbers),
                rows=[[r["agency"], *(t.number(r[n]) for n in numbers)] for r in having.to_dict("records")],
                source=t("reports.source.line", sources=data_source(facts)),
                frame=having,
            )
        )
    without = agencies_without(facts)
    if without:
        blocks.append(Bullets(list(without), t("reports.agencies.without", n=len(without))))
    return blocks
