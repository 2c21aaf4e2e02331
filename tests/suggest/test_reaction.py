"""What the last cards and the customer's answer to them change."""

from __future__ import annotations

from dataclasses import replace

from csassist.conversation.choosing import Choosing, Offer
from csassist.conversation.reading import Emotion, Trigger
from csassist.suggest.reaction import DISMISSED, UNHELPFUL, UNHELPFUL_USED, reaction
from suggest.shop import CALM, cards, ids, situation

SHOWN = Offer("urge", "action", "shipping", turn=1, degrees=10.0)


def after(degrees: float, turn: int = 2, reactions: tuple[tuple[str, str], ...] = ()) -> dict[tuple[str, str], float]:
    made = situation(
        "还没发货", replace(CALM, degrees=degrees), turns=turn, choosing=Choosing((SHOWN,)), reactions=reactions
    )
    return dict(reaction(made).less)


def test_heat_that_rose_says_that_it_did_not_help() -> None:
    assert after(20.0) == {("action", "shipping"): UNHELPFUL}
    assert after(20.0, reactions=(("urge", "sent"),)) == {("action", "shipping"): UNHELPFUL_USED}
    assert after(9.0) == {}


def test_a_dismissed_card_is_shown_less_whatever_the_heat() -> None:
    assert after(0.0, reactions=(("urge", "dismissed"),)) == {("action", "shipping"): DISMISSED}
    assert after(0.0, reactions=(("other", "dismissed"),)) == {}


def test_it_is_forgiven_after_some_turns() -> None:
    assert after(20.0, turn=9) == {}


def test_comfort_is_not_said_at_every_message() -> None:
    offered = Choosing((Offer("late-name", "empathy", "logistics", turn=1, degrees=10.0),))
    unhappy = replace(CALM, emotion=Emotion.ANXIETY, triggers=(Trigger.LOGISTICS,))
    first = cards("发货地址是杭州", unhappy, turns=2)
    again = cards("发货地址是杭州", unhappy, turns=2, choosing=offered)
    assert ids(first)[:1] == ["late-name"]
    assert again == ()
