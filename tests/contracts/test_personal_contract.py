"""The guarantees of desk.personal.PersonalStore, one suite for every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csassist.conversation.intervention import Deed
from csassist.conversation.message import Customer
from csassist.desk.experience import FeedbackRow, Outcome, Seen
from csassist.desk.personal import Aged, Ageing, Erasure, Run
from csassist.desk.ports import Commit, Store
from csassist.desk.star_record import StarEdit
from csassist.desk.supervision import Whisper
from csassist.desk.tidings import FOLLOW_UP, Tiding
from csassist.errors import StaleConversation
from csassist.privacy.grade import Grade
from records import START, commit_of, new_conversation, silence_of

MUCH_LATER = START + timedelta(days=40)
DEED = Deed("erased", "boss", "admin", START, None, (("customer", "h_1"),))
SAID = "我的手机13912345678，怎么还不发货？？？"


def seen(commit: Commit, customer_id: str = "u1") -> Commit:
    said = Customer(customer_id, "张女士")
    return replace(commit, seen=Seen(said, commit.conversation.id, commit.at, hot=False))


async def filled(store: Store, name: str = "c-1", shop: str = "s1", many: int = 3) -> Commit:
    """A conversation with messages, a silence, and a row of everything that stands beside."""
    commit = seen(commit_of(new_conversation(name, shop), "m-1", SAID, alert=True))
    await store.record(commit)
    for n in range(2, many + 1):
        commit = commit_of(commit.conversation, f"m-{n}", f"第{n}次问了，电话13912345678", continues=n % 2 == 0)
        await store.record(commit)
    silence = silence_of(commit.conversation, 44.0, 300)
    await store.record(silence)
    place = (shop, f"wh_{name}", name, "a1")
    whisper = Whisper(*place, "boss", "先安抚，他电话13912345678", START)
    await store.interventions.whisper(whisper, Deed("whisper", "boss", "supervisor", START))
    await store.stars.write(shop, name, [StarEdit("task", "给13912345678回电", "a1", "agent", START)])
    card = commit.assessment.suggestions[0].id
    await store.feedback(FeedbackRow(shop, card, "edited", START, "打您13912345678", "太长", "a1", 0.4, 1))
    follow = Tiding(shop, f"fu_{name}", FOLLOW_UP, START, {"text": "回访13912345678", "n": 1}, name, "a1", "t1", START)
    await store.tidings.put(follow)
    await store.experience.put_outcome(Outcome(shop, f"o_{name}", "refund", START, START, name, "u1", "order-1", 9.5))
    return silence


async def test_the_secret_is_made_once(store: Store) -> None:
    key = await store.personal.secret()
    assert len(key) == 32
    assert await store.personal.secret() == key


async def test_a_customer_has_every_conversation_that_he_ever_had(store: Store) -> None:
    first = seen(commit_of(new_conversation("c-1"), "m-1"))
    await store.record(first)
    await store.record(seen(commit_of(new_conversation("c-2", team="t2"), "m-1")))
    await store.record(seen(commit_of(new_conversation("c-1", shop="s2"), "m-1")))
    await store.record(seen(commit_of(first.conversation, "m-2"), "u2"))
    assert await store.personal.conversations_of("s1", "u1") == ("c-1", "c-2")
    assert await store.personal.conversations_of("s1", "u2") == ("c-1",)
    assert await store.personal.conversations_of("s2", "u2") == ()


async def test_a_case_file_holds_all_of_a_conversation_and_no_whisper(store: Store) -> None:
    last = await filled(store)
    found = await store.personal.case_file("s1", "c-1")
    assert found is not None
    assert found.conversation == last.conversation
    assert [message.id for message in found.messages] == ["m-1", "m-2", "m-3"]
    assert [point.seq for point in found.points] == [1, 2, 3, 3]
    assert [edit.text for edit in found.edits] == ["给13912345678回电"]
    assert [(row.outcome, row.text) for row in found.feedback] == [("edited", "打您13912345678")]
    assert [tiding.id for tiding in found.tidings] == ["fu_c-1"]
    assert len(found.alerts) == 1
    assert "先安抚" not in repr(found)
    assert [told.id for told in await store.personal.outcomes_of("s1", "u1")] == ["o_c-1"]
    assert await store.personal.case_file("s2", "c-1") is None


async def test_erasing_takes_one_conversation_whole_and_leaves_the_rest(store: Store) -> None:
    gone, stays = await filled(store), await filled(store, "c-2")
    other = await filled(store, "c-1", "s2")
    done = await store.personal.erase(Erasure("s1", "c-1", None, DEED))
    assert (done.conversations, done.messages) == (1, 3)
    assert done.rows >= 8
    assert await store.load("s1", "c-1") is None
    assert await store.snapshot("s1", "c-1") is None
    assert await store.messages("s1", "c-1") == ()
    assert await store.interventions.whispers("s1", conversation_id="c-1") == ()
    assert await store.stars.edits("s1", "c-1") == ()
    assert (
        await store.suggestion_owner("s1", gone.assessment.suggestions[0].id if gone.assessment.suggestions else "x")
        is None
    )
    assert await store.personal.conversations_of("s1", "u1") == ("c-2",)
    assert await store.load("s1", "c-2") == stays.conversation
    assert await store.load("s2", "c-1") == other.conversation
    again = await store.personal.erase(Erasure("s1", "c-1", None, DEED))
    assert (again.conversations, again.messages, again.rows) == (0, 0, 0)


async def test_erasing_a_customer_leaves_one_line_that_does_not_name_him(store: Store) -> None:
    await filled(store)
    done = await store.personal.erase(Erasure("s1", None, "u1", DEED))
    assert done.rows >= 3
    assert await store.experience.customer("s1", "u1") is None
    assert await store.personal.outcomes_of("s1", "u1") == ()
    trail = await store.interventions.audit("s1")
    assert trail[-1].deed == DEED
    assert await store.interventions.audit_intact("s1")


async def test_what_is_decided_on_an_erased_conversation_is_stale(store: Store) -> None:
    before = await filled(store)
    await store.personal.erase(Erasure("s1", "c-1", None, DEED))
    late = commit_of(before.conversation, "m-9")
    try:
        await store.record(late)
    except StaleConversation:
        assert await store.messages("s1", "c-1") == ()
    else:
        raise AssertionError("a decision on what is gone was written")
    await store.record(seen(commit_of(new_conversation(), "m-1")))
    assert [message.id for message in await store.messages("s1", "c-1")] == ["m-1"]


async def aged(store: Store, grade: Grade, limit: int = 50) -> Aged:
    total = Aged(more=True)
    while total.more:
        done = await store.personal.age(Ageing("s1", "c-1", grade, MUCH_LATER), limit)
        total = Aged(total.messages + done.messages, total.rows + done.rows, done.more)
    return total


async def test_old_texts_are_masked_and_numbers_stay(store: Store) -> None:
    last = await filled(store)
    curve = (await store.snapshot("s1", "c-1")).curve  # type: ignore[union-attr]  # it is there
    assert (await aged(store, Grade.MASKED, limit=2)).messages == 3
    found = await store.personal.case_file("s1", "c-1")
    assert found is not None
    assert "13912345678" not in repr(found)
    assert found.messages[0].text == "我的手机139****5678，怎么还不发货？？？"
    assert found.messages[0].digest
    assert (await store.interventions.whispers("s1", conversation_id="c-1"))[0].text == "先安抚，他电话139****5678"
    assert found.conversation.version == last.conversation.version
    shown = await store.snapshot("s1", "c-1")
    assert shown is not None
    assert shown.curve == curve
    reading = found.points[0].assessment.reading
    assert reading.signals[0].span == (4, 15)  # it lay in the number: now it is the whole mask
    assert await store.load("s1", "c-1") == found.conversation


async def test_still_older_texts_go_and_so_does_who_it_was(store: Store) -> None:
    await filled(store)
    await aged(store, Grade.MASKED)
    await aged(store, Grade.NONE)
    found = await store.personal.case_file("s1", "c-1")
    assert found is not None
    assert {message.text for message in found.messages} == {""}
    assert {message.customer.id for message in found.messages if message.customer} == {None}
    assert all(card.text == "" for point in found.points for card in point.assessment.suggestions)
    assert found.conversation.customer is not None
    assert found.conversation.customer.id is None
    assert [point.assessment.reading.degrees for point in found.points] == [40.0, 40.0, 40.0, 44.0]
    assert found.tidings == ()
    assert found.messages[0].digest


async def test_a_message_sent_again_is_known_by_the_hash_of_what_it_was(store: Store) -> None:
    first = seen(commit_of(new_conversation(), "m-1", SAID))
    await store.record(first)
    await aged(store, Grade.NONE)
    again = await store.record(commit_of(first.conversation, "m-1", SAID))
    assert again is not None
    assert again.duplicate
    assert again.message.text == SAID
    other = await store.record(commit_of(first.conversation, "m-1", "别的话"))
    assert other is not None
    assert (other.duplicate, other.message.text) == (True, "")
    assert (await store.messages("s1", "c-1"))[0].text == ""


async def test_what_is_old_is_found_a_few_at_a_time_and_once(store: Store) -> None:
    for name in ("c-1", "c-2", "c-3"):
        await filled(store, name)
    found, place = await store.personal.old(Grade.MASKED, MUCH_LATER, None, 2)
    rest, end = await store.personal.old(Grade.MASKED, MUCH_LATER, place, 2)
    assert found + rest == (("s1", "c-1"), ("s1", "c-2"), ("s1", "c-3"))
    assert end is None
    assert (await store.personal.old(Grade.MASKED, START, None, 10))[0] == ()
    await aged(store, Grade.MASKED)
    assert (await store.personal.old(Grade.MASKED, MUCH_LATER, None, 10))[0] == (("s1", "c-2"), ("s1", "c-3"))
    assert len((await store.personal.old(Grade.NONE, MUCH_LATER, None, 10))[0]) == 3


async def test_what_is_written_beside_an_aged_conversation_ages_too(store: Store) -> None:
    await filled(store)
    await aged(store, Grade.MASKED)
    late = MUCH_LATER + timedelta(days=1)
    await store.stars.write("s1", "c-1", [StarEdit("task", "电话13912345678", "a1", "agent", late)])
    assert (await store.personal.old(Grade.MASKED, MUCH_LATER, None, 10))[0] == ()
    after = late + timedelta(days=1)
    assert (await store.personal.old(Grade.MASKED, after, None, 10))[0] == (("s1", "c-1"),)
    await store.personal.age(Ageing("s1", "c-1", Grade.MASKED, after), 50)
    assert [edit.text for edit in await store.stars.edits("s1", "c-1")][-1] == "电话139****5678"
    assert (await store.personal.old(Grade.MASKED, after, None, 10))[0] == ()


async def test_customers_who_never_came_back_are_forgotten_and_what_it_cost_is_not(store: Store) -> None:
    await filled(store)
    assert await store.personal.forget_customers(START, 10) == 0
    assert await store.personal.forget_customers(MUCH_LATER, 10) == 1
    assert await store.experience.customer("s1", "u1") is None
    assert await store.personal.conversations_of("s1", "u1") == ()
    assert await store.personal.outcomes_of("s1", "u1") == ()
    told = Outcome("s1", "o_c-1", "refund", START, START, "c-1", None, None, 9.5)
    assert await store.experience.put_outcome(told) == told


async def test_a_lease_is_one_nodes_until_it_is_over(store: Store) -> None:
    until, later = START + timedelta(minutes=5), START + timedelta(minutes=10)
    assert await store.personal.lease("retention", "n1", START, until)
    assert not await store.personal.lease("retention", "n2", START, until)
    assert await store.personal.lease("retention", "n1", START, until)
    assert await store.personal.lease("retention", "n2", until, later)


async def test_the_last_run_is_on_record(store: Store) -> None:
    assert await store.personal.last_run() is None
    run = Run("n1", START)
    await store.personal.put_run(run)
    await store.personal.put_run(done := replace(run, ended_at=MUCH_LATER, conversations=2, messages=9, rows=30))
    assert await store.personal.last_run() == done


async def test_scrubbing_can_be_asked_for_at_any_time(store: Store) -> None:
    await filled(store)
    await store.personal.scrub()
    assert len(await store.messages("s1", "c-1")) == 3
