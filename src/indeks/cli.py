"""The command line, ``indeks editions | template | check | score | report | batch | site``: nothing but arguments.

Exit codes: 0 done, 1 the data or a report has errors, 2 the command was called wrongly, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from indeks.texts import LANGUAGES, Texts, texts

if TYPE_CHECKING:
    from indeks.reports.jobs import Job

    pass

OK, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130
DEFAULT_OUT = Path("reports")


class _Parser(argparse.ArgumentParser):
    """argparse with its own words taken from the catalogue."""

    t: Texts

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and how the command is called; exit 2."""
        self.print_usage(sys.stderr)
        print(self.t("cli.error", message=message), file=sys.stderr)
        raise SystemExit(MISUSED)


def _language(argv: Sequence[str]) -> str:
    """The language asked for, read before parsing so that errors of parsing speak it."""
    for k, argument in enumerate(argv):
        value = argument[7:] if argument.startswith("--lang=") else ""
        if argument == "--lang" and k + 1 < len(argv):
            value = argv[k + 1]
        first = value.partition(",")[0].strip()  # a batch makes reports in several languages
        if first in LANGUAGES:
            return first
    return "id"


def _speak(t: Texts) -> None:
    """Give argparse its words in the catalogue's language; it looks each one up by its English text."""
    words = {t_en: t(f"cli.argparse.{key}") for key, t_en in _ARGPARSE.items()}
    argparse._ = lambda message: words.get(message, message)  # type: ignore[attr-defined]


_ARGPARSE = {
    "usage": "usage: ",
    "positional": "positional arguments",
    "options": "options",
    "help": "show this help message and exit",
    "required": "the following arguments are required: %s",
    "unrecognized": "unrecognized arguments: %s",
    "choice": "invalid choice: %(value)r (choose from %(choices)s)",
    "invalid": "invalid %(type)s value: %(value)r",
    "expected_one": "expected one argument",
    "expected_some": "expected at least one argument",
    "argument": "argument %(argument_name)s: %(message)s",
}


def parser(t: Texts) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, with help in a language."""
    _speak(t)
    _Parser.t = t
    top = _Parser(prog="indeks", description=t("cli.description"), epilog=t("cli.epilog"))
    top.add_argument("--version", action="version", version=_version(), help=t("cli.argparse.version"))
    top.add_argument("--lang", choices=LANGUAGES, default="id", help=t("cli.help.lang"))
    commands = top.add_subparsers(dest="command", metavar=t("cli.command"), required=True)

    def command(
        name: str, run: Callable[[argparse.Namespace, Texts], int], *, lang: bool = True
    ) -> argparse.ArgumentParser:
        said = t("batch.help.command") if name == "batch" else t(f"cli.{name}.help")
        one = commands.add_parser(name, help=said, description=said)
        if lang:
            one.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=t("cli.help.lang"))
        one.set_defaults(run=run)
        return one

    one = command("editions", _editions)
    one.add_argument("action", nargs="?", choices=["show"], help=t("cli.editions.action"))
    one.add_argument("edition", nargs="?", help=t("cli.help.edition"))

    one = command("template", _template)
    one.add_argument("--year", required=True, help=t("cli.help.year"))
    one.add_argument("--region", required=True, help=t("cli.help.region"))
    one.add_argument("--edition", help=t("cli.help.edition"))
    one.add_argument("path", type=Path, help=t("cli.template.path"))

    one = command("check", _check)
    one.add_argument("path", type=Path, help=t("cli.help.data"))
    one.add_argument("--edition", help=t("cli.help.edition"))
    one.add_argument("--format", choices=["table", "json"], default="table", help=t("cli.check.format"))

    one = command("score", _score)
    one.add_argument("path", type=Path, help=t("cli.help.data"))
    one.add_argument("--edition", help=t("cli.help.edition"))
    one.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("cli.score.spd"))
    one.add_argument("--by", choices=["region", "innovation"], default="region", help=t("cli.score.by"))
    one.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    one = command("batch", _batch, lang=False)
    one.add_argument("--years", default="", metavar="2021-2025", help=t("batch.help.years"))
    one.add_argument("--regions", default="", metavar="all", help=t("batch.help.regions"))
    one.add_argument("--national", action="store_true", help=t("batch.help.national"))
    one.add_argument("--lang", default=t.lang, metavar="id,en", help=t("batch.help.lang"))
    one.add_argument("--data", default="", help=t("batch.help.data"))
    one.add_argument("--edition", default="", help=t("cli.help.edition"))
    one.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("batch.help.spd"))
    one.add_argument("--list", type=Path, help=t("batch.help.list"))
    one.add_argument("--scheduler", default="", metavar="tcp://...", help=t("batch.help.scheduler"))
    _add_making(one, t)

    one = command("report", _report)
    one.add_argument("--region", help=t("cli.report.region"))
    one.add_argument("--year", help=t("cli.help.year"))
    one.add_argument("--data", default="", help=t("cli.report.data"))
    one.add_argument("--edition", default="", help=t("cli.help.edition"))
    one.add_argument("--spd", default="", help=t("cli.report.spd"))
    one.add_argument("--list", type=Path, help=t("cli.report.list"))
    _add_making(one, t)

    one = command("types", _types)
    one.add_argument("path", type=Path, help=t("cli.types.path"))
    one.add_argument("--lexicon", type=Path, metavar="leksikon.toml", help=t("cli.types.lexicon"))
    one.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    one = command("similar", _similar)
    one.add_argument("text", metavar=t("cli.similar.metavar"), help=t("cli.similar.text"))
    one.add_argument("--region", default="", help=t("cli.similar.region"))
    one.add_argument("--corpus", type=Path, help=t("cli.similar.corpus"))
    one.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    one = command("site", _site)
    one.add_argument("--out", type=Path, default=DEFAULT_OUT, help=t("cli.report.out"))
    return top


def _form(options: argparse.Namespace) -> dict[str, Any]:
    """What reports are made as, for :func:`indeks.reports.jobs.job`."""
    return {"formats": options.formats, "template": options.template, "logo": options.logo}


def _add_making(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("--out", type=Path, default=DEFAULT_OUT, help=t("cli.report.out"))
    one.add_argument("--formats", default="html", metavar="html,pdf,docx,xlsx", help=t("cli.report.formats"))
    one.add_argument("--template", type=Path, metavar="kop.docx", help=t("cli.report.template"))
    one.add_argument("--logo", type=Path, metavar="logo.png", help=t("cli.report.logo"))
    one.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help=t("batch.help.workers"))
    # "plain" is papermill's own engine with a kernel a report; for comparisons
    one.add_argument("--engine", choices=["auto", "fast", "plain"], default="auto", help=argparse.SUPPRESS)


def _version() -> str:
    from importlib import metadata

    return f"indeks {metadata.version('indeks')}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. Faults of data or use are messages, never traces."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    t = texts(_language(arguments))
    options = parser(t).parse_args(arguments)
    try:
        return options.run(options, t)
    except BrokenPipeError:  # the reader of a pipe, such as head, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except ValueError as error:
        if not _is_ours(error):
            raise
        print(error, file=sys.stderr)
        return FAILED
    except OSError as error:
        print(t("cli.os_error", path=error.filename or "", detail=error.strerror or str(error)), file=sys.stderr)
        return FAILED


def _is_ours(error: ValueError) -> bool:
    """Whether an error is one of the library's own, whose message is written for the user."""
    return type(error).__module__.startswith("indeks.") or isinstance(error, _Misuse)


class _Misuse(ValueError):
    """Options that do not fit together; the message says how."""


def _editions(options: argparse.Namespace, t: Texts) -> int:
    from indeks import describe, edition

    if options.action == "show":
        if not options.edition:
            raise _Misuse(t("cli.editions.which", known=", ".join(edition.available())))
        print(describe.edition_text(edition.load(options.edition, t.lang), t))
    else:
        print(describe.editions_text([edition.load(name) for name in edition.available()], t))
    return OK


def _template(options: argparse.Namespace, t: Texts) -> int:
    from indeks import edition, regions
    from indeks.intake import template

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
    from indeks import describe, intake, regions, scoring

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
    from indeks.reports.jobs import job, plan

    form = _form(options)
    if options.list:
        jobs = plan(options.list, options.out, [t.lang], t.lang, **form)
    elif options.year:
        parameters = {"year": options.year, "lang": t.lang}
        if options.region:
            parameters |= {k: getattr(options, k) for k in ("region", "data", "edition", "spd")}
        jobs = [job("city" if options.region else "year", parameters, options.out, **form)]
    else:
        raise _Misuse(t("cli.report.which"))

    def told(k: int, n: int, one: Job, failure: str) -> None:
        print(failure or t("report.run.progress", k=k, n=n, name=one.title), flush=True)

    return _make(jobs, options, t, told)


def _batch(options: argparse.Namespace, t: Texts) -> int:
    from indeks.reports import choose
    from indeks.reports.jobs import plan

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


def _make(
    jobs: list[Job],
    options: argparse.Namespace,
    t: Texts,
    told: Callable[[int, int, Job, str], None],
    close: Callable[[], None] = lambda: None,
) -> int:
    """Make reports, say what became of them, and write the page that lists them."""
    from indeks.reports import batch, site

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


def _refuse_unused(options: argparse.Namespace, t: Texts) -> None:
    """Refuse options that would say nothing: beside a list of reports, or about a region where none is named."""
    given = [name for name in ("region", "year", "data", "edition", "spd") if getattr(options, name)]
    about_region = [name for name in given if name != "year"]
    if options.list and given:
        raise _Misuse(t("cli.report.beside_list", options=t.join([f"--{name}" for name in given])))
    if about_region and not options.region:
        raise _Misuse(t("cli.report.needs_region", options=t.join([f"--{name}" for name in about_region])))


def _types(options: argparse.Namespace, t: Texts) -> int:
    from indeks import describe, intake
    from indeks.typology import lexicon, sectors, show

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
    from indeks import describe, regions
    from indeks.typology import corpus, lookalikes, show

    code = regions.resolve(options.region, t.lang) if options.region else ""
    known = corpus.read(options.corpus, t.lang) if options.corpus else corpus.shipped()
    table = lookalikes.similar(options.text, lookalikes.index(known), region_code=code)
    if options.format == "json":
        print(describe.to_json(table))
    elif options.format == "csv":
        sys.stdout.write(show.to_csv(table))
    else:
        print(show.similar_text(table, t))
    return OK


def _site(options: argparse.Namespace, t: Texts) -> int:
    from indeks.reports import site

    built = site.build(options.out)
    print(t("cli.site.built", n=built.pages, more=built.written))
    print(t("report.run.look", path=built.home))
    return OK


if __name__ == "__main__":
    raise SystemExit(main())
