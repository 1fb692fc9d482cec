"""The site without a browser: its data, its map, its links, and that the same input gives the same files."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

from indeks import example, published, regions, site
from indeks.document.blocks import MIME
from indeks.reports import manifest
from indeks.reports.kinds import KINDS
from indeks.site import addresses, age, data, inventory, pages, rows, tiles, trend
from indeks.tables import write_folder
from indeks.texts import LANGUAGES, texts
from sites import HOSTILE, fill, put_report

HOMES = ("index.html", "index.en.html")
WEIGHT = 300_000


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text in scripts."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# --- the map ----------------------------------------------------------------------------------------------


def test_every_province_has_one_tile_at_a_place_of_its_own():
    places = tiles.places()
    master = regions.master()
    assert sorted(places) == sorted(master.loc[master["type"] == "provinsi", "region_code"])
    assert len({(p["column"], p["row"]) for p in places.values()}) == len(places) == 38
    assert len({p["short"] for p in places.values()}) == 38


def test_the_tiles_lie_inside_the_size_that_their_file_states():
    path = Path(tiles.__file__).parent / "tiles.toml"
    stated = tomllib.loads(path.read_text(encoding="utf-8"))
    assert max(p["column"] for p in stated["tiles"].values()) == stated["columns"]
    assert max(p["row"] for p in stated["tiles"].values()) == stated["rows"]
    css = (path.parent / "templates" / "site.css").read_text(encoding="utf-8")
    assert f".tiles {{ display: grid; grid-template-columns: repeat({stated['columns']}," in css


@pytest.mark.parametrize(
    ("west", "east"),
    [("11", "12"), ("36", "31"), ("31", "35"), ("35", "51"), ("61", "64"), ("73", "74"), ("96", "91")],
)
def test_west_stands_left_of_east(west, east):
    assert tiles.places()[west]["column"] < tiles.places()[east]["column"]


@pytest.mark.parametrize(
    ("north", "south"), [("11", "13"), ("16", "18"), ("33", "34"), ("65", "63"), ("71", "74")]
)
def test_north_stands_above_south(north, south):
    assert tiles.places()[north]["row"] < tiles.places()[south]["row"]


@pytest.mark.parametrize(("score", "step"), [(0, 1), (39.99, 1), (40, 2), (59.99, 2), (60, 3), (100, 3)])
def test_a_tile_is_shaded_by_the_median_of_its_scores(tmp_path, score, step):
    rows = [{"region_code": f"16.{k:02}", "year": 2023, "stage": "final", "scale": "0-100", "score": s}
            for k, s in enumerate([score, score, 0, 100, score], start=1)]  # fmt: skip
    rows += [rows[0] | {"region_code": f"32.{k:02}", "score": 50} for k in range(1, data.FEWEST - 4)]
    looks = tiles.looks(data.gather(tmp_path, pd.DataFrame(rows)), texts("id"))
    look = looks["2023"]["16"]
    assert (look.step, look.text) == (step, texts("id").number(score, 0))
    low, high = tiles.legend()[step - 1]
    assert low <= score
    assert high is None or score < high
    assert looks["2023"]["11"].step == 0
    assert looks["2023"]["11"].text == ""


def test_the_map_shows_the_median_of_the_final_scores_and_how_many_there_are(tmp_path):
    drawn = data.final_scores(data.gather(tmp_path))
    table = published.published()
    final = table[
        (table["stage"] == "final") & table["score"].notna() & table["is_result"] & (table["scale"] == "0-100")
    ]
    scores = final.groupby(["region_code", "year"])["score"].agg(lambda s: (s.min() + s.max()) / 2).reset_index()
    for year in ("", *map(str, sorted(set(scores["year"])))):
        rows = scores[scores["year"] == int(year)] if year else scores.groupby("region_code").tail(1)
        expected = rows.groupby(rows["region_code"].str[:2])["score"].agg(["median", "count"])
        assert len(drawn[year]) == (len(expected) if len(rows) >= data.FEWEST else 0)
        for province, (median, count) in drawn[year].items():
            assert (median, count) == (
                pytest.approx(expected.loc[province, "median"]),
                expected.loc[province, "count"],
            )


def test_a_year_with_few_scores_or_on_the_raw_scale_has_no_map(tmp_path):
    rows = [
        {"region_code": f"16.{k:02}", "year": 2019, "stage": "final", "scale": "raw", "score": 900}
        for k in range(1, 14)
    ]
    rows += [{"region_code": f"16.{k:02}", "year": 2022, "stage": "final", "scale": "0-100", "score": 50}
             for k in range(1, data.FEWEST)]  # fmt: skip
    drawn = data.final_scores(data.gather(tmp_path, pd.DataFrame(rows)))
    assert drawn["2019"] == drawn["2022"] == {}


# --- the data ---------------------------------------------------------------------------------------------


def test_the_rows_of_pangkalpinang_are_those_published(tmp_path):
    figures = [(r.year, r.stage, r.scale, r.high) for r in data.gather(tmp_path).results_of("19.71")]
    assert figures == [
        (2020, "final", "raw", 1462.0),
        (2021, "final", "0-100", 59.02),
        (2022, "final", "0-100", 50.21),
        (2023, "final", "0-100", 57.68),
        (2023, "sementara", "0-100", 63.85),
        (2024, "final", "", None),
        (2024, "sementara", "0-100", 65.13),
    ]


def test_a_row_has_one_stage_and_one_scale(tmp_path):
    results = data.gather(tmp_path).results
    keys = [(r.code, r.year, r.stage, r.scale) for r in results]
    assert len(set(keys)) == len(keys)
    assert all((r.scale == "raw") == (r.year < 2021) for r in results if r.scale)


def test_where_sources_disagree_the_home_page_shows_the_range_and_the_region_every_figure(tmp_path):
    gathered = data.gather(tmp_path)
    (row,) = [r for r in gathered.results if r.code == "72.03" and r.year == 2024]
    assert (row.low, row.high, row.conflict, row.category) == (6.01, 6.1, True, "Kurang Inovatif")
    assert [r.high for r in gathered.results_of("72.03") if r.year == 2024] == [6.01, 6.1]
    site.build(tmp_path)
    assert "6,01–6,10 <small>sumber berbeda" in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "6.01–6.10 <small>sources differ" in (tmp_path / "index.en.html").read_text(encoding="utf-8")


def test_indices_computed_in_reports_stand_once_with_their_own_stages(built):
    computed = {r.stage: (r.high, r.category, r.n_innovations, r.n_agencies)
                for r in data.gather(built).results_of("99.71")}  # fmt: skip
    assert computed == {"claimed": (51.01, "Inovatif", 28, 22), "verified": (48.43, "Inovatif", 28, 22)}


def test_a_report_on_a_year_without_results_has_a_row(built):
    rows = [r for r in data.gather(built).results if (r.code, r.year) == ("19.71", 2025)]
    assert [(r.stage, r.high) for r in rows] == [("", None)]


def test_real_results_are_counted_without_the_synthetic_region(built, tmp_path):
    assert data.coverage(data.gather(built)) == data.coverage(data.gather(tmp_path))
    assert "99" not in data.final_scores(data.gather(built))[""]


def test_coverage_is_said_with_the_number_of_regions_that_can_report(built):
    for name, words in zip(HOMES, ("dari 546 daerah", "of 546 regions"), strict=True):
        page = (built / name).read_text(encoding="utf-8")
        assert words in page
    assert "bukan peringkat nasional" in (built / HOMES[0]).read_text(encoding="utf-8")
    assert "not a national ranking" in (built / HOMES[1]).read_text(encoding="utf-8")


def test_every_row_of_the_synthetic_region_is_marked(built):
    for name, mark in zip(HOMES, ("DATA SINTETIS", "SYNTHETIC DATA"), strict=True):
        page = (built / name).read_text(encoding="utf-8")
        rows = re.findall(r'<tr data-c="99\.71".*?</tr>', page, re.S)
        assert len(rows) == 2
        assert all(mark in row for row in rows)
        assert page.count(f'class="mark">{mark}') == 2


def test_every_region_can_be_searched_for(built):
    for name in HOMES:
        page = (built / name).read_text(encoding="utf-8")
        known = json.loads(re.search(r'id="known">(.*?)</script>', page, re.S).group(1))
        assert len(known["regions"]) == 552 + 1
        by_code = {code: rest for code, *rest in known["regions"]}
        assert by_code["19.71"] == [2, "Pangkalpinang", "", 7, 2]
        assert by_code["32.17"][3:] == [-1, 0]


def test_an_unfinished_verification_is_told_as_a_range_beside_the_index(tmp_path):
    for lang in ("id", "en"):
        put_report(
            tmp_path, f"2026/kota-contoh-99.71.{lang}", region="99.71", year=2026, title="Kota Contoh",
            scores=(("claimed", 51.01, "Inovatif"),), still_open=(31.91, 49.24),
            counts={"innovations": 28, "agencies": 22, "examined": 191, "stated": 522},
        )  # fmt: skip
    (row,) = [r for r in data.gather(tmp_path).results_of("99.71") if r.high is not None]
    assert (row.stage, row.low, row.high) == ("claimed", 51.01, 51.01)
    assert row.note_id == "Indeks terverifikasi: 31,91–49,24; baru 191 dari 522 parameter diperiksa"
    assert row.note.startswith("Verified index: 31.91–49.24; ")
    site.build(tmp_path)
    assert row.note_id in (tmp_path / "daerah" / "99.71.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "broken", [{"still_open": [1]}, {"still_open": "x"}, {"still_open": [{}, {}]}, {"counts": 3}]
)
def test_a_broken_range_is_none(broken):
    whole = {"still_open": [{"value": 1.0}, {"value": 2.0}], "counts": {"examined": 1, "stated": 2}}
    assert inventory._open(whole) == (1, 2, 1, 2)
    assert inventory._open(whole | broken) is None


# --- the trend --------------------------------------------------------------------------------------------


def test_the_trend_joins_final_scores_of_consecutive_years_only(tmp_path):
    drawn = trend.trend(data.gather(tmp_path).results_of("19.71"), texts("id"))
    assert [year for _, year in drawn.years] == [2021, 2022, 2023, 2024]
    assert drawn.changed == [2022, 2024]
    (line,) = drawn.lines  # the rules of 2021 and 2022 differ: only 2022 and 2023 are joined
    xs = {year: x for x, year in drawn.years}
    assert (line[0], line[2]) == (xs[2022], xs[2023])
    assert sorted({m.stage for m in drawn.marks}) == ["final", "sementara"]
    assert {m.text for m in drawn.marks} == {"59,02", "50,21", "57,68", "63,85", "65,13"}


def test_no_place_for_a_value_is_left_open_in_a_text(built):
    for page in [*built.glob("daerah/*.html"), *(built / name for name in HOMES)]:
        text = re.sub(r"<(script|style)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.S)
        assert not re.findall(r"\{[a-z_]+(?::\w+)?\}", text), page.name


def test_no_trend_is_drawn_from_raw_scores(tmp_path):
    results = [r for r in data.gather(tmp_path).results_of("19.71") if r.scale == "raw"]
    assert results
    assert trend.trend(results, texts("id")) is None


def test_no_trend_is_drawn_of_one_year(built):
    results = data.gather(built).results_of("99.71")
    assert {r.year for r in results if r.high is not None} == {2026}
    assert trend.trend(results, texts("id")) is None


def test_numbers_of_the_trend_stay_inside_the_picture(tmp_path):
    gathered = data.gather(tmp_path)
    for code in gathered.codes:
        drawn = trend.trend(gathered.results_of(code), texts("id"))
        for mark in drawn.marks if drawn else ():
            assert 12 <= mark.text_y <= drawn.height
            assert drawn.left < mark.x < drawn.right


# --- the files --------------------------------------------------------------------------------------------


def test_every_region_with_a_result_or_a_report_has_a_page_in_both_languages(built):
    codes = {*published.published().query("is_result")["region_code"], "99.71"}
    names = {p.name for p in (built / addresses.REGIONS).iterdir()}
    assert names == {f"{code}{ending}" for code in codes for ending in (".html", ".en.html")}


def test_every_link_leads_to_a_file(built):
    checked = 0
    for path in [*(built / name for name in HOMES), *(built / addresses.REGIONS).iterdir()]:
        page = Page(path)
        anchors = {attrs.get("id") for _, attrs in page.tags}
        for link in page.all("a"):
            parts = urlsplit(link["href"])
            if parts.scheme:
                assert parts.scheme in ("https", "http"), link
            elif parts.path:
                assert (path.parent / unquote(parts.path)).is_file(), (path.name, link["href"])
                checked += 1
            else:
                assert parts.fragment in anchors
    assert checked > 1500


def test_nothing_is_loaded_from_elsewhere(built):
    for path in [*(built / name for name in HOMES), *(built / addresses.REGIONS).iterdir()]:
        page = Page(path)
        assert page.all("link") == page.all("img") == page.all("iframe") == []
        assert {s["src"] for s in page.all("script") if "src" in s} <= {addresses.rows(lang) for lang in LANGUAGES}
        assert "url(" not in path.read_text(encoding="utf-8")


def test_downloads_beside_a_page_are_offered(built):
    links = [
        a for a in Page(built / "index.html").all("a") if "19.71.id" in (a["href"] or "") and "2023" in a["href"]
    ]
    assert {a["href"].rsplit(".", 1)[1]: "download" in a for a in links} == {
        "html": False, "pdf": True, "docx": True, "xlsx": True, "ipynb": True,
    }  # fmt: skip


def test_a_report_on_types_is_told_from_the_report_beside_it(tmp_path):
    for stem, kind in (("kota-contoh-99.71.id", "city"), ("jenis-kota-contoh-99.71.id", "types")):
        put_report(tmp_path, f"2026/{stem}", region="99.71", year=2026, title="Kota Contoh 2026", kind=kind)
    site.build(tmp_path)
    for page in ("index.html", "daerah/99.71.html"):
        text = (tmp_path / page).read_text(encoding="utf-8")
        linked = re.findall(r'href="(?:\.\./)?2026/([a-z-]+)99\.71\.id\.html"[^>]*>([^<]+)</a>', text)
        assert linked == [("kota-contoh-", "Laporan"), ("jenis-kota-contoh-", "Jenis inovasi")]


def test_a_report_older_than_its_data_is_marked(tmp_path):
    """It shows its own region only: another region's rows may change."""
    given = example.sample_region()
    write_folder(given, tmp_path / "data")
    parameters = KINDS["city"].check({"region": "99.71", "year": 2026, "data": str(tmp_path / "data")})
    seen = {"sha256": manifest.data_digest(tmp_path / "data"), "seen_sha256": KINDS["city"].seen(parameters)}
    out = tmp_path / "out"
    put_report(out, "2026/a.id", region="99.71", year=2026, title="A", data=seen, ran_with=parameters)

    def older(**changed) -> str:
        write_folder(replace(given, **changed), tmp_path / "data")
        (report,) = data.gather(out).reports
        site.build(out)
        page = (out / "daerah" / "99.71.html").read_text(encoding="utf-8")
        assert (texts("id")("site.older.changed") in page) == (report.older == age.CHANGED)
        assert (texts("id")("site.older.failed") in page) == (report.older == age.FAILED)
        return report.older

    assert older() == ""
    assert older(innovations=given.innovations.assign(title="BARU")) == age.CHANGED
    assert older() == ""
    assert older(innovation_levels=given.innovation_levels.assign(level=9)) == age.CHANGED, "now refused"
    failed = out / "2026" / "a.id.gagal.ipynb"
    failed.write_text("{}", encoding="utf-8")
    os.utime(failed, (2e9, 2e9))
    assert older() == age.FAILED
    os.utime(failed, (1e9, 1e9))
    assert older() == "", "made again since"
    shutil.rmtree(tmp_path / "data")
    assert [r.older for r in data.gather(out).reports] == [""], "nothing is known of data that are gone"


@pytest.mark.parametrize("name", HOMES)
def test_the_first_page_is_light(built, name):
    assert (built / name).stat().st_size < WEIGHT


def test_the_first_page_is_light_with_every_region_over_years_and_long_titles(tmp_path):
    codes = regions.master()["region_code"]
    formats = ("pdf", "docx", "xlsx")
    for code in codes[:300]:
        put_report(tmp_path, f"2026/{code}.id", region=code, year=2026, title="Judul " * 50, formats=formats)
    scored = [
        {"region_code": code, "year": year, "stage": stage, "scale": "0-100", "score": 40 + k % 50}
        for k, code in enumerate(codes)
        for year in range(2022, 2027)
        for stage in ("final", "mandiri")
    ]
    gathered = data.gather(tmp_path, pd.DataFrame(scored))
    for lang, name in zip(LANGUAGES, HOMES, strict=True):
        files = pages.home(gathered, lang)
        assert list(files) == [addresses.rows(lang), name]
        assert len(files[name].encode()) < WEIGHT
        t = texts(lang)
        shown = files[name].count("<tr data-c")
        assert 0 < shown < len(gathered.results) == 552 * 5 * 2
        assert (
            t("site.table.rest", shown=shown, every=len(gathered.results), file=addresses.rows(lang))
            in files[name]
        )


def test_rows_stand_beside_the_page_only_while_it_has_no_room(tmp_path, monkeypatch):
    fill(tmp_path)
    beside = [tmp_path / addresses.rows(lang) for lang in LANGUAGES]
    with monkeypatch.context() as patch:
        patch.setattr(rows, "ROOM", 10_000)
        site.build(tmp_path)
        assert all(path.is_file() for path in beside)
        assert [s["src"] for s in Page(tmp_path / "index.html").all("script") if "src" in s] == [beside[0].name]
        assert site.build(tmp_path).written == 0
    monkeypatch.setattr(rows, "ROOM", 10_000_000)
    site.build(tmp_path)
    assert not any(path.exists() for path in beside)
    assert not [s for s in Page(tmp_path / "index.html").all("script") if "src" in s]


def test_the_same_input_gives_the_same_files_and_a_second_run_writes_none(built, tmp_path):
    fill(tmp_path)
    first = site.build(tmp_path)
    assert first.written == first.pages == len(list((tmp_path / addresses.REGIONS).iterdir())) + 2
    assert files(tmp_path) == files(built)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.html")}
    assert site.build(tmp_path).written == 0
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.html")} == before
    assert list(tmp_path.rglob("*.part")) == []


def test_a_new_report_changes_only_the_pages_it_concerns(tmp_path):
    fill(tmp_path)
    site.build(tmp_path)
    put_report(tmp_path, "2024/kota-tangerang-36.71.id", region="36.71", year=2024, title="Kota Tangerang")
    # the home pages and the two pages of the region
    assert site.build(tmp_path).written == 4


def test_a_region_that_has_nothing_any_more_loses_its_page(tmp_path):
    fill(tmp_path)
    site.build(tmp_path)
    assert (tmp_path / "daerah" / "99.71.html").exists()
    (tmp_path / "daerah" / "catatan.html").write_text("milik orang lain", encoding="utf-8")
    for path in (tmp_path / "2026").glob("*.json"):
        path.unlink()
    site.build(tmp_path)
    assert not (tmp_path / "daerah" / "99.71.html").exists()
    assert (tmp_path / "daerah" / "catatan.html").exists()


@pytest.mark.parametrize(
    "content",
    ["{", "[]", "{}", '{"parameters": {"lang": "id", "year": "x"}, "title": ""}', '{"parameters": 1, "title": ""}',
     '{"parameters": {"lang": "de", "year": 2024}, "title": ""}',
     '{"parameters": {"lang": "id", "year": 2024, "region": "../.."}, "title": ""}',
     '{"parameters": {"lang": "id", "year": 2024, "region": "00.00"}, "title": ""}'],
)  # fmt: skip
def test_a_manifest_in_disorder_is_no_report(tmp_path, content):
    put_report(tmp_path, "2024/x.id", year=2024, title="x")
    (tmp_path / "2024" / "x.id.json").write_text(content, encoding="utf-8")
    assert data.gather(tmp_path).reports == ()
    site.build(tmp_path)


def with_scores(scores: object) -> str:
    """A notebook whose banner carries something as its scores."""
    return json.dumps({"cells": [{"outputs": [{"data": {MIME: {"kind": "banner", "scores": scores}}}]}]})


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", '{"cells": [{}]}', '{"cells": 3}', '{"cells": [3]}', '{"cells": [{"outputs": [{"data": 3}]}]}',
     with_scores(3), with_scores([3]), with_scores([["claimed"]]), with_scores([["claimed", 3, ""]])],
)  # fmt: skip
def test_a_notebook_in_disorder_gives_no_index(tmp_path, content):
    put_report(tmp_path, "2026/k.id", region="99.71", year=2026, title="K")
    (tmp_path / "2026" / "k.id.ipynb").write_text(content, encoding="utf-8")
    assert [r.stage for r in data.gather(tmp_path).results_of("99.71")] == [""]


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_titles_from_outside_stay_text(tmp_path, text):
    put_report(tmp_path, "2023/a.id", region="19.71", year=2023, title=text)
    rows = [
        {"region_code": "19.71", "year": 2023, "stage": "final", "scale": "0-100", "score": 57.68, "category": text,
         "source": f"{text} | javascript:hit() | https://contoh.go.id/{text}", "note": text, "note_id": text},
    ]  # fmt: skip
    site.build(tmp_path, pd.DataFrame(rows))
    for path in [tmp_path / "index.html", tmp_path / "daerah" / "19.71.html"]:
        page = Page(path)
        allowed = 3 if path.parent == tmp_path else 0
        assert len(page.all("script")) == allowed
        assert not page.all("b-jahat")
        assert all(not name.startswith("on") for _, attrs in page.tags for name in attrs)
        assert all((a["href"] or "").split(":")[0] != "javascript" for a in page.all("a"))
