"""The editions side by side hold what each edition holds, and no more."""

from indeks import edition
from indeks.edition.beside import PARTS, beside


def test_every_constant_category_and_weight_stands_there_once():
    table = beside()
    assert not table.duplicated(["part", "name", "edition"]).any()
    assert set(table["part"]) == set(PARTS)
    for name in edition.available():
        rule = edition.load(name)
        mine = table[table["edition"] == name].set_index(["part", "name"])
        expected = (
            len(rule.formula) + len(rule.categories) + len(rule.of_aspect("spd")) + len(rule.of_aspect("sid"))
        )
        assert len(mine) == expected
        for category in rule.categories:
            assert mine.loc[("category", category.name), "value"] == category.min
        for i in (*rule.of_aspect("spd"), *rule.of_aspect("sid")):
            assert mine.loc[(i.aspect, i.code), "value"] == i.weight
            if i.weight is not None:
                assert mine.loc[(i.aspect, i.code), "certainty"] in edition.CERTAINTIES


def test_a_changed_rule_can_stand_beside_the_others():
    rule = edition.load("iid-2026")
    table = beside([rule, rule.with_(min_divisor=14)])
    row = table[table["name"] == "min_divisor"]
    assert row["value"].tolist() == [12, 14]
    assert row["certainty"].tolist() == ["confirmed", edition.OWN]
