"""Hooks by name; a delivery is a replay only after it was taken."""

from __future__ import annotations

import pytest

from csassist.connect import hooks
from csassist.connect.hook import Hook, Nothing
from csassist.connect.hooks import Hooks, read_news
from csassist.errors import NotFound

ONE = Hook("h1", "chatwoot", "s1")


def test_a_hook_is_found_by_kind_and_name() -> None:
    known = Hooks((ONE,))
    assert known.named("chatwoot", "h1") is ONE
    for kind, name in (("generic", "h1"), ("chatwoot", "h2")):
        with pytest.raises(NotFound):
            known.named(kind, name)


def test_deliveries_are_remembered_per_hook_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "_MOST", 2)
    known = Hooks((ONE,))
    known.take(ONE, None)
    assert not known.taken(ONE, None)
    for name in ("d-1", "d-2", "d-3"):
        assert not known.taken(ONE, name)
        known.take(ONE, name)
    assert [known.taken(ONE, name) for name in ("d-1", "d-2", "d-3")] == [False, True, True]
    assert not known.taken(Hook("h2", "chatwoot", "s1"), "d-3")


def test_each_kind_has_its_reader() -> None:
    assert isinstance(read_news(ONE, {}), Nothing)
    assert isinstance(read_news(Hook("g", "generic", "s1"), {}), Nothing)
