"""Plans in words, in both languages; and the workbook that is ticked off."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest

from indeks import edition, example
from indeks.planning import ahead, alternatives, portfolio, steps, wording, workbook
from indeks.texts import texts

BOTH = ("id", "en")


@pytest.fixture(scope="module")
def plan() -> steps.Plan:
    """A plan with every kind of action: sent, held back, new, raised for an innovation and for the region."""
    data = example.sample_region()
    sent = data.innovations["sent"] & (data.innovations["innovation_id"] != "99.71-2026-016")
    data = replace(data, innovations=data.innovations.assign(sent=sent))
    return steps.plan(
        data, "+6", new=1, edition=edition.load("iid-2026").with_(min_basic_affairs=6),
        start=dt.date(2026, 5, 1), deadline=dt.date(2026, 8, 31),
    )  # fmt: skip


def of_kind(plan: steps.Plan, kind: str) -> dict:
    if kind == "new":
        return {"kind": kind, "innovation_id": "new-1", "title": "", "indicator": None}
    return next(row for row in steps.rows(plan.actions) if row["kind"] == kind)


SENTENCES = {
    ("send", "id"): 'Kirim "AKTA LANGSUNG JADI", yang sekarang tidak dikirim.',
    ("send", "en"): 'Send "AKTA LANGSUNG JADI", which is not sent now.',
    ("hold", "id"): 'Jangan kirim "',
    ("hold", "en"): 'Do not send "',
    (
        "new",
        "id",
    ): "Laporkan satu inovasi yang sudah diterapkan antara 1 Januari 2024 dan 31 Desember 2025 tetapi belum "
    "dilaporkan; yang baru dimulai sekarang baru terhitung pada edisi berikutnya. Urusannya: Sosial.",
    (
        "new",
        "en",
    ): "Report an innovation that came into use between 1 January 2024 and 31 December 2025 and was not "
    "reported yet; one begun now counts in the next edition only. Its affair: Sosial.",
    ("raise", "id"): "Naikkan ",
    ("raise", "en"): "Raise ",
    (
        "raise_spd",
        "id",
    ): "Naikkan parameter daerah Fasilitasi HAKI atas inovasi daerah dari 1 ke 3: ditambah insentif pembiayaan.",
    (
        "raise_spd",
        "en",
    ): "Raise the region's Help with intellectual-property rights from level 1 to 3: plus funding.",
}


@pytest.mark.parametrize(("kind", "lang"), SENTENCES)
def test_every_kind_of_action_is_a_sentence(plan, kind, lang):
    said = wording.sentence(of_kind(plan, kind), plan.asked, texts(lang))
    assert said.startswith(SENTENCES[kind, lang])
    assert said.endswith(".")


@pytest.mark.parametrize("lang", BOTH)
def test_a_raise_names_indicator_innovation_levels_and_what_the_level_asks_for(plan, lang):
    row = {"kind": "raise", "innovation_id": "99.71-2026-016", "title": "AKTA", "indicator": "video", "from_level": 1,
           "to_level": 3}  # fmt: skip
    expected = {"id": 'Naikkan Video inovasi daerah pada "AKTA" dari parameter 1 ke 3: memuat 5 unsur.',
                "en": 'Raise Video of "AKTA" from level 1 to 3: covers all 5 elements.'}  # fmt: skip
    said = wording.sentence(row, plan.asked, texts(lang))
    assert said.rsplit(":", 1)[0] == expected[lang].rsplit(":", 1)[0]
    level = plan.asked.situation.rule.indicator("video").scales[0].levels[-1]
    assert said.endswith(f"{level.text(lang)}.")


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize("kind", ["send", "hold", "new", "raise"])
@pytest.mark.parametrize("n", [1, 2, 5])
def test_like_actions_are_told_together(kind, n, lang):
    t = texts(lang)
    said = wording.grouped(kind, [f"A{k}" for k in range(n)], t, indicator="Video")
    if kind != "new":
        assert said.count('"A') == min(n, wording.NAMED)
        assert (str(n - wording.NAMED) in said) == (n > wording.NAMED)
    assert (str(n) in said) == (n > 1)


@pytest.mark.parametrize("lang", BOTH)
def test_a_verdict_says_what_is_proven_and_on_what_it_rests(plan, lang):
    t = texts(lang)
    lines = wording.verdict(plan, t)
    assert t("planning.plan.proven") in lines
    assert lines[-1] == plan.asked.efforts.note[lang]
    loose = replace(plan, gap=0.012, bound=plan.effort - 1, in_time=False)
    lines = wording.verdict(loose, t)
    assert any(t.number(1.2, 1) in line for line in lines)
    assert t("planning.plan.late") in lines
    assert t("planning.plan.nothing") in wording.verdict(replace(plan, effort=0.0), t)


@pytest.mark.parametrize("lang", BOTH)
def test_a_target_out_of_reach_says_how_far_and_why(lang):
    found = steps.plan(example.sample_region(), "95", start=dt.date(2026, 8, 1), deadline=dt.date(2026, 8, 20))
    said = "\n".join(wording.verdict(found, texts(lang)))
    assert texts(lang).number(found.index, 2) in said
    assert texts(lang)("planning.reason.deadline") in said
    assert "--new" in said


@pytest.mark.parametrize("lang", BOTH)
def test_other_plans_say_what_they_do_otherwise(plan, lang):
    t = texts(lang)
    for kind, values in (("as_sent", {}), ("without_agency", {"agency": "Dinas X"}),
                         ("without_action", {"title": "AKTA", "indicator": "video"}),
                         ("without_action", {"title": "", "indicator": "ripj_pid"})):  # fmt: skip
        said = wording.other(alternatives.Other(kind, plan, values), plan.asked, t)
        assert all(v in said for k, v in values.items() if k != "indicator")
        assert "video" not in said


def sheets(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("lang", BOTH)
def test_the_workbook_has_all_steps_a_sheet_an_agency_and_a_calendar(plan, lang):
    t = texts(lang)
    book = sheets(workbook.plan_book(plan, t))
    agencies = {row["agency"] for row in workbook.plan_rows(plan, t)}
    assert len(book.sheetnames) == 2 + len(agencies)
    assert book.sheetnames[0] == t("planning.plan.sheet")
    first = book.worksheets[0]
    ticks = [row[0].value for row in first.iter_rows() if row[0].value == workbook.TICK]
    assert len(ticks) == len(plan.actions)
    assert first.data_validations.dataValidation
    heads = next(row for row in first.iter_rows(values_only=True) if row[0] == t("planning.column.done"))
    column = heads.index(t("planning.column.effort"))
    assert sum(r[column] for r in first.iter_rows(values_only=True) if r[0] == workbook.TICK) == plan.effort
    calendar = book[t("planning.plan.calendar")]
    days = [row[1] for row in calendar.iter_rows(values_only=True) if row[0] == workbook.TICK]
    assert days == sorted(days)
    assert days[-1].date() <= dt.date(2026, 8, 31)
    assert days[0].date() >= dt.date(2026, 5, 1)


def test_no_cell_of_the_workbook_is_a_formula(plan):
    one = plan.asked.situation
    evil = replace(one, titles=["=1+1"] * len(one.titles), agencies=["@SUM(A1)"] * len(one.agencies))
    actions = plan.actions.assign(title="=1+1", agency="@SUM(A1)")
    content = workbook.plan_book(
        replace(plan, asked=replace(plan.asked, situation=evil), actions=actions), texts("id")
    )
    best = portfolio.of(evil) if not evil.never.all() else None
    for book in (
        sheets(content),
        sheets(workbook.send_book(best, ahead.ahead(example.sample_region(), one0()), texts("en"))),
    ):
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def one0():
    """The situation of Kota Contoh."""
    from indeks.planning import situation

    return situation.read(example.sample_region())


def test_a_day_to_begin_is_counted_back_from_the_deadline(plan):
    for row in workbook.plan_rows(plan, texts("id")):
        if row["lead"] is not None:
            assert (row["due"] - row["start"]).days == row["lead"]
    assert wording.begin_by({"lead": 3}, None) is None
