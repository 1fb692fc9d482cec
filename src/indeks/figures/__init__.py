"""Figures: one function each, taking tidy tables and a language, returning a matplotlib figure.

The functions named here take ``lang="id"`` or ``"en"`` and leave no figure open, so
that a notebook shows each once. Reports call the same functions in the modules, with texts they have at hand.

>>> from indeks import figures
>>> figures.sectors.__name__, "lang" in figures.sectors.__doc__
('sectors', True)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

# public name: the module it stands in
_PUBLIC = {
    "basic_services": "of_region",
    "bump": "of_indices",
    "by_number": "of_plan",
    "changes": "of_year",
    "coverage": "of_year",
    "dendrogram": "of_types",
    "distribution": "of_year",
    "effort_and_index": "of_plan",
    "forecast": "of_forecast",
    "framework_tree": "of_frameworks",
    "heat": "of_types",
    "maturity": "of_region",
    "mix": "of_types",
    "participation": "of_year",
    "place_map": "of_types",
    "points_by_variable": "of_region",
    "position": "of_region",
    "rank_intervals": "of_indices",
    "relation": "of_many",
    "score_heat": "of_frameworks",
    "sectors": "of_types",
    "stage_gaps": "of_many",
    "tornado": "of_forecast",
    "trend": "of_region",
    "what_moves_ranks": "of_frameworks",
}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'indeks.figures' has no attribute {name!r}")
    return _worded(getattr(import_module(f"indeks.figures.{_PUBLIC[name]}"), name))


def __dir__() -> list[str]:
    return __all__


def _worded(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Return a figure that takes a language in the place of its texts, and closes what it has drawn."""
    signature = inspect.signature(draw)
    language = inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default="id", annotation="str")
    taken = [p for p in signature.parameters.values() if p.name != "t"]

    @wraps(draw)
    def drawn(*given: Any, lang: str = "id", **named: Any) -> Any:
        import matplotlib.pyplot as plt

        from indeks.errors import IndeksError
        from indeks.texts import LANGUAGES, texts

        if lang not in LANGUAGES:
            raise IndeksError("figures.error.lang", lang=lang)
        figure = draw(*given, **named, t=texts(lang))
        plt.close(figure)
        return figure

    drawn.__signature__ = signature.replace(parameters=[*taken, language])  # type: ignore[attr-defined]
    text = inspect.getdoc(draw) or ""
    drawn.__doc__ = text.replace("\nt\n    Texts.", '\nlang\n    ``"id"`` or ``"en"``.')
    return drawn
