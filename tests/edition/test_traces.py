"""Files of rules and words that nobody would write: each is refused with a sentence, soon."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from indeks import edition
from indeks.edition.reading import EDITIONS_DIR
from indeks.errors import IndeksError
from indeks.typology import lexicon

NINES = "9" * 5000
TEXTS = {
    "brackets": "a=" + "[" * 100_000,
    "closed brackets": "a=" + "[" * 900 + "]" * 900,
    "braces": "a=" + "{a=" * 5000 + "1" + "}" * 5000,
    "dots": "a" + ".a" * 100_000 + "=1",
    "dots of a table": "[a" + ".a" * 100_000 + "]",
    "digits": f"x = {NINES}",
    "hexadecimal digits": "x = 0x" + "f" * 9000,
    "exponent": "x = 1e" + "9" * 50,
    "not text": "\x00",
}
VALUES = [
    "-1", "nan", "inf", "1e400", "true", '""', "[]", "{}", "[[1]]", "[{a=1}]", "2024-01-01", "07:00:00", "9" * 4000,
    "1e999999999", "1e-999999999", '["a",1]', "[1.5]", "{value=1}",
]  # fmt: skip
LEXICON = [
    "[[sectors]]\nid = 5", "[[sectors]]\nid = [1]", "[[sectors]]\nid = true", "neutral = [[1]]", "sectors = [1]",
    f"[weights]\nstrong = {'9' * 400}", f"review_below = {'9' * 400}", "[[sectors]]\nid = 'a'\naffairs = [{}]",
    "[[agencies]]\nsector = []\npattern = 'a'", "[[agencies]]\nsector = 'kesehatan'\npattern = 'a'\nweight = []",
    f"[[agencies]]\nsector = 'kesehatan'\npattern = '{'(' * 5000}'",
    "[[agencies]]\nsector = 'kesehatan'\npattern = 'a{99999999999}'",
]  # fmt: skip


def refused(load: object, path: Path) -> None:
    with pytest.raises(IndeksError) as caught:
        load(path)  # type: ignore[operator]
    assert caught.value.text("id")
    assert caught.value.text("en")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("load", [edition.load, lexicon.load])
def test_a_text_nobody_writes_is_refused(load: object, name: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(TEXTS[name])
    refused(load, tmp_path / "a.toml")


@pytest.mark.parametrize("text", LEXICON)
def test_a_lexicon_of_other_types_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(text)
    refused(lexicon.load, tmp_path / "a.toml")


def test_an_edition_with_any_value_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    rng = random.Random(2026)
    lines = (EDITIONS_DIR / "iid-2023.toml").read_text(encoding="utf-8").split("\n")
    places = [k for k, line in enumerate(lines) if re.match(r"\w+ = ", line)]
    for _ in range(80):
        changed = list(lines)
        place = rng.choice(places)
        changed[place] = changed[place].partition("=")[0] + "= " + rng.choice(VALUES)
        (tmp_path / "a.toml").write_text("\n".join(changed), encoding="utf-8")
        try:
            told = str(edition.load(tmp_path / "a.toml").source_ids())
        except IndeksError as error:
            told = error.text("id")
        assert told
