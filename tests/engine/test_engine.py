"""The engine without kernels leaves what papermill's own leaves, whatever the cells do; a report is its own process."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
import time

import nbformat
import papermill
import pytest

from indeks import engine
from indeks.engine.outputs import Outputs
from indeks.making import worker
from indeks.making.forking import Outcome
from indeks.making.jobs import Job, job, source_notebook
from support import ROOT

EXAMPLE = ROOT / "data" / "raw" / "contoh" / "kota-contoh-2026.xlsx"

pytestmark = [
    pytest.mark.notebook,
    pytest.mark.skipif(not engine.available(), reason="no processes can be forked here"),
]

BESIDE_PYTHON = (
    "import os, subprocess\nprint('python')\nos.write(1, b'fd one\\n')\n"
    "_ = subprocess.run(['echo', 'child'])\nos.write(2, b'fd two\\n');"
)
"""Text that does not come from Python's own streams: a kernel reads it in a thread, so its order is chance."""
PROBES = [
    "import sys\nfor k in range(3):\n    print('out', k)\n    print('err', k, file=sys.stderr)",
    "from IPython.display import HTML, clear_output, display, update_display\nprint('a')\ndisplay(HTML('<b>x</b>'))\nprint('b')",
    "first = display('first', display_id='d')\nprint('between')\ndisplay('again', display_id='d')",
    "update_display('second', display_id='d')",
    "print('gone')\nclear_output(wait=True)\nprint('kept')",
    "print('gone')\nclear_output()\nprint('kept')\nclear_output(wait=True)",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "import matplotlib.pyplot as plt\nfigure, axis = plt.subplots()\n_ = axis.plot([1, 2], [3, 4])",
    BESIDE_PYTHON,
    "import warnings\nwarnings.warn('careful')\nwarnings.warn('old', DeprecationWarning)",
    "!echo shell",
    "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
    "asyncio.get_running_loop().is_running(), __name__",
    "%%capture got\nprint('hidden')\ndisplay(1)",
    "got.stdout",
    "_, Out[15], len(In)",
    "'quiet';",
    "'x'\n'y'",
    "",
    "import time\nprint('a')\ntime.sleep(0.4)\nprint('b', file=sys.stderr)\ntime.sleep(0.4)\nprint('c')",
    "def broken():\n    raise KeyError('deep')\n\nprint('before')\nbroken()",
    "'never'",
]


def notebook(path, cells):
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Uji")])
    nb.cells += [nbformat.v4.new_code_cell(source, id=f"c{k}") for k, source in enumerate(cells)]
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nb, path)
    return path


def settled(value):
    """A notebook or part of it without what differs from run to run by nature."""
    if isinstance(value, dict):
        rest = {k: settled(v) for k, v in value.items() if k not in ("id", "start_time", "end_time", "duration")}
        if "execution" in rest:
            rest["execution"] = sorted(rest["execution"])
        return {k: v for k, v in rest.items() if k not in ("output_path",)}
    if isinstance(value, list):
        return [settled(v) for v in value]
    if isinstance(value, str):
        text = re.sub(r"ipykernel_\d+", "ipykernel_N", value)
        return re.sub(r"0x[0-9a-f]+", "0xN", text)
    return value


def joined(nb):
    """Neighbouring texts of one stream as one: where they are cut depends on the speed of the machine."""
    for cell in nb.cells:
        outputs = []
        for output in cell.get("outputs", []):
            last = outputs[-1] if outputs else {}
            if output.output_type == "stream" and last.get("name") == output.name:
                last["text"] += output.text
            else:
                outputs.append(output)
        if cell.cell_type == "code":
            cell.outputs = outputs
    return nb


def in_any_order(cell):
    """A cell with the lines of each of its streams sorted."""
    lines = sorted((o["name"], line) for o in cell["outputs"] for line in o["text"].splitlines())
    return {**cell, "outputs": lines}


def both(report, zygote, monkeypatch):
    """The notebook of a report as papermill's own engine leaves it, and as a warm process does; errors by name."""
    # ipykernel leaves file descriptors 1 and 2 alone under pytest, which it knows by this variable
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    plain = report.stem.with_name("plain.ipynb")
    plain.parent.mkdir(parents=True, exist_ok=True)
    raised = ""
    try:
        papermill.execute_notebook(
            source_notebook(report.kind), plain, parameters=dict(report.parameters), progress_bar=False,
            extra_arguments=["--IPKernelApp.log_level=40"],
        )  # fmt: skip
    except papermill.PapermillExecutionError as error:
        raised = str(error.ename)
    failure = zygote.make(report).failure
    assert (raised in failure) if raised else failure == "", failure
    return [settled(joined(nbformat.read(path, as_version=4))) for path in (plain, last(report))]


COMMAND = """
import pickle, sys
from indeks.engine import lean
lean.begin()
from indeks.making import batch, worker
def refuse(jobs, library):
    raise AssertionError("not made by the command's own process")
worker.work = refuse
jobs = pickle.load(sys.stdin.buffer)
try:
    result = batch.make_all(jobs, command=True)
except KeyboardInterrupt:
    sys.exit(130)
sys.stdout.buffer.write(pickle.dumps(result.outcomes))
"""


class Command:
    """A command that is the warm process itself; each report has one of its own here."""

    @staticmethod
    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def make(self, wanted: Job) -> Outcome:
        wanted.manifest.unlink(missing_ok=True)  # a report that is up to date is not made again
        told, _ = self.start().communicate(pickle.dumps([wanted]))
        (outcome,) = pickle.loads(told)
        return outcome


@pytest.fixture(scope="module", params=["warm process", "command"])
def zygote(request):
    """What forks: a process started for it, or that of a command."""
    if request.param == "command":
        yield Command()
        return
    warm = worker.Zygote()
    yield warm
    pid = warm.pid
    warm.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def uji(folder, cells, timeout=60):
    path = notebook(folder / "sel.ipynb", cells)
    return Job(str(path), {"year": 2026, "lang": "id"}, folder / "out" / "uji.id", "Uji", timeout=timeout)


def test_every_probe_leaves_the_same_outputs_on_both_roads(tmp_path, zygote, monkeypatch):
    plain, fast = both(uji(tmp_path, PROBES), zygote, monkeypatch)
    for mine, theirs in zip(fast["cells"], plain["cells"], strict=True):
        seen = in_any_order if mine["source"] == BESIDE_PYTHON else dict
        assert seen(mine) == seen(theirs)
    assert fast["metadata"] == plain["metadata"]


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("city", {"region": "99.71", "year": 2026, "lang": "en", "data": str(EXAMPLE)}),
        ("city", {"region": 19.71, "year": "2023"}),
        ("year", {"year": 2024}),
        ("types", {"region": "99.71", "year": 2026, "data": str(EXAMPLE)}),
    ],
)
def test_the_notebooks_of_the_project_are_the_same_on_both_roads(tmp_path, zygote, monkeypatch, kind, parameters):
    plain, fast = both(job(kind, parameters, tmp_path), zygote, monkeypatch)
    assert fast == plain


def test_leaving_with_success_is_success(tmp_path, zygote, monkeypatch):
    plain, fast = both(uji(tmp_path, ["import sys\nsys.exit(0)", "'never'"]), zygote, monkeypatch)
    assert fast == plain


def test_the_engine_gives_back_streams_folder_and_filters(tmp_path, monkeypatch):
    import sys
    import warnings

    engine.register()
    monkeypatch.chdir(tmp_path)
    before = (sys.stdout, sys.stderr, os.fstat(1).st_ino, list(warnings.filters))
    cells = ["import os, warnings\nos.chdir('/')\nwarnings.simplefilter('error')\nprint(1)"]
    source = notebook(tmp_path / "n.ipynb", cells)
    papermill.execute_notebook(source, tmp_path / "o.ipynb", engine_name=engine.NAME, progress_bar=False)
    assert (sys.stdout, sys.stderr, os.fstat(1).st_ino, list(warnings.filters)) == before
    assert os.getcwd() == str(tmp_path)  # noqa: PTH109


def test_an_update_reaches_every_place_that_shows_it():
    outputs = Outputs()
    first, second = [], []
    outputs.begin(first)
    outputs.message("display_data", {"data": {"t": 1}, "metadata": {}, "transient": {"display_id": "a"}})
    outputs.begin(second)
    outputs.message("display_data", {"data": {"t": 2}, "metadata": {}, "transient": {"display_id": "a"}})
    outputs.message("update_display_data", {"data": {"t": 3}, "metadata": {}, "transient": {"display_id": "a"}})
    assert [o["data"]["t"] for o in (*first, *second)] == [3, 3]
    outputs.message("clear_output", {"wait": False})
    outputs.message("update_display_data", {"data": {"t": 4}, "metadata": {}, "transient": {"display_id": "a"}})
    assert (first[0]["data"]["t"], second) == (4, [])


# --- a process for each report ------------------------------------------------------------------------------


def last(report):
    """The notebook of the last run: of one that failed it says so."""
    return report.failed if report.failed.exists() else report.notebook


def outputs_of(report):
    return [c.outputs for c in nbformat.read(last(report), as_version=4).cells if c.cell_type == "code"]


def left(report):
    return sorted(p.name for p in report.stem.parent.iterdir() if p.name.startswith("."))


KMEANS = """
import threading, time
import numpy as np
from sklearn.cluster import KMeans
threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
KMeans(4, n_init=2, random_state=0).fit(np.random.rand(500, 8)).labels_.shape
"""
ORDINARY = {
    "ten megabytes": ["print('x' * 10_000_000)", "'end'"],
    "threads and k-means": [KMEANS, "'end'"],
    "a process of its own that outlives it": [
        "import subprocess\nchild = subprocess.Popen(['sleep', '600'])",
        "'end'",
    ],
}


@pytest.mark.parametrize("name", ORDINARY)
def test_a_heavy_notebook_is_done(zygote, tmp_path, name):
    report = uji(tmp_path, ORDINARY[name])
    assert zygote.make(report).failure == ""
    # papermill puts the cell with the parameters first
    assert outputs_of(report)[-1][0]["data"]["text/plain"] == "'end'"
    assert report.page.exists()
    assert left(report) == []


BROKEN = {
    "fails": (["'first'", "1 / 0", "'never'"], "ZeroDivisionError: division by zero"),
    "hangs": (["'first'", "import time\ntime.sleep(60)", "'never'"], "CellTimeout"),
    "hangs and catches all": (
        ["'first'", "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass", "'never'"],
        "sel berjalan terlalu lama",
    ),
    "leaves": (["'first'", "import os\nos._exit(0)", "'never'"], "proses berakhir"),
    "crashes": (["'first'", "import os\nos.abort()", "'never'"], "proses berakhir"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_notebook_is_told_and_kept(zygote, tmp_path, monkeypatch, name):
    cells, failure = BROKEN[name]
    begin = time.monotonic()
    report = uji(tmp_path, cells, timeout=2)
    assert failure in zygote.make(report).failure
    assert time.monotonic() - begin < 40
    kept = outputs_of(report)
    assert any(o[0]["data"]["text/plain"] == "'first'" for o in kept if o and "data" in o[0])
    assert [o[-1]["output_type"] for o in kept if o][-1] == "error"
    assert not report.page.exists()
    assert left(report) == []
    assert zygote.make(uji(tmp_path, ["'still here'"])).failure == ""


def test_nothing_goes_from_one_report_to_the_next(zygote, tmp_path):
    cells = [
        "import os, builtins\nleak = builtins.leak = os.environ['LEAK'] = 'x'\nimport numpy\nnumpy.random.rand()"
    ]
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first = uji(tmp_path / "a", cells)
    zygote.make(first)
    drawn = outputs_of(first)[-1][0]["data"]["text/plain"]
    seen = "'leak' in globals(), hasattr(builtins, 'leak'), 'LEAK' in os.environ, len(In)"
    second = uji(tmp_path / "b", [f"import os, builtins\n{seen}"])
    zygote.make(second)
    assert outputs_of(second)[-1][0]["data"]["text/plain"] == "(False, False, False, 3)"
    zygote.make(first)
    assert outputs_of(first)[-1][0]["data"]["text/plain"] == drawn  # seeded by its parameters


STUBBORN = "while True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass"


@pytest.mark.parametrize("cell", ["time.sleep(60)", STUBBORN])
def test_ctrl_c_stops_a_command_and_keeps_what_was_done(tmp_path, cell):
    begun = tmp_path / "begun"
    wanted = uji(tmp_path, ["'first'", f"import time\nopen({str(begun)!r}, 'w').close()\n{cell}"])
    process = Command.start()
    process.stdin.write(pickle.dumps([wanted]))
    process.stdin.close()
    while not begun.exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=15) == 130
    process.stdout.close()
    assert outputs_of(wanted)[1][0]["data"]["text/plain"] == "'first'"
    assert not wanted.page.exists()
    assert left(wanted) == []


def test_a_command_that_is_killed_takes_its_report_with_it(tmp_path):
    pid_file = tmp_path / "pid"
    cell = f"import os, time\nopen({str(pid_file)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    process = Command.start()
    process.stdin.write(pickle.dumps([uji(tmp_path, [cell])]))
    process.stdin.close()
    while not (pid_file.exists() and pid_file.read_text()):
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait()
    process.stdout.close()
    end = time.monotonic() + 5
    while alive(int(pid_file.read_text())):
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(pid):
    """Whether a process runs; one that is dead may stay listed where nobody asks for its end."""
    try:
        return (
            subprocess.run(
                ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=True
            ).stdout[0]
            != "Z"
        )
    except subprocess.CalledProcessError:
        return False


def test_a_command_that_has_threads_leaves_the_work_to_other_processes(tmp_path, monkeypatch):
    from indeks.making import batch, forking, own

    monkeypatch.setattr(forking, "threads", lambda: 2)
    wanted = [Job("x", {"year": 2026, "lang": "id"}, tmp_path / "x", "x")]
    assert not own.possible(wanted)
    assert own.make_all(wanted, 2, lambda *_: None) == wanted
    sent = []
    monkeypatch.setattr(batch, "_send", lambda jobs, *_: sent.extend(jobs))
    batch.make_all(wanted, command=True)
    assert sent == wanted


def test_a_parent_with_threads_does_not_fork(monkeypatch):
    from indeks.making import zygote as module

    sent = []

    class Owner:
        def __init__(self):
            self.jobs = [("make", Job("x", {"year": 2026, "lang": "id"}, ROOT / "x", "x"))]

        def poll(self, _):
            return bool(self.jobs)

        def recv(self):
            return self.jobs.pop()

        def send(self, message):
            sent.append(message)

    monkeypatch.setattr(module.run, "load", lambda: None)
    monkeypatch.setattr(module, "threads", lambda: 2)
    module.serve(Owner())
    assert sent == [("ready", ""), ("refused", "2 threads")]


def test_the_owner_takes_its_process_and_the_report_with_it(tmp_path):
    """Covered for the whole command by test_batch; here the pipe alone."""
    warm = worker.Zygote()
    warm.start()
    pid = warm.pid
    assert warm._pipe is not None
    warm._pipe.send(("make", uji(tmp_path, ["import time\ntime.sleep(60)"])))
    time.sleep(1)
    begin = time.monotonic()
    warm.close()
    assert time.monotonic() - begin < 8
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert list(tmp_path.glob("out/*")) == []
