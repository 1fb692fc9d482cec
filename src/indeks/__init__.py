"""Indonesia's regional innovation index (Indeks Inovasi Daerah): scores from levels, and reports on them.

Public names load on first use, so that ``import indeks`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PUBLIC = {
    "Dataset": "indeks.tables",
    "DataError": "indeks.problems",
    "Edition": "indeks.edition",
    "check": "indeks.intake",
    "contributions": "indeks.scoring",
    "flags": "indeks.flags",
    "history": "indeks.history",
    "load": "indeks.intake",
    "load_edition": "indeks.edition",
    "maturity": "indeks.scoring",
    "regions": "indeks.regions",
    "score": "indeks.scoring",
    "synthetic": "indeks.synthetic",
}
_RENAMED = {"load_edition": "load"}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'indeks' has no attribute {name!r}")
    module = import_module(_PUBLIC[name])
    if module.__name__ == f"indeks.{name}" and name in ("history", "regions", "synthetic"):
        return module
    return getattr(module, _RENAMED.get(name, name))


def __dir__() -> list[str]:
    return __all__
