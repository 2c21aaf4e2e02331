"""The body of POST /v1/outcomes: what may come in, in which words. Refuses to know what an outcome is good for."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, Literal

import orjson
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from csassist.desk.experience import Outcome
from csassist.wire.body import Id, Instant, invalid_fields
from csassist.wire.instant import instant
from csassist.wire.strict_json import read_object


class OutcomeBody(BaseModel):
    """How something ended. At least one of conversation, customer and order is named."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    type: Literal["order", "refund", "review", "csat", "complaint"]
    outcome_id: Annotated[Id | None, Field(validation_alias=AliasChoices("outcome_id", "id"))] = None
    conversation_id: Id | None = None
    customer_id: Id | None = None
    order_id: Id | None = None
    value: Annotated[
        float | None,
        Field(
            strict=True,
            ge=-1e12,
            le=1e12,
            allow_inf_nan=False,
            description="money of an order or refund, the mark of a review or csat",
        ),
    ] = None
    at: Instant | None = None

    @model_validator(mode="after")
    def _about_something(self) -> OutcomeBody:
        if self.conversation_id is None and self.customer_id is None and self.order_id is None:
            raise ValueError("must name a conversation_id, a customer_id or an order_id")
        return self

    def to_outcome(self, shop: str, received_at: datetime) -> Outcome:
        """The outcome as it arrived. Without an id the same facts at the same time are the same outcome."""
        at = self.at or received_at
        return Outcome(
            shop=shop,
            id=self.outcome_id or self._id(at),
            type=self.type,
            at=at,
            received_at=received_at,
            conversation_id=self.conversation_id,
            customer_id=self.customer_id,
            order_id=self.order_id,
            value=self.value,
        )

    def _id(self, at: datetime) -> str:
        facts = (self.type, self.conversation_id, self.customer_id, self.order_id, self.value, at)
        return "oc_" + blake2b(orjson.dumps(facts), digest_size=8).hexdigest()


_ADAPTER = TypeAdapter(OutcomeBody)


def parse_outcome(raw: bytes) -> OutcomeBody:
    """A valid body. Raises InvalidInput C200, C201."""
    try:
        return _ADAPTER.validate_python(read_object(raw))
    except ValidationError as error:
        raise invalid_fields(error) from None


def outcome_schemas() -> dict[str, Any]:
    """The schema of the body, for the components of the OpenAPI document."""
    return {"OutcomeBody": OutcomeBody.model_json_schema(ref_template="#/components/schemas/{model}")}


def outcome_dict(outcome: Outcome) -> dict[str, Any]:
    """An outcome as on record."""
    return {
        "id": outcome.id,
        "type": outcome.type,
        "conversation_id": outcome.conversation_id,
        "customer_id": outcome.customer_id,
        "order_id": outcome.order_id,
        "value": outcome.value,
        "at": instant(outcome.at),
        "received_at": instant(outcome.received_at),
    }
