"""Who may read and note a customer: whoever may read one of his conversations."""

from __future__ import annotations

import pytest

from csassist.conversation.message import Customer
from csassist.desk.access import Identity, Role
from csassist.desk.acquainted import require_acquainted
from csassist.errors import NotFound
from desk.conftest import Stand

NEAR = [
    Identity(Role.AGENT, "s1", "a1"),
    Identity(Role.AGENT, "s1", "a9", ("t1",)),
    Identity(Role.SUPERVISOR, "s1", "boss"),
    Identity(Role.SUPERVISOR, "s1", "boss", ("t0", "t1")),
    Identity(Role.ADMIN, "s1"),
    Identity(Role.INTEGRATOR, "s1"),
]
FAR = [
    Identity(Role.AGENT, "s1", "a2", ("t2",)),
    Identity(Role.AGENT, "s1", "a2"),
    Identity(Role.SUPERVISOR, "s1", "boss", ("t2",)),
    Identity(Role.AGENT, "s2", "a1", ("t1",)),
]


@pytest.mark.parametrize("who", NEAR, ids=repr)
async def test_in_reach(stand: Stand, who: Identity) -> None:
    await stand.say("在吗", customer=Customer("u1"), agent_id="a1", team_id="t1")
    await require_acquainted(stand.store, who, "u1")


@pytest.mark.parametrize("who", FAR, ids=repr)
async def test_out_of_reach(stand: Stand, who: Identity) -> None:
    await stand.say("在吗", customer=Customer("u1"), agent_id="a1", team_id="t1")
    with pytest.raises(NotFound):
        await require_acquainted(stand.store, who, "u1")


async def test_an_earlier_conversation_is_enough(stand: Stand) -> None:
    await stand.say("在吗", customer=Customer("u1"), agent_id="a2", team_id="t2")
    await stand.say("在吗", conversation="c-2", customer=Customer("u1"), agent_id="a1", team_id="t1")
    await require_acquainted(stand.store, FAR[0], "u1")
