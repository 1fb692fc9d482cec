"""The command line as a person calls it: in a process of its own, in both languages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support import EXAMPLE, ROOT


def indeks(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, "-m", "indeks", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )
    assert "Traceback" not in result.stderr, result.stderr
    return result


def test_scores_as_json_have_the_fields_promised():
    result = indeks("score", EXAMPLE, "--format", "json")
    assert result.returncode == 0
    rows = json.loads(result.stdout)
    assert [r["basis"] for r in rows] == ["claimed", "verified"]
    assert list(rows[0]) == [
        "region_code", "year", "edition", "n_innovations", "divisor", "spd", "mean_maturity", "count_score", "sid",
        "total", "index", "category", "basic_affairs", "basis", "stated", "examined",
        "index_low", "index_high",
    ]  # fmt: skip
    assert rows[0]["index"] == 51.01
    assert rows[0]["category"] == "Inovatif"


def test_scores_as_csv_and_as_a_table_agree():
    csv = indeks("score", EXAMPLE, "--format", "csv").stdout.splitlines()
    assert csv[0].startswith("region_code,year,edition")
    assert ",51.01,Inovatif,5,claimed" in csv[1]
    assert "51,01" in indeks("score", EXAMPLE).stdout
    assert "51.01" in indeks("score", EXAMPLE, "--lang", "en").stdout


def test_maturity_is_given_per_innovation():
    rows = json.loads(indeks("score", EXAMPLE, "--by", "innovation", "--format", "json").stdout)
    assert len(rows) == 29
    assert all(0 <= r["maturity"] <= r["max_maturity"] == 111 for r in rows)


def test_check_passes_the_example_with_its_flags():
    result = indeks("check", EXAMPLE)
    assert result.returncode == 0
    assert "0 galat" in result.stdout
    found = json.loads(indeks("check", EXAMPLE, "--format", "json").stdout)
    assert {p["severity"] for p in found} == {"warning"}
    assert all(p["what"] and p["fix"] and p["sheet"] for p in found)


@pytest.mark.parametrize("command", ["check", "score"])
def test_bad_data_end_with_1_and_without_output(tmp_path, command):
    path = tmp_path / "kosong.xlsx"
    path.write_bytes(b"")
    result = indeks(command, path)
    assert result.returncode == 1
    assert "kosong.xlsx" in result.stdout + result.stderr
    if command == "score":
        assert result.stdout == ""


def test_editions_are_listed_and_shown_in_both_languages():
    assert "dengan total SPD" in indeks("editions").stdout
    assert "with SPD total" in indeks("editions", "--lang", "en").stdout
    shown = indeks("editions", "show", "iid-2026").stdout
    assert "terkonfirmasi" in shown
    assert "pembagi minimum" in shown
    for code in ("visi_misi", "video", "jumlah_inovasi"):
        assert code in shown
    assert "confirmed" in indeks("editions", "show", "iid-2026", "--lang", "en").stdout


def test_an_edition_of_ones_own_is_given_by_path(tmp_path):
    text = (ROOT / "src" / "indeks" / "edition" / "iid-2026.toml").read_text(encoding="utf-8")
    own = tmp_path / "iid-2027.toml"
    own.write_text(
        text.replace("iid-2026", "iid-2027").replace("min_divisor = { value = 12", "min_divisor = { value = 29")
    )
    rows = json.loads(indeks("score", EXAMPLE, "--edition", own, "--format", "json").stdout)
    assert (rows[0]["edition"], rows[0]["divisor"]) == ("iid-2027", 29)
    own.write_text(text.replace("value = 250", "value = 251"))
    result = indeks("score", EXAMPLE, "--edition", own)
    assert result.returncode == 1
    assert "skor total" in result.stderr


WRONG = {
    ("score",): "argumen ini diperlukan: path",
    ("foo",): "pilihan 'foo' tidak ada",
    ("score", "x", "--foo"): "argumen tidak dikenal: --foo",
    ("report", "--lang", "de", "--year", "2024"): "pilihan 'de' tidak ada",
}


@pytest.mark.parametrize("arguments", WRONG)
def test_a_wrong_call_ends_with_2_and_says_so_in_indonesian(arguments):
    result = indeks(*arguments)
    assert result.returncode == 2
    assert WRONG[arguments] in result.stderr
    assert result.stderr.startswith("pemakaian:")


REFUSED = {
    ("report",): "--year",
    ("report", "--year", "abad"): "abad",
    ("report", "--year", "2024", "--region", "Bandung"): "dapat berarti beberapa daerah",
    ("report", "--year", "2024", "--region", "Pangkalpinag"): "Kota Pangkalpinang (19.71)",
    ("report", "--year", "2024", "--region", "19.7"): "19.7",
    ("report", "--year", "2026", "--region", "99.71", "--data", "tidak-ada.xlsx"): "tidak-ada.xlsx",
    ("report", "--list", "tidak-ada.toml"): "tidak-ada.toml",
    ("report", "--list", "x.toml", "--year", "2026"): "--year tidak dipakai bersama --list",
    ("report", "--year", "2026", "--corpus", "x.csv"): "--corpus hanya untuk laporan jenis inovasi",
    (
        "report",
        "--types",
        "--year",
        "2026",
        "--data",
        EXAMPLE,
        "--spd",
        "40",
    ): "--spd tidak dipakai dalam laporan jenis",
    ("report", "--year", "2026", "--data", EXAMPLE, "--spd", "40"): "--data dan --spd hanya untuk laporan daerah",
    ("editions", "show"): "iid-2026",
    ("editions", "show", "iid-1999"): "iid-1999",
    ("score", "tidak-ada.xlsx"): "tidak-ada.xlsx",
    ("score", EXAMPLE, "--spd", "abc"): "abc",
    ("score", EXAMPLE, "--spd", "19.71=abc"): "abc",
    ("score", EXAMPLE, "--edition", "iid-2025"): "iid-2025",
    ("template", "--year", "2026", "--region", "19.71", EXAMPLE): "tidak ditimpa",
    ("template", "--year", "²²²²", "--region", "19.71", "x.xlsx"): "²²²²",
    ("template", "--year", "2022", "--region", "19.71", "x.xlsx"): "2022",
    ("template", "--year", "2026", "--region", "19.71", "no/such/folder/x.xlsx"): "no/such/folder",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=lambda a: " ".join(map(str, a))[:60])
def test_what_cannot_be_done_is_told_and_nothing_is_written(arguments, tmp_path):
    result = indeks(*arguments, cwd=tmp_path)
    assert result.returncode == 1
    assert REFUSED[arguments] in result.stderr
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_the_template_is_written_and_asks_to_be_filled(tmp_path):
    path = tmp_path / "isian.xlsx"
    assert indeks("template", "--year", "2026", "--region", "Kota Pangkalpinang", path).returncode == 0
    result = indeks("check", path)
    assert result.returncode == 1
    assert "Belum ada inovasi" in result.stdout


def test_help_loads_nothing_slow():
    code = (
        "import sys, indeks.cli as c\n"
        "try: c.main({arguments})\nexcept SystemExit: pass\n"
        "slow = {{'pandas', 'numpy', 'matplotlib', 'sklearn', 'papermill', 'nbconvert', 'openpyxl', 'pandera'}}\n"
        "sys.exit(' '.join(slow & set(sys.modules)) or 0)"
    )
    for arguments in (["--help"], ["editions"], ["editions", "show", "iid-2026"]):
        result = subprocess.run(
            [sys.executable, "-c", code.format(arguments=arguments)], capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stderr


def test_the_command_line_runs_as_a_module_too():
    result = subprocess.run(
        [sys.executable, "-m", "indeks.cli", "editions"], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout
