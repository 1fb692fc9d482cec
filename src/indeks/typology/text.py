"""One place for the text of an innovation: its tokens, the words that say nothing, the part that is compared."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pandas as pd

from indeks import regions
from indeks.texts.spelling import plain

TOKEN = r"[^\W_]+"
"""A run of letters and digits; hyphens, underscores and marks part words."""
MIN_LETTERS = 2
CHARACTERS = (3, 5)
"""Lengths of the pieces of words that make ``e-posyandu`` and ``posyandu`` alike."""

OPENING = 100
"""Words of a text that are compared. A design text opens with what the innovation is; what follows (background,
legal basis, stages) is alike in all of them."""

_TOKEN = re.compile(TOKEN)


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case, numbers and single letters among them.

    Examples
    --------
    >>> tokens("E-KTP Keliling (Kota Contoh), 24 jam")
    ['e', 'ktp', 'keliling', 'kota', 'contoh', '24', 'jam']
    """
    return _TOKEN.findall(plain(text))


def content_words(text: str) -> list[str]:
    """Return the tokens that can carry a topic: two letters or more, no number, no stop word.

    Examples
    --------
    >>> content_words("Aplikasi Antrean Puskesmas di Kota Contoh 2026")
    ['antrean', 'puskesmas']
    """
    stop = stop_words()
    return [t for t in tokens(text) if len(t) >= MIN_LETTERS and not t.isdigit() and t not in stop]


@cache
def region_names() -> tuple[tuple[str, ...], ...]:
    """Return the names of all regions as tuples of tokens, Kota Contoh's among them."""
    master = regions.master()
    names = [*master["name"], *master["province"], regions.SYNTHETIC["name"]]
    return tuple(sorted({tuple(tokens(name)) for name in names}))


@cache
def stop_words() -> frozenset[str]:
    """Return function words, words of the domain (``inovasi``, ``sistem``) and the words of region names."""
    listed = _listed()
    names = {word for name in region_names() for word in name if len(name) == 1 or word not in _COMMON_IN_NAMES}
    return frozenset(names | set(listed["function"]) | set(listed["domain"]))


@cache
def general_words() -> frozenset[str]:
    """Return words that say how, where or how well (``klinik``, ``jemput``, ``ramah``), seldom what."""
    return frozenset(_listed()["general"])


def topic_words(sentence: str) -> frozenset[str]:
    """Return the content words of a text's opening that say what it is about.

    Examples
    --------
    >>> sorted(topic_words("Klinik Sanitasi di Puskesmas"))
    ['sanitasi']
    """
    return frozenset(content_words(opening(sentence))) - general_words()


@cache
def _listed() -> dict[str, list[str]]:
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return tomllib.load(file)


_COMMON_IN_NAMES = frozenset(
    ("bara", "bawang", "gunung", "hilir", "hulu", "laut", "muara", "natal", "pegunungan", "pesisir", "pulau",
     "sungai", "tanah", "teluk", "tulang")
)  # fmt: skip
"""Words of longer names (Tanah Laut) that carry a topic elsewhere."""


def of_innovations(innovations: pd.DataFrame) -> pd.Series:
    """Return the text of each innovation: title, full stop, description; empty where neither is given.

    Parameters
    ----------
    innovations
        With ``title`` and, where there is one, ``description``.

    Examples
    --------
    >>> of_innovations(pd.DataFrame({"title": ["Posyandu Keliling"], "description": ["Layanan balita"]})).tolist()
    ['Posyandu Keliling. Layanan balita']
    """
    title, description = column(innovations, "title"), column(innovations, "description")
    return title.where((title == "") | (description == ""), title + ". ") + description


def opening(sentence: str) -> str:
    """Return a text cut after its first words."""
    return " ".join(sentence.split()[:OPENING])


def column(table: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as trimmed texts, empty where a cell or the whole column is missing."""
    if name not in table:
        return pd.Series("", index=table.index, dtype=object)
    cells = table[name].astype(object)
    return cells.where(cells.notna(), "").astype(str).str.strip().astype(object)
