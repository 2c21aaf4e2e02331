"""When a notice is tried again, and how many posts a minute are left. Pure; the time is passed in."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

# Standard Webhooks 1.0.0, "Deliverability and reliability": after the first attempt, 75.6 hours in all.
WEBHOOK_DELAYS_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
# A robot speaks to people: what is older than half a day helps nobody any more.
ROBOT_DELAYS_S = (5, 30, 120, 600, 1800, 7200, 18_000)
JITTER = 0.1  # up to this share later, never earlier, so that a returning receiver is not run over
LONGEST_WAIT_S = 86_400  # what Retry-After may ask for at most


def next_attempt(
    notice_id: str, attempts: int, now: datetime, *, robot: bool, asked_s: float | None = None
) -> datetime | None:
    """When to try again after `attempts` failures, None when it is given up. `asked_s` = Retry-After.

    The jitter comes from the id, so that the same run gives the same times.
    """
    delays = ROBOT_DELAYS_S if robot else WEBHOOK_DELAYS_S
    if attempts > len(delays):
        return None
    dice = int.from_bytes(sha256(f"{notice_id}/{attempts}".encode()).digest()[:4]) / 2**32
    delay = delays[attempts - 1] * (1 + JITTER * dice)
    if asked_s is not None:
        delay = max(delay, min(asked_s, LONGEST_WAIT_S))
    return now + timedelta(seconds=delay)


class Window:
    """At most `limit` posts in any `span_s` seconds: a sliding window, since a bucket lets twice as many through."""

    def __init__(self, limit: int, span_s: float = 60.0, past: Iterable[datetime] = ()) -> None:
        self._limit = limit
        self._span = timedelta(seconds=span_s)
        self._posts: deque[datetime] = deque(sorted(past))

    def room(self, now: datetime) -> int:
        """How many posts are left now."""
        while self._posts and self._posts[0] + self._span <= now:
            self._posts.popleft()
        return max(0, self._limit - len(self._posts))

    def take(self, now: datetime) -> None:
        """One post goes out."""
        self._posts.append(now)

    def free_at(self, now: datetime) -> datetime:
        """When there is room again; `now` when there is."""
        if self.room(now):
            return now
        return self._posts[len(self._posts) - self._limit] + self._span
