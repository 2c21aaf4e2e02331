"""The cards that each conversation was shown lately, and which of them an agent's message was sent from.

In memory for conversations that are going on; after a start the record is asked once for each. Judges no card.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from time import monotonic

from csassist.conversation.message import Message
from csassist.desk.experience import ExperienceStore, FeedbackRow, Shown
from csassist.desk.meter import UNMETERED, Meter
from csassist.insight.sent import Plain, find_sent, plain
from csassist.suggest.spec import Suggestion

DECISIONS = 6  # decisions with cards that are looked back at: two or three turns with their bursts
REACTIONS = 12  # newest outcomes that choosing may look at
MOST_READ = 1_000  # code points of an agent's message that are compared with cards; no card is half as long
TEXTS = 4_096  # of cards, made plain: many conversations are shown the same
TOLD = ("used", "edited", "sent", "dismissed")  # outcomes that say something to the next choice

Key = tuple[str, str]


@dataclass(slots=True)
class _Lately:
    shown: Shown
    plain: dict[str, Plain] = field(default_factory=dict)  # by card id, made when somebody answers
    read_at: float = 0.0


class CardMemory:
    """Lives on the event loop. Bounded: who was forgotten is read again."""

    def __init__(
        self,
        store: ExperienceStore,
        size: int = 16_384,
        meter: Meter = UNMETERED,
        *,
        lasts_s: float | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`lasts_s` = how long something is kept where other nodes write too; None = nobody else does."""
        self._store = store
        self._lasts = lasts_s
        self._clock = clock
        self._meter = meter
        self._size = size
        self._held: OrderedDict[Key, _Lately] = OrderedDict()
        self._plain = lru_cache(TEXTS)(_plain)

    async def shown(self, key: Key) -> Shown:
        """What this conversation was shown lately; asks the record when it is not in memory."""
        return (await self._lately(key)).shown

    def offer(self, key: Key, cards: tuple[Suggestion, ...], *, first: bool) -> None:
        """A decision with cards is on record. `first` = this conversation never had cards before."""
        held = self._held.get(key)
        if held is None:
            if not first:
                return  # the record knows more than these: it is asked when somebody needs it
            self._keep(key, _Lately(Shown((cards,)), read_at=self._clock()))
            return
        known = held.shown
        held.shown = Shown((*known.cards[1 - DECISIONS :], cards), known.reactions)

    async def reported(self, key: Key, card_id: str, outcome: str) -> None:
        """Somebody told an outcome of a card for the first time; it is on record."""
        card = _find(await self._lately(key), card_id)
        self._meter.card("other" if card is None else card.kind, outcome)
        self.reacted(key, card_id, outcome)

    def reacted(self, key: Key, card_id: str, outcome: str) -> None:
        """An outcome of a card is on record."""
        held = self._held.get(key)
        card = None if held is None or outcome not in TOLD else _find(held, card_id)
        if held is not None and card is not None:
            reactions = (*held.shown.reactions, (card.script_id, outcome))[-REACTIONS:]
            held.shown = replace(held.shown, reactions=reactions)

    def recognised(self, key: Key, rows: Sequence[FeedbackRow]) -> None:
        """What an agent's message said of the card it was sent from (`sent`) is on record; the last row says most."""
        held = self._held.get(key)
        for row in rows:
            card = None if held is None else _find(held, row.suggestion_id)
            self._meter.card("other" if card is None else card.kind, row.outcome)
        self.reacted(key, rows[-1].suggestion_id, rows[-1].outcome)

    def unseen(self, kinds: Mapping[str, int]) -> None:
        """So many cards of each kind were not shown to anybody in time."""
        for kind, many in kinds.items():
            self._meter.card(kind, "unseen", many)

    async def sent(self, message: Message, fold: Callable[[str], str]) -> tuple[FeedbackRow, ...]:
        """What an agent's message (placed) says of the cards it may come from; empty when it is his own words.

        `sent` with the distance, and `edited` beside it when something was changed.
        """
        lately = await self._lately((message.shop, message.conversation_id))
        cards = self._plain_cards(lately, fold)
        if not cards:
            return ()
        match = find_sent(plain(fold(message.text[:MOST_READ])), cards)
        if match is None:
            return ()
        row = FeedbackRow(
            message.shop,
            match.id,
            "sent",
            message.received_at,
            agent_id=message.agent_id,
            distance=match.distance,
            seq=message.seq,
        )
        return (row,) if match.distance == 0 else (row, replace(row, outcome="edited"))

    def forget(self, key: Key) -> None:
        """The conversation is no more."""
        self._held.pop(key, None)
        self._plain.cache_clear()  # a card may name a customer

    def forget_all(self) -> None:
        """Something may have changed that nobody told us of: the record is asked for every conversation."""
        self._held.clear()
        self._plain.cache_clear()

    async def _lately(self, key: Key) -> _Lately:
        held = self._held.get(key)
        if held is None or (self._lasts is not None and self._clock() - held.read_at > self._lasts):
            held = _Lately(await self._store.shown(*key, DECISIONS), read_at=self._clock())
            self._keep(key, held)
        else:
            self._held.move_to_end(key)
        return held

    def _keep(self, key: Key, lately: _Lately) -> None:
        self._held[key] = lately
        if len(self._held) > self._size:
            self._held.popitem(last=False)

    def _plain_cards(self, lately: _Lately, fold: Callable[[str], str]) -> Sequence[Plain]:
        """Newest first, each card once, without those that say nothing in words."""
        known = lately.plain
        made: dict[str, Plain] = {}
        for cards in reversed(lately.shown.cards):
            for card in cards:
                if card.id not in made:
                    made[card.id] = known.get(card.id) or Plain(card.id, card.script_id, self._plain(fold, card.text))
        lately.plain = made
        return [one for one in made.values() if one.text]


def _find(lately: _Lately, card_id: str) -> Suggestion | None:
    return next((card for cards in lately.shown.cards for card in cards if card.id == card_id), None)


def _plain(fold: Callable[[str], str], text: str) -> str:
    return plain(fold(text))
