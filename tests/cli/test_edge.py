"""The edge of the command: streams of every kind, full disks, and what nobody has foreseen."""

from __future__ import annotations

import io
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile

import pytest

from indeks import cli, files
from indeks.cli import alive, edge
from indeks.texts import texts
from support import EXAMPLE

ID, EN = texts("id"), texts("en")


def stream(encoding: str) -> io.TextIOWrapper:
    """A strict stream as a console of one language has it."""
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")


def written(to: io.TextIOWrapper) -> str:
    to.flush()
    return to.buffer.getvalue().decode(to.encoding)


# --- what nobody has foreseen -------------------------------------------------------------------------------


def fail(*_: object, **__: object) -> None:
    raise LookupError("baris\nkedua")


@pytest.mark.parametrize(("lang", "words"), [("id", "Laporkan baris ini"), ("en", "Report this line")])
def test_what_nobody_has_foreseen_is_one_line_and_ends_with_70(indeks, monkeypatch, lang, words):
    monkeypatch.setattr("indeks.gather.check.check", fail)
    monkeypatch.delenv(edge.DEBUG)
    answer = indeks("check", EXAMPLE, "--lang", lang)
    assert (answer.code, answer.out) == (70, "")
    assert len(answer.err.splitlines()) == 1
    assert "LookupError: baris kedua" in answer.err
    assert "test_edge.py:" in answer.err
    assert words in answer.err


def test_a_test_sees_what_nobody_has_foreseen(indeks, monkeypatch):
    monkeypatch.setattr("indeks.gather.check.check", fail)
    assert os.environ[edge.DEBUG]
    with pytest.raises(LookupError):
        indeks("check", EXAMPLE)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (MemoryError(), 1, "Memori"),
        (OSError(28, "No space left", "a.csv"), 1, "a.csv: tidak dapat ditulis karena penyimpanan penuh"),
        (RecursionError("deep"), 70, "RecursionError: deep"),
    ],
    ids=lambda v: type(v).__name__,
)
def test_each_end_has_its_code(indeks, monkeypatch, error, code, words):
    def raised(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("indeks.gather.check.check", raised)
    monkeypatch.delenv(edge.DEBUG)
    answer = indeks("check", EXAMPLE)
    assert (answer.code, len(answer.err.splitlines())) == (code, 1)
    assert words in answer.err


# --- streams ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "latin-1"])
@pytest.mark.parametrize(
    "arguments", [["editions", "show", "iid-2026"], ["types", EXAMPLE], ["score", "tiada\udcff.xlsx"], ["--help"]]
)
def test_consoles_of_one_language_get_all_they_can_show(monkeypatch, encoding, arguments):
    out, err = stream(encoding), stream(encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    code = cli.main([str(a) for a in arguments])
    assert code == (2 if arguments[0] == "score" else 0)
    assert written(out) + written(err)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_json_is_json_on_every_stream(monkeypatch, encoding):
    rows = [{"title": "Posyandu – “anak” \U0001f600 \udcff é"}]
    out = stream(encoding)
    monkeypatch.setattr(sys, "stdout", out)
    edge.show_json(json.dumps(rows, ensure_ascii=False))
    assert json.loads(written(out)) == rows


def test_names_that_are_not_utf8_are_told_in_every_form(monkeypatch, tmp_path, contoh):
    path = tmp_path / "data\udcff"
    path.mkdir()
    for table in ("regions", "agencies", "innovations", "innovation_levels", "region_levels"):
        getattr(contoh, table).to_csv(path / f"{table}.csv", index=False)
    (path / "catatan\udcfe.csv").write_text("a,b\n1,2\n")
    for arguments in (["check"], ["check", "--format", "json"], ["score", "--format", "json"], ["types"]):
        out = stream("utf-8")
        monkeypatch.setattr(sys, "stdout", out)
        assert cli.main([arguments[0], str(path), *arguments[1:]]) == 0
        text = written(out)
        assert text
        if "json" in arguments:
            rows = json.loads(text)
            assert arguments[0] == "score" or "catatan\udcfe.csv" in {row["file"] for row in rows}


def test_a_reader_who_goes_ends_the_command_quietly(monkeypatch, capsys):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        assert cli.main(["editions", "show", "iid-2026"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device on this system")  # noqa: PTH110
def test_output_without_room_is_told(monkeypatch, capsys):
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdout", full)
        assert cli.main(["editions"]) == 1
    assert "keluaran: tidak dapat ditulis karena penyimpanan penuh" in capsys.readouterr().err


def test_messages_nobody_can_read_leave_the_exit_code(monkeypatch):
    reading, writing = os.pipe()
    os.close(reading)
    gone = os.fdopen(writing, "w", encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", gone)
    assert cli.main(["score", "tiada.xlsx"]) == 2
    edge._abandon(gone)
    gone.close()


def test_closed_streams_are_no_fault():
    code = "import os\nfor k in (0, 1, 2): os.close(k)\nos.execv(__import__('sys').executable, {argv!r})"
    for arguments, expected in ((["editions"], 0), (["score", "tiada.xlsx"], 2)):
        argv = [sys.executable, "-m", "indeks", *arguments]
        result = subprocess.run([sys.executable, "-c", code.format(argv=argv)], capture_output=True, check=False)
        assert (result.returncode, result.stdout, result.stderr) == (expected, b"", b"")


# --- disks --------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk():
    """No file may grow beyond 4 kB, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_template_on_a_full_disk_is_told_and_leaves_nothing(indeks, tmp_path, small_disk):
    path = tmp_path / "isian.xlsx"
    answer = indeks("template", "--region", "19.71", "--year", "2026", path)
    assert (answer.code, answer.out) == (1, "")
    assert f"{tempfile.gettempdir()}: terlalu besar untuk penyimpanan itu" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_found_no_room_leaves_nothing_and_names_itself(tmp_path, small_disk):
    path = tmp_path / "isian.xlsx"
    path.write_bytes(b"lama")
    with pytest.raises(OSError, match=r"isian\.xlsx"):
        files.write(path, b"x" * 10_000)
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"lama"]


def test_what_an_ended_process_left_beside_a_template_goes(indeks, tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = files.beside(tmp_path / "lain.xlsx", ended.pid)
    left.write_bytes(b"PK")
    mine = files.beside(tmp_path / "lain.xlsx")
    mine.write_bytes(b"PK")
    assert indeks("template", "--region", "19.71", "--year", "2026", tmp_path / "isian.xlsx").code == 0
    assert {p.name for p in tmp_path.iterdir()} == {mine.name, "isian.xlsx"}


# --- long work ----------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch):
    """A function that leads standard error to a terminal and returns another, which waits for what appears there."""
    ours, theirs = os.openpty()
    err = os.fdopen(theirs, "w", encoding="utf-8")

    def read(patience: float = 30) -> str:
        shown = b""
        while select.select([ours], [], [], 0 if shown else patience)[0]:
            shown += os.read(ours, 1000)
        return shown.decode()

    def lead():  # not before the test runs: pytest sets the streams anew between a fixture and its test
        monkeypatch.setattr(sys, "stderr", err)
        return read

    yield lead
    err.close()
    os.close(ours)


def test_long_work_shows_on_a_terminal_that_it_is_alive(monkeypatch, terminal):
    monkeypatch.setattr(alive, "FIRST", 0.01)
    before, appears = signal.getsignal(signal.SIGALRM), terminal()
    with alive.alive(ID):
        assert "Masih bekerja" in appears()
    assert appears().endswith("\r")
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_the_word_goes_before_something_is_printed(monkeypatch, terminal):
    monkeypatch.setattr(alive, "FIRST", 0.01)
    monkeypatch.setattr(alive, "NEXT", 3600)
    appears = terminal()
    with alive.alive(EN):
        assert "Still at work, 0 seconds" in appears()
        alive.hide()
        assert set(appears()) == {"\r", " "}
    assert appears(0) == ""


def test_the_word_goes_when_work_fails(monkeypatch, terminal):
    monkeypatch.setattr(alive, "FIRST", 0.01)
    appears = terminal()
    with pytest.raises(LookupError), alive.alive(ID):
        fail(appears())
    assert appears().endswith("\r")


def test_files_and_pipes_get_no_word(monkeypatch):
    monkeypatch.setattr(sys, "stderr", stream("utf-8"))
    with alive.alive(ID):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("indeks.gather.check.check", ["check", EXAMPLE]),
        ("indeks.intake.load", ["score", EXAMPLE]),
        ("indeks.scoring.score", ["score", EXAMPLE]),
        ("indeks.intake.load_innovations", ["types", EXAMPLE]),
        ("indeks.typology.lookalikes.index", ["similar", "air"]),
        ("indeks.making.batch.make_all", ["report", "--year", "2024"]),
        ("indeks.making.jobs.job", ["report", "--year", "2024"]),
        ("indeks.making.choose.jobs", ["batch", "--years", "2024", "--regions", "all"]),
        ("indeks.site.build", ["site"]),
        ("indeks.form.template.write", ["template", "--region", "19.71", "--year", "2026", "a.xlsx"]),
    ],
    ids=lambda v: v if isinstance(v, str) else v[0],
)
def test_every_command_that_may_take_long_is_watched(monkeypatch, terminal, tmp_path, function, arguments):
    seen = []

    def work(*_: object, **__: object) -> None:
        seen.append(signal.getitimer(signal.ITIMER_REAL)[0] > 0)
        fail()

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(function, work)
    terminal()
    with pytest.raises(LookupError):
        cli.main([str(a) for a in arguments])
    assert seen == [True]
