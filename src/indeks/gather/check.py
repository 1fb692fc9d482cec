"""Faults of data, and what will cost points later: told while there is time, not first by the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
        _flags(intake, rule, flags(once, rule, year=year))
        if not alone:
            _basic_services(intake, once, rule, year)
    _evidence(intake)
    if not alone:
        _agencies(intake, once)


def _flags(intake: Intake, rule: Edition, marks: pd.DataFrame) -> None:
    """Report the flags that intake has not told of already: empty mandatory rows, and texts that are short."""
    frame, sheet = intake.tables["innovations"], intake.sheets["innovations"]
    _mandatory(intake, rule, marks[(marks["flag"] == "mandatory_empty").to_numpy()])
    short = marks[(marks["flag"] == "short_text").to_numpy()]
    if len(short):
        rows = frame["_row"].to_numpy()[_first(frame["innovation_id"], short["innovation_id"])]
        least, words = int(rule.eligibility["min_design_words"].value), short["detail"].tolist()
        intake.problems.at_rows(
            sheet, TOLD["short_text"], rows, "description",
            lambda k: {"n": int(words[k]), "wanted": least, "edition": rule.id},
        )  # fmt: skip


def _mandatory(intake: Intake, rule: Edition, marks: pd.DataFrame) -> None:
    """Report innovations with an empty mandatory row: at its cell where levels stand wide, else at the ID."""
    frame, sheet, levels = (
        intake.tables["innovations"],
        intake.sheets["innovations"],
        intake.sheets.get("innovation_levels"),
    )
    for detail in pd.unique(marks["detail"]).tolist():
        codes = detail.split(", ")
        mine = marks.loc[(marks["detail"] == detail).to_numpy(), "innovation_id"]
        names = mine.astype("str").tolist()
        told = {"n": len(codes), "names": _names_of(rule, codes)}
        rows = frame["_row"].to_numpy()[_first(frame["innovation_id"], mine)]
        in_levels = np.full(len(mine), -1)
        column = f"{codes[0]}:level"
        if levels is not None and column in levels.frame and "innovation_id" in levels.frame:
            in_levels = _first(text_column(levels.frame["innovation_id"]), mine)
        for place, key, chosen, at in (
            (
                levels,
                column,
                in_levels >= 0,
                np.asarray(levels.frame.index)[in_levels] if levels is not None and len(levels.frame) else rows,
            ),
            (sheet, "innovation_id", in_levels < 0, rows),
        ):
            if place is None or not chosen.any():
                continue
            shown = np.flatnonzero(chosen)
            intake.problems.at_rows(
                place, TOLD["mandatory_empty"], at[chosen], key,
                lambda k, s=shown, n=names, t=told: {"found": n[s[k]], **t},  # type: ignore[misc]
            )  # fmt: skip


def _names_of(rule: Edition, codes: Sequence[str]) -> dict[str, str]:
    return each_language(lambda lang: "; ".join(_named(rule, code, lang) for code in codes))


def _first(column: pd.Series, names: pd.Series) -> np.ndarray:
    """Return the first place of each name in a column, -1 for one that is not there."""
    codes, distinct = pd.factorize(column.astype("str"))
    places = np.append(
        np.unique(codes, return_index=True)[1][-len(distinct) :] if len(distinct) else [], -1
    ).astype("int64")
    return places[pd.Index(distinct).get_indexer(pd.Index(names.astype("str")))]


def _named(rule: Edition, code: str, lang: str) -> str:
    indicator = rule.indicator(code)
    return f"{indicator.label}. {indicator.text(lang)}"


def _basic_services(intake: Intake, data: Dataset, rule: Edition, year: int) -> None:
    """Tell by region which basic-service affairs are short, and the points of the index that this costs."""
    if not rule.has_basic_rule or rule.missing or "affair" not in data.innovations:
        return
    every = data.innovations[(data.innovations["year"] == year).to_numpy()]
    regions = every["region_code"].dropna().unique()
    sent = every[every["sent"].to_numpy(dtype=bool)]
    basic = list(rule.formula["basic_affairs"].value)
    of_region = pd.Index(regions).get_indexer(pd.Index(sent["region_code"]))
    n_sent = np.bincount(of_region[of_region >= 0], minlength=len(regions))
    covered = np.zeros(
        (len(regions) + 1, len(basic) + 1), dtype=bool
    )  # the last places stand for no region, no service
    covered[of_region, pd.Index(basic).get_indexer(pd.Index(sent["affair"].astype("str")))] = True
    covered = covered[:-1, :-1]
    constants = formula.constants(rule, unit_of(rule))
    needed = int(constants.min_basic_affairs)
    short = np.flatnonzero(covered.sum(axis=1) < needed)

    def details(k: int) -> dict[str, Any]:
        place = short[k]
        points = int(formula.count_points(int(n_sent[place]), needed, constants))
        stake = points / constants.unit * formula.per_point(constants)
        return {
            "covered": int(covered[place].sum()),
            "needed": needed,
            "names": "; ".join(name for name, is_there in zip(basic, covered[place], strict=True) if not is_there),
            "points": methodcaller("number", stake, 2),
            "edition": rule.id,
        }

    sheet = intake.sheets["innovations"]
    intake.problems.at_rows(sheet, "basic_services_short", np.zeros(len(short), dtype=int), "affair", details)


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
        rows, codes = frame["_row"].to_numpy()[bare], frame["indicator"].astype("str").to_numpy()[bare]
        if "evidence" in sheet.frame:  # one for all levels of the row
            places, counts = np.unique(rows, return_counts=True)
            told = [{"n": n} for n in counts.tolist()]
            intake.problems.at_rows(sheet, "level_without_evidence", places, "evidence", told.__getitem__)
            continue
        for code in pd.unique(codes).tolist():
            mine, column = rows[codes == code], f"{code}:evidence"
            intake.problems.at_rows(sheet, "level_without_evidence", mine, column, lambda _: {"n": 1})


def _agencies(intake: Intake, data: Dataset) -> None:
    """Name the agencies that have to innovate and have nothing, not even an innovation that is not sent."""
    agencies, sheet = data.agencies, intake.sheets.get("agencies")
    if sheet is None or agencies.empty or "agency" not in data.innovations:
        return
    without = _without(data)

    def details(k: int) -> dict[str, Any]:
        region, names = without[k]
        more = f" (+{len(names) - NAMED})" if len(names) > NAMED else ""
        return {"n": len(names), "names": "; ".join(names[:NAMED]) + more, "found": region}

    rows = np.zeros(len(without), dtype=int)
    intake.problems.at_rows(sheet, "agency_without_innovation", rows, "agency", details)


def _without(data: Dataset) -> list[tuple[str, list[str]]]:
    """Return by region the agencies that must innovate and have no innovation at all."""
    must = data.agencies
    if "must_innovate" in must:
        must = must[must["must_innovate"].fillna(True).to_numpy(dtype=bool)]
    having = set(zip(data.innovations["region_code"], data.innovations["agency"], strict=True))
    names: dict[str, list[str]] = {}
    for region, agency in zip(must["region_code"], must["agency"], strict=True):
        if (region, agency) not in having and pd.notna(region) and pd.notna(agency):
            names.setdefault(str(region), []).append(agency)
    return sorted(names.items())
