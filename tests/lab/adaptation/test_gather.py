"""What is taken as calm, what is kept for the proof, and what a level may look like."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from csassist.conversation.message import Sender
from csassist.errors import InvalidInput
from csassist.lab.adaptation import gather as module
from csassist.lab.adaptation.gather import Marked, gather_chats, kept_back, own_marked, parted, read_marked
from csassist.lab.training.sources import CORPUS
from csassist.lab.transcripts import Chat, Turn


class Chats:
    """As open_transcripts gives them."""

    def __init__(self, chats: list[Chat], faults: list[tuple[int, str]] | None = None) -> None:
        self.chats, self.faults = chats, faults or []

    def __iter__(self):
        return iter(self.chats)


def chat(number: int, *texts: str) -> Chat:
    return Chat(f"c{number}", tuple(Turn(Sender.CUSTOMER, text) for text in texts))


def calm(count: int) -> list[Chat]:
    return [chat(n, f"请问第{n}款什么时候发货", "好的") for n in range(count)]


def test_chats_are_parted_and_a_line_counts_the_chats_that_hold_it(rulebook) -> None:
    ticks: list[None] = []
    found = gather_chats(Chats(calm(600)), "x", rulebook, lambda: ticks.append(None))
    assert (found.chats, len(ticks)) == (600, 600)
    assert 80 < len(found.held) < 160
    assert found.lines["好的"] == 600 - len(found.held)
    again = gather_chats(Chats(calm(600)), "x", rulebook, lambda: None)
    assert [c.id for c in again.held] == [c.id for c in found.held]


def test_what_rules_hear_as_hot_is_not_taken_as_calm(rulebook) -> None:
    angry = "你们就是骗子！！！垃圾公司，我要投诉你们，马上退款"
    hot = [chat(10_000 + n, f"订单{n}的赠品呢", f"{angry}{n}") for n in range(20)]
    found = gather_chats(Chats(calm(600) + hot), "x", rulebook, lambda: None)
    assert found.hot_chats > 5
    assert not any(text.startswith((angry, "订单")) for text in found.lines)


def test_broken_lines_are_named_before_anything_else(rulebook) -> None:
    faults = [(number, "is not JSON") for number in range(1, 15)]
    with pytest.raises(InvalidInput, match=r"x\.jsonl:1 is not JSON; .*… 14 in all") as caught:
        gather_chats(Chats([], faults), "x.jsonl", rulebook, lambda: None)
    assert caught.value.code == module.BROKEN


def test_levels_and_labels_are_read_packed_or_not(tmp_path: Path) -> None:
    text = '{"text": "a", "level": 2}\n\n{"text": "b", "label": "strong", "level": 0}\n'
    (tmp_path / "plain.jsonl").write_text(text, "utf-8")
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    for name in ("plain.jsonl", "packed.jsonl.gz"):
        assert read_marked(tmp_path / name) == [Marked("a", 2), Marked("b", 3)]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"text": 1, "level": 1}', '{"text": " ", "level": 1}', '{"text": "a"}', '{"text":"a","level":true}'],
)
def test_a_line_without_text_or_level_is_broken(tmp_path: Path, line: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f'{{"text": "a", "level": 0}}\n{line}\n', "utf-8")
    with pytest.raises(InvalidInput, match=r"labels\.jsonl:2 "):
        read_marked(path)


def test_our_own_lines_are_parted_without_a_line_in_both() -> None:
    anchors, checks = own_marked(CORPUS)
    assert not set(anchors) & set(checks)
    for part in (anchors, checks):
        assert sum(one.level == 3 for one in part) > 100
    again = [Marked("x", 0), Marked("x", 0)]
    assert sum(map(len, parted(again))) == 1


def test_what_is_kept_back_depends_on_the_text_alone() -> None:
    kept = [text for text in map(str, range(3000)) if kept_back(text, 3)]
    assert 900 < len(kept) < 1100
    assert kept == [text for text in map(str, range(3000)) if kept_back(text, 3)]
    assert isinstance(kept_back("\ud800", 3), bool)  # a lone surrogate is a text too
