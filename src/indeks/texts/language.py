"""Every text a user sees, in Indonesian and English, with numbers and dates written as the language does.

Texts live in ``locale/<lang>/<topic>.toml``. A key starts with its topic: ``report.trend.title`` is the
entry ``[trend] title`` of ``report.toml``. An entry that is a table with ``one`` and ``other`` is chosen by
the value named ``n``. Placeholders take format codes of their own: ``{x:n2}`` a number with two decimals,
``{x:s2}`` the same with its sign, ``{d:date}`` a date in words.
"""

from __future__ import annotations

import datetime as dt
import string
import tomllib
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("id", "en")
LOCALE_DIR = Path(__file__).parent / "locale"
MINUS = "\N{MINUS SIGN}"


def _flatten(table: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}.{key}"
        if isinstance(value, dict) and not set(value) <= {"one", "other"}:
            flat.update(_flatten(value, name))
        else:
            flat[name] = value
    return flat


@cache
def catalogue(lang: str, topic: str) -> Mapping[str, Any]:
    """Return the entries of one topic by full key; values are strings, lists or ``one``/``other`` tables."""
    with (LOCALE_DIR / lang / f"{topic}.toml").open("rb") as file:
        return _flatten(tomllib.load(file), topic)


class Number(str):
    """A number as a language writes it that still knows its value, for sorting and for spreadsheets."""

    value: Decimal
    digits: int

    def __new__(cls, text: str, value: Decimal, digits: int) -> Number:
        """Make the text; ``digits`` is the count of decimals shown."""
        number = super().__new__(cls, text)
        number.value, number.digits = value, digits
        return number


@lru_cache(maxsize=4096)
def _written(exact: Decimal, digits: int, lang: str) -> str:
    """Write a number; the same few hundred stand thousands of times in a report."""
    from babel.numbers import format_decimal

    return str(format_decimal(exact, format="#,##0" + ("." + "0" * digits if digits else ""), locale=lang))


class Texts(string.Formatter):
    """The texts of one language; call it with a key and values.

    Examples
    --------
    >>> texts("id").number(36742), texts("en").number(57.675, 2)
    ('36.742', '57.68')
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"lang: {lang!r}; allowed: {', '.join(LANGUAGES)}")
        self.lang = lang

    def __call__(self, key: str, /, **values: Any) -> str:
        """Return the text of a key with its placeholders filled; KeyError if there is no such key."""
        entry = catalogue(self.lang, key.split(".", 1)[0])[key]
        if isinstance(entry, dict):
            entry = entry["one"] if values.get("n") == 1 and "one" in entry else entry["other"]
        return self.vformat(entry, (), values) if values else str(entry)

    def has(self, key: str) -> bool:
        """Tell whether a key exists."""
        return key in catalogue(self.lang, key.split(".", 1)[0])

    def format_field(self, value: Any, format_spec: str) -> Any:
        """Apply the format codes ``n<digits>``, ``s<digits>``, ``plain`` and ``date``; others as in Python."""
        if len(format_spec) == 2 and format_spec[0] in "ns" and format_spec[1].isdigit():
            return self.number(value, int(format_spec[1]), signed=format_spec[0] == "s")
        if format_spec == "plain":
            return self.plain(value) if Decimal(str(value)).is_finite() else str(value)
        if format_spec == "date":
            return self.date(value)
        return super().format_field(value, format_spec)

    def number(self, value: Any, digits: int = 0, *, signed: bool = False) -> Number:
        """Write a number with grouping and a fixed count of decimals, rounded half up."""
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        exact = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        text = _written(abs(exact), digits, self.lang)
        sign = MINUS if exact < 0 else "+" if signed and exact > 0 else ""
        return Number(sign + text, exact, digits)

    def plain(self, value: Any) -> Number:
        """Write a number with as many decimals as it has, at most six."""
        exact = round(Decimal(str(value)), 6).normalize()
        exponent = exact.as_tuple().exponent
        digits = max(0, -exponent) if isinstance(exponent, int) else 0
        return self.number(exact, digits)

    def date(self, value: dt.date) -> str:
        """Write a date in words: ``31 Desember 2025``, ``31 December 2025``."""
        from babel.dates import format_date

        return format_date(value, format="d MMMM y", locale=self.lang)

    def join(self, items: list[str]) -> str:
        """Join names into a phrase: ``a, b, dan c`` or ``a, b and c``."""
        from babel.lists import format_list

        return format_list(items, locale="id" if self.lang == "id" else "en_GB")


@cache
def texts(lang: str) -> Texts:
    """Return the texts of a language (``"id"`` or ``"en"``); ValueError for any other."""
    return Texts(lang)
