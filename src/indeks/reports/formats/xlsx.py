"""The tables of a report as an Excel workbook: one sheet each, numbers as numbers, an overview first."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from indeks.reports.formats.contents import Report, clean, links, read
from indeks.reports.formats.fixed import repacked
from indeks.texts import Texts, texts

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet, or a program that reads its cells as CSV, may take for a formula."""
NAME_LENGTH = 31
"""Characters that the name of a sheet may have."""
WIDEST, NARROWEST = 60, 8
"""Widths of columns in characters."""
HEADER_ROW = 4


class IndeksXlsxExporter(Exporter):
    """The tables of a report as a workbook. ``jupyter nbconvert --to indeks-xlsx report.ipynb`` uses it."""

    export_from_notebook = "Lampiran indeks (Excel)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    @default("file_extension")
    def _extension(self) -> str:
        return ".xlsx"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Export a notebook."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return workbook(read(nb)), resources


def workbook(report: Report) -> bytes:
    """Return the tables of a report as the bytes of an XLSX file; the same report gives the same bytes."""
    from openpyxl import Workbook

    t = texts(report.lang)
    book = Workbook()
    overview = book.active
    overview.title = t("paper.overview")
    book.properties.title, book.properties.creator = report.title[:255], "indeks"
    book.properties.language = report.lang
    taken = {overview.title.casefold()}
    sheets = []
    for k, table in enumerate(report.of("table"), start=1):
        caption = table["caption"] or t("paper.table.no_caption")
        sheet = book.create_sheet(sheet_name(f"{k} {caption}", taken))
        _fill(sheet, table, f"{t('paper.table.label')} {k}. {caption}", report, t)
        sheets.append((sheet, f"{t('paper.table.label')} {k}", caption))
    _overview(overview, report, sheets, t)
    buffer = io.BytesIO()
    book.save(buffer)
    return repacked(buffer.getvalue())


def sheet_name(caption: str, taken: set[str]) -> str:
    """Return a name that Excel allows and that no sheet has yet, and note it as taken.

    Examples
    --------
    >>> taken = set()
    >>> sheet_name("1 a/b: [c]?", taken), sheet_name("1 A-B- (c)", taken)
    ('1 a-b- (c)', '1 A-B- (c) 2')
    """
    plain = clean(caption).translate(str.maketrans("[]:*?/\\", "()-  --"))
    plain = " ".join(plain.split()).strip("' ") or "-"
    name, k = _cut(plain, NAME_LENGTH), 1
    while name.casefold() in taken:
        k += 1
        name = f"{_cut(plain, NAME_LENGTH - len(str(k)) - 1)} {k}"
    taken.add(name.casefold())
    return name


def _cut(text: str, limit: int) -> str:
    """The start of a text; Excel counts a letter beyond the basic plane as two."""
    while len(text.encode("utf-16-le")) // 2 > limit:
        text = text[:-1]
    return text.strip("' ") or "-"


def put(cell: Cell, value: Any, *, numeric: bool = False) -> None:
    """Write a text, number or links into a cell; text that looks like a formula stays text."""
    if isinstance(value, Mapping) and "value" in value:
        cell.value = int(value["value"]) if value["digits"] == 0 else value["value"]
        cell.number_format = number_format(value["digits"], signed=value["text"].startswith("+"))
        return
    if numeric and isinstance(value, str) and re.fullmatch(r"\d{1,9}", value) and value == str(int(value)):
        cell.value, cell.number_format = int(value), "0"  # years and ranks, never grouped
        return
    pairs = links(value)
    shown = "; ".join(f"{text} ({address})" if len(pairs) > 1 and address else text for text, address in pairs)
    cell.value = shown
    cell.data_type = "s"
    if shown.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    if len(pairs) == 1 and pairs[0][1]:
        cell.hyperlink = pairs[0][1]
        cell.style = "Hyperlink"


def number_format(digits: int, *, signed: bool = False) -> str:
    """Return Excel's format for a number with so many decimals.

    Examples
    --------
    >>> number_format(2), number_format(0, signed=True)
    ('#,##0.00', '+#,##0;-#,##0;0')
    """
    plain = "#,##0" + ("." + "0" * digits if digits else "")
    return f"+{plain};-{plain};{plain.replace('#,##', '')}" if signed else plain


def _fill(sheet: Worksheet, table: Mapping[str, Any], title: str, report: Report, t: Texts) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    put(sheet["A1"], title)
    sheet["A1"].font = Font(bold=True, size=13)
    put(sheet["A2"], " · ".join([report.title, *report.banner["marks"]]))
    sheet["A2"].font = Font(italic=True)
    columns = table["columns"]
    line = Side(style="thin", color="0B4F7D")
    for k, column in enumerate(columns, start=1):
        cell = sheet.cell(HEADER_ROW, k)
        put(cell, column["label"])
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0B4F7D")
        cell.alignment = Alignment(
            wrap_text=True, vertical="top", horizontal="right" if column["numeric"] else None
        )
    lines = [*table["rows"], *([table["total"]] if table["total"] else [])]
    for number, row in enumerate(lines):
        last = bool(table["total"]) and number == len(lines) - 1
        for k, (value, column) in enumerate(zip(row, columns, strict=True), start=1):
            cell = sheet.cell(HEADER_ROW + 1 + number, k)
            put(cell, value, numeric=column["numeric"])
            cell.alignment = Alignment(
                wrap_text=not column["nowrap"], vertical="top", horizontal="right" if column["numeric"] else None
            )
            if last or number in table["strong"]:
                cell.font = Font(bold=True)
            if last:
                cell.border = Border(top=line)
    below = HEADER_ROW + len(lines) + 2
    for text in [*table["notes"], *([table["source"]] if table["source"] else [])]:
        put(sheet.cell(below, 1), text)
        sheet.cell(below, 1).font = Font(italic=True, color="4A5563")
        below += 1
    _link(sheet.cell(below + 1, 1), t("paper.back"), t("paper.overview"))
    for k, column in enumerate(columns):
        cells = [clean(row[k]) for row in lines]
        words = max((len(w) for w in column["label"].split()), default=0)
        width = max([words, *(len(c) for c in cells)]) + 2
        sheet.column_dimensions[get_column_letter(k + 1)].width = min(max(width, NARROWEST), WIDEST)
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 1)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _print_setup(sheet, landscape=len(columns) > 4)


def _print_setup(sheet: Worksheet, *, landscape: bool) -> None:
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"


def _link(cell: Cell, text: str, name: str) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    put(cell, text)
    quoted = name.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1", display=text)
    cell.style = "Hyperlink"


def _overview(sheet: Worksheet, report: Report, sheets: list[tuple[Worksheet, str, str]], t: Texts) -> None:
    from openpyxl.styles import Alignment, Font

    put(sheet["A1"], report.title)
    sheet["A1"].font = Font(bold=True, size=16, color="0B4F7D")
    put(sheet["A2"], report.banner["subtitle"])
    row = 4
    warnings = [b["text"] for b in report.of("paragraph") if b["tone"] == "warning"]
    for label, value in [
        *((t("paper.synthetic_mark"), m) for m in [*report.banner["marks"], *warnings]),
        *report.banner["facts"],
    ]:
        put(sheet.cell(row, 1), label)
        put(sheet.cell(row, 2), value)
        sheet.cell(row, 2).font = Font(bold=True)
        sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
        row += 1
    put(sheet.cell(row + 1, 1), t("paper.overview_tables") if sheets else t("paper.no_tables"))
    sheet.cell(row + 1, 1).font = Font(bold=True, size=13)
    for k, (one, label, caption) in enumerate(sheets, start=row + 2):
        _link(sheet.cell(k, 1), label, one.title)
        put(sheet.cell(k, 2), caption)
        sheet.cell(k, 2).alignment = Alignment(wrap_text=True, vertical="top")
    put(sheet.cell(row + 3 + len(sheets), 1), t("report.footer"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 80
    _print_setup(sheet, landscape=True)
