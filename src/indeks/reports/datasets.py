"""A dataset read once for many reports, and what one report sees of it.

A report sees the rows of its own region, and of the others only how they compare; so its digest covers all it
was made from, and stays the same when rows change that it does not show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks import scoring
from indeks.edition import Edition, MissingPart, round_half_up
from indeks.problems import DataError
from indeks.scoring import strengths
from indeks.tables import SPD_TOTAL, TABLES, Dataset, passed, verdicts

Signature = tuple[tuple[str, int, int], ...]


def signature(path: Path) -> Signature:
    """Return names, sizes and times of a file or of the files of a folder: what changes when they are written."""
    files = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    stats = [(p.name, p.stat()) for p in files]
    return tuple((name, s.st_size, s.st_mtime_ns) for name, s in stats)


@dataclass
class Loaded:
    """A dataset and what is computed from it once."""

    data: Dataset
    _parts: dict[tuple[int, str], pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def row_hashes(self) -> dict[str, np.ndarray]:
        """A hash of every row of each table."""
        return {table: _row_hashes(getattr(self.data, table)) for table in TABLES}

    @cached_property
    def places(self) -> dict[str, dict[str, Any]]:
        """Positions of each region's rows, by table."""
        data = self.data
        places = {t: _by_code(getattr(data, t)["region_code"]) for t in TABLES if t != "innovation_levels"}
        owner = data.innovations.drop_duplicates("innovation_id").set_index("innovation_id")["region_code"]
        ids = data.innovation_levels["innovation_id"].astype("category").cat
        known = owner.reindex(ids.categories).astype(object)
        codes = pd.Series(known.to_numpy()[ids.codes] if len(known) else [], dtype=object)
        places["innovation_levels"] = _by_code(codes.mask(ids.codes.to_numpy() < 0) if len(codes) else codes)
        return places

    def index(self) -> None:
        """Compute, before processes are forked, what the report of every region needs."""
        for name in ("places", "row_hashes"):
            getattr(self, name)

    def region(self, code: str) -> Dataset:
        """Return the rows of one region, of every year; the table of regions stays whole."""
        tables = {}
        for table in TABLES:
            frame = getattr(self.data, table)
            if table != "regions":
                frame = frame.iloc[self.places[table].get(code, [])]
                if table == "innovation_levels" and isinstance(frame["innovation_id"].dtype, pd.CategoricalDtype):
                    frame = frame.assign(innovation_id=frame["innovation_id"].cat.remove_unused_categories())
            tables[table] = frame
        return _sound(self.data, **tables)

    def codes(self, year: int) -> set[str]:
        """Return the regions that have innovations or levels in a year."""
        tables = (self.data.innovations, self.data.region_levels)
        return {str(c) for t in tables for c in t.loc[t["year"] == year, "region_code"].dropna().unique()}

    def parts(self, year: int, rule: Edition, named: str | None) -> pd.DataFrame:
        """Return the contributions of every region of a year for which they can be computed."""
        key = (year, str(rule.path))
        if key not in self._parts:
            data = self.data.of_year(year)
            if not rule.has_spd_levels:
                data = _of_regions(data, _stating_spd(data))
            empty = data.innovations.empty and data.region_levels.empty
            self._parts[key] = pd.DataFrame() if empty else scoring.contributions(data, edition=named)
        return self._parts[key]


def _sound(data: Dataset, **changed: Any) -> Dataset:
    """Return a dataset with rows left out or another name: what was found sound is not asked again."""
    return passed(replace(data, **changed), verdicts(data))


def _of_regions(data: Dataset, codes: Collection[str]) -> Dataset:
    """Return the innovations and levels of some regions."""
    innovations = data.innovations[data.innovations["region_code"].isin(codes)]
    levels = data.innovation_levels
    return _sound(
        data,
        innovations=innovations,
        innovation_levels=levels[levels["innovation_id"].isin(innovations["innovation_id"])],
        region_levels=data.region_levels[data.region_levels["region_code"].isin(codes)],
    )


def _by_code(codes: pd.Series) -> dict[str, Any]:
    return {
        str(code): rows for code, rows in codes.reset_index(drop=True).groupby(codes.to_numpy()).indices.items()
    }


def _stating_spd(data: Dataset) -> set[str]:
    """Return the regions that state an SPD total, where the edition has no SPD levels."""
    rows = data.region_levels
    stated = rows[(rows["indicator"] == SPD_TOTAL) & rows["value"].notna()] if "value" in rows else rows.iloc[:0]
    return set(stated["region_code"].astype(str))


_last: dict[tuple[Path, str | None, Signature], Loaded] = {}


def load(path: Path, *, lang: str = "id", edition: str | None = None) -> Loaded:
    """Read a dataset, or return it as it was read before if its files have not changed since.

    Only the last one is kept.

    Raises
    ------
    indeks.problems.DataError
        If the dataset has errors.
    """
    from indeks import intake

    try:
        key = (path.resolve(), edition, signature(path))
    except OSError:  # intake says what is wrong with it
        return Loaded(intake.load(path, lang=lang, edition=edition))
    if key not in _last:
        loaded = Loaded(intake.load(path, lang=lang, edition=edition))
        _last.clear()
        _last[key] = loaded
    loaded = _last[key]
    if loaded.data.source != str(path):
        loaded = replace(loaded, data=_sound(loaded.data, source=str(path)))
    return loaded


_last_texts: dict[tuple[Path, Signature], Dataset] = {}


def load_texts(path: Path, *, lang: str = "id") -> tuple[Dataset, bool]:
    """Read a dataset for its innovations: with its levels, else without them and False, where they have faults.

    Only the last one without levels is kept.

    Raises
    ------
    indeks.problems.DataError
        If the innovations have errors.
    """
    from indeks import intake

    key = (path.resolve(), signature(path))
    if key in _last_texts:
        return _last_texts[key], False
    try:
        return load(path, lang=lang).data, True
    except DataError:
        dataset = intake.load_innovations(path, lang=lang)
    _last_texts.clear()
    _last_texts[key] = dataset
    return dataset, False


def forget() -> None:
    """Give the memory of the datasets back."""
    _last.clear()
    _last_texts.clear()


def seen(
    loaded: Loaded, code: str, year: int, rule: Edition | None, named: str | None, peers: Collection[str]
) -> str:
    """Return one checksum over all that a report shows of a dataset.

    Parameters
    ----------
    loaded
        The dataset.
    code, year
        Region and year of the report.
    rule, named
        The edition used, and its name where the report names one.
    peers
        The regions of the same type.
    """
    total = hashlib.sha256(f"{code} {year}".encode())
    for table in TABLES:
        hashes = loaded.row_hashes[table][loaded.places[table].get(code, [])]
        columns = sorted(getattr(loaded.data, table).columns)
        total.update(f"\0{table} {len(hashes)} {columns}".encode())
        total.update(hashes.tobytes())
    parts = _parts_or_none(loaded, year, rule, named)
    if parts is None or parts.empty:
        return total.hexdigest()
    if not (parts["region_code"] == code).any():  # its own share of the means is not known here
        columns = ["region_code", "basis", "indicator", "points"]
        hashed = pd.util.hash_pandas_object(parts[columns].astype(str), index=False)
        total.update(hashed.to_numpy().tobytes() + str(sorted(peers)).encode())
        return total.hexdigest()
    for basis, rows in parts.groupby("basis"):
        for compared in strengths.comparisons(rows, code, peers):
            for told in (strengths.strengths(compared.table), strengths.weaknesses(compared.table)):
                for f in told:  # as whole percents, which is how a report shows them
                    shown = (round_half_up(f.share * 100, 0), round_half_up(f.reference * 100, 0))
                    total.update(f"\0{basis} {compared.kind} {compared.size} {f.indicator} {shown}".encode())
    return total.hexdigest()


def _parts_or_none(loaded: Loaded, year: int, rule: Edition | None, named: str | None) -> pd.DataFrame | None:
    """Contributions of all regions; None where the edition lacks a part, so that a report shows none."""
    if rule is None:
        return None
    try:
        return loaded.parts(year, rule, named)
    except MissingPart:
        return None


def _row_hashes(frame: pd.DataFrame) -> np.ndarray:
    """Hash values as they stand, whatever type the other regions' rows give their column."""
    plain = {}
    for name in sorted(frame.columns):
        column = frame[name]
        if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
            plain[name] = column.astype("Float64").to_numpy(dtype=float, na_value=float("nan"))
        else:
            plain[name] = column.astype(object).where(column.notna(), "").astype(str).to_numpy(dtype=object)
    hashed = pd.util.hash_pandas_object(pd.DataFrame(plain, index=frame.index), index=False)
    return hashed.to_numpy()
