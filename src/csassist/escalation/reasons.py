"""Why a conversation stands at its tier, in short Chinese sentences made from its strongest signals."""

from __future__ import annotations

from csassist.conversation.names import EMOTION_NAMES, TRIGGER_NAMES
from csassist.conversation.reading import Emotion, Reading, Signal, Trigger
from csassist.conversation.tier import Tier

_MOST = 3
_EASED = 20.0  # degrees below which nobody would say that the customer is still upset
_QUOTE = 16  # code points of the customer's words
_UNHAPPY = (Emotion.ANGER, Emotion.GRIEVANCE, Emotion.ANXIETY, Emotion.DISAPPOINTMENT)


def give_reasons(reading: Reading, tier: Tier, before: Tier) -> tuple[str, ...]:
    """At most four reasons, strongest first; none at CALM."""
    if tier is Tier.CALM:
        return ()
    reasons: list[str] = []
    hot = [signal for signal in reading.signals if signal.degrees > 0 and signal.id != "hard-floor"]
    for signal in sorted(hot, key=lambda signal: (-signal.degrees, signal.id))[:_MOST]:
        reason = _said(signal)
        if reason not in reasons:
            reasons.append(reason)
    if tier < before:
        reasons.append(f"情绪缓和，降至{reading.degrees:g}°")
    elif not reasons and reading.degrees >= _EASED:
        reasons.append(f"尚未平复，仍有{reading.degrees:g}°")
    elif not reasons:
        reasons.append(f"已缓和到{reading.degrees:g}°，再稳定一轮就降级")
    mood = [EMOTION_NAMES[reading.emotion]] if reading.emotion in _UNHAPPY else []
    mood += [TRIGGER_NAMES[trigger] for trigger in reading.triggers[:1] if trigger is not Trigger.OTHER]
    if mood:
        reasons.append("情绪与起因：" + "，".join(mood))
    return tuple(reasons)


def _said(signal: Signal) -> str:
    words = " ".join(signal.text.split())
    if not words:
        return signal.title
    return f"{signal.title}：“{words[:_QUOTE]}{'…' if len(words) > _QUOTE else ''}”"
