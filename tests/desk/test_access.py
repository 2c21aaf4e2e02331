"""Role by role: what may be read, which channels may be heard."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from csassist.conversation.conversation import Conversation
from csassist.desk.access import Identity, Role, can_read, require_read, require_role, require_wide_channel
from csassist.errors import Forbidden, NotFound

CONVERSATION = Conversation("s1", "c1", datetime(2026, 11, 22, tzinfo=UTC), agent_id="a1", team_id="t1")


def who(role: str, shop: str = "s1", agent: str | None = None, teams: tuple[str, ...] = ()) -> Identity:
    return Identity(Role(role), shop, agent, teams)


@pytest.mark.parametrize(
    ("reader", "allowed"),
    [
        (who("integrator"), True),
        (who("admin"), True),
        (who("supervisor"), True),
        (who("supervisor", teams=("t1",)), True),
        (who("supervisor", teams=("t2",)), False),
        (who("agent", agent="a1"), True),
        (who("agent", agent="a2", teams=("t1",)), True),
        (who("agent", agent="a2", teams=("t2",)), False),
        (who("agent"), False),
        (who("integrator", shop="s2"), False),
        (who("admin", shop="s2"), False),
        (who("supervisor", shop="s2"), False),
        (who("agent", shop="s2", agent="a1"), False),
    ],
)
def test_who_may_read(reader: Identity, allowed: bool) -> None:
    assert can_read(reader, CONVERSATION) is allowed
    if allowed:
        assert require_read(reader, CONVERSATION) is CONVERSATION
    else:
        with pytest.raises(NotFound):
            require_read(reader, CONVERSATION)


def test_an_agent_without_id_does_not_read_unassigned_conversations() -> None:
    assert not can_read(who("agent"), replace(CONVERSATION, agent_id=None, team_id=None))


def test_absent_and_out_of_reach_look_the_same() -> None:
    messages = []
    for conversation in (None, CONVERSATION):
        with pytest.raises(NotFound) as caught:
            require_read(who("agent", agent="zz"), conversation)
        messages.append((caught.value.code, caught.value.message))
    assert messages[0] == messages[1]


@pytest.mark.parametrize(
    ("reader", "channel", "allowed"),
    [
        (who("agent", agent="a1"), "agent:a1", True),
        (who("agent", agent="a1"), "agent:a2", False),
        (who("agent", agent="a1", teams=("t1",)), "team:t1", False),
        (who("agent", agent="a1"), "shop", False),
        (who("supervisor", teams=("t1",)), "team:t1", True),
        (who("supervisor", teams=("t1",)), "team:t2", False),
        (who("supervisor", teams=("t1",)), "shop", False),
        (who("supervisor"), "shop", True),
        (who("supervisor"), "team:any", True),
        (who("admin"), "agent:a1", True),
        (who("admin"), "shop", True),
        (who("integrator"), "shop", False),
        (who("integrator", agent="a1"), "agent:a1", False),
        (who("admin"), "agent:", False),
        (who("admin"), "nonsense", False),
    ],
)
def test_who_may_hear(reader: Identity, channel: str, allowed: bool) -> None:
    if allowed:
        require_wide_channel(reader, channel)
    else:
        with pytest.raises(NotFound):
            require_wide_channel(reader, channel)


def test_require_role() -> None:
    require_role(who("admin"), Role.ADMIN, Role.SUPERVISOR)
    with pytest.raises(Forbidden):
        require_role(who("agent"), Role.ADMIN, Role.SUPERVISOR)
