"""What in a clause the desk might be promising to do: a deed with whom it is for, who does it, or its time in front."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from csassist.promise.book import PromiseBook, Ready, Role
from csassist.promise.clauses import Clause, Mark
from csassist.promise.times import When, find_times

_CLOSE = 4  # code points between who does it and the deed
_DEED, _HELPER, _DESK = int(Role.DEED), int(Role.HELPER), int(Role.DESK)
_ANY = datetime(2026, 1, 1, tzinfo=UTC)  # only whether a time is said counts, not which
_NOT_BEHIND = ("的", "您", "你", "们")  # 我的订单, 这边您提交
_NOT_BEFORE = ("您", "你", "机")  # 您这边, 手机
_PARTICLES = frozenset("哦呢哈亲呀啊噢喔哟啦吧嘛")
_LOOKING = frozenset("查看")  # what is looked up for somebody is not done for him
_OTHERWISE = _LOOKING | frozenset("您你的是谢")
_LINKS = ("", "就", "内", "之内", "会")  # between a time and its deed: 明天就审核 (not 18点后审核的)


class Deed(NamedTuple):
    """Code points of the folded text: `start` = of whom it is for or who does it, `at` = of the deed's own word."""

    rule: Ready
    start: int
    at: int
    end: int


def find_deeds(book: PromiseBook, text: str, around: tuple[Clause | None, Clause], times: Sequence[When]) -> list[Deed]:
    """Deeds of a clause (`around` = the one before in its sentence, and it): those that need no time first, then the
    widest, then in the order of the text. `times` = those of the clause.
    """
    before, clause = around
    said = text[clause.start : clause.end]
    if before is not None and not find_times(text[before.start : before.end], _ANY, UTC):
        said = text[before.start : clause.end]  # 预计, 3天内发货: what is said before the time is said of it
    found: list[Deed] = []
    helper, desk = _open_helper(before, clause), None
    for mark in clause.marks:
        if mark.roles & _HELPER:
            helper = mark
        if mark.roles & _DESK and _is_desk(text, mark):
            desk = mark
        if mark.roles & _DEED:
            timed = bool(times) and _opens(text, clause, times, mark)
            by = (_bound(text, helper, mark, _LOOKING), _bound(text, desk, mark, _OTHERWISE), timed)
            found += _of_mark(book, (text, said), mark, by)
    return sorted(found, key=lambda deed: (deed.rule.rule.timed, deed.at - deed.end, deed.at))


def _of_mark(
    book: PromiseBook, texts: tuple[str, str], mark: Mark, by: tuple[Mark | None, Mark | None, bool]
) -> list[Deed]:
    """The deeds that one word is, for every rule that knows it. `texts` = the whole text, what is said around it."""
    text, said = texts
    helper, desk, timed = by
    noun = text[mark.end : mark.end + 1] == "的" and text[mark.end + 1 : mark.end + 2].isalpha()
    noun = noun and text[mark.end + 1] not in _PARTICLES  # 仓库预约的时间, but 小妹会登记的呢
    found: list[Deed] = []
    for place in book.deeds[mark.word]:
        one = book.rules[place]
        if any(word in said for word in one.unless):
            continue
        if mark.word in one.say:
            found.append(Deed(one, mark.start, mark.start, mark.end))
        elif helper is not None and 0 <= mark.start - helper.end <= one.rule.within:
            found.append(Deed(one, helper.start, mark.start, mark.end))
        elif desk is not None and 0 <= mark.start - desk.end <= _CLOSE and not noun:
            found.append(Deed(one, desk.start, mark.start, mark.end))
        elif one.rule.timed and timed:
            found.append(Deed(one, mark.start, mark.start, mark.end))
    return found


def _bound(text: str, by: Mark | None, mark: Mark, between: frozenset[str]) -> Mark | None:
    """`by`, unless what stands between it and the deed makes them strangers: 小妹建议您联系, 给您查看修改记录."""
    if by is None or not between.isdisjoint(text[by.end : mark.start]):
        return None
    return by


def _open_helper(before: Clause | None, clause: Clause) -> Mark | None:
    """A helper that the clause before ends with: many type a blank in 我帮您 联系站点."""
    if before is None or clause.start - before.end != 1 or not before.marks:
        return None
    last = before.marks[-1]
    return last if last.roles & _HELPER and last.end == before.end else None


def _is_desk(text: str, mark: Mark) -> bool:
    """我 of 我的订单, 这边 of 您这边 and of 这边您提交 are nobody of ours."""
    after, before = text[mark.end : mark.end + 1], text[max(0, mark.start - 1) : mark.start]
    return after not in _NOT_BEHIND and before not in _NOT_BEFORE


def _opens(text: str, clause: Clause, times: Sequence[When], mark: Mark) -> bool:
    """The clause begins with a time, and the deed follows at once."""
    return any(when.start - clause.start <= 1 and text[when.end : mark.start] in _LINKS for when in times)
