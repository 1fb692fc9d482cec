"""Words that carry a topic are kept, the rest is left out."""

import pandas as pd
import pytest

from indeks.typology import text


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Aplikasi Layanan Posyandu Kota Pangkalpinang", ["posyandu"]),
        ("Sistem Informasi Parkir 24 Jam di Kabupaten Bandung Barat", ["parkir", "jam"]),
        ("Pengelolaan Sampah Laut", ["sampah", "laut"]),
        ("2026", []),
        ("", []),
    ],
)
def test_content_words(title, words):
    assert text.content_words(title) == words


def test_the_text_of_an_innovation_is_title_and_description():
    table = pd.DataFrame({"title": ["A", None, "C"], "description": ["b", "b", float("nan")]}, index=[3, 1, 2])
    assert text.of_innovations(table).to_dict() == {3: "A. b", 1: "b", 2: "C"}


def test_a_missing_column_is_empty():
    assert text.of_innovations(pd.DataFrame({"title": ["A"]})).tolist() == ["A"]
    assert text.of_innovations(pd.DataFrame(index=[0])).tolist() == [""]
