"""A good report is never lost: it is replaced by a whole one or stays as it is."""

from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from indeks import engine, files
from indeks.making import kept, run
from indeks.making.jobs import Job
from indeks.reports import manifest
from indeks.texts import texts

resource = pytest.importorskip("resource")
ID = texts("id")
NOBODY = 65534
"""A user who may write nothing."""
pytestmark = [
    pytest.mark.notebook,
    pytest.mark.skipif(not engine.available(), reason="the fast road is not here"),
]


def notebook(path: Path, *cells: str) -> None:
    nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"c{k}") for k, source in enumerate(cells)]
    )
    nb.cells[0].metadata["tags"] = ["parameters"]
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nb, path)


@pytest.fixture
def good(tmp_path, monkeypatch):
    """A report that is there, in four formats."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    source = tmp_path / "sumber.ipynb"
    notebook(source, "year = 2026\nlang = 'id'", "'pertama'")
    formats = ("html", "pdf", "docx", "xlsx")
    wanted = Job(str(source), {"year": 2026, "lang": "id"}, tmp_path / "out" / "2026" / "uji.id", "Uji", formats)
    assert run.attempt(wanted, run.FAST) == ""
    return wanted


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@contextmanager
def no_file_longer_than(size: int):
    """The system takes no more bytes a file, as where a disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_run_that_fails_leaves_the_report_and_says_where_its_notebook_is(good):
    before = contents(good.stem.parent)
    assert set(before) == {
        "uji.id.html",
        "uji.id.pdf",
        "uji.id.docx",
        "uji.id.xlsx",
        "uji.id.ipynb",
        "uji.id.json",
    }
    notebook(Path(good.kind), "year = 2026\nlang = 'id'", "'kedua'", "1 / 0")
    failure = run.attempt(good, run.FAST)
    assert str(good.failed) in failure
    after = contents(good.stem.parent)
    assert b"ZeroDivisionError" in after.pop(good.failed.name)
    assert after == before
    assert not run.is_fresh(good)

    notebook(Path(good.kind), "year = 2026\nlang = 'id'", "'ketiga'")
    assert run.attempt(good, run.FAST) == ""
    assert set(contents(good.stem.parent)) == set(before)
    assert "ketiga" in good.notebook.read_text(encoding="utf-8")
    assert run.is_fresh(good)


@pytest.mark.parametrize("ending", ["journal", "ipynb", "html"])
def test_a_full_disk_costs_nothing_that_is_there(good, ending):
    """What finds no room is the journal, the notebook, or the page."""
    before = contents(good.stem.parent)
    sizes = {path.rpartition(".")[2]: len(content) for path, content in before.items()}
    assert 4 * sizes["ipynb"] < 3 * sizes["html"]
    notebook(Path(good.kind), "year = 2026\nlang = 'id'", "'kedua'")
    with no_file_longer_than(3 * sizes.get(ending, 20) // 4):
        failure = run.attempt(good, run.FAST)
    assert failure.startswith(ID("reports.error.system", name="Uji", detail=""))
    assert ".ipynb" not in failure
    assert contents(good.stem.parent) == before
    assert run.attempt(good, run.FAST) == ""
    assert "kedua" in good.notebook.read_text(encoding="utf-8")


def test_a_process_that_is_gone_leaves_the_report_and_its_cells_beside_it(good):
    before = contents(good.stem.parent)
    nb = nbformat.read(good.notebook, as_version=4)
    pid = 2**22 + 1  # above every process there can be
    kept.journal_of(good, pid).write_text(json.dumps(nb) + "\n", encoding="utf-8")
    with no_file_longer_than(10):
        failure = kept.salvage(good, pid, "ended")
    assert failure == ID("reports.error.system", name="Uji", detail=ID("making.gone.ended"))
    assert contents(good.stem.parent) == before
    kept.journal_of(good, pid).write_text(json.dumps(nb) + "\n", encoding="utf-8")
    assert str(good.failed) in kept.salvage(good, pid, "ended")
    after = contents(good.stem.parent)
    assert nbformat.reads(after.pop(good.failed.name).decode(), as_version=4).cells
    assert after == before


def test_a_format_that_is_not_wanted_any_more_goes_with_the_report_it_was_made_from(good):
    notebook(Path(good.kind), "year = 2026\nlang = 'id'", "'kedua'")
    page = Job(good.kind, good.parameters, good.stem, good.title)
    assert run.attempt(page, run.FAST) == ""
    assert set(contents(good.stem.parent)) == {"uji.id.html", "uji.id.ipynb", "uji.id.json"}


def test_the_checksum_under_another_name_is_that_of_the_file_when_it_has_the_name(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"isi")
    promised = kept.digest(path, "b")
    assert promised == manifest.digest(path.replace(tmp_path / "b"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become somebody else and back")
def test_a_folder_that_may_not_be_written_to_is_told_and_stays(good):
    before = contents(good.stem.parent)
    report = replace(good, stem=Path(tempfile.mkdtemp()) / "2026" / "uji.id")
    shutil.copytree(good.stem.parent, report.stem.parent)
    notebook(Path(good.kind), "year = 2026\nlang = 'id'", "'kedua'")
    report.stem.parents[1].chmod(0o555)
    report.stem.parent.chmod(0o555)
    partial = report.stem.parent / "x"
    os.seteuid(NOBODY)
    try:
        with pytest.raises(PermissionError):
            partial.touch()
        with pytest.raises(PermissionError) as refused:
            run._replace(report, {"data": None}, {}, report.notebook)
        kept.clean(report, os.getpid())
    finally:
        os.seteuid(0)
    assert refused.value.errno == errno.EACCES
    assert contents(report.stem.parent) == before
    shutil.rmtree(report.stem.parents[1])


def test_two_runs_at_once_leave_one_whole_report(good):
    """Each writes under names of its own, so neither takes away what the other is writing."""
    notebook(Path(good.kind), "year = 2026\nlang = 'id'", "'kedua'")
    code = "import pickle, sys; from indeks.making import run; sys.exit(run.attempt(pickle.load(sys.stdin.buffer), run.FAST) or 0)"
    runs = [subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) for _ in range(2)]
    for process in runs:
        process.stdin.write(pickle.dumps(good))
        process.stdin.close()
    assert [process.wait(timeout=120) for process in runs] == [0, 0]
    assert all(not path.name.startswith(".") for path in good.stem.parent.iterdir())
    told = json.loads(good.manifest.read_text(encoding="utf-8"))
    assert {name for name in good.formats if told["files"][name] == manifest.digest(good.files[name])} >= {"html"}
    assert run.attempt(good, run.FAST) == ""
    assert run.is_fresh(good)


def test_a_notebook_of_one_s_own_draws_the_same_numbers_in_every_folder(tmp_path):
    stem = tmp_path / "a"
    seeds = {
        run.seed(Job(str(folder / "n.ipynb"), {"year": 2026, "data": str(folder / "d.xlsx")}, stem, "a"))
        for folder in (tmp_path, tmp_path / "lain")
    }
    assert len(seeds) == 1
    assert run.seed(Job("n.ipynb", {"year": 2025, "data": "d.xlsx"}, stem, "a")) not in seeds


def test_whoever_writes_next_removes_what_a_dead_process_left_and_nothing_else(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    stays = [files.beside(tmp_path / "a.html", os.getpid()), tmp_path / ".unduhan.part", tmp_path / "a.part"]
    goes = files.beside(tmp_path / "b.html", dead.pid)
    for path in (*stays, goes):
        path.touch()
        os.utime(path, (1, 1))
    files.write(tmp_path / "c.html", "isi")
    assert sorted(tmp_path.iterdir()) == sorted([*stays, tmp_path / "c.html"])
