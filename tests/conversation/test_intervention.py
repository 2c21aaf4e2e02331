"""What is open, and when the clock looks again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from csassist.conversation.intervention import CALLING, OPEN, Handling, Intervention

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize("state", list(Handling))
def test_open_from_the_call_to_the_end(state: Handling) -> None:
    assert Intervention("es_1", AT, state).open == (state not in (Handling.QUIET, Handling.CLOSED))
    assert set(CALLING) < set(OPEN)


def test_the_nearest_of_reminder_and_step() -> None:
    one = Intervention("es_1", AT)
    assert one.due_at is None
    later, soon = AT + timedelta(seconds=60), AT + timedelta(seconds=30)
    assert replace(one, remind_at=later, step_due_at=soon).due_at == soon
    assert replace(one, remind_at=later).due_at == later
