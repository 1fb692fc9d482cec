"""Every case comes to what must come; and the judge, who says so, can say no."""

from __future__ import annotations

import os
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hostile import cases, recipes, runner, scorer, worlds
from hostile.cases import Case, Entry, done, refused, right, score_of
from hostile.shapes import csv_folder, tables

assert recipes
SEED = 1
CASES = 420
NUMBERS = runner.numbers(CASES)


def _label(number: int) -> str:
    entry = runner.entry_of(number)
    assert entry is not None
    return f"{entry.kind}-{entry.name}-{number}"


@pytest.mark.parametrize("number", NUMBERS, ids=_label)
def test_what_must_come_comes(number: int) -> None:
    """To see one again: ``python -m tests.hostile --small --seed 1 --case NUMBER``."""
    outcome = runner.run(SEED, number)
    assert not outcome.faults, f"{outcome.label}\n{outcome.faults}\n{outcome.out}"


def test_every_format_has_its_cases() -> None:
    kinds = Counter(entry.kind for number in NUMBERS if (entry := runner.entry_of(number)))
    assert len(NUMBERS) >= 400
    assert min(kinds[k] for k in ("xlsx", "csv", "parquet", "toml", "frames", "lines", "big", "device")) >= 8


def test_a_case_is_known_by_its_seed(tmp_path: Path) -> None:
    first, again = (worlds.world(Random("7/12")) for _ in range(2))
    assert first == again
    assert first != worlds.world(Random("8/12"))


def _world(n: int, affairs: int, year: int = 2026) -> worlds.World:
    """Innovations of maturity 6 (regulasi 2 x 3), an SPD of 3, and a number of basic affairs."""
    rule = worlds.rule_of(2026)
    basic = rule["formula"]["basic_affairs"]["value"][:affairs]
    rows: list[dict[str, Any]] = [
        {"id": f"A{k}", "region": "99.71", "affair": basic[k % affairs], "title": f"Inovasi {k}", "sent": True,
         "levels": {"regulasi": 2}, "verified": {}}
        for k in range(n)
    ]  # fmt: skip
    return worlds.World(rule, year, ["99.71"], rows, spd={"99.71": {"visi_misi": 3}})


@pytest.mark.parametrize(
    ("n", "affairs", "index"),
    [
        (6, 5, Fraction("3.31")),  # 3 + 36/12 + 0.38 x 6 = 8.28 of 250: 3.312
        (6, 4, Fraction("2.40")),  # 3 + 3 = 6 of 250
        (24, 6, Fraction("7.25")),  # 3 + 6 + 9.12 = 18.12 of 250: 7.248
        (300, 6, Fraction("34.00")),  # 3 + 6 + 76 = 85 of 250
    ],
)
def test_the_scorer_agrees_with_hand_work(n: int, affairs: int, index: Fraction) -> None:
    assert scorer.scores(_world(n, affairs)) == {("99.71", 2026, "claimed"): (index, "Kurang Inovatif")}


def _judged(case: Any, tmp_path: Path) -> list[str]:
    entry = Entry("test", lambda rng, folder: case(folder) if callable(case) else case, False, 1)
    return [kind for kind, _ in runner._run(entry, 0, 0, tmp_path).faults]


def _fails() -> str:
    raise ZeroDivisionError


def _leaves(folder: Path) -> str:
    (folder / ".laporan.part.html").touch()
    return "selesai"


def test_the_judge_sees_what_is_wrong(tmp_path: Path) -> None:
    good, other = _world(3, 3), _world(4, 4)
    path = csv_folder(tmp_path / "data", tables(good))
    assert _judged(Case(score_of(path), right(good)), tmp_path) == []
    assert _judged(Case(score_of(path), right(other)), tmp_path) == ["wrong"]
    assert _judged(Case(score_of(path), refused("innovations.csv")), tmp_path) == ["wrong"]
    assert _judged(Case(score_of(path), right(good, "sesuatu yang lain")), tmp_path) == ["untold"]
    assert _judged(Case(score_of(tmp_path / "tiada"), right(good)), tmp_path) == ["wrong"]
    assert _judged(Case(score_of(tmp_path / "tiada"), refused("tiada", exits=(5,))), tmp_path) == ["exit"]
    assert _judged(Case(score_of(tmp_path / "tiada"), refused("innovations.csv", exits=(2,))), tmp_path) == [
        "untold"
    ]
    assert _judged(Case(_fails, done()), tmp_path) == ["trace"]
    assert _judged(lambda folder: Case(lambda: _leaves(folder), done("selesai")), tmp_path) == ["half"]


def _grows() -> str:
    return str(len(bytearray(runner.HARD_MEMORY)))


@pytest.mark.parametrize("call", [_grows, lambda: os.kill(os.getpid(), 9)])
def test_limits_end_what_takes_too_much(call: Any, tmp_path: Path) -> None:
    entry = Entry("test", lambda rng, folder: Case(call, done()), True, 1)
    outcome = runner._in_child(entry, 0, 0, tmp_path)
    assert {kind for kind, _ in outcome.faults} <= {"limit", "trace"}
    assert outcome.faults


def test_cases_need_nothing_of_the_library_to_know_the_score() -> None:
    """The scorer and the worlds are read without the library."""
    text = "".join(Path(str(m.__file__)).read_text(encoding="utf-8") for m in (scorer, worlds, cases))
    assert "import indeks" not in text
    assert "from indeks" not in text
    assert sys.modules[scorer.__name__].Fraction is Fraction
