"""Reports from end to end: whole pages, honest failures, and no work that is not needed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import openpyxl
import pytest

from indeks import regions, site
from indeks.errors import IndeksError
from indeks.making import batch, run
from indeks.making.jobs import job, plan
from indeks.reports.kind import slug
from indeks.reports.parameters import ReportError
from indeks.reports.region import facts
from support import ROOT

pytestmark = pytest.mark.notebook


def test_a_report_is_page_notebook_and_manifest(made):
    report = made["contoh", "id"]
    assert report.page.name == "kota-contoh-99.71.id.html"
    nb = nbformat.read(report.notebook, as_version=4)
    assert all(c.execution_count for c in nb.cells if c.cell_type == "code")
    told = json.loads(report.manifest.read_text(encoding="utf-8"))
    assert told["parameters"]["region"] == "99.71"
    assert told["edition"]["id"] == "iid-2026"
    assert len(told["data"]["sha256"]) == 64
    assert {"indeks", "pandas", "matplotlib"} <= set(told["versions"])
    assert told["seed"] == 2026
    assert str(ROOT) not in report.manifest.read_text(encoding="utf-8")


def test_nothing_is_left_beside_the_reports(made):
    folder = made["contoh", "id"].page.parents[1]
    assert [p for p in folder.rglob("*") if p.is_file() and p.name.startswith(".")] == []


def test_a_second_run_does_no_work(made):
    before = {key: report.page.stat().st_mtime_ns for key, report in made.items()}
    again = batch.make_all(made.values())
    assert (again.made, again.failures) == ([], [])
    assert len(again.fresh) == len(made)
    assert {key: report.page.stat().st_mtime_ns for key, report in made.items()} == before


@pytest.mark.parametrize("damage", ["page", "notebook", "manifest", "cut", "json"])
def test_a_damaged_report_is_not_up_to_date(made, damage, tmp_path):
    source = made["nasional", "id"]
    shutil.copytree(source.page.parent, tmp_path / "2023")
    report = job("year", {"year": 2023}, tmp_path)
    assert run.is_fresh(report)
    if damage == "cut":
        report.page.write_text(report.page.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    elif damage == "json":
        report.manifest.write_text("{", encoding="utf-8")
    else:
        getattr(report, damage).unlink()
    assert not run.is_fresh(report)


def test_changed_data_make_a_report_out_of_date(made, tmp_path):
    data = tmp_path / "kota-contoh-2026.xlsx"
    shutil.copy(made["contoh", "id"].parameters["data"], data)
    shutil.copytree(made["contoh", "id"].page.parent, tmp_path / "2026")
    report = job("city", {"region": "99.71", "year": 2026, "data": str(data)}, tmp_path)
    assert run.is_fresh(report)
    book = openpyxl.load_workbook(data)
    book.properties.title = "Nama lain"
    book.save(data)
    assert run.is_fresh(report)  # another file that says the same
    title = facts.gather(**made["contoh", "id"].parameters).innovations["title"].iloc[0]
    (cell,) = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == title]
    cell.value = "Judul lain"
    book.save(data)
    assert not run.is_fresh(report)


def test_a_failed_notebook_is_kept_and_gives_no_page(tmp_path):
    bad = tmp_path / "rusak.xlsx"
    bad.write_bytes(b"PK\x03\x04 bukan buku kerja")
    report = job("city", {"region": "99.71", "year": 2026, "data": str(bad)}, tmp_path / "out")
    result = batch.make_all([report])
    assert result.made == []
    assert "rusak.xlsx" in result.failures[0]
    assert "DataError" not in result.failures[0]
    assert str(report.failed) in result.failures[0]
    assert report.failed.exists()
    assert not report.notebook.exists()
    assert not report.page.exists()
    assert not report.manifest.exists()


def test_every_error_written_for_users_is_told_without_its_name():
    # in a process that has loaded nothing else, as when a kernel of its own ran the notebook
    code = """if True:
        import importlib, pkgutil
        from indeks.making import run
        told = run.own_errors()
        import indeks
        from indeks import errors
        names = [m.name for m in pkgutil.walk_packages(indeks.__path__, "indeks.") if "__main__" not in m.name]
        for name in names:
            importlib.import_module(name)
        # those of the command line and of workers are of the call, no report raises them
        elsewhere = ("indeks.cli", "indeks.making")
        all_kinds = {k.__name__ for k in errors.family() if not k.__module__.startswith(elsewhere)}
        missing = all_kinds - told
        assert not missing, missing
        assert {"DataError", "LexiconError", "MissingPart", "UnknownRegion"} <= told
        assert "ValueError" not in told
    """
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ)


def test_a_folder_that_cannot_be_made_is_told_in_the_language_of_the_report(tmp_path):
    taken = tmp_path / "laporan"
    taken.write_text("", encoding="utf-8")
    report = job("year", {"year": 2024}, taken)
    failure = run.attempt(report)
    assert "bukan folder" in failure
    assert "laporan" in failure


def test_parameters_are_checked_before_anything_starts(tmp_path):
    with pytest.raises(ReportError, match="tahun"):
        job("city", {"region": "19.71", "tahun": 2024}, tmp_path)
    with pytest.raises(ReportError, match="abad"):
        job("year", {"year": "abad"}, tmp_path)
    with pytest.raises(regions.AmbiguousRegion):
        job("city", {"region": "Bandung", "year": 2024}, tmp_path)
    with pytest.raises(ReportError, match="de"):
        job("year", {"year": 2024, "lang": "de"}, tmp_path)


def test_a_code_as_a_number_means_the_same_region(tmp_path):
    jobs = [job("city", {"region": r, "year": y}, tmp_path) for r, y in ((19.71, 2024), ("19.71", "2024"))]
    assert jobs[0] == jobs[1]


def test_names_are_safe_parts_of_paths():
    assert slug("../../Kota Aceh & <b>") == "kota-aceh-b"
    assert slug("日本") == "daerah"


def test_the_overview_lists_every_report(made):
    out = made["contoh", "id"].page.parents[1]
    page = site.write(out).read_text(encoding="utf-8")
    for report in made.values():
        assert f'href="{report.page.relative_to(out).as_posix()}"' in page
    assert "DATA SINTETIS" in page
    for href in re.findall(r'href="([^"#]+)"', page):
        assert (out / href).exists()


def test_the_list_of_reports_holds_what_is_promised(tmp_path):
    jobs = plan(ROOT / "notebooks" / "reports.toml", tmp_path, ["id"])
    cities = {(j.parameters["region"], j.parameters["year"]) for j in jobs if j.kind == "city"}
    assert cities == {("19.71", 2023), ("19.71", 2024), ("19.71", 2025), ("16.72", 2025), ("99.71", 2026)}
    assert {j.parameters["year"] for j in jobs if j.kind == "year"} == set(range(2021, 2026))
    assert [j.parameters["region"] for j in jobs if j.kind == "types"] == ["99.71"]
    assert [j.parameters["target"] for j in jobs if j.kind == "plan"] == ["Sangat Inovatif"]


def test_only_the_list_that_comes_with_the_library_is_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert plan(Path("notebooks", "reports.toml"), tmp_path, ["id"])
    for other in ("pyproject.toml", "data/raw/regions.csv"):
        assert (ROOT / other).exists()
        with pytest.raises(ReportError, match=re.escape(str(Path(other)))):
            plan(Path(other), tmp_path, ["id"])


@pytest.mark.parametrize(
    "content", ["[[city]]\nregion = '19.71'\nyear = 1", "= ", "[[city]]\nfoo = 1\nyear = 2024"]
)
def test_a_wrong_list_is_told(tmp_path, content):
    path = tmp_path / "r.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(IndeksError, match=re.escape(str(path))):
        plan(path, tmp_path, ["id"])


@pytest.mark.parametrize("name", ["city_report.ipynb", "year_report.ipynb", "innovation_types.ipynb"])
def test_notebooks_are_thin_and_stripped(name):
    nb = nbformat.read(ROOT / "notebooks" / "reports" / name, as_version=4)
    assert len(nb.cells) <= 20
    code = [c for c in nb.cells if c.cell_type == "code"]
    assert all(not c.outputs and c.execution_count is None for c in code)
    assert [c for c in code if "parameters" in c.metadata.get("tags", [])] == code[:1]
    for cell in code[1:]:
        assert not re.search(r"^\s*(def|class|for|while|if) ", cell.source, re.M)
