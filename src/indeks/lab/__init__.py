"""Working in JupyterLab: tables that sort and filter, blocks as they look on the page, errors in a line, buttons.

``import indeks`` inside IPython calls :func:`begin`; outside it nothing happens. Buttons and sortable tables need
the extra ``lab``; without it there is the plain table, and one line says what is missing.

>>> from indeks import lab
>>> lab.in_lab()
False
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# name: the module it stands in; loaded on first use, for `import indeks` in a notebook must stay cheap
_PUBLIC = {
    "begin": "session",
    "checked": "buttons",
    "in_lab": "session",
    "links": "buttons",
    "notebooks": "buttons",
    "office": "buttons",
    "reported": "buttons",
    "scored": "buttons",
    "table": "tables",
    "workbooks": "buttons",
}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'indeks.lab' has no attribute {name!r}")
    return getattr(import_module(f"indeks.lab.{_PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return __all__
