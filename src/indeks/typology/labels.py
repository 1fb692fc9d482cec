"""Names for groups: words that are frequent in one and rare elsewhere, and the most central innovation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import log
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from indeks.typology import text

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST_ITEMS = 2
"""A term of fewer innovations names nothing but itself."""
TERMS = 4
LIFT = 2
"""How many times as frequent as in the rest a term has to be, so that what all texts say names no group."""
_PART = re.compile(r"[.,;:!?()\[\]/\"\n]+")
_VOWEL = re.compile("[aeiou]")

Label = TypeVar("Label", bound=Hashable)


def key_words(
    texts: Sequence[str], labels: Sequence[Label], n: int = TERMS, *, titles: Sequence[str] | None = None
) -> dict[Label, list[str]]:
    """Return the words and pairs of words that set each group apart, best first.

    A term counts once an innovation and is weighed by class-based tf-idf: its count in the group times the
    logarithm of one plus the mean number of terms of a group over the number of innovations that have it. Terms
    are as written, not stemmed, stand in at least two innovations of the group, and in twice as large a part of it
    as of the rest. Where titles are given, a term has to stand in those of two innovations that are called
    differently: what only descriptions say names no group. Stop words and region names are left out, and so are
    acronyms (:func:`acronyms`) and a word inside a pair that is named already.

    Parameters
    ----------
    texts
        One text an innovation.
    labels
        The group of each.
    n
        How many terms at most; a group may have fewer, or none.
    titles
        The title of each.

    Examples
    --------
    >>> texts = ["Bank sampah sekolah", "Bank sampah pasar", "Antrean pasien", "Antrean pasien daring"]
    >>> key_words(texts, ["a", "a", "b", "b"])
    {'a': ['bank sampah'], 'b': ['antrean pasien']}
    """
    left_out = acronyms(texts)
    counts: dict[Label, Counter[str]] = {label: Counter() for label in sorted(set(labels), key=str)}
    sizes = Counter(labels)
    for sentence, label in zip(texts, labels, strict=True):
        counts[label].update(set(terms(sentence, left_out)))
    titled = {label: _in_titles(titles, labels, label, left_out) for label in counts} if titles is not None else {}
    together: Counter[str] = Counter()
    for own in counts.values():
        together.update(own)
    mean = together.total() / max(1, len(counts))

    def sets_apart(term: str, count: int, size: int) -> bool:
        rest = len(texts) - size
        return count >= LEAST_ITEMS and count * rest >= LIFT * (together[term] - count) * size

    best = {}
    for label, own in counts.items():
        kept = {term: c for term, c in own.items() if sets_apart(term, c, sizes[label])}
        if titles is not None:
            kept = {term: c for term, c in kept.items() if term in titled[label]}
        best[label] = _first({term: c * log(1 + mean / together[term]) for term, c in kept.items()}, n)
    return best


def _in_titles(
    titles: Sequence[str], labels: Sequence[Label], label: Label, left_out: frozenset[str]
) -> frozenset[str]:
    """Return the terms that stand in two different titles of a group, but for those that only say how or where."""
    own = {title.casefold() for title, given in zip(titles, labels, strict=True) if given == label}
    counts = Counter(term for title in own for term in set(terms(title, left_out)))
    general = text.general_words()
    return frozenset(t for t, n in counts.items() if n >= LEAST_ITEMS and not general.issuperset(t.split()))


def _first(weight: Mapping[str, float], n: int) -> list[str]:
    """Return the terms of most weight, without those that share a word with one before."""
    # a pair says more than a word of the same weight
    ordered = sorted(weight, key=lambda t: (-weight[t], -t.count(" "), t))
    kept: list[str] = []
    for term in ordered:
        words = set(term.split())
        if all(words.isdisjoint(other.split()) for other in kept):
            kept.append(term)
        if len(kept) == n:
            break
    return kept


def terms(sentence: str, left_out: frozenset[str] = frozenset()) -> Iterable[str]:
    """Yield the content words of a text and the pairs of them that stand side by side.

    Examples
    --------
    >>> list(terms("Bank sampah dan kompos"))
    ['bank', 'sampah', 'bank sampah', 'kompos']
    """
    for part in _PART.split(sentence):
        before, content = "", set(text.content_words(part))
        for word in text.tokens(part):
            if word not in content or word in left_out:
                before = ""
                continue
            yield word
            if before:
                yield f"{before} {word}"
            before = word


def acronyms(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that are acronyms, in lower case.

    They have no vowel, or are written in capitals wherever they occur and at least once amid words that are
    not. In texts all in capitals nothing can be told, and nothing is.

    Examples
    --------
    >>> sorted(acronyms(["SIMPATI bagi ibu hamil", "POSYANDU IBU HAMIL", "Posyandu keliling PKK"]))
    ['pkk', 'simpati']
    """
    other: set[str] = set()
    amid: set[str] = set()
    bare: set[str] = set()
    for sentence in texts:
        words = re.findall(text.TOKEN, sentence)
        capital = [w for w in words if w.isupper() and len(w) > 1]
        rest = [w for w in words if not w.isupper()]
        other.update(w.lower() for w in rest)
        if len(rest) >= len(capital):
            amid.update(w.lower() for w in capital)
        bare.update(w.lower() for w in words if not _VOWEL.search(w.lower()))
    return frozenset(bare | (amid - other))


def central(features: csr_matrix) -> int:
    """Return the position of the row nearest to the mean of all, the first at a tie."""
    likeness = np.asarray(features @ features.mean(axis=0).T).ravel()
    return int(np.argmax(likeness.round(9)))
