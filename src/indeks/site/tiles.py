"""The map: one tile a province, placed by ``tiles.toml``, shaded in few steps that a number repeats."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indeks import regions
from indeks.site import data
from indeks.site.data import Site

STEPS = (1, 3, 6)
"""Counts from which a tile is one step darker: none, 1-2, 3-5, 6 and more."""


@dataclass(frozen=True)
class Tile:
    """One province on the map; ``of`` is how many of its regions can report."""

    province: str
    short: str
    column: int
    row: int
    name: str
    count: int
    of: int

    @property
    def step(self) -> int:
        """How dark, 0 to 3."""
        return sum(self.count >= least for least in STEPS)


@cache
def places() -> dict[str, dict[str, int | str]]:
    """Return short form, column and row of each province."""
    path = Path(__file__).parent / "tiles.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["tiles"]


def tiles(site: Site) -> list[Tile]:
    """Return the tiles row by row, with counts over all years."""
    counts = data.final_counts(site)[""]
    able = [code[:2] for code in data.autonomous()]
    placed = [
        Tile(
            province=code,
            short=str(place["short"]),
            column=int(place["column"]),
            row=int(place["row"]),
            name=regions.record(code)["name"],
            count=counts.get(code, 0),
            of=able.count(code),
        )
        for code, place in places().items()
    ]
    return sorted(placed, key=lambda tile: (tile.row, tile.column))


def legend() -> list[tuple[int, int | None]]:
    """Return the counts of each step, first and last; None where there is no last."""
    starts = (0, *STEPS)
    return [(start, starts[k + 1] - 1 if k + 1 < len(starts) else None) for k, start in enumerate(starts)]
