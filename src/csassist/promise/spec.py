"""What a promise rule and the `promise:` part of pack.yaml may say. Plain values; rulepack reads YAML against them."""

from __future__ import annotations

from typing import Literal

from csassist.frozen import frozen

PromiseKind = Literal["reply", "contact", "apply", "handle", "ship", "refund", "compensate", "wait"]


@frozen
class PromiseExample:
    """An agent's message. For `fires`: `span` = words the promise covers, `due` = the shop's local time it gives.

    Examples are said on Monday 2026-03-02 at 10:00 in the shop's time; `due` reads 03-02 10:30.
    """

    say: str
    span: str = ""
    due: str = ""


@frozen
class PromiseRule:
    """One kind of deed. Words are matched on folded text (lower case, half-width, simplified).

    A deed is one of `say`, or one of `do` at most `within` characters behind a helper (帮您, 给您 … of pack.yaml) or
    at most four behind one who does it (我, 小妹, 会 …).
    """

    id: str
    title: str
    kind: PromiseKind
    why: str
    say: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    within: int = 8
    timed: bool = False  # only with a time beside it: 发货 alone is talk, 明天发货 a promise
    due: str = ""  # policy value that gives the deadline when no time is said: deadline_reply …
    due_s: int = 1800  # seconds, when the policy has no such value
    unless: tuple[str, ...] = ()  # words in the clause that make it something else
    until_reply: bool = False  # kept by the agent's next message: 稍等两分钟
    fires: tuple[PromiseExample, ...] = ()
    silent: tuple[PromiseExample, ...] = ()


@frozen
class PromiseSpec:
    """Words that decide whether a deed is a promise, and the clock it is held to."""

    time_zone: str = "Asia/Shanghai"  # IANA name of the shop's time zone
    warn_share: float = 0.2  # warned when so much of the time is left …
    warn_least_s: int = 60  # … at least so many seconds before the end (never more than half of the time) …
    warn_most_s: int = 1800  # … at most so many
    helpers: tuple[str, ...] = ()  # 帮您: for whom it is done
    desks: tuple[str, ...] = ()  # who does it: 我, 小妹, 仓库; close before a deed of `do`
    negations: tuple[str, ...] = ()  # before the deed, in its clause
    conditions: tuple[str, ...] = ()  # in the clause or the one before: 如果
    asks: tuple[str, ...] = ()  # the desk wants something first: 提供一下 (for deeds without a time)
    questions: tuple[str, ...] = ()  # in the clause: 需要…吗
    tags: tuple[str, ...] = ()  # questions that only seek consent: 您看可以吗
    dones: tuple[str, ...] = ()  # before the deed: 已经
    offers: tuple[str, ...] = ()  # before a deed of `do` it could be done, it is not: 可以帮您
    customers: tuple[str, ...] = ()  # the customer is to do it: 您可以
    facts: tuple[str, ...] = ()  # a rule told to everybody: 一般, 签收后
