"""A dataset: the tables of some regions and years, and parts of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks import files
from indeks.problems import Problem
from indeks.regions import AmbiguousRegion, UnknownRegion, is_synthetic, resolve
from indeks.tables.columns import KEYS, TABLES, empty
from indeks.tables.rules import passed, verdicts, verify
from indeks.texts import spelling


@dataclass(frozen=True, repr=False)
class Dataset:
    """Tidy tables after intake: typed, trimmed, names resolved. :func:`indeks.load` makes one.

    Attributes
    ----------
    innovations
        One row an innovation; ``sent`` is boolean, dates are ``datetime64``, text columns are strings.
    innovation_levels
        Long: ``innovation_id, indicator, level, verified_level, value, basis, evidence``; the first two are
        categories. ``level`` and ``verified_level`` are 0 to 3, missing where not given.
    region_levels
        Long, like ``innovation_levels`` but by ``region_code, year, indicator``.
    agencies, regions
        Empty frames with their columns where the dataset has no such table.
    published_results
        Results of the data's own regions that the library has not collected, one row a region, year and stage;
        empty where there are none. They are no part of a score.
    source
        Path the data came from, as given; empty for tables in memory.
    warnings
        What :func:`indeks.load` found that leaves the data usable; :func:`indeks.tables.absent` says what is
        missing.
    """

    innovations: pd.DataFrame
    innovation_levels: pd.DataFrame
    region_levels: pd.DataFrame
    agencies: pd.DataFrame = field(default_factory=lambda: empty("agencies"))
    regions: pd.DataFrame = field(default_factory=lambda: empty("regions"))
    published_results: pd.DataFrame = field(default_factory=lambda: empty("published_results"))
    source: str = ""
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        """Return how much there is: ``60 regions, 3,000 innovations, 2026``."""
        years = sorted(
            {int(y) for frame in (self.innovations, self.region_levels) for y in frame["year"].dropna()}
        )
        span = f"{years[0]} to {years[-1]}" if len(years) > 1 else "".join(map(str, years)) or "no year"
        counts = [(len(self.region_codes), "region"), (len(self.innovations), "innovation")]
        return ", ".join([*(f"{n:,} {noun}{'s' * (n != 1)}" for n, noun in counts), span])

    @property
    def region_codes(self) -> list[str]:
        """Codes of the regions that have innovations or levels of their own, sorted."""
        frames = (self.innovations, self.region_levels)
        return sorted({str(code) for frame in frames for code in frame["region_code"].dropna().unique()})

    @property
    def synthetic(self) -> bool:
        """Whether any region is made up: codes of province 99 are reserved for that."""
        return any(is_synthetic(code) for code in self.innovations["region_code"].astype(str).unique())

    @property
    def sent(self) -> Dataset:
        """The sent innovations and their levels; the other tables as they are."""
        return self._among(self.innovations[self.innovations["sent"].to_numpy(dtype=bool)])

    def of_year(self, year: int) -> Dataset:
        """Return the innovations and levels of one year; ``agencies`` and ``regions`` know no year.

        Examples
        --------
        >>> from indeks import example
        >>> example.sample_region().of_year(2026)
        1 region, 29 innovations, 2026
        """
        mine = self.innovations[(self.innovations["year"] == year).to_numpy()]
        rows = self.region_levels[(self.region_levels["year"] == year).to_numpy()]
        return self._among(mine, region_levels=rows)

    def of_region(self, code: str) -> Dataset:
        """Return what belongs to one region, by its exact code; :meth:`region` finds the code of a name."""
        frames = {
            table: frame[(frame["region_code"].astype("str") == code).to_numpy()]
            for table in TABLES
            if "region_code" in (frame := getattr(self, table))
        }
        return self._among(frames.pop("innovations"), **frames)

    def region(self, text: Any) -> str:
        """Return the code of the region that a text or number means.

        Parameters
        ----------
        text
            A code or name of the master list, or of the data's own ``regions`` table; the codes of the data stand
            for themselves.

        Raises
        ------
        indeks.regions.UnknownRegion
            If nothing fits; the message names the nearest.
        indeks.regions.AmbiguousRegion
            If several fit; the message lists them with their codes.

        Examples
        --------
        >>> from indeks import example
        >>> example.sample_region().region("Kota Contoh")
        '99.71'
        """
        own = {*self.region_codes, *self.regions["region_code"].dropna().astype(str)}
        try:
            return resolve(text, own=own)
        except UnknownRegion:
            written = spelling.key(str(text))
            kinds = self.regions["type"].fillna("") if "type" in self.regions else [""] * len(self.regions)
            rows = zip(self.regions["region_code"], self.regions["name"].fillna(""), kinds, strict=True)
            codes = [
                str(c) for c, name, kind in rows if written in {spelling.key(name), spelling.key(f"{kind} {name}")}
            ]
            if len(codes) == 1:
                return codes[0]
            if codes:
                raise AmbiguousRegion(str(text), codes) from None
            raise

    def with_levels(self, levels: pd.DataFrame) -> Dataset:
        """Return a copy in which some levels are others.

        Parameters
        ----------
        levels
            ``innovation_id, indicator, level`` and, where wanted, ``verified_level``: a row there is replaces the
            one of its keys, another is added. The raw ``value`` of a replaced level is dropped, since it need no
            longer agree.

        Raises
        ------
        indeks.problems.DataError
            If a row breaks a rule of :func:`verify`; it names table, row and column.

        Examples
        --------
        >>> import pandas as pd
        >>> from indeks import example
        >>> row = {"innovation_id": "99.71-2026-001", "indicator": "video", "level": 3}
        >>> levels = example.sample_region().with_levels(pd.DataFrame([row])).innovation_levels
        >>> levels.set_index(["innovation_id", "indicator"])["level"]["99.71-2026-001", "video"].item()
        3.0
        """
        keys = list(KEYS["innovation_levels"])
        verify(replace(self, innovation_levels=levels))
        fields = [c for c in ("level", "verified_level") if c in levels]
        given = levels[[*keys, *fields]].astype({**dict.fromkeys(keys, "str"), **dict.fromkeys(fields, "float64")})
        old = self.innovation_levels.astype(dict.fromkeys(keys, "str"))
        position = pd.MultiIndex.from_frame(old[keys]).get_indexer(pd.MultiIndex.from_frame(given[keys]))
        there = position >= 0
        for name in fields:
            column = (
                old[name].to_numpy(dtype="float64", na_value=np.nan).copy()
                if name in old
                else np.full(len(old), np.nan)
            )
            column[position[there]] = given[name].to_numpy()[there]
            old[name] = column
        if "value" in old:
            value = old["value"].to_numpy(dtype="float64", na_value=np.nan).copy()
            value[position[there]] = np.nan
            old["value"] = value
        frame = pd.concat([old, given[~there]], ignore_index=True) if not there.all() else old
        return replace(self, innovation_levels=frame.astype(dict.fromkeys(keys, "category")))

    def _among(self, innovations: pd.DataFrame, **frames: pd.DataFrame) -> Dataset:
        """Return the dataset of some innovations, their levels with them; a part of sound tables is sound."""
        ids = self.innovation_levels["innovation_id"]
        levels = self.innovation_levels[ids.isin(innovations["innovation_id"]).to_numpy()]
        part = replace(self, innovations=innovations, innovation_levels=levels, **frames)
        return passed(part, verdicts(self))


def write_folder(data: Dataset, folder: Path) -> None:
    """Write the tables of a dataset as Parquet files of a folder, replacing those of the same name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        frame = getattr(data, name)
        if len(frame):
            partial = files.beside(folder / f"{name}.parquet")
            frame.to_parquet(partial, index=False)
            partial.replace(folder / f"{name}.parquet")
