"""What a folded text holds, as numbers: its character n-grams, and phrases of any length that were asked for.

One unsigned 64-bit code holds up to four characters of 16 bits. Knows how to count quickly; knows no labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from csassist.thermometer.model import EDGE

LONGEST = 4
_ASTRAL = 0xE000  # private use: characters beyond 16 bits are numbered from here
_MOST_ASTRAL = 0xF8FF - _ASTRAL
_PHRASE = 0xFFFF << 48  # U+FFFF is no character: codes from here on are phrases
_BROKEN = frozenset(" 0123456789abcdefghijklmnopqrstuvwxyz@_/\\<>=+*&^%$|`\ufffd\uffff")  # no n-gram reaches over these

Codes = NDArray[np.uint64]


class Coder:
    """Texts -> codes and back. `phrases` too long or too odd for an n-gram get codes of their own."""

    def __init__(self, phrases: Iterable[str] = (), longest: int = LONGEST) -> None:
        self._longest = longest
        self._astral: dict[str, int] = {}
        known = sorted(set(phrases))
        self._phrases = [p for p in known if len(p) > LONGEST or not all(map(self._number, p))]
        self._codes = {phrase: _PHRASE + place for place, phrase in enumerate(self._phrases)}
        self._codes |= {phrase: self._gram(phrase) for phrase in known if phrase not in self._codes}
        self._automaton = AhoCorasick(self._phrases, matchkind=MatchKind.Standard)

    @property
    def phrases(self) -> dict[str, int]:
        """Every phrase asked for -> its code."""
        return self._codes

    def encode(self, text: str) -> Codes:
        """The distinct codes of one text."""
        numbers = np.fromiter(map(self._number, f"{EDGE}{text}{EDGE}"), dtype=np.uint64, count=len(text) + 2)
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        phrases = np.array(sorted({match[0] for match in found}), dtype=np.uint64) + np.uint64(_PHRASE)
        return np.concatenate([_gram_codes(numbers, self._longest), phrases])

    def encode_all(self, texts: Iterable[str]) -> list[Codes]:
        """The codes of every text."""
        return [self.encode(text) for text in texts]

    def decode(self, codes: Codes) -> list[str]:
        """The n-grams and phrases behind codes."""
        back = {number: char for char, number in self._astral.items()}
        return [self._decoded(int(code), back) for code in codes]

    def _decoded(self, code: int, back: dict[int, str]) -> str:
        if code >= _PHRASE:
            return self._phrases[code - _PHRASE]
        numbers = [code >> shift & 0xFFFF for shift in (48, 32, 16, 0)]
        return "".join(back.get(number, chr(number)) for number in numbers if number)

    def _gram(self, phrase: str) -> int:
        code = 0
        for char in phrase:
            code = code << 16 | self._number(char)
        return code

    def _number(self, char: str) -> int:
        """16 bits for a character; 0 = no n-gram may hold it."""
        if char in _BROKEN:
            return 0
        code = ord(char)
        if code < 0x10000:
            return code
        if char not in self._astral and len(self._astral) >= _MOST_ASTRAL:
            return 0
        return self._astral.setdefault(char, _ASTRAL + len(self._astral))


def _gram_codes(numbers: NDArray[np.uint64], longest: int) -> Codes:
    """The distinct codes of all n-grams of one text, ascending. An edge alone is no n-gram."""
    codes, whole = numbers.copy(), numbers > 0
    parts: list[Codes] = [codes[whole & (numbers != ord(EDGE))]]
    for length in range(2, longest + 1):
        if len(numbers) < length:
            break
        following = numbers[length - 1 :]
        codes = (codes[:-1] << np.uint64(16)) | following
        whole = whole[:-1] & (following > 0)
        parts.append(codes[whole])
    return np.unique(np.concatenate(parts))


def common(documents: Sequence[Codes], least: int) -> Codes:
    """The codes that stand in at least `least` documents, ascending."""
    if not documents:
        return np.empty(0, dtype=np.uint64)
    codes, counts = np.unique(np.concatenate(documents), return_counts=True)
    return codes[counts >= least]


def matrix(documents: Sequence[Codes], index: Codes) -> csr_matrix:
    """Documents x indexed codes, 1.0 where the document holds the code."""
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


def dilution(documents: csr_matrix, dilute: int) -> csr_matrix:
    """The factor of every document, as a diagonal: 1 / sqrt(1 + n-grams / `dilute`); 1 when `dilute` is 0."""
    counts = np.asarray(documents.sum(axis=1)).ravel()
    factors = 1.0 / np.sqrt(1.0 + counts / dilute) if dilute else np.ones(len(counts))
    return diags(factors.astype(np.float32)).tocsr()
