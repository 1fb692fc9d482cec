"""Making many reports: those that are missing or out of date, several at once, here or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from indeks import engine, files
from indeks.making import cluster, interrupts, own, run, worker
from indeks.making.forking import Outcome
from indeks.making.jobs import Job
from indeks.reports import manifest
from indeks.texts import texts

CHUNK = 20
"""Reports a task of a cluster makes: enough that sending it costs nothing beside the work."""
AUTO = "auto"

Told = Callable[[int, int, Job, str], None]
Task = Callable[[Sequence[Job], str], list[Outcome]]


@dataclass
class Result:
    """What a batch did: jobs made now and jobs that were up to date, and a sentence for each that failed."""

    made: list[Job] = field(default_factory=list)
    fresh: list[Job] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    """Seconds and memory of each report's process, in the order they were done; where they were forked."""


def make_all(
    jobs: Iterable[Job],
    *,
    workers: int = 2,
    told: Told | None = None,
    road: str = AUTO,
    scheduler: str = "",
    command: bool = False,
    notice: cluster.Notice = lambda _: None,
) -> Result:
    """Make the reports that are missing or out of date; one that fails does not stop the others.

    Parameters
    ----------
    jobs
        What is wanted.
    workers
        How many at once on this machine.
    told
        Called after each report with how many are done, how many there are, the job and its failure or ``""``.
    road
        ``"fast"`` (forks of a warm process), ``"plain"`` (papermill's own engine, a kernel each) or ``"auto"``:
        fast where processes can be forked. Both give the same reports.
    scheduler
        Address of a Dask scheduler whose workers see the same files; by default the work is done here.
    command
        Whether this process is that of a command, which may itself be the warm one: the shortest road.
    notice
        Called with a word for the user, in the language of errors, where something is waited for.

    Raises
    ------
    indeks.reports.parameters.ReportError
        If the scheduler is not there or lost, has no workers, or one of them has another version of the library.
    KeyboardInterrupt
        After the reports in flight have been stopped; what is finished stays.
    """
    if scheduler:
        cluster.check(scheduler)
    wanted = list({job.stem: job for job in jobs}.values())
    folders = {job.stem.parent for job in wanted}
    files.clean(folders)
    fresh = {job.stem for job in wanted if run.is_fresh(job)}
    command = command and road != run.PLAIN and not scheduler and engine.available()
    if not command:
        run.forget()
    result = Result(fresh=[job for job in wanted if job.stem in fresh])
    for job in result.fresh:
        with suppress(OSError):
            job.failed.unlink(missing_ok=True)  # its data are again as the report has them
    stale = [job for job in wanted if job.stem not in fresh]
    if not stale:
        return result
    before = {job.stem: _stamp(job) for job in stale}

    def note(job: Job, outcome: Outcome) -> None:
        failure = outcome.failure
        if outcome.left and _stamp(job) == before[job.stem]:  # nobody has made it since
            if run.is_fresh(job):
                result.fresh.append(job)
            else:
                failure = _sees_others(job)
        elif not failure:
            result.made.append(job)
        if failure:
            result.failures.append(failure)
        result.outcomes.append(outcome)
        done = len(result.made) + len(result.failures) + len(result.fresh) - len(fresh)
        if told:
            told(done, len(stale), job, failure)

    with interrupts.held():
        try:
            rest = own.make_all(stale, workers, note) if command and own.possible(stale) else stale
            if rest:
                run.forget()  # the others read it themselves
                _send(rest, min(workers, len(rest)), road, scheduler, note, notice)
        finally:
            files.clean(folders)  # of a process that was ended from outside
    return result


def _stamp(job: Job) -> tuple[int, int] | None:
    """Return what tells one manifest of a report from the next."""
    try:
        state = job.manifest.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_ino


def _sees_others(job: Job) -> str:
    t = texts(str(job.parameters["lang"]))
    return t("reports.error.system", name=job.title, detail=t("making.gone.other_files"))


def _send(
    jobs: Sequence[Job],
    workers: int,
    road: str,
    scheduler: str,
    note: Callable[[Job, Outcome], None],
    notice: cluster.Notice,
) -> None:
    """Have other processes make reports; note each as it is done."""
    library = manifest.library_digest()
    with _executor(workers, road, scheduler, notice) as (pool, task, size, watch):
        chunks = [jobs[k : k + size] for k in range(0, len(jobs), size)]
        running = {pool.submit(task, chunk, library): chunk for chunk in chunks}
        while running:
            with interrupts.let():
                done, _ = wait(running, timeout=cluster.LOOK if watch else None, return_when=FIRST_COMPLETED)
            if watch and not done:
                watch()
            for future in done:
                chunk = running.pop(future)
                for job, outcome in zip(chunk, _outcomes(future, chunk, scheduler), strict=True):
                    note(job, outcome)


def _outcomes(done: Future[list[Outcome]], chunk: Sequence[Job], scheduler: str) -> list[Outcome]:
    """Return what a task says of its reports; where the task itself failed, what the files say."""
    try:
        return done.result()
    except worker.OtherVersion:
        raise
    except CancelledError:  # nobody here cancels what is still waited for
        raise cluster.lost(scheduler) from None
    except Exception as error:
        return [Outcome("" if run.is_fresh(job) else _failed(job, error)) for job in chunk]


def _failed(job: Job, error: Exception) -> str:
    t = texts(str(job.parameters["lang"]))
    killed = type(error).__name__ == "KilledWorker"  # of Dask, which may not be there
    detail = t("making.gone.worker") if killed else f"{type(error).__name__}: {error}"
    return t("reports.error.system", name=job.title, detail=detail)


@contextmanager
def _executor(
    workers: int, road: str, scheduler: str, notice: cluster.Notice
) -> Iterator[tuple[Executor, Task, int, cluster.Watch | None]]:
    """Yield an executor, the task it is given, how many reports a task makes, and what looks after its workers."""
    if scheduler:
        with cluster.connected(scheduler, notice) as (pool, watch):
            yield pool, worker.work, CHUNK, watch
        return
    if road == run.PLAIN or (road == AUTO and not engine.available()):
        with ProcessPoolExecutor(max_workers=max(1, workers)) as pool:
            try:
                yield pool, plain, 1, None
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)  # those in flight come to their end
                raise
        return
    worker.begin()
    pool = ThreadPoolExecutor(max_workers=max(1, workers))
    try:
        yield pool, worker.work, 1, None
    except BaseException:
        worker.interrupt()
        raise
    finally:
        try:
            with interrupts.let():  # a second one ends the reports at once
                pool.shutdown(cancel_futures=True)
        finally:
            worker.close()


def plain(jobs: Sequence[Job], library: str) -> list[Outcome]:
    """Make reports with papermill's own engine, a kernel each; ``library`` as for :func:`worker.work`."""
    worker.check(library)
    return [Outcome(run.attempt(job, run.PLAIN)) for job in jobs]
