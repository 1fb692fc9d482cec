"""Switches and a slider under the plan in JupyterLab: which innovations are sent, which target is planned for.

Everything they show comes from the functions that the cells above call; without ipywidgets (the extra ``lab``) the
static plan is whole and one line says what is missing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from html import escape
from importlib.util import find_spec
from typing import Any

import numpy as np

from indeks.document.blocks import Paragraph, show
from indeks.errors import IndeksError
from indeks.planning import steps, targets
from indeks.planning.situation import Situation
from indeks.planning.steps import Plan
from indeks.reports.plan import told
from indeks.reports.plan.facts import PlanFacts
from indeks.texts import Texts


def live(one: Situation, sent: Collection[str], t: Texts) -> str:
    """Return in one line what the index is if just these innovations are sent, as they are."""
    chosen = np.array([identifier in sent for identifier in one.ids], dtype=bool)
    cents, now = one.cents(chosen), one.cents(one.sent)
    return t(
        "planning.interactive.live", index=cents / 100, category=one.category(cents), n=int(chosen.sum()),
        difference=(cents - now) / 100,
    )  # fmt: skip


def planned(facts: PlanFacts, target: float) -> Plan:
    """Return the cheapest plan to another target, all else as asked."""
    asked = facts.plan.asked
    aim = targets.read(target, asked.situation, lang=facts.t.lang)
    return steps.answer(replace(asked, target=aim, problem=replace(asked.problem, cents=aim.cents)))


def controls(facts: PlanFacts) -> Any:
    """Return the switches and the slider; None, and one line said, where ipywidgets is not installed."""
    if find_spec("ipywidgets") is None:
        show(Paragraph(facts.t("planning.interactive.missing"), "note"))
        return None
    return _box(facts)


def _box(facts: PlanFacts) -> Any:
    import ipywidgets as w

    t, best, one = facts.t, facts.best, facts.best.situation
    wide = w.Layout(width="auto")
    switches = {
        identifier: w.Checkbox(value=bool(is_sent), description=title, indent=False, layout=wide)
        for identifier, title, is_sent in zip(one.ids, one.titles, one.sent, strict=True)
    }
    line = w.HTML()

    def follow(_: Any = None) -> None:
        told_now = live(one, [i for i, s in switches.items() if s.value], t)
        line.value = f"<strong>{escape(told_now)}</strong>"

    def set_to(sent: Collection[str]) -> None:
        for identifier, switch in switches.items():
            switch.value = identifier in sent

    for switch in switches.values():
        switch.observe(follow, "value")
    names = ("now", "best", "plan")
    now, chosen, go = (w.Button(description=t(f"planning.interactive.{name}"), layout=wide) for name in names)
    now.on_click(lambda _: set_to([i for i, s in zip(one.ids, one.sent, strict=True) if s]))
    chosen.on_click(lambda _: set_to(best.sent))
    follow()

    target = w.FloatSlider(
        value=facts.plan.index, min=facts.plan.now, max=100.0, step=0.01, continuous_update=False,
        description=t("planning.interactive.target"), layout=w.Layout(width="28em"),
    )  # fmt: skip
    result = w.Output()

    def plan(_: Any) -> None:
        result.clear_output()
        with result:
            try:
                found = planned(facts, round(target.value, 2))
            except IndeksError as error:
                show(Paragraph(error.text(t.lang), "warning"))
                return
            table = told.five(found, t)
            show([*told.verdict(found, t), *([table] if table is not None else [])])

    go.on_click(plan)
    listed = w.VBox(list(switches.values()), layout=w.Layout(max_height="24em", overflow="auto"))
    return w.VBox([line, w.HBox([now, chosen]), listed, w.HBox([target, go]), result])
