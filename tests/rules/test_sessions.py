"""The sessions of docs/sessions: twenty, they play to their end, and what the desk shows there keeps its rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Sender
from csassist.lab.rehearse import Rehearsed, rehearse
from csassist.lab.transcripts import Chat, open_transcripts
from csassist.rulepack.compile import compile_pack
from csassist.rulepack.load import load_pack

ROOT = Path(__file__).parents[2]


def chats() -> list[Chat]:
    found: list[Chat] = []
    for file in sorted((ROOT / "docs" / "sessions").glob("*.jsonl")):
        with open_transcripts(str(file)) as transcripts:
            found += transcripts
            assert transcripts.faults == []
    return found


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return compile_pack(load_pack(ROOT / "rules"))


@pytest.fixture(scope="module")
def played(rulebook: Rulebook) -> list[tuple[Chat, Rehearsed]]:
    return [(chat, rehearse(chat, rulebook, 30)) for chat in chats()]


def test_there_are_twenty_with_times() -> None:
    found = chats()
    assert len({chat.id for chat in found}) == len(found) == 20
    assert all(turn.at is not None for chat in found for turn in chat.turns)


def test_cards_keep_their_rules(played: list[tuple[Chat, Rehearsed]]) -> None:
    wrong = []
    for chat, rehearsed in played:
        for turn, row in zip(chat.turns, rehearsed.turns, strict=True):
            kinds = [card["kind"] for card in row["suggestions"]]
            if row["tier"] >= 2 and kinds and (kinds[0] not in ("empathy", "action") or "fabe" in kinds):
                wrong.append((chat.id, turn.text, kinds))
            if len(kinds) > 3 or len(set(kinds)) < len(kinds):
                wrong.append((chat.id, turn.text, kinds))
    assert wrong == []


def test_heat_is_met_and_calm_is_not_disturbed(played: list[tuple[Chat, Rehearsed]]) -> None:
    """Every hot customer is shown comfort or a deed once at least; whoever only shops never alarms anybody."""
    for chat, rehearsed in played:
        kinds = {card["kind"] for row in rehearsed.turns if row["tier"] >= 2 for card in row["suggestions"]}
        assert rehearsed.peak_tier < 2 or kinds & {"empathy", "action"}, chat.id
    quiet = {chat.id: rehearsed.peak_tier for chat, rehearsed in played if chat.id.startswith("shipping-delay")}
    assert set(quiet.values()) == {0}


def test_most_turns_of_need_get_a_card(played: list[tuple[Chat, Rehearsed]]) -> None:
    rows = [
        row
        for chat, rehearsed in played
        for turn, row in zip(chat.turns, rehearsed.turns, strict=True)
        if turn.sender is Sender.CUSTOMER
    ]
    shown = sum(bool(row["suggestions"]) for row in rows)
    assert shown / len(rows) >= 0.6
