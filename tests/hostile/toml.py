"""TOML of people and of bad will: editions, lists of reports, lexica; and what stands where a file should."""

from __future__ import annotations

import copy
import datetime as dt
import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from . import shapes
from .cases import Case, Expect, done, recipe, refused, right, right_or_refused, score_of
from .worlds import World, plain, rule_of, world

OWN = "aturan.toml"


def write(value: Any) -> str:
    """A value as TOML, tables in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {write(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(write(v) for v in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return (
        value.isoformat()
        if isinstance(value, dt.date)
        else f"{value:f}"
        if isinstance(value, Decimal)
        else str(value)
    )


def document(rule: Any) -> str:
    """A whole document as TOML."""
    return "".join(f"{json.dumps(k)} = {write(v)}\n" for k, v in rule.items())


def own_rule(rng: Random) -> dict[str, Any]:
    """The rule of 2026 with other weights, divisor, cap, gate and bounds, all in agreement."""
    rule: dict[str, Any] = copy.deepcopy(dict(rule_of(2026)))
    rule |= {"id": "aturan-sendiri", "years": [rng.choice((2019, 2022, 2026))]}
    for indicator in rule["indicators"]:
        if "weight" in indicator and rng.random() < 0.5:
            indicator["weight"] = Decimal(rng.choice(["0.5", "1", "1.25", "2", "3.5", "7"]))
    formula = rule["formula"]
    formula["min_divisor"]["value"] = rng.choice((1, 5, 12, 40))
    formula["count_weight"]["value"] = Decimal(rng.choice(["0.1", "0.38", "1", "2.5"]))
    formula["count_cap"]["value"] = rng.choice((1, 10, 200))
    formula["min_basic_affairs"]["value"] = rng.choice((1, 3, 6))
    weights = {
        a: [i["weight"] for i in rule["indicators"] if i["aspect"] == a and i["code"] != "jumlah_inovasi"]
        for a in ("spd", "sid")
    }
    maxima = {"max_spd": 3 * sum(weights["spd"]), "max_maturity": 3 * sum(weights["sid"])}
    maxima["max_count"] = formula["count_weight"]["value"] * formula["count_cap"]["value"]
    maxima["max_total"] = sum(maxima.values())
    for name, value in maxima.items():
        formula[name]["value"] = value
    bounds = sorted(rng.sample(range(100, 9900), 2))
    top, middle, low, none = rule["categories"]
    top["min"], middle["max"] = Decimal(bounds[1]) / 100, Decimal(bounds[1] - 1) / 100
    middle["min"], low["max"] = Decimal(bounds[0]) / 100, Decimal(bounds[0] - 1) / 100
    assert low["min"] == Decimal("0.01")
    assert none["max"] == 0
    return rule


def _data(folder: Path, made: World) -> Path:
    return shapes.csv_folder(folder / "data", shapes.tables(made))


def _edition(folder: Path, content: str | bytes, name: str = OWN) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@recipe("toml", weight=5)
def own_edition(rng: Random, folder: Path) -> Case:
    rule = own_rule(rng)
    made = world(rng, year=rule["years"][0], rule=rule, n_regions=rng.choice((1, 3)))
    path = _edition(folder, document(rule))
    return Case(score_of(_data(folder, made), "--edition", str(path)), right(made))


@recipe("toml", weight=8)
def edition_broken(rng: Random, folder: Path) -> Case:
    """One thing of a rule is missing, of another kind, or no number to count with."""
    made = plain(rng)
    rule = copy.deepcopy(dict(rule_of(2026)))
    formula, indicators, categories = rule["formula"], rule["indicators"], rule["categories"]
    raw: dict[str, str] = {}
    spoil: Callable[[], Any] = rng.choice(
        [
            lambda: rule.pop("formula"), lambda: rule.pop("indicators"), lambda: rule.update(formula=3),
            lambda: rule.update(indicators=[1, 2]), lambda: rule.update(indicators={"a": 1}), lambda: rule.update(years=["2026"]),
            lambda: rule.update(years=[]), lambda: rule.update(schema="x"), lambda: rule.update(categories=7),
            lambda: formula.update(min_divisor=12), lambda: formula["min_divisor"].update(value=0),
            lambda: formula["min_divisor"].update(value=-3), lambda: formula["min_divisor"].update(value=1.5),
            lambda: formula["min_divisor"].update(value="12"), lambda: formula["min_divisor"].update(value=[12]),
            lambda: raw.update(nan="min_divisor"), lambda: raw.update(inf="count_weight"), lambda: raw.update(nan="max_total"),
            lambda: indicators[3].update(weight="2"), lambda: indicators[3].update(weight=-1),
            lambda: indicators[3].update(weight=0), lambda: indicators[3].pop("code"), lambda: indicators[3].update(code=3),
            lambda: indicators[3].update(aspect="x"), lambda: indicators[3].update(levels="x"),
            lambda: indicators[3].update(levels=[{"score": 9, "label": "a"}]), lambda: indicators[3].update(certainty="x"),
            lambda: indicators[3].update(code=indicators[4]["code"]), lambda: indicators[3].update(number="3"),
            lambda: indicators[3]["levels"][0].update(max="x"), lambda: categories[0].update(min="x"),
            lambda: categories[0].update(min=10), lambda: categories[1].update(certainty="sure"),
            lambda: rule.update(eligibility=[1]), lambda: rule["eligibility"]["applied_from"].update(value="x"),
            lambda: rule["eligibility"].update(applied_from=3), lambda: formula["basic_affairs"].update(value="Kesehatan"),
            lambda: indicators[3].update(variable="x"), lambda: indicators[3].update(alternatives="x"),
            lambda: indicators[3].update(name=5), lambda: rule.update(id=5), lambda: rule.update(id=""),
            lambda: indicators[3].update(sub=[1]), lambda: indicators[3].update(mandatory="x"),
            lambda: indicators[3].update(unit=5), lambda: indicators[3].update(step="x"), lambda: rule.update(legal_basis=[1]),
            lambda: rule.update(title_en=5), lambda: indicators[3].update(sources={"levels": [[1]]}),
            lambda: indicators[3].update(name_en=[1]), lambda: indicators[3].update(note=5),
            lambda: categories[0].update(name_en=3), lambda: categories[0].update(sources=[3]),
        ]
    )  # fmt: skip
    spoil()
    text = document(rule)
    for word, name in raw.items():
        text = text.replace(
            f'"{name}" = {{ "value" = {write(formula[name]["value"])}', f'"{name}" = {{ "value" = {word}'
        )
    path = _edition(folder, text)
    call = rng.choice([score_of(_data(folder, made), "--edition", str(path)), ["editions", "show", str(path)],
                       ["check", str(_data(folder, made)), "--edition", str(path)]])  # fmt: skip
    return Case(call, refused(OWN))


@recipe("toml", weight=6)
def edition_no_toml(rng: Random, folder: Path) -> Case:
    """Text that is no TOML, or TOML no program should read."""
    made = plain(rng)
    text = document(dict(rule_of(2026)))
    content = rng.choice(
        [
            b"", b"\x00" * 100, b"\xff\xfe" + text.encode("utf-16-le"), text.encode("utf-16"), text.replace("Inovatif", "\xe9").encode("latin-1"),
            b"x = " + b"9" * 5000 + b"\n" + text.encode(), b"x = " + b"[" * 5000 + b"]" * 5000 + b"\n" + text.encode(),
            b"x = " + b"{a=" * 3000 + b"1" + b"}" * 3000 + b"\n" + text.encode(), b'x = "\\ud800"\n' + text.encode(),
            text.replace('"count_cap" = { "value" = 200', '"count_cap" = { "value" = ' + "9" * 5000).encode(),
            text.replace('"years" = [2026]', '"years" = [' + "9" * 400 + "]").encode(),
            b"[a]\n[a]\n" + text.encode(), b"schema = 1\nschema = 2\n", b"PK\x03\x04", b"{}", text.encode()[: len(text) // 2],
            b"x = 1979-13-45\n" + text.encode(), b"x = 0001-01-01T25:00:00\n", b"." * 100_000, b"a." * 20_000 + b"b = 1\n",
            text.replace('"min_divisor" = { "value" = 12', '"min_divisor" = { "value" = ' + "9" * 400).encode(),
            text.replace('"weight" = 3,', '"weight" = 1e999999,', 1).encode(),
            text.replace('"weight" = 3,', '"weight" = 1e-999999,', 1).encode(),
        ]
    )  # fmt: skip
    path = _edition(folder, content)
    call = rng.choice([score_of(_data(folder, made), "--edition", str(path)), ["editions", "show", str(path)]])
    return Case(call, refused(OWN))


@recipe("toml", weight=2)
def edition_with_a_mark(rng: Random, folder: Path) -> Case:
    """Windows' editor puts a mark before the text; comments and line ends change nothing."""
    rule = own_rule(rng)
    made = world(rng, year=rule["years"][0], rule=rule)
    text = document(rule)
    content = rng.choice(
        [b"\xef\xbb\xbf" + text.encode(), text.replace("\n", "\r\n").encode(), ("# catatan\n\n" + text).encode()]
    )
    return Case(score_of(_data(folder, made), "--edition", str(_edition(folder, content))), right(made))


@recipe("toml", weight=2)
def unknown_constants(rng: Random, folder: Path) -> Case:
    """Keys that no rule knows change no score."""
    rule = own_rule(rng)
    rule["catatan"] = "<b>" + "x" * 50
    rule["formula"]["lain"] = {"value": 5, "certainty": "inferred", "sources": ["S1"]}
    made = world(rng, year=rule["years"][0], rule=rule)
    path = _edition(folder, document(rule))
    return Case(score_of(_data(folder, made), "--edition", str(path)), right_or_refused(made, OWN))


# what stands where a file should


@recipe("device", weight=10)
def no_file_to_read(rng: Random, folder: Path) -> Case:
    """Devices, pipes, folders and loops as dataset, edition, list, lexicon, corpus, template, logo, notebook."""
    made = plain(rng)
    data = str(_data(folder, made))
    what = rng.choice(
        [
            "/dev/zero",
            "/dev/urandom",
            "/dev/null",
            "pipe",
            "folder",
            "loop",
            "/dev/stdin",
            "/dev/full",
            "/proc/self/mem",
        ]
    )
    odd = folder / rng.choice(["barang", "barang.xlsx", "barang.toml", "barang.csv"])
    if what == "pipe":
        os.mkfifo(odd)
    elif what == "folder":
        odd.mkdir()
    elif what == "loop":
        odd.symlink_to(odd)
    else:
        odd = Path(what) if rng.random() < 0.5 or what == "/dev/stdin" else odd
        if str(odd) != what:
            odd.symlink_to(what)
    name = str(odd)
    out = str(folder / "laporan")
    call = rng.choice(
        [
            ["score", name], ["check", name], ["types", name], ["score", data, "--edition", name],
            ["check", data, "--edition", name], ["editions", "show", name], ["types", data, "--lexicon", name],
            ["similar", "posyandu keliling", "--corpus", name], ["report", "--list", name, "--out", out],
            ["batch", "--list", name, "--out", out], ["report", "--region", "99.71", "--year", "2026", "--data", name, "--out", out],
            ["report", "--region", "99.71", "--year", "2026", "--data", data, "--edition", name, "--out", out],
            ["template", "--year", "2026", "--region", "99.71", "--edition", name, str(folder / "baru.xlsx")],
            ["report", "--region", "99.71", "--year", "2026", "--data", data, "--template", name, "--out", out, "--formats", "docx"],
            ["report", "--region", "99.71", "--year", "2026", "--data", data, "--logo", name, "--out", out],
            ["batch", "--years", "2026", "--regions", "all", "--data", name, "--out", out],
            ["batch", "--years", "2026", "--regions", "99.71", "--notebook", name, "--out", out],
        ]
    )  # fmt: skip
    expect = refused(
        (odd.name, name), exits=(1, 2) if what in ("/proc/self/mem", "folder") else (2,)
    )  # that one is a file until it is read; a folder may hold tables
    if call[0] in ("batch", "report"):  # the folder of the reports may be there already
        return Case(call, Expect(**(expect.__dict__ | {"makes": ("laporan", "laporan/*")})))
    return Case(call, expect)


# lists of reports


LIST = "daftar.toml"
ENTRY = ("[[city]]", "[[year]]", "[[types]]")


def _listed(rng: Random, folder: Path, content: bytes, *says: str | tuple[str, ...]) -> Case:
    """A list that is refused before anything is made: at its file, and at the entry or key."""
    path = _edition(folder, content, LIST)
    expect = refused(LIST, *says)
    call = [rng.choice(["report", "batch"]), "--list", str(path), "--out", str(folder / "laporan")]
    return Case(call, Expect(**(expect.__dict__ | {"makes": ("laporan",)})))


@recipe("toml", weight=5)
def list_broken(rng: Random, folder: Path) -> Case:
    """No TOML, or TOML that is no list of reports."""
    content, *says = rng.choice(
        [
            (b"", ENTRY), (b"# kosong\n", ENTRY), (b"[city]\nregion = '99.71'\nyear = 2026\n", "city"), (b"[[kota]]\nregion = '99.71'\n", "kota"),
            (b"city = 3\n", "city"), (b"city = ['a']\n", "city"), (b"city = [[1]]\n", "city"), (b"city = []\n", ENTRY), (b"[[city]]\n", "[[city]]"),
            (b"\xff\xfe\x00", "UTF-8"), (b"[[year]]\nyear = " + b"9" * 5000,), (b"x = " + b"[" * 4000 + b"]" * 4000,), (b"[[city]\n", "baris 1"),
            (b"[[year]]\nyear = 2024\n[[year]]\nyear == 2025\n", "baris 4"), (b"[[types]]\nyear = 2026\n", "[[types]]"),
            (b"[[year]]\nyear = 2025\nyear = 2024\n", "baris 3"), (b"[[year]]\nyear = 1979-13-45\n", "baris 2"),
        ]
    )  # fmt: skip
    return _listed(rng, folder, content, *says)


@recipe("toml", weight=10)
def list_value(rng: Random, folder: Path) -> Case:
    """A value of another kind, or that nothing is known of, at one key of one entry among good ones."""
    data = str(_data(folder, plain(rng)))
    good: dict[str, dict[str, Any]] = {
        "city": {"region": "99.71", "year": 2026, "data": data},
        "year": {"year": 2025},
        "types": {"region": "99.71", "year": 2026, "data": data},
    }
    kind = rng.choice(list(good))
    keys = {"city": ["region", "year", "data", "edition", "spd", "cover"], "year": ["year"],
            "types": ["region", "year", "data", "since", "corpus", "lexicon"]}[kind]  # fmt: skip
    key = rng.choice(keys)
    wrong: list[str] = ["true", "false", "nan", "-inf", "[1]", "[]", "['a']", "{ a = 1 }", "{ }", "2026-01-01", "07:00:00",
                        "2026-01-01T00:00:00Z"]  # fmt: skip
    wrong += {"region": ["'Atlantis'", "5", "''", "-1", "'\\u0000'"], "year": ["'x'", "1900", "26", "2026.5", "''", "-2026"],
              "since": ["'x'", "1900", "2027", "2.5"], "spd": ["'x'", "-1", "64", "1e9"]}.get(key, ["5", "0", "1.5", "'tiada'", "'/'"])  # fmt: skip
    entries = [(name, dict(values)) for name, values in good.items()]
    number = rng.randrange(len(entries) + 1)
    entries.insert(number, (kind, good[kind] | {key: None}))
    if kind == "types" and key == "region":
        wrong.remove("''")  # all regions of the data
    value = rng.choice(wrong)
    place = 1 + sum(1 for name, _ in entries[:number] if name == kind)
    text = "".join(
        f"[[{name}]]\n" + "".join(f"{k} = {value if v is None else write(v)}\n" for k, v in values.items())
        for name, values in entries
    )
    return _listed(
        rng, folder, text.encode(), f"[[{kind}]] ke-{place}", (key, value.strip("'"), *NAMED_BY.get(key, ()))
    )


NAMED_BY = {"region": ("Daerah",), "year": ("Tahun",), "since": ("Tahun",), "spd": ("SPD",), "data": ("Data",), "edition": ("edisi",),
            "cover": ("sampul",), "corpus": ("pembanding", "Korpus"), "lexicon": ("leksikon", "kosakata")}  # fmt: skip
"""What a parameter is called in a message that is about its value."""


# lexica


@recipe("toml", weight=6)
def lexicon_broken(rng: Random, folder: Path) -> Case:
    made = plain(rng)
    sector = b"[[sectors]]\nid = 'baru'\nname = 'Baru'\nname_en = 'New'\n"
    content = rng.choice(
        [
            b"sectors = 3\n", b"sectors = ['a']\n", b"[sectors]\nid = 'a'\n", b"[[sectors]]\nid = 5\nname = 'a'\nname_en = 'b'\n",
            b"[[sectors]]\nid = ['a']\nname = 'a'\nname_en = 'b'\n", b"[[sectors]]\nname = 'a'\nname_en = 'b'\n",
            sector + b"strong = 5\n", sector + b"strong = [5]\n", sector + b"strong = ['a b']\n", sector + b"strong = ['ai*']\n",
            sector + b"affairs = ['Sihir']\n", sector + b"affairs = [5]\n", sector + b"affairs = [[1]]\n", b"weights = 5\n",
            b"[weights]\nstrong = 'x'\n", b"[weights]\nstrong = nan\n", b"[weights]\nstrong = " + b"9" * 400 + b"\n", b"weights = [1]\n",
            b"review_below = 'x'\n", b"review_below = nan\n", b"review_below = [1]\n", b"agencies = 5\n", b"agencies = [1]\n",
            b"[[agencies]]\nsector = 'x'\npattern = 'a'\n", b"[[agencies]]\nsector = 'kesehatan'\npattern = '('\n",
            b"[[agencies]]\nsector = 5\npattern = 'a'\n", b"[[agencies]]\nsector = 'kesehatan'\npattern = 5\n",
            b"[[agencies]]\nsector = ['a']\npattern = 'a'\n", b"[[agencies]]\nsector = 'kesehatan'\npattern = 'a'\nweight = ['a']\n",
            b"neutral = 5\n", b"neutral = [5]\n", b"warna = 1\n", b"\xff\xfe", b"x = " + b"9" * 5000, b"x = " + b"[" * 4000 + b"]" * 4000,
            b"version = []\nwarna = 2\n", sector + sector, sector + b"name_fr = 'x'\n", b"[[sectors]]\nid = 'a'\nname = 5\nname_en = 'b'\n",
        ]
    )  # fmt: skip
    path = _edition(folder, content, "leksikon.toml")
    return Case(["types", str(_data(folder, made)), "--lexicon", str(path)], refused("leksikon.toml"))


@recipe("toml", weight=2)
def own_lexicon(rng: Random, folder: Path) -> Case:
    """A sector of one's own decides where its word stands."""
    made = plain(rng)
    made.innovations[0]["title"] = "Zzyzx bersama"
    text = "[[sectors]]\nid = 'zaman_baru'\nname = 'Zaman Baru'\nname_en = 'New Age'\nstrong = ['zzyzx']\n"
    path = _edition(folder, text, "leksikon.toml")
    return Case(["types", str(_data(folder, made)), "--lexicon", str(path), "--format", "csv"], done("zaman_baru"))
