"""Terms are found as people write them, the longest first, never across a stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeks.typology.matching import find, pattern

TERMS = ["dokter*", "dokter_hewan", "rumah_sakit", "sakit", "e_ktp", "rt_rw", "posyandu*", "lapor", "112"]


def found(text, terms=TERMS):
    return find([text], [pattern(t) for t in terms])["found"].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dokter Keliling", ["dokter"]),
        ("dokternya", ["dokternya"]),
        ("Dokter hewan", ["dokter hewan"]),
        ("dokter hewan dan dokter", ["dokter", "dokter hewan"]),
        ("RUMAH-SAKIT Contoh", ["rumah sakit"]),
        ("rumah. sakit", ["sakit"]),
        ("E-KTP", ["e ktp"]),
        ("RT/RW", ["rt rw"]),
        ("ePosyandu", []),
        ("laporan", []),
        ("layanan 112!", ["112"]),
        ("ｐｏｓｙａｎｄｕ", ["posyandu"]),
        ("", []),
        ("...", []),
    ],
)
def test_terms_in_a_text(text, expected):
    assert sorted(found(text)) == sorted(expected)


def test_a_term_is_told_once_a_text_at_its_first_place():
    table = find(["x sakit sakit", "sakit"], [pattern("sakit")])
    assert table[["text", "place"]].to_numpy().tolist() == [[0, 1], [1, 0]]


@given(st.lists(st.text(max_size=60), max_size=6))
def test_each_text_is_read_for_itself(texts):
    patterns = [pattern(t) for t in TERMS]
    together = find(texts, patterns)
    for k, text in enumerate(texts):
        alone = find([text], patterns)
        mine = together[together["text"] == k]
        assert alone[["pattern", "found"]].values.tolist() == mine[["pattern", "found"]].values.tolist()
