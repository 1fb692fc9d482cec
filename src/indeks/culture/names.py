"""Names of agencies and partners as people write them, settled as the intake settles owners."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

import pandas as pd

from indeks.intake.agency_names import settle
from indeks.tables import Dataset
from indeks.texts.spelling import key

BETWEEN = re.compile(r"[;\n|]+")
"""What parts partners; the template asks for semicolons."""
AGENCY_WORDS = frozenset(
    {
        "dinas", "badan", "kecamatan", "kelurahan", "inspektorat", "sekretariat", "satuan", "bagian", "puskesmas",
        "rsud",
    }
)  # fmt: skip
"""First words of agencies: a partner so called that the region's list does not have is to be looked at."""


def filled(column: pd.Series) -> pd.Series:
    """Tell which cells hold a text."""
    return column.map(lambda value: isinstance(value, str) and bool(value.strip())).astype(bool)


def of_region(frame: pd.DataFrame, region_code: str) -> pd.DataFrame:
    """Return the rows of a table that are of one region."""
    return frame[(frame["region_code"].astype("str") == region_code).to_numpy()]


def listed(data: Dataset, region_code: str) -> list[str]:
    """Return the agencies of a region: those of its list, then owners that are not on it; each once."""
    own = of_region(data.agencies, region_code)
    names = [str(name) for name in own["agency"] if isinstance(name, str)]
    if "agency" in data.innovations:
        owners = of_region(data.innovations, region_code)["agency"]
        names += [str(name).strip() for name in owners[filled(owners)]]
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        if key(name) not in found and (name in names[: len(own)] or settle(name, found.values()) is None):
            found[key(name)] = name
    return list(found.values())


def split(text: Any, agencies: Collection[str] = ()) -> list[str]:
    """Return the partners that a cell names, in order, each once.

    A comma parts them only where the whole is no agency of the list but a part is one: names of agencies have
    commas of their own.

    Examples
    --------
    >>> split("Dinas Sosial; Universitas Contoh ;"), split("Dinas Koperasi, UKM")
    (['Dinas Sosial', 'Universitas Contoh'], ['Dinas Koperasi, UKM'])
    >>> split("dinas sosial, Universitas Contoh", ["Dinas Sosial"])
    ['dinas sosial', 'Universitas Contoh']
    """
    if not isinstance(text, str):
        return []
    parts: list[str] = []
    for part in BETWEEN.split(text):
        pieces = part.split(",")
        apart = (
            len(pieces) > 1
            and settle(part, agencies) is None
            and any(settle(piece, agencies) is not None for piece in pieces)
        )
        parts += pieces if apart else [part]
    found = {key(part): " ".join(part.split()) for part in reversed(parts) if key(part)}
    return list(reversed(list(found.values())))


def settled(written: Iterable[str], agencies: Collection[str]) -> dict[str, str | None]:
    """Return what each name as written means: an agency of the list, or None.

    Examples
    --------
    >>> settled(["DINKES", "dinas  kesehatan", "Universitas Contoh"], ["Dinas Kesehatan"])
    {'DINKES': 'Dinas Kesehatan', 'dinas  kesehatan': 'Dinas Kesehatan', 'Universitas Contoh': None}
    """
    return {name: settle(name, agencies) for name in dict.fromkeys(written)}


def looks_like_agency(name: str) -> bool:
    """Tell whether a name begins as agencies do."""
    return next(iter(key(name).split()), "") in AGENCY_WORDS
