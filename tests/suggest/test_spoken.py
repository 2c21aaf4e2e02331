"""How days and times are said in the shop's time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from csassist.suggest.spoken import spoken_time
from suggest.shop import NOW


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ((2026, 11, 22, 10, 0), "今天18点"),
        ((2026, 11, 22, 10, 30), "今天18点30分"),
        ((2026, 11, 22, 15, 59), "今天24点"),
        ((2026, 11, 22, 16, 0), "明天0点"),
        ((2026, 11, 24, 4, 0), "后天12点"),
        ((2026, 11, 25, 4, 0), "11月25日12点"),
        ((2027, 1, 3, 10, 0), "2027年1月3日18点"),
        ((2026, 11, 21, 10, 0), "昨天18点"),
        ((2026, 11, 20, 10, 0), "前天18点"),
    ],
)
def test_times_are_spoken_in_the_shops_time(at: tuple[int, int, int, int, int], said: str) -> None:
    assert spoken_time(datetime(*at, tzinfo=UTC), NOW) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [(23, "今天12点"), (24, "明天12点"), (25, "后天12点"), (26, "周四12点"), (29, "周日12点"), (30, "11月30日12点")],
)
def test_weekdays_are_said_of_this_week_only(day: int, said: str) -> None:
    monday = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert spoken_time(datetime(2026, 11, day, 4, 0, tzinfo=UTC), monday) == said
