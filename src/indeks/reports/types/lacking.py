"""What innovations lack, as numbers: types by their levels, common gaps, and what closing them wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indeks.edition import Edition
from indeks.scoring.units import Year
from indeks.tables import Dataset
from indeks.typology import closing, lacks


@dataclass(frozen=True)
class Lacking:
    """What the innovations of one year lack.

    Attributes
    ----------
    rule
        The edition that names and weighs the indicators.
    found
        The types, of all innovations of the data.
    levels
        Innovations x indicators.
    region
        Region of each innovation, by identifier.
    year
        The year in whole units, for gains.
    """

    rule: Edition
    found: lacks.Types
    levels: pd.DataFrame
    region: pd.Series
    year: Year

    @property
    def weights(self) -> dict[str, float]:
        """Points of a level by indicator."""
        return weights_of(self.rule)

    def gain(self, innovations: Sequence[str], indicators: Sequence[str], code: str = "") -> float:
        """Return the index points won if some innovations had some indicators at the highest level.

        Of the region ``code``; without one the mean of the regions that have such innovations. Missing where the
        edition lacks a part of the formula.
        """
        if not len(indicators) or not len(innovations):
            return float("nan")
        points = lacks.missing_points(self.levels.loc[list(innovations)], self.weights, indicators)
        gains = closing.index_gains(self.year, points)
        return float(gains.get(code, float("nan"))) if code else float(gains.mean())

    def types(self, code: str = "") -> pd.DataFrame:
        """Return the types of :attr:`found` with ``own`` (innovations of a region), ``closed`` and ``gain``.

        ``closed`` are the indicators that would be closed: those the type lacks, else those it loses most by.
        """
        rows = []
        own = self.region == code if code else self.region.notna()
        for row in self.found.types.to_dict("records"):
            mine = self.found.members.index[(self.found.members == row["type"]).to_numpy()]
            here = mine[own.loc[mine].to_numpy()]
            closed = row["lacks"] or list(self.lost(mine).index[: lacks.TOLD])
            gain = self.gain(here, closed, code)
            rows.append({**row, "own": len(here), "closed": closed, "gain": gain})
        heads = [*self.found.types.columns, "own", "closed", "gain"]
        return pd.DataFrame(rows, columns=heads)

    def lost(self, innovations: Sequence[str]) -> pd.Series:
        """Return the points that some innovations lose by indicator, the most first."""
        short = (lacks.HIGHEST - self.levels.loc[list(innovations)]).sum()
        return (short * pd.Series(self.weights)).sort_values(ascending=False, kind="stable")

    def common(self, code: str = "") -> pd.DataFrame:
        """Return the gaps of a region's innovations, or of all, with ``gain``; the most lost first."""
        mine = self.region.index[(self.region == code).to_numpy()] if code else self.region.index
        table = lacks.common(self.levels.loc[mine], self.weights)
        table["gain"] = [self.gain(mine, [indicator], code) for indicator in table["indicator"]]
        return table

    def mixes(self) -> pd.DataFrame:
        """Return the innovations of each region (rows) by type (columns), regions by code."""
        return pd.crosstab(self.region.loc[self.found.members.index], self.found.members)


def weights_of(rule: Edition) -> dict[str, float]:
    """Return the points of a level by indicator of an innovation, where a source gives them."""
    return {i.code: float(i.weight) for i in rule.of_aspect("sid") if i.weight is not None and i.scales}


def lacking(data: Dataset, year: int, edition: Edition | None = None) -> Lacking | None:
    """Return what the sent innovations of a year lack; None without levels or an edition that weighs them."""
    known = closing.year_of(data, year, edition) if len(data.innovation_levels) else None
    if known is None or known.innovations.empty:
        return None
    weights = weights_of(known.rule)
    identifiers = known.innovations["innovation_id"].astype(str)
    rated = set(data.innovation_levels["innovation_id"].astype(str).unique())
    rows = known.innovations[identifiers.isin(rated).to_numpy()]
    if not weights or rows.empty:
        return None
    identifiers = rows["innovation_id"].astype(str)
    levels = lacks.wide(data.innovation_levels, identifiers.tolist(), list(weights))
    region = pd.Series(rows["region_code"].astype(str).to_numpy(), index=levels.index)
    return Lacking(known.rule, lacks.types(levels, weights), levels, region, known)
