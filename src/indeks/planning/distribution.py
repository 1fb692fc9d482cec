"""The exact distribution of an index whose levels may each be kept, lowered or struck out.

Each level is kept with a chance of its own; if not it falls by one with the chance ``lowered``, else to 0. On all
of them acts one common leniency ``u``, added to the logit of every chance; given ``u`` the levels are independent
and the distribution is worked out exactly, not drawn. Nobody knows ``u``: it is taken as normal around 0,
and its standard deviation, the *strictness*, is what makes an interval wide or narrow.

The sum of maturity given ``u`` is a product of characteristic functions, turned back by one Fourier transform over
a window outside of which less than 1e-13 lies (Bernstein's inequality). SPD, which counts in steps a hundred times
as large, is added by plain convolution. The mixture over ``u`` is a sum over equal steps, which for smooth
functions is as good as any rule, and does not leave a comb of peaks as a rule of few nodes does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indeks.planning.standing import Rows, Standing
from indeks.scoring import formula

STEP, REACH = 0.05, 5.0
"""Step between leniencies in logits, and how many standard deviations they reach to either side."""
TAIL = 32.0
"""Mass outside the window of the Fourier transform: less than 2 exp(-32), about 3e-14."""
AT_ONCE = 2_000_000
"""Leniencies times steps of maturity worked out at once: more would take memory and win no time."""
LONGEST = 4_000_000
"""Values the total may have at most for the exact way; an edition with very fine weights goes by simulation."""


@dataclass(frozen=True)
class Chances:
    """The chance of a level to be kept by what it rests on, and of a level that is not to fall by one only."""

    keep: np.ndarray
    lowered: float

    def kept(self, leniency: np.ndarray) -> np.ndarray:
        """Return the chances with the leniency added to their logits: leniencies down, evidence across."""
        odds = np.exp(np.asarray(leniency, dtype=float))[..., None]
        return self.keep * odds / (1 - self.keep + self.keep * odds)


def leniencies(widest: float) -> np.ndarray:
    """Return the leniencies at which the distribution is worked out, for strictness up to ``widest``."""
    half = round(REACH * widest / STEP)
    return STEP * np.arange(-half, half + 1)


def mixed(by_leniency: np.ndarray, at: np.ndarray, strictness: float) -> np.ndarray:
    """Return the mean of what was worked out at each leniency, weighted by a normal density around 0."""
    if strictness == 0:
        return np.asarray(by_leniency[len(at) // 2])
    weight = np.exp(-0.5 * (at / strictness) ** 2)
    return np.asarray((weight / weight.sum()) @ by_leniency)


def length(here: Standing) -> int:
    """Return how many values the total may have: what the exact way has to hold."""
    grid = _Grid(here)
    return grid.length


def cumulative(here: Standing, chances: Chances, at: np.ndarray) -> np.ndarray:
    """Return the chance that the index is at most each hundredth, given the leniency.

    Parameters
    ----------
    here
        The region; its sent innovations count, the accepted level where one was examined, else the stated one.
    chances
        Of each level to be kept.
    at
        Leniencies.

    Returns
    -------
    array
        Leniencies down, hundredths of the index 0 to 10,000 across.
    """
    grid = _Grid(here)
    parts = np.array_split(at, max(1, min(len(at), len(at) * grid.most_sid // AT_ONCE)))
    return np.concatenate([_cumulative(here, chances, part, grid) for part in parts])


def _cumulative(here: Standing, chances: Chances, at: np.ndarray, grid: _Grid) -> np.ndarray:
    kept = chances.kept(at)
    spd = _spd(here, kept, chances.lowered, grid)
    starts, sums = _maturity(here, kept, chances.lowered, grid)
    below = grid.positions_below()
    rows = np.empty((len(at), len(below)))
    width = sums.shape[1] * grid.fine
    for k in range(len(at)):
        total = np.zeros(grid.length + width)
        for value in np.flatnonzero(spd[k]):
            first = value * grid.coarse + starts[k] * grid.fine
            total[first : first + width : grid.fine] += spd[k, value] * sums[k]
        up_to = np.concatenate([[0.0], np.cumsum(total[: grid.length])])
        rows[k] = up_to[below]
    return np.clip(rows, 0, 1)


class _Grid:
    """The common steps of SPD times divisor and of maturity, so that a total is a position."""

    def __init__(self, here: Standing) -> None:
        self.here = here
        self.divisor = int(formula.divisor(here.n, here.constants))
        self.sid_step = int(np.gcd.reduce(here.sid.weights)) or 1
        self.spd_step = 1 if here.spd is None else int(np.gcd.reduce(here.spd.weights)) or 1
        self.step = int(np.gcd(self.sid_step, self.spd_step * self.divisor))
        self.fine = self.sid_step // self.step
        self.coarse = self.spd_step * self.divisor // self.step
        most = here.sid.points(here.sid.counted[here.sent]).sum() if here.n else 0
        self.most_sid = int(most) // self.sid_step
        self.most_spd = 0 if here.spd is None else int(here.spd.points(here.spd.counted)) // self.spd_step
        self.length = self.most_spd * self.coarse + self.most_sid * self.fine + 1

    def positions_below(self) -> np.ndarray:
        """Return for each hundredth how many positions have an index that is rounded to it or to less."""
        here = self.here
        affairs = here.covered(here.sent)
        fixed = int(formula.count_points(here.n, affairs, here.constants)) + here.spd_total
        above = formula.least_numerator(np.arange(1, formula.CENTS + 2), here.n, here.constants)
        return np.clip(-(-(above - fixed * self.divisor) // self.step), 0, self.length)


def _spd(here: Standing, kept: np.ndarray, lowered: float, grid: _Grid) -> np.ndarray:
    """Chances of each SPD total in steps of its own: leniencies down, totals across."""
    chance = np.zeros((len(kept), grid.most_spd + 1))
    chance[:, 0] = 1
    if here.spd is None:
        return chance
    for weight, level, rests in _stated(here.spd):
        full, less = weight * level // grid.spd_step, weight * (level - 1) // grid.spd_step
        k = kept[:, rests, None]
        fallen = (1 - k) * lowered
        grown = chance * (1 - k - fallen)
        for points, share in ((full, k), (less, fallen)):
            grown[:, points:] += share * chance[:, : chance.shape[1] - points]
        chance = grown
    return chance


def _stated(rows: Rows) -> list[tuple[int, int, int]]:
    """Weight, level and evidence of every level above 0."""
    counted = rows.counted
    weights = np.broadcast_to(rows.weights, counted.shape)
    above = counted > 0
    return list(zip(weights[above].tolist(), counted[above].tolist(), rows.evidence[above].tolist(), strict=True))


def _maturity(here: Standing, kept: np.ndarray, lowered: float, grid: _Grid) -> tuple[np.ndarray, np.ndarray]:
    """Return where the window of each leniency begins, and the chances of the sums of maturity in it."""
    sid = here.sid
    sent = Rows(sid.codes, sid.weights, sid.claimed[here.sent], sid.verified[here.sent], sid.evidence[here.sent])
    alike, counts = np.unique(np.array(_stated(sent) or [(0, 1, 0)]), axis=0, return_counts=True)
    full, less = (alike[:, 0] * (alike[:, 1] - drop) // grid.sid_step for drop in (0, 1))
    k = kept[:, alike[:, 2]]
    fallen = (1 - k) * lowered
    mean = k * full + fallen * less
    variance = ((k * full**2 + fallen * less**2 - mean**2) * counts).sum(axis=1)
    mean = (mean * counts).sum(axis=1)
    window = _window(float(variance.max()), int(full.max(initial=0)), grid.most_sid + 1)
    wave = np.exp(-2j * np.pi * np.arange(window // 2 + 1) / window)
    waves = {points: wave**points for points in {*full.tolist(), *less.tolist()}}
    product = np.ones((len(kept), len(wave)), dtype=complex)
    for j, count in enumerate(counts):
        one = k[:, j, None] * waves[int(full[j])] + fallen[:, j, None] * waves[int(less[j])]
        product *= _power(one + (1 - k - fallen)[:, j, None], int(count))
    wrapped = np.clip(np.fft.irfft(product, window, axis=1), 0, None)
    width = min(window, grid.most_sid + 1)
    start = np.clip(np.round(mean).astype(int) - window // 2, 0, grid.most_sid + 1 - width)
    places = (start[:, None] + np.arange(width)) % window
    return start, np.take_along_axis(wrapped, places, axis=1)


def _window(variance: float, largest: int, most: int) -> int:
    """Return the length of the transform: the sum does not stray from its mean by half of it, but for the tail."""
    reach = largest * TAIL / 3
    reach += (reach**2 + 2 * variance * TAIL) ** 0.5
    wanted = min(most, 2 * int(np.ceil(reach)) + 2)
    return max(2, 1 << (wanted - 1).bit_length())


def _power(values: np.ndarray, exponent: int) -> np.ndarray:
    """Raise complex numbers to a whole power by squaring: exact where they are 0, and faster than logarithms."""
    result = np.ones_like(values)
    while exponent:
        if exponent & 1:
            result = result * values
        exponent >>= 1
        if exponent:
            values = values * values
    return result


def quantile(cumulated: np.ndarray, share: float) -> float:
    """Return the least index, 0 to 100, that is not exceeded with at least this chance."""
    return int(np.searchsorted(cumulated, share - 1e-12)) / 100
