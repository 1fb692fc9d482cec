"""The switches under the plan: the same numbers as the functions give, and a static plan that is whole without them."""

from __future__ import annotations

import nbformat
import numpy as np
import papermill
import pytest

from indeks import scoring
from indeks.document.blocks import MIME
from indeks.reports.parameters import ReportError
from indeks.reports.plan import interactive, sections
from indeks.tables import Dataset
from indeks.texts import texts
from support import CONTOH, EXAMPLE, ROOT

GIVEN = {"region": CONTOH, "year": 2026, "data": str(EXAMPLE), "target": "55"}


@pytest.fixture(scope="module")
def facts():
    return sections.gather(**GIVEN)


@pytest.mark.parametrize("seed", range(4))
def test_the_index_of_any_choice_is_that_of_the_scorer(facts, seed):
    one, t = facts.best.situation, texts("en")
    chosen = np.random.default_rng(seed).random(len(one.ids)) < 0.6
    sent = [i for i, is_sent in zip(one.ids, chosen, strict=True) if is_sent]
    data = facts.data
    rows = data.innovations.assign(sent=data.innovations["innovation_id"].astype(str).isin(sent))
    tables = {name: getattr(data, name) for name in ("innovation_levels", "region_levels", "agencies", "regions")}
    scores = scoring.score(Dataset(innovations=rows, **tables)).set_index("basis")
    index = float(scores.loc[one.basis, "index"])
    told = interactive.live(one, sent, t)
    assert told.startswith(f"Index {index:.2f} ")
    assert f" {len(sent)} innovations sent" in told


def test_another_target_is_planned_as_if_it_had_been_asked(facts):
    asked_so = sections.gather(**GIVEN | {"target": "57"}).plan
    again = interactive.planned(facts, 57.0)
    assert (again.reached, again.effort, again.index, again.sent) == (
        asked_so.reached, asked_so.effort, asked_so.index, asked_so.sent,
    )  # fmt: skip


def test_switches_follow_and_buttons_set_them(facts):
    box = interactive.controls(facts)
    line, buttons, listed, asking, result = box.children
    now, best = buttons.children
    assert f"{facts.plan.now:.2f}".replace(".", ",") in line.value
    best.click()
    assert f"{facts.best.index:.2f}".replace(".", ",") in line.value
    assert [s.value for s in listed.children] == facts.best.innovations["best"].tolist()
    now.click()
    assert [s.value for s in listed.children] == facts.best.innovations["sent_now"].tolist()
    assert len(asking.children) == 2
    assert result.outputs == ()


def test_without_ipywidgets_one_line_says_what_is_missing(facts, monkeypatch):
    shown = []
    monkeypatch.setattr(interactive, "find_spec", lambda name: None)
    monkeypatch.setattr(interactive, "show", shown.append)
    assert interactive.controls(facts) is None
    (line,) = shown
    assert "indeks[lab]" in line.text


def test_interactive_is_yes_or_no():
    with pytest.raises(ReportError, match="interactive"):
        sections.gather(**GIVEN, interactive="mungkin")


@pytest.mark.notebook
def test_the_static_plan_is_whole_with_and_without_switches(tmp_path):
    blocks = {}
    for on in (False, True):
        out = tmp_path / f"{on}.ipynb"
        papermill.execute_notebook(
            ROOT / "notebooks" / "reports" / "target_plan.ipynb", out, GIVEN | {"interactive": on},
            progress_bar=False, cwd=ROOT,
        )  # fmt: skip
        outputs = [o for cell in nbformat.read(out, 4).cells for o in cell.get("outputs", [])]
        assert not [o for o in outputs if o["output_type"] == "error"]
        blocks[on] = [o["data"][MIME]["kind"] for o in outputs if MIME in o.get("data", {})]
        views = [o for o in outputs if "application/vnd.jupyter.widget-view+json" in o.get("data", {})]
        assert bool(views) == on
    assert blocks[True] == blocks[False]
    assert {"table", "figure"} <= set(blocks[True])
