"""A score taken apart: the expressions give the values, by arithmetic that is not the library's."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indeks
from indeks import edition, example
from indeks.errors import IndeksError
from indeks.scoring import workings
from support import CONTOH, make_dataset

NUMBER = re.compile(r"(\d+(?:\.\d+)?)")


def reckoned(expression: str) -> Fraction:
    """The value of an expression, exactly, as a pocket calculator with endless digits would have it."""
    assert re.fullmatch(r"[\d.+*/() ,maxin]*", expression), expression
    return Fraction(
        eval(NUMBER.sub(r"Fraction('\1')", expression), {"Fraction": Fraction, "max": max, "min": min})
    )


def half_up(value: Fraction) -> Decimal:
    return Decimal(int(value * 100 + Fraction(1, 2))) / 100


def check(table, scores):
    by = table.set_index("step")
    told = by[by["expression"] != ""]
    for step, row in told.iterrows():
        assert float(reckoned(row["expression"])) == pytest.approx(float(row["value"]), abs=1e-12), step
    assert half_up(reckoned(by.loc["index", "expression"])) == by.loc["rounded", "value"]
    assert float(by.loc["rounded", "value"]) == scores["index"]
    assert by.loc["category", "value"] == scores["category"]


@pytest.mark.parametrize("basis", ["claimed", "verified"])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_expression_gives_the_value_beside_it_and_the_last_one_the_score(contoh, basis, lang):
    scores = indeks.score(contoh).set_index("basis").loc[basis]
    table = workings.steps(contoh, CONTOH, basis=basis, lang=lang)
    assert tuple(table["step"]) == workings.STEPS
    assert (table["label"] != "").all()
    check(table, scores)


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
@settings(max_examples=12)
@given(st.lists(st.integers(0, 111), min_size=1, max_size=30), st.integers(0, 63), st.integers(1, 6))
def test_any_region_of_any_year_with_a_formula(year, maturities, spd, covered):
    affairs = list(edition.load("iid-2026").formula["basic_affairs"].value)[:covered]
    data = make_dataset(spd=spd, maturities=maturities, affairs=affairs, year=year, spd_total=spd)
    check(workings.steps(data, CONTOH), indeks.score(data).iloc[0])


def test_the_worked_example_of_the_docs(basic):
    # docs/method.md: SPD 40, eight innovations of 80, five affairs: 38.55, and 37.33 with four
    for affairs, index in ((basic[:5], "38.55"), (basic[:4], "37.33")):
        data = make_dataset(spd=40, maturities=[80] * 8, affairs=affairs)
        table = workings.steps(data, CONTOH, lang="en").set_index("step")
        assert table.loc["rounded", "value"] == Decimal(index)
        assert table.loc["divisor", "expression"] == "max(12, 8)"
        assert ("lost" in table.loc["count_score", "label"]) == (index == "37.33")


def test_rows_add_up_to_spd_and_to_maturity(contoh):
    scores = indeks.score(contoh).iloc[0]
    assert float(workings.rows(contoh, CONTOH)["points"].sum()) == scores["spd"]
    table = indeks.maturity(contoh)
    for row in table.itertuples():
        assert float(workings.rows(contoh, row.innovation_id)["points"].sum()) == row.maturity
    verified = workings.rows(contoh, "99.71-2026-001", basis="verified")
    assert float(verified["points"].sum()) == table["verified_maturity"].iloc[0]


def test_what_is_not_in_the_data_is_named(contoh):
    with pytest.raises(IndeksError, match=r"19\.71"):
        workings.rows(contoh, "19.71")
    with pytest.raises(IndeksError, match=r"19\.71"):
        workings.steps(contoh, "19.71")
    with pytest.raises(edition.MissingPart, match="iid-2021"):
        workings.steps(contoh, CONTOH, edition="iid-2021")


def test_the_same_data_under_every_edition(contoh):
    table = workings.under_editions(contoh).set_index("edition")
    assert list(table.index) == list(edition.available())
    assert table.loc["iid-2026", "own"]
    assert not table.loc["iid-2025", "own"]
    # 2021 has other weights and no formula; 30 is Online Sistem there, so no level is lost
    by_hand = 0
    weights = {i.label: int(i.weight) for i in edition.load("iid-2021").of_aspect("sid")}
    labels = {i.code: i.label for i in edition.load("iid-2026").of_aspect("sid")}
    sent = set(contoh.innovations.loc[contoh.innovations["sent"], "innovation_id"])
    for row in contoh.innovation_levels.itertuples():
        if row.innovation_id in sent and row.level == row.level:
            by_hand += weights[labels[row.indicator]] * int(row.level)
    assert table.loc["iid-2021", "maturity_sum"] == by_hand
    assert table["index"].isna().tolist() == [True, False, False, False, False]
    assert "iid-2021" in table.loc["iid-2021", "note"]


def test_few_innovations_make_the_divisor_show(basic):
    data = make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:5])
    table = workings.under_editions(data).set_index("edition")
    # (40 + 640 / 10 + 3.04) / 2.5 and (40 + 640 / 12 + 3.04) / 2.5, by hand
    assert table.loc["iid-2023", ["divisor", "index", "category"]].tolist() == [10, 42.82, "Inovatif"]
    assert table.loc["iid-2026", ["divisor", "index", "category"]].tolist() == [12, 38.55, "Kurang Inovatif"]


def test_a_country_stays_in_the_order_of_its_regions():
    panel = example.national_panel(1, regions=5, innovations=60)
    table = workings.under_editions(panel)
    assert len(table) == 5 * len(edition.available())
    own = table[table["own"]].set_index("region_code")["index"]
    assert own.to_dict() == indeks.score(panel).set_index("region_code")["index"].to_dict()


def test_the_last_year_is_taken_unless_another_is_asked_for():
    panel = example.national_panel(1, regions=5, innovations=60, years=2)
    scores = indeks.score(panel, edition="iid-2026").set_index(["region_code", "year"])
    for asked, year in ((None, 2026), (2026, 2026), (2025, 2025)):
        own = scores.loc[("99.100", year)]
        table = workings.steps(panel, "99.100", year=asked, edition="iid-2026")
        check(table, own)
        spd = workings.rows(panel, "99.100", year=asked, edition="iid-2026")["points"]
        assert float(spd.sum()) == own["spd"]
    with pytest.raises(IndeksError):
        workings.rows(panel, "99.100", year=2020, edition="iid-2026")
