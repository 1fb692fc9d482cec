"""The account of a merge: what came, what was settled and how, what a person has to look at; nothing is silent."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from indeks.texts import Texts, texts
from indeks.texts.cells import typed

ALIKE = 3
"""Cells named where two files have an innovation differently; of more only how many there are is told."""
MOST = 40
"""Lines printed of one kind; the JSON has all."""


@dataclass(frozen=True, repr=False)
class Account:
    """What a merge did, one table a matter; a table without rows has nothing to tell.

    Attributes
    ----------
    out
        The merged workbook, or None where nothing could be merged.
    region_code, year
        Whose workbooks they are, by most of them.
    files
        ``file, state, n_innovations``; the state is ``merged``, ``empty``, ``list`` (a list of agencies),
        ``faulty``, ``other`` (of another region or year) or ``ignored`` (a letter, a picture).
    not_sent
        ``agency, file``: agencies without any innovation yet, and the empty workbook that lies there for them.
    renumbered
        ``file, old_id, new_id, title``: an ID that another innovation has too.
    versions
        ``innovation_id, title, files``: innovations that came in several files and are one.
    conflicts
        ``table, key, column, kept, file, cell, dropped, other_file, other_cell``: cells filled in differently, and
        which counts: that of the file saved last.
    alike
        ``innovation_id, title, agency, files, other_id, other_title, other_agency, other_files``: titles that are
        the same or nearly so; both innovations are kept.
    agencies
        ``written, settled, files``: spellings made one.
    removed
        ``innovation_id, title, file``: kept from an earlier merge, but no longer in the file that brought it.
    left_out
        ``file, row, what``: innovations of another region or year, and lines of text under a table.
    problems
        ``file, sheet, row, column, what, fix``: what is wrong with a file.
    """

    out: Path | None
    region_code: str
    year: int
    files: pd.DataFrame
    not_sent: pd.DataFrame
    renumbered: pd.DataFrame
    versions: pd.DataFrame
    conflicts: pd.DataFrame
    alike: pd.DataFrame
    agencies: pd.DataFrame
    removed: pd.DataFrame
    left_out: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Return how much there is of each matter."""
        tables = ", ".join(f"{name} {len(frame)}" for name, frame in self.tables().items())
        return f"Account({self.region_code} {self.year}: {tables})"

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        named = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in named.items() if isinstance(value, pd.DataFrame)}

    @property
    def n_innovations(self) -> int:
        """How many innovations the merged workbook has."""
        return int(self.files.attrs.get("n_innovations", 0))


def as_json(account: Account) -> str:
    """Return the account as a JSON object, one list of objects a table."""
    head: dict[str, Any] = {
        "out": str(account.out) if account.out else None,
        "region_code": account.region_code,
        "year": account.year,
        "n_innovations": account.n_innovations,
    }
    listed = {name: frame.to_dict("records") for name, frame in account.tables().items()}
    return json.dumps(head | listed, ensure_ascii=False, indent=2, default=str)


def as_text(account: Account, lang: str = "id") -> str:
    """Return the account as lines to read: the sum first, then what a person has to look at."""
    t = texts(lang)
    states = account.files["state"].value_counts()
    lines = []
    if account.out:
        lines.append(t("gather.merged", n=account.n_innovations, files=int(states.get("merged", 0)),
                       out=str(account.out)))  # fmt: skip
    for state in ("empty", "list", "other", "faulty", "ignored"):
        names = account.files.loc[account.files["state"] == state, "file"].tolist()
        named = [name for name in names if name not in set(account.not_sent["file"])]  # those stand below
        if named:
            lines.append(t(f"gather.state.{state}", n=len(named), names=", ".join(named)))
    for name, frame in account.tables().items():
        if name == "files" or frame.empty:
            continue
        lines += ["", t(f"gather.{name}.head", n=len(frame))]
        if name == "conflicts":
            lines += _conflicts(frame, t)
            continue
        for record in frame.head(MOST).to_dict("records"):
            line = "line_empty" if name == "not_sent" and not record["file"] else "line"
            lines.append("  " + t(f"gather.{name}.{line}", **{k: _shown(v) for k, v in record.items()}))
        if len(frame) > MOST:
            lines.append("  " + t("gather.more", n=len(frame) - MOST))
    if account.out:
        lines += ["", t("gather.next", out=typed(account.out))]
    return "\n".join(lines)


def _conflicts(frame: pd.DataFrame, t: Texts) -> list[str]:
    """Return a line for each cell filled in differently; two versions of one innovation are one line."""
    lines = []
    whose = frame["key"].where(frame["key"] != "", frame["table"].map(lambda table: t(f"form.sheet.{table}")))
    for (key, file, other), part in frame.assign(key=whose).groupby(["key", "file", "other_file"], sort=False):
        records = part.to_dict("records")
        if len(records) > ALIKE:
            cells = ", ".join(str(r["other_cell"]) for r in records[:ALIKE])
            values = {"key": key, "file": file, "other_file": other, "cells": cells, "n": len(records)}
            lines.append("  " + t("gather.conflicts.line_many", **values))
        else:
            lines += ["  " + t("gather.conflicts.line", **{k: _shown(v) for k, v in r.items()}) for r in records]
    rest = len(lines) - MOST
    return [*lines[:MOST], "  " + t("gather.more", n=rest)] if rest > 0 else lines


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
