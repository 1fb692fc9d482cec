"""The page that lists the reports of a folder, ``index.html``."""

from __future__ import annotations

import json
from pathlib import Path

from indeks.reports import formats
from indeks.reports.blocks import TEMPLATES, render
from indeks.texts import LANGUAGES, texts


def write(out: Path) -> Path:
    """Write ``index.html`` over every report below a folder, newest year first; return its path."""
    reports = [_entry(path, out) for path in sorted(out.glob("*/*.json"))]
    blocks = []
    for lang in LANGUAGES:
        mine = [r for r in reports if r["lang"] == lang]
        if mine:
            blocks.append(
                {
                    "lang": lang,
                    "t": texts(lang),
                    "cities": _by_year([r for r in mine if r["kind"] == "city"]),
                    "years": sorted(
                        (r for r in mine if r["kind"] == "year"), key=lambda r: r["year"], reverse=True
                    ),
                }
            )
    page = render("index.html.j2", blocks=blocks, css=(TEMPLATES / "page.css").read_text(encoding="utf-8"))
    target = out / "index.html"
    if not target.exists() or target.read_text(encoding="utf-8") != page:
        partial = out / ".index.html.part"
        partial.write_text(page, encoding="utf-8")
        partial.replace(target)
    return target


def _entry(path: Path, out: Path) -> dict:
    found = json.loads(path.read_text(encoding="utf-8"))
    parameters = found["parameters"]
    stem = path.with_suffix("")
    there = [(name, p) for name in formats.FORMATS if (p := formats.path_of(stem, name)).exists()]
    links = [(name, p.relative_to(out).as_posix()) for name, p in there or [("ipynb", path.with_suffix(".ipynb"))]]
    return {
        "title": found["title"],
        "year": parameters["year"],
        "lang": parameters["lang"],
        "kind": "city" if "region" in parameters else "year",
        "synthetic": str(parameters.get("region", "")).startswith("99."),
        "href": links[0][1],
        "others": [(name.upper(), href) for name, href in links[1:]],
    }


def _by_year(reports: list[dict]) -> list[tuple[int, list[dict]]]:
    years = sorted({r["year"] for r in reports}, reverse=True)
    return [(y, sorted((r for r in reports if r["year"] == y), key=lambda r: r["title"])) for y in years]
