"""A rule of one's own: what a change of the rule does to its maxima, its name and the scores."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest

from indeks import edition, scoring
from indeks.edition import MissingPart
from indeks.errors import IndeksError
from support import make_dataset

RULE = edition.load("iid-2026")


def test_the_maxima_follow_from_what_was_changed():
    fewer = RULE.with_(count_cap=100, count_weight=0.5)
    assert (fewer.constant("max_count"), fewer.constant("max_total")) == (50, 224)
    heavier = RULE.with_(weights={"video": RULE.indicator("video").weight + 1})
    assert (heavier.constant("max_maturity"), heavier.constant("max_total")) == (114, 253)


def test_what_does_not_bear_on_a_maximum_leaves_it_as_it_is_sourced():
    rule = RULE.with_(min_divisor=10)
    assert rule.formula["max_total"] == RULE.formula["max_total"]
    assert rule.formula["min_divisor"] == edition.Constant(10, edition.OWN, ())
    assert RULE.constant("min_divisor") == 12


def test_a_changed_rule_says_that_it_is_the_users_own():
    rule = RULE.with_(min_divisor=10).with_(count_cap=100)
    assert rule.id == "iid-2026+own"
    assert "aturan diubah sendiri: min_divisor = 10" in rule.title_text("id")
    assert "rule changed by the user: min_divisor = 10" in rule.title_text("en")
    assert "count_cap = 100" in rule.title_text("en")


def test_scores_follow_the_changed_rule_and_name_it(basic):
    data = make_dataset(spd=40, maturities=[80] * 8, affairs=basic)
    got = scoring.score(data, edition=RULE.with_(min_divisor=8)).iloc[0]
    assert (got["divisor"], got["edition"], got["index"]) == (8, "iid-2026+own", 49.22)
    assert scoring.score(data, edition=RULE)["index"].tolist() == scoring.score(data)["index"].tolist()
    parts = scoring.contributions(data, edition=RULE.with_(min_divisor=8))
    assert float(parts["index_points"].sum()) == pytest.approx(got["total"] / 250 * 100)


def test_a_rule_without_the_gate_keeps_the_count_score(basic):
    data = make_dataset(spd=40, maturities=[80] * 8, affairs=basic[:1])
    assert scoring.score(data)["count_score"].tolist() == [0]
    open_to_all = RULE.with_(min_basic_affairs=0)
    assert scoring.score(data, edition=open_to_all)["count_score"].tolist() == [3.04]


def test_everything_at_its_best_stays_one_hundred_under_a_changed_rule(basic):
    data = make_dataset(spd=63, maturities=[111] * 50, affairs=basic)
    rule = RULE.with_(count_cap=50, count_weight=Decimal("0.125"))
    assert scoring.score(data, edition=rule)["index"].tolist() == [100.0]


@pytest.mark.parametrize(
    "change",
    [
        {"min_divisor": 0},
        {"min_divisor": -3},
        {"min_divisor": 12.5},
        {"min_divisor": "12"},
        {"min_divisor": True},
        {"min_divisor": None},
        {"count_weight": -0.1},
        {"count_weight": float("nan")},
        {"count_weight": float("inf")},
        {"count_cap": 1.5},
        {"min_basic_affairs": 7},
        {"weights": {"video": -1}},
        {"weights": {"video": "berat"}},
    ],
)
def test_a_value_that_cannot_be_used_is_refused(change):
    with pytest.raises(IndeksError, match="tidak dapat dipakai; harus"):
        RULE.with_(**change)


def test_an_unknown_name_is_answered_with_those_that_are_known():
    with pytest.raises(IndeksError, match=r"pembagi .*min_divisor, count_weight, count_cap") as caught:
        RULE.with_(pembagi=12)
    assert "can be changed" in caught.value.text("en")
    with pytest.raises(IndeksError, match=r"vidio .*video"):
        RULE.with_(weights={"vidio": 1})


def test_a_figure_one_has_completes_an_edition_that_lacks_it():
    with pytest.raises(MissingPart, match="daftar urusan"):
        edition.load("iid-2021").with_(min_basic_affairs=5)
    rule = edition.load("iid-2021").with_(min_divisor=10, count_weight=1, count_cap=100)
    assert "min_divisor" not in rule.missing
    assert rule.constant("max_count") == 100
    assert "max_total" in rule.missing  # its SPD is not known


def test_an_edition_file_that_was_changed_is_read_again(tmp_path):
    text = RULE.path.read_text(encoding="utf-8")
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    assert edition.load(path).constant("min_divisor") == 12
    assert edition.load(path) is edition.load(path)
    path.write_text(text.replace("min_divisor = { value = 12", "min_divisor = { value = 14"), encoding="utf-8")
    later = path.stat().st_mtime_ns + 1_000_000  # however coarse the clock of the disk
    os.utime(path, ns=(later, later))
    assert edition.load(path).constant("min_divisor") == 14
    path.unlink()
    with pytest.raises(edition.EditionError, match="tidak ditemukan"):
        edition.load(path)
