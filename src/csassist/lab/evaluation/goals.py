"""The goals: what the thermometer set out to reach, by figure id. A set without a goal is measured all the same."""

from __future__ import annotations

from csassist.lab.evaluation.figure import Goal

GOALS = {
    "stc3_cn.heat.spearman": Goal(0.77, 0.79),
    "stc3_cn.dissatisfied.auc": Goal(0.88, 0.90),
    "ssa_taobao_clothes.curve.spearman": Goal(0.71, 0.74),
    "ssa_taobao_makeup.curve.spearman": Goal(0.80, 0.82),
    "jddc_sessions.watch.share": Goal(0.15, 0.12, more=False),
    "jddc_sessions.alert.share": Goal(0.04, 0.025, more=False),
    "jddc_sessions.supervisor.per_100": Goal(4.0, 2.0, more=False),
    "jddc_sessions.plain.share": Goal(0.0, 0.0, more=False),
    "panel.jd.clear.auc": Goal(0.90, 0.95),
    "panel.jd.level.spearman": Goal(0.50, 0.65),
    "panel.strong.alert": Goal(0.70, 0.85),
    "panel.clear.watch": Goal(0.70, 0.85),
    "online_shopping_retail.polarity.auc": Goal(0.96, 0.98),
    "waimai_10k.polarity.auc": Goal(0.90, 0.94),
    "weibo_senti_mini.polarity.auc": Goal(0.97, 0.99),
    "ewect_usual.anger.auc": Goal(0.83, 0.90),
    "ewect_usual.emotion.macro_f1": Goal(0.55, 0.66),
    "suggestions.among": Goal(0.75, 0.80),
    "suggestions.first": Goal(0.55, 0.65),
    "suggestions.shown": Goal(0.60, 0.55, more=False),
    "suggestions.sold_hot": Goal(0.0, 0.0, more=False),
    "suggestions.insertable_open": Goal(0.0, 0.0, more=False),
    "suggestions.never_say": Goal(0.0, 0.0, more=False),
    "promises.precision": Goal(0.95, 0.98),
    "promises.recall": Goal(0.85, 0.92),
    "coach.precision": Goal(0.90, 0.95),
    "speed.reading.share": Goal(1 / 25, 1 / 50, more=False),
    "speed.explain.share": Goal(1 / 20, 1 / 30, more=False),
}
