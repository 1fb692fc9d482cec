"""Random datasets as they are meant, before anybody writes them down."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

EDITIONS = Path(__file__).resolve().parents[2] / "src" / "indeks" / "edition"
CONTOH = "99.71"
OWN = ("99.80", "99.81", "99.90")
"""Codes of made-up regions, which a table ``regions`` brings along; 99.80 and 99.90 lose their zero as numbers."""
OTHER_AFFAIRS = ("Pangan", "Tenaga Kerja", "Lingkungan Hidup", "Pertanahan")
YEARS = (2026, 2026, 2026, 2023, 2024, 2025)
WORDS = ("Posyandu", "Keliling", "Rapor", "Digital", "Sampah", "Pasar", "Antrean", "Desa", "Nelayan", "Kopi")


@dataclass(frozen=True)
class World:
    """One year of some regions: the rule as TOML has it, innovations, levels of the regions or their SPD totals."""

    rule: Mapping[str, Any]
    year: int
    regions: list[str]
    innovations: list[dict[str, Any]]
    spd: dict[str, dict[str, int]] = field(default_factory=dict)
    spd_verified: dict[str, dict[str, int]] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)

    def indicators(self, aspect: str) -> dict[str, Mapping[str, Any]]:
        """The indicators of an aspect that have levels of their own."""
        return {
            i["code"]: i
            for i in self.rule["indicators"]
            if i["aspect"] == aspect and i["code"] != "jumlah_inovasi"
        }


@cache
def rule_of(year: int) -> Mapping[str, Any]:
    """The edition of a year as its TOML has it."""
    return tomllib.loads((EDITIONS / f"iid-{year}.toml").read_text(encoding="utf-8"), parse_float=Decimal)


def world(
    rng: Random, *, year: int = 0, n: int | None = None, n_regions: int = 1, rule: Mapping[str, Any] | None = None
) -> World:
    """A random dataset: the gate of basic services met or not, all sent or some, verified or not."""
    year = year or rng.choice(YEARS)
    rule = rule or rule_of(year)
    bare = World(rule, year, [CONTOH, *OWN][:n_regions], [])
    sid, spd = list(bare.indicators("sid")), list(bare.indicators("spd"))
    affairs = affairs_of(rng, rule)
    verified = rng.random() < 0.4
    innovations = []
    for region in bare.regions:
        for k in range(1, (rng.choice((1, 3, 8, 12, 13, 20)) if n is None else n) + 1):
            levels = {code: rng.randint(0, 3) for code in sid if rng.random() < 0.8} or {sid[0]: 1}
            innovations.append(
                {
                    "id": f"{region}-{k:03d}", "region": region, "affair": affairs[k % len(affairs)],
                    "title": f"{rng.choice(WORDS)} {rng.choice(WORDS)} {k}", "sent": rng.random() < 0.85, "levels": levels,
                    "verified": {c: rng.randint(0, lv) for c, lv in levels.items() if verified and rng.random() < 0.7},
                }
            )  # fmt: skip
    made = replace(bare, innovations=innovations)
    if not all("weight" in i for i in made.indicators("spd").values()):
        return replace(made, totals={r: Decimal(rng.randint(0, 6300)) / 100 for r in made.regions})
    claims = {
        r: {code: rng.randint(0, 3) for code in spd if rng.random() < 0.9} or {spd[0]: 2} for r in made.regions
    }
    if not verified:
        return replace(made, spd=claims)
    accepted = {
        r: {c: rng.randint(0, lv) for c, lv in rows.items() if rng.random() < 0.7} for r, rows in claims.items()
    }
    return replace(made, spd=claims, spd_verified=accepted)


def affairs_of(rng: Random, rule: Mapping[str, Any]) -> list[str]:
    """Affairs dealt out in turn: all basic services, as many as the gate asks for, or one less."""
    basic = list(
        rule["formula"].get("basic_affairs", {"value": rule_of(2026)["formula"]["basic_affairs"]["value"]})[
            "value"
        ]
    )
    rng.shuffle(basic)
    return [*basic[: rng.choice((len(basic), 5, 4))], *rng.sample(OTHER_AFFAIRS, rng.randint(0, 2))] or ["Pangan"]


def plain(rng: Random, **more: Any) -> World:
    """A small dataset of 2026 without verification, all sent: what the careless cases spoil."""
    made = world(rng, **({"year": 2026, "n": rng.randint(3, 6)} | more))
    innovations = [i | {"sent": True, "verified": {}} for i in made.innovations]
    return replace(made, innovations=innovations, spd_verified={})
