"""Texts as vectors whose cosine means the same for everybody: tf-idf with weights that are fixed once for all.

The idf comes from texts that ship with the library: the named innovations of ``data/raw``, the official affairs
and the made-up innovations of Kota Contoh. So a cosine of two texts does not change with the data they stand
in. A word that none of those texts has gets the highest weight, as if it were rarer than any of them; words of
the stop list count nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indeks import example, files
from indeks.intake import vocabulary
from indeks.typology import text

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

GENERAL = 0.7
"""Weight of a word that says how or where (:func:`indeks.typology.text.general_words`), not what."""
N_FEATURES = 2**18
"""Columns words and pieces are hashed to; some ten thousand words seldom share one."""


@dataclass(frozen=True)
class Vectors:
    """Texts x columns, each row of length 1, or 0 where a text has no content word."""

    words: csr_matrix
    pieces: csr_matrix

    def __getitem__(self, rows: slice) -> Vectors:
        return Vectors(self.words[rows], self.pieces[rows])

    def cosines(self, others: Vectors) -> np.ndarray:
        """Return the mean of the cosines of words and of pieces, own rows x rows of the others.

        Examples
        --------
        >>> of_titles = vectors(["Posyandu Keliling", "e-Posyandu", "Parkir Nontunai", ""])
        >>> [f"{cosine:.1f}" for cosine in of_titles.cosines(of_titles)[0]]
        ['1.0', '0.8', '0.0', '0.0']
        """
        # own rows, the fewer, are turned: scipy copies what it turns
        both = (others.words @ self.words.T).toarray() + (others.pieces @ self.pieces.T).toarray()
        return np.clip(both.T / 2, 0, 1).astype(float)


def vectors(texts: Sequence[str]) -> Vectors:
    """Return the vectors of texts, of which the opening counts."""
    return Vectors(*(_weighted(counts, idf) for counts, idf in zip(_counts(texts), _idf(), strict=True)))


def word_weight(word: str) -> float:
    """Return the fixed idf of a word, the highest for one the fitted texts lack; less for one that says how."""
    idf = float(_idf()[0][_hashed([word], pieces=False).indices[0]])
    return idf * GENERAL if word in text.general_words() else idf


@cache
def _idf() -> tuple[np.ndarray, np.ndarray]:
    named = pd.read_csv(files.raw("named_innovations.csv"), dtype=str, keep_default_na=False)
    fitted = text.of_innovations(named).tolist()
    fitted += [affair.name for affair in vocabulary.affairs()]
    fitted += [f"{title}. {what}" for title, _, _, _, what in example.IDEAS]
    n = len(fitted)
    counted = (np.bincount(counts.indices, minlength=N_FEATURES) for counts in _counts(fitted))
    words, pieces = (np.log((1 + n) / (1 + in_texts)) + 1 for in_texts in counted)
    return words, pieces


def _counts(texts: Sequence[str]) -> tuple[csr_matrix, csr_matrix]:
    """Weigh words by count and kind, and pieces by their words; each distinct word is taken apart once only."""
    from scipy.sparse import csr_matrix

    numbers: dict[str, int] = {}
    ends, columns = [0], []
    for sentence in texts:
        columns += [numbers.setdefault(w, len(numbers)) for w in text.content_words(text.opening(sentence))]
        ends.append(len(columns))
    shape = (len(texts), len(numbers))
    counts = csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=shape)
    if not numbers:
        none = csr_matrix((len(texts), N_FEATURES), dtype=np.float32)
        return none, none
    counts.sum_duplicates()
    spelled = list(numbers)
    general = text.general_words()
    kind = np.array([GENERAL if word in general else 1 for word in spelled], dtype=np.float32)
    counts.data = (np.log(counts.data) + 1) * kind[counts.indices]
    parts = [counts @ _hashed(spelled, pieces=p) for p in (False, True)]
    return parts[0], parts[1]


def _hashed(words: Sequence[str], *, pieces: bool) -> csr_matrix:
    """Return distinct words x columns: one for the word, or those of its pieces of three to five letters."""
    from sklearn.feature_extraction.text import HashingVectorizer

    analyzer = {"analyzer": "char_wb", "ngram_range": text.CHARACTERS} if pieces else {"analyzer": _whole}
    hasher = HashingVectorizer(
        n_features=N_FEATURES, alternate_sign=False, norm=None, lowercase=False, dtype=np.float32, **analyzer
    )
    return hasher.transform(words)


def _whole(word: str) -> list[str]:
    return [word]


def _weighted(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    from sklearn.preprocessing import normalize

    if not counts.nnz:  # normalize refuses a table without rows
        return counts
    counts.data *= idf.astype(np.float32)[counts.indices]
    return normalize(counts, copy=False)
