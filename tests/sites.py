"""A folder of reports for tests of the site: manifests and files as reports leave them, without running any."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indeks.document.blocks import MIME, Banner
from indeks.texts import texts

HOSTILE = (
    "<script>hit()</script>",
    "</script><script>hit()</script>",
    "\"><b-jahat onmouseover='hit()'>",
    "'; hit(); //",
    "<!--<script>",
    "{{ 7 * 7 }} {% raw %} ${hit()}",
    "🏙️ Kota 👩‍👩‍👧 \u2028 baris",
    "panjang" * 43,
    "مدينة \u202e terbalik",
    "a & b &amp; c",
)


def put_report(
    out: Path,
    stem: str,
    *,
    year: int,
    title: str,
    region: str = "",
    scores: tuple[tuple[str, float, str], ...] = (),
    formats: tuple[str, ...] = (),
    kind: str = "city",
    counts: Mapping[str, int] | None = None,
    data: Mapping[str, str] | None = None,
    ran_with: Mapping[str, Any] | None = None,
    still_open: tuple[float, ...] = (),
) -> None:
    """Put a report into a folder; the language is the end of its stem."""
    path = out / stem
    path.parent.mkdir(parents=True, exist_ok=True)
    lang = stem.rsplit(".", 1)[1]
    parameters = {"year": year, "lang": lang} | ({"region": region} if region else {})
    manifest = {"parameters": parameters, "title": title, "kind": kind, "data": data}
    path.with_name(path.name + ".json").write_text(json.dumps(manifest), encoding="utf-8")
    t = texts(lang)
    banner = Banner(title, "", [], lang=lang, scores=[(b, t.number(n, 2), c) for b, n, c in scores],
                    counts=counts or {}, still_open=[t.number(n, 2) for n in still_open])  # fmt: skip
    notebook = {
        "metadata": {"papermill": {"parameters": ran_with or {}}},
        "cells": [{"outputs": [{"data": {MIME: banner.content()}}]}],
    }
    path.with_name(path.name + ".ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    for ending in ("html", *formats):
        path.with_name(f"{path.name}.{ending}").write_text(f"<title>{lang}</title>", encoding="utf-8")


def fill(out: Path) -> None:
    """Put a few reports into a folder: a real region in two years, the made-up one, and one on a year."""
    for lang in ("id", "en"):
        computed = (("claimed", 51.01, "Inovatif"), ("verified", 48.43, "Inovatif"))
        name = f"2026/kota-contoh-99.71.{lang}"
        put_report(out, name, region="99.71", year=2026, title="Kota Contoh 2026", scores=computed,
                   counts={"innovations": 28, "agencies": 22})  # fmt: skip
        put_report(out, f"2023/nasional-2023.{lang}", year=2023, title="2023")
    name = "2023/kota-pangkalpinang-19.71.id"
    put_report(out, name, region="19.71", year=2023, title="Pangkalpinang 2023", formats=("pdf", "docx", "xlsx"))
    put_report(out, "2025/kota-pangkalpinang-19.71.id", region="19.71", year=2025, title="Pangkalpinang 2025")
