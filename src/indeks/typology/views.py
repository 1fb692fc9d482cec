"""Tables of innovations by type: what each sector holds, sectors against form, phase and others, over years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

NONE = ""
"""The sector of an innovation for which nothing speaks, and the value of an empty cell."""
CROSSED = ("form", "digital", "phase", "initiator", "affair")
"""Columns that sectors are held against; none of them shapes a group."""
WORDS = 5
ENOUGH_A_YEAR = 30
"""Innovations from which a year stands by itself: of fewer, one moves a share by more than three points."""
Z = 1.959964
"""Of a normal 95 % interval."""


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
        ``runner_up``, ``matched``, ``review``, ``corrected``, ``conflict``, ``basis`` and ``maturity``.
    """
    added = ["sector", "margin", "runner_up", "matched", "review", "corrected", "conflict", "basis"]
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
        ``sector, n, share`` (0 to 1), ``words`` (list of those that decided in most innovations), ``example``
        (title of the innovation with the largest margin), ``maturity`` (mean points, missing without levels),
        ``margin`` (mean), ``review, agency_only, conflicts, corrected`` (counts; ``agency_only`` rest on the name
        of the agency alone); the largest sector first, those without a sector last.
    """
    entries = []
    for sector, own in rows.groupby("sector"):
        clear = own.sort_values("margin", ascending=False, kind="stable")
        entries.append(
            {
                "sector": sector,
                "n": len(own),
                "share": len(own) / len(rows),
                "words": deciding_words(own["matched"]) if sector else [],
                "example": "" if pd.isna(clear["title"].iloc[0]) else str(clear["title"].iloc[0]),
                "maturity": own["maturity"].mean(),
                "margin": own["margin"].mean(),
                "review": int(own["review"].sum()),
                "agency_only": int((own["basis"] == "agency").sum()),
                "conflicts": int(own["conflict"].sum()),
                "corrected": int(own["corrected"].sum()),
            }
        )
    heads = [
        "sector", "n", "share", "words", "example", "maturity", "margin", "review", "agency_only", "conflicts",
        "corrected",
    ]  # fmt: skip
    table = pd.DataFrame(entries, columns=heads)
    order = np.lexsort((table["sector"], -table["n"].to_numpy(int), (table["sector"] == NONE)))
    return table.iloc[order].reset_index(drop=True)


def deciding_words(matched: Iterable[Sequence[str]], n: int = WORDS) -> list[str]:
    """Return the words that decided most often, without agencies and affairs; at a tie by name.

    Examples
    --------
    >>> deciding_words([("balita", "posyandu", "[Dinas Kesehatan]"), ("posyandu",), ("gizi",)], 2)
    ['posyandu', 'balita']
    """
    counts = Counter(word for words in matched for word in words if not word.startswith("["))
    return sorted(counts, key=lambda word: (-counts[word], word))[:n]


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
    """Count innovations by year (rows, rising) and sector (columns, the most frequent of all years first).

    Innovations without a year are counted in none.
    """
    rows = rows[rows["year"].notna()]
    table = pd.crosstab(rows["year"].astype(int), rows["sector"])
    return table[_frequent(table.sum(axis=0))]


def periods(mix: pd.DataFrame) -> pd.DataFrame:
    """Pool years that have fewer than :data:`ENOUGH_A_YEAR` innovations with those that follow.

    Parameters
    ----------
    mix
        Result of :func:`mix_by_year`.

    Returns
    -------
    pandas.DataFrame
        The same counts by period: ``"2024"``, or ``"2000–2003"`` where years are pooled. What is left over at the
        end joins the last period; all together may still be too few.

    Examples
    --------
    >>> years = pd.Index([2000, 2001, 2024, 2025, 2026], name="year")
    >>> mix = pd.DataFrame({"kesehatan": [1, 20, 10, 40, 3]}, index=years)
    >>> periods(mix)["kesehatan"].to_dict()
    {'2000–2024': 31, '2025–2026': 43}
    """
    groups: list[list[int]] = []
    waiting: list[int] = []
    size = mix.sum(axis=1)
    for year in mix.index:
        waiting.append(int(year))
        if size.loc[waiting].sum() >= ENOUGH_A_YEAR:
            groups.append(waiting)
            waiting = []
    if waiting:
        groups[-1:] = [[*(groups[-1] if groups else []), *waiting]]
    names = [str(g[0]) if len(g) == 1 else f"{g[0]}–{g[-1]}" for g in groups]
    return pd.DataFrame([mix.loc[g].sum() for g in groups], index=pd.Index(names, name=mix.index.name))


def shift(mix: pd.DataFrame) -> pd.DataFrame:
    """Compare the shares of the first and the last period of a mix.

    Parameters
    ----------
    mix
        Result of :func:`periods`.

    Returns
    -------
    pandas.DataFrame
        ``sector, first_n, first, last_n, last`` (counts, and shares 0 to 1), ``change, low, high`` (the difference
        and its 95 % interval: Newcombe's, from Wilson's intervals of the two shares), largest rise first.
    """
    first, last = mix.iloc[0].to_numpy(int), mix.iloc[-1].to_numpy(int)
    (p, p_low, p_high), (q, q_low, q_high) = (wilson(counts, counts.sum()) for counts in (first, last))
    table = pd.DataFrame({"sector": mix.columns, "first_n": first, "first": p, "last_n": last, "last": q})
    table["change"] = q - p
    table["low"] = q - p - np.sqrt((q - q_low) ** 2 + (p_high - p) ** 2)
    table["high"] = q - p + np.sqrt((q_high - q) ** 2 + (p - p_low) ** 2)
    return table.sort_values(["change", "sector"], ascending=[False, True], ignore_index=True)


def wilson(count: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return shares and the bounds of their 95 % intervals (Wilson 1927).

    Examples
    --------
    >>> [float(x.round(3)) for x in wilson(np.array(8), 10)]
    [0.8, 0.49, 0.943]
    """
    share = np.asarray(count) / n
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    reach = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return share, np.clip(middle - reach, 0, 1), np.clip(middle + reach, 0, 1)
