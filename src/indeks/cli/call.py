"""What a call means: its options as years, totals and paths. What cannot be meant is told, and ends with 2."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from indeks import files
from indeks.errors import Faults, IndeksError
from indeks.problems import DataError, visible

FOLDERS = frozenset({"path", "data", "corpus", "old", "new"})
"""Options that take a folder of tables as well as a file."""
INPUTS = (
    "path", "old", "new", "per_agency", "data", "edition", "list", "corpus", "lexicon", "against", "notebook",
    "template", "logo", "cover", "pairs", "must", "never", "effort", "data_file", "meta", "method", "assumptions",
)  # fmt: skip
"""Options that name what is read; ``path`` is the argument without a name."""
ARGUMENTS = ("path", "data_file", "meta")
"""Inputs that are arguments without a name."""
RULES = ("edition", "list", "lexicon", "cover", "effort", "method", "assumptions")
"""Options that name a TOML file."""
MAX_TOTAL = 10**6
"""Points that no edition comes near; of greater numbers the exact arithmetic could not tell the decimals."""
MAX_RULES = 4 * 1024 * 1024
"""Bytes of a TOML file; the largest of the library has 60 thousand, a list of all regions 1 million."""


class Misuse(IndeksError):
    """The call cannot be carried out as it stands: an option, its value, or the path it names.

    Parameters
    ----------
    key
        Key of the catalogue, or the error that says what is wrong.
    **values
        What fills its placeholders.
    """

    def __init__(self, key: str | IndeksError, /, **values: object) -> None:
        shown = {k: visible(str(v)) if isinstance(v, (str, Path)) else v for k, v in values.items()}
        super().__init__(key.key if isinstance(key, IndeksError) else key, **shown)
        self.cause = key if isinstance(key, IndeksError) else None

    def text(self, lang: str) -> str:
        """Return the message in a language."""
        return self.cause.text(lang) if self.cause else super().text(lang)


@contextmanager
def of_the_call(*kinds: type[IndeksError]) -> Iterator[None]:
    """Tell errors of a block as errors of the call: all but those of what stands in a file, or some kinds only."""
    try:
        yield
    except IndeksError as error:
        of_a_file = isinstance(error, (DataError, Faults))
        if isinstance(error, Misuse) or not (isinstance(error, kinds) if kinds else not of_a_file):
            raise
        raise Misuse(error) from None


def is_utf8(text: str) -> bool:
    """Whether a text of the command line is one: a name of other bytes comes with stand-ins for them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def year_of(text: str) -> int:
    """Return a year as typed; Misuse for anything but four digits."""
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise Misuse("cli.year", text=text)
    return int(text)


def total_of(text: str) -> Decimal:
    """Return an SPD total as typed; Misuse for what is no number or below zero."""
    from indeks.intake import NumberError, parse_number

    try:
        total = parse_number(text, whole=False)
    except NumberError:
        raise Misuse("cli.spd.number", text=text) from None
    if not 0 <= total < MAX_TOTAL:
        raise Misuse("cli.spd.number", text=text)
    return total


def totals_of(texts: Sequence[str]) -> dict[str, Decimal]:
    """Return SPD totals such as ``19.71=45.5`` by what is written for the region; Misuse for anything else."""
    totals: dict[str, Decimal] = {}
    for text in texts:
        region, equals, total = (part.strip() for part in text.partition("="))
        if not (region and equals and total):
            raise Misuse("cli.spd.form", text=text)
        if region in totals:
            raise Misuse("cli.spd.twice", region=region)
        totals[region] = total_of(total)
    return totals


def check_paths(options: argparse.Namespace) -> None:
    """Refuse the paths of a call that cannot be read as what they are given for; Misuse for the first of them."""
    for name in INPUTS:
        given = getattr(options, name, None)
        if given and not (name == "path" and options.command == "template"):
            _check_input(name, str(given), home="data" in options)
    paths = getattr(options, "paths", None) or []
    if options.command == "audit" or not any(path.exists() for path in paths):  # merge does with what is there
        for given in paths:
            _check_input("path", str(given), home=False)
    for out in (getattr(options, "out", None), getattr(options, "folder", None)):
        if out is not None and out.exists() and not out.is_dir():
            raise Misuse("cli.path.no_folder", path=f"--out {out}")


def _check_input(name: str, given: str, *, home: bool) -> None:
    """Look at what stands at a path; ``home`` where ``~`` means the user's own folder."""
    from indeks.edition import available

    if (name == "edition" and given in available()) or _shipped(name, given):
        return
    path = Path(given).expanduser() if home else Path(given)
    where = given if name in ARGUMENTS else f"--{name} {given}"
    obstacle = files.obstacle(path, folder=name in FOLDERS)
    if obstacle == files.MISSING and name == "edition":
        raise Misuse("cli.path.no_edition", path=where, known=", ".join(available()))
    if obstacle:
        raise Misuse(f"cli.path.{obstacle}", path=where)
    if name in RULES and path.stat().st_size > MAX_RULES:
        raise Misuse("cli.path.too_large", path=where, limit=MAX_RULES // 1024**2)


def _shipped(name: str, given: str) -> bool:
    """Whether a path means what comes with the library and is found from anywhere."""
    if files.obstacle(given, folder=True) != files.MISSING:
        return False
    if name == "data":
        from indeks.reports.parameters import is_shipped

        return is_shipped(given)
    if name == "list":
        from indeks.making.jobs import SHIPPED_LIST

        return Path(given) == SHIPPED_LIST
    return False
