"""Faults of data, and what will cost points later: told while there is time, not first by the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from operator import methodcaller
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition
from indeks.intake.checking import examine
from indeks.intake.read import Intake, Rules, Source, gather
from indeks.intake.vocabulary import text_column
from indeks.problems import ERROR, Problem, each_language
from indeks.scoring import formula
from indeks.scoring.flags import flags
from indeks.scoring.units import unit_of
from indeks.tables import Dataset
from indeks.texts import texts

TOLD = {
    "outside_window": "date_outside_window",
    "older_not_developed": "date_outside_window",
    "no_date": "applied_date_empty",
    "duplicate_title": "title_duplicate",
    "mandatory_empty": "mandatory_empty",
    "short_text": "short_text",
}
"""Every flag of :mod:`indeks.scoring.flags`, and the code of the problem that tells of it."""
COSTS = frozenset(
    {
        *TOLD.values(), "affair_column_missing", "affair_empty", "basic_services_short",
        "innovation_without_levels", "level_without_evidence", "spd_level_unused", "spd_missing", "value_above",
        "value_below", "value_between_read",
    }
)  # fmt: skip
"""Codes of what costs points, or may do so when evidence is examined."""
KINDS = ("stops", "costs", "untidy")
NAMED = 12
"""Agencies named in one problem."""


def check(
    source: Source, *, lang: str | None = None, edition: Rules = None, today: dt.date | None = None
) -> list[Problem]:
    """Return every problem of a dataset, by file, sheet, row and column.

    Parameters
    ----------
    source
        A workbook, a list of workbooks, a folder of CSV or Parquet tables or of workbooks, or a mapping of
        DataFrames by table, as for :func:`indeks.load`.
    lang
        Language of the problems, ``"id"`` or ``"en"``; by default that of the process.
    edition
        The edition to use for every year, or its identifier or path; by default each year's own.
    today
        Dates after this day have not come yet; by default the day of the computer's clock.

    Returns
    -------
    list of Problem
        Empty where nothing is wrong; warnings leave the data usable. Whatever a report flags is among them:
        :func:`kind` tells what stops the score, what costs points and what is only untidy.

    Examples
    --------
    >>> import pandas as pd
    >>> sorted(p.place for p in check({"lain": pd.DataFrame()}) if p.code == "table_missing")
    ['innovation_levels', 'innovations']
    """
    intake = gather(source, lang=lang, edition=edition)
    examine(intake, today)
    alone = _of_one_agency(intake)
    data = intake.dataset()
    if data is not None and len(data.innovations):
        _losses(intake, data, alone=alone)
    problems = intake.problems.listed()
    return [p for p in problems if p.code != "spd_missing"] if alone else problems


def kind(problem: Problem) -> str:
    """Tell whether a problem ``stops`` the score, ``costs`` points or is only ``untidy``."""
    if problem.severity == ERROR:
        return "stops"
    return "costs" if problem.code in COSTS else "untidy"


def summary(problems: Sequence[Problem], lang: str = "id") -> str:
    """Return three lines: how much stops the score, how much costs points, how much is only untidy."""
    t, kinds = texts(lang), [kind(p) for p in problems]
    return "\n".join(t(f"gather.summary.{name}", n=kinds.count(name)) for name in KINDS)


def _of_one_agency(intake: Intake) -> bool:
    """Tell whether the data are those of one agency's own workbook, which has no levels of the region."""
    agencies = intake.tables.get("agencies")
    return agencies is not None and len(agencies) == 1 and "region_levels" not in intake.sheets


def _losses(intake: Intake, data: Dataset, *, alone: bool) -> None:
    """Report what a report will flag, and what costs points without a flag."""
    innovations = data.innovations.drop_duplicates("innovation_id")
    once = Dataset(innovations, data.innovation_levels, data.region_levels, data.agencies, data.regions)
    for year, rule in intake.rules.items():
        for region in innovations.loc[innovations["year"] == year, "region_code"].dropna().unique():
            marks = flags(once, rule, region_code=region, year=year)
            for name, flag, detail in zip(marks["innovation_id"], marks["flag"], marks["detail"], strict=True):
                _flag(intake, rule, str(name), flag, str(detail))
            if not alone:
                _basic_services(intake, once, rule, region, year)
    _evidence(intake)
    if not alone:
        _agencies(intake, once)


def _flag(intake: Intake, rule: Edition, name: str, flag: str, detail: str) -> None:
    """Report a flag of an innovation, unless intake has told of it already."""
    frame, sheet, code = intake.tables["innovations"], intake.sheets["innovations"], TOLD[flag]
    row = int(frame.loc[(frame["innovation_id"] == name).to_numpy(), "_row"].iloc[0])
    if flag == "mandatory_empty":
        codes = detail.split(", ")
        names = each_language(lambda lang: "; ".join(_named(rule, c, lang) for c in codes))
        place = _level_row(intake, name, codes[0])
        where = place or (sheet, row, "innovation_id")
        intake.problems.at(where[0], code, where[1], where[2], found=name, n=len(codes), names=names)
    elif flag == "short_text":
        least = int(rule.eligibility["min_design_words"].value)
        intake.problems.at(sheet, code, row, "description", n=int(detail), wanted=least, edition=rule.id)


def _named(rule: Edition, code: str, lang: str) -> str:
    indicator = rule.indicator(code)
    return f"{indicator.label}. {indicator.text(lang)}"


def _level_row(intake: Intake, name: str, code: str) -> tuple[Any, int, str] | None:
    """Return the cell of an innovation's level, where the levels stand in one row an innovation."""
    sheet = intake.sheets["innovation_levels"]
    column = f"{code}:level"
    if column not in sheet.frame or "innovation_id" not in sheet.frame:
        return None
    rows = np.asarray(sheet.frame.index)[(text_column(sheet.frame["innovation_id"]) == name).to_numpy()]
    return (sheet, int(rows[0]), column) if len(rows) else None


def _basic_services(intake: Intake, data: Dataset, rule: Edition, region: str, year: int) -> None:
    """Tell how many basic-service affairs are short, and the points of the index that this costs."""
    if not rule.has_basic_rule or rule.missing or "affair" not in data.innovations:
        return
    mine = data.innovations
    mine = mine[(mine["region_code"] == region) & (mine["year"] == year) & mine["sent"]]
    basic = list(rule.formula["basic_affairs"].value)
    missing = [name for name in basic if name not in set(mine["affair"].dropna())]
    constants = formula.constants(rule, unit_of(rule))
    needed = int(constants.min_basic_affairs)
    covered = len(basic) - len(missing)
    if covered >= needed:
        return
    stake = int(formula.count_points(len(mine), needed, constants)) / constants.unit * formula.per_point(constants)
    sheet = intake.sheets["innovations"]
    intake.problems.at(
        sheet, "basic_services_short", 0, "affair", covered=covered, needed=needed, names="; ".join(missing),
        points=methodcaller("number", stake, 2), edition=rule.id,
    )  # fmt: skip


def _evidence(intake: Intake) -> None:
    """Tell which stated levels have no evidence, where there is a column for it."""
    for table in ("region_levels", "innovation_levels"):
        frame, sheet = intake.tables.get(table), intake.sheets.get(table)
        if frame is None or sheet is None or not any(c.endswith("evidence") for c in sheet.frame.columns):
            continue
        bare = ((frame["level"] > 0) & frame["evidence"].isna()).to_numpy() & (frame["_row"] >= 0).to_numpy()
        if not bare.any():
            continue
        if frame["evidence"].isna().all():
            column = next(c for c in sheet.frame.columns if c.endswith("evidence"))
            intake.problems.at(sheet, "level_without_evidence", 0, column, n=int(bare.sum()))
            continue
        places = frame.loc[bare, ["_row", "indicator"]]
        if "evidence" in sheet.frame:  # one for all levels of the row
            for row, n in places["_row"].value_counts(sort=False).items():
                intake.problems.at(sheet, "level_without_evidence", int(str(row)), "evidence", n=int(n))
            continue
        for row, code in places.itertuples(index=False):
            intake.problems.at(sheet, "level_without_evidence", int(row), f"{code}:evidence", n=1)


def _agencies(intake: Intake, data: Dataset) -> None:
    """Name the agencies that have to innovate and have nothing, not even an innovation that is not sent."""
    agencies, sheet = data.agencies, intake.sheets.get("agencies")
    if sheet is None or agencies.empty or "agency" not in data.innovations:
        return
    for region, names in _without(data):
        if names:
            more = f" (+{len(names) - NAMED})" if len(names) > NAMED else ""
            told = {"n": len(names), "names": "; ".join(names[:NAMED]) + more, "found": region}
            intake.problems.at(sheet, "agency_without_innovation", 0, "agency", **told)


def _without(data: Dataset) -> Iterator[tuple[str, list[str]]]:
    """Yield by region the agencies that must innovate and have no innovation at all."""
    must = data.agencies
    if "must_innovate" in must:
        must = must[must["must_innovate"].fillna(True).to_numpy(dtype=bool)]
    having = set(zip(data.innovations["region_code"], data.innovations["agency"], strict=True))
    for region, listed in must.groupby("region_code", sort=True):
        yield str(region), [a for a in listed["agency"] if (region, a) not in having and pd.notna(a)]
