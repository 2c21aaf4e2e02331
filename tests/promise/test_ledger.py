"""The ledger: made, warned, overdue, kept, broken; bounded; in order."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from csassist.conversation.message import Message, Sender
from csassist.conversation.promise import Promise, PromiseState
from csassist.promise.book import PromiseBook
from csassist.promise.ledger import MOST_OPEN, Entries, hear, let_pass, next_due, settle, warn_time
from csassist.promise.spec import PromiseSpec
from promise.conftest import NOW


def say(text: str, seq: int = 1, at: datetime = NOW) -> Message:
    return Message("s1", "c-1", f"m-{seq}", seq, Sender.AGENT, text, at, agent_id="a1")


def of(book: PromiseBook, text: str) -> Promise:
    (promise,) = hear(book, say(text), (), NOW).open
    return promise


def test_a_promise_names_its_words_its_maker_and_its_times(book: PromiseBook) -> None:
    promise = of(book, "您好，30分钟内给您回复")
    assert promise.id.startswith("pr_")
    assert len(promise.id) == 19
    assert (promise.text, promise.span, promise.message_id) == ("30分钟内给您回复", (3, 12), "m-1")
    assert (promise.agent_id, promise.kind, promise.timed) == ("a1", "reply", True)
    assert promise.due_at - NOW == timedelta(minutes=30)
    assert promise.warn_at == promise.due_at - timedelta(minutes=6)


def test_the_same_again_is_the_same_id_and_no_second_promise(book: PromiseBook) -> None:
    first = hear(book, say("30分钟内给您回复"), (), NOW)
    assert hear(book, say("30分钟内给您回复"), (), NOW) == first
    assert hear(book, say("一会儿回复您", 2), first.open, NOW) == Entries(first.open, ())
    other = hear(book, say("2小时内给您回复", 3), first.open, NOW)
    assert len(other.open) == 2


def test_warned_before_overdue_after_and_each_once(book: PromiseBook) -> None:
    promise = of(book, "10分钟内给您回复")
    assert promise.warn_at is not None
    assert let_pass((promise,), promise.warn_at - timedelta(seconds=1)).changed == ()
    (warned,) = let_pass((promise,), promise.warn_at).changed
    assert warned.state is PromiseState.WARNED
    assert let_pass((warned,), promise.due_at - timedelta(seconds=1)).changed == ()
    (late,) = let_pass((warned,), promise.due_at).changed
    assert late.state is PromiseState.OVERDUE
    assert let_pass((late,), promise.due_at + timedelta(days=9)).changed == ()


def test_the_next_look_is_the_nearest_of_warnings_ends_and_the_rest(book: PromiseBook) -> None:
    promise = of(book, "10分钟内给您回复")
    soon = NOW + timedelta(seconds=5)
    assert next_due((), None) is None
    assert next_due((promise,), None) == promise.warn_at
    assert next_due((promise,), soon) == soon
    (warned,) = let_pass((promise,), promise.due_at - timedelta(seconds=60)).open
    assert next_due((warned,), None) == promise.due_at
    (late,) = let_pass((promise,), promise.due_at).open
    assert next_due((late,), None) is None


def test_kept_or_broken_leaves_the_ledger(book: PromiseBook) -> None:
    promise = of(book, "明天发货")
    after = settle((promise,), promise, PromiseState.BROKEN, NOW + timedelta(hours=1))
    assert after.open == ()
    (broken,) = after.changed
    assert (broken.state, broken.settled_at) == (PromiseState.BROKEN, NOW + timedelta(hours=1))


def test_two_minutes_are_kept_by_the_next_message(book: PromiseBook) -> None:
    waiting = of(book, "请稍等两分钟")
    after = hear(book, say("查到了，已经在派送", 2), (waiting,), NOW + timedelta(seconds=90))
    assert after.open == ()
    assert [promise.state for promise in after.changed] == [PromiseState.KEPT]


def test_a_ledger_never_holds_more_than_sixteen_and_lets_go_of_the_overdue_first(book: PromiseBook) -> None:
    held: tuple[Promise, ...] = ()
    for seq in range(1, 40):
        held = hear(book, say(f"{seq + 10}分钟内给您回复", seq), held, NOW).open
    assert len(held) == MOST_OPEN
    late = let_pass(held, held[-1].due_at - timedelta(seconds=1)).open
    (newest,) = hear(book, say("50个小时内给您回复", 99), late, NOW + timedelta(hours=1)).changed
    after = hear(book, say("50个小时内给您回复", 99), late, NOW + timedelta(hours=1)).open
    assert newest in after
    assert late[-1] in after
    assert late[0] not in after


@pytest.mark.parametrize(("minutes", "before_s"), [(1, 30), (2, 60), (10, 120), (60, 720), (2880, 1800)])
def test_the_warning_comes_a_share_before_the_end_within_bounds(minutes: int, before_s: int) -> None:
    due = NOW + timedelta(minutes=minutes)
    assert due - warn_time(PromiseSpec(), NOW, due) == timedelta(seconds=before_s)
