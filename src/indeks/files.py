"""Files that come with the library, and files that appear whole or not at all.

A wheel carries ``data/raw`` and ``notebooks`` inside the package; in a checkout they stand at its root. A file is
written beside its place under a name that tells whose it is; what a process that is gone has left behind is found
by that name and removed at the next run.
"""

from __future__ import annotations

import os
import re
import socket
import stat
import time
import tomllib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1]


def path(*parts: str) -> Path:
    """Return the path of a file or folder that comes with the library.

    Parameters
    ----------
    *parts
        Parts of the path from the root of the project, such as ``"data", "raw", "regions.csv"``.

    Raises
    ------
    FileNotFoundError
        If it is neither in the installed package nor in the checkout.

    Examples
    --------
    >>> path("data", "raw", "regions.csv").name
    'regions.csv'
    """
    candidates = [PACKAGE.joinpath(*parts), CHECKOUT.joinpath(*parts)]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    raise FileNotFoundError(" | ".join(str(c) for c in candidates))


def raw(name: str) -> Path:
    """Return the path of a file of ``data/raw``, such as ``"regions.csv"``."""
    return path("data", "raw", name)


MISSING, FOLDER, SPECIAL = "missing", "folder", "special"
"""What keeps a path from being read: nothing is there, a folder, or a device, pipe or socket."""


def obstacle(path: str | Path, *, folder: bool = False) -> str:
    """Return what keeps a path from being read, or ``""``; it is never opened: a pipe would wait for ever.

    Parameters
    ----------
    path
        A path somebody gave; a link stands for what it leads to.
    folder
        Whether a folder will do as well as a file.

    Returns
    -------
    str
        :data:`MISSING`, :data:`FOLDER`, :data:`SPECIAL` or ``""``. Whether the file may be read is not asked.

    Examples
    --------
    >>> obstacle(raw("regions.csv")), obstacle(raw("contoh")), obstacle(raw("contoh"), folder=True)
    ('', 'folder', '')
    >>> obstacle("no/such/file")
    'missing'
    """
    try:
        mode = Path(path).stat().st_mode
    except PermissionError:  # whoever opens it says so
        return ""
    except (OSError, ValueError):  # a circle of links, a name too long, a NUL in it
        return MISSING
    if stat.S_ISREG(mode):
        return ""
    if stat.S_ISDIR(mode):
        return "" if folder else FOLDER
    return SPECIAL


MAX_PARTS = 500
"""Dots in a line before its ``=``; what is read of a key costs the square of its parts."""


def toml(path: Path, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Read a TOML file, with or without the mark that Windows editors put in front.

    Raises
    ------
    OSError
        If it cannot be read.
    UnicodeDecodeError
        If it is not UTF-8.
    tomllib.TOMLDecodeError
        If it is not TOML, or has digits, brackets or parts of a key by the thousand, which nobody writes.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        error.filename = error.filename or str(path)  # what fails in mid-read does not say of which file
        raise
    for number, line in enumerate(text.splitlines(), start=1):
        if line.partition("=")[0].count(".") > MAX_PARTS:
            raise tomllib.TOMLDecodeError(f"Key too long (at line {number})")
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError:
        raise
    except (ValueError, ArithmeticError):
        raise tomllib.TOMLDecodeError("Number too long") from None
    except RecursionError:
        raise tomllib.TOMLDecodeError("Nested too deeply") from None


ABANDONED = 24 * 3600
"""Seconds after which a file counts as left behind where nobody can ask its process: elsewhere, or on Windows."""
_NAME = re.compile(r"\..+\.(?P<host>[\w-]*)~(?P<pid>\d+)\.part(\.\w+)?")


def beside(path: Path, pid: int | None = None, ending: str | None = None) -> Path:
    """Return the name under which a process writes a file until it is whole.

    Examples
    --------
    >>> beside(Path("a/b.id.html"), 7).name == f".b.id.{host()}~7.part.html"
    True
    """
    ending = path.suffix if ending is None else ending
    return path.with_name(f".{path.stem}.{host()}~{os.getpid() if pid is None else pid}.part{ending}")


def host() -> str:
    """Return the name of this machine as it can stand in a file name."""
    return re.sub(r"[^\w-]", "-", socket.gethostname())


def write(path: Path, content: str | bytes) -> Path:
    """Write a file, replacing one of its name only when the new one is whole; return its path.

    What processes that are gone have left in its folder goes when the first file is written there.
    """
    if path.parent not in _cleaned:
        _cleaned.add(path.parent)
        clean([path.parent])
    partial = beside(path)
    try:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)
        return partial.replace(path)
    except BaseException as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None  # the file that was asked for, not the one beside it
        raise


_cleaned: set[Path] = set()
"""Folders in which this process has looked for what others left."""


def remove(path: Path, pid: int) -> None:
    """Remove whatever a process that has ended left of a report; ``path`` is any of the report's files."""
    for left in path.parent.glob(f".*.{host()}~{pid}.part*"):
        left.unlink(missing_ok=True)


def clean(folders: Iterable[Path]) -> list[Path]:
    """Remove the files of processes that have ended from some folders; return their paths."""
    removed = []
    for folder in folders:
        for path in folder.glob(".*.part*"):
            if _left_behind(path):
                with suppress(PermissionError):
                    path.unlink(missing_ok=True)
                    removed.append(path)
    return removed


def _left_behind(path: Path) -> bool:
    name = _NAME.fullmatch(path.name)
    if not name:  # it is not ours: people have files of that kind from other programs
        return False
    if name["host"] == host() and os.name == "posix":  # to ask after a process of Windows would end it
        return not _alive(int(name["pid"]))
    try:
        return time.time() - path.stat().st_mtime > ABANDONED
    except FileNotFoundError:
        return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        pass
    return True
