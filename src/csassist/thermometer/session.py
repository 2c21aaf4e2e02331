"""Session heat: how the talk so far leaves the customer, −100 (happy) to 100 (unhappy), 0 when nothing speaks.

Degrees tell an agent how hot it is now and stop at nought; this remembers praise and calm as well. Knows no curve.
"""

from __future__ import annotations

import math

from csassist.thermometer.model import Scored

# Fitted on stc3_cn with models that never saw the dialogue they judged (docs/evaluation.md).
_KEEP = 0.6  # share of what was, at every customer burst
_MIDDLE = -1.3  # log-odds of heat that say neither
_WIDTH = 2.0  # log-odds from there that say tanh(1)
_PER_DEGREE = 1 / 200  # what a degree of the burst adds, from rules that the model does not hear too


def session_heat(before: float, scored: Scored | None, message_degrees: float, polarity: float) -> float:
    """The session heat after a burst, to a tenth. `before` = the one before it; without a model polarity speaks."""
    said = -polarity if scored is None else math.tanh((scored.heat - _MIDDLE) / _WIDTH)
    said = min(1.0, said + _PER_DEGREE * message_degrees)
    return round(_KEEP * before + (1.0 - _KEEP) * 100.0 * said, 1)
