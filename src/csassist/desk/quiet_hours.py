"""Hours of the day in which a robot keeps still. Knows the shop's time, no robot."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from csassist.frozen import frozen
from csassist.suggest.spoken import SHOP_TIME

_FORM = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)")


@frozen
class QuietHours:
    """From `start` to `end`, half-open, in the shop's time; over midnight when the end is the earlier one."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> QuietHours:
        """Reads `22:00-08:00`. Raises ValueError for anything else and for an empty span."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError("quiet hours are written as 22:00-08:00")
        hour, minute, until, past = map(int, match.groups())
        if until == 24 and past:
            raise ValueError("a day ends at 24:00")
        start, end = time(hour, minute), time(until % 24, past)
        if start == end:
            raise ValueError("quiet hours begin and end at the same minute")
        return cls(start, end)

    def over_at(self, now: datetime) -> datetime:
        """When `now` may be spoken of: `now` itself outside of the hours, else their end."""
        there = now.astimezone(SHOP_TIME)
        clock = there.time()
        if self.start < self.end:
            quiet = self.start <= clock < self.end
        else:
            quiet = clock >= self.start or clock < self.end
        if not quiet:
            return now
        end = there.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        if end <= there:
            end += timedelta(days=1)
        return end.astimezone(now.tzinfo)
