"""The notebooks in JupyterLab itself: run, changed, run again, buttons pressed, in headless Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

import pytest

from support import ROOT

pytestmark = pytest.mark.browser
ERROR = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr'], .jp-RenderedText.jp-mod-error"
IDLE = """() => {
    const told = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(e => e.textContent);
    return told.length && !told.some(t => t.includes('*')) && told.some(t => /\\d/.test(t));
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A JupyterLab over a copy of the notebooks, with settings of its own."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"JUPYTER_CONFIG_DIR": "c", "JUPYTER_DATA_DIR": "d", "JUPYTER_RUNTIME_DIR": "r", "IPYTHONDIR": "i"}
    own |= {"JUPYTERLAB_SETTINGS_DIR": "s", "JUPYTERLAB_WORKSPACES_DIR": "w"}
    environment = os.environ | {name: str(folder / f".{part}") for name, part in own.items()}
    environment["PYTHONPATH"] = str(ROOT / "src")
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += [
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.allow_remote_access=False",
    ]
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        with suppress(OSError), urllib.request.urlopen(f"{address}/api/status", timeout=5):
            break
        time.sleep(0.2)
    yield address
    running.terminate()
    running.wait(timeout=20)


@pytest.fixture
def notebook(browser, server):
    """Open a notebook and hand over the page; no page may ask anything of another host or throw an error."""

    @contextmanager
    def opened(name: str):
        context = browser.new_context(viewport={"width": 1280, "height": 6000})
        page = context.new_page()
        page.set_default_timeout(20_000)
        strange: list[str] = []
        page.on("pageerror", lambda error: strange.append(str(error)))
        local = (server, server.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(local) else strange.append(r.url))
        page.goto(f"{server}/lab/tree/notebooks/{name}?reset")
        page.wait_for_selector(".jp-CodeCell .cm-content")
        page.wait_for_function("() => document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=idle]')")
        page.wait_for_timeout(2500)  # it says so before the kernel is there
        asked = page.locator(".jp-Dialog button.jp-mod-accept")
        if asked.count():
            asked.first.click()
        yield page
        assert strange == []
        context.close()

    return opened


def run_all(page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator("#jp-mainmenu-run").get_by_text("Run All Cells", exact=True).click()
    page.wait_for_timeout(800)
    page.wait_for_function(IDLE, timeout=40_000)
    page.wait_for_timeout(500)


def write(page, source: str) -> None:
    """Put another source into the first code cell."""
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)


def test_a_research_notebook_runs_is_changed_runs_again_and_tells_a_wrong_parameter_in_a_line(notebook):
    pytest.importorskip("itables")
    with notebook("research/published_history.ipynb") as page:
        run_all(page)
        first = page.locator("table.dataTable").first
        assert "59,02" in first.inner_text()
        assert page.locator(".jp-RenderedImage img").count() == 2
        assert page.locator("td.dt-left").first.evaluate("e => getComputedStyle(e).textAlign") in ("left", "start")
        page.locator(".dt-search input").first.fill("zzz")
        write(page, 'LANG = "en"\nREGION = "Kabupaten Tegal"\nYEAR = 2025')
        run_all(page)
        assert "77.59" in page.locator("table.dataTable").first.inner_text()
        write(page, 'LANG = "en"\nREGION = "Kota Pangkalpinan"\nYEAR = 2025')
        run_all(page)
        error = page.locator(ERROR).first.inner_text()
        assert "Pangkalpinang" in error
        assert "Traceback" not in error
        assert len(error.strip().splitlines()) <= 2


def test_a_report_looks_as_on_the_page(notebook):
    with notebook("reports/year_report.ipynb") as page:
        run_all(page)
        assert page.locator("header.banner h1").evaluate("e => getComputedStyle(e).fontWeight") == "700"
        edge = page.locator("header.banner").evaluate("e => getComputedStyle(e).borderLeft")
        assert edge == "8px solid rgb(11, 79, 125)"
        cells = page.locator(".indeks-lab tbody :is(td, th):not(.num)")
        assert cells.count() > 20
        assert set(cells.evaluate_all("all => all.map(e => getComputedStyle(e).textAlign)")) == {"left"}
        numbers = page.locator(".indeks-lab tbody td.num")
        assert set(numbers.evaluate_all("all => all.map(e => getComputedStyle(e).textAlign)")) == {"right"}


def test_the_buttons_of_the_first_notebook_check_and_score(notebook):
    pytest.importorskip("ipywidgets")
    with notebook("mulai.ipynb") as page:
        for place in range(2):  # the parameters and the buttons; the report below would take its time
            page.locator(".jp-CodeCell .cm-content").nth(place).click()
            page.keyboard.press("Shift+Enter")
        page.get_by_role("button", name="Hitung", exact=True).click()
        page.wait_for_selector("text=DATA SINTETIS")
        page.locator("td", has_text="48,43").first.wait_for()
        page.get_by_role("button", name="Periksa", exact=True).click()
        page.locator("td", has_text="PARKIR TERTIB NONTUNAI").first.wait_for()
        page.get_by_placeholder("isian.xlsx").fill("tidak-ada.xlsx")
        page.get_by_role("button", name="Hitung", exact=True).click()
        page.locator(".jp-OutputArea", has_text="tidak-ada.xlsx tidak ada").first.wait_for()
        assert page.get_by_text("Traceback").count() == 0
