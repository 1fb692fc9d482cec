"""How the files of the site are called, and where its templates stand.

Indonesian is the language without a mark in the name.
"""

from __future__ import annotations

from pathlib import Path

from indeks.texts import LANGUAGES

TEMPLATES = Path(__file__).parent / "templates"

REGIONS = "daerah"
"""Folder of the pages of regions."""


def home(lang: str) -> str:
    """Return the file name of the home page: a browser opens the Indonesian one by itself.

    Examples
    --------
    >>> home("id"), home("en")
    ('index.html', 'index.en.html')
    """
    return f"index{_mark(lang)}.html"


def rows(lang: str) -> str:
    """Return the file name of the rows that the home page has no room for."""
    return f"index{_mark(lang)}.js"


def region(code: str, lang: str) -> str:
    """Return the file name of a region's page, inside its folder."""
    return f"{code}{_mark(lang)}.html"


def _mark(lang: str) -> str:
    return "" if lang == LANGUAGES[0] else f".{lang}"
