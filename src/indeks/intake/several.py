"""Several workbooks read as one: what each agency sent in, joined table by table.

A joined sheet counts its rows through: the row of the k-th workbook is k steps further on. :meth:`Sheet.origin`
tells workbook and row again, so that each problem names its own file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from indeks.intake.sheet import STEP, Collector, Sheet

NAMED = 3
"""Files named in a problem of all of them."""
REPEATED = ("regions", "agencies")
"""Tables that every workbook may carry as it was sent out; what an earlier one has is not read again."""


def read_workbooks(
    paths: Sequence[Path],
    read: Callable[[Path], list[Sheet]],
    usable: Callable[[Sheet], bool],
    problems: Collector,
) -> list[Sheet]:
    """Return the tables of several workbooks, each as one sheet; those that lack a column are left out.

    Parameters
    ----------
    paths
        The workbooks; two may not have one name, since problems are told by it.
    read
        Reads one of them.
    usable
        Tells whether a sheet has the columns it needs, and reports those that are missing.
    problems
        Takes the problems.
    """
    parts: dict[str, list[Sheet]] = {}
    names: set[str] = set()
    for path in paths:
        if path.name in names:
            problems.add("file_twice", path.name)
            continue
        names.add(path.name)
        for sheet in read(path):
            if usable(sheet):
                parts.setdefault(sheet.table, []).append(sheet)
    return [_joined(table, sheets, problems) for table, sheets in parts.items()]


def names_of(paths: Sequence[Path]) -> str:
    """Return the names of the first files, and a mark where there are more."""
    return ", ".join(p.name for p in paths[:NAMED]) + (", …" if len(paths) > NAMED else "")


def _joined(table: str, sheets: list[Sheet], problems: Collector) -> Sheet:
    if len(sheets) == 1:
        return sheets[0]
    first = sheets[0]
    parts = []
    for sheet in sheets:
        if ("indicator" in sheet.frame) == ("indicator" in first.frame):
            parts.append(sheet)
        else:
            problems.add("shapes_mixed", sheet.file, sheet=sheet.sheet, first=first.file)
    frames = []
    for k, sheet in enumerate(parts):
        frame = sheet.frame.astype("object")
        frame.index = pd.Index(np.asarray(frame.index, dtype="int64") + k * STEP)
        frames.append(frame)
    frame = pd.concat(frames)
    if table in REPEATED:
        spelled = frame.fillna("").astype(str).apply(lambda c: c.str.strip())
        own = spelled.assign(_part=np.asarray(frame.index) // STEP)
        frame = frame[~spelled.duplicated() | own.duplicated()]
    labels = {code: label for part in reversed(parts) for code, label in part.labels.items()}
    letters = {code: letter for part in reversed(parts) for code, letter in part.letters.items()}
    files = names_of([Path(p.file) for p in parts])
    return Sheet(table, files, first.sheet, frame, labels, letters, tuple(parts))
