"""Words written down by hand with what they are worth (lexicon/*.txt): where the fit starts from, before any data.

Knows the files and how nested words share a worth; knows no documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from csassist.thermometer.model import HEADS

LEXICON = Path(__file__).resolve().parent / "lexicon"
Worth = Mapping[str, float]  # head -> log-odds


def read_lexicon(fold: Callable[[str], str], directory: Path = LEXICON) -> dict[str, Worth]:
    """Folded word -> what it adds by itself, so that all words that stand inside a word add up to that word's worth.

    A line "## head=log-odds …" holds for the words after it. Raises ValueError for a line that says anything else.
    """
    whole: dict[str, dict[str, float]] = {}
    for path in sorted(directory.glob("*.txt")):
        worth: dict[str, float] = {}
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("##"):
                worth = _worth(line)
            elif not line.startswith("#"):
                for word in line.split():
                    _join(whole.setdefault(fold(word), {}), worth)
    whole.pop("", None)
    return _increments(whole)


def _worth(line: str) -> dict[str, float]:
    pairs = dict(part.split("=") for part in line[2:].split())
    if not pairs.keys() <= set(HEADS):
        raise ValueError(f"no such head: {line}")
    return {head: float(value) for head, value in pairs.items()}


def _join(known: dict[str, float], more: Worth) -> None:
    """A word of several lists: of two worths with one sign the stronger, of two signs their sum."""
    for head, value in more.items():
        before = known.get(head, 0.0)
        known[head] = max(before, value, key=abs) if before * value >= 0 else before + value


def _increments(whole: Mapping[str, Worth]) -> dict[str, Worth]:
    """不好吃 is worth what the list says: what the 好吃 in it adds is taken off again."""
    adds: dict[str, Worth] = {}
    for word in sorted(whole, key=lambda word: (len(word), word)):
        inside = {word[start:end] for start in range(len(word)) for end in range(start + 1, len(word) + 1)}
        known = [adds[part] for part in sorted(inside - {word}) if part in adds]
        adds[word] = {head: whole[word].get(head, 0.0) - sum(part.get(head, 0.0) for part in known) for head in HEADS}
    return adds
