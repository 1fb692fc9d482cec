"""The way of an office in a notebook: pick a workbook, check it, score it, report on it; in cells or by buttons.

A button calls the very function that a cell calls, and shows what it returns.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from indeks import files, regions
from indeks.errors import IndeksError
from indeks.lab.tables import Shown, table
from indeks.texts import texts
from indeks.texts.words import category_text

ENDING = ".xlsx"
FORMATS = "html,pdf,docx,xlsx"
SCORES = ("region", "year", "basis", "n_innovations", "spd", "mean_maturity", "count_score", "index", "category")


def workbooks(folder: str | Path = ".") -> list[Path]:
    """Return the workbooks of a folder and, behind them, that of Kota Contoh.

    Parameters
    ----------
    folder
        Where the office keeps them; folders in it are not searched.

    Examples
    --------
    >>> [path.name for path in workbooks("no/such/folder")]
    ['kota-contoh-2026.xlsx']
    """
    place = Path(folder)
    own = sorted(place.glob(f"*{ENDING}")) if place.is_dir() else []
    example = files.path("data", "raw", "contoh", "kota-contoh-2026.xlsx")
    return [*(p for p in own if not p.name.startswith(("~$", "."))), example]


def notebooks(folder: str | Path = "notebooks") -> list[Path]:
    """Put a copy of the notebooks that come with the library into a folder, to be run and changed there.

    Parameters
    ----------
    folder
        It is made where it is not there; a file that is there already stays as it is.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    source, written = files.path("notebooks"), []
    for path in sorted(source.rglob("*")):
        target = Path(folder) / path.relative_to(source)
        if path.suffix in (".ipynb", ".toml") and ".ipynb_checkpoints" not in path.parts and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            written.append(target)
    return written


def checked(path: str | Path, *, lang: str = "id") -> Shown:
    """Return what has to be mended in a workbook, as a table to look at.

    Parameters
    ----------
    path
        A workbook or folder, as for :func:`indeks.check`.
    lang
        ``"id"`` or ``"en"``.

    Returns
    -------
    Shown
        Place, kind (stops the score, costs points, untidy), problem and what to do; empty where all is well.
    """
    from indeks.gather.check import check, kind

    t = texts(lang)
    problems = check(str(path), lang=lang)
    rows = [(p.place, t(f"lab.column.{kind(p)}"), p.what, p.fix) for p in problems]
    names = [t(f"lab.column.{name}") for name in ("place", "kind", "what", "fix")]
    return table(pd.DataFrame(rows, columns=names), lang=lang, note="" if rows else t("lab.office.clean"))


def scored(path: str | Path, *, lang: str = "id") -> Shown:
    """Return the scores of a workbook, as a table to look at.

    Parameters
    ----------
    path
        A workbook or folder, as for :func:`indeks.load`.
    lang
        ``"id"`` or ``"en"``.

    Returns
    -------
    Shown
        One row a region, year and basis; ``frame`` holds the numbers.

    Raises
    ------
    indeks.problems.DataError
        If the data have errors.
    """
    from indeks.intake import load
    from indeks.scoring import score

    t = texts(lang)
    data = load(str(path))
    scores = score(data)
    scores["region"] = [_name(data, code, lang) for code in scores["region_code"]]
    scores["basis"] = [t(f"lab.column.{basis}") for basis in scores["basis"]]
    scores["category"] = [category_text(str(category), t) for category in scores["category"]]
    frame = scores[list(SCORES)].rename(columns={name: t(f"lab.column.{name}") for name in SCORES})
    return table(frame, lang=lang, note=t("reports.synthetic") if data.synthetic else "")


def _name(data: Any, code: str, lang: str) -> str:
    own = dict(zip(data.regions["region_code"], data.regions["name"], strict=True)) if len(data.regions) else {}
    return regions.full_name(code, lang) if regions.known(code) else str(own.get(code, code))


def reported(
    path: str | Path, *, out: str | Path = "reports", formats: str = FORMATS, lang: str = "id"
) -> list[Path]:
    """Make the report of every region and year of a workbook that is missing or out of date.

    Parameters
    ----------
    path
        A workbook or folder.
    out
        Folder of the reports.
    formats
        Names with commas.
    lang
        ``"id"`` or ``"en"``.

    Returns
    -------
    list of Path
        The files of each report.

    Raises
    ------
    IndeksError
        If the data have errors or a report fails.
    """
    from indeks.intake import load
    from indeks.making import batch
    from indeks.making.jobs import job

    data = load(str(path))
    found = data.innovations[["region_code", "year"]].drop_duplicates()
    jobs = [
        job(
            "city",
            {"region": str(code), "year": int(year), "data": str(Path(path).absolute()), "lang": lang},
            Path(out),
            formats=formats,
        )
        for code, year in found.itertuples(index=False)
    ]
    result = batch.make_all(jobs)
    if result.failures:
        raise IndeksError("lab.error.report", detail="; ".join(result.failures))
    return [file for one in jobs for file in one.files.values()]


def office(
    folder: str | Path = ".", *, out: str | Path = "reports", formats: str = FORMATS, lang: str = "id"
) -> Any:
    """Return buttons that check, score and report a workbook; a line that says so where ipywidgets is missing.

    Parameters
    ----------
    folder
        Where the workbooks are.
    out, formats
        Folder and formats of the reports.
    lang
        ``"id"`` or ``"en"``.

    Returns
    -------
    ipywidgets.VBox or None
        To be shown as the last line of a cell.
    """
    t = texts(lang)
    try:
        import ipywidgets as widgets
    except ImportError:
        print(t("lab.office.no_widgets"))
        return None
    found = workbooks(folder)
    picked = widgets.Dropdown(options=[(p.name, str(p)) for p in found], description=t("lab.office.path"))
    other = widgets.Text(placeholder="C:/…/isian.xlsx", description=t("lab.office.other"))
    screen = widgets.Output()
    actions: dict[str, Callable[[str], Any]] = {
        "check": lambda path: checked(path, lang=lang),
        "score": lambda path: scored(path, lang=lang),
        "report": lambda path: links(reported(path, out=out, formats=formats, lang=lang)),
    }
    buttons = []
    for name, action in actions.items():
        button = widgets.Button(description=t(f"lab.office.{name}"), layout=widgets.Layout(width="12em"))
        button.on_click(
            _pressed(action, lambda: other.value.strip() or picked.value, screen, t("lab.office.working"))
        )
        buttons.append(button)
    for box in (picked, other):
        box.layout.width = "40em"
        box.style.description_width = "7em"
    return widgets.VBox([picked, other, widgets.HBox(buttons), screen])


def _pressed(
    action: Callable[[str], Any], path: Callable[[], str], screen: Any, wait: str
) -> Callable[[Any], None]:
    def pressed(button: Any) -> None:
        from IPython.display import display

        button.disabled = True
        screen.clear_output()
        try:
            with screen:
                print(wait)
                try:
                    shown: Any = action(path())
                except IndeksError as error:
                    shown = None
                    screen.clear_output(wait=True)
                    print(error)
                else:
                    screen.clear_output(wait=True)
                    display(shown)
        finally:
            button.disabled = False

    return pressed


class Links:
    """Files as a list of links, relative to the notebook, so that JupyterLab opens them."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths

    def _repr_html_(self) -> str:
        from html import escape
        from urllib.parse import quote

        items = "".join(
            f'<li><a href="{escape(quote(p.as_posix(), safe="/:."))}" target="_blank">{escape(str(p))}</a></li>'
            for p in self.paths
        )
        return f"<ul>{items}</ul>"

    def __repr__(self) -> str:
        """Return the paths, one a line."""
        return "\n".join(str(p) for p in self.paths)


def links(paths: list[Path]) -> Links:
    """Return files as links that open in JupyterLab.

    Examples
    --------
    >>> links([Path("reports/2026/kota contoh.html")])
    reports/2026/kota contoh.html
    """
    return Links(paths)
