"""Ctrl-C is taken where nothing is lost by it, and never forgotten, whatever runs when it comes."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from contextlib import nullcontext, suppress

import pytest

from indeks import cli, engine
from indeks.making import choose, interrupts
from indeks.texts import texts


@pytest.fixture(autouse=True)
def ours():
    """The handler of a Python that was just started, whatever the tests run in."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)


def ctrl_c():
    signal.raise_signal(signal.SIGINT)


def held_and_let(steps):
    with interrupts.held():
        ctrl_c()
        steps.append("after it")
        with interrupts.let():
            steps.append("never")


def held_only(steps):
    with interrupts.held():
        ctrl_c()
        steps.append("after it")


def a_second_one(steps):
    with interrupts.held():
        with suppress(KeyboardInterrupt), interrupts.let():
            ctrl_c()
            steps.append("never")
        ctrl_c()
        steps.append("after it")
        with interrupts.let():
            steps.append("never")


@pytest.mark.parametrize("block", [held_and_let, held_only, a_second_one])
def test_one_that_is_held_comes_where_it_is_let_or_at_the_end(block):
    steps = []
    with pytest.raises(KeyboardInterrupt):
        block(steps)
    assert steps == ["after it"]


def swallow():
    with suppress(BaseException):
        ctrl_c()


def rename():
    try:
        ctrl_c()
    except KeyboardInterrupt:
        raise OSError("handle is closed") from None


class InCollector:
    def __del__(self):
        ctrl_c()


def in_a_finaliser():
    InCollector()


unheard = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
LOST = [swallow, rename, pytest.param(in_a_finaliser, marks=unheard)]


@pytest.mark.parametrize("lose", LOST)
@pytest.mark.parametrize("block", ["watched", "let"])
def test_one_that_a_library_has_lost_comes_again(lose, block):
    around = interrupts.held() if block == "let" else nullcontext()
    with pytest.raises(KeyboardInterrupt), around, getattr(interrupts, block)():
        lose()


@pytest.mark.parametrize("lose", LOST)
def test_every_command_ends_with_130_whatever_was_made_of_it(lose, monkeypatch, capsys):
    from indeks.cli import data

    monkeypatch.setattr(data, "editions", lambda *_: lose())
    assert cli.main(["editions"]) == 130
    assert capsys.readouterr().err.strip() == texts("id")("cli.interrupted")


def test_where_somebody_else_decides_nothing_changes():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupts.watched(), interrupts.held(), interrupts.let():
            ctrl_c()
    finally:
        assert signal.signal(signal.SIGINT, signal.default_int_handler) is signal.SIG_IGN


# --- a command, stopped at one step after the other -----------------------------------------------------------

COMMAND = """
import os, pickle, signal, sys
from indeks.engine import lean
lean.begin()
from indeks.making import batch, forking
jobs, steps = pickle.load(sys.stdin.buffer)
forking.prepare(jobs[0])

def stopped(name, after):
    \"\"\"Make a report in a fork and stop it around a step of the system; the exit code.\"\"\"
    step = getattr(os, name)
    def once(*arguments):
        setattr(os, name, step)
        if after:
            told = step(*arguments)
        signal.raise_signal(signal.SIGINT)
        return told if after else step(*arguments)
    setattr(os, name, once)
    try:
        batch.make_all(jobs, command=True)
    except KeyboardInterrupt:
        return 130
    return 0

codes = {}
for name, after in steps:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = stopped(name, after)
        finally:
            os._exit(code)
    codes[name, after] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    for job in jobs:
        job.manifest.unlink(missing_ok=True)
sys.stdout.buffer.write(pickle.dumps(codes))
"""


@pytest.mark.notebook
@pytest.mark.skipif(not engine.available(), reason="no processes can be forked here")
def test_a_command_is_stopped_around_any_step_with_its_processes(tmp_path):
    steps = [("fork", True), ("setpgid", True), ("killpg", True), ("wait4", False), ("wait4", True)]
    t = texts("id")
    jobs = choose.jobs(choose.Choice(years="2022", regions="18.71,18.72"), tmp_path, t)
    told = subprocess.run(
        [sys.executable, "-c", COMMAND], input=pickle.dumps([jobs, steps]), capture_output=True, check=False
    )
    assert told.returncode == 0, told.stderr.decode()
    assert pickle.loads(told.stdout) == dict.fromkeys(steps, 130), told.stderr.decode()
    assert list(tmp_path.rglob(".*")) == []
