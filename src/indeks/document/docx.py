"""Reports as Word documents: named styles, numbered captions, a table of contents, figures with their alt text.

The office's own template may be given: its styles, headers and text stay, the report is put after them, and only
styles that it lacks are made. Word shows pictures as PNG everywhere, so figures are drawn at 200 dots per inch.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode, default

from indeks.document import typst
from indeks.document.blocks import TINTS, level_of
from indeks.document.contents import Report, clean, links, read, shares
from indeks.document.errors import FormatError
from indeks.document.fixed import repacked
from indeks.document.word import (
    TABLES,
    TAGS,
    Fields,
    add_links,
    ensure_styles,
    mark_header,
    set_cell,
    set_language,
    shade,
    table_of,
)
from indeks.texts import Texts, texts

if TYPE_CHECKING:
    from docx.document import Document

PPI = 200
TEXT_WIDTH_CM = 17.0
LOGO_CM = 2.6
ROWS_KEPT = 12
"""Tables of at most this many rows are kept on one page."""
TONES = {"lead": "Report Lead", "note": "Report Note", "warning": "Report Warning", "small": "Report Source"}
"""Styles of paragraphs."""
DENSE_FROM = 12
"""Tables of more columns than this have smaller letters."""
LINE = 87
"""Letters of a table that fit across a page of our own, also where a wider font stands for the named one."""


class IndeksDocxExporter(Exporter):
    """A report as a Word document.

    ``jupyter nbconvert --to indeks-docx report.ipynb`` uses it; options are ``docx_template`` and ``logo``.
    """

    export_from_notebook = "Laporan indeks (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    docx_template = Unicode("", help="DOCX document whose styles and headers are kept.").tag(config=True)
    logo = Unicode("", help="PNG or SVG for the title page.").tag(config=True)

    @default("file_extension")
    def _extension(self) -> str:
        return ".docx"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Export a notebook."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        report = typst.without_undrawable(read(nb))
        return document(report, template=self.docx_template, logo=self.logo), resources


def document(report: Report, *, template: str | Path = "", logo: str | Path = "") -> bytes:
    """Return a report as the bytes of a DOCX; the same report and template give the same bytes."""
    t, front = texts(report.lang), len(report.front)
    opening, report = front + len(report.opening), report.plain
    doc = open_template(template) if template else _new()
    own = bool(template)
    ensure_styles(doc, keep=own)
    set_language(doc, report.lang)
    doc.core_properties.title = report.title[:255]
    doc.core_properties.language = TAGS[report.lang]
    if not own:
        doc.core_properties.author = doc.core_properties.comments = ""
    fields = Fields(doc)
    _title_page(doc, report, t, logo)
    drawn = _drawn(report)
    for k, block in enumerate(report.blocks[:opening]):
        _add(doc, block, drawn.get(k), fields, t)
        if k + 1 in (front, opening):
            doc.add_page_break()
    headings = [(b["text"], b["level"], b["front"]) for b in report.blocks if b["kind"] == "heading"]
    if headings:
        doc.add_paragraph(t("document.contents"), style="TOC Heading")
        fields.contents(headings, numbered=not own, width=_width(doc))
        doc.add_page_break()
    for k, block in enumerate(report.blocks[opening:], start=opening):
        if report.blocks[k - 1].get("handout") and not block.get("handout"):
            doc.add_page_break()
        _add(doc, block, drawn.get(k), fields, t)
    fields.page_numbers(t("document.page"), report.title, [clean(m) for m in report.banner["marks"]], keep=own)
    buffer = io.BytesIO()
    doc.save(buffer)
    return repacked(buffer.getvalue())


def open_template(path: str | Path) -> Document:
    """Open the office's template; FormatError if it is not a DOCX document."""
    import docx
    from docx.opc.exceptions import OpcError

    if not Path(path).is_file():
        raise FormatError("document.error.template", path=path, detail=FormatError("document.error.not_found"))
    try:
        return docx.Document(str(path))
    except (ValueError, KeyError, zipfile.BadZipFile, OpcError, SyntaxError):  # bad XML is a SyntaxError
        raise FormatError(
            "document.error.template", path=path, detail=FormatError("document.error.not_docx")
        ) from None


def _new() -> Document:
    import docx
    from docx.shared import Cm

    doc = docx.Document()
    section = doc.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - TEXT_WIDTH_CM) / 2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    return doc


def _title_page(doc: Document, report: Report, t: Texts, logo: str | Path) -> None:
    from docx.shared import Cm

    if logo:
        svg, picture = typst.logo_content(logo)
        data = picture or typst.png([(svg, None)], ppi=300)[0]
        shape = doc.add_paragraph().add_run().add_picture(io.BytesIO(data), height=Cm(LOGO_CM))
        _describe(shape, "Logo")
    doc.add_paragraph(report.title, style="Title")
    if report.banner["subtitle"]:
        doc.add_paragraph(report.banner["subtitle"], style="Subtitle")
    for mark in report.banner["marks"]:
        doc.add_paragraph(mark, style="Report Mark")
    if report.banner["facts"]:
        table = doc.add_table(rows=0, cols=2)
        table.style = doc.styles["Report Table"]
        for label, value in report.banner["facts"]:
            cells = table.add_row().cells
            set_cell(cells[0], [(label, "")])
            set_cell(cells[1], [(value, "")], bold=True)
        table_of(table, [0.32, 0.68], _width(doc), header=False)
    doc.add_paragraph(t("document.footer"), style="Report Source")
    doc.add_page_break()


def _width(doc: Document) -> int:
    section = doc.sections[-1]
    page, left, right = section.page_width, section.left_margin, section.right_margin
    return (
        int(page - left - right)
        if page and left is not None and right is not None
        else int(TEXT_WIDTH_CM * 360000)
    )


def _drawn(report: Report) -> dict[int, bytes]:
    """Every figure as a raster picture, by its place among the blocks; vectors are drawn in one go."""
    figures = {k: b for k, b in enumerate(report.blocks) if b["kind"] == "figure"}
    vectors = {k: b["svg"] for k, b in figures.items() if b["svg"]}
    pngs = typst.png([(svg, None) for svg in vectors.values()], PPI)
    return dict(zip(vectors, pngs, strict=True)) | {k: b["picture"] for k, b in figures.items() if b["picture"]}


def _add(doc: Document, block: Mapping[str, Any], picture: bytes | None, fields: Fields, t: Texts) -> None:
    match block["kind"]:
        case "heading":
            fields.heading(block["text"], block["level"], numbered=not block["front"])
        case "paragraph":
            doc.add_paragraph(block["text"], style=TONES.get(block["tone"]))
        case "missing":
            doc.add_paragraph(block["text"], style="Report Note")
        case "verbatim":
            doc.add_paragraph(block["text"], style="Report Verbatim")
        case "bullets":
            if block["label"]:
                doc.add_paragraph(block["label"], style="Report Label")
            for item in block["items"]:
                pairs = [(address or text, address) for text, address in links(item)]
                add_links(doc.add_paragraph(style="List Bullet"), pairs)
        case "figure":
            assert picture is not None
            _figure(doc, block, picture, fields, t)
        case "table":
            _table(doc, block, fields, t)


def _figure(doc: Document, block: Mapping[str, Any], picture: bytes, fields: Fields, t: Texts) -> None:
    from docx.shared import Inches

    paragraph = doc.add_paragraph(style="Report Figure")
    width = min(Inches(typst.inches(block["svg"], block["picture"])), _width(doc))
    shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=width)
    _describe(shape, block["alt"] or block["caption"] or t("document.figure.no_alt"))
    if block["caption"]:
        fields.caption(t("document.figure.label"), block["caption"], keep_with_next=bool(block["source"]))
    if block["source"]:
        doc.add_paragraph(block["source"], style="Report Source")


def _describe(shape: Any, alt: str) -> None:
    # the name python-docx gives says which picture of the package it is, not what it shows
    properties = shape._inline.docPr
    properties.set("descr", " ".join(alt.split())[:4000])
    properties.set("title", "")


def _table(doc: Document, block: Mapping[str, Any], fields: Fields, t: Texts) -> None:
    from docx.shared import Cm

    if block["handout"]:
        fields.title(block["caption"])
    elif block["caption"]:
        fields.caption(t("document.table.label"), block["caption"], keep_with_next=True)
    columns = block["columns"]
    style = "Report Table Dense" if len(columns) > DENSE_FROM else "Report Table"
    table = doc.add_table(rows=0, cols=len(columns))
    table.style = doc.styles[style]
    header = table.add_row()
    for cell, column in zip(header.cells, columns, strict=True):
        set_cell(cell, [(column["label"], "")], bold=True, right=column["numeric"], keep=True)
    mark_header(header)
    lines = [(row, k in block["strong"], False) for k, row in enumerate(block["rows"])]
    if block["total"]:
        lines.append((block["total"], True, True))
    short = len(lines) <= ROWS_KEPT
    for k, (row, bold, last) in enumerate(lines):
        # the first rows stay with the caption; a short table stays whole
        keep = (short or k < 2 or last) and k < len(lines) - 1
        cells = table.add_row().cells
        for n, (cell, value, column) in enumerate(zip(cells, row, columns, strict=True)):
            set_cell(cell, links(value), bold=bold, right=column["numeric"], keep=keep)
            if n and not last and (level := level_of(value, block["levels"])) is not None:
                shade(cell, TINTS[level])
    letters = LINE * _width(doc) / Cm(TEXT_WIDTH_CM) * TABLES["Report Table"][0] / TABLES[style][0]
    table_of(table, shares(block, letters), _width(doc))
    for text in [*block["notes"], *([block["source"]] if block["source"] else [])]:
        doc.add_paragraph(text, style="Report Source")
    if not (block["notes"] or block["source"]):
        doc.add_paragraph(style="Report Source")  # two tables must not touch
