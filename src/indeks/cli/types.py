"""Commands on types of innovation and on look-alikes: types, similar; and how their tables are printed."""

from __future__ import annotations

import argparse
import sys
import textwrap
from dataclasses import replace

import pandas as pd

from indeks import regions
from indeks.cli import printing, type_views
from indeks.cli.alive import alive
from indeks.cli.arguments import OK
from indeks.cli.call import Misuse, is_utf8, of_the_call
from indeks.cli.edge import show_json
from indeks.texts import Texts
from indeks.texts.cells import csv_text
from indeks.typology.lexicon import Lexicon
from indeks.typology.lookalikes import FLOOR, NONE_STRONG, VERDICTS
from indeks.typology.text import column

TITLE = 44
"""Letters of a title in a table for the terminal."""


def types(options: argparse.Namespace, t: Texts) -> int:
    """Print the sectors of innovations, or what is asked about them."""
    from indeks import intake
    from indeks.typology import lexicon, sectors

    with alive(t):
        words = lexicon.load(options.lexicon)
        data = intake.load_innovations(options.path, lang=t.lang)
        known = sectors.evidence(data.innovations, words, agencies=data.agencies)
        table = sectors.sectors(data.innovations, data.agencies, words, known=known)
        if options.against:
            shown, text = type_views.against(options.against, table, words, t)
        elif options.candidates:
            shown, text = type_views.candidates(data.innovations, table, t)
        elif options.scores:
            shown, text = type_views.scores(data.innovations, table, known, words, t)
        else:
            shown = table if options.format == "table" else type_views.whole(data.innovations, table, known)
            if options.review:
                wanted = (table["review"] | table["conflict"]).to_numpy()
                shown, data = shown[wanted], replace(data, innovations=data.innovations[wanted])
            text = sectors_text(shown, data.innovations, words, t) if options.format == "table" else ""
    return _printed(shown, text, options.format)


def _printed(table: pd.DataFrame, text: str, form: str) -> int:
    if form == "json":
        show_json(printing.to_json(table))
    elif form == "csv":
        sys.stdout.write(csv_text(table))
    else:
        print(text)
    return OK


def similar(options: argparse.Namespace, t: Texts) -> int:
    """Print innovations like a text."""
    from indeks.typology import corpus, lookalikes

    if not is_utf8(options.text):
        raise Misuse("cli.similar.not_utf8")
    with alive(t):
        known = corpus.read(options.corpus, t.lang) if options.corpus else corpus.shipped()
        owners = set(known["region_code"])
        with of_the_call():
            code = regions.resolve(options.region, own=owners) if options.region else ""
        table = lookalikes.similar(options.text, lookalikes.index(known), region_code=code)
    if options.format == "json":
        show_json(printing.to_json(table))
    elif options.format == "csv":
        sys.stdout.write(csv_text(table))
    elif code and owners == {code}:
        print(t("typology.similar.own_only", region=region_text(code, t)))
    else:
        print(similar_text(table, t))
    return OK


def sectors_text(table: pd.DataFrame, innovations: pd.DataFrame, lexicon: Lexicon, t: Texts) -> str:
    """Write the sectors of innovations as columns, with a summary below."""
    rows = []
    for record, title in zip(table.to_dict("records"), column(innovations, "title"), strict=True):
        rows.append(
            [
                str(record["innovation_id"]),
                textwrap.shorten(title, TITLE, placeholder="…"),
                sector_name(record["sector"], lexicon, t),
                t.number(record["margin"], 1),
                marks(record, t),
                "; ".join(record["matched"]),
            ]
        )
    heads = [
        t(f"typology.head.{name}") for name in ("innovation_id", "title", "sector", "margin", "mark", "matched")
    ]
    summary = [t("typology.summary", n=len(table), review=int(table["review"].sum()))]
    if table["conflict"].any():
        summary.append(t("typology.counted.conflict", n=int(table["conflict"].sum())))
    for basis in ("agency", "affair"):
        if (table["basis"] == basis).any():
            summary.append(t(f"typology.counted.{basis}", n=int((table["basis"] == basis).sum())))
    return printing.columns(rows, heads, right=[3], wide=5) + "\n\n" + " ".join(summary)


def sector_name(sector: object, lexicon: Lexicon, t: Texts) -> str:
    """Return the name of a sector, or the words for none."""
    return lexicon.name(sector, t.lang) if isinstance(sector, str) and sector else t("typology.none")


def marks(record: dict, t: Texts) -> str:
    """Return in words what marks a row: corrected, to review, of another affair, by agency or affair alone."""
    names = [name for name in ("corrected", "review", "conflict") if record[name]]
    names += [record["basis"]] if record["basis"] in ("agency", "affair") else []
    return ", ".join(t(f"typology.mark.{name}") for name in names)


def similar_text(table: pd.DataFrame, t: Texts) -> str:
    """Write look-alikes as columns; says so first where none is strong, or nothing is alike at all."""
    best = float(table["similarity"].max()) if len(table) else 0.0
    if not len(table):
        return t("typology.similar.nothing")
    if best >= FLOOR:
        table = table[table["similarity"] >= FLOOR]
    rows = [
        [
            t.number(place),
            t.number(record["similarity"], 2),
            verdict_text(record["verdict"], t),
            region_text(record["region_code"], t),
            record["title"],
            ", ".join(record["shared"]),
        ]
        for place, record in enumerate(table.to_dict("records"), start=1)
    ]
    heads = [t(f"typology.head.{name}") for name in ("rank", "similarity", "verdict", "region", "title", "shared")]
    shown = printing.columns(rows, heads, right=[0, 1], wide=4)
    if best < FLOOR:
        return t("typology.similar.none", best=best) + "\n\n" + shown
    if (table["verdict"] == NONE_STRONG).all():
        return t("typology.similar.weak") + "\n\n" + shown
    return shown


def verdict_text(verdict: str, t: Texts) -> str:
    """Return the words for a verdict."""
    return t(f"typology.verdict.{VERDICTS.index(verdict)}")


def region_text(code: str, t: Texts) -> str:
    """Return the name of a region; a code that is not in the master list stays as it is."""
    return regions.full_name(code, t.lang) if regions.known(code) else code
