"""The commands robust and audit on data of regions: what they print, and what they refuse."""

from __future__ import annotations

import csv
import io
import json

import pytest

from indeks.cli import main
from support import EXAMPLE

DATA = str(EXAMPLE)


def test_a_sentence_says_in_how_many_readings_the_category_stays(capsys):
    assert main(["robust", DATA, "--lang", "en"]) == 0
    out = capsys.readouterr()
    assert "In 6 of 6 admissible readings of the rule the category stays Innovative." in out.out
    assert "no probability" in out.err


def test_csv_and_json_hold_every_column_and_the_same_seed_gives_the_same(capsys):
    call = ["robust", DATA, "--kind", "both", "--replicates", "50", "--seed", "4", "--format"]
    assert main([*call, "csv"]) == 0
    row = next(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert main([*call, "json"]) == 0
    again = json.loads(capsys.readouterr().out)[0]
    assert list(row) == list(again)
    assert [row["kind"], float(row["index"]), float(row["index_lower"])] == ["both", 51.01, again["index_lower"]]


def test_an_audit_of_regions_tells_what_weighs_and_what_moves_win(capsys):
    assert main(["audit", DATA, "--format", "json"]) == 0
    rows = {(r["check"], r["what"], r["figure"]): r["value"] for r in json.loads(capsys.readouterr().out)}
    assert rows["weight", "maturity", "nominal"] == pytest.approx(111 / 250)
    assert rows["move", "lose_affair", "mean_win"] < 0


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (["robust", DATA, "--assumptions", DATA], 2),
        (["robust", DATA, "--replicates", "0"], 2),
        (["robust", "tidak-ada.xlsx"], 2),
        (["audit", "tidak-ada.xlsx"], 2),
        (["audit", DATA, "--size", "Population"], 2),
        (["audit", DATA, DATA, DATA], 2),
    ],
)
def test_calls_that_cannot_be_carried_out(capsys, call, code):
    assert main(call) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip()
