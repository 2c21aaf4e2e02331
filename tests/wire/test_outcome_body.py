"""What may come in as an outcome, and what it is called when nobody named it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from csassist.errors import InvalidInput
from csassist.wire.outcome_body import outcome_dict, outcome_schemas, parse_outcome

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
BODY = {"type": "order", "order_id": "o-1", "value": 99.5, "at": "2026-11-22T17:00:00+08:00"}


def parse(**more: Any) -> Any:
    body = {**BODY, **more}
    return parse_outcome(orjson.dumps({name: value for name, value in body.items() if value is not None}))


def test_an_outcome_is_of_its_shop_in_utc() -> None:
    told = outcome_dict(parse(outcome_id="x-1").to_outcome("s1", NOW))
    assert told == {
        "id": "x-1", "type": "order", "conversation_id": None, "customer_id": None, "order_id": "o-1", "value": 99.5,
        "at": "2026-11-22T09:00:00.000Z", "received_at": "2026-11-22T10:00:00.000Z",
    }  # fmt: skip
    assert parse(id="x-2").to_outcome("s1", NOW).id == "x-2"


def test_without_an_id_the_same_facts_at_the_same_time_are_the_same() -> None:
    one, same, other = (parse(**more).to_outcome("s1", NOW).id for more in ({}, {}, {"value": 100}))
    assert one == same != other
    assert one.startswith("oc_")
    assert parse(at=None).to_outcome("s1", NOW).at == NOW


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "win"}, {"order_id": None}, {"value": "99"}, {"value": True}, {"value": 1e300},
        {"at": "2026-11-22T10:00:00"}, {"at": "gestern"}, {"outcome_id": ""}, {"conversation_id": "x" * 201},
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_field(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(**wrong)
    assert caught.value.code == "C201"
    assert caught.value.facts["errors"]


def test_the_schema_names_every_field() -> None:
    assert {"type", "value", "at"} <= set(outcome_schemas()["OutcomeBody"]["properties"])
