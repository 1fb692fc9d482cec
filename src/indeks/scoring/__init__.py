"""From levels to scores: the formula, one year in whole units, scores and contributions, flags, strengths."""

from indeks.scoring.contributions import contributions
from indeks.scoring.scores import SCORE_COLUMNS, maturity, score
from indeks.scoring.units import CLAIMED, LEVEL_COLUMN, VERIFIED, SpdOutOfRange

__all__ = [
    "CLAIMED",
    "LEVEL_COLUMN",
    "SCORE_COLUMNS",
    "VERIFIED",
    "SpdOutOfRange",
    "contributions",
    "maturity",
    "score",
]
