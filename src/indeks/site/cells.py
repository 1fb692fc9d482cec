"""What a result and the reports beside it say in the cells of a table, in the words of a language."""

from __future__ import annotations

from dataclasses import dataclass

from indeks import published
from indeks.published import INDEX_SCALE
from indeks.site.data import Result
from indeks.site.inventory import DOWNLOADS, Report
from indeks.texts import LANGUAGES, Texts
from indeks.texts.words import CATEGORIES, category_text, stage_text

GROUPS = tuple(reversed(CATEGORIES))
"""Order of the categories, best first."""


def stage(name: str, t: Texts) -> str:
    """Return a stage in words, also that of a report without any result."""
    return stage_text(name, t) if name else t("site.stage.none")


def category(result: Result, t: Texts) -> str:
    """Return the category of a result; empty if it has none."""
    return category_text(result.category, t, derived=result.derived)


def category_order(result: Result) -> int | None:
    """Return the place of a result's category among :data:`GROUPS`, others after them; None if it has none."""
    if not result.category:
        return None
    return GROUPS.index(result.category) if result.category in GROUPS else len(GROUPS)


def award(result: Result, t: Texts) -> str:
    """Return the award of a result; empty if it has none."""
    return published.label("award", result.award, t.lang)


def score(result: Result, scale: str, t: Texts) -> str:
    """Return a score as the language writes it, a range where sources disagree; empty if on another scale."""
    if result.scale != scale or result.low is None or result.high is None:
        return ""
    digits = 2 if scale == INDEX_SCALE else 0
    low, high = t.number(result.low, digits), t.number(result.high, digits)
    return str(high) if low == high else f"{low}–{high}"


def count(number: int | None, t: Texts) -> str:
    """Return a count as the language writes it; empty if it is not known."""
    return "" if number is None else str(t.number(number))


@dataclass(frozen=True)
class Link:
    """A link to a report: what it shows and what it says to those who do not see where it stands."""

    href: str
    text: str
    label: str
    download: bool
    note: str = ""
    """What makes the report older than its data."""


def links(reports: list[Report], t: Texts, up: str = "") -> list[Link]:
    """Return the links to reports: in the page's language every format, in the other the page alone."""
    shown = []
    for report in in_order(reports, t):
        own = report.lang == t.lang
        for kind, href in ((report.shows, report.page), *(report.downloads if own else ())):
            name = t(f"site.format.{kind}")
            text = name if own else t("site.other_language", format=name, lang=report.lang.upper())
            label = t("site.link", title=report.title, format=name)
            note = older(report, t) if kind == report.shows else ""
            shown.append(Link(up + href, text, label, kind in DOWNLOADS, note))
    return shown


def older(report: Report, t: Texts) -> str:
    """Return what makes a report older than its data, in a few words; empty where it is not."""
    return t(f"site.older.{report.older}") if report.older else ""


def in_order(reports: list[Report], t: Texts) -> list[Report]:
    """Return reports in the order they are linked in: those in the page's language first."""
    return sorted(reports, key=lambda r: (r.lang != t.lang, LANGUAGES.index(r.lang)))
