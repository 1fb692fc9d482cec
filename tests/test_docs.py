"""What the READMEs say is so: commands run and print what is shown, links lead somewhere, tables and numbers agree."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from indeks import edition
from indeks.cli import arguments as command_line
from indeks.cli import printing
from indeks.making.jobs import job, plan
from indeks.reports.kinds import KINDS
from indeks.texts import texts
from support import ROOT

READMES = {"en": "README.md", "id": "README.id.md"}
TEXT = {lang: (ROOT / name).read_text(encoding="utf-8") for lang, name in READMES.items()}
PAGES = [
    *READMES.values(),
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/budaya.md",
    "docs/composite.md",
    "docs/culture.md",
    "docs/dependencies.md",
    "docs/filling.id.md",
    "docs/filling.md",
    "docs/forecast.md",
    "docs/ketahanan.md",
    "docs/komposit.md",
    "docs/method.md",
    "docs/metode.md",
    "docs/janji.md",
    "docs/prakiraan.md",
    "docs/perencanaan.md",
    "docs/planning.md",
    "docs/promises.md",
    "docs/robustness.md",
    "docs/types.id.md",
    "docs/types.md",
]
MARK = {"en": "SYNTHETIC DATA", "id": "DATA SINTETIS"}
RANK = {"confirmed": 0, "one-source": 1, "inferred": 2}
LARGEST_PICTURE = 200_000
"""Bytes a picture may have, so that a page of the repository opens fast."""


def blocks(lang: str) -> list[tuple[str, str]]:
    """The code blocks of a README, each with its kind, without the indent of the list it stands in."""
    found = re.findall(r"^( *)```(\w+)\n(.*?)^ *```$", TEXT[lang], re.MULTILINE | re.DOTALL)
    return [(kind, re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)) for indent, kind, text in found]


def commands(lang: str) -> list[tuple[str, str]]:
    """Every line of a shell block, with the output shown after the block, if any."""
    shown = []
    for (kind, text), (after, output) in pairwise([*blocks(lang), ("", "")]):
        if kind == "sh":
            shown += [(line, output if after == "text" else "") for line in text.splitlines()]
    return shown


def arguments(command: str) -> list[str]:
    """The arguments of an ``indeks`` command."""
    return shlex.split(command)[1:]


SHOWN = [(lang, line, output) for lang in READMES for line, output in commands(lang) if line.startswith("indeks ")]
INLINE = [(lang, span) for lang in READMES for span in re.findall(r"`(indeks [^`]+)`", TEXT[lang])]
QUICK = [case for case in SHOWN if arguments(case[1])[0] not in ("report", "batch")]
REPORTS = [case for case in SHOWN if arguments(case[1])[0] == "report"]


@pytest.mark.parametrize(("lang", "command"), [(lang, line) for lang, line, _ in SHOWN] + INLINE)
def test_every_command_is_understood(lang, command, monkeypatch):
    monkeypatch.setattr(argparse, "_", argparse._)  # the parser gives argparse words of its own
    parser = command_line.parser(texts(lang))
    if "--help" in command:
        with pytest.raises(SystemExit, match=r"^0$"):
            parser.parse_args(arguments(command))
    else:
        parser.parse_args(arguments(command))


@pytest.mark.parametrize(("lang", "command", "output"), QUICK)
def test_a_quick_command_prints_what_is_shown(lang, command, output, tmp_path):
    shutil.copytree(ROOT / "data" / "raw" / "contoh", tmp_path / "data" / "raw" / "contoh")
    done = subprocess.run(
        [sys.executable, "-m", "indeks", *arguments(command)],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert output in done.stdout


@pytest.mark.parametrize(("lang", "command", "output"), REPORTS)
def test_a_report_goes_where_it_is_said_to_go(lang, command, output, monkeypatch):
    monkeypatch.setattr(argparse, "_", argparse._)
    t = texts(lang)
    options = command_line.parser(t).parse_args(arguments(command))
    if options.list:
        assert (ROOT / options.list).exists()
        return
    kind = "types" if options.types else "city"
    one = job(kind, {name: getattr(options, name) for name in KINDS[kind].parameters}, options.out)
    if not output:
        return
    assert output.splitlines() == [
        t("reports.run.progress", k=1, n=1, name=one.title),
        t("reports.run.made", n=1),
        t("reports.run.look", path=one.page),
    ]


@pytest.mark.parametrize("lang", READMES)
def test_make_report_makes_as_many_as_shown(lang):
    output = next(output for line, output in commands(lang) if line == "make test")
    jobs = plan(ROOT / "notebooks" / "reports.toml", Path("reports"), ["id"])
    assert output.splitlines()[0] == texts("id")("reports.run.made", n=len(jobs))


@pytest.mark.parametrize("lang", READMES)
def test_every_task_of_make_is_there(lang):
    tasks = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"(?:^|`)make ([a-z-]+)", TEXT[lang], re.MULTILINE)
    assert {"report", "report-en", "test", "help", "lab"} <= set(named) <= tasks


def test_the_python_example_prints_what_is_shown():
    (kind, code), (after, output) = next(pair for pair in pairwise(blocks("en")) if pair[0][0] == "python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (kind, after, done.returncode) == ("python", "text", 0), done.stderr
    assert done.stdout == output


def test_the_two_readmes_have_the_same_parts():
    levels = {lang: re.findall(r"^(#+) ", TEXT[lang], re.MULTILINE) for lang in READMES}
    assert levels["en"] == levels["id"]
    assert [kind for kind, _ in blocks("en")] == [kind for kind, _ in blocks("id")]
    lines = {
        lang: [re.sub(r" (?:--lang en|-r lang \w+)\b", "", line) for line, _ in commands(lang)] for lang in READMES
    }
    assert lines["en"] == lines["id"]
    assert [text for kind, text in blocks("en") if kind == "python"] == [
        text for kind, text in blocks("id") if kind == "python"
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_to_a_file(page):
    path = ROOT / page
    targets = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    relative = [target.partition("#")[0] for target in targets if "://" not in target]
    assert [target for target in relative if target and not (path.parent / target).exists()] == []


@pytest.mark.parametrize("lang", READMES)
def test_pictures_are_small_say_what_they_show_and_are_marked_as_synthetic(lang):
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", TEXT[lang])
    assert [target for _, target in pictures] == [
        f"docs/images/{name}-{lang}.png" for name in ("report", "figure")
    ]
    for alt, target in pictures:
        content = (ROOT / target).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < LARGEST_PICTURE
        assert len(alt) > 60
    assert MARK[lang] in pictures[0][0]
    assert MARK[lang].lower() in pictures[1][0]


def least(certainties: list[str], lang: str) -> str:
    """The least sure of some certainties, as the reports write it."""
    worst = max(certainties, key=RANK.__getitem__)
    return texts(lang)(f"reports.certainty.{worst.replace('-', '_')}")


@pytest.mark.parametrize("lang", READMES)
def test_the_table_of_editions_is_that_of_the_edition_files(lang):
    expected = []
    for rule in map(edition.load, edition.available()):
        maturity, _, index = printing.capabilities(rule, texts(lang))
        aspects = ("spd", "sid") if rule.has_spd_levels else ("sid",)
        rows = {
            a: [i.certainty[part] for i in rule.of_aspect(a) for part in ("levels", "weight")] for a in aspects
        }
        if not rule.missing:
            used = [c.certainty for c in (*rule.formula.values(), *rule.categories)]
            used += [certainty for row in rows.values() for certainty in row]
            index += f" ({least(used, lang)})"
        maturity += f" ({least(rows['sid'], lang)})"
        years = ", ".join(map(str, rule.years))
        expected.append([f"`{rule.id}`", years, maturity, index, rule.summary_text(lang)])
    lines = [line for line in TEXT[lang].splitlines() if line.startswith("| `iid-")]
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in lines] == expected


@pytest.mark.parametrize("lang", READMES)
def test_the_numbers_of_published_results_are_those_of_the_table(lang):
    table = pd.read_csv(ROOT / "data" / "processed" / "published_results.csv", dtype={"region_code": str})
    stages = table["stage"].value_counts()
    counts = [len(table), table["region_code"].nunique(), table["year"].min(), table["year"].max()]
    counts += [stages["final"], stages["mandiri"], stages["sementara"]]
    heading = re.search(r"^## (?:Published results|Hasil yang dipublikasikan)\n(.*?)^## ", TEXT[lang], re.M | re.S)
    numbers = [int(number) for number in re.findall(r"\b\d+\b", heading[1])]
    assert numbers[: len(counts)] == counts


@pytest.mark.parametrize("page", ["docs/types.md", "docs/types.id.md"])
def test_data_in_a_command_of_the_pages_on_types_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = [arguments(line) for line in re.findall(r"^ {4}(indeks .+)$", text, re.MULTILINE)]
    assert {command for command, *_ in shown} == {"types", "similar"}
    assert all((ROOT / rest[0]).exists() for command, *rest in shown if command == "types")


@pytest.mark.parametrize("page", ["docs/forecast.md", "docs/prakiraan.md"])
def test_the_commands_of_the_pages_on_forecasts_are_understood_and_their_numbers_are_the_defaults(
    page, monkeypatch
):
    from indeks.planning import forecast as forecasting

    text = (ROOT / page).read_text(encoding="utf-8")
    monkeypatch.setattr(argparse, "_", argparse._)
    shown = [arguments(line) for line in re.findall(r"^ {4}(indeks .+)$", text, re.MULTILINE)]
    assert {command for command, *_ in shown} == {"forecast", "whatif"}
    for command in shown:
        command_line.parser(texts("id")).parse_args(command)
    told = {
        name: float(chance.replace(",", "."))
        for name, chance in re.findall(r"^\| `(\w+)` .* (0[.,]\d\d) \|$", text, re.M)
    }
    assert told == forecasting.KEEP
    for number in (*forecasting.SHARES.values(), *forecasting.REFUSED.values(), forecasting.STRICTNESS):
        assert re.search(rf"\b{number:g}".replace("\\.", ".").replace(".", "[.,]") + r"0?\b", text), number


@pytest.mark.parametrize("page", ["docs/promises.md", "docs/janji.md"])
def test_every_promise_names_a_test_that_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    for row in rows:
        named = re.findall(r"`([\w/]+\.py)(?:::\w+)*::(\w+)`", row)
        assert named, row
        for file, test in named:
            assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), test
