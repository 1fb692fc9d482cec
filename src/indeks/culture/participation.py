"""Who takes part: agencies with and without an innovation, by kind, against targets, over the years."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indeks.culture.names import filled, listed, of_region, settled
from indeks.published import history
from indeks.published.results import STAGES
from indeks.tables import Dataset

TARGETS = ("agencies", "innovations")
"""What a region sets itself targets for: agencies with an innovation, innovations."""


def agencies(data: Dataset, region_code: str, year: int) -> pd.DataFrame:
    """Return the agencies of a region with their innovations of a year.

    Returns
    -------
    pandas.DataFrame
        ``agency, kind`` (empty where it is not given), ``must_innovate``, ``listed`` (whether the region's list
        has it), ``innovations, sent``. Owners off the list stand behind it; names in other case, spacing or short
        form are one agency. Empty where the data name no agency.
    """
    table = of_region(data.agencies, region_code)
    mine = of_year(data, region_code, year)
    names = listed(data, region_code)
    columns = ["agency", "kind", "must_innovate", "listed", "innovations", "sent"]
    if not names:
        return pd.DataFrame(columns=columns)
    own = table.drop_duplicates("agency").set_index("agency")
    kinds = own["kind"] if "kind" in own else pd.Series(dtype=object)
    must = own["must_innovate"] if "must_innovate" in own else pd.Series(dtype=object)
    rows = pd.DataFrame({"agency": names})
    rows["kind"] = [kind if isinstance(kind := kinds.get(name), str) else "" for name in names]
    rows["must_innovate"] = [bool(value) if pd.notna(value := must.get(name)) else True for name in names]
    rows["listed"] = [name in own.index for name in names]
    owner = owners(mine, names)
    sent = mine["sent"].to_numpy(dtype=bool)
    rows["innovations"] = rows["agency"].map(owner.value_counts()).fillna(0).astype(int)
    rows["sent"] = rows["agency"].map(owner[sent].value_counts()).fillna(0).astype(int)
    return rows.loc[rows["listed"] | (rows["innovations"] > 0), columns].reset_index(drop=True)


def of_year(data: Dataset, region_code: str, year: int) -> pd.DataFrame:
    """Return the innovations of a region and year, sent or not."""
    rows = of_region(data.innovations, region_code)
    return rows[(rows["year"] == year).to_numpy()]


def owners(innovations: pd.DataFrame, names: list[str]) -> pd.Series:
    """Return the agency of each innovation as the list spells it; missing where it has none."""
    if "agency" not in innovations:
        return pd.Series(index=innovations.index, dtype=object)
    written = innovations["agency"].where(filled(innovations["agency"]))
    known = settled([str(name).strip() for name in written.dropna()], names)
    return written.map(lambda name: known[str(name).strip()] if isinstance(name, str) else None)


def by_kind(table: pd.DataFrame) -> pd.DataFrame:
    """Return how many agencies of each kind have an innovation, and have sent one.

    Parameters
    ----------
    table
        That of :func:`agencies`.

    Returns
    -------
    pandas.DataFrame
        ``kind, agencies, with_innovation, with_sent, without, innovations, sent``; the most numerous kind first,
        among agencies that must innovate.
    """
    rows = table[table["must_innovate"].to_numpy(dtype=bool)]
    rows = rows.assign(some=rows["innovations"] > 0, some_sent=rows["sent"] > 0)
    counts = rows.groupby("kind", sort=False).agg(
        agencies=("agency", "size"),
        with_innovation=("some", "sum"),
        with_sent=("some_sent", "sum"),
        innovations=("innovations", "sum"),
        sent=("sent", "sum"),
    )
    counts = counts.astype(int)
    counts.insert(3, "without", counts["agencies"] - counts["with_innovation"])
    return counts.reset_index().sort_values("agencies", ascending=False, kind="stable", ignore_index=True)


def against_targets(table: pd.DataFrame, innovations: int, targets: Mapping[str, int]) -> pd.DataFrame:
    """Return the targets of a region with what is reached and what is left.

    Parameters
    ----------
    table
        That of :func:`agencies`.
    innovations
        How many innovations the region has in the year, those without an agency among them.
    targets
        Numbers by :data:`TARGETS`; what is not set is left out.

    Examples
    --------
    >>> table = pd.DataFrame({"innovations": [2, 0, 1]})
    >>> against_targets(table, 3, {"agencies": 3, "innovations": 2}).values.tolist()
    [['agencies', 3, 2, 1], ['innovations', 2, 3, 0]]
    """
    reached = {"agencies": int((table["innovations"] > 0).sum()), "innovations": innovations}
    rows = [(what, targets[what], reached[what], max(0, targets[what] - reached[what])) for what in TARGETS if
            what in targets]  # fmt: skip
    return pd.DataFrame(rows, columns=["what", "target", "reached", "left"])


def over_years(data: Dataset, region_code: str) -> pd.DataFrame:
    """Return ``year, innovations, sent, agencies, agencies_sent`` of every year that the data have."""
    mine = of_region(data.innovations, region_code)
    names = listed(data, region_code)
    rows = []
    for year, part in mine.groupby("year"):
        owner, sent = owners(part, names), part["sent"].to_numpy(dtype=bool)
        rows.append((int(year), len(part), int(sent.sum()), owner.nunique(), owner[sent].nunique()))
    return pd.DataFrame(rows, columns=["year", "innovations", "sent", "agencies", "agencies_sent"])


def published_counts(region_code: str, results: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the published counts of a region, one row a year, oldest first.

    Of a year the counts of its final result are taken, else of the provisional, else of the self-assessed one; of
    sources that disagree the smallest, marked.

    Returns
    -------
    pandas.DataFrame
        ``year, stage, innovations, agencies`` (missing where it is not known), ``conflict, source``.

    Examples
    --------
    >>> counts = published_counts("19.71")
    >>> counts["innovations"].tolist(), counts["agencies"].dropna().astype(int).tolist()
    ([43, 25, 40, 29, 23], [11, 15, 21, 21])
    """
    table = history.merged(results)
    table = table[(table["region_code"] == region_code) & table["stage"].isin(STAGES)]
    table = table[table[["n_innovations", "n_agencies"]].notna().any(axis=1)]
    rows = []
    for year, part in table.groupby("year"):
        stage = next(name for name in reversed(STAGES) if (part["stage"] == name).any())
        same = part[part["stage"] == stage]
        numbers = {c: same[c].dropna() for c in ("n_innovations", "n_agencies")}
        named = [
            s for column in ("source_n_innovations", "source_n_agencies", "source") for s in same[column] if s
        ]
        rows.append(
            {
                "year": int(year),
                "stage": stage,
                "innovations": numbers["n_innovations"].min() if len(numbers["n_innovations"]) else pd.NA,
                "agencies": numbers["n_agencies"].min() if len(numbers["n_agencies"]) else pd.NA,
                "conflict": any(n.nunique() > 1 for n in numbers.values()),
                "source": named[0] if named else "",
            }
        )
    counts = pd.DataFrame(rows, columns=["year", "stage", "innovations", "agencies", "conflict", "source"])
    return counts.astype({"innovations": "Int64", "agencies": "Int64"})
