"""Disagreements of the sources one at a time, and what became of rejected innovations."""

from __future__ import annotations

import pytest

import indeks
from indeks import edition, robustness
from indeks.robustness import load_assumptions
from support import make_dataset


def test_a_reading_changes_what_the_changed_rule_changes(contoh):
    table = robustness.disagreements(contoh).set_index(["reading", "option"])
    weights = load_assumptions(edition.load("iid-2026")).readings[0].options[1]["weights"]
    changed = indeks.score(contoh, edition=edition.load("iid-2026").with_(weights=weights)).iloc[0]
    row = table.loc["spd_weights"].iloc[1]
    assert row["index"] == changed["index"]
    assert row["change"] == pytest.approx(changed["index"] - indeks.score(contoh).iloc[0]["index"])


def test_the_open_bound_and_divisor_of_2025_move_category_and_index(basic):
    # (40 + 640 / d + 3.04) / 2.5 by hand for d = 10, 11, 12
    data = make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:5], year=2025, spd_total=40)
    table = robustness.disagreements(data, lang="en")
    by = table[table["reading"] == "min_divisor"]
    assert by["index"].tolist() == [42.82, 40.49, 38.55]
    assert by["category"].tolist() == ["Inovatif", "Inovatif", "Kurang Inovatif"]
    low = make_dataset(spd=40, maturities=[60] * 10, affairs=basic[:5], year=2025, spd_total=30)
    bound = robustness.disagreements(low).query("reading == 'bound'")
    assert bound["category"].tolist() == ["Kurang Inovatif", "Inovatif"]
    assert (bound["change"] == 0).all()
    assert set(table["what"]) != set(robustness.disagreements(data)["what"])


TEGAL = {2023: ("60.3", 157, 129, "52.04"), 2024: ("67.8", 89, 89, "79.69"), 2025: ("77.59", 139, 137, "90.91")}
"""Printed index, sent, accepted, printed mean maturity: docs/method.md, from S34."""


def reading_by_hand(year: int, reading: str) -> float:
    index, sent, accepted, mean = TEGAL[year]
    number = accepted if reading in ("nowhere", "divisor") else sent
    divided = accepted if reading in ("nowhere", "number") else sent
    return float(index) * 2.5 - float(mean) * accepted / divided - 0.38 * number


@pytest.mark.parametrize("year", TEGAL)
def test_the_spd_that_a_reading_leaves_is_that_of_the_docs(year):
    index, sent, accepted, mean = TEGAL[year]
    table = robustness.readings_of_rejected(edition.load(f"iid-{year}"), index, sent, accepted, mean)
    for row in table.itertuples():
        assert row.spd == pytest.approx(reading_by_hand(year, row.reading), abs=1e-9)
        assert row.low < row.spd < row.high
    fits = table.set_index("reading")["whole"]
    printed = {2023: {"number", "divisor"}, 2024: set(fits.index), 2025: {"nowhere"}}
    assert set(fits[fits].index) == printed[year]


def test_in_quarters_a_second_reading_of_2025_fits():
    table = robustness.readings_of_rejected(edition.load("iid-2025"), *TEGAL[2025]).set_index("reading")
    assert table.index[table["quarter"]].tolist() == ["nowhere", "number"]
    assert table["chance"].between(0.03, 0.04).all()


def test_one_reading_agrees_with_the_bounds_of_what_is_published():
    rule = edition.load("iid-2025")
    row = robustness.readings_of_rejected(rule, *TEGAL[2025]).iloc[0]
    bounds = robustness.bounds_of_published(rule, "77.59", 137, "90.91").iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((bounds["low"], bounds["high"]))


def test_what_is_left_out_is_left_out_as_in_the_score(contoh):
    others = contoh.innovations["innovation_id"].iloc[8:]
    table = robustness.disagreements(contoh, exclude=others)
    assert table["index"].iloc[0] == indeks.score(contoh, exclude=others)["index"].iloc[0]
