"""Making many reports: those that are missing or out of date, several at once, here or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field

from indeks import engine, files
from indeks.making import interrupts, own, run, worker
from indeks.making.forking import Outcome
from indeks.making.jobs import Job
from indeks.reports.parameters import ReportError
from indeks.texts import texts

CHUNK = 20
"""Reports a task of a cluster makes: enough that sending it costs nothing beside the work."""
AUTO = "auto"

Told = Callable[[int, int, Job, str], None]
Task = Callable[[Sequence[Job]], list[Outcome]]


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

    Raises
    ------
    KeyboardInterrupt
        After the reports in flight have been stopped; what is finished stays.
    """
    wanted = list({job.stem: job for job in jobs}.values())
    folders = {job.stem.parent for job in wanted}
    files.clean(folders)
    fresh = {job.stem for job in wanted if run.is_fresh(job)}
    command = command and road != run.PLAIN and not scheduler and engine.available()
    if not command:
        run.forget()
    result = Result(fresh=[job for job in wanted if job.stem in fresh])
    stale = [job for job in wanted if job.stem not in fresh]
    if not stale:
        return result

    def note(job: Job, outcome: Outcome) -> None:
        if outcome.failure:
            result.failures.append(outcome.failure)
        else:
            result.made.append(job)
        result.outcomes.append(outcome)
        if told:
            told(len(result.made) + len(result.failures), len(stale), job, outcome.failure)

    with interrupts.held():
        try:
            rest = own.make_all(stale, workers, note) if command and own.possible(stale) else stale
            if rest:
                run.forget()  # the others read it themselves
                _send(rest, min(workers, len(rest)), road, scheduler, note)
        finally:
            files.clean(folders)  # of a process that was ended from outside
    return result


def _send(
    jobs: Sequence[Job], workers: int, road: str, scheduler: str, note: Callable[[Job, Outcome], None]
) -> None:
    """Have other processes make reports; note each as it is done."""
    with _executor(workers, road, scheduler) as (pool, task, size):
        chunks = [jobs[k : k + size] for k in range(0, len(jobs), size)]
        running = {pool.submit(task, chunk): chunk for chunk in chunks}
        completed = as_completed(running)
        while True:
            with interrupts.let():
                done = next(completed, None)
            if done is None:
                return
            chunk = running[done]
            for job, outcome in zip(chunk, _outcomes(done, chunk), strict=True):
                note(job, outcome)


def _outcomes(done: Future[list[Outcome]], chunk: Sequence[Job]) -> list[Outcome]:
    """Return what a task says of its reports; where the task itself failed, what the files say."""
    try:
        return done.result()
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"
        return [Outcome("" if run.is_fresh(job) else _failed(job, detail)) for job in chunk]


def _failed(job: Job, detail: str) -> str:
    t = texts(str(job.parameters["lang"]))
    return t("reports.error.failed", name=job.title, detail=detail, path=job.notebook)


@contextmanager
def _executor(workers: int, road: str, scheduler: str) -> Iterator[tuple[Executor, Task, int]]:
    """Yield an executor, the task it is given, and how many reports a task makes."""
    if scheduler:
        with _cluster(scheduler) as pool:
            yield pool, worker.work, CHUNK
        return
    if road == run.PLAIN or (road == AUTO and not engine.available()):
        with ProcessPoolExecutor(max_workers=max(1, workers)) as pool:
            try:
                yield pool, plain, 1
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)  # those in flight come to their end
                raise
        return
    worker.begin()
    pool = ThreadPoolExecutor(max_workers=max(1, workers))
    try:
        yield pool, worker.work, 1
    except BaseException:
        worker.interrupt()
        raise
    finally:
        try:
            with interrupts.let():  # a second one ends the reports at once
                pool.shutdown(cancel_futures=True)
        finally:
            worker.close()


def plain(jobs: Sequence[Job]) -> list[Outcome]:
    """Make reports with papermill's own engine, a kernel each."""
    return [Outcome(run.attempt(job, run.PLAIN)) for job in jobs]


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise ReportError("making.error.no_distributed") from None
    try:
        with interrupts.let():
            client = Client(address, timeout="20s")
    except OSError as error:
        raise ReportError("making.error.scheduler", address=address, detail=str(error)) from None
    with client:
        pool = client.get_executor(retries=2)  # a task whose worker is gone is given to another anyway
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False)  # what has not begun is cancelled
            raise
        pool.shutdown()
