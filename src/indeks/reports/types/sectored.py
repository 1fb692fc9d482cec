"""Innovations with their sectors and groups, as a region's yearly report and the report on types read them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from indeks.tables import Dataset
from indeks.texts import Texts
from indeks.typology import groups as grouping
from indeks.typology import sectors as sectoring
from indeks.typology import views
from indeks.typology.groups import Groups
from indeks.typology.lexicon import Lexicon

KNOWN_VALUES = frozenset(
    {"tata kelola", "pelayanan publik", "lainnya", "digital", "nondigital", "uji coba", "penerapan", "opd"}
)


@dataclass(frozen=True)
class Typed:
    """Innovations with their sectors and groups, as the sections read them.

    ``rows`` is the result of :func:`indeks.typology.views.typed`, ``table`` that of
    :func:`indeks.typology.views.sector_table`, ``scores`` the sector scores in the order of the rows, ``source``
    the line under tables and figures.
    """

    t: Texts
    lexicon: Lexicon
    rows: pd.DataFrame
    table: pd.DataFrame
    scores: pd.DataFrame
    groups: Groups
    source: str

    def name(self, sector: str) -> str:
        """Return the name of a sector in the report's language; that for none where it is empty."""
        return self.lexicon.name(sector, self.t.lang) if sector else self.t("reports.types.none")

    def value(self, text: str) -> str:
        """Return an answer of the data in the report's language; as it stands where the catalogue has none."""
        if not text:
            return self.t("reports.types.empty")
        known = text.lower() in KNOWN_VALUES
        return self.t(f"reports.types.value.{text.lower().replace(' ', '_')}") if known else text


@dataclass(frozen=True)
class Sectored:
    """Innovations with their sectors (:func:`indeks.typology.views.typed`), and their scores in the same order."""

    rows: pd.DataFrame
    scores: pd.DataFrame

    def of_region(self, code: str) -> Sectored:
        """Return the innovations of a region, or all where the code is empty."""
        if not code:
            return self
        own = (self.rows["region_code"] == code).to_numpy()
        return Sectored(self.rows[own].reset_index(drop=True), self.scores[own].reset_index(drop=True))


def typed(sectored: Sectored, lexicon: Lexicon, t: Texts, source: str) -> Typed:
    """Describe the sectors of some innovations and find the groups inside them.

    Parameters
    ----------
    sectored
        Innovations as :func:`with_sectors` returns them, at least one.
    lexicon
        That their sectors were told with.
    t
        Texts.
    source
        The line under tables and figures.
    """
    rows, scores = sectored.rows, sectored.scores
    groups = grouping.groups(rows, rows["sector"], scores)
    return Typed(t, lexicon, rows, views.sector_table(rows), scores, groups, source)


def with_sectors(
    data: Dataset, innovations: pd.DataFrame, maturity: pd.Series | None, lexicon: Lexicon
) -> Sectored:
    """Read the innovations of a dataset once and return them with their sectors and scores.

    Parameters
    ----------
    data
        The dataset; its table of agencies is read where the name of an agency says nothing.
    innovations
        Rows of it.
    maturity
        Points by ``innovation_id``, where there are any.
    lexicon
        Words and agencies that speak for sectors.

    Raises
    ------
    indeks.typology.sectors.UnknownSector
        If a correction names no sector.
    """
    agencies = data.agencies if len(data.agencies) else None
    evidence = sectoring.evidence(innovations, lexicon, agencies=agencies)
    sectors = sectoring.sectors(innovations, agencies, lexicon, known=evidence)
    identifiers = innovations["innovation_id"].astype(str).reset_index(drop=True)
    order = identifiers.sort_values(kind="stable").index  # as views.typed puts the rows
    scores = evidence.points.iloc[order].reset_index(drop=True)
    return Sectored(views.typed(innovations, sectors, maturity), scores)
