"""What a page says and how: language, numbers, escaping, sums, marks, alternatives to figures."""

from __future__ import annotations

import html
import itertools
import re
from decimal import Decimal

import pytest

from indeks.document.blocks import Banner, Bullets, Column, Paragraph, Table, cite
from indeks.tables import TABLES
from indeks.texts import catalogue, texts

pytestmark = pytest.mark.notebook
PAGES = [(name, lang) for name in ("contoh", "pangkalpinang", "nasional", "jenis") for lang in ("id", "en")]


def text_of(page: str) -> str:
    """The words of a page, without style and tags."""
    page = re.sub(r"<style>.*?</style>", " ", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def visible(page: str) -> str:
    """The words a reader sees or hears, less addresses and quoted sources, which keep their language."""
    page = re.sub(r"<a href=\"https?:.*?</a>", " ", page, flags=re.S)
    alts = " ".join(re.findall(r'alt="([^"]*)"', page))
    return text_of(page) + " " + html.unescape(alts)


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_a_page_stands_alone(pages, name, lang):
    page = pages[name, lang].read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert f'<html lang="{lang}">' in page
    assert "<script" not in page
    assert "<link" not in page
    assert not re.search(r'src="(?!data:)', page)
    assert "url(" not in page
    assert page.count("<h1>") == 1
    assert len(page) < 800_000


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_nothing_of_the_code_shows(pages, name, lang):
    text = text_of(pages[name, lang].read_text(encoding="utf-8"))
    for word in ("import ", "facts", "show(", "Traceback", "<NA>", "{", "}"):
        assert word not in text, word
    words = {"nan", "NaT", "True", "False"} | ({"None"} if lang == "id" else set())  # English has the word
    assert not words & set(re.findall(r"\w+", text))


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_numbers_are_written_as_the_language_does(pages, name, lang):
    text = visible(pages[name, lang].read_text(encoding="utf-8"))
    text = re.sub(r"\b\d\d\.\d\d\b(?=\)| ?$)", "", text)  # region codes
    text = re.sub(r"\b(pandas|indeks|numpy|matplotlib|papermill|nbconvert) [\d.]+", "", text)
    text = re.sub(r"99\.71|19\.71", "", text)
    wrong = r"\d\.\d\d(?![\d.])" if lang == "id" else r"\d,\d\d(?!\d)"
    assert not re.findall(rf"\S*{wrong}\S*", text)


@pytest.mark.parametrize("name", ["contoh", "pangkalpinang", "nasional", "jenis"])
def test_no_text_of_the_other_language(pages, contoh, name):
    indonesian = {
        "yang",
        "dan",
        "untuk",
        "dari",
        "dengan",
        "tidak",
        "adalah",
        "inovasi",
        "nilai",
        "daerah",
        "tahun",
    }
    english = {"the", "and", "with", "from", "not", "score", "year", "region", "index", "innovations", "which"}
    page_id = visible(pages[name, "id"].read_text(encoding="utf-8"))
    codes = "|".join((*TABLES, "published_results", "affair", "agency", "partners", "verified_level"))
    page_id = re.sub(rf"\((kolom )?({codes})\)", "", page_id)  # the names of tables, beside those of the sheets
    assert not english & set(re.findall(r"[a-z_]+", page_id.lower()))
    page_en = pages[name, "en"].read_text(encoding="utf-8")
    for agency in contoh.agencies["agency"]:  # each has a table under its name
        page_en = page_en.replace(f"<caption>{agency}</caption>", "")
    # names of agencies, titles, indicators' sources and awards are proper names and stay Indonesian
    own_words = re.sub(
        r"<td.*?</td>|<th scope=\"row\".*?</th>|<li>.*?</li>", " ", visible_tables_out(page_en), flags=re.S
    )
    assert not indonesian & set(re.findall(r"[a-z]+", text_of(own_words).lower()))


def visible_tables_out(page: str) -> str:
    """A page without its title and banner values, which hold names."""
    return re.sub(r"<dd>.*?</dd>|<title>.*?</title>|<style>.*?</style>", " ", page, flags=re.S)


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_figures_have_words_and_tables_have_captions_and_heads(pages, name, lang):
    page = pages[name, lang].read_text(encoding="utf-8")
    images = re.findall(r"<img [^>]*>", page)
    assert images
    for image in images:
        alt = re.search(r'alt="([^"]*)"', image)
        assert alt
        assert len(alt.group(1)) > 30
    tables = re.findall(r"<table>.*?</table>", page, re.S)
    assert tables
    for table in tables:
        assert "<caption>" in table
        assert 'scope="col"' in table
        assert 'scope="row"' in table
    assert page.count("<figcaption>") == len(images)


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_headings_do_not_skip_and_links_inside_lead_somewhere(pages, name, lang):
    page = pages[name, lang].read_text(encoding="utf-8")
    levels = [int(n) for n in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_synthetic_data_say_so_and_real_data_do_not(pages):
    assert "DATA SINTETIS" in pages["contoh", "id"].read_text(encoding="utf-8")
    assert "SYNTHETIC" in pages["contoh", "en"].read_text(encoding="utf-8").upper()
    for lang in ("id", "en"):
        for name in ("pangkalpinang", "nasional"):
            assert catalogue(lang, "reports")["reports.synthetic"] not in pages[name, lang].read_text(
                encoding="utf-8"
            )


def test_the_points_shown_add_up_to_the_index_shown(pages):
    page = pages["contoh", "id"].read_text(encoding="utf-8")
    caption = texts("id")("reports.points.table", basis=texts("id")("reports.basis.verified"))
    table = re.search(rf"<caption>{re.escape(caption)}</caption>.*?</table>", page, re.S).group(0)
    body, foot = table.split("<tfoot>")
    number = lambda text: Decimal(text.replace(",", "."))  # noqa: E731
    columns = list(
        zip(*[re.findall(r'<td class="num">([^<]+)</td>', row) for row in body.split("</tr>")[1:-1]], strict=True)
    )
    totals = re.findall(r'<td class="num">([^<]+)</td>', foot)
    assert [sum(map(number, c)) for c in columns] == [number(v) for v in totals]
    assert totals == ["48,43", "100,00", "51,57"]


def test_pangkalpinang_2023_tells_both_stages(pages):
    text = text_of(pages["pangkalpinang", "id"].read_text(encoding="utf-8"))
    assert "Nilai akhir Kota Pangkalpinang tahun 2023 adalah 57,68, predikat Inovatif" in text
    assert re.search(r"nilai sementara 63,85 menjadi nilai akhir 57,68", text)
    assert "6,17" in text
    assert "2,33" in text
    assert "1.462" in text


def test_every_source_of_an_item_is_cited():
    cited = cite("https://contoh.go.id/a | Pos Contoh, 14 Oct 2024", texts("id"))
    shown = '<li><a href="https://contoh.go.id/a">https://contoh.go.id/a</a>; Pos Contoh, 14 Oktober 2024</li>'
    assert shown in Bullets([cited]).html()


def test_a_row_without_a_name_has_no_empty_heading():
    shown = Table("Inovasi", [Column("Inovasi"), Column("Padanan")], [["A", "B"], ["", "C"]]).html()
    assert shown.count('<th scope="row">') == 1
    assert "<td></td>\n<td>C</td>" in shown
    shown = Table("Poin", [Column("No."), Column("Indikator")], [["1", "A"]], total=["", "Jumlah"]).html()
    assert '<td></td><th scope="row">Jumlah</th>' in shown


def test_a_title_does_not_turn_the_direction_of_what_follows():
    assert "ابتكار terbalik" in Paragraph("ابتكار \u202eterbalik\u2067").html()


def test_a_hostile_title_is_harmless_text():
    evil = "<script>alert(1)</script>\"'&{{7*7}}"
    for block in (
        Paragraph(evil),
        Bullets([evil], evil),
        Banner(evil, evil, [(evil, evil)], [evil]),
        Table(
            evil,
            [Column(evil)],
            [[evil], [cite("javascript:alert(1)", texts("id"))], [cite('https://x.id/"><script>', texts("id"))]],
        ),
    ):
        shown = block.html()
        assert "<script" not in shown
        assert "49" not in shown
        assert 'href="javascript' not in shown
