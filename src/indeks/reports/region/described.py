"""What data say of innovations besides levels: what they are like, who takes part, what was examined."""

from __future__ import annotations

from typing import Any

import pandas as pd

from indeks.document.blocks import Block, Cell, Table, columns
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts
from indeks.texts import Texts

TRAITS = ("form", "digital", "phase", "initiator")
"""Columns with few different answers: counted."""
NOTED = ("partners", "ip_right", "previous_id", "note")
"""Columns with texts of their own: shown as they stand, where there are any."""


def described(facts: RegionFacts) -> list[Block]:
    """Count traits, show what stands beside innovations and what the examiner lowered."""
    return [*_traits(facts), *_noted(facts), *_examined(facts)]


def _traits(facts: RegionFacts) -> list[Block]:
    t, sent = facts.t, frames.sent(facts)
    counts = [
        {"trait": trait, "answer": str(answer), "n": int(n)}
        for trait in TRAITS
        if trait in sent
        for answer, n in sent[trait].dropna().value_counts().items()
    ]
    if not counts:
        return []
    table = pd.DataFrame(counts)
    rows: list[list[Cell]] = [
        [t(f"reports.described.{r['trait']}"), answer(str(r["answer"]), t), t.number(r["n"])] for r in counts
    ]
    heads = ("trait", "answer", "innovations")
    caption = t("reports.described.traits")
    return [Table(caption=caption, columns=columns(heads, t, numeric=["innovations"]), rows=rows, frame=table)]


def answer(text: str, t: Texts) -> str:
    """Return an answer in the language where it is one of the usual ones, else as it stands."""
    key = f"reports.types.value.{'_'.join(text.lower().split())}"
    return t(key) if t.has(key) else text


def _noted(facts: RegionFacts) -> list[Block]:
    t, sent = facts.t, frames.sent(facts)
    names = [c for c in NOTED if c in sent and _filled(sent[c]).any()]
    if not names:
        return []
    shown = sent[pd.concat([_filled(sent[c]) for c in names], axis=1).any(axis=1)]
    rows: list[list[Cell]] = [
        [str(r["title"]), *(_text(r[c], t) for c in names)] for r in shown.to_dict("records")
    ]
    return [
        Table(
            caption=t("reports.described.noted"),
            columns=columns(("innovation", *names), t),
            rows=rows,
            frame=shown[["innovation_id", "title", *names]],
        )
    ]


def lowered(facts: RegionFacts) -> pd.DataFrame:
    """Return what the examiner lowered or refused in the year of the report.

    Returns
    -------
    pandas.DataFrame
        ``what`` (the title of an innovation, empty for the region itself), ``indicator``, ``level``, ``verified``,
        ``reason`` and ``examined_date``; one row a level.
    """
    names = ["what", "indicator", "level", "verified", "reason", "examined_date"]
    if facts.data is None or facts.rule is None:
        return pd.DataFrame(columns=names)
    sent, data = frames.sent(facts), facts.data
    own = data.region_levels
    own = own[((own["region_code"] == facts.region) & (own["year"] == facts.year)).to_numpy()].assign(what="")
    noted = [c for c in ("reason", "examined_date") if c in sent]
    levels = data.innovation_levels.astype({"innovation_id": "str", "indicator": "str"})
    beside = sent[["innovation_id", "title", *noted]].astype({"innovation_id": "str"})
    levels = beside.merge(levels, on="innovation_id").rename(columns={"title": "what"})
    parts = []
    for frame in (own, levels):
        if "verified_level" in frame:
            lower = frame[(frame["verified_level"] < frame["level"]).fillna(False).to_numpy(dtype=bool)]
            parts.append(lower.rename(columns={"verified_level": "verified"}).reindex(columns=names))
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=names)


def _examined(facts: RegionFacts) -> list[Block]:
    """Show what the examiner lowered, where reasons or days are given: the levels alone stand in other tables."""
    t, table, rule = facts.t, lowered(facts), facts.rule
    if rule is None or table[["reason", "examined_date"]].isna().all(axis=None):
        return []
    rows: list[list[Cell]] = []
    for what, part in table.groupby("what", sort=False):
        steps = [
            t("reports.described.step", indicator=rule.indicator(str(r["indicator"])).text(t.lang),
              level=int(r["level"]), verified=int(r["verified"]))
            for r in part.to_dict("records")
        ]  # fmt: skip
        if what:
            first = part.iloc[0]
            rows.append([str(what), "; ".join(steps), _text(first["reason"], t), _day(first["examined_date"], t)])
            continue
        for step, r in zip(steps, part.to_dict("records"), strict=True):
            rows.append([t("reports.described.region"), step, _text(r["reason"], t), _day(r["examined_date"], t)])
    heads = ("examined", "lowered", "reason", "examined_date")
    return [
        Table(
            caption=t("reports.described.examined"),
            columns=columns(heads, t, nowrap=["examined_date"]),
            rows=rows,
            frame=table,
        )
    ]


def _filled(column: pd.Series) -> pd.Series:
    return column.map(_is_text).astype(bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _text(value: Any, t: Texts) -> str:
    return value if _is_text(value) else t("reports.none")


def _day(value: Any, t: Texts) -> str:
    return t("reports.none") if pd.isna(value) else t.date(pd.Timestamp(value).date())
