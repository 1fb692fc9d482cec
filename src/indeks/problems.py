"""Problems found in a user's data: where, what is wrong, what to do. Collected, never raised one by one."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from indeks.errors import IndeksError, spoken
from indeks.texts import LANGUAGES, Texts, texts

ERROR = "error"
WARNING = "warning"
CELLS = 12
"""Cells named of problems that say the same."""
MAX_SHOWN = 60
"""Characters of a cell quoted in a message."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault at one place, put into words where it is shown.

    Attributes
    ----------
    file, sheet, row, column, cell
        Where; empty or 0 where that says nothing.
    severity
        ``"error"`` or ``"warning"``.
    code
        Its two sentences are ``intake.<code>.what`` and ``intake.<code>.fix`` of the catalogue.
    values
        What fills them: plain values, errors of the family, ``{"id": ..., "en": ...}`` for what each language
        calls differently, and functions of the texts, such as ``methodcaller("date", day)``.
    more
        How many further places one line stands for that are not listed one by one.
    lang
        Language of :attr:`what` and :attr:`fix`; by default that of the process.
    """

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    severity: str = ERROR
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    more: int = field(default=0, compare=False, repr=False)
    lang: str = field(default="", compare=False, repr=False)

    @property
    def place(self) -> str:
        """Sheet (or file) and cell, or row and column, as a short text."""
        where = self.sheet or self.file
        if self.cell:
            return f"{where}!{self.cell}"
        parts = [where, str(self.row) if self.row else "", self.column]
        return ":".join(p for p in parts if p)

    @property
    def what(self) -> str:
        """What is wrong, as a sentence."""
        return self._text("what")

    @property
    def fix(self) -> str:
        """What to do, as a sentence."""
        return self._text("fix")

    def worded(self, lang: str) -> Problem:
        """Return the problem with its sentences in a language, ``"id"`` or ``"en"``."""
        return replace(self, lang=lang)

    def _text(self, part: str) -> str:
        t = texts(self.lang or spoken())
        given = {name: _filled(value, t) for name, value in self.values.items()}
        given |= {"column": self.column, "sheet": self.sheet or self.file, "file": self.file, "row": self.row}
        if "found" in given:
            given["found"] = quoted(str(given["found"]))
        text = t(f"intake.{self.code}.{part}", **given)
        return t(f"intake.more_alike.{part}", n=self.more, example=text) if self.more else text


def _filled(value: Any, t: Texts) -> Any:
    if isinstance(value, IndeksError):
        return value.text(t.lang)
    if isinstance(value, Mapping):
        return value[t.lang]
    return value(t) if callable(value) else value


def each_language(text: Callable[[str], str]) -> dict[str, str]:
    """Return what a function of the language says in each, as a value of a problem."""
    return {lang: text(lang) for lang in LANGUAGES}


def quoted(text: str) -> str:
    """Return a text fit for a message: one line, printable, not too long."""
    line = printable(text)
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1] + "…"


def printable(text: str) -> str:
    """Return a text on one line: what steers a terminal or breaks lines becomes a space."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def visible(text: str) -> str:
    """Return a text on one line, what steers a terminal and bytes that are no letters as escapes: ``\\x1b``."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\xa0" else ascii(c)[1:-1] for c in text)


def named(label: object) -> str:
    """Return what somebody's program calls a table or column, on one line; its kind where it has no text."""
    try:
        return printable(str(label))
    except Exception:  # an object of somebody's own
        return type(label).__name__


class DataError(IndeksError):
    """Data that cannot be used.

    Parameters
    ----------
    problems
        Every fault found, warnings too.
    lang
        Language of ``str(error)``; by default that of the process.
    """

    def __init__(self, problems: Sequence[Problem], lang: str | None = None) -> None:
        super().__init__("problems.summary")
        self.problems = list(problems)
        self.lang = lang

    def text(self, lang: str) -> str:
        """Return the problems as lines to read, in a language."""
        return as_text(self.problems, lang)

    def __str__(self) -> str:
        """Return the problems as lines to read, in the language asked for when the data were read."""
        return self.text(self.lang or spoken())


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that forbid using the data."""
    return [p for p in problems if p.severity == ERROR]


def as_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON array of objects: place, severity, code and both sentences."""
    names = ("file", "sheet", "row", "column", "cell", "severity", "code", "what", "fix")
    return json.dumps([{name: getattr(p, name) for name in names} for p in problems], ensure_ascii=False, indent=2)


def as_text(problems: Sequence[Problem], lang: str = "id") -> str:
    """Return the problems as lines to read: how many, then by sheet each place, what is wrong, what to do."""
    problems = [p.worded(lang) for p in problems]
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
        alike: dict[tuple[str, str, str, str], list[Problem]] = {}
        for p in sorted(group, key=_reading_order):
            alike.setdefault((p.severity, p.column, p.what, p.fix), []).append(p)
        for (severity, _, what, fix), same in alike.items():
            lines.append(f"  {t(f'problems.{severity}')}  {_spots(same, t)}".rstrip())
            lines += [f"      {what}", f"      {t('problems.fix')} {fix}"]
    return "\n".join(lines)


def system_text(error: OSError, t: Texts) -> str:
    """Return what the system refused and where, in the user's language for the reasons that people meet."""
    key = f"problems.system.{errno.errorcode.get(error.errno or 0, '').lower()}"
    reason = t(key) if t.has(key) else t("problems.system.other", number=error.errno or 0)
    return f"{error.filename}: {reason}" if error.filename else reason


def _reading_order(problem: Problem) -> tuple[int, int, str, str]:
    """Sort from the top of a sheet to its bottom, in a row from left to right."""
    letters = problem.cell.rstrip("0123456789")
    return problem.row, len(letters), letters, problem.column


def _spots(alike: Sequence[Problem], t: Texts) -> str:
    """Name the places of problems that say the same of one column."""
    if len(alike) == 1 or not all(p.cell for p in alike):
        return "; ".join(dict.fromkeys(_spot(p, t) for p in alike))
    cells = ", ".join(p.cell for p in alike[:CELLS])
    more = t("problems.and_more", cells=cells, n=len(alike) - CELLS) if len(alike) > CELLS else cells
    return f"{more}  {alike[0].column}".rstrip()


def _spot(problem: Problem, t: Texts) -> str:
    """Name the cell and its column, or the row and the column."""
    if problem.cell:
        return f"{problem.cell}  {problem.column}".rstrip()
    row = t("problems.row", row=problem.row) if problem.row else ""
    return "  ".join(part for part in (row, problem.column) if part)
