"""A made-up country of the real one's size, for benchmarks and for work on many regions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indeks.edition import date_window, load
from indeks.example.kota_contoh import AGENCIES, SEED
from indeks.tables import Dataset, empty, passed

PANEL_REGIONS = 552
PANEL_INNOVATIONS = 36_742


def national_panel(
    seed: int = SEED,
    *,
    edition: str = "iid-2026",
    regions: int = PANEL_REGIONS,
    innovations: int = PANEL_INNOVATIONS,
) -> Dataset:
    """Make a country for benchmarks: numbered regions, claimed levels of every innovation.

    Parameters
    ----------
    seed
        Seed of the generator; the same seed gives the same panel.
    edition
        Edition whose indicators and affairs are used.
    regions, innovations
        How many; every region has at least one innovation. By default as in the report of 2025: 552
        regions and 36,742 innovations, so 734,840 levels.

    Returns
    -------
    Dataset
        Long tables with categorical keys; region codes are those of the reserved province ``99``
        (``99.100``, ``99.101`` ...), so that nothing is said about a real region.
    """
    rule = load(edition)
    rng = np.random.default_rng(seed)
    codes = [f"99.{k:03d}" for k in range(100, 100 + regions)]
    share = np.minimum(rng.pareto(1.6, size=regions) + 0.3, 12)  # a few regions send many, none sends thousands
    counts = 1 + rng.multinomial(innovations - regions, share / share.sum())
    owner = np.repeat(np.arange(regions), counts)
    quality = np.clip(rng.normal(0.5, 0.18, size=regions), 0.05, 0.95)[owner]
    indicators = [i.code for i in rule.of_aspect("sid")]
    draw = rng.random((innovations, len(indicators)))
    level = np.clip(np.floor((draw * 0.6 + quality[:, None] * 0.7) * 3.1), 0, 3).astype(np.int8)
    identifiers = np.array([f"{codes[r]}-{k:05d}" for k, r in enumerate(owner)], dtype=object)
    affairs = sorted({a[2] for a in AGENCIES})
    year = rule.years[0]
    frame = pd.DataFrame(
        {
            "innovation_id": identifiers,
            "region_code": pd.Series(np.array(codes, dtype=object)[owner], dtype="str"),
            "year": year,
            "title": [f"Inovasi rekaan {k + 1}" for k in range(innovations)],
            "affair": pd.Categorical.from_codes(rng.integers(0, len(affairs), innovations), categories=affairs),
            "applied_date": pd.Timestamp(date_window(rule)[0])  # type: ignore[index]
            + pd.to_timedelta(rng.integers(0, 700, innovations), unit="D"),
            "sent": True,
        }
    )
    rows = np.repeat(np.arange(innovations), len(indicators))
    levels = pd.DataFrame(
        {
            "innovation_id": pd.Categorical.from_codes(rows, categories=identifiers),
            "indicator": pd.Categorical.from_codes(
                np.tile(np.arange(len(indicators)), innovations), categories=indicators
            ),
            "level": level.ravel(),
        }
    )
    spd_codes = [i.code for i in rule.of_aspect("spd")]
    region_levels = pd.DataFrame(
        {
            "region_code": np.repeat(codes, len(spd_codes)),
            "year": year,
            "indicator": np.tile(spd_codes, regions),
            "level": rng.choice([0, 1, 2, 3], p=[0.05, 0.25, 0.4, 0.3], size=regions * len(spd_codes)).astype(
                float
            ),
        }
    )
    region_table = pd.DataFrame(
        {"region_code": codes, "name": [f"Contoh {k}" for k in range(1, regions + 1)], "type": "kabupaten",
         "province_code": "99", "province": "Provinsi Contoh", "flags": ""}
    )  # fmt: skip
    return passed(Dataset(frame, levels, region_levels, empty("agencies"), region_table, source="synthetic"))
