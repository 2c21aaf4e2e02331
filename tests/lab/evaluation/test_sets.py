from __future__ import annotations

from pathlib import Path

import pytest

from csassist.conversation.message import Sender
from csassist.errors import InvalidInput
from csassist.lab.evaluation.sets import Kind, chat_of, find_sets


def test_the_kind_is_told_by_the_rows(data: Path) -> None:
    assert {one.name: one.kind for one in find_sets(data)} == {
        "stc3_cn": Kind.SESSIONS,
        "jddc_sessions": Kind.CHATS,
        "shop_reviews": Kind.POLARITY,
        "moods": Kind.EMOTION,
        "ssa_taobao_tea": Kind.DYNAMICS,
        "pairs": Kind.NONE,
    }


def test_a_plain_file_is_taken_too(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text('{"text": "差", "polarity": -1}\n\n', "utf-8")
    (one,) = find_sets(tmp_path)
    assert (one.name, one.kind, len(one.rows())) == ("mine", Kind.POLARITY, 1)


def test_an_empty_folder_and_a_broken_line_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="holds no"):
        find_sets(tmp_path)
    (tmp_path / "mine.jsonl").write_text("{\n", "utf-8")
    with pytest.raises(InvalidInput, match=r"mine\.jsonl line 1 is not JSON"):
        find_sets(tmp_path)
    (tmp_path / "mine.jsonl").write_text("[]\n", "utf-8")
    with pytest.raises(InvalidInput, match="line 1 is no object"):
        find_sets(tmp_path)


def test_a_dialogue_is_read_as_replay_reads_it() -> None:
    chat = chat_of({"id": 7, "turns": [{"role": "agent", "text": "您好"}]})
    assert (chat.id, chat.turns[0].sender, chat.turns[0].text) == ("7", Sender.AGENT, "您好")
