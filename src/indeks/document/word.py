"""What python-docx does not offer: numbered headings, fields, captions that count, links, rows kept whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document

MAIN, QUIET, WARM = RGBColor(0x0B, 0x4F, 0x7D), RGBColor(0x4A, 0x55, 0x63), RGBColor(0xA3, 0x4C, 0x00)
FONT = "Calibri"
BUILT_IN = ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet", "TOC Heading")
TAGS = {"id": "id-ID", "en": "en-GB"}
TABLES = {"Report Table": (9, 60), "Report Table Dense": (7, 20)}
"""Table styles: size of their text in points, and room at the sides of a cell in twentieths of a point."""
NUMBER_WIDTHS = (Pt(30), Pt(40), Pt(48))
"""Room for the number of a heading, by level: up to 10, 10.10, 10.10.10 at the sizes of the headings."""


def ensure_styles(doc: Document, *, keep: bool) -> None:
    """Make the styles of a report that a document lacks; with ``keep`` those it has stay as they are.

    ``Report Lead``, ``Note``, ``Warning``, ``Label``, ``Source``, ``Mark``, ``Figure``, ``Verbatim`` and
    ``Handout`` are paragraph styles, ``Report Table`` and, for many columns,
    ``Report Table Dense`` are table styles: an office may define them in its template.
    """
    names = {s.name for s in doc.styles}
    builtin = [*BUILT_IN, "TOC 1", "TOC 2"]
    names_of_ours = ("Lead", "Note", "Warning", "Label", "Source", "Mark", "Figure", "Verbatim", "Handout")
    own = [f"Report {n}" for n in names_of_ours]
    for name in (*builtin, *own):
        if name in names and keep:
            continue
        style = doc.styles[name] if name in names else doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name not in names and name in builtin:
            style.element.attrib.pop(qn("w:customStyle"), None)
        _shape(style, name)
    if "Normal" in names and not keep:
        normal = doc.styles["Normal"]
        _font(normal, 10.5)
        # the size becomes the document's: one of Normal's own would go before that of tables
        for size in doc.styles.element.xpath("w:docDefaults//w:sz | w:docDefaults//w:szCs"):
            size.set(qn("w:val"), str(int(2 * normal.font.size.pt)))
        normal.font.size = None
        normal.paragraph_format.space_after = Pt(6)
        _number_headings(doc)
    for name, (size, margin) in TABLES.items():
        if name not in names:
            _table_style(doc, name, size, margin)


def _number_headings(doc: Document) -> None:
    """Give headings numbers as on paper, ``1``, ``1.1``, by a list of three levels that their styles name."""
    numbering = doc.part.numbering_part.element
    taken = [int(e.get(qn("w:abstractNumId"))) for e in numbering.findall(qn("w:abstractNum"))]
    levels = ""
    for k, width in enumerate(NUMBER_WIDTHS):
        text = ".".join(f"%{n + 1}" for n in range(k + 1))
        levels += (
            f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            f'<w:pStyle w:val="{doc.styles[f"Heading {k + 1}"].style_id}"/><w:suff w:val="tab"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{width.twips}" w:hanging="{width.twips}"/></w:pPr></w:lvl>'
        )
    number = max(taken, default=-1) + 1
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        f"{levels}</w:abstractNum>"
    )
    # the schema wants every definition before the first list
    lists = numbering.findall(qn("w:num"))
    numbering.insert(numbering.index(lists[0]) if lists else len(numbering), abstract)
    listed = numbering.add_num(number)
    for k in range(len(NUMBER_WIDTHS)):
        properties = doc.styles[f"Heading {k + 1}"].element.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = k
        properties.get_or_add_numId().val = listed.numId
    # based on Heading 1, it would be the first section
    contents = doc.styles["TOC Heading"].element.get_or_add_pPr().get_or_add_numPr()
    contents.get_or_add_numId().val = 0


def heading_numbers(levels: Iterable[int]) -> list[str]:
    """Return the numbers that headings of some levels have.

    Examples
    --------
    >>> heading_numbers([1, 2, 2, 1, 2])
    ['1', '1.1', '1.2', '2', '2.1']
    """
    counts: list[int] = []
    numbers = []
    for level in levels:
        counts = [*counts, *[0] * level][:level]
        counts[-1] += 1
        numbers.append(".".join(map(str, counts)))
    return numbers


def _font(style: Any, size: float, colour: RGBColor | None = None) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), FONT)
    if colour is not None:
        style.font.color.rgb = colour


def _shape(style: Any, name: str) -> None:
    """Give a style of ours its looks."""
    looks: dict[str, tuple[float, RGBColor | None, bool, bool, float, float]] = {
        # size, colour, bold, italic, points before, points after
        "Title": (28, MAIN, True, False, 120, 6),
        "Subtitle": (14, QUIET, False, False, 0, 18),
        "Heading 1": (16, MAIN, True, False, 20, 6),
        "Heading 2": (13, MAIN, True, False, 14, 4),
        "Heading 3": (11, MAIN, True, False, 10, 4),
        "TOC Heading": (16, MAIN, True, False, 0, 8),
        "TOC 1": (10.5, None, False, False, 0, 3),
        "TOC 2": (10.5, None, False, False, 0, 3),
        "Caption": (9.5, QUIET, True, False, 6, 4),
        "List Bullet": (10.5, None, False, False, 0, 3),
        "Report Lead": (12, None, False, False, 0, 6),
        "Report Note": (9.5, QUIET, False, True, 2, 6),
        "Report Warning": (10.5, WARM, True, False, 6, 10),
        "Report Label": (10.5, None, True, False, 8, 3),
        "Report Source": (8.5, QUIET, False, False, 2, 8),
        "Report Mark": (13, WARM, True, False, 0, 18),
        "Report Figure": (10.5, None, False, False, 6, 2),
        "Report Verbatim": (8.5, None, False, False, 4, 8),
        "Report Handout": (14, MAIN, True, False, 0, 8),
    }
    size, colour, bold, italic, before, after = looks[name]
    _font(style, size, colour)
    style.font.bold, style.font.italic = bold, italic
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if name.startswith("Heading") or name in ("Report Label", "Report Figure", "Report Handout", "TOC Heading"):
        form.keep_with_next = True
    if name.startswith("TOC ") and name[-1].isdigit():
        widths = NUMBER_WIDTHS[: int(name[-1])]
        form.left_indent, form.first_line_indent = Emu(sum(widths)), Emu(-widths[-1])
    if name.startswith("Heading"):
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(int(name[-1]) - 1))
        properties = style.element.get_or_add_pPr()
        for old in properties.findall(qn("w:outlineLvl")):
            properties.remove(old)
        properties.append(level)
    if name in ("Title", "Report Warning"):
        _border(style, "bottom" if name == "Title" else "left", "0B4F7D" if name == "Title" else "A34C00")
    if name == "Report Verbatim":
        style.font.name = "Consolas"


def _border(style: Any, side: str, colour: str) -> None:
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    space = 4 if side == "bottom" else 8
    line = f'w:val="single" w:sz="12" w:space="{space}" w:color="{colour}"'
    border = f"<w:pBdr {nsdecls('w')}><w:{side} {line}/></w:pBdr>"
    # the schema fixes the order of a paragraph's properties: borders come before spacing
    spacing = properties.find(qn("w:spacing"))
    if spacing is not None:
        spacing.addprevious(parse_xml(border))
    else:
        properties.append(parse_xml(border))


def _table_style(doc: Document, name: str, size: float, margin: int) -> None:
    style = doc.styles.add_style(name, WD_STYLE_TYPE.TABLE)
    thick, thin = (
        'w:val="single" w:sz="8" w:space="0" w:color="0B4F7D"',
        'w:val="single" w:sz="2" w:space="0" w:color="9AA6B2"',
    )
    names = nsdecls("w")
    for piece in (
        f'<w:pPr {names}><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/></w:pPr>',
        f'<w:rPr {names}><w:sz w:val="{2 * size:.0f}"/><w:szCs w:val="{2 * size:.0f}"/></w:rPr>',
        f"<w:tblPr {names}><w:tblBorders><w:top {thick}/><w:bottom {thick}/><w:insideH {thin}/></w:tblBorders>"
        f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr>",
        f'<w:tblStylePr {names} w:type="firstRow"><w:rPr><w:b/><w:color w:val="0B4F7D"/></w:rPr>'
        f"<w:tcPr><w:tcBorders><w:bottom {thick}/></w:tcBorders></w:tcPr></w:tblStylePr>",
    ):
        style.element.append(parse_xml(piece))


def set_language(doc: Document, lang: str) -> None:
    """Set the language of all text that does not name its own."""
    defaults = doc.styles.element.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        doc.styles.element.insert(0, defaults)
    run = defaults.find(qn("w:rPrDefault"))
    if run is None:
        run = OxmlElement("w:rPrDefault")
        defaults.insert(0, run)
    properties = run.find(qn("w:rPr"))
    if properties is None:
        properties = OxmlElement("w:rPr")
        run.append(properties)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), TAGS[lang])


def add_links(paragraph: Any, pairs: list[tuple[str, str]], *, bold: bool = False) -> None:
    """Add texts to a paragraph, one after the other, those with an address as links."""
    for k, (text, address) in enumerate(pairs):
        if k:
            paragraph.add_run("; ")
        run = paragraph.add_run(text)
        if not address:
            run.bold = bold or None
            continue
        run.font.color.rgb, run.font.underline = MAIN, True
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(run._r)
        paragraph._p.append(link)


def set_cell(
    cell: Any, pairs: list[tuple[str, str]], *, bold: bool = False, right: bool = False, keep: bool = False
) -> None:
    """Write texts with addresses into a cell of a table."""
    paragraph = cell.paragraphs[0]
    add_links(paragraph, pairs, bold=bold)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(3)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.keep_with_next = keep or None


def shade(cell: Any, colour: str) -> None:
    """Give a cell of a table a background, as red, green and blue in hexadecimal."""
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    )


def mark_header(row: Any) -> None:
    """Have a row repeated at the head of every page that its table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def table_of(table: Any, parts: list[float], width: int, *, header: bool = True) -> None:
    """Fix the widths of a table's columns and keep each row on one page; say whether its first row is a head."""
    table.autofit = False
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        for name in list(look.attrib):
            del look.attrib[name]
        look.set(qn("w:val"), "0020" if header else "0000")
        look.set(qn("w:firstRow"), "1" if header else "0")
    for part, column in zip(parts, table.columns, strict=True):
        column.width = Emu(int(part * width))
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        properties.insert(0, OxmlElement("w:cantSplit"))
        for part, cell in zip(parts, row.cells, strict=True):
            cell.width = Emu(int(part * width))


class Fields:
    """What Word counts: headings with bookmarks, captions with numbers, contents, pages."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.numbers: dict[str, int] = {}
        self.headings = 0

    def contents(self, headings: list[tuple[str, int, bool]], *, numbered: bool, width: int) -> None:
        """Add a table of contents: links with a reference to the page of each heading.

        A heading is its text, its level, and whether it is of the front matter, which has no numbers.

        A field of its own around them would be Word's table of contents; LibreOffice shows such a field as it was
        saved, without page numbers, and updates references to pages alone.
        """
        numbers = iter(heading_numbers(level for _, level, front in headings if not front))
        for k, (text, level, front) in enumerate(headings):
            number = "" if front else next(numbers)
            if level > 2:
                continue
            paragraph = self.doc.add_paragraph(style=f"TOC {level}")
            paragraph.paragraph_format.tab_stops.add_tab_stop(
                Emu(width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _bookmark(k + 1))
            link.append(paragraph.add_run(f"{number}\t{text}" if numbered else text)._r)
            paragraph._p.append(link)
            paragraph.add_run("\t")
            _begin(paragraph, rf"PAGEREF {_bookmark(k + 1)} \h", dirty=True)
            paragraph.add_run("–")
            _end(paragraph)

    def heading(self, text: str, level: int, *, numbered: bool = True) -> None:
        """Add a heading that the table of contents leads to."""
        self.headings += 1
        paragraph = self.doc.add_paragraph(style=f"Heading {level}")
        if not numbered:
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 0
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.first_line_indent = Pt(0)
        marks = [OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")]
        for mark in marks:
            mark.set(qn("w:id"), str(10_000 + self.headings))
        marks[0].set(qn("w:name"), _bookmark(self.headings))
        paragraph._p.append(marks[0])
        paragraph.add_run(text)
        paragraph._p.append(marks[1])

    def title(self, text: str) -> None:
        """Add what a page of its own begins with, to be handed out: no number, and not in the contents."""
        paragraph = self.doc.add_paragraph(text, style="Report Handout")
        paragraph.paragraph_format.page_break_before = True

    def caption(self, label: str, text: str, *, keep_with_next: bool) -> None:
        """Add a caption with the next number of its kind."""
        self.numbers[label] = number = self.numbers.get(label, 0) + 1
        paragraph = self.doc.add_paragraph(f"{label} ", style="Caption")
        _begin(paragraph, rf"SEQ {label} \* ARABIC")
        paragraph.add_run(str(number))
        _end(paragraph)
        paragraph.add_run(f". {text}")
        paragraph.paragraph_format.keep_with_next = keep_with_next

    def page_numbers(self, form: str, title: str, marks: list[str], *, keep: bool) -> None:
        """Put title and marks at the head, page numbers at the foot; in a template only where it has nothing."""
        section = self.doc.sections[-1]
        if not (keep and _written(section.header)):
            section.header.is_linked_to_previous = False
            paragraph = section.header.paragraphs[0]
            paragraph.add_run(title[:120]).font.color.rgb = QUIET
            if marks:
                run = paragraph.add_run(" · " + " · ".join(marks))
                run.bold, run.font.color.rgb = True, WARM
            for run in paragraph.runs:
                run.font.size = Pt(8.5)
        if keep and _written(section.footer):
            return
        section.footer.is_linked_to_previous = False
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for piece in form.replace("{page}", "\0PAGE\0").replace("{pages}", "\0NUMPAGES\0").split("\0"):
            if piece in ("PAGE", "NUMPAGES"):
                _begin(paragraph, piece)
                paragraph.add_run("1")
                _end(paragraph)
            elif piece:
                paragraph.add_run(piece)
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(8.5), QUIET


def _written(part: Any) -> bool:
    """Whether a header or footer holds anything: text, pictures, tables or fields."""
    if part.is_linked_to_previous:
        return False
    held = part._element.iter(qn("w:t"), qn("w:drawing"), qn("w:pict"), qn("w:instrText"), qn("w:fldSimple"))
    return any(e.tag != qn("w:t") or (e.text or "").strip() for e in held)


def _bookmark(number: int) -> str:
    return f"_Toc{9_000_000 + number}"


def _begin(paragraph: Any, instruction: str, *, dirty: bool = False) -> None:
    """Open a field: its instruction, then its result follows."""
    for kind in ("begin", "", "separate"):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            if dirty and kind == "begin":
                mark.set(qn("w:dirty"), "true")
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = f" {instruction} "
        run._r.append(mark)


def _end(paragraph: Any) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), "end")
    paragraph.add_run()._r.append(mark)
