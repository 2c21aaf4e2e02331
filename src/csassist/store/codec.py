"""The stored form of frozen dataclasses: JSON arrays in field order, read back by field *name* through a recorded form.

A form is {class: [field, …]}. Rows carry the number of the form they were written with, so a class may gain, lose or
reorder fields and old rows still read: unknown fields are dropped, absent ones take their default.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

import orjson

from csassist.assessment.assessment import Assessment
from csassist.catalogue.spec import ProductCard
from csassist.conversation.conversation import Burst, Conversation, Standing
from csassist.conversation.intervention import Intervention
from csassist.conversation.message import Context, Customer
from csassist.conversation.promise import Promise
from csassist.conversation.tier import Alert
from csassist.desk.library import Proposal
from csassist.frozen import frozen
from csassist.suggest.spec import Script

T = TypeVar("T")
Convert = Callable[[Any], Any]
Form = Mapping[str, list[str]]


@frozen
class Attached:
    """What may come with a message besides its text."""

    sent_at: datetime | None = None
    agent_id: str | None = None
    team_id: str | None = None
    channel: str | None = None
    customer: Customer | None = None
    context: Context | None = None
    digest: str = ""  # of the text as posted, when another stands on record


STORED: tuple[type, ...] = (
    Conversation, Assessment, Alert, Attached, ProductCard, Script, Proposal, Promise, Intervention,
)  # fmt: skip


def current_form() -> dict[str, list[str]]:
    """The form this code writes: every stored class, and all that they are made of, with its fields in order."""
    form: dict[str, list[str]] = {}
    waiting: list[Any] = list(STORED)
    while waiting:
        kind = waiting.pop()
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            if kind.__name__ not in form:
                form[kind.__name__] = [item.name for item in dataclasses.fields(kind)]
                waiting.extend(typing.get_type_hints(kind).values())
        else:
            waiting.extend(typing.get_args(kind))
    return dict(sorted(form.items()))


class Codec(Generic[T]):
    """Writes `kind` in today's form, reads any form given by number. Holds nothing but its readers."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind
        self._encode = _encoder(kind)
        self._decoders: dict[int, Convert] = {}

    def encode(self, value: T) -> bytes:
        """JSON bytes. Raises orjson.JSONEncodeError for text that is not valid Unicode (lone surrogates)."""
        return orjson.dumps(self._encode(value))

    def decode(self, raw: bytes | str, number: int, form: Form) -> T:
        """The value that was written under form `number`, whose fields are `form`."""
        decoder = self._decoders.get(number)
        if decoder is None:
            decoder = self._decoders[number] = _decoder(self._kind, form)
        value: T = decoder(orjson.loads(raw))
        return value


class ConversationCodec(Codec[Conversation]):
    """Remembers the JSON of the newest standings: a burst's `before` is a standing that was just written."""

    def __init__(self, remembered: int = 4096) -> None:
        super().__init__(Conversation)
        burst = _encoder(Burst, before=self._standing)
        self._encode = _encoder(Conversation, standing=self._standing, burst=burst)
        self._encode_standing = _encoder(Standing)
        # By identity; the value keeps the key's object alive.
        self._memory: OrderedDict[int, tuple[Standing, orjson.Fragment]] = OrderedDict()
        self._remembered = remembered

    def _standing(self, standing: Standing) -> orjson.Fragment:
        known = self._memory.get(id(standing))
        if known is not None:
            return known[1]
        # A copy: orjson's own bytes hold a buffer of up to eight times their length, and these stay.
        fragment = orjson.Fragment(bytes(memoryview(orjson.dumps(self._encode_standing(standing)))))
        if len(self._memory) >= self._remembered:
            self._memory.popitem(last=False)
        self._memory[id(standing)] = (standing, fragment)
        return fragment


def _encoder(kind: type, **special: Convert) -> Convert:
    """A function from a value to the list of its fields; `special` = who encodes fields of these names.

    Compiled for the class: getting thirty fields by their names costs five times as much.
    """
    hints = typing.get_type_hints(kind)
    known: dict[str, Any] = {}
    parts: list[str] = []
    for item in dataclasses.fields(kind):
        inner = special.get(item.name) or _nested_encoder(hints[item.name])
        if inner is None:
            parts.append(f"value.{item.name}")
        else:
            known[f"_{item.name}"] = inner
            parts.append(f"_{item.name}(part) if (part := value.{item.name}) else part")
    exec(f"def encode(value): return [{', '.join(parts)}]", known)  # noqa: S102 - made of our own field names
    encode: Convert = known["encode"]
    return encode


def _nested_encoder(hint: Any) -> Convert | None:
    """An encoder for a field's type, None when orjson takes its values as they are (scalars, enums, times)."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _encoder(hint)
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _nested_encoder(arguments[0])
        return None if item is None else lambda values: [item(value) for value in values]
    for argument in arguments:
        if argument is not types.NoneType and (inner := _nested_encoder(argument)) is not None:
            return inner
    return None


def _decoder(hint: Any, form: Form) -> Convert:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _dataclass_decoder(hint, form)
    if hint is datetime:
        return datetime.fromisoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return _tuple_decoder(arguments, form)
    for argument in arguments:
        if argument is not types.NoneType and (inner := _decoder(argument, form)) is not _same:
            return inner
    return _same


def _tuple_decoder(arguments: tuple[Any, ...], form: Form) -> Convert:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _decoder(arguments[0], form)
        return tuple if item is _same else lambda values: tuple([item(value) for value in values])
    items = [_decoder(argument, form) for argument in arguments]
    return lambda values: tuple([item(value) for item, value in zip(items, values, strict=True)])


def _dataclass_decoder(kind: type, form: Form) -> Convert:
    hints = typing.get_type_hints(kind)
    names = [item.name for item in dataclasses.fields(kind)]
    written = form.get(kind.__name__, [])
    fields = [
        (place, convert)
        for place, name in enumerate(written)
        if name in hints and (convert := _decoder(hints[name], form)) is not _same
    ]
    kept = [(place, name) for place, name in enumerate(written) if name in hints]

    def convert_row(row: list[Any]) -> list[Any]:
        for place, convert in fields:
            if row[place] is not None:
                row[place] = convert(row[place])
        return row

    if written == names:
        return lambda row: kind(*convert_row(row))
    return lambda row: kind(**{name: value[place] for value in (convert_row(row),) for place, name in kept})


def _same(value: Any) -> Any:
    return value
