"""The index: bounded candidates, order-free."""

from __future__ import annotations

import rjieba

from csassist.suggest.candidates import PLAIN, WORDED, candidates
from csassist.suggest.library import Library
from csassist.suggest.masks import bits, lowest
from csassist.suggest.spec import When
from suggest.shop import ANGRY, FOLDER, SPEC, script, situation


def numbers_of(library: Library, text: str) -> list[int]:
    asked = situation(text, ANGRY)
    return list(candidates(library, asked, library.matcher.find(asked.folded), quiet=False))


def test_candidates_are_bounded_in_a_large_library() -> None:
    many = [script(f"w{n:04}", "faq", f"话术{n}", When(words=("还没发货", f"独有{n}"))) for n in range(2000)]
    many += [script(f"p{n:04}", "empathy", f"共情{n}", When(emotions=("anger",))) for n in range(2000)]
    library = Library.build(many, SPEC, folder=FOLDER, segment=rjieba.cut)
    found = numbers_of(library, "还没发货，独有1777")
    assert len(found) == len(set(found)) == WORDED + PLAIN
    assert library.numbers["w1777"] in found  # the rare word is looked at before the common one


def test_empty_library_is_silent() -> None:
    library = Library.build((), SPEC, folder=FOLDER, segment=rjieba.cut)
    assert numbers_of(library, "还没发货") == []


def test_lowest_bits() -> None:
    assert list(bits(0b101100, 2)) == [2, 3]
    assert lowest(0b101100, 2) == 0b001100
    assert lowest(0b101, 9) == 0b101
    assert lowest(0, 3) == 0
