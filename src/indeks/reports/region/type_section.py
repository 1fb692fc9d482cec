"""The section of a region's report on the types of its innovations."""

from __future__ import annotations

from indeks.document.blocks import Block, Bullets, Heading, Missing
from indeks.reports.alike import alike_blocks
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import data_source
from indeks.reports.types import by_sector, sectored
from indeks.reports.types import frames as tables_of_types
from indeks.reports.types import tables as type_tables
from indeks.reports.types.lacking import lacking
from indeks.typology import corpus as corpora
from indeks.typology import lexicon as lexica
from indeks.typology import sectors as sectoring


def types(facts: RegionFacts) -> list[Block]:
    """Show the sectors of a region's sent innovations, what they lack, whom to visit, and what to review."""
    t = facts.t
    if "tipe" in gaps(facts) or facts.data is None:
        return []
    blocks: list[Block] = [Heading(t("reports.tipe.title"), "tipe")]
    source = t("reports.source.line", sources=data_source(facts))
    words = lexica.load()
    try:
        innovations = sectored.with_sectors(facts.data, frames.sent(facts), frames.maturity(facts), words)
    except sectoring.UnknownSector as error:  # a slip in a column of no weight for the index: the rest goes on
        return [
            *blocks,
            Missing(t("reports.types.sectors.misspelt")),
            Bullets([fault.text(t.lang) for fault in error.faults]),
        ]
    typed = sectored.typed(innovations, words, t, source)
    known = lacking(facts.data, facts.year, facts.rule)
    path = facts.parameters["corpus"]
    others = corpora.own_index(path, t.lang) if path else corpora.shipped_index()
    blocks += by_sector.blocks(typed, known, others, {})
    if len(tables_of_types.to_review(typed.rows)) or typed.rows["corrected"].any():
        blocks += type_tables.review_blocks(typed, {})
    if len(typed.groups.groups):
        blocks += type_tables.group_blocks(typed)
    return [*blocks, *alike_blocks(typed.rows, others, {}, t, source)]
