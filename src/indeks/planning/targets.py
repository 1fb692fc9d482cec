"""What a plan is to reach: a score, a category, some points more, or a rank among published results."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pandas as pd

from indeks import regions
from indeks.planning.situation import PlanError, Situation
from indeks.published import INDEX_SCALE
from indeks.published.agreement import one_each_scored
from indeks.texts import texts
from indeks.texts.spelling import key

ENOUGH = 5
"""Published scores below which a rank among them says nothing."""
HIGHEST = 10_000


@dataclass(frozen=True)
class Target:
    """What is to be reached: ``cents``, hundredths of the index; ``text`` as it was asked for, ``kind``.

    ``category`` is the name of the category, ``rank, among, year`` are those of a rank: such a score was final.
    """

    text: str
    kind: str
    cents: int
    category: str = ""
    rank: int = 0
    among: int = 0
    year: int = 0


def read(text: str | float | Decimal, one: Situation, *, lang: str = "id") -> Target:
    """Return the target meant by a text.

    Parameters
    ----------
    text
        A score (``65,01`` or a number), a category in either language, ``+5`` for the own index plus 5, or
        ``rank 10`` / ``peringkat 10`` for the score of that rank among the published final results of regions of
        the same type, in the latest year that has at least :data:`ENOUGH` of them.
    one
        The situation.
    lang
        Language of what the category is compared with first.

    Raises
    ------
    PlanError
        If nothing fits, or it lies outside the scale.

    Examples
    --------
    >>> from indeks import example
    >>> from indeks.planning import situation
    >>> one = situation.read(example.sample_region())
    >>> [read(text, one).cents for text in ("Sangat Inovatif", "very innovative", "60,5", "+2", 70)]
    [6501, 6501, 6050, 5301, 7000]
    """
    written = str(text).strip()
    for category in one.rule.categories:
        if key(written) in (key(category.name), key(category.name_en)):
            cents = int(category.min * 100)
            if cents <= 0:
                raise PlanError("planning.error.lowest", text=written)
            return Target(written, "category", cents, category=category.name)
    if match := re.fullmatch(r"(?:rank|peringkat|ke-|#)\s*(\d{1,4})", written.lower()):
        return _ranked(written, int(match[1]), one)
    number = _number(written)
    if number is None:
        known = ", ".join(c.text(lang) for c in one.rule.categories if c.min > 0)
        raise PlanError("planning.error.target", text=written, known=known)
    if written.startswith("+"):
        return _checked(Target(written, "plus", one.cents(one.sent) + _cents(number)))
    return _checked(Target(written, "score", _cents(number)))


def _number(text: str) -> Decimal | None:
    plain = text.removeprefix("+").replace(",", ".")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,6})?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _cents(number: Decimal) -> int:
    """Return hundredths, rounded up: a target between two of them is reached by the higher."""
    return math.ceil(number * 100)


def _checked(target: Target) -> Target:
    if not 0 < target.cents <= HIGHEST:
        raise PlanError("planning.error.outside", text=target.text)
    return target


def _ranked(text: str, rank: int, one: Situation) -> Target:
    kind = regions.record(one.region)["type"] if regions.known(one.region) else ""
    scores = published_scores(kind)
    if not rank or scores.empty:
        raise PlanError("planning.error.no_rank", text=text, n=len(scores), enough=ENOUGH)
    ordered = sorted(scores["score"].tolist(), reverse=True)
    if rank > len(ordered):
        raise PlanError("planning.error.no_rank", text=text, n=len(ordered), enough=ENOUGH)
    score = Decimal(repr(float(ordered[rank - 1])))
    year = int(scores["year"].iloc[0])
    return _checked(Target(text, "rank", _cents(score), rank=rank, among=len(ordered), year=year))


def published_scores(kind: str) -> pd.DataFrame:
    """Return the published final scores of a type of region in the latest year with enough; else empty.

    A region whose sources disagree counts with the highest of its figures.
    """
    table = one_each_scored(INDEX_SCALE, "final")
    table = table[table["type"] == kind] if kind else table.iloc[:0]
    sizes = table.groupby("year").size()
    sizes = sizes[sizes >= ENOUGH]
    if sizes.empty:
        return table.iloc[:0].assign(score=[])
    rows = table[table["year"] == sizes.index.max()]
    return rows.assign(score=rows["score_max"])


def describe(target: Target, lang: str) -> str:
    """Return a target in words.

    Examples
    --------
    >>> describe(Target("Sangat Inovatif", "category", 6501, category="Sangat Inovatif"), "en")
    'Very innovative (65.01)'
    """
    t = texts(lang)
    from indeks.texts.words import category_text

    values: dict[str, object] = {"score": t.number(Decimal(target.cents) / 100, 2), "text": target.text}
    if target.kind == "category":
        values["category"] = category_text(target.category, t)
    if target.kind == "rank":
        values |= {"rank": target.rank, "among": target.among, "year": target.year}
    return t(f"planning.target.{target.kind}", **values)


def following(one: Situation) -> Target:
    """Return the next category above the index now as a target; in the highest category two points more.

    Examples
    --------
    >>> from indeks import example
    >>> from indeks.planning import situation
    >>> following(situation.read(example.sample_region())).category
    'Sangat Inovatif'
    """
    now = one.cents(one.sent)
    above = sorted((c for c in one.rule.categories if int(c.min * 100) > now), key=lambda c: c.min)
    if above:
        return Target(above[0].name, "category", int(above[0].min * 100), category=above[0].name)
    return Target("+2", "plus", min(HIGHEST, now + 200))
