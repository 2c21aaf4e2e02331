"""A promise over the wire."""

from __future__ import annotations

from datetime import timedelta

from csassist.conversation.promise import Promise, PromiseState
from csassist.wire.promise import promise_dict
from csassist.wire.shape import PromiseShape
from records import START


def test_a_promise_is_as_the_schema_says() -> None:
    promise = Promise("pr_1", "明天发货", (0, 4), "ship", START + timedelta(days=1), START, "m-2", agent_id="a1")
    told = promise_dict(promise, "c-1")
    PromiseShape.model_validate(told)
    assert (told["state"], told["settled_at"], told["conversation_id"]) == ("open", None, "c-1")
    for state in PromiseState:
        settled = Promise("pr_1", "", (0, 4), "ship", START, START, "m-2", state, START, START, False)
        PromiseShape.model_validate(promise_dict(settled, "c-1"))
