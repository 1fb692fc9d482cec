"""Indonesia's regional innovation index (Indeks Inovasi Daerah): scores from levels, and reports on them.

Public names load on first use, so that ``import indeks`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# name: module, and the name in it ("" for the module itself)
_PUBLIC = {
    "DataError": ("indeks.problems", "DataError"),
    "Dataset": ("indeks.tables", "Dataset"),
    "Edition": ("indeks.edition", "Edition"),
    "check": ("indeks.intake", "check"),
    "contributions": ("indeks.scoring", "contributions"),
    "corpus": ("indeks.typology.corpus", ""),
    "flags": ("indeks.scoring.flags", ""),
    "history": ("indeks.published.history", ""),
    "lexicon": ("indeks.typology.lexicon", ""),
    "load": ("indeks.intake", "load"),
    "load_innovations": ("indeks.intake", "load_innovations"),
    "load_edition": ("indeks.edition", "load"),
    "lookalikes": ("indeks.typology.lookalikes", ""),
    "maturity": ("indeks.scoring", "maturity"),
    "regions": ("indeks.regions", ""),
    "score": ("indeks.scoring", "score"),
    "sectors": ("indeks.typology.sectors", "sectors"),
    "synthetic": ("indeks.example.synthetic", ""),
}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'indeks' has no attribute {name!r}")
    module, attribute = _PUBLIC[name]
    found = import_module(module)
    return getattr(found, attribute) if attribute else found


def __dir__() -> list[str]:
    return __all__
