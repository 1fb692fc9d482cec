"""What a case is: what is called, and what must come. Recipes make cases; each is registered under its format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from .scorer import Scores, scores
from .worlds import World


@dataclass(frozen=True)
class Expect:
    """What must come.

    A refusal needs one of the exit codes of ``exits`` and a message that has every one of ``says``; a tuple there stands
    for words of which one is enough. What is scored has to have just these ``scores``, and ``out`` must stand in what is
    printed, messages included. ``refusal`` and ``success`` tell which of the two may come.
    """

    scores: Scores | None = None
    says: tuple[str | tuple[str, ...], ...] = ()
    out: tuple[str | tuple[str, ...], ...] = ()
    exits: tuple[int, ...] = (1,)
    refusal: bool = True
    success: bool = False
    makes: tuple[str, ...] = ()
    """Files and folders that may be new afterwards, as patterns."""
    verify: Callable[[], str] | None = None
    """Looks at what was made; returns what is wrong with it."""


Call = list[str] | Callable[[], Any]
"""Arguments of the command line; or a call of the library, whose result is a table of scores or a text."""


@dataclass(frozen=True)
class Case:
    """One input on the disk or in memory, and what must come."""

    call: Call
    expect: Expect
    encoding: str = "utf-8"
    """What the terminal can show."""
    file_size: int = 0
    """Largest file in bytes that may be written; 0 for no limit. A full disk looks the same."""


Recipe = Callable[[Random, Path], Case]


@dataclass(frozen=True)
class Entry:
    """A recipe and how it is run."""

    kind: str
    recipe: Recipe
    weight: int
    reports: bool = False

    @property
    def name(self) -> str:
        """What the recipe is called."""
        return self.recipe.__name__


ENTRIES: list[Entry] = []
"""Every recipe; the modules of the formats fill it when they are imported."""


def recipe(kind: str, *, weight: int = 1, reports: bool = False) -> Callable[[Recipe], Recipe]:
    """Register a recipe.

    Parameters
    ----------
    kind
        The format that it is about.
    weight
        How often it comes in a round.
    reports
        Whether it makes a report, which takes seconds: such recipes come in the first round only.
    """

    def note(made: Recipe) -> Recipe:
        ENTRIES.append(Entry(kind, made, weight, reports))
        return made

    return note


def right(world: World, *out: str | tuple[str, ...]) -> Expect:
    """The right score, with certain words told beside it."""
    return Expect(scores(world), out=out, refusal=False, success=True)


def refused(*says: str | tuple[str, ...], exits: tuple[int, ...] = (1,)) -> Expect:
    """A message of ours that names the place."""
    return Expect(says=says, exits=exits)


def right_or_refused(world: World, *says: str | tuple[str, ...]) -> Expect:
    """Either the right score or a refusal that names the place: never a wrong score."""
    return Expect(scores(world), says=says, success=True)


def done(
    *out: str | tuple[str, ...], makes: tuple[str, ...] = (), verify: Callable[[], str] | None = None
) -> Expect:
    """Success with certain words printed."""
    return Expect(out=out, refusal=False, success=True, makes=makes, verify=verify)


def misused(*says: str | tuple[str, ...]) -> Expect:
    """A wrong call: exit code 2 and a message."""
    return Expect(says=says, exits=(2,))


def score_of(path: Path | str, *more: str) -> list[str]:
    """Arguments that score a dataset and print it for programs."""
    return ["score", str(path), "--format", "csv", *more]
