"""The edge of the command: streams that take every text, and one line for what nobody has foreseen."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from indeks.cli.arguments import FAILED, OK, UNFORESEEN
from indeks.problems import system_text, visible
from indeks.texts import Texts

DEBUG = "INDEKS_DEBUG"
"""Variable of the environment that lets an error nobody has foreseen come through with its trace; tests set it."""


def guarded(command: Callable[[], int], t: Texts) -> int:
    """Run a command and return its exit code; what nobody has foreseen becomes one line and code 70."""
    _ready()
    try:
        code = command()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe, such as head, has gone
        _abandon(sys.stdout)
        return OK
    except OSError as error:  # the output has no room
        _abandon(sys.stdout)
        error.filename = error.filename or t("cli.output")
        complain(system_text(error, t))
        return FAILED
    except MemoryError:
        complain(t("cli.memory"))
        return FAILED
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        complain(t("cli.unforeseen", what=_in_one_line(error), variable=DEBUG))
        return UNFORESEEN
    return code


def complain(text: str) -> None:
    """Print a message to standard error, what steers a terminal as escapes; the exit code tells all the same."""
    lines = [visible(line) for line in text.split("\n")]
    with suppress(OSError, ValueError):
        print("\n".join(lines), file=sys.stderr, flush=True)


def show_json(text: str) -> None:
    """Print JSON; what the stream cannot write stands in the escapes of JSON, such as ``\\u2013``."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = re.sub(r"[^\x00-\x7f]", lambda letter: json.dumps(letter[0])[1:-1], text)
    print(text)


def _ready() -> None:
    """Make the streams fit for every text, and for a caller who has closed them."""
    for number in range(3):  # a file opened later must not stand in the place of a stream
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # consoles of one language, names that are not UTF-8
            stream.reconfigure(errors="backslashreplace")


def _abandon(stream: object) -> None:
    """Lead a stream nobody reads into nothing, so that the end of the process is not told of it again."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined]
        os.close(nowhere)


def _in_one_line(error: Exception) -> str:
    """Return kind, place and message of an error."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    message = " ".join(traceback.format_exception_only(error)[-1].split())
    return f"{Path(place.filename).name}:{place.lineno}: {message[:300]}"
