"""A notebook open in front of somebody: errors in a line, blocks as on the page, tables, and the way of an office."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import indeks
from indeks import lab
from indeks.document.blocks import Heading, Paragraph, Table, columns
from indeks.document.dress import MARK, dressed, style, undressed
from indeks.errors import IndeksError
from indeks.lab import buttons, session
from indeks.texts import texts
from support import EXAMPLE, ROOT


@pytest.fixture
def shell(monkeypatch):
    """A shell of IPython whose tracebacks are kept instead of printed."""
    made = InteractiveShell()
    made.told = []
    monkeypatch.setattr(made, "_showtraceback", lambda kind, error, lines: made.told.append(lines))
    return made


def test_outside_ipython_nothing_happens(monkeypatch):
    monkeypatch.setattr(session, "running", lambda: None)
    assert session.begin() is False
    assert lab.in_lab() is False


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_the_user_can_mend_is_told_without_a_trace(shell, lang):
    assert session.begin(shell=shell, lang=lang)
    result = shell.run_cell("import indeks\nindeks.score(indeks.sample_region(), spd={'99.71': 90})")
    assert isinstance(result.error_in_exec, IndeksError)
    assert shell.told == [[result.error_in_exec.text(lang)]]


def test_a_language_that_is_not_there_is_refused(shell):
    with pytest.raises(IndeksError, match="ms"):
        session.begin(shell=shell, lang="ms")


def test_any_other_error_keeps_its_trace(shell):
    session.begin(shell=shell)
    shell.run_cell("1 / 0")
    (lines,) = shell.told
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines))
    assert "----> 1 1 / 0" in text
    assert "ZeroDivisionError" in text


def test_blocks_are_dressed_in_a_notebook_that_is_open_and_nowhere_else(shell, monkeypatch):
    block = Heading("Kota <Contoh>", "contoh")
    monkeypatch.setattr(session, "running", lambda: shell)
    monkeypatch.delenv(session.FROM_LAB, raising=False)
    session.begin(shell=shell)
    plain, _ = shell.display_formatter.format(block)
    assert plain["text/html"] == block.html()
    monkeypatch.setenv(session.FROM_LAB, "/mulai.ipynb")
    session.begin(shell=shell)
    shown, _ = shell.display_formatter.format(block)
    assert shown["text/html"].startswith(f'<div class="{MARK}"><style>')
    assert {k: v for k, v in shown.items() if k != "text/html"} == {
        k: v for k, v in plain.items() if k != "text/html"
    }
    assert undressed(shown["text/html"]) == plain["text/html"]


def test_a_page_is_the_same_however_its_blocks_were_shown():
    t = texts("id")
    blocks = [
        Heading("A", "a"),
        Paragraph("<style>x</style> </div>", "warning"),
        Table("Nilai", columns(["region", "score"], t, numeric=["score"]), [["Contoh", t.number(51.01, 2)]]),
    ]
    plain = "\n".join(b.html() for b in blocks)
    assert undressed("\n".join(dressed(b.html()) for b in blocks)) == plain


def test_the_style_of_the_page_holds_inside_the_mark_only():
    selectors = [s for part in re.findall(r"([^{}]+)\{", style()) for s in re.split(r",(?![^(]*\))", part)]
    assert len(selectors) > 60
    assert all(s.strip().startswith(f".{MARK}.{MARK}") for s in selectors)
    assert "@" not in style()
    for rule in (".marks li", ".banner", ".warning", "h2"):
        assert f".{MARK}.{MARK} {rule} {{" in style()


# --- tables -----------------------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>"


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "title": [HOSTILE, "=1+1", "Parkir"],
            "year": [2024, 2025, 2026],
            "n": [1462, 2, 3],
            "index": [57.675, -1.5, float("nan")],
            "weight": [Decimal("0.75"), Decimal(1), None],
        }
    )


@pytest.mark.parametrize(
    ("lang", "told"), [("id", ["57,68", "1.462", "−1,50", "0,75"]), ("en", ["57.68", "1,462", "−1.50", "0.75"])]
)
def test_numbers_follow_the_language_and_years_are_not_grouped(lang, told):
    html = lab.table(frame(), lang=lang, sortable=False)._repr_html_()
    for number in told:
        assert f">{number}</td>" in html
    assert ">2024</td>" in html
    assert "nan" not in html.lower()


@pytest.mark.parametrize("sortable", [False, True])
def test_nothing_of_a_table_is_taken_as_html(sortable):
    if sortable:
        pytest.importorskip("itables")
    html = lab.table(frame(), note=HOSTILE, sortable=sortable)._repr_html_()
    assert HOSTILE not in html


def test_texts_stand_left_and_numbers_right():
    html = lab.table(frame(), sortable=False)._repr_html_()
    assert '<th style="text-align:left">title' in html
    assert '<th style="text-align:right">index' in html


def test_without_itables_the_table_is_plain(monkeypatch):
    monkeypatch.setitem(sys.modules, "itables", None)
    assert lab.table(frame(), sortable=True)._repr_html_() == lab.table(frame(), sortable=False)._repr_html_()


def test_scripts_are_shown_once_and_again_after_a_new_beginning(shell, monkeypatch):
    pytest.importorskip("itables")
    shown: list[object] = []
    monkeypatch.setattr("IPython.display.display", lambda value, **_: shown.append(value))
    session.begin(shell=shell)
    for sizes in ([1, 2, 3], [2, 3]):  # what is displayed: the scripts with the first table only
        shown.clear()
        for _ in sizes:
            lab.table(frame(), sortable=True)._ipython_display_()
        assert len(shown) == len(sizes) + 1
        session.begin(shell=shell)


def test_names_of_rows_are_kept_and_counts_are_not():
    counts = pd.DataFrame({"a": ["x", "x", "y"]}).groupby("a").size().to_frame("n")
    assert ">x</td>" in lab.table(counts, sortable=False)._repr_html_()
    assert "<th" in lab.table(counts, sortable=False)._repr_html_()
    assert "level_0" not in lab.table(pd.concat([frame(), frame()]), sortable=False)._repr_html_()


def test_a_long_table_says_what_it_leaves_out():
    html = lab.table(pd.DataFrame({"a": range(1031)}), lang="en", sortable=False)._repr_html_()
    assert html.count("<tr>") == 31
    assert "1,001 more rows" in html


# --- the way of an office ---------------------------------------------------------------------------------


def test_workbooks_are_those_of_the_folder_and_the_example(tmp_path):
    for name in ("b.xlsx", "a.xlsx", "~$a.xlsx", "c.csv"):
        (tmp_path / name).touch()
    assert [p.name for p in lab.workbooks(tmp_path)] == ["a.xlsx", "b.xlsx", EXAMPLE.name]


def test_notebooks_are_copied_and_what_is_there_stays(tmp_path):
    folder = tmp_path / "catatan saya"
    written = lab.notebooks(folder)
    own = {p.relative_to(ROOT / "notebooks") for p in (ROOT / "notebooks").rglob("*.ipynb")}
    assert {p.relative_to(folder) for p in written if p.suffix == ".ipynb"} == own
    (folder / "mulai.ipynb").write_text("milik saya")
    assert lab.notebooks(folder) == []
    assert (folder / "mulai.ipynb").read_text() == "milik saya"


def test_checking_and_scoring_say_what_the_library_says():
    problems = indeks.check(str(EXAMPLE), lang="id")
    assert len(lab.checked(EXAMPLE).frame) == len(problems) > 0
    shown = lab.scored(EXAMPLE)
    assert shown.frame["Indeks"].tolist() == indeks.score(indeks.load(str(EXAMPLE)))["index"].tolist()
    assert shown.note == "DATA SINTETIS"
    assert lab.scored(EXAMPLE, lang="en").frame["Category"].tolist() == ["Innovative", "Innovative"]


def test_a_missing_workbook_is_told_by_name():
    assert "tidak-ada.xlsx" in lab.checked("tidak-ada.xlsx").frame.to_string()
    with pytest.raises(IndeksError, match="tidak-ada"):
        lab.scored("tidak-ada.xlsx")


def test_without_ipywidgets_one_line_says_so(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert lab.office(lang="en") is None
    assert capsys.readouterr().out.strip() == texts("en")("lab.office.no_widgets")


def test_a_button_shows_what_the_cell_shows_and_survives_a_wrong_path(monkeypatch):
    pytest.importorskip("ipywidgets")
    box = lab.office(EXAMPLE.parent)
    picked, other, row, _ = box.children
    assert dict(picked.options)[EXAMPLE.name] == str(EXAMPLE)
    shown: list[object] = []
    monkeypatch.setattr("IPython.display.display", lambda value, **_: shown.append(value))
    check, score, report = row.children
    other.value = str(EXAMPLE)
    score.click()
    assert shown[0].frame.equals(lab.scored(EXAMPLE).frame)
    other.value = "tidak-ada.xlsx"
    score.click()
    assert len(shown) == 1
    assert not any(b.disabled for b in (check, score, report))


def test_reports_of_a_workbook_are_made_once(tmp_path, monkeypatch):
    asked = []

    def made(jobs):
        asked.extend(jobs)
        return SimpleNamespace(failures=[])

    monkeypatch.setattr("indeks.making.batch.make_all", made)
    paths = lab.reported(EXAMPLE, out=tmp_path, formats="html,pdf", lang="en")
    assert [j.parameters["region"] for j in asked] == ["99.71"]
    assert asked[0].parameters["year"] == 2026
    assert [p.suffix for p in paths] == [".html", ".pdf"]
    monkeypatch.setattr("indeks.making.batch.make_all", lambda jobs: SimpleNamespace(failures=["rusak"]))
    with pytest.raises(IndeksError, match="rusak"):
        lab.reported(EXAMPLE, out=tmp_path)


def test_links_are_those_of_the_files_with_odd_names_escaped(tmp_path):
    from pathlib import Path

    html = buttons.links([Path("../reports/kota <b> 1.html")])._repr_html_()
    assert 'href="../reports/kota%20%3Cb%3E%201.html"' in html
    assert "<b>" not in html
