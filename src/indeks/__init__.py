"""Indonesia's regional innovation index (Indeks Inovasi Daerah): scores from levels, and reports on them.

Public names load on first use, so that ``import indeks`` costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

# public name: where it stands
_PUBLIC = {
    "DataError": "indeks.problems:DataError",
    "Dataset": "indeks.tables:Dataset",
    "Edition": "indeks.edition:Edition",
    "IndeksError": "indeks.errors:IndeksError",
    "check": "indeks.gather.check:check",
    "composite": "indeks.composites:composite",
    "contributions": "indeks.scoring:contributions",
    "diff": "indeks.gather.diff:diff",
    "flags": "indeks.scoring.flags:flags",
    "forecast": "indeks.planning.forecast:forecast",
    "gains": "indeks.planning.gains:gains",
    "groups": "indeks.typology.members:groups",
    "load": "indeks.intake:load",
    "load_edition": "indeks.edition:load",
    "load_innovations": "indeks.intake:load_innovations",
    "maturity": "indeks.scoring:maturity",
    "merge": "indeks.gather.merge:merge",
    "national_panel": "indeks.example:national_panel",
    "plan": "indeks.planning.steps:plan",
    "portfolio": "indeks.planning.portfolio:portfolio",
    "sample_region": "indeks.example:sample_region",
    "score": "indeks.scoring:score",
    "sectors": "indeks.typology.sectors:sectors",
    "similar": "indeks.typology.lookalikes:similar",
    "whatif": "indeks.planning.whatif:whatif",
}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'indeks' has no attribute {name!r}")
    module, _, attribute = _PUBLIC[name].partition(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return __all__


if "IPython" in sys.modules:  # a notebook: what the user can mend is told in a line, not in a trace
    from indeks.lab.session import begin as _begin

    _begin()
