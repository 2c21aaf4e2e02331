"""Shadow mode: everything is decided and recorded, and nobody is told. The one place where telling is held back.

Supervisors and admins may read what would have been shown; agents, integrators and robots get nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csassist.desk.access import Identity, Role
from csassist.desk.events import (
    AlertRaised,
    ConversationErased,
    Event,
    MessageRecorded,
    PresenceChanged,
    PromiseChanged,
    ProposalChanged,
    ReadingElapsed,
    StepChanged,
    TidingTold,
    TierChanged,
)
from csassist.desk.ports import Broadcaster, Recorded, Snapshot
from csassist.frozen import frozen

_HELD_BACK = AlertRaised | PromiseChanged | StepChanged | TierChanged
_OPEN_EYED = (Role.SUPERVISOR, Role.ADMIN)


@frozen
class Shadow:
    """Where nobody is told: `everywhere`, in a shop ("s1"), or in a team of a shop ("s1/t1")."""

    everywhere: bool = False
    places: frozenset[str] = frozenset()

    def holds(self, shop: str, team: str | None) -> bool:
        """True when nobody is told of conversations of this team."""
        if self.everywhere:
            return True
        return bool(self.places) and (shop in self.places or (team is not None and f"{shop}/{team}" in self.places))

    def before(self, broadcaster: Broadcaster) -> Broadcaster:
        """The broadcaster with the shadow before it; itself where there is none."""
        return broadcaster if self == LIVE else ShadowBroadcaster(broadcaster, self)

    def answer(self, who: Identity, recorded: Recorded, team: str | None) -> Recorded:
        """What somebody who posted a message gets back: no cards while it holds, but for open eyes."""
        if who.role in _OPEN_EYED or not self.holds(recorded.message.shop, team):
            return recorded
        return replace(recorded, assessment=replace(recorded.assessment, suggestions=()))

    def view(self, who: Identity | None, snapshot: Snapshot) -> Snapshot:
        """A snapshot as `who` may see it, None = as the channel tells it: marked, without cards but for open eyes."""
        conversation = snapshot.conversation
        if not self.holds(conversation.shop, conversation.team_id):
            return snapshot
        if who is not None and who.role in _OPEN_EYED:
            return replace(snapshot, shadow=True)
        return replace(snapshot, shadow=True, assessment=replace(snapshot.assessment, suggestions=()))


LIVE = Shadow()


@frozen
class ShadowBroadcaster:
    """A broadcaster that keeps silent where the shadow holds. What people do themselves is told as ever."""

    inner: Broadcaster
    shadow: Shadow

    async def tell(self, shop: str, events: Sequence[Event]) -> None:
        """Tells what is left of the events."""
        left = [told for event in events if (told := self._told(event)) is not None]
        if left:
            await self.inner.tell(shop, left)

    def supervisors(self, shop: str, team: str | None) -> frozenset[str]:
        """Nobody watches where nobody is told: so no alert counts as delivered."""
        return frozenset() if self.shadow.holds(shop, team) else self.inner.supervisors(shop, team)

    def _told(self, event: Event) -> Event | None:
        if isinstance(event, PresenceChanged | ProposalChanged | ConversationErased):
            return event
        if isinstance(event, TidingTold):
            return None if self.shadow.holds(event.tiding.shop, event.tiding.team_id) else event
        conversation = event.conversation
        if not self.shadow.holds(conversation.shop, conversation.team_id):
            return event
        if isinstance(event, _HELD_BACK):
            return None
        if isinstance(event, MessageRecorded | ReadingElapsed) and event.assessment.suggestions:
            return replace(event, assessment=replace(event.assessment, suggestions=()))
        return event
