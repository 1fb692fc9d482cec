"""The section of a region's report that looks ahead: what may be left of its index, and what moves it most."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from indeks import regions
from indeks.document.blocks import Block, Bullets, Cell, Heading, Paragraph, Table, cite, columns, figure
from indeks.edition import Edition
from indeks.figures import of_forecast as figures
from indeks.planning import forecast_words as words
from indeks.planning.forecast import Forecast
from indeks.planning.forecast import forecast as foretold
from indeks.planning.gains import swings
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import data_source
from indeks.texts import Texts
from indeks.texts.words import category_text

MOVERS = 12
"""Indicators shown of those that move the index; all stand in the frame."""


def forecast(facts: RegionFacts) -> list[Block]:
    """Show scenarios, the interval with what it assumes, categories, published pairs, and what moves the index."""
    t, rule = facts.t, facts.rule
    if "forecast" in gaps(facts) or rule is None or facts.data is None:
        return []
    told = foretold(facts.data, **_here(facts, rule))
    head = told.quantiles
    low, middle, high = (head[name] for name in ("0.05", "0.5", "0.95"))
    strictness = told.assumptions["strictness"]
    lead = t("reports.forecast.lead", low=low, middle=middle, high=high, strictness=strictness)
    return [
        Heading(t("reports.forecast.title"), "prakiraan"),
        Paragraph(" ".join([*words.state(told, t), lead])),
        Paragraph(t("planning.forecast.reading"), "note"),
        _figure(told, rule, facts),
        _scenarios(told, t),
        _intervals(told, t),
        _categories(told, t),
        *([_pairs(told, t)] if len(told.published) else []),
        Bullets(words.assumptions(told, t), t("planning.forecast.assumptions")),
        Paragraph(t("planning.forecast.arithmetic"), "note"),
        *_movers(facts, rule),
    ]


def _here(facts: RegionFacts, rule: Edition) -> dict[str, Any]:
    """Which region, year and rule, and the SPD total where one was given by hand."""
    score = facts.score()
    given = {facts.region: Decimal(str(score["spd"]))} if score is not None and facts.spd_given else None
    return {"region": facts.region, "year": facts.year, "edition": rule, "spd": given}


def rows_of(told: Forecast, t: Texts) -> pd.DataFrame:
    """Return what the figure draws: ``label, low, middle, high, used``; single values first, then intervals."""
    values = [(t("reports.forecast.claimed"), told.claimed)]
    values += [
        (t(f"planning.forecast.scenario.{name}"), index)
        for name, index in zip(told.scenarios["name"], told.scenarios["index"], strict=True)
    ]
    rows = [{"label": label, "low": v, "middle": v, "high": v, "used": False} for label, v in values]
    for r in told.intervals.to_dict("records"):
        label = t("reports.forecast.strictness", strictness=r["strictness"])
        rows.append({"label": label, **{k: r[k] for k in ("low", "middle", "high")}, "used": r["own"]})
    return pd.DataFrame(rows)


def _figure(told: Forecast, rule: Edition, facts: RegionFacts) -> Block:
    t, rows = facts.t, rows_of(told, facts.t)
    bounds = [float(c.min) for c in rule.categories if c.min > 0]
    listed = "; ".join(
        t("reports.forecast.alt_value" if r.low == r.high else "reports.forecast.alt_part", label=r.label,
          low=r.low, middle=r.middle, high=r.high)
        for r in rows.itertuples()
    )  # fmt: skip
    return figure(
        figures.forecast(rows, bounds, t),
        alt=t("reports.forecast.alt", parts=listed),
        caption=t("reports.forecast.caption"),
        source=t("reports.forecast.source", data=data_source(facts)),
        frame=rows,
    )


def _scenarios(told: Forecast, t: Texts) -> Block:
    rows = [
        [t(f"planning.forecast.scenario.{r['name']}"), t.number(r["share"], 2), t.number(r["index"], 2),
         category_text(r["category"], t)]
        for r in told.scenarios.to_dict("records")
    ]  # fmt: skip
    heads = ("scenario", "share_left", "index", "category")
    return Table(
        caption=t("planning.forecast.scenarios"),
        columns=columns(heads, t, numeric=["share_left", "index"]),
        rows=rows,
        frame=told.scenarios,
    )


def _intervals(told: Forecast, t: Texts) -> Block:
    rows = [
        [t.number(r["strictness"], 2), *(t.number(r[end], 2) for end in ("low", "middle", "high")),
         t("planning.forecast.own") if r["own"] else t("reports.none")]
        for r in told.intervals.to_dict("records")
    ]  # fmt: skip
    heads = ("strictness", "percent_5", "percent_50", "percent_95", "used")
    return Table(
        caption=t("planning.forecast.intervals"),
        columns=columns(heads, t, numeric=heads[:4]),
        rows=rows,
        strong=frozenset(k for k, own in enumerate(told.intervals["own"]) if own),
        frame=told.intervals,
    )


def _categories(told: Forecast, t: Texts) -> Block:
    frame = pd.DataFrame(list(told.categories.items()), columns=["category", "chance"])
    return Table(
        caption=t("planning.forecast.categories", strictness=told.assumptions["strictness"]),
        columns=columns(("category", "chance"), t, numeric=["chance"]),
        rows=[[category_text(r.category, t), words.chance(r.chance, t)] for r in frame.itertuples()],
        frame=frame,
    )


def _pairs(told: Forecast, t: Texts) -> Block:
    rows: list[list[Cell]] = [
        [regions.full_name(r["region_code"], t.lang), str(r["year"]), t.number(r["before"], 2),
         *words.pair_cells(r, t), cite(r["source"], t)]
        for r in told.published.to_dict("records")
    ]  # fmt: skip
    heads = ("region", "year", "earlier", "final", "share_left", "source")
    return Table(
        caption=t("planning.forecast.pairs"),
        columns=columns(heads, t, numeric=["year", "earlier", "final", "share_left"]),
        rows=rows,
        notes=[t("reports.forecast.pairs_note")],
        frame=told.published,
    )


def _movers(facts: RegionFacts, rule: Edition) -> list[Block]:
    """Show how far the index moves with each indicator."""
    t = facts.t
    assert facts.data is not None
    table = swings(facts.data, **_here(facts, rule), basis=facts.basis)
    table["label"] = [f"{rule.indicator(c).label} {rule.indicator(c).text(t.lang)}" for c in table["indicator"]]
    shown = table.head(MOVERS)
    listed = "; ".join(
        t("reports.forecast.mover", label=r.label, low=r.low, high=r.high) for r in shown.itertuples()
    )
    return [
        figure(
            figures.tornado(shown, t),
            alt=t("reports.forecast.movers_alt", parts=listed),
            caption=t("reports.forecast.movers_caption", n=len(shown)),
            source=t("reports.source.line", sources=data_source(facts)),
            frame=table,
        )
    ]
