"""The effort table: that of the library is whole for every edition, one of the user's own is told all its faults."""

from __future__ import annotations

import pytest

from indeks import edition
from indeks.planning import effort
from indeks.planning.effort import EffortError
from indeks.planning.problem import INF

COMPLETE = [name for name in edition.available() if not edition.load(name).missing]


@pytest.mark.parametrize("name", COMPLETE)
def test_the_table_of_the_library_has_no_gaps(name):
    rule = edition.load(name)
    efforts = effort.read(rule=rule)
    for indicator in rule.of_aspect("sid"):
        row = efforts.rows[indicator.code]
        assert bool(row.past) != bool(row.steps)
        if row.steps:
            assert all(row.who.values())
            assert all(row.evidence.values())
            days = [row.step(0, level).effort for level in (1, 2, 3)]
            assert days == sorted(days)


def test_facts_of_the_past_are_closed():
    efforts = effort.read()
    past = {code for code, row in efforts.rows.items() if row.past}
    assert {"anggaran", "rkpd", "kecepatan_penciptaan", "opini_bpk", "lakip", "visi_misi", "perizinan"} <= past
    assert (efforts.matrix(["anggaran", "opini_bpk"]) >= INF).all()
    assert {"penghargaan_inovator", "rekomendasi_kebijakan", "ripj_pid", "fasilitasi_haki"} & past == set()


def test_a_deadline_closes_what_takes_longer():
    efforts = effort.read()
    whole, near = efforts.matrix(["regulasi"]), efforts.matrix(["regulasi"], 60)
    assert whole[0, 0].tolist() == [INF, 6, 40, 120]
    assert near[0, 0].tolist() == [INF, 6, 40, INF]


def test_a_step_from_one_level_goes_before_that_from_any(tmp_path):
    path = tmp_path / "upaya.toml"
    path.write_text('schema = "indeks-effort/1"\n[[indicators]]\ncode = "video"\nlevels = [{ to = 1, days = 2 }, '
                    "{ to = 2, days = 4 }, { to = 3, days = 8 }, { from = 2, to = 3, days = 1.5 }]\n")  # fmt: skip
    table = effort.read(path).matrix(["video"])[0]
    assert table[0].tolist() == [INF, 4, 8, 16]
    assert (table[1, 3], table[2, 3]) == (16, 3)


def test_scaled_efforts_are_rounded_up_to_half_days():
    efforts = effort.read()
    assert efforts.scaled("regulasi", 1, 2).rows["regulasi"].step(0, 1).effort == 3
    assert efforts.scaled("pedoman_teknis", 1, 2).rows["pedoman_teknis"].step(0, 2).effort == 4
    assert efforts.scaled("video", 2, 1).rows["video"].step(0, 3).effort == 20


GOOD = (
    '[[indicators]]\ncode = "video"\nlevels = [{ to = 1, days = 2 }, { to = 2, days = 4 }, { to = 3, days = 8 }]\n'
)
HEAD = 'schema = "indeks-effort/1"\n'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GOOD, ["schema"]),
        (HEAD, ["[[indicators]]"]),
        (HEAD + "[[indicators]]\nwho = 'x'", ["code"]),
        (HEAD + GOOD + GOOD, ["dua kali"]),
        (HEAD + GOOD.replace("days = 4", "days = 0.3"), ["0,5"]),
        (HEAD + GOOD.replace("days = 4", "days = -1"), ["0,5"]),
        (HEAD + GOOD.replace("days = 4", 'days = "x"'), ["0,5"]),
        (HEAD + GOOD.replace("to = 2", "to = 4"), ["1 sampai 3"]),
        (HEAD + GOOD.replace("to = 2,", "to = 2, from = 2,"), ["di bawah 2"]),
        (HEAD + GOOD.replace("to = 2", "to = 1"), ["langkah ke 1"]),
        (HEAD + GOOD.replace("days = 4", "days = 4, lead = -3"), ["lead"]),
        (HEAD + GOOD + "past = 'x'\n", ["past"]),
        (HEAD + GOOD + "wer = 'x'\n", ["wer"]),
        (HEAD + GOOD + "who = 3\n", ["who"]),
        (HEAD + "[new]\ndays = 0\n" + GOOD, ["new"]),
        ("schema = = 1", ["TOML"]),
        (HEAD + GOOD.replace("days = 4", "days = 0.3").replace("to = 3", "to = 9"), ["0,5", "1 sampai 3"]),
    ],
)
def test_every_fault_of_a_table_is_told(tmp_path, content, words):
    path = tmp_path / "upaya.toml"
    path.write_text(content)
    with pytest.raises(EffortError) as told:
        effort.read(path)
    text = told.value.text("id")
    assert "upaya.toml" in text
    assert all(word in text for word in words)
    assert told.value.text("en") != text


def test_gaps_are_told_all_at_once(tmp_path):
    path = tmp_path / "upaya.toml"
    path.write_text(HEAD + GOOD.replace(", { to = 2, days = 4 }", ""))
    with pytest.raises(EffortError) as told:
        effort.read(path, rule=edition.load("iid-2026"))
    assert len(told.value.faults) == 20 + 20
    assert "video: belum ada upaya untuk parameter 2" in told.value.text("id")


def test_a_table_that_is_not_there_is_told(tmp_path):
    for path in (tmp_path / "tidak-ada.toml", tmp_path):
        with pytest.raises(EffortError):
            effort.read(path)
