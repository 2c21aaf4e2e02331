"""Small talk and what only looks like it."""

from __future__ import annotations

import pytest

from csassist.suggest.quiet import Quiet

QUIET = Quiet.build(("好的", "谢谢", "嗯", "收到"))


@pytest.mark.parametrize("text", ["好的", "好的,谢谢!", "嗯嗯嗯", "", " ", "😀👍", "123", "好的?"])
def test_small_talk(text: str) -> None:
    assert QUIET.covers(text)


@pytest.mark.parametrize("text", ["?", "???", "!!!", "好的吗", "没收到", "abc", "谢" * 300, "谢谢" * 200])
def test_talk(text: str) -> None:
    assert not QUIET.covers(text)


def test_without_vocabulary_only_wordless_text_is_small_talk() -> None:
    empty = Quiet.build(())
    assert empty.covers("...")
    assert not empty.covers("好的")
