from __future__ import annotations

import math

from csassist.lab.evaluation.figure import Figure, Goal, Grade


def test_a_goal_grades_upwards_or_downwards() -> None:
    more, less = Goal(0.8, 0.9), Goal(0.15, 0.12, more=False)
    assert [more.grade(v) for v in (0.79, 0.8, 0.9)] == [Grade.SHORT, Grade.REACH, Grade.BEYOND]
    assert [less.grade(v) for v in (0.16, 0.15, 0.12)] == [Grade.SHORT, Grade.REACH, Grade.BEYOND]
    assert more.grade(math.nan) is Grade.SHORT


def test_a_figure_without_a_goal_has_no_grade() -> None:
    assert Figure("a", "s", "t", 1.0).grade is Grade.NONE


def test_an_unknown_value_is_null_in_json() -> None:
    line = Figure("a", "s", "t", math.nan, goal=Goal(0.5, 0.6)).line()
    assert (line["value"], line["low"], line["reach"], line["grade"]) == (None, None, 0.5, "short")
