"""A message comes in: gather -> decide -> record -> tell. Also the same for silence. Refuses to know where from."""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime
from time import perf_counter

from csassist.assessment.assess import NO_EVIDENCE, assess, elapse
from csassist.assessment.assessment import Decision, Evidence
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message
from csassist.desk.alerts import Calls
from csassist.desk.customers import seen
from csassist.desk.failpoint import failpoint
from csassist.desk.gather import gather
from csassist.desk.lanes import Lanes
from csassist.desk.meter import UNMETERED, Meter, count_rise
from csassist.desk.notices import NoticeRoute, notices_about
from csassist.desk.past import NOTHING, Left, Past
from csassist.desk.ports import Broadcaster, Commit, Recorded, Sentiments, Store
from csassist.desk.shadow import LIVE, Shadow
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.desk.tell import Voice, tell_message, tell_silence
from csassist.desk.twins import Twins
from csassist.errors import InvalidInput, StaleConversation, StoreUnavailable
from csassist.frozen import frozen

TRIES = 8  # a loser decides again; on one machine the second try wins, eight is for two nodes under fire


@frozen
class Reception:
    """The parts that receiving needs."""

    store: Store
    broadcaster: Broadcaster
    rulebooks: ShopRulebooks
    lanes: Lanes
    past: Past
    calls: Calls
    sentiments: Sentiments | None = None
    routes: tuple[NoticeRoute, ...] = ()  # whom else, outside of the house, alerts are told
    shadow: Shadow = LIVE
    meter: Meter = UNMETERED
    twins: Twins = field(default_factory=Twins)

    @property
    def voice(self) -> Voice:
        """What telling needs of it."""
        return Voice(self.store, self.broadcaster, self.calls)

    def routes_of(self, conversation: Conversation) -> tuple[NoticeRoute, ...]:
        """Who outside of the house hears of this conversation; nobody while it is in the shadow."""
        held = self.routes and self.shadow.holds(conversation.shop, conversation.team_id)
        return () if held else self.routes


async def receive_message(desk: Reception, message: Message) -> tuple[Recorded, Conversation | None]:
    """Records `message` (seq is given here) and tells who listens.

    Returns what is on disk and the conversation after it (None for a duplicate). Raises InvalidInput C204 when the id
    is known with another text or sender, StoreUnavailable when it could not be written.
    """
    first = await desk.twins.first(message)
    if first is not None:
        _require_same(first.message, message)
        return replace(first.recorded, duplicate=True), None
    recorded: Recorded | None = None
    try:
        recorded, after = await _receive_first(desk, message)
    finally:
        desk.twins.settle(message, recorded)
    return recorded, after


async def _receive_first(desk: Reception, message: Message) -> tuple[Recorded, Conversation | None]:
    """The same, of a message that nobody else brings at this moment."""
    key = (message.shop, message.conversation_id)
    gathering = gather(desk.sentiments, message)
    for _ in range(TRIES):
        async with desk.lanes.enter(key):
            before = await desk.store.load(*key, to_record=True)
            evidence = NO_EVIDENCE if gathering is None else await gathering
            evidence = await desk.past.evidence(message, before, evidence)
            started = perf_counter()
            decision, placed = _decide(desk, message, before, evidence)
            desk.meter.decided(perf_counter() - started)
            left = await desk.past.left(before, decision, placed, desk.rulebooks.current(message.shop))
        # No pause between leaving the lane and handing over: record() queues before it first waits.
        routes = desk.routes_of(decision.conversation)
        commit = commit_of(decision, before.version if before else 0, placed, left, routes)
        failpoint("before_commit")
        try:
            started = perf_counter()
            recorded = await desk.store.record(commit)
            desk.meter.recorded(perf_counter() - started)
        except StaleConversation:
            desk.past.cards.forget(key)
            continue
        if recorded is None:
            raise StoreUnavailable("the record gave no answer; try again")
        if recorded.duplicate:
            _require_same(recorded.message, message)
            return recorded, None
        failpoint("after_commit")
        count_rise(desk.meter, before, decision)
        desk.past.keep(before, decision, left)
        await tell_message(desk.voice, before, decision, recorded.message)
        return recorded, decision.conversation
    raise StoreUnavailable("the conversation is too busy; try again", retry_after_s=1)


async def let_elapse(desk: Reception, shop: str, conversation_id: str, now: datetime) -> Conversation | None:
    """Decides about silence when something is due. Returns the conversation after it, None when nothing was due."""
    key = (shop, conversation_id)
    for _ in range(TRIES):
        snapshot = await desk.store.snapshot(shop, conversation_id)
        if snapshot is None:
            return None
        async with desk.lanes.enter(key):
            before = await desk.store.load(shop, conversation_id)
            if before is None:
                return None
            same = before.version == snapshot.conversation.version
            shown = snapshot.assessment.suggestions if same else ()
            decision = elapse(before, desk.rulebooks.current(shop), now, shown)
        if decision is None:
            return before
        if not same:
            continue
        decision = _unspoken(desk, decision)
        try:
            left = Left(seen=seen(before, decision, came=False))
            routes = desk.routes_of(decision.conversation)
            await desk.store.record(commit_of(decision, before.version, None, left, routes))
        except StaleConversation:
            continue
        count_rise(desk.meter, before, decision)
        await tell_silence(desk.voice, before, decision)
        return decision.conversation
    return None


def _unspoken(desk: Reception, decision: Decision) -> Decision:
    """In the shadow nobody is told: then no reminder goes on record as a deed."""
    conversation = decision.conversation
    if not desk.shadow.holds(conversation.shop, conversation.team_id):
        return decision
    return replace(decision, deeds=tuple(deed for deed in decision.deeds if deed.kind != "reminded"))


def _decide(
    desk: Reception, message: Message, before: Conversation | None, evidence: Evidence
) -> tuple[Decision, Message]:
    conversation = before or Conversation(message.shop, message.conversation_id, opened_at=message.received_at)
    at = message.received_at
    if conversation.last_at is not None and conversation.last_at > at:
        at = conversation.last_at  # the clock was set back: order of arrival stays the order of time
    placed = message.placed(conversation.seq + 1, at)
    return assess(placed, conversation, evidence, desk.rulebooks.current(message.shop), at), placed


def commit_of(
    decision: Decision,
    expected_version: int,
    message: Message | None,
    left: Left = NOTHING,
    routes: tuple[NoticeRoute, ...] = (),
) -> Commit:
    """What a decision writes, on top of `expected_version` (0 = a new conversation)."""
    at = decision.at
    if at is None:
        raise AssertionError("a decision has a time")
    return Commit(
        expected_version,
        decision.conversation,
        decision.assessment,
        at,
        message,
        decision.alert,
        decision.promises,
        decision.quiet,
        left.feedback,
        left.seen,
        decision.handled,
        decision.deeds,
        notices_about(decision, routes) if routes else (),
    )


def _require_same(first: Message, again: Message) -> None:
    if first.text != again.text or first.sender is not again.sender:
        raise InvalidInput(
            "this message_id is on record with another text or sender; use a new id",
            code="C204",
            errors=[{"pointer": "/message_id", "detail": "known with another text or sender"}],
        )
