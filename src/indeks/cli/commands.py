"""The command line: arguments in, messages out; :mod:`indeks.cli.arguments` lists the commands.

Exit codes: 0 done, 1 the data or a report has errors, 2 the command was called wrongly, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from indeks.cli.arguments import language, parser
from indeks.texts import Texts, texts

if TYPE_CHECKING:
    from indeks.making.jobs import Job

OK, FAILED, INTERRUPTED = 0, 1, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. Faults of data or use are messages, never traces."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    t = texts(language(arguments))
    options = parser(t).parse_args(arguments)
    try:
        return COMMANDS[options.command](options, t)
    except BrokenPipeError:  # the reader of a pipe, such as head, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except ValueError as error:
        if not _is_ours(error):
            raise
        print(error, file=sys.stderr)
        return FAILED
    except OSError as error:
        from indeks.problems import system_text

        print(system_text(error, t), file=sys.stderr)
        return FAILED


def _is_ours(error: ValueError) -> bool:
    """Whether an error is one of the library's own, whose message is written for the user."""
    return type(error).__module__.startswith("indeks.") or isinstance(error, _Misuse)


class _Misuse(ValueError):
    """Options that do not fit together; the message says how."""


def _editions(options: argparse.Namespace, t: Texts) -> int:
    from indeks import edition
    from indeks.cli import describe

    if options.action == "show":
        if not options.edition:
            raise _Misuse(t("cli.editions.which", known=", ".join(edition.available())))
        print(describe.edition_text(edition.load(options.edition, t.lang), t))
    else:
        print(describe.editions_text([edition.load(name) for name in edition.available()], t))
    return OK


def _template(options: argparse.Namespace, t: Texts) -> int:
    from indeks import edition, regions
    from indeks.form import template

    year = _year(options.year, t)
    code = regions.resolve(options.region, t.lang)
    rule = edition.resolve(options.edition, year, t.lang)
    if options.path.exists():
        raise _Misuse(t("cli.template.exists", path=options.path))
    template.write(options.path, edition=rule, region_code=code, year=year, lang=t.lang)
    print(t("cli.template.written", path=options.path, region=regions.full_name(code, t.lang), year=year))
    return OK


def _year(text: str, t: Texts) -> int:
    if not (text.isdecimal() and len(text) == 4):
        raise _Misuse(t("cli.year", text=text))
    return int(text)


def _check(options: argparse.Namespace, t: Texts) -> int:
    from indeks import intake, problems

    found = intake.check(options.path, lang=t.lang, edition=options.edition)
    if options.format == "json":
        print(problems.as_json(found))
    else:
        print(problems.as_text(found, t.lang) if found else t("cli.check.clean", path=options.path))
    return FAILED if problems.errors(found) else OK


def _score(options: argparse.Namespace, t: Texts) -> int:
    from indeks import intake, regions, scoring
    from indeks.cli import describe

    stated = [_spd(text, t) for text in options.spd]
    data = intake.load(options.path, lang=t.lang, edition=options.edition)
    codes = {*data.innovations["region_code"], *data.region_levels["region_code"]}
    given = {regions.resolve(region, t.lang, own=codes): total for region, total in stated}
    absent = sorted(set(given) - codes)
    if absent:
        raise _Misuse(t("cli.score.spd_absent", region=", ".join(absent)))
    if options.by == "innovation":
        table = scoring.maturity(data, edition=options.edition, lang=t.lang)
    else:
        table = scoring.score(data, edition=options.edition, spd=given, lang=t.lang)
    if options.format == "json":
        print(describe.to_json(table))
    elif options.format == "csv":
        sys.stdout.write(table.to_csv(index=False, lineterminator="\n"))
    else:
        print(describe.scores_text(table, t))
    return OK


def _spd(text: str, t: Texts) -> tuple[str, Decimal]:
    from indeks.intake import NumberError, parse_number

    region, found, total = text.partition("=")
    try:
        return region, parse_number(total if found else "")
    except NumberError:
        raise _Misuse(t("cli.score.spd_form", text=text)) from None


def _report(options: argparse.Namespace, t: Texts) -> int:
    _refuse_unused(options, t)
    from indeks.making.jobs import PARAMETERS, job, plan

    form = _form(options)
    if options.list:
        jobs = plan(options.list, options.out, [t.lang], t.lang, **form)
    elif options.year:
        kind = _kind(options)
        given = {name: getattr(options, name) for name in PARAMETERS[kind] if name != "lang"}
        jobs = [job(kind, {**given, "lang": t.lang}, options.out, **form)]
    else:
        raise _Misuse(t("cli.report.which"))

    def told(k: int, n: int, one: Job, failure: str) -> None:
        print(failure or t("report.run.progress", k=k, n=n, name=one.title), flush=True)

    return _make(jobs, options, t, told)


def _batch(options: argparse.Namespace, t: Texts) -> int:
    from indeks.making import choose
    from indeks.making.jobs import plan

    if options.list:
        jobs = plan(options.list, options.out, choose.languages(options.lang, t), t.lang, **_form(options))
    elif options.years and (options.regions or options.national):
        given = {region: str(total) for region, total in (_spd(text, t) for text in options.spd)}
        choice = choose.Choice(
            years=options.years,
            regions=options.regions,
            national=options.national,
            langs=options.lang,
            data=options.data,
            edition=options.edition,
            spd=given,
        )
        jobs = choose.jobs(choice, options.out, t, **_form(options))
    else:
        raise _Misuse(t("batch.error.which"))
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own
    with tqdm(total=len(jobs), unit=" " + t("batch.run.unit"), disable=None, smoothing=0.1, leave=False) as bar:

        def told(k: int, n: int, one: Job, failure: str) -> None:
            if bar.total != n:
                bar.reset(total=n)
            bar.update(k - bar.n)
            if failure:
                tqdm.write(failure, file=sys.stderr)

        return _make(jobs, options, t, told, bar.close)


def _form(options: argparse.Namespace) -> dict[str, Any]:
    """What reports are made as, for :func:`indeks.making.jobs.job`."""
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
        result = batch.make_all(jobs, workers=options.workers, told=told, road=options.engine, scheduler=scheduler)
    except KeyboardInterrupt:
        close()
        print(t("batch.run.interrupted"), file=sys.stderr)
        return INTERRUPTED
    close()
    if result.made:
        print(t("report.run.made", n=len(result.made)))
    if result.fresh:
        key = "report.run.fresh" if result.made or result.failures else "report.run.nothing"
        print(t(key, n=len(result.fresh)))
    if result.failures:
        print(t("report.run.failed", n=len(result.failures)), file=sys.stderr)
    overview = site.write(options.out) if options.out.exists() else None
    shown = [overview] if overview else []
    if len(jobs) == 1 and not result.failures:
        shown = list(jobs[0].files.values()) or [jobs[0].notebook]
    for path in shown:
        print(t("report.run.look", path=path))
    return FAILED if result.failures else OK


def _kind(options: argparse.Namespace) -> str:
    return "types" if options.types else "city" if options.region else "year"


def _refuse_unused(options: argparse.Namespace, t: Texts) -> None:
    """Refuse options that would say nothing: beside a list of reports, or for another kind of report."""
    from indeks.making.jobs import PARAMETERS

    names = ("region", "year", "data", "edition", "spd", "since", "corpus", "lexicon")
    given = [name for name in names if getattr(options, name)]
    if options.list and (given or options.types):
        given += ["types"] if options.types else []
        raise _Misuse(t("cli.report.beside_list", options=t.join([f"--{name}" for name in given])))
    kind = _kind(options)
    unused = [name for name in given if name not in PARAMETERS[kind]]
    of_types = [name for name in unused if name in PARAMETERS["types"] and name not in PARAMETERS["city"]]
    if unused:
        about = "of_types" if of_types else "of_region" if kind == "year" else "not_of_types"
        shown = of_types or unused
        raise _Misuse(t(f"cli.report.unused.{about}", options=t.join([f"--{name}" for name in shown])))


def _types(options: argparse.Namespace, t: Texts) -> int:
    from indeks import intake
    from indeks.cli import describe
    from indeks.cli import types_text as show
    from indeks.typology import lexicon, sectors

    words = lexicon.load(options.lexicon, t.lang)
    data = intake.load_innovations(options.path, lang=t.lang)
    table = sectors.sectors(data.innovations, data.agencies, words, lang=t.lang)
    if options.format == "json":
        print(describe.to_json(table))
    elif options.format == "csv":
        sys.stdout.write(show.to_csv(table))
    else:
        print(show.sectors_text(table, data.innovations, words, t))
    return OK


def _similar(options: argparse.Namespace, t: Texts) -> int:
    from indeks import regions
    from indeks.cli import describe
    from indeks.cli import types_text as show
    from indeks.typology import corpus, lookalikes

    known = corpus.read(options.corpus, t.lang) if options.corpus else corpus.shipped()
    owners = set(known["region_code"])
    code = regions.resolve(options.region, t.lang, own=owners) if options.region else ""
    table = lookalikes.similar(options.text, lookalikes.index(known), region_code=code)
    if options.format == "json":
        print(describe.to_json(table))
    elif options.format == "csv":
        sys.stdout.write(show.to_csv(table))
    elif code and owners == {code}:
        print(t("types.similar.own_only", region=show.region_text(code, t)))
    else:
        print(show.similar_text(table, t))
    return OK


def _site(options: argparse.Namespace, t: Texts) -> int:
    from indeks import site

    built = site.build(options.out)
    print(t("cli.site.built", n=built.pages, more=built.written))
    print(t("report.run.look", path=built.home))
    return OK


COMMANDS: dict[str, Callable[[argparse.Namespace, Texts], int]] = {
    "editions": _editions,
    "template": _template,
    "check": _check,
    "score": _score,
    "report": _report,
    "batch": _batch,
    "types": _types,
    "similar": _similar,
    "site": _site,
}


if __name__ == "__main__":
    raise SystemExit(main())
