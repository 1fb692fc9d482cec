"""Made once for all tests: reports, by papermill, in both languages, and a site."""

from __future__ import annotations

from pathlib import Path

import pytest

import browsers
import sites
from indeks import site
from indeks.making import batch
from indeks.making.jobs import Job, job
from support import CONTOH, EXAMPLE

WANTED = {
    "contoh": ("city", {"region": CONTOH, "year": 2026, "data": str(EXAMPLE)}),
    "pangkalpinang": ("city", {"region": 19.71, "year": "2023"}),
    "nasional": ("year", {"year": 2023}),
    "jenis": ("types", {"region": "99.71", "year": 2026, "data": str(EXAMPLE)}),
}


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> dict[tuple[str, str], Job]:
    """Jobs by name and language, all made."""
    out = tmp_path_factory.mktemp("laporan")
    jobs = {
        (name, lang): job(kind, {**parameters, "lang": lang}, out)
        for name, (kind, parameters) in WANTED.items()
        for lang in ("id", "en")
    }
    failures = batch.make_all(jobs.values()).failures
    assert failures == []
    return jobs


@pytest.fixture(scope="session")
def pages(made) -> dict[tuple[str, str], Path]:
    """Pages by name and language."""
    return {key: one.page for key, one in made.items()}


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A site over a few reports; tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("situs")
    sites.fill(folder)
    site.build(folder)
    return folder


@pytest.fixture(scope="module")
def browser():
    """Chromium; ended with each module, as it keeps an event loop running that other tests would meet."""
    yield from browsers.launch()
