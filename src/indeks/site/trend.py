"""The small trend of a region's page: places of marks and lines, which a template draws as SVG.

Drawn without matplotlib: some hundred and forty regions in two languages have to be there within seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from indeks.published import INDEX_SCALE
from indeks.published.rules import breaks
from indeks.site.data import Result
from indeks.texts import Texts

WIDTH, HEIGHT = 460, 250
LEFT, RIGHT, TOP, BOTTOM = 38, 12, 22, 30
ASIDE = 17
"""Between the marks of one year."""


@dataclass(frozen=True)
class Mark:
    """A score: ``y`` of the highest figure, ``y2`` of the lowest where sources disagree."""

    x: float
    y: float
    y2: float
    stage: str
    text: str
    text_y: float
    """Where the number stands: above the highest mark of a year, below the lowest."""


@dataclass(frozen=True)
class Trend:
    """What the template draws, in its own units."""

    width: int
    height: int
    left: int
    right: int
    grid: list[tuple[float, str]]
    years: list[tuple[float, int]]
    base: float
    top: float
    lines: list[tuple[float, float, float, float]]
    """Between final scores of consecutive years under the same rules that no sources dispute."""
    changes: list[float]
    changed: list[int]
    """The years before which lines break, as the rules changed; ``changes`` are their places."""
    marks: list[Mark]
    stages: list[str]


def trend(results: Sequence[Result], t: Texts) -> Trend | None:
    """Place the scores of a region on the 0 to 100 scale; None if they are of one year, or none at all."""
    scored = [r for r in results if r.scale == INDEX_SCALE and r.low is not None and r.high is not None]
    if len({r.year for r in scored}) < 2:
        return None
    first, last = min(r.year for r in scored), max(r.year for r in scored)
    step = (WIDTH - LEFT - RIGHT) / (last - first + 1)
    xs = {year: round(LEFT + step * (k + 0.5), 1) for k, year in enumerate(range(first, last + 1))}
    marks: list[Mark] = []
    for year, some in groupby(sorted(scored, key=lambda r: (r.year, r.stage)), key=lambda r: r.year):
        stages = []
        for stage, same in groupby(some, key=lambda r: r.stage):
            scores = sorted(float(r.high or 0) for r in same)
            stages.append((scores[0], scores[-1], stage))
        stages.sort(key=lambda scored: scored[1])
        for k, (low, high, stage) in enumerate(stages):
            text = t.number(high, 2) if low == high else f"{t.number(low, 2)}–{t.number(high, 2)}"
            # two marks of a year share its column: the upper one carries its number above, the lower below
            below = k < len(stages) - 1
            text_y = _y(low) + 22 if below and _y(low) + 22 < HEIGHT - BOTTOM else _y(high) - 11
            crowded = 0 < k < len(stages) - 1
            x = xs[year] + _aside(k, stage, [s for *_, s in stages])
            marks.append(Mark(x, _y(high), _y(low), stage, "" if crowded else text, round(text_y, 1)))
    changed = [year for year in range(first + 1, last + 1) if breaks(year - 1, year)]
    finals = {m.x: m for m in marks if m.stage == "final" and m.y == m.y2}
    points = [(year, finals[x]) for year, x in xs.items() if x in finals]
    return Trend(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        grid=[(_y(value), str(value)) for value in range(0, 101, 25)],
        years=[(x, year) for year, x in xs.items()],
        base=_y(0),
        top=_y(100),
        lines=[
            (a.x, a.y, b.x, b.y) for (y0, a), (y1, b) in pairwise(points) if y1 == y0 + 1 and y1 not in changed
        ],
        changes=[round((xs[year - 1] + xs[year]) / 2, 1) for year in changed],
        changed=changed,
        marks=marks,
        stages=list(dict.fromkeys(m.stage for m in sorted(marks, key=lambda m: m.stage != "final"))),
    )


def _aside(place: int, stage: str, stages: list[str]) -> float:
    """How far a mark stands from the middle of its year: marks of one year are side by side, the final inside."""
    if "final" not in stages:
        return ASIDE * (place - (len(stages) - 1) / 2)
    others = [s for s in stages if s != "final"]
    return 0 if stage == "final" else ASIDE * (others.index(stage) + 1)


def _y(score: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - score / 100), 1)
