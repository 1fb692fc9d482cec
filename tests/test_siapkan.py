"""`python siapkan.py`: the environment from the lock, on any system, with nothing but the standard library."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from types import ModuleType

import pytest

from support import ROOT

FILE = ROOT / "siapkan.py"
UNIX_ONLY = ("fcntl", "grp", "posix", "pwd", "resource", "termios", "tty")
"""Modules of the standard library that Windows lacks."""


@pytest.fixture(scope="module")
def siapkan() -> ModuleType:
    spec = importlib.util.spec_from_file_location("siapkan", FILE)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "Isian Bu Ñurhayati 2026"
    root.mkdir()
    for name in ("requirements.lock", "pyproject.toml"):
        (root / name).write_text(name)
    return root


def test_it_needs_nothing_but_the_standard_library():
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {n.partition(".")[0] for n in names} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("version", "fits"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((2, 7), False)]
)
def test_an_old_python_is_refused_in_words(siapkan, version, fits):
    if fits:
        siapkan.check_python(version)
        return
    with pytest.raises(siapkan.Stopped, match=r"Python 3\.11 atau yang lebih baru"):
        siapkan.check_python(version)


def test_the_interpreter_stands_where_the_system_puts_it(siapkan):
    folder = PureWindowsPath(r"C:\Data Inovasi\.venv")
    assert str(siapkan.interpreter(folder, "nt")) == r"C:\Data Inovasi\.venv\Scripts\python.exe"
    assert siapkan.interpreter(Path("/a/.venv"), "posix") == Path("/a/.venv/bin/python")
    assert siapkan.command(folder / "Scripts", "nt") == r'& "C:\Data Inovasi\.venv\Scripts\indeks.exe"'
    assert siapkan.command(Path("/a/.venv/bin"), "posix") == "/a/.venv/bin/indeks"


def test_an_environment_is_made_once_and_again_when_the_lock_changes(siapkan, checkout, monkeypatch):
    calls: list[list[str]] = []

    def make(folder: Path) -> None:
        siapkan.interpreter(folder).parent.mkdir(parents=True, exist_ok=True)
        siapkan.interpreter(folder).touch()

    def run(call: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        assert options["cwd"] == checkout
        calls.append(call[6:])
        return subprocess.CompletedProcess(call, 0)

    monkeypatch.setattr(siapkan, "make_environment", make)
    monkeypatch.setattr(siapkan.subprocess, "run", run)
    python = siapkan.prepare(checkout)
    assert python == siapkan.interpreter(checkout / ".venv")
    assert calls == [
        ["--require-hashes", "-r", "requirements.lock"],
        ["--no-deps", "--no-build-isolation", "-e", "."],
    ]
    siapkan.prepare(checkout)
    assert len(calls) == 2
    (checkout / "requirements.lock").write_text("other")
    siapkan.prepare(checkout)
    assert len(calls) == 4


def test_an_installation_that_fails_is_begun_anew(siapkan, checkout, monkeypatch):
    monkeypatch.setattr(siapkan, "make_environment", lambda folder: folder.mkdir(exist_ok=True))
    monkeypatch.setattr(siapkan.subprocess, "run", lambda call, **_: subprocess.CompletedProcess(call, 1))
    with pytest.raises(siapkan.Stopped, match="Periksa jaringan"):
        siapkan.prepare(checkout)
    assert not (checkout / ".venv" / ".lock-sha256").exists()


def test_programs_speak_utf8_and_know_no_other_python(siapkan):
    given = {"PYTHONPATH": "x", "PYTHONHOME": "y", "PATH": "z"}
    assert siapkan.environment(given) == {
        "PATH": "z",
        "PYTHONUTF8": "1",
        "PYTHONIOENCODING": "utf-8:backslashreplace",
    }


def test_a_console_without_the_letters_still_gets_the_message(checkout):
    copy = checkout / "siapkan.py"
    copy.write_text(
        FILE.read_text(encoding="utf-8").replace("LEAST = (3, 11)", "LEAST = (9, 9)"), encoding="utf-8"
    )
    done = subprocess.run([sys.executable, str(copy)], capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"},
                          check=False)  # fmt: skip
    assert done.returncode == 1
    assert b"Python 9.9 atau yang lebih baru" in done.stderr
    assert b"Traceback" not in done.stderr


def test_every_command_loads_where_nothing_can_be_forked():
    """As on Windows: no fork, and none of the modules that only Unix has."""
    code = f"""
import os, sys, importlib
for name in ("fork", "forkpty", "getuid", "killpg", "wait4"):
    if hasattr(os, name): delattr(os, name)
import indeks, pandas
for name in {UNIX_ONLY}: sys.modules[name] = None
from indeks.cli import GROUPS
for module in sorted(set(GROUPS.values())): importlib.import_module("indeks.cli." + module)
from indeks.making import batch, run
from indeks import engine
print(engine.available())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "False"
