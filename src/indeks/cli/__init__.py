"""The command line: arguments in, messages out. Each group of commands has a module, loaded when it is called.

Exit codes: 0 done, 1 the data or a report has errors or the system refused, 2 the command was called wrongly,
70 a fault of the program itself, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from indeks import errors
from indeks.cli import call, edge
from indeks.cli.arguments import FAILED, INTERRUPTED, MISUSED, language, parser
from indeks.errors import IndeksError
from indeks.making import interrupts
from indeks.problems import system_text
from indeks.texts import Texts, texts

GROUPS = {
    "editions": "data",
    "template": "data",
    "check": "data",
    "merge": "agencies",
    "diff": "agencies",
    "score": "data",
    "forecast": "forecast",
    "whatif": "forecast",
    "send": "send",
    "plan": "plan",
    "report": "reports",
    "batch": "reports",
    "site": "reports",
    "types": "types",
    "similar": "types",
    "composite": "composites",
    "audit": "robustness",
    "robust": "robustness",
}
"""The module of each command; its function has the command's name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. Faults of data, use and system are messages, never traces."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    t = texts(language(arguments))
    errors.speak(t.lang)
    if argv is None:
        interrupts.quietly()
    return edge.guarded(lambda: _run(arguments, t), t)


def _run(arguments: Sequence[str], t: Texts) -> int:
    try:
        with interrupts.watched():
            return _command(arguments, t)
    except KeyboardInterrupt:
        making = {"report", "batch"} & set(arguments)
        edge.complain(t("making.run.interrupted" if making else "cli.interrupted"))
        return INTERRUPTED
    except IndeksError as error:
        edge.complain(error.text(t.lang))
        return MISUSED if isinstance(error, call.Misuse) else FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        edge.complain(system_text(error, t))
        return FAILED


def _command(arguments: Sequence[str], t: Texts) -> int:
    try:
        options = parser(t).parse_args(arguments)
    except SystemExit as told:  # help, version, or what is wrong
        return int(told.code or 0)
    call.check_paths(options)
    return getattr(import_module(f"indeks.cli.{GROUPS[options.command]}"), options.command)(options, t)
