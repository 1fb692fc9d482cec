"""The parts of a workbook as they stream: blank cells are dropped on the way, and what is left has limits.

Offices format a million blank rows with one click, and eight kilobytes can unfold to gigabytes. openpyxl knows
what a cell holds; how much of a sheet is read is decided here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from operator import itemgetter
from typing import IO, Any
from xml.etree.ElementTree import Element, SubElement, XMLPullParser, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, INLINE_STRING, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from indeks.intake.headers import Row, blank, table_of
from indeks.intake.sheet import countable

MAX_ROWS = 1_048_576
"""Rows of a sheet in Excel itself."""
MAX_TAGS = 6_000_000
"""Opening and closing tags of all sheets read, blank cells left out: 1.5 million filled cells."""
MAX_BLANKS = 25_000_000
"""Tags of blank cells and rows passed over."""
MAX_SLOTS = 20_000_000
"""Places of cells from the first column to the last that is filled, over all rows."""
MAX_LETTERS = 100 * 1024 * 1024
"""Letters of all cells: one shared text may stand in every row."""
MAX_SETTINGS = 8 * 1024 * 1024
"""Bytes of a part that is read whole: styles, the list of sheets; large workbooks have two million."""
MAX_DAYS = 65_536
"""Distinct days kept while a sheet is read."""
BLOCK = 1024 * 1024
"""Bytes unpacked at a time."""
_SETTINGS = re.compile(r"(xl/|xl/theme/|docProps/|(xl/)?_rels/)?[^/]+\.(xml|rels)")
_STRINGS = "xl/sharedStrings.xml"

# Only what says where it stands: without an address a blank cell moves those behind it, a blank row those below.
_BLANK_CELL = re.compile(rb'<c(?: s="[0-9]+")? r="[A-Z]++[0-9]++"[^<>/]*+/>')
_BLANK_ROW = re.compile(rb'<row r="[0-9]++"[^<>/]*+(?:/>|>(?:<c [^<>/]*+/>|\s++)*+</row>)')
# A row of shared texts and numbers, as Excel writes nearly all: read without a tree of XML, five times as fast.
_PLAIN_CELL = rb'<c r="[A-Z]{1,3}+[0-9]++"(?: s="[0-9]++")?(?: t="[sn]")?(?:/>|><v>[^<>&]*+</v></c>)'
_PLAIN_ROW = re.compile(
    rb'<row r="([0-9]{1,7}+)"((?: (?!hidden)[A-Za-z0-9:]++="[^"<>&]*+")*+)>((?:' + _PLAIN_CELL + rb")++)</row>"
)
_FILLED_CELL = re.compile(rb'<c r="([A-Z]++)([0-9]++)"(?: s="([0-9]++)")?(?: t="([sn])")?><v>([^<>&]++)</v>')
_UNPLACED = re.compile(rb"<row(?! r=)")
_MISPLACED = "a cell of another row, or two in one place"
_STRING, _TEXT, _RUN, _MERGED = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "t", "r", "mergeCell"))


class TooMuch(Exception):
    """A workbook unfolds to more than is read; ``code`` names the problem, ``values`` fill it."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Raw:
    """A sheet named after a table: its filled rows, and what says more about them.

    ``unfinished`` are cells whose formula was never calculated, ``merged`` the merged ranges, ``hidden_rows`` the
    filled rows that are hidden or filtered away, ``hidden_columns`` first and last column of what is hidden,
    ``hidden`` whether the whole sheet is.
    """

    title: str
    rows: list[Row]
    unfinished: Sequence[tuple[int, int]] = ()
    merged: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[tuple[int, int]] = ()
    hidden: bool = False


def raw_sheets(file: IO[bytes], *, every: bool = False) -> tuple[list[str], list[Raw]]:
    """Return the titles of all sheets, and the content of those named after a table, or of every one.

    Raises
    ------
    TooMuch
        If it unfolds to more than the limits.
    Exception
        Whatever openpyxl, zlib and the XML parser stumble over in a damaged part.
    """
    reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    for member in reader.archive.infolist():
        whole = _SETTINGS.fullmatch(member.filename) and member.filename != _STRINGS
        if whole and member.file_size > MAX_SETTINGS:
            raise TooMuch("xlsx_bomb", size=member.file_size / 2**20, limit=MAX_SETTINGS // 2**20)
    reader.read_manifest()
    budget = _Budget(MAX_TAGS, MAX_BLANKS, MAX_SLOTS, MAX_LETTERS)
    reader.shared_strings = _strings(reader, budget)
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    sheets = [(sheet.name, rel) for sheet, rel in reader.parser.find_sheets()]
    if len(sheets) < len(reader.parser.sheets) or any(rel.target not in reader.valid_files for _, rel in sheets):
        raise ValueError("a sheet that is listed is not there")
    hidden = {sheet.name for sheet in reader.parser.sheets if sheet.state != "visible"}
    raw = [
        _raw(title, _Lean(reader.archive.open(rel.target), budget), reader, budget)
        for title, rel in sheets
        if (every or table_of(title) is not None) and "chartsheet" not in rel.Type
    ]
    return [title for title, _ in sheets], [replace(sheet, hidden=sheet.title in hidden) for sheet in raw]


@dataclass
class _Budget:
    """What may still be read of a workbook."""

    tags: int
    blanks: int
    slots: int
    letters: int

    def spend(self, *, tags: int = 0, blanks: int = 0, slots: int = 0, letters: int = 0) -> None:
        self.letters -= letters
        if self.letters < 0:
            raise TooMuch("xlsx_bomb", size=(MAX_LETTERS - self.letters) / 2**20, limit=MAX_LETTERS / 2**20)
        self.tags -= tags
        self.blanks -= blanks
        self.slots -= slots
        if min(self.tags, self.blanks, self.slots) < 0:
            raise TooMuch("xlsx_cells", limit=MAX_TAGS // 4)


class _Lean:
    """An XML part to be read without its blank cells and rows."""

    def __init__(self, file: IO[bytes], budget: _Budget) -> None:
        self._file, self._budget = file, budget
        self._rest = b""
        self.as_it_is = False

    def read(self, _size: int = -1) -> bytes:
        """Return the next bytes, at least one; none at the end."""
        while True:
            content = self._file.read(BLOCK)
            block, self._rest = self._rest + content, b""
            if content:  # cut before a tag, so that none is seen by halves
                cut = block.rfind(b"<")
                if cut >= 0:
                    block, self._rest = block[:cut], block[cut:]
            # in a CDATA section a tag is text; a row without an address stands below the one before
            self.as_it_is |= b"<!" in block or _UNPLACED.search(block) is not None
            if not self.as_it_is:
                tags = block.count(b"<")
                block = _BLANK_CELL.sub(b"", _BLANK_ROW.sub(b"", block))
                self._budget.spend(blanks=tags - block.count(b"<"))
            self._budget.spend(tags=block.count(b"<"))
            if block or not content:
                return block


_NUMBER = re.compile(r"\s*[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?\s*", re.ASCII)
"""A number as XML has it; Python reads 0_1 and digits of other scripts too, Excel does not."""


class _Cells(WorkSheetParser):
    """openpyxl's reader of cells, which also notes the formulas that were never calculated."""

    def parse_cell(self, element: Element) -> dict[str, Any]:
        kind, values = element.get("t", "n"), element.findall(VALUE_TAG)
        inline = element.find(INLINE_STRING) if kind == "inlineStr" else None
        if values and (len(values) > 1 or len(values[0])):
            raise ValueError("a cell of several values")
        text = (values[0].text or "") if values else ""
        if text and (
            kind == "inlineStr" or (kind == "n" and not text.isdecimal() and not _NUMBER.fullmatch(text))
        ):
            element.set("t", "str")  # what is no number is told as the text it is
        elif kind == "n" and not text.isascii():
            element.set("t", "str")
        elif kind == "s" and text and not (text.isascii() and text.strip().isdecimal()):
            raise ValueError("no place among the texts")
        if inline is not None:
            element.remove(inline)
        cell: dict[str, Any] = super().parse_cell(element)
        if inline is not None:
            cell["value"] = _text(inline)
        elif cell["value"] is None and element.find(FORMULA_TAG) is not None:
            # An empty text is a result too (t="str"); without a type an empty value was never calculated.
            cell["unfinished"] = element.get("t") != "str" or element.find(VALUE_TAG) is None
        return cell

    @lru_cache(MAX_DAYS)  # noqa: B019  a parser lives as long as its sheet is read
    def day(self, style: bytes, text: bytes) -> Any:
        """Return the day or time that a number shown as one stands for."""
        element = Element("c", r="A1", s=style.decode())
        SubElement(element, VALUE_TAG).text = text.decode()
        return plain_cell(super().parse_cell(element)["value"])


@dataclass
class _Reading:
    """A sheet while it is read."""

    parser: _Cells
    budget: _Budget
    rows: list[Row] = field(default_factory=list)
    unfinished: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def element(self, element: Element) -> None:
        """Take what an element of XML says."""
        if element.tag == ROW_TAG:
            number, cells = self.parser.parse_row(element)
            self.parser.row_dimensions.clear()
            columns = {cell["column"] for cell in cells}
            if len(columns) < len(cells) or any(cell["row"] != number for cell in cells):
                raise ValueError(_MISPLACED)
            self.unfinished += [(number, cell["column"]) for cell in cells if cell.get("unfinished")]
            if self.row(number, _values(cells)) and element.get("hidden") in ("1", "true"):
                self.hidden_rows.append(number)
            element.clear()
        elif element.tag == COL_TAG and element.get("hidden") in ("1", "true"):
            self.hidden_columns.append((int(element.get("min", 0)), int(element.get("max", 0))))
        elif element.tag == _MERGED:
            self.merged.append(element.get("ref", ""))

    def row(self, number: int, values: list[Any]) -> bool:
        """Take the cells of a row; tell whether there are any."""
        if not 0 < number <= MAX_ROWS:
            raise TooMuch("too_many_rows", limit=MAX_ROWS)
        self.budget.spend(slots=len(values), letters=sum(len(v) for v in values if type(v) is str))
        if values:
            self.rows.append((number, values))
        return bool(values)

    def plain(self, number: int, cells: bytes) -> None:
        """Take a row of plain cells as it stands in the file."""
        parser = self.parser
        parser.row_counter = number
        values: list[Any] = []
        taken = set()
        for letters, row, style, kind, text in _FILLED_CELL.findall(cells):
            if int(row) != number or letters in taken:
                raise ValueError(_MISPLACED)
            taken.add(letters)
            value: Any
            if kind == b"s":
                value = parser.shared_strings[int(text)]
            elif style and int(style) in parser.date_formats:
                value = parser.day(style, text)
            else:
                value = float(text) if b"." in text or b"E" in text or b"e" in text else countable(int(text))
            if not blank(value):
                column = _column(letters)
                values += [None] * (column - len(values))
                values[column - 1] = value
        self.row(number, values)


@cache
def _column(letters: bytes) -> int:
    return column_index_from_string(letters.decode())


def _raw(title: str, source: _Lean, reader: ExcelReader, budget: _Budget) -> Raw:
    book = reader.wb
    parser = _Cells(
        source, reader.shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )  # fmt: skip
    sheet = _Reading(parser, budget)
    tree: Any = XMLPullParser()
    while block := source.read():
        end = 0
        for match in () if source.as_it_is else _PLAIN_ROW.finditer(block):
            if match.start() > end:
                _feed(tree, block[end : match.start()], sheet)
            end = match.end()
            sheet.plain(int(match[1]), match[3])
        _feed(tree, block[end:], sheet)
    tree.close()
    rows = sorted(sheet.rows, key=itemgetter(0))
    if len({number for number, _ in rows}) < len(rows):
        raise ValueError("two rows in one place")
    return Raw(title, rows, sheet.unfinished, sheet.merged, sheet.hidden_rows, sheet.hidden_columns)


def _feed(tree: Any, xml: bytes, sheet: _Reading) -> None:
    tree.feed(xml)
    for _, element in tree.read_events():
        sheet.element(element)


def _values(cells: Sequence[dict[str, Any]]) -> list[Any]:
    """Return the cells of a row from the first column to the last that is filled."""
    values: list[Any] = []
    for cell in cells:
        if not blank(cell["value"]):
            column = cell["column"]
            values += [None] * (column - len(values))
            values[column - 1] = plain_cell(cell["value"])
    return values


def plain_cell(cell: Any) -> Any:
    """Return Excel's TRUE and FALSE as words, durations and times as text; the rest as it is."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if type(cell) is int:
        return countable(cell)
    return str(cell) if isinstance(cell, (dt.time, dt.timedelta)) else cell


def _strings(reader: ExcelReader, budget: _Budget) -> list[str]:
    """Return the texts that cells refer to by number."""
    part = reader.package.find(SHARED_STRINGS)
    if part is None:
        return []
    strings = []
    with reader.archive.open(part.PartName[1:]) as file:
        for _, element in iterparse(_Lean(file, budget)):
            if element.tag == _STRING:
                strings.append(_text(element).replace("x005F_", ""))
                element.clear()
    return strings


def _text(element: Element) -> str:
    """Return a text; of a formatted one all its runs."""
    if len(element) == 1 and element[0].tag == _TEXT:
        return element[0].text or ""
    runs = "".join(run.findtext(_TEXT) or "" for run in element.iterfind(_RUN))
    return (element.findtext(_TEXT) or "") + runs
