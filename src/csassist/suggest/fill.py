"""The {slot} parser: literal text and slots, nothing else. No format specs, no nesting, no second expansion.

A value is put in as it is: braces inside a value are text, never a slot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from csassist.frozen import frozen

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NONE: Mapping[str, str] = {}


@frozen
class Template:
    """A parsed text: literals and slot names in turn, beginning and ending with a literal."""

    literals: tuple[str, ...]  # one more than slots
    slots: tuple[str, ...]

    @property
    def pairs(self) -> Iterable[tuple[str, str]]:
        """Each slot with the literal after it."""
        return zip(self.slots, self.literals[1:], strict=True) if self.slots else ()

    def fill(self, values: Mapping[str, str], policy: Mapping[str, str] = _NONE) -> Filled:
        """The text with its slots filled from `values`, else `policy`; one without a value stays, reported once."""
        text = self.literals[0]
        missing: tuple[str, ...] = ()
        for name, literal in self.pairs:
            value = values[name] if name in values else policy.get(name)
            if value is None:
                value = "{" + name + "}"
                if name not in missing:
                    missing = (*missing, name)
            text += value + literal
        return Filled(text, missing)


@frozen
class Filled:
    """Text after filling; `missing` = slots that still stand in it as {slot}, in the order of the text."""

    text: str
    missing: tuple[str, ...] = ()


def parse(text: str) -> Template:
    """Splits a text at its slots. Braces around anything but a lower-case name are literal text."""
    pieces = _SLOT.split(text)
    return Template(tuple(pieces[0::2]), tuple(pieces[1::2]))


def fill(text: str, slots: Mapping[str, str]) -> Filled:
    """Parses and fills in one go, for texts that are used once."""
    return parse(text).fill(slots)
