"""The reports that lie in a folder: their manifests, the files beside them and the indices they computed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import quote

from indeks import regions
from indeks.document.blocks import banner_of
from indeks.document.plain import fit
from indeks.site import age
from indeks.texts import LANGUAGES

DOWNLOADS = ("pdf", "docx", "xlsx", "ipynb")
"""Formats that may stand beside a page, in the order they are offered."""
OF_THEIR_OWN = ("types", "plan")
"""Kinds of report that stand beside the report of a region and year, and are called by their own name."""
BASES = ("verified", "claimed")
_CODE = re.compile(r"\d\d(\.\d\d)?")


@dataclass(frozen=True)
class Report:
    """One report in one language, as its manifest tells it."""

    title: str
    shows: str
    """What its page is called by: ``"html"``, or the kind of report where it is one of :data:`OF_THEIR_OWN`."""
    lang: str
    year: int
    region: str
    """Code of the region; empty for a report on a year."""
    page: str
    """Address of the page, seen from the folder."""
    downloads: tuple[tuple[str, str], ...]
    """Format and address of the files beside the page."""
    scores: tuple[tuple[str, Decimal, str], ...]
    """Indices computed in it: basis, index, category."""
    innovations: int | None = None
    """Innovations that count in them; None where its banner does not say."""
    agencies: int | None = None
    """Agencies that have one."""
    still_open: tuple[Decimal, Decimal, int, int] | None = None
    """What an unfinished verification leaves open: lowest and highest index, levels examined, levels stated."""
    older: str = ""
    """What makes it older than its data, see :mod:`indeks.site.age`; empty where it is not."""

    @property
    def synthetic(self) -> bool:
        """Whether it is about a made-up region."""
        return regions.is_synthetic(self.region)


def reports(out: Path) -> list[Report]:
    """Return the reports below a folder, newest year first; a manifest without its page or in disorder is none."""
    listed = [report for path in sorted(out.glob("*/*.json")) if (report := _read(path, out)) is not None]
    return sorted(listed, key=lambda r: (-r.year, r.region, LANGUAGES.index(r.lang), r.shows, r.page))


def _read(manifest: Path, out: Path) -> Report | None:
    page = manifest.with_suffix(".html")
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        parameters = told["parameters"]
        lang, year, region = parameters["lang"], int(parameters["year"]), str(parameters.get("region", ""))
        title = fit(str(told["title"]))
    except (ValueError, KeyError, TypeError):
        return None
    if lang not in LANGUAGES or not page.is_file():
        return None
    # a code becomes the name of a file, so anything but a code is not taken for one
    if region and not (_CODE.fullmatch(region) and regions.known(region)):
        return None
    notebook = _notebook(manifest.with_suffix(".ipynb"))
    banner = banner_of(notebook) if region else {}
    beside = [(kind, manifest.with_suffix(f".{kind}")) for kind in DOWNLOADS]
    return Report(
        title=title,
        shows=str(told["kind"]) if told.get("kind") in OF_THEIR_OWN else "html",
        lang=lang,
        year=year,
        region=region,
        page=_address(page, out),
        downloads=tuple((kind, _address(path, out)) for kind, path in beside if path.is_file()),
        scores=tuple(_scores(banner)),
        innovations=_count(banner, "innovations"),
        agencies=_count(banner, "agencies"),
        still_open=_open(banner),
        older=age.of(manifest, told, notebook),
    )


def _address(path: Path, out: Path) -> str:
    return quote(path.relative_to(out).as_posix())


def _notebook(path: Path) -> Mapping[str, Any]:
    """Return an executed notebook as plain JSON; empty where it is missing or none."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notebook if isinstance(notebook, dict) else {}


def _count(banner: Mapping[str, Any], name: str) -> int | None:
    counts = banner.get("counts")
    number = counts.get(name) if isinstance(counts, dict) else None
    return number if type(number) is int else None


def _open(banner: Mapping[str, Any]) -> tuple[Decimal, Decimal, int, int] | None:
    """Return what the verification in a banner leaves open; None where it is finished or in disorder."""
    examined, stated = _count(banner, "examined"), _count(banner, "stated")
    ends = banner.get("still_open")
    if examined is None or stated is None or not isinstance(ends, list) or len(ends) != 2:
        return None
    try:
        return (_hundredths(ends[0]), _hundredths(ends[1]), examined, stated)
    except (InvalidOperation, KeyError, TypeError, ValueError):
        return None


def _hundredths(number: Mapping[str, Any]) -> Decimal:
    return Decimal(str(number["value"])).quantize(Decimal("0.01"))


def _scores(banner: Mapping[str, Any]) -> Iterator[tuple[str, Decimal, str]]:
    """Return the indices in a banner; nothing where it has none."""
    scores = banner.get("scores")
    for row in scores if isinstance(scores, list) else ():
        try:
            basis, number, category = row
            value = _hundredths(number)
        except (InvalidOperation, KeyError, TypeError, ValueError):
            continue
        if basis in BASES:
            yield basis, value, str(category)
