"""A team's own numbers over the common ones."""

from __future__ import annotations

from csassist.escalation.spec import LadderSpec, TeamLadder

SPEC = LadderSpec(teams=(("t1", TeamLadder(enter=(20.0, 40.0, 60.0), cool_down_s=60)), ("t2", TeamLadder())))


def test_what_a_team_leaves_out_is_as_for_all() -> None:
    own = SPEC.of_team("t1")
    assert (own.enter, own.cool_down_s) == ((20.0, 40.0, 60.0), 60)
    assert (own.leave, own.dwell, own.steps) == (SPEC.leave, SPEC.dwell, SPEC.steps)


def test_no_team_or_an_unknown_one_has_the_common_ladder() -> None:
    assert SPEC.of_team(None) is SPEC
    assert SPEC.of_team("t9") is SPEC
    assert SPEC.of_team("t2") == SPEC
