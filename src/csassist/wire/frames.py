"""Typed client frames and the words the server answers with. Versioned by the subprotocol; refuses to know sockets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeVar

import orjson
from pydantic import BaseModel, Field, ValidationError

from csassist.desk.access import Identity
from csassist.errors import CsassistError
from csassist.wire.body import MOST_TEXT, Id, Words, invalid_fields
from csassist.wire.position import Position
from csassist.wire.strict_json import read_object

SUBPROTOCOL = "csassist.v1"
MOST_CHANNELS = 500  # of one socket; a supervisor's wall needs two

Ref = str | int | None
Channel = Annotated[str, Field(min_length=1, max_length=220)]


class _Pair(BaseModel):
    epoch: Annotated[str, Field(max_length=64)]
    offset: Annotated[int, Field(strict=True, ge=0, le=2**53)]


class Channels(BaseModel):
    """`subscribe` (and a part of `hello`): which channels, and from where on."""

    channels: Annotated[list[Channel], Field(max_length=MOST_CHANNELS)] = []
    resume: Annotated[dict[Channel, _Pair], Field(max_length=MOST_CHANNELS)] = {}

    def position(self, channel: str) -> Position | None:
        """Where the client stands on `channel`."""
        found = self.resume.get(channel)
        return None if found is None else Position(found.epoch, found.offset)


class Hello(Channels):
    """The first frame: who is there, by ticket or (no browser) by key."""

    type: Literal["hello"]
    ticket: Annotated[str, Field(min_length=1, max_length=4_096)] | None = None
    key: Annotated[str, Field(min_length=1, max_length=4_096)] | None = None


class Unsubscribe(BaseModel):
    """`unsubscribe`: these channels are of no more interest."""

    channels: Annotated[list[Channel], Field(max_length=MOST_CHANNELS)]


class FeedbackData(BaseModel):
    """`feedback`: what became of a card."""

    suggestion_id: Id
    outcome: Literal["shown", "used", "edited", "dismissed"]
    text: Annotated[str, Field(max_length=MOST_TEXT)] | None = None
    reason: Words | None = None


class DraftData(BaseModel):
    """`draft`: what the agent is about to send."""

    conversation_id: Id
    text: Annotated[str, Field(max_length=MOST_TEXT)]


class TypingData(BaseModel):
    """`typing`: the agent began or stopped to write."""

    conversation_id: Id
    on: bool


class ClaimData(BaseModel):
    """`claim`: this supervisor takes an escalation."""

    escalation_id: Id


class WhisperWords(BaseModel):
    """`whisper`: a supervisor's word to the agent."""

    conversation_id: Id
    text: Annotated[str, Field(min_length=1, max_length=2_000)]


class ClientFrame(BaseModel):
    """The envelope of every frame but hello."""

    type: Annotated[str, Field(min_length=1, max_length=40)]
    ref: Annotated[str, Field(max_length=200)] | Annotated[int, Field(strict=True)] | None = None
    data: dict[str, Any] | None = None


T = TypeVar("T", bound=BaseModel)


def read_hello(text: str) -> Hello:
    """The first frame. Raises InvalidInput."""
    return read_data(Hello, read_object(text))


def read_frame(value: dict[str, Any]) -> ClientFrame:
    """A client's frame, its data unread. Raises InvalidInput: what is no such frame ends the connection."""
    return read_data(ClientFrame, value)


def read_data(model: type[T], data: dict[str, Any]) -> T:
    """`data` as `model`. Raises InvalidInput with the pointers of what is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise invalid_fields(error) from None


def ack(ref: Ref, data: bytes = b"{}") -> bytes:
    """The answer to a frame that was taken; `data` is JSON."""
    return answer("ack", ref, data)


def answer(kind: str, ref: Ref, data: bytes) -> bytes:
    """An answer of another type: pong, draft_review."""
    return orjson.dumps({"type": kind, "ref": ref, "data": orjson.Fragment(data)})


def error(ref: Ref, fault: CsassistError, channel: str | None = None) -> bytes:
    """The answer to a frame that was not taken, with its code. Never a value that was sent."""
    frame: dict[str, Any] = {"type": "error", "ref": ref, "code": fault.code, "message": fault.message}
    if channel is not None:
        frame["channel"] = channel
    for name in ("errors", "retry_after_s", "owner", "agent_id", "closed_by"):
        if name in fault.facts:
            frame[name] = fault.facts[name]
    return orjson.dumps(frame)


def snapshot(channel: str, position: Position, data: bytes) -> bytes:
    """The whole state of a channel at `position`; `data` is JSON."""
    return orjson.dumps(
        {"type": "snapshot", "channel": channel, "position": position.as_dict(), "data": orjson.Fragment(data)}
    )


def resumed(channel: str, position: Position) -> bytes:
    """All that was missing has been sent; the client stands at `position`."""
    return orjson.dumps({"type": "resumed", "channel": channel, "position": position.as_dict()})


def degraded(missing: Sequence[str]) -> bytes:
    """What is missing of the service from now on; nothing = it is whole again."""
    return orjson.dumps({"type": "degraded", "degraded": [*missing]})


def welcome(connection_id: str, ping_s: float, token: str, who: Identity, missing: Sequence[str] = ()) -> bytes:
    """The answer to hello. `token` is a bearer for REST while the socket lives; `missing`: see `degraded`."""
    identity = {"role": who.role.value, "agent_id": who.agent_id, "teams": [*who.teams]}
    head = {"type": "welcome", "connection": connection_id, "ping_s": ping_s, "token": token, "identity": identity}
    return orjson.dumps({**head, "degraded": [*missing]})


PING = b'{"type":"ping"}'
