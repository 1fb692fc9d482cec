"""Sectors held against labels: known values of kappa, chance, and intervals that cover."""

import numpy as np
import pandas as pd
import pytest

from indeks.problems import DataError
from indeks.typology import against, candidates, lexicon, members
from indeks.typology.sectors import sectors


def test_kappa_is_that_of_a_worked_example():
    # Cohen's formula by hand: 20 + 15 of 50 agree, by chance 0.5 x 0.6 + 0.5 x 0.4
    truth = np.array(["yes"] * 25 + ["no"] * 25)
    found = np.array(["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15)
    assert against.kappa(truth, found) == pytest.approx(0.4)


def test_sectors_that_are_the_labels_agree_fully_and_dealt_out_labels_by_chance():
    rng = np.random.default_rng(0)
    ids = lexicon.load().ids
    table = pd.DataFrame({"innovation_id": [f"i{k}" for k in range(400)], "sector": rng.choice(ids, 400)})
    labels = table.set_index("innovation_id")["sector"]
    same = against.compare(table, labels, lexicon.load()).set_index("measure")
    assert same["value"].round(9).tolist() == [1, 1, 1, 1]
    dealt = pd.Series(rng.permutation(labels.to_numpy()), labels.index)
    chance = against.compare(table, dealt, lexicon.load()).set_index("measure")
    assert chance.loc[["kappa", "ari", "ami"], "value"].abs().max() < 0.05
    assert (chance["low"] <= chance["value"]).all()


def test_labels_that_are_no_sectors_count_only_as_kinds():
    table = pd.DataFrame({"innovation_id": list("abcd"), "sector": ["sosial", "sosial", "kesehatan", None]})
    labels = pd.Series({"a": "kind one", "b": "kind one", "c": "kind two", "d": "kind three"})
    found = against.compare(table, labels, lexicon.load()).set_index("measure")
    assert found.index.tolist() == ["ari", "ami"]
    assert found.loc["ari", "value"] == 1


def test_an_innovation_that_nothing_speaks_for_is_wrong():
    table = pd.DataFrame({"innovation_id": ["a", "b"], "sector": ["sosial", None]})
    found = against.compare(table, pd.Series({"a": "sosial", "b": "sosial"}), lexicon.load())
    assert found.loc[found["measure"] == "accuracy", "value"].item() == 0.5


def test_what_a_word_of_the_text_explains_is_no_candidate():
    rows = pd.DataFrame({"innovation_id": list("abc"), "region_code": ["1", "2", "3"], "title": "Posyandu Ceria"})
    assert candidates.candidates(rows, sectors(rows)).empty
    two = pd.DataFrame({"innovation_id": list("abc"), "region_code": ["1", "2", "2"], "title": "Egrang"})
    assert candidates.candidates(two, sectors(two)).empty


def test_members_stand_in_the_order_given_with_their_group():
    titles = [f"Bank sampah {w}" for w in "abcdefgh"] + [f"Kebakaran lahan gambut {w}" for w in "abcdefgh"]
    titles += [f"Energi surya atap {w}" for w in "abcdefgh"]
    table = pd.DataFrame(
        {"title": titles, "agency": "Dinas Lingkungan Hidup"}, index=range(100, 100 + len(titles))
    )
    found = members.groups(table.iloc[::-1])
    assert found.index.tolist() == table.index.tolist()[::-1]
    grouped = found[found["group"].notna()]
    assert (grouped["group_stability"] >= 0.75).all()
    assert found["group"].isna().equals(found["group_name"].isna())


def test_labels_that_contradict_or_are_none_are_told_by_row(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("innovation_id,sector\na,sosial\nb,kesehatan\na,kesehatan\nb,kesehatan\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        against.read(path, "id")
    assert [(p.code, p.row) for p in caught.value.problems] == [("label_twice", 4)]
    path.write_text("innovation_id,sector\na,\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        against.read(path, "id")
    assert [p.code for p in caught.value.problems] == ["no_labels"]
    path.write_text("id,kind\na,sosial\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        against.read(path, "id")
    assert "column_missing" in {p.code for p in caught.value.problems}
