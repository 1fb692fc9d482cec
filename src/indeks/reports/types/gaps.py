"""Which sections a report on types leaves out, and what each of them needs."""

from __future__ import annotations

from indeks.reports.left_out import Gap
from indeks.reports.types import frames
from indeks.reports.types.facts import TypesFacts
from indeks.typology import maps, profiles, views

FEWEST_REGIONS = 3
"""Regions that are compared at least."""


def gaps(facts: TypesFacts) -> dict[str, Gap]:
    """Return the sections that the data do not allow, by their name."""
    t = facts.t
    counts = facts.profiles.counts
    alone = bool(facts.region) and facts.region not in counts.index
    needs = {
        "cross": not views.crossable(facts.typed.rows),
        "lacking": facts.lacking is None,
        "map": (facts.places is None or not facts.places.trusted) and frames.tree(facts.typed) is None,
        "years": len(views.periods(views.mix_by_year(facts.by_year))) < 2,
        "profile": len(counts) < FEWEST_REGIONS or alone,
        "alike": not facts.region,
    }
    values = {
        "map": {"least": maps.FEWEST},
        "years": {"least": views.ENOUGH_A_YEAR},
        "profile": {"least": profiles.ENOUGH},
    }
    return {
        name: Gap(t(f"reports.types.{name}.title"), t(f"reports.types.{name}.missing", **values.get(name, {})))
        for name, lacking in needs.items()
        if lacking
    }
