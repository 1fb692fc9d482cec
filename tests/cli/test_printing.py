"""Editions and scores as text: everything the rule holds is said, in columns that fit a terminal."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from indeks import edition, scoring
from indeks.cli import printing
from indeks.texts import texts

BOTH = [texts("id"), texts("en")]
NAMES = edition.available()


@pytest.mark.parametrize("t", BOTH, ids=["id", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_an_edition_tells_every_indicator_constant_and_source(name, t):
    rule = edition.load(name)
    text = printing.edition_text(rule, t)
    flat = " ".join(text.split())
    for indicator in rule.indicators:
        assert indicator.code in text
    for category in rule.categories:
        assert f"{t.number(category.min, 2)} – {t.number(category.max, 2)}" in flat
    for source in rule.source_ids():
        assert f"\n{source}: " in text
    for constant in rule.formula.values():
        assert constant.certainty in edition.CERTAINTIES
    assert "None" not in text
    assert "Decimal" not in text


@pytest.mark.parametrize("t", BOTH, ids=["id", "en"])
def test_what_cannot_be_computed_is_said(t):
    able = {name: printing.capabilities(edition.load(name), t) for name in NAMES}
    yes, no, with_spd = t("cli.describe.yes"), t("cli.describe.no"), t("cli.describe.with_spd")
    assert able["iid-2026"] == (yes, yes, yes)
    assert able["iid-2021"] == (yes, no, no)
    for name in ("iid-2023", "iid-2024", "iid-2025"):
        assert able[name] == (yes, yes, with_spd)


@pytest.mark.parametrize("t", BOTH, ids=["id", "en"])
def test_an_edition_of_ones_own_may_hold_more(t, tmp_path):
    path = tmp_path / "sendiri.toml"
    text = (edition.EDITIONS_DIR / "iid-2026.toml").read_text(encoding="utf-8")
    extra = 'my_rule = { value = "sesuai surat", certainty = "inferred", sources = ["S1"] }\n'
    path.write_text(text.replace("[eligibility]\n", "[eligibility]\n" + extra), encoding="utf-8")
    text = printing.edition_text(edition.load(path), t)
    assert "my_rule" in text
    assert "sesuai surat" in text


def test_unknown_weights_are_a_question_mark_not_a_number():
    rows, _ = printing._indicator_rows(edition.load("iid-2023"), "spd", BOTH[0])
    assert {row[2] for row in rows} == {"?"}
    rows, _ = printing._indicator_rows(edition.load("iid-2026"), "spd", BOTH[0])
    assert "?" not in {row[2] for row in rows}


def test_scores_are_written_as_the_language_does(contoh):
    table = scoring.score(contoh)
    id_text, en_text = (printing.scores_text(table, t) for t in BOTH)
    assert "51,01" in id_text
    assert "51.01" in en_text
    assert "Inovatif" in id_text
    assert "Innovative" in en_text
    assert "claimed" in en_text
    assert "klaim" in id_text
    assert max(map(len, id_text.splitlines())) < 200


def test_a_category_of_ones_own_is_written_as_it_stands(contoh):
    table = scoring.score(contoh).assign(category="Cukup Baik")
    assert "Cukup Baik" in printing.scores_text(table, BOTH[1])


def test_maturity_that_nobody_examined_is_blank(contoh):
    table = scoring.maturity(contoh).assign(verified_maturity=float("nan"))
    text = printing.scores_text(table, BOTH[0])
    assert "nan" not in text.lower().replace("keuangan", "").replace("tenan", "")
    assert table.iloc[0]["innovation_id"] in text


def test_numbers_are_aligned_under_their_heads():
    lines = printing.columns([["a", "1"], ["bb", "100"]], ["x", "n"], right=[1]).splitlines()
    assert [line.rstrip()[-1] for line in lines] == ["n", "-", "1", "0"]
    assert len({len(line) for line in lines}) == 1


def test_a_wide_column_is_wrapped_and_loses_nothing():
    words = " ".join(f"kata{k}" for k in range(60))
    text = printing.columns([["a", words]], ["x", "isi"], wide=1)
    assert max(map(len, text.splitlines())) <= printing.WIDTH
    assert " ".join(" ".join(text.splitlines()[2:]).split()) == f"a {words}"


def test_json_holds_plain_numbers_and_null(contoh):
    table = scoring.maturity(contoh).head(2).assign(verified_maturity=[float("nan"), 1 / 3])
    rows = json.loads(printing.to_json(table))
    assert rows[0]["verified_maturity"] is None
    assert rows[1]["verified_maturity"] == 0.3333333333
    assert rows[0]["sent"] is True
    assert isinstance(rows[0]["year"], int)
    assert json.loads(printing.to_json(pd.DataFrame())) == []
    assert json.loads(printing.to_json(scoring.score(contoh)))[0]["index"] == 51.01
