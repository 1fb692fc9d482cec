"""Editions and scores as text for a terminal, and scores as JSON."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from indeks.edition import Edition, Scale, sources
from indeks.texts import Texts
from indeks.texts.words import category_text, certainty_text

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 110
GAP = "  "


def columns(
    rows: Sequence[Sequence[str]], heads: Sequence[str], *, right: Iterable[int] = (), wide: int = -1
) -> str:
    """Lay out rows of text in columns under their heads; the column ``wide`` is wrapped to the terminal's width.

    Examples
    --------
    >>> print(columns([["a", "1"], ["b", "23"]], ["name", "n"], right=[1]))
    name   n
    ----  --
    a      1
    b     23
    """
    right = set(right)
    cells = [list(heads), *[list(map(str, r)) for r in rows]]
    widths = [max(len(r[k]) for r in cells) for k in range(len(heads))]
    if wide >= 0:
        others = sum(widths) - widths[wide] + len(GAP) * (len(heads) - 1)
        widths[wide] = max(20, min(widths[wide], WIDTH - others))
    lines = []
    for position, row in enumerate(cells):
        wrapped = [textwrap.wrap(c, widths[k]) or [""] if k == wide else [c] for k, c in enumerate(row)]
        for line in range(max(len(w) for w in wrapped)):
            parts = [w[line] if line < len(w) else "" for w in wrapped]
            text = GAP.join(p.rjust(widths[k]) if k in right else p.ljust(widths[k]) for k, p in enumerate(parts))
            lines.append(text.rstrip())
        if position == 0:
            lines.append(GAP.join("-" * w for w in widths))
    return "\n".join(lines)


def capabilities(rule: Edition, t: Texts) -> tuple[str, str, str]:
    """Return whether maturity, count score and index can be computed: yes, no, or with a given SPD total."""
    if rule.missing:
        return t("cli.describe.yes"), t("cli.describe.no"), t("cli.describe.no")
    return (
        t("cli.describe.yes"),
        t("cli.describe.yes"),
        t("cli.describe.yes" if rule.has_spd_levels else "cli.describe.with_spd"),
    )


def editions_text(rules: Sequence[Edition], t: Texts) -> str:
    """List editions with what each can compute, how surely, and why not more."""
    rows = []
    for rule in rules:
        rows.append([rule.id, ", ".join(map(str, rule.years)), *capabilities(rule, t), rule.summary_text(t.lang)])
    heads = [t(f"cli.describe.head.{h}") for h in ("edition", "year", "maturity", "count", "index", "summary")]
    return columns(rows, heads, wide=5) + "\n\n" + t("cli.describe.editions_hint")


def edition_text(rule: Edition, t: Texts) -> str:
    """Write the whole rule of an edition: constants, categories, window, every indicator with its levels."""
    lang = t.lang
    parts = [rule.title_text(lang), rule.summary_text(lang), "; ".join(rule.legal_basis)]
    rows = [
        [_name(name, t), _value(c.value, t), certainty_text(c.certainty, t), ", ".join(c.sources)]
        for name, c in (*rule.formula.items(), *rule.eligibility.items())
    ]
    rows += [
        [
            c.text(lang),
            f"{t.number(c.min, 2)} – {t.number(c.max, 2)}",
            certainty_text(c.certainty, t),
            ", ".join(c.sources),
        ]
        for c in rule.categories
    ]
    heads = [t(f"cli.describe.head.{h}") for h in ("part", "value", "certainty", "sources")]
    parts += ["", columns(rows, heads, wide=1)]
    note = rule.formula_note_en if lang == "en" else rule.formula_note
    parts += ["", note] if note else []
    for aspect in ("spd", "sid"):
        parts += [
            "",
            t(f"cli.describe.{aspect}"),
            columns(*_indicator_rows(rule, aspect, t), right=[2, 3], wide=4),
        ]
    if rule.has_basic_rule:
        parts += ["", t("cli.describe.basic", names="; ".join(rule.formula["basic_affairs"].value))]
    parts += ["", t("cli.describe.sources")]
    key = "text_en" if lang == "en" else "text"
    known = sources()
    parts += [
        textwrap.fill(f"{s}: {known[s][key]}", WIDTH, subsequent_indent="    ")
        for s in rule.source_ids()
        if s in known
    ]
    return "\n".join(parts)


def _name(name: str, t: Texts) -> str:
    """Return the words for a constant; its own name where an edition of the user's own has one more."""
    for key in (f"edition.part.{name}", f"cli.describe.rule.{name}"):
        if t.has(key):
            return t(key)
    return name


def _value(value: object, t: Texts) -> str:
    import datetime as dt

    if isinstance(value, bool):
        return t("cli.describe.yes" if value else "cli.describe.no")
    if isinstance(value, dt.date):
        return t.date(value)
    if isinstance(value, tuple):
        return t.number(len(value))
    return value if isinstance(value, str) else t.plain(value)


def _indicator_rows(rule: Edition, aspect: str, t: Texts) -> tuple[list[list[str]], list[str]]:
    rows = []
    for i in rule.indicators:
        if i.aspect != aspect:
            continue
        weight = t.plain(i.weight) if i.weight is not None else "?"
        best = t.plain(i.max_points) if i.max_points is not None else "?"
        note = i.note_en if t.lang == "en" else i.note
        text = i.text(t.lang) + (" *" if i.mandatory else "")
        details = [*(_scale_text(s, t, many=len(i.scales) > 1) for s in i.scales), note]
        certainty = "; ".join(
            f"{t('cli.describe.of.' + part)} {certainty_text(c, t)} ({', '.join(i.sources.get(part, ()))})"
            for part, c in i.certainty.items()
        )
        rows.append(
            [i.label, i.code, weight, best, ". ".join(d.rstrip(".") for d in (text, *details, certainty) if d)]
        )
    heads = [t(f"cli.describe.head.{h}") for h in ("number", "code", "weight", "maximum", "indicator")]
    return rows, heads


def _scale_text(scale: Scale, t: Texts, *, many: bool) -> str:
    levels = "; ".join(f"{lv.score} = {lv.text(t.lang)}" for lv in scale.levels)
    name = scale.name_en if t.lang == "en" else scale.name
    return f"[{scale.basis}: {name}] {levels}" if many else levels


def scores_text(table: pd.DataFrame, t: Texts) -> str:
    """Write scores of regions, or maturities of innovations, as columns."""
    digits = {
        "spd": 2, "mean_maturity": 2, "count_score": 2, "sid": 2, "total": 2, "index": 2, "maturity": 2,
        "verified_maturity": 2, "max_maturity": 0, "n_innovations": 0, "divisor": 0, "basic_affairs": 0,
    }  # fmt: skip
    names = [c for c in table.columns if c not in ("edition", "stated", "index_high")]
    rows = []
    for record in table.to_dict("records"):
        row = []
        for name in names:
            value = record[name]
            if name == "examined":
                row.append(f"{t.number(value)}/{t.number(record['stated'])}")
            elif name == "index_low":
                ends = dict.fromkeys(record[end] for end in ("index_low", "index_high"))  # one where equal
                row.append("" if math.isnan(value) else " – ".join(t.number(end, 2) for end in ends))
            elif name in digits:
                row.append(t.number(value, digits[name]) if not math.isnan(value) else "")
            elif name == "category":
                row.append(category_text(str(value), t))
            elif name == "basis":
                row.append(t(f"reports.basis.{value}"))
            elif name == "sent":
                row.append(t("cli.describe.yes" if value else "cli.describe.no"))
            else:
                row.append(str(value))
        rows.append(row)
    heads = [t(f"cli.describe.score.{name}") for name in names]
    wide = names.index("title") if "title" in names else -1
    right = [k for k, n in enumerate(names) if n in digits or n == "examined"]
    return columns(rows, heads, right=right, wide=wide)


def to_json(table: pd.DataFrame) -> str:
    """Return a table as a JSON array of rows; missing numbers are null, floats are rounded to ten decimals."""
    import json

    def plain(value: object) -> object:
        if hasattr(value, "item"):
            value = value.item()
        if isinstance(value, float):
            return None if math.isnan(value) else round(value, 10)
        return value

    rows = [{k: plain(v) for k, v in record.items()} for record in table.to_dict("records")]
    return json.dumps(rows, ensure_ascii=False, indent=2)
