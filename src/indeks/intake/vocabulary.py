"""Names that have one right spelling: affairs of UU 23/2014, forms of innovation, yes and no, agencies, regions.

A name is matched after case, spaces and punctuation; what does not match is reported with the nearest names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from indeks.intake.dates import words
from indeks.texts import LANGUAGES, texts
from indeks.texts.spelling import key, nearest
from indeks.texts.words import CATEGORIES, category_text

_FILLERS = frozenset({"dan", "serta", "urusan", "bidang", "and"})


def _affair_key(text: str) -> str:
    return " ".join(word for word in key(text).split() if word not in _FILLERS)


@dataclass(frozen=True)
class Affair:
    """A government affair: official name, and ``basic``, ``mandatory``, ``choice`` or ``supporting``."""

    name: str
    group: str


@cache
def affairs() -> tuple[Affair, ...]:
    """Return the official list, basic services first."""
    return tuple(Affair(str(a["name"]), str(a["group"])) for a in _affair_file())


@cache
def _affair_file() -> tuple[Mapping[str, list[str]], ...]:
    with (Path(__file__).parent / "affairs.toml").open("rb") as file:
        return tuple(tomllib.load(file)["affair"])


@cache
def _affair_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for affair in _affair_file():
        for spelling in (affair["name"], *affair["aliases"]):
            names.setdefault(_affair_key(str(spelling)), str(affair["name"]))
    return names


def affair(text: str) -> str | None:
    """Return the official name of an affair, or None if the text is none.

    Examples
    --------
    >>> affair("PUPR"), affair("urusan pekerjaan umum & penataan ruang"), affair("Sihir")
    ('Pekerjaan Umum dan Penataan Ruang', 'Pekerjaan Umum dan Penataan Ruang', None)
    """
    return _affair_names().get(_affair_key(text))


def nearest_affairs(text: str, n: int = 3) -> list[str]:
    """Return the official names most like a text, short forms taken into account."""
    alike = nearest(_affair_key(text), list(_affair_names()), 2 * n)
    return list(dict.fromkeys(_affair_names()[k] for k in alike))[:n]


@cache
def sectors() -> Mapping[str, Mapping[str, str]]:
    """Return the names of the library's sectors by language, each by its spellings as :func:`key` has them."""
    with (Path(__file__).parents[1] / "typology" / "lexicon.toml").open("rb") as file:
        listed = tomllib.load(file)["sectors"]
    spelled = [(s, key(n)) for s in listed for n in (s["id"].replace("_", " "), s["name"], s["name_en"])]
    return {lang: {k: s[of] for s, k in spelled} for lang, of in (("id", "name"), ("en", "name_en"))}


def form(text: str) -> str | None:
    """Return ``"tata kelola"``, ``"pelayanan publik"`` or ``"lainnya"``; None if the text is none of them."""
    return _spellings("forms").get(key(text))


def digital(text: str) -> str | None:
    """Return ``"digital"`` or ``"nondigital"``; None if the text is neither."""
    return _spellings("digital").get(key(text))


def stage(text: str) -> str | None:
    """Return ``"mandiri"``, ``"sementara"`` or ``"final"``; None if the text is none of them.

    Examples
    --------
    >>> stage("Nilai akhir"), stage("self-assessed"), stage("entah")
    ('final', 'mandiri', None)
    """
    return _spellings("stages").get(key(text))


def category(text: str) -> str | None:
    """Return a category of the index as the editions name it; None if the text is none.

    Examples
    --------
    >>> category("SANGAT INOVATIF"), category("Less innovative"), category("juara")
    ('Sangat Inovatif', 'Kurang Inovatif', None)
    """
    return _categories().get(key(text))


@cache
def _categories() -> Mapping[str, str]:
    spelled = [(key(category_text(name, texts(lang))), name) for name in CATEGORIES for lang in LANGUAGES]
    return {**dict(spelled), **{key(name): name for name in CATEGORIES}}


@cache
def _spellings(group: str) -> Mapping[str, str]:
    return {key(word): name for name, spellings in words()[group].items() for word in spellings}


def yes_no(text: str) -> bool | None:
    """Return the truth of ``ya``, ``tidak``, ``true``, ``0`` and the like; None if the text is neither.

    Examples
    --------
    >>> yes_no("Ya"), yes_no("TIDAK"), yes_no("mungkin")
    (True, False, None)
    """
    word = " ".join(text.casefold().split()).removesuffix(".0")
    if word in words()["yes"]:
        return True
    return False if word in words()["no"] else None


def unsure(text: str) -> bool:
    """Tell whether a text says neither yes nor no for good, such as ``belum``."""
    return " ".join(text.casefold().split()) in words()["unsure"]


def before_applied(text: str) -> bool:
    """Tell whether a phase comes before an innovation is applied, such as ``uji coba``."""
    return key(text) in map(key, words()["not_applied"])


def text_of(value: object) -> str:
    """Return a cell as text: trimmed, whole numbers without a decimal point, empty for a missing one."""
    if isinstance(value, (bool, np.bool_)):
        return str(value).upper()
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return ""
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return "" if value is None or value is pd.NaT or value is pd.NA else str(value).strip()


def text_column(column: pd.Series) -> pd.Series:
    """Return a column as trimmed text, missing where nothing is written; categories stay categories."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        categories = column.cat.categories.to_series(index=range(len(column.cat.categories)))
        names = text_column(categories)
        if isinstance(categories.dtype, pd.StringDtype) and names.equals(categories):
            return column
        table = np.append(names.to_numpy(dtype=object), np.nan)  # the last place stands for missing cells
        return pd.Series(table[column.cat.codes], index=column.index).astype("str")
    if isinstance(column.dtype, pd.StringDtype):
        trimmed = column.str.strip().astype("str")
    else:
        codes, distinct = pd.factorize(column)
        texts = np.array([text_of(v) for v in distinct] + [""], dtype=object)
        trimmed = pd.Series(texts[codes], index=column.index).astype("str")
    return trimmed.where(trimmed != "")
