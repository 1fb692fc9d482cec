"""The kinds of report there are, and notebooks of one's own as a kind each."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from indeks import edition as editions
from indeks.reports import plan, region, types, year
from indeks.reports.kind import Kind, Parameters, read_parameters, slug
from indeks.reports.parameters import ReportError, check_language, check_year, find_data
from indeks.reports.region.kind import place

KINDS = {kind.name: kind for kind in (region.KIND, year.KIND, types.KIND, plan.KIND)}
"""Kinds by name, in the order in which lists of reports are made."""
NEEDED = ("year", "lang")
"""Parameters that a notebook of one's own must have: its report has a year and a language."""


def kind_of(name: str) -> Kind:
    """Return a kind by its name, or that of a notebook of one's own by its path."""
    return KINDS[name] if name in KINDS else own(Path(name))


def own(notebook: Path) -> Kind:
    """Return a notebook of one's own as a kind of report; its parameters are read when they are checked."""
    return Kind(
        name=notebook.name,
        notebook=notebook,
        check=partial(_check, notebook),
        title=partial(_title, notebook),
        file_name=partial(_file_name, notebook),
    )


def _check(notebook: Path, given: Parameters) -> dict[str, Any]:
    """Return those of the parameters that were given; ReportError for one that the notebook does not have."""
    lang = given.get("lang", "id")
    check_language(lang)
    known = read_parameters(notebook)
    for name in NEEDED:
        if name not in known:
            raise ReportError("reports.error.needed", path=notebook, name=name, known=", ".join(known))
    own(notebook).refuse_unknown(given)
    parameters = {**given, "lang": lang, "year": check_year(given.get("year"))}
    if parameters.get("data"):
        find_data(parameters["data"])
    if parameters.get("edition"):
        editions.load(parameters["edition"])
    if "region" in parameters:
        parameters["region"] = place(parameters)[0]
    return parameters


def _title(notebook: Path, parameters: Parameters) -> str:
    where = f" {place(parameters)[1]}" if "region" in parameters else ""
    return f"{notebook.stem}:{where} {parameters['year']}"


def _file_name(notebook: Path, parameters: Parameters) -> str:
    parts = [slug(notebook.stem)]
    if "region" in parameters:
        code, _, name = place(parameters)
        parts += [name, slug(code, dots=True)]
    return "-".join([*parts, str(parameters["year"])]) + f".{parameters['lang']}"
