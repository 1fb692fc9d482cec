"""The research notebook runs from its first cell to its last, and defines no functions of its own."""

from __future__ import annotations

import ast
import json

import matplotlib as mpl

from support import ROOT

mpl.use("agg")
NOTEBOOK = ROOT / "notebooks" / "research" / "robustness.ipynb"


def test_the_notebook_runs_and_shows_both_uncertainties():
    cells = [c for c in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    assert all(not c["outputs"] for c in cells)
    sources = ["".join(c["source"]) for c in cells]
    assert not any(isinstance(node, ast.FunctionDef) for s in sources for node in ast.walk(ast.parse(s)))
    names: dict[str, object] = {}
    for source in sources:
        exec(compile(source, NOTEBOOK.name, "exec"), names)
    assert (names["widths"]["validation"] >= names["widths"]["rules"]).mean() > 0.5
    mpl.pyplot.close("all")
