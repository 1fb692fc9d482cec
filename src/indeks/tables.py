"""The tables a dataset is made of: their keys, columns and schemas.

A dataset is a folder of CSV or Parquet files named after the tables, or one workbook with a sheet for each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from indeks import files
from indeks.regions import is_synthetic

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
}  # fmt: skip
KEYS: dict[str, tuple[str, ...]] = {
    "regions": ("region_code",),
    "agencies": ("region_code", "agency"),
    "region_levels": ("region_code", "year", "indicator"),
    "innovations": ("innovation_id",),
    "innovation_levels": ("innovation_id", "indicator"),
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "regions": ("region_code", "name"),
    "agencies": ("agency",),
    "region_levels": ("region_code", "year", "indicator"),
    "innovations": ("innovation_id", "region_code", "year", "title"),
    "innovation_levels": ("innovation_id", "indicator", "level"),
}
REQUIRED_TABLES = ("innovations", "innovation_levels")
CORRECTIONS: dict[str, tuple[str, ...]] = {"innovations": ("sector",)}
"""Columns a person adds where a computed answer is wrong; templates leave them out, empty cells change nothing."""
MAX_LEVEL = 3
SPD_TOTAL = "spd_total"
"""Indicator code of an SPD total given by hand: its ``value`` in ``region_levels``, where SPD has no levels."""


@dataclass(frozen=True)
class Dataset:
    """Tidy tables after intake: typed, trimmed, names resolved.

    Attributes
    ----------
    innovations
        One row an innovation; ``sent`` is boolean, dates are ``datetime64``, text columns are strings.
    innovation_levels
        Long: ``innovation_id, indicator, level, verified_level, value, basis, evidence``; the first two are
        categories. ``level`` and ``verified_level`` are 0 to 3, missing where not given.
    region_levels
        Long, like ``innovation_levels`` but by ``region_code, year, indicator``.
    agencies, regions
        Empty frames with their columns where the dataset has no such table.
    source
        Path the data came from, as given.
    synthetic
        Whether the data are made up (any region code of the reserved province 99).
    """

    innovations: pd.DataFrame
    innovation_levels: pd.DataFrame
    region_levels: pd.DataFrame
    agencies: pd.DataFrame = field(default_factory=lambda: empty("agencies"))
    regions: pd.DataFrame = field(default_factory=lambda: empty("regions"))
    source: str = ""

    @property
    def synthetic(self) -> bool:
        """Whether any region is made up: codes of province 99 are reserved for that."""
        return any(is_synthetic(code) for code in self.innovations["region_code"].astype(str).unique())


def empty(table: str) -> pd.DataFrame:
    """Return an empty frame with the columns of a table."""
    return pd.DataFrame({c: pd.Series(dtype="object") for c in TABLES[table]})


@cache
def schema(table: str) -> pa.DataFrameSchema:
    """Return the pandera schema of a table as it stands in a :class:`Dataset`."""
    import pandera.pandas as pa

    level = pa.Column(float, pa.Check.isin([0, 1, 2, 3]), nullable=True, coerce=True)
    verified = pa.Column(float, pa.Check.isin([0, 1, 2, 3]), nullable=True, coerce=True, required=False)
    text = pa.Column(str, nullable=True, required=False, coerce=False)
    key = pa.Column(nullable=False)  # text or categories; blank cells are missing after intake
    year = pa.Column(float, pa.Check.in_range(2000, 2100), nullable=False, coerce=True)
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
    }
    return pa.DataFrameSchema(columns[table], unique=list(KEYS[table]), strict=False)


def write_folder(data: Dataset, folder: Path) -> None:
    """Write the tables of a dataset as Parquet files of a folder, replacing those of the same name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        frame = getattr(data, name)
        if len(frame):
            partial = files.beside(folder / f"{name}.parquet")
            frame.to_parquet(partial, index=False)
            partial.replace(folder / f"{name}.parquet")
