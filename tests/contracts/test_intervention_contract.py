"""The guarantees of desk.supervision.InterventionStore and of what a commit writes of it, for every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from csassist.conversation.intervention import Deed, Handling, Intervention
from csassist.conversation.tier import Alert, Tier
from csassist.desk.ports import Commit, Store
from csassist.desk.supervision import AlertQuery, Undelivered, Whisper
from csassist.errors import InvalidInput, StaleConversation
from csassist.store.schema import FILE
from csassist.store.sqlite import SqliteStore
from records import START, Engine, commit_of, new_conversation

LATER = START + timedelta(seconds=9)
RAISED = Deed("raised", "csassist", "service", START, "es_c-1", (("alert", "al_1"),))
CLAIMED = Deed("claimed", "boss", "supervisor", LATER, "es_c-1")


def called(conversation: str = "c-1", shop: str = "s1", name: str = "al_1") -> Commit:
    """A rise that calls supervisors."""
    first = commit_of(new_conversation(conversation, shop), "m-1", degrees=80.0)
    es = first.assessment.escalation.id
    assert es is not None
    alert = Alert(name, es, Tier.ALERT, ("连续追问",), START)
    one = Intervention(es, START, Handling.RAISED, Tier.ALERT, alert, called_at=START, remind_at=LATER)
    after = replace(first.conversation, intervention=one)
    deed = replace(RAISED, escalation_id=es)
    return replace(first, conversation=after, alert=alert, handled=(one,), deeds=(deed,))


def deed_of(before: Commit, state: Handling, owner: str | None = None, deed: Deed = CLAIMED) -> Commit:
    """What a person did afterwards: neither a message nor a reading."""
    one = before.conversation.intervention
    assert one is not None
    now = replace(one, state=state, owner=owner, remind_at=None)
    after = replace(before.conversation, version=before.conversation.version + 1, intervention=now)
    told = replace(before.assessment, suggestions=(), escalation=replace(before.assessment.escalation, changed=False))
    return Commit(before.conversation.version, after, told, deed.at, quiet=True, handled=(now,), deeds=(deed,))


async def test_an_alert_has_its_state_and_its_deed_with_the_message(store: Store) -> None:
    first = called()
    await store.record(first)
    (alert,) = await store.alerts(AlertQuery("s1"))
    assert (alert.state, alert.conversation.intervention) == ("raised", first.conversation.intervention)
    assert await store.interventions.undelivered() == (Undelivered("s1", "c-1", "es_c-1"),)
    assert [row.deed for row in await store.interventions.audit("s1", "c-1")] == [RAISED]
    assert await store.interventions.conversation_of("s1", "es_c-1") == "c-1"


async def test_a_claim_is_compared_and_set(store: Store) -> None:
    first = called()
    await store.record(first)
    await store.record(deed_of(first, Handling.CLAIMED, "boss"))
    with pytest.raises(StaleConversation):
        await store.record(deed_of(first, Handling.CLAIMED, "chief", replace(CLAIMED, actor="chief")))
    (alert,) = await store.alerts(AlertQuery("s1", owner="boss"))
    assert alert.state == "claimed"
    assert await store.alerts(AlertQuery("s1", owner="chief")) == ()
    assert [row.deed.actor for row in await store.interventions.audit("s1", "c-1")] == ["csassist", "boss"]
    assert await store.interventions.undelivered() == ()


async def test_states_teams_and_shops_are_kept_apart(store: Store) -> None:
    first, other, foreign = called(), called("c-2", name="al_2"), called("c-1", "s2")
    for commit in (first, other, foreign):
        await store.record(commit)
    await store.record(deed_of(other, Handling.CLOSED))
    assert [alert.conversation.id for alert in await store.alerts(AlertQuery("s1"))] == ["c-1"]
    assert [alert.conversation.id for alert in await store.alerts(AlertQuery("s1", states=("closed",)))] == ["c-2"]
    both = await store.alerts(AlertQuery("s1", teams=("t1",), states=("raised", "closed")))
    assert {alert.conversation.id for alert in both} == {"c-1", "c-2"}
    assert await store.alerts(AlertQuery("s1", teams=("t9",))) == ()
    assert len(await store.interventions.audit("s2")) == 1
    assert await store.interventions.conversation_of("s2", "es_c-2") is None


async def test_a_closed_one_is_found_after_its_conversation_went_on(store: Store) -> None:
    first = called()
    await store.record(first)
    closed = deed_of(first, Handling.CLOSED)
    await store.record(closed)
    await store.record(commit_of(closed.conversation, "m-2", degrees=5.0))
    assert await store.interventions.conversation_of("s1", "es_c-1") == "c-1"
    assert await store.alerts(AlertQuery("s1")) == ()


async def test_whispers_by_conversation_and_by_agent_newest_last(store: Store) -> None:
    deed = replace(CLAIMED, kind="whisper")
    for n in range(3):
        said = Whisper("s1", f"wh_{n}", "c-1", f"a{n % 2}", "boss", f"第{n}句", START + timedelta(seconds=n))
        await store.interventions.whisper(said, deed)
    assert [one.id for one in await store.interventions.whispers("s1", conversation_id="c-1")] == [
        "wh_0",
        "wh_1",
        "wh_2",
    ]
    assert [one.id for one in await store.interventions.whispers("s1", agent_id="a0")] == ["wh_0", "wh_2"]
    assert [one.id for one in await store.interventions.whispers("s1", agent_id="a0", limit=1)] == ["wh_2"]
    assert await store.interventions.whispers("s2", conversation_id="c-1") == ()
    assert [row.deed.kind for row in await store.interventions.audit("s1")] == ["whisper"] * 3
    with pytest.raises(InvalidInput):
        await store.interventions.whisper(replace(said, id="wh_9", text="\udfff"), deed)


async def test_it_is_all_there_after_a_start(engine: Engine, tmp_path: Path) -> None:
    first = engine(tmp_path)
    commit = called()
    await first.record(commit)
    await first.close()
    again = engine(tmp_path)
    try:
        known = await again.load("s1", "c-1")
        assert known is not None
        assert known.intervention == commit.conversation.intervention
        assert len(await again.interventions.undelivered()) == 1
    finally:
        await again.close()


async def test_the_trail_only_grows_and_shows_what_was_changed_behind_its_back(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path)
    first = called()
    await store.record(first)
    await store.record(deed_of(first, Handling.CLAIMED, "boss"))
    assert await store.interventions.audit_intact("s1")
    await store.close()
    db = apsw.Connection(str(tmp_path / FILE))
    for sql in ("UPDATE audit SET actor='nobody'", "DELETE FROM audit"):
        with pytest.raises(apsw.ConstraintError, match="only grows"):
            db.execute(sql)
    db.execute("DROP TRIGGER audit_stays; UPDATE audit SET actor='nobody' WHERE n=2")
    db.close()
    again = SqliteStore.open(tmp_path)
    assert not await again.interventions.audit_intact("s1")
    await again.close()
