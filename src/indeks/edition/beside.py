"""The editions side by side: every constant, category and weight of each year as one tidy table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from indeks.edition.model import Edition
from indeks.edition.reading import available, load

if TYPE_CHECKING:
    from pandas import DataFrame

PARTS = ("formula", "category", "spd", "sid")
"""What a row is of: a constant, the lower bound of a category, the weight of an indicator of SPD or SID."""
COLUMNS = ("part", "number", "name", "edition", "value", "certainty", "sources")


def beside(editions: Iterable[Edition] | None = None) -> DataFrame:
    """Return what each edition holds, one row for each constant, category and indicator.

    Parameters
    ----------
    editions
        Those to set side by side; by default all that come with the library.

    Returns
    -------
    pandas.DataFrame
        :data:`COLUMNS`. ``part`` is one of :data:`PARTS`; ``number`` that of an indicator as printed, else empty;
        ``value`` a number as the edition has it (constants that are lists count their entries), None where
        an edition names an indicator without its weight; ``sources`` joined by spaces.

    Examples
    --------
    >>> table = beside()
    >>> divisors = table[table["name"] == "min_divisor"]
    >>> print(divisors[["edition", "value", "certainty"]].to_string(index=False))
     edition value  certainty
    iid-2023    10 one-source
    iid-2024    10   inferred
    iid-2025    10   inferred
    iid-2026    12  confirmed
    """
    import pandas as pd

    rules = list(editions) if editions is not None else [load(name) for name in available()]
    return pd.DataFrame([row for rule in rules for row in _rows(rule)], columns=list(COLUMNS))


def _rows(rule: Edition) -> Iterator[tuple[Any, ...]]:
    for name, constant in rule.formula.items():
        value = len(constant.value) if isinstance(constant.value, list | tuple) else constant.value
        yield "formula", "", name, rule.id, value, constant.certainty, " ".join(constant.sources)
    for category in rule.categories:
        cited = " ".join(category.sources)
        yield "category", "", category.name, rule.id, category.min, category.certainty, cited
    for aspect in ("spd", "sid"):
        for i in rule.of_aspect(aspect):
            certainty, cited = i.certainty.get("weight", ""), " ".join(i.sources.get("weight", ()))
            yield aspect, i.label, i.code, rule.id, i.weight, certainty, cited
