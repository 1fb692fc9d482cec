"""The sections of the year report: what was published of one year, for every region, and how much that covers."""

from __future__ import annotations

import pandas as pd

from indeks import published, regions
from indeks.document.blocks import (
    Banner,
    Block,
    Bullets,
    Cell,
    Heading,
    Paragraph,
    Table,
    cite,
    columns,
    figure,
)
from indeks.edition import categories_of
from indeks.figures import of_year as figures
from indeks.published import history, national
from indeks.published import sentences as worded
from indeks.reports import left_out, manifest
from indeks.reports.method import cite_result, method_of, references
from indeks.reports.region.frames import rules_differ
from indeks.reports.year import frames
from indeks.reports.year.facts import YearFacts, gaps, gather
from indeks.texts import Texts
from indeks.texts.words import category_text


def banner(facts: YearFacts) -> list[Block]:
    """Year, scope, national mean, regions reporting, edition."""
    t = facts.t
    scored, of = facts.coverage["final_score"]["total"], facts.coverage["autonomous"]["total"]
    rows = [
        (t("reports.banner.year"), str(facts.year)),
        (t("reports.year.scope"), t("reports.year.scope_text", scored=scored, of=of)),
    ]
    for label, metric, digits in (("mean", "mean_iid", 2), ("participants", "regions_reporting", 0)):
        text = _metric(facts, metric, digits)
        if text:
            rows.append((t(f"reports.year.{label}"), text))
    edition = facts.rule.id if facts.rule else t("reports.banner.no_edition")
    rows.append((t("reports.banner.edition"), edition))
    title = t("reports.year.title", year=facts.year)
    missing = left_out.sections(gaps(facts))
    return [Banner(title=title, subtitle=t("reports.year.subtitle"), facts=rows, lang=t.lang, left_out=missing)]


def _metric(facts: YearFacts, metric: str, digits: int) -> str:
    rows = facts.aggregates[facts.aggregates["metric"] == metric]
    if rows.empty:
        return ""
    low, high = rows["value"].min(), rows["value"].max()
    t = facts.t
    if low == high:
        return t.number(low, digits)
    return t("reports.year.conflicting", low=t.number(low, digits), high=t.number(high, digits))


def summarise(facts: YearFacts) -> list[Block]:
    """Tell the year in sentences."""
    t, year = facts.t, facts.year
    covered = facts.coverage
    scored, of = covered["final_score"]["total"], covered["autonomous"]["total"]
    other = covered["any_result"]["total"] - scored
    key = "reports.year_summary.coverage" if scored else "reports.year_summary.coverage_none"
    sentences = [t(key, year=year, scored=scored, of=of, other=other)]
    mean = facts.aggregates[facts.aggregates["metric"] == "mean_iid"]
    if len(mean) == 1:
        sentences.append(t("reports.year_summary.mean", mean=mean.iloc[0]["value"]))
    league = facts.league[facts.league["rank_among_published"] == 1]
    names = [regions.full_name(code, t.lang) for code in league["region_code"]]
    if len(names) == 1:
        sentences.append(t("reports.year_summary.best", name=names[0], score=league.iloc[0]["score"]))
    elif names:
        sentences.append(t("reports.year_summary.best_tied", names=t.join(names), score=league.iloc[0]["score"]))
    compared = frames.compared(facts.changes)
    if len(compared):
        sentences.append(
            t(
                "reports.year_summary.changes",
                n=len(compared),
                before=year - 1,
                year=year,
                **frames.directions(compared),
            )
        )
    blocks: list[Block] = [Heading(t("reports.year_summary.title"), "ringkasan"), Paragraph(sentences[0], "lead")]
    if sentences[1:]:
        blocks.append(Bullets(sentences[1:]))
    blocks.append(Paragraph(t("reports.year_summary.sample"), "note"))
    return blocks


def coverage(facts: YearFacts) -> list[Block]:
    """How much of the country the published results cover."""
    t = facts.t
    counts = frames.coverage_counts(facts.coverage)
    labels = [t("reports.total") if kind == "total" else t(f"reports.type.{kind}") for kind in counts["kind"]]
    table = counts.assign(label=labels)
    rows = table.to_dict("records")
    listed = "; ".join(
        t("reports.year_coverage.alt_part", **{c: r[c] for c in ("label", "scored", "other", "total")})
        for r in rows
    )
    heads = ("type", "country", "scored", "other", "unknown")
    cells = [[r["label"], *(t.number(r[c]) for c in ("total", "scored", "other", "none"))] for r in rows]
    shown = figure(
        figures.coverage(table, t),
        alt=t("reports.year_coverage.alt", year=facts.year, parts=listed),
        caption=t("reports.year_coverage.caption", year=facts.year),
        source=t("reports.source.line", sources=t("reports.source.published")),
        frame=counts,
    )
    return [
        Heading(t("reports.year_coverage.title"), "cakupan"),
        *([shown] if rows[-1]["scored"] + rows[-1]["other"] >= frames.DRAWN_FROM else []),
        Table(
            caption=t("reports.year_coverage.table"),
            columns=columns(heads, t, numeric=heads[1:]),
            rows=cells[:-1],
            total=cells[-1],
            notes=[t("reports.year_coverage.note")],
            frame=counts,
        ),
        *_samples(facts),
    ]


def _samples(facts: YearFacts) -> list[Block]:
    """Tell of the provinces that published all their regions, or that there is none."""
    told = worded.samples(facts.year, facts.t)
    if not facts.coverage["final_score"]["total"]:
        return []
    if len(told) == 1:
        return [Paragraph(told[0], "note")]
    return [Bullets(told, facts.t("reports.year_coverage.samples"))]


def league(facts: YearFacts) -> list[Block]:
    """Show the published final scores, one table a type of region, and how they are spread."""
    t = facts.t
    if "league" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.year_league.title"), "nilai-akhir")]
    scored = frames.scored(facts.league)
    if len(scored) >= frames.DRAWN_FROM:
        bounds = [float(c.min) for c in categories_of(facts.year) if c.min > 1]
        spread = {"low": scored["score"].min(), "median": scored["score"].median(), "high": scored["score"].max()}
        blocks.append(
            figure(
                figures.distribution(scored, bounds, t),
                alt=t("reports.year_league.alt", n=len(scored), year=facts.year, **spread),
                caption=t("reports.year_league.caption"),
                source=t("reports.source.line", sources=t("reports.source.published")),
                frame=scored,
            )
        )
    blocks += [_league_table(rows, kind, t) for kind, rows in frames.leagues(facts.year).items()]
    blocks += _categories_only(facts)
    blocks.append(Paragraph(t("reports.year_league.note"), "note"))
    return blocks


def _categories_only(facts: YearFacts) -> list[Block]:
    """Show the regions of which only the category is known: they are in no table of scores."""
    t, rows = facts.t, frames.categories_only(facts.year)
    if rows.empty:
        return []
    cells: list[list[Cell]] = [
        [
            regions.full_name(r["region_code"], t.lang),
            r["province"],
            category_text(r["category"], t),
            cite_result(r, t, ("category",)),
        ]
        for r in rows.to_dict("records")
    ]
    heads = ("region", "province", "category", "source")
    caption = t("reports.year_league.category_table")
    return [Table(caption=caption, columns=columns(heads, t), rows=cells, frame=rows)]


def _league_table(rows: pd.DataFrame, kind: str, t: Texts) -> Block:
    awarded = ("award",) if (rows["award"] != "").any() else ()
    heads = ("place", "region", "province", "score", "category", *awarded, "source")
    cells: list[list[Cell]] = []
    for r in rows.to_dict("records"):
        score = (
            t.number(r["score"], 2)
            if pd.notna(r["score"])
            else t("reports.year_league.conflict", low=r["score_min"], high=r["score_max"])
        )
        place = r["rank_among_published"]
        cell: dict[str, Cell] = {
            "place": str(int(place)) if pd.notna(place) else t("reports.none"),
            "region": regions.full_name(r["region_code"], t.lang),
            "province": r["province"],
            "score": score,
            "category": category_text(r["category"], t, derived=r["derived"]) or t("reports.none"),
            "award": published.label("award", r["award"], t.lang) or t("reports.none"),
            "source": cite_result(r, t, ("category", "award")),
        }
        cells.append([cell[head] for head in heads])
    return Table(
        caption=t("reports.year_league.table", type=t(f"reports.type.{kind}")),
        columns=columns(heads, t, numeric=["place", "score"], nowrap=["score"]),
        rows=cells,
        frame=rows,
    )


def aggregates(facts: YearFacts) -> list[Block]:
    """National totals over the years, and every figure of the year with its source."""
    t = facts.t
    if "aggregates" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.year_aggregates.title"), "nasional")]
    totals = frames.totals(facts.all_aggregates)
    if len(totals):
        listed = "; ".join(
            t(
                "reports.year_aggregates.alt_part",
                year=int(r.year),
                regions=t.number(r.regions) if pd.notna(r.regions) else t("reports.none"),
                innovations=t.number(r.innovations) if pd.notna(r.innovations) else t("reports.none"),
            )
            for r in totals.itertuples()
        )
        blocks.append(
            figure(
                figures.participation(totals, facts.year, t),
                alt=t("reports.year_aggregates.alt", parts=listed),
                caption=t("reports.year_aggregates.caption"),
                source=t("reports.source.line", sources=t("reports.source.national")),
                frame=totals,
            )
        )
    note_column = history.note_column(t.lang)
    rows: list[list[Cell]] = []
    for r in facts.aggregates.to_dict("records"):
        notes = [t("reports.year_aggregates.conflict")] if r["conflict"] else []
        notes += [str(r[note_column])] if r[note_column] else []
        metric = national.metric_text(r["metric"], t.lang)
        rows.append([metric, t.plain(r["value"]), "; ".join(notes) or t("reports.none"), cite(r["source"], t)])
    heads = ("metric", "value", "note", "source")
    blocks.append(
        Table(
            caption=t("reports.year_aggregates.table", year=facts.year),
            columns=columns(heads, t, numeric=["value"]),
            rows=rows,
            notes=[t("reports.year_aggregates.note")],
            frame=facts.aggregates,
        )
    )
    return blocks


def changes(facts: YearFacts) -> list[Block]:
    """Show final scores of the year before and of the year."""
    t, year = facts.t, facts.year
    if "changes" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.year_changes.title"), "perubahan")]
    rows = frames.compared(facts.changes)
    shown = rows.assign(
        name=[regions.full_name(code, t.lang) for code in rows["region_code"]], before=rows["score_before"]
    )
    listed = "; ".join(
        t("reports.year_changes.alt_part", name=r.name, difference=r.difference)
        for r in shown.itertuples(index=False)
    )
    blocks.append(
        figure(
            figures.changes(shown.astype({"before": float, "score": float}), year, t),
            alt=t("reports.year_changes.alt", before=year - 1, year=year, parts=listed),
            caption=t("reports.year_changes.caption", before=year - 1, year=year),
            source=t("reports.source.line", sources=t("reports.source.published")),
            frame=rows,
        )
    )
    if rules_differ(year - 1, year):
        blocks.append(Paragraph(t("reports.year_changes.rules"), "note"))
    heads = ("region", "before", "now", "difference")
    blocks.append(
        Table(
            caption=t("reports.year_changes.table"),
            columns=columns(heads, t, numeric=heads[1:]),
            rows=[
                [r.name, t.number(r.before, 2), t.number(r.score, 2), t.number(r.difference, 2, signed=True)]
                for r in shown.itertuples(index=False)
            ],
            frame=rows,
        )
    )
    return blocks


def awards(facts: YearFacts) -> list[Block]:
    """Show the award lists of the year, in the order printed."""
    t = facts.t
    if "awards" in gaps(facts):
        return []
    blocks: list[Block] = [Heading(t("reports.year_awards.title"), "penghargaan")]
    name = "award_en" if t.lang == "en" else "award_id"
    heads = ("place", "region", "province", "source")
    for award, kind, rows in frames.award_lists(facts.awards, name):
        caption = t("reports.year_awards.table", award=award, type=t(f"reports.type.{kind}")) if kind else award
        blocks.append(
            Table(
                caption=caption,
                columns=columns(heads, t, numeric=["place"]),
                rows=[
                    [
                        str(int(r.order_in_source)),
                        regions.full_name(r.region_code, t.lang),
                        r.province,
                        cite(r.source, t),
                    ]
                    for r in rows.itertuples()
                ],
                frame=rows,
            )
        )
    blocks.append(Paragraph(t("reports.year_awards.note"), "note"))
    return blocks


def method(facts: YearFacts) -> list[Block]:
    """Tell method, sources, certainty and what the report was made from."""
    t = facts.t
    blocks: list[Block] = [Heading(t("reports.method.title"), "metode")]
    if facts.rule is None:
        blocks.append(Paragraph(t("reports.method.no_edition", year=facts.year)))
    else:
        blocks += method_of(facts.rule, t)
    blocks += left_out.blocks(gaps(facts), t)
    blocks += references(facts.rule, t, year=facts.year)
    parameters = {"year": facts.year, "lang": t.lang}
    return blocks + manifest.colophon(manifest.of(parameters, facts.rule, None), t)


__all__ = ["aggregates", "awards", "banner", "changes", "coverage", "gather", "league", "method", "summarise"]
