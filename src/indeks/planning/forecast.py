"""What may be left of an index after the examination: scenarios, an interval under printed assumptions.

Nothing here says what the ministry will do. The chances of a level to be kept, the strictness common to all
levels and the chances of an innovation to be refused are assumptions of this library; each has a name, a default
and a place in what is printed. The strictness *is* the width of the interval, so the interval is shown for several
of them, and that of independent levels (strictness 0) never alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indeks.edition import Edition, round_half_up
from indeks.planning import distribution, simulation
from indeks.planning import pairs as of_pairs
from indeks.planning.distribution import Chances, leniencies, mixed, quantile
from indeks.planning.pairs import OwnPair, OwnRange
from indeks.planning.standing import EVIDENCE, PlanningError, Standing, standing
from indeks.scoring import formula
from indeks.tables import Dataset

KEEP = {"none": 0.55, "stated": 0.75, "file": 0.90, "verified": 0.97}
"""Chance of a level to be kept, by what it rests on; our assumption."""
LOWERED = 0.5
"""Chance that a level which is not kept falls by one and not to 0; our assumption."""
STRICTNESS = 0.5
"""Standard deviation, in logits, of what examiners have in common; our assumption."""
COMPARED = (0.0, 0.25, 0.5, 1.0)
"""Strictness for which the interval is always shown beside the one asked for."""
LEAST, MOST = 0.1, 3.0
"""Strictness that can be asked for, beside 0."""
REFUSED = {"others": 0.02, "flagged": 0.5}
"""Chance of an innovation to be refused as a whole: flagged ones break a rule of eligibility. Our assumption."""
SHARES = {"mild": 0.96, "strict": 0.80}
"""Share of the index that is kept in the mild and the strict scenario; our assumption."""
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Forecast:
    """What may be left of a region's index, and on what assumptions; :func:`as_json` gives it as plain values.

    Attributes
    ----------
    claimed : float
        The index from the stated levels.
    verified_low, verified_high : float or None
        The verified index if nothing more is accepted, and if all the rest is; None where nobody examined.
    scenarios : DataFrame
        ``name, share, index, category``.
    intervals : DataFrame
        ``strictness, low, middle, high, own``: quantiles 0.05, 0.5 and 0.95; ``own`` marks the one asked for.
    categories : dict
        Chance of each category under the strictness asked for, the highest first.
    chances : DataFrame
        ``index, chance``: the distribution in hundredths of the index, what has no chance left out.
    refusals : dict
        What whole innovations refused would do: the quantiles, ``sent`` (innovations left, mean), ``uncounted``
        (the chance that the count score is lost).
    published : DataFrame
        The published pairs, as :func:`indeks.planning.pairs.published_pairs` has them.
    own : OwnRange
        What the region's own pairs allow; ``own_low`` and ``own_high`` are the index at its ends.
    assumptions : dict
        Every assumption by its name.
    """

    region_code: str
    year: int
    edition: str
    claimed: float
    claimed_category: str
    verified_low: float | None
    verified_high: float | None
    scenarios: pd.DataFrame
    intervals: pd.DataFrame
    categories: dict[str, float]
    chances: pd.DataFrame
    refusals: dict[str, float]
    published: pd.DataFrame
    own: OwnRange
    own_low: float | None
    own_high: float | None
    assumptions: dict[str, Any] = field(default_factory=dict)

    @property
    def quantiles(self) -> dict[str, float]:
        """Quantiles under the strictness asked for, by their names ``0.05``, ``0.5``, ``0.95``."""
        row = self.intervals[self.intervals["own"]].iloc[0]
        return {str(q): float(row[name]) for q, name in zip(QUANTILES, ("low", "middle", "high"), strict=True)}


def forecast(
    data: Dataset,
    *,
    region: str | None = None,
    year: int | None = None,
    edition: str | Path | Edition | None = None,
    spd: Mapping[str, Decimal] | None = None,
    keep: Mapping[str, float] | None = None,
    lowered: float = LOWERED,
    strictness: float = STRICTNESS,
    refused: Mapping[str, float] | None = None,
    pairs: Sequence[OwnPair] = (),
    results: pd.DataFrame | None = None,
) -> Forecast:
    """Forecast what is left of a region's index after the examination.

    Parameters
    ----------
    data, region, year, edition, spd
        As for :func:`indeks.planning.standing.standing`.
    keep
        Chance of a level to be kept by what it rests on (``none``, ``stated``, ``file``, ``verified``); those left
        out as in :data:`KEEP`.
    lowered
        Chance that a level which is not kept falls by one only.
    strictness
        Standard deviation of what examiners have in common, in logits; 0 takes all levels as independent.
    refused
        Chance of a whole innovation to be refused, ``flagged`` and ``others``.
    pairs
        The region's own pairs of earlier years. From five on they set the mean of the forecast.
    results
        Published results; those of the library where none are given.

    Returns
    -------
    Forecast

    Raises
    ------
    PlanningError
        If a chance or the strictness is out of range, or the region or year cannot be told.
    MissingPart
        If the edition lacks a part of the formula.

    Examples
    --------
    >>> from indeks import example
    >>> told = forecast(example.sample_region())
    >>> told.claimed, told.verified_low, told.verified_high
    (51.01, 48.43, 48.43)
    >>> list(told.quantiles), round(sum(told.categories.values()), 6)
    (['0.05', '0.5', '0.95'], 1.0)
    """
    kept, turned = _checked(keep, KEEP, "keep"), _checked(refused, REFUSED, "refused")
    _check_share("lowered", lowered)
    if not (strictness == 0 or LEAST <= strictness <= MOST):
        raise PlanningError("planning.forecast.strictness", value=strictness, least=LEAST, most=MOST)
    here = standing(data, region=region, year=year, edition=edition, spd=spd)
    known = of_pairs.published_pairs(results)
    ratios = of_pairs.level_ratios(pairs)
    own = of_pairs.own_range(ratios)
    chances = Chances(np.array([kept[name] for name in EVIDENCE]), lowered)
    shift = 0.0
    if own.n >= of_pairs.FEWEST:
        shift = calibrated(here, chances, strictness, float(np.mean(ratios)))
        chances = Chances(chances.kept(np.array(shift)), lowered)
    exact, by_strictness = _cumulated(here, chances, sorted({*COMPARED, strictness}))
    asked = by_strictness[strictness]
    drawn = simulation.simulate(
        here, chances, strictness, np.where(here.flagged, turned["flagged"], turned["others"])
    )
    refusals = _refusals(here, drawn)
    bases = _bases(here)
    intervals = pd.DataFrame(
        [{"strictness": s, **_quantiles(c), "own": s == strictness} for s, c in by_strictness.items()]
    )
    ends = [None if share is None else _with_share(here, share) for share in (own.low, own.high)]
    return Forecast(
        region_code=here.region_code,
        year=here.year,
        edition=here.rule.id,
        claimed=bases[0] / 100,
        claimed_category=here.category(bases[0]),
        verified_low=None if bases[1] is None else bases[1] / 100,
        verified_high=None if bases[1] is None else bases[2] / 100,
        scenarios=_scenarios(here, bases, of_pairs.middle_ratio(known), refusals["middle"]),
        intervals=intervals,
        categories=_categories(here, asked),
        chances=_chances(asked),
        refusals=refusals,
        published=known,
        own=own,
        own_low=ends[0],
        own_high=ends[1],
        assumptions={
            "keep": kept,
            "evidence_recorded": here.evidence_recorded,
            "levels": _levels(here),
            "lowered": lowered,
            "strictness": strictness,
            "by_strictness": intervals.drop(columns="own").to_dict("records"),
            "shares": dict(SHARES),
            "refused": {**turned, "draws": simulation.DRAWS, "seed": simulation.SEED, **refusals},
            "published_pairs": int((known["kind"] == of_pairs.BOTH).sum()),
            "own_pairs": {**asdict(own), "low": ends[0], "high": ends[1], "shift": shift},
            "method": "exact" if exact else "simulated",
        },
    )


def as_json(told: Forecast) -> dict[str, Any]:
    """Return a forecast as plain values, ready for JSON.

    Returns
    -------
    dict
        ``claimed, verified_low, verified_high, scenarios, assumptions, quantiles, categories``.
    """
    return {
        "claimed": told.claimed,
        "verified_low": told.verified_low,
        "verified_high": told.verified_high,
        "scenarios": told.scenarios[["name", "index", "category"]].to_dict("records"),
        "assumptions": told.assumptions,
        "quantiles": told.quantiles,
        "categories": {name: round(chance, 6) for name, chance in told.categories.items()},
    }


def _checked(given: Mapping[str, float] | None, default: Mapping[str, float], what: str) -> dict[str, float]:
    """Return chances by name, those left out as by default; an error for an unknown name or no chance."""
    for name, chance in (given or {}).items():
        if name not in default:
            raise PlanningError("planning.forecast.name", option=what, name=name, known=", ".join(default))
        _check_share(f"{what} {name}", chance)
    return {**default, **(given or {})}


def _check_share(what: str, chance: float) -> None:
    if not (math.isfinite(chance) and 0 <= chance <= 1):
        raise PlanningError("planning.forecast.chance", what=what, value=chance)


def _cumulated(here: Standing, chances: Chances, wanted: Sequence[float]) -> tuple[bool, dict[float, np.ndarray]]:
    """Return whether it is exact, and for each strictness the chance that the index is at most each hundredth."""
    if distribution.length(here) <= distribution.LONGEST:
        at = leniencies(max(1.0, *wanted))
        by_leniency = distribution.cumulative(here, chances, at)
        return True, {s: mixed(by_leniency, at, s) for s in wanted}
    nobody = np.zeros(len(here.ids))
    drawn = {s: simulation.simulate(here, chances, s, nobody)[:, 0] for s in wanted}
    steps = np.arange(formula.CENTS + 1)
    return False, {
        s: np.searchsorted(np.sort(cents), steps, side="right") / len(cents) for s, cents in drawn.items()
    }


def _quantiles(cumulated: np.ndarray) -> dict[str, float]:
    return {
        name: quantile(cumulated, share) for name, share in zip(("low", "middle", "high"), QUANTILES, strict=True)
    }


def _chances(cumulated: np.ndarray) -> pd.DataFrame:
    chance = np.diff(cumulated, prepend=0)
    there = np.flatnonzero(chance > 1e-9)
    return pd.DataFrame({"index": there / 100, "chance": chance[there]})


def _categories(here: Standing, cumulated: np.ndarray) -> dict[str, float]:
    """Chance of each category, the highest first: of an index from its bound up to the next one."""
    bounds = [int(b) for b in here.constants.bounds]
    below = [float(cumulated[b - 1]) if b else 0.0 for b in bounds] + [1.0]
    chances = {name: max(0.0, below[k + 1] - below[k]) for k, name in enumerate(here.constants.categories)}
    return dict(reversed(chances.items()))


def _refusals(here: Standing, drawn: np.ndarray) -> dict[str, float]:
    """Return what refusing whole innovations does: quantiles, innovations left, chance of no count score."""
    cents = np.sort(drawn[:, 0])
    places = [max(0, math.ceil(q * len(cents)) - 1) for q in QUANTILES]
    low, middle, high = (int(cents[k]) / 100 for k in places)
    needed = here.constants.min_basic_affairs
    lost = 0.0 if needed is None else float((drawn[:, 3] < needed).mean())
    return {"low": low, "middle": middle, "high": high, "sent": float(drawn[:, 2].mean()), "uncounted": lost}


def _bases(here: Standing) -> tuple[int, int | None, int]:
    """Return hundredths of the index as stated, as verified so far (None: nobody did), and if the rest is kept."""
    sid, spd = here.sid, here.spd
    looked = bool((sid.verified[here.sent] >= 0).any() or (spd is not None and (spd.verified >= 0).any()))

    def cents(of_sid: np.ndarray, of_spd: np.ndarray | None) -> int:
        return int(here.cents(here.spd_units(of_spd), sid.points(of_sid), here.sent))

    claimed = cents(sid.claimed, None if spd is None else spd.claimed)
    accepted = cents(np.maximum(sid.verified, 0), None if spd is None else np.maximum(spd.verified, 0))
    possible = cents(sid.counted, None if spd is None else spd.counted)
    return claimed, accepted if looked else None, possible


def _scenarios(
    here: Standing, bases: tuple[int, int | None, int], published: float | None, refused: float
) -> pd.DataFrame:
    """Return shares of the stated index, none above what can still be accepted, and the refusal of innovations."""
    claimed, looked, possible = bases
    highest = Decimal(possible if looked is not None else claimed) / 100
    shares = {"mild": SHARES["mild"], "like_published": published, "strict": SHARES["strict"]}
    rows: list[dict[str, Any]] = []
    for name, share in shares.items():
        if share is not None:
            index = min(round_half_up(Decimal(claimed) / 100 * Decimal(repr(share))), highest)
            rows.append({"name": name, "index": float(index)})
    rows.append({"name": "innovations_refused", "index": refused})
    for row in rows:
        row["share"] = row["index"] / (claimed / 100) if claimed else 1.0
        row["category"] = here.category(round(row["index"] * 100))
    return pd.DataFrame(rows, columns=["name", "share", "index", "category"])


def _levels(here: Standing) -> dict[str, int]:
    """How many levels above 0 count, by what they rest on."""
    resting = here.sid.evidence[here.sent][here.sid.counted[here.sent] > 0]
    if here.spd is not None:
        resting = np.concatenate([resting, here.spd.evidence[here.spd.counted > 0]])
    counts = np.bincount(resting, minlength=len(EVIDENCE))
    return {name: int(n) for name, n in zip(EVIDENCE, counts, strict=True)}


def expected_share(here: Standing, chances: Chances, strictness: float) -> float:
    """Return the mean share that is kept of the points from stated levels, the count score left out."""
    at = leniencies(max(1.0, strictness))
    kept = mixed(chances.kept(at), at, strictness)
    divisor = float(formula.divisor(here.n, here.constants))
    left = stated = 0.0
    sid = here.sid
    parts = [(sid.weights / divisor, sid.claimed[here.sent], sid.counted[here.sent], sid.evidence[here.sent])]
    if here.spd is None:
        left = stated = float(here.spd_total)
    else:
        parts.append((here.spd.weights.astype(float), here.spd.claimed, here.spd.counted, here.spd.evidence))
    for weights, claimed, counted, rests in parts:
        k = kept[rests]
        left += float((weights * (counted * k + np.maximum(counted - 1, 0) * (1 - k) * chances.lowered)).sum())
        stated += float((weights * claimed).sum())
    return left / stated if stated else 1.0


def calibrated(here: Standing, chances: Chances, strictness: float, share: float) -> float:
    """Return what to add to every logit so that the mean share kept is the one of a region's own pairs.

    A share that no shift reaches, above what is stated or nothing at all, gives the shift nearest to it.
    """
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        moved = Chances(chances.kept(np.array(middle)), chances.lowered)
        low, high = (middle, high) if expected_share(here, moved, strictness) < share else (low, middle)
    return (low + high) / 2


def _with_share(here: Standing, share: float) -> float:
    """Return the index when a share of the points from levels is kept and the count score stays."""
    stated = _bases(here)[0] / 100
    part = of_pairs.levels_part(stated, here.n, here.rule)
    return float(round_half_up(stated - part + share * part))
