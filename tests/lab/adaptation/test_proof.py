"""Before and after: shares of turns and of marked lines; a model that hears less is refused with its figures."""

from __future__ import annotations

import math

import pytest

from csassist.conversation.message import Sender
from csassist.errors import RulePackError
from csassist.lab.adaptation.gather import Marked
from csassist.lab.adaptation.proof import Hearing, Share, hearing_of, require_hearing, turns_of
from csassist.lab.transcripts import Chat, Turn

ANGRY = "都第三次了还不处理，你们就是骗子！！！退款！"


def chat(*texts: str) -> Chat:
    turns = [turn for text in texts for turn in (Turn(Sender.CUSTOMER, text), Turn(Sender.AGENT, "在的"))]
    return Chat("c", tuple(turns))


def test_customer_turns_are_counted_in_conversation(rulebook) -> None:
    ticks: list[None] = []
    found = turns_of([chat("请问有货吗", "好的", " "), chat(ANGRY)], rulebook, lambda: ticks.append(None))
    assert (found.watch.size, found.alert.size, len(ticks)) == (3, 3, 2)
    assert (found.watch.hits, found.alert.hits) == (1, 1)
    assert found.alerts == 1


def test_marked_lines_are_judged_alone(rulebook) -> None:
    found = hearing_of([Marked(ANGRY, 3), Marked("请问有货吗", 0), Marked("好的", 0), Marked("嗯嗯", 1)], rulebook)
    assert (found.strong, found.calm, found.auc) == (Share(1, 1), Share(0, 2), 1.0)
    assert found.clear.value == 0.0
    assert math.isnan(hearing_of([], rulebook).auc)


def hearing(strong: int, clear: int) -> Hearing:
    return Hearing(Share(strong, 100), Share(clear, 100), Share(0, 100), 0.9)


@pytest.mark.parametrize(
    ("strong", "clear", "fits"), [(80, 70, True), (78, 66, True), (77, 70, False), (80, 65, False)]
)
def test_a_model_may_lose_two_and_four_in_a_hundred(strong: int, clear: int, fits: bool) -> None:
    if fits:
        require_hearing(hearing(80, 70), hearing(strong, clear))
        return
    with pytest.raises(RulePackError, match=r"80\.0%|70\.0%") as caught:
        require_hearing(hearing(80, 70), hearing(strong, clear))
    assert caught.value.code == "R191"
