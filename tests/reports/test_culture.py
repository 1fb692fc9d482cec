"""The sections on participation, traces and collaboration: shown where there are data, away where there are none."""

from __future__ import annotations

import pytest

from indeks.reports import cover
from indeks.reports.parameters import ReportError
from indeks.reports.region import sections
from indeks.reports.region.facts import gather
from support import CONTOH, EXAMPLE, ROOT

YEARS = ROOT / "data" / "raw" / "contoh" / "kota-contoh-2024-2026"
NAMES = ("participation", "traces", "collaboration")


def made(lang: str, path: str = "", **given):
    facts = gather(**({"region": CONTOH, "year": 2026, "data": str(YEARS), "lang": lang, "cover": path} | given))
    return facts, {name: getattr(sections, name)(facts) for name in NAMES}


def texts_of(blocks) -> str:
    return " ".join(block.html() for block in blocks)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_three_years_of_kota_contoh_show_every_view(lang):
    facts, of = made(lang)
    figures = {name: [b for b in blocks if b.kind == "figure"] for name, blocks in of.items()}
    assert {name: len(drawn) for name, drawn in figures.items()} == {
        "participation": 1, "traces": 2, "collaboration": 1,
    }  # fmt: skip
    (head, *_) = sections.banner(facts)
    for blocks in of.values():
        assert blocks[0].text not in head.left_out
        assert ">None<" not in texts_of(blocks)
        assert ">nan" not in texts_of(blocks)


def test_each_measure_has_definition_formula_and_source():
    _, of = made("en")
    table = next(b for b in of["traces"] if b.kind == "table")
    assert len(table.rows) == 13
    assert all(all(str(cell) for cell in row) for row in table.rows)
    by_name = {row[0]: row for row in table.rows}
    assert by_name["Breadth"][1:3] == ["63.9%", "23 of 36"]
    assert by_name["Renewal"][1] == "31.0–37.9%"
    assert "ours" in by_name["Dependence"][4]


def test_the_title_and_the_limits_call_it_traces_and_no_measure_of_culture():
    _, of = made("en")
    assert of["traces"][0].text == "Traces of innovation practice"
    assert "no measure of culture" in of["traces"][1].text


def test_look_alikes_are_listed_and_not_joined():
    _, of = made("id")
    (table,) = [b for b in of["traces"] if getattr(b, "caption", "").startswith("Mungkin inovasi yang sama")]
    assert [row[2] for row in table.rows] == sorted((row[2] for row in table.rows), reverse=True)
    assert len(table.rows) == 2


def test_the_threshold_stands_in_the_drawing_and_the_table_has_every_agency():
    _, of = made("en")
    drawing = next(b for b in of["collaboration"] if b.kind == "figure")
    assert "Lines: innovations shared, 1 or more" in drawing.svg
    assert "No cooperation entered" in drawing.svg
    positions = next(b for b in of["collaboration"] if b.kind == "table")
    assert len(positions.rows) == 36
    assert {row[4] for row in positions.rows if int(row[1]) < 3} == {"–"}


def test_targets_of_the_office_stand_beside_what_is_reached(tmp_path):
    path = tmp_path / "laporan.toml"
    path.write_text("[sasaran]\nperangkat_daerah = 36\ninovasi = 100\n", encoding="utf-8")
    _, of = made("en", str(path))
    (table,) = [b for b in of["participation"] if getattr(b, "caption", "").startswith("Targets")]
    assert [list(map(str, row)) for row in table.rows] == [
        ["Agencies with an innovation", "36", "23", "13"], ["Innovations", "100", "29", "71"],
    ]  # fmt: skip
    _, without = made("en")
    assert not [b for b in without["participation"] if getattr(b, "caption", "").startswith("Targets")]


@pytest.mark.parametrize("value", ["0", "-3", '"36"', "1.5", "true", "2026-01-01"])
def test_a_target_that_is_no_number_is_refused_by_name(tmp_path, value):
    path = tmp_path / "laporan.toml"
    path.write_text(f"[sasaran]\ninovasi = {value}\nopd = 1\n", encoding="utf-8")
    with pytest.raises(ReportError) as told:
        cover.read(path)
    assert "sasaran.inovasi" in str(told.value)
    assert "sasaran.opd" in str(told.value)


def test_without_partners_the_section_stays_away_and_says_what_is_needed():
    facts, of = made("en", data=str(EXAMPLE))
    assert of["collaboration"] == []
    assert of["participation"]
    assert of["traces"]
    assert "Partners in the sheet Innovations" in texts_of(sections.method(facts))
    assert not [b for b in of["traces"] if b.kind == "figure"]  # one year: nothing is renewed


def test_published_counts_of_a_real_region_stand_with_their_sources():
    _, of = made("en", region="19.71", year=2024, data="")
    assert of["traces"] == of["collaboration"] == []
    (table,) = [b for b in of["participation"] if b.kind == "table"]
    assert [[str(cell) for cell in row[:4]] for row in table.rows] == [
        ["2020", "final", "11", "43"], ["2021", "final", "15", "25"], ["2022", "final", "21", "40"],
        ["2023", "final", "21", "29"], ["2024", "provisional", "–", "23"],
    ]  # fmt: skip
    assert all(row[4].items for row in table.rows)


def test_a_region_without_published_counts_of_agencies_has_no_such_section():
    _, of = made("en", region="19.01", year=2024, data="")
    assert of == {name: [] for name in NAMES}


def test_entries_with_empty_cells_show_no_missing_value(tmp_path):
    import shutil

    import pandas as pd

    folder = tmp_path / "data"
    shutil.copytree(YEARS, folder)
    table = pd.read_csv(folder / "innovations.csv", dtype=str)
    empty = table.index[-6:]
    table.loc[empty, ["agency", "partners", "initiator", "digital", "form", "ip_right", "trial_date"]] = None
    table.to_csv(folder / "innovations.csv", index=False)
    _, of = made("en", data=str(folder))
    for blocks in of.values():
        assert blocks
        for word in (">nan", ">None", "NaT", "&lt;NA"):
            assert word not in texts_of(blocks)
