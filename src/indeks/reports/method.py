"""How a report tells its method: the edition's constants with certainty, and every source cited."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import Any

import pandas as pd

from indeks import edition as editions
from indeks import published
from indeks.document.blocks import Block, Bullets, Cell, Heading, Links, Paragraph, Table, cite, columns
from indeks.edition import Edition
from indeks.published import own
from indeks.reports.parameters import is_shipped
from indeks.texts import Texts
from indeks.texts.words import certainty_text

OWN_SOURCES = {
    "category": "category",
    "award": "award",
    "n_innovations": "innovations",
    "n_agencies": "agencies",
    "rank": "rank",
}
"""Figures of a published result that carry sources of their own beside those of its score, and their names."""


def cite_result(row: Mapping[Hashable, Any], t: Texts, figures: Collection[str] = tuple(OWN_SOURCES)) -> Links:
    """Cite who states the score of a merged result, then by name who states each figure that those do not.

    Parameters
    ----------
    row
        A row of :func:`indeks.published.history.merged`; without a score, its ``source`` is that of the rest.
    t
        Texts of the language.
    figures
        The figures that are shown beside the score.
    """
    first = row["source"].split(" | ")
    links = _cite(row["source"], t)
    for figure in figures:
        others = [source for source in row.get(f"source_{figure}", "").split(" | ") if source not in ("", *first)]
        if others:
            what = t(f"reports.trend.of.{OWN_SOURCES[figure]}")
            links += [(f"{what}: {name}", address) for name, address in _cite(" | ".join(others), t)]
    return Links(links)


def _cite(sources: str, t: Texts) -> list[tuple[str, str]]:
    """Cite sources, those of the region itself as its own data."""
    links: list[tuple[str, str]] = []
    for source in sources.split(" | "):
        named = own.cited(source, t)
        links += [named] if named else cite(source, t).items
    return links


def certainty_summary(rule: Edition, t: Texts) -> str:
    """Return how surely the formula of an edition is known, by its least certain constant."""
    certainties = [c.certainty for c in rule.formula.values()]
    if rule.missing:
        return t("reports.certainty.partial")
    worst = max(certainties, key=(*editions.CERTAINTIES, editions.OWN).index)
    return t(f"reports.certainty.formula_{worst.replace('-', '_')}")


def edition_text(rule: Edition | None, t: Texts) -> str:
    """Return the edition and how surely its formula is known, in a line."""
    if rule is None:
        return t("reports.banner.no_edition")
    return f"{rule.id} · {certainty_summary(rule, t)}"


def method_of(rule: Edition, t: Texts) -> list[Block]:
    """Describe an edition: what is known, its constants with certainty and sources, its categories."""
    blocks: list[Block] = [
        Paragraph(t("reports.method.edition", title=rule.title_text(t.lang), summary=rule.summary_text(t.lang)))
    ]
    note = rule.formula_note_en if t.lang == "en" else rule.formula_note
    if note:
        blocks.append(Paragraph(note, "note"))
    if not rule.missing:
        key = "reports.method.formula" + ("_gate" if rule.has_basic_rule else "")
        values = {name: c.value for name, c in rule.formula.items()}
        blocks.append(Paragraph(t(key, **values)))
    table = constants(rule)
    heads = ("part", "value", "certainty", "sources")
    names = {c.name: c.text(t.lang) for c in rule.categories}
    blocks.append(
        Table(
            caption=t("reports.method.table", edition=rule.id),
            columns=columns(heads, t, numeric=["value"]),
            rows=[
                [
                    names[r.part] if r.kind == "category" else t(f"edition.part.{r.part}"),
                    _value(r.value, t),
                    certainty_text(r.certainty, t),
                    ", ".join(r.sources),
                ]
                for r in table.itertuples()
            ],
            notes=[t("reports.method.certainty_note")],
            frame=table,
        )
    )
    return blocks


def references(
    rule: Edition | None,
    t: Texts,
    *,
    region: str = "",
    year: int | None = None,
    results: pd.DataFrame | None = None,
) -> list[Block]:
    """List every source: those of an edition by number, and those of the published results of a region or year."""
    of_rule = edition_sources(rule, t) if rule is not None else []
    of_results = published_sources(t, region=region, year=year, results=results)
    return [Heading(t("reports.sources.title"), "sumber"), *of_rule, *of_results] if of_rule or of_results else []


def edition_sources(rule: Edition, t: Texts) -> list[Block]:
    """List the sources that an edition cites by number, with what kind of source each is."""
    cited = editions.sources()
    text = "text_en" if t.lang == "en" else "text"
    known = [(number, cited[number]) for number in rule.source_ids() if number in cited]
    rows: list[list[Cell]] = [[n, source[text], t(f"reports.sources.{source['kind']}")] for n, source in known]
    frame = pd.DataFrame([{"source": n, "kind": s["kind"], "text": s["text"]} for n, s in known])
    heads = ("number", "source", "kind")
    caption = t("reports.sources.table", edition=rule.id)
    named = columns(heads, t, nowrap=["number"])
    return [Table(caption=caption, columns=named, rows=rows, frame=frame)] if rows else []


def constants(rule: Edition) -> pd.DataFrame:
    """Return what an edition fixes: ``kind`` (``formula`` or ``category``), ``part, value, certainty, sources``.

    The value of a category is the pair of its lowest and highest index.
    """
    rows: list[tuple[str, str, object, str, tuple[str, ...]]] = [
        ("formula", name, c.value, c.certainty, tuple(c.sources))
        for name, c in rule.formula.items()
        if name != "basic_affairs"
    ]
    rows += [("category", c.name, (c.min, c.max), c.certainty, tuple(c.sources)) for c in rule.categories]
    return pd.DataFrame(rows, columns=["kind", "part", "value", "certainty", "sources"])


def _value(value: Any, t: Texts) -> str:
    if isinstance(value, tuple):
        return "–".join(t.number(bound, 2) for bound in value)
    return t.plain(value) if not isinstance(value, str | bool) else str(value)


def shipped_note(data: str, t: Texts) -> list[Block]:
    """Say that the example was read which comes with the library, where no file of that name is here."""
    return [Paragraph(t("reports.method.shipped_data", data=data), "note")] if data and is_shipped(data) else []


def published_sources(
    t: Texts, *, region: str = "", year: int | None = None, results: pd.DataFrame | None = None
) -> list[Block]:
    """List every source of the published results of a region, its own among them, or of a year."""
    rows = published.published() if results is None else results
    rows = rows[(rows["region_code"] == region) if region else (rows["year"] == year)]
    sources = sorted(set(rows["source"]))
    label = t("reports.method.published_sources")
    return [Bullets([_document(s, t) for s in sources], label)] if sources else []


def _document(source: str, t: Texts) -> Links:
    """Return a source in full: the title of a document, then its address where it has one."""
    if named := own.cited(source, t):
        return Links([named])
    title, address = published.document(source, t.lang)
    return Links([(title, ""), *([(address, address)] if address else [])]) if title else cite(source, t)
