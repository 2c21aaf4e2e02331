"""A promise is settled once it was kept or broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from csassist.conversation.promise import UNSETTLED, Promise, PromiseState

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_only_kept_and_broken_are_settled() -> None:
    promise = Promise("pr_0", "明天发货", (0, 4), "ship", AT, AT, "m-1")
    settled = {state for state in PromiseState if replace(promise, state=state).settled}
    assert settled == {PromiseState.KEPT, PromiseState.BROKEN}
    assert settled.isdisjoint(UNSETTLED)
