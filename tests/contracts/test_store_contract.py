"""The guarantees of desk.ports.Store, one suite for every engine."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from csassist.conversation.message import Sender
from csassist.conversation.promise import Promise, PromiseState
from csassist.desk.experience import FeedbackRow
from csassist.desk.ports import Commit, ConversationQuery, KeyRecord, Store
from csassist.desk.supervision import AlertQuery
from csassist.errors import InvalidInput, StaleConversation
from records import START, Engine, commit_of, message_of, new_conversation, silence_of


async def say(store: Store, texts: int, conversation_id: str = "c-1", **facts: object) -> list[Commit]:
    """Records a conversation of so many messages, one after the other."""
    commits = []
    for n in range(texts):
        before = await store.load("s1", conversation_id) or new_conversation(conversation_id)
        commits.append(commit_of(before, f"m-{n}", **facts))  # type: ignore[arg-type]
        await store.record(commits[-1])
    return commits


async def test_unknown_conversation_is_none(store: Store) -> None:
    assert await store.load("s1", "c-1") is None
    assert await store.snapshot("s1", "c-1") is None
    assert await store.messages("s1", "c-1") == ()


async def test_what_was_recorded_comes_back_equal_after_a_restart(engine: Engine, tmp_path: Path) -> None:
    store = engine(tmp_path)
    commits = await say(store, 5)
    await store.close()
    again = engine(tmp_path)
    snapshot = await again.snapshot("s1", "c-1")
    assert await again.load("s1", "c-1") == commits[-1].conversation
    await again.close()
    assert snapshot is not None
    assert snapshot.conversation == commits[-1].conversation
    assert snapshot.assessment == commits[-1].assessment
    assert snapshot.messages == tuple(commit.message for commit in commits)
    assert snapshot.as_of == commits[-1].at


async def test_record_answers_with_what_was_given(store: Store) -> None:
    commit = commit_of(new_conversation(), "m-1")
    recorded = await store.record(commit)
    assert recorded is not None
    assert (recorded.message, recorded.assessment, recorded.duplicate) == (commit.message, commit.assessment, False)


async def test_the_same_message_again_gives_the_first_answer_and_writes_nothing(store: Store) -> None:
    (first,) = await say(store, 1)
    again = commit_of(first.conversation, "m-0", text="别的话", degrees=90.0, alert=True)
    recorded = await store.record(again)
    assert recorded is not None
    assert (recorded.message, recorded.assessment, recorded.duplicate) == (first.message, first.assessment, True)
    assert await store.load("s1", "c-1") == first.conversation
    assert await store.alerts(AlertQuery("s1")) == ()


async def test_one_id_posted_fifty_times_at_once_is_recorded_once(store: Store) -> None:
    fresh = new_conversation()
    answers = await asyncio.gather(*(store.record(commit_of(fresh, "m-1", f"第{n}次")) for n in range(50)))
    assert [answer.duplicate for answer in answers if answer] == [False] + [True] * 49
    assert {answer.message.text for answer in answers if answer} == {"第0次"}
    assert len(await store.messages("s1", "c-1")) == 1


async def test_the_loser_of_a_race_is_stale_and_may_decide_again(store: Store) -> None:
    fresh = new_conversation()
    won, lost = await asyncio.gather(
        store.record(commit_of(fresh, "m-1")), store.record(commit_of(fresh, "m-2")), return_exceptions=True
    )
    assert not isinstance(won, BaseException)
    assert isinstance(lost, StaleConversation)
    before = await store.load("s1", "c-1")
    assert before is not None
    await store.record(commit_of(before, "m-2"))
    assert [message.id for message in await store.messages("s1", "c-1")] == ["m-1", "m-2"]


async def test_commits_handed_over_in_order_need_not_wait_for_each_other(store: Store) -> None:
    waiting = []
    for n in range(40):
        before = await store.load("s1", "c-1") or new_conversation()
        waiting.append(asyncio.ensure_future(store.record(commit_of(before, f"m-{n}"))))
        await asyncio.sleep(0)  # hand over, without waiting for the disk
    await asyncio.gather(*waiting)
    assert [message.seq for message in await store.messages("s1", "c-1")] == list(range(1, 41))


async def test_what_stands_on_a_failed_commit_is_stale(store: Store) -> None:
    (first,) = await say(store, 1)
    duplicate = commit_of(first.conversation, "m-0")
    upon_it = commit_of(duplicate.conversation, "m-2")
    twice, lost = await asyncio.gather(store.record(duplicate), store.record(upon_it), return_exceptions=True)
    assert not isinstance(twice, BaseException)
    assert twice is not None
    assert twice.duplicate
    assert isinstance(lost, StaleConversation)
    assert await store.load("s1", "c-1") == first.conversation


async def test_another_version_is_stale_for_silence_too(store: Store) -> None:
    commits = await say(store, 2)
    with pytest.raises(StaleConversation):
        await store.record(silence_of(commits[0].conversation, 44.0, 60))


async def test_silence_changes_state_and_curve_but_adds_no_message(store: Store) -> None:
    (first,) = await say(store, 1)
    silence = silence_of(first.conversation, 44.0, 60)
    assert await store.record(silence) is None
    snapshot = await store.snapshot("s1", "c-1")
    assert snapshot is not None
    assert snapshot.conversation == silence.conversation
    assert snapshot.assessment == silence.assessment
    assert snapshot.as_of == silence.at
    assert [(point.seq, point.degrees) for point in snapshot.curve] == [(1, 40.0), (1, 44.0)]
    assert len(snapshot.messages) == 1


async def test_a_later_bubble_replaces_the_point_of_its_burst(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1", degrees=10.0)
    second = commit_of(first.conversation, "m-2", degrees=20.0, continues=True)
    third = commit_of(second.conversation, "m-3", degrees=30.0)
    for commit in (first, second, third):
        await store.record(commit)
    snapshot = await store.snapshot("s1", "c-1")
    assert snapshot is not None
    assert [(point.seq, point.degrees, point.stage) for point in snapshot.curve] == [
        (2, 20.0, "heating"), (3, 30.0, "heating")
    ]  # fmt: skip


async def test_a_snapshot_is_bounded_and_keeps_the_newest(store: Store) -> None:
    commits = await say(store, 230)
    snapshot = await store.snapshot("s1", "c-1")
    assert snapshot is not None
    assert [message.seq for message in snapshot.messages] == list(range(31, 231))
    assert len(snapshot.curve) == 230
    assert await store.last_messages("s1", "c-1", 3) == tuple(commit.message for commit in commits[-3:])
    assert [m.seq for m in await store.messages("s1", "c-1", after_seq=100, limit=2)] == [101, 102]


async def test_shops_never_meet_even_with_the_same_ids(store: Store) -> None:
    for shop in ("s1", "s2"):
        before = new_conversation(shop=shop)
        await store.record(commit_of(before, "m-1", f"{shop} 的话", degrees=60.0, alert=True))
    for shop in ("s1", "s2"):
        assert [m.text for m in await store.messages(shop, "c-1")] == [f"{shop} 的话"]
        assert [a.conversation.shop for a in await store.alerts(AlertQuery(shop))] == [shop]
        page = await store.conversations(ConversationQuery(shop))
        assert [(c.shop, c.id) for c in page.items] == [(shop, "c-1")]
    assert await store.suggestion_owner("s1", "sg_b_c-1_m-1_0") == "c-1"
    assert await store.suggestion_owner("s3", "sg_b_c-1_m-1_0") is None


@pytest.mark.parametrize("order", ["recent", "heat"])
async def test_pages_of_a_list_hold_everything_once_and_in_order(store: Store, order: str) -> None:
    for n in range(23):
        before = replace(new_conversation(f"c-{n:02}"), seq=n)
        await store.record(commit_of(before, "m-1", degrees=float(n * 7 % 23 // 3)))
    found, cursor = [], None
    while True:
        page = await store.conversations(ConversationQuery("s1", order=order, limit=5, cursor=cursor))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    keys = [(c.last_at, c.id) if order == "recent" else (c.standing.degrees, c.id) for c in found]
    assert keys == sorted(keys, reverse=True)  # type: ignore[type-var]
    assert len(set(keys)) == 23


async def test_a_list_is_narrowed_to_what_may_be_seen(store: Store) -> None:
    for n, (agent, team, degrees) in enumerate([("a1", "t1", 10.0), ("a1", "t2", 60.0), ("a2", "t2", 10.0)]):
        before = replace(new_conversation(f"c-{n}"), agent_id=agent, team_id=team)
        await store.record(commit_of(before, "m-1", degrees=degrees))

    async def ids(**narrow: object) -> list[str]:
        page = await store.conversations(ConversationQuery("s1", **narrow))  # type: ignore[arg-type]
        return sorted(item.id for item in page.items)

    assert await ids() == ["c-0", "c-1", "c-2"]
    assert await ids(agent_id="a1") == ["c-0", "c-1"]
    assert await ids(team_id="t2") == ["c-1", "c-2"]
    assert await ids(min_tier=2) == ["c-1"]
    assert await ids(visible_teams=("t1",)) == ["c-0"]
    assert await ids(visible_agent="a2", visible_teams=("t1",)) == ["c-0", "c-2"]
    assert await ids(visible_agent="a2", visible_teams=()) == ["c-2"]
    assert await ids(visible_teams=()) == []


@pytest.mark.parametrize("cursor", ["nonsense", "", "WzFd", "WyJoZWF0IiwxLCJjIl0"])
async def test_a_foreign_cursor_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        await store.conversations(ConversationQuery("s1", order="recent", cursor=cursor))


async def test_alerts_go_on_after_the_last_one_seen(store: Store) -> None:
    for number in range(5):
        await store.record(commit_of(new_conversation(f"c-{number}"), "m-1", degrees=60.0, alert=True))
    everything = await store.alerts(AlertQuery("s1"))
    assert len(everything) == 5
    found = []
    after = None
    while page := await store.alerts(AlertQuery("s1", limit=2, after=after)):
        found += page
        after = (page[-1].alert.at, page[-1].alert.id)
    assert tuple(found) == everything


async def test_an_alert_is_one_row_per_rise_and_closes_with_its_escalation(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1", degrees=60.0, alert=True)
    second = commit_of(first.conversation, "m-2", degrees=70.0, continues=True, alert=True)
    for commit in (first, second):
        await store.record(commit)
    (alert,) = await store.alerts(AlertQuery("s1", teams=("t1",)))
    assert alert.last_messages == await store.last_messages("s1", alert.conversation.id, 5) != ()
    assert (alert.alert, alert.conversation, alert.state) == (second.alert, second.conversation, "raised")
    assert await store.alerts(AlertQuery("s1", teams=("t2",))) == ()
    await store.record(commit_of(second.conversation, "m-3", degrees=10.0))
    assert await store.alerts(AlertQuery("s1")) == ()
    snapshot = await store.snapshot("s1", "c-1")
    assert snapshot is not None
    assert snapshot.alerts == (second.alert,)


async def test_due_times_come_earliest_first_and_go_when_nothing_is_due(store: Store) -> None:
    commits = {}
    for name, wait in (("c-late", 90), ("c-soon", 30)):
        commits[name] = commit_of(new_conversation(name), "m-1", due_at=START + timedelta(seconds=wait))
        await store.record(commits[name])
    assert await store.due() == (
        (START + timedelta(seconds=30), "s1", "c-soon"), (START + timedelta(seconds=90), "s1", "c-late")
    )  # fmt: skip
    await store.record(silence_of(commits["c-soon"].conversation, 41.0, 30))
    assert [name for _, _, name in await store.due(1)] == ["c-late"]


async def test_feedback_is_kept_once_per_outcome(store: Store) -> None:
    row = FeedbackRow("s1", "sg_1", "used", START, text="改过的话", agent_id="a1")
    assert await store.feedback(row)
    assert not await store.feedback(replace(row, text="又一次"))
    assert await store.feedback(replace(row, outcome="shown"))
    assert await store.feedback(replace(row, shop="s2"))


async def test_keys_survive_and_can_be_revoked(engine: Engine, tmp_path: Path) -> None:
    store = engine(tmp_path)
    row = KeyRecord("ab" * 32, "agent", "s1", "a1", ("t1", "t2"), START)
    await store.add_key(row)
    ends = START + timedelta(days=1)
    await store.add_key(replace(row, revoked=True, expires_at=ends, label="前台"))
    await store.close()
    again = engine(tmp_path)
    assert await again.keys() == (replace(row, revoked=True, expires_at=ends, label="前台"),)
    await again.close()


async def test_broken_unicode_is_the_senders_fault_and_hurts_no_neighbour(store: Store) -> None:
    good = commit_of(new_conversation("c-good"), "m-1")
    bad = commit_of(new_conversation("c-bad"), "m-1", text="\ud800")
    written, refused = await asyncio.gather(store.record(good), store.record(bad), return_exceptions=True)
    assert not isinstance(written, BaseException)
    assert isinstance(refused, InvalidInput)
    assert await store.load("s1", "c-bad") is None


async def test_an_agents_message_is_kept_with_the_state_after_it(store: Store) -> None:
    (first,) = await say(store, 1)
    message = message_of(first.conversation, "r-1", "您好，我来处理。", Sender.AGENT)
    after = replace(first.conversation, version=2, seq=2, burst=None, waiting_since=None)
    await store.record(Commit(1, after, replace(first.assessment, suggestions=()), message.received_at, message))
    snapshot = await store.snapshot("s1", "c-1")
    assert snapshot is not None
    assert snapshot.messages[-1] == message
    assert [point.seq for point in snapshot.curve] == [1, 2]


async def test_ready_means_a_write_went_through(store: Store) -> None:
    assert await store.ready()


async def test_a_promise_is_written_with_its_decision_and_changed_by_the_next(engine: Engine, tmp_path: Path) -> None:
    store = engine(tmp_path)
    (first,) = await say(store, 1)
    promise = Promise("pr_1", "明天发货", (0, 4), "ship", START + timedelta(days=1), START, "m-0", agent_id="a1")
    made = replace(first.conversation, version=2, promises=(promise,))
    await store.record(Commit(1, made, first.assessment, START, promises=(promise,), quiet=True))
    kept = replace(promise, state=PromiseState.KEPT, settled_at=START + timedelta(hours=1))
    settled = replace(made, version=3, promises=())
    await store.record(Commit(2, settled, first.assessment, START, promises=(kept,), quiet=True))
    assert await store.load("s1", "c-1") == settled
    await store.close()
    again = engine(tmp_path)
    snapshot = await again.snapshot("s1", "c-1")
    assert await again.promise("s1", "pr_1") == ("c-1", kept)
    assert await again.promise("s2", "pr_1") is None
    await again.close()
    assert snapshot is not None
    assert snapshot.promises == (kept,)
    assert snapshot.as_of == first.at  # a quiet commit takes no reading: no point, no newer assessment
    assert len(snapshot.curve) == 1


async def test_a_stale_commit_changes_no_promise(store: Store) -> None:
    (first,) = await say(store, 1)
    promise = Promise("pr_1", "明天发货", (0, 4), "ship", START, START, "m-0")
    late = replace(first.conversation, version=9, promises=(promise,))
    with pytest.raises(StaleConversation):
        await store.record(Commit(8, late, first.assessment, START, promises=(promise,), quiet=True))
    assert await store.promise("s1", "pr_1") is None


async def test_a_snapshot_holds_the_newest_fifty_promises_in_the_order_they_were_made(store: Store) -> None:
    (first,) = await say(store, 1)
    made = tuple(
        Promise(f"pr_{n:02}", "明天发货", (0, 4), "ship", START, START + timedelta(seconds=n), "m-0") for n in range(60)
    )
    after = replace(first.conversation, version=2)
    await store.record(Commit(1, after, first.assessment, START, promises=made[::-1], quiet=True))
    snapshot = await store.snapshot("s1", "c-1")
    assert snapshot is not None
    assert snapshot.promises == made[10:]


async def test_what_was_written_lately_is_found_across_shops_the_newest_first(store: Store) -> None:
    for number, shop in enumerate(("s1", "s2", "s3")):
        commit = commit_of(new_conversation(f"c-{number}", shop), "m-1")
        after = replace(commit.conversation, last_at=START + timedelta(minutes=number))
        await store.record(replace(commit, conversation=after))
    found = await store.changed_since(START + timedelta(minutes=1))
    assert [(one.shop, one.id, one.seq, one.version) for one in found] == [("s3", "c-2", 1, 1), ("s2", "c-1", 1, 1)]
    assert {(one.agent_id, one.team_id) for one in found} == {("a1", "t1")}
    assert len(await store.changed_since(START, limit=1)) == 1


async def test_of_first_keys_that_come_at_once_one_is_kept(store: Store) -> None:
    rows = [KeyRecord(f"h-{n}", "admin", "default", created_at=START) for n in range(5)]
    assert (await asyncio.gather(*(store.add_first_key(row) for row in rows))).count(True) == 1
    assert len(await store.keys()) == 1
