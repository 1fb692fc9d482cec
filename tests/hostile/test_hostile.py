"""Every case comes to what must come; and the judge, who says so, can say no."""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import signal
import sys
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hostile import cases, recipes, runner, scorer, worlds
from hostile.cases import Case, Entry, done, misused, refused, right, score_of
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
    assert min(kinds[k] for k in ("xlsx", "csv", "parquet", "toml", "frames", "lines", "big", "device")) >= 10


def _made(entry: Entry, seed: str, folder: Path) -> tuple[str, dict[str, str]]:
    """A case as it is written down: its call, and a digest of every file."""
    folder.mkdir()
    call = entry.recipe(Random(seed), folder).call
    state = runner._state(folder)
    shutil.rmtree(folder)
    return repr(call) if isinstance(call, list) else "", state


PLAIN = {e.name: e for e in runner.round_of() if e.kind in ("xlsx", "csv", "parquet", "toml", "lines")}


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_a_case_is_known_by_its_seed(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same bytes whenever it is made, and others by another seed."""
    first, again, *others = (_made(PLAIN[name], seed, tmp_path / "a") for seed in ("7/12", "7/12", *"abcd"))
    assert first == again
    assert any(other != first for other in others)


def test_a_case_changes_nothing_of_this_process(tmp_path: Path) -> None:
    """Commands that make reports keep their process to one thread, and give argparse other words."""
    call = ["report", "--region", "Atlantis", "--year", "2026", "--out", str(tmp_path / "laporan")]
    entry = Entry("test", lambda rng, folder: Case(call, misused("Atlantis")), 1)
    runner.warm()
    before = dict(os.environ), gc.get_threshold(), vars(argparse)["_"], Path.cwd(), signal.getsignal(signal.SIGINT)
    assert not runner._in_child(entry, 0, 0, tmp_path).faults
    assert before == (
        dict(os.environ),
        gc.get_threshold(),
        vars(argparse)["_"],
        Path.cwd(),
        signal.getsignal(signal.SIGINT),
    )


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
    entry = Entry("test", lambda rng, folder: case(folder) if callable(case) else case, 1)
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
    assert _judged(Case(score_of(path), right(other)), tmp_path) == ["silent"]
    assert _judged(Case(score_of(path), refused("innovations.csv")), tmp_path) == ["silent"]
    assert _judged(Case(score_of(path), right(good, "sesuatu yang lain")), tmp_path) == ["untold"]
    assert _judged(Case(score_of(tmp_path / "tiada"), right(good)), tmp_path) == ["refused"]
    assert _judged(Case(score_of(tmp_path / "tiada"), refused("tiada", exits=(5,))), tmp_path) == ["exit"]
    assert _judged(Case(score_of(tmp_path / "tiada"), refused("innovations.csv", exits=(2,))), tmp_path) == [
        "untold"
    ]
    assert _judged(Case(_fails, done()), tmp_path) == ["trace"]
    assert _judged(lambda folder: Case(lambda: _leaves(folder), done("selesai")), tmp_path) == ["half"]


def _says(text: str) -> str:
    print(text, file=sys.stderr)
    return "selesai"


@pytest.mark.parametrize(
    ("english", "text", "faults"),
    [
        (False, "Berkas tidak ada.", []),
        (False, 'Kolom "the file is" tidak dikenal.', []),
        (False, "isian.xlsx: Input is not valid", ["language"]),
        (True, "The file does not exist.", []),
        (True, "Berkas yang tidak ada.", ["language"]),
        (True, "The column \"yang tidak ada\" is unknown.", []),
    ],
)  # fmt: skip
def test_the_judge_hears_another_language(english: bool, text: str, faults: list[str]) -> None:
    call = ["score", "x", "--lang", "en"] if english else ["score", "x"]
    assert (["language"] if runner._other_language(call, text) else []) == faults


MB = 1_000_000


@pytest.mark.parametrize(
    ("call", "faults"),
    [
        (lambda: str(len(bytearray(50 * MB))), []),
        (lambda: str(len(b"x" * 700 * MB)), [("limit", "GB")]),
        (lambda: str(len(bytearray(8000 * MB))), [("trace", "MemoryError")]),
        (lambda: str(sum(range(60 * MB))), [("limit", "s of CPU")]),
        (lambda: str(time.sleep(60)), [("limit", "SIGALRM")]),
        (lambda: os.kill(os.getpid(), 9), [("limit", "SIGKILL")]),
        (lambda: os._exit(3), [("limit", "exit 3")]),
    ],
)
def test_limits_end_what_takes_too_much(call: Any, faults: list[Any], tmp_path: Path, monkeypatch: Any) -> None:
    """Within smaller limits, so that the test is quick; the first call is within them."""
    monkeypatch.setattr(runner, "CPU_SECONDS", 0.5)
    monkeypatch.setattr(runner, "MEMORY", runner._resident() + 400 * MB)
    monkeypatch.setattr(runner, "HARD_WAIT", 10)  # a fifth of it where nothing has its real size
    outcome = runner._in_child(Entry("test", lambda rng, folder: Case(call, done()), 1), 0, 0, tmp_path)
    for kind, said in faults:
        assert any(kind == told and said in text for told, text in outcome.faults), outcome.faults
    # what takes too much memory may take too long as well; nothing else may be said
    assert {kind for kind, _ in outcome.faults} == {kind for kind, _ in faults}
    assert len(outcome.faults) <= len(faults) + (("limit", "GB") in faults)


def test_a_case_that_breaks_is_no_success(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def broken(rng: Random, folder: Path) -> Case:
        raise ZeroDivisionError

    assert [kind for kind, _ in runner._in_child(Entry("test", broken, 1), 0, 0, tmp_path).faults] == ["trace"]


def test_limits_are_those_that_are_promised() -> None:
    assert (runner.CPU_SECONDS, runner.MEMORY) == (20, 1_500_000_000)


def test_cases_need_nothing_of_the_library_to_know_the_score() -> None:
    """The scorer and the worlds are read without the library."""
    text = "".join(Path(str(m.__file__)).read_text(encoding="utf-8") for m in (scorer, worlds, cases))
    assert "import indeks" not in text
    assert "from indeks" not in text
    assert sys.modules[scorer.__name__].Fraction is Fraction
