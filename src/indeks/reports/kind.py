"""What a kind of report is: its notebook, the parameters of that notebook, checked, and the names of its files."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from indeks.reports.parameters import ReportError

Parameters = Mapping[str, Any]


def sees_all(parameters: Parameters) -> str:
    """Say that a report shows every row of its dataset: no checksum of a part of it."""
    return ""


def prepares_nothing(parameters: Parameters) -> None:
    """Prepare nothing: the reports of a kind share nothing that is costly to load."""


@dataclass(frozen=True)
class Kind:
    """A kind of report; the functions take the parameters of its notebook, all but ``check`` once checked."""

    name: str
    """What lists of reports and manifests call it; of a notebook of one's own the name of its file."""
    notebook: Path
    """The notebook it is made with."""
    check: Callable[[Parameters], dict[str, Any]]
    """Checks the parameters given and fills in those left out; ReportError for one that is not usable."""
    title: Callable[[Parameters], str]
    """Title of the report."""
    file_name: Callable[[Parameters], str]
    """Name of its files, without folder and endings."""
    sections: int = 0
    """Sections a whole report has; a page with fewer is told as incomplete."""
    seen: Callable[[Parameters], str] = sees_all
    """Checksum over what it shows of its dataset; empty where that is all of it."""
    prepare: Callable[[Parameters], None] = prepares_nothing
    """Loads what reports with the same dataset and year share."""

    @property
    def parameters(self) -> dict[str, Any]:
        """Names and defaults of the parameters, as they stand in the notebook."""
        return read_parameters(self.notebook)

    def refuse_unknown(self, given: Parameters) -> None:
        """Raise ReportError for a parameter that the notebook does not have."""
        known = self.parameters
        for name in given:
            if name not in known:
                raise ReportError("reports.error.parameter", name=name, known=", ".join(known))


def read_parameters(notebook: Path) -> dict[str, Any]:
    """Return names and defaults of the cell tagged ``parameters`` of a notebook.

    Parameters
    ----------
    notebook
        Path of the notebook.

    Returns
    -------
    dict
        In the order of the cell; a default that is no plain value is None.

    Raises
    ------
    ReportError
        If the file is no notebook, or has no such cell.
    """
    try:
        return dict(_read(notebook, notebook.stat().st_mtime_ns))
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, StopIteration):
        raise ReportError("reports.error.no_parameters", path=notebook) from None


@lru_cache(maxsize=64)
def _read(notebook: Path, changed: int) -> dict[str, Any]:
    """Read them once for each state of the file, told by the time of its last change."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    cell = next(cell for cell in cells if "parameters" in cell["metadata"].get("tags", ()))
    values: dict[str, Any] = {}
    for node in ast.parse("".join(cell["source"])).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        values |= {target.id: _plain(node) for target in targets if isinstance(target, ast.Name)}
    return values


def _plain(node: Any) -> Any:
    try:
        return ast.literal_eval(node.value)
    except ValueError:
        return None


def slug(text: str, *, dots: bool = False) -> str:
    """Return a name as a safe part of a file name: lower case letters, digits, hyphens and, in a code, dots.

    Two codes never have the same part: one that does not stand in it as written ends with a checksum.

    Examples
    --------
    >>> slug("Kota Contoh"), slug("99.71", dots=True), slug("99/81", dots=True)
    ('kota-contoh', '99.71', '99-81-56d900')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    part = re.sub(r"[^a-z0-9.]+" if dots else r"[^a-z0-9]+", "-", plain).strip("-.") or "daerah"
    if dots and part != text:
        part += "-" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:6]
    return part
