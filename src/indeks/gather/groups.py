"""Which rows of different workbooks are one innovation, and which only share a number or a title."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from indeks import regions
from indeks.form.lists import innovation_id
from indeks.gather.cells import Brought
from indeks.intake import agency_names
from indeks.intake.columns import code_text
from indeks.intake.headers import VERIFICATION
from indeks.intake.vocabulary import text_of
from indeks.texts.spelling import key

SAME_TITLE = 80
"""Of 100; how alike two titles under one ID are for one to be a correction of the other."""
LIKE_TITLE = 88
"""Of 100; how alike titles under different IDs are for a person to be asked whether they are one innovation."""
SLIP = 92
"""Of 100; how alike a name that no list has and one of the list are for the first to be a slip of the second."""
TABLES = ("innovations", "innovation_levels", VERIFICATION)
OWN_TABLES = TABLES[:2]
"""What an agency fills in; in a workbook merged before stands a copy of it."""


class Owner(NamedTuple):
    """A region and a year."""

    region: str
    year: int


class Cell(NamedTuple):
    """A cell with its name and the number of its row."""

    value: Any
    place: str
    row: int


Halves = tuple[frozenset[str], frozenset[str]]
Cells = dict[str, Cell]
"""Cells by the codes of their columns."""


@dataclass
class Entry:
    """The rows of one innovation in one workbook."""

    brought: Brought
    id: str
    tables: Mapping[str, Cells]
    title: str
    agency: str
    ids: frozenset[str]
    """Its ID, and those under which it came if the workbook was merged before."""
    owner: Owner | None
    written: str = ""
    """The ID in the sheet of innovations where that of the levels in the same row is another, which counts."""

    @property
    def beneath(self) -> bool:
        """Whether it is a line of text under the table: no ID, no region, and one filled cell."""
        cells = self.tables.get("innovations", {})
        return not self.id and self.owner is None and len(self.tables) == 1 and len(cells) == 1

    @property
    def merged(self) -> bool:
        """Whether the workbook was merged before."""
        return self.brought.origins is not None


@dataclass
class Group:
    """One innovation, as each workbook has it."""

    entries: list[Entry] = field(default_factory=list)
    id: str = ""

    @property
    def title(self) -> str:
        """Return the title of the version that counts."""
        return next((e.title for e in by_standing(self.entries, "innovations") if e.title), "")

    @property
    def agency(self) -> str:
        """Return the agency."""
        return next((e.agency for e in by_standing(self.entries, "innovations") if e.agency), "")

    @property
    def files(self) -> list[str]:
        """Return the files that have it."""
        return [e.brought.name for e in self.entries]


def by_standing(entries: Iterable[Entry], table: str) -> list[Entry]:
    """Return the entries, the one that counts first: the one saved last, copies of an agency's work behind."""
    return sorted(entries, key=lambda e: _standing(e.brought, table), reverse=True)


def _standing(brought: Brought, table: str) -> tuple[bool, dt.datetime, str]:
    return (table not in OWN_TABLES or brought.origins is None, brought.modified, brought.name)


def entries_of(brought: Brought, agencies: Mapping[str, str], alone: Halves) -> Iterator[Entry]:
    """Yield the innovations of a workbook in the order of their rows.

    Parameters
    ----------
    brought
        The workbook.
    agencies
        Settles spellings.
    alone
        As :func:`halves` gives them for all workbooks: a half here belongs to the other half there.
    """
    tables: dict[tuple[str, int], dict[str, Cells]] = {}
    rows = brought.cells[brought.cells["table"].isin(TABLES)]
    order = np.lexsort((rows["row"], rows["table"].map({name: k for k, name in enumerate(TABLES)})))
    fields = [rows[c].to_numpy()[order] for c in ("table", "id", "nth", "column", "value", "cell", "row")]
    for table, name, nth, column, value, cell, row in zip(*fields, strict=True):
        cells = tables.setdefault((str(name), int(nth)), {}).setdefault(table, {})
        cells.setdefault(str(column), Cell(value, str(cell), int(row)))
    written = _joined_by_row(tables, alone)
    for (name, nth), parts in tables.items():
        plain = {column: cell.value for column, cell in parts.get("innovations", {}).items()}
        title, agency = (" ".join(text_of(plain.get(c)).split()) for c in ("title", "agency"))
        earlier = [was for _, was in (brought.origins or {}).get(name, ())]
        ids = frozenset(i for i in (name, *earlier) if i)
        owner = owner_of(plain.get("region_code"), plain.get("year"))
        settled = agencies.get(key(agency), agency)
        yield Entry(brought, name, parts, title, settled, ids, owner, written.get((name, nth), ""))


def halves(brought: Iterable[Brought]) -> Halves:
    """Return the IDs of which some workbook has an innovation without levels, and those of levels alone."""
    innovations, levels = set(), set()
    for cells in (one.cells for one in brought):
        here, there = (set(cells.loc[cells["table"] == t, "id"].astype(str)) for t in OWN_TABLES)
        innovations |= here - there
        levels |= there - here
    return frozenset(innovations), frozenset(levels)


def _joined_by_row(tables: dict[tuple[str, int], dict[str, Cells]], alone: Halves) -> dict[tuple[str, int], str]:
    """Put an innovation whose ID somebody changed in one sheet beside the levels in the same row of the other.

    Returns
    -------
    dict
        The ID that was written, by the one of the levels, which the innovation has from now on.
    """
    rows = {t: {k: min(c.row for c in parts[t].values()) for k, parts in tables.items() if set(parts) == {t}}
            for t in OWN_TABLES}  # fmt: skip
    levels_at = {row: k for k, row in rows["innovation_levels"].items()}
    written = {}
    for name, row in rows["innovations"].items():
        if row in levels_at and name[0]:
            own = levels_at[row]
            if own[0] in alone[0] or name[0] in alone[1]:  # another workbook has the other half
                continue
            tables[own] = {**tables.pop(name), **tables[own]}
            written[own] = name[0]
    return written


def owner_of(region: Any, year: Any) -> Owner | None:
    """Return region and year as cells give them; None where they cannot be read or are not given."""
    try:
        code = regions.resolve(region.strip() if isinstance(region, str) else code_text(region))
        return Owner(code, int(text_of(year)))
    except (regions.UnknownRegion, regions.AmbiguousRegion, ValueError):
        return None


def grouped(entries: Iterable[Entry]) -> list[Group]:
    """Return the innovations: entries of different workbooks that share ID, title and agency are one."""
    groups: list[Group] = []
    by_id: dict[str, list[Group]] = {}
    for entry in entries:
        fitting = [g for i in sorted(entry.ids) for g in by_id.get(i, []) if _fits(entry, g)]
        group = fitting[0] if fitting else Group()
        if not fitting:
            groups.append(group)
        group.entries.append(entry)
        for name in entry.ids:
            if group not in by_id.setdefault(name, []):
                by_id[name].append(group)
    return groups


def _fits(entry: Entry, group: Group) -> bool:
    from rapidfuzz import fuzz

    if any(e.brought is entry.brought for e in group.entries):
        return False
    agencies = {key(e.agency) for e in (*group.entries, entry) if e.agency}
    titles = [e.title for e in group.entries if e.title]
    alike = not entry.title or not titles or any(
        fuzz.token_set_ratio(key(entry.title), key(title)) >= SAME_TITLE for title in titles
    )  # fmt: skip
    return len(agencies) <= 1 and alike


def number(groups: Sequence[Group], region: str, year: int) -> list[Group]:
    """Give each innovation an ID of its own; those of a workbook merged before stay, then the first come."""
    taken: set[str] = set()
    wanted = [next((e.id for e in g.entries if e.merged), g.entries[0].id) for g in groups]
    settled = [any(e.merged for e in g.entries) for g in groups]
    for only_settled in (True, False):
        for group, name, is_settled in zip(groups, wanted, settled, strict=True):
            if is_settled == only_settled and name and name not in taken:
                group.id = name
                taken.add(name)
    taken |= {i for g in groups for e in g.entries for i in e.ids}  # a number that some file uses is not free
    free = (n for k in range(1, 100_000) if (n := innovation_id(region, year, k)) not in taken)
    for group in groups:
        group.id = group.id or next(free)
    return list(groups)


def alike(groups: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    """Yield pairs of innovations whose titles are the same or nearly so."""
    from rapidfuzz import fuzz

    titles = [key(g.title) for g in groups]
    for (a, mine), (b, other) in combinations(zip(groups, titles, strict=True), 2):
        if mine and other and (mine == other or fuzz.token_sort_ratio(mine, other) >= LIKE_TITLE):
            yield a, b


def settled_agencies(listed: Sequence[str], used: Collection[str]) -> dict[str, str]:
    """Return the spelling that counts of each name of an agency, by its key.

    Parameters
    ----------
    listed
        Names of the lists of agencies, those of the list to trust most first.
    used
        Names that stand beside innovations.
    """
    from rapidfuzz import fuzz

    kept: list[str] = []
    spelled: dict[str, str] = {}
    for name in [*listed, *sorted(used, key=lambda n: (-len(n), n))]:
        if key(name) in spelled:
            continue
        right = agency_names.settle(name, kept)
        if right is None and listed and name in used:
            alike = [k for k in kept if _digits(k) == _digits(name) and fuzz.ratio(key(k), key(name)) >= SLIP]
            right = alike[0] if len(alike) == 1 else None
        if right is None:
            kept.append(name)
        spelled[key(name)] = right or name
    return spelled


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)
