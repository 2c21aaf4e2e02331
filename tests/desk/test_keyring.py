"""Keys to identities, by hash only."""

from dataclasses import replace

import pytest

from csassist.desk.access import Role
from csassist.desk.keyring import ConfiguredKey, Keyring, key_hash, new_key
from csassist.desk.ports import KeyRecord
from csassist.errors import Unauthenticated


def test_configured_and_stored_keys_are_known() -> None:
    stored = new_key()
    ring = Keyring(
        [ConfiguredKey("any printable string 钥匙", Role.AGENT, "s1", "a1", ("t1",))],
        [KeyRecord(key_hash(stored), "admin", "s2")],
    )
    agent = ring.identify("any printable string 钥匙")
    assert (agent.role, agent.shop, agent.agent_id, agent.teams) == (Role.AGENT, "s1", "a1", ("t1",))
    assert ring.identify(stored).role is Role.ADMIN
    assert len(ring) == 2


@pytest.mark.parametrize("wrong", ["", "x", "钥匙", "\udc80", "csa_00000000_nope"])
def test_a_wrong_key_is_unauthenticated(wrong: str) -> None:
    with pytest.raises(Unauthenticated):
        Keyring([ConfiguredKey("right", Role.ADMIN, "s1")]).identify(wrong)


def test_a_revoked_key_is_out() -> None:
    row = KeyRecord(key_hash("k"), "admin", "s1")
    ring = Keyring(stored=[row])
    ring.add(replace(row, revoked=True))
    with pytest.raises(Unauthenticated):
        ring.identify("k")


def test_a_configured_key_stands_until_it_is_configured_anew() -> None:
    ring = Keyring([ConfiguredKey("k", Role.ADMIN, "s1")])
    ring.add(KeyRecord(key_hash("k"), "agent", "s1", revoked=True))
    assert ring.identify("k").role is Role.ADMIN


def test_two_keys_of_one_agent_are_one_person() -> None:
    ring = Keyring([ConfiguredKey(k, Role.AGENT, "s1", "a1") for k in ("old", "new")])
    assert ring.identify("old").person == ring.identify("new").person


def test_new_keys_differ_and_are_long() -> None:
    assert new_key() != new_key()
    assert len(new_key()) >= 50
