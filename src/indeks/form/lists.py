"""How many rows a workbook has room for, and the entries of its lists of answers."""

from __future__ import annotations

from indeks.edition import Indicator
from indeks.texts import Texts

ROOM = 250
"""Innovations a workbook has room for: 200 count at most under every edition that states a cap."""
ROOM_AGENCIES = 200


def answers(indicator: Indicator, t: Texts) -> list[str]:
    """Return the entries of an indicator's list: not filled in, then each level with its text.

    Where a level means different things on different bases, the name of the basis stands before its text.
    """
    several = len(indicator.scales) > 1
    lines = [t("form.field.not_filled")]
    for scale in indicator.scales:
        name = scale.name_en if t.lang == "en" else scale.name
        lines += [f"{lv.score} - {name}: {lv.text(t.lang)}" if several else f"{lv.score} - {lv.text(t.lang)}"
                  for lv in scale.levels]  # fmt: skip
    return lines
