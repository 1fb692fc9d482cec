"""Kinds of report: their parameters are those of their notebooks, and a notebook of one's own is a kind too."""

from __future__ import annotations

import nbformat
import pytest
from papermill import inspect_notebook

from indeks.making import choose, run
from indeks.making.jobs import job
from indeks.reports.kinds import KINDS, kind_of
from indeks.reports.parameters import ReportError
from indeks.texts import texts
from support import CONTOH, EXAMPLE

ID = texts("id")


@pytest.fixture
def own_notebook(tmp_path):
    """A function that writes a notebook with a cell of parameters."""

    def write(parameters: str, code: str = "print(year)", tags: tuple[str, ...] = ("parameters",)) -> str:
        notebook = nbformat.v4.new_notebook(metadata={"language_info": {"name": "python"}})
        notebook.cells = [
            nbformat.v4.new_code_cell(parameters, metadata={"tags": list(tags)}),
            nbformat.v4.new_code_cell(code),
        ]
        path = tmp_path / "Pertanyaan Saya.ipynb"
        nbformat.write(notebook, path)
        return str(path)

    return write


def test_kinds_are_called_as_lists_of_reports_call_them():
    assert list(KINDS) == ["city", "year", "types", "plan"]
    assert all(kind.name == name for name, kind in KINDS.items())


@pytest.mark.parametrize("name", KINDS)
def test_parameters_are_those_that_papermill_finds_in_the_notebook(name):
    in_notebook = inspect_notebook(str(KINDS[name].notebook))
    assert set(KINDS[name].parameters) == set(in_notebook)
    assert {p: repr(v) for p, v in KINDS[name].parameters.items()} == {
        p: in_notebook[p]["default"].replace('"', "'") for p in in_notebook
    }


@pytest.mark.parametrize("name", KINDS)
def test_a_checked_report_gives_its_notebook_every_parameter(name):
    kind = KINDS[name]
    given = {
        n: v for n, v in {"region": CONTOH, "data": str(EXAMPLE), "year": "2026"}.items() if n in kind.parameters
    }
    checked = kind.check(given)
    assert set(checked) == set(kind.parameters)
    assert kind.check(checked) == checked
    assert kind.file_name(checked).endswith(".id")
    assert "2026" in kind.title(checked)


@pytest.mark.parametrize("name", KINDS)
def test_a_parameter_that_the_notebook_lacks_is_refused(name):
    with pytest.raises(ReportError, match="abad"):
        KINDS[name].check({"year": 2026, "abad": 21})


def test_a_notebook_of_ones_own_gets_what_its_cell_has(own_notebook, tmp_path):
    path = own_notebook('region = "99.71"\nyear = 2026\nlang = "id"\nbound: float = 1 / 2')
    assert kind_of(path).parameters == {"region": "99.71", "year": 2026, "lang": "id", "bound": None}
    choice = choose.Choice(years="2023-2024", regions="19.71, Kota Contoh", langs="id,en", notebook=path)
    jobs = choose.jobs(choice, tmp_path / "out", ID)
    assert [j.stem.relative_to(tmp_path / "out").as_posix() for j in jobs][:3] == [
        "2023/pertanyaan-saya-kota-pangkalpinang-19.71-2023.id",
        "2023/pertanyaan-saya-kota-pangkalpinang-19.71-2023.en",
        "2023/pertanyaan-saya-kota-contoh-99.71-2023.id",
    ]
    assert len(jobs) == 8
    assert jobs[0].parameters == {"region": "19.71", "year": 2023, "lang": "id"}
    assert jobs[0].title == "Pertanyaan Saya: Kota Pangkalpinang 2023"


@pytest.mark.parametrize(
    ("parameters", "tags", "options", "match"),
    [
        ("year = 2026", ("parameters",), {}, "lang"),
        ('lang = "id"', ("parameters",), {}, "year"),
        ('year = 2026\nlang = "id"', ("parameters",), {}, "region"),
        ('region = ""\nyear = 2026\nlang = "id"', ("parameters",), {"edition": "iid-2026"}, "edition"),
        ('region = ""\nyear = 2026\nlang = "id"', (), {}, "sel bertanda parameters"),
        ("year = = 2026", ("parameters",), {}, "sel bertanda parameters"),
    ],
)
def test_a_notebook_that_does_not_fit_is_told(own_notebook, tmp_path, parameters, tags, options, match):
    path = own_notebook(parameters, tags=tags)
    with pytest.raises(ReportError, match=match):
        choose.jobs(choose.Choice(years="2023", regions="19.71", notebook=path, **options), tmp_path, ID)


def test_a_notebook_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ReportError, match="sel bertanda parameters"):
        job(str(tmp_path / "tidak-ada.ipynb"), {"year": 2023}, tmp_path)


@pytest.mark.notebook
def test_a_notebook_of_ones_own_becomes_a_report(own_notebook, tmp_path):
    code = (
        "from indeks.document.blocks import Banner, Heading, show\n"
        "show([Banner(f'Satu {year}', 'dua', [('a', 'b')]), Heading(region, 'tiga')])"
    )
    path = own_notebook('region = ""\nyear = 2026\nlang = "id"', code)
    report = job(path, {"region": "19.71", "year": 2023, "lang": "id"}, tmp_path / "out")
    run.make(report)
    assert "Satu 2023" in report.page.read_text(encoding="utf-8")
    assert run.is_fresh(report)
    assert str(tmp_path) not in report.manifest.read_text(encoding="utf-8")
