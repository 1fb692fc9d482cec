"""Checks of a dataset: structure by schema, then what the rules of an edition and common sense ask for."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from operator import methodcaller
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.errors import IndeksError
from indeks.intake import examined, innovation_checks
from indeks.intake.folder import SUFFIXES
from indeks.intake.headers import REGION_VERIFICATION, VERIFICATION, table_of
from indeks.intake.read import TEXT_TABLES, Intake, Rules, Source, gather
from indeks.intake.sheet import MAX_ALIKE, Collector, Sheet, in_one_go, plain
from indeks.intake.vocabulary import text_column
from indeks.problems import DataError, Problem, errors
from indeks.tables import KEYS, SPD_TOTAL, YEARS, Dataset, passed, schema
from indeks.texts.spelling import key, nearest

NOT_OF_TEXTS = frozenset(
    {"year_no_edition", "affair_unknown", "form_unknown", "digital_unknown", "yes_no_unknown"}
)
"""Errors of columns that say nothing about the topic of an innovation; the cells count as empty."""
EXAMINERS = {"innovation_levels": VERIFICATION, "region_levels": REGION_VERIFICATION}
"""Whose verified levels a table has beside its own."""
MAX_CHOICES = 1000
"""Identifiers compared with one that is not known."""


def check(
    source: Source, *, lang: str | None = None, edition: Rules = None, today: dt.date | None = None
) -> list[Problem]:
    """Return every problem of a dataset, by file, sheet, row and column.

    Parameters
    ----------
    source
        A workbook, a list of workbooks, a folder of CSV or Parquet tables or of workbooks, or a mapping of
        DataFrames by table, as for :func:`load`.
    lang
        Language of the problems, ``"id"`` or ``"en"``; by default that of the process.
    edition
        The edition to use for every year, or its identifier or path; by default each year's own.
    today
        Dates after this day have not come yet; by default the day of the computer's clock.

    Returns
    -------
    list of Problem
        Empty where nothing is wrong; warnings leave the data usable.

    Examples
    --------
    >>> import pandas as pd
    >>> sorted(p.place for p in check({"lain": pd.DataFrame()}) if p.code == "table_missing")
    ['innovation_levels', 'innovations']
    """
    intake = gather(source, lang=lang, edition=edition)
    examine(intake, today)
    return intake.problems.listed()


def load(
    source: Source, *, lang: str | None = None, edition: Rules = None, today: dt.date | None = None
) -> Dataset:
    """Return the dataset of files or frames: the one door through which data come to be scored.

    Parameters
    ----------
    source
        One of four:

        - the path of a workbook (XLSX);
        - a list of such paths, whose tables are joined: what each agency sent in;
        - the path of a folder with CSV or Parquet files named after the tables, or with workbooks;
        - a mapping of ``pandas.DataFrame`` by table: ``innovations``, ``innovation_levels``, ``region_levels``
          and, where there are, ``agencies`` and ``regions``. Rows are counted from 1. Levels may stand wide, one
          column an indicator code. The frames are not changed.
    lang, edition, today
        As for :func:`check`.

    Returns
    -------
    Dataset
        The tables, typed and with names resolved.

    Raises
    ------
    indeks.problems.DataError
        If anything found is an error; it lists all problems, warnings too, by file or table, row and column.
    """
    intake = gather(source, lang=lang, edition=edition)
    examine(intake, today)
    problems = intake.problems.listed()
    dataset = intake.dataset()
    if dataset is None or errors(problems):
        raise DataError(problems, lang)
    dataset = replace(dataset, warnings=tuple(problems))
    passed(dataset)
    return dataset


def load_innovations(source: Source, *, lang: str | None = None) -> Dataset:
    """Return the innovations, regions and agencies of files or frames, for work on their texts.

    Levels are neither needed nor read, years may be missing or without an edition, and titles may be empty or
    repeated; what is returned cannot be scored.

    Parameters
    ----------
    source
        As for :func:`load`.
    lang
        Language of the problems; by default that of the process.

    Returns
    -------
    Dataset
        Without levels.

    Raises
    ------
    indeks.problems.DataError
        If the tables cannot be formed: a file that cannot be read, a column, identifier or region that is
        missing, unknown or stands twice.
    """
    intake = gather(source, lang=lang, texts_only=True)
    frame = intake.tables.get("innovations")
    if frame is not None and frame.empty:
        intake.problems.add(
            "no_innovations", intake.sheets["innovations"].file, sheet=intake.sheets["innovations"].sheet
        )
    for table, rows in intake.tables.items():
        known = rows.assign(year=rows["year"].fillna(YEARS[0])) if table == "innovations" else rows
        _structure(table, known, intake)  # a row without a year has a text all the same
    problems = [p for p in intake.problems.listed() if _of_texts(p)]
    dataset = intake.dataset(required=("innovations",))
    if dataset is None or errors(problems):
        raise DataError(problems, lang)
    return dataset


def _of_texts(problem: Problem) -> bool:
    """Tell whether a problem is one of what is read: a column of a table of texts, or the whole file."""
    if problem.code in NOT_OF_TEXTS or problem.code.startswith("date_"):
        return False
    if not problem.sheet and Path(problem.file).suffix.lower() not in SUFFIXES:
        return True
    table = table_of(problem.sheet or Path(problem.file).stem)
    return table is None or table in TEXT_TABLES


@in_one_go()
def examine(intake: Intake, today: dt.date | None = None) -> None:
    """Run all checks on tables that were read; problems go to their collector."""
    if "innovations" in intake.tables and intake.tables["innovations"].empty:
        sheet = intake.sheets["innovations"]
        intake.problems.add("no_innovations", sheet.file, sheet=sheet.sheet)
        return
    for table, frame in intake.tables.items():
        _structure(table, frame, intake)
    if "innovations" in intake.tables:
        innovation_checks.run(intake, today or dt.date.today())
    if "innovation_levels" in intake.tables:
        _levels_and_innovations(intake)
        _titles_of_levels(intake)
    _region_levels(intake)
    _reasons(intake)


def _structure(table: str, frame: pd.DataFrame, intake: Intake) -> None:
    """Run the schema of a table and say its failures in words, at the cell."""
    import pandera.errors

    if frame.empty:
        return
    sheet, problems = intake.sheets[table], intake.problems
    try:
        _of_cells(table).validate(frame, lazy=True, inplace=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        for (column, rule), group in cases.groupby(["column", "check"], dropna=False, sort=False):
            places = group["index"].dropna().astype("int64").drop_duplicates().to_numpy()
            code = {"not_nullable": "cell_empty"}.get(str(rule), f"{column}_invalid")
            if column in ("level", "verified_level"):
                code = "level_range"
            examiner = intake.sheets.get(EXAMINERS.get(table, ""))
            _report_cells(frame, places, str(column), code, sheet, examiner, problems)
    _duplicates(table, frame, sheet, problems)


@cache
def _of_cells(table: str) -> Any:
    """Return the schema of a table without its keys: pandera lists every row of a key that stands twice."""
    rules = copy.copy(schema(table))
    rules.unique = None
    return rules


def _report_cells(
    frame: pd.DataFrame, places: np.ndarray, column: str, code: str, sheet: Sheet, examiner: Sheet | None,
    problems: Collector,
) -> None:  # fmt: skip
    """Report the cells of a column at some places of a frame, but for those with an error already."""
    rows = frame["_row"].to_numpy()[places].astype("int64")
    by_examiner = np.zeros(len(places), dtype=bool)
    if examiner:
        verified = frame["_verified_row"].to_numpy()[places].astype("int64")
        by_examiner = (rows < 0) | ((verified >= 0) if column == "verified_level" else False)
        rows = np.where(by_examiner, verified, rows)
    for where, mine in ((sheet, ~by_examiner), (examiner, by_examiner)):
        if where is None or not mine.any():
            continue
        wide = column not in where.labels and "indicator" in frame.columns
        indicators = frame["indicator"].to_numpy()[places] if wide else np.full(len(places), "")
        for indicator in pd.unique(indicators[mine]).tolist():
            name = f"{indicator}:{column}" if wide else column
            chosen = np.flatnonzero(mine & (indicators == indicator))
            chosen = chosen[~problems.known(where, rows[chosen], name)]
            cells = frame[column].iloc[places[chosen[:MAX_ALIKE]]].tolist()
            problems.at_rows(where, code, rows[chosen], name, lambda k, c=cells: {"found": plain(c[k])})  # type: ignore[misc]


def _duplicates(table: str, frame: pd.DataFrame, sheet: Sheet, problems: Collector) -> None:
    """Say for each repeated key where it stood first."""
    keys = list(KEYS[table])
    if not frame.duplicated(keys).any():
        return
    wide = "indicator" in keys and "indicator" not in sheet.labels
    if wide:  # twenty repeated indicators of one row are one repeated row
        keys.remove("indicator")
        frame = frame.drop_duplicates([*keys, "_row"])
    full = frame[frame[keys].notna().all(axis=1).to_numpy()]
    of_row = full.groupby(keys, sort=False, observed=True).ngroup().to_numpy()
    first = np.unique(of_row, return_index=True)[1]
    if len(first) == len(full):
        return
    repeated = np.ones(len(full), dtype=bool)
    repeated[first] = False
    places, rows = np.flatnonzero(repeated), full["_row"].to_numpy()
    column = "innovation_id" if "innovation_id" in keys else keys[-1]

    def details(k: int) -> dict[str, Any]:
        cells = full[keys].iloc[places[k]]
        return {"found": ", ".join(map(_whole, cells)), "first": int(rows[first[of_row[places[k]]]])}

    problems.at_rows(sheet, f"duplicate_{table}", rows[places], column, details)


def _whole(value: object) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


def _levels_and_innovations(intake: Intake) -> None:
    innovations, levels = intake.tables["innovations"], intake.tables["innovation_levels"]
    sheet, problems = intake.sheets["innovation_levels"], intake.problems
    ids = levels["innovation_id"].cat
    # Positions by hash: isin() of Arrow text goes through the cells one by one.
    known = pd.Index(innovations["innovation_id"].dropna().unique())
    position = known.get_indexer(ids.categories)
    is_known = np.append(position >= 0, True)  # a missing id is reported by the schema
    has_levels = np.zeros(len(known) + 1, dtype=bool)
    has_levels[position[np.unique(ids.codes[ids.codes >= 0])]] = True  # strangers mark the last place
    free = known[~has_levels[:-1]].tolist()[:MAX_CHOICES]  # of the IDs without levels one may be meant
    unknown = ~is_known[ids.codes]
    if unknown.any():
        strangers = levels[unknown].drop_duplicates(["innovation_id", "_row"])
        for place, mine, column in (
            (sheet, strangers["_row"] >= 0, "_row"),
            (intake.sheets.get(VERIFICATION), strangers["_row"] < 0, "_verified_row"),
        ):
            names = strangers.loc[mine, "innovation_id"].astype("str").to_numpy(dtype=object)
            if place is None or not len(names):
                continue

            def details(k: int, names: np.ndarray = names) -> dict[str, Any]:
                alike = ", ".join(nearest(names[k], free)) or IndeksError("problems.none")
                return {"found": names[k], "nearest": alike}

            rows = strangers.loc[mine, column].to_numpy()
            problems.at_rows(place, "levels_without_innovation", rows, "innovation_id", details)
    without = ~has_levels[known.get_indexer(innovations["innovation_id"])]
    without &= (innovations["innovation_id"].notna() & innovations["sent"]).to_numpy()
    innovation_checks.report(
        intake, "innovation_without_levels", without, "innovation_id",
        lambda p: {"found": innovations["innovation_id"].iloc[p]},
    )  # fmt: skip


def _titles_of_levels(intake: Intake) -> None:
    """Tell where a title beside levels is not that of the ID: pasted rows often carry the ID of another one.

    An ID used twice is not judged: that is a fault of its own.
    """
    innovations = intake.tables["innovations"]
    innovations = innovations[~innovations["innovation_id"].duplicated(keep=False)]
    title_of = dict(zip(innovations["innovation_id"], innovations["title"], strict=True))
    for table in ("innovation_levels", VERIFICATION):
        sheet = intake.sheets.get(table)
        if sheet is None or "title" not in sheet.frame or "innovation_id" not in sheet.frame:
            continue
        ids = text_column(sheet.frame["innovation_id"]).astype("object").tolist()
        shown = text_column(sheet.frame["title"]).astype("object").tolist()
        pairs = [(title, title_of.get(name)) for name, title in zip(ids, shown, strict=True)]
        wrong = [k for k, (a, b) in enumerate(pairs)
                 if isinstance(a, str) and isinstance(b, str) and a != b and key(a) != key(b)]  # fmt: skip
        rows = np.asarray(sheet.frame.index)[wrong]
        intake.problems.at_rows(
            sheet, "title_mismatch", rows, "title",
            lambda k, w=wrong, p=pairs, i=ids: {"found": p[w[k]][0], "known": p[w[k]][1], "id": i[w[k]]},  # type: ignore[misc]
        )  # fmt: skip


def _reasons(intake: Intake) -> None:
    """Tell where an examiner lowered or refused a level and did not say why, though there is a place for it."""
    for table, name in EXAMINERS.items():
        frame, sheet = intake.tables.get(table), intake.sheets.get(name)
        if frame is None or sheet is None or "reason" not in sheet.frame or "_verified_row" not in frame:
            continue
        lowered = frame[examined.lowered(frame) & (frame["_verified_row"] >= 0).to_numpy()]
        rows = np.unique(lowered["_verified_row"].to_numpy())
        told = text_column(sheet.frame["reason"]).reindex(rows).notna().to_numpy()
        intake.problems.at_rows(sheet, "reason_empty", rows[~told], "reason")


def _region_levels(intake: Intake) -> None:
    """SPD by levels, or its total where the edition has none; said once for each region and year."""
    problems, rules = intake.problems, intake.rules
    levels = intake.tables.get("region_levels")
    if levels is not None:
        total = (levels["indicator"] == SPD_TOTAL).to_numpy()
        for year, rule in rules.items():
            mine = (levels["year"] == year).to_numpy()
            if rule.has_spd_levels:
                _at_region(intake, "spd_total_not_used", mine & total, {"edition": rule.id})
                continue
            limit = rule.formula["max_spd"].value if "max_spd" in rule.formula else None
            value = levels["value"].to_numpy(dtype="float64", na_value=np.nan)
            _at_region(intake, "spd_level_unused", mine & ~total, {"edition": rule.id})
            _at_region(intake, "spd_total_empty", mine & total & np.isnan(value), {"edition": rule.id})
            wrong = (value < 0) | (value > float(limit)) if limit is not None else value < 0
            _at_region(
                intake, "spd_total_range", mine & total & wrong,
                {"edition": rule.id, "limit": methodcaller("plain", limit) if limit is not None else "-"},
            )  # fmt: skip
    innovations = intake.tables.get("innovations")
    if innovations is None or ("region_levels" in intake.sheets and levels is None):
        return
    wanted = innovations[["region_code", "year"]].dropna().drop_duplicates()
    present = set(zip(levels["region_code"], levels["year"], strict=True)) if levels is not None else set()
    if levels is not None:
        _strangers(intake, set(wanted.itertuples(index=False, name=None)))
    place = intake.sheets.get("region_levels", intake.sheets["innovations"])
    label: str | IndeksError = place.sheet or place.file
    if "region_levels" not in intake.sheets:
        label = IndeksError("form.sheet.region_levels")
    pairs = wanted.itertuples(index=False, name=None)
    # a year without rules is a fault of its own
    missing = [(r, y) for r, y in pairs if (r, y) not in present and y in rules]
    # of no row and no column, so that a whole country is one line
    problems.at_rows(
        replace(place, parts=()), "spd_missing", np.zeros(len(missing), dtype=int), "",
        lambda k: {"region": missing[k][0], "year": int(missing[k][1]), "label": label},
    )  # fmt: skip


def _strangers(intake: Intake, known: set[tuple[str, float]]) -> None:
    """Say which regions have levels but no innovation: one mistyped code moves a row to another region."""
    sheet = intake.sheets["region_levels"]
    given = intake.tables["region_levels"][["region_code", "year", "_row"]].dropna()
    given = given[given["_row"] >= 0]
    given = given.drop_duplicates(["region_code", "year"])
    pairs = zip(given["region_code"], given["year"], given["_row"], strict=True)
    places = [(region, year, row) for region, year, row in pairs if (region, year) not in known]
    intake.problems.at_rows(
        sheet, "region_without_innovations", np.array([row for *_, row in places], dtype=int), "region_code",
        lambda k: {"found": places[k][0], "year": int(places[k][1])},
    )  # fmt: skip


def _at_region(intake: Intake, code: str, where: np.ndarray, values: Mapping[str, Any]) -> None:
    """Report rows of the region levels by mask; ``found`` in the message is the value, or else the indicator."""
    levels, sheet = intake.tables["region_levels"], intake.sheets["region_levels"]
    places = np.flatnonzero(where & (levels["_row"] >= 0).to_numpy())
    names, given = levels["indicator"].iloc[places].tolist(), levels["value"].iloc[places].tolist()
    columns: str | list[str] = "indicator"
    if "indicator" not in sheet.labels:
        columns = [f"{name}:value" if name == SPD_TOTAL else f"{name}:level" for name in names]
    elif code in ("spd_total_range", "spd_total_empty") and "value" in sheet.labels:
        columns = "value"
    intake.problems.at_rows(
        sheet, code, levels["_row"].to_numpy()[places], columns,
        lambda k: {"found": names[k] if np.isnan(given[k]) else plain(given[k]), **values},
    )  # fmt: skip
