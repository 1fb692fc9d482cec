"""The kind of report that plans: what a region sends, the cheapest steps to a target, effort against index."""

from __future__ import annotations

from typing import Any

from indeks import files
from indeks.reports.kind import Kind, Parameters, slug
from indeks.reports.parameters import check_language, check_year
from indeks.reports.region.kind import place
from indeks.texts import texts


def check(given: Parameters) -> dict[str, Any]:
    """Return the parameters checked, the region by its code, those left out at their defaults."""
    from indeks.reports.plan import facts

    check_language(given.get("lang", "id"))
    KIND.refuse_unknown(given)
    checked = facts.checked(**{**KIND.parameters, **given, "year": check_year(given.get("year"))})
    return checked | {"region": place(checked)[0]}


def title(parameters: Parameters) -> str:
    """Return the title of a report."""
    _, name, _ = place(parameters)
    return texts(parameters["lang"])("planning.report.title", name=name, year=parameters["year"])


def file_name(parameters: Parameters) -> str:
    """Return the name of a report's files."""
    code, _, name = place(parameters)
    target = slug(str(parameters["target"]) or "predikat-berikutnya")
    return f"rencana-{name}-{slug(code, dots=True)}-{target}.{parameters['lang']}"


KIND = Kind(
    name="plan",
    notebook=files.path("notebooks", "reports", "target_plan.ipynb"),
    check=check,
    title=title,
    file_name=file_name,
    sections=9,
)
