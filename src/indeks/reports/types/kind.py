"""The kind of report on types of innovation; what it needs of typology is loaded when such a report is made."""

from __future__ import annotations

from typing import Any

from indeks import files
from indeks.reports.kind import Kind, Parameters, slug
from indeks.reports.parameters import check_language, check_values, check_year
from indeks.texts import texts


def check(given: Parameters) -> dict[str, Any]:
    """Return the parameters checked, the region by its code; an empty region stands for all."""
    from indeks.reports.types import facts

    check_language(given.get("lang", "id"))
    KIND.refuse_unknown(given)
    check_values(given)
    return facts.checked(**{**given, "year": check_year(given.get("year"))})


def title(parameters: Parameters) -> str:
    """Return the title of a report."""
    from indeks.reports.types import facts

    t = texts(parameters["lang"])
    _, name = facts.place(parameters["region"], parameters["data"], t)
    return t("reports.types.page.title", name=name, year=facts.years(parameters["since"], parameters["year"]))


def file_name(parameters: Parameters) -> str:
    """Return the name of a report's files."""
    from indeks.reports.types import facts

    code, name = facts.place(parameters["region"], parameters["data"], texts("id"))
    part = f"{slug(name)}-{slug(code, dots=True)}" if code else "semua"
    return f"jenis-{part}.{parameters['lang']}"


KIND = Kind(
    name="types",
    notebook=files.path("notebooks", "reports", "innovation_types.ipynb"),
    check=check,
    title=title,
    file_name=file_name,
    sections=11,
)
