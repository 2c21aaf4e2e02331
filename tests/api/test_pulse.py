from __future__ import annotations

from csassist.api.metrics import Metrics
from csassist.api.pulse import REMEMBERED, Pulse


def test_the_worst_beat_of_the_last_second_counts_and_is_forgotten() -> None:
    metrics = Metrics()
    pulse = Pulse(metrics)
    assert pulse.worst() == 0.0
    pulse.beat(0.4)
    pulse.beat(0.1)
    assert pulse.worst() == 0.4
    for _ in range(REMEMBERED):
        pulse.beat(0.01)
    assert pulse.worst() == 0.01
    assert b"csassist_loop_lag_seconds_count 12.0" in metrics.render()
