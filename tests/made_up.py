"""Made-up regions for the tests of planning: levels, evidence and affairs drawn at random."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from indeks import edition
from indeks.tables import Dataset

RULE = edition.load("iid-2026")
BASIC = tuple(RULE.formula["basic_affairs"].value)
SID = [i.code for i in RULE.of_aspect("sid")]
SPD = [i.code for i in RULE.of_aspect("spd")]
PROOF = [None, "SK Wali Kota", "sk-2025.pdf"]


def made_up(n: int, seed: int, *, proof: bool = True, verified: float = 0.0, unsent: float = 0.0) -> Dataset:
    """A region of ``n`` innovations; some levels verified, some innovations not sent."""
    rng = np.random.default_rng(seed)
    ids = [f"A{k:03d}" for k in range(n)]

    def levels(keys: list[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
        frame = pd.DataFrame(keys, columns=columns)
        frame["level"] = rng.integers(0, 4, len(frame)).astype(float)
        if verified:
            accepted = np.minimum(frame["level"], rng.integers(0, 4, len(frame)))
            frame["verified_level"] = np.where(rng.random(len(frame)) < verified, accepted, np.nan)
        if proof:
            frame["evidence"] = pd.Series([PROOF[k] for k in rng.integers(0, 3, len(frame))], dtype="str")
        return frame

    innovations = pd.DataFrame(
        {
            "innovation_id": ids,
            "region_code": "99.71",
            "year": 2026,
            "title": [f"Inovasi {k}" for k in range(n)],
            "affair": [(*BASIC, "Pertanian")[k] for k in rng.integers(0, 7, n)],
            "sent": rng.random(n) >= unsent,
        }
    )
    return Dataset(
        innovations=innovations,
        innovation_levels=levels([(i, c) for i in ids for c in SID], ["innovation_id", "indicator"]),
        region_levels=levels([("99.71", 2026, c) for c in SPD], ["region_code", "year", "indicator"]),
    )


def with_level(data: Dataset, target: str, level: int) -> Dataset:
    """The region with one level another, by ``ID.indicator`` or ``spd.indicator``; written without the library."""
    identifier, _, code = target.rpartition(".")
    name = "region_levels" if identifier == "spd" else "innovation_levels"
    frame = getattr(data, name).copy()
    here = frame["indicator"].astype(str) == code
    if identifier != "spd":
        here &= frame["innovation_id"].astype(str) == identifier
    assert here.sum() == 1
    frame.loc[here, "level"] = float(level)
    return replace(data, **{name: frame})


def with_sent(data: Dataset, identifiers: list[str], sent: bool) -> Dataset:
    """The region with some innovations sent or held back."""
    frame = data.innovations.copy()
    frame.loc[frame["innovation_id"].isin(identifiers), "sent"] = sent
    return replace(data, innovations=frame)


def with_more(data: Dataset, n: int, levels: dict[str, int], affair: str) -> Dataset:
    """The region with more innovations, all of the same levels and affair."""
    ids = [f"N{k:03d}" for k in range(n)]
    more = pd.DataFrame(
        {
            "innovation_id": ids,
            "region_code": "99.71",
            "year": 2026,
            "title": "Baru",
            "affair": affair,
            "sent": True,
        }
    )
    rows = [(i, code, float(level)) for i in ids for code, level in levels.items()]
    return replace(
        data,
        innovations=pd.concat([data.innovations, more], ignore_index=True),
        innovation_levels=pd.concat(
            [
                data.innovation_levels.astype({"innovation_id": "str", "indicator": "str"}),
                pd.DataFrame(rows, columns=["innovation_id", "indicator", "level"]),
            ],
            ignore_index=True,
        ),
    )
