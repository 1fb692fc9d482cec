"""The section of a region's report on the types of its innovations."""

from __future__ import annotations

from indeks.document.blocks import Block, Bullets, Heading, Missing
from indeks.reports.alike import alike_blocks
from indeks.reports.region import frames
from indeks.reports.region.facts import RegionFacts
from indeks.reports.region.gaps import gaps
from indeks.reports.region.level_sections import data_source
from indeks.reports.types import sectored
from indeks.reports.types import tables as type_tables
from indeks.typology import corpus as corpora
from indeks.typology import lexicon as lexica
from indeks.typology import sectors as sectoring


def types(facts: RegionFacts) -> list[Block]:
    """Show the types of a region's sent innovations, what to review, and what other regions have like them."""
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
    blocks += [*type_tables.sector_blocks(typed), *type_tables.review_blocks(typed)]
    if len(typed.groups.groups):
        blocks += type_tables.group_blocks(typed)
    return [*blocks, *alike_blocks(typed.rows, corpora.shipped_index(), {}, t, source)]
