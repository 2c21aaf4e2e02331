"""All hooks by name, and which deliveries were taken lately. Memory only: what lasts is that a message has one id."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from csassist.connect import chatwoot, generic
from csassist.connect.hook import Hook, News
from csassist.errors import NotFound

_MOST = 10_000  # deliveries that are remembered; five minutes are enough, a signature is not taken after that

_READERS = {"chatwoot": chatwoot.news_of, "generic": generic.news_of}


class Hooks:
    """Built once by app."""

    def __init__(self, hooks: Sequence[Hook] = ()) -> None:
        self._hooks: Mapping[tuple[str, str], Hook] = {(one.kind, one.id): one for one in hooks}
        self._taken: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    def named(self, kind: str, name: str) -> Hook:
        """The hook. Raises NotFound."""
        hook = self._hooks.get((kind, name))
        if hook is None:
            raise NotFound("no such hook; check its name")
        return hook

    def taken(self, hook: Hook, delivery: str | None) -> bool:
        """True for a delivery that was taken already."""
        return delivery is not None and (hook.kind, hook.id, delivery) in self._taken

    def take(self, hook: Hook, delivery: str | None) -> None:
        """After it is on disk: the same delivery again is a replay."""
        if delivery is None:
            return
        self._taken[(hook.kind, hook.id, delivery)] = None
        if len(self._taken) > _MOST:
            self._taken.popitem(last=False)


def read_news(hook: Hook, payload: Mapping[str, Any]) -> News:
    """What a delivery of this hook means."""
    return _READERS[hook.kind](hook, payload)
