from __future__ import annotations

from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.calm import measure_calm
from csassist.lab.evaluation.sets import find_sets


def test_shares_are_of_customer_turns_and_masks_are_no_plain_lines(bench: Bench) -> None:
    (dataset,) = (one for one in find_sets(bench.data) if one.name == "jddc_sessions")
    figures = {figure.id: figure for figure in measure_calm(bench, dataset).figures}
    watch = figures["jddc_sessions.watch.share"]
    assert (watch.n, round(watch.value, 3)) == (3, 0.333)
    assert watch.goal is not None
    assert not watch.goal.more
    assert figures["jddc_sessions.alert.share.alone"].value == watch.value
    assert figures["jddc_sessions.plain.share"].n == 2
    alerts = figures["jddc_sessions.alert.per_100"].value + figures["jddc_sessions.supervisor.per_100"].value
    assert alerts == 50.0
