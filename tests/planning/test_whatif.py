"""What-if: the new index is what ``score`` gives on data that were changed by hand; what cannot be is told at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeks import errors, scoring
from indeks.planning.standing import PlanningError
from indeks.planning.whatif import Added, ChangesError, parse_added, parse_level, whatif
from made_up import BASIC, RULE, SID, SPD, made_up, with_level, with_more, with_sent
from support import levels_for, make_dataset

WEIGHTS = {i.code: float(i.weight) for i in RULE.of_aspect("sid")}
RESULTS = ("n_innovations", "basic_affairs", "spd", "mean_maturity", "count_score", "total", "index", "category")


@pytest.mark.parametrize("seed", range(25))
def test_the_new_index_is_that_of_the_changed_data(seed):
    rng = np.random.default_rng(seed)
    data = made_up(int(rng.integers(3, 30)), seed, unsent=0.3)
    ids, sent = data.innovations["innovation_id"].to_numpy(), data.innovations["sent"].to_numpy()
    send = [str(i) for i in ids[~sent][: rng.integers(0, 3)]]
    hold = [str(i) for i in ids[sent][: rng.integers(0, 3)]]
    levels = {f"spd.{SPD[k]}": int(rng.integers(0, 4)) for k in rng.integers(0, 20, 2)}
    for k in np.flatnonzero(sent)[-2:]:
        levels[f"{ids[k]}.{SID[rng.integers(0, 20)]}"] = int(rng.integers(0, 4))
    n, maturity, affair = int(rng.integers(1, 4)), int(rng.integers(0, 112)), str(rng.choice(BASIC))
    table = whatif(data, levels=levels, send=send, hold=hold, add=[f"{n}x{maturity}:{affair}"])
    after = with_sent(with_sent(data, send, True), hold, False)
    for target, level in levels.items():
        after = with_level(after, target, level)
    after = with_more(after, n, levels_for(maturity, WEIGHTS), affair)
    rows = table.set_index("name")
    for column, scored in (("old", data), ("new", after)):
        score = scoring.score(scored).iloc[0]
        for name in RESULTS:
            assert rows.loc[name, column] == (pytest.approx(score[name]) if name != "category" else score[name]), (
                name
            )
    assert len(table) == len(levels) + len(send) + len(hold) + 1 + len(RESULTS)


def test_each_change_says_what_it_does_alone(basic):
    data = make_dataset(spd=40, maturities=[80] * 20, affairs=basic)
    table = whatif(data, hold=["i0"], add=["1x80"]).set_index("name")
    assert table.loc["i0", ["old", "new"]].tolist() == [True, False]
    assert table.loc["i0", "alone"] == pytest.approx(-0.38 / 2.5)
    assert table.loc["1x80", "alone"] == pytest.approx(0.38 / 2.5)
    assert table.loc["index", "change"] == 0.0


def test_holding_the_only_innovation_of_a_service_loses_the_count_score(basic):
    data = make_dataset(spd=40, maturities=[80] * 5, affairs=basic[:5])
    table = whatif(data, hold=["i4"]).set_index("name")
    assert table.loc["count_score", ["old", "new"]].tolist() == [1.9, 0.0]
    assert table.loc["basic_affairs", ["old", "new", "change"]].tolist() == [5, 4, -1]


def test_a_level_of_an_innovation_that_is_sent_with_it_counts():
    data = with_sent(made_up(6, 1), ["A002"], False)
    with pytest.raises(ChangesError, match="--send A002"):
        whatif(data, levels={"A002.video": 3})
    table = whatif(data, levels={"A002.video": 3}, send=["A002"])
    changed = with_sent(with_level(data, "A002.video", 3), ["A002"], True)
    assert table.set_index("name").loc["index", "new"] == scoring.score(changed).iloc[0]["index"]


def test_the_verified_index_changes_from_where_it_stands():
    data = made_up(8, 3, verified=1.0)
    row = scoring.score(data).set_index("basis").loc["verified"]
    table = whatif(data, add=["1x100"], basis="verified").set_index("name")
    assert table.loc["index", "old"] == row["index"]


def test_all_faults_are_told_at_once():
    data = with_sent(made_up(5, 1), ["A004"], False)
    with pytest.raises(ChangesError) as caught:
        whatif(
            data,
            levels={"A001.vidio": 2, "A001.video": 4, "B1.video": 2, "spd.regulasi": 1, "A002.regulasi": "dua"},
            send=["A000", "A003", "Z9"],
            hold=["A003", "A004"],
            add=["3y70", "0x50", "2x500", "1x50:Perikanan", Added(1, float("nan"))],
        )
    assert len(caught.value.faults) == 14
    for words in (
        "vidio",
        "video",
        "B1",
        "spd.regulasi",
        "dua",
        "A000",
        "A003",
        "Z9",
        "A004",
        "3y70",
        "Perikanan",
    ):
        assert words in caught.value.text("en"), words
    assert "{" not in caught.value.text("id") + caught.value.text("en")


def test_nothing_to_change_is_told(contoh):
    with pytest.raises(PlanningError):
        whatif(contoh)


def test_an_spd_total_has_no_levels_to_change(basic):
    data = make_dataset(spd=0, spd_total=40.5, maturities=[80] * 20, affairs=basic, year=2024)
    with pytest.raises(ChangesError, match="--spd"):
        whatif(data, levels={"spd.visi_misi": 3})
    assert whatif(data, add=["1x80"]).set_index("name").loc["spd", "old"] == 40.5


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("3x70", Added(3, 70.0)), (" 1 X 70,5 ", Added(1, 70.5)), ("2x0:Sosial", Added(2, 0.0, "Sosial"))],
)
def test_innovations_to_add_are_read_as_people_write_them(text, wanted):
    assert parse_added(text) == wanted


def test_an_identifier_may_hold_dots_and_equals():
    assert parse_level("99.71-2026-001.video=2") == ("99.71-2026-001.video", "2")
    assert parse_level("a=b.video = 3") == ("a=b.video", "3")


@settings(max_examples=200)
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_in_words(text):
    for read in (parse_level, parse_added):
        told = ""
        try:
            read(text)
        except errors.IndeksError as refused:
            told = refused.text("id")
        assert "{" not in told.replace(text, "")
