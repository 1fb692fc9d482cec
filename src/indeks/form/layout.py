"""How the workbook looks: columns with their headers and widths, colours, row heights, pages, rules of entry.

What stands in the sheets is said by :mod:`indeks.form.template`.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

CODE_ROW, LABEL_ROW, FIRST_ROW = 2, 3, 4
GREY, WHITE, DARK, LIGHT, BLACK = "E7E6E6", "FFFFFF", "1F4E79", "DDEBF7", "000000"
FONT = "Calibri"
LINE = 15.0
"""Height of a line of 11-point text."""
TITLE_LINE = 19.0
TWO_LINES = 2 * LINE + 2
GUIDE_WIDTH = 90
"""A column as wide as the printed part of an A4 page."""
BOLD = 0.9
"""Letters of a bold text that fit where one of the plain text does."""
NOTE_WIDTH, NOTE_LINE, NOTE_LETTERS = 320, 20, 46

_SIDE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_NUMBER = Alignment(horizontal="right", vertical="top", indent=1)


@dataclass(frozen=True)
class Column:
    """A column of a sheet to fill in.

    Attributes
    ----------
    code, label, note
        Code and label of its header, and what pops up over it.
    ready
        Gives the content of the k-th row; such a column is grey and locked.
    required
        Whether the header is dark.
    number_format
        Excel's; ``"@"`` is text.
    """

    code: str
    label: str
    width: float
    note: str = ""
    ready: Callable[[int], Any] | None = None
    required: bool = False
    number: bool = False
    number_format: str = "General"


def table(
    ws: Any, title: str, columns: Sequence[Column], n_rows: int, *, height: float | None = None, note: str = "",
    repeated: int = 0,
) -> None:  # fmt: skip
    """Lay out a sheet: title, codes, labels, and rows of which the ready columns are filled and locked.

    Where so many first columns are ``repeated`` on each page, the title stays within them, the note beside it.

    ``height`` is that of each row to fill in; without it rows grow with their text, but only while a person types.
    """
    ws["A1"] = title
    ws["A1"].font = Font(name=FONT, bold=True, size=14)
    if repeated:
        ws.merge_cells(start_row=1, end_row=1, start_column=1, end_column=repeated)
        ws["A1"].alignment = Alignment(wrap_text=True, vertical="center")
        width = sum(column.width for column in columns[:repeated])
        ws.row_dimensions[1].height = TITLE_LINE * n_lines(title, width * BOLD * 11 / 14) + 2
    if note:
        beside = ws.cell(1, repeated + 1, note)
        beside.font, beside.alignment = Font(name=FONT, italic=True), Alignment(vertical="center")
    fills = {name: PatternFill("solid", start_color=name) for name in (GREY, WHITE, DARK, LIGHT)}
    fonts = {"code": Font(name=FONT, size=8, color="7F7F7F"), "entry": Font(name=FONT, size=11)}
    for position, column in enumerate(columns, start=1):
        head = ws.cell(CODE_ROW, position, column.code)
        head.font, head.fill = fonts["code"], fills[GREY]
        cell = ws.cell(LABEL_ROW, position, column.label)
        cell.font = Font(name=FONT, bold=True, color=WHITE if column.required else BLACK)
        cell.fill = fills[DARK if column.required else LIGHT]
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.border = _BORDER
        if column.note:
            lines = sum(len(textwrap.wrap(p, NOTE_LETTERS)) for p in column.note.splitlines())
            cell.comment = Comment(column.note, "indeks", width=NOTE_WIDTH, height=NOTE_LINE * (lines + 1))
        ws.column_dimensions[get_column_letter(position)].width = column.width
        protection = Protection(locked=column.ready is not None)
        look = None  # a look is worked out once a column: openpyxl takes long over each
        for k in range(n_rows):
            entry = ws.cell(FIRST_ROW + k, position)
            if column.ready:
                entry.value = column.ready(k)
            if look is not None:
                entry._style = look
                continue
            entry.font, entry.protection, entry.border = fonts["entry"], protection, _BORDER
            entry.fill = fills[GREY if column.ready else WHITE]
            entry.alignment = _NUMBER if column.number else _WRAPPED
            entry.number_format = column.number_format
            look = entry._style
    ws.row_dimensions[LABEL_ROW].height = LINE * max(n_lines(c.label, c.width * BOLD) for c in columns) + 8
    if height:
        for k in range(n_rows):
            ws.row_dimensions[FIRST_ROW + k].height = height
    protect(ws)


def protect(ws: Any) -> None:
    """Lock what is not to be changed, without a password; widths, heights and filters stay free."""
    ws.protection.sheet = True
    ws.protection.formatColumns = ws.protection.formatRows = ws.protection.autoFilter = False


def filters(ws: Any, n_columns: int, n_rows: int) -> None:
    """Put filter buttons on the row of labels."""
    last = FIRST_ROW + n_rows - 1
    ws.auto_filter.ref = f"A{LABEL_ROW}:{get_column_letter(n_columns)}{last}"


def n_lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of a width in characters."""
    fitting = max(1, math.floor(width) - 1)
    return sum(max(1, len(textwrap.wrap(line, fitting))) for line in text.splitlines()) or 1


def width_for(entries: Sequence[str], lines: int = 2, least: int = 18, most: int = 46) -> int:
    """Return the smallest width in which every entry takes so many lines at most."""
    return next((w for w in range(least, most) if all(n_lines(e, w) <= lines for e in entries)), most)


def fit_rows(ws: Any, rows: Sequence[int], most: int = 4) -> None:
    """Give rows that are filled already the height of their longest text, up to so many lines."""
    widths = {
        column: ws.column_dimensions[get_column_letter(column)].width for column in range(1, ws.max_column + 1)
    }
    for row in rows:
        texts = [(c.column, c.value) for c in ws[row] if isinstance(c.value, str) and not c.value.startswith("=")]
        lines = max((n_lines(text, widths[column]) for column, text in texts), default=1)
        ws.row_dimensions[row].height = LINE * min(lines, most) + 2


def guide(ws: Any, lines: Sequence[tuple[str, str]]) -> None:
    """Write a page of text: pairs of a kind (``title``, ``head``, a colour or empty) and a line."""
    ws.column_dimensions["A"].width = GUIDE_WIDTH
    fills = {"entry": WHITE, "locked": GREY, "required": DARK, "optional": LIGHT}
    for row, (kind, text) in enumerate(lines, start=1):
        cell = ws.cell(row, 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="bottom" if kind == "head" else "top")
        size = {"title": 16, "head": 12}.get(kind, 11)
        cell.font = Font(name=FONT, bold=kind in ("title", "head"), size=size,
                         color=WHITE if kind == "required" else BLACK)  # fmt: skip
        if kind in fills:
            cell.fill, cell.border = PatternFill("solid", start_color=fills[kind]), _BORDER
        line = LINE * size / 11
        fitting = GUIDE_WIDTH * 11 / size * (BOLD if kind in ("title", "head") else 1.15)
        above = LINE / 2 if kind == "head" else 2
        ws.row_dimensions[row].height = line * n_lines(text, fitting) + above


def page(
    ws: Any, *, header: str, name: str, footer: str, number: str, pages: int = 1, repeat_columns: str = "",
    portrait: bool = False,
) -> None:  # fmt: skip
    """Set up printing: A4, so many pages wide, headers repeated on each."""
    ws.page_setup.orientation = "portrait" if portrait else "landscape"
    ws.page_setup.paperSize = ws.PAPERSIZE_A4
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = pages, int(portrait)
    ws.page_margins.left = ws.page_margins.right = 0.4
    if not portrait:
        ws.print_title_rows = f"1:{LABEL_ROW}"
    if repeat_columns:
        ws.print_title_cols = repeat_columns
    ws.oddHeader.center.text = header
    ws.oddHeader.right.text = name
    ws.oddFooter.left.text = footer
    ws.oddFooter.center.text = number


def print_until(ws: Any, row: int) -> None:
    """Leave the rows below one out of the print."""
    ws.print_area = f"A1:{get_column_letter(ws.max_column)}{row}"


def rule(
    ws: Any, position: int, n_rows: int, *, title: str, message: str, kind: str, formula1: str,
    formula2: str | None = None, operator: str | None = None, style: str = "stop", first: int = FIRST_ROW,
) -> None:  # fmt: skip
    """Say what Excel accepts in a column, and what it tells a person who types something else."""
    made = DataValidation(
        type=kind, operator=operator, formula1=formula1, formula2=formula2, allow_blank=True, errorStyle=style,
        showErrorMessage=True, errorTitle=title, error=message,
    )  # fmt: skip
    letter = get_column_letter(position)
    made.add(f"{letter}{first}:{letter}{first + n_rows - 1}")
    ws.add_data_validation(made)
