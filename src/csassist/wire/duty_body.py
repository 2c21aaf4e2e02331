"""A shop's roster as it is configured, to desk.duty. Refuses a list without a name: an alert must reach somebody."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from csassist.desk.duty import Duty, Span

Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], Field(min_length=1)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]|24):[0-5]\d$")]


class DutyBody(BaseModel):
    """`fallback` is needed; `hours` = weekday -> spans like 09:00-18:00, no hours at all = always."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fallback: Names
    zone: str = "Asia/Shanghai"
    hours: dict[Weekday, tuple[Hours, ...]] = Field(default_factory=dict)
    teams: dict[Name, Names] = Field(default_factory=dict)
    shop: tuple[Name, ...] = ()
    mentors: dict[Name, Name] = Field(default_factory=dict)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("no such time zone; write one like Asia/Shanghai") from None
        return name

    def to_duty(self) -> Duty:
        """The roster as the desk takes it."""
        return Duty(
            ZoneInfo(self.zone),
            self.fallback,
            dict(self.teams),
            self.shop,
            dict(self.mentors),
            {DAYS.index(day): tuple(_span(text) for text in spans) for day, spans in self.hours.items()},
        )


def _span(text: str) -> Span:
    start, _, end = text.partition("-")
    # 24:00 is the end of the day: as a time of day that is midnight, and the span goes up to it.
    return time.fromisoformat(start), time.max if end.startswith("24") else time.fromisoformat(end)
