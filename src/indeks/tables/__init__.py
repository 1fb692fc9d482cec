"""The tables a dataset is made of: their keys, columns and schemas, and the rules they keep.

A dataset is a folder of CSV or Parquet files named after the tables, or one workbook with a sheet for each.
"""

from indeks.tables.absent import absent
from indeks.tables.columns import (
    CORRECTIONS,
    EXAMINED,
    KEYS,
    MAX_LEVEL,
    REQUIRED,
    REQUIRED_TABLES,
    SPD_TOTAL,
    TABLES,
    YEARS,
    empty,
    ordered_categories,
    schema,
)
from indeks.tables.dataset import (
    Dataset,
    write_folder,
)
from indeks.tables.rules import (
    passed,
    verdicts,
    verify,
)

__all__ = [
    "CORRECTIONS",
    "EXAMINED",
    "KEYS",
    "MAX_LEVEL",
    "REQUIRED",
    "REQUIRED_TABLES",
    "SPD_TOTAL",
    "TABLES",
    "YEARS",
    "Dataset",
    "absent",
    "empty",
    "ordered_categories",
    "passed",
    "schema",
    "verdicts",
    "verify",
    "write_folder",
]
