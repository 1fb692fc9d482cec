"""Speed, memory and exactness of forecasts: regions of 29 to 2,000 innovations with 20 levels each.

Prints CPU seconds of a whole forecast (exact distribution, four strictnesses, 4,000 draws with refusals), its peak
memory, and how far the quantiles are from those of 20,000 plain draws. Run with `make bench`; figures hold for
one machine and one run.
"""

from __future__ import annotations

import resource
import time

import numpy as np
import pandas as pd

SIZES = (29, 300, 679, 2000)
ROUNDS = 3
DRAWS = 20_000


def region(n: int):
    """Return a made-up region of so many innovations, each with 20 levels and evidence of all kinds."""
    from indeks.edition import load
    from indeks.tables import Dataset

    rule, rng = load("iid-2026"), np.random.default_rng(n)
    ids = [f"A{k:04d}" for k in range(n)]
    affairs = (*rule.formula["basic_affairs"].value, "Pertanian")
    proof = np.array(["", "SK", "sk.pdf"])

    def levels(keys: list, columns: list[str]) -> pd.DataFrame:
        frame = pd.DataFrame(keys, columns=columns)
        stated = proof[rng.integers(0, 3, len(keys))]
        return frame.assign(
            level=rng.binomial(3, 0.75, len(keys)).astype(float),
            evidence=pd.Series(np.where(stated == "", None, stated), dtype="str"),
        )

    innovations = pd.DataFrame(
        {
            "innovation_id": ids,
            "region_code": "99.71",
            "year": 2026,
            "title": [f"Inovasi {k}" for k in range(n)],
            "affair": [affairs[k % 7] for k in range(n)],
            "sent": True,
        }
    )
    sid = [(i, c.code) for i in ids for c in rule.of_aspect("sid")]
    spd = [("99.71", 2026, c.code) for c in rule.of_aspect("spd")]
    return Dataset(
        innovations=innovations,
        innovation_levels=levels(sid, ["innovation_id", "indicator"]),
        region_levels=levels(spd, ["region_code", "year", "indicator"]),
    )


def measure(n: int) -> tuple[float, float]:
    """Return CPU seconds of a forecast, the least of some rounds, and the largest gap to plain draws."""
    from indeks.planning.distribution import Chances
    from indeks.planning.forecast import KEEP, STRICTNESS, forecast
    from indeks.planning.simulation import simulate
    from indeks.planning.standing import EVIDENCE, standing

    data = region(n)
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        told = forecast(data)
        seconds.append(time.process_time() - start)
    chances = Chances(np.array([KEEP[name] for name in EVIDENCE]), 0.5)
    drawn = simulate(standing(data), chances, STRICTNESS, np.zeros(n), draws=DRAWS)[:, 0] / 100
    gaps = [abs(float(np.quantile(drawn, float(q))) - value) for q, value in told.quantiles.items()]
    return min(seconds), max(gaps)


def main() -> None:
    """Measure and print."""
    for n in SIZES:
        seconds, gap = measure(n)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        wanted = " (wanted under 2)" if n == 300 else ""
        print(f"{n} innovations x 20: {seconds:.2f} s CPU{wanted}, peak so far {peak:.0f} MB", end="; ")
        print(f"quantiles within {gap:.2f} of {DRAWS} plain draws")


if __name__ == "__main__":
    main()
