"""A text at a grade, and where spans of the text as posted lie in it. Knows no signal and no message."""

from __future__ import annotations

from hashlib import blake2b

from csassist.frozen import frozen
from csassist.privacy.found import Found
from csassist.privacy.grade import Grade
from csassist.privacy.mask import LONGEST, find

Span = tuple[int, int]


@frozen
class Cut:
    """`text` as it may be kept. `found` = what was replaced in it, by place in the text as posted."""

    text: str
    grade: Grade
    found: tuple[Found, ...] = ()

    def span(self, span: Span) -> Span:
        """A span of the text as posted -> of the kept one. What lies in a mask is the whole mask.

        Without a text the span stays as it was posted: it says how much and where, and nothing else.
        """
        if self.grade is not Grade.MASKED:
            return span
        start, end = self._place(span[0], end=False), self._place(span[1], end=True)
        return start, max(start, end)

    def _place(self, place: int, *, end: bool) -> int:
        moved = 0
        for one in self.found:
            if place <= one.start or (place < one.end and not end):
                if place > one.start:
                    return one.start + moved
                break
            if place < one.end:
                return one.start + moved + len(one.shown)
            moved += len(one.shown) - (one.end - one.start)
        return min(place + moved, len(self.text))


def digest_of(text: str, key: bytes) -> str:
    """A keyed hash of a text: tells whether another is the same, and without the key nothing else."""
    return blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=16).hexdigest()


def cut(text: str, grade: Grade) -> Cut:
    """`text` at `grade`. Never raises."""
    if grade is Grade.NONE:
        return Cut("", grade)
    found = find(text) if grade is Grade.MASKED else ()
    if not found:
        return Cut(text[:LONGEST] if grade is Grade.MASKED else text, grade)
    pieces, done = list[str](), 0
    for one in found:
        pieces += (text[done : one.start], one.shown)
        done = one.end
    pieces.append(text[done:LONGEST])
    return Cut("".join(pieces), grade, found)
