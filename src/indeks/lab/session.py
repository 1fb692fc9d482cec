"""A session of IPython made fit for this library: errors of the user in a line, blocks in the look of the page.

Nothing else of the session is touched: errors of any other kind keep their trace, other objects their display.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from indeks.errors import IndeksError, speak
from indeks.texts import LANGUAGES

FROM_LAB = "JPY_SESSION_NAME"
"""Set by Jupyter's server for the kernels it starts for notebooks that are open in front of somebody."""


def begin(*, lang: str = "", shell: Any = None) -> bool:
    """Make a session of IPython show errors of the family in a line and, in JupyterLab, blocks as on the page.

    Parameters
    ----------
    lang
        Language of errors from now on, ``"id"`` or ``"en"``; by default it stays as it is.
    shell
        The shell; by default the running one.

    Returns
    -------
    bool
        Whether there is a session at all.

    Raises
    ------
    IndeksError
        If there is no such language.
    """
    if lang and lang not in LANGUAGES:
        raise IndeksError("figures.error.lang", lang=lang)
    if lang:
        speak(lang)
    shell = shell or running()
    if shell is None:
        return False
    shell.set_custom_exc((IndeksError,), _tell)
    if tables := sys.modules.get("indeks.lab.tables"):
        tables.ready.cache_clear()  # the page may be another by now, without the scripts of sortable tables
    formatter = getattr(shell, "display_formatter", None)
    if formatter is not None and in_lab():
        formatter.mimebundle_formatter.for_type_by_name("indeks.document.blocks", "Block", _dressed)
    return True


def running() -> Any:
    """Return the shell of IPython that runs this code; None where there is none."""
    known = sys.modules.get("IPython")
    return known.get_ipython() if known is not None and hasattr(known, "get_ipython") else None


def in_lab() -> bool:
    """Tell whether a notebook is open in front of somebody, so that scripts and buttons have a reader."""
    return running() is not None and bool(os.environ.get(FROM_LAB))


def _tell(
    shell: Any, kind: type[BaseException], error: BaseException, trace: Any, tb_offset: Any = None
) -> list[str]:
    """Show an error as its message: it is the user's to mend, and the trace would hide it."""
    lines = str(error).splitlines() or [kind.__name__]
    shell._showtraceback(kind, error, lines)
    return lines


def _dressed(block: Any) -> dict[str, Any]:
    from indeks.document.dress import dressed

    bundle = block._repr_mimebundle_()
    return bundle | {"text/html": dressed(bundle["text/html"])}
