"""The guarantees of desk.said.LiveStore, one suite for every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.desk.ports import Commit, Store
from csassist.desk.said import Standings
from csassist.insight.response import Said
from records import START, commit_of, new_conversation, silence_of


def answer_of(before: Commit, agent: str, after_s: float) -> Commit:
    """An agent's message after `before`."""
    made = commit_of(before.conversation, f"a-{before.conversation.seq}", "好的", degrees=30.0, cards=0)
    assert made.message is not None
    at = START + timedelta(seconds=after_s)
    message = replace(made.message, sender=Sender.AGENT, agent_id=agent, received_at=at)
    after = replace(made.conversation, waiting_since=None, last_at=at)
    return replace(made, message=message, conversation=after, at=at)


async def said(store: Store, since: datetime) -> list[Said]:
    heard: list[Said] = []
    await store.live.hear(since, heard.append)
    return heard


async def test_messages_and_silences_since_a_moment_in_the_order_of_versions(store: Store) -> None:
    first = commit_of(new_conversation(), "m-1", degrees=60.0)
    second = answer_of(first, "a9", 20)
    third = silence_of(second.conversation, 25.0, 90)
    other = commit_of(new_conversation("c-1", "s2", "t2"), "m-1", degrees=10.0)
    for commit in (first, second, third, other):
        await store.record(commit)
    found = [one for one in await said(store, START) if one.shop == "s1"]
    assert [(one.version, one.sender, one.agent_id, one.degrees) for one in found] == [
        (1, "customer", "a1", 60.0),
        (2, "agent", "a9", 30.0),
        (3, "", "a1", 25.0),
    ]
    assert {one.team_id for one in found} == {"t1"}
    assert [one.at for one in found] == [first.at, second.at, third.at]
    assert found[0].tier is Tier.ALERT
    assert [one.version for one in await said(store, second.at)] == [2, 3]
    assert await said(store, third.at + timedelta(seconds=1)) == []


async def test_many_rows_come_in_parts_none_twice_none_lost(store: Store) -> None:
    before = new_conversation()
    for n in range(1, 1_301):
        late = silence_of(before, 20.0, n) if n % 3 == 0 else commit_of(before, f"m-{n}", degrees=20.0, cards=0)
        at = START + timedelta(seconds=n)
        if late.message is not None:
            late = replace(late, message=replace(late.message, received_at=at), at=at)
        await store.record(late)
        before = late.conversation
    assert [one.version for one in await said(store, START)] == [*range(1, 1_301)]
    some = [one.version for one in await said(store, START + timedelta(seconds=1_000))]
    assert some == [*range(1_000, 1_301)]


async def test_open_conversations_by_tier_agent_and_whether_they_wait(store: Store) -> None:
    hot = commit_of(new_conversation("c-1"), "m-1", degrees=60.0)
    answered = answer_of(commit := commit_of(new_conversation("c-2"), "m-1", degrees=20.0), "a1", 5)
    gone = commit_of(new_conversation("c-3"), "m-1", degrees=60.0)
    gone = replace(gone, conversation=replace(gone.conversation, closed=True))
    elsewhere = commit_of(new_conversation("c-4", team="t2"), "m-1", degrees=20.0)
    for one in (hot, commit, answered, gone, elsewhere):
        await store.record(one)
    assert await store.live.standings("s1", ("t1",)) == (
        Standings(Tier.CALM, "a1", False, 1),
        Standings(Tier.ALERT, "a1", True, 1),
    )
    assert sum(one.count for one in await store.live.standings("s1", None)) == 3
    assert await store.live.standings("s2", None) == ()


async def test_when_alerts_rose(store: Store) -> None:
    for name, team in (("c-1", "t1"), ("c-2", "t2")):
        await store.record(commit_of(new_conversation(name, team=team), "m-1", degrees=60.0, alert=True))
    assert await store.live.alerts_since("s1", None, START) == (START, START)
    assert await store.live.alerts_since("s1", ("t2",), START) == (START,)
    assert await store.live.alerts_since("s1", None, START + timedelta(seconds=1)) == ()


async def test_which_red_ones_are_over(store: Store) -> None:
    red = commit_of(new_conversation("c-1"), "m-1", degrees=60.0)
    await store.record(red)
    shut = replace(red.conversation, version=2, closed=True)
    over = commit_of(new_conversation("c-2"), "m-1", degrees=60.0)
    await store.record(over)
    closing = replace(
        over, expected_version=1, message=None, alert=None, quiet=True, conversation=replace(shut, id="c-2")
    )
    await store.record(closing)
    keys = [("s1", "c-1"), ("s1", "c-2"), ("s1", "nowhere")]
    assert await store.live.cooled(keys) == {("s1", "c-2"): START}
    assert await store.live.cooled([]) == {}
