"""Commands that look ahead: forecast, whatif."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from indeks.cli.alive import alive
from indeks.cli.arguments import OK
from indeks.cli.call import Misuse, of_the_call, totals_of, year_of
from indeks.cli.edge import show_json
from indeks.texts import Texts
from indeks.texts.cells import csv_text

if TYPE_CHECKING:
    import pandas as pd

    from indeks.planning.forecast import Forecast


def forecast(options: argparse.Namespace, t: Texts) -> int:
    """Print what may be left of an index, and on what assumptions."""
    from indeks.planning.forecast import LOWERED, STRICTNESS, as_json
    from indeks.planning.forecast import forecast as foretell
    from indeks.planning.pairs import read_own

    asked: dict[str, Any] = {
        "keep": _chances("--keep", options.keep),
        "refused": _chances("--refused", options.refused),
        "lowered": LOWERED if options.lowered is None else _number("--lowered", options.lowered),
        "strictness": STRICTNESS if options.strictness is None else _number("--strictness", options.strictness),
    }
    with alive(t):
        asked["pairs"] = read_own(options.pairs) if options.pairs else ()
        with _data(options, t) as place:
            told = foretell(**place, **asked)
    if options.format == "json":
        show_json(json.dumps(as_json(told), ensure_ascii=False, indent=2))
    elif options.format == "csv":
        sys.stdout.write(csv_text(_rows(told)))
    else:
        print(_text(told, t))
    return OK


def whatif(options: argparse.Namespace, t: Texts) -> int:
    """Print the index before and after some changes."""
    from indeks.cli.printing import to_json
    from indeks.planning.whatif import parse_level
    from indeks.planning.whatif import whatif as suppose

    levels: dict[str, str] = {}
    with of_the_call():
        for text in options.set:
            target, level = parse_level(text)
            if target in levels:
                raise Misuse("planning.whatif.twice", target=target)
            levels[target] = level
    with alive(t), _data(options, t) as place:
        table = suppose(levels=levels, send=options.send, hold=options.hold, add=options.add, **place)
    if options.format == "json":
        show_json(to_json(table))
    elif options.format == "csv":
        sys.stdout.write(csv_text(table))
    else:
        print(_changes_text(table, t))
    return OK


@contextmanager
def _data(options: argparse.Namespace, t: Texts) -> Iterator[dict[str, Any]]:
    """Load the data and give what says where to look; what is asked wrongly is told as a fault of the call."""
    from indeks import intake, regions
    from indeks.cli.data import of_regions, tell_absent
    from indeks.planning.standing import PlanningError
    from indeks.scoring.units import SpdOutOfRange

    year = None if options.year is None else year_of(options.year)
    stated = totals_of(options.spd)
    data = intake.load(options.path, lang=t.lang, edition=options.edition)
    given = of_regions(data, stated)
    with of_the_call(PlanningError, SpdOutOfRange, regions.UnknownRegion, regions.AmbiguousRegion):
        yield {"data": data, "region": options.region, "year": year, "edition": options.edition, "spd": given}
    tell_absent(data, options.edition, given, t)


def _number(option: str, text: str) -> float:
    """Return a number as typed."""
    from indeks.intake import NumberError, parse_number

    try:
        return float(parse_number(text, whole=False))
    except NumberError:
        raise Misuse("cli.forecast.number", option=option, text=text) from None


def _chances(option: str, texts: Sequence[str]) -> dict[str, float]:
    """Return chances such as ``file=0.9`` by name."""
    chances: dict[str, float] = {}
    for text in texts:
        name, equals, chance = (part.strip() for part in text.partition("="))
        if not (name and equals and chance) or name in chances:
            example = "file=0.9" if option == "--keep" else "flagged=0.5"
            raise Misuse("planning.forecast.form", option=option, text=text, example=example)
        chances[name] = _number(option, chance)
    return chances


def _rows(told: Forecast) -> pd.DataFrame:
    """Return everything a forecast says as one long table: ``kind, name, value, category``."""
    import pandas as pd

    rows: list[tuple[str, str, object, str]] = [("index", "claimed", told.claimed, told.claimed_category)]
    rows += [("index", name, getattr(told, name), "") for name in ("verified_low", "verified_high")]
    rows += [("scenario", r["name"], r["index"], r["category"]) for r in told.scenarios.to_dict("records")]
    rows += [("quantile", name, value, "") for name, value in told.quantiles.items()]
    rows += [("category", name, round(chance, 6), name) for name, chance in told.categories.items()]
    rows += [("assumption", name, value, "") for name, value in _flat(told.assumptions)]
    return pd.DataFrame(rows, columns=["kind", "name", "value", "category"]).astype({"value": object})


def _flat(values: Any, name: str = "") -> Iterator[tuple[str, object]]:
    """Yield what stands in nested values with names such as ``keep.file``."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from _flat(value, f"{name}.{key}" if name else str(key))
    elif isinstance(values, list):
        for k, value in enumerate(values):
            yield from _flat(value, f"{name}.{k}")
    else:
        yield name, values


def _text(told: Forecast, t: Texts) -> str:
    """Write a forecast as it is read: what stands, scenarios, intervals, categories, pairs, assumptions."""
    from indeks.cli.printing import columns
    from indeks.planning import forecast_words as words
    from indeks.texts.words import category_text

    def head(*names: str) -> list[str]:
        return [t(f"planning.forecast.head.{name}") for name in names]

    parts = [t("planning.forecast.title", region=_name(told.region_code, t), year=told.year, edition=told.edition)]
    parts += [*words.state(told, t), "", t("planning.forecast.scenarios")]
    scenarios = [
        [t(f"planning.forecast.scenario.{r['name']}"), t.number(r["share"], 2), t.number(r["index"], 2),
         category_text(r["category"], t)]
        for r in told.scenarios.to_dict("records")
    ]  # fmt: skip
    parts.append(columns(scenarios, head("name", "share", "index", "category"), right=[1, 2]))
    intervals = [
        [t.number(r["strictness"], 2), *(t.number(r[end], 2) for end in ("low", "middle", "high")),
         t("planning.forecast.own") if r["own"] else ""]
        for r in told.intervals.to_dict("records")
    ]  # fmt: skip
    heads = [*head("strictness", "low", "middle", "high"), ""]
    parts += ["", t("planning.forecast.intervals"), columns(intervals, heads, right=[0, 1, 2, 3])]
    parts.append(t("planning.forecast.reading"))
    categories = [[category_text(c, t), words.chance(p, t)] for c, p in told.categories.items()]
    parts += ["", t("planning.forecast.categories", strictness=told.assumptions["strictness"])]
    parts.append(columns(categories, head("category", "chance"), right=[1]))
    if len(told.published):
        pairs = [
            [_name(r["region_code"], t), str(r["year"]), t.number(r["before"], 2), *words.pair_cells(r, t)]
            for r in told.published.to_dict("records")
        ]
        heads = head("region", "year", "before", "final", "ratio")
        parts += ["", t("planning.forecast.pairs"), columns(pairs, heads, right=[2, 3, 4])]
    parts += ["", t("planning.forecast.assumptions")]
    parts += [f"  - {sentence}" for sentence in words.assumptions(told, t)]
    return "\n".join([*parts, "", t("planning.forecast.arithmetic")])


def _name(code: str, t: Texts) -> str:
    """Return the name of a region with its type; the code of one that only the data know."""
    from indeks import regions

    return regions.full_name(code, t.lang) if regions.known(code) else code


def _changes_text(table: pd.DataFrame, t: Texts) -> str:
    """Write the changes and the parts of both indices as columns."""
    import pandas as pd

    from indeks.cli.printing import columns
    from indeks.texts.words import category_text

    def shown(value: Any, name: str, *, signed: bool = False) -> str:
        if value is None or pd.isna(value):
            return ""
        if isinstance(value, bool):
            return t("planning.whatif.sent" if value else "planning.whatif.held")
        if isinstance(value, str):
            return category_text(value, t)
        return str(t.number(value, 0 if isinstance(value, int) or name in WHOLE else 2, signed=signed))

    rows = []
    for r in table.to_dict("records"):
        name = t(f"planning.whatif.name.{r['name']}") if r["what"] == "result" else r["name"]
        cells = [shown(r[column], r["name"]) for column in ("old", "new")]
        cells += [shown(r["change"], r["name"], signed=True)]
        alone = "" if r["what"] == "result" else t.number(r["alone"], 2, signed=True)
        rows.append([name, *cells, alone])
    heads = [t(f"planning.whatif.head_of.{name}") for name in ("name", "old", "new", "change", "alone")]
    return columns(rows, heads, right=[1, 2, 3, 4])


WHOLE = ("n_innovations", "basic_affairs")
