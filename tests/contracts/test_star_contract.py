"""The guarantees of desk.star_record.StarStore, one suite for every engine."""

from __future__ import annotations

import pytest

from csassist.desk.ports import Store
from csassist.desk.star_record import StarEdit
from csassist.errors import InvalidInput
from records import START, commit_of, new_conversation

EDIT = StarEdit("task", "退款", "boss", "supervisor", START, "es_1")


@pytest.fixture(autouse=True)
async def conversation(store: Store) -> None:
    await store.record(commit_of(new_conversation(), "m-1"))


async def test_every_edit_stays_in_order(store: Store) -> None:
    undone = StarEdit("task", None, "a1", "agent", START)
    await store.stars.write("s1", "c-1", [EDIT, StarEdit("result", "已退", "boss", "supervisor", START)])
    await store.stars.write("s1", "c-1", [undone])
    found = await store.stars.edits("s1", "c-1")
    assert [one.field for one in found] == ["task", "result", "task"]
    assert (found[0], found[2]) == (EDIT, undone)


async def test_of_one_conversation_of_one_shop(store: Store) -> None:
    await store.stars.write("s1", "c-1", [EDIT])
    assert await store.stars.edits("s2", "c-1") == ()
    assert await store.stars.edits("s1", "c-2") == ()


async def test_the_trail_names_the_field_but_not_what_stands_in_it(store: Store) -> None:
    await store.stars.write("s1", "c-1", [EDIT])
    (row,) = await store.interventions.audit("s1", "c-1")
    assert (row.deed.kind, row.deed.actor, row.deed.facts) == ("star", "boss", (("field", "task"),))
    assert await store.interventions.audit_intact("s1")


async def test_half_characters_are_refused_and_nothing_is_written(store: Store) -> None:
    with pytest.raises(InvalidInput):
        await store.stars.write("s1", "c-1", [EDIT, StarEdit("task", "\ud800", "boss", "supervisor", START)])
    assert await store.stars.edits("s1", "c-1") == ()
