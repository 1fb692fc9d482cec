"""The same innovation over the years: by the earlier ID that the office gives, else look-alikes to confirm.

Only a stated earlier ID joins two entries. Look-alikes stand on a list until somebody writes the ID; every figure
that depends on them is given for both cases, none of them the same and all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from indeks.culture.names import filled, of_region
from indeks.tables import Dataset
from indeks.texts.spelling import key

ALIKE = 0.7
"""Cosine of their titles from which two innovations of different years are perhaps one, as within a year
(:data:`indeks.typology.lookalikes.DUPLICATE`)."""
PAIRS = ["earlier_id", "earlier_year", "earlier_title", "earlier_agency", "later_id", "later_year", "later_title",
         "later_agency", "similarity"]  # fmt: skip


@dataclass(frozen=True)
class Links:
    """Which entries are one innovation.

    Attributes
    ----------
    stated
        Pairs whose later entry names the earlier one.
    candidates
        Pairs of look-alikes, likest first, each entry in one at most: to confirm.
    unseen
        Identifiers of entries that name an ID the data do not have in an earlier year: continued, start not seen.
    """

    stated: pd.DataFrame
    candidates: pd.DataFrame
    unseen: frozenset[str]


def links(data: Dataset, region_code: str) -> Links:
    """Find which entries of a region are perhaps or certainly one innovation over the years."""
    rows = _rows(data, region_code)
    years = dict(zip(rows["innovation_id"], rows["year"], strict=True))
    written = rows["previous_id"]
    stated, unseen = [], set()
    for identifier, year, before in zip(rows["innovation_id"], rows["year"], written, strict=True):
        if not before:
            continue
        if before in years and years[before] < year:
            stated.append((before, identifier))
        else:
            unseen.add(identifier)
    continued = {later for _, later in stated} | unseen
    followed = {earlier for earlier, _ in stated}
    candidates = _candidates(rows, continued, followed)
    return Links(_pairs(rows, [(a, b, 1.0) for a, b in stated]), _pairs(rows, candidates), frozenset(unseen))


def _rows(data: Dataset, region_code: str) -> pd.DataFrame:
    mine = of_region(data.innovations, region_code)
    rows = pd.DataFrame({"innovation_id": mine["innovation_id"].astype("str"), "year": mine["year"].astype(int)})
    for column in ("title", "agency", "previous_id"):
        texts = mine[column] if column in mine else pd.Series(None, index=mine.index, dtype=object)
        rows[column] = texts.where(filled(texts), "").astype(str).str.strip()
    return rows.sort_values(["year", "innovation_id"], ignore_index=True)


def _candidates(rows: pd.DataFrame, continued: set[str], followed: set[str]) -> list[tuple[str, str, float]]:
    """Return pairs of different years whose titles are alike, the likest first, each entry in one pair."""
    from indeks.typology.vectors import vectors

    titled = rows[rows["title"] != ""].reset_index(drop=True)
    if titled["year"].nunique() < 2:
        return []
    of_titles = vectors(titled["title"].tolist())
    cosines = of_titles.cosines(of_titles)
    keys = titled["title"].map(key).to_numpy()
    cosines = np.where(keys[:, None] == keys[None, :], 1.0, np.round(cosines, 4))
    year = titled["year"].to_numpy()
    able = (cosines >= ALIKE) & (year[:, None] < year[None, :])
    able &= ~titled["innovation_id"].isin(followed).to_numpy()[:, None]
    able &= ~titled["innovation_id"].isin(continued).to_numpy()[None, :]
    i, j = np.nonzero(able)
    agency = titled["agency"].map(key).to_numpy()
    order = sorted(range(len(i)), key=lambda k: (-cosines[i[k], j[k]], agency[i[k]] != agency[j[k]],
                                                 year[j[k]] - year[i[k]], i[k], j[k]))  # fmt: skip
    begun: set[int] = set()
    ended: set[int] = set()
    found = []
    for k in order:
        a, b = int(i[k]), int(j[k])
        if a not in begun and b not in ended:
            begun.add(a)
            ended.add(b)
            ids = titled["innovation_id"]
            found.append((str(ids[a]), str(ids[b]), float(cosines[a, b])))
    return found


def _pairs(rows: pd.DataFrame, pairs: list[tuple[str, str, float]]) -> pd.DataFrame:
    if not pairs:
        return pd.DataFrame(columns=PAIRS)
    entry = rows.set_index("innovation_id")
    sides = []
    for name, place in (("earlier", 0), ("later", 1)):
        ids = [pair[place] for pair in pairs]
        side = entry.loc[ids, ["year", "title", "agency"]].add_prefix(f"{name}_").reset_index(drop=True)
        side.insert(0, f"{name}_id", ids)
        sides.append(side)
    return pd.concat([*sides, pd.Series([pair[2] for pair in pairs], name="similarity")], axis=1)[PAIRS]


def lives(data: Dataset, region_code: str, found: Links, *, confirmed: bool = False) -> pd.DataFrame:
    """Return the innovations of a region over all its years, each once.

    Parameters
    ----------
    data
        The data.
    region_code
        The region.
    found
        Which entries belong together.
    confirmed
        Whether the candidates are taken to be the same too; only what is stated is by default.

    Returns
    -------
    pandas.DataFrame
        ``life`` (identifier of the first entry), ``title`` (of the last), ``first, last`` (years seen), ``years``
        (from the first to the last), ``ended`` (not seen in the last year of the data) and ``truncated`` (seen in
        the first year of the data, or continued from an ID they do not have: it began earlier, nobody knows when).
    """
    rows = _rows(data, region_code)
    columns = ["life", "title", "first", "last", "years", "ended", "truncated"]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    before = dict(zip(found.stated["later_id"], found.stated["earlier_id"], strict=True))
    if confirmed:
        before |= dict(zip(found.candidates["later_id"], found.candidates["earlier_id"], strict=True))
    root: dict[str, str] = {}
    for identifier in rows["innovation_id"]:  # by year: an earlier entry is known before a later one
        earlier = before.get(identifier)
        root[identifier] = root[earlier] if earlier is not None else identifier
    rows["life"] = rows["innovation_id"].map(root)
    first_year, last_year = rows["year"].min(), rows["year"].max()
    table = rows.groupby("life", sort=False).agg(
        title=("title", "last"), first=("year", "min"), last=("year", "max")
    )
    table["years"] = table["last"] - table["first"] + 1
    table["ended"] = table["last"] < last_year
    table["truncated"] = (table["first"] == first_year) | table.index.isin(found.unseen)
    return table.reset_index()[columns]


def renewal(data: Dataset, region_code: str, found: Links) -> pd.DataFrame:
    """Return for every year but the first how many innovations are new, continued, and not seen again.

    Returns
    -------
    pandas.DataFrame
        ``year, innovations, continued, candidates`` (perhaps continued), ``new`` (neither), ``share_low,
        share_high`` (new of all, with candidates continued and new), ``gone`` (of the data's year before, neither
        seen again nor a candidate).
    """
    rows = _rows(data, region_code)
    later = set(found.stated["later_id"]) | found.unseen
    perhaps = set(found.candidates["later_id"])
    again = set(found.stated["earlier_id"]) | set(found.candidates["earlier_id"])
    years = sorted(rows["year"].unique())
    table = []
    for before, year in pairwise(years):
        ids = rows.loc[rows["year"] == year, "innovation_id"]
        old = rows.loc[rows["year"] == before, "innovation_id"]
        n, kept, maybe = len(ids), int(ids.isin(later).sum()), int(ids.isin(perhaps).sum())
        new = n - kept - maybe
        table.append((int(year), n, kept, maybe, new, new / n, (new + maybe) / n, int((~old.isin(again)).sum())))
    columns = ["year", "innovations", "continued", "candidates", "new", "share_low", "share_high", "gone"]
    return pd.DataFrame(table, columns=columns)
