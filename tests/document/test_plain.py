"""No character that a title may hold costs a report: what has no place on a page is dropped, the rest is shown."""

from __future__ import annotations

import io
import json
import random
import unicodedata

import nbformat
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from indeks.document.blocks import Banner, Bullets, Column, Figure, Heading, Paragraph, Table
from indeks.document.formats import FORMATS, export
from indeks.document.plain import fit

EVERY = [chr(code) for code in range(0x110000)]
SCRIPTS = ("ARABIC", "SYRIAC", "KAITHI")
"""Scripts that have format characters with a sign of their own."""
JOINERS = "\u200c\u200d\u2060"
"""What letters and emoji are joined and parted by, and what holds a range together."""
BASES = ("", "a", "Dinas Kesehatan ✓", "\u0301", "日", "😀")


def test_of_formats_and_halves_only_those_with_a_meaning_stay():
    hidden = "".join(c for c in EVERY if unicodedata.category(c) in ("Cf", "Cs"))
    signs = [c for c in hidden if unicodedata.name(c, "").startswith(SCRIPTS) and c != "\N{ARABIC LETTER MARK}"]
    assert fit(hidden) == "".join(c for c in hidden if c in signs or c in JOINERS)


def test_of_controls_only_tab_and_line_feed_stay():
    assert set(fit("".join(c for c in EVERY if unicodedata.category(c) == "Cc"))) == {"\t", "\n"}
    assert fit("a\r\nb\rc\u2028d\u2029e\x85f") == "a\nb\nc\nd\ne\nf"


def test_what_is_no_character_is_dropped():
    assert fit("".join(c for c in EVERY if ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) < 0xFDF0)) == ""


def test_what_is_seen_stays():
    """Letters, marks, numbers, punctuation, signs, spaces and what is not assigned yet or privately."""
    seen = [c for c in EVERY if unicodedata.category(c)[0] not in "CZ" or unicodedata.category(c) in ("Zs", "Co")]
    text = "".join(c for c in seen if not 0xE0000 <= ord(c) < 0xE1000 and ord(c) & 0xFFFE != 0xFFFE)
    assert fit(text) == text


def titles(seed: int) -> list[str]:
    """Titles with characters of every block of Unicode, alone and after letters of other fonts."""
    draw = random.Random(seed)
    starts = [*range(0, 0x20000, 0x180), *range(0x20000, 0x110000, 0x8000)]
    return [
        "".join(draw.choice(BASES) + chr(draw.randrange(start, start + 0x180)) for _ in range(6))
        for start in starts
    ]


def notebook(texts: list[str], lang: str = "id") -> nbformat.NotebookNode:
    """A report that shows titles in each place that a text may stand in."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"><path d="M0 0h9v9z"/></svg>'
    some = "".join(texts[::50])
    blocks = [
        Banner(some, some, [(some, some)], [some], lang),
        Heading(some, "a"),
        Paragraph(some),
        Bullets(texts[::9], some),
        Figure(svg, some, some, some),
        Table(
            some, [Column("Judul"), Column(some)], [[t, texts[k // 2]] for k, t in enumerate(texts)], some, [some]
        ),
    ]
    outputs = [nbformat.v4.new_output("display_data", b._repr_mimebundle_()) for b in blocks]
    outputs.append(nbformat.v4.new_output("stream", name="stdout", text=some))
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])


def test_titles_of_every_block_of_unicode_stand_in_every_format(tmp_path):
    texts = titles(1)
    path = tmp_path / "laporan.ipynb"
    nbformat.write(notebook(texts), path)
    contents, failures = export(path, FORMATS, title="Laporan")
    assert not failures
    assert set(contents) == set(FORMATS)
    wanted = [fit(text).strip() for text in texts]
    table = Document(io.BytesIO(contents["docx"])).tables[-1]
    cells = ["".join(e.text or "" for e in row._tr.tc_lst[0].iter(qn("w:t"))) for row in table.rows][1:]
    assert [cell.split() for cell in cells] == [w.split() for w in wanted]
    sheet = load_workbook(io.BytesIO(contents["xlsx"])).worksheets[1]
    values = [sheet.cell(5 + k, 1).value or "" for k in range(len(wanted))]
    assert [str(value).split() for value in values] == [w.split() for w in wanted]
    page = contents["html"].decode()
    assert fit(page) == page


def test_halves_of_characters_from_other_libraries_cost_nothing(tmp_path):
    output = nbformat.v4.new_output(
        "display_data", {"text/html": "<p>\\ud800 baik</p>", "text/plain": "\\ud800 baik"}
    )
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])
    text = json.dumps(nb).replace("\\\\ud800", "\\ud800")
    (tmp_path / "laporan.ipynb").write_text(text, encoding="ascii")
    contents, failures = export(tmp_path / "laporan.ipynb", FORMATS, title="Laporan")
    assert not failures
    assert "baik</p>" in contents["html"].decode()
