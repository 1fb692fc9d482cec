"""How sure the regional innovation index is: what weighs, what may be read otherwise, what moves a score."""

from indeks.robustness.assumed import Assumptions, as_assumptions, load_assumptions
from indeks.robustness.change import changes
from indeks.robustness.intervals import replicates, uncertainty
from indeks.robustness.moves import moves
from indeks.robustness.published import bounds_of_published
from indeks.robustness.weights import lost_affair, what_weighs

__all__ = [
    "Assumptions",
    "as_assumptions",
    "bounds_of_published",
    "changes",
    "load_assumptions",
    "lost_affair",
    "moves",
    "replicates",
    "uncertainty",
    "what_weighs",
]
