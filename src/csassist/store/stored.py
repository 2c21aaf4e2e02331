"""Between values and the columns of a row: times, bursts, messages. Knows no connection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from csassist.assessment.assessment import Assessment
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Intervention
from csassist.conversation.message import Message, Sender
from csassist.conversation.promise import Promise
from csassist.conversation.tier import Alert
from csassist.desk.ports import Commit
from csassist.frozen import frozen
from csassist.store.codec import Attached, Codec, ConversationCodec, Form

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_BARE = Attached()

SELECT_MESSAGES = """SELECT conversation, seq, id, sender, received_at, text, attached, form FROM messages
 WHERE shop=? AND conversation=?"""
SELECT_FIRST_ANSWER = """SELECT conversation, seq, id, sender, received_at, text, attached, form, assessment
 FROM messages WHERE shop=? AND conversation=? AND id=?"""


def to_micros(at: datetime) -> int:
    """Whole microseconds since 1970, exact."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC time."""
    return _EPOCH + timedelta(microseconds=micros)


def time_or_none(micros: int | None) -> datetime | None:
    """The aware UTC time, None for none."""
    return None if micros is None else from_micros(micros)


def or_none(at: datetime | None) -> int | None:
    """The same, None for no time."""
    return None if at is None else to_micros(at)


def burst_mark(commit: Commit, message: Message) -> int:
    """The seq of the first bubble of the burst that `message` belongs to, its own seq when it is in none."""
    burst = commit.conversation.burst
    if burst is None or not burst.messages or burst.messages[-1] != message.id:
        return message.seq
    return message.seq - len(burst.messages) + 1


@frozen
class Codecs:
    """One codec for each stored class, the number of the form that is written and the forms that can be read."""

    number: int
    forms: Mapping[int, Form]
    conversation: ConversationCodec
    assessment: Codec[Assessment]
    alert: Codec[Alert]
    attached: Codec[Attached]
    promise: Codec[Promise]
    intervention: Codec[Intervention]

    @classmethod
    def of(cls, number: int, forms: Mapping[int, Form]) -> Codecs:
        """Codecs for a file with these forms."""
        plain = (Codec(Assessment), Codec(Alert), Codec(Attached), Codec(Promise), Codec(Intervention))
        return cls(number, forms, ConversationCodec(), *plain)

    def read_conversation(self, state: bytes, number: int) -> Conversation:
        """A conversation from its row."""
        return self.conversation.decode(state, number, self.forms[number])

    def read_assessment(self, raw: bytes, number: int) -> Assessment:
        """An assessment from its row."""
        return self.assessment.decode(raw, number, self.forms[number])

    def read_alert(self, raw: bytes, number: int) -> Alert:
        """An alert from its row."""
        return self.alert.decode(raw, number, self.forms[number])

    def read_promise(self, raw: bytes, number: int) -> Promise:
        """A promise from its row."""
        return self.promise.decode(raw, number, self.forms[number])

    def write_attached(self, message: Message) -> bytes | None:
        """What came with a message besides its text; None when nothing did."""
        about = (message.customer, message.context, message.digest)
        attached = Attached(message.sent_at, message.agent_id, message.team_id, message.channel, *about)
        return None if attached == _BARE else self.attached.encode(attached)

    def read_message(self, shop: str, row: tuple[Any, ...]) -> Message:
        """A message from the row of SELECT_MESSAGES."""
        conversation, seq, message_id, sender, received_at, text, raw, number = row
        extra = _BARE if raw is None else self.attached.decode(raw, number, self.forms[number])
        return Message(
            shop,
            conversation,
            message_id,
            seq,
            Sender(sender),
            text,
            from_micros(received_at),
            extra.sent_at,
            extra.agent_id,
            extra.team_id,
            extra.channel,
            extra.customer,
            extra.context,
            extra.digest,
        )
