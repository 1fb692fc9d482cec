"""The sector of each innovation: points from the words of its text and from the agency that owns it.

A term speaks once a text; a term of the title does not speak again in the description. Points of a sector are
``strong`` and ``weak`` terms and the agency, with the weights of the lexicon; those of the description are
condensed. The sector with most points is taken; the margin, its lead over the second, says how sure that is. The
affair that was declared gives no points: it decides where text and agency tie, or say nothing.
Nothing here depends on the other innovations in the table or on their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indeks.errors import Faults, IndeksError
from indeks.texts import texts
from indeks.typology import lexicon as lexica
from indeks.typology import matching
from indeks.typology.lexicon import Lexicon
from indeks.typology.text import column, plain

COLUMNS = (
    "innovation_id",
    "sector",
    "margin",
    "runner_up",
    "matched",
    "review",
    "corrected",
    "declared_affair",
    "conflict",
    "basis",
)
BASES = ("text", "agency", "both", "affair", "user")
"""What a sector rests on: words of the text, the agency, both, the affair alone, or a person's correction."""


IDS_SHOWN = 3
"""Innovations named of those with one misspelt correction."""


class UnknownSector(Faults):
    """The data name sectors that the lexicon does not have; ``faults`` holds one per name."""

    def __init__(self, faults: list[IndeksError]) -> None:
        super().__init__("typology.sector_head", faults)


class _UnknownName(IndeksError):
    """One such name; the value ``names`` holds the sectors that may be meant."""

    def text(self, lang: str) -> str:
        names = "; ".join(sector.text(lang) for sector in self.values["names"])
        return texts(lang)(self.key, **{**self.values, "names": names})


def scores(
    innovations: pd.DataFrame, lexicon: Lexicon | None = None, *, agencies: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the points of every sector for every innovation.

    Parameters
    ----------
    innovations
        With ``title``; ``description`` and ``agency`` count where they are given.
    lexicon
        By default the one of the library.
    agencies
        Table of agencies with ``kind``, read where the name of an agency says nothing.

    Returns
    -------
    pandas.DataFrame
        Index of ``innovations``, one column a sector; 0 where nothing speaks for it.

    Examples
    --------
    >>> table = pd.DataFrame({"title": ["Posyandu Keliling", ""]})
    >>> points = scores(table)
    >>> points.shape, points.loc[0, "kesehatan"], points.loc[1].sum()
    ((2, 19), np.float64(3.0), np.float64(0.0))
    """
    return evidence(innovations, lexicon, agencies=agencies).points


def sectors(
    innovations: pd.DataFrame,
    agencies: pd.DataFrame | None = None,
    lexicon: Lexicon | None = None,
    *,
    known: Evidence | None = None,
) -> pd.DataFrame:
    """Return the sector of every innovation with what speaks for it.

    Parameters
    ----------
    innovations
        With ``title``; ``innovation_id``, ``description``, ``agency``, ``affair`` and ``sector`` count where they
        are given. A filled ``sector`` is a person's correction and wins; its identifier or a name may stand there.
    agencies
        Table of agencies with ``kind``, read where the name of an agency says nothing; an agency is that of its
        ``region_code``, after case and spaces.
    lexicon
        By default the one of the library.
    known
        What :func:`evidence` returned for the same innovations, where that is at hand.

    Returns
    -------
    pandas.DataFrame
        One row an innovation, in their order and with their index.

        * ``innovation_id``: as given, else the index.
        * ``sector``: missing where nothing speaks for any.
        * ``margin``: points more than the second has; 0 where nothing speaks.
        * ``runner_up``: the second; missing where it has no points.
        * ``matched``: words of the text that speak for the sector, in the order they stand there, then the
          agency in square brackets if it speaks for it; the affair in them where it decided alone.
        * ``review``: whether a person should look: the margin is below the lexicon's threshold and nobody has.
        * ``corrected``: whether the sector is a person's correction. Margin and runner-up stay those of the text.
        * ``declared_affair``: the affair as declared, missing where none is.
        * ``conflict``: whether the declared affair belongs to other sectors; generic affairs never conflict.
        * ``basis``: what the sector rests on, one of :data:`BASES`; empty where there is none.

    Notes
    -----
    Of sectors with equal points one of the declared affair is taken, then the one the agency names, then the one
    with more points from the title, then the first in the lexicon. Where nothing speaks for any, a declared affair
    that belongs to one sector decides.

    Raises
    ------
    UnknownSector
        If a correction names no sector; the message gives the innovations and the nearest names.

    Examples
    --------
    >>> table = pd.DataFrame({"title": ["SIGAP (Antrean Pasien Rawat Jalan)"], "agency": ["RSUD Contoh"]})
    >>> sectors(table)[["sector", "matched"]].values.tolist()
    [['kesehatan', ('pasien', 'rawat jalan', '[RSUD Contoh]')]]
    """
    lexicon = lexicon or lexica.load()
    known = known or evidence(innovations, lexicon, agencies=agencies)
    affair = column(innovations, "affair")
    of_affair = {name: lexicon.sectors_of(name) for name in affair.unique()}
    declared = np.array([[s in of_affair[a] for s in lexicon.ids] for a in affair], dtype=bool)
    best, second, margin = _ranked(known, declared.reshape(len(affair), len(lexicon.ids)))
    names = np.array([*lexicon.ids, None], dtype=object)
    given = _corrections(innovations, lexicon)
    corrected = given.notna().to_numpy()
    position = {name: k for k, name in enumerate(lexicon.ids)}
    shown = np.where(corrected, np.array([position.get(g, -1) for g in given], dtype=int), best)
    basis = np.where(corrected, "user", _basis(known, shown))
    conflict = [
        bool(of_affair[a]) and s >= 0 and names[s] not in of_affair[a] for a, s in zip(affair, shown, strict=True)
    ]
    identifier = innovations.get("innovation_id", innovations.index)
    return pd.DataFrame(
        {
            "innovation_id": np.asarray(identifier),
            "sector": pd.Series(names[shown], index=innovations.index, dtype="str"),
            "margin": margin,
            "runner_up": pd.Series(names[second], index=innovations.index, dtype="str"),
            "matched": _matched(known, shown, np.where(basis == "affair", affair, "")),
            "review": ~corrected & (margin < lexicon.review_below),
            "corrected": corrected,
            "declared_affair": affair.where(affair != "").astype("str"),
            "conflict": np.array(conflict, dtype=bool),
            "basis": basis,
        },
        index=innovations.index,
        columns=list(COLUMNS),
    )


@dataclass(frozen=True)
class Evidence:
    """What speaks for the sectors of innovations: points, and where they come from.

    ``hits`` has a row for each term in a text: ``text`` and ``sector`` (positions), ``part`` (0 title, 1
    description), ``place`` and ``found``.
    ``agency_sector`` is the sector's position, -1 where the agency says nothing.
    """

    points: pd.DataFrame
    title_points: np.ndarray
    hits: pd.DataFrame
    agency: pd.Series
    agency_sector: np.ndarray


def evidence(
    innovations: pd.DataFrame, lexicon: Lexicon | None = None, *, agencies: pd.DataFrame | None = None
) -> Evidence:
    """Read every innovation once; sectors and scores are both taken from what this returns.

    Parameters
    ----------
    innovations, lexicon, agencies
        As for :func:`sectors`.

    Examples
    --------
    >>> table = pd.DataFrame({"title": ["Posyandu Keliling"]})
    >>> known = evidence(table)
    >>> float(known.points.loc[0, "kesehatan"]), sectors(table, known=known)["sector"].tolist()
    (3.0, ['kesehatan'])
    """
    lexicon = lexicon or lexica.load()
    matched = lexicon.matched
    sector, weight = matched.sector, matched.weight
    title = matching.find(column(innovations, "title").tolist(), matched.terms)
    body = matching.find(_without_owner(innovations), matched.terms)
    hits = pd.concat([title.assign(part=0), body.assign(part=1)], ignore_index=True)
    hits = hits.drop_duplicates(["text", "pattern"]).astype({"text": int, "pattern": int, "place": int})
    hits["sector"] = sector[hits["pattern"]]
    hits = hits[hits["sector"] >= 0]
    points = np.zeros((2, len(innovations), len(lexicon.sectors)))
    np.add.at(points, (hits["part"], hits["text"], hits["sector"]), weight[hits["pattern"]])
    in_title, total = points[0], points[0] + _condensed(points[1], lexicon.weights["strong"])
    agency_sector, agency_points = _agency(innovations, lexicon, agencies)
    speaks = np.flatnonzero(agency_sector >= 0)
    total[speaks, agency_sector[speaks]] += agency_points[speaks]
    table = pd.DataFrame(total, index=innovations.index, columns=lexicon.ids)
    return Evidence(table, in_title, hits, column(innovations, "agency"), agency_sector)


def _without_owner(innovations: pd.DataFrame) -> list[str]:
    """Return descriptions without the name of the agency: it has its own say, and would have it twice."""
    pairs = zip(column(innovations, "description"), column(innovations, "agency"), strict=True)
    return [plain(sentence).replace(plain(agency), ". ") if agency else sentence for sentence, agency in pairs]


def _condensed(points: np.ndarray, strong: float) -> np.ndarray:
    """Return points of descriptions such that a long one cannot shout down title and agency.

    Up to one strong term nothing changes; beyond, four terms count as two and nine as three.
    """
    return np.where(points <= strong, points, np.sqrt(strong * points))


def _agency(
    innovations: pd.DataFrame, lexicon: Lexicon, agencies: pd.DataFrame | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sector each agency points to (-1 for none) and its points."""
    position = {name: k for k, name in enumerate(lexicon.ids)}
    codes, distinct = pd.factorize(column(innovations, "agency"))
    pointed = [_said(name, lexicon, position) for name in distinct]
    table = np.array(pointed, dtype=float).reshape(-1, 2)[codes]
    for row, kind in _kinds(innovations, agencies, np.flatnonzero(table[:, 0] < 0)):
        table[row] = _said(kind, lexicon, position)
    return table[:, 0].astype(int), table[:, 1]


def _said(name: str, lexicon: Lexicon, position: Mapping[str, int]) -> tuple[int, float]:
    """Return the sector that the name of an agency, or of its kind, points to (-1 for none) and its points."""
    rule = _first_rule(name, lexicon)
    return (position[rule.sector], lexicon.weights[rule.weight]) if rule else (-1, 0.0)


def _kinds(
    innovations: pd.DataFrame, agencies: pd.DataFrame | None, rows: np.ndarray
) -> Iterator[tuple[int, str]]:
    """Yield some rows and the kinds of their agencies: of their own region, after case, signs and spaces."""
    from indeks.texts.spelling import key

    if agencies is None or "kind" not in agencies:
        return
    by_region = "region_code" in innovations and "region_code" in agencies

    def keys(table: pd.DataFrame) -> list[tuple[str, str]]:
        region = column(table, "region_code") if by_region else [""] * len(table)
        return [(r, key(a)) for r, a in zip(region, column(table, "agency"), strict=True)]

    kinds = dict(zip(keys(agencies), column(agencies, "kind"), strict=True))
    for row, agency in zip(rows, keys(innovations.iloc[rows]), strict=True):
        if agency in kinds:
            yield int(row), kinds[agency]


def _first_rule(name: str, lexicon: Lexicon) -> lexica.AgencyRule | None:
    text = " ".join(plain(name).split())
    return next((rule for rule in lexicon.agencies if text and rule.pattern.search(text)), None)


def _ranked(known: Evidence, declared: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the positions of the best and the second sector (-1 for none) and the margin.

    ``declared`` says of each innovation and sector whether its affair belongs there.
    """
    points = known.points.to_numpy()
    n, width = points.shape
    if n == 0:
        return np.empty(0, dtype=int), np.empty(0, dtype=int), np.empty(0)
    named = known.agency_sector[:, None] == np.arange(width)
    place = np.broadcast_to(np.arange(width), points.shape)
    order = np.lexsort((place, -known.title_points, ~named, ~declared, -points))
    rows = np.arange(n)
    best, second = order[:, 0], order[:, 1]
    top, next_best = points[rows, best], points[rows, second]
    one = declared.sum(axis=1) == 1  # and of a silent row that one is first
    best = np.where((top > 0) | one, best, -1)
    return best, np.where(next_best > 0, second, -1), np.round(top - next_best, 6)


def _basis(known: Evidence, shown: np.ndarray) -> np.ndarray:
    """Return what each sector rests on."""
    hits = known.hits
    by_text = np.zeros(len(shown), dtype=bool)
    by_text[hits.loc[hits["sector"] == shown[hits["text"]], "text"]] = True
    by_agency = (known.agency_sector >= 0) & (known.agency_sector == shown)
    cases = [shown < 0, by_text & by_agency, by_text, by_agency]
    return np.select(cases, ["", "both", "text", "agency"], "affair")


def _matched(known: Evidence, shown: np.ndarray, deciding: np.ndarray) -> list[tuple[str, ...]]:
    """Return what speaks for each sector; ``deciding`` holds the affairs that decided alone."""
    hits = known.hits
    mine = hits[hits["sector"] == shown[hits["text"]]].sort_values(["text", "part", "place"])
    words: list[dict[str, None]] = [{} for _ in shown]
    for text, word in zip(mine["text"], mine["found"], strict=True):
        words[text][word] = None
    for k, name in enumerate(known.agency):
        if known.agency_sector[k] >= 0 and known.agency_sector[k] == shown[k]:
            words[k][f"[{name}]"] = None
    for row in np.flatnonzero(deciding != "").tolist():
        words[row][f"[{deciding[row]}]"] = None
    return [tuple(w) for w in words]


def _corrections(innovations: pd.DataFrame, lexicon: Lexicon) -> pd.Series:
    """Return the sector a person has given each innovation, missing where none."""
    from indeks.problems import quoted
    from indeks.texts.spelling import key, nearest

    given = column(innovations, "sector")
    known = {key(n): s.id for s in lexicon.sectors for n in (s.id.replace("_", " "), s.name, s.name_en)}
    by_id = {sector.id: sector for sector in lexicon.sectors}
    problems: list[IndeksError] = []
    identifier = pd.Series(innovations.get("innovation_id", innovations.index)).astype(str).to_numpy()
    for name in given[given != ""].unique():
        if key(name.replace("_", " ")) not in known:
            alike = [known[key(n.replace("_", " "))] for n in nearest(name, [*lexicon.ids, *known])]
            meant = [by_id[s] for s in dict.fromkeys(alike or lexicon.ids)]
            where = identifier[(given == name).to_numpy()]
            ids = ", ".join([*where[:IDS_SHOWN], *(["…"] if len(where) > IDS_SHOWN else [])])
            message = "typology.sector_unknown" if alike else "typology.sector_unlike"
            problems.append(_UnknownName(message, found=quoted(name), ids=ids, names=meant))
    if problems:
        raise UnknownSector(problems)
    return pd.Series([known.get(key(g.replace("_", " "))) for g in given], index=given.index, dtype=object)
