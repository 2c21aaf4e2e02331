"""Small talk: 好的, 谢谢, 嗯, a bare link or order card. Says whether there is nothing to answer; knows no script."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 40  # code points; whoever writes more has something to say


def is_small_talk(folded: str, spans: Sequence[tuple[int, int]]) -> bool:
    """True when nothing but small talk, digits and symbols stands in the text (folding has blanked links).

    `spans` = where words of small talk stand. A question or exclamation mark after nothing (？？) is a call, not talk.
    """
    if len(folded) > LONGEST:
        return False
    talk = 0
    for start, end in spans:
        talk |= (1 << end) - (1 << start)
    for char in folded:
        if not talk & 1 and char.isalpha():
            return False
        talk >>= 1
    return bool(spans) or not ("?" in folded or "!" in folded)
