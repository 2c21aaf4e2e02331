"""What each client frame does. Every frame is answered by the bytes returned or the error raised; pong by nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from csassist.api.channels import require_channel, snapshot_reader
from csassist.api.front import Front
from csassist.api.ingest import answer_bytes, ingest
from csassist.desk.access import Identity, Role
from csassist.errors import CsassistError, DeliveryError, Forbidden, InvalidInput, StoreUnavailable
from csassist.frozen import frozen
from csassist.hub.connection import Connection
from csassist.wire import frames
from csassist.wire.body import parse_message
from csassist.wire.frames import ClientFrame, Ref
from csassist.wire.intervention import handled_dict, whisper_dict
from csassist.wire.review import review_dict


class BackendAway(Exception):
    """The record or the stream is away: the client is to come again, not to think that it has no rights."""


@frozen
class Talk:
    """One client at the door."""

    front: Front
    connection: Connection

    @property
    def who(self) -> Identity:
        """Whose socket it is."""
        return self.connection.identity


async def answer_frame(talk: Talk, frame: ClientFrame) -> bytes | None:
    """The answer to `frame`. Raises CsassistError: the caller answers with its code."""
    handler = _HANDLERS.get(frame.type)
    if handler is None:
        raise InvalidInput("unknown type of frame; see the list in the documentation", code="C203")
    return await handler(talk, frame.ref, frame.data or {})


async def subscribe(talk: Talk, wanted: frames.Channels, ref: Ref) -> list[str]:
    """Brings every channel in reach up to date; the others are answered by an error each. Returns those in reach.

    Raises BackendAway.
    """
    granted: list[str] = []
    for name in dict.fromkeys(wanted.channels):
        try:
            if talk.front.hub.subscriptions(talk.connection) >= frames.MOST_CHANNELS:
                raise InvalidInput(f"a socket has at most {frames.MOST_CHANNELS} channels; unsubscribe from some")
            await require_channel(talk.front, talk.who, name)
            reader = snapshot_reader(talk.front, talk.who.shop, name)
            await talk.front.hub.subscribe(talk.connection, name, wanted.position(name), reader)
            granted.append(name)
        except (StoreUnavailable, DeliveryError) as fault:
            raise BackendAway(fault.message) from fault
        except CsassistError as fault:
            talk.connection.owe(frames.error(ref, fault, name).decode())
    return granted


async def _message(talk: Talk, ref: Ref, data: dict[str, Any]) -> bytes:
    admission, shop = talk.front.admission, talk.who.shop
    admission.pace(shop)
    admission.enter(shop)
    try:
        recorded = await ingest(talk.front, talk.who, parse_message(data), "socket")
    finally:
        admission.leave(shop)
    return frames.ack(ref, answer_bytes(recorded))


async def _subscribe(talk: Talk, ref: Ref, data: dict[str, Any]) -> bytes | None:
    granted = await subscribe(talk, frames.read_data(frames.Channels, data), ref)
    # Nothing in reach: the errors with this ref are the answer.
    return frames.ack(ref, orjson.dumps({"channels": granted})) if granted or not data.get("channels") else None


async def _unsubscribe(talk: Talk, ref: Ref, data: dict[str, Any]) -> bytes:
    for name in frames.read_data(frames.Unsubscribe, data).channels:
        talk.front.hub.unsubscribe(talk.connection, name)
    return frames.ack(ref)


async def _feedback(talk: Talk, ref: Ref, data: dict[str, Any]) -> bytes:
    if talk.who.role is Role.INTEGRATOR:
        raise Forbidden("feedback comes from the person at the desk; mint a ticket for that person")
    said = frames.read_data(frames.FeedbackData, data)
    await talk.front.desk.feedback(talk.who, said.suggestion_id, said.outcome, said.text, said.reason)
    return frames.ack(ref)


async def _draft(talk: Talk, ref: Ref, data: dict[str, Any]) -> bytes:
    draft = frames.read_data(frames.DraftData, data)
    found = await talk.front.desk.review_draft(talk.who, draft.conversation_id, draft.text)
    return frames.answer("draft_review", ref, orjson.dumps(review_dict(found)))


async def _typing(talk: Talk, ref: Ref, data: dict[str, Any]) -> bytes:
    typing = frames.read_data(frames.TypingData, data)
    await talk.front.desk.require_readable(talk.who, typing.conversation_id)
    return frames.ack(ref)


async def _claim(talk: Talk, ref: Ref, data: dict[str, Any]) -> bytes:
    claim = frames.read_data(frames.ClaimData, data)
    after = await talk.front.desk.interventions.claim(talk.who, claim.escalation_id)
    current = after.intervention
    told = None if current is None else handled_dict(current, after.id)
    return frames.ack(ref, orjson.dumps({"intervention": told}))


async def _whisper(talk: Talk, ref: Ref, data: dict[str, Any]) -> bytes:
    words = frames.read_data(frames.WhisperWords, data)
    said = await talk.front.desk.interventions.whisper(talk.who, words.conversation_id, words.text)
    return frames.ack(ref, orjson.dumps({"whisper": whisper_dict(said)}))


async def _ping(_talk: Talk, ref: Ref, _data: dict[str, Any]) -> bytes:
    return frames.answer("pong", ref, b"{}")


async def _pong(_talk: Talk, _ref: Ref, _data: dict[str, Any]) -> None:
    """A client may answer our ping; that it spoke is all that counts."""


Handler = Callable[[Talk, Ref, dict[str, Any]], Awaitable[bytes | None]]
_HANDLERS: dict[str, Handler] = {
    "message": _message,
    "subscribe": _subscribe,
    "unsubscribe": _unsubscribe,
    "feedback": _feedback,
    "draft": _draft,
    "typing": _typing,
    "claim": _claim,
    "whisper": _whisper,
    "ping": _ping,
    "pong": _pong,
}
