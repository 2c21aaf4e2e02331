"""Who may see or touch what. The only place where a role is compared. Out of reach is NotFound, never Forbidden."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from csassist.conversation.conversation import Conversation
from csassist.errors import Forbidden, NotFound
from csassist.frozen import frozen


class Role(StrEnum):
    INTEGRATOR = "integrator"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


DESK_FRAMES = ("promise", "suggestion")


@frozen
class Identity:
    """Who is asking. `person` groups the sockets of one person; `teams` empty for a supervisor = the whole shop.

    `credential` is the hash of the key that the rights stem from (empty: of no key); they end with it, and at `until`.
    """

    role: Role
    shop: str
    agent_id: str | None = None
    teams: tuple[str, ...] = ()
    person: str = ""
    demo: bool = False
    credential: str = ""
    until: datetime | None = None


def name_of(who: Identity) -> str:
    """The name under which somebody's deeds stand: the agent_id, else what tells his key from others."""
    return who.agent_id or who.person.rpartition("/")[2] or who.role.value


class Reach(NamedTuple):
    """Whose a conversation is, as far as rights to read it hang on that."""

    agent: str | None
    left_to: str | None  # a supervisor has it now; it is this agent's again after
    team: str | None


def reach_of(conversation: Conversation) -> Reach:
    """Whose this conversation is."""
    current = conversation.intervention
    return Reach(conversation.agent_id, None if current is None else current.taken_from, conversation.team_id)


def can_read(who: Identity, conversation: Conversation) -> bool:
    """True when `who` may read this conversation of its own shop."""
    return conversation.shop == who.shop and within(who, reach_of(conversation))


def within(who: Identity, reach: Reach) -> bool:
    """True when `who` may read a conversation of its own shop that is so placed."""
    if who.role in (Role.INTEGRATOR, Role.ADMIN):
        return True
    if who.role is Role.SUPERVISOR:
        return not who.teams or reach.team in who.teams
    own = who.agent_id is not None and who.agent_id in (reach.agent, reach.left_to)
    return own or (reach.team is not None and reach.team in who.teams)


def may_hear(who: Identity, frame: str) -> bool:
    """False for frames of a conversation that are meant for the people at the desk, not for an integrator's system."""
    return who.role is not Role.INTEGRATOR or frame not in DESK_FRAMES


def require_read(who: Identity, conversation: Conversation | None) -> Conversation:
    """The conversation, or NotFound: absent and out of reach look the same."""
    if conversation is None or not can_read(who, conversation):
        raise NotFound("no such conversation; check the id")
    return conversation


def require_role(who: Identity, *roles: Role) -> None:
    """Raises Forbidden unless `who` has one of the roles."""
    if who.role not in roles:
        raise Forbidden(f"role {who.role} may not do this; use one of {', '.join(roles)}")


def require_wide_channel(who: Identity, channel: str) -> None:
    """Checks agent:ID, team:ID and shop (conversation channels need the conversation: require_read)."""
    kind, _, name = channel.partition(":")
    if kind == "agent" and name:
        allowed = who.role is Role.ADMIN or (who.role is not Role.INTEGRATOR and who.agent_id == name)
        allowed = allowed or (who.demo and who.role is not Role.INTEGRATOR)
    elif kind == "team" and name:
        allowed = who.role is Role.ADMIN or (who.role is Role.SUPERVISOR and (not who.teams or name in who.teams))
    elif channel == "shop":
        allowed = who.role is Role.ADMIN or (who.role is Role.SUPERVISOR and not who.teams)
    else:
        allowed = False
    if not allowed:
        raise NotFound("no such channel; check the name")
