"""A roster as it is configured: what is taken and what is refused."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from pydantic import ValidationError

from csassist.settings import Settings, SettingsError, load_settings
from csassist.wire.duty_body import DutyBody

GOOD: dict[str, Any] = {
    "fallback": ["owner"],
    "hours": {"mon": ["09:00-18:00"], "sun": ["20:00-24:00"]},
    "teams": {"t1": ["li", "wang"]},
    "mentors": {"xiaochen": "li"},
}


def test_a_whole_roster() -> None:
    duty = DutyBody.model_validate(GOOD).to_duty()
    assert (duty.fallback, duty.teams, duty.mentors) == (("owner",), {"t1": ("li", "wang")}, {"xiaochen": "li"})
    assert duty.hours == {0: ((time(9), time(18)),), 6: ((time(20), time.max),)}
    assert duty.zone.key == "Asia/Shanghai"


@pytest.mark.parametrize(
    "wrong",
    [
        {"fallback": []},
        {"teams": {"t1": []}},
        {"fallback": [""]},
        {"hours": {"mon": ["9-18"]}},
        {"hours": {"monday": ["09:00-18:00"]}},
        {"zone": "Middle/Earth"},
        {"supervisors": ["li"]},
    ],
)
def test_what_would_reach_nobody_or_is_no_roster_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DutyBody.model_validate(GOOD | wrong)


def test_a_setting_with_an_empty_list_is_refused_with_its_code_and_place() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(environ={"CSASSIST_DUTY": '{"s1": {"fallback": []}}'})
    assert refused.value.code == "C210"
    assert "duty.s1.fallback" in refused.value.message
    assert Settings.model_validate({"duty": {"*": GOOD}}).duties()["*"].fallback == ("owner",)
