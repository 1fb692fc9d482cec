"""Checks of a dataset: structure by schema, then what the rules of an edition and common sense ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition, date_window
from indeks.intake.headers import VERIFICATION
from indeks.intake.names import key, nearest
from indeks.intake.read import DATES, Intake, gather
from indeks.intake.sheet import Collector, Sheet
from indeks.problems import DataError, Problem, errors
from indeks.tables import SPD_TOTAL, Dataset, schema


def check(path: str | Path, *, lang: str = "id", edition: str | None = None) -> list[Problem]:
    """Return every problem of a folder or workbook, by file, sheet, row and column.

    Parameters
    ----------
    path
        Folder with CSV or Parquet files, or an XLSX file.
    lang
        Language of the problems, ``"id"`` or ``"en"``.
    edition
        Identifier or path of the edition to use for every year; by default each year's own.
    """
    intake = gather(path, lang=lang, edition=edition)
    examine(intake)
    return intake.found.problems()


def load(path: str | Path, *, lang: str = "id", edition: str | None = None) -> Dataset:
    """Return the dataset of a folder or workbook.

    Raises
    ------
    indeks.problems.DataError
        If anything found is an error; it lists all problems, warnings too.
    """
    intake = gather(path, lang=lang, edition=edition)
    examine(intake)
    problems = intake.found.problems()
    dataset = intake.dataset()
    if dataset is None or errors(problems):
        raise DataError(problems, lang)
    return dataset


def examine(intake: Intake) -> None:
    """Run all checks on tables that were read; problems go to their collector."""
    if "innovations" in intake.tables and intake.tables["innovations"].empty:
        sheet = intake.sheets["innovations"]
        intake.found.add("no_innovations", sheet.file, sheet=sheet.sheet)
        return
    for table, frame in intake.tables.items():
        _structure(table, frame, intake)
    if "innovations" in intake.tables:
        _titles(intake)
        _affairs(intake)
        _agencies(intake)
        _dates(intake, dt.date.today())
    if "innovation_levels" in intake.tables:
        _levels_and_innovations(intake)
    _region_levels(intake)


def _structure(table: str, frame: pd.DataFrame, intake: Intake) -> None:
    """Run the schema of a table and say its failures in words, at the cell."""
    import pandera.errors

    if frame.empty:
        return
    sheet, found = intake.sheets[table], intake.found
    try:
        schema(table).validate(frame, lazy=True, inplace=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        for (column, rule), group in cases.groupby(["column", "check"], dropna=False, sort=False):
            places = group["index"].dropna().astype("int64").drop_duplicates().to_numpy()
            if "unique" in str(rule):
                _duplicates(table, frame, sheet, found)
                continue
            code = {"not_nullable": "cell_empty"}.get(str(rule), f"{column}_invalid")
            if column in ("level", "verified_level"):
                code = "level_range"
            examiner = intake.sheets.get(VERIFICATION) if "_verified_row" in frame.columns else None
            _report_cells(frame, places, str(column), code, sheet, examiner, found)


def _report_cells(
    frame: pd.DataFrame, places: np.ndarray, column: str, code: str, sheet: Sheet, examiner: Sheet | None,
    found: Collector,
) -> None:  # fmt: skip
    for place in places.tolist():
        row, name, where = int(frame["_row"].iloc[place]), column, sheet
        if examiner and (row < 0 or (column == "verified_level" and frame["_verified_row"].iloc[place] >= 0)):
            row, where = int(frame["_verified_row"].iloc[place]), examiner
        if name not in where.labels and "indicator" in frame.columns:
            name = f"{frame['indicator'].iloc[place]}:{column}"
        if not found.has(where, row, name):
            found.at(where, code, row, name, found=found.plain(frame[column].iloc[place]))


def _duplicates(table: str, frame: pd.DataFrame, sheet: Sheet, found: Collector) -> None:
    """Say for each repeated key where it stood first."""
    from indeks.tables import KEYS

    keys = list(KEYS[table])
    wide = "indicator" in keys and "indicator" not in sheet.labels
    if wide:  # twenty repeated indicators of one row are one repeated row
        keys.remove("indicator")
        frame = frame.drop_duplicates([*keys, "_row"])
    full = frame.dropna(subset=keys)
    repeated = full[full.duplicated(keys)]
    if repeated.empty:
        return
    firsts = full.drop_duplicates(keys).set_index(keys)["_row"]
    names = [tuple(r) if len(keys) > 1 else r[0] for r in repeated[keys].astype("object").to_numpy().tolist()]
    column = "innovation_id" if "innovation_id" in keys else keys[-1]
    details = [
        {"found": ", ".join(_whole(v) for v in (n if isinstance(n, tuple) else (n,))), "first": int(firsts[n])}
        for n in names
    ]
    found.at_rows(sheet, f"duplicate_{table}", repeated["_row"].to_numpy(), column, details.__getitem__)


def _whole(value: object) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


def _at(intake: Intake, code: str, where: np.ndarray, column: str, details: Any = None) -> None:
    """Report rows of the innovations by mask; ``details`` takes a position in the frame."""
    frame = intake.tables["innovations"]
    places = np.flatnonzero(where)
    rows = frame["_row"].to_numpy()[places]
    intake.found.at_rows(
        intake.sheets["innovations"], code, rows, column, (lambda k: details(places[k])) if details else None
    )


def _titles(intake: Intake) -> None:
    frame = intake.tables["innovations"]
    title = frame["title"]
    _at(intake, "title_empty", title.isna().to_numpy(), "title")
    known = pd.DataFrame({"region": frame["region_code"], "year": frame["year"], "title": title.str.casefold()})
    if not known.duplicated().any():  # nearly always: spellings are compared only where regions repeat words
        known["title"] = title.str.casefold().str.replace(r"[\W_]+", " ", regex=True).str.strip()
    else:
        known["title"] = [key(t) if isinstance(t, str) else None for t in title]
    known = known[known["title"].notna()]
    repeated = known.duplicated().reindex(frame.index, fill_value=False).to_numpy()
    if not repeated.any():
        return
    first = known.drop_duplicates()
    row_of = dict(zip(first.itertuples(index=False, name=None), frame["_row"].loc[first.index], strict=True))
    tuples = known.loc[repeated[known.index]] if len(known) == len(frame) else known[known.duplicated()]
    lookup = dict(zip(tuples.index, tuples.itertuples(index=False, name=None), strict=True))
    _at(
        intake, "title_duplicate", repeated, "title",
        lambda p: {"found": title.iloc[p], "first": int(row_of[lookup[p]])},
    )  # fmt: skip


def _affairs(intake: Intake) -> None:
    """The count score needs the affairs where the edition asks for basic services."""
    if not any(rule.has_basic_rule for rule in intake.rules.values()):
        return
    frame, sheet, found = intake.tables["innovations"], intake.sheets["innovations"], intake.found
    if "affair" not in frame:
        label = found.t("template.column.innovations.affair")
        editions = ", ".join(sorted({r.id for r in intake.rules.values() if r.has_basic_rule}))
        found.add("affair_column_missing", sheet.file, sheet=sheet.sheet, label=label, edition=editions)
        return
    raw = sheet.frame["affair"]
    empty = (
        raw.isna() | (raw.astype("str").str.strip() == "")
        if raw.isna().any() or frame["affair"].isna().any()
        else raw.isna()
    )
    rows_empty = set(np.asarray(raw.index)[empty.to_numpy()].tolist())
    if rows_empty:
        _at(intake, "affair_empty", (frame["_row"].isin(rows_empty) & frame["sent"]).to_numpy(), "affair")


def _agencies(intake: Intake) -> None:
    """Agencies have to be those of the agencies table, after case and spaces; theirs is the spelling kept."""
    frame = intake.tables["innovations"]
    agencies = intake.tables.get("agencies")
    if "agency" not in frame or agencies is None or agencies.empty:
        return
    spelled: dict[str, dict[str, str]] = {}
    for region, agency in zip(agencies["region_code"], agencies["agency"], strict=True):
        spelled.setdefault(str(region), {})[key(agency)] = agency
    right: list[str | None] = []
    pairs = list(zip(frame["region_code"], frame["agency"], strict=True))
    cache: dict[tuple[Any, Any], str | None] = {}
    for region, agency in pairs:
        if (region, agency) not in cache:
            known = spelled.get(str(region), {})
            cache[region, agency] = known.get(key(agency)) if isinstance(agency, str) else None
        right.append(cache[region, agency])
    given = frame["agency"].notna().to_numpy()
    listed = np.array([str(r) in spelled for r, _ in pairs], dtype=bool)  # a region without a list is not judged
    unknown = given & listed & np.array([r is None for r in right])
    names = {region: list(known.values()) for region, known in spelled.items()}

    def details(place: int) -> Mapping[str, str]:
        region, agency = pairs[place]
        return {"found": agency, "nearest": ", ".join(nearest(agency, names[str(region)])) or "-"}

    _at(intake, "agency_unknown", unknown, "agency", details)
    _at(intake, "agency_missing", ~given & listed & frame["sent"].to_numpy(), "agency")
    frame["agency"] = pd.Series(right, index=frame.index, dtype="str").fillna(frame["agency"])


def _dates(intake: Intake, today: dt.date) -> None:
    frame, found = intake.tables["innovations"], intake.found
    dates = {c: frame[c] for c in DATES if c in frame}
    for column, series in dates.items():
        late = (series > pd.Timestamp(today)).to_numpy()
        _at(intake, "date_future", late, column, lambda p, s=series: {"found": found.t.date(s.iloc[p])})
    labels = intake.sheets["innovations"].labels
    for earlier, later in (
        ("trial_date", "applied_date"),
        ("applied_date", "developed_date"),
        ("trial_date", "developed_date"),
    ):
        if earlier not in dates or later not in dates:
            continue
        if later == "developed_date" and earlier == "trial_date" and "applied_date" in dates:
            wrong = dates[earlier] > dates[later].where(dates["applied_date"].isna())
        else:
            wrong = dates[earlier] > dates[later]

        def details(p: int, a: str = earlier, b: str = later) -> Mapping[str, str]:
            return {
                "found": found.t.date(dates[b].iloc[p]),
                "other": labels.get(a, a),
                "date": found.t.date(dates[a].iloc[p]),
            }

        _at(intake, "date_order", wrong.to_numpy(), later, details)
    if "applied_date" in dates:
        for year, rule in intake.rules.items():
            _window(intake, rule, (frame["year"] == year).to_numpy())


def _window(intake: Intake, rule: Edition, mine: np.ndarray) -> None:
    window = date_window(rule)
    if window is None:
        return
    frame, found = intake.tables["innovations"], intake.found
    first, last = (pd.Timestamp(d) for d in window)
    applied = frame["applied_date"]
    developed = frame["developed_date"] if "developed_date" in frame else pd.Series(pd.NaT, index=frame.index)
    renewed = ((developed >= first) & (developed <= last)).to_numpy()
    outside = (
        ((applied > last).to_numpy() | ((applied < first).to_numpy() & ~renewed)) & mine & frame["sent"].to_numpy()
    )
    _at(
        intake, "date_outside_window", outside, "applied_date",
        lambda p: {"found": found.t.date(applied.iloc[p]), "first": found.t.date(window[0]),
                   "last": found.t.date(window[1]), "edition": rule.id},
    )  # fmt: skip


def _levels_and_innovations(intake: Intake) -> None:
    innovations, levels = intake.tables["innovations"], intake.tables["innovation_levels"]
    sheet, found = intake.sheets["innovation_levels"], intake.found
    ids = levels["innovation_id"].cat
    # Positions by hash: isin() of Arrow text goes through the cells one by one.
    known = pd.Index(innovations["innovation_id"].dropna().unique())
    position = known.get_indexer(ids.categories)
    is_known = np.append(position >= 0, True)  # a missing id is reported by the schema
    unknown = ~is_known[ids.codes]
    if unknown.any():
        strangers = levels[unknown].drop_duplicates(["innovation_id", "_row"])
        for place, mine, column in (
            (sheet, strangers["_row"] >= 0, "_row"),
            (intake.sheets.get(VERIFICATION), strangers["_row"] < 0, "_verified_row"),
        ):
            names = strangers.loc[mine, "innovation_id"].astype("str").tolist()
            if place is not None and names:
                found.at_rows(
                    place, "levels_without_innovation", strangers.loc[mine, column].to_numpy(), "innovation_id",
                    lambda k, n=names: {"found": n[k], "nearest": ", ".join(nearest(n[k], list(known))) or "-"},  # type: ignore[misc]
                )  # fmt: skip
    has_levels = np.zeros(len(known) + 1, dtype=bool)
    has_levels[position[np.unique(ids.codes[ids.codes >= 0])]] = True  # strangers mark the last place
    without = ~has_levels[known.get_indexer(innovations["innovation_id"])]
    without &= (innovations["innovation_id"].notna() & innovations["sent"]).to_numpy()
    _at(
        intake, "innovation_without_levels", without, "innovation_id",
        lambda p: {"found": innovations["innovation_id"].iloc[p]},
    )  # fmt: skip


def _region_levels(intake: Intake) -> None:
    """SPD by levels, or its total where the edition has none; said once for each region and year."""
    found, rules = intake.found, intake.rules
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
            _at_region(intake, "spd_level_unused", mine & ~total, {"edition": rule.id, "column": ""})
            _at_region(intake, "spd_total_empty", mine & total & np.isnan(value), {"edition": rule.id})
            wrong = (value < 0) | (value > float(limit)) if limit is not None else value < 0
            _at_region(
                intake, "spd_total_range", mine & total & wrong,
                {"edition": rule.id, "limit": found.t.plain(limit) if limit is not None else "-"},
            )  # fmt: skip
    innovations = intake.tables.get("innovations")
    if innovations is None or ("region_levels" in intake.sheets and levels is None):
        return
    wanted = innovations[["region_code", "year"]].dropna().drop_duplicates()
    present = set(zip(levels["region_code"], levels["year"], strict=True)) if levels is not None else set()
    place = intake.sheets.get("region_levels", intake.sheets["innovations"])
    for region, year in wanted.itertuples(index=False, name=None):
        if (region, year) not in present:
            found.add("spd_missing", place.file, sheet=place.sheet, region=region, year=int(year),
                      label=found.t("template.sheet.region_levels"))  # fmt: skip


def _at_region(intake: Intake, code: str, where: np.ndarray, values: Mapping[str, Any]) -> None:
    levels, sheet = intake.tables["region_levels"], intake.sheets["region_levels"]
    places = np.flatnonzero(where)
    shown = {k: v for k, v in values.items() if k != "column"}
    for place in places[:200].tolist():
        name = levels["indicator"].iloc[place]
        column = "indicator"
        if "indicator" not in sheet.labels:
            column = f"{name}:value" if name == SPD_TOTAL else f"{name}:level"
        elif code in ("spd_total_range", "spd_total_empty") and "value" in sheet.labels:
            column = "value"
        value = levels["value"].iloc[place]
        intake.found.at(
            sheet, code, int(levels["_row"].iloc[place]), column,
            found=str(name) if np.isnan(value) else intake.found.plain(value), **shown,
        )  # fmt: skip
