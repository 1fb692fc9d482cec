"""How many rows a workbook has room for, and the entries of its lists of answers."""

from __future__ import annotations

from indeks.edition import Indicator
from indeks.texts import Texts

ROOM = 250
"""Innovations a workbook has room for: 200 count at most under every edition that states a cap."""
ROOM_AGENCIES = 200
ROOM_RESULTS = 24
"""Results of earlier years a workbook has room for: three stages of eight years."""

ROOM_OF_AGENCY = 40
"""Innovations that the workbook of one agency has room for."""


def innovation_id(region: str, year: int, number: int, agency: int | None = None) -> str:
    """Return the identifier that is ready for an innovation; with the number of an agency, one of that agency's.

    Examples
    --------
    >>> innovation_id("99.71", 2026, 4), innovation_id("99.71", 2026, 4, agency=12)
    ('99.71-2026-004', '99.71-2026-12-04')
    """
    return f"{region}-{year}-{number:03d}" if agency is None else f"{region}-{year}-{agency:02d}-{number:02d}"


def answers(indicator: Indicator, t: Texts, *, verified: bool = False) -> list[str]:
    """Return the entries of an indicator's list: not filled in, then each level with its text.

    The list of an examiner begins with what is not accepted, since an empty cell there is not examined yet.
    Where a level means different things on different bases, the name of the basis stands before its text.
    """
    several = len(indicator.scales) > 1
    lines = [t("form.field.not_accepted" if verified else "form.field.not_filled")]
    for scale in indicator.scales:
        name = scale.name_en if t.lang == "en" else scale.name
        lines += [f"{lv.score} - {name}: {lv.text(t.lang)}" if several else f"{lv.score} - {lv.text(t.lang)}"
                  for lv in scale.levels]  # fmt: skip
    return lines
