"""The case set: the same every time, large enough, its spans where they say."""

from __future__ import annotations

from hashlib import sha256

from csassist.lab.personal.cases import all_cases

# Another set is another yardstick: figures of `csassist eval --privacy` before and after it cannot be compared.
DRAWN = "b03a47e06e8d1175"


def test_the_set_is_the_one_that_was_fixed() -> None:
    said = "\n".join(f"{case.id}\t{case.text}\t{case.hidden}" for case in all_cases())
    assert sha256(said.encode()).hexdigest()[:16] == DRAWN


def test_it_is_large_enough_and_names_each_case_once() -> None:
    cases = all_cases()
    assert sum(case.hidden is not None for case in cases) >= 600
    assert sum(case.hidden is None for case in cases) >= 600
    assert len({case.id for case in cases}) == len(cases)


def test_spans_lie_in_their_texts() -> None:
    for case in all_cases():
        assert not {"{", "⟦"}.intersection(case.text), case.id
        if case.hidden is not None:
            start, end = case.hidden
            assert 0 <= start < end <= len(case.text), case.id
