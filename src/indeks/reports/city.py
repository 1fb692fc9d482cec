"""The sections of a city report. Each takes the facts and returns blocks; one without data says what to fill."""

from __future__ import annotations

import pandas as pd

from indeks import edition as editions
from indeks import findings
from indeks.edition import COUNT_INDICATOR, Edition, round_half_up
from indeks.figures import city as figures
from indeks.reports import manifest
from indeks.reports.blocks import Banner, Block, Bullets, Column, Heading, Missing, Paragraph, Table, cite, figure
from indeks.reports.facts import CityFacts, gather
from indeks.reports.sentences import category_text, history_label, rules_differ, summary
from indeks.scoring import CLAIMED, VERIFIED
from indeks.tables import SPD_TOTAL
from indeks.texts import Texts


def banner(facts: CityFacts) -> list[Block]:
    """Region, year, stage, edition, real or synthetic, certainty: the whole situation at one glance."""
    t = facts.t
    rows = [
        (t("report.banner.region"), f"{facts.name} ({facts.region})"),
        (t("report.banner.year"), str(facts.year)),
    ]
    claimed, verified = facts.score(CLAIMED), facts.score(VERIFIED)
    if claimed is not None:
        rows.append(
            (t("report.banner.claimed"), _score_and_category(claimed["index"], claimed["category"], facts))
        )
    if verified is not None:
        rows.append(
            (t("report.banner.verified"), _score_and_category(verified["index"], verified["category"], facts))
        )
    for row in facts.stages.itertuples():
        if pd.notna(row.score) and row.scale == "0-100":
            name = t(f"report.banner.{row.stage}")
            rows.append((name, _score_and_category(row.score, row.category, facts)))
    rows.append(
        (t("report.banner.data"), t("report.banner.from_levels" if facts.data else "report.banner.published"))
    )
    rows.append((t("report.banner.edition"), _edition_text(facts)))
    marks = [t("report.synthetic")] if facts.synthetic else []
    blocks: list[Block] = [
        Banner(
            title=t("report.city.title", name=facts.name, year=facts.year),
            subtitle=t("report.city.subtitle"),
            facts=rows,
            marks=marks,
            lang=t.lang,
        )
    ]
    if facts.synthetic:
        blocks.append(Paragraph(t("report.synthetic_note"), "warning"))
    return blocks


def _score_and_category(score: float, category: str, facts: CityFacts) -> str:
    text = facts.t.number(score, 2)
    return f"{text} · {category_text(category, facts.t)}" if category else text


def _edition_text(facts: CityFacts) -> str:
    if facts.rule is None:
        return facts.t("report.banner.no_edition")
    return f"{facts.rule.id} · {certainty_summary(facts.rule, facts)}"


def certainty_summary(rule: Edition, facts: CityFacts) -> str:
    """Return how surely the formula of an edition is known, by its least certain constant."""
    found = [c.certainty for c in rule.formula.values()]
    if rule.missing:
        return facts.t("report.certainty.partial")
    worst = max(found, key=editions.CERTAINTIES.index)
    return facts.t(f"report.certainty.formula_{worst.replace('-', '_')}")


def summarise(facts: CityFacts) -> list[Block]:
    """The summary: sentences, strengths, weaknesses, actions."""
    t = facts.t
    first, *rest = summary(facts)
    blocks: list[Block] = [Heading(t("report.summary.title"), "ringkasan"), Paragraph(first, "lead")]
    if rest:
        blocks.append(Bullets(rest))
    for remark in facts.remarks:
        blocks.append(Paragraph(t("report.summary.remark", note=remark), "note"))
    if facts.scored and facts.rule is not None:
        blocks += _strong_and_weak(facts, facts.rule)
    else:
        blocks.append(Missing(t("report.missing.findings")))
    return blocks


def _strong_and_weak(facts: CityFacts, rule: Edition) -> list[Block]:
    t = facts.t
    basis = VERIFIED if facts.score(VERIFIED) is not None else CLAIMED
    all_parts = facts.all_parts[facts.all_parts["basis"] == basis]
    table, reference = findings.compare(all_parts, facts.region)
    blocks: list[Block] = []
    for name, found in (("strengths", findings.strengths(table)), ("weaknesses", findings.weaknesses(table))):
        items = [
            t(
                f"report.findings.against_{reference}",
                indicator=rule.indicator(f.indicator).text(t.lang),
                share=f.share * 100,
                reference=f.reference * 100,
            )
            for f in found
        ]
        if items:
            blocks.append(Bullets(items, t(f"report.findings.{name}")))
    score = facts.score(basis)
    assert score is not None
    mine = all_parts[all_parts["region_code"] == facts.region]
    actions = []
    for action in findings.actions(score, mine, rule):
        values = dict(action.values)
        if "indicator" in values:
            indicator = rule.indicator(str(values["indicator"]))
            values |= {"indicator": indicator.text(t.lang), "number": indicator.label}
        actions.append(t(f"report.action.{action.kind}", gain=action.gain, **values))
    if actions:
        blocks.append(Bullets(actions, t("report.findings.actions")))
        blocks.append(Paragraph(t("report.findings.actions_note", basis=t(f"report.basis.{basis}")), "note"))
    return blocks


def trend(facts: CityFacts) -> list[Block]:
    """The index over the years: final scores joined, other stages beside, raw scores before 2021 in a table."""
    t = facts.t
    blocks: list[Block] = [Heading(t("report.trend.title"), "tren")]
    points = trend_points(facts)
    if points.empty and facts.raw_series.empty:
        return [*blocks, Missing(t("report.missing.trend"))]
    if not points.empty:
        years = range(int(points["year"].min()), int(points["year"].max()) + 1)
        changed = [y for y in years if y > years[0] and rules_differ(y - 1, y)]
        bounds = {y: float(b) for y in years if (b := _top_bound(y)) is not None}
        drawing = figures.trend(points, bounds, changed, t)
        listed = "; ".join(
            t("report.trend.alt_point", year=int(r.year), stage=_stage_text(r.stage, facts), score=r.score)
            for r in points.itertuples()
        )
        blocks.append(
            figure(
                drawing,
                alt=t("report.trend.alt", name=facts.name, points=listed),
                caption=t("report.trend.caption"),
                source=_sources_line(facts, points),
            )
        )
        if changed:
            blocks.append(Paragraph(t("report.trend.rules"), "note"))
    blocks.append(_history_table(facts))
    if not facts.raw_series.empty:
        blocks.append(_raw_table(facts))
    return blocks


def trend_points(facts: CityFacts) -> pd.DataFrame:
    """Return ``year, stage, score`` of everything on the 0 to 100 scale, computed scores included."""
    from indeks import published

    from indeks import history

    rows = history.merged(published.published())
    rows = rows[(rows["region_code"] == facts.region) & (rows["scale"] == "0-100") & rows["score"].notna()]
    points = rows[["year", "stage", "score"]].astype({"year": int, "score": float})
    computed = [
        {"year": facts.year, "stage": basis, "score": float(score["index"])}
        for basis in (CLAIMED, VERIFIED)
        if (score := facts.score(basis)) is not None
    ]
    frames = [f for f in (points, pd.DataFrame(computed)) if len(f)]
    return pd.concat(frames, ignore_index=True).sort_values("year", kind="stable") if frames else points


def _top_bound(year: int) -> object | None:
    try:
        rule = editions.for_year(year)
    except editions.EditionError:
        return None
    return max((c.min for c in rule.categories), default=None)


def _stage_text(stage: str, facts: CityFacts) -> str:
    key = f"history.stage.{stage}"
    return facts.t(key) if facts.t.has(key) else facts.t(f"report.stage.{stage}")


def _sources_line(facts: CityFacts, points: pd.DataFrame) -> str:
    published_rows = ~points["stage"].isin([CLAIMED, VERIFIED])
    parts = [facts.t("report.source.published")] if published_rows.any() else []
    if facts.scored:
        parts.append(_data_source(facts))
    return facts.t("report.source.line", sources="; ".join(parts))


def _data_source(facts: CityFacts) -> str:
    name = facts.data_path.name if facts.data_path else ""
    return facts.t("report.source.data_synthetic" if facts.synthetic else "report.source.data", file=name)


def _history_table(facts: CityFacts) -> Block:
    from indeks import history, published

    t = facts.t
    rows = history.merged(published.published())
    rows = rows[(rows["region_code"] == facts.region) & (rows["scale"] != "raw")]
    rows = rows[rows["score"].notna() | (rows["category"] != "") | rows["n_innovations"].notna()]
    cells = [
        [
            str(int(r.year)),
            _stage_text(r.stage, facts),
            t.number(r.score, 2) if pd.notna(r.score) else t("report.none"),
            _category_cell(r.category, r.category_origin, facts),
            t.number(int(r.n_innovations)) if pd.notna(r.n_innovations) else t("report.none"),
            t.number(int(r.n_agencies)) if pd.notna(r.n_agencies) else t("report.none"),
            _rank_cell(r, facts),
            cite(r.source),
        ]
        for r in rows.itertuples()
    ]
    if not cells:
        return Missing(t("report.missing.published"))
    heads = ("year", "stage", "score", "category", "innovations", "agencies", "rank", "source")
    numeric = {"year", "score", "innovations", "agencies"}
    return Table(
        caption=t("report.trend.table"),
        columns=[Column(t(f"report.column.{h}"), numeric=h in numeric) for h in heads],
        rows=cells,
        strong=frozenset(k for k, c in enumerate(cells) if c[0] == str(facts.year)),
        notes=[t("report.trend.table_note")],
    )


def _category_cell(category: str, origin: str, facts: CityFacts) -> str:
    if not category:
        return facts.t("report.none")
    text = category_text(category, facts.t)
    return facts.t("report.derived", category=text) if origin == "derived" else text


def _rank_cell(row: object, facts: CityFacts) -> str:
    rank, cluster = getattr(row, "rank"), getattr(row, "rank_cluster")  # noqa: B009
    label = history_label(cluster, facts.t.lang) if cluster else ""
    if pd.isna(rank):
        return label or facts.t("report.none")
    return f"{int(rank)} ({label})" if label else str(int(rank))


def _raw_table(facts: CityFacts) -> Block:
    t = facts.t
    return Table(
        caption=t("report.trend.raw_table"),
        columns=[
            Column(t("report.column.year"), numeric=True),
            Column(t("report.column.raw_score"), numeric=True),
            Column(t("report.column.category")),
            Column(t("report.column.source")),
        ],
        rows=[
            [
                str(int(r.year)),
                t.number(r.score),
                _category_cell(r.category, r.category_origin, facts),
                cite(r.source),
            ]
            for r in facts.raw_series.itertuples()
        ],
        notes=[t("report.trend.raw_note")],
    )


def position(facts: CityFacts) -> list[Block]:
    """Where the region stands among the published scores: all regions, and those of its type."""
    t = facts.t
    blocks: list[Block] = [Heading(t("report.position.title"), "posisi")]
    league = facts.league[facts.league["score"].notna()]
    mine = league[league["region_code"] == facts.region]
    if len(mine) != 1 or len(league) < 2:
        return [*blocks, Missing(t("report.missing.position", year=facts.year))]
    own = float(mine.iloc[0]["score"])
    others = league[league["region_code"] != facts.region]
    peers = others[others["type"] == facts.type]
    groups = [(t("report.position.all", n=len(others)), list(others["score"].astype(float)))]
    groups.append((t(f"report.position.{facts.type}", n=len(peers)), list(peers["score"].astype(float))))
    names = {r.reference: r for r in facts.references.itertuples()}
    rows = []
    for key in ("published_all", "published_type", "national_mean"):
        row = names.get(key)
        if row is None or pd.isna(row.mean) or (pd.notna(row.n) and row.n < 2):  # one region is no reference
            continue
        rows.append(
            [
                t(f"history.reference.{key}"),
                t.number(int(row.n)) if pd.notna(row.n) else t("report.none"),
                t.number(row.mean, 2),
                t.number(row.median, 2) if pd.notna(row.median) else t("report.none"),
                t.number(own - row.mean, 2, signed=True),
            ]
        )
    heads = ("reference", "regions", "mean", "median", "difference")
    blocks.append(
        figure(
            figures.position(groups, own, facts.name, t),
            alt=t("report.position.alt", name=facts.name, score=own, n=len(others)),
            caption=t("report.position.caption", year=facts.year),
            source=t("report.source.line", sources=t("report.source.published")),
        )
    )
    blocks.append(
        Table(
            caption=t("report.position.table", name=facts.name, score=own),
            columns=[Column(t(f"report.column.{h}"), numeric=h != "reference") for h in heads],
            rows=rows,
            notes=[t("report.position.note")],
        )
    )
    return blocks


def points(facts: CityFacts) -> list[Block]:
    """Where the points come from and where they are lost."""
    t = facts.t
    blocks: list[Block] = [Heading(t("report.points.title"), "poin")]
    if not facts.scored or facts.rule is None:
        return [*blocks, _missing_scores(facts, "points")]
    claimed = facts.parts[facts.parts["basis"] == CLAIMED].reset_index(drop=True)
    score = facts.score(CLAIMED)
    assert score is not None
    by_variable = _by_variable(claimed, facts.rule, t.lang)
    listed = "; ".join(
        t("report.points.alt_part", label=r.label, won=r.index_points, most=r.index_points + r.index_lost)
        for r in by_variable.itertuples()
    )
    blocks.append(Paragraph(t("report.points.intro", index=score["index"], lost=100 - score["index"])))
    blocks.append(
        figure(
            figures.points_by_variable(by_variable, t),
            alt=t("report.points.alt", parts=listed),
            caption=t("report.points.caption"),
            source=t("report.source.line", sources=_data_source(facts)),
        )
    )
    blocks.append(_points_table(facts, claimed, score))
    return blocks


def _missing_scores(facts: CityFacts, section: str) -> Block:
    if facts.no_index:
        return Missing(facts.no_index)
    return Missing(facts.t(f"report.missing.{section}"))


def _by_variable(parts: pd.DataFrame, rule: Edition, lang: str) -> pd.DataFrame:
    names = {v.code: v.text(lang) for v in rule.variables}
    counted = parts["indicator"] == COUNT_INDICATOR
    label = parts["variable"].map(names)
    label = label.mask(counted, rule.indicator(COUNT_INDICATOR).text(lang))
    label = label.fillna("SPD")
    prefix = parts["aspect"].str.upper() + " · "
    rows = parts.assign(label=(prefix + label).where(label != "SPD", "SPD"))
    return rows.groupby("label", sort=False)[["index_points", "index_lost"]].sum().reset_index()


def _points_table(facts: CityFacts, parts: pd.DataFrame, score: pd.Series) -> Block:
    t, rule = facts.t, facts.rule
    assert rule is not None
    shown = findings.rounded_to_sum(list(parts["index_points"]), round_half_up(float(score["index"])))
    most = [round_half_up(v) for v in parts["index_max"]]
    rows = [
        [
            r.number,
            t("report.points.spd_total") if r.indicator == SPD_TOTAL else rule.indicator(r.indicator).text(t.lang),
            t.number(points_shown, 2),
            t.number(best, 2),
            t.number(best - points_shown, 2),
        ]
        for r, points_shown, best in zip(parts.itertuples(), shown, most, strict=True)
    ]
    heads = ("number", "indicator", "index_points", "index_max", "index_lost")
    return Table(
        caption=t("report.points.table"),
        columns=[
            Column(t(f"report.column.{h}"), numeric=h.startswith("index_"), nowrap=h == "number") for h in heads
        ],
        rows=rows,
        total=[
            "",
            t("report.total"),
            t.number(sum(shown), 2),
            t.number(sum(most), 2),
            t.number(sum(most) - sum(shown), 2),
        ],
        notes=[t("report.points.note")],
        source=t("report.source.line", sources=_data_source(facts)),
    )


def spd(facts: CityFacts) -> list[Block]:
    """The rows of SPD: level claimed, level accepted, points and maximum."""
    t = facts.t
    blocks: list[Block] = [Heading(t("report.spd.title"), "spd")]
    if facts.data is None or facts.rule is None:
        return [*blocks, Missing(t("report.missing.spd"))]
    if not facts.rule.has_spd_levels:
        score = facts.score()
        text = t("report.spd.given", spd=score["spd"]) if score is not None else t("report.missing.spd_total")
        return [*blocks, Paragraph(text) if score is not None else Missing(text)]
    levels = facts.data.region_levels
    levels = levels[(levels["region_code"] == facts.region) & (levels["year"] == facts.year)]
    by_code = {r.indicator: r for r in levels.itertuples()}
    rows = []
    for indicator in facts.rule.of_aspect("spd"):
        row = by_code.get(indicator.code)
        level = _level(row, "level")
        verified = _level(row, "verified_level")
        texts_by_level = {lv.score: lv.text(t.lang) for lv in indicator.scales[0].levels}
        best = float(indicator.max_points or 0)
        rows.append(
            [
                indicator.label,
                indicator.text(t.lang),
                f"{level} · {texts_by_level[level]}" if level in texts_by_level else t("report.spd.empty"),
                t("report.none") if verified is None else str(verified),
                t.number(float(indicator.weight or 0) * (level or 0), 2),
                t.number(best, 2),
            ]
        )
    score = facts.score()
    heads = ("number", "indicator", "level", "verified", "points", "maximum")
    total = ["", t("report.total"), "", "", t.number(score["spd"] if score is not None else 0, 2)]
    blocks.append(
        Table(
            caption=t("report.spd.table"),
            columns=[
                Column(
                    t(f"report.column.{h}"), numeric=h in ("verified", "points", "maximum"), nowrap=h == "number"
                )
                for h in heads
            ],
            rows=rows,
            total=[*total, t.number(facts.rule.constant("max_spd"), 2)],
            source=t("report.source.line", sources=_data_source(facts)),
        )
    )
    return blocks


def _level(row: object | None, column: str) -> int | None:
    value = getattr(row, column, None)
    return None if value is None or pd.isna(value) else int(value)


def innovations(facts: CityFacts) -> list[Block]:
    """The sent innovations by maturity, with their flags, and the index with and without the flagged ones."""
    t = facts.t
    blocks: list[Block] = [Heading(t("report.innovations.title"), "inovasi")]
    if facts.innovations.empty:
        return [*blocks, Missing(t("report.missing.innovations"))]
    rows = facts.innovations
    best = float(rows["max_maturity"].iloc[0])
    mean = float(rows["maturity"].mean())
    blocks.append(
        Paragraph(
            t(
                "report.innovations.intro",
                n=len(rows),
                mean=mean,
                low=rows["maturity"].min(),
                high=rows["maturity"].max(),
                best=best,
            )
        )
    )
    blocks.append(
        figure(
            figures.maturity(rows, best, t),
            alt=t("report.innovations.alt", n=len(rows), mean=mean, top=str(rows.iloc[0]["title"]), best=best),
            caption=t("report.innovations.caption"),
            source=t("report.source.line", sources=_data_source(facts)),
        )
    )
    blocks.append(_innovation_table(facts, rows))
    blocks += _with_and_without(facts)
    return blocks


def _innovation_table(facts: CityFacts, rows: pd.DataFrame) -> Block:
    t = facts.t
    assert facts.data is not None
    agencies = facts.data.innovations.set_index("innovation_id").get("agency", pd.Series(dtype=object))
    marks = {key: _flag_texts(block, facts) for key, block in facts.marks.groupby("innovation_id")}
    heads = ("innovation", "agency", "maturity", "verified_maturity", "flags")
    return Table(
        caption=t("report.innovations.table"),
        columns=[Column(t(f"report.column.{h}"), numeric="maturity" in h) for h in heads],
        rows=[
            [
                str(r.title),
                str(agencies.get(r.innovation_id, "") or ""),
                t.number(r.maturity),
                t.number(r.verified_maturity) if pd.notna(r.verified_maturity) else t("report.none"),
                "; ".join(marks.get(r.innovation_id, [])) or t("report.none"),
            ]
            for r in rows.itertuples()
        ],
        notes=[t("report.innovations.flags_note")],
        source=t("report.source.line", sources=_data_source(facts)),
    )


def _flag_texts(marks: pd.DataFrame, facts: CityFacts) -> list[str]:
    t, rule = facts.t, facts.rule
    assert rule is not None
    said = []
    for row in marks.itertuples():
        detail = str(row.detail)
        if row.flag == "mandatory_empty":
            detail = t.join([rule.indicator(code).text(t.lang) for code in detail.split(", ")])
        elif row.flag in ("outside_window", "older_not_developed"):
            detail = t.date(pd.Timestamp(detail).date())
        said.append(t(f"report.flag.{row.flag}", detail=detail))
    return said


def _with_and_without(facts: CityFacts) -> list[Block]:
    t = facts.t
    if facts.without_flagged.empty:
        return []
    rows = []
    for key, frame in (("with", facts.scores), ("without", facts.without_flagged)):
        for r in frame.itertuples():
            values = r._asdict()
            index = frame.loc[r.Index, "index"]
            rows.append(
                [
                    t(f"report.innovations.{key}_flagged"),
                    t(f"report.basis.{values['basis']}"),
                    t.number(values["n_innovations"]),
                    t.number(index, 2),
                    category_text(values["category"], t),
                ]
            )
    heads = ("counted", "basis", "innovations", "index", "category")
    return [
        Table(
            caption=t("report.innovations.validity_table"),
            columns=[Column(t(f"report.column.{h}"), numeric=h in ("innovations", "index")) for h in heads],
            rows=rows,
            notes=[t("report.innovations.validity_note")],
        )
    ]


def basic_services(facts: CityFacts) -> list[Block]:
    """Which basic-service affairs the sent innovations cover, and what the count score hangs on."""
    t, rule = facts.t, facts.rule
    blocks: list[Block] = [Heading(t("report.basic.title"), "pelayanan-dasar")]
    if facts.data is None or rule is None:
        return [*blocks, Missing(t("report.missing.basic"))]
    if not rule.has_basic_rule:
        return [*blocks, Missing(t("report.basic.no_rule", edition=rule.title_text(t.lang)))]
    sent = facts.data.innovations
    sent = sent[(sent["region_code"] == facts.region) & (sent["year"] == facts.year) & sent["sent"]]
    affairs = list(rule.formula["basic_affairs"].value)
    found = sent["affair"].value_counts() if "affair" in sent else pd.Series(dtype=int)
    counts = pd.DataFrame({"affair": affairs, "n": [int(found.get(a, 0)) for a in affairs]})
    needed, covered = int(rule.formula["min_basic_affairs"].value), int((counts["n"] > 0).sum())
    score = facts.score()
    worth = float(score["count_score"]) if score is not None else 0.0
    index_worth = worth / float(rule.constant("max_total")) * 100
    key = "lost" if covered < needed else "exact" if covered == needed else "safe"
    shown = counts.assign(affair=[affair_text(a, t) for a in affairs])
    empty = [a for a, n in zip(shown["affair"], shown["n"], strict=True) if not n]
    said = t(
        f"report.basic.{key}", covered=covered, of=len(affairs), needed=needed, points=worth, index=index_worth
    )
    blocks.append(Paragraph(said, "warning" if key == "lost" else ""))
    if empty:
        blocks.append(Paragraph(t("report.basic.empty", affairs=t.join(empty))))
    listed = "; ".join(f"{a}: {n}" for a, n in zip(shown["affair"], shown["n"], strict=True))
    blocks.append(
        figure(
            figures.basic_services(shown, needed, t),
            alt=t("report.basic.alt", parts=listed),
            caption=t("report.basic.caption"),
            source=t("report.source.line", sources=_data_source(facts)),
        )
    )
    return blocks


def affair_text(affair: str, t: Texts) -> str:
    """Return the name of a basic-service affair in a language; as it stands where the catalogue has none."""
    key = "report.affair." + "_".join(affair.lower().replace(",", "").split())
    return t(key) if t.has(key) else affair


def agencies(facts: CityFacts) -> list[Block]:
    """One Agency One Innovation: which agencies have an innovation and which have none."""
    t = facts.t
    blocks: list[Block] = [Heading(t("report.agencies.title"), "perangkat-daerah")]
    if facts.data is None or "agency" not in facts.data.innovations:
        return [*blocks, Missing(t("report.missing.agencies"))]
    sent = facts.data.innovations
    sent = sent[(sent["region_code"] == facts.region) & (sent["year"] == facts.year) & sent["sent"]]
    counts = sent["agency"].dropna().value_counts()
    listed = facts.data.agencies
    listed = listed[listed["region_code"] == facts.region] if len(listed) else listed
    if listed.empty:
        blocks.append(Paragraph(t("report.agencies.count_only", n=len(counts))))
        return [*blocks, Missing(t("report.missing.agency_list"))]
    names = list(listed["agency"])
    with_any = [a for a in names if counts.get(a, 0)]
    without = [a for a in names if not counts.get(a, 0)]
    share = len(with_any) / len(names) * 100
    blocks.append(Paragraph(t("report.agencies.intro", n=len(with_any), of=len(names), share=share)))
    ordered = sorted(with_any, key=lambda a: (-int(counts[a]), a))
    blocks.append(
        Table(
            caption=t("report.agencies.table"),
            columns=[Column(t("report.column.agency")), Column(t("report.column.innovations"), numeric=True)],
            rows=[[a, t.number(int(counts[a]))] for a in ordered],
            source=t("report.source.line", sources=_data_source(facts)),
        )
    )
    if without:
        blocks.append(Bullets(sorted(without), t("report.agencies.without", n=len(without))))
    return blocks


def not_yet(facts: CityFacts, section: str) -> list[Block]:
    """A section whose computation the library does not hold: its title and one line."""
    t = facts.t
    return [Heading(t(f"report.{section}.title"), section), Missing(t(f"report.missing.{section}"))]


def method(facts: CityFacts) -> list[Block]:
    """Method, sources, certainty and what the report was made from."""
    t, rule = facts.t, facts.rule
    blocks: list[Block] = [Heading(t("report.method.title"), "metode")]
    if rule is None:
        blocks.append(Paragraph(t("report.method.no_edition", year=facts.year)))
    else:
        blocks += method_of(rule, facts.t)
    blocks.append(published_sources(facts))
    blocks.append(manifest.block(facts.parameters, rule, facts.data_path, t))
    return blocks


def method_of(rule: Edition, t: Texts) -> list[Block]:
    """Describe an edition: what is known, its constants with certainty and sources, its categories."""
    blocks: list[Block] = [
        Paragraph(t("report.method.edition", title=rule.title_text(t.lang), summary=rule.summary_text(t.lang)))
    ]
    note = rule.formula_note_en if t.lang == "en" else rule.formula_note
    if note:
        blocks.append(Paragraph(note, "note"))
    if not rule.missing:
        key = "report.method.formula" + ("_gate" if rule.has_basic_rule else "")
        values = {name: c.value for name, c in rule.formula.items()}
        blocks.append(Paragraph(t(key, **values)))
    rows = [
        [
            t(f"edition.part.{name}"),
            _value(constant.value, t),
            _certainty(constant.certainty, t),
            ", ".join(constant.sources),
        ]
        for name, constant in rule.formula.items()
        if name != "basic_affairs"
    ]
    rows += [
        [
            c.text(t.lang),
            f"{t.number(c.min, 2)}–{t.number(c.max, 2)}",
            _certainty(c.certainty, t),
            ", ".join(c.sources),
        ]
        for c in rule.categories
    ]
    heads = ("part", "value", "certainty", "sources")
    blocks.append(
        Table(
            caption=t("report.method.table", edition=rule.id),
            columns=[Column(t(f"report.column.{h}"), numeric=h == "value") for h in heads],
            rows=rows,
            notes=[t("report.method.certainty_note")],
        )
    )
    cited = editions.sources()
    text_key = "text_en" if t.lang == "en" else "text"
    items = [f"{s}: {cited[s][text_key]}" for s in rule.source_ids() if s in cited]
    blocks.append(Bullets(items, t("report.method.sources")))
    return blocks


def _value(value: object, t: Texts) -> str:
    return t.plain(value) if not isinstance(value, str | bool | tuple) else str(value)


def _certainty(certainty: str, t: Texts) -> str:
    return t(f"report.certainty.{certainty.replace('-', '_')}")


def published_sources(facts: CityFacts) -> Block:
    """List every source of the published results that the report shows."""
    from indeks import published

    rows = published.published()
    rows = rows[rows["region_code"] == facts.region]
    found = sorted(set(rows["source"]))
    if not found:
        return Missing(facts.t("report.missing.published"))
    return Bullets([cite(s) for s in found], facts.t("report.method.published_sources"))


__all__ = [
    "agencies",
    "banner",
    "basic_services",
    "gather",
    "innovations",
    "method",
    "not_yet",
    "points",
    "position",
    "spd",
    "summarise",
    "trend",
]
