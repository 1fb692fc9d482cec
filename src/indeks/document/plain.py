"""Texts as every document can hold them: without characters that show nothing and have no place on a page."""

from __future__ import annotations

import re
from typing import Any

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_FORMATS = (
    r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2061-\u206f\ufeff\ufff9-\ufffb\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Formats without a width and marks of direction; those that join letters, words or emoji are left."""
_NOT_CHARACTERS = r"\ud800-\udfff\ufdd0-\ufdef" + "".join(
    rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17)
)
UNFIT = re.compile(f"[{_CONTROLS}{_FORMATS}{_NOT_CHARACTERS}]")
"""Controls, formats, halves of characters and what Unicode says is no character: XML cannot hold some of them, PDF
others, and the rest turn or hide the text around them."""
LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def fit(text: str) -> str:
    """Return a text without characters that no document should hold; every end of a line is one line feed.

    Examples
    --------
    >>> fit("Dinas Kesehatan \\u2713\\ufeff"), fit("a\\x00b\\u202ec\\r\\nd\\ud800")
    ('Dinas Kesehatan ✓', 'abc\\nd')
    """
    letters = "".join(set(text))  # a page has a hundred thousand characters, but few different ones
    if not (UNFIT.search(letters) or LINE_ENDS.search(letters)):
        return text
    return UNFIT.sub("", LINE_ENDS.sub("\n", text))


def upright(value: Any) -> Any:
    """Return a text as a page can hold it; anything else, such as markup, as it is."""
    return fit(value) if type(value) is str else value
