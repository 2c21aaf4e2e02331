"""An admin's keys: his shop's only, shown once, ended at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from csassist.desk.access import Identity, Role
from csassist.desk.keyring import ConfiguredKey, Keyring, key_hash, key_id
from csassist.desk.keys import Keys, KeyWish
from csassist.errors import Conflict, Forbidden, NotFound, Unauthenticated
from csassist.store.sqlite import SqliteStore
from fakes.clock import FakeClock

ADMIN = Identity(Role.ADMIN, "s1", person="s1/admin/boss")
WISH = KeyWish(Role.AGENT, "a1", ("t1",), "前台")


class Office:
    """Keys over a real store, and who was shut out."""

    def __init__(self, store: SqliteStore) -> None:
        self.clock = FakeClock()
        self.store = store
        self.ring = Keyring([ConfiguredKey("fixed", Role.ADMIN, "s1")])
        self.out: list[frozenset[str]] = []
        self.keys = Keys(store, self.ring, self.clock, self.out.append)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    store = SqliteStore.open(tmp_path)
    yield Office(store)
    await store.close()


async def test_a_new_key_works_at_once_and_after_a_restart(office: Office) -> None:
    made = await office.keys.create(ADMIN, WISH)
    assert office.ring.identify(made.key).agent_id == "a1"
    assert Keyring(stored=await office.store.keys()).identify(made.key).teams == ("t1",)


async def test_a_revoked_key_is_shut_out_with_its_sockets(office: Office) -> None:
    made = await office.keys.create(ADMIN, WISH)
    await office.keys.revoke(ADMIN, key_id(made.record))
    assert office.out == [frozenset({made.record.key_hash})]
    assert not office.ring.holds(made.record.key_hash)
    with pytest.raises(Unauthenticated):
        office.ring.identify(made.key)


async def test_another_node_hears_of_it_when_it_reads_again(office: Office) -> None:
    made = await office.keys.create(ADMIN, WISH)
    far = Office(office.store)
    await far.keys.renew()
    assert far.ring.identify(made.key).shop == "s1"
    await office.keys.revoke(ADMIN, key_id(made.record))
    await far.keys.renew()
    assert far.out == [frozenset({made.record.key_hash})]


async def test_a_key_ends_by_itself(office: Office) -> None:
    made = await office.keys.create(ADMIN, replace(WISH, days=1))
    office.clock.pass_s(86_399)
    await office.keys.renew()
    assert office.ring.identify(made.key).until == made.record.expires_at
    office.clock.pass_s(1)
    await office.keys.renew()
    assert office.out == [frozenset({made.record.key_hash})]


async def test_rotation_keeps_the_old_one_for_a_while_and_shuts_nobody_out(office: Office) -> None:
    old = await office.keys.create(ADMIN, WISH)
    new = await office.keys.rotate(ADMIN, key_id(old.record), timedelta(hours=1))
    assert (office.out, new.record.teams, new.record.label) == ([], ("t1",), "前台")
    assert office.ring.identify(old.key).agent_id == office.ring.identify(new.key).agent_id == "a1"
    office.clock.pass_s(3600)
    await office.keys.renew()
    assert office.out == [frozenset({old.record.key_hash})]
    assert office.ring.identify(new.key).agent_id == "a1"


async def test_rotation_without_overlap_ends_the_old_one_now(office: Office) -> None:
    old = await office.keys.create(ADMIN, WISH)
    await office.keys.rotate(ADMIN, key_id(old.record), timedelta(0))
    assert office.out == [frozenset({old.record.key_hash})]


async def test_what_is_refused(office: Office) -> None:
    made = await office.keys.create(ADMIN, replace(WISH, role=Role.ADMIN))
    name = key_id(made.record)
    agent = Identity(Role.AGENT, "s1", "a1")
    for deed in (office.keys.list(agent), office.keys.create(agent, WISH), office.keys.revoke(agent, name)):
        with pytest.raises(Forbidden):
            await deed
    with pytest.raises(NotFound):
        await office.keys.revoke(replace(ADMIN, shop="s2"), name)
    with pytest.raises(Conflict, match="using"):
        await office.keys.revoke(replace(ADMIN, credential=made.record.key_hash), name)
    with pytest.raises(Conflict, match="configuration"):
        await office.keys.revoke(ADMIN, key_hash("fixed")[:12])
    assert office.out == []


async def test_a_list_holds_the_shop_and_no_key(office: Office) -> None:
    made = await office.keys.create(ADMIN, WISH)
    await office.keys.make("s2", WISH)
    rows = await office.keys.list(ADMIN)
    assert [(row.role, fixed) for row, fixed in rows] == [("admin", True), ("agent", False)]
    assert made.key not in repr(rows)
