"""The map: one tile a province, placed by ``tiles.toml``, shaded by its median score, which a number repeats."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indeks import regions
from indeks.site import data
from indeks.site.data import Site
from indeks.texts import Texts

STEPS = (0, 40, 60)
"""Scores from which a tile is one step darker; without a score it is white."""


@dataclass(frozen=True)
class Look:
    """How a tile looks for a year: the score it shows, how dark it is, what it says."""

    text: str
    step: int
    label: str


@dataclass(frozen=True)
class Tile:
    """One province on the map."""

    province: str
    short: str
    column: int
    row: int
    name: str
    look: Look


@cache
def places() -> dict[str, dict[str, int | str]]:
    """Return short form, column and row of each province."""
    path = Path(__file__).parent / "tiles.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["tiles"]


def looks(site: Site, t: Texts) -> dict[str, dict[str, Look]]:
    """Return how each province looks, by year as text; ``""`` for the newest score of each region."""
    able = [code[:2] for code in data.autonomous()]
    return {
        year: {code: _look(code, scores.get(code), able.count(code), t) for code in places()}
        for year, scores in data.final_scores(site).items()
    }


def _look(code: str, score: tuple[float, int] | None, able: int, t: Texts) -> Look:
    name = regions.record(code)["name"]
    if score is None:
        return Look("", 0, t("site.map.none", name=name, able=able))
    median, count = score
    step = sum(median >= least for least in STEPS)
    return Look(
        str(t.number(median, 0)), step, t("site.map.tile", name=name, median=median, count=count, able=able)
    )


def tiles(of_any_year: Mapping[str, Look]) -> list[Tile]:
    """Return the tiles row by row, as they look over all years."""
    placed = [
        Tile(
            province=code,
            short=str(place["short"]),
            column=int(place["column"]),
            row=int(place["row"]),
            name=regions.record(code)["name"],
            look=of_any_year[code],
        )
        for code, place in places().items()
    ]
    return sorted(placed, key=lambda tile: (tile.row, tile.column))


def legend() -> list[tuple[int, int | None]]:
    """Return the scores of each step but the white one: from, and below which; None for the last."""
    return [*zip(STEPS, (*STEPS[1:], None), strict=True)]
