"""How well sectors and look-alikes do on innovations labelled by hand; benchmarks/typology.py tells more."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from indeks.typology import lookalikes
from indeks.typology.sectors import sectors
from support import ROOT, shared


@pytest.fixture(scope="module")
def labelled():
    return pd.read_csv(shared("text", "labelled.csv"), dtype=str, keep_default_na=False)


@pytest.mark.parametrize(("with_agency", "accuracy", "ari"), [(True, 0.84, 0.72), (False, 0.70, 0.50)])
def test_sectors_agree_with_labels(labelled, with_agency, accuracy, ari):
    table = labelled.drop(columns=["sector"] if with_agency else ["sector", "agency"])
    found = sectors(table)["sector"].fillna("-").to_numpy(dtype=object)
    truth = labelled["sector"].to_numpy(dtype=object)
    assert np.mean(found == truth) >= accuracy
    assert adjusted_rand_score(truth, found) >= ari


def test_what_need_not_be_reviewed_is_right_nine_times_in_ten(labelled):
    found = sectors(labelled.drop(columns="sector"))
    right = (found["sector"] == labelled["sector"])[~found["review"]]
    assert right.mean() >= 0.9
    assert found["review"].mean() <= 0.2


def test_look_alikes_find_members_of_their_group(labelled):
    groups = pd.read_csv(shared("text", "lookalike_groups.csv"), dtype=str)
    known = labelled.assign(innovation_id=labelled["id"], region_code=labelled["region"]).drop(columns="sector")
    region = dict(zip(known["id"], known["region"], strict=True))
    wanted = {}
    for _, members in groups.groupby("group")["id"]:
        for one in members:
            wanted.setdefault(one, set()).update(m for m in members if region[m] != region[one])
    wanted = {one: others for one, others in wanted.items() if others}
    found = lookalikes.similar(known[known["id"].isin(wanted)], lookalikes.index(known), n=5)
    hits = pd.Series([o in wanted[q] for q, o in zip(found["query"], found["innovation_id"], strict=True)])
    assert hits[found["rank"] == 1].mean() >= 0.60
    assert hits.groupby(found["query"]).any().mean() >= 0.82
    assert hits[found["similarity"] >= 0.5].mean() >= 0.9
    assert hits[found["similarity"].between(0.3, 0.5)].mean() >= 0.6


def test_the_benchmark_says_when_it_has_nothing_to_measure(tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "typology.py", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "not at hand" in done.stdout
