"""Character n-grams of folded texts as numbers: one unsigned 64-bit code holds up to four characters of 16 bits.

Knows how to count and index them quickly; knows no labels and no weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

LONGEST = 4
EDGE = "\n"  # stands before and after every text, so that an n-gram may say "at the start"
_ASTRAL = 0xE000  # private use: characters beyond 16 bits are numbered from here
_MOST_ASTRAL = 0xF8FF - _ASTRAL
_BROKEN = frozenset(" 0123456789abcdefghijklmnopqrstuvwxyz@_/\\<>=+*&^%$|`\ufffd")  # no n-gram reaches over these

Codes = NDArray[np.uint64]


@dataclass(slots=True)
class Alphabet:
    """Characters as 16-bit numbers; 0 = no n-gram may hold this one."""

    astral: dict[str, int] = field(default_factory=dict)

    def encode(self, text: str) -> NDArray[np.uint64]:
        """One number per character of `text`, with an edge before and after it."""
        return np.fromiter(map(self._number, f"{EDGE}{text}{EDGE}"), dtype=np.uint64, count=len(text) + 2)

    def decode(self, code: int) -> str:
        """The n-gram behind a code."""
        back = {number: char for char, number in self.astral.items()}
        numbers = [code >> shift & 0xFFFF for shift in (48, 32, 16, 0)]
        return "".join(back.get(number, chr(number)) for number in numbers if number)

    def _number(self, char: str) -> int:
        if char in _BROKEN:
            return 0
        code = ord(char)
        if code < 0x10000:
            return code
        if char not in self.astral and len(self.astral) >= _MOST_ASTRAL:
            return 0
        return self.astral.setdefault(char, _ASTRAL + len(self.astral))


def gram_codes(numbers: NDArray[np.uint64], longest: int = LONGEST) -> Codes:
    """The distinct codes of all n-grams of one text, ascending. An edge alone is no n-gram."""
    parts: list[Codes] = []
    codes, whole = numbers.copy(), numbers > 0
    inner = numbers != ord(EDGE)
    parts.append(codes[whole & inner])
    for length in range(2, longest + 1):
        if len(numbers) < length:
            break
        following = numbers[length - 1 :]
        codes = (codes[:-1] << np.uint64(16)) | following
        whole = whole[:-1] & (following > 0)
        parts.append(codes[whole])
    return np.unique(np.concatenate(parts))


def encode_all(texts: Sequence[str], alphabet: Alphabet, longest: int = LONGEST) -> list[Codes]:
    """The codes of every text."""
    return [gram_codes(alphabet.encode(text), longest) for text in texts]


def common(documents: Sequence[Codes], least: int) -> Codes:
    """The codes that stand in at least `least` documents, ascending."""
    if not documents:
        return np.empty(0, dtype=np.uint64)
    codes, counts = np.unique(np.concatenate(documents), return_counts=True)
    return codes[counts >= least]


def matrix(documents: Sequence[Codes], index: Codes) -> csr_matrix:
    """Documents x indexed n-grams, 1.0 where the document holds the n-gram."""
    columns, ends = [], [0]
    for places in _places(documents, index):
        columns.append(places)
        ends.append(ends[-1] + len(places))
    flat = np.concatenate(columns) if columns else np.empty(0, dtype=np.int64)
    ones = np.ones(len(flat), dtype=np.float32)
    return csr_matrix((ones, flat, np.asarray(ends)), shape=(len(documents), len(index)))


def _places(documents: Sequence[Codes], index: Codes) -> Iterator[NDArray[np.int64]]:
    if not len(index):
        yield from (np.empty(0, dtype=np.int64) for _ in documents)
        return
    for codes in documents:
        at = np.searchsorted(index, codes)
        at[at == len(index)] = 0
        yield at[index[at] == codes]
