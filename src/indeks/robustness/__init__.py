"""How sure the regional innovation index is: what weighs, what may be read otherwise, what moves a score."""

from indeks.robustness.assumed import Assumptions, as_assumptions, load_assumptions
from indeks.robustness.change import changes
from indeks.robustness.disagreements import disagreements
from indeks.robustness.intervals import replicates, uncertainty
from indeks.robustness.moves import moves
from indeks.robustness.published import bounds_of_published, readings_of_rejected
from indeks.robustness.weights import lost_affair, what_weighs

__all__ = [
    "Assumptions",
    "as_assumptions",
    "bounds_of_published",
    "changes",
    "disagreements",
    "load_assumptions",
    "lost_affair",
    "moves",
    "readings_of_rejected",
    "replicates",
    "uncertainty",
    "what_weighs",
]
