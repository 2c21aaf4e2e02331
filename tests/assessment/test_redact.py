"""Values at a grade: words masked or gone, spans where the words are now, numbers untouched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csassist.assessment.redact import Redactor
from csassist.conversation.conversation import Asked
from csassist.conversation.intervention import Approval, Intervention
from csassist.conversation.message import Context, Customer, Order
from csassist.conversation.promise import Promise
from csassist.conversation.reading import Signal
from csassist.privacy.cut import cut
from csassist.privacy.grade import Grade
from records import CUSTOMER, START, commit_of, new_conversation

TEXT = "电话13912345678，怎么还不发货？？？"
COMMIT = commit_of(new_conversation(), "m-1", TEXT)


def redactor(grade: Grade, **more: bool) -> Redactor:
    return Redactor(grade, {"m-1": cut(TEXT, grade)}, **more)


def test_a_signal_follows_its_words() -> None:
    signal = Signal("question-run", "连续问号", 9.0, (20, 23), "？？？", "m-1")
    assert TEXT[20:23] == "？？？"
    long = "地址：杭州市西湖区文三路478号3幢602室，电话13912345678，怎么还不发货？？？"
    kept = cut(long, Grade.MASKED)
    start = long.index("？？？")
    moved = Redactor(Grade.MASKED, {"m-1": kept}).signal(replace(signal, span=(start, start + 3)))
    assert moved.span is not None
    assert moved.span[0] < start
    assert kept.text[slice(*moved.span)] == moved.text == "？？？"


def test_without_texts_span_degrees_and_title_stay() -> None:
    signal = Signal("question-run", "连续问号", 9.0, (20, 23), "？？？", "m-1")
    assert redactor(Grade.NONE).signal(signal) == replace(signal, text="")


def test_a_conversation_without_words_still_knows_what_it_counts() -> None:
    before = replace(COMMIT.conversation, promises=(PROMISE,), intervention=HANDLED)
    after = redactor(Grade.NONE).conversation(before)
    assert "13912345678" not in repr(after)
    assert "怎么还不" not in repr(after)
    assert [promise.text for promise in after.promises] == ["发货"]  # the name of its kind
    assert (after.version, after.seq, after.standing.degrees) == (before.version, before.seq, before.standing.degrees)
    assert after.customer == Customer("u1", None, "vip", 3)
    assert after.standing.asked == ()
    assert after.burst is not None
    assert after.burst.text == ""
    assert after.standing.escalation.reasons == ("连续追问",)


PROMISE = Promise("pr_1", "给13912345678发货", (0, 14), "ship", START, START, "a-1")
ASKED = Approval("sg", "s", "赔付", "金额", "a1", START, reason="行")
HANDLED = Intervention("es_1", START, reason="发货了", hand_note="打13912345678", approvals=(ASKED,))


def test_masked_keeps_what_names_nobody() -> None:
    before = replace(COMMIT.conversation, promises=(PROMISE,), intervention=HANDLED)
    after = redactor(Grade.MASKED).conversation(before)
    assert "13912345678" not in repr(after)
    assert after.last_text == "电话139****5678，怎么还不发货？？？"
    assert after.customer is not None
    assert (after.customer.id, after.customer.name) == ("u1", "张女士")
    assert [asked.key for asked in after.standing.asked] == ["发货"]
    assert after.promises[0].text == "给139****5678发货"
    assert after.intervention is not None
    assert after.intervention.hand_note == "打139****5678"


def test_the_person_goes_with_the_last_words() -> None:
    done = redactor(Grade.NONE, cards=False, person=False)
    assert done.customer(CUSTOMER) == Customer(None, None, "vip", 3)
    assert done.context(Context(Order("o-1", "已付款"), "sku-1")) == Context(None, "sku-1")
    kept = done.assessment(COMMIT.assessment)
    assert {card.text for card in kept.suggestions} == {""}
    assert [card.script_id for card in kept.suggestions] == [card.script_id for card in COMMIT.assessment.suggestions]


@pytest.mark.parametrize(
    ("grade", "shown"), [(Grade.MASKED, "电话：“139****5678…”"), (Grade.NONE, "电话"), (Grade.RAW, None)]
)
def test_reasons_quote_no_more_than_the_grade_lets_them(grade: Grade, shown: str | None) -> None:
    reason = "电话：“13912345678…”"
    if shown is not None:
        assert redactor(grade).reason(reason) == shown


def test_what_was_asked_is_masked_word_by_word() -> None:
    standing = replace(COMMIT.conversation.standing, asked=(Asked("13912345678|电话", 1, 2),))
    assert redactor(Grade.MASKED).standing(standing).asked == (Asked("139****5678|电话", 1, 2),)
