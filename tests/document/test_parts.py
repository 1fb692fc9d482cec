"""Parts of a document that formats lay out each in its way: front matter, handouts, annex, levels, page one."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess

import nbformat
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from indeks.document.blocks import TINTS, Annex, Banner, Column, Heading, Paragraph, Table, level_of
from indeks.document.contents import read
from indeks.document.docx import document
from indeks.document.html import folding, with_contents
from indeks.document.overview import Bar, Overview
from indeks.document.typst import pdf, source
from indeks.document.xlsx import workbook


def report(*blocks):
    outputs = [
        nbformat.v4.new_output("display_data", json.loads(json.dumps(b._repr_mimebundle_()))) for b in blocks
    ]
    return read(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)]))


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page of a PDF."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext not at hand")
    text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    return text.split("\f")


def handout(name: str) -> Table:
    return Table(name, [Column("Langkah"), Column("Bukti")], [["Video", "Tautan"]], handout=True)


@pytest.fixture(scope="module")
def whole():
    """A report with a foreword behind page one, as a notebook shows it, two handouts, levels and an annex."""
    return report(
        Banner("Laporan", "Tahunan", [("Tahun", "2026")]),
        Overview("Ringkasan", "a", "Indeks", "48,43", "Inovatif", warnings=["SPD dihitung 0."],
                 facts=[("Dikirim", "28")], bars_title="Hilang", bars=[Bar("SPD", 19.7, 25.2, "19,70 dari 25,20"),
                                                                      Bar("SID", 24.5, 44.4, "24,50 dari 44,40")]),
        Heading("Kata pengantar", "k", front=True),
        Paragraph("Puji syukur."),
        Heading("Tren", "t"),
        Table("Parameter", [Column("Inovasi"), Column("16", numeric=True), Column("17", numeric=True)],
              [["SIAP", "3", "0"], ["ANTRE", "2↓", "–"]], levels=3),
        Annex("Semua langkah", [Column("Inovasi"), Column("Poin", numeric=True)], [["SIAP", "1"], ["ANTRE", "2"]]),
        Heading("Lembar", "l"),
        Paragraph("Untuk dibagikan."),
        handout("Dinas Satu"),
        handout("Dinas Dua"),
        Heading("Metode", "m"),
        Paragraph("Begini."),
    )  # fmt: skip


def test_the_foreword_stands_before_page_one_and_the_contents_on_paper(whole):
    pages = pdf_pages(pdf(source(whole)))
    where = {
        word: next(k for k, page in enumerate(pages) if word in page) for word in ("Puji", "48,43", "Daftar isi")
    }
    assert list(where.values()) == [1, 2, 3]
    paragraphs = [p.text for p in Document(io.BytesIO(document(whole))).paragraphs]
    places = [next(k for k, text in enumerate(paragraphs) if w in text) for w in ("Puji", "48,43", "Daftar isi")]
    assert places == sorted(places)


def test_front_matter_has_no_number_and_the_first_section_is_still_the_first(whole):
    pages = " ".join(pdf_pages(pdf(source(whole))))
    assert re.search(r"(?<!\d )Kata pengantar", pages)
    assert re.search(r"1\s+Ringkasan", pages)
    assert re.search(r"2\s+Tren", pages)
    doc = Document(io.BytesIO(document(whole)))
    heading = next(p for p in doc.paragraphs if p.text == "Kata pengantar" and p.style.name == "Heading 1")
    assert heading._p.pPr.numPr.numId.val == 0
    assert "2\tTren" in " ".join("".join(t.text or "" if t.tag == qn("w:t") else "\t" for t in p._p.iter(
        qn("w:t"), qn("w:tab"))) for p in doc.paragraphs)  # fmt: skip


def test_each_handout_has_a_page_and_is_not_in_the_list_of_tables(whole):
    pages = pdf_pages(pdf(source(whole)))
    of = {
        name: [k for k, page in enumerate(pages) if name in page] for name in ("Dinas Satu", "Dinas Dua", "Begini")
    }
    assert all(len(places) == 1 for places in of.values())
    assert len({places[0] for places in of.values()}) == 3
    doc = Document(io.BytesIO(document(whole)))
    titles = [p for p in doc.paragraphs if p.style.name == "Report Handout"]
    assert [p.text for p in titles] == ["Dinas Satu", "Dinas Dua"]
    assert all(p.paragraph_format.page_break_before for p in titles)


def test_an_annex_stands_in_the_spreadsheet_only(whole):
    assert "Semua langkah" not in " ".join(pdf_pages(pdf(source(whole))))
    doc = Document(io.BytesIO(document(whole)))
    assert len(doc.tables) == 1 + 3
    book = load_workbook(io.BytesIO(workbook(whole)))
    assert book.sheetnames[1:] == ["1 Parameter", "Semua langkah", "Dinas Satu", "Dinas Dua"]
    assert book["Semua langkah"].auto_filter.ref == "A4:B6"


def test_levels_are_tinted_and_keep_their_numbers(whole):
    sheet = load_workbook(io.BytesIO(workbook(whole)))["1 Parameter"]
    tints = {cell: sheet[cell].fill.fgColor.rgb[-6:] for cell in ("B5", "C5", "B6")}
    assert tints == {"B5": TINTS[3], "C5": TINTS[0], "B6": TINTS[2]}
    assert [sheet["B5"].value, sheet["C5"].value, sheet["B6"].value] == [3, 0, "2↓"]
    assert sheet["C6"].fill.fill_type is None
    table = Document(io.BytesIO(document(whole))).tables[1]
    shades = [cell._tc.tcPr.find(qn("w:shd")) for cell in table.rows[1].cells]
    assert [None if s is None else s.get(qn("w:fill")) for s in shades] == [None, TINTS[3], TINTS[0]]
    html = Table("P", [Column("I"), Column("16", numeric=True)], [["A", "2↓"]], levels=3).html()
    assert 'class="num level-2">2↓<' in html


@pytest.mark.parametrize(
    ("cell", "most", "tint"), [("3", 3, 3), ("1", 1, 3), ("0", 3, 0), ("x", 3, None), ("", 3, None)]
)
def test_a_tint_is_that_of_the_level(cell, most, tint):
    assert level_of(cell, most) == tint


def test_page_one_is_in_the_spreadsheet_with_its_bars_as_numbers(whole):
    sheet = load_workbook(io.BytesIO(workbook(whole))).worksheets[0]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert rows["Dikirim"][0] == "28"
    assert rows["Indeks"][0] == "48,43 · Inovatif"
    assert rows["SPD"][1:4] == (19.7, 25.2, 5.5)
    assert any("SPD dihitung 0." in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert list(sheet.conditional_formatting)


def test_bars_are_as_long_as_what_they_can_hold():
    html = Overview("R", "a", "I", "1", "", bars=[Bar("a", 1, 2, "x"), Bar("b", 1, 4, "y")]).html()
    assert re.findall(r'class="track" style="width: ([\d.]+)%"', html) == ["50.0", "100.0"]


def test_sections_fold_and_nothing_is_lost():
    page = (
        '<header>h</header><h2 id="a">A &amp; B</h2><p>x</p><h2 id="b">B</h2><p>y</p>\n</main><footer>f</footer>'
    )
    folded = folding(page, "id")
    assert folded.count('class="part"') == folded.count('type="checkbox"') == 2
    assert folded.endswith("</main><footer>f</footer>")
    kept = re.sub(r"</?section[^>]*>|<input[^>]*>|<label[^>]*></label>|</?div[^>]*>|\n", "", folded)
    assert kept == page.replace("\n", "")
    assert len(set(re.findall(r' id="([^"]+)"', folded))) == 4
    assert with_contents("<p>tanpa bagian</p>", "id") == "<p>tanpa bagian</p>"
