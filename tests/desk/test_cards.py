"""Cards shown lately: in memory while a conversation goes on, from the record when it was forgotten."""

from __future__ import annotations

from datetime import timedelta

from csassist.conversation.message import Message, Sender
from csassist.desk.cards import DECISIONS, REACTIONS, CardMemory
from csassist.desk.experience import Shown
from csassist.suggest.spec import Suggestion
from records import START

TEXT = "让您久等了，这个包裹我马上联系快递核实，三十分钟内给您回复。"


class Record:
    """The part of ExperienceStore that is asked; counts how often."""

    def __init__(self, known: dict[tuple[str, str], Shown] | None = None) -> None:
        self.known = known or {}
        self.asked: list[str] = []

    async def shown(self, shop: str, conversation_id: str, decisions: int) -> Shown:
        assert decisions == DECISIONS
        self.asked.append(conversation_id)
        return self.known.get((shop, conversation_id), Shown())


def card(name: str, text: str = TEXT) -> Suggestion:
    return Suggestion(f"sg_{name}", "empathy", name, text, 0.9, ())


def said(text: str, conversation: str = "c-1") -> Message:
    at = START + timedelta(seconds=30)
    return Message("s1", conversation, "r-1", 4, Sender.AGENT, text, at, agent_id="a1")


def memory(record: Record, size: int = 100) -> CardMemory:
    return CardMemory(record, size)  # type: ignore[arg-type]


async def test_a_conversation_that_began_here_is_never_asked_for() -> None:
    record = Record()
    held = memory(record)
    held.offer(("s1", "c-1"), (card("a"),), first=True)
    held.offer(("s1", "c-1"), (card("b"),), first=False)
    assert (await held.shown(("s1", "c-1"))).cards == ((card("a"),), (card("b"),))
    assert record.asked == []


async def test_one_that_began_before_the_start_is_asked_for_once_with_what_came_before() -> None:
    record = Record({("s1", "c-1"): Shown(((card("old"),), (card("new"),)))})
    held = memory(record)
    held.offer(("s1", "c-1"), (card("new"),), first=False)
    for _ in range(3):
        assert (await held.shown(("s1", "c-1"))).cards == ((card("old"),), (card("new"),))
    assert record.asked == ["c-1"]


async def test_what_is_held_is_bounded() -> None:
    record = Record()
    held = memory(record, size=2)
    for n in range(3):
        held.offer(("s1", f"c-{n}"), (card("a"),), first=True)
    await held.shown(("s1", "c-2"))
    assert record.asked == []
    await held.shown(("s1", "c-0"))
    assert record.asked == ["c-0"]
    key = ("s1", "c-9")
    for n in range(DECISIONS + 3):
        held.offer(key, (card(str(n)),), first=n == 0)
    for _ in range(REACTIONS + 3):
        held.reacted(key, "sg_8", "used")
    shown = await held.shown(key)
    assert [cards[0].script_id for cards in shown.cards] == ["3", "4", "5", "6", "7", "8"]
    assert len(shown.reactions) == REACTIONS


async def test_reactions_are_of_cards_that_were_shown_and_say_something() -> None:
    held = memory(Record())
    key = ("s1", "c-1")
    held.offer(key, (card("a"), card("b")), first=True)
    for name, outcome in (("sg_a", "shown"), ("sg_a", "used"), ("sg_x", "used"), ("sg_b", "dismissed")):
        held.reacted(key, name, outcome)
    assert (await held.shown(key)).reactions == (("a", "used"), ("b", "dismissed"))
    held.reacted(("s1", "nobody"), "sg_a", "used")


async def test_a_message_names_its_card_its_seq_and_what_was_changed() -> None:
    held = memory(Record())
    held.offer(("s1", "c-1"), (card("a"), card("b", "退款已经提交审核，通过后原路退回。")), first=True)
    (sent,) = await held.sent(said(TEXT), str)
    assert (sent.suggestion_id, sent.outcome, sent.distance, sent.seq, sent.agent_id) == ("sg_a", "sent", 0.0, 4, "a1")
    both = await held.sent(said(TEXT.replace("马上", "这就去")), str)
    assert [row.outcome for row in both] == ["sent", "edited"]
    assert len({row.distance for row in both}) == 1
    assert await held.sent(said("您好，请问有什么可以帮您的呢"), str) == ()
    assert await held.sent(said(TEXT, "c-other"), str) == ()


async def test_a_card_that_many_are_shown_is_made_plain_once_until_somebody_is_forgotten() -> None:
    held, folded = memory(Record()), list[str]()

    def fold(text: str) -> str:
        folded.append(text)
        return text

    for name in ("c-1", "c-2"):
        held.offer(("s1", name), (card("a"),), first=True)
    for name in ("c-1", "c-2"):
        assert len(await held.sent(said(TEXT, name), fold)) == 1
    assert folded == [TEXT] * 3, "each message, and the card once"
    held.forget(("s1", "c-9"))
    held.offer(("s1", "c-3"), (card("a"),), first=True)
    await held.sent(said(TEXT, "c-3"), fold)
    assert folded == [TEXT] * 5, "it may have named who was erased"
