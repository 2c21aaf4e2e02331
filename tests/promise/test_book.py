"""Compiled rules: deadlines come from the policy."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from csassist.promise.book import PromiseBook, length_of
from csassist.promise.extract import find_promises
from csassist.promise.spec import PromiseRule, PromiseSpec
from csassist.rulepack.vocabulary import build_folder
from promise.conftest import NOW


@pytest.mark.parametrize(
    ("value", "span"),
    [("10分钟内", timedelta(minutes=10)), ("7个工作日内", timedelta(days=7)), ("1到3个工作日", timedelta(days=3))],
)
def test_a_policy_value_is_a_span_of_time(value: str, span: timedelta) -> None:
    assert length_of(value) == span


def test_a_value_without_a_time_is_none() -> None:
    assert length_of("15元") is None


def test_without_a_time_the_policys_deadline_stands_in_else_the_rules_own() -> None:
    rule = PromiseRule("reply", "回话", "reply", "why", say=("回复您",), due="deadline_reply", due_s=60)
    for policy, wanted in (({"deadline_reply": "20分钟内"}, 20), ({}, 1)):
        book = PromiseBook.build([rule], PromiseSpec(), folder=build_folder(), zone=UTC, policy=policy)
        (found,) = find_promises(book, "稍后回复您", NOW)
        assert found.due_at - NOW == timedelta(minutes=wanted)
        assert not found.timed
