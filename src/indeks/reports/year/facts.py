"""Everything a year report says, gathered once: what was published of one year, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from indeks import edition as editions
from indeks import errors
from indeks.edition import Edition
from indeks.published import history, national
from indeks.published.sentences import no_changes
from indeks.reports.left_out import Gap
from indeks.reports.parameters import check_language, check_year
from indeks.reports.year import frames
from indeks.texts import Texts


@dataclass(frozen=True)
class YearFacts:
    """What the sections of a year report read; see :mod:`indeks.published.history` for the columns."""

    year: int
    t: Texts
    rule: Edition | None
    league: pd.DataFrame
    changes: pd.DataFrame
    coverage: dict[str, dict[str, int]]
    aggregates: pd.DataFrame
    all_aggregates: pd.DataFrame
    awards: pd.DataFrame


def gather(*, year: Any, lang: str = "id") -> YearFacts:
    """Check the parameters of a year report and gather its facts.

    Raises
    ------
    ReportError
        If the year or the language is not usable.
    """
    t = check_language(lang)
    errors.speak(t.lang)
    number = check_year(year)
    rule = editions.of_year(number)
    return YearFacts(
        year=number,
        t=t,
        rule=rule,
        league=history.league(number),
        changes=history.changes(number),
        coverage=history.coverage(number),
        aggregates=national.aggregates(number),
        all_aggregates=national.aggregates(),
        awards=national.awards(number),
    )


def gaps(facts: YearFacts) -> dict[str, Gap]:
    """Return the sections that nothing published allows, by their name."""
    t = facts.t
    empty = {
        "league": facts.league.empty,
        "aggregates": facts.aggregates.empty,
        "changes": frames.compared(facts.changes).empty,
        "awards": facts.awards.empty,
    }
    return {name: Gap(t(f"reports.year_{name}.title"), _need(name, facts)) for name, none in empty.items() if none}


def _need(name: str, facts: YearFacts) -> str:
    if name == "changes":
        return no_changes(facts.year - 1, facts.year, facts.t)
    return facts.t(f"reports.gap.{name}", year=facts.year)
