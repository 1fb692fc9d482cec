"""What a report was made from: parameters, edition, checksum of the data, versions, seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from indeks import example, files
from indeks.document.blocks import Block, Heading, Paragraph
from indeks.edition import Edition
from indeks.texts import Texts

PACKAGES = ("indeks", "pandas", "numpy", "scikit-learn", "matplotlib", "papermill", "nbconvert")

FILES = ("data", "corpus", "lexicon", "cover", "effort")
"""Parameters that name a file: their name and checksum are told, not where they stand."""


def digest(*paths: Path) -> str:
    """Return the SHA-256 of files and of every file below folders, names included, in a fixed order."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.name.startswith(".") or "__pycache__" in file.parts:
                continue
            total.update(str(file.relative_to(path) if path.is_dir() else file.name).encode() + b"\0")
            total.update(file.read_bytes())
    return total.hexdigest()


_data_digests: dict[Any, str] = {}


def data_digest(path: Path) -> str:
    """Return the checksum of a dataset, read again only when its files have changed."""
    from indeks.reports.datasets import signature

    key = (path.resolve(), signature(path))
    if key not in _data_digests:
        _data_digests[key] = digest(path)
    return _data_digests[key]


@cache
def library_digest() -> str:
    """Return the checksum of the library's own source."""
    return digest(files.PACKAGE)


@cache
def raw_digest() -> str:
    """Return the checksum of the published data that come with the library."""
    return digest(files.path("data", "raw"))


@cache
def versions() -> dict[str, str]:
    """Return the versions of the packages that shape a report."""
    return {name: metadata.version(name) for name in PACKAGES}


def of(parameters: Mapping[str, Any], rule: Edition | None, data: Path | None, rows: str = "") -> dict[str, Any]:
    """Return the manifest of a report as a JSON-ready mapping; the same inputs give the same mapping.

    Parameters
    ----------
    parameters
        Those of the notebook.
    rule
        The edition used.
    data
        The dataset.
    rows
        Checksum over what the report shows of the dataset, see :mod:`indeks.reports.datasets`; empty where
        that is all of it.
    """
    return {
        "parameters": {k: Path(v).absolute().name if k in FILES and v else v for k, v in parameters.items()},
        "edition": None if rule is None else {"id": rule.id, "sha256": digest(rule.path)},
        "data": None if data is None else {"file": data.name, "sha256": data_digest(data), "seen_sha256": rows},
        **{name: _own(parameters.get(name)) for name in FILES if name != "data"},
        "published_sha256": raw_digest(),
        "library_sha256": library_digest(),
        "versions": dict(versions()),
        "seed": example.SEED,
    }


def _own(path: str | None) -> dict[str, str] | None:
    """Describe a file of the user's own that a report is made with: its name and checksum."""
    return {"file": Path(path).absolute().name, "sha256": data_digest(Path(path))} if path else None


def fingerprint(manifest: Mapping[str, Any], notebook: Path) -> str:
    """Return one checksum over a manifest and the notebook it is made with.

    Of the dataset it takes what the report shows of it, not the whole file, where that is known.
    """
    data = manifest["data"]
    if data and data["seen_sha256"]:
        manifest = {**manifest, "data": {k: v for k, v in data.items() if k != "sha256"}}
    text = json.dumps(manifest, sort_keys=True, default=str) + digest(notebook)
    return hashlib.sha256(text.encode()).hexdigest()


def colophon(inputs: Mapping[str, Any], t: Texts) -> list[Block]:
    """Return a manifest as the last lines of a report: edition, data, versions, each with its checksum."""
    parts = []
    if inputs["edition"]:
        parts.append((t("reports.manifest.edition_file"), inputs["edition"]["id"], inputs["edition"]["sha256"]))
    parts += [
        (t(f"reports.manifest.{name}_file"), inputs[name]["file"], inputs[name]["sha256"])
        for name in FILES
        if inputs[name]
    ]
    parts.append((t("reports.manifest.published"), "", inputs["published_sha256"]))
    listed = "; ".join(
        f"{name} {file} · SHA-256 {checksum[:16]}".replace("  ", " ") for name, file, checksum in parts
    )
    versions = ", ".join(f"{name} {version}" for name, version in inputs["versions"].items())
    return [
        Heading(t("reports.manifest.title"), "kolofon", 3),
        Paragraph(t("reports.manifest.text", parts=listed, versions=versions, seed=str(inputs["seed"])), "note"),
    ]
