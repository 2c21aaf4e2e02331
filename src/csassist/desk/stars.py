"""STAR cards at the desk: drawn from the record on every read, with what people wrote over it. Refuses no reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from csassist.conversation.intervention import Responsibility
from csassist.desk.access import Identity, Role, name_of, require_read, require_role
from csassist.desk.ports import Clock, CurvePoint, Snapshot, Store
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.desk.star_record import StarEdit
from csassist.errors import InvalidInput, NotFound
from csassist.frozen import frozen
from csassist.insight.star import FIELDS, Heat, Star, Story, write_star
from csassist.privacy.mask import mask

MOST_WORDS = 2_000
_DECISIONS = 20  # newest decisions whose cards may have been used


@frozen
class StarCard:
    """A card as of a moment. `edits` = field -> who wrote it last; other fields are as drawn."""

    conversation_id: str
    escalation_id: str | None
    as_of: datetime
    star: Star
    edits: Mapping[str, StarEdit]
    curve: tuple[CurvePoint, ...]


class Stars:
    """Built once by the desk, for all shops."""

    def __init__(self, store: Store, rulebooks: ShopRulebooks, clock: Clock) -> None:
        self._store = store
        self._rulebooks = rulebooks
        self._clock = clock

    async def card(self, who: Identity, conversation_id: str) -> StarCard:
        """The card of a conversation that `who` may read. Raises NotFound."""
        snapshot = await self._store.snapshot(who.shop, conversation_id)
        if snapshot is None:
            raise NotFound("no such conversation; check the id")
        require_read(who, snapshot.conversation)
        return await self._drawn(snapshot)

    async def edit(self, who: Identity, conversation_id: str, fields: Mapping[str, str | None]) -> StarCard:
        """Writes over fields; None = as drawn again. Raises Forbidden, NotFound, InvalidInput."""
        require_role(who, Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
        before = await self.card(who, conversation_id)
        now = self._clock.now()
        edits = []
        for name, text in fields.items():
            said = _checked(name, text)
            if said == (before.edits[name].text if name in before.edits else None):
                continue
            edits.append(StarEdit(name, said, name_of(who), who.role.value, now, before.escalation_id))
        if edits:
            await self._store.stars.write(who.shop, conversation_id, edits)
        return await self.card(who, conversation_id)

    async def _drawn(self, snapshot: Snapshot) -> StarCard:
        conversation, now = snapshot.conversation, self._clock.now()
        rulebook = self._rulebooks.current(conversation.shop)
        shown = await self._store.experience.shown(conversation.shop, conversation.id, _DECISIONS)
        titled = [(rulebook.library.script(name), outcome) for name, outcome in shown.reactions]
        context = conversation.context
        product = rulebook.shelf.card(context.product_id) if context is not None else None
        story = Story(
            conversation,
            snapshot.messages,
            tuple(Heat(point.at, point.degrees, int(point.tier)) for point in snapshot.curve),
            snapshot.promises,
            tuple((script.title, outcome) for script, outcome in titled if script is not None),
            product.name if product is not None else "",
        )
        star = write_star(story, now, rulebook.promises.zone)
        escalation_id = _escalation_of(snapshot)
        edits: dict[str, StarEdit] = {}
        for edit in await self._store.stars.edits(conversation.shop, conversation.id):
            if edit.escalation_id == escalation_id:  # an escalation of the past has a card of its own
                edits[edit.field] = edit
        edits = {name: edit for name, edit in edits.items() if edit.text is not None}
        star = replace(star, **{name: edit.text for name, edit in edits.items() if edit.text is not None})
        return StarCard(conversation.id, escalation_id, now, star, edits, snapshot.curve)


def masked(card: StarCard) -> StarCard:
    """The same without personal data: for what leaves the house."""
    star = card.star
    hidden = {name: mask(getattr(star, name)) for name in FIELDS}
    return replace(card, star=replace(star, **hidden))


def _escalation_of(snapshot: Snapshot) -> str | None:
    """The escalation that stands, else the last one."""
    conversation = snapshot.conversation
    if conversation.standing.escalation.id is not None:
        return conversation.standing.escalation.id
    if conversation.intervention is not None:
        return conversation.intervention.escalation_id
    return snapshot.alerts[-1].escalation_id if snapshot.alerts else None


def _checked(name: str, text: str | None) -> str | None:
    """The text to keep. Raises InvalidInput for a field that no card has, or what it cannot hold."""
    pointer = f"/{name}"
    if name not in FIELDS:
        raise InvalidInput(
            f"a STAR card has no field {name[:40]}; it has {', '.join(FIELDS)}",
            errors=[{"pointer": pointer, "detail": "unknown field"}],
        )
    if text is None:
        return None
    said = text.strip()
    if len(said) > MOST_WORDS:
        raise InvalidInput(
            f"a field has at most {MOST_WORDS} characters",
            code="C202",
            errors=[{"pointer": pointer, "detail": "too long"}],
        )
    if name == "responsibility" and said not in set(Responsibility):
        known = ", ".join(Responsibility)
        raise InvalidInput(f"responsibility is one of {known}", errors=[{"pointer": pointer, "detail": known}])
    return said
