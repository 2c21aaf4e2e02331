"""The service desk as its doors see it: every use case with the caller's rights checked. No HTTP, no SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from csassist.coach.review import review
from csassist.coach.spec import Review
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.conversation.promise import Promise, PromiseState
from csassist.desk.access import Identity, Role, name_of, require_read, require_role
from csassist.desk.acquainted import require_acquainted
from csassist.desk.alerts import Calls
from csassist.desk.cards import CardMemory
from csassist.desk.clock import DueClock
from csassist.desk.customers import HOT_DAYS, Customers, Known
from csassist.desk.disclose import Dossier, dossier_of
from csassist.desk.drafts import about_draft
from csassist.desk.duty import Duty
from csassist.desk.effects import EffectTables
from csassist.desk.erase import Erasing
from csassist.desk.feedback import Feedback
from csassist.desk.find_scripts import ScriptSearch
from csassist.desk.intervene import Interventions
from csassist.desk.keeping import ALL, Grades, Keeping
from csassist.desk.lanes import Lanes
from csassist.desk.live import Live
from csassist.desk.lookout import USUAL, Lookout, LookoutSpec
from csassist.desk.meter import UNMETERED, Meter
from csassist.desk.notes import note_customer
from csassist.desk.notices import NoticeRoute
from csassist.desk.outcomes import Outcomes
from csassist.desk.past import Past
from csassist.desk.places import read_place, write_place
from csassist.desk.ports import (
    Broadcaster,
    Clock,
    ConversationQuery,
    OpenAlert,
    Page,
    Recorded,
    Rulebooks,
    Sentiments,
    Snapshot,
    Store,
)
from csassist.desk.promises import report_promise
from csassist.desk.receive import Reception, receive_message
from csassist.desk.reports import Reports
from csassist.desk.shadow import LIVE, Shadow
from csassist.desk.shop_products import ShopProducts
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.desk.shop_scripts import ShopScripts
from csassist.desk.stars import Stars
from csassist.desk.supervision import AlertQuery
from csassist.desk.tiding_words import narrowed
from csassist.desk.tidings import FOLLOW_UP, RECOVERY, SPIKE, Tiding, TidingQuery
from csassist.errors import Forbidden, InvalidInput, NotFound

DRAFT_MAX = 8_000
FRESH_S = 30.0  # how long cards are kept in memory where other nodes write too


class Desk:
    """Built once by app; one for all shops."""

    def __init__(
        self,
        store: Store,
        broadcaster: Broadcaster,
        clock: Clock,
        rulebooks: Rulebooks,
        sentiments: Sentiments | None = None,
        hot_days: float = HOT_DAYS,
        duties: Mapping[str, Duty] | None = None,
        routes: tuple[NoticeRoute, ...] = (),
        shadow: Shadow = LIVE,
        lookout: LookoutSpec = USUAL,
        meter: Meter = UNMETERED,
        grades: Grades = ALL,
    ) -> None:
        """`sentiments` = who else is asked about a customer's text; nobody unless given.

        `hot_days` = how long a customer who was hot is known for it. `duties` = rosters by shop (`*` = any other).
        `routes` = robots and hooks that hear of alerts. `shadow` = where nobody is told. `lookout` = what is a spike.
        `meter` = who counts. `grades` = how much of texts is kept.
        """
        self._keeping = Keeping(grades)
        store = self.store = self._keeping.before_store(store)
        self.shadow = shadow
        self.clock = clock
        self.sentiments = sentiments
        self.rulebooks = ShopRulebooks(rulebooks, store.library)
        self.lookout = Lookout(shadow.before(broadcaster), store, self.rulebooks, clock, lookout, self._routes_of)
        broadcaster = self._keeping.before_broadcaster(self.lookout)
        self._read_the_shop(store, broadcaster, clock, hot_days)
        lasts_s = None if store.alone else FRESH_S
        past = Past(CardMemory(store.experience, meter=meter, lasts_s=lasts_s), self.customers, self.effects)
        self.cards = Feedback(store, past.cards, clock)
        rosters = duties or {}
        self.calls, self.live = Calls(rosters, broadcaster, clock), Live(store, self.rulebooks, clock, rosters)
        ways = (Lanes(), past, self.calls, sentiments, routes, shadow, meter)
        self._reception = Reception(store, broadcaster, self.rulebooks, *ways)
        self.due = DueClock(self._reception, clock)
        self.interventions = Interventions(self._reception, self.due, clock)
        self.erasing = Erasing(self._reception, clock, self._forget)

    def _read_the_shop(self, store: Store, broadcaster: Broadcaster, clock: Clock, hot_days: float) -> None:
        """Its library, and what is read of the record without deciding anything."""
        self.effects = EffectTables(store.experience, clock)
        self.customers = Customers(store.experience, clock, hot_days)
        self.products = ShopProducts(store.library, self.rulebooks, clock)
        self.scripts = ShopScripts(store, broadcaster, self.rulebooks, clock)
        self.search = ScriptSearch(self.rulebooks)
        self.outcomes = Outcomes(store.experience)
        self.stars = Stars(store, self.rulebooks, clock)
        self.reports = Reports(store, self.effects, self.rulebooks, clock)

    def _forget(self, shop: str | None, conversation_id: str | None) -> None:
        """What is in memory of a conversation that is no more; all that can be read again, when none is named."""
        if not self.store.alone:  # else it was this node, and its memory went with the rows
            self.store.forget(shop, conversation_id)
        if shop is None or conversation_id is None:
            self._reception.past.cards.forget_all()
            return
        self._reception.past.cards.forget((shop, conversation_id))
        self._keeping.forget(shop, conversation_id)
        self.calls.forget(shop, conversation_id)
        self.lookout.forget(shop, conversation_id)

    def _routes_of(self, conversation: Conversation) -> tuple[NoticeRoute, ...]:
        return self._reception.routes_of(conversation)

    async def restore(self) -> None:
        """Reads after a start what it keeps in memory: what is due, called, approved, worked out, hot."""
        await self.due.restore(self.store)
        await self.calls.restore(self.store)
        await self.rulebooks.restore()
        await self.effects.restore()
        await self.lookout.restore()

    async def receive(self, message: Message) -> Recorded:
        """Records a message whose sender's rights are checked already (`post` checks them)."""
        recorded, after = await receive_message(self._reception, message)
        if after is not None:
            self.due.put(after.shop, after.id, after.due_at)
        return recorded

    async def post(self, who: Identity, message: Message) -> Recorded:
        """A message posted by `who`. Agents and supervisors post as themselves only, where they may read."""
        if who.role in (Role.AGENT, Role.SUPERVISOR):
            if message.sender is not Sender.AGENT:
                raise Forbidden(f"role {who.role} posts as sender agent only")
            if message.agent_id not in (None, who.agent_id):
                raise Forbidden("agents post as themselves; leave agent_id out")
            before = await self.store.load(message.shop, message.conversation_id)
            if before is not None:
                require_read(who, before)
            if who.role is Role.AGENT:
                message = replace(message, agent_id=who.agent_id)
        recorded = await self.receive(message)
        if self.shadow == LIVE:
            return recorded
        after = await self.store.load(message.shop, message.conversation_id)
        return self.shadow.answer(who, recorded, None if after is None else after.team_id)

    async def snapshot(self, who: Identity, conversation_id: str) -> Snapshot:
        """The conversation as recorded. Raises NotFound when absent or out of reach."""
        snapshot = await self.store.snapshot(who.shop, conversation_id)
        if snapshot is None:
            raise NotFound("no such conversation; check the id")
        require_read(who, snapshot.conversation)
        return self.shadow.view(who, snapshot)

    async def require_readable(self, who: Identity, conversation_id: str) -> Conversation:
        """The conversation, or NotFound."""
        return require_read(who, await self.store.load(who.shop, conversation_id))

    async def messages(self, who: Identity, conversation_id: str, after_seq: int, limit: int) -> tuple[Message, ...]:
        """Messages with seq > after_seq, oldest first, at most `limit`."""
        await self.require_readable(who, conversation_id)
        return await self.store.messages(who.shop, conversation_id, after_seq=after_seq, limit=limit)

    async def conversations(self, who: Identity, query: ConversationQuery) -> Page[Conversation]:
        """What `who` may see of `query` (its shop and visibility are set here)."""
        agent = who.agent_id if who.role is Role.AGENT else None
        teams: tuple[str, ...] | None = None
        if who.role is Role.AGENT or (who.role is Role.SUPERVISOR and who.teams):
            teams = who.teams
        return await self.store.conversations(replace(query, shop=who.shop, visible_agent=agent, visible_teams=teams))

    async def alerts(
        self,
        who: Identity,
        limit: int = 100,
        states: tuple[str, ...] = ("open",),
        *,
        mine: bool = False,
        cursor: str | None = None,
    ) -> Page[OpenAlert]:
        """Alerts in one of `states` that `who` (supervisor or admin) may see, newest first; `mine` = owned by `who`."""
        require_role(who, Role.SUPERVISOR, Role.ADMIN)
        teams = who.teams if who.role is Role.SUPERVISOR and who.teams else None
        owner = name_of(who) if mine else None
        after = None if cursor is None else read_place(cursor)
        found = await self.store.alerts(AlertQuery(who.shop, teams, states, owner, limit + 1, after))
        last = found[limit - 1].alert if len(found) > limit else None
        return Page(found[:limit], None if last is None else write_place(last.at, last.id))

    async def tidings(self, who: Identity, kind: str | None, limit: int) -> tuple[Tiding, ...]:
        """Newest first: an agent's own; spikes and call-backs of a supervisor's teams. Raises Forbidden."""
        require_role(who, Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
        agent = who.role is Role.AGENT
        kinds = tuple(one for one in ((RECOVERY, FOLLOW_UP) if agent else (SPIKE, FOLLOW_UP)) if kind in (None, one))
        if not kinds or (agent and who.agent_id is None):
            return ()
        teams = who.teams if who.role is Role.SUPERVISOR and who.teams else None
        query = TidingQuery(who.shop, kinds, who.agent_id if agent else None, teams, limit)
        found = await self.store.tidings.listed(query)
        seen = (one if teams is None else narrowed(one, teams) for one in found)
        return tuple(one for one in seen if not (agent and self.shadow.holds(one.shop, one.team_id)))

    async def feedback(
        self, who: Identity, suggestion_id: str, outcome: str, text: str | None = None, reason: str | None = None
    ) -> None:
        """What became of a card. Idempotent per (suggestion, outcome). Raises NotFound, InvalidInput."""
        await self.cards.report(who, suggestion_id, outcome, text, reason)

    async def customer(self, who: Identity, customer_id: str) -> Known:
        """What is remembered of a customer. Raises NotFound for one with none of whose conversations `who` may read."""
        await require_acquainted(self.store, who, customer_id)
        return await self.customers.get(who, customer_id)

    async def dossier(self, who: Identity, customer_id: str) -> Dossier:
        """Everything on record about a customer. Raises Forbidden, NotFound."""
        return await dossier_of(self._reception, self.customers, who, customer_id, self.clock.now())

    async def note_customer(self, who: Identity, customer_id: str, notes: Sequence[str]) -> Known:
        """Replaces the notes that agents took of a customer in reach. Raises what Customers.note raises."""
        require_role(who, Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
        await require_acquainted(self.store, who, customer_id)
        return await note_customer(self._reception, self.customers, who, customer_id, notes)

    async def report_promise(self, who: Identity, promise_id: str, *, kept: bool) -> tuple[Promise, Conversation]:
        """A promise was kept or broken, says who may read its conversation. Raises what desk.promises raises."""
        state = PromiseState.KEPT if kept else PromiseState.BROKEN
        promise, after = await report_promise(self._reception, who, promise_id, state, self.clock.now())
        self.due.put(after.shop, after.id, after.due_at)
        return promise, after

    async def review_draft(self, who: Identity, conversation_id: str, text: str) -> Review:
        """Findings on a draft. Raises NotFound when the conversation is out of reach, InvalidInput when too long."""
        if len(text) > DRAFT_MAX:
            raise InvalidInput(f"a draft has at most {DRAFT_MAX} characters", code="C202")
        conversation = await self.require_readable(who, conversation_id)
        rulebook = self.rulebooks.current(who.shop)
        return review(rulebook.coach, text, about_draft(conversation, rulebook, self.clock.now()))
