"""The notebooks to think in and to begin with: short cells, no output kept, run by papermill from top to bottom."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import nbformat
import papermill
import pytest

from support import ROOT

NOTEBOOKS = ROOT / "notebooks"
SMALL = {"REGIONS": 40, "INNOVATIONS": 900, "YEARS": 2}
GIVEN = {  # parameters that keep a run short, how many figures and tables it shows, and what must stand in it
    "research/method_reproduction.ipynb": ({}, 0, 17, ["(52.25 + 1810 / 28 + 10.64) / 250 * 100", "1.462,00", "51,01"]),
    "research/explore_region.ipynb": ({}, 3, 8, ["PARKIR TERTIB NONTUNAI"]),
    "research/compare_regions.ipynb": (SMALL, 5, 5, []),
    "research/published_history.ipynb": ({}, 2, 9, ["63,85"]),
    "research/types.ipynb": ({}, 2, 6, ["kesehatan"]),
    "mulai.ipynb": ({"FORMATS": "html"}, 0, 2, ["DATA SINTETIS", "48,43"]),
}
MOST_CELLS = 19


def code(name: str) -> list[dict]:
    cells = json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def every() -> list[str]:
    return sorted(str(p.relative_to(NOTEBOOKS)) for p in [*NOTEBOOKS.glob("research/*.ipynb"), NOTEBOOKS / "mulai.ipynb"])


@pytest.mark.parametrize("name", every())
def test_a_notebook_is_short_defines_nothing_and_keeps_no_output(name):
    cells = code(name)
    assert len(cells) <= MOST_CELLS
    for cell in cells:
        source = "".join(cell["source"])
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert source.count("\n") < 15
        assert not any(isinstance(n, ast.FunctionDef | ast.ClassDef) for n in ast.walk(ast.parse(source)))


def run(name: str, folder: Path, **parameters: object) -> nbformat.NotebookNode:
    target = folder / f"{Path(name).stem}.ipynb"
    papermill.execute_notebook(
        str(NOTEBOOKS / name), str(target), parameters=parameters, kernel_name="python3", progress_bar=False,
        log_output=False, cwd=str(folder), extra_arguments=["--IPKernelApp.log_level=40"],
    )  # fmt: skip
    return nbformat.read(target, as_version=4)


def shown(nb: nbformat.NotebookNode, kind: str) -> list[str]:
    outputs = [o for c in nb.cells if c.cell_type == "code" for o in c.outputs]
    return ["".join(o.data[kind]) for o in outputs if kind in o.get("data", {})]


@pytest.mark.notebook
@pytest.mark.parametrize("name", GIVEN)
def test_a_notebook_runs_from_top_to_bottom_and_shows_its_tables_and_figures(name, tmp_path):
    given, figures, tables, words = GIVEN[name]
    nb = run(name, tmp_path, **given)
    outputs = [o for c in nb.cells if c.cell_type == "code" for o in c.outputs]
    assert [o for o in outputs if o.output_type == "error"] == []
    assert [o.text for o in outputs if o.output_type == "stream"] == []
    assert len(shown(nb, "image/png")) == figures
    html = [h for h in shown(nb, "text/html") if "<table" in h]
    assert len(html) == tables
    for word in words:
        assert any(word in h for h in html), word


@pytest.mark.notebook
def test_a_changed_parameter_changes_what_is_shown(tmp_path):
    nb = run("research/published_history.ipynb", tmp_path, REGION="Kabupaten Tegal", YEAR=2025, LANG="en")
    html = "".join(shown(nb, "text/html"))
    assert "77.59" in html
    assert "59.02" not in shown(nb, "text/html")[0]


@pytest.mark.notebook
def test_a_wrong_parameter_gives_one_line(tmp_path):
    with pytest.raises(papermill.PapermillExecutionError) as raised:
        run("research/published_history.ipynb", tmp_path, REGION="Kota Pangkal Pinang Baru")
    nb = nbformat.read(tmp_path / "published_history.ipynb", as_version=4)
    (error,) = [o for c in nb.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "error"]
    assert "Pangkalpinang" in error.evalue
    assert error.traceback == error.evalue.splitlines()
    assert raised.value.ename == "UnknownRegion"


@pytest.mark.notebook
def test_errors_speak_the_language_of_the_notebook(tmp_path):
    with pytest.raises(papermill.PapermillExecutionError) as raised:
        run("research/explore_region.ipynb", tmp_path, LANG="en", DATA="not-there.xlsx")
    assert "There is no file or folder not-there.xlsx." in raised.value.evalue
