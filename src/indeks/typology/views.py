"""Tables of innovations by type: what each sector holds, sectors against form, phase and others, over years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indeks.typology.features import own_texts
from indeks.typology.labels import key_words

NONE = ""
"""The sector of an innovation for which nothing speaks, and the value of an empty cell."""
CROSSED = ("form", "digital", "phase", "initiator", "affair")
"""Columns that sectors are held against; none of them shapes a group."""
WORDS = 5


def typed(innovations: pd.DataFrame, sectors: pd.DataFrame, maturity: pd.Series | None = None) -> pd.DataFrame:
    """Put the sectors, and the maturity where there are levels, beside the innovations.

    Parameters
    ----------
    innovations
        One row an innovation, ``innovation_id`` among the columns.
    sectors
        Result of :func:`indeks.typology.sectors.sectors` for them, in the same order.
    maturity
        Points by ``innovation_id``; innovations it lacks have none.

    Returns
    -------
    pandas.DataFrame
        The innovations in order of ``innovation_id`` with ``sector`` (empty where none is known), ``margin``,
        ``runner_up``, ``matched``, ``review``, ``corrected``, ``conflict`` and ``maturity``.
    """
    added = ["sector", "margin", "runner_up", "matched", "review", "corrected", "conflict"]
    table = innovations.drop(columns=[c for c in added if c in innovations]).reset_index(drop=True)
    for column in added:
        table[column] = sectors[column].to_numpy()
    table["innovation_id"] = table["innovation_id"].astype(str)
    for column in ("sector", "runner_up"):
        table[column] = table[column].astype(object).where(table[column].notna(), NONE)
    table["maturity"] = np.nan if maturity is None else table["innovation_id"].map(maturity).astype(float)
    return table.sort_values("innovation_id", kind="stable", ignore_index=True)


def sector_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Describe each sector that has innovations.

    Parameters
    ----------
    rows
        Result of :func:`typed`.

    Returns
    -------
    pandas.DataFrame
        ``sector, n, share`` (0 to 1), ``words`` (list), ``example`` (title of the innovation with the largest
        margin), ``maturity`` (mean points, missing without levels), ``margin`` (mean), ``review, conflicts,
        corrected`` (counts); the largest sector first, those without a sector last.
    """
    words = key_words(own_texts(rows).tolist(), rows["sector"].tolist(), WORDS)
    entries = []
    for sector, own in rows.groupby("sector"):
        clear = own.sort_values("margin", ascending=False, kind="stable")
        entries.append(
            {
                "sector": sector,
                "n": len(own),
                "share": len(own) / len(rows),
                "words": words[sector] if sector else [],
                "example": "" if pd.isna(clear["title"].iloc[0]) else str(clear["title"].iloc[0]),
                "maturity": own["maturity"].mean(),
                "margin": own["margin"].mean(),
                "review": int(own["review"].sum()),
                "conflicts": int(own["conflict"].sum()),
                "corrected": int(own["corrected"].sum()),
            }
        )
    heads = ["sector", "n", "share", "words", "example", "maturity", "margin", "review", "conflicts", "corrected"]
    table = pd.DataFrame(entries, columns=heads)
    order = np.lexsort((table["sector"], -table["n"].to_numpy(int), (table["sector"] == NONE)))
    return table.iloc[order].reset_index(drop=True)


def cross(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count innovations by sector (rows) and the values of a column (columns), the most frequent first.

    An empty cell is counted under the empty text, which stands last; without the column every innovation is.

    Examples
    --------
    >>> rows = pd.DataFrame({"sector": ["kesehatan", "kesehatan", "sosial"], "phase": ["uji", None, "uji"]})
    >>> cross(rows, "phase").to_dict("index")
    {'kesehatan': {'uji': 1, '': 1}, 'sosial': {'uji': 1, '': 0}}
    """
    values = rows[column].astype(object) if column in rows else pd.Series(NONE, index=rows.index, dtype=object)
    values = values.where(values.notna(), NONE).astype(str).str.strip()
    table = pd.crosstab(rows["sector"].to_numpy(), values.to_numpy())
    table.index.name, table.columns.name = "sector", column
    by_rows, by_columns = table.sum(axis=1), table.sum(axis=0)
    return table.loc[_frequent(by_rows), _frequent(by_columns)]


def _frequent(counts: pd.Series) -> list[str]:
    return sorted(counts.index, key=lambda name: (name == NONE, -counts[name], name))


def crossable(rows: pd.DataFrame) -> list[str]:
    """Return the columns of :data:`CROSSED` that tell something: two values or more, or one and empty cells."""
    return [name for name in CROSSED if name in rows and cross(rows, name).shape[1] > 1]


def mix_by_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Count innovations by year (rows, rising) and sector (columns, the most frequent of all years first)."""
    table = pd.crosstab(rows["year"].astype(int), rows["sector"])
    return table[_frequent(table.sum(axis=0))]


def shift(mix: pd.DataFrame) -> pd.DataFrame:
    """Compare the shares of the first and the last year of a mix.

    Returns
    -------
    pandas.DataFrame
        ``sector, first, last, change`` (shares 0 to 1), largest rise first.
    """
    shares = mix.div(mix.sum(axis=1), axis=0)
    first, last = shares.iloc[0].to_numpy(), shares.iloc[-1].to_numpy()
    table = pd.DataFrame({"sector": mix.columns, "first": first, "last": last, "change": last - first})
    return table.sort_values(["change", "sector"], ascending=[False, True], ignore_index=True)
