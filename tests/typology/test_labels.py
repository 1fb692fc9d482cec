"""Names of groups: words that set them apart, no acronyms, nothing that all say."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from indeks.typology import labels


def test_what_all_texts_say_names_no_group():
    said = ["Bank sampah sekolah dibuat bersama", "Bank sampah pasar dibuat bersama"]
    said += ["Antrean pasien dibuat bersama", "Antrean pasien daring dibuat bersama"]
    assert labels.key_words(said, ["a", "a", "b", "b"]) == {"a": ["bank sampah"], "b": ["antrean pasien"]}


def test_a_word_of_one_innovation_names_nothing():
    assert labels.key_words(["Posyandu keliling", "Antrean pasien"], ["a", "b"]) == {"a": [], "b": []}


def test_region_names_and_acronyms_are_left_out():
    said = [
        "SIGAP Kota Contoh untuk balita sehat",
        "SIGAP Bandung untuk balita sehat",
        "Parkir tepi jalan",
        "Parkir gedung",
    ]
    found = labels.key_words(said, ["a", "a", "b", "b"])
    assert found == {"a": ["balita sehat"], "b": ["parkir"]}


def test_in_titles_all_in_capitals_no_word_is_taken_for_an_acronym():
    assert labels.acronyms(["POSYANDU KELILING", "BANK SAMPAH"]) == frozenset()


def test_a_pair_stands_only_for_words_side_by_side():
    assert list(labels.terms("Kesehatan ibu, anak")) == ["kesehatan", "ibu", "kesehatan ibu", "anak"]


def test_the_central_row_is_the_one_most_like_all():
    rows = csr_matrix(np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]]))
    assert labels.central(rows) == 1
