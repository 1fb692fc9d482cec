"""Everything a plan report says, gathered once: best set, plan, effort against index, rules to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks import errors, regions
from indeks.edition import Edition
from indeks.planning import alternatives, portfolio, situation, steps, targets
from indeks.planning import effort as efforts
from indeks.planning.ahead import Ahead, ahead
from indeks.planning.frontier import Frontier, frontier
from indeks.planning.portfolio import Portfolio
from indeks.planning.situation import HOLD, SEND, Situation
from indeks.planning.steps import Plan
from indeks.reports.parameters import ReportError, check_language, check_year, find_data, rule_of
from indeks.tables import Dataset
from indeks.texts import Texts


@dataclass(frozen=True)
class PlanFacts:
    """What the sections of a plan report read."""

    region: str
    name: str
    year: int
    t: Texts
    rule: Edition
    data: Dataset
    data_path: Path
    parameters: Mapping[str, Any]
    best: Portfolio
    plan: Plan

    @property
    def synthetic(self) -> bool:
        """Whether the report shows made-up data."""
        return regions.is_synthetic(self.region)

    @cached_property
    def others(self) -> list[alternatives.Other]:
        """Near-best plans."""
        return alternatives.others(self.plan)

    @cached_property
    def hanging(self) -> list[alternatives.Hanging]:
        """The efforts that change the plan most."""
        return alternatives.hanging(self.plan)

    @cached_property
    def frontier(self) -> Frontier:
        """Effort against index."""
        return frontier(self.plan.asked)

    @cached_property
    def ahead(self) -> Ahead:
        """Rules to come."""
        return ahead(self.data, self.best.situation)


def checked(
    *,
    region: Any,
    year: Any,
    lang: str = "id",
    data: str = "",
    edition: str = "",
    spd: str = "",
    target: Any = "",
    start: Any = "",
    deadline: Any = "",
    effort: str = "",
    per_agency: Any = "",
    new: Any = 0,
    flagged: str = HOLD,
    must: str = "",
    never: str = "",
    interactive: Any = False,
) -> dict[str, Any]:
    """Return the parameters of a plan report as they are kept; see :func:`gather`."""
    check_language(lang)
    if not data:
        raise ReportError("planning.report.error.data")
    find_data(data)
    if edition:
        editions.load(edition)
    if effort:
        efforts.read(Path(effort).expanduser())
    if flagged not in (HOLD, SEND):
        raise ReportError("planning.report.error.flagged", text=flagged)
    first, last = _date(start, "start"), _date(deadline, "deadline")
    if last and not first:
        raise ReportError("planning.report.error.start")
    days = str(per_agency or "").strip().replace(",", ".")
    if days and not days.replace(".", "", 1).isdecimal():
        raise ReportError("planning.report.error.per_agency", text=per_agency)
    if interactive not in (False, True):
        raise ReportError("planning.report.error.interactive", text=interactive)
    if isinstance(new, bool) or not str(new).isdecimal():
        raise ReportError("planning.report.error.new", text=new)
    return {
        "region": region, "year": check_year(year), "lang": lang, "data": str(data), "edition": str(edition or ""),
        "spd": str(spd or ""), "target": str(target or "").strip(), "start": first, "deadline": last,
        "effort": str(effort or ""), "per_agency": days, "new": int(new), "flagged": flagged, "must": str(must or
        ""), "never": str(never or ""), "interactive": bool(interactive),
    }  # fmt: skip


def _date(given: Any, name: str) -> str:
    text = str(given or "").strip()
    if not text:
        return ""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ReportError("planning.report.error.date", name=name, text=text) from None


def gather(**given: Any) -> PlanFacts:
    """Check the parameters of a plan report and gather its facts.

    Parameters
    ----------
    **given
        ``region, year, lang, data, edition, spd`` as for a region's report; ``target``, by default the next
        category; ``start`` and ``deadline`` as year-month-day; ``effort``, path of an effort table of one's own;
        ``per_agency``, person-days of each agency; ``new``, innovations that may be added; ``flagged``, ``hold``
        or ``send``; ``must`` and ``never``, identifiers with commas between; ``interactive``, whether the notebook
        shows switches below the plan, which changes nothing here.

    Raises
    ------
    ReportError
        If a parameter is not usable.
    indeks.errors.IndeksError
        As :func:`indeks.planning.steps.plan` does.
    """
    parameters = checked(**given)
    t = check_language(parameters["lang"])
    errors.speak(t.lang)
    from indeks.reports import datasets
    from indeks.reports.region.facts import gather as gather_region

    shared = {name: parameters[name] for name in ("region", "year", "lang", "data", "edition", "spd")}
    about = gather_region(**shared)
    if about.data is None or about.rule is None:
        raise ReportError("planning.report.error.data")
    if about.no_index:
        raise ReportError("planning.report.error.no_index", detail=about.no_index)
    loaded = datasets.load(find_data(parameters["data"]), lang=t.lang, edition=parameters["edition"] or None)
    own = loaded.region(about.region).of_year(about.year)
    one = situation.read(
        own, region=about.region, year=about.year, edition=rule_of(parameters["edition"], about.year),
        spd=_spd(parameters, about.region), basis=about.basis, must=_ids(parameters["must"]),
        never=_ids(parameters["never"]), flagged=parameters["flagged"],
    )  # fmt: skip
    start, deadline = (
        dt.date.fromisoformat(parameters[name]) if parameters[name] else None for name in ("start", "deadline")
    )
    question = steps.asked(
        one, target_of(parameters["target"], one, t.lang),
        efforts.read(Path(parameters["effort"]).expanduser() if parameters["effort"] else None, rule=one.rule),
        per_agency=float(parameters["per_agency"]) if parameters["per_agency"] else None, new=parameters["new"],
        start=start, deadline=deadline,
    )  # fmt: skip
    return PlanFacts(
        region=about.region, name=about.name, year=about.year, t=t, rule=about.rule, data=own,
        data_path=find_data(parameters["data"]), parameters=parameters | {"region": about.region},
        best=portfolio.of(one), plan=steps.answer(question),
    )  # fmt: skip


def _spd(parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    from indeks.intake import parse_number

    return {region: parse_number(parameters["spd"], whole=False)} if parameters["spd"] else {}


def _ids(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def target_of(text: str, one: Situation, lang: str) -> targets.Target:
    """Return the target meant; where none is given the next category, and in the highest two points more."""
    return targets.read(text, one, lang=lang) if text else targets.following(one)
