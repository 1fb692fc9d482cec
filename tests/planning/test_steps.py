"""Plans, done and scored: what is promised is what the index is then; and what is told of a plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from indeks import edition, scoring
from indeks.planning import portfolio, steps
from indeks.tables import Dataset

RULE = edition.load("iid-2026")
BASIC = RULE.formula["basic_affairs"].value
SID, SPD = ([i.code for i in RULE.of_aspect(a)] for a in ("sid", "spd"))


def country(n: int, seed: int = 0) -> Dataset:
    """Regions of 0 to 25 innovations, some of them not sent, with levels drawn at random."""
    rng = np.random.default_rng(seed)
    innovations, levels, own = [], [], []
    for r in range(n):
        region = f"99.{r + 100}"
        for k in range(int(rng.integers(0, 26))):
            identifier = f"{region}-{k}"
            innovations.append((identifier, region, 2026, f"Inovasi {identifier}", f"Dinas {rng.integers(4)}",
                                rng.choice([*BASIC, "Pangan", "Kearsipan"]), rng.random() < 0.8))  # fmt: skip
            share = rng.uniform(0.2, 0.9)
            levels += [(identifier, code, float(rng.binomial(3, share))) for code in SID]
        own += [(region, 2026, code, float(rng.integers(0, 4))) for code in SPD]
    names = ["innovation_id", "region_code", "year", "title", "agency", "affair", "sent"]
    return Dataset(
        innovations=pd.DataFrame(innovations, columns=names),
        innovation_levels=pd.DataFrame(levels, columns=["innovation_id", "indicator", "level"]),
        region_levels=pd.DataFrame(own, columns=["region_code", "year", "indicator", "level"]),
    )


def done(data: Dataset, plan: steps.Plan) -> Dataset:
    """The data once a plan is carried out: levels raised, innovations sent and held back, new ones added."""
    one = plan.asked.situation
    innovations, levels, own = (f.copy() for f in (data.innovations, data.innovation_levels, data.region_levels))
    mine = innovations["region_code"] == one.region
    innovations.loc[mine, "sent"] = innovations.loc[mine, "innovation_id"].isin(plan.sent)
    for k, identifier in enumerate(one.ids):
        if identifier.startswith("new-") and identifier in plan.sent:
            affair = BASIC[one.affair[k]] if one.affair[k] >= 0 else None
            name = f"{one.region}-{identifier}"
            innovations.loc[len(innovations)] = [name, one.region, 2026, name, None, affair, True]
            rows = [(name, code, float(lv)) for code, lv in plan.asked.efforts.new_levels.items()]
            levels = pd.concat([levels, pd.DataFrame(rows, columns=levels.columns)], ignore_index=True)
    for row in plan.steps.to_dict("records"):
        if row["kind"] == "raise_spd":
            where = (own["region_code"] == one.region) & (own["indicator"] == row["indicator"])
            assert own.loc[where, "level"].tolist() == [row["from_level"]]
            own.loc[where, "level"] = float(row["to_level"])
        elif row["kind"] == "raise":
            name = row["innovation_id"]
            name = f"{one.region}-{name}" if name.startswith("new-") else name
            where = (levels["innovation_id"] == name) & (levels["indicator"] == row["indicator"])
            assert levels.loc[where, "level"].tolist() in ([row["from_level"]], [])
            if where.any():
                levels.loc[where, "level"] = float(row["to_level"])
            else:
                levels.loc[len(levels)] = [name, row["indicator"], float(row["to_level"])]
    return Dataset(innovations=innovations, innovation_levels=levels, region_levels=own)


def test_plans_and_best_sets_give_the_index_they_promise():
    data = country(200)
    rng = np.random.default_rng(1)
    now = scoring.score(data).set_index("region_code")["index"]
    promised, best, after, sets = {}, {}, data, data
    for region in data.region_codes:
        target = rng.choice(["+3", "+10", "Inovatif", "Sangat Inovatif"])
        plan = steps.plan(data, target, region=region, new=int(rng.integers(0, 3)), seconds=3)
        assert plan.now == pytest.approx(now[region])
        chosen = portfolio.of(
            plan.asked.situation if not plan.asked.new else steps.plan(data, "+1", region=region).asked.situation
        )
        best[region] = chosen.index
        keep = sets.innovations["sent"].where(sets.innovations["region_code"] != region,
                                              sets.innovations["innovation_id"].isin(chosen.sent))  # fmt: skip
        sets = replace(sets, innovations=sets.innovations.assign(sent=keep.astype(bool)))
        if plan.reached:
            assert plan.index * 100 >= plan.asked.target.cents - 1e-6
            promised[region] = plan.index
            after = done(after, plan)
    scores = scoring.score(after).set_index("region_code")["index"]
    assert {r: scores[r] for r in promised} == pytest.approx(promised, abs=1e-9)
    scores = scoring.score(sets).set_index("region_code")["index"]
    assert scores.to_dict() == pytest.approx(best, abs=1e-9)
    assert len(promised) > 100
