"""Signed webhooks of any desk: the body that REST takes."""

from __future__ import annotations

import pytest

from csassist.connect.generic import news_of
from csassist.connect.hook import Hook, Line, Nothing, Over

HOOK = Hook("g1", "generic", "s1", team="t1", agents={"77": "a1"}, prefix="x-")
DATA = {"conversation_id": "c-1", "message_id": "m-1", "sender": "customer", "text": "在吗", "agent_id": "77"}


def test_a_message_and_an_end() -> None:
    news = news_of(HOOK, {"type": "message.created", "data": DATA})
    wanted = {**DATA, "channel": "generic:g1", "conversation_id": "x-c-1", "agent_id": "a1", "team_id": "t1"}
    assert news == Line(wanted)
    assert news_of(HOOK, {"type": "conversation.closed", "data": {"conversation_id": "c-1"}}) == Over("x-c-1")


def test_what_the_desk_says_comes_first() -> None:
    news = news_of(HOOK, {"type": "message.created", "data": {**DATA, "team_id": "t7", "channel": "app"}})
    assert isinstance(news, Line)
    assert (news.body["team_id"], news.body["channel"]) == ("t7", "app")


@pytest.mark.parametrize(
    "payload", [{}, {"type": "message.created"}, {"type": "x", "data": {}}, {"type": 1, "data": []}]
)
def test_anything_else_means_nothing(payload: dict[str, object]) -> None:
    assert isinstance(news_of(HOOK, payload), Nothing)
