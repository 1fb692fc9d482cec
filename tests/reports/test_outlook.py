"""The region's report looks ahead: what it says is what the library gives, and its assumptions stand beside it."""

from __future__ import annotations

import re

import pytest

from indeks import forecast, gains
from indeks.reports.region import sections
from indeks.reports.region.facts import gather
from indeks.reports.region.gaps import gaps
from indeks.scoring import CLAIMED
from made_up import made_up
from support import CONTOH, EXAMPLE


@pytest.fixture(scope="module", params=["id", "en"])
def facts(request):
    return gather(region=CONTOH, year=2026, data=str(EXAMPLE), lang=request.param)


def test_the_section_shows_the_forecast_with_every_assumption(facts):
    blocks = sections.forecast(facts)
    told = forecast(facts.data, region=CONTOH, year=2026)
    text = " ".join(block.html() for block in blocks)
    for value in (told.claimed, told.verified_high, *told.quantiles.values(), *told.scenarios["index"]):
        assert facts.t.number(value, 2) in text
    for chance in (*told.assumptions["keep"].values(), told.assumptions["strictness"]):
        assert facts.t.number(chance, 2) in text
    assert ("bukan kementerian" if facts.lang == "id" else "not the ministry") in text
    assert ("asumsi pustaka ini" if facts.lang == "id" else "assumptions of this library") in text


def test_the_interval_of_independent_levels_stands_among_others(facts):
    tables = [block for block in sections.forecast(facts) if block.kind == "table"]
    table = next(block for block in tables if "strictness" in block.frame)
    assert [row[0].value for row in table.rows] == [0, 0.25, 0.5, 1]
    assert [table.frame["own"].iloc[k] for k in table.strong] == [True]
    assert len(table.strong) == 1


def test_a_report_without_levels_names_the_forecast_among_what_it_leaves_out():
    facts = gather(region="19.71", year=2023)
    assert sections.forecast(facts) == []
    assert gaps(facts)["forecast"].title == "Prakiraan nilai akhir"


def test_an_spd_total_given_by_hand_is_forecast_with(own_data, basic):
    from support import make_dataset

    data = make_dataset(spd=0, maturities=[80] * 20, affairs=basic, year=2024)
    facts = gather(region=CONTOH, year=2024, data=own_data(data), spd="40,5")
    told = next(block for block in sections.forecast(facts) if block.kind == "paragraph")
    assert facts.t.number(facts.score(CLAIMED)["index"], 2) in told.text


def test_every_open_cell_of_the_matrix_carries_what_its_step_is_worth(own_data):
    data = made_up(14, 3, proof=False)
    facts = gather(region=CONTOH, year=2026, data=own_data(data))
    caption = facts.t("reports.matrix.worth_table")
    (worth,) = [block for block in sections.matrix(facts) if getattr(block, "caption", "") == caption]
    table = gains(data).query("kind == 'raise_sid'")
    table = table[table["to_level"] == table["from_level"] + 1]
    wanted = {(r.innovation_id, r.indicator): r.gain for r in table.itertuples()}
    codes = [i.code for i in facts.rule.of_aspect("sid")]
    order = list(dict.fromkeys(worth.frame["innovation_id"]))
    shown = {
        (identifier, code): cell.value / 1000
        for identifier, row in zip(order, worth.rows, strict=True)
        for code, cell in zip(codes, row[1:], strict=True)
        if cell
    }
    assert shown.keys() == wanted.keys()
    for key, value in shown.items():
        assert float(value) == pytest.approx(wanted[key], abs=0.0005001)


def test_the_figure_says_in_words_what_it_draws(facts):
    drawn = [block for block in sections.forecast(facts) if block.kind == "figure"]
    assert len(drawn) == 2
    for block in drawn:
        assert len(re.findall(r"\d[,.]\d\d", block.alt)) >= 10
