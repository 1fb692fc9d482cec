"""Check tells whatever will cost a point later, at its cell, and sums it up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from indeks import edition, example, intake
from indeks.gather.check import COSTS, TOLD, check, kind, summary
from indeks.intake import agency_names
from indeks.scoring import flags as flags_module
from indeks.scoring.flags import flags
from indeks.tables import Dataset
from indeks.texts.spelling import key

RULE = edition.load("iid-2026")
TODAY = dt.date(2026, 6, 1)


def tables(change: Callable[[dict[str, pd.DataFrame]], None] | None = None) -> dict[str, pd.DataFrame]:
    """The tables of Kota Contoh, perhaps spoilt."""
    data = example.sample_region()
    frames = {t: getattr(data, t).copy() for t in ("innovations", "region_levels", "agencies")}
    frames["innovation_levels"] = data.innovation_levels.astype({"innovation_id": "str", "indicator": "str"})
    frames["innovations"]["trial_date"] = pd.NaT
    if change:
        change(frames)
    return frames


def early(frames: dict[str, pd.DataFrame]) -> None:
    frames["innovations"].loc[:4, "applied_date"] = pd.Timestamp(2019, 1, 1)
    frames["innovations"].loc[3, "developed_date"] = pd.Timestamp(2025, 1, 1)


def without_dates(frames: dict[str, pd.DataFrame]) -> None:
    frames["innovations"].loc[:4, "applied_date"] = pd.NaT


def without_any_date(frames: dict[str, pd.DataFrame]) -> None:
    frames["innovations"]["applied_date"] = pd.NaT


def short(frames: dict[str, pd.DataFrame]) -> None:
    frames["innovations"].loc[5:9, "description"] = "Pendek sekali."


def same_titles(frames: dict[str, pd.DataFrame]) -> None:
    frames["innovations"].loc[:2, "title"] = ["Antre Sehat", "ANTRE  SEHAT", "antre-sehat"]


def without_mandatory(frames: dict[str, pd.DataFrame]) -> None:
    levels = frames["innovation_levels"]
    mandatory = [i.code for i in RULE.of_aspect("sid") if i.mandatory]
    frames["innovation_levels"] = levels[
        ~(levels["indicator"].isin(mandatory) & levels["innovation_id"].str.endswith("7"))
    ]


def not_sent(frames: dict[str, pd.DataFrame]) -> None:
    frames["innovations"]["sent"] = False


CASES = [None, early, without_dates, without_any_date, short, same_titles, without_mandatory, not_sent]


@pytest.mark.parametrize("change", CASES, ids=lambda c: c.__name__ if c else "as made")
def test_every_flag_of_the_report_is_told_by_check_and_nothing_else_is(change):
    frames = tables(change)
    data = intake.load(frames, today=TODAY)
    marks = flags(data, RULE, region_code="99.71", year=2026)
    title = data.innovations.set_index("innovation_id")["title"].map(key)
    expected = {(name if flag != "duplicate_title" else title[name], TOLD[flag])
                for name, flag in zip(marks["innovation_id"], marks["flag"], strict=True)}  # fmt: skip
    told = set()
    ids = data.innovations["innovation_id"].tolist()
    for problem in check(frames, today=TODAY):
        if problem.code not in set(TOLD.values()):
            continue
        rows = range(1, len(ids) + 1) if problem.row == 0 else [problem.row]
        for row in rows:
            name = (
                ids[row - 1]
                if problem.file == "innovations"
                else frames["innovation_levels"]["innovation_id"].iloc[row - 1]
            )
            told.add((name if problem.code != "title_duplicate" else title[name], problem.code))
    if change in (without_dates, without_any_date):  # an innovation that was developed since needs no earlier date
        expected = {e for e in expected if e[1] != "applied_date_empty"}
        told = {e for e in told if e[1] != "applied_date_empty"}
        assert "applied_date_empty" in {p.code for p in check(frames, today=TODAY)}
    if change is not_sent:
        assert expected == set()
        told = {e for e in told if e[1] != "title_duplicate"}
    assert told == expected


def test_every_flag_there_is_has_a_problem_that_costs():
    named = {*flags_module.VALIDITY_FLAGS, "duplicate_title"}
    assert set(TOLD) == named
    assert set(TOLD.values()) <= COSTS


def test_too_few_basic_services_are_told_with_the_points_at_stake():
    def education_only(frames: dict[str, pd.DataFrame]) -> None:
        frames["innovations"]["affair"] = "Pendidikan"

    problem = next(p for p in check(tables(education_only), today=TODAY) if p.code == "basic_services_short")
    assert "mencakup 1 urusan pelayanan dasar, padahal 5 diperlukan" in problem.what
    assert "4,26 poin indeks hilang" in problem.what  # 28 x 0.38 / 250 x 100
    assert "Kesehatan" in problem.fix
    assert kind(problem) == "costs"
    assert "basic_services_short" not in {p.code for p in check(tables(), today=TODAY)}


def test_levels_without_evidence_are_told_once_where_nobody_wrote_any_else_each():
    def codes(evidence: list[str | None]) -> list[int]:
        def fill(frames: dict[str, pd.DataFrame]) -> None:
            frames["region_levels"]["evidence"] = evidence

        return [p.row for p in check(tables(fill), today=TODAY) if p.code == "level_without_evidence"]  # fmt: skip

    n = len(example.sample_region().region_levels)
    assert codes([None] * n) == [0]
    assert codes(["SK 1"] * (n - 2) + [None, None]) == [n - 1, n]
    assert codes(["SK 1"] * n) == []


def test_an_agency_with_an_innovation_that_is_not_sent_is_not_one_without():
    def one_each(frames: dict[str, pd.DataFrame]) -> None:
        frames["innovations"]["sent"] = False
        frames["agencies"]["must_innovate"] = [k != 5 for k in range(36)]  # Dinas Sosial need not

    problem = next(p for p in check(tables(one_each), today=TODAY) if p.code == "agency_without_innovation")
    assert problem.what.startswith("12 perangkat daerah")
    assert "Dinas Sosial" not in problem.what


def test_three_lines_sum_up_what_stops_what_costs_and_what_is_untidy():
    def spoilt(frames: dict[str, pd.DataFrame]) -> None:
        frames["innovations"].loc[0, "affair"] = "Sihir"

    problems = check(tables(spoilt), today=TODAY)
    lines = summary(problems, "id").splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "Menghentikan skor",
        "Mengurangi nilai",
        "Hanya kurang rapi",
    ]
    assert sum(int(line.partition(":")[2]) for line in lines) == len(problems)
    assert lines[0].endswith(": 1")


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [("sent", "belum", "sent_unsure"), ("sent", "Belum dikirim", "sent_unsure"), ("sent", "tidak", ""),
     ("agency", "Disdik", ""), ("agency", "DPMPTSP", ""), ("agency", "Dinas Sihir", "agency_unknown")],
)  # fmt: skip
def test_words_people_write(column: str, text: str, code: str):
    def write(frames: dict[str, pd.DataFrame]) -> None:
        frames["innovations"][column] = frames["innovations"][column].astype("object")
        frames["innovations"].loc[0, column] = text

    codes = {p.code for p in check(tables(write), today=TODAY)}
    assert (codes & {"sent_unsure", "agency_unknown"}) == ({code} if code else set())


@pytest.mark.parametrize(
    ("text", "code", "offered"),
    [("SK Kepala Daerah", "level_begins", "1 - SK Kepala Daerah (atau SK Kepala PD a.n. Kepala Daerah)"),
     ("1 - SK Kepala Daerah", "", ""), ("2 - SK Kepala Daerah", "level_text_mismatch", "SK Kepala Daerah"),
     ("SK", "level_begins", "SK Kepala Daerah"), ("surat", "level_not_number", "")],
)  # fmt: skip
def test_a_beginning_of_an_answer_offers_the_answer(text: str, code: str, offered: str):
    levels = pd.DataFrame({"innovation_id": ["A"], "indicator": ["regulasi"], "level": [text]})
    innovations = pd.DataFrame(
        {"innovation_id": ["A"], "region_code": ["99.71"], "year": [2026], "title": ["Antre"]}
    )
    problems = check({"innovations": innovations, "innovation_levels": levels}, today=TODAY)
    told = [p for p in problems if p.code.startswith("level_")]
    assert [p.code for p in told] == ([code] if code else [])
    assert offered in "".join(p.what + p.fix for p in told)


def test_percentages_need_not_be_whole_and_persons_do():
    def codes(year: int, code: str, value: float) -> set[str]:
        innovations = pd.DataFrame(
            {"innovation_id": ["A"], "region_code": ["99.71"], "year": [year], "title": ["B"]}
        )
        levels = pd.DataFrame({"innovation_id": ["A"], "indicator": [code], "value": [value]})
        return {p.code for p in check({"innovations": innovations, "innovation_levels": levels}, today=TODAY)}

    assert "value_not_whole" in codes(2026, "sdm", 8.5)
    percent = [(i.code, s) for i in edition.load("iid-2023").indicators for s in i.scales
               if s.unit == "persen" and s.step == 1]  # fmt: skip
    for code, _ in percent:
        assert "value_not_whole" not in codes(2023, code, 45.5)


def test_short_forms_name_one_agency_or_none():
    listed = [
        "Dinas Pendidikan dan Kebudayaan",
        "Dinas Kesehatan",
        "Dinas Kelautan dan Perikanan",
        "Dinas Ketahanan Pangan",
    ]
    assert agency_names.settle("Disdikbud", listed) == listed[0]
    assert agency_names.settle("DKP", listed) is None  # two have it
    assert agency_names.settle("DKP", listed[:3]) == listed[2]


def test_the_workbook_of_one_agency_is_not_asked_for_what_the_region_fills_in():
    def alone(frames: dict[str, pd.DataFrame]) -> None:
        mine = frames["innovations"]["agency"] == "Dinas Kesehatan"
        frames["innovations"] = frames["innovations"][mine]
        ids = set(frames["innovations"]["innovation_id"])
        frames["innovation_levels"] = frames["innovation_levels"][
            frames["innovation_levels"]["innovation_id"].isin(ids)
        ]
        frames["agencies"] = frames["agencies"][frames["agencies"]["agency"] == "Dinas Kesehatan"]
        del frames["region_levels"]

    codes = {p.code for p in check(tables(alone), today=TODAY)}
    assert not codes & {"spd_missing", "basic_services_short", "agency_without_innovation"}


def test_what_is_not_data_does_not_stop_the_check():
    frames = tables()
    frames["innovations"].loc[1, "innovation_id"] = frames["innovations"].loc[0, "innovation_id"]
    frames["innovations"].loc[2, "year"] = None
    codes = {p.code for p in check(frames, today=TODAY)}
    assert {"duplicate_innovations", "short_text"} <= codes
    assert isinstance(intake.load(tables(), today=TODAY), Dataset)
