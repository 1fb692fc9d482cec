"""Sources are described in both languages; the method pages say what the edition files hold."""

import re
from decimal import Decimal

import pytest

from indeks import edition
from support import ROOT

SOURCES = edition.sources()
KINDS = {"software", "dump", "official", "news"}
DOCS = ROOT / "docs"
CERTAINTY = {
    "method.md": {"confirmed": "confirmed", "one-source": "one-source", "inferred": "inferred"},
    "metode.md": {"confirmed": "terkonfirmasi", "one-source": "satu sumber", "inferred": "disimpulkan"},
}
CONSTANTS = (
    "min_divisor", "count_weight", "count_cap", "min_basic_affairs", "max_spd", "max_maturity", "max_count",
    "max_total",
)  # fmt: skip
CATEGORIES = ("Sangat Inovatif", "Inovatif", "Kurang Inovatif", "Tidak Dapat Dinilai")
PARTS = {  # row of the page -> aspect and key of ``certainty``
    "method.md": ("SID levels", "SID weights", "SPD names", "SPD levels", "SPD weights"),
    "metode.md": ("parameter SID", "bobot SID", "nama SPD", "parameter SPD", "bobot SPD"),
}
PART_KEYS = (("sid", "levels"), ("sid", "weight"), ("spd", "name"), ("spd", "levels"), ("spd", "weight"))

ENGLISH = frozenset(
    {
        "the",
        "of",
        "and",
        "with",
        "from",
        "by",
        "for",
        "not",
        "given",
        "on",
        "in",
        "at",
        "is",
        "or",
        "an",
        "first",
    }
    | {
        "page",
        "year",
        "source",
        "saved",
        "repository",
        "application",
        "dump",
        "copy",
        "weights",
        "levels",
        "table",
    }
    | {"indicators", "names", "decree", "edition", "checked", "holds", "list", "official", "items", "item"}
)
INDONESIAN = frozenset(
    {"dan", "dari", "dengan", "untuk", "yang", "tidak", "disebut", "salinan", "berita", "halaman", "tahun"}
    | {"bobot", "nama", "tentang", "edisi", "berkas", "aplikasi", "formulir"}
)
QUOTED = re.compile(r'"[^"]*"|`[^`]*`')


def words(text: str) -> set[str]:
    """Words outside quotation marks; a path or an address is one word and matches nothing."""
    return {token.strip(".,;:()").lower() for token in QUOTED.sub(" ", text).split()}


@pytest.mark.parametrize("name", edition.available())
def test_every_source_that_an_edition_cites_is_described(name):
    in_fields = set(edition.load(name).source_ids())
    body = edition.load(name).path.read_text(encoding="utf-8").partition("schema =")[2]
    in_notes = set(re.findall(r"\b(?:S\d+|FAQ)\b", body))
    assert in_fields <= in_notes
    assert in_notes <= set(SOURCES)


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_has_a_kind_and_a_text_in_both_languages(source):
    entry = SOURCES[source]
    assert set(entry) == {"kind", "text", "text_en"}
    assert entry["kind"] in KINDS
    for text in (entry["text"], entry["text_en"]):
        assert len(text) > 20
        assert text == text.strip()
    assert entry["text"] != entry["text_en"]


@pytest.mark.parametrize("source", SOURCES)
def test_neither_language_leaks_into_the_other(source):
    assert not words(SOURCES[source]["text"]) & ENGLISH
    assert not words(SOURCES[source]["text_en"]) & INDONESIAN


@pytest.mark.parametrize("source", SOURCES)
def test_both_languages_name_the_same_commits_and_files(source):
    reference = re.compile(r"@[0-9a-f]{7}\b|[\w-]+\.(?:php|py|js|md|sql|xlsx)\b|[\w.-]+\.(?:id|com|news)\b")
    assert reference.findall(SOURCES[source]["text"]) == reference.findall(SOURCES[source]["text_en"])


def test_the_account_of_sources_lists_the_same_ones():
    account = (edition.EDITIONS_DIR / "SOURCES.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (S\d+|FAQ) \|", account, re.MULTILINE) == list(SOURCES)
    used = set(re.findall(r"\bS\d+\b", account)) - {"S25", "S27", "S29", "S30"}
    assert used == set(SOURCES) - {"FAQ"}


def table_rows(page: str) -> dict[str, list[str]]:
    """Cells of the six-column tables of a method page by the first word group of their row."""
    rows = {}
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 1 + len(edition.available()):
            rows[re.sub(r" \(.*|`", "", cells[0])] = cells[1:]
    return rows


def cell(value: object, mark: str, page: str) -> str:
    number = format(Decimal(str(value)).normalize(), "f")
    return f"{number.replace('.', ',') if page == 'metode.md' else number} {CERTAINTY[page][mark]}"


@pytest.mark.parametrize("page", CERTAINTY)
def test_the_method_page_prints_the_constants_of_every_edition(page):
    rows = table_rows(page)
    rules = [edition.load(name) for name in edition.available()]
    for name in CONSTANTS:
        held = [rule.formula.get(name) for rule in rules]
        assert rows[name] == [cell(c.value, c.certainty, page) if c else "—" for c in held], name
    for name in CATEGORIES:
        held = [next((c for c in rule.categories if c.name == name), None) for rule in rules]
        assert rows[name] == [cell(c.min, c.certainty, page) if c else "—" for c in held], name


@pytest.mark.parametrize("page", CERTAINTY)
def test_the_method_page_prints_how_surely_each_table_is_known(page):
    rows = table_rows(page)
    for label, (aspect, key) in zip(PARTS[page], PART_KEYS, strict=True):
        shown = []
        for name in edition.available():
            marks = [
                i.certainty.get(key, i.certainty.get("levels") if key == "name" else None)
                for i in edition.load(name).of_aspect(aspect)
            ]
            counts = {m: marks.count(m) for m in edition.CERTAINTIES if m in marks}
            written = [CERTAINTY[page][m] + (f" ({n})" if len(counts) > 1 else "") for m, n in counts.items()]
            shown.append(", ".join(written) or "—")
        assert rows[label] == shown, label


@pytest.mark.parametrize("page", CERTAINTY)
def test_the_overlaps_the_method_page_names_are_those_of_the_edition(page):
    overlapping = [
        i.label
        for i in edition.load("iid-2026").of_aspect("spd")
        for scale in i.scales
        for level in scale.levels
        for bound in (level.min, level.max)
        if bound is not None and len(scale.levels_of(bound)) > 1
    ]
    text = (DOCS / page).read_text(encoding="utf-8")
    sentence = re.search(r"(?:indicators|indikator) ([\dab, ]+?,? (?:and|dan) 11a)", " ".join(text.split()))
    assert sentence is not None
    assert re.findall(r"\d+[ab]?", sentence[1]) == list(dict.fromkeys(overlapping))
