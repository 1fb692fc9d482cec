"""The pages of the site from what was gathered: the home page and one page for each region, in each language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from indeks import published, regions
from indeks.published import INDEX_SCALE, RAW_SCALE
from indeks.reports import manifest
from indeks.reports.blocks import TEMPLATES, cite, render
from indeks.reports.site import data, tiles
from indeks.reports.site.data import AWARD, STAGES, Result, Site
from indeks.reports.site.found import DOWNLOADS, Report
from indeks.reports.site.trend import trend
from indeks.reports.words import CATEGORIES, category_text, rank_text, stage_text
from indeks.texts import LANGUAGES, Texts, texts

REGIONS = "daerah"
"""Folder of the pages of regions."""
COLUMNS = ("region", "year", "stage", "score", "category", "reports", "province", "innovations", "raw")
GROUPS = (*reversed(CATEGORIES), AWARD)
"""Order of the categories, best first, and of awards that stand in their place."""
NUMERIC = frozenset({"year", "score", "innovations", "raw"})


def home_name(lang: str) -> str:
    """Return the file name of the home page: Indonesian is the one a browser opens by itself."""
    return "index.html" if lang == LANGUAGES[0] else f"index.{lang}.html"


def region_name(code: str, lang: str) -> str:
    """Return the file name of a region's page, inside its folder."""
    return f"{code}.html" if lang == LANGUAGES[0] else f"{code}.{lang}.html"


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / "site" / name).read_text(encoding="utf-8")


def _stage(stage: str, t: Texts) -> str:
    return stage_text(stage, t) if stage else t("site.stage.none")


def _group_text(group: str, t: Texts) -> str:
    return t("site.award") if group == AWARD else category_text(group, t)


def _category(result: Result, t: Texts) -> str:
    award = published.label("award", result.award, t.lang)
    return category_text(result.category, t, derived=result.derived) or award


def _score(result: Result, scale: str, t: Texts) -> str:
    """A score as the language writes it, a range where sources disagree; empty if it is on another scale."""
    if result.scale != scale or result.low is None or result.high is None:
        return ""
    digits = 2 if scale == INDEX_SCALE else 0
    low, high = t.number(result.low, digits), t.number(result.high, digits)
    return str(high) if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class Link:
    """A link to a report: what it shows and what it says to those who do not see where it stands."""

    href: str
    text: str
    label: str
    download: bool


def links(reports: list[Report], t: Texts, up: str = "") -> list[Link]:
    """Return the links to reports: in the page's language every format, in the other the page alone."""
    ordered = sorted(reports, key=lambda r: (r.lang != t.lang, LANGUAGES.index(r.lang)))
    made = []
    for report in ordered:
        own = report.lang == t.lang
        for kind, href in (("html", report.page), *(report.downloads if own else ())):
            name = t(f"site.format.{kind}")
            text = name if own else t("site.other_language", format=name, lang=report.lang.upper())
            label = t("site.link", title=report.title, format=name)
            made.append(Link(up + href, text, label, kind in DOWNLOADS))
    return made


def _key(text: str) -> str:
    """What a search compares: letters and digits only, without accents; site.js does the same."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]", "", "".join(c for c in plain if not unicodedata.combining(c)))


@cache
def _aliases() -> dict[str, str]:
    table = published.read_raw("region_aliases.csv")
    return table.groupby("region_code")["alias"].agg(lambda names: " ".join(map(_key, names))).to_dict()


def _search_list(site: Site) -> list[list[Any]]:
    """Every region with how much there is: code, type, name, other names, results, reports."""
    results: dict[str, int] = {}
    made: dict[str, set[int]] = {}
    for r in site.results:
        results[r.code] = results.get(r.code, 0) + bool(r.stage)
    for report in site.reports:
        made.setdefault(report.region, set()).add(report.year)
    listed = [str(code) for code in regions.master()["region_code"]]
    listed += [code for code in site.codes if code not in set(listed)]
    found: list[list[Any]] = []
    for code in listed:
        row = regions.record(code)
        kind = regions.TYPES.index(row["type"])
        count = results.get(code, -1 if code not in made else 0)
        found.append([code, kind, row["name"], _aliases().get(code, ""), count, len(made.get(code, ()))])
    return found


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


def home(site: Site, lang: str) -> str:
    """Return the home page in a language."""
    t = texts(lang)
    other = home_name(next(name for name in LANGUAGES if name != lang))
    names = {code: regions.full_name(code, lang) for code in site.codes}
    rows = [
        {
            "r": r,
            "name": names[r.code],
            "page": f"{REGIONS}/{region_name(r.code, lang)}",
            "stage": STAGES.index(r.stage),
            "stage_text": _stage(r.stage, t),
            "score": _score(r, INDEX_SCALE, t),
            "raw": _score(r, RAW_SCALE, t),
            "category": _category(r, t),
            "category_order": _category_order(r),
            "innovations": "" if r.n_innovations is None else str(t.number(r.n_innovations)),
            "province": regions.record(r.code)["province"],
            "links": links(site.reports_of(r.code, r.year), t),
        }
        for r in site.results
    ]
    groups = {r.group for r in site.results if r.group}
    ordered = [*[c for c in GROUPS if c in groups], *sorted(groups - {*GROUPS})]
    provinces = [(tile.province, tile.name) for tile in sorted(tiles.tiles(site), key=lambda tile: tile.province)]
    if any(r.synthetic for r in site.results):
        made_up = regions.SYNTHETIC
        provinces.append((made_up["province_code"], f"{made_up['province']} ({t('report.synthetic')})"))
    coverage = {str(y or ""): _coverage_text(site, y, t) for y in (None, *site.years)}
    return render(
        "site/home.html.j2",
        **_shared(lang, other),
        js=_asset("site.js"),
        rows=rows,
        columns=[(name, t(f"site.column.{name}"), name in NUMERIC) for name in COLUMNS],
        national=[(year, links(made, t)) for year, made in _by_year(site.reports_of(""))],
        tiles=tiles.tiles(site),
        legend=tiles.legend(),
        coverage=coverage,
        provinces=provinces,
        types=[(kind, t(f"site.type.{kind}")) for kind in regions.TYPES],
        categories=[(group, _group_text(group, t)) for group in ordered],
        kept_stages=[(s, _stage(s, t)) for s in STAGES if any(r.stage == s for r in site.results)],
        years=site.years,
        known={
            "lang": lang,
            "folder": REGIONS,
            "ending": region_name("", lang),
            "regions": _search_list(site),
            "counts": data.final_counts(site),
            "steps": tiles.STEPS,
            "coverage": coverage,
            "stages": [_stage(stage, t) for stage in STAGES],
            "types": [t(f"regions.{kind}", name="{name}") for kind in regions.TYPES],
            "words": {
                "count": t("site.table.count", shown="{shown}", every="{every}"),
                "more": t("site.table.more", every="{every}"),
                "found": t("site.search.found", results="{results}", made="{made}"),
                "nothing": t("site.search.nothing"),
                "none": t("site.search.none", text="{text}"),
                "others": t("site.search.others", left="{left}"),
                "tile": t("site.map.tile", name="{name}", count="{count}", able="{of}"),
                "group": t("site.table.group", stage="{stage}", count="{count}"),
                "unscored": t("site.table.unscored", count="{count}"),
            },
        },
    )


def _category_order(result: Result) -> int | None:
    if not result.group:
        return None
    return GROUPS.index(result.group if result.group in GROUPS else AWARD)


def _by_year(reports: list[Report]) -> list[tuple[int, list[Report]]]:
    years = sorted({r.year for r in reports}, reverse=True)
    return [(year, [r for r in reports if r.year == year]) for year in years]


def region(site: Site, code: str, lang: str) -> str:
    """Return the page of a region in a language."""
    t = texts(lang)
    record = regions.record(code)
    results = site.results_of(code)
    other = region_name(code, next(name for name in LANGUAGES if name != lang))
    shown = [r for r in results if r.stage]
    rows = [
        {
            "r": r,
            "stage_text": _stage(r.stage, t),
            "score": _score(r, INDEX_SCALE, t),
            "raw": _score(r, RAW_SCALE, t),
            "category": _category(r, t),
            "innovations": "" if r.n_innovations is None else str(t.number(r.n_innovations)),
            "agencies": "" if r.n_agencies is None else str(t.number(r.n_agencies)),
            "rank": rank_text(r.rank, r.rank_cluster, t),
            "sources": cite(r.source).items if r.source else [],
            "note": r.note if lang == "en" else r.note_id,
        }
        for r in shown
    ]
    same = [c for c in regions.master()["region_code"] if c[:2] == record["province_code"] and c != code]
    having = set(site.codes)
    drawn = trend(results, t)
    return render(
        "site/region.html.j2",
        **_shared(lang, other),
        home=f"../{home_name(lang)}",
        code=code,
        name=regions.full_name(code, lang),
        record=record,
        type_text=t(f"site.type.{record['type']}"),
        synthetic=site.results and any(r.synthetic for r in results),
        trend=drawn,
        trend_alt=_trend_alt(regions.full_name(code, lang), results, t) if drawn else "",
        rows=rows,
        notes=any(r["note"] for r in rows),
        has_raw=any(r["raw"] for r in rows),
        has_score=any(r["score"] for r in rows),
        reports=[(year, links(made, t, "../")) for year, made in _by_year(site.reports_of(code))],
        neighbours=[(region_name(c, lang), regions.full_name(c, lang)) for c in same if c in having],
        n_others=sum(c not in having and regions.is_autonomous(c) for c in same),
    )


def _trend_alt(name: str, results: list[Result], t: Texts) -> str:
    points = [
        t("report.trend.alt_point", year=r.year, stage=_stage(r.stage, t), score=r.high)
        for r in results
        if r.scale == INDEX_SCALE
    ]
    return t("report.trend.alt", name=name, points="; ".join(points))
