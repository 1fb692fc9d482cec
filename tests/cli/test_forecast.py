"""Forecast and what-if as a person calls them: tables, CSV and JSON that agree, and clear refusals."""

from __future__ import annotations

import csv
import io
import json

import pytest

from support import EXAMPLE


def test_a_forecast_as_json_has_the_fields_promised(indeks):
    result = indeks("forecast", EXAMPLE, "--format", "json")
    told = json.loads(result.out)
    assert result.code == 0
    assert list(told) == [
        "claimed", "verified_low", "verified_high", "scenarios", "assumptions", "quantiles", "categories",
    ]  # fmt: skip
    assert (told["claimed"], told["verified_low"], told["verified_high"]) == (51.01, 48.43, 48.43)
    assert sum(told["categories"].values()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_forecast_prints_its_assumptions_and_says_what_was_tested(indeks, lang):
    out = indeks("forecast", EXAMPLE, "--lang", lang).out
    numbers = ("0,50", "0,97", "2.000") if lang == "id" else ("0.50", "0.97", "2,000")
    words = (
        ("asumsi pustaka ini", "bukan kementerian")
        if lang == "id"
        else ("assumptions of this library", "not the ministry")
    )
    for part in (*numbers, *words):
        assert part in out, part
    assert "{" not in out


def test_the_three_forms_of_a_forecast_agree(indeks):
    told = json.loads(indeks("forecast", EXAMPLE, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(indeks("forecast", EXAMPLE, "--format", "csv").out)))
    quantiles = {r["name"]: float(r["value"]) for r in rows if r["kind"] == "quantile"}
    assert quantiles == told["quantiles"]
    assert any(r["kind"] == "assumption" and r["name"] == "keep.file" for r in rows)
    table = indeks("forecast", EXAMPLE, "--lang", "en").out
    for value in told["quantiles"].values():
        assert f"{value:.2f}" in table


def test_own_assumptions_are_used_and_printed(indeks):
    call = ("forecast", EXAMPLE, "--keep", "verified=1", "--refused", "flagged=0", "--refused", "others=0")
    told = json.loads(indeks(*call, "--format", "json", "--strictness", "0,8").out)
    assert set(told["quantiles"].values()) == {48.43}
    assert told["assumptions"]["strictness"] == 0.8
    assert told["assumptions"]["refused"]["flagged"] == 0


def test_own_pairs_come_from_a_file(indeks, tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("year,claimed,claimed_n,final,final_n\n" + "".join(f"2023,6{k},29,57,29\n" for k in range(5)))
    told = json.loads(indeks("forecast", EXAMPLE, "--pairs", path, "--format", "json").out)
    assert told["assumptions"]["own_pairs"]["use"] == "t"
    out = indeks("forecast", EXAMPLE, "--pairs", path, "--lang", "en").out
    assert "log-normal" in out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--keep", "file"], 2), (["--keep", "file=dua"], 2), (["--keep", "berkas=0.5"], 2), (["--lowered", "2"], 2),
        (["--strictness", "0.01"], 2), (["--refused", "all=1"], 2), (["--region", "19.71"], 2), (["--year", "2020"], 2),
        (["--year", "dua"], 2), (["--pairs", "/tidak/ada.csv"], 2), (["--spd", "99.71=99"], 2),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_ends_with_2_and_nothing_is_printed(indeks, options, code):
    result = indeks("forecast", EXAMPLE, *options)
    assert (result.code, result.out) == (code, "")
    assert result.err.strip()


def test_a_bad_file_of_pairs_ends_with_1(indeks, tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("year,claimed\n2023,60\n")
    result = indeks("forecast", EXAMPLE, "--pairs", path)
    assert (result.code, result.out) == (1, "")
    assert "claimed_n" in result.err


def test_what_if_shows_old_new_and_what_changed(indeks):
    call = (
        "whatif",
        EXAMPLE,
        "--set",
        "99.71-2026-011.video=3",
        "--set",
        "spd.fasilitasi_haki=3",
        "--add",
        "3x70",
    )
    rows = json.loads(indeks(*call, "--format", "json").out)
    assert list(rows[0]) == ["what", "name", "old", "new", "change", "alone"]
    index = next(r for r in rows if r["name"] == "index")
    assert index["old"] == 51.01
    assert index["change"] == pytest.approx(index["new"] - 51.01)
    out = indeks(*call).out
    assert "51,01" in out
    assert f"{index['new']:.2f}".replace(".", ",") in out
    assert f"{index['new']:.2f}" in indeks(*call, "--lang", "en").out
    assert f",{index['new']}," in indeks(*call, "--format", "csv").out


@pytest.mark.parametrize(
    "options",
    [
        [], ["--set", "video"], ["--set", "X.video=3"], ["--set", "99.71-2026-001.video=9"], ["--add", "tiga"],
        ["--set", "99.71-2026-001.video=1", "--set", "99.71-2026-001.video=2"], ["--send", "99.71-2026-001"],
        ["--send", "X", "--hold", "X"],
    ],
)  # fmt: skip
def test_changes_that_cannot_be_end_with_2(indeks, options):
    result = indeks("whatif", EXAMPLE, *options)
    assert (result.code, result.out) == (2, "")
    assert result.err.strip()
