"""A promise is reported kept or broken: gather -> decide -> record -> tell. Refuses to know how it was reported."""

from __future__ import annotations

from datetime import datetime

from csassist.assessment.quiet import settle_promise
from csassist.conversation.conversation import Conversation
from csassist.conversation.promise import Promise, PromiseState
from csassist.desk.access import Identity, require_read
from csassist.desk.receive import TRIES, Reception, commit_of
from csassist.desk.tell import promises_changed
from csassist.errors import Conflict, NotFound, StaleConversation, StoreUnavailable


async def report_promise(
    desk: Reception, who: Identity, promise_id: str, state: PromiseState, now: datetime
) -> tuple[Promise, Conversation]:
    """Records that a promise was kept or broken (`state`); the same again changes nothing.

    Returns the promise and its conversation. Raises NotFound (absent or out of reach), Conflict A409 when it was
    settled the other way before, StoreUnavailable.
    """
    for _ in range(TRIES):
        found = await desk.store.promise(who.shop, promise_id)
        if found is None:
            raise NotFound("no such promise; check the id")
        conversation_id, on_record = found
        key = (who.shop, conversation_id)
        async with desk.lanes.enter(key):
            before = require_read(who, await desk.store.load(*key))
            promise = next((one for one in before.promises if one.id == promise_id), None)
            if promise is None and not on_record.settled:
                if not await _is_current(desk, before):
                    continue  # it may have been settled by what is on its way to the disk
                # What was read before we had the lane may be older than what the others wrote meanwhile.
                _, promise = await desk.store.promise(who.shop, promise_id) or found
            promise = promise or on_record
            if promise.settled:
                return _settled_before(promise, state), before
            decision = settle_promise(before, promise, state, desk.rulebooks.current(who.shop), now)
        try:
            await desk.store.record(commit_of(decision, before.version, None))
        except StaleConversation:
            continue
        await desk.broadcaster.tell(who.shop, promises_changed(decision))
        return decision.promises[0], decision.conversation
    raise StoreUnavailable("the conversation is too busy; try again", retry_after_s=1)


def _settled_before(promise: Promise, state: PromiseState) -> Promise:
    if promise.state is not state:
        raise Conflict(f"the promise is on record as {promise.state}; it is settled once", state=promise.state.value)
    return promise


async def _is_current(desk: Reception, before: Conversation) -> bool:
    """True when the disk holds what we know of the conversation: then its promises on record are as they are."""
    snapshot = await desk.store.snapshot(before.shop, before.id)
    return snapshot is not None and snapshot.conversation.version == before.version
