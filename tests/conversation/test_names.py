"""Every tier, feeling and cause has one Chinese name."""

from __future__ import annotations

from csassist.conversation.names import EMOTION_NAMES, TIER_NAMES, TRIGGER_NAMES
from csassist.conversation.reading import Emotion, Trigger
from csassist.conversation.tier import Tier


def test_each_has_a_name_of_its_own() -> None:
    for names, kind in ((TIER_NAMES, Tier), (EMOTION_NAMES, Emotion), (TRIGGER_NAMES, Trigger)):
        assert list(names) == list(kind)
        assert len(set(names.values())) == len(names)
