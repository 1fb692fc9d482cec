"""The tables' keys, columns and schemas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from indeks.edition import MAX_LEVEL

if TYPE_CHECKING:
    import pandera.pandas as pa

TABLES: dict[str, tuple[str, ...]] = {
    "regions": ("region_code", "name", "type", "province_code", "province", "flags"),
    "agencies": ("region_code", "agency", "kind", "must_innovate"),
    "region_levels": ("region_code", "year", "indicator", "level", "verified_level", "value", "evidence"),
    "innovations": (
        "innovation_id", "region_code", "year", "title", "description", "agency", "partners", "affair", "form",
        "digital", "initiator", "phase", "trial_date", "applied_date", "developed_date", "ip_right", "sent",
    ),
    "innovation_levels": ("innovation_id", "indicator", "level", "verified_level", "value", "basis", "evidence"),
    "published_results": (
        "region_code", "year", "stage", "score", "category", "n_innovations", "n_agencies", "rank", "source",
    ),
}  # fmt: skip
KEYS: dict[str, tuple[str, ...]] = {
    "regions": ("region_code",),
    "agencies": ("region_code", "agency"),
    "region_levels": ("region_code", "year", "indicator"),
    "innovations": ("innovation_id",),
    "innovation_levels": ("innovation_id", "indicator"),
    "published_results": ("region_code", "year", "stage"),
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "regions": ("region_code", "name"),
    "agencies": ("agency",),
    "region_levels": ("region_code", "year", "indicator"),
    "innovations": ("innovation_id", "region_code", "year", "title"),
    "innovation_levels": ("innovation_id", "indicator", "level"),
    "published_results": ("region_code", "year", "stage"),
}
REQUIRED_TABLES = ("innovations", "innovation_levels")
CORRECTIONS: dict[str, tuple[str, ...]] = {"innovations": ("sector", "previous_id", "note")}
"""Columns of the template that data need not have: a sector of one's own, the ID of an earlier entry, a note."""
EXAMINED = ("reason", "examined_date")
"""What an examiner notes on an innovation or on a level of the region; data need not have it."""
YEARS = (2000, 2100)
"""Years that an innovation can be of."""
SPD_TOTAL = "spd_total"
"""Indicator code of an SPD total given by hand: its ``value`` in ``region_levels``, where SPD has no levels."""


def ordered_categories(names: Sequence[str]) -> pd.CategoricalDtype:
    """Return the type of a column of categories of the index.

    Parameters
    ----------
    names
        The categories, the lowest first, as in an edition.

    Examples
    --------
    >>> import pandas as pd
    >>> kinds = ordered_categories(["Kurang Inovatif", "Inovatif", "Sangat Inovatif"])
    >>> pd.Series(["Inovatif", "Sangat Inovatif", "Kurang Inovatif"], dtype=kinds).max()
    'Sangat Inovatif'
    """
    return pd.CategoricalDtype(list(names), ordered=True)


def empty(table: str) -> pd.DataFrame:
    """Return an empty frame with the columns of a table."""
    kinds = {"region_code": "str"}
    return pd.DataFrame({c: pd.Series(dtype=kinds.get(c, "object")) for c in TABLES[table]})


@cache
def schema(table: str) -> pa.DataFrameSchema:
    """Return the pandera schema of a table as it stands in a :class:`Dataset`."""
    import pandera.pandas as pa

    level = pa.Column(float, pa.Check.isin(range(MAX_LEVEL + 1)), nullable=True, coerce=True)
    verified = pa.Column(float, pa.Check.isin(range(MAX_LEVEL + 1)), nullable=True, coerce=True, required=False)
    text = pa.Column(str, nullable=True, required=False, coerce=False)
    key = pa.Column(nullable=False)  # text or categories; blank cells are missing after intake
    year = pa.Column(float, pa.Check.in_range(*YEARS), nullable=False, coerce=True)
    date = pa.Column("datetime64[ns]", nullable=True, required=False, coerce=True)
    columns: dict[str, dict[str, Any]] = {
        "regions": {"region_code": key, "name": key},
        "agencies": {"region_code": key, "agency": key},
        "region_levels": {
            "region_code": key,
            "year": year,
            "indicator": key,
            "level": level,
            "verified_level": verified,
        },
        "innovations": {
            "innovation_id": key,
            "region_code": key,
            "year": year,
            "title": text,
            "affair": text,
            "applied_date": date,
            "developed_date": date,
            "trial_date": date,
            "sent": pa.Column(bool),
        },
        "innovation_levels": {"innovation_id": key, "indicator": key, "level": level, "verified_level": verified},
        "published_results": {"region_code": key, "year": year, "stage": key},
    }
    return pa.DataFrameSchema(columns[table], unique=list(KEYS[table]), strict=False)
