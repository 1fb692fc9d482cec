"""The best set and the cheapest plan to the next category of a region's report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from indeks.edition import Edition
from indeks.errors import IndeksError
from indeks.reports.cover import Cover
from indeks.tables import Dataset

if TYPE_CHECKING:
    from indeks.planning.portfolio import Portfolio
    from indeks.planning.steps import Plan


def planned(
    data: Dataset, *, region: str, year: int, rule: Edition, basis: str, spd: Mapping[str, Any], cover: Cover
) -> tuple[Portfolio, Plan] | IndeksError:
    """Return the best set and the cheapest plan to the next category; or the error that says why there is none.

    Innovations that break a rule are held back. A deadline counts where the office's file gives both it and the
    date of the report: without a day to begin, the same report would differ from day to day.
    """
    from indeks.planning import effort, portfolio, situation, steps, targets

    dates: dict[str, Any] = {}
    if cover.date is not None and cover.deadline is not None and cover.date <= cover.deadline:
        dates = {"start": cover.date, "deadline": cover.deadline}
    try:
        one = situation.read(data, region=region, year=year, edition=rule, spd=spd, basis=basis)
        question = steps.asked(one, targets.following(one), effort.read(rule=one.rule), **dates)
        return portfolio.of(one), steps.answer(question)
    except IndeksError as error:
        return error
