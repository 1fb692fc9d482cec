"""Problems found in a user's data: where, what is wrong, what to do. Collected, never raised one by one."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from indeks.errors import IndeksError
from indeks.texts import Texts, texts

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """One fault at one place. ``what`` and ``fix`` are sentences in the user's language."""

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    severity: str = ERROR
    code: str = ""
    what: str = ""
    fix: str = ""

    @property
    def place(self) -> str:
        """Sheet (or file) and cell, or row and column, as a short text."""
        where = self.sheet or self.file
        if self.cell:
            return f"{where}!{self.cell}"
        parts = [where, str(self.row) if self.row else "", self.column]
        return ":".join(p for p in parts if p)


class DataError(IndeksError):
    """Data that cannot be used.

    Parameters
    ----------
    problems
        Every fault found, warnings too.
    lang
        Language of the message around them; theirs is that in which they were found.
    """

    def __init__(self, problems: Sequence[Problem], lang: str = "id") -> None:
        super().__init__("problems.summary")
        self.problems = list(problems)
        self.lang = lang

    def text(self, lang: str) -> str:
        """Return the problems as lines to read."""
        return as_text(self.problems, lang)

    def __str__(self) -> str:
        """Return the problems as lines to read, in the language in which they were found."""
        return self.text(self.lang)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that forbid using the data."""
    return [p for p in problems if p.severity == ERROR]


def as_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON array of objects with the fields of :class:`Problem`."""
    return json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=2)


def as_text(problems: Sequence[Problem], lang: str = "id") -> str:
    """Return the problems as lines to read: how many, then by sheet each place, what is wrong, what to do."""
    t = texts(lang)
    n_errors = len(errors(problems))
    must, may = t("problems.errors", n=n_errors), t("problems.warnings", n=len(problems) - n_errors)
    lines = [t("problems.summary", must=must, may=may)]
    if n_errors:
        lines.append(t("problems.must"))
    by_sheet: dict[tuple[str, str], list[Problem]] = {}
    for p in problems:
        by_sheet.setdefault((p.file, p.sheet), []).append(p)
    for (file, sheet), group in by_sheet.items():
        lines += ["", t("problems.sheet", name=sheet) if sheet else t("problems.file", name=file)]
        for p in sorted(group, key=_reading_order):
            lines.append(f"  {t(f'problems.{p.severity}')}  {_spot(p, t)}".rstrip())
            lines += [f"      {p.what}", f"      {t('problems.fix')} {p.fix}"]
    return "\n".join(lines)


def system_text(error: OSError, t: Texts) -> str:
    """Return what the system refused and where, in the user's language for the reasons that people meet."""
    key = f"problems.system.{errno.errorcode.get(error.errno or 0, '').lower()}"
    reason = t(key) if t.has(key) else error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _reading_order(problem: Problem) -> tuple[int, int, str, str]:
    """Sort from the top of a sheet to its bottom, in a row from left to right."""
    letters = problem.cell.rstrip("0123456789")
    return problem.row, len(letters), letters, problem.column


def _spot(problem: Problem, t: Texts) -> str:
    """Name the cell and its column, or the row and the column."""
    if problem.cell:
        return f"{problem.cell}  {problem.column}".rstrip()
    row = t("problems.row", row=problem.row) if problem.row else ""
    return "  ".join(part for part in (row, problem.column) if part)
