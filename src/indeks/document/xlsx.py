"""The tables of a report as an Excel workbook: one sheet each, numbers as numbers, an overview first."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from indeks.document.blocks import TINTS, level_of
from indeks.document.contents import Report, clean, links, read
from indeks.document.fixed import repacked
from indeks.texts import Texts, texts
from indeks.texts.cells import is_formula

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

NAME_LENGTH = 31
"""Characters that the name of a sheet may have."""
WIDEST, NARROWEST, NARROWEST_WHOLE = 60, 8, 60
"""Widths of columns, and the least of all columns together, in characters."""
LINE, HIGHEST = 15, 409
"""Points of one line of a row, and the most that a row may have."""
HEADER_ROW = 4
WIDE_FROM = 6
"""With more columns than this the first one stays in view, too."""


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

    t, glances, report = texts(report.lang), report.of("overview"), report.plain
    book = Workbook()
    overview = book.active
    overview.title = t("document.overview")
    book.properties.title, book.properties.creator = report.title[:255], "indeks"
    book.properties.language = report.lang
    taken = {overview.title.casefold()}
    sheets = []
    number = 0
    for table in (block for block in report.blocks if block["kind"] in ("table", "annex")):
        caption = table["caption"] or t("document.table.no_caption")
        numbered = table["kind"] == "table" and not table["handout"]
        number += numbered
        sheet = book.create_sheet(sheet_name(f"{number} {caption}" if numbered else caption, taken))
        label = f"{t('document.table.label')} {number}" if numbered else t("document.sheet")
        _fill(sheet, table, f"{label}. {caption}" if numbered else caption, report, t)
        sheets.append((sheet, label, caption))
    _overview(overview, report, glances, sheets, t)
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
    >>> sheet_name("2 Poin indeks menurut indikator (klaim)", taken)
    '2 Poin indeks menurut indikator'
    >>> sheet_name("3 Inovasi yang dikirim, dari yang paling matang", taken)
    '3 Inovasi yang dikirim, dari'
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
    """Return the start of a text, cut between words where it can be; Excel counts rare letters as two."""
    cut = text
    while len(cut.encode("utf-16-le")) // 2 > limit:
        cut = cut[:-1]
    if cut != text and text[len(cut)] != " " and " " in cut.strip():
        number, _, words = cut.partition(" ")
        cut = f"{number} {words.rsplit(' ', 1)[0]}"
    return cut.strip(" '-,;:(") or "-"


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
    if is_formula(shown):
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
    from openpyxl.styles import Border, PatternFill, Side
    from openpyxl.utils import get_column_letter

    put(sheet["A1"], title)
    sheet["A1"].font = _font(bold=True, size=13)
    put(sheet["A2"], " · ".join([report.title, *report.banner["marks"]]))
    sheet["A2"].font = _font(italic=True)
    columns = [c | {"label": c["with_unit"] or c["label"]} for c in table["columns"]]
    line = Side(style="thin", color="0B4F7D")
    for k, column in enumerate(columns, start=1):
        cell = sheet.cell(HEADER_ROW, k)
        put(cell, column["label"])
        cell.font, cell.fill = _font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0B4F7D")
        cell.alignment = _aligned(column, head=True)
    lines = [*table["rows"], *table.get("more", []), *([table["total"]] if table["total"] else [])]
    for number, row in enumerate(lines):
        last = bool(table["total"]) and number == len(lines) - 1
        for k, (value, column) in enumerate(zip(row, columns, strict=True), start=1):
            cell = sheet.cell(HEADER_ROW + 1 + number, k)
            put(cell, value, numeric=column["numeric"])
            cell.alignment = _aligned(column)
            if k > 1 and not last and (level := level_of(value, table["levels"])) is not None:
                cell.fill = PatternFill("solid", fgColor=TINTS[level])
            if last or number in table["strong"]:
                cell.font = _font(bold=True)
            if last:
                cell.border = Border(top=line)
    widths = []
    for k, column in enumerate(columns):
        words = max((1.2 * len(w) for w in column["label"].split()), default=0)
        width = min(max([words, *(len(clean(row[k])) for row in lines)]) + 2, WIDEST)
        widths.append(max(width, NARROWEST, NARROWEST_WHOLE / len(columns)))
        sheet.column_dimensions[get_column_letter(k + 1)].width = widths[-1]
    for number, row in enumerate([[1.2 * len(c["label"]) for c in columns], *lines]):
        sizes = [c if isinstance(c, float) else len(clean(c)) for c in row]
        _height(sheet, HEADER_ROW + number, max(s / w for s, w in zip(sizes, widths, strict=True)))
    below = HEADER_ROW + len(lines) + 2
    for text in [*table["notes"], *([table["source"]] if table["source"] else [])]:
        put(sheet.cell(below, 1), text)
        sheet.cell(below, 1).font = _font(italic=True, color="4A5563")
        _across(sheet, below, widths)
        below += 1
    _across(sheet, 1, widths, 1.4)
    _across(sheet, 2, widths)
    _link(sheet.cell(below + 1, 1), t("document.back"), t("document.overview"))
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 2 if len(columns) > WIDE_FROM else 1)
    if len(table["rows"]) > 1 and all(
        clean(row[0]) for row in table["rows"]
    ):  # else a filter would tear rows apart
        corner = sheet.cell(HEADER_ROW + len(table["rows"]), len(columns)).coordinate
        sheet.auto_filter.ref = f"A{HEADER_ROW}:{corner}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _print_setup(sheet, landscape=len(columns) > 4)


def _glance(sheet: Worksheet, row: int, glance: Mapping[str, Any], t: Texts) -> int:
    """Write page one below the head of a report: its figure, the facts beside it, and the bars as numbers."""
    from openpyxl.formatting.rule import DataBarRule
    from openpyxl.styles import Alignment

    put(sheet.cell(row, 1), glance["title"])
    sheet.cell(row, 1).font = _font(bold=True, size=13)
    figure = f"{glance['value']} · {glance['text']}" if glance["text"] else glance["value"]
    for label, value in [(glance["label"], figure), *(("", w) for w in glance["warnings"]), *glance["facts"]]:
        row += 1
        put(sheet.cell(row, 1), label)
        put(sheet.cell(row, 2), value)
        sheet.cell(row, 2).font = _font(bold=True)
        for cell in (sheet.cell(row, 1), sheet.cell(row, 2)):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        _height(sheet, row, max(1.2 * len(clean(value)) / 80, 1.2 * len(clean(label)) / 26))
    if not glance["bars"]:
        return row + 1
    row += 2
    put(sheet.cell(row, 1), glance["bars_title"])
    sheet.cell(row, 1).font = _font(bold=True)
    for k, name in enumerate(("won", "most", "lost"), start=3):
        put(sheet.cell(row, k), t(f"document.bar.{name}"))
        sheet.cell(row, k).font = _font(bold=True)
        sheet.cell(row, k).alignment = Alignment(horizontal="right")
    first = row + 1
    for label, _, text, value, most in glance["bars"]:
        row += 1
        put(sheet.cell(row, 1), label)
        put(sheet.cell(row, 2), text)
        for k, points in enumerate((value, most, round(most - value, 6)), start=3):
            sheet.cell(row, k).value, sheet.cell(row, k).number_format = points, number_format(2)
    bars = DataBarRule("num", 0, "max", None, color="C65D00")
    sheet.conditional_formatting.add(f"E{first}:E{row}", bars)
    return row + 1


def _font(size: int = 11, **kw: Any) -> Any:
    """Return the workbook's own font in a size, colour or weight; a font without a name would be another one."""
    from openpyxl.styles import Font

    return Font(name="Calibri", size=size, **kw)


def _aligned(column: Mapping[str, Any], *, head: bool = False) -> Any:
    """Numbers stand right, a little away from the text of the next column."""
    from openpyxl.styles import Alignment

    side = "right" if column["numeric"] else None
    return Alignment(
        wrap_text=head or not column["numeric"], vertical="top", horizontal=side, indent=int(column["numeric"])
    )


def _across(sheet: Worksheet, row: int, widths: list[float], size: float = 1) -> None:
    """Let the text of a row's first cell run over all columns of the table, on as many lines as it needs."""
    from openpyxl.styles import Alignment

    cell = sheet.cell(row, 1)
    if len(widths) > 1:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    _height(sheet, row, size * len(clean(cell.value)) / sum(widths), size)


def _height(sheet: Worksheet, row: int, lines: float, size: float = 1) -> None:
    """Give a row room for its lines: not every program does so by itself on opening."""
    count = math.ceil(1.1 * lines) if lines > 1 else 1
    if count > 1 or size > 1:
        sheet.row_dimensions[row].height = min(LINE * size * count, HIGHEST)


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


def _overview(
    sheet: Worksheet,
    report: Report,
    glances: list[dict[str, Any]],
    sheets: list[tuple[Worksheet, str, str]],
    t: Texts,
) -> None:
    from openpyxl.styles import Alignment

    put(sheet["A1"], report.title)
    sheet["A1"].font = _font(bold=True, size=16, color="0B4F7D")
    put(sheet["A2"], report.banner["subtitle"])
    row = 4
    warnings = [b["text"] for b in report.of("paragraph") if b["tone"] == "warning"]
    for label, value in [
        *((t("document.synthetic_mark"), m) for m in [*report.banner["marks"], *warnings]),
        *report.banner["facts"],
    ]:
        put(sheet.cell(row, 1), label)
        put(sheet.cell(row, 2), value)
        sheet.cell(row, 2).font = _font(bold=True)
        sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
        _height(sheet, row, 1.2 * len(clean(value)) / 80)
        row += 1
    for glance in glances:
        row = _glance(sheet, row + 1, glance, t)
    put(sheet.cell(row + 1, 1), t("document.overview_tables") if sheets else t("document.no_tables"))
    sheet.cell(row + 1, 1).font = _font(bold=True, size=13)
    for k, (listed, label, caption) in enumerate(sheets, start=row + 2):
        _link(sheet.cell(k, 1), label, listed.title)
        put(sheet.cell(k, 2), caption)
        sheet.cell(k, 2).alignment = Alignment(wrap_text=True, vertical="top")
        _height(sheet, k, len(caption) / 80)
    small = [b["text"] for b in report.of("paragraph") if b["tone"] == "small"]
    last = row + 3 + len(sheets)
    for k, text in enumerate([*small, t("document.footer")], start=last):
        put(sheet.cell(k, 1), text)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 80
    for column in "CDE":
        sheet.column_dimensions[column].width = 14
    _across(sheet, 1, [26, 80], 1.6)
    for k in range(last, last + len(small) + 1):
        _across(sheet, k, [26, 80])
    _print_setup(sheet, landscape=True)
