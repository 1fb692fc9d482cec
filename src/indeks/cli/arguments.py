"""The arguments of the command line and their help, in the language asked for; the commands act on them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from indeks.problems import visible
from indeks.texts import LANGUAGES, Texts

OK, FAILED, MISUSED, UNFORESEEN, INTERRUPTED = 0, 1, 2, 70, 130
"""Exit codes: done, the data or a report has errors, called wrongly, a fault of the program, interrupted."""
MAX_WORKERS = 64
"""Reports made at once: each takes some 300 MB, and more of them than processors win nothing."""
DEFAULT_OUT = Path("reports")


class _Once(argparse.Action):
    """Keep the value of an option that may be given once: a second one would overrule the first in silence."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option: str | None = None,
    ) -> None:
        """Keep a value; an error where there is one already, or none is given: a variable not set."""
        given = vars(namespace).setdefault("_given", set())
        if option and self.dest in given:
            parser.error(_Parser.t("cli.twice", option=option))
        if option and values == "":
            parser.error(_Parser.t("cli.empty", option=option))
        given.add(self.dest)
        setattr(namespace, self.dest, values)


def _path(text: str) -> Path:
    """Return a path; an error for none at all, which would mean the working folder to Python."""
    if not text:
        raise argparse.ArgumentTypeError(_Parser.t("cli.path.empty"))
    return Path(text)


class _Parser(argparse.ArgumentParser):
    """argparse with its own words taken from the catalogue, options written in full, each given once."""

    t: Texts

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "allow_abbrev": False})
        for name in (None, "store"):
            self.register("action", name, _Once)

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and how the command is called; exit 2."""
        self.print_usage(sys.stderr)
        print(self.t("cli.error", message=visible(message)), file=sys.stderr)
        raise SystemExit(MISUSED)


def language(argv: Sequence[str]) -> str:
    """Return the language asked for, read before parsing so that errors of parsing speak it."""
    asked = "id"
    for k, argument in enumerate(argv):
        if argument == "--":  # what follows is text
            break
        value = argument[7:] if argument.startswith("--lang=") else ""
        if argument == "--lang" and k + 1 < len(argv):
            value = argv[k + 1]
        first = value.partition(",")[0].strip()  # a batch makes reports in several languages
        if first in LANGUAGES:
            asked = first
    return asked


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
    "expected_at_most": "expected at most one argument",
    "together": "not allowed with argument %s",
    "explicit": "ignored explicit argument %r",
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

    def add(name: str, *, lang: bool = True) -> argparse.ArgumentParser:
        purpose = t("making.help.command") if name == "batch" else t(f"cli.{name}.help")
        command = commands.add_parser(name, help=purpose, description=purpose)
        if lang:
            command.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=t("cli.help.lang"))
        return command

    command = add("editions")
    command.add_argument("action", nargs="?", choices=["show"], help=t("cli.editions.action"))
    command.add_argument("edition", nargs="?", help=t("cli.help.edition"))

    command = add("template")
    command.add_argument("--year", required=True, help=t("cli.help.year"))
    command.add_argument("--region", required=True, help=t("cli.help.region"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("path", type=_path, nargs="?", help=t("cli.template.path"))
    command.add_argument("--per-agency", type=_path, metavar="opd.csv", help=t("cli.template.per_agency"))
    command.add_argument("--out", dest="folder", type=_path, metavar="folder/", help=t("cli.template.out"))

    command = add("check")
    command.add_argument("path", type=_path, help=t("cli.help.data"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--format", choices=["table", "json"], default="table", help=t("cli.check.format"))

    command = add("merge")
    command.add_argument("paths", type=_path, nargs="+", metavar="folder", help=t("cli.merge.paths"))
    told = t("cli.merge.out")
    command.add_argument("--out", dest="workbook", type=_path, required=True, metavar="daerah.xlsx", help=told)
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--format", choices=["table", "json"], default="table", help=t("cli.check.format"))

    command = add("diff")
    command.add_argument("old", type=_path, help=t("cli.diff.old"))
    command.add_argument("new", type=_path, help=t("cli.diff.new"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("score")
    command.add_argument("path", type=_path, help=t("cli.help.data"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("cli.score.spd"))
    command.add_argument("--by", choices=["region", "innovation"], default="region", help=t("cli.score.by"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    for name in ("forecast", "whatif"):
        command = add(name)
        command.add_argument("path", type=_path, help=t("cli.help.data"))
        command.add_argument("--region", help=t("cli.forecast.region"))
        command.add_argument("--year", help=t("cli.forecast.year"))
        command.add_argument("--edition", help=t("cli.help.edition"))
        command.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("cli.score.spd"))
        if name == "forecast":
            _add_assumptions(command, t)
        else:
            _add_changes(command, t)
        told = t("cli.score.format")
        command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=told)
    command = add("send")
    _add_planning(command, t)

    command = add("plan")
    command.add_argument("--target", required=True, metavar="'Sangat Inovatif'", help=t("cli.plan.target"))
    _add_planning(command, t)
    command.add_argument("--deadline", metavar="2026-08-31", help=t("cli.plan.deadline"))
    command.add_argument("--start", metavar="2026-05-01", help=t("cli.plan.start"))
    command.add_argument("--effort", type=_path, metavar="upaya.toml", help=t("cli.plan.effort"))
    command.add_argument("--per-agency", dest="agency_days", metavar="20", help=t("cli.plan.per_agency"))
    command.add_argument("--new", dest="added", type=int, default=0, help=t("cli.plan.new"))
    command.add_argument("--seconds", default="20", help=t("cli.plan.seconds"))

    command = add("batch", lang=False)
    command.add_argument("--years", default="", metavar="2021-2025", help=t("making.help.years"))
    command.add_argument("--regions", default="", metavar="all", help=t("making.help.regions"))
    command.add_argument("--national", action="store_true", help=t("making.help.national"))
    command.add_argument("--lang", default=t.lang, metavar="id,en", help=t("making.help.lang"))
    command.add_argument("--data", default="", help=t("making.help.data"))
    command.add_argument("--edition", default="", help=t("cli.help.edition"))
    command.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("making.help.spd"))
    command.add_argument("--notebook", type=_path, metavar="buatan-sendiri.ipynb", help=t("making.help.notebook"))
    command.add_argument("--list", type=_path, help=t("making.help.list"))
    command.add_argument("--scheduler", default="", metavar="tcp://...", help=t("making.help.scheduler"))
    _add_making(command, t)

    command = add("report")
    command.add_argument("--region", help=t("cli.report.region"))
    command.add_argument("--year", help=t("cli.help.year"))
    command.add_argument("--data", default="", help=t("cli.report.data"))
    command.add_argument("--edition", default="", help=t("cli.help.edition"))
    command.add_argument("--spd", default="", help=t("cli.report.spd"))
    command.add_argument("--types", action="store_true", help=t("cli.report.types"))
    command.add_argument("--since", default="", help=t("cli.report.since"))
    command.add_argument("--corpus", default="", help=t("cli.similar.corpus"))
    command.add_argument("--lexicon", default="", metavar="leksikon.toml", help=t("cli.types.lexicon"))
    command.add_argument("--cover", default="", metavar="laporan.toml", help=t("cli.report.cover"))
    command.add_argument("--list", type=_path, help=t("cli.report.list"))
    _add_making(command, t)

    command = add("types")
    command.add_argument("path", type=_path, help=t("cli.types.path"))
    command.add_argument("--lexicon", type=_path, metavar="leksikon.toml", help=t("cli.types.lexicon"))
    one = command.add_mutually_exclusive_group()
    for name in ("review", "scores", "candidates"):
        one.add_argument(f"--{name}", action="store_true", help=t(f"cli.types.{name}"))
    one.add_argument("--against", type=_path, metavar="labels.csv", help=t("cli.types.against"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("similar")
    command.add_argument("text", metavar=t("cli.similar.metavar"), help=t("cli.similar.text"))
    command.add_argument("--region", default="", help=t("cli.similar.region"))
    command.add_argument("--corpus", type=_path, help=t("cli.similar.corpus"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("composite")
    command.add_argument("data_file", type=_path, metavar="DATA.csv", help=t("cli.composite.data"))
    command.add_argument("meta", type=_path, metavar="META.csv", help=t("cli.composite.meta"))
    command.add_argument("--method", type=_path, metavar="metode.toml", help=t("cli.composite.method"))
    command.add_argument("--indicators", action="store_true", help=t("cli.composite.indicators"))
    command.add_argument("--assumptions", type=_path, metavar="asumsi.toml", help=t("cli.composite.assumptions"))
    command.add_argument("--replicates", type=int, help=t("cli.composite.replicates"))
    command.add_argument("--seed", type=int, help=t("cli.composite.seed"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("robust")
    command.add_argument("path", type=_path, help=t("cli.help.data"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument(
        "--kind", choices=["rules", "validation", "both"], default="rules", help=t("cli.robust.kind")
    )
    command.add_argument("--assumptions", type=_path, metavar="asumsi.toml", help=t("cli.robust.assumptions"))
    command.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("cli.score.spd"))
    command.add_argument("--replicates", type=int, default=1000, help=t("cli.robust.replicates"))
    command.add_argument("--seed", type=int, default=0, help=t("cli.robust.seed"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("audit")
    command.add_argument("paths", type=_path, nargs="+", metavar="DATA", help=t("cli.audit.paths"))
    command.add_argument("--method", type=_path, metavar="metode.toml", help=t("cli.composite.method"))
    command.add_argument("--size", default="", metavar="Population", help=t("cli.audit.size"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("site")
    command.add_argument("--out", type=_path, default=DEFAULT_OUT, help=t("cli.report.out"))
    return top


def _add_assumptions(command: argparse.ArgumentParser, t: Texts) -> None:
    command.add_argument("--keep", action="append", default=[], metavar="file=0.9", help=t("cli.forecast.keep"))
    command.add_argument("--lowered", metavar="0.5", help=t("cli.forecast.lowered"))
    command.add_argument("--strictness", metavar="0.5", help=t("cli.forecast.strictness"))
    told = t("cli.forecast.refused")
    command.add_argument("--refused", action="append", default=[], metavar="flagged=0.5", help=told)
    command.add_argument("--pairs", type=_path, metavar="pasangan.csv", help=t("cli.forecast.pairs"))


def _add_changes(command: argparse.ArgumentParser, t: Texts) -> None:
    command.add_argument("--set", action="append", default=[], metavar="ID.video=2", help=t("cli.whatif.set"))
    command.add_argument("--send", action="append", default=[], metavar="ID", help=t("cli.whatif.send"))
    command.add_argument("--hold", action="append", default=[], metavar="ID", help=t("cli.whatif.hold"))
    command.add_argument("--add", action="append", default=[], metavar="3x70", help=t("cli.whatif.add"))


def _add_planning(command: argparse.ArgumentParser, t: Texts) -> None:
    command.add_argument("path", type=_path, help=t("cli.help.data"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--region", default="", help=t("cli.send.region"))
    command.add_argument("--year", default="", help=t("cli.send.year"))
    command.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("cli.score.spd"))
    command.add_argument("--must", type=_path, metavar="wajib.txt", help=t("cli.send.must"))
    command.add_argument("--never", type=_path, metavar="tahan.txt", help=t("cli.send.never"))
    command.add_argument("--flagged", choices=["hold", "send"], default="hold", help=t("cli.send.flagged"))
    formats = ["table", "csv", "json", "xlsx"]
    command.add_argument("--format", choices=formats, default="table", help=t("cli.send.format"))
    command.add_argument("--out", dest="workbook", type=_path, metavar="rencana.xlsx", help=t("cli.send.out_help"))


def _add_making(command: argparse.ArgumentParser, t: Texts) -> None:
    command.add_argument("--out", type=_path, default=DEFAULT_OUT, help=t("cli.report.out"))
    command.add_argument("--formats", default="html", metavar="html,pdf,docx,xlsx", help=t("cli.report.formats"))
    command.add_argument("--template", type=_path, metavar="kop.docx", help=t("cli.report.template"))
    command.add_argument("--logo", type=_path, metavar="logo.png", help=t("cli.report.logo"))
    command.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help=t("making.help.workers"))
    # "plain" is papermill's own engine with a kernel a report; for comparisons
    command.add_argument("--engine", choices=["auto", "fast", "plain"], default="auto", help=argparse.SUPPRESS)


def _version() -> str:
    from importlib import metadata

    return f"indeks {metadata.version('indeks')}"
