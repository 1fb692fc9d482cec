"""Flags: each rule of eligibility marks what breaks it, and nothing else."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from indeks import edition
from indeks.scoring.flags import VALIDITY_FLAGS, flags
from indeks.tables import Dataset

RULE = edition.load("iid-2026")
MANDATORY = [i.code for i in RULE.of_aspect("sid") if i.mandatory]
LONG = "kata " * 300


def sound(n: int = 1) -> Dataset:
    """Innovations that break no rule."""
    ids = [f"i{k}" for k in range(n)]
    innovations = pd.DataFrame(
        {
            "innovation_id": ids,
            "region_code": "99.71",
            "year": 2026,
            "title": [f"Inovasi {k}" for k in range(n)],
            "description": LONG,
            "applied_date": pd.Timestamp("2024-06-01"),
            "developed_date": pd.NaT,
            "sent": True,
        }
    )
    levels = pd.DataFrame(
        [(i, code, 1.0) for i in ids for code in MANDATORY], columns=["innovation_id", "indicator", "level"]
    )
    return Dataset(innovations, levels, pd.DataFrame(columns=["region_code", "year", "indicator", "level"]))


def marks(data: Dataset, rule: edition.Edition = RULE) -> list[tuple[str, str, str]]:
    found = flags(data, rule, region_code="99.71", year=2026)
    assert set(found["flag"]) <= {*VALIDITY_FLAGS, "duplicate_title"}
    return list(found[["innovation_id", "flag", "detail"]].itertuples(index=False, name=None))


def changed(data: Dataset, **columns: object) -> Dataset:
    return dataclasses.replace(data, innovations=data.innovations.assign(**columns))


def test_a_sound_innovation_carries_no_flag():
    assert len(MANDATORY) == 5
    assert marks(sound(3)) == []


@pytest.mark.parametrize(
    ("applied", "developed", "flag"),
    [
        ("2024-01-01", None, None),
        ("2025-12-31", None, None),
        ("2025-12-31 15:30", None, None),  # a time of day does not push the last day out
        ("2026-01-01", None, "outside_window"),
        ("2023-12-31", None, "older_not_developed"),
        ("2023-12-31", "2024-01-01", None),
        ("2020-05-01", "2025-12-31 23:59", None),
        ("2020-05-01", "2026-01-01", "older_not_developed"),
        ("2020-05-01", "2022-01-01", "older_not_developed"),
        ("2026-02-01", "2025-05-01", "outside_window"),
        (None, None, "no_date"),
        (None, "2025-05-01", None),  # developed in the window: applied in it, or older and renewed
    ],
)
def test_the_window_of_application(applied, developed, flag):
    data = changed(sound(), applied_date=pd.to_datetime(applied), developed_date=pd.to_datetime(developed))
    assert [f for _, f, _ in marks(data)] == ([flag] if flag else [])


def test_the_date_stands_in_the_detail():
    data = changed(sound(), applied_date=pd.Timestamp("2026-03-01"))
    assert marks(data) == [("i0", "outside_window", "2026-03-01")]


def test_older_ones_are_outside_where_the_edition_knows_no_renewal():
    rules = {k: v for k, v in RULE.eligibility.items() if k != "older_needs_development"}
    data = changed(sound(), applied_date=pd.Timestamp("2020-01-01"), developed_date=pd.Timestamp("2025-01-01"))
    assert [f for _, f, _ in marks(data, dataclasses.replace(RULE, eligibility=rules))] == ["outside_window"]


def test_a_missing_column_costs_only_its_check():
    data = sound()
    bare = dataclasses.replace(data, innovations=data.innovations.drop(columns=["description", "applied_date"]))
    assert marks(bare) == []
    old = changed(data, applied_date=pd.Timestamp("2020-01-01"))
    no_development = dataclasses.replace(old, innovations=old.innovations.drop(columns="developed_date"))
    assert [f for _, f, _ in marks(no_development)] == ["older_not_developed"]


def test_an_edition_without_rules_of_eligibility_flags_none_of_them():
    data = changed(sound(), applied_date=pd.Timestamp("2010-01-01"), description="pendek")
    rule = dataclasses.replace(RULE, eligibility={})
    assert marks(data, rule) == []
    assert len(marks(data)) == 2


@pytest.mark.parametrize("level", [0.0, float("nan"), None])
def test_an_empty_mandatory_row_is_named(level):
    data = sound()
    levels = data.innovation_levels.copy()
    if level is None:
        levels = levels[levels["indicator"] != MANDATORY[0]]
    else:
        levels.loc[levels["indicator"] == MANDATORY[0], "level"] = level
    assert marks(dataclasses.replace(data, innovation_levels=levels)) == [("i0", "mandatory_empty", MANDATORY[0])]


def test_an_innovation_without_any_level_lacks_every_mandatory_row():
    data = sound()
    empty = dataclasses.replace(data, innovation_levels=data.innovation_levels.iloc[:0])
    assert marks(empty) == [("i0", "mandatory_empty", ", ".join(MANDATORY))]


@pytest.mark.parametrize(("words", "short"), [(299, True), (300, False), (0, True)])
def test_the_design_text_needs_three_hundred_words(words, short):
    data = changed(sound(2), description=["kata\n" * words, LONG])
    assert marks(data) == ([("i0", "short_text", str(words))] if short else [])


def test_titles_alike_but_for_case_and_signs_are_duplicates():
    data = changed(sound(3), title=["Posyandu Keliling", "POSYANDU - keliling!", "Lain"])
    assert [(i, f) for i, f, _ in marks(data)] == [("i0", "duplicate_title"), ("i1", "duplicate_title")]


def test_what_is_not_sent_or_belongs_elsewhere_is_not_marked():
    bad = changed(sound(3), description="pendek")
    assert len(marks(bad)) == 3
    assert marks(changed(bad, sent=False)) == []
    assert marks(changed(bad, year=2025)) == []
    assert marks(changed(bad, region_code="99.72")) == []
    assert [i for i, *_ in marks(changed(bad, sent=[True, False, True]))] == ["i0", "i2"]


def test_marks_follow_the_order_of_the_data():
    data = changed(sound(3), description="pendek", applied_date=pd.NaT)
    mixed = dataclasses.replace(data, innovations=data.innovations.iloc[[2, 0, 1]])
    assert [i for i, *_ in marks(mixed)] == ["i2", "i2", "i0", "i0", "i1", "i1"]
