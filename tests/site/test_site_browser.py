"""The site as a reader uses it: searching, filtering, sorting, sharing a link, by keyboard, on a phone, on paper."""

from __future__ import annotations

import itertools
import math
import shutil
from pathlib import Path

import pandas as pd
import pytest

from browsers import LOOK, covered
from indeks import published, regions, site
from indeks.site import addresses, data, pages, rows, tiles
from indeks.texts import texts
from sites import HOSTILE, fill, put_report

pytestmark = pytest.mark.browser
COLUMNS = pages.COLUMNS
A4_TEXT = 688
"""Width of the text on A4 in CSS pixels: 210 mm less two margins of 14 mm."""
SHOWN = "#results tbody tr:not(.group)"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory) -> Path:
    """The same site where the home page has room for a few rows only."""
    folder = tmp_path_factory.mktemp("penuh")
    fill(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "ROOM", 5_000)
        site.build(folder)
    return folder


@pytest.fixture
def go(browser, built):
    opened = []

    def open_page(
        name: str = "index.html",
        fragment: str = "",
        width: int = 1280,
        media: str = "screen",
        js: bool = True,
        folder: Path = built,
    ):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=js)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        asked, faults = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.emulate_media(media=media)
        page.goto((folder / name).as_uri() + fragment)
        page.asked, page.faults = asked, faults
        return page

    yield open_page
    for context in opened:
        for page in context.pages:
            assert page.faults == []
            assert [url for url in page.asked if not url.startswith("file:")] == []
        context.close()


def cells(page, column: str) -> list[str]:
    """The texts of a column, headings of groups left out."""
    k = COLUMNS.index(column)
    return page.eval_on_selector_all(SHOWN, f"rows => rows.map(r => r.cells[{k}].textContent.trim())")


def codes(page) -> set[str]:
    return set(page.eval_on_selector_all(SHOWN, "rows => rows.map(r => r.dataset.c)"))


def sort_by(page, column: str) -> None:
    page.locator(f'th[data-key="{column}"] button').click()


def amount(text: str, lang: str) -> float:
    """The number at the start of a cell; the upper end of a range."""
    plain = text.split(" ", maxsplit=1)[0].rsplit("–", maxsplit=1)[-1]
    point, comma = (".", ",") if lang == "id" else (",", ".")
    return float(plain.replace(point, "").replace(comma, "."))


# --- search and filters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Pangkalpinang", "pangkal pinang", "19.71", "1971", "kota pangkalpinang", "PANGKALPIN"]
)
def test_a_region_is_found_by_name_or_code(go, text):
    page = go()
    page.fill("#q", text)
    assert codes(page) == {"19.71"}
    first = page.locator("#matches a").first
    assert first.text_content() == "Kota Pangkalpinang"
    assert "hasil: 7 · laporan: 2" in page.locator("#matches li").first.text_content()
    first.click()
    assert page.locator("h1").text_content().startswith("Kota Pangkalpinang")


@pytest.mark.parametrize(("text", "shown"), [("pangkalpinang city", "19.71"), ("bandung regency", "32.04")])
def test_english_names_are_found_too(go, text, shown):
    page = go("index.en.html")
    page.fill("#q", text)
    assert codes(page) == {shown}


def test_a_region_without_results_is_found_and_says_so(go):
    page = go()
    page.fill("#q", "Bandung Barat")
    assert page.locator("#matches li").all_text_contents() == ["Kabupaten Bandung Barat 32.17 · belum ada hasil"]
    assert page.locator("#matches a").count() == 0
    assert page.locator("#count").text_content().startswith("0 dari")
    assert page.locator("#empty").is_visible()


@pytest.mark.parametrize("text", ["zzzz", "!!!", "99999", "<zz>", "\\", "[", "مدينة"])
def test_what_is_no_region_finds_nothing_and_breaks_nothing(go, text):
    page = go()
    page.fill("#q", text)
    assert codes(page) == set()
    assert page.locator("#matches li").all_text_contents() == [f'Tidak ada daerah yang cocok dengan "{text}".']


def test_former_and_short_names_are_found(go):
    page = go()
    table = published.read_raw("region_aliases.csv")
    for alias, code in zip(table["alias"], table["region_code"], strict=True):
        page.fill("#q", alias)
        text = page.locator("#matches").text_content()
        assert f"{code} ·" in text, alias


@pytest.mark.parametrize(
    ("name", "value", "column", "text"),
    [("province", "19", "province", "Kepulauan Bangka Belitung"), ("year", "2023", "year", "2023"),
     ("stage", "sementara", "stage", "nilai sementara"), ("stage", "claimed", "stage", "dihitung dari penilaian mandiri"),
     ("stage", "none", "stage", "hanya laporan"), ("category", "Tidak Dapat Dinilai", "category", "Tidak Dapat Dinilai")],
)  # fmt: skip
def test_each_filter_keeps_what_it_says(go, name, value, column, text):
    page = go()
    every = cells(page, column)
    page.select_option(f"#{name}", value)
    kept = cells(page, column)
    assert {cell.partition(" (")[0] for cell in kept} == {text}  # a category can be derived from the score
    assert len(kept) == sum(cell.partition(" (")[0] == text for cell in every)
    assert page.locator("#count").text_content() == f"{len(kept)} dari {len(every)} baris"


@pytest.mark.parametrize("kind", regions.TYPES)
def test_the_filter_of_types_keeps_one_type(go, kind):
    page = go()
    page.select_option("#type", kind)
    assert {regions.record(code)["type"] for code in codes(page)} == {kind}


def test_filters_work_together_and_are_cleared_together(go):
    page = go()
    every = len(cells(page, "year"))
    page.select_option("#province", "19")
    page.select_option("#type", "kota")
    page.select_option("#stage", "final")
    assert cells(page, "year") == ["2024", "2023", "2022", "2021", "2020"]
    page.fill("#q", "bangka")
    assert cells(page, "year") == []
    page.click('#filters button[type="reset"]')
    assert len(cells(page, "year")) == every
    assert page.input_value("#q") == page.input_value("#province") == ""


def test_awards_stand_in_a_column_of_their_own(go):
    page = go()
    awards = cells(page, "award")
    page.select_option("#award", "yes")
    assert len(cells(page, "award")) == len([text for text in awards if text]) >= 5
    assert all(cells(page, "award"))
    assert not set(cells(page, "category")) & set(cells(page, "award"))


# --- sorting ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("order", ["ascending", "descending"])
@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_sorts(go, column, order, lang):
    page = go("index.html" if lang == "id" else "index.en.html")
    first = cells(page, column)
    for _ in range(1 + (order == "descending")):
        sort_by(page, column)
    assert page.get_attribute(f'th[data-key="{column}"]', "aria-sort") == order
    assert page.locator('th[aria-sort="none"]').count() == len(COLUMNS) - 1
    ordered = cells(page, column)
    assert sorted(ordered) == sorted(first)
    full = [text for text in ordered if text]
    assert ordered == full + [""] * (len(ordered) - len(full)), "rows without a value come last"
    if column in ("score", "raw"):
        stages = cells(page, "stage")[: len(full)]
        pairs = list(zip(stages, (amount(text, lang) for text in full), strict=True))
        blocks = list(dict.fromkeys(stages))
        expected = [
            pair
            for stage in blocks
            for pair in sorted(
                (p for p in pairs if p[0] == stage), key=lambda p: p[1], reverse=order == "descending"
            )
        ]
        assert pairs == expected
    elif column in ("year", "innovations"):
        values = [amount(text, lang) for text in full]
        assert values == sorted(values, reverse=order == "descending")
    else:
        # equal texts stand together, each once: no value comes back after another
        blocks = [text for k, text in enumerate(full) if not k or full[k - 1] != text]
        if column in ("province", "stage"):
            assert len(blocks) == len(set(blocks))
        if column == "province":
            assert blocks == sorted(blocks, reverse=order == "descending")


def test_scores_of_different_stages_never_stand_in_one_order(go):
    page = go(fragment="#sort=score&order=desc")
    heads = page.locator("tr.group").all_text_contents()
    assert [h.split(":")[0] for h in heads] == [
        "nilai akhir", "nilai sementara", "nilai mandiri", "dihitung dari hasil verifikasi", "dihitung dari penilaian mandiri",
        "Tanpa nilai pada skala ini",
    ]  # fmt: skip
    raw = cells(page, "raw")
    assert not any(text for text, score in zip(raw, cells(page, "score"), strict=True) if score)


def test_sorting_is_stable_and_ends_where_it_began(go):
    page = go()
    first = list(zip(cells(page, "region"), cells(page, "year"), cells(page, "stage"), strict=True))
    sort_by(page, "year")
    sort_by(page, "year")
    assert list(zip(cells(page, "region"), cells(page, "year"), cells(page, "stage"), strict=True)) == first
    sort_by(page, "year")
    assert page.locator('th[aria-sort="none"]').count() == len(COLUMNS)
    assert list(zip(cells(page, "region"), cells(page, "year"), cells(page, "stage"), strict=True)) == first


# --- the map ----------------------------------------------------------------------------------------------


def test_a_tile_filters_its_province_and_lets_go_again(go, built):
    page = go()
    tile = page.locator('.tile[data-p="19"]')
    assert tile.get_attribute("aria-label") == tiles.looks(data.gather(built), texts("id"))[""]["19"].label
    assert tile.get_attribute("title") == tile.get_attribute("aria-label")
    tile.click()
    assert tile.get_attribute("aria-pressed") == "true"
    assert page.input_value("#province") == "19"
    assert set(cells(page, "province")) == {"Kepulauan Bangka Belitung"}
    tile.click()
    assert tile.get_attribute("aria-pressed") == "false"
    assert len(set(cells(page, "province"))) > 20


@pytest.mark.parametrize("year", ["2023", "2022", "2020", ""])
def test_the_map_and_the_coverage_follow_the_year(go, built, year):
    page = go()
    page.select_option("#year", "2021")
    page.select_option("#year", year)
    t = texts("id")
    looks = tiles.looks(data.gather(built), t)[year]
    for code in ("19", "35", "96"):
        tile = page.locator(f'.tile[data-p="{code}"]')
        assert tile.locator("b").text_content() == looks[code].text
        assert tile.get_attribute("class") == f"tile s{looks[code].step}"
        assert tile.get_attribute("aria-label") == looks[code].label
    few = not any(look.step for look in looks.values())
    note = t("site.map.few", fewest=data.FEWEST) if few else t("site.map.note")
    assert page.locator("#map-note").text_content() == note
    coverage = page.locator("#coverage").text_content()
    assert coverage.startswith(f"Tahun {year} ada hasil" if year else "Di sini ada hasil")
    assert ("skala mentah" in coverage) == (year == "2020")


# --- the address ------------------------------------------------------------------------------------------


def test_a_shared_link_shows_the_same(go):
    page = go()
    page.select_option("#province", "19")
    page.select_option("#stage", "final")
    sort_by(page, "score")
    page.fill("#q", "pangkal")
    fragment = page.evaluate("location.hash")
    other = go(fragment=fragment)
    assert cells(other, "region") == cells(page, "region")
    assert cells(other, "score")[0] == "50,21"
    assert other.input_value("#q") == "pangkal"
    assert other.get_attribute('th[data-key="score"]', "aria-sort") == "ascending"


def test_back_and_forward_go_through_the_choices(go):
    page = go()
    every = len(cells(page, "year"))
    page.select_option("#year", "2023")
    only_year = len(cells(page, "year"))
    page.select_option("#stage", "final")
    both = len(cells(page, "year"))
    assert both < only_year < every
    page.go_back()
    assert (page.input_value("#stage"), len(cells(page, "year"))) == ("", only_year)
    page.go_back()
    assert len(cells(page, "year")) == every
    page.go_forward()
    page.go_forward()
    assert (page.input_value("#stage"), len(cells(page, "year"))) == ("final", both)


def test_the_other_language_keeps_the_place(go):
    page = go(fragment="#province=19&sort=score&order=desc")
    names = codes(page)
    page.click("#language")
    page.wait_for_load_state("load")  # with the rows that stand beside the page
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.input_value("#province") == "19"
    assert page.get_attribute('th[data-key="score"]', "aria-sort") == "descending"
    assert codes(page) == names
    assert cells(page, "score")[0] == "59.02"
    page.click("#language")
    page.wait_for_load_state("load")  # with the rows that stand beside the page
    assert cells(page, "score")[0] == "59,02"


@pytest.mark.parametrize("name", ["daerah/19.71.html", "daerah/99.71.html"])
def test_the_other_language_of_a_region_is_the_same_region(go, name):
    page = go(name)
    page.click("#language")
    page.wait_for_url("**/" + name.replace(".html", ".en.html"))
    page.click("#language")
    page.wait_for_url("**/" + name)


@pytest.mark.parametrize(
    "fragment",
    ["#year=1800&province=zz&stage=%3Cb%3E&sort=__proto__&order=up", "#%", "#q=%F0%9F%8F%99", "#isi", "#=&=="],
)
def test_a_strange_fragment_is_harmless(go, fragment):
    page = go(fragment=fragment)
    assert page.input_value("#year") == page.input_value("#province") == ""
    assert page.locator('th[aria-sort="none"]').count() == len(COLUMNS)


# --- access -----------------------------------------------------------------------------------------------


def focused(page) -> str:
    return page.evaluate(
        "document.activeElement.className || document.activeElement.id || document.activeElement.tagName"
    )


def test_the_keyboard_alone_is_enough(go):
    page = go(fragment="#stage=final")
    page.keyboard.press("Tab")
    assert focused(page) == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
    assert page.evaluate("location.href").endswith("#stage=final")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("pangkal")
    assert codes(page) == {"19.71"}
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Kota Pangkalpinang"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Tab")
    assert "tile" in focused(page)
    page.keyboard.press("Enter")
    assert page.input_value("#province") == "11"
    page.keyboard.press("Space")
    assert page.input_value("#province") == ""
    page.locator('th[data-key="score"] button').focus()
    page.keyboard.press("Enter")
    assert page.get_attribute('th[data-key="score"]', "aria-sort") == "ascending"


def test_focus_can_be_seen_everywhere(go):
    page = go()
    page.keyboard.press("Tab")
    for _ in range(70):
        page.keyboard.press("Tab")
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none", focused(page)


def test_the_count_is_announced(go):
    page = go()
    assert page.get_attribute("#count", "aria-live") == "polite"
    assert page.locator("th button").count() == len(COLUMNS)
    assert page.locator(".tile:enabled").count() == 38


def test_more_rows_come_when_asked_and_paper_has_them_all(go):
    page = go()
    rows = page.locator(SHOWN)
    visible = f"{SHOWN}:visible"
    assert page.locator(visible).count() == 60
    page.emulate_media(media="print")
    assert page.locator(visible).count() == rows.count()
    page.emulate_media(media="screen")
    page.click("#more")
    assert page.locator(visible).count() == rows.count()
    assert not page.locator("#more").is_visible()
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 61


def test_without_scripts_the_whole_table_is_there_and_no_dead_controls(go):
    page = go(js=False)
    assert page.locator(f"{SHOWN}:visible").count() == page.locator(SHOWN).count() > 200
    assert not page.locator("#filters").is_visible()
    assert not page.locator("#q").is_visible()
    assert page.locator(".tile:enabled, th button, #more:visible").count() == 0
    page.locator(f"{SHOWN} a").first.click()
    assert page.locator("h1").is_visible()


# --- rows that the page has no room for -------------------------------------------------------------------

WHOLE = "rows => rows.map(row => [{...row.dataset}, [...row.cells].map(cell => cell.outerHTML)])"


@pytest.mark.parametrize("name", ["index.html", "index.en.html"])
def test_rows_from_the_file_beside_the_page_are_like_those_of_the_page(go, crowded, name):
    full, page = go(name), go(name, folder=crowded)
    assert page.eval_on_selector_all(SHOWN, WHOLE) == full.eval_on_selector_all(SHOWN, WHOLE)


@pytest.mark.parametrize(
    "fragment", ["", "#q=pangkal", "#stage=final&sort=score&order=desc", "#year=2022&sort=region"]
)
def test_they_are_searched_filtered_sorted_and_counted_like_the_others(go, crowded, fragment):
    page, full = go(fragment=fragment, folder=crowded), go(fragment=fragment)
    assert cells(page, "region") == cells(full, "region")
    assert cells(page, "score") == cells(full, "score")
    assert page.locator(f"{SHOWN}:visible").count() == full.locator(f"{SHOWN}:visible").count() > 0
    assert page.locator("#count").text_content() == full.locator("#count").text_content()
    assert page.locator("#rest").count() == 0


def test_they_lead_to_their_region_and_their_reports(go, crowded):
    page = go(fragment="#q=1971&year=2023", folder=crowded)
    links = page.eval_on_selector_all(f"{SHOWN} a", "all => all.map(a => a.getAttribute('href'))")
    assert all((crowded / link).is_file() for link in links)
    assert {link.rsplit(".", 1)[1] for link in links} == {"html", "pdf", "docx", "xlsx", "ipynb"}


def test_without_scripts_or_without_the_file_the_page_says_what_is_missing(go, crowded, tmp_path):
    bare = go(js=False, folder=crowded)
    assert bare.locator("#rest").is_visible()
    assert 0 < bare.locator(SHOWN).count() < 20
    shutil.copy(crowded / "index.html", tmp_path)
    alone = go(folder=tmp_path)
    alone.fill("#q", "pangkal")
    assert addresses.rows("id") in alone.locator("#rest").text_content()
    assert alone.locator("#empty").is_visible()
    alone.faults.clear()  # the browser says that the file is missing


# --- the look ---------------------------------------------------------------------------------------------

LOOKS = [
    ("index.html", ""), ("index.en.html", ""), ("index.html", "#q=bandung&sort=score&order=desc"),
    ("index.en.html", "#stage=final&sort=raw"), ("daerah/19.71.html", ""), ("daerah/19.71.en.html", ""),
    ("daerah/72.03.html", ""), ("daerah/99.71.en.html", ""), ("daerah/35.html", ""),
]  # fmt: skip


@pytest.mark.parametrize("width", [1280, 820, 360, 320])
@pytest.mark.parametrize(("name", "fragment"), LOOKS)
def test_nothing_is_cut_covered_or_tiny(go, name, fragment, width):
    page = go(name, fragment, width)
    seen = page.evaluate(LOOK)
    assert seen["wide"] <= seen["screen"]
    assert covered(seen["pieces"]) == []
    for piece in seen["pieces"]:
        assert piece["size"] >= 12, piece["text"]
        if not piece["framed"]:
            assert piece["x0"] >= 0, piece["text"]
            assert piece["x1"] <= width, piece["text"]
    cut = page.eval_on_selector_all(
        ".tile, button, .fields > *",
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)",
    )
    assert cut == []


@pytest.mark.parametrize(("name", "fragment"), LOOKS)
def test_nothing_reaches_beyond_the_paper(go, name, fragment):
    seen = go(name, fragment, A4_TEXT, "print").evaluate(LOOK)
    assert covered(seen["pieces"]) == []
    for piece in seen["pieces"]:
        assert piece["x0"] >= -1, piece["text"]
        assert piece["x1"] <= A4_TEXT + 1, piece["text"]


def test_no_two_marks_of_a_year_lie_on_each_other(go):
    page = go("daerah/19.71.html")
    places = page.eval_on_selector_all(
        ".chart g", "all => all.map(e => [e.getBoundingClientRect().x, e.getBoundingClientRect().y])"
    )
    assert len(places) >= 5
    assert min(math.dist(mark, other) for mark, other in itertools.combinations(places, 2)) > 10


# --- hostile ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [rows.ROOM, 0])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_run_nothing_and_are_shown_as_they_are(browser, tmp_path, monkeypatch, text, room):
    monkeypatch.setattr(rows, "ROOM", room)
    master = regions.master()
    master.loc[master["region_code"] == "19.71", "name"] = text
    records = {row["region_code"]: row for row in master.to_dict("records")}
    records["99.71"] = dict(regions.SYNTHETIC)
    monkeypatch.setattr(regions, "_read", lambda: master)
    monkeypatch.setattr(regions, "_records", lambda: records)
    put_report(tmp_path, "2023/a.id", region="19.71", year=2023, title=text)
    row = {"region_code": "19.71", "year": 2023, "stage": "final", "scale": "0-100", "score": 57.68}
    site.build(tmp_path, pd.DataFrame([{**row, "category": text, "source": text, "note": text, "note_id": text}]))
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    def plain(shown: str) -> str:
        return " ".join(shown.replace("\u202e", "").split())

    for name in ("index.html#q=1971", "daerah/19.71.html"):
        page.goto((tmp_path).as_uri() + "/" + name)
        assert page.evaluate("window.hits") == 0
        assert page.locator("b-jahat").count() == 0
        assert plain(text) in plain(page.locator("main").text_content())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(tmp_path.as_uri() + "/index.html")
    assert page.evaluate("document.getElementById('category').options.length") == 2
    page.select_option("#category", index=1)
    assert codes(page) == {"19.71"}
    assert faults == []
    page.close()
