"""How near two texts are: edit distance by bit-parallel rows (Myers 1999, Hyyrö's form). Knows no scripts."""

from __future__ import annotations


def distance(a: str, b: str) -> int:
    """Levenshtein distance in code points. One pass over `b`; the rows of `a` are the bits of one integer."""
    if not a:
        return len(b)
    masks: dict[str, int] = {}
    for row, char in enumerate(a):
        masks[char] = masks.get(char, 0) | 1 << row
    full, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    up, down, score = full, 0, len(a)
    for char in b:
        match = masks.get(char, 0)
        diagonal = (((match & up) + up) ^ up) | match | down
        plus = down | ~(diagonal | up) & full
        minus = up & diagonal
        score += bool(plus & last) - bool(minus & last)
        plus, minus = (plus << 1 | 1) & full, minus << 1 & full
        up = minus | ~(diagonal | plus) & full
        down = plus & diagonal
    return score


def nearer_than(a: str, b: str, share: float) -> bool:
    """True when distance / longer length < `share` (0–1). Lengths alone settle most pairs."""
    longest = max(len(a), len(b), 1)
    if abs(len(a) - len(b)) >= share * longest:
        return False
    return distance(a, b) < share * longest
