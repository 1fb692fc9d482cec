"""The difference of two states as lines to read: the sum first, then each change with what it did."""

from __future__ import annotations

from typing import Any

import pandas as pd

from indeks import edition, regions
from indeks.gather.diff import DIGITS, KINDS
from indeks.texts import Texts, texts


def as_text(table: pd.DataFrame, lang: str = "id") -> str:
    """Return a table of :func:`indeks.gather.diff.diff` as text, changes of one kind together."""
    t = texts(lang)
    parts = []
    for (region, year), rows in table.groupby(["region_code", "year"], sort=False):
        first, last = rows["index"].iloc[0], rows["index"].iloc[-1]
        place = regions.full_name(region, lang) if regions.known(region) else region
        lines = [t("gather.diff.sum", region=place, year=int(year), old=t.number(first, DIGITS),
                   new=t.number(last, DIGITS), effect=t.number(last - first, DIGITS, signed=True))]  # fmt: skip
        rule = edition.of_year(int(year))
        names = {i.code: i.text(lang) for i in rule.indicators} if rule else {}
        changes = rows.iloc[1:]
        if changes.empty:
            lines.append(t("gather.diff.none"))
        for kind in KINDS[1:]:
            mine = changes[changes["change"] == kind]
            if mine.empty:
                continue
            total = t.number(sum(mine["effect"]), DIGITS, signed=True)
            lines += ["", t(f"gather.diff.kind.{kind}", n=len(mine), effect=total)]
            lines += [_line(record, kind, names, t) for record in mine.to_dict("records")]
        if len(changes):
            lines += ["", t("gather.diff.order")]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _line(record: dict[str, Any], kind: str, names: dict[str, str], t: Texts) -> str:
    what = names.get(record["indicator"], record["indicator"])
    of = " ".join(part for part in (record["innovation_id"], record["title"]) if part)
    of += f" ({record['agency']})" if record["agency"] else ""
    text = ": ".join(part for part in (of, what) if part)
    if kind in ("region_level", "level", "affair", "title"):
        text += t("gather.diff.change", old=record["old"] or t("gather.diff.empty"),
                  new=record["new"] or t("gather.diff.empty"))  # fmt: skip
    return f"  {t.number(record['effect'], DIGITS, signed=True):>9}  {text}"
