"""Workers elsewhere: of this version or refused, there or waited for, and a scheduler that is lost is told once."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from indeks import cli, engine
from indeks.making import batch, cluster, run, worker
from indeks.making.forking import Outcome
from indeks.making.jobs import Job, job
from indeks.reports.parameters import ReportError
from indeks.texts import texts

ID = texts("id")


@pytest.fixture
def wanted(tmp_path):
    return [job("year", {"year": year}, tmp_path) for year in (2022, 2023)]


@pytest.fixture
def sent_to(monkeypatch):
    """Let a task of the tests' own do the work, in the place of workers elsewhere."""

    def put(task):
        @contextmanager
        def executor(*_):
            with ThreadPoolExecutor(max_workers=1) as pool:
                yield pool, task, 1, None

        monkeypatch.setattr(batch, "_executor", executor)

    return put


def finish(report: Job) -> None:
    """Write what stands for a report that is done."""
    report.stem.parent.mkdir(parents=True, exist_ok=True)
    report.manifest.write_text("{}", encoding="utf-8")


# --- what is counted ------------------------------------------------------------------------------------------


def test_a_worker_of_another_version_is_refused_in_one_message(wanted, sent_to, monkeypatch):
    made = []
    monkeypatch.setattr(worker, "_make", made.append)
    sent_to(lambda jobs, library: worker.work(jobs, "0" * len(library)))
    with pytest.raises(worker.OtherVersion) as refused:
        batch.make_all(wanted)
    assert made == []
    for lang in ("id", "en"):
        assert refused.value.text(lang).count("\n") == 0
        assert str(Path(batch.__file__).parents[1]) in refused.value.text(lang)


def test_a_worker_of_this_version_takes_the_work(wanted, sent_to, monkeypatch):
    monkeypatch.setattr(worker, "_make", lambda report: finish(report) or Outcome(""))
    sent_to(worker.work)
    assert batch.make_all(wanted).made == wanted


def test_what_is_left_as_it_is_is_not_counted_as_made(wanted, sent_to, monkeypatch):
    for report in wanted:
        finish(report)
    fresh: set[str] = set()
    monkeypatch.setattr(run, "is_fresh", lambda report: report.title in fresh)

    def left(jobs, _library):
        fresh.add(wanted[0].title)  # the first is up to date by now, the second as the worker alone sees it
        return [Outcome("", left=True) for _ in jobs]

    told = []
    sent_to(left)
    result = batch.make_all(wanted, told=lambda k, n, *_: told.append((k, n)))
    assert result.made == []
    assert result.fresh == wanted[:1]
    assert result.failures == [
        ID("reports.error.system", name=wanted[1].title, detail=ID("making.gone.other_files"))
    ]
    assert told == [(1, 2), (2, 2)]


def test_what_a_lost_worker_had_made_is_counted_as_made(wanted, sent_to):
    def made_before_it_was_lost(jobs, _library):
        for report in jobs:
            finish(report)
        return [Outcome("", left=True) for _ in jobs]

    sent_to(made_before_it_was_lost)
    assert batch.make_all(wanted).made == wanted


def test_a_task_whose_workers_all_ended_says_so_in_words(wanted, sent_to):
    class KilledWorker(Exception):
        """As Dask calls it."""

    def killed(*_):
        raise KilledWorker("Attempted to run task 'work-1' on 4 different workers")

    sent_to(killed)
    failures = batch.make_all(wanted).failures
    assert failures == [
        ID("reports.error.system", name=report.title, detail=ID("making.gone.worker")) for report in wanted
    ]


# --- a scheduler ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8786",
        "https://127.0.0.1:8786",
        "127.0.0.1",
        "tcp://127.0.0.1",
        "tcp://:8786",
        "a b:1",
        "x:",
    ],
)
def test_what_is_no_address_is_told_before_anything_is_done(wanted, address):
    with pytest.raises(ReportError) as refused:
        batch.make_all(wanted, scheduler=address)
    assert refused.value.key == "making.error.address"
    assert address in refused.value.text("en")


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "head.example:8786", "tls://[::1]:8786"])
def test_addresses_as_dask_writes_them_are_taken(address):
    cluster.check(address)


@contextmanager
def dask(**options):
    """A scheduler with workers in threads of this process; one that has lost its scheduler may not end in order."""
    distributed = pytest.importorskip("distributed")
    local = distributed.LocalCluster(
        processes=False, threads_per_worker=1, dashboard_address=None, protocol="tcp://", host="127.0.0.1",
        silence_logs=logging.CRITICAL, **options,
    )  # fmt: skip
    try:
        yield local
    finally:
        with suppress(TimeoutError):
            local.close(timeout=1)


def test_a_scheduler_that_is_not_there_is_told_in_one_line(wanted, monkeypatch, capsys, tmp_path):
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "CONNECT", 1)
    arguments = [
        "batch",
        "--years",
        "2022",
        "--national",
        "--scheduler",
        "tcp://127.0.0.1:9",
        "--out",
        str(tmp_path),
    ]
    assert cli.main(arguments) == 1
    assert capsys.readouterr().err.splitlines() == [
        ID("making.error.scheduler", address="tcp://127.0.0.1:9", seconds=1)
    ]


def test_workers_that_do_not_come_are_waited_for_with_a_word_and_then_told(wanted, monkeypatch):
    for name in ("WAIT", "LOOK"):
        monkeypatch.setattr(cluster, name, 0.2)
    words: list[str] = []
    with dask(n_workers=0) as local, pytest.raises(ReportError) as told:
        batch.make_all(wanted, scheduler=local.scheduler_address, notice=words.append)
    assert told.value.key == "making.error.no_workers"
    assert words == [ID("making.run.waiting", address=local.scheduler_address, seconds=0)]


@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_what_is_lost_in_the_middle_is_told_in_one_message(wanted, monkeypatch, lost):
    for name in ("WAIT", "LOOK"):
        monkeypatch.setattr(cluster, name, 0.2)
    monkeypatch.setattr(batch, "CHUNK", 1)
    monkeypatch.setattr(worker, "_make", lambda report: finish(report) or Outcome(""))
    with dask(n_workers=1) as local:

        def lose(k, *_):
            if k == 1:
                if lost == "workers":
                    local.scale(0)
                    local.sync(local._correct_state)
                else:
                    local.sync(local.scheduler.close)

        slow = [*wanted, job("year", {"year": 2024}, wanted[0].stem.parents[1])]
        pause = worker._make
        monkeypatch.setattr(worker, "_make", lambda report: (worker._stop.wait(0.5), pause(report))[1])
        with pytest.raises(ReportError) as told:
            batch.make_all(slow, scheduler=local.scheduler_address, told=lose)
    assert (
        told.value.key == {"workers": "making.error.no_workers", "scheduler": "making.error.scheduler_lost"}[lost]
    )
    assert wanted[0].manifest.exists() or wanted[1].manifest.exists()


@pytest.mark.skipif(not engine.available(), reason="no processes can be forked here")
def test_the_checksum_of_the_library_travels_with_each_report(wanted, sent_to, monkeypatch):
    seen = []
    monkeypatch.setattr(batch.manifest, "library_digest", lambda: "this one")
    sent_to(lambda jobs, library: seen.append(library) or [Outcome("x") for _ in jobs])
    batch.make_all(wanted)
    assert seen == ["this one"] * len(wanted)
