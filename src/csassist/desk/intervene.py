"""Supervisors and agents step in: gather -> decide -> record -> tell, with the caller's rights. No HTTP, no SQL."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from csassist.assessment import appeal, intervene
from csassist.assessment.intervene import NOT_NOW, Act, Actor
from csassist.assessment.quiet import Changes, stand_still
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Approval, Deed, Responsibility
from csassist.desk.access import Identity, Role, name_of, require_read, require_role
from csassist.desk.clock import DueClock
from csassist.desk.events import WhisperSent
from csassist.desk.ports import Clock
from csassist.desk.receive import TRIES, Reception, commit_of
from csassist.desk.supervision import AuditRow, Whisper
from csassist.desk.tell import tell_changes
from csassist.errors import Conflict, Forbidden, NotFound, StaleConversation, StoreUnavailable
from csassist.frozen import frozen

MOST_WORDS = 2_000  # code points of a whisper, a note, a reason
_CHIEFS = (Role.SUPERVISOR, Role.ADMIN)
Decide = Callable[[Conversation], Changes | None]


@frozen
class Interventions:
    """Built once by the desk, for all shops."""

    reception: Reception
    due: DueClock
    clock: Clock

    async def acknowledge(self, who: Identity, escalation_id: str) -> Conversation:
        """A supervisor looks at it: reminders end."""
        return await self._act(who, escalation_id, intervene.acknowledge)

    async def claim(self, who: Identity, escalation_id: str) -> Conversation:
        """One winner. Raises Conflict A409 with who has it, A410 when it is closed."""
        return await self._act(who, escalation_id, intervene.claim)

    async def take_over(self, who: Identity, escalation_id: str) -> Conversation:
        """The conversation becomes the caller's. Raises Forbidden when the caller has no agent_id to own it by."""

        def decide(before: Conversation, act: Act) -> Changes | None:
            if who.agent_id is None:
                raise Forbidden("to take over you need an agent_id; use a key or ticket that names you")
            return intervene.take_over(before, act)

        return await self._act(who, escalation_id, decide)

    async def hand_back(self, who: Identity, escalation_id: str, to: str | None = None) -> Conversation:
        """The conversation goes back to whose it was, or `to`."""
        return await self._act(who, escalation_id, lambda before, act: intervene.hand_back(before, act, to))

    async def resolve(
        self, who: Identity, escalation_id: str, reason: str, responsibility: Responsibility | None
    ) -> Conversation:
        """Closed, with a reason and whose matter it was."""
        return await self._act(
            who, escalation_id, lambda before, act: intervene.resolve(before, act, reason, responsibility)
        )

    async def tick(self, who: Identity, escalation_id: str, step: str, *, done: bool) -> Conversation:
        """A step of the checklist, by the agent or a supervisor."""
        require_role(who, Role.AGENT, *_CHIEFS)
        found = await self._conversation_of(who, escalation_id)
        act = Act(actor_of(who), escalation_id, self.clock.now())
        return await self._change(who, found, lambda before: intervene.tick(before, act, step, done=done), step=step)

    async def raise_hand(self, who: Identity, conversation_id: str, note: str) -> Conversation:
        """The agent calls a supervisor."""
        require_role(who, Role.AGENT)
        actor, now = actor_of(who), self.clock.now()
        return await self._change(who, conversation_id, lambda before: appeal.raise_hand(before, actor, note, now))

    async def ask_approval(self, who: Identity, conversation_id: str, suggestion_id: str) -> Conversation:
        """The agent asks for leave to offer what a card says. Raises NotFound for a card that does not stand."""
        require_role(who, Role.AGENT)
        shown = await self.reception.store.snapshot(who.shop, conversation_id)
        if shown is not None:
            require_read(who, shown.conversation)
        cards = () if shown is None else shown.assessment.suggestions
        card = next((card for card in cards if card.id == suggestion_id), None)
        if card is None:
            raise NotFound("no such suggestion stands in this conversation; check the id")
        actor, now = actor_of(who), self.clock.now()
        return await self._change(who, conversation_id, lambda before: appeal.ask_approval(before, actor, card, now))

    async def decide_approval(
        self, who: Identity, escalation_id: str, suggestion_id: str | None, *, approve: bool, reason: str
    ) -> Conversation:
        """Leave is given or refused. Raises Forbidden when it is above a supervisor's own authority."""

        def decide(before: Conversation, act: Act) -> Changes | None:
            asked = appeal.asked_for(before, act, suggestion_id)
            if approve and who.role is Role.SUPERVISOR:
                self._require_authority(before, asked)
            return appeal.decide_approval(before, act, asked, approve=approve, reason=reason)

        return await self._act(who, escalation_id, decide)

    async def close(self, who: Identity, conversation_id: str, reason: str) -> Conversation:
        """The conversation is over, says who may read it; its alerts are closed with it."""
        actor, now = actor_of(who), self.clock.now()
        return await self._change(
            who, conversation_id, lambda before: intervene.close_conversation(before, actor, reason, now)
        )

    async def whisper(self, who: Identity, conversation_id: str, text: str) -> Whisper:
        """A word to the agent alone. Raises Forbidden, NotFound, Conflict A411 when there is no agent."""
        require_role(who, *_CHIEFS)
        before = require_read(who, await self.reception.store.load(who.shop, conversation_id))
        current = before.intervention
        agent = before.agent_id
        if current is not None and current.taken_over_by is not None:
            agent = current.taken_from
        if agent is None:
            raise Conflict("nobody to whisper to: the conversation has no agent", code=NOT_NOW)
        actor, now = actor_of(who), self.clock.now()
        said = Whisper(who.shop, "wh_" + secrets.token_hex(8), before.id, agent, actor.name, text, now)
        escalation_id = None if current is None else current.escalation_id
        done = Deed("whisper", actor.name, actor.role, now, escalation_id, (("whisper", said.id), ("to", agent)))
        await self.reception.store.interventions.whisper(said, done)
        await self.reception.broadcaster.tell(who.shop, [WhisperSent(said, before)])
        return said

    async def whispers(self, who: Identity, conversation_id: str) -> Sequence[Whisper]:
        """Whispers of a conversation, oldest first; an agent sees those to himself. Never for an integrator."""
        require_role(who, Role.AGENT, *_CHIEFS)
        require_read(who, await self.reception.store.load(who.shop, conversation_id))
        to = who.agent_id if who.role is Role.AGENT else None
        return await self.reception.store.interventions.whispers(
            who.shop, conversation_id=conversation_id, agent_id=to, limit=200
        )

    async def audit(self, who: Identity, conversation_id: str) -> tuple[Sequence[AuditRow], bool]:
        """The deeds of a conversation, oldest first, and whether the shop's whole trail is as it was written."""
        require_role(who, *_CHIEFS)
        require_read(who, await self.reception.store.load(who.shop, conversation_id))
        trail = self.reception.store.interventions
        return await trail.audit(who.shop, conversation_id), await trail.audit_intact(who.shop)

    async def delivered(
        self, shop: str, conversation_id: str, escalation_id: str, to: tuple[str, ...], now: datetime
    ) -> Conversation:
        """A supervisor's socket got the alert."""
        return await self._change(
            Identity(Role.ADMIN, shop),
            conversation_id,
            lambda before: intervene.delivered(before, escalation_id, to, now),
        )

    async def _act(
        self, who: Identity, escalation_id: str, decide: Callable[[Conversation, Act], Changes | None]
    ) -> Conversation:
        """What supervisors and admins do. Out of reach is NotFound, whoever asks."""
        conversation_id = await self._conversation_of(who, escalation_id)
        require_role(who, *_CHIEFS)
        act = Act(actor_of(who), escalation_id, self.clock.now())
        return await self._change(who, conversation_id, lambda before: decide(before, act))

    async def _conversation_of(self, who: Identity, escalation_id: str) -> str:
        found = await self.reception.store.interventions.conversation_of(who.shop, escalation_id)
        if found is None:
            raise NotFound("no such escalation; check the id")
        try:
            require_read(who, await self.reception.store.load(who.shop, found))
        except NotFound:
            raise NotFound("no such escalation; check the id") from None
        return found

    async def _change(
        self, who: Identity, conversation_id: str, decide: Decide, step: str | None = None
    ) -> Conversation:
        """Compare-and-set on the conversation: a loser looks again. Raises what `decide` raises, StoreUnavailable."""
        desk, key = self.reception, (who.shop, conversation_id)
        for _ in range(TRIES):
            async with desk.lanes.enter(key):
                before = require_read(who, await desk.store.load(*key))
                try:
                    changes = decide(before)
                except Conflict:
                    if await self._on_record(before):
                        raise
                    continue  # it rested on what was being written, and may never have been
                if changes is None:
                    return before
                decision = stand_still(changes, desk.rulebooks.current(who.shop), self.clock.now())
            try:
                routes = desk.routes_of(decision.conversation)
                await desk.store.record(commit_of(decision, before.version, None, routes=routes))
            except StaleConversation:
                continue
            after = decision.conversation
            self.due.put(after.shop, after.id, after.due_at)
            await tell_changes(desk.voice, before, decision, step)
            return after
        raise StoreUnavailable("the conversation is too busy; try again", retry_after_s=1)

    async def _on_record(self, before: Conversation) -> bool:
        """True when the record stands as `before`; else waits until what this node was writing is settled."""
        found = await self.reception.store.snapshot(before.shop, before.id)
        if found is not None and _handled_so(found.conversation) == _handled_so(before):
            return True
        await self.reception.store.ready()  # queued behind it
        return False

    def _require_authority(self, before: Conversation, asked: Approval) -> None:
        """What a supervisor may not grant alone either is the admin's to decide."""
        rulebook = self.reception.rulebooks.current(before.shop)
        number = rulebook.library.numbers.get(asked.script_id)
        if number is None:
            return
        concession = rulebook.library.scripts[number].script.concession
        value = before.customer.value if before.customer is not None else None
        granted = rulebook.shelf.grant(concession, value, "supervisor") if concession else None
        if granted is not None and granted.approval:
            raise Forbidden("this is above a supervisor's authority; an admin decides it")


def _handled_so(conversation: Conversation) -> tuple[object, ...]:
    """Another node may have written the same version with another owner."""
    one = conversation.intervention
    return (conversation.version, *((one.escalation_id, one.state, one.owner) if one is not None else ()))


def actor_of(who: Identity) -> Actor:
    """Who does it, for the record."""
    return Actor(name_of(who), who.role.value, who.role is Role.ADMIN)
