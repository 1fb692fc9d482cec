"""The rules of each year as data: read from TOML, checked, and asked for by name or year."""

from indeks.edition.model import (
    CERTAINTIES,
    COUNT_INDICATOR,
    OWN,
    Category,
    Constant,
    Edition,
    EditionError,
    Indicator,
    Level,
    MissingPart,
    Scale,
    Variable,
    round_half_up,
)
from indeks.edition.own import MAX_LEVEL
from indeks.edition.reading import EDITIONS_DIR, available, date_window, load, of_year, resolve, sources, toml

__all__ = [
    "CERTAINTIES",
    "COUNT_INDICATOR",
    "EDITIONS_DIR",
    "MAX_LEVEL",
    "OWN",
    "Category",
    "Constant",
    "Edition",
    "EditionError",
    "Indicator",
    "Level",
    "MissingPart",
    "Scale",
    "Variable",
    "available",
    "date_window",
    "load",
    "of_year",
    "resolve",
    "round_half_up",
    "sources",
    "toml",
]
