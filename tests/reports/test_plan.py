"""The plan report and what the region's report says of plans: whole, short on page one, honest where there is none."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from indeks import example
from indeks.document.blocks import Heading, Table
from indeks.errors import IndeksError
from indeks.reports.parameters import ReportError
from indeks.reports.plan import KIND, sections
from indeks.reports.region import planned
from indeks.reports.region import sections as region
from indeks.tables import write_folder
from indeks.texts import texts
from support import CONTOH, EXAMPLE

NAMES = ("banner", "summarise", "send", "steps", "agencies", "calendar", "frontier", "near", "ahead", "method")
GIVEN = {"region": CONTOH, "year": 2026, "data": str(EXAMPLE)}


@pytest.fixture(scope="module", params=["id", "en"])
def facts(request):
    """Kota Contoh to an index of 55, with a deadline."""
    return sections.gather(**GIVEN, lang=request.param, target="55", start="2026-05-01", deadline="2026-08-31")


def test_a_plan_report_has_all_its_sections(facts):
    blocks = {name: getattr(sections, name)(facts) for name in NAMES}
    heads = [b for name in NAMES for b in blocks[name] if isinstance(b, Heading) and b.level == 2]
    assert len(heads) == KIND.sections
    anchors = [b.anchor for name in NAMES for b in blocks[name] if isinstance(b, Heading)]
    assert len(set(anchors)) == len(anchors)
    for name in NAMES:
        for block in blocks[name]:
            assert block.html()
            json.dumps(block.content())


def test_page_one_has_five_steps_and_the_tables_have_all(facts):
    (five,) = [b for b in sections.summarise(facts) if isinstance(b, Table)]
    assert len(five.rows) <= 5
    assert sum(len(cell) for row in five.rows for cell in map(str, row)) < 2000
    (steps,) = [b for b in sections.steps(facts) if isinstance(b, Table)]
    work = facts.plan.steps
    assert sum(row["effort"] > 0 for row in steps.frame.to_dict("records")) == len(work)
    agencies = [b for b in sections.agencies(facts) if isinstance(b, Table)]
    assert sum(len(b.rows) for b in agencies) == len(facts.plan.actions)
    assert sum(b.frame["effort"].sum() for b in agencies) == pytest.approx(facts.plan.effort)


def test_gains_of_all_kinds_of_steps_add_up_to_the_rise_of_the_index(facts):
    from indeks.reports.plan.told import groups

    gains = sum(group["gain"] for group in groups(facts.plan, facts.t))
    assert gains == pytest.approx(facts.plan.index - facts.plan.now)


def test_a_target_out_of_reach_has_no_steps_and_says_why():
    facts = sections.gather(**GIVEN, lang="en", target="99")
    assert not facts.plan.reached
    assert (
        sections.steps(facts) == sections.agencies(facts) == sections.calendar(facts) == sections.near(facts) == []
    )
    text = json.dumps([b.content() for b in sections.summarise(facts)], ensure_ascii=False)
    assert "cannot be reached" in text
    assert "The budgets of past years are adopted" in text
    assert len(sections.banner(facts)[0].left_out) == 4


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"data": ""}, "data"),
        ({"deadline": "2026-08-31"}, "start"),
        ({"deadline": "31-08-2026", "start": "2026-05-01"}, "deadline"),
        ({"flagged": "maybe"}, "flagged"),
        ({"per_agency": "banyak"}, "per_agency"),
        ({"new": -1}, "new"),
        ({"target": "hebat"}, "Sangat Inovatif"),
        ({"must": "tidak-ada"}, "tidak-ada"),
    ],
)
def test_a_parameter_that_is_not_usable_is_told(given, words):
    with pytest.raises(IndeksError) as told:
        sections.gather(**{**GIVEN, **given})
    assert words in told.value.text("id")


def test_the_kind_refuses_before_anything_is_made():
    with pytest.raises(ReportError):
        KIND.check({**GIVEN, "deadline": "2026-08-31"})
    checked = KIND.check({**GIVEN, "target": "+5"})
    assert KIND.file_name(checked).startswith("rencana-kota-contoh-99.71-")
    assert KIND.title(checked) == texts("id")("planning.report.title", name="Kota Contoh", year=2026)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_regions_report_tells_the_plan_to_the_next_category(lang):
    facts = region.gather(**GIVEN, lang=lang)
    best, plan = facts.planned
    assert plan.asked.target.category == "Sangat Inovatif"
    assert plan.now == 48.43  # the verification is finished: its levels count
    assert best.index >= plan.now
    assert [b.anchor for b in (*region.send(facts), *region.plan(facts)) if isinstance(b, Heading)] == [
        "kirim",
        "rencana",
    ]
    assert planned.five(facts).rows


def test_a_region_without_innovations_to_send_leaves_the_sections_out(tmp_path):
    data = example.sample_region()
    dates = {"trial_date": pd.Timestamp(2019, 1, 1), "applied_date": pd.Timestamp(2020, 1, 1)}
    old = data.innovations.assign(**dates, developed_date=pd.NaT)
    write_folder(replace(data, innovations=old), tmp_path / "lama")
    facts = region.gather(region=CONTOH, year=2026, data=str(tmp_path / "lama"))
    assert region.send(facts) == region.plan(facts) == []
    assert planned.five(facts) is None
    assert "29" in json.dumps([b.content() for b in region.method(facts)], ensure_ascii=False)
