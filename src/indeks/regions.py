"""The regions of Indonesia by Kemendagri code, and what people write for them.

The master list is ``data/raw/regions.csv``; other spellings, short forms and former names are
``data/raw/region_aliases.csv``. Two regions of one name are asked about, never guessed.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from indeks import files
from indeks.errors import IndeksError
from indeks.texts import spelling, texts

TYPES = ("provinsi", "kabupaten", "kota")
COLUMNS = ("region_code", "name", "type", "province_code", "province")
ADMINISTRATIVE_PROVINCE = "31"
"""DKI Jakarta: its kota and kabupaten are administrative, without a government of their own (UU 29/2007)."""
SYNTHETIC_PROVINCE = "99"
"""No province has this code; it is reserved for made-up regions."""
SYNTHETIC = MappingProxyType(dict(zip(COLUMNS, ("99.71", "Contoh", "kota", "99", "Contoh"), strict=True)))
"""The made-up region of examples, Kota Contoh."""

LEAST_BEGUN = 3
"""Letters of a name that must have been typed before those that begin with them come first."""
_CODE = re.compile(r"(\d\d)(?:[.,]?(\d\d)|[.,](\d))?")
_IN_BRACKETS = re.compile(r"\s*\((\d\d(?:\.\d\d)?)\)\s*$")
_OFFICE = r"(?:pemerintah\s+(?=prov|prop|kab|kota))?"
_ADMINISTRATIVE = r"(?:\s*adm(?:inistrasi|\.|\b))?"
_BEFORE = re.compile(
    rf"{_OFFICE}(?P<provinsi>provinsi|propinsi|prov\b|pemprov\b)?(?P<kabupaten>kabupaten|kab\b|pemkab\b)?"
    rf"(?P<kota>kota\b|pemkot\b)?\.?{_ADMINISTRATIVE}[\s.:]+(?P<rest>.+)"
)
_AFTER = re.compile(r"(?P<rest>.+?)\s+(?:(?P<provinsi>province)|(?P<kabupaten>regency)|(?P<kota>city))")


class UnknownRegion(IndeksError):
    """No region has this code or name.

    Attributes
    ----------
    written : str
        What was written.
    nearest : list of str
        Codes of the regions most like it, the likest first.
    read : str
        The code that a number with one digit after the point was read as; empty for anything else.
    """

    def __init__(self, written: str, like: str | None = None, read: str = "") -> None:
        super().__init__("regions.unknown", text=written)
        self.written = written
        self.read = read
        self._like = written if like is None else like

    @property
    def nearest(self) -> list[str]:
        """Codes of the regions most like it, sought when asked for: a file may have thousands of faults."""
        return nearest_codes(self._like) if self._like else []

    def text(self, lang: str) -> str:
        """Return the message in a language; it ends with the nearest regions, or with what to write."""
        t = texts(lang)
        hint = [t("regions.code_hint", text=self.written, read=self.read)] if self.read else []
        names = ", ".join(self.names(lang))
        return " ".join(
            [super().text(lang), *hint, t("regions.nearest", names=names) if names else t("regions.no_hint")]
        )

    def names(self, lang: str) -> list[str]:
        """Return the nearest regions with name and code."""
        return [display(code, lang) for code in self.nearest]


class AmbiguousRegion(IndeksError):
    """Several regions fit; ``codes`` holds theirs."""

    def __init__(self, written: str, codes: list[str]) -> None:
        super().__init__("regions.ambiguous", text=written)
        self.written = written
        self.codes = codes

    def text(self, lang: str) -> str:
        """Return the message in a language; it lists the regions with their codes."""
        choices = ", ".join(display(code, lang) if known(code) else code for code in self.codes)
        return texts(lang)(self.key, text=self.written, choices=choices)


@cache
def _read() -> pd.DataFrame:
    return pd.read_csv(files.raw("regions.csv"), dtype=str, keep_default_na=False)


def master() -> pd.DataFrame:
    """Return the 38 provinces and 514 kabupaten and kota, every column a string.

    Returns
    -------
    pandas.DataFrame
        ``region_code, name, type, province_code, province``; ``name`` is short, without the type.
    """
    return _read().copy()


@cache
def _records() -> Mapping[str, Mapping[str, str]]:
    rows = _read().to_dict("records")
    records = {row["region_code"]: MappingProxyType({str(k): str(v) for k, v in row.items()}) for row in rows}
    return MappingProxyType({**records, SYNTHETIC["region_code"]: SYNTHETIC})


def known(code: str) -> bool:
    """Tell whether a code is in the master list, or that of the made-up Kota Contoh.

    Examples
    --------
    >>> known("19.71"), known("99.71"), known("19.70")
    (True, True, False)
    """
    return code in _records()


def record(code: str) -> Mapping[str, str]:
    """Return the row of a region by its exact code.

    Raises
    ------
    UnknownRegion
        If no region has it; a name is no code.

    Examples
    --------
    >>> record("19.71")["name"], record("19.71")["province"]
    ('Pangkalpinang', 'Kepulauan Bangka Belitung')
    """
    if not known(code):
        raise UnknownRegion(str(code))
    return _records()[code]


def is_autonomous(code: str) -> bool:
    """Tell whether a region has a government that can report innovations: all but the parts of Jakarta."""
    return not code.startswith(f"{ADMINISTRATIVE_PROVINCE}.")


def is_synthetic(code: str) -> bool:
    """Tell whether a region is made up, by its code alone; it need not be a known one.

    Examples
    --------
    >>> is_synthetic("99.71"), is_synthetic("99.100"), is_synthetic("19.71")
    (True, True, False)
    """
    return code.partition(".")[0] == SYNTHETIC_PROVINCE


def full_name(code: str, lang: str = "id") -> str:
    """Return the name with its type.

    Examples
    --------
    >>> full_name("19.71"), full_name("19.01", "en"), full_name("18")
    ('Kota Pangkalpinang', 'Bangka Regency', 'Provinsi Lampung')
    """
    row = record(code)
    return texts(lang)(f"regions.{row['type']}", name=row["name"])


def display(code: str, lang: str = "id") -> str:
    """Return name and code to choose by: ``Kota Pangkalpinang (19.71)``."""
    return texts(lang)("regions.display", name=full_name(code, lang), code=code)


def _key(text: str) -> str:
    """Only letters and digits: "Toli-Toli", "Toli Toli" and "Tolitoli" are one name."""
    return spelling.key(text, "")


def _split(text: str) -> tuple[str, str]:
    """Return the type and the name in a text; the type is empty where the text has none."""
    for pattern in (_BEFORE, _AFTER):
        match = pattern.fullmatch(" ".join(spelling.plain(text).split()))
        kinds = [kind for kind in TYPES if match and match[kind]]
        if match and len(kinds) == 1:
            return kinds[0], match["rest"]
    return "", text


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Codes by name key: the master list, Kota Contoh and the aliases."""
    aliases = pd.read_csv(files.raw("region_aliases.csv"), dtype=str, keep_default_na=False)
    pairs = [(_key(row["name"]), code) for code, row in _records().items()]
    pairs += list(zip(aliases["alias"].map(_key), aliases["region_code"], strict=True))
    names: dict[str, list[str]] = {}
    for key, code in pairs:
        codes = names.setdefault(key, [])
        if code not in codes:
            codes.append(code)
    return MappingProxyType({key: tuple(sorted(codes)) for key, codes in names.items()})


def _named(text: str) -> list[str]:
    kind, name = _split(text)
    if kind:
        codes = [c for c in _names().get(_key(name), ()) if _records()[c]["type"] == kind]
        if codes:
            return codes
    # "Kota Baru" is no kota named Baru but Kabupaten Kotabaru, so the whole text is tried as well.
    return list(_names().get(_key(text), ()))


def nearest(text: str, type: str | None = None, n: int = 3, lang: str = "id") -> list[str]:
    """Return the display names of the regions whose name or code is most like a text.

    Parameters
    ----------
    text
        What was written.
    type
        Only regions of this type.
    n
        How many at most; fewer where nothing is alike.
    lang
        Language of the names.

    Examples
    --------
    >>> nearest("Kota Pangkal Pinan", n=1)
    ['Kota Pangkalpinang (19.71)']
    """
    return [display(code, lang) for code in nearest_codes(text, type, n)]


def nearest_codes(text: str, type: str | None = None, n: int = 3) -> list[str]:
    """Return the codes of the regions that :func:`nearest` names.

    Examples
    --------
    >>> nearest_codes("Pangkal", n=1)
    ['19.71']
    """
    from rapidfuzz import fuzz

    if match := re.fullmatch(r"(\d\d)(?:[.,]?(\d))?", text.strip()):
        province, digit = match[1], match[2] or ""
        starts = (f"{province}.{digit}", f"{province}.0{digit}") if digit else (province,)
        codes = [c for c, r in _records().items() if c.startswith(starts) and type in (None, r["type"])]
        return sorted(codes)[:n]
    kind, name = _split(text)
    keys = (_key(name), _key(text))
    scored: dict[str, tuple[float, bool]] = {}
    for alias, codes_of_name in _names().items():
        # what begins as it was typed is meant sooner than what is as long: "Pangkal" is Pangkalpinang
        begun = any(len(key) >= LEAST_BEGUN and alias.startswith(key) for key in keys)
        likeness = 100.0 + begun if begun else max(fuzz.ratio(key, alias) for key in keys)
        for code in codes_of_name:
            type_of_code = _records()[code]["type"]
            if likeness >= spelling.MIN_LIKENESS and type in (None, type_of_code):
                scored[code] = max(scored.get(code, (0.0, False)), (likeness, type_of_code == kind))
    best = sorted(scored, key=lambda code: (-scored[code][0], not scored[code][1], code))
    return best[:n]


def _as_text(value: Any) -> str:
    """Write a number as the code it was typed as: 19.71, 1971 and 1971.0 all lose nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):  # an empty cell
        return ""
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return f"{float(value):.10g}"
    return str(value).strip()


def _coded(value: Any, text: str) -> str | None:
    """Return the code a text of digits means; None if the text is no code at all."""
    match = _CODE.fullmatch(re.sub(r"[.,]0$", "", text))
    if match is None:
        return None
    province, two_digits, one_digit = match.groups()
    code = province if two_digits is None and one_digit is None else f"{province}.{two_digits or one_digit + '0'}"
    if known(code):
        # A number cannot keep the last zero of 11.10; a text could, so there 11.01 may be meant as well.
        other = f"{province}.0{one_digit}" if one_digit else ""
        if other and isinstance(value, str) and known(other):
            raise AmbiguousRegion(text, [other, code])
        return code
    raise UnknownRegion(text, text if one_digit else province, code if one_digit else "")


def resolve(text: Any, *, own: Collection[str] = ()) -> str:
    """Return the code of the region that a text or number means.

    Parameters
    ----------
    text
        A code (``"19.71"``, ``"1971"``, ``19.71``) or a name with or without its type
        (``"Pangkalpinang"``, ``"Kab. Bandung"``, ``"Prov. Lampung"``, ``"Bangka Regency"``).
    own
        Codes that a dataset brings with it; they stand for themselves.

    Raises
    ------
    UnknownRegion
        If nothing fits; the message names the nearest.
    AmbiguousRegion
        If several fit; the message lists them with their codes.

    Examples
    --------
    >>> resolve(19.71), resolve("kota pangkalpinang"), resolve("Kab. Bandung")
    ('19.71', '19.71', '32.04')
    """
    written = _as_text(text)
    if written in own:
        return written
    code = _coded(text, written)
    if code:
        return code
    if match := _IN_BRACKETS.search(written):
        # The display form; name and code have to agree.
        codes = _named(written[: match.start()])
        if match[1] in codes:
            return match[1]
        raise UnknownRegion(written, written[: match.start()])
    codes = _named(written) if _key(written) else []
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise AmbiguousRegion(written, codes)
    raise UnknownRegion(written)
