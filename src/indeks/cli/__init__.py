"""The command line: arguments in, messages out. Each group of commands has a module, loaded when it is called.

Exit codes: 0 done, 1 the data or a report has errors, 2 the command was called wrongly, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from indeks import errors
from indeks.cli.arguments import FAILED, INTERRUPTED, OK, language, parser
from indeks.errors import IndeksError
from indeks.making import interrupts
from indeks.problems import system_text
from indeks.texts import texts

GROUPS = {
    "editions": "data",
    "template": "data",
    "check": "data",
    "score": "data",
    "report": "reports",
    "batch": "reports",
    "site": "reports",
    "types": "types",
    "similar": "types",
}
"""The module of each command; its function has the command's name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. Faults of data or use are messages, never traces."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    t = texts(language(arguments))
    errors.speak(t.lang)
    if argv is None:
        interrupts.quietly()
    try:
        with interrupts.watched():
            options = parser(t).parse_args(arguments)
            return getattr(import_module(f"indeks.cli.{GROUPS[options.command]}"), options.command)(options, t)
    except KeyboardInterrupt:
        made = {"report", "batch"} & set(arguments)
        print(t("making.run.interrupted" if made else "cli.interrupted"), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe, such as head, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except IndeksError as error:
        print(error.text(t.lang), file=sys.stderr)
        return FAILED
    except OSError as error:
        print(system_text(error, t), file=sys.stderr)
        return FAILED
