"""A shop's own scripts: agents propose what worked, supervisors approve, change and retire. Judges no wording itself.

`check` is what the door brings along: it raises InvalidInput for a script that the rules would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Message, Sender
from csassist.desk.access import Identity, Role, require_read, require_role
from csassist.desk.events import ProposalChanged
from csassist.desk.library import (
    APPROVED,
    LIVE,
    OPEN,
    REFUSED,
    RETIRED,
    Proposal,
    ProposalQuery,
    ShopScript,
)
from csassist.desk.ports import Broadcaster, Clock, Store
from csassist.desk.shop_products import library_full
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.errors import Conflict, InvalidInput, NotFound
from csassist.frozen import frozen
from csassist.privacy.mask import mask
from csassist.suggest.spec import Script, When

MOST_SCRIPTS = 2_000  # of one shop, retired ones too
MOST_WORDS = 6  # words that a proposal takes from what the customer said
LOOK_BACK = 50  # messages, and decisions with cards
NOT_WHEN = "来自坐席的实战话术，发送前请核对是否符合这位客户的情况。"
PROPOSERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
APPROVERS = (Role.SUPERVISOR, Role.ADMIN)

Check = Callable[[Script, Rulebook], None]


@frozen
class Wording:
    """What a proposal, an approval or a change says; None = as it is."""

    text: str | None = None
    title: str | None = None
    kind: str | None = None
    scene: str | None = None
    words: tuple[str, ...] | None = None
    also: tuple[str, ...] | None = None
    unless: tuple[str, ...] | None = None
    fact: str | None = None
    level: int | None = None
    not_when: str | None = None


@frozen
class Origin:
    """Where a proposal comes from: a conversation, the card that was used, the message that was sent."""

    conversation_id: str | None = None
    suggestion_id: str | None = None
    message_id: str | None = None


@frozen
class _Found:
    """The script of the card that was used, what the customer had said, what it was about."""

    model: Script | None = None
    asked: str = ""
    scene: str | None = None


class ShopScripts:
    """Built once by the desk."""

    def __init__(self, store: Store, broadcaster: Broadcaster, rulebooks: ShopRulebooks, clock: Clock) -> None:
        self._store = store
        self._broadcaster = broadcaster
        self._rulebooks = rulebooks
        self._clock = clock

    async def propose(self, who: Identity, wanted: Wording, origin: Origin, check: Check) -> tuple[Proposal, bool]:
        """Puts a reply before the supervisors. The same of the same person again is the first one, and False.

        Raises Forbidden, NotFound (a conversation or card out of reach), InvalidInput.
        """
        require_role(who, *PROPOSERS)
        proposal = await self._proposal(who, wanted, origin)
        check(script_of(proposal, Wording(), "proposal"), self._rulebooks.current(who.shop))
        known = await self._store.library.add_proposal(proposal)
        if known is not None:
            return known, False
        await self._tell(proposal, proposal.at)
        return proposal, True

    async def proposals(self, who: Identity, query: ProposalQuery) -> tuple[Proposal, ...]:
        """Those that `who` may see: an agent its own, a supervisor those of its teams."""
        require_role(who, *PROPOSERS)
        if who.role is Role.AGENT:
            query = replace(query, agent_id=who.agent_id or "", teams=())
        elif who.role is Role.SUPERVISOR and who.teams:
            query = replace(query, agent_id=who.agent_id, teams=who.teams)
        return await self._store.library.proposals(replace(query, shop=who.shop))

    async def approve(
        self, who: Identity, proposal_id: str, wanted: Wording, check: Check
    ) -> tuple[Proposal, ShopScript]:
        """The proposal becomes a script, version 1, and the next message is decided with it.

        Raises Forbidden, NotFound, Conflict A409 (decided already), InvalidInput.
        """
        async with self._rulebooks.writing(who.shop):
            proposal = await self._open(who, proposal_id)
            now = self._clock.now()
            name = "shop-" + proposal.id.removeprefix("pp_")
            script = script_of(proposal, wanted, name)
            self._require_room(who.shop)
            check(script, self._rulebooks.current(who.shop))
            made = ShopScript(script, 1, LIVE, now, who.agent_id, proposal.id)
            decided = replace(
                proposal, state=APPROVED, decided_by=who.agent_id, decided_at=now, script_id=name,
            )  # fmt: skip
            await self._store.library.decide_proposal(decided, made)
            await self._rulebooks.take(who.shop, self._rulebooks.additions(who.shop).with_script(made))
        await self._tell(decided, now)
        return decided, made

    async def refuse(self, who: Identity, proposal_id: str, reason: str) -> Proposal:
        """The proposal is closed, with a word to the agent. Raises as `approve` does."""
        proposal = await self._open(who, proposal_id)
        now = self._clock.now()
        decided = replace(proposal, state=REFUSED, decided_by=who.agent_id, decided_at=now, reason=reason)
        await self._store.library.decide_proposal(decided, None)
        await self._tell(decided, now)
        return decided

    async def change(self, who: Identity, script_id: str, wanted: Wording, check: Check) -> ShopScript:
        """The next version of a script of the shop's own. Raises Forbidden, NotFound, Conflict, InvalidInput."""
        async with self._rulebooks.writing(who.shop):
            kept = self._own(who, script_id)
            script = changed(kept.script, wanted)
            if script == kept.script:
                return kept
            check(script, self._rulebooks.current(who.shop))
            return await self._write(who, kept, replace(script, version=str(kept.version + 1)), LIVE)

    async def retire(self, who: Identity, script_id: str) -> None:
        """The script is shown no more; its versions stay on record. Raises Forbidden, NotFound."""
        async with self._rulebooks.writing(who.shop):
            kept = self._own(who, script_id)
            await self._write(who, kept, kept.script, RETIRED)

    async def _write(self, who: Identity, kept: ShopScript, script: Script, state: str) -> ShopScript:
        made = ShopScript(script, kept.version + 1, state, self._clock.now(), who.agent_id, kept.proposal_id)
        await self._store.library.put_script(who.shop, made)
        await self._rulebooks.take(who.shop, self._rulebooks.additions(who.shop).with_script(made))
        return made

    def _own(self, who: Identity, script_id: str) -> ShopScript:
        require_role(who, *APPROVERS)
        kept = self._rulebooks.additions(who.shop).scripts.get(script_id)
        if kept is None or kept.state != LIVE:
            raise NotFound("no such script of this shop; check the id")
        return kept

    async def _open(self, who: Identity, proposal_id: str) -> Proposal:
        """The open proposal that `who` may decide about."""
        require_role(who, *APPROVERS)
        proposal = await self._store.library.proposal(who.shop, proposal_id)
        narrow = who.role is Role.SUPERVISOR and bool(who.teams)
        if proposal is None or (narrow and not set(who.teams).intersection(proposal.teams)):
            raise NotFound("no such proposal; check the id")
        if proposal.state != OPEN:
            raise Conflict(f"this proposal is {proposal.state} already", decided_by=proposal.decided_by)
        return proposal

    def _require_room(self, shop: str) -> None:
        if len(self._rulebooks.additions(shop).scripts) >= MOST_SCRIPTS:
            raise library_full(f"a shop has at most {MOST_SCRIPTS} scripts of its own")

    async def _proposal(self, who: Identity, wanted: Wording, origin: Origin) -> Proposal:
        """The wanted wording, the rest from where it comes from."""
        found, origin = await self._looked_up(who, origin)
        model = found.model
        text = (wanted.text or "").strip()
        said = wanted.words if wanted.words is not None else self._words(found.asked)
        key = "\0".join((who.shop, who.agent_id or who.role.value, text))
        return Proposal(
            shop=who.shop,
            id="pp_" + blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest(),
            text=text,
            at=self._clock.now(),
            kind=wanted.kind or ("action" if model is None else model.kind),
            title=wanted.title or ("" if model is None else model.title),
            scene=wanted.scene or (found.scene if model is None else model.scene),
            words=tuple(dict.fromkeys(map(mask, said))),
            agent_id=who.agent_id,
            teams=who.teams,
            conversation_id=origin.conversation_id,
            suggestion_id=origin.suggestion_id,
            message_id=origin.message_id,
        )

    async def _looked_up(self, who: Identity, origin: Origin) -> tuple[_Found, Origin]:
        """What is known of where it was said, and the origin with its conversation."""
        conversation_id = origin.conversation_id
        if origin.suggestion_id is not None:
            owner = await self._store.suggestion_owner(who.shop, origin.suggestion_id)
            if owner is None or conversation_id not in (None, owner):
                raise NotFound("no such suggestion; check the id")
            conversation_id = owner
        if conversation_id is None:
            if origin.message_id is not None:
                raise _missing("/conversation_id", "a message is found through its conversation")
            return _Found(), origin
        snapshot = await self._store.snapshot(who.shop, conversation_id)
        if snapshot is None:
            raise NotFound("no such conversation; check the id")
        require_read(who, snapshot.conversation)
        messages = await self._store.last_messages(who.shop, conversation_id, LOOK_BACK)
        model = await self._script_behind(who.shop, conversation_id, origin.suggestion_id)
        scenes = snapshot.conversation.standing.reading.scenes
        found = _Found(model, asked_before(messages, origin.message_id), scenes[0] if scenes else None)
        return found, replace(origin, conversation_id=conversation_id)

    async def _script_behind(self, shop: str, conversation_id: str, card_id: str | None) -> Script | None:
        """The script of a card that this conversation was shown lately."""
        if card_id is None:
            return None
        shown = await self._store.experience.shown(shop, conversation_id, LOOK_BACK)
        script_id = next((card.script_id for cards in shown.cards for card in cards if card.id == card_id), "")
        return self._rulebooks.current(shop).library.script(script_id)

    def _words(self, asked: str) -> tuple[str, ...]:
        """Words of the customer that may call for this reply: longer ones say more."""
        cut = dict.fromkeys(word for word in self._rulebooks.base.words(asked) if len(word) > 1 and word.isalpha())
        return tuple(sorted(cut, key=lambda word: -len(word))[:MOST_WORDS])

    async def _tell(self, proposal: Proposal, at: datetime) -> None:
        await self._broadcaster.tell(proposal.shop, [ProposalChanged(proposal, at)])


def asked_before(messages: Sequence[Message], message_id: str | None) -> str:
    """What the customer said right before the message (before the end when there is none), at most 200 code points.

    Raises InvalidInput for a message that is not one of these and an agent's.
    """
    end = len(messages)
    if message_id is not None:
        places = [n for n, message in enumerate(messages) if message.id == message_id]
        if not places or messages[places[0]].sender is not Sender.AGENT:
            raise _missing("/message_id", f"not an agent's message among the last {LOOK_BACK} of the conversation")
        end = places[0]
    before = list(messages[:end])
    while before and before[-1].sender is not Sender.CUSTOMER:
        before.pop()
    said: list[str] = []
    while before and before[-1].sender is Sender.CUSTOMER:
        said.insert(0, before.pop().text)
    return "\n".join(said)[-200:]


def script_of(proposal: Proposal, wanted: Wording, name: str) -> Script:
    """The script that a proposal becomes under the id `name`, with a supervisor's changes."""
    bare = Script(
        id=name,
        kind="action",
        title="",
        status="stable",
        when=When(),
        text="",
        not_when=NOT_WHEN,
        fires=(),
        silent=(),
        version="1",
    )
    first = Wording(proposal.text, proposal.title, proposal.kind, proposal.scene, proposal.words)
    script = changed(changed(bare, first), wanted)
    return script if script.title.strip() else replace(script, title=script.text[:12])


def changed(script: Script, wanted: Wording) -> Script:
    """The script with what is wanted otherwise."""
    when = {name: value for name in ("words", "also", "unless") if (value := getattr(wanted, name)) is not None}
    rest = {
        name: value
        for name in ("text", "title", "kind", "scene", "fact", "level", "not_when")
        if (value := getattr(wanted, name)) is not None
    }
    return replace(script, when=replace(script.when, **when), **rest)


def _missing(pointer: str, detail: str) -> InvalidInput:
    return InvalidInput("a field is missing or wrong; see errors", errors=[{"pointer": pointer, "detail": detail}])
