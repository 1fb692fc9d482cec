"""Files that appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

from pathlib import Path


def beside(path: Path) -> Path:
    """Return the name under which a file is written until it is whole; its ending stays, for writers that ask it.

    Examples
    --------
    >>> beside(Path("a/b.id.html")).name
    '.b.id.part.html'
    """
    return path.with_name(f".{path.stem}.part{path.suffix}")


def write(path: Path, content: str | bytes) -> Path:
    """Write a file, replacing one of its name only when the new one is whole; return its path."""
    partial = beside(path)
    partial.write_bytes(content.encode() if isinstance(content, str) else content)
    return partial.replace(path)
