from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Sender
from csassist.lab.evaluation.judge import Judge
from csassist.lab.transcripts import Chat, Turn
from lab.evaluation.small_sets import ANGRY, CALM, Ticks


def test_alone_says_what_explain_says_and_play_what_replay_says(rulebook: Rulebook) -> None:
    judge = Judge(rulebook)
    angry, calm = judge.alone(ANGRY), judge.alone(CALM)
    assert angry.degrees > 50 > calm.degrees
    assert angry.tier >= 2
    assert angry.polarity < 0
    played = judge.play(Chat("c", (Turn(Sender.CUSTOMER, CALM), Turn(Sender.CUSTOMER, ANGRY))), "s")
    assert len(played.turns) == 2
    assert played.peak_degrees == played.turns[1]["degrees"]
    assert played.alerts == (played.turns[1]["tier"],)


def test_with_folds_nobody_judges_what_he_learnt_from(rulebook: Rulebook) -> None:
    judge = Judge(rulebook, frozenset({"stc3_cn", "cold"}))
    assert judge.has_seen("stc3_cn")
    assert not judge.has_seen("jddc_sessions")
    left_out: list[frozenset[str]] = []

    def train(without: frozenset[str], tick: Callable[[], None]) -> Rulebook:
        left_out.append(without)
        tick()
        return rulebook

    ids, ticks = [f"d{number}" for number in range(40)], Ticks()
    judge.refit(train, {"stc3_cn": ids}, 4, ticks)
    assert ticks.count == 4
    assert len(left_out) == 4
    assert sorted(identity for part in left_out for identity in part) == sorted(ids)
    assert all(left_out)
    assert not judge.has_seen("stc3_cn")
    assert judge.has_seen("cold")


def test_a_dialogue_is_judged_by_the_rulebook_of_its_fold(rulebook: Rulebook) -> None:
    judge = Judge(rulebook, frozenset({"stc3_cn"}))
    ids = ["one", "two", "three", "four", "five", "six"]
    books = {}

    def train(without: frozenset[str], tick: Callable[[], None]) -> Rulebook:
        book = replace(rulebook, hash=",".join(sorted(without)))
        books.update(dict.fromkeys(without, book))
        return book

    judge.refit(train, {"stc3_cn": ids}, 2, Ticks())
    assert {identity: judge.book_for("stc3_cn", identity) for identity in ids} == books
    assert judge.book_for("jddc_sessions", "one") is rulebook
