"""The command called in the process of the tests, as a person would call it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

import pytest

from indeks import cli


class Answer(NamedTuple):
    """What a command gives back."""

    code: int
    out: str
    err: str


@pytest.fixture
def indeks(capsys, monkeypatch) -> Callable[..., Answer]:
    """Call the command with arguments; anything it does not foresee comes through."""
    monkeypatch.setattr(argparse, "_", argparse._)  # the parser gives argparse words of its own

    def call(*arguments: object) -> Answer:
        code = cli.main([str(a) for a in arguments])
        return Answer(code, *capsys.readouterr())

    return call
