"""Checks of the innovations themselves: titles, affairs, agencies, dates, and what nobody filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from operator import methodcaller
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition, date_window
from indeks.errors import IndeksError
from indeks.intake import agency_names, vocabulary
from indeks.intake.read import DATES, Intake
from indeks.intake.vocabulary import text_column
from indeks.problems import each_language
from indeks.texts.spelling import key, nearest

NEAREST = 3
"""Names of sectors offered for one that is not known."""


def run(intake: Intake, today: dt.date) -> None:
    """Run every check of the innovations."""
    titles(intake)
    affairs(intake)
    agencies(intake)
    sectors(intake)
    empty_cells(intake)
    dates(intake, today)
    earlier_entries(intake)
    phases(intake)


def report(intake: Intake, code: str, where: np.ndarray, column: str, details: Any = None) -> None:
    """Report rows of the innovations by mask; ``details`` takes a position in the frame."""
    frame = intake.tables["innovations"]
    places = np.flatnonzero(where)
    rows = frame["_row"].to_numpy()[places]
    intake.problems.at_rows(
        intake.sheets["innovations"], code, rows, column, (lambda k: details(places[k])) if details else None
    )


def titles(intake: Intake) -> None:
    """Titles have to be there, and differ within a region and year."""
    frame = intake.tables["innovations"]
    title = frame["title"]
    report(intake, "title_empty", title.isna().to_numpy(), "title")
    spelled = title.map(key, na_action="ignore")
    known = pd.DataFrame({"region": frame["region_code"], "year": frame["year"], "title": spelled})
    places = np.flatnonzero(known["title"].notna())
    of_row = known.iloc[places].groupby(list(known), sort=False, dropna=False).ngroup().to_numpy()
    first = places[np.unique(of_row, return_index=True)[1]]
    repeated = known["title"].notna().to_numpy(copy=True)
    repeated[first] = False
    rows, first_of = frame["_row"].to_numpy(), dict(zip(places.tolist(), first[of_row].tolist(), strict=True))
    report(
        intake, "title_duplicate", repeated, "title",
        lambda p: {"found": title.iloc[p], "first": int(rows[first_of[p]])},
    )  # fmt: skip


def affairs(intake: Intake) -> None:
    """Tell which affairs are not given; the count score needs them where the edition asks for basic services."""
    if not any(rule.has_basic_rule for rule in intake.rules.values()):
        return
    frame, sheet, problems = intake.tables["innovations"], intake.sheets["innovations"], intake.problems
    if "affair" not in frame:
        label = IndeksError("form.column.innovations.affair")
        editions = ", ".join(sorted({r.id for r in intake.rules.values() if r.has_basic_rule}))
        problems.add("affair_column_missing", sheet.file, sheet=sheet.sheet, label=label, edition=editions)
        return
    raw = sheet.frame["affair"]
    empty = (
        raw.isna() | (raw.astype("str").str.strip() == "")
        if raw.isna().any() or frame["affair"].isna().any()
        else raw.isna()
    )
    rows_empty = set(np.asarray(raw.index)[empty.to_numpy()].tolist())
    if rows_empty:
        report(intake, "affair_empty", (frame["_row"].isin(rows_empty) & frame["sent"]).to_numpy(), "affair")


def agencies(intake: Intake) -> None:
    """Agencies have to be those of their table, after case, spaces and short forms; its spelling is kept."""
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
            right_name = known.get(key(agency)) if isinstance(agency, str) else None
            if right_name is None and isinstance(agency, str):
                right_name = agency_names.settle(agency, known.values())
            cache[region, agency] = right_name
        right.append(cache[region, agency])
    given = frame["agency"].notna().to_numpy()
    listed = np.array([str(r) in spelled for r, _ in pairs], dtype=bool)  # a region without a list is not judged
    unknown = given & listed & np.array([r is None for r in right])
    listing = {region: list(known.values()) for region, known in spelled.items()}

    def details(place: int) -> Mapping[str, Any]:
        region, agency = pairs[place]
        return {
            "found": agency,
            "nearest": ", ".join(nearest(agency, listing[str(region)])) or IndeksError("problems.none"),
        }

    report(intake, "agency_unknown", unknown, "agency", details)
    report(intake, "agency_missing", ~given & listed & frame["sent"].to_numpy(), "agency")
    frame["agency"] = pd.Series(right, index=frame.index, dtype="str").fillna(frame["agency"])


def sectors(intake: Intake) -> None:
    """Tell which corrected sectors are not the library's; only somebody's own lexicon can have others."""
    frame = intake.tables["innovations"]
    if "sector" not in frame:
        return
    spelled = vocabulary.sectors()
    known = next(iter(spelled.values()))  # the spellings known are the same in each language
    given = frame["sector"].fillna("").astype(str)
    unknown = ~given.str.replace("_", " ").map(key).isin(["", *known]).to_numpy()

    def details(place: int) -> Mapping[str, Any]:
        alike = [key(k) for k in nearest(given.iloc[place], list(known), 2 * NEAREST)]

        def listed(lang: str) -> str:
            names = spelled[lang]
            return "; ".join(
                list(dict.fromkeys(names[k] for k in alike))[:NEAREST] or dict.fromkeys(names.values())
            )

        return {"found": given.iloc[place], "nearest": each_language(listed)}

    report(intake, "sector_unknown", unknown, "sector", details)


def empty_cells(intake: Intake) -> None:
    """Cells a sent innovation should have filled; a column that is not there at all is not asked for."""
    frame, sheet = intake.tables["innovations"], intake.sheets["innovations"]
    for column in ("form", "applied_date"):
        if column not in frame or not frame[column].isna().any():
            continue
        empty = text_column(sheet.frame[column]).reindex(frame["_row"]).isna().to_numpy()
        if empty.all():
            intake.problems.at(sheet, f"{column}_empty", 0, column)
        else:
            report(intake, f"{column}_empty", empty & frame["sent"].to_numpy(), column)


def dates(intake: Intake, today: dt.date) -> None:
    """Dates in order, in the past, and in the window of their edition."""
    frame = intake.tables["innovations"]
    dates = {c: frame[c] for c in DATES if c in frame}
    for column, series in dates.items():
        late = (series > pd.Timestamp(today)).to_numpy()
        report(intake, "date_future", late, column, lambda p, s=series: {"found": methodcaller("date", s.iloc[p])})
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

        def details(p: int, a: str = earlier, b: str = later) -> Mapping[str, Any]:
            return {
                "found": methodcaller("date", dates[b].iloc[p]),
                "other": labels.get(a, a),
                "date": methodcaller("date", dates[a].iloc[p]),
            }

        report(intake, "date_order", wrong.to_numpy(), later, details)
    if "applied_date" in dates:
        for year, rule in intake.rules.items():
            window(intake, rule, (frame["year"] == year).to_numpy())


def earlier_entries(intake: Intake) -> None:
    """Tell which innovations name as their earlier entry one of the same year, or one that another names too."""
    frame = intake.tables["innovations"]
    if "previous_id" not in frame:
        return
    named = frame["previous_id"]
    year_of = dict(zip(frame["innovation_id"], frame["year"], strict=True))
    of_year = named.map(year_of)
    wrong = named.notna() & ((of_year == frame["year"]) | named.duplicated(keep=False))
    report(intake, "previous_id_same", wrong.to_numpy(), "previous_id", lambda p: {"found": named.iloc[p]})


def phases(intake: Intake) -> None:
    """Tell which innovations are said not to be applied yet, and have the day on which they were."""
    frame = intake.tables["innovations"]
    if "phase" not in frame or "applied_date" not in frame:
        return
    early = np.array([isinstance(text, str) and vocabulary.before_applied(text) for text in frame["phase"]], bool)
    wrong = early & (frame["applied_date"].notna() & frame["sent"]).to_numpy()
    report(intake, "phase_before_applied", wrong, "phase", lambda p: {"found": frame["phase"].iloc[p]})


def window(intake: Intake, rule: Edition, mine: np.ndarray) -> None:
    """Tell which innovations were applied outside the window of the edition."""
    window = date_window(rule)
    if window is None:
        return
    frame = intake.tables["innovations"]
    first, last = (pd.Timestamp(d) for d in window)
    applied = frame["applied_date"]
    developed = frame["developed_date"] if "developed_date" in frame else pd.Series(pd.NaT, index=frame.index)
    renewed = ((developed >= first) & (developed <= last)).to_numpy()
    outside = (
        ((applied > last).to_numpy() | ((applied < first).to_numpy() & ~renewed)) & mine & frame["sent"].to_numpy()
    )
    report(
        intake, "date_outside_window", outside, "applied_date",
        lambda p: {"found": methodcaller("date", applied.iloc[p]), "first": methodcaller("date", window[0]),
                   "last": methodcaller("date", window[1]), "edition": rule.id},
    )  # fmt: skip
