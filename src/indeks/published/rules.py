"""Where the rules of two years differ, so that a line between their scores does not say more than it may."""

from __future__ import annotations

from indeks import edition

KINDS = ("scale", "formula", "bounds", "levels", "unknown")
FIRST_INDEX_YEAR = 2021


def rule_change(before: int, year: int) -> tuple[str, ...]:
    """Return what is known to differ between the rules of two years, of :data:`KINDS` and in that order.

    Parameters
    ----------
    before, year
        The two years.

    Returns
    -------
    tuple of str
        ``scale`` (raw sums before 2021), ``formula`` (a constant both rules hold, or a rule of one of them only),
        ``bounds`` of the categories, ``levels`` or weights of indicators, and ``unknown`` where the rule of one of
        the years was not found, so that more may differ. Empty where nothing is known to differ.

    Examples
    --------
    >>> rule_change(2020, 2021), rule_change(2024, 2025), rule_change(2026, 2026)
    (('scale', 'unknown'), ('formula', 'bounds', 'levels'), ())
    """
    if before == year:
        return ()
    old, new = edition.of_year(before), edition.of_year(year)
    kinds = {"scale"} if (before < FIRST_INDEX_YEAR) != (year < FIRST_INDEX_YEAR) else set()
    bounds = [[(c.name, c.min) for c in edition.categories_of(y)] for y in (before, year)]
    if all(bounds) and bounds[0] != bounds[1]:
        kinds.add("bounds")
    if old is None or new is None:
        kinds.add("unknown")
    elif old.id != new.id:
        values = [{name: c.value for name, c in rule.formula.items()} for rule in (old, new)]
        shared = values[0].keys() & values[1].keys()
        gate = [rule.has_basic_rule for rule in (old, new)]
        if gate[0] != gate[1] or any(values[0][name] != values[1][name] for name in shared):
            kinds.add("formula")
        if _levels(old) != _levels(new):
            kinds.add("levels")
    return tuple(kind for kind in KINDS if kind in kinds)


def _levels(rule: edition.Edition) -> list[object]:
    """Return the weights and levels of the innovations, without the notes and sources beside them."""
    return [(i.code, i.weight, i.scales) for i in rule.of_aspect("sid")]


def breaks(before: int, year: int) -> bool:
    """Tell whether a line between the scores of two years has to break.

    It does where something is known to differ, and where nothing is known of one of the years. Between 2022 and
    2023 nothing known differs, though the rule of 2022 was not found in full.

    Examples
    --------
    >>> breaks(2023, 2024), breaks(2022, 2023)
    (True, False)
    """
    if set(rule_change(before, year)) - {"unknown"}:
        return True
    return before != year and not all(edition.categories_of(y) for y in (before, year))
