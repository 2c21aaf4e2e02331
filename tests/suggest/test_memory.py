"""What choosing remembers."""

from __future__ import annotations

from dataclasses import replace

from csassist.conversation.choosing import Choosing
from csassist.suggest.memory import OFFERS, remember
from suggest.shop import ANGRY, CALM, LIBRARY, cards, situation


def test_cards_and_matter_are_remembered() -> None:
    asked = situation("还没发货", ANGRY, turns=3)
    memory = remember(LIBRARY, asked, cards("还没发货", ANGRY), ())
    assert [(offer.script_id, offer.kind, offer.family, offer.turn) for offer in memory.offers] == [
        ("late-anger", "empathy", "logistics", 3),
        ("urge", "action", "shipping", 3),
    ]
    assert memory.topic == ("shipping",)


def test_what_says_nothing_new_keeps_the_memory_itself() -> None:
    memory = Choosing(topic=("shipping",))
    assert remember(LIBRARY, situation("嗯", CALM, choosing=memory), (), ()) is memory
    closing = replace(CALM, scenes=("closing",))
    assert remember(LIBRARY, situation("谢谢", closing, choosing=memory), (), ()) is memory


def test_memory_is_bounded() -> None:
    memory = Choosing()
    for turn in range(20):
        asked = situation("还没发货", ANGRY, turns=turn, choosing=memory)
        memory = remember(LIBRARY, asked, cards("还没发货", ANGRY), ())
    assert len(memory.offers) == OFFERS


def test_the_matter_at_hand_helps_the_next_message() -> None:
    alone = cards("没发货", choosing=Choosing())[0]
    going_on = cards("没发货", choosing=Choosing(topic=("shipping",)))[0]
    assert going_on.score > alone.score
    assert "接着说:发货物流" in going_on.why
