"""Agencies by what people call them: ``Dinkes`` is the Dinas Kesehatan of a region's own list.

Short forms are data (``agency_names.toml``). A name is settled only where exactly one agency of the list fits.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from indeks.texts.spelling import key

PLACES = frozenset({"kota", "kabupaten", "provinsi"})
"""Words that begin the name of the region behind the name of an agency."""
MOST_FORMS = 8


@cache
def _names() -> Mapping[str, Any]:
    with (Path(__file__).parent / "agency_names.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def forms(text: str) -> tuple[str, ...]:
    """Return the plain forms of a name: short forms written out, fillers and the region's name left out.

    Examples
    --------
    >>> forms("Dinkes"), forms("Dinas Kesehatan Kota Contoh")
    (('dinas kesehatan',), ('dinas kesehatan',))
    >>> forms("Dinas Koperasi dan UKM")
    ('dinas koperasi usaha kecil menengah',)
    """
    names = _names()
    choices = []
    for k, word in enumerate(key(text).split()):
        if k >= 2 and word in PLACES:
            break
        if word not in names["fillers"]:
            choices.append(names["short"].get(word) or [names["words"].get(word, word)])
    plain = [" ".join(parts) for parts in product(*choices)][:MOST_FORMS]
    return tuple(dict.fromkeys(" ".join(_plain_words(form)) for form in plain))


def _plain_words(form: str) -> list[str]:
    words = _names()["words"]
    written_out = " ".join(words.get(word, word) for word in form.split()).split()
    return [word for word in written_out if word not in _names()["fillers"]]


@cache
def short_form(text: str) -> str:
    """Return the short form by which an agency is commonly known; empty where there is none for it alone.

    Examples
    --------
    >>> short_form("Dinas Kependudukan dan Pencatatan Sipil"), short_form("Badan Penanggulangan Bencana Daerah")
    ('Disdukcapil', 'BPBD')
    >>> short_form("Dinas Sihir")
    ''
    """
    plain = set(forms(text))
    fitting = [short for short, meant in _names()["short"].items() if len(meant) == 1 and plain & set(meant)]
    if not fitting:
        return ""
    short = fitting[0]
    return short.upper() if sum(short.count(vowel) for vowel in "aiueo") <= 1 else short.capitalize()


def settle(text: str, listed: Collection[str]) -> str | None:
    """Return the agency of a list that a name means; None where none or several fit.

    Parameters
    ----------
    text
        A name as written.
    listed
        The agencies of the region.

    Examples
    --------
    >>> agencies = ["Dinas Kesehatan", "Dinas Penanaman Modal dan PTSP", "Dinas Pendidikan dan Kebudayaan"]
    >>> settle("Dinkes", agencies), settle("DPMPTSP", agencies), settle("Disdik", agencies)
    ('Dinas Kesehatan', 'Dinas Penanaman Modal dan PTSP', 'Dinas Pendidikan dan Kebudayaan')
    >>> settle("Dinas Sihir", agencies) is None
    True
    """
    same = [name for name in listed if key(name) == key(text)]
    if same:
        return same[0]
    meant = set(forms(text))
    equal = [name for name in listed if meant & set(forms(name))]
    if len(equal) == 1:
        return equal[0]
    if equal or not _is_short(text):
        return None
    begun = [name for name in listed if any(f.startswith(m + " ") for f in forms(name) for m in meant)]
    return begun[0] if len(begun) == 1 else None


def _is_short(text: str) -> bool:
    return key(text).split()[:1] != [] and key(text).split()[0] in _names()["short"]
