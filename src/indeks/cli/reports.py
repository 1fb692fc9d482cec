"""Commands that make reports: report, batch, site."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from indeks.cli.arguments import FAILED, INTERRUPTED, OK, Misuse, spd_of
from indeks.engine import lean
from indeks.texts import Texts

if TYPE_CHECKING:
    from indeks.making.jobs import Job


def report(options: argparse.Namespace, t: Texts) -> int:
    """Make one report, or those of a list."""
    lean.begin()
    _refuse_unused(options, t)
    from indeks.making.jobs import job, plan
    from indeks.reports.kinds import KINDS

    form = _form(options)
    if options.list:
        jobs = plan(options.list, options.out, [t.lang], **form)
    elif options.year:
        kind = _kind(options)
        given = {name: getattr(options, name) for name in KINDS[kind].parameters if name != "lang"}
        jobs = [job(kind, {**given, "lang": t.lang}, options.out, **form)]
    else:
        raise Misuse("cli.report.which")

    def told(k: int, n: int, job: Job, failure: str) -> None:
        print(failure or t("reports.run.progress", k=k, n=n, name=job.title), flush=True)

    return _make(jobs, options, t, told)


def batch(options: argparse.Namespace, t: Texts) -> int:
    """Make many reports."""
    lean.begin()
    from indeks.making import choose
    from indeks.making.jobs import plan

    if options.list:
        jobs = plan(options.list, options.out, choose.languages(options.lang), **_form(options))
    elif options.years and (options.regions or options.national):
        given = {region: str(total) for region, total in (spd_of(text) for text in options.spd)}
        choice = choose.Choice(
            years=options.years,
            regions=options.regions,
            national=options.national,
            langs=options.lang,
            data=options.data,
            edition=options.edition,
            spd=given,
            notebook=str(options.notebook.absolute()) if options.notebook else "",
        )
        jobs = choose.jobs(choice, options.out, t, **_form(options))
    else:
        raise Misuse("making.error.which")
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own
    with tqdm(total=len(jobs), unit=" " + t("making.run.unit"), disable=None, smoothing=0.1, leave=False) as bar:

        def told(k: int, n: int, job: Job, failure: str) -> None:
            if bar.total != n:
                bar.reset(total=n)
            bar.update(k - bar.n)
            if failure:
                tqdm.write(failure, file=sys.stderr)

        return _make(jobs, options, t, told, bar.close)


def site(options: argparse.Namespace, t: Texts) -> int:
    """Build the pages over a folder of reports."""
    from indeks import site

    built = site.build(options.out)
    print(t("cli.site.built", n=built.pages, more=built.written))
    print(t("reports.run.look", path=built.home))
    return OK


def _form(options: argparse.Namespace) -> dict[str, Any]:
    """Return what reports are made as, for :func:`indeks.making.jobs.job`."""
    return {"formats": options.formats, "template": options.template, "logo": options.logo}


def _make(
    jobs: list[Job],
    options: argparse.Namespace,
    t: Texts,
    told: Callable[[int, int, Job, str], None],
    close: Callable[[], None] = lambda: None,
) -> int:
    """Make reports, say what became of them, and write the page that lists them."""
    from indeks import site
    from indeks.making import batch

    scheduler = getattr(options, "scheduler", "")
    try:
        result = batch.make_all(
            jobs, workers=options.workers, told=told, road=options.engine, scheduler=scheduler, command=True
        )
    except KeyboardInterrupt:
        close()
        print(t("making.run.interrupted"), file=sys.stderr)
        return INTERRUPTED
    close()
    if result.made:
        print(t("reports.run.made", n=len(result.made)))
    if result.fresh:
        key = "reports.run.fresh" if result.made or result.failures else "reports.run.nothing"
        print(t(key, n=len(result.fresh)))
    if result.failures:
        print(t("reports.run.failed", n=len(result.failures)), file=sys.stderr)
    overview = site.write(options.out) if options.out.exists() else None
    shown = [overview] if overview else []
    if len(jobs) == 1 and not result.failures:
        shown = list(jobs[0].files.values()) or [jobs[0].notebook]
    for path in shown:
        print(t("reports.run.look", path=path))
    return FAILED if result.failures else OK


def _kind(options: argparse.Namespace) -> str:
    return "types" if options.types else "city" if options.region else "year"


def _refuse_unused(options: argparse.Namespace, t: Texts) -> None:
    """Refuse options that would say nothing: beside a list of reports, or for another kind of report."""
    from indeks.reports.kinds import KINDS

    names = ("region", "year", "data", "edition", "spd", "since", "corpus", "lexicon", "cover")
    given = [name for name in names if getattr(options, name)]
    if options.list and (given or options.types):
        given += ["types"] if options.types else []
        raise Misuse("cli.report.beside_list", options=t.join([f"--{name}" for name in given]))
    kind = _kind(options)
    unused = [name for name in given if name not in KINDS[kind].parameters]
    of_types = [
        name for name in unused if name in KINDS["types"].parameters and name not in KINDS["city"].parameters
    ]
    if unused:
        about = "of_types" if of_types else "of_region" if kind == "year" else "not_of_types"
        shown = of_types or unused
        raise Misuse(f"cli.report.unused.{about}", options=t.join([f"--{name}" for name in shown]))
