"""The example of the manual: published figures of the Human Development Index, from the files as they are."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

from indeks.cli import main
from support import ROOT

HDI = ROOT / "docs" / "examples" / "hdi"
CALL = ["composite", str(HDI / "data.csv"), str(HDI / "meta.csv"), "--method", str(HDI / "method.toml")]


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return pd.read_csv(HDI / "published.csv")


def test_published_values_and_their_order_come_back(capsys, published):
    assert main([*CALL, "--format", "csv"]) == 0
    out = capsys.readouterr()
    assert out.err == ""
    rows = pd.DataFrame(csv.DictReader(io.StringIO(out.out)))
    assert list(rows) == ["uCode", "Time", "iCode", "Level", "Score", "Rank"]
    top = rows[rows["iCode"] == "hdi"].astype({"Time": int, "Score": float, "Rank": int})
    both = top.merge(published, on=["uCode", "Time"], validate="one_to_one")
    assert len(both) == 22
    assert both["Score"].round(3).tolist() == both["hdi"].tolist()
    last = both[both["Time"] == 2022]
    assert last["Rank"].tolist() == last["world_rank"].rank(method="min").astype(int).tolist()


def test_json_has_the_same_rows_with_every_digit(capsys):
    main([*CALL, "--format", "csv"])
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    main([*CALL, "--format", "json"])
    rows = json.loads(capsys.readouterr().out)
    assert [repr(row["Score"]) for row in rows] == [row["Score"] for row in table]
    assert [row["Rank"] for row in rows] == [int(row["Rank"]) for row in table]


def test_without_a_method_the_one_in_force_is_told(capsys):
    assert main([*CALL[:3], "--lang", "en", "--format", "csv"]) == 0
    assert "min-max" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "code"), [(["--seed", "3"], 2), (["--assumptions", str(HDI / "method.toml")], 1)]
)
def test_options_that_cannot_be_meant_are_refused(capsys, options, code):
    assert main([*CALL, *options]) == code
    assert capsys.readouterr().out == ""


def test_every_fault_of_a_file_is_named_with_the_file(tmp_path, capsys):
    lines = (HDI / "data.csv").read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("2012", "2012", 1).rpartition(",")[0] + ",banyak"
    lines[3] = ",".join([*lines[3].split(",")[:3], "x", *lines[3].split(",")[4:]])
    wrong = tmp_path / "data.csv"
    wrong.write_text("\n".join(lines), encoding="utf-8")
    assert main(["composite", str(wrong), *CALL[2:], "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert str(wrong) in told.err
    assert 'BRN 2012 has "banyak" for gnipc' in told.err
    assert 'IDN 2012 has "x" for le' in told.err


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "empty"),
        ("uCode,le\n", "heading"),
        ("uCode,le,le\na,1,2\n", "le"),
        ("uCode,le\na,1,2\n", "Line 2"),
        ('uCode,le\n"a,1\n', "quotation"),
        ("uCode;x\na;1,5\nb;2.5\n", "Column x, line 3"),
    ],
)
def test_files_that_are_no_table(tmp_path, capsys, text, named):
    path = tmp_path / "d.csv"
    path.write_text(text, encoding="utf-8")
    assert main(["composite", str(path), *CALL[2:], "--lang", "en"]) == 1
    assert named in capsys.readouterr().err


def test_decimal_commas_and_codes_with_zeros(tmp_path, capsys):
    (tmp_path / "d.csv").write_text("uCode;x;y\n001;1,5;NA\n002;2,5;4\nNA;3,5;8\n", encoding="utf-8-sig")
    (tmp_path / "m.csv").write_text("iCode,Parent,Level\nx,all,1\ny,all,1\nall,NA,2\n", encoding="utf-8")
    assert main(["composite", str(tmp_path / "d.csv"), str(tmp_path / "m.csv"), "--format", "csv"]) == 0
    out = capsys.readouterr()
    assert out.out.splitlines()[1:] == ["001,all,2,0.0,3", "002,all,2,25.0,2", "NA,all,2,100.0,1"]
    assert "1 dari 6" in out.err


def test_an_audit_of_the_example(capsys):
    call = ["audit", *CALL[1:3], "--method", str(HDI / "method.toml"), "--lang", "en", "--format", "json"]
    assert main(call) == 0
    checks = json.loads(capsys.readouterr().out)
    assert {"Check", "Code", "Value", "Threshold", "Passed", "Source", "Meaning"} == set(checks[0])
    coverage = [check for check in checks if check["Check"] == "coverage"]
    assert [(check["Code"], check["Value"], check["Passed"]) for check in coverage] == [
        (code, 1.0, True) for code in ("le", "eys", "mys", "gnipc")
    ]
