"""A region's own results beside those that were collected: joined to the history, told apart by their source."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import pandas as pd

from indeks.published.agreement import NUMBERS, SEPARATOR
from indeks.published.results import COLUMNS, INDEX_SCALE, RAW_SCALE, published
from indeks.published.rules import FIRST_INDEX_YEAR
from indeks.texts import Texts

MARK = "own:"
"""What the source of an own result begins with; what the region says of its source follows."""


def with_own(own: pd.DataFrame, place: Mapping[str, str]) -> pd.DataFrame | None:
    """Return the published results with a region's own behind them.

    Parameters
    ----------
    own
        Rows of the table ``published_results`` of a :class:`indeks.Dataset`, of one region.
    place
        ``region``, ``type`` and ``province`` of the region.

    Returns
    -------
    pandas.DataFrame or None
        A table like that of :func:`indeks.published.published`; None where there is nothing of one's own, which
        every function of this package takes for what was published.
    """
    if own.empty:
        return None
    table = own.reset_index(drop=True)
    sources = table["source"] if "source" in table else pd.Series("", table.index)
    told = sources.fillna("").astype(str).str.replace("|", "/", regex=False)
    raw = table["year"].astype(float) < FIRST_INDEX_YEAR
    scale = pd.Series(INDEX_SCALE, table.index).mask(raw, RAW_SCALE)
    table = table.assign(
        **place, scale=scale.where(table["score"].notna(), ""), is_result=True, source=MARK + told,
        category=table["category"].fillna(""),
        category_origin=table["category"].notna().map({True: "stated", False: ""}),
    )  # fmt: skip
    for column in COLUMNS:
        if column not in table:
            table[column] = pd.NA if column in NUMBERS else ""
    numbers = dict.fromkeys(NUMBERS, "Int64")
    table = table[list(COLUMNS)].astype({**numbers, "score": float, "year": int})
    return pd.concat([published(), table], ignore_index=True)


def is_own(sources: str) -> bool:
    """Tell whether a result rests on the region's own word alone.

    Examples
    --------
    >>> is_own("own:SK 12"), is_own("own: | https://example.go.id"), is_own("")
    (True, False, False)
    """
    return bool(sources) and all(part.startswith(MARK) for part in sources.split(SEPARATOR))


def cited(source: str, t: Texts) -> tuple[str, str] | None:
    """Return how an own source is cited, and its address; None for a source that was collected.

    Examples
    --------
    >>> from indeks.texts import texts
    >>> cited("own:SK 12/2025", texts("en")), cited("https://example.go.id", texts("en"))
    (('own data: SK 12/2025', ''), None)
    """
    if not source.startswith(MARK):
        return None
    told = source.removeprefix(MARK).strip()
    address = told if told.startswith(("https://", "http://")) else ""
    named = urlsplit(address).netloc.removeprefix("www.") or told
    return (t("published.own.named", source=named) if named else t("published.own.bare")), address
