"""Why a deed is no promise: denied, done, asked, offered, on a condition, the customer's own, a rule for everybody."""

from __future__ import annotations

from collections.abc import Sequence

from csassist.promise.book import Role
from csassist.promise.clauses import Clause, Mark
from csassist.promise.deeds import Deed
from csassist.promise.times import When

_NEAR = 6  # code points between a negation and the deed
_BEFORE = int(Role.DONE | Role.FACT)
_CONDITION, _QUESTION, _TAG = int(Role.CONDITION), int(Role.QUESTION), int(Role.TAG)
_NEGATION, _OFFER, _CUSTOMER = int(Role.NEGATION), int(Role.OFFER), int(Role.CUSTOMER)
_AGAINST = _BEFORE | _NEGATION | _OFFER | _CUSTOMER
_ASK, _FACT = int(Role.ASK), int(Role.FACT)
_TAIL = " 哦呢哈亲的呀啊噢喔哟啦~"  # particles that may follow the 了 of a deed done
_NOT_DONE = ("就好了", "就行了", "就可以了")


def is_idle(clause: Clause) -> bool:
    """True when nothing in the clause can be a promise, whatever its deed: 如果…, …吗, 还是…."""
    bits = clause.bits
    if bits & _CONDITION:
        return True
    if bits & _TAG:
        return any(mark.roles & _QUESTION and not _within_tag(mark, clause) for mark in clause.marks)
    return clause.asked or bool(bits & _QUESTION)


def is_vetoed(text: str, clause: Clause, deed: Deed, times: Sequence[When]) -> bool:
    """True when the clause makes this deed none; `times` = those said in it. `is_idle` was asked before."""
    if clause.bits & _AGAINST and any(_speaks_against(text, mark, deed) for mark in clause.marks):
        return True
    if clause.bits & _TAG and not times:
        return True
    return _is_done(text, clause, deed)


def is_conditional(clause: Clause, before: Clause | None, timed: bool) -> bool:
    """Something has to happen first: 如果…; for a deed without a time also: 您提供下订单号, 我帮您申请.

    `before` = the clause before in its sentence. For a time also a rule: 下单后, 48小时发出.
    """
    if not timed and clause.has(_ASK):
        return True
    if before is None:
        return False
    return before.has(_CONDITION | (_FACT if timed else _ASK))


def asks_consent(text: str, clauses: Sequence[Clause], place: int) -> bool:
    """The next clause asks whether it may be done: 给您转接专员, 您看可以吗. Who says 会 has made up his mind."""
    if place + 1 >= len(clauses) or clauses[place + 1].first:
        return False
    if "会" in text[clauses[place].start : clauses[place].end]:
        return False
    return clauses[place + 1].has(_TAG)


def _speaks_against(text: str, mark: Mark, deed: Deed) -> bool:
    roles = mark.roles
    if roles & _NEGATION and _just_before(mark, deed):
        return True
    if mark.end > deed.at:
        return False
    if roles & _BEFORE or (roles & _OFFER and deed.start != deed.at):
        return True
    return bool(roles & _CUSTOMER) and not _to_customer(text, deed)


def _within_tag(mark: Mark, clause: Clause) -> bool:
    return any(tag.roles & _TAG and tag.start <= mark.start and mark.end <= tag.end for tag in clause.marks)


def _just_before(mark: Mark, deed: Deed) -> bool:
    return mark.start < deed.at and mark.end <= deed.end and deed.start - mark.end <= _NEAR


def _to_customer(text: str, deed: Deed) -> bool:
    """Words that cannot be the customer's own deed: 通知您, 帮您; and the 稍等 that he is asked for."""
    return deed.rule.rule.until_reply or not {"您", "你", "亲"}.isdisjoint(text[deed.start : deed.end + 1])


def _is_done(text: str, clause: Clause, deed: Deed) -> bool:
    """帮您申请了哦, 帮您催过: 了 or 过 right behind the deed, or 了 as the clause's last word that is no particle."""
    if text[deed.end : deed.end + 1] in ("了", "过") and deed.end < clause.end:
        return True
    rest = text[deed.end : clause.end].rstrip(_TAIL)
    if rest.startswith("成功"):
        return True
    return rest.endswith("了") and not rest.endswith(_NOT_DONE)
