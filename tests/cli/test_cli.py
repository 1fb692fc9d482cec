"""The commands on data as a person calls them, in both languages."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from support import EXAMPLE, ROOT


def test_scores_as_json_have_the_fields_promised(indeks):
    result = indeks("score", EXAMPLE, "--format", "json")
    assert result.code == 0
    rows = json.loads(result.out)
    assert [r["basis"] for r in rows] == ["claimed", "verified"]
    assert list(rows[0]) == [
        "region_code", "year", "edition", "n_innovations", "divisor", "spd", "mean_maturity", "count_score", "sid",
        "total", "index", "category", "basic_affairs", "basis", "stated", "examined",
        "index_low", "index_high", "not_there",
    ]  # fmt: skip
    assert rows[0]["index"] == 51.01
    assert rows[0]["category"] == "Inovatif"


def test_scores_as_csv_and_as_a_table_agree(indeks):
    csv = indeks("score", EXAMPLE, "--format", "csv").out.splitlines()
    assert csv[0].startswith("region_code,year,edition")
    assert ",51.01,Inovatif,5,claimed" in csv[1]
    assert "51,01" in indeks("score", EXAMPLE).out
    assert "51.01" in indeks("score", EXAMPLE, "--lang", "en").out


def test_maturity_is_given_per_innovation(indeks):
    rows = json.loads(indeks("score", EXAMPLE, "--by", "innovation", "--format", "json").out)
    assert len(rows) == 29
    assert all(0 <= r["maturity"] <= r["max_maturity"] == 111 for r in rows)


def test_check_passes_the_example_with_its_flags(indeks):
    result = indeks("check", EXAMPLE)
    assert result.code == 0
    assert "0 galat" in result.out
    problems = json.loads(indeks("check", EXAMPLE, "--format", "json").out)
    assert {p["severity"] for p in problems} == {"warning"}
    assert all(p["what"] and p["fix"] and p["sheet"] for p in problems)


@pytest.mark.parametrize("command", ["check", "score"])
def test_bad_data_end_with_1_and_without_output(indeks, tmp_path, command):
    path = tmp_path / "kosong.xlsx"
    path.write_bytes(b"")
    result = indeks(command, path)
    assert result.code == 1
    assert "kosong.xlsx" in result.out + result.err
    if command == "score":
        assert result.out == ""


def test_editions_are_listed_and_shown_in_both_languages(indeks):
    assert "dengan total SPD" in indeks("editions").out
    assert "with SPD total" in indeks("editions", "--lang", "en").out
    shown = indeks("editions", "show", "iid-2026").out
    assert "terkonfirmasi" in shown
    assert "pembagi minimum" in shown
    for code in ("visi_misi", "video", "jumlah_inovasi"):
        assert code in shown
    assert "confirmed" in indeks("editions", "show", "iid-2026", "--lang", "en").out


def test_an_edition_of_ones_own_is_given_by_path(indeks, tmp_path):
    text = (ROOT / "src" / "indeks" / "edition" / "iid-2026.toml").read_text(encoding="utf-8")
    own = tmp_path / "iid-2027.toml"
    own.write_text(
        text.replace("iid-2026", "iid-2027").replace("min_divisor = { value = 12", "min_divisor = { value = 29")
    )
    rows = json.loads(indeks("score", EXAMPLE, "--edition", own, "--format", "json").out)
    assert (rows[0]["edition"], rows[0]["divisor"]) == ("iid-2027", 29)
    own.write_text(text.replace("value = 250", "value = 251"))
    result = indeks("score", EXAMPLE, "--edition", own)
    assert result.code == 1
    assert "skor total" in result.err


def test_the_template_is_written_and_asks_to_be_filled(indeks, tmp_path):
    path = tmp_path / "isian.xlsx"
    assert indeks("template", "--year", "2026", "--region", "Kota Pangkalpinang", path).code == 0
    result = indeks("check", path)
    assert result.code == 1
    assert "Belum ada inovasi" in result.out


FORMULAS = ["=1+cmd|x!A0", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.test";"klik")', '=a,b"c"', "a\n=1+1"]


@pytest.fixture
def hostile(own_data, contoh):
    """Data whose texts a spreadsheet would run."""
    innovations = contoh.innovations.copy()
    ids = innovations["innovation_id"].tolist()
    innovations.loc[innovations.index[: len(FORMULAS)], "title"] = FORMULAS
    innovations.loc[innovations.index[0], "innovation_id"] = "=2+2"
    levels = contoh.innovation_levels.astype({"innovation_id": str})
    levels["innovation_id"] = levels["innovation_id"].replace({ids[0]: "=2+2"})
    return own_data(replace(contoh, innovations=innovations, innovation_levels=levels))


@pytest.mark.parametrize("command", [["score", "--by", "innovation"], ["types"]], ids=" ".join)
def test_csv_holds_no_formula_from_the_data(indeks, hostile, command):
    answer = indeks(command[0], hostile, *command[1:], "--format", "csv")
    assert answer.code == 0
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert len(rows) == 29
    assert rows[0]["innovation_id"] == "'=2+2"
    for row in rows:
        assert not any(str(cell).startswith(("=", "+", "@", "\t", "\r", "\n")) for cell in row.values()), row
        assert None not in row  # no cell has broken its row
        for number in (cell for cell in row.values() if cell.startswith("-")):
            float(number)
    if command[0] == "score":
        titles = [row["title"] for row in rows]
        assert titles[:4] == ["'=1+cmd|x!A0", "'+1", "'-1", "'@SUM(A1)"]


@pytest.fixture
def gaps(own_data, contoh):
    """Data that lack the levels of the region and those of two innovations, one of which is not sent."""
    innovations = contoh.innovations.copy()
    sent = innovations[innovations["sent"]]["innovation_id"].iloc[0]
    unsent = innovations[~innovations["sent"]]["innovation_id"].iloc[0]
    levels = contoh.innovation_levels
    levels = levels[~levels["innovation_id"].isin([sent, unsent])]
    rows = contoh.region_levels.iloc[:0]
    return own_data(replace(contoh, innovation_levels=levels, region_levels=rows))


@pytest.mark.parametrize("extra", [[], ["--format", "csv"], ["--format", "json"], ["--by", "innovation"]])
def test_a_score_says_what_was_not_there(indeks, gaps, extra):
    path = gaps
    answer = indeks("score", path, *extra)
    assert answer.code == 0
    lines = [line for line in answer.err.splitlines() if not line.startswith("Berikutnya: indeks report")]
    assert lines[0].startswith("2 hal tidak terhitung")
    assert len(lines) == 3
    assert "1 dari" in lines[2]
    assert "SPD" in lines[1]
    if "json" in extra:
        for row in json.loads(answer.out):
            assert [f"  - {text}" for text in row["not_there"]] == lines[1:]
    assert indeks("score", path, "--lang", "en").err.startswith("2 things do not count")


def test_an_spd_total_given_by_hand_is_not_missed(indeks, gaps):
    answer = indeks("score", gaps, "--spd", "99.71=40")
    assert answer.code == 0
    assert answer.err.startswith("1 hal tidak terhitung")
    assert "SPD" not in answer.err


def test_a_long_list_of_what_was_not_there_is_cut_and_counted(indeks, own_data, contoh):
    path = own_data(contoh)
    for k in range(15):
        (Path(path) / f"catatan{k}.csv").write_text("a,b\n1,2\n")
    *lines, following = indeks("score", path).err.splitlines()
    assert following.startswith("Berikutnya: indeks report --region 99.71 --year 2026")
    assert lines[0].startswith("15 hal tidak terhitung")
    assert len(lines) == 12
    assert "catatan0.csv" in lines[1]
    assert lines[-1].strip().startswith("- dan 5 lagi")


def test_nothing_is_said_where_nothing_is_missing(indeks):
    answer = indeks("score", EXAMPLE, "--format", "json")
    assert answer.err == ""
    assert {str(row["not_there"]) for row in json.loads(answer.out)} == {"[]"}


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
