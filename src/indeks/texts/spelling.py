"""When two spellings are one name, and which names are most like what was written.

Every comparison of names in the project goes through :func:`key`: case, width and odd forms of letters (NFKC),
spaces and punctuation do not tell names apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MIN_LIKENESS = 60
"""Of 100; a suggestion less alike than this only confuses."""
_NOT_LETTERS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return a text in lower case with odd forms of letters resolved (NFKC).

    Examples
    --------
    >>> plain("ＤＩＮＡＳ  Kesehatan")
    'dinas  kesehatan'
    """
    return unicodedata.normalize("NFKC", text).casefold()


def key(text: str, gap: str = " ") -> str:
    """Return what two spellings of one name share: letters and digits in lower case.

    Parameters
    ----------
    text
        A name as written.
    gap
        What stands for spaces and punctuation between words; ``""`` where words may be joined or not, as in
        ``Toli-Toli`` and ``Tolitoli``.

    Examples
    --------
    >>> key("  Dinas  Kesehatan "), key("Koperasi, UKM"), key("Toli-Toli", "")
    ('dinas kesehatan', 'koperasi ukm', 'tolitoli')
    """
    words = _NOT_LETTERS.sub(" ", plain(text))
    return gap.join(words.split())


def nearest(text: str, choices: Collection[str], n: int = 3) -> list[str]:
    """Return the choices most like a text, the likest first; none where nothing is alike.

    Choices that begin with what was typed come before all others.
    """
    from rapidfuzz import fuzz, process

    typed = key(text)
    begin = [c for c in choices if typed and key(c).startswith(typed)][:n]
    matches = process.extract(text, choices, scorer=fuzz.WRatio, processor=key, limit=n, score_cutoff=MIN_LIKENESS)
    return list(dict.fromkeys([*begin, *(name for name, _, _ in matches)]))[:n]


def natural_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return what to sort by so that numbers in a text count as numbers.

    Examples
    --------
    >>> sorted(["10", "5b", "2", "5a", "1-15"], key=natural_order)
    ['1-15', '2', '5a', '5b', '10']
    """
    parts = re.findall(r"\d+|[^\W\d_]+", plain(text))
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
