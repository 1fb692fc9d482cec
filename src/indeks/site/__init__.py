"""The site over a folder of reports: a home page and a page for each region, in Indonesian and English.

It needs neither a server nor a network. Only pages that changed are written, each whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indeks import files
from indeks.site import addresses, data, pages
from indeks.texts import LANGUAGES

_OWN_PAGE = re.compile(r"\d\d(\.\d\d)?(\.[a-z]{2})?\.html")


@dataclass(frozen=True)
class Built:
    """What :func:`build` did."""

    home: Path
    pages: int
    """How many pages the site has."""
    written: int
    """How many of them were new or had changed."""


def build(out: Path, results: pd.DataFrame | None = None) -> Built:
    """Write the site over every report below a folder.

    Parameters
    ----------
    out
        Folder of the reports; made if it is not there.
    results
        Published results like those of :func:`indeks.published.history.published`; those where none are given.
    """
    site = data.gather(out, results)
    folder = out / addresses.REGIONS
    contents = {
        folder / addresses.region(code, lang): pages.region(site, code, lang)
        for code in site.codes
        for lang in LANGUAGES
    }
    # the home pages come last: what they link to and load is there when they appear
    contents |= {out / name: text for lang in LANGUAGES for name, text in pages.home(site, lang).items()}
    folder.mkdir(parents=True, exist_ok=True)
    changed = [path for path, text in contents.items() if _write(path, text)]
    for path in folder.iterdir():
        if _OWN_PAGE.fullmatch(path.name) and path not in contents:
            path.unlink()  # a region that has neither results nor reports any more
    for lang in LANGUAGES:
        if out / addresses.rows(lang) not in contents:
            (out / addresses.rows(lang)).unlink(missing_ok=True)  # all rows have room in the page again
    return Built(out / addresses.home(LANGUAGES[0]), _pages(contents), _pages(changed))


def write(out: Path) -> Path:
    """Write the site over every report below a folder; return the path of its home page."""
    return build(out).home


def _pages(paths: Iterable[Path]) -> int:
    """Count the pages among files."""
    return sum(path.suffix == ".html" for path in paths)


def _write(path: Path, text: str) -> bool:
    """Write a file whole or not at all; False if it is there as it should be."""
    content = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == content:
        return False
    files.write(path, content)
    return True
