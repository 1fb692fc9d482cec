"""Groups inside a sector: found where texts are alike, claimed only where they come back, whatever the order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indeks.typology import groups as grouping
from indeks.typology import sectors as sectoring
from support import shared

SAID = {
    "stunting": "pemantauan gizi balita stunting timbang badan ukur tinggi asupan makanan",
    "jiwa": "pendampingan pasien gangguan jiwa pasung kunjungan psikiater obat rehabilitasi",
    "antrean": "antrean pendaftaran loket poliklinik nomor panggilan tunggu rawat",
}
TOPICS = {topic: said.split() for topic, said in SAID.items()}


def innovations(per_topic: int, topics=TOPICS, seed: int = 1) -> pd.DataFrame:
    """Made-up innovations of one sector: each text has five words of its topic."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"{topic}-{k:02d}", " ".join(rng.permutation(words)[:5]))
        for topic, words in topics.items()
        for k in range(per_topic)
    ]
    return pd.DataFrame(rows, columns=["innovation_id", "title"])


def divided(table: pd.DataFrame, sector: str = "kesehatan") -> grouping.Groups:
    """Groups of a table that is all of one sector."""
    scores = pd.DataFrame({"kesehatan": 3.0, "sosial": 0.0}, index=table.index)
    return grouping.groups(table, pd.Series(sector, index=table.index), scores)


def test_topics_with_words_of_their_own_are_found_and_claimed():
    found = divided(innovations(12))
    assert found.sectors.loc[0, ["n", "k", "claimed", "grouped"]].tolist() == [36, 3, 3, 36]
    assert found.sectors.loc[0, "stability"] > 0.9
    topics = found.members["innovation_id"].str.split("-").str[0]
    assert (found.members.groupby(topics)["group"].nunique() == 1).all()
    assert (found.groups["recurrence"] >= grouping.RECURRENCE).all()


def test_a_group_is_named_by_its_own_words_and_its_most_central_title():
    table = innovations(12)
    found = divided(table)
    for row in found.groups.to_dict("records"):
        mine = found.members.loc[found.members["group"] == row["group"], "innovation_id"]
        topic = mine.iloc[0].split("-")[0]
        assert {word for term in row["words"] for word in term.split()} <= set(TOPICS[topic])
        assert row["title"] in set(table.loc[table["innovation_id"].isin(mine), "title"])


def test_words_dealt_out_at_random_make_no_claim():
    rng = np.random.default_rng(5)
    words = [w for listed in TOPICS.values() for w in listed]
    table = pd.DataFrame(
        {
            "innovation_id": [f"i{k:02d}" for k in range(48)],
            "title": [" ".join(rng.permutation(words)[:5]) for _ in range(48)],
        }
    )
    found = divided(table)
    assert found.sectors.loc[0, "stability"] < 0.65
    assert found.sectors.loc[0, "grouped"] <= 0.2 * 48


def test_a_small_sector_is_not_divided():
    found = divided(innovations(4))
    assert found.sectors.loc[0, ["n", "k", "claimed"]].tolist() == [12, 1, 0]
    assert np.isnan(found.sectors.loc[0, "stability"])
    assert (found.members["group"] == "").all()


@pytest.mark.parametrize(
    "titles",
    [
        [],
        ["Posyandu"],
        [""] * 30,
        ["123 456"] * 30,
        ["Posyandu keliling"] * 40,
        ["kata " * 5000, *["Posyandu"] * 20],
    ],
    ids=["none", "one", "empty", "digits", "all alike", "one very long"],
)
def test_odd_texts_have_a_defined_result(titles):
    table = pd.DataFrame({"innovation_id": [f"i{k}" for k in range(len(titles))], "title": titles}, dtype=object)
    found = divided(table)
    assert found.members["innovation_id"].tolist() == table["innovation_id"].tolist()
    assert found.sectors["claimed"].sum() == 0


def test_innovations_without_a_sector_are_in_no_group():
    table = innovations(12)
    found = grouping.groups(
        table, pd.Series(None, index=table.index, dtype=object), pd.DataFrame(index=table.index)
    )
    assert found.sectors.empty
    assert (found.members[["sector", "group"]] == "").all(axis=None)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(range(36)))
def test_the_order_of_the_rows_does_not_matter(order):
    table = innovations(12)
    first, again = divided(table), divided(table.iloc[list(order)])
    pd.testing.assert_frame_equal(first.groups, again.groups)
    pd.testing.assert_frame_equal(first.sectors, again.sectors)
    keys = ["innovation_id"]
    pd.testing.assert_frame_equal(
        first.members.sort_values(keys, ignore_index=True), again.members.sort_values(keys, ignore_index=True)
    )


@given(st.integers(0, 100_000))
def test_the_number_of_groups_follows_the_rule(n):
    k = grouping.number_of_groups(n)
    assert 1 <= k <= grouping.MOST_GROUPS
    assert k == 1 or n / k <= 1.5 * grouping.PER_GROUP or k == grouping.MOST_GROUPS
    assert k <= grouping.number_of_groups(n + 1)


def test_a_large_sector_is_divided_by_k_means_just_the_same():
    topics = {f"t{k}": [f"kata{k}{letter}" for letter in "abcdefgh"] for k in range(grouping.MOST_GROUPS)}
    table = innovations(50, topics)
    found = divided(table)
    assert found.sectors.loc[0, ["n", "k"]].tolist() == [750, 15]
    assert found.sectors.loc[0, "stability"] > 0.9
    assert found.sectors.loc[0, "grouped"] >= 700
    pd.testing.assert_frame_equal(found.groups, divided(table.iloc[::-1]).groups)


# --- on labelled texts that are not part of the project ------------------------------------------------------


@pytest.fixture(scope="module")
def labelled() -> pd.DataFrame:
    table = pd.read_csv(shared("text", "labelled.csv")).fillna("").rename(columns={"id": "innovation_id"})
    return table.drop(columns="sector")


def test_claimed_groups_hold_look_alikes_of_one_kind(labelled):
    kinds = pd.read_csv(shared("text", "lookalike_groups.csv")).drop_duplicates("id").set_index("id")["group"]
    found = grouping.groups(labelled, sectoring.sectors(labelled)["sector"], sectoring.scores(labelled))
    kind = found.members["innovation_id"].map(kinds)
    claimed = kind[(found.members["group"] != "") & kind.notna()]
    per_group = claimed.groupby(found.members["group"]).agg(lambda k: k.value_counts().iloc[0])
    assert len(claimed) >= 10
    assert per_group.sum() / len(claimed) >= 0.85


def test_the_same_words_dealt_out_anew_are_hardly_ever_claimed(labelled):
    sectors, scores = sectoring.sectors(labelled)["sector"], sectoring.scores(labelled)
    real = grouping.groups(labelled, sectors, scores).sectors["grouped"].sum()
    by_chance = []
    for seed in range(3):
        dealt = dealt_anew(labelled, sectors.fillna(""), seed)
        by_chance.append(grouping.groups(dealt, sectors, scores).sectors["grouped"].sum())
    assert np.mean(by_chance) <= real / 3


def dealt_anew(table: pd.DataFrame, sectors: pd.Series, seed: int) -> pd.DataFrame:
    """The words of each sector shuffled among its texts, which keep their lengths."""
    rng = np.random.default_rng(seed)
    dealt = table.assign(description="")
    for _, rows in table.groupby(sectors):
        said = (rows["title"] + " " + rows["description"]).str.split()
        words = rng.permutation(np.concatenate(said.tolist()))
        ends = np.cumsum(said.str.len())[:-1]
        dealt.loc[rows.index, "title"] = [" ".join(part) for part in np.split(words, ends)]
    return dealt
