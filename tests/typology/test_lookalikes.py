"""Look-alikes: those of other regions, with a verdict that does not change with the data at hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeks.typology import corpus, lookalikes
from indeks.typology.lookalikes import COLUMNS, VERDICTS, duplicates, index, similar, verdict
from indeks.typology.vectors import vectors, word_weight

KNOWN = pd.DataFrame(
    [
        ("a", "99.71", "Posyandu Keliling", "Layanan balita di permukiman"),
        ("b", "99.72", "Posyandu Keliling Terpadu", "Layanan balita dari rumah ke rumah"),
        ("c", "99.73", "Parkir Nontunai", "Membayar parkir dengan kartu"),
        ("d", "99.73", "Parkir Non Tunai", "Membayar parkir dengan kartu"),
        ("e", "99.72", "", ""),
        ("f", "99.74", "2026", ""),
    ],
    columns=["innovation_id", "region_code", "title", "description"],
)
TEXTS = st.lists(st.sampled_from(["posyandu", "parkir", "keliling", "balita", "pajak", "di", "2026"]), max_size=5)


def test_the_own_region_is_left_out():
    found = similar(KNOWN[:1], index(KNOWN))
    assert found["query"].unique().tolist() == ["a"]
    assert "99.71" not in set(found["region_code"])
    assert found.loc[0, ["innovation_id", "verdict"]].tolist() == ["b", "sangat mirip"]
    assert set(found.loc[0, "shared"]) == {"posyandu", "keliling", "balita"}
    without = similar("Posyandu Keliling", index(KNOWN), region_code="99.72")
    assert "b" not in set(without["innovation_id"])


def test_of_a_text_without_region_no_region_is_left_out():
    found = similar("Posyandu Keliling", index(KNOWN))
    assert sorted(found["innovation_id"][:2]) == ["a", "b"]
    assert found["query"].unique().tolist() == [""]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Pengendalian Inflasi", "Pengendalian Bangunan", 2),
        ("Jemput Ceria", "JEMPUT TB", 2),
        ("ONE STOP DATABASE", "One Stop Service", 2),
        ("Book Corner", "SPI Corner", 2),
        ("Puskesmas Ramah HIV", "Puskesmas Ramah Lansia", 2),
        ("Pengelolaan Bank Sampah", "Bank Sampah Sekolah", 0),
        ("Damba Bumil (Pendampingan Ibu Hamil)", "Damba Bumil: Pendamping bagi Ibu Hamil", 0),
        ("Posyandu Balita Keliling", "Posyandu Balita", 0),
    ],
)
def test_one_shared_word_that_says_how_is_no_likeness(one, other, expected):
    known = index(pd.DataFrame({"title": [other], "region_code": "99.71"}))
    found = similar(one, known)
    told = VERDICTS.index(found.loc[0, "verdict"]) if len(found) else 2
    assert told == expected


@pytest.mark.parametrize(
    ("cosine", "topics", "field", "described", "expected"),
    [
        (1.0, 2, 1.0, False, 0),
        (0.55, 2, 0.5, False, 0),
        (0.5499, 2, 0.5, False, 1),
        (0.55, 2, 0.4999, False, 1),  # of another field
        (0.7, 1, 0.5, False, 0),
        (0.6999, 1, 0.5, False, 1),
        (0.2999, 1, 1.0, False, 2),
        (0.6999, 0, 1.0, False, 2),  # nothing of the topic
        (0.7, 0, 1.0, False, 1),
        (0.4, 2, 0.5, True, 0),
        (0.45, 1, 0.5, True, 0),
        (0.2, 1, 0.5, True, 1),
        (0.1999, 5, 1.0, True, 2),
    ],
)
def test_verdicts(cosine, topics, field, described, expected):
    assert verdict(cosine, topics=topics, field=field, described=described) == VERDICTS[expected]


def test_the_verdict_does_not_drift_with_the_data():
    small = similar("Posyandu balita", index(KNOWN[1:2]))
    everything = pd.concat([KNOWN, corpus.shipped()], ignore_index=True)
    large = similar("Posyandu balita", index(everything), n=50)
    one = large[large["innovation_id"] == "b"]
    assert one[["similarity", "verdict"]].values.tolist() == small[["similarity", "verdict"]].values.tolist()


def test_a_word_nobody_has_seen_weighs_most():
    assert word_weight("xylofonik") == max(word_weight(w) for w in ("xylofonik", "kesehatan", "desa"))
    assert word_weight("kesehatan") < word_weight("xylofonik")


@pytest.mark.parametrize("text", ["", "   ", "12345", "di dan yang", "..."])
def test_a_text_that_says_nothing_has_no_look_alike(text):
    found = similar(text, index(KNOWN))
    assert found.shape == (0, len(COLUMNS))


def test_nothing_to_search_in_gives_no_look_alike():
    assert similar("Posyandu", index(KNOWN[:0])).empty
    assert similar(KNOWN[:0], index(KNOWN)).empty


def test_hostile_and_long_texts_are_texts():
    long = "posyandu " * 5000
    for text in ("<script>posyandu</script>", "=posyandu()", "posyandu\x00", long):
        assert similar(text, index(KNOWN)).loc[0, "innovation_id"] in ("a", "b")


def test_near_duplicates_inside_a_region_are_flagged():
    pairs = duplicates(index(KNOWN))
    assert pairs[["innovation_id", "other_id"]].values.tolist() == [["c", "d"]]
    assert pairs.loc[0, "similarity"] >= lookalikes.DUPLICATE


def test_empty_texts_are_no_duplicates():
    assert duplicates(index(pd.DataFrame({"title": ["", "", "1"], "region_code": "99.71"}))).empty


def test_all_alike_come_in_the_order_of_region_and_identifier():
    table = pd.DataFrame(
        {"innovation_id": list("cab"), "region_code": ["99.73", "99.71", "99.72"], "title": "Posyandu"}
    )
    assert similar("Posyandu", index(table))["innovation_id"].tolist() == ["a", "b", "c"]


@settings(max_examples=25)
@given(st.lists(TEXTS, min_size=1, max_size=8), TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_the_corpus_does_not_matter(titles, query, random):
    table = pd.DataFrame({"title": [" ".join(t) for t in titles]})
    table["innovation_id"] = [f"i{k}" for k in range(len(table))]
    table["region_code"] = [f"99.7{k % 3}" for k in range(len(table))]
    order = list(range(len(table)))
    random.shuffle(order)
    once, again = (similar(" ".join(query), index(t), region_code="99.71") for t in (table, table.iloc[order]))
    pd.testing.assert_frame_equal(once, again)


@settings(max_examples=40)
@given(TEXTS, TEXTS)
def test_likeness_is_mutual_and_of_a_text_to_itself_whole(one, other):
    a, b = vectors([" ".join(one)]), vectors([" ".join(other)])
    there, back = a.cosines(b)[0, 0], b.cosines(a)[0, 0]
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 1
    itself = a.cosines(a)[0, 0]
    assert itself == pytest.approx(1, abs=1e-5) or itself == 0
