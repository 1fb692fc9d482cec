"""The pages of the site from what was gathered: the home page and one page for each region, in each language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from indeks import published, regions
from indeks.document.blocks import cite, render
from indeks.published import INDEX_SCALE, RAW_SCALE
from indeks.reports import manifest
from indeks.reports.region.trend import rules_note
from indeks.site import addresses, cells, data, rows, tiles
from indeks.site.addresses import TEMPLATES
from indeks.site.data import STAGES, Result, Site
from indeks.site.inventory import Report
from indeks.site.trend import trend
from indeks.texts import LANGUAGES, Texts, texts
from indeks.texts.words import category_text, stage_text

COLUMNS = ("region", "year", "stage", "score", "category", "reports", "province", "innovations", "award", "raw")
NUMERIC = frozenset({"year", "score", "innovations", "raw"})


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _key(text: str) -> str:
    """Return what a search compares: letters and digits only, without accents; site.js does the same."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]", "", "".join(c for c in plain if not unicodedata.combining(c)))


@cache
def _aliases() -> dict[str, str]:
    table = published.read_raw("region_aliases.csv")
    return table.groupby("region_code")["alias"].agg(lambda names: " ".join(map(_key, names))).to_dict()


def _search_list(site: Site) -> list[list[Any]]:
    """Every region with how much there is: code, type, name, other names, results, reports."""
    results: dict[str, int] = {}
    years: dict[str, set[int]] = {}
    for r in site.results:
        results[r.code] = results.get(r.code, 0) + bool(r.stage)
    for report in site.reports:
        years.setdefault(report.region, set()).add(report.year)
    listed = [str(code) for code in regions.master()["region_code"]]
    listed += [code for code in site.codes if code not in set(listed)]
    entries: list[list[Any]] = []
    for code in listed:
        row = regions.record(code)
        kind = regions.TYPES.index(row["type"])
        count = results.get(code, -1 if code not in years else 0)
        entries.append([code, kind, row["name"], _aliases().get(code, ""), count, len(years.get(code, ()))])
    return entries


def _coverage_text(site: Site, year: int | None, t: Texts) -> str:
    counts = data.coverage(site, year)
    values = {"covered": counts["any"], "of": len(data.autonomous())}
    if year is None:
        return t("site.coverage.all", **values, final=counts["final"])
    if counts["raw"] and not counts["final"]:
        return t("site.coverage.raw", **values, year=year, final=counts["raw"])
    return t("site.coverage.year", **values, year=year, final=counts["final"])


def _shared(lang: str, other: str) -> dict[str, Any]:
    return {
        "t": texts(lang),
        "css": _asset("site.css"),
        "other": other,
        "other_lang": next(name for name in LANGUAGES if name != lang),
        "stages": STAGES,
        "stage_text": stage_text,
        "data_digest": manifest.raw_digest()[:16],
    }


def home(site: Site, lang: str) -> dict[str, str]:
    """Return the files of the home page in a language by name: the rows it has no room for, then the page."""
    t = texts(lang)
    other = addresses.home(next(name for name in LANGUAGES if name != lang))
    shown, rest = rows.split(rows.every(site, t), t)
    script = {addresses.rows(lang): rows.script(rest, t)} if rest else {}
    categories = {r.category for r in site.results if r.category}
    ordered = [*[c for c in cells.GROUPS if c in categories], *sorted(categories - {*cells.GROUPS})]
    looks = tiles.looks(site, t)
    provinces = [(code, regions.record(code)["name"]) for code in sorted(tiles.places())]
    if any(r.synthetic for r in site.results):
        made_up = regions.SYNTHETIC
        provinces.append((made_up["province_code"], f"{made_up['province']} ({t('reports.synthetic')})"))
    coverage = {str(y or ""): _coverage_text(site, y, t) for y in (None, *site.years)}
    page = render(
        TEMPLATES / "home.html.j2",
        **_shared(lang, other),
        js=_asset("site.js"),
        rows=shown,
        every=len(site.results),
        script=next(iter(script), ""),
        columns=[(name, t(f"site.column.{name}"), name in NUMERIC) for name in COLUMNS],
        national=[(year, cells.links(reports, t)) for year, reports in _by_year(site.reports_of(""))],
        tiles=tiles.tiles(looks[""]),
        legend=tiles.legend(),
        coverage=coverage,
        provinces=provinces,
        types=[(kind, t(f"site.type.{kind}")) for kind in regions.TYPES],
        categories=[(name, category_text(name, t)) for name in ordered],
        awards=[("yes", t("site.award"))] if any(r.award for r in site.results) else [],
        kept_stages=[(s, cells.stage(s, t)) for s in STAGES if any(r.stage == s for r in site.results)],
        years=site.years,
        known={
            "lang": lang,
            "folder": addresses.REGIONS,
            "ending": addresses.region("", lang),
            "regions": _search_list(site),
            "looks": {
                year: {code: (look.text, look.step, look.label) for code, look in by.items()}
                for year, by in looks.items()
            },
            "blank": [year for year, by in looks.items() if not any(look.step for look in by.values())],
            "coverage": coverage,
            "stages": [cells.stage(stage, t) for stage in STAGES],
            "types": [t(f"regions.{kind}", name="{name}") for kind in regions.TYPES],
            "words": {
                "count": t("site.table.count", shown="{shown}", every="{every}"),
                "more": t("site.table.more", every="{every}"),
                "found": t("site.search.found", results="{results}", made="{made}"),
                "nothing": t("site.search.nothing"),
                "none": t("site.search.none", text="{text}"),
                "others": t("site.search.others", left="{left}"),
                "note": t("site.map.note"),
                "few": t("site.map.few", fewest=data.FEWEST),
                "group": t("site.table.group", stage="{stage}", count="{count}"),
                "unscored": t("site.table.unscored", count="{count}"),
            },
        },
    )
    return {**script, addresses.home(lang): page}


def _by_year(reports: list[Report]) -> list[tuple[int, list[Report]]]:
    years = sorted({r.year for r in reports}, reverse=True)
    return [(year, [r for r in reports if r.year == year]) for year in years]


def region(site: Site, code: str, lang: str) -> str:
    """Return the page of a region in a language."""
    t = texts(lang)
    record = regions.record(code)
    results = site.results_of(code)
    other = addresses.region(code, next(name for name in LANGUAGES if name != lang))
    shown = [r for r in results if r.stage]
    figures = [
        {
            "r": r,
            "stage_text": cells.stage(r.stage, t),
            "score": cells.score(r, INDEX_SCALE, t),
            "raw": cells.score(r, RAW_SCALE, t),
            "category": cells.category(r, t),
            "award": cells.award(r, t),
            "innovations": cells.count(r.n_innovations, t),
            "agencies": cells.count(r.n_agencies, t),
            "rank": published.rank_text(r.rank, r.rank_cluster, t),
            "sources": cite(r.source, t).items if r.source else [],
            "note": r.note if lang == "en" else r.note_id,
        }
        for r in shown
    ]
    same = [c for c in regions.master()["region_code"] if c[:2] == record["province_code"] and c != code]
    having = set(site.codes)
    drawn = trend(results, t)
    return render(
        TEMPLATES / "region.html.j2",
        **_shared(lang, other),
        home=f"../{addresses.home(lang)}",
        code=code,
        name=regions.full_name(code, lang),
        record=record,
        type_text=t(f"site.type.{record['type']}"),
        synthetic=regions.is_synthetic(code),
        trend=drawn,
        rules=rules_note(drawn.changed, t) if drawn else "",
        trend_alt=_trend_alt(regions.full_name(code, lang), results, t) if drawn else "",
        rows=figures,
        notes=any(r["note"] for r in figures),
        has_award=any(r["award"] for r in figures),
        has_raw=any(r["raw"] for r in figures),
        has_score=any(r["score"] for r in figures),
        reports=[(year, cells.links(reports, t, "../")) for year, reports in _by_year(site.reports_of(code))],
        older=[(report.title, cells.older(report, t)) for report in site.reports_of(code) if report.older],
        neighbours=[(addresses.region(c, lang), regions.full_name(c, lang)) for c in same if c in having],
        n_others=sum(c not in having and regions.is_autonomous(c) for c in same),
    )


def _trend_alt(name: str, results: list[Result], t: Texts) -> str:
    points = [
        t("reports.trend.alt_point", year=r.year, stage=cells.stage(r.stage, t), score=r.high)
        for r in results
        if r.scale == INDEX_SCALE
    ]
    return t("reports.trend.alt", name=name, points="; ".join(points))
