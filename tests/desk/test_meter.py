from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from csassist.assessment.assess import NO_EVIDENCE, assess
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.desk.meter import NoMeter, count_rise
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class Counted(NoMeter):
    def __init__(self) -> None:
        self.tiers: list[str] = []

    def raised(self, tier: str) -> None:
        self.tiers.append(tier)


def test_a_rise_is_counted_and_a_stay_or_a_fall_is_not() -> None:
    rulebook = RulebookHolder(default_directory()).current()
    empty = Conversation("s1", "c-1", opened_at=NOW)
    hot = Message("s1", "c-1", "m-1", 1, Sender.CUSTOMER, "骗子！！！马上退款，不然我去12315投诉你们！", NOW)
    up = assess(hot, empty, NO_EVIDENCE, rulebook, NOW)
    counted = Counted()
    count_rise(counted, None, up)
    count_rise(counted, up.conversation, up)
    count_rise(counted, up.conversation, replace(up, conversation=empty))
    assert counted.tiers == [up.assessment.escalation.tier.name]
    assert counted.tiers != ["CALM"]
