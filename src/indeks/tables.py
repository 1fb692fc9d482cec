"""The tables a dataset is made of: their keys, columns and schemas.

A dataset is a folder of CSV or Parquet files named after the tables, or one workbook with a sheet for each.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from indeks import edition as editions
from indeks import files
from indeks.edition import Edition
from indeks.errors import spoken
from indeks.problems import DataError, Problem
from indeks.regions import AmbiguousRegion, UnknownRegion, is_synthetic, resolve
from indeks.texts import spelling, texts

if TYPE_CHECKING:
    import pandera.pandas as pa

TABLES: dict[str, tuple[str, ...]] = {
    "regions": ("region_code", "name", "type", "province_code", "province", "flags"),
    "agencies": ("region_code", "agency", "kind", "must_innovate"),
    "region_levels": ("region_code", "year", "indicator", "level", "verified_level", "value", "evidence"),
    "innovations": (
        "innovation_id", "region_code", "year", "title", "description", "agency", "partners", "affair", "form",
        "digital", "initiator", "phase", "trial_date", "applied_date", "developed_date", "ip_right", "sent",
    ),
    "innovation_levels": ("innovation_id", "indicator", "level", "verified_level", "value", "basis", "evidence"),
}  # fmt: skip
KEYS: dict[str, tuple[str, ...]] = {
    "regions": ("region_code",),
    "agencies": ("region_code", "agency"),
    "region_levels": ("region_code", "year", "indicator"),
    "innovations": ("innovation_id",),
    "innovation_levels": ("innovation_id", "indicator"),
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "regions": ("region_code", "name"),
    "agencies": ("agency",),
    "region_levels": ("region_code", "year", "indicator"),
    "innovations": ("innovation_id", "region_code", "year", "title"),
    "innovation_levels": ("innovation_id", "indicator", "level"),
}
REQUIRED_TABLES = ("innovations", "innovation_levels")
CORRECTIONS: dict[str, tuple[str, ...]] = {"innovations": ("sector",)}
"""Columns a person adds where a computed answer is wrong; templates leave them out, empty cells change nothing."""
MAX_LEVEL = 3
YEARS = (2000, 2100)
"""Years that an innovation can be of."""
SPD_TOTAL = "spd_total"
"""Indicator code of an SPD total given by hand: its ``value`` in ``region_levels``, where SPD has no levels."""


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
    source
        Path the data came from, as given; empty for tables in memory.
    """

    innovations: pd.DataFrame
    innovation_levels: pd.DataFrame
    region_levels: pd.DataFrame
    agencies: pd.DataFrame = field(default_factory=lambda: empty("agencies"))
    regions: pd.DataFrame = field(default_factory=lambda: empty("regions"))
    source: str = ""

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


def verdicts(data: Dataset) -> frozenset[str]:
    """Return the editions by whose rules the tables were found sound; ``"*"`` stands for all that intake asks."""
    return frozenset(getattr(data, "_verdicts", ()))


def passed(data: Dataset, editions: Collection[str] = ("*",)) -> Dataset:
    """Note on a dataset that its tables are sound, so that it is not asked again; return it."""
    object.__setattr__(data, "_verdicts", verdicts(data) | set(editions))
    return data


def ordered_categories(names: Sequence[str]) -> pd.CategoricalDtype:
    """Return the type of a column of categories of the index.

    Parameters
    ----------
    names
        The categories, the lowest first, as in an edition.

    Examples
    --------
    >>> import pandas as pd
    >>> kinds = ordered_categories(["Kurang Inovatif", "Inovatif", "Sangat Inovatif"])
    >>> pd.Series(["Inovatif", "Sangat Inovatif", "Kurang Inovatif"], dtype=kinds).max()
    'Sangat Inovatif'
    """
    return pd.CategoricalDtype(list(names), ordered=True)


def empty(table: str) -> pd.DataFrame:
    """Return an empty frame with the columns of a table."""
    kinds = {"region_code": "str"}
    return pd.DataFrame({c: pd.Series(dtype=kinds.get(c, "object")) for c in TABLES[table]})


@cache
def schema(table: str) -> pa.DataFrameSchema:
    """Return the pandera schema of a table as it stands in a :class:`Dataset`."""
    import pandera.pandas as pa

    level = pa.Column(float, pa.Check.isin([0, 1, 2, 3]), nullable=True, coerce=True)
    verified = pa.Column(float, pa.Check.isin([0, 1, 2, 3]), nullable=True, coerce=True, required=False)
    text = pa.Column(str, nullable=True, required=False, coerce=False)
    key = pa.Column(nullable=False)  # text or categories; blank cells are missing after intake
    year = pa.Column(float, pa.Check.in_range(2000, 2100), nullable=False, coerce=True)
    date = pa.Column("datetime64[ns]", nullable=True, required=False, coerce=True)
    columns: dict[str, dict[str, Any]] = {
        "regions": {"region_code": key, "name": key},
        "agencies": {"region_code": key, "agency": key},
        "region_levels": {
            "region_code": key,
            "year": year,
            "indicator": key,
            "level": level,
            "verified_level": verified,
        },
        "innovations": {
            "innovation_id": key,
            "region_code": key,
            "year": year,
            "title": text,
            "affair": text,
            "applied_date": date,
            "developed_date": date,
            "trial_date": date,
            "sent": pa.Column(bool),
        },
        "innovation_levels": {"innovation_id": key, "indicator": key, "level": level, "verified_level": verified},
    }
    return pa.DataFrameSchema(columns[table], unique=list(KEYS[table]), strict=False)


def write_folder(data: Dataset, folder: Path) -> None:
    """Write the tables of a dataset as Parquet files of a folder, replacing those of the same name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        frame = getattr(data, name)
        if len(frame):
            partial = files.beside(folder / f"{name}.parquet")
            frame.to_parquet(partial, index=False)
            partial.replace(folder / f"{name}.parquet")


# --- the rules that tables keep ----------------------------------------------------------------------------

SCORED = {
    "innovations": ("innovation_id", "region_code", "year", "title", "sent"),
    "innovation_levels": ("innovation_id", "indicator", "level"),
    "region_levels": ("region_code", "year", "indicator", "level"),
}
"""Columns without which nothing is scored."""
MOST = 20
"""Rows named of one fault in one column."""


def verify(data: Dataset, edition: str | Path | Edition | None = None) -> None:
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
    lang = spoken()
    problems = [p for table in SCORED for p in _missing(table, getattr(data, table), lang)]
    if not problems:
        problems = [p for faults in _faults(data, edition) for p in _worded(*faults, lang)]
    if problems:
        raise DataError(problems, lang)
    passed(data, [name])


Faults = tuple[str, str, str, np.ndarray, Mapping[str, Any]]
"""Table, column, code of the problem, which rows (a mask), and what fills the message besides the cell."""


def _missing(table: str, frame: pd.DataFrame, lang: str) -> list[Problem]:
    names = [c for c in SCORED[table] if c not in frame.columns]
    return [_problem("column_missing", table, 0, c, lang, {"missing": c, "label": c}) for c in names]


def _faults(data: Dataset, edition: str | Path | Edition | None) -> Iterator[tuple[pd.DataFrame, Faults]]:
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


def _worded(frame: pd.DataFrame, faults: Faults, lang: str) -> list[Problem]:
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
        problems.append(_problem(code, table, place + 1, column, lang, values))
    if len(places) > MOST:
        t = texts(lang)
        what = t("check.more_alike.what", n=len(places) - MOST, example=problems[0].what)
        problems.append(Problem(table, column=column, code=code, what=what, fix=t("check.more_alike.fix")))
    return problems


def _problem(code: str, table: str, row: int, column: str, lang: str, values: Mapping[str, Any]) -> Problem:
    t = texts(lang)
    filled = {"column": column, "sheet": table, "file": table, "row": row, **values}
    what, fix = (t(f"check.{code}.{part}", **filled) for part in ("what", "fix"))
    return Problem(table, row=row, column=column, code=code, what=what, fix=fix)
