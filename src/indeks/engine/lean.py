"""A process of our own that is about to run notebooks: one thread, and nothing loaded that no notebook needs.

To be called before anything else is loaded; it is not for the process of a user, who may need what is left out.
"""

from __future__ import annotations

import os
import sys

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""Environment of a warm process: libraries read it when they are loaded, and keep to one thread."""
GRAMMAR = "rfc3987_syntax"
"""Addresses with letters of every script: jsonschema loads its grammar, for longer than all else a report needs
takes, and a notebook's schema has no such address."""


def begin() -> None:
    """Keep this process to one thread, and load jsonschema without the grammar of addresses."""
    os.environ.update(ONE_THREAD)
    if GRAMMAR in sys.modules or "jsonschema" in sys.modules:
        return
    sys.modules[GRAMMAR] = None  # type: ignore[assignment]
    try:
        import jsonschema  # noqa: F401
    finally:
        del sys.modules[GRAMMAR]  # a cell may load it
