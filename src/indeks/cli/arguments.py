"""The arguments of the command line and their help, in the language asked for; the commands act on them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

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
        """Keep a value; an error where the option has one already."""
        given = vars(namespace).setdefault("_given", set())
        if option and self.dest in given:
            parser.error(_Parser.t("cli.twice", option=option))
        given.add(self.dest)
        setattr(namespace, self.dest, values)


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
        print(self.t("cli.error", message=message), file=sys.stderr)
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
    command.add_argument("path", type=Path, nargs="?", help=t("cli.template.path"))
    command.add_argument("--per-agency", type=Path, metavar="opd.csv", help=t("cli.template.per_agency"))
    command.add_argument("--out", dest="folder", type=Path, metavar="folder/", help=t("cli.template.out"))

    command = add("check")
    command.add_argument("path", type=Path, help=t("cli.help.data"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--format", choices=["table", "json"], default="table", help=t("cli.check.format"))

    command = add("merge")
    command.add_argument("paths", type=Path, nargs="+", metavar="folder", help=t("cli.merge.paths"))
    told = t("cli.merge.out")
    command.add_argument("--out", dest="workbook", type=Path, required=True, metavar="daerah.xlsx", help=told)
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--format", choices=["table", "json"], default="table", help=t("cli.check.format"))

    command = add("diff")
    command.add_argument("old", type=Path, help=t("cli.diff.old"))
    command.add_argument("new", type=Path, help=t("cli.diff.new"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("score")
    command.add_argument("path", type=Path, help=t("cli.help.data"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("cli.score.spd"))
    command.add_argument("--by", choices=["region", "innovation"], default="region", help=t("cli.score.by"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("batch", lang=False)
    command.add_argument("--years", default="", metavar="2021-2025", help=t("making.help.years"))
    command.add_argument("--regions", default="", metavar="all", help=t("making.help.regions"))
    command.add_argument("--national", action="store_true", help=t("making.help.national"))
    command.add_argument("--lang", default=t.lang, metavar="id,en", help=t("making.help.lang"))
    command.add_argument("--data", default="", help=t("making.help.data"))
    command.add_argument("--edition", default="", help=t("cli.help.edition"))
    command.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("making.help.spd"))
    command.add_argument("--notebook", type=Path, metavar="buatan-sendiri.ipynb", help=t("making.help.notebook"))
    command.add_argument("--list", type=Path, help=t("making.help.list"))
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
    command.add_argument("--list", type=Path, help=t("cli.report.list"))
    _add_making(command, t)

    command = add("types")
    command.add_argument("path", type=Path, help=t("cli.types.path"))
    command.add_argument("--lexicon", type=Path, metavar="leksikon.toml", help=t("cli.types.lexicon"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("similar")
    command.add_argument("text", metavar=t("cli.similar.metavar"), help=t("cli.similar.text"))
    command.add_argument("--region", default="", help=t("cli.similar.region"))
    command.add_argument("--corpus", type=Path, help=t("cli.similar.corpus"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("composite")
    command.add_argument("data_file", type=Path, metavar="DATA.csv", help=t("cli.composite.data"))
    command.add_argument("meta", type=Path, metavar="META.csv", help=t("cli.composite.meta"))
    command.add_argument("--method", type=Path, metavar="metode.toml", help=t("cli.composite.method"))
    command.add_argument("--indicators", action="store_true", help=t("cli.composite.indicators"))
    command.add_argument("--assumptions", type=Path, metavar="asumsi.toml", help=t("cli.composite.assumptions"))
    command.add_argument("--replicates", type=int, help=t("cli.composite.replicates"))
    command.add_argument("--seed", type=int, help=t("cli.composite.seed"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("robust")
    command.add_argument("path", type=Path, help=t("cli.help.data"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument(
        "--kind", choices=["rules", "validation", "both"], default="rules", help=t("cli.robust.kind")
    )
    command.add_argument("--assumptions", type=Path, metavar="asumsi.toml", help=t("cli.robust.assumptions"))
    command.add_argument("--spd", action="append", default=[], metavar="19.71=45.5", help=t("cli.score.spd"))
    command.add_argument("--replicates", type=int, default=1000, help=t("cli.robust.replicates"))
    command.add_argument("--seed", type=int, default=0, help=t("cli.robust.seed"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("audit")
    command.add_argument("paths", type=Path, nargs="+", metavar="DATA", help=t("cli.audit.paths"))
    command.add_argument("--method", type=Path, metavar="metode.toml", help=t("cli.composite.method"))
    command.add_argument("--size", default="", metavar="Population", help=t("cli.audit.size"))
    command.add_argument("--edition", help=t("cli.help.edition"))
    command.add_argument("--format", choices=["table", "csv", "json"], default="table", help=t("cli.score.format"))

    command = add("site")
    command.add_argument("--out", type=Path, default=DEFAULT_OUT, help=t("cli.report.out"))
    return top


def _add_making(command: argparse.ArgumentParser, t: Texts) -> None:
    command.add_argument("--out", type=Path, default=DEFAULT_OUT, help=t("cli.report.out"))
    command.add_argument("--formats", default="html", metavar="html,pdf,docx,xlsx", help=t("cli.report.formats"))
    command.add_argument("--template", type=Path, metavar="kop.docx", help=t("cli.report.template"))
    command.add_argument("--logo", type=Path, metavar="logo.png", help=t("cli.report.logo"))
    command.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help=t("making.help.workers"))
    # "plain" is papermill's own engine with a kernel a report; for comparisons
    command.add_argument("--engine", choices=["auto", "fast", "plain"], default="auto", help=argparse.SUPPRESS)


def _version() -> str:
    from importlib import metadata

    return f"indeks {metadata.version('indeks')}"
