"""Finding the terms of a lexicon in many texts at once.

A term may be several words (``rumah_sakit``) and may leave its last word open (``posyandu*``). Longer terms
win over shorter ones that stand inside them: in *dokter hewan* nobody has read *dokter*.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indeks.typology.text import TOKEN, plain

BLOCK = 500_000
"""Tokens read at once: a few dozen MB, whatever the texts are."""
_GAP = -1
_WORD_OR_STOP = re.compile(rf"{TOKEN}|[.:;!?()\n]")  # no term goes on past a stop or a bracket


@dataclass(frozen=True)
class Pattern:
    """A term taken apart: its words, and whether the last may go on."""

    words: tuple[str, ...]
    open: bool


def pattern(term: str) -> Pattern:
    """Take a term apart.

    Examples
    --------
    >>> pattern("rumah_sakit"), pattern("posyandu*")
    (Pattern(words=('rumah', 'sakit'), open=False), Pattern(words=('posyandu',), open=True))
    """
    return Pattern(tuple(plain(term.rstrip("*")).split("_")), term.endswith("*"))


def find(texts: Sequence[str], patterns: Sequence[Pattern] | Terms) -> pd.DataFrame:
    """Return where terms stand in texts, each term once a text.

    Parameters
    ----------
    texts
        Any texts; empty ones have no terms.
    patterns
        The terms. Where two start at one word the longer wins; of equally long ones each counts.

    Returns
    -------
    pandas.DataFrame
        ``text, pattern`` (positions in the two lists), ``found`` (the words as they stand in the text, lower
        case) and ``place`` (position of the first of them in the text); sorted by the first two.
    """
    parts, block, size = [], [], 0
    start = 0
    terms = patterns if isinstance(patterns, Terms) else Terms(patterns)
    for k, text in enumerate(texts):
        words = _WORD_OR_STOP.findall(plain(text))
        block.append(words)
        size += len(words) + 1
        if size >= BLOCK or k == len(texts) - 1:
            parts.append(_find_in(block, terms, start))
            start, block, size = k + 1, [], 0
    columns = ["text", "pattern", "found", "place"]
    if not parts:
        return pd.DataFrame({"text": [], "pattern": [], "found": [], "place": []}, columns=columns)
    return pd.concat(parts, ignore_index=True)


class Terms:
    """Patterns and the words they begin with, so that only those that can stand in a text are looked for.

    A lexicon has some thousand terms and a text some hundred words: nearly every term is ruled out here.

    Parameters
    ----------
    patterns
        The terms.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = patterns
        self.whole: dict[str, list[int]] = {}
        self.opened: dict[str, list[int]] = {}
        for k, term in enumerate(patterns):
            starts = self.opened if term.open and len(term.words) == 1 else self.whole
            starts.setdefault(term.words[0], []).append(k)
        self.lengths = sorted({len(stem) for stem in self.opened})

    def among(self, words: Iterable[str]) -> list[int]:
        """Return the positions of the patterns that begin with one of some words, in order."""
        possible: set[int] = set()
        for word in words:
            possible.update(self.whole.get(word, ()))
            for length in self.lengths:
                if length > len(word):
                    break
                possible.update(self.opened.get(word[:length], ()))
        return sorted(possible)


def _find_in(block: list[list[str]], terms: Terms, first: int) -> pd.DataFrame:
    """Find terms in tokenised texts, of which the first has the position ``first``."""
    numbers: dict[str, int] = {}
    lengths = np.array([len(words) for words in block])
    flat = np.full(int(lengths.sum()) + len(block), _GAP, dtype=np.int64)  # a gap ends each text
    text_of = np.repeat(np.arange(len(block)), lengths + 1)
    flat[np.arange(len(flat)) != (np.cumsum(lengths + 1) - 1)[text_of]] = [
        numbers.setdefault(word, len(numbers)) for words in block for word in words
    ]
    possible = [(k, terms.patterns[k]) for k in terms.among(numbers)]
    vocabulary = _Vocabulary(numbers, flat)
    taken = np.zeros(len(flat), dtype=bool)
    hits: list[tuple[np.ndarray, int, int]] = []  # places, pattern, words
    for length in sorted({len(term.words) for _, term in possible}, reverse=True):
        matches = [(k, vocabulary.places(term)) for k, term in possible if len(term.words) == length]
        free = [(k, places[~taken[places]]) for k, places in matches if len(places)]
        for k, places in free:
            hits.append((places, k, length))
        for _, places in free:  # only now: terms of one length do not shut each other out
            for step in range(length):
                taken[places + step] = True
    if not hits:
        return pd.DataFrame({"text": [], "pattern": [], "found": [], "place": []}).astype({"found": object})
    places = np.concatenate([h[0] for h in hits])
    table = pd.DataFrame(
        {
            "text": text_of[places] + first,
            "pattern": np.repeat([h[1] for h in hits], [len(h[0]) for h in hits]),
            "at": places,
            "words": np.repeat([h[2] for h in hits], [len(h[0]) for h in hits]),
        }
    )
    table = table.sort_values(["text", "pattern", "at"]).drop_duplicates(["text", "pattern"])
    spelled = list(numbers)
    table["found"] = [
        " ".join(spelled[n] for n in flat[at : at + n_words])
        for at, n_words in zip(table["at"], table["words"], strict=True)
    ]
    begins = np.cumsum(lengths + 1) - (lengths + 1)
    table["place"] = table["at"] - begins[table["text"] - first]
    return table[["text", "pattern", "found", "place"]]


class _Vocabulary:
    """The distinct words of a block, sorted, and where each stands."""

    def __init__(self, numbers: dict[str, int], flat: np.ndarray) -> None:
        self.words = sorted(numbers)
        self.numbers = np.array([numbers[w] for w in self.words], dtype=np.int64)
        self.flat = flat
        self.order = np.argsort(flat, kind="stable")
        self.starts = np.searchsorted(flat[self.order], np.arange(len(numbers) + 1))

    def _numbers(self, word: str, *, open: bool) -> np.ndarray:
        begin = bisect_left(self.words, word)
        if open:
            end = bisect_left(self.words, word + chr(0x10FFFF), begin)
        else:
            end = begin + (begin < len(self.words) and self.words[begin] == word)
        return self.numbers[begin:end]

    def places(self, pattern: Pattern) -> np.ndarray:
        """Return where a pattern begins."""
        *head, last = pattern.words
        allowed = [self._numbers(w, open=False) for w in head] + [self._numbers(last, open=pattern.open)]
        if not all(len(a) for a in allowed):
            return np.empty(0, dtype=np.int64)
        runs = [self.order[self.starts[n] : self.starts[n + 1]] for n in allowed[0]]
        places = np.concatenate(runs)
        for step, numbers in enumerate(allowed[1:], start=1):
            places = places[np.isin(self.flat[places + step], numbers)]
        return places
