"""Several tell of a customer: silence keeps, news replaces, another id is another person."""

from __future__ import annotations

from dataclasses import replace

from csassist.conversation.customer import told
from csassist.conversation.message import Customer

KNOWN = Customer("u1", "张女士", "vip", 3, ("优先发顺丰",), ("花生过敏",), "hurried", hot_before=True)


def test_silence_keeps_everything_and_is_no_news() -> None:
    assert told(None, KNOWN) is KNOWN
    assert told(Customer("u1"), KNOWN) is KNOWN
    assert told(Customer(None, "张女士", notes=("优先发顺丰",)), KNOWN) is KNOWN
    assert told(None, None) is None


def test_what_is_said_now_replaces_what_was_said_and_keeps_what_is_ours() -> None:
    now = told(Customer("u1", "张小姐", "regular", 0, ("放门卫",)), KNOWN)
    assert now == replace(KNOWN, name="张小姐", value="regular", orders=0, notes=("放门卫",))


def test_another_id_is_another_person() -> None:
    stranger = Customer("u2")
    assert told(stranger, KNOWN) is stranger
    assert told(Customer("u9"), Customer(name="张女士")) == Customer("u9", "张女士")


def test_all_notes_name_each_once() -> None:
    assert replace(KNOWN, added=("花生过敏", "优先发顺丰")).all_notes == ("优先发顺丰", "花生过敏")
