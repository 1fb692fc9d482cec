"""A process of our own that is about to run notebooks: one thread, and nothing loaded that no notebook needs.

To be called before anything else is loaded; it is not for the process of a user, who may need what is left out.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

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

THRESHOLDS = (50_000, 20, 50)
"""Those of the garbage collector: while libraries are loaded hardly anything is garbage, and looking costs."""


def begin() -> None:
    """Keep this process to one thread, and load jsonschema without the grammar of addresses."""
    os.environ.update(ONE_THREAD)
    gc.set_threshold(*THRESHOLDS)
    atexit.register(gc.freeze)  # at its end Python would look through all that was loaded, several times
    if "jsonschema" not in sys.modules:
        with without(GRAMMAR):
            import_module("jsonschema")


@contextmanager
def without(module: str) -> Iterator[None]:
    """Let an optional module seem not to be installed, for what is loaded meanwhile; later on it can be loaded.

    What is loaded meanwhile stays without it: jsonschema never checks the formats ``iri`` and ``iri-reference``
    in such a process. Nothing else may be loading in another thread, which would not find the module either.

    Parameters
    ----------
    module
        Its name; nothing changes where it is loaded already.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.modules.pop(module, None)
