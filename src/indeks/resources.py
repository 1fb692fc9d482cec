"""Finding the files that come with the library: in a checkout, or inside an installed wheel.

A wheel carries ``data/raw`` and ``notebooks`` inside the package; in a checkout they stand at its root.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1]


def path(*parts: str) -> Path:
    """Return the path of a file or folder that comes with the library.

    Parameters
    ----------
    *parts
        Parts of the path from the root of the project, such as ``"data", "raw", "regions.csv"``.

    Raises
    ------
    FileNotFoundError
        If it is neither in the installed package nor in the checkout.

    Examples
    --------
    >>> path("data", "raw", "regions.csv").name
    'regions.csv'
    """
    candidates = [PACKAGE.joinpath(*parts), CHECKOUT.joinpath(*parts)]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    raise FileNotFoundError(" | ".join(str(c) for c in candidates))


def raw(name: str) -> Path:
    """Return the path of a file of ``data/raw``, such as ``"regions.csv"``."""
    return path("data", "raw", name)
