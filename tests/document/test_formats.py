"""Reports for paper and office: whole, readable, numbered, and harmless whatever stands in them."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from openpyxl import load_workbook
from PIL import ImageFont

from indeks.document.blocks import (
    MIME,
    Banner,
    Bullets,
    Column,
    Figure,
    Heading,
    Links,
    Paragraph,
    Table,
    colophon,
    columns,
)  # fmt: skip
from indeks.document.contents import clean, read, shares, web_address
from indeks.document.docx import IndeksDocxExporter, document
from indeks.document.errors import FormatError
from indeks.document.formats import FORMATS, chosen, export, write_formats
from indeks.document.typst import IndeksPDFExporter, IndeksTypstExporter, font_folder, pdf, png, source
from indeks.document.word import TABLES
from indeks.document.xlsx import WIDE_FROM, IndeksXlsxExporter, sheet_name, workbook
from indeks.making import run
from indeks.making.jobs import Job, job
from indeks.texts import texts
from support import ROOT

REPORTS = [(name, lang) for name in ("contoh", "pangkalpinang", "nasional", "jenis") for lang in ("id", "en")]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="144pt" height="72pt" viewBox="0 0 144 72">'
    '<rect width="100" height="50" fill="#0b4f7d"/></svg>'
)
HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "../../x",
    "Aksi 😀 bersama",
    "panjang" * 43,
    "kata " * 60,
    "ابتكار محلي",
    "日本語",
    "#let x = 1",
    "*_$ tebal $_*",
    "\\",
    "\\\\u{0022}",
    "\"ganda\" 'tunggal'",
    '#read("/etc/passwd")',
    "a\x00b\x0bc\x1b[0m",
    "\u202eterbalik",
    "baris\nkedua",
    "]>&amp;",
    "[#]",
    "Dinas Kesehatan \u2713\ufeff",
    "a\u20d2 \u2728 \u1df7\u2713\ud83d",
]


def notebook(*blocks) -> nbformat.NotebookNode:
    """An executed notebook whose outputs carry blocks, or are outputs already."""
    outputs = [
        b
        if isinstance(b, dict)
        else nbformat.v4.new_output("display_data", json.loads(json.dumps(b._repr_mimebundle_())))
        for b in blocks
    ]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])


def exported(exporter, nb) -> bytes | str:
    return exporter.from_notebook_node(nb)[0]


def poppler(tool: str, data: bytes, *options: str) -> str:
    """What a tool of poppler says of a PDF; the test skips where there is none."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} not at hand")
    result = subprocess.run(
        [tool, *options, "-", *(["-"] if tool == "pdftotext" else [])], input=data, capture_output=True, check=True
    )
    return result.stdout.decode()


def plain(text: str) -> str:
    """A text without spaces, soft breaks and hyphens at the end of lines."""
    return re.sub(r"[\s\u200b\u00ad]|(?<=\w)[-\u2010]\n", "", text)


def in_the_annex(report) -> list[dict]:
    """The tables of a report that have a sheet of their own, in order."""
    return [block for block in report.plain.blocks if block["kind"] in ("table", "annex")]


def numbered(report) -> list[dict]:
    """The tables of a report that have a number: all but those on a page of their own, to be handed out."""
    return [table for table in report.of("table") if not table["handout"]]


def all_text(doc) -> str:
    return "\n".join(e.text or "" for e in doc.element.body.iter(qn("w:t")))


@pytest.fixture(scope="module")
def read_reports(made) -> dict:
    return {key: read(nbformat.read(report_job.notebook, as_version=4)) for key, report_job in made.items()}


@pytest.fixture(scope="module")
def pdfs(read_reports) -> dict[tuple[str, str], bytes]:
    return {key: pdf(source(report)) for key, report in read_reports.items()}


@pytest.fixture(scope="module")
def words(read_reports) -> dict:
    return {key: document(report) for key, report in read_reports.items()}


@pytest.fixture(scope="module")
def books(read_reports) -> dict[tuple[str, str], bytes]:
    return {key: workbook(report) for key, report in read_reports.items()}


# --- contents ---------------------------------------------------------------------------------------------


@pytest.mark.notebook
@pytest.mark.parametrize("key", REPORTS)
def test_contents_are_the_sections_of_the_page(read_reports, pages, key):
    report = read_reports[key].plain
    page = pages[key].read_text(encoding="utf-8")
    assert report.lang == key[1]
    assert len([b for b in report.of("heading") if b["level"] == 1]) == len(re.findall(r"<h2 id=", page))
    assert len(report.of("table")) == page.count("<table>")
    assert len(report.of("figure")) == page.count("<figure>")


def test_without_a_banner_a_report_is_indonesian_and_named_by_its_first_heading():
    report = read(notebook(Heading("Isi", "isi")))
    assert (report.lang, report.title) == ("id", "Isi")
    assert read(notebook()).title == texts("id")("document.title")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "http://", "https://a b", 'http://x"y', "http://[", ""],
)
def test_only_addresses_of_the_web_are_linked(address):
    assert web_address(address) == ""


def test_damaged_blocks_do_not_stop_an_export():
    damaged = [
        {"kind": "table", "rows": [["a", {"text": None, "value": 1}], 5, None], "columns": "x", "total": [1]},
        {"kind": "table", "columns": [{"label": "A"}], "rows": [], "strong": ["x"]},
        {"kind": "banner", "title": None, "facts": [[1], ["a", "b"]], "marks": "x", "lang": "xx"},
        {"kind": "heading", "text": "", "level": "zwei"},
        {"kind": "figure", "svg": None},
        {"kind": "figure", "svg": "<svg rusak", "alt": "a"},
        {"kind": "bullets", "items": [None, {"links": [["a"], ["b", "javascript:x"]]}]},
        {"kind": "unknown"},
        {},
    ]
    outputs = [nbformat.v4.new_output("display_data", {MIME: d, "text/plain": "apa adanya"}) for d in damaged]
    nb = notebook(*outputs)
    for exporter in (IndeksTypstExporter(), IndeksPDFExporter(), IndeksDocxExporter(), IndeksXlsxExporter()):
        assert exported(exporter, nb)


def test_outputs_of_other_libraries_are_exported_too():
    import base64

    picture = base64.b64encode(png([(SVG, None)], ppi=40)[0]).decode()
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="dicetak \x1b[31mmerah\x1b[0m\n"),
        nbformat.v4.new_output("stream", name="stderr", text="peringatan pustaka"),
        nbformat.v4.new_output("execute_result", {"text/plain": "tiga = 3"}),
        nbformat.v4.new_output("display_data", {"image/png": picture, "text/plain": "<Figure>"}, metadata={"image/png": {"alt": "kotak biru"}}),
        nbformat.v4.new_output("display_data", {"image/png": "bukan gambar", "text/plain": "cadangan"}),
        nbformat.v4.new_output("display_data", {"image/svg+xml": SVG}),
        nbformat.v4.new_output(
            "execute_result",
            {"text/html": "<table><tr><th>kota<th>nilai</tr><tr><td>Contoh<td>=1+1</tr></table>", "text/plain": "x"},
        ),
        nbformat.v4.new_output("error", ename="ValueError", evalue="salah #x", traceback=[]),
    ]  # fmt: skip
    nb = notebook(*outputs)
    text = poppler("pdftotext", exported(IndeksPDFExporter(), nb))
    word = all_text(Document(io.BytesIO(exported(IndeksDocxExporter(), nb))))
    for words_ in ("dicetak merah", "tiga = 3", "cadangan", "Contoh", "ValueError: salah #x"):
        assert plain(words_) in plain(text)
        assert plain(words_) in plain(word)
    assert "peringatan pustaka" not in text + word
    book = load_workbook(io.BytesIO(exported(IndeksXlsxExporter(), nb)))
    assert book.worksheets[1]["B5"].value == "=1+1"
    assert book.worksheets[1]["B5"].data_type == "s"


def test_an_empty_notebook_is_exported():
    for exporter in (IndeksPDFExporter(), IndeksDocxExporter(), IndeksXlsxExporter()):
        assert exported(exporter, notebook())


def test_shares_add_up_and_favour_long_texts():
    table = read(
        notebook(
            Table(
                "T", [Column("No."), Column("Uraian"), Column("Nilai", numeric=True)], [["1", "kata " * 30, "2"]]
            )
        )
    ).of("table")[0]
    parts = shares(table)
    assert sum(parts) == pytest.approx(1)
    assert parts[1] > 0.5


def test_where_a_line_is_too_short_the_longest_words_break_and_the_others_stay_whole():
    heads = [Column(name) for name in ("Inovasi", "Daerah", "Kata", "Sumber")]
    rows = [["Pendampingan", "Pangkalpinang", "kependudukan", "megapolitan.antaranews.contoh"]]
    table = read(notebook(Table("T", heads, rows))).of("table")[0]
    *names, address = (share * 60 for share in shares(table, 60))
    assert all(width > len(word) for width, word in zip(names, rows[0], strict=False))
    assert 0 < address < len(rows[0][-1])


# --- hostile texts ----------------------------------------------------------------------------------------


def hostile_notebook(text: str, lang: str = "id") -> nbformat.NotebookNode:
    return notebook(
        Banner(text, text, [(text, text)], [text], lang),
        Heading(text, "a"),
        Paragraph(text),
        Paragraph(text, "warning"),
        Bullets([text, Links([(text, "javascript:alert(1)"), (text, "https://example.go.id/a")])], text),
        Figure(SVG, text, text, text),
        Table(text, [Column(text), Column(text, numeric=True)], [[text, text]], text, [text], [text, text]),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text):
    nb = hostile_notebook(text)
    wanted = plain(clean(text))
    document_ = exported(IndeksPDFExporter(), nb)
    if text != "ابتكار محلي":  # set from right to left, it is extracted in the order of the page
        assert plain(poppler("pdftotext", document_)).count(wanted) >= 6
    doc = Document(io.BytesIO(exported(IndeksDocxExporter(), nb)))
    assert plain(all_text(doc)).count(wanted) >= 10
    links = {r.target_ref for r in doc.part.rels.values() if r.is_external}
    assert links == {"https://example.go.id/a"}
    book = load_workbook(io.BytesIO(exported(IndeksXlsxExporter(), nb)))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert all(c.data_type == "s" for c in cells)
    assert sum(c.value == clean(text) for c in cells) >= 6
    assert all(len(s.title) <= 31 and not set(s.title) & set("[]:*?/\\") for s in book)
    for cell in cells:
        if str(cell.value).startswith(("=", "+", "-", "@", "\t")):
            assert cell.quotePrefix


def test_a_typst_file_holds_texts_only_as_data():
    typst_file = exported(IndeksTypstExporter(), hostile_notebook('#read("/etc/passwd") \\" ]'))
    carried, template = typst_file.split("\n", 1)
    assert "passwd" not in template
    data = json.loads(json.loads(carried.removeprefix("#let carried = ")))
    assert data["short"] == '#read("/etc/passwd") \\" ]'


def test_sheet_names_are_safe_and_unique():
    taken: set[str] = set()
    names = [sheet_name(text, taken) for text in [*HOSTILE, *HOSTILE, "", "'", "'" * 40, "History"]]
    assert len({n.casefold() for n in names}) == len(names)
    assert all(0 < len(n.encode("utf-16-le")) // 2 <= 31 for n in names)
    assert not any(set(n) & set("[]:*?/\\") or n.startswith("'") or n.endswith("'") for n in names)


@pytest.mark.notebook
@pytest.mark.parametrize("key", REPORTS)
def test_names_of_sheets_are_words_of_their_captions(books, read_reports, key):
    names = load_workbook(io.BytesIO(books[key])).sheetnames[1:]
    for name, table in zip(names, in_the_annex(read_reports[key]), strict=True):
        numbered = table["kind"] == "table" and not table["handout"]
        shown = re.findall(r"\w+", name)[numbered:]
        assert shown == re.findall(r"\w+", table["caption"])[: len(shown)]
        assert shown


# --- PDF --------------------------------------------------------------------------------------------------


@pytest.mark.notebook
@pytest.mark.parametrize("key", REPORTS)
def test_a_pdf_is_tagged_titled_and_of_sane_length(pdfs, read_reports, key):
    info = poppler("pdfinfo", pdfs[key])
    assert re.search(r"^Tagged:\s+yes", info, re.M)
    assert re.search(r"^Page size:.*A4", info, re.M)
    assert read_reports[key].title in info
    assert "CreationDate" not in info
    handouts = sum(table["handout"] for table in read_reports[key].of("table"))
    assert 5 <= int(re.search(r"^Pages:\s+(\d+)", info, re.M)[1]) - handouts <= 24


@pytest.mark.notebook
@pytest.mark.parametrize("key", REPORTS)
def test_a_pdf_says_everything_on_pages_that_are_not_empty(pdfs, read_reports, key):
    text = poppler("pdftotext", pdfs[key], "-layout")
    pages_ = text.rstrip("\f").split("\f")
    assert all(len(page.split()) > 20 for page in pages_)
    report, t = read_reports[key].plain, texts(key[1])
    for block in report.of("heading"):
        assert plain(block["text"]) in plain(text)
    for k, _ in enumerate(numbered(report), start=1):
        assert f"{t('document.table.label')} {k}" in text
    for k, _ in enumerate(report.of("figure"), start=1):
        assert f"{t('document.figure.label')} {k}" in text
    assert t("document.page", page=2, pages=len(pages_)) in text
    if key[0] == "contoh":
        assert all(t("reports.synthetic") in page for page in pages_)


@pytest.mark.notebook
@pytest.mark.parametrize("key", REPORTS)
def test_alternative_texts_are_in_the_structure_of_a_pdf(pdfs, read_reports, key):
    structure = plain(poppler("pdfinfo", pdfs[key], "-struct-text"))
    assert structure.count("Figure") >= len(read_reports[key].of("figure"))
    assert "H1" in structure
    assert "TH" in structure
    pypdf = pytest.importorskip("pypdf", reason="reads the structure of a PDF")
    document_ = pypdf.PdfReader(io.BytesIO(pdfs[key])).trailer["/Root"]
    assert document_["/Lang"].startswith(key[1])
    alts = [clean(alt) for alt in _alternatives(document_["/StructTreeRoot"])]
    assert alts == [b["alt"] for b in read_reports[key].of("figure")]


def _alternatives(node) -> list[str]:
    """Every alternative text of a PDF's structure, in the order of reading."""
    node = node.get_object()
    if isinstance(node, list):
        return [alt for child in node for alt in _alternatives(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (_alternatives(node["/K"]) if "/K" in node else [])


@pytest.mark.notebook
def test_figures_of_a_pdf_are_drawings_not_pixels(pdfs):
    if shutil.which("pdfimages") is None:
        pytest.skip("pdfimages not at hand")
    result = subprocess.run(
        ["pdfimages", "-list", "-"], input=pdfs["contoh", "id"], capture_output=True, check=True
    )
    assert len(result.stdout.splitlines()) == 2  # the head of an empty list


# --- Word -------------------------------------------------------------------------------------------------


@pytest.mark.notebook
@pytest.mark.parametrize("key", REPORTS)
def test_a_word_document_has_headings_captions_tables_and_alternative_texts(words, read_reports, key):
    doc, report, t = Document(io.BytesIO(words[key])), read_reports[key].plain, texts(key[1])
    headings = [(p.text, p.style.name) for p in doc.paragraphs if p.style.name.startswith("Heading ")]
    assert headings == [(b["text"], f"Heading {b['level']}") for b in report.of("heading")]
    captions = [p.text for p in doc.paragraphs if p.style.name == "Caption"]
    counted = {"document.figure.label": report.of("figure"), "document.table.label": numbered(report)}
    for label, blocks in counted.items():
        own = [c for c in captions if c.startswith(t(label))]
        assert own == [f"{t(label)} {k}. {b['caption']}" for k, b in enumerate(blocks, start=1)]
    titles = [p.text for p in doc.paragraphs if p.style.name == "Report Handout"]
    assert titles == [b["caption"] for b in report.of("table") if b["handout"]]
    assert len(doc.tables) == len(report.of("table")) + 1  # the facts of the title page
    described = [e.get("descr") for e in doc.element.body.iter(qn("wp:docPr"))]
    assert described == [b["alt"] for b in report.of("figure")]
    assert doc.core_properties.title == report.title
    assert doc.core_properties.language.startswith(key[1])
    assert doc.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")).startswith(key[1])
    for table in doc.tables:
        assert all(r._tr.trPr.find(qn("w:cantSplit")) is not None for r in table.rows)
    assert all(tbl.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for tbl in doc.tables[1:])
    fields = [e.text.strip() for e in doc.element.body.iter(qn("w:instrText"))]
    assert sum(f.startswith("PAGEREF ") for f in fields) == sum(b["level"] <= 2 for b in report.of("heading"))
    assert sum(f.startswith("SEQ ") for f in fields) == len(captions)
    footer = "".join(e.text for e in doc.sections[0].footer._element.iter(qn("w:instrText")))
    assert "PAGE" in footer


@pytest.mark.notebook
def test_cells_of_a_word_document_are_those_of_the_report(words, read_reports):
    doc = Document(io.BytesIO(words["contoh", "id"]))
    for table, block in zip(doc.tables[1:], read_reports["contoh", "id"].plain.of("table"), strict=True):
        rows = [*block["rows"], *([block["total"]] if block["total"] else [])]
        cells = [[c.text for c in row.cells] for row in table.rows]
        assert cells == [[c["label"] for c in block["columns"]], *([clean(c) for c in row] for row in rows)]


def test_the_text_of_tables_is_smaller_than_that_around_them():
    styles = Document(io.BytesIO(document(titled((2, "Ringkasan"))))).styles
    sizes = [e.get(qn("w:val")) for e in styles.element.xpath("w:docDefaults//w:sz")]
    assert sizes == ["21"]
    assert styles["Normal"].font.size is None, "it would go before the size of the table style"
    assert styles["Report Table"].font.size.pt == 9


def office_template(path: Path) -> Path:
    """A letterhead of an office with a style, a header, a footer and a text of its own."""
    doc = Document()
    doc.styles["Heading 1"].font.name = "Courier New"
    doc.sections[0].header.paragraphs[0].text = "PEMERINTAH KOTA CONTOH"
    doc.sections[0].footer.paragraphs[0].text = "Jalan Contoh 1"
    doc.add_paragraph("Nomor: 000/1/2026")
    doc.save(path)
    return path


@pytest.mark.notebook
def test_the_office_template_keeps_its_styles_headers_and_text(read_reports, tmp_path):
    template = office_template(tmp_path / "kop.docx")
    before = template.read_bytes()
    content = document(read_reports["contoh", "id"], template=template)
    doc = Document(io.BytesIO(content))
    assert doc.paragraphs[0].text == "Nomor: 000/1/2026"
    assert doc.styles["Heading 1"].font.name == "Courier New"
    assert doc.sections[0].header.paragraphs[0].text == "PEMERINTAH KOTA CONTOH"
    assert [p.text for p in doc.sections[0].footer.paragraphs] == ["Jalan Contoh 1"]
    assert "Report Table" in {s.name for s in doc.styles}
    assert any(p.style.name == "Heading 1" for p in doc.paragraphs)
    assert template.read_bytes() == before
    assert content == document(read_reports["contoh", "id"], template=template)


def titled(*headings: tuple[int, str]):
    """A report of headings alone; the levels are those of pages, which begin with 2."""
    return read(notebook(*(Heading(text, text.lower(), level=level) for level, text in headings)))


def numbering_of(doc, name: str) -> tuple[str, str]:
    """The pattern of a heading style's number, and the style that the level of the list names in return."""
    own = doc.styles[name].element.pPr.numPr
    numbering = doc.part.numbering_part.element
    of = {n.numId: n.abstractNumId.val for n in numbering.num_lst}[own.numId.val]
    (abstract,) = (e for e in numbering.iter(qn("w:abstractNum")) if e.get(qn("w:abstractNumId")) == str(of))
    level = abstract.findall(qn("w:lvl"))[own.ilvl.val]
    return level.find(qn("w:lvlText")).get(qn("w:val")), level.find(qn("w:pStyle")).get(qn("w:val"))


def test_headings_of_a_word_document_are_numbered_as_on_paper():
    report = titled((2, "Ringkasan"), (2, "Rincian"), (3, "SPD"), (3, "SID"), (4, "Baris"), (2, "Metode"))
    doc = Document(io.BytesIO(document(report)))
    assert [numbering_of(doc, f"Heading {k}") for k in (1, 2, 3)] == [
        ("%1", "Heading1"), ("%1.%2", "Heading2"), ("%1.%2.%3", "Heading3"),
    ]  # fmt: skip
    entries = [
        (p.text.removesuffix("\t–"), p.style.name) for p in doc.paragraphs if p.style.name.startswith("TOC ")
    ]
    assert entries[1:] == [
        ("1\tRingkasan", "TOC 1"), ("2\tRincian", "TOC 1"), ("2.1\tSPD", "TOC 2"), ("2.2\tSID", "TOC 2"),
        ("3\tMetode", "TOC 1"),
    ]  # fmt: skip
    assert [p.text for p in doc.paragraphs if p.style.name == "Heading 1"] == ["Ringkasan", "Rincian", "Metode"]
    assert doc.styles["TOC Heading"].element.pPr.numPr.numId.val == 0, "the head of the contents is no section"


def test_an_office_template_numbers_its_headings_as_it_does(tmp_path):
    template = office_template(tmp_path / "kop.docx")
    before = Document(template)
    doc = Document(io.BytesIO(document(titled((2, "Ringkasan"), (3, "Rincian")), template=template)))
    assert doc.part.numbering_part.blob == before.part.numbering_part.blob
    for name in ("Heading 1", "Heading 2"):
        assert doc.styles[name].element.xml == before.styles[name].element.xml
    entries = [p.text for p in doc.paragraphs if p.style.name.startswith("TOC ")]
    assert entries[1:] == ["Ringkasan\t–", "Rincian\t–"]


@pytest.mark.notebook
@pytest.mark.parametrize("key", REPORTS)
def test_no_word_at_the_head_of_a_word_table_breaks_even_in_a_wide_font(words, read_reports, key):
    """Where the named font is missing, another stands for it; DejaVu Sans is wider than any that does."""
    bold = str(font_folder() / "DejaVuSans-Bold.ttf")
    tables = Document(io.BytesIO(words[key])).tables[1:]
    assert len(tables) == len(read_reports[key].plain.of("table"))
    for table in tables:
        points, margin = TABLES[table.style.name]
        font = ImageFont.truetype(bold, 10 * points)  # tenths of a point
        for cell in table.rows[0].cells:
            room = cell.width.pt - 2 * margin / 20 - 3 * (cell.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT)
            for word in cell.text.split():
                assert font.getlength(word) / 10 <= room, (word, cell.text)


@pytest.mark.notebook
@pytest.mark.parametrize("lang", ["id", "en"])
def test_libreoffice_opens_the_word_document(words, tmp_path, lang):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice not at hand")
    path = tmp_path / "laporan.docx"
    path.write_bytes(words["contoh", lang])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        capture_output=True, check=False, timeout=180,
    )  # fmt: skip
    if not path.with_suffix(".pdf").exists():
        pytest.skip("LibreOffice without its word processor")
    text = poppler("pdftotext", path.with_suffix(".pdf").read_bytes(), "-layout")
    assert texts(lang)("reports.synthetic") in text
    pages_ = text.split("\f")
    contents = next(p for p in pages_ if texts(lang)("document.contents") in p)
    entries = re.findall(r"^ *\d+ +(\S.*?)\.{3,} *(\d+)$", contents, re.M)
    assert len(entries) == len(re.findall(r"^ *\d+ .*\d$", contents, re.M)) >= 10
    for title, page in entries:
        assert f" {title} " in " ".join(pages_[int(page) - 1].split()), title


def test_small_print_stands_in_every_format(tmp_path):
    print_ = colophon([("Benih acak", "2026"), ("Data", "isian.xlsx · SHA-256 de6fc179480727b9")])
    nb = notebook(Heading("Isi", "isi"), print_)
    nbformat.write(nb, tmp_path / "laporan.ipynb")
    contents, failures = export(tmp_path / "laporan.ipynb", FORMATS, title="Laporan")
    assert not failures
    assert f'<p class="small">{print_.text}</p>' in contents["html"].decode()
    assert plain(print_.text) in plain(poppler("pdftotext", contents["pdf"]))
    (small,) = [p for p in Document(io.BytesIO(contents["docx"])).paragraphs if p.text == print_.text]
    assert small.style.name == "Report Source"
    overview = load_workbook(io.BytesIO(contents["xlsx"])).worksheets[0]
    assert print_.text in [cell.value for cell in overview["A"]]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_page_says_of_a_wide_table_that_it_can_be_slid(tmp_path, lang):
    few, many = (Table(f"{n}", [Column("A")] * n, [["1"] * n]) for n in (3, 4))
    nbformat.write(notebook(Banner("T", "", [], lang=lang), few, many), tmp_path / "laporan.ipynb")
    contents, _ = export(tmp_path / "laporan.ipynb", ("html",), title="Laporan")
    page = contents["html"].decode()
    assert page.count('<div class="table wide">') == page.count('<div class="table">') == 1
    assert f'--wide: "{texts(lang)("document.wide")}"' in page
    assert "content: var(--wide)" in page


# --- Excel ------------------------------------------------------------------------------------------------


def test_heads_of_the_annex_carry_the_units_of_their_numbers():
    t = texts("id")
    heads = columns(["region", "score", "difference", "place"], t, numeric=["score", "difference", "place"])
    report = read(notebook(Table("Nilai", heads, [["Kota Contoh", t.number(51.01, 2), t.number(1, 2), "1"]])))
    sheet = load_workbook(io.BytesIO(workbook(report))).worksheets[1]
    assert [c.value for c in sheet[4]] == ["Daerah", "Nilai (dari 100)", "Selisih (poin)", "Urutan"]
    assert all(c.alignment.wrap_text for c in sheet[4])
    assert sheet.row_dimensions[4].height
    assert [c["label"] for c in report.of("table")[0]["columns"]] == ["Daerah", "Nilai", "Selisih", "Urutan"]


@pytest.mark.notebook
@pytest.mark.parametrize("key", REPORTS)
def test_numbers_of_the_annex_are_the_numbers_of_the_report(books, read_reports, key):
    book, tables = load_workbook(io.BytesIO(books[key])), in_the_annex(read_reports[key])
    assert len(book.sheetnames) == len(tables) + 1
    numbers = 0
    for sheet, table in zip(book.worksheets[1:], tables, strict=True):
        assert [c.value for c in sheet[4][: len(table["columns"])]] == [
            c["with_unit"] or c["label"] or None for c in table["columns"]
        ]
        rows = [*table["rows"], *([table["total"]] if table["total"] else [])]
        for k, row in enumerate(rows, start=5):
            for cell, value in zip(sheet[k], row, strict=False):
                if isinstance(value, dict) and "value" in value:
                    numbers += 1
                    assert cell.data_type == "n"
                    assert cell.value == value["value"]
                    assert cell.number_format.split(";")[0].partition(".")[2].count("0") == value["digits"]
        assert sheet.freeze_panes == ("B5" if len(table["columns"]) > WIDE_FROM else "A5")
        assert sheet.print_title_rows == "$4:$4"
        for note in table["notes"]:
            assert note in {c.value for c in sheet["A"]}
    assert numbers > 10


@pytest.mark.notebook
def test_the_overview_of_the_annex_leads_to_every_sheet(books):
    t = texts("id")
    book = load_workbook(io.BytesIO(books["contoh", "id"]))
    overview = book.worksheets[0]
    values = {c.value for row in overview.iter_rows() for c in row}
    assert {t("reports.synthetic"), "Kota Contoh (99.71)", "2026"} <= values
    targets = [c.hyperlink.location for row in overview.iter_rows() for c in row if c.hyperlink]
    assert targets == [f"'{name}'!A1" for name in book.sheetnames[1:]]


# --- the same input, the same bytes -----------------------------------------------------------------------


@pytest.mark.notebook
def test_the_same_notebook_gives_the_same_bytes(pdfs, words, books, read_reports):
    key = ("contoh", "en")
    report = read_reports[key]
    assert pdf(source(report)) == pdfs[key]
    assert document(report) == words[key]
    assert workbook(report) == books[key]
    for data in (words[key], books[key]):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = archive.read("docProps/core.xml")
            assert b"dcterms:modified" not in core
            ElementTree.fromstring(core)


# --- the whole way ----------------------------------------------------------------------------------------


def test_entry_points_lead_to_exporters():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    points = declared["project"]["entry-points"]["nbconvert.exporters"]
    assert set(points) == {f"indeks-{name}" for name in FORMATS}
    for path in points.values():
        module, _, name = path.partition(":")
        exporter = getattr(import_module(module), name)()
        assert exporter.file_extension
        assert exporter.output_mimetype


@pytest.mark.parametrize(("lang", "words_"), [("id", "tidak dikenal"), ("en", "not known")])
def test_an_unknown_format_is_told(tmp_path, lang, words_):
    with pytest.raises(FormatError) as caught:
        job("year", {"year": 2023, "lang": lang}, tmp_path, formats="html,odt")
    message = caught.value.text(lang)
    assert words_ in message
    assert "odt" in message
    assert "pdf" in message
    with pytest.raises(FormatError):
        chosen(" , ")
    assert chosen("ipynb") == ()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_office_files_are_checked_before_anything_starts(tmp_path, lang):
    (tmp_path / "kop.docx").write_bytes(b"bukan dokumen")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG rusak")
    for given in ({"template": tmp_path / "kop.docx"}, {"template": tmp_path / "tidak-ada.docx"},
                  {"logo": tmp_path / "logo.png"}, {"logo": tmp_path}):  # fmt: skip
        with pytest.raises(FormatError, match=re.escape(str(next(iter(given.values()))))):
            job("year", {"year": 2023, "lang": lang}, tmp_path, **given)


@pytest.fixture
def finished(made, tmp_path, monkeypatch) -> Job:
    """A report to be made in every format, from the notebook of one that is there."""
    notebook_ = made["contoh", "id"].notebook
    monkeypatch.setattr(run, "_execute", lambda job_, target, *_: shutil.copy(notebook_, target))
    logo = tmp_path / "logo.svg"
    logo.write_text(SVG, encoding="utf-8")
    template = office_template(tmp_path / "kop.docx")
    parameters = made["contoh", "id"].parameters
    return job(
        "city", parameters, tmp_path / "out", formats="html,pdf,docx,xlsx,typst", template=template, logo=logo
    )


@pytest.mark.notebook
def test_every_format_is_made_and_up_to_date(finished):
    run.make(finished)
    names = {p.name.removeprefix("kota-contoh-99.71.id.") for p in finished.stem.parent.iterdir()}
    assert names == {"html", "pdf", "docx", "xlsx", "typ", "ipynb", "json"}
    assert run.is_fresh(finished)
    finished.files["pdf"].write_bytes(b"%PDF-1.7")
    assert not run.is_fresh(finished)
    run.make(finished)
    assert run.is_fresh(finished)
    finished.logo.write_text(SVG.replace("0b4f7d", "000000"), encoding="utf-8")
    assert not run.is_fresh(finished)


@pytest.mark.notebook
def test_a_missing_format_is_made_from_the_notebook_that_is_there(finished, monkeypatch):
    run.make(replace(finished, formats=("html",)))
    page = finished.page.stat().st_mtime_ns

    def fail(*_):
        raise AssertionError("the notebook runs again")

    monkeypatch.setattr(run, "_execute", fail)
    run.make(replace(finished, formats=("xlsx",)))
    assert finished.page.stat().st_mtime_ns == page
    assert run.is_fresh(replace(finished, formats=("html", "xlsx")))
    assert not run.is_fresh(finished)
    run.make(replace(finished, formats=("pdf",)))
    assert run.is_fresh(replace(finished, formats=("html", "pdf", "xlsx"), template=None))
    assert not run.is_fresh(replace(finished, formats=("pdf",), logo=None))


@pytest.mark.notebook
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FormatError("document.error.typst", detail="tidak dapat"), "tidak dapat"),
        (ZeroDivisionError("nol"), "nol"),
    ],
)
def test_a_format_that_fails_is_told_and_costs_no_other(finished, monkeypatch, error, told):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("indeks.document.xlsx.workbook", fail)
    failure = run.attempt(finished)
    assert finished.title in failure
    assert told in failure
    names = {p.name.removeprefix("kota-contoh-99.71.id.") for p in finished.stem.parent.iterdir()}
    assert names == {"html", "pdf", "docx", "typ", "ipynb", "json"}
    assert run.is_fresh(replace(finished, formats=("html", "pdf", "docx", "typst")))
    assert not run.is_fresh(finished)
    monkeypatch.undo()


@pytest.mark.notebook
def test_an_incomplete_notebook_gives_no_file(finished):
    finished.stem.parent.mkdir(parents=True)
    nbformat.write(notebook(Heading("Satu", "satu")), finished.notebook)
    with pytest.raises(FormatError, match="1 dari 13"):
        write_formats(finished.notebook, finished.stem, finished.formats, title=finished.title, sections=13)
    assert not any(p.exists() for p in finished.files.values())
