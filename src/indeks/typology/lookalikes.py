"""Look-alikes (ATM: amati, tiru, modifikasi): innovations of other regions that are most like one or like a text.

Candidates are ranked by the cosine of the texts plus a share for the likeness of their sectors. The verdict asks
for more than a cosine: that they share words that say what they do, and are of one field. All of it depends on the
two innovations only, never on the other rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from indeks.typology import text
from indeks.typology.sectors import scores
from indeks.typology.vectors import Vectors, vectors, word_weight

VERY_SIMILAR, SIMILAR, NONE_STRONG = VERDICTS = ("sangat mirip", "mirip", "tidak ada padanan kuat")
AGREED = 0.5
"""Cosine of their sector points from which two innovations are of one field."""
BOUNDS = {
    # described on both sides: (two topic words or more, one topic word, similar)
    False: (0.55, 0.7, 0.3),
    True: (0.4, 0.45, 0.2),
}
"""Cosines from which a pair is very similar and similar, for titles and for texts with descriptions apart: long
texts seldom share half their words. Set on pairs that were judged by reading; ``benchmarks/judged_pairs.csv`` and
docs/types.md tell how."""
SAME = 0.7
"""Cosine from which two texts that share no word of their topic, such as two called "SMS Center", are similar."""
FLOOR = 0.2
"""Cosine below which a pair is nothing to go by; it is returned, since its sector may still help."""
DUPLICATE = 0.7
"""Cosine from which two innovations of one region are perhaps one."""
SECTOR_SHARE = 0.25
"""Weight of the likeness of sectors beside the cosine of texts; anything from 0.15 to 0.4 ranks about as well."""
SHARED = 6
"""Words shown that two texts share."""
BLOCK = 128
"""Queries compared at once: against 36,742 texts some 200 MB."""

COLUMNS = (
    "query", "rank", "innovation_id", "region_code", "title", "agency", "similarity", "verdict", "shared",
    "source",
)  # fmt: skip


@dataclass(frozen=True)
class Index:
    """Innovations ready to be compared.

    Attributes
    ----------
    rows
        ``innovation_id, region_code, title, description, agency, source``, texts all; sorted by region and
        identifier, so that of candidates ranked alike the same one always comes first.
    vectors, sectors
        In the same order; ``sectors`` has rows of length 1, or 0 where no sector speaks.
    """

    rows: pd.DataFrame
    vectors: Vectors
    sectors: np.ndarray

    @cached_property
    def words(self) -> _Words:
        """The content words of the rows."""
        return _Words(self.rows)


def index(innovations: pd.DataFrame) -> Index:
    """Make innovations ready to be compared.

    Parameters
    ----------
    innovations
        With ``title`` and ``region_code``; ``innovation_id``, ``description``, ``agency`` and ``source`` where
        they are given. A corpus of :mod:`indeks.typology.corpus` or the innovations of a dataset.
    """
    names = ("innovation_id", "region_code", "title", "description", "agency", "source")
    rows = pd.DataFrame({name: text.column(innovations, name).to_numpy() for name in names})
    if "innovation_id" not in innovations:
        rows["innovation_id"] = [str(label) for label in innovations.index]
    rows = rows.sort_values(["region_code", "innovation_id", "title", "description"], ignore_index=True)
    return Index(rows, vectors(text.of_innovations(rows).tolist()), _directions(rows))


def similar(
    what: str | pd.DataFrame | Index,
    among: Index,
    *,
    region_code: str = "",
    n: int = 5,
) -> pd.DataFrame:
    """Return the look-alikes of a text, or of each of some innovations, in other regions.

    Parameters
    ----------
    what
        A text, or innovations with ``title`` and, where they are given, ``innovation_id``, ``region_code``,
        ``description`` and ``agency``. Of an index every row is a query, in its order.
    among
        What is searched.
    region_code
        Region whose own innovations are left out, where ``what`` does not say it. Empty: no region is left out.
    n
        How many at most for each query.

    Returns
    -------
    pandas.DataFrame
        Queries in their order, the best first: ``query`` (identifier of the innovation, empty for a text),
        ``rank`` from 1, ``innovation_id, region_code, title, agency, source`` of the look-alike, ``similarity``
        (cosine, 0 to 1), ``verdict`` (one of ``VERDICTS``), ``shared`` (words both have, those of the topic and
        the rarest first). No row for a query with which nothing shares a word or a piece of one, such as an empty
        text; rows below :data:`FLOOR` are nothing to go by.

    Examples
    --------
    >>> known = pd.DataFrame({"title": ["Posyandu Keliling", "Parkir Nontunai"], "region_code": "99.71"})
    >>> alike = similar("Layanan posyandu keliling untuk balita", index(known), region_code="19.71")
    >>> alike[["title", "verdict", "shared"]].values.tolist()
    [['Posyandu Keliling', 'sangat mirip', ('posyandu', 'keliling')]]
    """
    if isinstance(what, Index):
        queries, points = what.rows, what
    else:
        queries = pd.DataFrame({"title": [what], "innovation_id": [""]}) if isinstance(what, str) else what
        points = None
    own = text.column(queries, "region_code").replace("", region_code).to_numpy()
    asked = text.column(queries, "innovation_id") if "innovation_id" in queries else queries.index
    sentences = text.of_innovations(queries).tolist()
    asked_vectors = points.vectors if points else vectors(sentences)
    asked_sectors = points.sectors if points else _directions(queries)
    described = (text.column(queries, "description") != "").to_numpy()
    rows, words = among.rows, among.words
    theirs = (rows["description"] != "").to_numpy()
    alike = []
    for k, places, cosines in _best(asked_vectors, asked_sectors, own, among, n):
        mine = set(text.content_words(text.opening(sentences[k])))
        for rank, (place, cosine) in enumerate(zip(places, cosines, strict=True), start=1):
            other = rows.iloc[place]
            shared, topics = words.shared(mine, place)
            field = float(asked_sectors[k] @ among.sectors[place])
            said = verdict(cosine, topics=topics, field=field, described=bool(described[k] and theirs[place]))
            alike.append(
                (
                    str(asked[k] if isinstance(asked, pd.Index) else asked.iloc[k]), rank, other["innovation_id"],
                    other["region_code"], other["title"], other["agency"], cosine, said, shared,
                    other["source"],
                )
            )  # fmt: skip
    return pd.DataFrame(alike, columns=list(COLUMNS)).astype({"rank": int, "similarity": float})


def verdict(cosine: float, *, topics: int, field: float, described: bool) -> str:
    """Return how like two innovations are.

    Parameters
    ----------
    cosine
        Of their texts.
    topics
        Words both have that say what they are about (:func:`indeks.typology.text.topic_words`).
    field
        Cosine of their sector points; 0 where either has none.
    described
        Whether both have a description.

    Examples
    --------
    *Pengendalian Inflasi* and *Pengendalian Bangunan* share a word, but not what they are about:

    >>> verdict(0.58, topics=0, field=0.0, described=False)
    'tidak ada padanan kuat'
    >>> verdict(0.58, topics=2, field=0.9, described=False), verdict(0.58, topics=1, field=0.9, described=False)
    ('sangat mirip', 'mirip')
    """
    of_two, of_one, some = BOUNDS[described]
    if field < AGREED:
        return SIMILAR if topics >= 2 and cosine >= of_two else NONE_STRONG
    if topics and cosine >= (of_two if topics >= 2 else of_one):
        return VERY_SIMILAR
    return SIMILAR if cosine >= (some if topics else SAME) else NONE_STRONG


def duplicates(among: Index) -> pd.DataFrame:
    """Return pairs of innovations of one region that are perhaps one.

    Returns
    -------
    pandas.DataFrame
        ``region_code, innovation_id, title, other_id, other_title, similarity``; each pair once, in the order
        of the index. Innovations without a content word are in no pair.
    """
    first, second, cosine = [np.empty(0, dtype=int)], [np.empty(0, dtype=int)], [np.empty(0)]
    for rows in among.rows.groupby("region_code", sort=False).indices.values():
        begin, end = int(rows[0]), int(rows[-1]) + 1  # the index is sorted by region
        mine = among.vectors[begin:end]
        for start in range(0, end - begin, BLOCK):
            cosines = np.round(mine[start : start + BLOCK].cosines(mine), 4)
            i, j = np.nonzero(cosines >= DUPLICATE)
            once = i + start < j
            i, j = i[once], j[once]
            first.append(begin + start + i)
            second.append(begin + j)
            cosine.append(cosines[i, j])
    first_rows = among.rows.iloc[np.concatenate(first)].reset_index(drop=True)
    other = among.rows.iloc[np.concatenate(second)].reset_index(drop=True)
    return pd.DataFrame(
        {
            "region_code": first_rows["region_code"],
            "innovation_id": first_rows["innovation_id"],
            "title": first_rows["title"],
            "other_id": other["innovation_id"],
            "other_title": other["title"],
            "similarity": np.concatenate(cosine).astype(float),
        }
    )


def _best(
    asked: Vectors, direction: np.ndarray, own: np.ndarray, among: Index, n: int
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Yield for each query its position, the places of the best rows and their cosines."""
    code, codes = pd.factorize(pd.concat([among.rows["region_code"], pd.Series(own, dtype=object)]))
    empty = np.append(codes == "", False)  # rows of no region are nobody's own
    of_row, of_query = code[: len(among.rows)], code[len(among.rows) :]
    for start in range(0, len(own), BLOCK):
        block = slice(start, start + BLOCK)
        cosines = np.round(asked[block].cosines(among.vectors), 4)
        ranking = cosines + SECTOR_SHARE * np.round(direction[block] @ among.sectors.T, 4)
        for k, (cosine, score) in enumerate(zip(cosines, ranking, strict=True), start=start):
            allowed = (cosine > 0) & ((of_row != of_query[k]) | empty[of_query[k]])
            places = np.flatnonzero(allowed)
            places = places[np.argsort(-score[places], kind="stable")[:n]]
            yield k, places, cosine[places]


def _directions(innovations: pd.DataFrame) -> np.ndarray:
    points = scores(innovations).to_numpy(dtype=np.float32)
    length = np.linalg.norm(points, axis=1, keepdims=True)
    return points / np.where(length > 0, length, 1)


class _Words:
    """The content words of rows, taken apart when first asked for."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._texts = text.of_innovations(rows)
        self._known: dict[int, frozenset[str]] = {}

    def shared(self, mine: set[str], place: int) -> tuple[tuple[str, ...], int]:
        """Return the words shared with a row, the rare of the topic first, and how many are of the topic."""
        if place not in self._known:
            self._known[place] = frozenset(text.content_words(text.opening(self._texts.iloc[place])))
        both, general = mine & self._known[place], text.general_words()
        ordered = sorted(both, key=lambda w: (w in general, -word_weight(w), w))
        return tuple(ordered[:SHARED]), len(both - general)
