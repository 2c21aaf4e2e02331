"""The body of POST /v1/messages (and of a `message` frame): what may come in, how long, in which words.

Unknown fields are left alone: platforms send more than we read. Nothing is changed on the way in, text least of all.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from csassist.conversation.message import Context, Customer, Message, Order, Sender
from csassist.errors import InvalidInput
from csassist.wire.strict_json import read_object

MOST_TEXT = 8_000  # code points (contract section 3)
MOST_ID = 200
MOST_NOTES = 20
MOST_WORDS = 500
_FIRST, _LAST = date(1, 1, 3), date(9999, 12, 30)  # in any zone
_PROMISABLE = range(2000, 2100)


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must hold printable characters only")
    return value


def _in_utc(value: datetime) -> datetime:
    """Raises ValueError for the first and the last day that a calendar has: elsewhere they lie outside of it."""
    if not _FIRST <= value.date() < _LAST:
        raise ValueError("must lie in the years 1 to 9999, wherever one is")
    return value.astimezone(UTC)


def _promised(value: datetime) -> datetime | None:
    """Systems write 0001-01-01 or 9999-12-31 where no day was promised: that is no day, and no reason to refuse."""
    return _in_utc(value) if value.year in _PROMISABLE else None


Id = Annotated[str, Field(min_length=1, max_length=MOST_ID), AfterValidator(_printable)]
Words = Annotated[str, Field(max_length=MOST_WORDS)]
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]


class CustomerBody(BaseModel):
    """What is known of the person."""

    id: Id | None = None
    name: Words | None = None
    value: Annotated[str, Field(pattern="^(new|regular|vip)$")] | None = None
    orders: Count | None = None
    notes: Annotated[list[Words], Field(max_length=MOST_NOTES)] = []


class OrderBody(BaseModel):
    """The order in question, in the integrator's words."""

    id: Id | None = None
    status: Words | None = None
    logistics: Words | None = None
    promised_at: Annotated[AwareDatetime, AfterValidator(_promised)] | None = None


class ContextBody(BaseModel):
    """What the conversation is about."""

    order: OrderBody | None = None
    product_id: Id | None = None


class _AboutBody(BaseModel):
    customer: CustomerBody | None = None
    context: ContextBody | None = None


class MessageBody(BaseModel):
    """One bubble as posted."""

    model_config = ConfigDict(frozen=True)

    conversation_id: Id
    message_id: Id
    sender: Sender
    text: Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]
    sent_at: Instant | None = None
    agent_id: Id | None = None
    team_id: Id | None = None
    channel: Id | None = None
    customer: CustomerBody | None = None
    context: ContextBody | None = None

    def to_message(self, shop: str, received_at: datetime) -> Message:
        """The message as it arrived at `shop`; seq 0 = not placed yet."""
        return Message(
            shop=shop,
            conversation_id=self.conversation_id,
            id=self.message_id,
            seq=0,
            sender=self.sender,
            text=self.text,
            received_at=received_at,
            sent_at=self.sent_at,
            agent_id=self.agent_id,
            team_id=self.team_id,
            channel=self.channel,
            customer=None if self.customer is None else _customer(self.customer),
            context=None if self.context is None else _context(self.context),
        )


_ADAPTER = TypeAdapter(MessageBody)


def parse_message(raw: bytes | str | dict[str, Any]) -> MessageBody:
    """A valid body, from JSON or from an object parsed already.

    Raises InvalidInput with `errors` = [{pointer, detail}]: C200 not JSON, C201 a field is wrong, C202 text too long.
    """
    value = raw if isinstance(raw, dict) else read_object(raw)
    try:
        return _ADAPTER.validate_python(value)
    except ValidationError as error:
        raise invalid_fields(error) from None


def parse_about(raw: dict[str, Any]) -> tuple[Customer | None, Context | None]:
    """`customer` and `context` of an object, as a message brings them. Raises InvalidInput C201."""
    try:
        about = _AboutBody.model_validate(raw)
    except ValidationError as error:
        raise invalid_fields(error) from None
    customer, context = about.customer, about.context
    return (None if customer is None else _customer(customer), None if context is None else _context(context))


def invalid_fields(error: ValidationError) -> InvalidInput:
    """Pydantic's findings as ours: JSON pointers and reasons, never the values sent."""
    errors = []
    too_long = False
    for found in error.errors(include_url=False, include_input=False, include_context=False):
        pointer = "".join(f"/{part}" for part in found["loc"])
        too_long = too_long or (found["type"] == "string_too_long" and found["loc"][-1:] == ("text",))
        errors.append({"pointer": pointer, "detail": found["msg"].removeprefix("Value error, ")})
    if too_long:
        return InvalidInput(f"text has at most {MOST_TEXT} characters; split it", code="C202", errors=errors)
    return InvalidInput("a field is missing or wrong; see errors", errors=errors)


def _customer(body: CustomerBody) -> Customer:
    return Customer(body.id, body.name, body.value, body.orders, tuple(body.notes))


def _context(body: ContextBody) -> Context:
    order = body.order
    return Context(
        None if order is None else Order(order.id, order.status, order.logistics, order.promised_at), body.product_id
    )
