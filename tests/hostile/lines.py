"""Command lines as people mistype them, places that cannot be written, terminals that cannot show; and reports."""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random
from typing import Any

from indeks import cli

from . import shapes
from .cases import Case, Expect, done, misused, recipe, refused, right, score_of
from .worlds import CONTOH, World, plain, world
from .xlsx import TEXTS

OUT = ("laporan", "laporan/*")
GONE, KOSONG = ("tidak ada", "does not exist"), ("kosong", "is empty")


def _data(folder: Path, made: World) -> str:
    return str(shapes.csv_folder(folder / "data", shapes.tables(made)))


def _either(*says: str | tuple[str, ...], makes: tuple[str, ...] = ()) -> Expect:
    """A refusal, whether it is the call or the data that is blamed."""
    return Expect(says=says, exits=(1, 2), makes=makes)


# wrong calls


@recipe("lines", weight=24)
def wrong_call(rng: Random, folder: Path) -> Case:
    """What can be told from the arguments alone: exit code 2, in the language asked for."""
    data, out = _data(folder, plain(rng)), ["--out", str(folder / "laporan")]
    new = str(folder / "baru.xlsx")
    region, of_region = (
        ["--region", CONTOH, "--year", "2026", "--data", data, *out],
        ["--regions", "all", "--data", data, *out],
    )
    line, *says = rng.choice(
        [
            ([],), (["hitung"], "hitung"), (["score"],), (["check"],), (["types"],), (["similar"],), (["editions", "hapus"], "hapus"),
            (["editions", "show"],), (["template", new],), (["template", "--year", "2026", "--region", CONTOH],),
            (["template", "--year", "26", "--region", CONTOH, new], "26"), (["template", "--year", "dua", "--region", CONTOH, new], "dua"),
            (["template", "--year", "20266", "--region", CONTOH, new], "20266"), (["template", "--year", "", "--region", CONTOH, new],),
            (["score", data, "--format", "xml"], "xml"), (["score", data, "--by", "desa"], "desa"), (["score", data, "--warna"], "--warna"),
            (["score", data, "lagi"], "lagi"), (["score", data, "--spd"], "--spd"), (["score", data, "--spd", "abc"], "abc"),
            (["score", data, "--spd", "99.71=x"], "--spd"), (["score", data, "--spd", "99.71="], "99.71="),
            (["score", data, "--spd", "=5"],), (["score", data, "--spd", "19.71=45"], "19.71"), (["score", data, "--spd", ""],),
            (["score", data, "--spd", "99.71=5", "--spd", "99.71=6"], "99.71"),
            (["score", data, "--spd", "99.71=5", "--spd", "Kota Contoh=6"], "99.71"), (["check", data, "--format", "csv"], "csv"),
            (["report", *out],), (["report", "--region", CONTOH, *out],), (["report", *region, "--formats", "exe"], "exe"),
            (["report", *region, "--formats", ""],), (["report", *region, "--workers", "0"], ("0", "--workers")),
            (["report", *region, "--workers", "-3"], ("-3", "--workers")), (["report", *region, "--workers", "banyak"], "banyak"),
            (["report", *region, "--workers", "1000000"], ("1000000", "1.000.000", "1,000,000", "--workers")),
            (["report", *region, "--spd", "abc"], "abc"), (["report", *region, "--engine", "x"], "x"),
            (["report", "--list", "daftar.toml", *region],), (["report", "--year", "2026", "--spd", "45", *out], "--spd"),
            (["report", "--year", "2026", "--lexicon", "x", *out], "--lexicon"), (["report", *region, "--since", "2020"], "--since"),
            (["batch", *out],), (["batch", "--years", "2026", *out],), (["batch", "--years", "x", *of_region], "x"),
            (["batch", "--years", "2026-2021", *of_region], "2026-2021"), (["batch", "--years", "1000-3000", *of_region], "1000-3000"),
            (["batch", "--years", "2026", "--lang", "xx", *of_region], "xx"), (["batch", "--years", "2026", "--formats", "exe", *of_region], "exe"),
            (["batch", "--years", "2026", "--spd", "abc", *of_region], "abc"), (["batch", "--years", "2026", "--workers", "0", *of_region],),
            (["batch", "--years", "2026", "--spd", "99.71=1", "--spd", "99.71=2", *of_region], "99.71"),
            (["batch", "--years", "2026", "--scheduler", "http://x", *of_region], "http://x"),
            (["batch", "--years", "2026", "--scheduler", "bukan alamat", *of_region], "bukan alamat"),
            (["plan", data],), (["plan", data, "--target", "abc"], "abc"), (["plan", data, "--target", "101"], "101"),
            (["plan", data, "--target", ""],), (["plan", data, "--target", "nan"], "nan"), (["plan", data, "--target", "+inf"], "inf"),
            (["plan", data, "--target", "+3", "--deadline", "kemarin"], "kemarin"), (["plan", data, "--target", "+3", "--seconds", "0"], "0"),
            (["plan", data, "--target", "+3", "--deadline", "2020-01-01"], "2020"), (["plan", data, "--target", "+3", "--new", "-1"], "--new"),
            (["plan", data, "--target", "+3", "--seconds", "nan"], "nan"), (["plan", data, "--target", "+3", "--new", "99999999999"], "--new"),
            (["send", data, "--format", "xlsx"], "--out"), (["send", data, "--format", "xlsx", "--out", str(folder / "x.pdf")], "x.pdf"),
            (["send", data, "--flagged", "buang"], "buang"), (["send"],), (["forecast"],), (["whatif"],), (["composite"],), (["audit"],), (["robust"],),
            (["forecast", data, "--keep", "abc"], "abc"), (["forecast", data, "--keep", "file=2"], "file"), (["forecast", data, "--keep", "file=nan"], "nan"),
            (["forecast", data, "--strictness", "x"], "x"), (["forecast", data, "--strictness", "1e9"], ("1.000.000.000", "1,000,000,000")),
            (["whatif", data, "--set", "X"], "X"), (["whatif", data, "--add", "banyak"], "banyak"), (["whatif", data, "--add", "999999999x70"], "--add"),
            (["robust", data, "--replicates", "0"], "0"), (["robust", data, "--kind", "abc"], "abc"), (["robust", data, "--seed", "x"], "x"),
            (["types", data, "--review", "--scores"], "--scores"),
            (["--lang", "xx", "editions"], "xx"), (["editions", "--lang"], "--lang"), (["site", "--out"], "--out"),
        ]
    )  # fmt: skip
    if rng.random() < 0.4 and "--lang" not in line and line:
        line = [*line, "--lang", "en"]
    expect = misused(*says)
    return Case(line, Expect(**(expect.__dict__ | {"makes": ("laporan",)})))


@recipe("lines", weight=12)
def wrong_value(rng: Random, folder: Path) -> Case:
    """What is not there, or is not known."""
    data, out = _data(folder, plain(rng)), ["--out", str(folder / "laporan")]
    new, gone = str(folder / "baru.xlsx"), str(folder / "tiada.xlsx")
    line, *says = rng.choice(
        [
            (["score", gone], "tiada.xlsx"), (["check", gone], "tiada.xlsx"), (["types", gone], "tiada.xlsx"), (["score", ""], KOSONG),
            (["check", "x" * 5000], "x" * 5000), (["score", "a\x00b"], "a\\x00b"), (["check", "http://x/isian.xlsx"], "isian.xlsx"),
            (["score", "-"], GONE), (["score", "*.xlsx"], "*.xlsx"), (["score", "~tiada/x"], "~tiada/x"), (["check", "a\nb.xlsx"], "a\\nb.xlsx"),
            (["score", data, "--edition", "iid-1999"], "iid-1999"), (["score", data, "--edition", "a\x00b"], "a\\x00b"),
            (["score", data, "--edition", "x" * 5000], "x" * 5000), (["score", data, "--edition", "."], "--edition"),
            (["diff", data, gone], "tiada.xlsx"), (["diff", gone, data], "tiada.xlsx"), (["merge", gone, "--out", new], "tiada.xlsx"),
            (["merge", data, "--out", str(folder / "baru.csv")], "baru.csv"), (["similar", "\udcff"], "UTF-8"),
            (["template", "--year", "2026", "--region", CONTOH, "--per-agency", gone, "--out", str(folder / "opd")], "tiada.xlsx"),
            (["report", "--region", CONTOH, "--year", "2026", "--data", "", *out], "--data"),
            (["report", "--region", CONTOH, "--year", "2026", "--cover", gone, *out], "tiada.xlsx"),
            (["editions", "show", "iid-1999"], "iid-1999"), (["editions", "show", "../iid-2026"], "../iid-2026"), (["editions", "show", "\ud800"], "\\ud800"),
            (["template", "--year", "2026", "--region", "Atlantis", new], "Atlantis"), (["template", "--year", "2026", "--region", "", new], "--region"),
            (["template", "--year", "2026", "--region", "99", new], "99"), (["template", "--year", "1999", "--region", CONTOH, new], "1999"),
            (["template", "--year", "2026", "--region", CONTOH, str(folder / "baru.pdf")], "baru.pdf"),
            (["template", "--year", "2026", "--region", CONTOH, str(folder / "baru")], "baru"),
            (["template", "--year", "2026", "--region", CONTOH, str(folder / "baru.xls")], "baru.xls"),
            (["template", "--year", "2026", "--region", CONTOH, data], "data"), (["similar", "posyandu", "--region", "Atlantis"], "Atlantis"),
            (["similar", "posyandu", "--corpus", gone], "tiada.xlsx"), (["types", data, "--lexicon", gone], "tiada.xlsx"),
            (["report", "--region", "Atlantis", "--year", "2026", *out], "Atlantis"), (["report", "--region", CONTOH, "--year", "x", *out], "x"),
            (["report", "--region", CONTOH, "--year", "2026", "--data", gone, *out], "tiada.xlsx"), (["report", "--list", gone, *out], "tiada.xlsx"),
            (["report", "--region", CONTOH, "--year", "2026", "--data", data, "--edition", "x", *out], "x"),
            (["report", "--region", CONTOH, "--year", "2026", "--data", data, "--template", gone, "--formats", "docx", *out], "tiada.xlsx"),
            (["report", "--region", CONTOH, "--year", "2026", "--data", data, "--logo", gone, *out], "tiada.xlsx"),
            (["batch", "--years", "2026", "--regions", "Atlantis", "--data", data, *out], "Atlantis"),
            (["batch", "--years", "2026", "--regions", "all", "--data", gone, *out], "tiada.xlsx"),
            (["batch", "--years", "2026", "--regions", ",", "--data", data, *out], ("daerah", "region")),
            (["batch", "--years", "2026", "--regions", CONTOH, "--notebook", gone, *out], "tiada.xlsx"),
            (["batch", "--years", "2026", "--regions", "all", "--data", data, "--spd", "19.71=5", *out], "19.71"),
            (["site", "--out", data + "/innovations.csv"], "innovations.csv"),
            (["plan", gone, "--target", "+3"], "tiada.xlsx"), (["plan", data, "--target", "+3", "--effort", gone], "tiada.xlsx"),
            (["plan", data, "--target", "+3", "--region", "Atlantis"], "Atlantis"), (["plan", data, "--target", "+3", "--year", "1999"], "1999"),
            (["send", data, "--must", gone], "tiada.xlsx"), (["send", data, "--never", gone], "tiada.xlsx"), (["send", gone], "tiada.xlsx"),
            (["forecast", gone], "tiada.xlsx"), (["forecast", data, "--pairs", gone], "tiada.xlsx"), (["whatif", gone, "--add", "1x70"], "tiada.xlsx"),
            (["whatif", data, "--send", "TIADA"], "TIADA"), (["whatif", data, "--set", "TIADA.video=2"], "TIADA"),
            (["composite", gone, gone], "tiada.xlsx"), (["audit", gone], "tiada.xlsx"), (["robust", gone], "tiada.xlsx"),
            (["robust", data, "--assumptions", gone], "tiada.xlsx"), (["types", data, "--against", gone], "tiada.xlsx"),
        ]
    )  # fmt: skip
    if rng.random() < 0.4:
        line = [*line, "--lang", "en"]
    expect = misused(*says)
    return Case(line, Expect(**(expect.__dict__ | {"makes": ("laporan",)})))


@recipe("lines", weight=4)
def odd_texts_to_compare(rng: Random, folder: Path) -> Case:
    text = rng.choice(["", "   ", "-", "\x00", "\ud800", "x" * 100_000, "posyandu " * 20_000, "🚀", *TEXTS])
    call = ["similar", "--format", rng.choice(["table", "csv", "json"]), "--", text]
    return Case(call, misused("UTF-8") if "\ud800" in text else done())


@recipe("lines", weight=4)
def terminal_without_letters(rng: Random, folder: Path) -> Case:
    """A pipe on Windows, or a bare system, shows few letters: what it cannot show is replaced."""
    made = plain(rng)
    made.innovations[0]["title"] = "Dinas ✓ 🚀 naïve"
    made.innovations[1]["id"] = "A→1"
    data = _data(folder, made)
    call = rng.choice([["score", data, "--by", "innovation"], ["check", data, "--format", "json"], ["types", data],
                       ["editions"], ["score", data, "--by", "innovation", "--format", "csv"], ["score", "tiada→.xlsx"]])  # fmt: skip
    expect = (
        misused("tiada")
        if "tiada→.xlsx" in call
        else done(made.innovations[0]["id"] if call[0] == "types" else "")
    )
    return Case(call, expect, encoding=rng.choice(["cp1252", "ascii", "cp437"]))


@recipe("lines", weight=3)
def spelling_of_totals(rng: Random, folder: Path) -> Case:
    """An SPD total beyond the greatest, below nothing, no number."""
    made = world(rng, year=2023, n=3)
    data = shapes.tables(made)
    del data["region_levels"]
    total = rng.choice(
        ["63.01", "-0.01", "1e3", "nan", "inf", "64", "9" * 30, "٣", "0x10", "1_0", "", "-", "1.0.0", "1,0.0"]
    )
    path = shapes.csv_folder(folder / "data", data)
    return Case(score_of(path, "--spd", f"{CONTOH}={total}"), misused((total, f"{CONTOH}={total}", "63")))


# places


@recipe("lines", weight=6)
def template_nowhere(rng: Random, folder: Path) -> Case:
    """No right to write, no room, a name that is taken: refused, and nothing is left behind."""
    how = rng.choice(["taken", "system", "full", "full", "file in the way", "device"])
    path, size = folder / "baru.xlsx", 0
    if how == "taken":
        path.write_text("milik orang lain")
    elif how == "system":
        path = Path(rng.choice(["/proc/baru.xlsx", "/sys/baru.xlsx"]))
    elif how == "full":
        size = rng.choice((1, 500, 3000))
    elif how == "file in the way":
        (folder / "map").write_text("")
        path = folder / "map" / "baru.xlsx"
    else:
        path = Path("/dev/full")
    call = ["template", "--year", "2026", "--region", CONTOH, str(path)]
    return Case(call, _either("penyimpanan" if size else path.parent.name if how == "file in the way" else path.name),
                file_size=size)  # fmt: skip


@recipe("lines", weight=2)
def template_of_odd_name(rng: Random, folder: Path) -> Case:
    name = rng.choice(
        [
            b"isi\xff.xlsx",
            "isian ✓.xlsx".encode(),
            b"isi\nan.xlsx",
            b"-isian.xlsx",
            b"ISIAN.XLSX",
            b"a" * 240 + b".xlsx",
        ]
    )
    path = folder / os.fsdecode(name)
    encoding = rng.choice(["utf-8", "ascii"])
    expect = Expect(success=True, exits=(1, 2), makes=(path.name,))
    return Case(["template", "--year", "2026", "--region", CONTOH, str(path)], expect, encoding=encoding)


@recipe("lines", weight=2)
def filled_template_is_read(rng: Random, folder: Path) -> Case:
    """What is sent out comes back empty: it says so, and nothing is scored."""
    path = folder / "isian.xlsx"
    year = rng.choice(("2023", "2024", "2025", "2026"))
    assert (
        cli.main(["template", "--year", year, "--region", CONTOH, str(path), "--lang", rng.choice(["id", "en"])])
        == 0
    )
    shapes.settled(path)
    return Case(score_of(path), refused(("isian.xlsx", "Inovasi", "Innovations")))


# reports


def _report(data: str, folder: Path, *more: str) -> list[str]:
    return [
        "report",
        "--region",
        CONTOH,
        "--year",
        "2026",
        "--data",
        data,
        "--out",
        str(folder / "laporan"),
        "--workers",
        "1",
        *more,
    ]


def _pages(folder: Path) -> list[Path]:
    return [p for p in sorted((folder / "laporan").rglob("*.html")) if p.parent.name.isdecimal()]


def _shown(folder: Path, titles: list[str], n: int = 1) -> str:
    """What is wrong with the pages: too few of them, or a title that became markup."""
    pages = _pages(folder)
    if len(pages) != n:
        return f"{len(pages)} pages, not {n}"
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for title in titles:
            if re.search(r"[<>]", title) and title in text:
                return f"{title} stands unescaped in {page.name}"
        if re.search(r"(?i)<script>alert|src=.?https?://|Traceback", text):
            return f"{page.name} runs or fetches something"
    return ""


@recipe("report", reports=True)
def report_of_hostile_texts(rng: Random, folder: Path) -> Case:
    made = plain(rng, n=6)
    for innovation, text in zip(made.innovations, rng.sample(TEXTS, 6), strict=True):
        innovation["title"] = text
    titles = [i["title"] for i in made.innovations]
    return Case(_report(_data(folder, made), folder), done(makes=OUT, verify=lambda: _shown(folder, titles)))


@recipe("report", reports=True)
def one_text_costs_itself(rng: Random, folder: Path) -> Case:
    """A mark after a letter that only a fallback font has: every format is made all the same."""
    made = plain(rng, n=4)
    odd = rng.choice(
        ["✓\ufeff", "Dinas ✓\ufeff baik", "⚕\u200b\ufeff", "\u202e✓\u202c", "🚀\ufe0f\ufeff", "\U000e0001✓"]
    )
    made.innovations[1]["title"] = f"Layanan {odd} warga"
    formats = "html,pdf,docx,xlsx"

    def verify() -> str:
        made_of = {p.suffix for p in (folder / "laporan" / "2026").iterdir()}
        lacking = {".html", ".pdf", ".docx", ".xlsx"} - made_of
        return f"not made: {sorted(lacking)}" if lacking else ""

    return Case(_report(_data(folder, made), folder, "--formats", formats), done(makes=OUT, verify=verify))


@recipe("report", reports=True)
def good_report_is_kept(rng: Random, folder: Path) -> Case:
    """The data gain a fault, or the disk is full: the report that was there is there still."""
    made = plain(rng, n=4)
    data = _data(folder, made)
    assert cli.main(_report(data, folder)) == 0
    full = rng.random() < 0.5
    levels = Path(data) / "innovation_levels.csv"
    if full:
        levels.write_bytes(levels.read_bytes().replace(b",3\r\n", b",2\r\n", 1))
    else:
        levels.write_bytes(levels.read_bytes().replace(b",3\r\n", b",tinggi\r\n", 1))
    kept = ("laporan/*.gagal.*", "laporan/index*", "laporan/daerah/*")
    return Case(_report(data, folder), Expect(exits=(1,), makes=kept), file_size=20_000 if full else 0)


@recipe("report", reports=True)
def two_regions_of_one_name(rng: Random, folder: Path) -> Case:
    """Codes that make one file name: two reports, or a word."""
    made = plain(rng, n_regions=3, n=3)
    codes = dict(
        zip(
            made.regions,
            rng.choice([(CONTOH, "99-81", "99/81"), (CONTOH, "A 1", "A_1"), (CONTOH, "x.y", "X.Y")]),
            strict=True,
        )
    )
    data = shapes.tables(made)
    for table in data.values():
        if "region_code" in table[0]:
            at = table[0].index("region_code")
            for row in table[1:]:
                row[at] = codes[row[at]]
    path = shapes.csv_folder(folder / "data", data)
    call: list[str] = [
        "batch",
        "--years",
        "2026",
        "--regions",
        "all",
        "--data",
        str(path),
        "--out",
        str(folder / "laporan"),
        "--workers",
        "1",
    ]
    expect: dict[str, Any] = {"success": True, "says": (tuple(codes.values())[1:],), "makes": OUT, "exits": (1, 2)}
    return Case(call, Expect(**expect, verify=lambda: _shown(folder, [], 3)))


@recipe("report", reports=True)
def report_tells_what_is_missing(rng: Random, folder: Path) -> Case:
    """Without SPD levels the page says that they are missing."""
    made = plain(rng, n=4)
    made.spd.clear()

    def verify() -> str:
        text = _pages(folder)[0].read_text(encoding="utf-8")
        return (
            ""
            if re.search(r"SPD[^<]{0,80}(nol|dihitung 0|belum ada|tidak ada)", text)
            else "the page is silent about the missing SPD"
        )

    return Case(_report(_data(folder, made), folder), done(makes=OUT, verify=verify))


@recipe("lines")
def score_and_table_agree(rng: Random, folder: Path) -> Case:
    """The table for people shows the same index, in the language's numbers."""
    made = plain(rng)
    index = f"{float(next(iter(right(made).scores.values()))[0]):.2f}".replace(".", ",")  # type: ignore[union-attr]
    return Case(["score", _data(folder, made)], done(index))
