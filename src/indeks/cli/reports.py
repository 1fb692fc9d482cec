"""Commands that make reports: report, batch, site."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from indeks.cli.alive import alive, hide
from indeks.cli.arguments import FAILED, MAX_WORKERS, OK
from indeks.cli.call import INPUTS, Misuse, is_utf8, of_the_call, total_of, totals_of, year_of
from indeks.cli.edge import complain
from indeks.engine import lean
from indeks.texts import Texts

if TYPE_CHECKING:
    from indeks.making.jobs import Job


def report(options: argparse.Namespace, t: Texts) -> int:
    """Make one report, or those of a list."""
    lean.begin()
    _refuse_names(options)
    _refuse_unused(options, t)
    from indeks.making.jobs import job, plan
    from indeks.reports.kinds import KINDS

    form = _form(options)
    with alive(t):
        if options.list:
            jobs = plan(options.list, options.out, [t.lang], **form)
        elif options.year:
            kind = _kind(options)
            given = {name: getattr(options, name) for name in KINDS[kind].parameters if name != "lang"}
            with of_the_call():
                _check_total(options, t)
                jobs = [job(kind, {**given, "lang": t.lang}, options.out, **form)]
        else:
            raise Misuse("cli.report.which")

    def told(k: int, n: int, job: Job, failure: str) -> None:
        hide()
        if failure:
            complain(failure)
        else:
            print(t("reports.run.progress", k=k, n=n, name=job.title), flush=True)

    return _make(jobs, options, t, told)


def batch(options: argparse.Namespace, t: Texts) -> int:
    """Make many reports."""
    lean.begin()
    _refuse_names(options)
    _refuse_unused_of_batch(options, t)
    from indeks.making import choose, cluster
    from indeks.making.jobs import plan

    with of_the_call():
        if options.scheduler:
            cluster.check(options.scheduler)

    with alive(t):
        with of_the_call():
            langs = choose.languages(options.lang)
        if options.list:
            jobs = plan(options.list, options.out, langs, **_form(options))
        elif options.years and (options.regions or options.national):
            choice = choose.Choice(
                years=options.years,
                regions=options.regions,
                national=options.national,
                langs=options.lang,
                data=options.data,
                edition=options.edition,
                spd={region: str(total) for region, total in totals_of(options.spd).items()},
                notebook=str(options.notebook.absolute()) if options.notebook else "",
            )
            with of_the_call():
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

    with alive(t):
        built = site.build(options.out)
    print(t("cli.site.built", n=built.pages, more=built.written))
    print(t("reports.run.look", path=built.home))
    return OK


def _form(options: argparse.Namespace) -> dict[str, Any]:
    """Return what reports are made as, for :func:`indeks.making.jobs.job`; Misuse for what cannot be made."""
    from indeks.document.formats import check_office_files, chosen

    if not 1 <= options.workers <= MAX_WORKERS:
        raise Misuse("cli.report.workers_range", workers=options.workers, limit=MAX_WORKERS)
    with of_the_call():
        chosen(options.formats)
        check_office_files(options.template, options.logo)
    return {"formats": options.formats, "template": options.template, "logo": options.logo}


def _make(
    jobs: list[Job],
    options: argparse.Namespace,
    t: Texts,
    told: Callable[[int, int, Job, str], None],
    close: Callable[[], None] = lambda: None,
) -> int:
    """Make reports, say what became of them, and write the page that lists them."""
    from tqdm import tqdm

    from indeks import site
    from indeks.making import batch

    def notice(text: str) -> None:
        tqdm.write(text, file=sys.stderr)

    scheduler = getattr(options, "scheduler", "")
    try:
        with alive(t) if options.command == "report" else nullcontext():  # a batch has a bar of its own
            result = batch.make_all(
                jobs,
                workers=options.workers,
                told=told,
                road=options.engine,
                scheduler=scheduler,
                command=True,
                notice=notice,
            )
    finally:
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
    if options.spd and not options.data:
        raise Misuse("cli.spd.without_data")


def _refuse_unused_of_batch(options: argparse.Namespace, t: Texts) -> None:
    """Refuse options that would say nothing: beside a list, or for reports of regions where none are wanted."""
    of_regions = [name for name in ("data", "edition", "spd", "notebook") if getattr(options, name)]
    beside = [name for name in ("years", "regions", "national") if getattr(options, name)] + of_regions
    if options.list and beside:
        raise Misuse("cli.report.beside_list", options=t.join([f"--{name}" for name in beside]))
    if of_regions and not options.regions:
        raise Misuse("cli.report.unused.of_regions", options=t.join([f"--{name}" for name in of_regions]))
    if options.spd and not options.data:
        raise Misuse("cli.spd.without_data")


def _refuse_names(options: argparse.Namespace) -> None:
    """Refuse paths that are not UTF-8: a report names what it was made from."""
    for name in (*INPUTS, "out"):
        given = str(getattr(options, name, ""))
        if not is_utf8(given):
            raise Misuse("cli.path.not_utf8", path=f"--{name} {given}")


def _check_total(options: argparse.Namespace, t: Texts) -> None:
    """Refuse a year that is none, and an SPD total that is no number or above the maximum of the edition."""
    from indeks.reports.parameters import check_total, rule_of

    year = year_of(options.year)
    if options.spd:
        total_of(options.spd)
        check_total(options.spd, rule_of(options.edition, year), t)
