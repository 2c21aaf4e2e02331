"""Text with personal data masked. Knows which recogniser wins where two see the same; never raises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from csassist.privacy.accounts import accounts, emails, shorten
from csassist.privacy.found import Found
from csassist.privacy.numbers import numbers
from csassist.privacy.places import places
from csassist.privacy.plain import Plain, plain_of

LONGEST = 8_000  # code points looked at; what lies beyond is cut off rather than shown
_TAKEN = "\x00"  # nobody's character: what is found already is nobody else's


def find(text: str) -> tuple[Found, ...]:
    """Personal data in `text`, by place, never overlapping. Spans are code points of `text`."""
    plain = plain_of(text[:LONGEST])
    kept: list[Found] = []
    for recognise in (emails, numbers, accounts, places):
        kept.extend(_free(recognise(_without(plain, kept)), kept))
    kept.sort(key=lambda found: found.start)
    return tuple(_back(plain, found) for found in kept)


def mask(text: str) -> str:
    """`text` with every find said so that nobody is known by it: 138****5678. Twice masked is once masked."""
    pieces: list[str] = []
    done = 0
    for found in find(text):
        pieces += (text[done : found.start], found.shown)
        done = found.end
    pieces.append(text[done:LONGEST])
    return "".join(pieces)


def mask_name(name: str) -> str:
    """A customer's name or nickname for a message that leaves the house. Numbers and accounts in it are masked too."""
    masked = mask(name)
    return masked if masked != name else shorten(name)


def _without(plain: Plain, kept: list[Found]) -> Plain:
    if not kept:
        return plain
    text, digits = list(plain.text), list(plain.digits)
    for found in kept:
        blank = _TAKEN * (found.end - found.start)
        text[found.start : found.end] = digits[found.start : found.end] = blank
    return replace(plain, text="".join(text), digits="".join(digits))


def _free(found: Iterator[Found], kept: list[Found]) -> Iterator[Found]:
    taken = [(one.start, one.end) for one in kept]
    for one in found:
        if all(one.end <= start or end <= one.start for start, end in taken):
            taken.append((one.start, one.end))
            yield one


def _back(plain: Plain, found: Found) -> Found:
    start, end = plain.span(found.start, found.end)
    return replace(found, start=start, end=end)
