"""Many workbooks made one: what the agencies send back, in any mix of copies and versions.

Cells pass as they were typed, so that what is wrong with one is still wrong in the merged workbook, where
``indeks check`` names it. Where two files fill one cell differently, the file saved last counts and the account
lists both.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks import edition as editions
from indeks import regions
from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.form import template
from indeks.gather import cells as brought_cells
from indeks.gather import written
from indeks.gather.account import Account
from indeks.gather.cells import NEVER, Brought
from indeks.gather.groups import TABLES as SHEETS
from indeks.gather.groups import (
    Cell,
    Cells,
    Entry,
    Group,
    Owner,
    alike,
    by_standing,
    entries_of,
    grouped,
    halves,
    number,
    owner_of,
    settled_agencies,
)
from indeks.gather.origin import write_origins
from indeks.intake.vocabulary import text_of
from indeks.texts import Texts, texts
from indeks.texts.spelling import key

OF_REGION = (*brought_cells.OF_REGION, brought_cells.RESULTS)
"""Sheets of the region itself."""
TABLES = {
    "files": ("file", "state", "n_innovations"),
    "not_sent": ("agency", "file"),
    "renumbered": ("file", "old_id", "new_id", "title"),
    "versions": ("innovation_id", "title", "files"),
    "conflicts": ("table", "key", "column", "kept", "file", "cell", "dropped", "other_file", "other_cell"),
    "alike": (
        "innovation_id",
        "title",
        "agency",
        "files",
        "other_id",
        "other_title",
        "other_agency",
        "other_files",
    ),
    "agencies": ("written", "settled", "files"),
    "removed": ("innovation_id", "title", "file"),
    "left_out": ("file", "row", "what"),
    "problems": ("file", "sheet", "row", "column", "what", "fix"),
}


def merge(
    source: str | Path | Sequence[str | Path], out: str | Path, *, edition: Edition | str | None = None,
    lang: str = "id",
) -> Account:  # fmt: skip
    """Write one workbook of what many bring, and tell what was done.

    Parameters
    ----------
    source
        A folder, with the folders in it, or a list of workbooks; a CSV list of agencies may lie among them.
    out
        The workbook to write. One that was merged before is merged again with the rest, so that what was filled in
        there since, such as the verification, stays.
    edition
        The edition of the template, or its identifier or path; by default that of the year.
    lang
        Language of the workbook and the account.

    Returns
    -------
    Account
        What came, what was settled, and what a person has to look at. Files that cannot be read are named, the
        rest is merged; nothing is written where there is no innovation and no level of the region.

    Raises
    ------
    IndeksError
        If a file of the name of ``out`` is there that was not merged before.

    Examples
    --------
    >>> import tempfile
    >>> merge([], Path(tempfile.gettempdir()) / "daerah.xlsx").n_innovations
    0
    """
    out, t = Path(out), texts(lang)
    files = brought_cells.named_files(source)
    if out.exists() and out.resolve() not in {path.resolve() for _, path in files}:
        files = sorted([*files, (out.name, out)])
    brought = [brought_cells.read(name, path, lang) for name, path in files]
    standing = [b for b, (_, path) in zip(brought, files, strict=True) if path.resolve() == out.resolve()]
    if out.exists() and any(b.origins is None for b in standing):
        raise IndeksError("gather.error.standing", path=str(out))
    whole = combine(brought)
    owner = whole.owner
    account = _account(out if owner else None, brought, whole)
    if owner:
        rule = editions.resolve(edition, owner.year)
        ids = [g.id for g in whole.groups]
        book = template.workbook(
            out.name, region_code=owner.region, year=owner.year, edition=rule, lang=lang,
            listed=_agency_rows(whole.listed, whole.spelled), ids=[*ids, *written.free(ids, *owner)],
        )  # fmt: skip
        written.fill(book, whole.rows, whole.region_rows, [g.id for g in whole.groups], t)
        title = t("gather.origin.title", region=regions.full_name(owner.region, lang), year=owner.year)
        write_origins(book, _origins(whole.groups), _marked(title, owner, t), t)
        out.parent.mkdir(parents=True, exist_ok=True)
        template.save(book, out, modified=max((b.modified for b in brought), default=NEVER))
    return account


@dataclass(frozen=True)
class Whole:
    """What all files together say.

    Attributes
    ----------
    owner
        The region and year that most of them are of; None where nothing is filled in.
    entries
        The innovations of each file.
    groups, rows
        The innovations, and the cells of each that count, by table and column.
    region_rows
        The cells of the region's own sheets that count, by table a row an indicator, or a year and stage.
    conflicts
        Cells filled in differently.
    listed, spelled
        Agencies of all lists, and the spelling that counts of each name by its key.
    """

    owner: Owner | None
    entries: Sequence[Entry]
    groups: Sequence[Group]
    rows: Sequence[Mapping[str, Mapping[str, Any]]]
    region_rows: Mapping[str, Sequence[Mapping[str, Any]]]
    conflicts: Sequence[Mapping[str, Any]]
    listed: Sequence[Mapping[str, str]]
    spelled: Mapping[str, str]


def combine(brought: Sequence[Brought]) -> Whole:
    """Return what files say together."""
    listed = _listed(brought)
    spelled = settled_agencies([a["agency"] for a in listed], {name for b in brought for name in _used(b)})
    alone = halves(brought)
    entries = [e for b in brought for e in entries_of(b, spelled, alone)]
    owner = _owner(entries, brought)
    if owner is None:
        return Whole(None, entries, [], [], {}, [], listed, spelled)
    groups = number(grouped(e for e in entries if e.owner in (owner, None) and not e.beneath), *owner)
    conflicts: list[Mapping[str, Any]] = []
    rows = [_row(group, spelled, owner, conflicts) for group in groups]
    region_rows = {table: _region_rows(brought, table, owner, conflicts) for table in OF_REGION}
    return Whole(owner, entries, groups, rows, region_rows, conflicts, listed, spelled)


def _marked(title: str, owner: Owner, t: Texts) -> str:
    return f"{t('reports.synthetic')}: {title}" if regions.is_synthetic(owner.region) else title


# --- who and when


def _listed(brought: Sequence[Brought]) -> list[dict[str, str]]:
    """Return the agencies of all lists, the longest list first."""
    ordered = sorted(brought, key=lambda b: (-len(b.agencies), b.name))
    return [record for b in ordered for record in b.agencies.to_dict("records")]


def _used(brought: Brought) -> Iterator[str]:
    """Yield the names of agencies beside the innovations of a file."""
    cells = brought.cells
    names = cells.loc[(cells["table"] == "innovations") & (cells["column"] == "agency"), "value"]
    for name in names:
        yield " ".join(text_of(name).split())


def _owner(entries: Sequence[Entry], brought: Sequence[Brought]) -> Owner | None:
    """Return the region and year that most files are of."""
    votes: dict[str, set[Owner]] = {}
    for entry in entries:
        if entry.owner:
            votes.setdefault(entry.brought.name, set()).add(entry.owner)
    for b in brought:
        for name in b.cells.loc[b.cells["table"].isin(brought_cells.OF_REGION), "id"].unique():
            if owner := owner_of(*str(name).split("|")):
                votes.setdefault(b.name, set()).add(owner)
    counts = Counter(owner for owners in votes.values() for owner in owners)
    return min(counts, key=lambda o: (-counts[o], o)) if counts else None


# --- the cells that count


def _row(
    group: Group, spelled: Mapping[str, str], owner: Owner, conflicts: list[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the cells of an innovation by table and column."""
    row: dict[str, dict[str, Any]] = {}
    for table in SHEETS:
        candidates = [(e.brought.name, e.tables.get(table, {})) for e in by_standing(group.entries, table)]
        row[table] = _counting(candidates, table, f"{group.id} {group.title}".strip(), conflicts, spelled)
    if any(e.owner == owner for e in group.entries):
        row["innovations"].pop("region_code", None)
        row["innovations"].pop("year", None)
    return row


def _region_rows(
    brought: Sequence[Brought], table: str, owner: Owner, conflicts: list[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the cells of a sheet of the region itself, a row an indicator, or a year and stage."""
    results = table == brought_cells.RESULTS
    candidates = []
    for b in sorted(brought, key=lambda b: (b.modified, b.name), reverse=True):
        cells = b.cells[b.cells["table"] == table]
        own = {
            name: owner_of(name, owner.year) if results else owner_of(*str(name).split("|"))
            for name in cells["id"].unique()
        }
        mine = np.array([own[name] in (owner, None) for name in cells["id"]], dtype=bool)
        of_file: Cells = {}
        own_cells = cells.loc[mine, ["column", "value", "cell", "row"]]
        for column, value, cell, row in own_cells.itertuples(index=False):
            of_file.setdefault(column, Cell(value, cell, row))
        candidates.append((b.name, of_file))
    rows: dict[str, dict[str, Any]] = {}
    for column, value in _counting(candidates, table, "", conflicts, {}).items():
        key_of, _, part = column.rpartition(":")
        rows.setdefault(key_of, {} if results else {"indicator": key_of})[part] = value
    return list(rows.values())


def _counting(
    candidates: Sequence[tuple[str, Cells]], table: str, label: str, conflicts: list[Mapping[str, Any]],
    spelled: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    """Return the cells that count by column, the file that counts first; the others go to ``conflicts``."""
    kept: dict[str, tuple[Any, str, str]] = {}
    for file, cells in candidates:
        for column, (value, cell, _) in cells.items():
            if column == "agency":
                name = " ".join(text_of(value).split())
                value = spelled.get(key(name), name)  # noqa: PLW2901
            if column not in kept:
                kept[column] = (value, file, cell)
            elif not _equal(kept[column][0], value):
                right, first, place = kept[column]
                conflicts.append(
                    {"table": table, "key": label, "column": column, "kept": _plain(right), "file": first,
                     "cell": place, "dropped": _plain(value), "other_file": file, "other_cell": cell}
                )  # fmt: skip
    return {column: value for column, (value, _, _) in kept.items()}


def _equal(a: Any, b: Any) -> bool:
    return a == b or " ".join(text_of(a).split()) == " ".join(text_of(b).split())


def _plain(value: Any) -> str:
    return value.date().isoformat() if isinstance(value, dt.datetime) else text_of(value)


def _agency_rows(listed: Sequence[Mapping[str, str]], spelled: Mapping[str, str]) -> list[dict[str, str]]:
    """Return each agency of the lists once, what one list leaves empty filled from another."""
    rows: dict[str, dict[str, str]] = {}
    for record in listed:
        name = spelled[key(record["agency"])]
        row = rows.setdefault(name, {"agency": name})
        row |= {c: v for c, v in record.items() if c != "agency" and v and not row.get(c)}
    return list(rows.values())


def _origins(groups: Sequence[Group]) -> list[tuple[str, str, str, str]]:
    rows = []
    for group in groups:
        came = []
        for entry in group.entries:
            if entry.brought.origins is not None:
                came += list(entry.brought.origins.get(entry.id, ()))
            else:
                came.append((entry.brought.name, entry.id))
        rows += [(group.id, file, earlier, group.title) for file, earlier in sorted(set(came))]
    return rows


# --- the account


def _account(out: Path | None, brought: Sequence[Brought], whole: Whole) -> Account:
    owner, entries, groups, spelled = whole.owner, whole.entries, whole.groups, whole.spelled
    of_file: dict[str, list[Entry]] = {}
    for entry in entries:
        of_file.setdefault(entry.brought.name, []).append(entry)
    names = {b.name for b in brought}
    having = {key(e.agency) for e in entries if e.agency}
    listed_names = list(dict.fromkeys(spelled[key(a["agency"])] for a in whole.listed))
    own = {key(spelled[key(b.agencies["agency"][0])]): b.name for b in brought if len(b.agencies) == 1}
    tables: dict[str, list[Any]] = {
        "files": [
            (b.name, _state(b, mine, owner), len(mine)) for b in brought for mine in [of_file.get(b.name, [])]
        ],
        "not_sent": [(a, own.get(key(a), "")) for a in listed_names if key(a) not in having],
        "renumbered": [
            (e.brought.name, e.written or e.id, g.id, g.title) for g in groups
            if not any(e.merged for e in g.entries)
            for e in g.entries if (e.written or e.id) != g.id
        ],
        "versions": [
            (g.id, g.title, g.files) for g in groups if sum(not e.merged for e in g.entries) > 1
        ],
        "conflicts": list(whole.conflicts),
        "alike": [(a.id, a.title, a.agency, a.files, b.id, b.title, b.agency, b.files) for a, b in alike(groups)],
        "agencies": _spellings(brought, spelled),
        "removed": [(g.id, g.title, file) for g in groups for file in _gone_from(g, names)],
        "left_out": [
            (e.brought.name, min(c.row for cells in e.tables.values() for c in cells.values()), e.title or e.id)
            for e in entries if e.owner not in (owner, None) or e.beneath
        ],
        "problems": [(p.file, p.sheet, p.row, p.column, p.what, p.fix) for b in brought for p in b.problems],
    }  # fmt: skip
    frames = {name: pd.DataFrame(tables[name], columns=list(columns)) for name, columns in TABLES.items()}
    frames["files"].attrs["n_innovations"] = len(groups)
    return Account(out, owner.region if owner else "", owner.year if owner else 0, **frames)


def _state(brought: Brought, entries: Sequence[Entry], owner: Owner | None) -> str:
    if not brought.readable:
        return "ignored" if brought.foreign else "faulty"
    if entries and not any(e.owner in (owner, None) for e in entries):
        return "other"
    if entries or len(brought.cells):
        return "merged"
    return "list" if brought.modified == NEVER else "empty"


def _spellings(brought: Sequence[Brought], spelled: Mapping[str, str]) -> list[tuple[str, str, list[str]]]:
    """Return the names that were written otherwise than the spelling that counts, and in which files."""
    files: dict[str, set[str]] = {}
    for b in brought:
        for name in [*b.agencies["agency"], *_used(b)]:
            if spelled[key(name)] != name:
                files.setdefault(name, set()).add(b.name)
    return [(name, spelled[key(name)], sorted(files[name])) for name in sorted(files)]


def _gone_from(group: Group, names: set[str]) -> list[str]:
    """Return the files that brought an innovation to an earlier merge, are here again, and have it no more."""
    if not all(e.merged for e in group.entries):
        return []
    came = {f for e in group.entries for f, _ in (e.brought.origins or {}).get(e.id, ())}
    return sorted(came & names)
