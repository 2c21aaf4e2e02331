"""Session heat: how the talk so far leaves the customer, −100 (happy) to 100 (unhappy), 0 when nothing speaks.

Degrees tell an agent how hot it is now and stop at nought; this remembers praise and calm as well. Knows no curve.
"""

from __future__ import annotations

import math

from csassist.thermometer.model import Scored

# Fitted on stc3_cn (short chats) with models that never saw the dialogue they judged, and on ssa_taobao (long ones)
# with gold polarities, together (docs/evaluation.md): a short chat is remembered by its end, a long one as a whole.
_KEEP, _KEEP_LONG = 0.6, 0.9  # share of what was, at every customer burst: 1 − 1.5 / bursts, within these
_GROWTH = 1.5
_GAIN = 0.2  # at least so much of a burst counts, however long the chat is
_MIDDLE = -1.3  # log-odds of heat that say neither
_WIDTH = 2.0  # log-odds from there that say tanh(1)
_PER_DEGREE = 1 / 200  # what a degree of the burst adds, from rules that the model does not hear too


def session_heat(before: float, turns: int, scored: Scored | None, message_degrees: float, polarity: float) -> float:
    """The session heat after a burst, to a tenth, −100 to 100. `before` = the one before it, after `turns` bursts.

    Without a model polarity (−1 to 1) speaks.
    """
    said = -polarity if scored is None else math.tanh((scored.heat - _MIDDLE) / _WIDTH)
    said = min(1.0, said + _PER_DEGREE * message_degrees)
    keep = min(_KEEP_LONG, max(_KEEP, 1.0 - _GROWTH / (turns + 1)))
    return round(min(100.0, max(-100.0, keep * before + max(_GAIN, 1.0 - keep) * 100.0 * said)), 1)
