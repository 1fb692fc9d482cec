"""What innovations are compared by: tf-idf of words and of pieces of words, and the sector scores beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indeks.typology import text

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

INSIDE_WEIGHT = 0.35
"""Length of the part of the sector scores beside a part of words of length 1, inside one sector: half the 0.7
that is best across sectors gave purer groups on 664 labelled texts."""
REPEATED = 3
"""A sentence under so many different titles is a form that was copied, and says nothing about any of them."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def own_descriptions(innovations: pd.DataFrame) -> pd.Series:
    """Return the description of each innovation without the sentences that it shares with several others.

    Examples
    --------
    >>> texts = ["Buku. Dibuat bersama.", "Dibuat bersama.", "Taman. Dibuat bersama."]
    >>> own_descriptions(pd.DataFrame({"title": ["A", "B", "C"], "description": texts})).tolist()
    ['Buku.', '', 'Taman.']
    """
    titles = text.column(innovations, "title")
    split = [_SENTENCE.split(sentence) for sentence in text.column(innovations, "description")]
    under: defaultdict[str, set[str]] = defaultdict(set)
    for title, sentences in zip(titles, split, strict=True):
        for sentence in sentences:
            if len(under[sentence]) < REPEATED:
                under[sentence].add(title)
    kept = [" ".join(s for s in sentences if len(under[s]) < REPEATED) for sentences in split]
    return pd.Series(kept, index=innovations.index, dtype=object)


def own_texts(innovations: pd.DataFrame) -> pd.Series:
    """Return the text each innovation is compared by: the opening of its title and its own sentences."""
    own = innovations.assign(description=own_descriptions(innovations))
    return text.of_innovations(own).map(text.opening)


@dataclass(frozen=True)
class Words:
    """How often each text has each word, and each word each piece: texts x words, words x pieces.

    Pieces (:data:`indeks.typology.text.CHARACTERS`) never cross the edge of a word, so those of a text are those
    of its words, and each distinct word needs to be taken apart once only.
    """

    counts: csr_matrix
    pieces: csr_matrix


def words(texts: Sequence[str]) -> Words:
    """Count the content words of texts and their pieces; without any word both have no columns."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    split = [text.content_words(sentence) for sentence in texts]
    if not any(split):
        return Words(csr_matrix((len(split), 0)), csr_matrix((0, 0)))
    counter = CountVectorizer(analyzer=_as_split)
    counts = counter.fit_transform(split)
    pieces = CountVectorizer(analyzer="char_wb", ngram_range=text.CHARACTERS, lowercase=False)
    return Words(counts, pieces.fit_transform(counter.get_feature_names_out()))


def _as_split(words_of_text: list[str]) -> list[str]:
    return words_of_text


def features(counted: Words, scores: np.ndarray, *, weight: float, with_pieces: bool = True) -> csr_matrix:
    """Return the features of innovations, rows in their order; a row without words or scores is zero.

    Parameters
    ----------
    counted
        The words of the texts.
    scores
        Sector scores, innovations x sectors, none below zero.
    weight
        Length of the part of the scores, beside a part of words of length 1.
    with_pieces
        Whether pieces of words count beside whole words.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.preprocessing import normalize

    parts = [_tfidf(counted.counts)]
    if with_pieces:
        parts.append(_tfidf(counted.counts @ counted.pieces))
    beside = csr_matrix(weight * normalize(np.log1p(scores))) if scores.shape[1] else csr_matrix(scores.shape)
    lexical = csr_matrix(hstack(parts))
    return csr_matrix(hstack([beside, normalize(lexical) if lexical.shape[1] else lexical]))


def _tfidf(counts: csr_matrix) -> csr_matrix:
    """Weigh counts as scikit-learn does, with logarithms of them; idf of these rows alone."""
    from sklearn.feature_extraction.text import TfidfTransformer

    present = counts[:, np.flatnonzero(counts.getnnz(axis=0))]
    return TfidfTransformer(sublinear_tf=True).fit_transform(present) if present.shape[1] else present


def squared_distances(features: csr_matrix) -> np.ndarray:
    """Return the squared Euclidean distances of all pairs of rows, items x items, exact zeros on the diagonal."""
    products = (features @ features.T).toarray()
    lengths = products.diagonal()
    gaps = np.maximum(0, lengths[:, None] + lengths[None] - 2 * products)
    np.fill_diagonal(gaps, 0)
    return gaps
