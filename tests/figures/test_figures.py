"""Every figure at its printed size: no text cut at the edge, none over another, numbers as the language writes."""

from __future__ import annotations

import inspect
import itertools
import math
import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from scipy.cluster import hierarchy

mpl.use("agg")

from indeks import edition, figures
from indeks.document.blocks import FACE, TEMPLATES, figure
from indeks.errors import IndeksError
from indeks.figures import of_forecast, of_frameworks, of_indices, of_many, of_region, style
from indeks.figures import of_types as types
from indeks.figures import of_year as year
from indeks.texts import texts
from indeks.typology import lexicon

LONG = "PERCEPATAN PELAYANAN TERPADU SATU PINTU BERBASIS KECAMATAN DAN KELURAHAN DENGAN PENDAMPINGAN"


def trend(t):
    points = pd.DataFrame(
        {
            "year": [2021, 2022, 2023, 2023, 2023, 2024, 2026, 2026],
            "stage": ["final", "final", "final", "sementara", "mandiri", "sementara", "claimed", "verified"],
            "score": [59.02, 50.21, 57.68, 63.85, 79.69, 65.13, 51.01, 48.43],
            "breaks": [False, True] + [False] * 6,
            "later": [False] * 5 + [True] + [False] * 2,
        }
    )
    return of_region.trend(
        points, {2023: 60.01, 2024: 60.01, 2025: 65.01, 2026: 65.01}, [2022, 2023, 2025, 2026], t
    )


def trend_of_one_year(t):
    points = pd.DataFrame({"year": [2026, 2026], "stage": ["claimed", "verified"], "score": [51.01, 51.01]})
    points = points.assign(breaks=False, later=False)
    return of_region.trend(points, {2026: 65.01}, [], t)


def trend_with_conflict(t):
    points = pd.DataFrame({"year": [2023, 2024, 2024], "stage": ["final"] * 3, "score": [5.5, 6.01, 6.1]})
    points = points.assign(breaks=False, later=False)
    return of_region.trend(points, {}, [2024], t)


def points(t):
    labels = [
        "SPD · Institusi",
        "SID · Output Pengetahuan dan Teknologi",
        "SID · Jumlah Inovasi dan Hasil Kreatif",
    ]
    won, lost = [13.7, 0.0, 30.4], [2.5, 4.8, 0.0]
    return of_region.points_by_variable(
        pd.DataFrame({"label": labels, "index_points": won, "index_lost": lost}), t
    )


def maturity(t, n=40):
    frame = pd.DataFrame(
        {
            "title": [f"{LONG[: 10 + k]} <script>$x^2$ 😀" for k in range(n)],
            "maturity": [111 - k for k in range(n)],
            "verified_maturity": [105.0 - k for k in range(n)],
        }
    )
    return of_region.maturity(frame, 111, t)


def maturity_of_many(t):
    return maturity(t, 80)


def basic(t):
    affairs = edition.load("iid-2026").formula["basic_affairs"].value
    return of_region.basic_services(pd.DataFrame({"affair": affairs, "n": [0, 3, 120, 1, 0, 2]}), 5, t)


def no_basic(t):
    return of_region.basic_services(pd.DataFrame({"affair": ["Pendidikan", "Sosial"], "n": [0, 0]}), 5, t)


def position(t):
    groups = [
        (t("reports.position.all", n=551), [k / 6 for k in range(551)]),
        (t("reports.position.kabupaten", n=0), []),
    ]
    return of_region.position(groups, 57.68, "Kabupaten Pangkajene dan Kepulauan", t)


def distribution(t):
    league = pd.DataFrame(
        {"score": [6.0, 49.9, 57.68, 60.0, 84.19], "type": ["kota", "kabupaten", "kota", "provinsi", "kota"]}
    )
    return year.distribution(league, [35.0, 60.01], t)


def participation(t):
    frame = pd.DataFrame({"year": range(2018, 2026), "regions": [188, 260, 484, 519, 510, 527, 529, 531]})
    frame["innovations"] = [3718, 8016, 17779, 25124, 26900, 28539, 31719, 36742]
    return year.participation(frame, 2025, t)


def changes(t):
    frame = pd.DataFrame(
        {"name": ["Kabupaten Boyolali", "Kabupaten Pangkajene dan Kepulauan"], "before": [57.4, 99.0]}
    )
    return year.changes(frame.assign(score=[100.0, 1.0]), 2023, t)


def coverage(t):
    rows = [
        {"label": t(f"reports.type.{k}"), "scored": 1, "other": 2, "none": 90}
        for k in ("provinsi", "kabupaten", "kota")
    ]
    return year.coverage(pd.DataFrame(rows), t)


def heat(t, columns=9):
    affairs = [*edition.load("iid-2026").formula["basic_affairs"].value, "Lainnya", "a" * 80, "(kosong)"]
    counts = [[0 if (k + j) % 3 else 12345 * j for j in range(columns)] for k in range(19)]
    return types.heat(pd.DataFrame(counts, index=sector_names(t), columns=affairs[:columns]), t)


def heat_of_few(t):
    return heat(t, 2)


def place_map(t):
    points = pd.DataFrame({"x": range(40), "y": [k % 7 for k in range(40)]})
    return types.place_map(points.assign(sector=[(*sector_names(t), "")[k % 20] for k in range(40)]), t)


def dendrogram(t, n=60):
    linkage = hierarchy.linkage([[k * k % 61, k * 7 % 13] for k in range(n)], "ward")
    return types.dendrogram(linkage, [f"{LONG[: 20 + k]} $x^2$ 😀" for k in range(n)], t)


def dendrogram_of_three(t):
    return dendrogram(t, 3)


def mix(t):
    counts = [[(k * j) % 9 + 1000 for k in range(19)] for j in range(1, 4)]
    return types.mix(pd.DataFrame(counts, index=[2023, 2024, 2026], columns=sector_names(t)), t)


def mix_of_one(t):
    return types.mix(pd.DataFrame({sector_names(t)[0]: [1]}, index=[2026]), t)


def forecast(t, low=40.0):
    names = [
        t(f"planning.forecast.scenario.{n}") for n in ("mild", "like_published", "strict", "innovations_refused")
    ]
    labels = [
        t("reports.forecast.claimed"),
        *names,
        *(t("reports.forecast.strictness", strictness=s) for s in (0, 0.5, 1)),
    ]
    rows = pd.DataFrame(
        {"label": labels, "low": [61.23] * 5 + [60.0, 55.5, low], "used": [False] * 6 + [True, False]}
    )
    rows["high"] = [61.23] * 5 + [61.0, 62.5, 66.0]
    return of_forecast.forecast(rows.assign(middle=(rows["low"] + rows["high"]) / 2), [0.01, 40.01, 65.01], t)


def forecast_of_nothing(t):
    rows = pd.DataFrame({"label": ["a", "b"], "low": [0.0, 0.0], "middle": [0.0, 0.0], "high": [0.0, 0.0]})
    return of_forecast.forecast(rows.assign(used=[False, True]), [40.01], t)


def tornado(t):
    labels = [f"{i.label} {i.text(t.lang)}" for i in edition.load("iid-2026").indicators][:12]
    rows = pd.DataFrame(
        {"label": labels, "low": [-4.26 + k / 3 for k in range(12)], "high": [0.3 * k for k in range(12)]}
    )
    return of_forecast.tornado(rows, t)


def sector_names(t):
    return [sector.text(t.lang) for sector in lexicon.load().sectors]


def rank_intervals(t):
    names = [f"Kabupaten Contoh Bernama Panjang {k}" for k in range(40)]
    table = pd.DataFrame({"name": names, "rank": range(1, 41)})
    return of_indices.rank_intervals(table.assign(rank_lower=table["rank"] - 1, rank_upper=table["rank"] + 900), t)


def bump(t):
    names = [f"Kabupaten Contoh Bernama Panjang {k}" for k in range(40)]
    ranks = pd.DataFrame({"2024": range(1, 41), "2025": [*range(20, 0, -1), *range(21, 41)]}, index=names)
    return of_indices.bump(ranks.assign(**{"2026": 1}), t)


def framework(t):
    nodes = [f"Dimensi Bernama Panjang Sekali {k}" for k in range(6)]
    rows = [{"iCode": "I", "Parent": "", "Level": 3, "iName": "Indeks", "Weight": 1.0}]
    rows += [{"iCode": n, "Parent": "I", "Level": 2, "iName": n, "Weight": 0.25} for n in nodes]
    rows += [
        {"iCode": f"{n}{k}", "Parent": n, "Level": 1, "iName": f"Indikator dengan nama yang panjang {k}", "Weight": 1 / 3}
        for n in nodes for k in range(6)
    ]  # fmt: skip
    return of_frameworks.framework_tree(pd.DataFrame(rows), t)


def framework_of_two(t):
    table = pd.DataFrame({"iCode": ["I", "a", "b"], "Parent": ["", "I", "I"], "Level": [2, 1, 1]})
    return of_frameworks.framework_tree(table, t)


def score_heat(t):
    names = [f"Kabupaten Contoh Bernama Panjang {k}" for k in range(40)]
    nodes = [f"Dimensi Bernama Panjang {k}" for k in range(12)]
    scores = pd.DataFrame(np.arange(480).reshape(40, 12) % 101.0, index=names, columns=nodes)
    return of_frameworks.score_heat(scores.mask(scores == 7), t)


def moves(t):
    table = pd.DataFrame({"Part": ["winsorise", "normalisation", "aggregation", "weights"]})
    for column, value in (("First", 0.2), ("Total", 0.4)):
        table[column] = [value, np.nan, value / 2, value / 3]
        table[f"{column}_lower"], table[f"{column}_upper"] = table[column] - 0.05, table[column] + 0.05
    return of_frameworks.what_moves_ranks(table, t)


def bump_of_three(t):
    return of_indices.bump(pd.DataFrame({"min-max": [1, 2, 3], "z": [3, 1, 2]}, index=list("abc")), t)


def scatter(t, n=120):
    categories = ["Kurang Inovatif", "Inovatif", "Sangat Inovatif"]
    frame = pd.DataFrame(
        {
            "n_innovations": [1 + (k * 37) % 300 for k in range(n)],
            "index": [20 + (k * 17) % 60 for k in range(n)],
            "category": [categories[k % 3] for k in range(n)],
        }
    )
    return of_many.relation(frame, "n_innovations", "index", t, by="category")


def scatter_of_few(t):
    return of_many.relation(
        pd.DataFrame({"a": [0.1, 0.2], "Rata-rata $x^2$": [0.31, 0.35]}), "a", "Rata-rata $x^2$", t
    )


def stage_gaps(t):
    frame = pd.DataFrame(
        {
            "region": ["Bogor", "Pegunungan Bintang Selatan Raya", "Bangli"],
            "year": [2021, 2023, 2025],
            "score": [79.69, 63.85, 73.96],
            "final": [72.46, 57.68, None],
            "final_min": [None, None, 65.01],
            "final_max": [None, None, 73.96],
        }
    )
    return of_many.stage_gaps(frame, t)


FIGURES = [
    scatter, scatter_of_few, stage_gaps,
    trend, trend_of_one_year, trend_with_conflict, points, maturity, maturity_of_many, basic, no_basic, position,
    distribution, participation, changes, coverage, heat, heat_of_few, place_map, dendrogram, dendrogram_of_three,
    mix, mix_of_one, forecast, forecast_of_nothing, tornado, rank_intervals, bump, bump_of_three,
    framework, framework_of_two, score_heat, moves,
]  # fmt: skip


def shown_texts(drawing):
    """Texts of a drawn figure with their boxes in pixels; labels of ticks beyond the limits are not drawn."""
    drawing.canvas.draw()
    renderer = drawing.canvas.get_renderer()
    beyond = set()
    for axes in drawing.axes:
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            low, high = sorted(limits)
            slack = (high - low) * 1e-6
            ticks = [*axis.majorTicks, *axis.minorTicks]
            beyond |= {tick.label1 for tick in ticks if not low - slack <= tick.get_loc() <= high + slack}
    for artist in drawing.findobj(mpl.text.Text):
        if artist.get_visible() and artist.get_text().strip() and artist not in beyond:
            yield artist.get_text(), artist.get_window_extent(renderer)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("draw", FIGURES, ids=lambda f: f.__name__)
def test_no_text_is_cut_or_covered(draw, lang):
    drawing = draw(texts(lang))
    assert drawing.get_figwidth() == style.WIDTH
    shown = list(shown_texts(drawing))
    assert shown
    for text, box in shown:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= drawing.bbox.x1 + 1 and box.y1 <= drawing.bbox.y1 + 1
        assert inside, f"cut at the edge: {text!r}"
    for (text, box), (other, other_box) in itertools.combinations(shown, 2):
        # a pixel of touching boxes is air around the letters
        shrunk, other_shrunk = box.padded(-1), other_box.padded(-1)
        assert not shrunk.overlaps(other_shrunk), f"{text!r} over {other!r}"
    mpl.pyplot.close(drawing)


@pytest.mark.parametrize(
    ("draw", "count"), [(trend, 8), (trend_of_one_year, 2)], ids=lambda f: f.__name__ if callable(f) else f
)
def test_no_two_marks_of_a_trend_lie_on_each_other(draw, count):
    drawing = draw(texts("id"))
    (axes,) = drawing.axes
    inches = axes.transData + drawing.dpi_scale_trans.inverted()
    lines = [line for line in axes.lines if line.get_marker() not in ("None", "")]
    marks = [mark for line in lines for mark in inches.transform(line.get_xydata()) if mark[1] == mark[1]]
    assert len(marks) == count
    assert min(math.dist(mark, other) for mark, other in itertools.combinations(marks, 2)) > 0.12
    mpl.pyplot.close(drawing)


@pytest.mark.parametrize("draw", FIGURES, ids=lambda f: f.__name__)
def test_numbers_follow_the_language(draw):
    for lang, wrong in (("id", r"\d\.\d\d(?!\d)"), ("en", r"\d,\d\d(?!\d)")):
        drawing = draw(texts(lang))
        for text, _ in shown_texts(drawing):
            assert not re.search(wrong, text), text
        mpl.pyplot.close(drawing)


def test_a_figure_needs_words_that_stand_for_it():
    with pytest.raises(ValueError, match="empty alt"):
        figure(points(texts("id")), alt=" ", caption="c", source="s")


def test_the_same_data_give_the_same_bytes():
    first, second = (figure(points(texts("id")), alt="a", caption="c", source="s").svg for _ in range(2))
    assert first == second
    assert "<dc:date>" not in first


def test_words_of_a_figure_are_words_in_the_typeface_of_the_page():
    svg = figure(points(texts("id")), alt="a", caption="c", source="s").svg
    for words in ("SPD · Institusi", "13,70 / 16,20", texts("id")("figures.points.won")):
        assert f">{words}</text>" in svg
    assert f"font-family: {FACE}" in svg
    assert "DejaVu" not in svg
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    assert FACE.replace("'", '"') in css


def test_a_folded_label_ends_at_its_axis_in_any_typeface():
    """The browser sets its lines in a narrower face: each is anchored at its own end."""
    svg = figure(points(texts("id")), alt="a", caption="c", source="s").svg
    for line in ("SID · Output Pengetahuan", "dan Teknologi"):
        assert re.search(rf"text-anchor: end;[^>]*>{line}</text>", svg)


def test_a_trend_needs_two_years():
    scores = pd.DataFrame({"year": [2023, 2023, 2024], "score": [57.68, 63.85, None]})
    assert not of_region.has_trend(scores)
    assert of_region.has_trend(scores.fillna(65.13))
    assert not of_region.has_trend(scores.iloc[:0])


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("draw", FIGURES, ids=lambda f: f.__name__)
def test_words_stand_out_from_the_white_of_the_page(draw):
    drawing = draw(texts("id"))
    for artist in drawing.findobj(mpl.text.Text):
        if artist.get_visible() and artist.get_text().strip() and artist.get_color() != "white":
            assert 1.05 / (luminance(artist.get_color()) + 0.05) >= 4.5, artist.get_text()
    mpl.pyplot.close(drawing)


@pytest.mark.parametrize("name", figures.__all__)
def test_a_public_figure_takes_a_language_and_says_so(name):
    drawn = getattr(figures, name)
    assert list(inspect.signature(drawn).parameters)[-1] == "lang"
    assert "t" not in inspect.signature(drawn).parameters
    assert '``"id"`` or ``"en"``' in drawn.__doc__


def test_a_public_figure_draws_what_the_report_draws_and_leaves_none_open():
    table = pd.DataFrame({"name": ["A", "B"], "rank": [1, 2], "rank_lower": [1, 1], "rank_upper": [2, 2]})
    before = mpl.pyplot.get_fignums()
    for lang in ("id", "en"):
        drawn = figures.rank_intervals(table, lang=lang)
        FigureCanvasAgg(drawn)  # a closed figure has none
        own = of_indices.rank_intervals(table, texts(lang))
        assert [text for text, _ in shown_texts(drawn)] == [text for text, _ in shown_texts(own)]
        mpl.pyplot.close(own)
    assert mpl.pyplot.get_fignums() == before
    with pytest.raises(IndeksError, match="xx"):
        figures.rank_intervals(table, lang="xx")


def test_medians_of_bands_are_those_of_the_points():
    frame = pd.DataFrame({"a": range(24), "b": [k % 5 for k in range(24)]})
    drawing = of_many.relation(frame, "a", "b", texts("id"))
    line = drawing.axes[0].lines[-1].get_xydata().tolist()
    expected = [
        [sorted(range(k, k + 4))[1] + 0.5, sorted(j % 5 for j in range(k, k + 4))] for k in range(0, 24, 4)
    ]
    assert line == [[x, (ys[1] + ys[2]) / 2] for x, ys in expected]
    mpl.pyplot.close(drawing)
    few = of_many.relation(frame.head(19), "a", "b", texts("id"))
    assert len(few.axes[0].lines) == 1
    mpl.pyplot.close(few)


def test_a_misspelt_column_is_told_with_those_there_are():
    with pytest.raises(IndeksError, match=r"indek.*n_innovations"):
        figures.relation(pd.DataFrame({"n_innovations": [1], "index": [2]}), "n_innovations", "indek")
