"""Data that several tests read."""

from __future__ import annotations

import itertools
import os
import signal

import pytest
from hypothesis import settings

from indeks import edition, errors, example
from indeks.reports import datasets
from indeks.tables import Dataset, write_folder
from made import browser, built, made, pages  # noqa: F401  fixtures

os.environ["INDEKS_DEBUG"] = "1"  # the command must not hide from a test what nobody has foreseen
signal.signal(
    signal.SIGINT, signal.default_int_handler
)  # in the background a shell has it ignored, by children too
settings.register_profile("indeks", deadline=None)  # machines differ; no test is about time
settings.load_profile("indeks")


@pytest.fixture(scope="session")
def contoh() -> Dataset:
    """Kota Contoh, as the generator makes it."""
    return example.sample_region()


@pytest.fixture
def own_data(tmp_path):
    """Write a dataset as files and return the path to give, as a user would."""
    count = itertools.count()

    def put(data: Dataset) -> str:
        folder = tmp_path / f"data-{next(count)}"
        write_folder(data, folder)
        return str(folder)

    yield put
    datasets.forget()


@pytest.fixture(autouse=True)
def _indonesian():
    """Errors speak Indonesian at the start of every test, whatever the one before has asked for."""
    errors.speak("id")


@pytest.fixture(scope="session")
def basic() -> list[str]:
    """The six basic-service affairs of 2026."""
    return list(edition.load("iid-2026").formula["basic_affairs"].value)
