"""Editions as delivered, and what a broken edition file is told."""

from __future__ import annotations

import copy
import datetime as dt
import inspect
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

import indeks
from indeks import edition
from indeks.edition import EditionError, MissingPart
from indeks.edition.checking import faults
from support import shared


def raw(name: str = "iid-2026") -> dict:
    path = edition.EDITIONS_DIR / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.mark.parametrize("name", edition.available())
def test_every_edition_is_sound(name):
    assert faults(raw(name)) == []
    rule = edition.load(name)
    assert rule.id == name
    assert len(rule.of_aspect("sid")) == 20


def test_weights_of_2026_add_up_to_the_stated_maxima():
    rule = edition.load("iid-2026")
    assert sum(i.max_points for i in rule.of_aspect("spd")) == 63
    assert sum(i.max_points for i in rule.of_aspect("sid")) == 111
    assert rule.formula["max_total"].value == 250


def test_every_constant_has_certainty_and_sources():
    for name in edition.available():
        rule = edition.load(name)
        for constant in (*rule.formula.values(), *rule.eligibility.values()):
            assert constant.certainty in edition.CERTAINTIES
            assert constant.sources
        assert set(rule.source_ids()) <= set(edition.sources())


@pytest.mark.parametrize("year", [2021, 2023, 2024, 2025, 2026])
def test_editions_carry_the_numbers_of_the_methodology(year):
    theirs = tomllib.loads(shared("methodology", f"iid-{year}.toml").read_text(encoding="utf-8"))
    ours = edition.of_year(year)
    for indicator in theirs["indicators"]:
        mine = ours.indicator(indicator["code"])
        if "weight" in indicator:
            assert mine.weight == Decimal(str(indicator["weight"]))
        for theirs_level, level in zip(
            indicator.get("levels", ()), mine.scales[0].levels if mine.scales else (), strict=True
        ):
            assert theirs_level["score"] == level.score
            for end in ("min", "max"):
                stated = theirs_level.get(end)
                assert getattr(level, end) == (None if stated is None else Decimal(str(stated)))
    later = {("iid-2024", "min_basic_affairs"): 3}  # found after the methodology was written down
    for name in ("min_divisor", "count_weight", "count_cap", "max_total", "min_basic_affairs"):
        stated = later.get((ours.id, name), theirs["formula"].get(name))
        assert (ours.formula[name].value if name in ours.formula else None) == (
            None if stated is None else Decimal(str(stated))
        )
    assert [(c["name"], c["min"], c["max"]) for c in theirs.get("categories", [])] == [
        (c.name, float(c.min), float(c.max)) for c in ours.categories
    ]


def test_printed_overlaps_give_two_levels():
    scale = edition.load("iid-2026").indicator("kemiskinan_tingkat").scale()
    assert scale.levels_of(Decimal("13.10")) == (1, 2)
    assert scale.levels_of(Decimal("4.82")) == (2, 3)
    assert scale.levels_of(Decimal("20")) == (1,)


def test_a_value_between_whole_percentages_has_no_level():
    scale = edition.load("iid-2026").indicator("pengaduan").scale()
    assert scale.levels_of(Decimal("50.5")) == ()


def test_a_missing_part_is_named():
    with pytest.raises(MissingPart, match="pembagi minimum"):
        edition.load("iid-2021").constant("min_divisor")


def test_a_year_without_edition_names_the_years_there_are():
    with pytest.raises(EditionError, match=r"2022.*2021, 2023"):
        edition.resolve(None, 2022)
    assert edition.of_year(2022) is None


def test_a_year_without_a_rule_may_still_have_categories():
    assert [c.min for c in edition.categories_of(2022)] == [Decimal(v) for v in ("60.01", "35.0", "0.01", "0.0")]
    assert edition.categories_of(2024) == edition.load("iid-2024").categories
    assert edition.categories_of(2020) == ()
    assert all(edition.categories_note(year, lang) for year in (2021, 2022) for lang in ("id", "en"))
    assert edition.categories_note(2024, "id") == ""


def test_a_bound_that_is_not_settled_says_how_low_it_may_be():
    open_ones = {(y, c.name): (c.min_open, c.min) for y in range(2021, 2027) for c in edition.categories_of(y)
                 if c.min_open is not None}  # fmt: skip
    assert open_ones == {
        (2021, "Sangat Inovatif"): (Decimal("59.03"), Decimal("60.01")),
        (2021, "Inovatif"): (Decimal("27.33"), Decimal("32.26")),
        (2025, "Inovatif"): (Decimal("35.01"), Decimal("40.01")),
    }


def broken(change) -> str:
    table = copy.deepcopy(raw())
    change(table)
    return "\n".join(fault.text("id") for fault in faults(table))


def indicator(table: dict, code: str) -> dict:
    return next(i for i in table["indicators"] if i["code"] == code)


CASES = {
    "schema": (lambda d: d.update(schema="x"), "schema harus"),
    "no title": (lambda d: d.pop("title"), '"title" tidak ada'),
    "years as text": (lambda d: d.update(years="2026"), '"years" harus'),
    "weight changed": (lambda d: indicator(d, "video").update(weight=5), "jumlah bobot x 3 adalah 114, tertulis 111"),
    "spd weight": (lambda d: indicator(d, "lakip").update(weight=Decimal("1.5")), "SPD: jumlah bobot x 3"),
    "weight zero": (lambda d: indicator(d, "lakip").update(weight=0), "lakip: bobot harus lebih dari nol"),
    "count": (lambda d: d["formula"]["count_cap"].update(value=100), "skor jumlah inovasi"),
    "total": (lambda d: d["formula"]["max_total"].update(value=249), "skor total"),
    "code twice": (lambda d: indicator(d, "lakip").update(code="pad"), "kode pad muncul 2 kali"),
    "number twice": (lambda d: indicator(d, "lakip").update(number=8), "nomor indikator 8 muncul 2 kali"),
    "variable": (lambda d: indicator(d, "lakip").update(variable="x"), "variabel x tidak didefinisikan"),
    "aspect": (lambda d: indicator(d, "lakip").update(aspect="x"), "aspek x tidak dikenal"),
    "level order": (lambda d: indicator(d, "sdm")["levels"].reverse(), "harus 1, 2, 3"),
    "hole": (lambda d: indicator(d, "sdm")["levels"][1].update(min=13), "celah antara 10 dan 13"),
    "reversed": (lambda d: indicator(d, "sdm")["levels"][1].update(min=99), "batas bawah 99 di atas batas atas 30"),
    "no order": (lambda d: indicator(d, "sdm")["levels"][0].update(min=40, max=50), "tidak naik dan tidak turun"),
    "some bounds": (lambda d: indicator(d, "sdm")["levels"][2].pop("min"), "sebagian parameter berbatas"),
    "no step": (lambda d: indicator(d, "sdm").pop("step"), '"step"'),
    "open bound above": (lambda d: d["categories"][1].update(min_open=50), '"min_open" harus'),
    "certainty": (lambda d: d["formula"]["min_divisor"].update(certainty="sure"), "kepastian 'sure'"),
    "no source": (lambda d: d["formula"]["min_divisor"].update(sources=[]), "sumber kosong"),
    "constant bare": (lambda d: d["formula"].update(min_divisor=12), 'formula.min_divisor: kunci "value"'),
    "category hole": (lambda d: d["categories"][1].update(min=Decimal("40.5")), "tidak menyambung"),
    "category range": (lambda d: d["categories"][0].update(max=99), "0 sampai 100"),
    "category text": (lambda d: d["categories"][0].update(min="a"), '"min" harus'),
    "window": (lambda d: d["eligibility"]["applied_to"].update(value=d["eligibility"]["applied_from"]["value"].replace(year=2020)), "masa penerapan"),
    "level text": (lambda d: indicator(d, "sdm")["levels"][0].update(score="1"), '"score" harus'),
    "indicator no table": (lambda d: d["indicators"].append("x"), '"indicators" harus'),
    "category no table": (lambda d: d.update(categories=["x"]), '"categories" harus'),
    "categories no list": (lambda d: d.update(categories=1), '"categories" harus'),
    "eligibility no table": (lambda d: d.update(eligibility="x"), '"eligibility" harus'),
    "legal basis no list": (lambda d: d.update(legal_basis=1), '"legal_basis" harus'),
    "date no constant": (lambda d: d["eligibility"].update(applied_from="x"), 'eligibility.applied_from: kunci "value"'),
    "date as text": (lambda d: d["eligibility"]["applied_from"].update(value="2024-01-01"), '"applied_from" harus berupa date'),
    "date with hour": (lambda d: d["eligibility"]["applied_from"].update(value=dt.datetime(2024, 1, 1)), "harus berupa date"),
    "words as text": (lambda d: d["eligibility"]["min_design_words"].update(value="x"), '"min_design_words" harus'),
    "half an innovation": (lambda d: d["formula"]["min_divisor"].update(value=Decimal("12.5")), '"min_divisor" harus'),
    "no affairs": (lambda d: d["formula"].pop("basic_affairs"), '"basic_affairs" tidak ada'),
    "affairs no list": (lambda d: d["formula"]["basic_affairs"].update(value="Kesehatan"), '"basic_affairs" harus'),
    "note no text": (lambda d: d["formula"].update(note={}), '"note" harus'),
    "source no list": (lambda d: d["formula"]["min_divisor"].update(sources=1), "sumber kosong"),
    "source of an indicator": (lambda d: indicator(d, "sdm")["sources"].update(weight=1), "sumber kosong"),
    "not a number": (lambda d: d["formula"]["max_spd"].update(value=Decimal("nan")), '"max_spd" harus'),
    "weight infinite": (lambda d: indicator(d, "sdm").update(weight=Decimal("inf")), "bobot harus lebih dari nol"),
    "bound infinite": (lambda d: indicator(d, "sdm")["levels"][0].update(min=Decimal("nan")), '"min" harus'),
    "alternatives no list": (lambda d: indicator(d, "kemanfaatan").update(alternatives=1), '"alternatives" harus'),
    "alternative no table": (lambda d: indicator(d, "kemanfaatan").update(alternatives=["x"]), '"alternatives" harus'),
    "alternative nameless": (lambda d: indicator(d, "kemanfaatan")["alternatives"][0].pop("basis"), '"basis" tidak ada'),
    "alternative empty": (lambda d: indicator(d, "kemanfaatan")["alternatives"][0].pop("levels"), '"levels" tidak ada'),
    "no count": (lambda d: d["indicators"].remove(indicator(d, "jumlah_inovasi")), '"jumlah_inovasi" tidak ada'),
    "levels no list": (lambda d: indicator(d, "sdm").update(levels="x"), '"levels" harus'),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_fault_of_an_edition_file_has_its_sentence(case):
    change, message = CASES[case]
    assert message in broken(change)


def test_all_faults_are_told_at_once(tmp_path: Path):
    text = (edition.EDITIONS_DIR / "iid-2026.toml").read_text(encoding="utf-8")
    text = text.replace('code = "lakip"', 'code = "pad"').replace("value = 250", "value = 260")
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        edition.load(path)
    assert len(caught.value.faults) == 2
    assert str(path) in str(caught.value)


def test_a_file_of_ones_own_is_enough_for_a_new_year(tmp_path: Path):
    text = (edition.EDITIONS_DIR / "iid-2026.toml").read_text(encoding="utf-8")
    path = tmp_path / "iid-2027.toml"
    path.write_text(text.replace("iid-2026", "iid-2027").replace("[2026]", "[2027]").replace(
        "min_divisor = { value = 12", "min_divisor = { value = 14"), encoding="utf-8")  # fmt: skip
    assert edition.load(path).constant("min_divisor") == 14


def test_a_file_saved_by_an_editor_of_windows_is_read(tmp_path: Path):
    path = tmp_path / "my.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (edition.EDITIONS_DIR / "iid-2026.toml").read_bytes())
    assert edition.load(path).id == "iid-2026"


@pytest.mark.parametrize(("content", "message"), [(b"= 1", "TOML"), (b"\xff\xfe", "tidak terbaca")])
def test_a_file_that_is_no_edition_is_told_plainly(tmp_path: Path, content: bytes, message: str):
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(EditionError, match=message):
        edition.load(path)


def test_an_edition_is_loaded_by_a_plain_function():
    assert inspect.isfunction(indeks.load_edition)
