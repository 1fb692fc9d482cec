"""``indeks send`` and ``indeks plan``: what they print and write, and what they refuse without writing anything."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest

from support import EXAMPLE

DATA = str(EXAMPLE)


def test_send_prints_the_same_set_in_every_format(indeks, tmp_path):
    code, out, _ = indeks("send", DATA, "--format", "json")
    told = json.loads(out)
    assert (code, told["now"]["index"], told["best"]["index"]) == (0, 51.01, 51.74)
    _, out, _ = indeks("send", DATA, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [r["innovation_id"] for r in rows if r["best"] == "True"] == told["best"]["sent"]
    _, out, _ = indeks("send", DATA, "--lang", "en")
    assert "Best: index 51.74 (Innovative) with 13 innovations sent" in out
    path = tmp_path / "kirim.xlsx"
    code, out, _ = indeks("send", DATA, "--format", "xlsx", "--out", path)
    assert code == 0
    assert str(path) in out
    assert len(openpyxl.load_workbook(path).sheetnames) == 3


def test_lists_and_flags_are_heeded(indeks, tmp_path):
    must, never = tmp_path / "wajib.txt", tmp_path / "tahan.txt"
    must.write_text("\ufeff99.71-2026-005\n\n", encoding="utf-8")
    never.write_text("99.71-2026-016\r\n", encoding="utf-8")
    _, out, _ = indeks("send", DATA, "--must", must, "--never", never, "--format", "json")
    sent = json.loads(out)["best"]["sent"]
    assert "99.71-2026-005" in sent
    assert "99.71-2026-016" not in sent
    _, out, _ = indeks("send", DATA, "--flagged", "send", "--format", "json")
    assert json.loads(out)["best"]["index"] == 53.16


def test_plan_prints_the_same_plan_in_every_format(indeks, tmp_path):
    call = ["plan", DATA, "--target", "+3"]
    code, out, _ = indeks(*call, "--format", "json")
    told = json.loads(out)
    assert (code, told["reached"], told["effort"], told["effort_bound"], told["gap"]) == (0, True, 45.0, 45.0, 0.0)
    _, out, _ = indeks(*call, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert sum(float(r["effort"]) for r in rows) == told["effort"]
    assert [r["innovation_id"] for r in rows if r["indicator"]] == [
        a["innovation_id"] or "" for a in told["actions"]
    ]
    _, out, _ = indeks(*call)
    assert "Terbukti: tidak ada rencana yang lebih ringan." in out
    assert "asumsi indeks" in out
    path = tmp_path / "rencana.xlsx"
    code, _, _ = indeks(*call, "--format", "xlsx", "--out", path)
    assert code == 0
    assert openpyxl.load_workbook(path).sheetnames[0] == "Rencana"


def test_a_target_that_cannot_be_reached_ends_with_one_and_writes_nothing(indeks, tmp_path):
    path = tmp_path / "rencana.xlsx"
    code, out, err = indeks("plan", DATA, "--target", "90", "--format", "xlsx", "--out", path, "--lang", "en")
    assert (code, out, path.exists()) == (1, "", False)
    assert "The target cannot be reached: the greatest index that can be is 66.24" in err
    code, out, _ = indeks("plan", DATA, "--target", "90", "--format", "json")
    told = json.loads(out)
    assert (code, told["reached"], told["index"], told["effort"], told["actions"]) == (1, False, 66.24, None, [])


LIMITS = {"heads.csv": "agency;days\nDinas Kesehatan;0\n", "bad.csv": "Dinas Kesehatan;3\nDinas Sosial;banyak\n",
          "twice.csv": "Dinas Kesehatan;3\nDinas Kesehatan;4\n"}  # fmt: skip


def test_limits_of_agencies_are_read_from_a_file(indeks, tmp_path):
    path = tmp_path / "batas.csv"
    path.write_text(LIMITS["heads.csv"], encoding="utf-8")
    _, out, _ = indeks("plan", DATA, "--target", "+3", "--per-agency", path, "--format", "json")
    told = json.loads(out)
    assert told["reached"]
    assert "Dinas Kesehatan" not in {a["agency"] for a in told["actions"]}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["plan", DATA], 2, "--target"),
        (["plan", DATA, "--target", "101"], 2, "101"),
        (["plan", DATA, "--target", "hebat"], 2, "hebat"),
        (["plan", DATA, "--target", "60", "--deadline", "2020-01-01"], 2, "1 Januari 2020"),
        (["plan", DATA, "--target", "60", "--deadline", "besok"], 2, "besok"),
        (["plan", DATA, "--target", "60", "--new", "-1"], 2, "--new"),
        (["plan", DATA, "--target", "60", "--seconds", "0"], 2, "--seconds"),
        (["plan", DATA, "--target", "60", "--effort", "{tmp}/upaya.toml"], 1, "upaya.toml"),
        (["plan", DATA, "--target", "60", "--effort", "{tmp}/tidak-ada.toml"], 2, "--effort"),
        (["plan", DATA, "--target", "60", "--per-agency", "{tmp}/bad.csv"], 2, "baris 2"),
        (["plan", DATA, "--target", "60", "--per-agency", "{tmp}/twice.csv"], 2, "baris 2"),
        (["plan", DATA, "--target", "60", "--per-agency", "{tmp}/tidak-ada.csv"], 2, "--per-agency"),
        (["plan", DATA, "--target", "60", "--format", "xlsx"], 2, "--out"),
        (["send", DATA, "--out", "{tmp}/a.xlsx"], 2, "--out"),
        (["send", DATA, "--format", "xlsx", "--out", "{tmp}/a.csv"], 2, ".xlsx"),
        (["send", DATA, "--format", "xlsx", "--out", "{tmp}/tidak/ada.xlsx"], 2, "tidak"),
        (["send", DATA, "--must", "{tmp}/tidak-ada.txt"], 2, "--must"),
        (["send", DATA, "--must", "{tmp}/asing.txt"], 2, "X-1"),
        (["send", DATA, "--must", "{tmp}/satu.txt", "--never", "{tmp}/satu.txt"], 2, "99.71-2026-001"),
        (["send", DATA, "--never", "{tmp}/biner.txt"], 2, "UTF-8"),
        (["send", DATA, "--year", "2025"], 2, "2026"),
        (["send", DATA, "--region", "Atlantis"], 2, "Atlantis"),
    ],
)
def test_a_call_that_cannot_be_meant_is_told_and_nothing_is_written(indeks, tmp_path, arguments, code, words):
    for name, content in LIMITS.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "upaya.toml").write_text("schema = 1\n", encoding="utf-8")
    (tmp_path / "asing.txt").write_text("X-1\n", encoding="utf-8")
    (tmp_path / "satu.txt").write_text("99.71-2026-001\n", encoding="utf-8")
    (tmp_path / "biner.txt").write_bytes(b"\xff\xfe\x00\x81")
    before = sorted(tmp_path.iterdir())
    told = indeks(*(a.replace("{tmp}", str(tmp_path)) for a in arguments))
    assert told[0] == code, told
    assert words in told[2]
    assert "Traceback" not in told[2]
    assert sorted(tmp_path.iterdir()) == before
