"""Random valid datasets: whatever the spelling and the shape, the score has to be right."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from random import Random

import indeks

from . import shapes
from .cases import Case, done, recipe, right, score_of
from .scorer import maturities
from .worlds import CONTOH, World, world


def _random(rng: Random) -> World:
    return world(rng, n_regions=rng.choice((1, 1, 2, 4)))


@recipe("xlsx", weight=10)
def any_workbook(rng: Random, folder: Path) -> Case:
    made = _random(rng)
    names = {table: rng.choice(spelled) for table, spelled in shapes.SHEETS.items()}
    data = shapes.tables(made, rng, wide=rng.random() < 0.6)
    return Case(score_of(shapes.workbook(folder / "isian.xlsx", data, names=names)), right(made))


@recipe("csv", weight=10)
def any_csv(rng: Random, folder: Path) -> Case:
    made = _random(rng)
    data = shapes.tables(made, rng, wide=rng.random() < 0.5)
    form = {
        "delimiter": rng.choice(",;\t"),
        "encoding": rng.choice(["utf-8", "utf-8-sig"]),
        "ending": rng.choice(["\r\n", "\n"]),
    }
    return Case(score_of(shapes.csv_folder(folder / "data", data, **form)), right(made))


@recipe("parquet", weight=6)
def any_parquet(rng: Random, folder: Path) -> Case:
    made = _random(rng)
    data = shapes.tables(made, rng, wide=rng.random() < 0.5)
    return Case(score_of(shapes.parquet_folder(folder / "data", data, rng)), right(made))


@recipe("frames", weight=8)
def any_frames(rng: Random, folder: Path) -> Case:
    made = _random(rng)
    data = shapes.frames(shapes.tables(made, rng if rng.random() < 0.7 else None, wide=rng.random() < 0.5))
    return Case(lambda: indeks.score(indeks.load(data)), right(made))


@recipe("xlsx", weight=2)
def many_innovations(rng: Random, folder: Path) -> Case:
    """More than the 200 that count."""
    made = world(rng, year=2026, n=rng.randint(198, 230))
    return Case(score_of(shapes.workbook(folder / "isian.xlsx", shapes.tables(made, wide=True))), right(made))


@recipe("csv", weight=2)
def at_the_divisor(rng: Random, folder: Path) -> Case:
    """As many as the smallest divisor, one more, one less."""
    made = world(rng, n=rng.choice((9, 10, 11, 12, 13)))
    return Case(score_of(shapes.csv_folder(folder / "data", shapes.tables(made, rng))), right(made))


@recipe("csv", weight=2)
def none_is_sent(rng: Random, folder: Path) -> Case:
    made = world(rng, n=4)
    for innovation in made.innovations:
        innovation |= {"sent": False, "verified": {}}
    return Case(score_of(shapes.csv_folder(folder / "data", shapes.tables(made))), right(made))


@recipe("lines", weight=3)
def total_by_hand(rng: Random, folder: Path) -> Case:
    """An SPD total on the command line, where the edition has no SPD levels."""
    made = world(rng, year=rng.choice((2023, 2024, 2025)))
    data = shapes.tables(made, rng)
    del data["region_levels"]
    spelled = rng.choice(["{}={}", "{}={}"]).format(
        CONTOH, str(made.totals[CONTOH]).replace(".", rng.choice(".,"))
    )
    return Case(score_of(shapes.csv_folder(folder / "data", data), "--spd", spelled), right(made))


@recipe("lines", weight=3)
def maturity_of_each(rng: Random, folder: Path) -> Case:
    made = _random(rng)
    path = shapes.workbook(folder / "isian.xlsx", shapes.tables(made, rng))
    expected = dict(maturities(made).items())

    def call() -> str:
        table = indeks.maturity(indeks.load(path))
        got = {r["innovation_id"]: Fraction(str(r["maturity"])) for r in table.to_dict("records")}
        return (
            "as expected"
            if got == expected
            else json.dumps({k: [str(got.get(k)), str(v)] for k, v in expected.items()})
        )

    return Case(call, done("as expected"))


@recipe("xlsx", weight=2)
def several_workbooks(rng: Random, folder: Path) -> Case:
    """What each agency sent in, as one dataset."""
    made = world(rng, year=2026, n=9)
    data = shapes.tables(made)
    sent = folder / "kiriman"
    sent.mkdir()
    for k in range(3):
        ids = {i["id"] for i in made.innovations[k::3]}
        part = {
            t: [rows[0], *[r for r in rows[1:] if r[0] in ids]]
            for t, rows in data.items()
            if t.startswith("innov")
        }
        shapes.workbook(
            sent / f"opd-{k}.xlsx", part | ({"region_levels": data["region_levels"]} if k == 0 else {})
        )
    return Case(score_of(sent), right(made))
