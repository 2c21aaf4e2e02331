"""The way of a text, and what an agent's text asks for."""

from __future__ import annotations

import pytest

from csassist.suggest.cues import cues, heard
from csassist.suggest.roles import ASKS, NO, OWN, QUESTION, QUIET, REQUEST, YES


@pytest.mark.parametrize(
    ("text", "roles", "quiet", "found"),
    [
        ("202603021187654", 0, True, ("number",)),
        ("单号是 202603021187654", 0, False, ("number", "told")),
        ("一共1234元", 0, False, ("told",)),
        ("3.14159265", 0, True, ()),
        ("订单编号:A-1", 0, True, ("card", "number")),
        ("https://shop.example/item/7788", 0, True, ("card", "number")),
        ("[订单编号:[订单x]]", 0, True, ("card", "number")),
        ("是的", YES | QUIET, True, ("yes",)),
        ("是的吗", YES | QUESTION, False, ("question",)),
        ("不是", NO | YES, False, ("no",)),
        ("没有了,不是这个问题,我想说的是另外一件事情", NO, False, ("told",)),
        ("我的怎么还没到", OWN | QUESTION, False, ("question", "own")),
        ("帮我改成晚上", REQUEST, False, ("told", "request")),
        ("?", QUESTION, False, ("call",)),
        ("好的", QUIET, True, ()),
    ],
)
def test_cues(text: str, roles: int, quiet: bool, found: tuple[str, ...]) -> None:
    assert cues(text, "" if quiet and not roles else text, roles, quiet) == found


def test_of_several_requests_of_an_agent_the_first_in_order_counts() -> None:
    assert heard(ASKS["asked_patience"] | ASKS["asked_datum"]) == "asked_datum"
    assert heard(ASKS["asked_more"] | ASKS["asked_patience"]) == "asked_more"
    assert heard(QUESTION) == ""
