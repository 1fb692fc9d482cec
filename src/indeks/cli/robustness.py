"""Commands on how sure the regional innovation index is: robust, and audit of data of regions."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from indeks.cli import composites
from indeks.cli.alive import alive
from indeks.cli.arguments import OK
from indeks.cli.call import Misuse, of_the_call, totals_of
from indeks.cli.edge import complain
from indeks.texts import Texts

if TYPE_CHECKING:
    import pandas as pd

WIDE = (
    "region_code", "year", "index", "index_lower", "index_upper", "rank", "rank_lower", "rank_upper", "category",
    "category_stays",
)  # fmt: skip
"""Columns shown on a terminal; CSV and JSON have all."""
SEEN = 12
"""Regions with a sentence of their own on a terminal; of more, the table says it."""


def robust(options: argparse.Namespace, t: Texts) -> int:
    """Print how far index, rank and category of every region may go."""
    from indeks import intake
    from indeks.cli.data import of_regions
    from indeks.robustness import uncertainty

    stated = totals_of(options.spd)
    with alive(t):
        data = intake.load(options.path, lang=t.lang, edition=options.edition)
        with of_the_call():
            table = uncertainty(
                data,
                options.kind,
                assumptions=options.assumptions,
                edition=options.edition,
                spd=of_regions(data, stated),
                count=options.replicates,
                seed=options.seed,
            )
    if options.format != "table":
        composites.show(table, options.format, t)
        return OK
    composites.show(table[list(WIDE)], "table", t)
    if len(table) <= SEEN:
        print()
        for line in sentences(table, t):
            print(line)
    complain(t(f"cli.robust.read_as_{options.kind}"))
    return OK


def sentences(table: pd.DataFrame, t: Texts) -> list[str]:
    """Return for each region and year in how many replicates its category stays."""
    from indeks.texts.words import category_text

    return [
        f"{_name(row['region_code'], t)} {row['year']}: "
        + t(
            f"robustness.told.{row['kind']}",
            kept=round(row["category_stays"] * row["replicates"]),
            of=row["replicates"],
            category=category_text(row["category"], t),
        )
        for row in table.to_dict("records")
    ]


def _name(code: str, t: Texts) -> str:
    from indeks.regions import full_name, known

    return full_name(code, t.lang) if known(code) else code


def audit(options: argparse.Namespace, t: Texts) -> int:
    """Print the checks of a composite index where data and metadata are given, else those of data of regions."""
    return composites.audit(options, t) if len(options.paths) > 1 else _of_regions(options, t)


def _of_regions(options: argparse.Namespace, t: Texts) -> int:
    """Print what weighs, what moves win or cost, and whom a lost affair moves."""
    from indeks import intake
    from indeks.robustness import lost_affair, moves, what_weighs
    from indeks.robustness.moves import summary
    from indeks.robustness.state import states

    for option in ("method", "size"):
        if getattr(options, option):
            raise Misuse("cli.composite.unused", option=f"--{option}", partner="DATA.csv META.csv")
    with alive(t):
        data = intake.load(options.paths[0], lang=t.lang, edition=options.edition)
        tables = []
        for state in states(data, edition=options.edition):
            year = state.year.year
            lost = lost_affair(state)
            tables += [
                _long("weight", year, what_weighs(state), "part"),
                _long("move", year, summary(moves(state)), "move"),
                _long("lost_affair", year, lost.head(SEEN), "region_code"),
            ]
    import pandas as pd

    composites.show(pd.concat(tables, ignore_index=True), options.format, t)
    return OK


def _long(check: str, year: int, table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return a table with a row for each figure, so that several fit into one."""
    figures = [name for name in table if name != key]
    long = table.melt([key], figures, var_name="figure", value_name="value").rename(columns={key: "what"})
    long.insert(0, "check", check)
    long.insert(1, "year", year)
    return long.assign(value=long["value"].astype(float)).dropna(subset=["value"])
