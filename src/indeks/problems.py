"""Problems found in a user's data: where, what is wrong, what to do. Collected, never raised one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from indeks.texts import texts

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


class DataError(ValueError):
    """Data that cannot be used; ``problems`` lists every fault found."""

    def __init__(self, problems: Sequence[Problem], lang: str = "id") -> None:
        self.problems = list(problems)
        super().__init__(as_text(self.problems, lang))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that forbid using the data."""
    return [p for p in problems if p.severity == ERROR]


def as_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON array of objects with the fields of :class:`Problem`."""
    return json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=2)


def as_text(problems: Sequence[Problem], lang: str = "id") -> str:
    """Return the problems as lines to read: place, what is wrong, what to do."""
    t = texts(lang)
    n_errors = len(errors(problems))
    lines = []
    for p in problems:
        kind = t(f"problems.{p.severity}")
        lines.append(f"{kind}  {p.place}\n    {p.what}\n    {t('problems.fix')} {p.fix}")
    lines.append(t("problems.summary", errors=n_errors, warnings=len(problems) - n_errors))
    return "\n".join(lines)
