"""Pages as a reader meets them: in Chromium on a wide and a narrow screen, by keyboard, and on paper."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from browsers import LOOK, covered
from indeks.document.blocks import TEMPLATES, Column, Table

pytestmark = [pytest.mark.browser, pytest.mark.notebook]
NAMES = ("contoh", "pangkalpinang", "nasional", "jenis")
PAGES = [(name, lang) for name in NAMES for lang in ("id", "en")]
UNFOLD = "() => document.querySelectorAll('.fold').forEach(box => { box.checked = true; })"
A4_TEXT = 673
"""Width of the text on A4 in CSS pixels: 210 mm less two margins of 16 mm."""


@pytest.fixture
def open_page(browser, pages):
    opened = []

    def go(name: str, lang: str, width: int, media: str = "screen"):
        page = browser.new_page(viewport={"width": width, "height": 900})
        opened.append(page)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.emulate_media(media=media)
        page.goto(pages[name, lang].as_uri())
        outside = [url for url in asked if not url.startswith(("file:", "data:"))]
        assert outside == []
        return page

    yield go
    for page in opened:
        page.close()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_nothing_is_cut_covered_or_tiny_on_a_screen(open_page, name, lang, width):
    page = open_page(name, lang, width)
    for unfolded in (False, True):
        if unfolded:
            page.evaluate(UNFOLD)
        seen = page.evaluate(LOOK)
        assert seen["wide"] <= seen["screen"]
        assert all(i["ok"] for i in seen["images"])
        assert covered(seen["pieces"]) == []
        for piece in seen["pieces"]:
            assert piece["size"] >= 12, piece["text"]
            if not piece["framed"]:
                assert piece["x0"] >= 0, piece["text"]
                assert piece["x1"] <= width, piece["text"]


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_a_narrow_screen_has_little_to_scroll_until_a_section_is_opened(open_page, name, lang):
    height = "document.documentElement.scrollHeight"
    narrow, wide = open_page(name, lang, 390), open_page(name, lang, 1280)
    assert narrow.evaluate(height) < 8000
    assert not any(wide.locator(".folded").nth(k).is_hidden() for k in range(wide.locator(".folded").count()))
    body = narrow.locator(".folded").first
    assert body.is_hidden()
    narrow.locator(".fold").first.focus()
    narrow.keyboard.press("Space")
    assert body.is_visible()
    narrow.keyboard.press("Space")
    assert body.is_hidden()
    narrow.locator("nav.contents a").last.click()  # a link to a section opens it
    assert narrow.locator(".folded").last.is_visible()


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_nothing_reaches_beyond_the_paper(open_page, name, lang):
    seen = open_page(name, lang, A4_TEXT, "print").evaluate(LOOK)
    assert covered(seen["pieces"]) == []
    for piece in (*seen["pieces"], *seen["images"]):
        assert piece["x1"] <= A4_TEXT + 1, piece["text"]
        assert piece["x0"] >= -1, piece["text"]


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_the_paper_has_every_section_and_no_empty_page(open_page, name, lang, tmp_path):
    page = open_page(name, lang, 1280, "print")
    headings = page.evaluate("() => [...document.querySelectorAll('main h2')].map(h => h.textContent)")
    assert len(headings) >= (7 if name == "contoh" else 3)  # sections without data are left out
    target = tmp_path / "page.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed; on Debian: apt-get install poppler-utils")
    text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
    sheets = text.split("\f")[:-1]
    assert len(sheets) <= 30 + page.locator(".handout").count()  # each of them has a page
    assert all(len(sheet.split()) > 15 for sheet in sheets)
    words = " ".join(text.split())
    for heading in headings:
        assert " ".join(heading.split()) in words


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_keyboard_alone_reaches_content_and_wide_tables(open_page, lang):
    page = open_page("contoh", lang, 390)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#isi")
    for k in range(page.locator(".fold").count()):
        page.locator(".fold").nth(k).focus()
        page.keyboard.press("Space")
    frames = page.locator(".table:not(.cards) .scroll")
    assert frames.count() > 5
    wide = frames.nth(2)
    wide.focus()
    before = wide.evaluate("e => e.scrollLeft")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert wide.evaluate("e => e.scrollLeft") > before
    assert wide.get_attribute("aria-label")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_page_speaks_its_language(open_page, lang):
    page = open_page("contoh", lang, 1280)
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.title() == page.locator("h1").first.text_content()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_title_of_one_endless_word_leaves_the_other_columns_their_room(browser, width):
    heads = [Column("Inovasi"), Column("Perangkat daerah"), Column("Nilai", numeric=True)]
    table = Table("Inovasi", heads, [["panjang" * 43, "Badan Perencanaan Pembangunan Daerah", "51,01"]])
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(
        f"<style>{(TEMPLATES / 'page.css').read_text(encoding='utf-8')}</style><main>{table.html()}</main>"
    )
    first, second = page.eval_on_selector_all(
        "tbody tr > *", "cells => cells.slice(0, 2).map(cell => cell.getBoundingClientRect().width)"
    )
    assert first < 500
    assert second > 80
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
