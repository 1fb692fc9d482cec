"""The kind of report that shows what was published of one year, for all regions."""

from __future__ import annotations

from typing import Any

from indeks import files
from indeks.reports.kind import Kind, Parameters
from indeks.reports.parameters import check_language, check_values, check_year
from indeks.texts import texts


def check(given: Parameters) -> dict[str, Any]:
    """Return year and language, checked."""
    lang = given.get("lang", "id")
    check_language(lang)
    KIND.refuse_unknown(given)
    check_values(given)
    return {"year": check_year(given.get("year")), "lang": lang}


def title(parameters: Parameters) -> str:
    """Return the title of a report."""
    return texts(parameters["lang"])("reports.year.title", year=parameters["year"])


def file_name(parameters: Parameters) -> str:
    """Return the name of a report's files."""
    return f"nasional-{parameters['year']}.{parameters['lang']}"


KIND = Kind(
    name="year",
    notebook=files.path("notebooks", "reports", "year_report.ipynb"),
    check=check,
    title=title,
    file_name=file_name,
    sections=7,
)
