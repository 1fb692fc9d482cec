"""Sections that a report leaves out, named once at its end with what each needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indeks.document.blocks import Block, Bullets, Heading
from indeks.texts import Texts


@dataclass(frozen=True)
class Gap:
    """A part of a report that cannot be shown: its title, what it needs, and whether it is a section.

    What needs nothing is not missed: it is not named.
    """

    title: str
    need: str
    section: bool = True


def sections(gaps: Mapping[str, Gap]) -> tuple[str, ...]:
    """Return the titles of the sections among the gaps, for the banner, which says how many a report lacks."""
    return tuple(gap.title for gap in gaps.values() if gap.section)


def blocks(gaps: Mapping[str, Gap], t: Texts) -> list[Block]:
    """Name what a report leaves out, once for each thing that is needed; nothing where it is whole."""
    titles: dict[str, list[str]] = {}
    for gap in gaps.values():
        if gap.need:
            titles.setdefault(gap.need, []).append(gap.title)
    if not titles:
        return []
    items = [t("reports.left_out.item", parts="; ".join(parts), need=need) for need, parts in titles.items()]
    return [Heading(t("reports.left_out.title"), "tidak-ditampilkan", 3), Bullets(items)]
