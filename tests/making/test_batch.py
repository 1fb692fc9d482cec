"""A batch makes what is missing, exactly once, whatever happens to it on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from indeks import engine, example, files, regions
from indeks.making import batch, choose, run
from indeks.published import history
from indeks.reports.parameters import ReportError
from indeks.reports.region import facts
from indeks.tables import write_folder
from indeks.texts import texts

ID = texts("id")
PANEL_REGIONS = 8
MARK = f"batch-{os.getpid()}-{uuid.uuid4()}"


@pytest.fixture(scope="module")
def panel():
    return example.national_panel(regions=PANEL_REGIONS, innovations=80)


@pytest.fixture
def folder(panel, tmp_path):
    write_folder(panel, tmp_path / "data")
    return tmp_path / "data"


def indeks(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "indeks", "batch", *map(str, arguments)]


def hidden(out: Path) -> list[str]:
    return sorted(p.name for p in out.rglob(".*"))


@pytest.fixture(scope="module", autouse=True)
def mark():
    """What the processes these tests start carry in their environment, and no others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDEKS_TEST", MARK)
        yield


def zygotes() -> set[int]:
    """Warm processes that these tests started."""
    pids = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"indeks.making.zygote" not in path.read_bytes():
                continue
            if MARK.encode() in path.with_name("environ").read_bytes():
                pids.add(int(path.parent.name))
        except OSError:
            continue
    return pids


def wait_until(true, seconds=90):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


# --- what is chosen -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025", [2025]),
        ("2021-2023", [2021, 2022, 2023]),
        ("2023, 2021–2022,2023", [2023, 2021, 2022]),
    ],
)
def test_years_are_read_as_people_write_them(text, expected):
    assert choose.years(text) == expected


@pytest.mark.parametrize("text", ["", "25", "2025-2021", "abad", "2021-", "1200", "2000-2099"])
def test_other_years_are_an_error(text):
    with pytest.raises(ReportError):
        choose.years(text)


HAVE = ["16", "16.72", "18", "18.71", "19.01", "19.71", "99.100"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all", HAVE),
        ("16", ["16", "16.72"]),
        ("Sumatera Selatan", ["16", "16.72"]),
        ("Provinsi Sumatera Selatan", ["16"]),
        ("kota", ["16.72", "18.71", "19.71"]),
        ("provinsi", ["16", "18"]),
        ("19.71, Kab. Bangka,19.71", ["19.71", "19.01"]),
        ("99.100", ["99.100"]),
        ("Kota Metro", ["18.72"]),  # named by itself: meant whether it has data or not
    ],
)
def test_regions_are_chosen_by_code_name_province_and_type(text, expected):
    assert choose.select(text, HAVE) == expected


def test_a_region_nobody_knows_is_an_error():
    with pytest.raises(regions.UnknownRegion):
        choose.select("Kota Atlantis", HAVE)


def test_all_means_every_region_with_a_published_result_in_the_year(tmp_path):
    jobs = choose.jobs(choose.Choice(years="2022-2023", regions="all", langs="id,en", national=True), tmp_path, ID)
    cities = {(j.parameters["region"], j.parameters["year"]) for j in jobs if j.kind == "city"}
    table = history.merged()
    assert cities == {(r.region_code, r.year) for r in table.itertuples() if r.year in (2022, 2023)}
    assert len(jobs) == 2 * len(cities) + 4
    assert len({j.stem for j in jobs}) == len(jobs)


def test_all_means_every_region_of_the_data(folder, tmp_path):
    jobs = choose.jobs(choose.Choice(years="2026", regions="all", data=str(folder)), tmp_path, ID)
    assert [j.parameters["region"] for j in jobs] == [f"99.{100 + k}" for k in range(PANEL_REGIONS)]
    with pytest.raises(ReportError):
        choose.jobs(choose.Choice(years="2025", regions="all", data=str(folder)), tmp_path, ID)


# --- what is out of date --------------------------------------------------------------------------------------


def test_an_spd_total_goes_to_its_region_and_to_no_other(folder, tmp_path):
    totals = {"99.100": "40", "99.101": "41"}
    choice = choose.Choice(years="2026", regions="99.100,99.101,99.102", data=str(folder), spd=totals)
    given = {report.parameters["region"]: report.parameters["spd"] for report in choose.jobs(choice, tmp_path, ID)}
    assert given == {**totals, "99.102": ""}


def test_an_spd_total_of_a_region_that_is_not_chosen_is_refused(folder, tmp_path):
    choice = choose.Choice(years="2026", regions="99.100", data=str(folder), spd={"99.101": "40"})
    with pytest.raises(ReportError, match=r"99\.101"):
        choose.jobs(choice, tmp_path, ID)


def seen(folder, region):
    full = {
        "region": region,
        "year": 2026,
        "lang": "id",
        "data": str(folder),
        "edition": "",
        "spd": "",
        "cover": "",
    }
    return facts.seen(full)


def changed(panel, folder, **tables):
    write_folder(replace(panel, **tables), folder)


def test_a_region_s_own_rows_count(panel, folder):
    before = {r: seen(folder, r) for r in ("99.100", "99.101")}
    rows = panel.innovations.copy()
    mine = rows.index[rows["region_code"] == "99.100"][0]
    rows.loc[mine, "title"] = "Inovasi dengan nama lain"
    changed(panel, folder, innovations=rows)
    assert seen(folder, "99.100") != before["99.100"]
    assert seen(folder, "99.101") == before["99.101"]


def test_other_regions_count_as_far_as_they_are_shown(panel, folder):
    before = seen(folder, "99.100")
    rows = panel.region_levels.copy()
    others = rows["region_code"] != "99.100"
    rows.loc[others, "level"] = 0.0
    changed(panel, folder, region_levels=rows)
    assert seen(folder, "99.100") != before


def test_neither_the_order_of_files_nor_their_time_counts(panel, folder):
    before = seen(folder, "99.100")
    changed(panel, folder)
    os.utime(folder / "innovations.parquet", (1, 1))
    assert seen(folder, "99.100") == before


def test_a_report_shows_nothing_of_the_data_that_its_checksum_leaves_out(panel, folder):
    """Only its own rows reach a report, and of the others their contributions."""
    gathered = facts.gather(region="99.100", year=2026, data=str(folder))
    assert set(gathered.data.innovations["region_code"]) == {"99.100"}
    assert set(gathered.data.region_levels["region_code"]) == {"99.100"}
    own = set(gathered.data.innovations["innovation_id"])
    assert set(gathered.data.innovation_levels["innovation_id"].astype(str)) <= own


def test_contributions_taken_from_all_are_those_of_the_region_alone(panel, folder):
    from indeks import scoring
    from indeks.reports import datasets

    loaded = datasets.load(folder)
    alone = scoring.contributions(loaded.region("99.103"))
    gathered = facts.gather(region="99.103", year=2026, data=str(folder))
    pd.testing.assert_frame_equal(gathered.parts, alone)
    assert len(gathered.all_parts) == PANEL_REGIONS * len(alone)


# --- what is left on the way ----------------------------------------------------------------------------------


def test_where_asking_after_a_process_would_end_it_none_is_asked(tmp_path, monkeypatch):
    """On Windows ``os.kill`` ends a process whatever the signal."""
    new, old = (tmp_path / f".{name}.{files.host()}~{os.getpid()}.part.html" for name in ("baru", "lama"))
    for path in (new, old):
        path.touch()
    os.utime(old, (0, 0))

    def kill(*_):
        raise AssertionError("a process was ended")

    monkeypatch.setattr(os, "kill", kill)
    monkeypatch.setattr(os, "name", "nt")
    left = [path for path in (new, old) if files._left_behind(path)]
    monkeypatch.undo()
    assert left == [old]


def test_only_what_dead_processes_left_is_cleaned(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    page = tmp_path / "a.id.html"
    for pid in (os.getpid(), dead.pid):
        files.beside(page, pid).write_text("x")
    other = tmp_path / ".a.id.elsewhere~1.part.html"
    other.write_text("x")
    removed = files.clean([tmp_path])
    assert removed == [files.beside(page, dead.pid)]
    os.utime(other, (1, 1))
    assert files.clean([tmp_path]) == [other]


# --- from end to end ------------------------------------------------------------------------------------------

from_end_to_end = [
    pytest.mark.notebook,
    pytest.mark.skipif(not engine.available(), reason="no processes can be forked here"),
]


@pytest.fixture(scope="module")
def reports(tmp_path_factory, panel, mark):
    """Four regions of the panel made by a batch, and one that is not in the data."""
    top = tmp_path_factory.mktemp("batch")
    write_folder(panel, top / "data")
    command = indeks(
        "--data", top / "data", "--years", 2026, "--regions", "99.100,99.101,19.71,99.102", "--out", top / "out",
        "--workers", 2,
    )  # fmt: skip
    before = zygotes()
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert zygotes() <= before
    return top, command, result


@pytest.mark.notebook
class TestWhole:
    pytestmark = from_end_to_end

    def test_one_failure_does_not_stop_the_others(self, reports):
        top, _, result = reports
        assert result.returncode == 1, result.stderr
        assert len(list(top.glob("out/2026/*.html"))) == 3
        kept = top / "out/2026/kota-pangkalpinang-19.71.id.gagal.ipynb"
        assert "ReportError" in kept.read_text(encoding="utf-8")
        lines = [line for line in result.stderr.splitlines() if "19.71" in line]
        assert len(lines) == 1
        assert hidden(top / "out") == []
        assert (top / "out/index.html").exists()

    def test_a_second_run_makes_only_what_is_missing(self, reports):
        top, command, _ = reports
        times = {p: p.stat().st_mtime_ns for p in top.glob("out/2026/*.html")}
        names = sorted(p.name for p in times)
        gone = next(p for p in times if "99.101" in p.name)
        gone.unlink()
        again = subprocess.run(command, capture_output=True, text=True, check=False)
        assert again.returncode == 1
        assert sorted(p.name for p in top.glob("out/2026/*.html")) == names
        assert {p for p in times if p.stat().st_mtime_ns != times[p]} == {gone}

    def test_the_plain_road_gives_the_same_reports(self, reports, tmp_path):
        top, *_ = reports
        choice = choose.Choice(years="2026", regions="99.100", data=str(top / "data"))
        jobs = choose.jobs(choice, tmp_path, ID)
        assert batch.make_all(jobs, road=run.PLAIN).failures == []
        (report,) = jobs
        fast = top / "out/2026" / report.page.name
        assert report.page.read_bytes() == fast.read_bytes()
        manifests = [json.loads(p.read_text()) for p in (report.manifest, fast.with_suffix(".json"))]
        for one_of_two in manifests:
            del one_of_two["notebook_sha256"]  # the notebook holds the times of its cells
        assert manifests[0] == manifests[1]

    def test_killed_in_the_middle_it_leaves_no_half_and_the_next_run_makes_the_rest(self, tmp_path):
        before = zygotes()
        command = indeks("--years", "2022", "--regions", "16,18,19", "--out", tmp_path, "--workers", 2)
        first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: len(list(tmp_path.glob("2022/*.json"))) >= 2)
        first.send_signal(signal.SIGKILL)
        first.wait()
        wait_until(lambda: zygotes() <= before, 20)
        done = {p: p.stat().st_mtime_ns for p in tmp_path.glob("2022/*.json")}
        for path in done:  # whole: what is there is up to date
            assert json.loads(path.read_text())["fingerprint"]
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        assert second.returncode == 0, second.stderr
        assert {p: p.stat().st_mtime_ns for p in done} == done
        wanted = choose.jobs(choose.Choice(years="2022", regions="16,18,19"), tmp_path, ID)
        assert all(run.is_fresh(report) for report in wanted)
        assert hidden(tmp_path) == []

    def test_ctrl_c_stops_it_whole(self, tmp_path):
        before = zygotes()
        command = indeks("--years", "2021-2024", "--regions", "16,18,19", "--out", tmp_path)
        first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_until(lambda: list(tmp_path.glob("*/*.json")))
        first.send_signal(signal.SIGINT)
        _, printed = first.communicate(timeout=30)
        assert first.returncode == 130
        assert "Traceback" not in printed
        assert ID("making.run.interrupted") in printed
        assert zygotes() <= before
        assert hidden(tmp_path) == []

    def test_a_cluster_that_loses_a_worker_loses_no_report(self, tmp_path, monkeypatch):
        distributed = pytest.importorskip("distributed")
        monkeypatch.setattr(batch, "CHUNK", 3)
        jobs = choose.jobs(choose.Choice(years="2022-2023", regions="16,18,19"), tmp_path, ID)
        told = []
        before = zygotes()
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster:
            pids = {worker.pid for worker in cluster.workers.values()}

            def lose_one(k, n, report, failure):
                told.append(report.stem)
                if pids:
                    os.kill(pids.pop(), signal.SIGKILL)
                    pids.clear()

            result = batch.make_all(jobs, told=lose_one, scheduler=cluster.scheduler_address)
        assert result.failures == []
        assert sorted(told) == sorted(j.stem for j in jobs)
        assert all(run.is_fresh(report) for report in jobs)
        wait_until(lambda: zygotes() <= before, 30)
        files.clean(tmp_path.glob("*"))
        assert hidden(tmp_path) == []


def test_a_call_without_a_choice_says_what_is_missing():
    result = subprocess.run(indeks(), capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "--years" in result.stderr
