"""The checker finds each kind of impossible history, with the few operations that show it."""

from __future__ import annotations

import pytest

from faults.history import ACKED, UNKNOWN, Finding, History, Op, Seen, require_possible

GOOD = {"c-1": [("m-1", 1), ("m-2", 2)]}


def op(message_id: str, began: float, seq: int = 0, result: str = ACKED, *, duplicate: bool = False) -> Op:
    return Op("p-1", "c-1", message_id, began, began + 0.5, result, seq, duplicate)


def good() -> History:
    return History([op("m-1", 0, result=UNKNOWN), op("m-1", 1, 1, duplicate=True), op("m-2", 2, 2)])


def found(history: History, stored: dict[str, list[tuple[str, int]]]) -> list[str]:
    return [finding.what for finding in history.check(stored)]


def test_a_possible_history_has_no_finding() -> None:
    history = good()
    history.seen = [
        Seen("v", "c", "e", 4, snapshot=True),
        Seen("v", "c", "e", 5),
        Seen("v", "c", "f", 2, snapshot=True),
    ]
    assert history.check(GOOD) == []
    require_possible([])


def test_lost() -> None:
    (finding,) = good().check({"c-1": [("m-1", 1)]})
    assert finding.what == "acked and not stored"
    assert len(finding.history) == 1, "only the operations on that id"
    assert "post m-2" in finding.history[0]


def test_doubled() -> None:
    assert "stored more than once" in found(good(), {"c-1": [("m-1", 1), ("m-2", 2), ("m-2", 3)]})


def test_never_posted() -> None:
    assert found(good(), {"c-1": [*GOOD["c-1"], ("m-9", 3)]}) == ["stored and never posted"]


def test_a_hole() -> None:
    history = History([op("m-1", 0, 1), op("m-2", 2, 3)])
    assert found(history, {"c-1": [("m-1", 1), ("m-2", 3)]}) == ["a hole in the order"]


def test_answers_that_differ() -> None:
    history = good()
    history.ops.append(op("m-2", 5, 7, duplicate=True))
    assert found(history, GOOD) == ["answers that differ"]
    history.ops[-1] = op("m-2", 5, 2)
    assert found(history, GOOD) == ["first answer given twice"]


def test_a_later_post_in_an_earlier_place() -> None:
    history = History([op("m-2", 0, 2), op("m-1", 2, 1)])
    (finding,) = history.check(GOOD)
    assert finding.what == "later post, earlier place"
    assert len(finding.history) == 2
    overlapping = History([op("m-2", 0, 2), op("m-1", 0.2, 1)])
    assert overlapping.check(GOOD) == []


@pytest.mark.parametrize("after", [Seen("v", "c", "e", 4), Seen("v", "c", "e", 6), Seen("v", "c", "f", 5)])
def test_what_was_applied_goes_up_by_one(after: Seen) -> None:
    history = History(seen=[Seen("v", "c", "e", 4, snapshot=True), after])
    assert found(history, {}) == ["a gap or a step back in what was applied"]


def test_a_finding_reads_as_a_history() -> None:
    with pytest.raises(AssertionError, match=r"1 findings\nlost: c-1\n  a\n  b"):
        require_possible([Finding("lost", "c-1", ("a", "b"))])
