"""The rules that tables keep, so that none is scored into nonsense; asked of tables that intake did not make."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd

from indeks import edition as editions
from indeks.edition import Edition
from indeks.problems import DataError, Problem
from indeks.tables.columns import KEYS, MAX_LEVEL, SPD_TOTAL, YEARS
from indeks.texts import spelling

SCORED = {
    "innovations": ("innovation_id", "region_code", "year", "title", "sent"),
    "innovation_levels": ("innovation_id", "indicator", "level"),
    "region_levels": ("region_code", "year", "indicator", "level"),
}
"""Columns without which nothing is scored."""
MOST = 20
"""Rows named of one fault in one column."""


class Scored(Protocol):
    """The tables that a score is made of, as a :class:`indeks.Dataset` has them."""

    @property
    def innovations(self) -> pd.DataFrame:
        """One row an innovation."""

    @property
    def innovation_levels(self) -> pd.DataFrame:
        """One row an indicator of an innovation."""

    @property
    def region_levels(self) -> pd.DataFrame:
        """One row an indicator of a region."""


Tables = TypeVar("Tables", bound=Scored)


def verify(data: Scored, edition: str | Path | Edition | None = None) -> None:
    """Refuse tables that would be scored into nonsense; what intake made is not asked again.

    Parameters
    ----------
    data
        Tables, perhaps put together by hand.
    edition
        Identifier or path of the edition to score by, or the edition itself; by default each year's own.

    Raises
    ------
    indeks.problems.DataError
        If a column is missing, a level is not 0, 1, 2 or 3, a key stands twice, an innovation or indicator is not
        known, or the like; each problem names table, row (counted from 1) and column.
    """
    name = edition.id if isinstance(edition, Edition) else str(edition or "")
    if not {"*", name}.isdisjoint(verdicts(data)):
        return
    problems = [p for table in SCORED for p in _missing(table, getattr(data, table))]
    if not problems:
        problems = [p for faults in _faults(data, edition) for p in _listed(*faults)]
    if problems:
        raise DataError(problems)
    passed(data, [name])


def verdicts(data: Scored) -> frozenset[str]:
    """Return the editions by whose rules the tables were found sound; ``"*"`` stands for all that intake asks."""
    return frozenset(getattr(data, "_verdicts", ()))


def passed(data: Tables, editions: Collection[str] = ("*",)) -> Tables:
    """Note on a dataset that its tables are sound, so that it is not asked again; return it."""
    object.__setattr__(data, "_verdicts", verdicts(data) | set(editions))
    return data


Faults = tuple[str, str, str, np.ndarray, Mapping[str, Any]]
"""Table, column, code of the problem, which rows (a mask), and what fills the message besides the cell."""


def _missing(table: str, frame: pd.DataFrame) -> list[Problem]:
    names = [c for c in SCORED[table] if c not in frame.columns]
    return [Problem(table, column=c, code="column_missing", values={"missing": c, "label": c}) for c in names]


def _faults(data: Scored, edition: str | Path | Edition | None) -> Iterator[tuple[pd.DataFrame, Faults]]:
    """Yield the faults of all tables, those without rows too."""
    for table in SCORED:
        frame = getattr(data, table)
        for column in KEYS[table]:
            yield frame, (table, column, "cell_empty", frame[column].isna().to_numpy(), {})
        for column in ("level", "verified_level"):
            if column in frame:
                yield frame, (table, column, "level_range", _no_level(frame[column]), {})
        if "year" in frame:
            yield frame, (table, "year", "year_invalid", _no_year(frame["year"]), {})
        if "region_code" in frame:
            number = np.full(len(frame), pd.api.types.is_numeric_dtype(frame["region_code"].dtype))
            yield frame, (table, "region_code", "region_number", number, {})
        yield frame, (table, KEYS[table][0], f"duplicate_{table}", _repeated(frame, KEYS[table]), {})
    innovations, levels = data.innovations, data.innovation_levels
    yield innovations, ("innovations", "sent", "sent_unclear", _no_truth(innovations["sent"]), {})
    ids = levels["innovation_id"]
    known = _lookup(ids, lambda names: pd.Index(innovations["innovation_id"]).unique().get_indexer(names) >= 0)
    nearest = {"nearest": "-"}
    yield (
        levels,
        (
            "innovation_levels",
            "innovation_id",
            "levels_without_innovation",
            ~known & ids.notna().to_numpy(),
            nearest,
        ),
    )
    years = _numbers(innovations["year"])
    of_level = _lookup(ids, lambda names: _first_years(innovations, years, names))
    yield from _indicator_faults(levels, "innovation_levels", "sid", of_level, edition)
    rows = data.region_levels
    yield from _indicator_faults(rows, "region_levels", "spd", _numbers(rows["year"]), edition)


def _first_years(innovations: pd.DataFrame, years: np.ndarray, names: pd.Index) -> np.ndarray:
    """Year of each innovation by identifier, missing for one that is not known."""
    first = ~innovations["innovation_id"].duplicated().to_numpy()
    position = pd.Index(innovations["innovation_id"][first]).get_indexer(names)
    return np.append(years[first], np.nan)[position]


def _indicator_faults(
    frame: pd.DataFrame, table: str, aspect: str, years: np.ndarray, edition: str | Path | Edition | None
) -> Iterator[tuple[pd.DataFrame, Faults]]:
    """Yield the indicators that neither the edition of their year nor the one to score by has."""
    for year in np.unique(years[~np.isnan(years)]).tolist():
        rules = []
        for name in [None, edition] if edition else [None]:
            with contextlib.suppress(editions.EditionError):  # who scores says that a year has no edition
                rules.append(editions.resolve(name, int(year)))
        if not rules:
            continue
        codes = [i.code for rule in rules for i in rule.of_aspect(aspect)]
        codes += [SPD_TOTAL] if aspect == "spd" else []
        strange = ~_lookup(frame["indicator"], lambda names, c=codes: names.isin(c)) & (years == year)  # type: ignore[misc]
        strange &= frame["indicator"].notna().to_numpy()
        more = {"known": codes, "edition": rules[0].id}
        yield frame, (table, "indicator", "indicator_unknown", strange, more)


def _lookup(names: pd.Series, find: Callable[[pd.Index], np.ndarray]) -> np.ndarray:
    """Ask each distinct name once; a missing one has the answer for no name, False or not a number."""
    if isinstance(names.dtype, pd.CategoricalDtype):
        codes, distinct = names.cat.codes.to_numpy(), names.cat.categories
    else:
        codes, distinct = pd.factorize(names)
    answers = np.asarray(find(pd.Index(distinct)))
    return np.append(answers, np.nan if answers.dtype.kind == "f" else False).astype(answers.dtype)[codes]


def _numbers(column: pd.Series) -> np.ndarray:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)


def _no_level(column: pd.Series) -> np.ndarray:
    numbers = _numbers(column)
    fits = (numbers >= 0) & (numbers <= MAX_LEVEL) & (numbers == np.floor(numbers))
    return ~fits if fits.all() else ~fits & column.notna().to_numpy()


def _no_year(column: pd.Series) -> np.ndarray:
    numbers = _numbers(column)
    return ~((numbers >= YEARS[0]) & (numbers <= YEARS[1]) & (numbers == np.floor(numbers)))


def _no_truth(column: pd.Series) -> np.ndarray:
    if column.dtype == bool:
        return np.zeros(len(column), dtype=bool)
    return np.array([not isinstance(cell, (bool, np.bool_)) for cell in column], dtype=bool)


def _repeated(frame: pd.DataFrame, keys: Sequence[str]) -> np.ndarray:
    """Tell which rows have keys that stood before; categories are compared by their codes."""
    cells = np.zeros(len(frame), dtype="int64")
    for key in keys:
        column = frame[key]
        categorical = isinstance(column.dtype, pd.CategoricalDtype)
        codes = column.cat.codes.to_numpy() if categorical else pd.factorize(column)[0]
        cells = cells * (int(codes.max(initial=0)) + 2) + codes + 1
    if len(cells) and int(cells.max()) < 4 * len(cells) and np.bincount(cells).max() == 1:
        return np.zeros(len(cells), dtype=bool)
    return pd.Series(cells).duplicated().to_numpy() & frame[list(keys)].notna().all(axis=1).to_numpy()


def _listed(frame: pd.DataFrame, faults: Faults) -> list[Problem]:
    table, column, code, mask, more = faults
    places = np.flatnonzero(mask)
    problems = []
    for place in places[:MOST].tolist():
        cell = str(frame[column].iloc[place])
        values = {"found": cell, **more}
        if "known" in more:
            values["nearest"] = ", ".join(spelling.nearest(cell, more["known"])) or ", ".join(more["known"][:3])
        if code.startswith("duplicate_"):
            keys = frame[list(KEYS[table])]
            values["found"] = ", ".join(map(str, keys.iloc[place]))
            values["first"] = int(np.flatnonzero((keys == keys.iloc[place]).all(axis=1))[0]) + 1
        problems.append(Problem(table, row=place + 1, column=column, code=code, values=values))
    if len(places) > MOST:
        problems.append(replace(problems[0], row=0, more=len(places) - MOST))
    return problems
