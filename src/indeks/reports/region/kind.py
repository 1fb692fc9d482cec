"""The kind of report that shows one region in one year."""

from __future__ import annotations

from typing import Any

from indeks import edition as editions
from indeks import files, regions
from indeks.planning import pairs
from indeks.published import validation
from indeks.reports import cover, datasets, manifest
from indeks.reports.kind import Kind, Parameters, slug
from indeks.reports.parameters import (
    ReportError,
    check_language,
    check_total,
    check_values,
    check_year,
    find_corpus,
    find_data,
    rule_of,
)
from indeks.reports.region import facts
from indeks.texts import texts


def place(parameters: Parameters) -> tuple[str, str, str]:
    """Return code, full name and the name's part of file names; the data may have regions of their own."""
    region, lang, data = parameters["region"], parameters["lang"], parameters.get("data", "")
    try:
        code = regions.resolve(region)
    except regions.UnknownRegion:
        if not data:
            raise
        own = facts.own_region(str(region).strip(), data, parameters.get("edition", ""), lang)
        if own is None:
            raise
        return (*own, slug(own[1]))
    return code, regions.full_name(code, lang), slug(regions.full_name(code))


def check(given: Parameters) -> dict[str, Any]:
    """Return the parameters checked, the region by its code, those left out as empty texts."""
    lang = given.get("lang", "id")
    check_language(lang)
    KIND.refuse_unknown(given)
    check_values(given)
    year = check_year(given.get("year"))
    data, edition, office = (str(given.get(name) or "") for name in ("data", "edition", "cover"))
    corpus = find_corpus(given.get("corpus"))
    spd = "" if given.get("spd") is None else str(given["spd"]).strip()
    if data:
        find_data(data)
    if edition:
        editions.load(edition)
    if spd and not data:
        raise ReportError("reports.error.spd_alone", spd=spd)
    check_total(spd, rule_of(edition, year), texts(lang))
    cover.read(office)
    if corpus and not data:
        raise ReportError("reports.error.corpus_alone", corpus=corpus)
    parameters = {
        "region": given.get("region"), "year": year, "lang": lang, "data": data, "edition": edition, "spd": spd,
        "cover": office, "corpus": corpus,
    }  # fmt: skip
    return parameters | {"region": place(parameters)[0]}


def title(parameters: Parameters) -> str:
    """Return the title of a report."""
    _, name, _ = place(parameters)
    return texts(parameters["lang"])("reports.city.title", name=name, year=parameters["year"])


def file_name(parameters: Parameters) -> str:
    """Return the name of a report's files."""
    code, _, name = place(parameters)
    return f"{name}-{slug(code, dots=True)}.{parameters['lang']}"


def prepare(parameters: Parameters) -> None:
    """Load the dataset, work out the contributions of all its regions, and what published results say of pairs."""
    if not parameters["data"]:
        return
    validation.pairs()
    pairs.published_pairs()
    path = find_data(parameters["data"])
    manifest.data_digest(path)
    named, year = parameters["edition"] or None, int(parameters["year"])
    loaded = datasets.load(path, edition=named)
    loaded.index()
    rule = rule_of(parameters["edition"], year)
    if rule is not None:
        loaded.parts(year, rule, named)


KIND = Kind(
    name="city",
    notebook=files.path("notebooks", "reports", "city_report.ipynb"),
    check=check,
    title=title,
    file_name=file_name,
    sections=19,
    seen=facts.seen,
    prepare=prepare,
)
