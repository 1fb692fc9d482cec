"""Candidates for types that the lexicon does not have: words of several regions that no sector explains.

They are for a person to look at, name and add to a lexicon of one's own; no innovation is put into one.
"""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from indeks.typology import text
from indeks.typology.labels import terms

REGIONS = 3
"""Regions in which a word has to recur: of fewer it is as likely a name of one's own."""
MOST = 60
"""Candidates at most: more than that nobody looks at."""
SHOWN = 3
"""Titles given with a candidate."""
COLUMNS = ("term", "n", "regions", "innovations", "titles")


def unexplained(table: pd.DataFrame) -> pd.Series:
    """Tell which innovations no word of their text puts into a sector: only the agency, the affair, or nothing."""
    return table["basis"].isin(["", "agency", "affair"])


def candidates(innovations: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Gather what no sector explains by the words that recur in at least three regions.

    Parameters
    ----------
    innovations
        ``innovation_id, region_code, title``.
    table
        Result of :func:`indeks.typology.sectors.sectors` for them, in the same order.

    Returns
    -------
    pandas.DataFrame
        ``term`` (a word, or a pair of words), ``n`` (innovations), ``regions``, ``innovations`` (identifiers)
        and ``titles`` (at most three); most regions first. An innovation is counted under the first candidate
        that has it. Empty where no word recurs so.

    Examples
    --------
    >>> from indeks.typology.sectors import sectors
    >>> rows = pd.DataFrame({"region_code": ["99.71", "99.72", "99.73"], "title": "Lomba layang-layang"})
    >>> rows["innovation_id"] = ["a", "b", "c"]
    >>> candidates(rows, sectors(rows))[["term", "n", "regions"]].values.tolist()
    [['layang layang', 3, 3]]
    """
    rows = innovations.loc[unexplained(table).to_numpy(), ["innovation_id", "region_code", "title"]]
    titles = dict(zip(rows.index, text.column(rows, "title"), strict=True))
    region, general = rows["region_code"].astype(str), text.general_words()
    having: defaultdict[str, list] = defaultdict(list)
    for row, title in titles.items():
        for term in sorted(set(terms(title))):
            if not general.issuperset(term.split()):
                having[term].append(row)
    having = {term: own for term, own in having.items() if region[own].nunique() >= REGIONS}  # type: ignore[assignment]
    left = set(titles)
    entries: list[dict[str, object]] = []
    while len(entries) < MOST:
        counted = {term: [r for r in own if r in left] for term, own in having.items()}
        spread = {term: region[own].nunique() for term, own in counted.items() if len(own) >= REGIONS}
        spread = {term: n for term, n in spread.items() if n >= REGIONS}
        if not spread:
            break
        best = min(spread, key=lambda t: (-spread[t], -len(counted[t]), -t.count(" "), t))
        own = counted[best]
        entries.append(
            {
                "term": best,
                "n": len(own),
                "regions": spread[best],
                "innovations": rows.loc[own, "innovation_id"].astype(str).tolist(),
                "titles": list(dict.fromkeys(titles[r] for r in own))[:SHOWN],
            }
        )
        left -= set(own)
        having = {term: own for term, own in counted.items() if term != best}  # type: ignore[assignment]
    return pd.DataFrame(entries, columns=list(COLUMNS))
