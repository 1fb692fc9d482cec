"""What several tests need: small datasets built from a few numbers, and outside material."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from indeks import edition
from indeks.tables import Dataset

ROOT = Path(__file__).resolve().parents[1]
CONTOH = "99.71"
"""Code of Kota Contoh."""
EXAMPLE = ROOT / "data" / "raw" / "contoh" / "kota-contoh-2026.xlsx"
SHARED = ROOT.parent / "shared"


def shared(*parts: str) -> Path:
    """A file of outside material that is not part of the project; the test skips where it is not at hand."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"outside material not at hand: {'/'.join(parts)}")
    return path


def levels_for(points: float, weights: dict[str, float]) -> dict[str, int]:
    """Levels 0 to 3 whose weighted sum is a number of points, by a walk over what can be reached."""
    reached: dict[float, dict[str, int]] = {0.0: {}}
    for code, weight in weights.items():
        step: dict[float, dict[str, int]] = {}
        for total, levels in reached.items():
            for level in range(4):
                step.setdefault(total + level * weight, levels | {code: level})
        reached = {total: levels for total, levels in step.items() if total <= points}
    return reached[float(points)]


def make_dataset(
    *,
    spd: float,
    maturities: list[float],
    affairs: list[str],
    year: int = 2026,
    region: str = CONTOH,
    spd_total: float | None = None,
) -> Dataset:
    """A region with a given SPD, innovations of given maturities, and affairs dealt out in turn."""
    rule = edition.load(f"iid-{year}")
    sid = {i.code: float(i.weight) for i in rule.of_aspect("sid")}
    rows = []
    for k, maturity in enumerate(maturities):
        rows += [(f"i{k}", code, float(lv)) for code, lv in levels_for(maturity, sid).items()]
    innovations = pd.DataFrame(
        {
            "innovation_id": [f"i{k}" for k in range(len(maturities))],
            "region_code": region,
            "year": year,
            "title": [f"Inovasi {k}" for k in range(len(maturities))],
            "affair": [affairs[k % len(affairs)] for k in range(len(maturities))] if affairs else None,
            "sent": True,
        }
    )
    region_rows: dict[str, list] = {"indicator": [], "level": [], "value": []}
    if rule.has_spd_levels:
        found = levels_for(spd, {i.code: float(i.weight) for i in rule.of_aspect("spd")})
        region_rows = {
            "indicator": list(found),
            "level": [float(v) for v in found.values()],
            "value": [None] * len(found),
        }
    elif spd_total is not None:
        region_rows = {"indicator": ["spd_total"], "level": [None], "value": [spd_total]}
    region_levels = pd.DataFrame(region_rows)
    region_levels.insert(0, "year", year)
    region_levels.insert(0, "region_code", region)
    return Dataset(
        innovations=innovations,
        innovation_levels=pd.DataFrame(rows, columns=["innovation_id", "indicator", "level"]),
        region_levels=region_levels,
    )
