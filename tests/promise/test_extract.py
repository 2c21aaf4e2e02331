"""What is a promise and what is none: the guards around a deed, on the shipped rules."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.promise.book import PromiseBook
from csassist.promise.extract import MOST_FOUND, find_promises
from promise.conftest import NOW


def heard(book: PromiseBook, text: str) -> list[tuple[str, str]]:
    return [(text[one.span[0] : one.span[1]], one.rule.rule.kind) for one in find_promises(book, text, NOW)]


def test_the_four_of_the_issue(book: PromiseBook) -> None:
    assert heard(book, "我去核实，30分钟内给您回复") == [("30分钟内给您回复", "reply")]
    assert heard(book, "您这单今天18点前发出") == [("今天18点前发出", "ship")]
    assert heard(book, "您好，明天发货") == [("明天发货", "ship")]
    assert heard(book, "我帮您申请") == [("帮您申请", "apply")]


@pytest.mark.parametrize(
    "text",
    [
        "七天内可以退",
        "拍下后48小时内发货",
        "不能给您补发",
        "没办法今天发出",
        "昨天已经给您退款了",
        "帮您登记过了",
        "需要帮您申请吗？",
        "可以帮您催一下",
        "如果明天没到，我给您补发",
        "您发一下订单号给我，我帮您登记",
        "给您转接专员，您看可以吗",
        "您明天再看看物流",
        "马上帮您看看",
        "请稍等",
        "会尽快的",
        "系统显示预计明天送达",
    ],
)
def test_denied_done_asked_conditional_or_a_rule_for_everybody_is_none(book: PromiseBook, text: str) -> None:
    assert heard(book, text) == []


def test_asking_for_consent_with_a_time_is_a_promise(book: PromiseBook) -> None:
    assert heard(book, "明天12点前给您回电，您看可以吗") == [("明天12点前给您回电", "contact")]


def test_the_time_may_stand_in_the_clause_before(book: PromiseBook) -> None:
    (one,) = find_promises(book, "今天下班前，给您答复", NOW)
    assert one.timed
    assert f"{one.due_at:%H:%M}" == "10:00"  # 18:00 in Shanghai


def test_traditional_characters_and_full_width_digits_are_heard_at_their_place(book: PromiseBook) -> None:
    text = "親，我幫您申請，３０分鐘內回覆您"
    assert heard(book, text)[0] == ("幫您申請", "apply")


def test_one_message_holds_a_few_promises_at_most(book: PromiseBook, now: datetime) -> None:
    text = "。".join(f"{hour}点前给您回复" for hour in range(11, 22))
    assert len(find_promises(book, text, now)) == MOST_FOUND


@given(st.text("帮您给我申请登记回复联系明天今天分钟小时30发货，。？ 吗了已经不能如果[数字x]", max_size=60))
def test_any_text_gives_spans_inside_of_it_and_times_ahead(book: PromiseBook, text: str) -> None:
    for one in find_promises(book, text, NOW):
        assert 0 <= one.span[0] < one.span[1] <= len(text)
        assert one.due_at > NOW
