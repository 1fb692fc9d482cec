"""The public names: few, lazily loaded, typed for editors, documented."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import indeks

STUB = Path(indeks.__file__).with_suffix(".pyi")


def test_the_stub_names_what_the_package_names_from_the_same_places():
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    typed = {
        alias.asname: f"{node.module}:{alias.name}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == indeks._PUBLIC
    listed = next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign))
    assert sorted(listed) == sorted(indeks.__all__)


@pytest.mark.parametrize("name", indeks.__all__)
def test_every_public_name_is_a_function_or_a_type_and_says_what_it_is(name):
    value = getattr(indeks, name)
    assert inspect.isfunction(value) or inspect.isclass(value)
    assert inspect.getdoc(value)


@pytest.mark.parametrize("name", [n for n in indeks.__all__ if n[0].islower()])
def test_a_public_function_tells_what_it_takes_and_gives(name):
    text = inspect.getdoc(getattr(indeks, name)) or ""
    assert "Parameters\n----------" in text, name
    assert "Returns\n-------" in text, name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'skor'"):
        indeks.skor  # noqa: B018


def test_importing_the_package_loads_nothing_slow():
    code = (
        "import indeks, sys; print([m for m in ('pandas', 'numpy', 'matplotlib', 'sklearn') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
