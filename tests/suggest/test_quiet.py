"""Small talk and what only looks like it."""

from __future__ import annotations

import pytest

from csassist.suggest.matcher import Matcher
from csassist.suggest.quiet import is_small_talk

TALK = Matcher.build(("好的", "谢谢", "嗯", "收到"))


def quiet(text: str, matcher: Matcher = TALK) -> bool:
    return is_small_talk(text, [(start, end) for _, start, end in matcher.hits(text)])


@pytest.mark.parametrize("text", ["好的", "好的,谢谢!", "嗯嗯嗯", "", " ", "😀👍", "123", "好的?"])
def test_small_talk(text: str) -> None:
    assert quiet(text)


@pytest.mark.parametrize("text", ["?", "???", "!!!", "好的吗", "没收到", "abc", "谢" * 300, "谢谢" * 200])
def test_talk(text: str) -> None:
    assert not quiet(text)


def test_without_vocabulary_only_wordless_text_is_small_talk() -> None:
    empty = Matcher.build(())
    assert quiet("...", empty)
    assert not quiet("好的", empty)
