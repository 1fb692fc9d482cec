"""What a region wins or loses by one move: an innovation split, cloned, added or dropped, an affair lost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indeks.robustness.state import State
from indeks.scoring import formula
from indeks.scoring.units import maturities

MOVES = ("split", "clone", "empty", "drop_weakest", "lose_affair")


def moves(state: State) -> pd.DataFrame:
    """Return the index of every region after each move.

    Parameters
    ----------
    state
        A year; regions that sent no innovation are left out.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, move, index, index_after, win, category, category_after``, every region under each of

        - ``split``: its middle innovation is sent as two, each with the maturity of the one
        - ``clone``: its best innovation is sent once more
        - ``empty``: an innovation of maturity 0 is sent too
        - ``drop_weakest``: the one of least maturity is not sent (affairs stay covered)
        - ``lose_affair``: one basic-service affair is no longer covered
    """
    rule = formula.constants(state.year.rule, state.year.unit)
    spd, sums, n, affairs = state.points("spd"), state.points("sid"), state.n, state.affairs
    least, middle, most = _maturity(state)
    none = np.zeros_like(n)
    steps = {
        "split": (middle, none + 1, none),
        "clone": (most, none + 1, none),
        "empty": (none, none + 1, none),
        "drop_weakest": (-least, none - 1, none),
        "lose_affair": (none, none, -(affairs > 0).astype(int)),
    }
    own = formula.index_cents(spd, sums, n, affairs, rule)
    names = np.array(rule.categories, dtype=object)
    sent, frames = n > 0, []
    for move in MOVES:
        more_maturity, more, more_affairs = steps[move]
        after = formula.index_cents(spd, sums + more_maturity, n + more, affairs + more_affairs, rule)
        frame = pd.DataFrame(
            {
                "region_code": state.regions,
                "year": state.year.year,
                "move": move,
                "index": own / 100,
                "index_after": after / 100,
                "win": (after - own) / 100,
                "category": names[formula.category_of(own, rule)],
                "category_after": names[formula.category_of(after, rule)],
            }
        )
        frames.append(frame[sent])
    return pd.concat(frames, ignore_index=True)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return, for each move, how many regions it rewards and costs, and how much.

    Parameters
    ----------
    table
        As :func:`moves` returns it.

    Returns
    -------
    pandas.DataFrame
        ``move, regions, rewarded, punished`` (shares), ``mean_win, least_win, greatest_win, category_changed``.
    """
    changed = (table["category"] != table["category_after"]).astype(float)
    rows = table.assign(rewarded=table["win"] > 0, punished=table["win"] < 0, changed=changed)
    result = rows.groupby("move", sort=False).agg(
        regions=("win", "size"),
        rewarded=("rewarded", "mean"),
        punished=("punished", "mean"),
        mean_win=("win", "mean"),
        least_win=("win", "min"),
        greatest_win=("win", "max"),
        category_changed=("changed", "mean"),
    )
    return result.reset_index()


def _maturity(state: State) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the least, the middle (the lower of two) and the greatest maturity of each region, in units."""
    values = maturities(state.year, state.basis)
    order = np.lexsort((values, state.year.place))
    ordered, starts = values[order], np.concatenate([[0], np.cumsum(state.n)])[:-1]
    result = []
    for place in (np.zeros_like(state.n), (state.n - 1) // 2, state.n - 1):
        at = np.clip(starts + place, 0, max(len(ordered) - 1, 0))
        result.append(np.where(state.n > 0, ordered[at] if len(ordered) else 0, 0))
    return result[0], result[1], result[2]
