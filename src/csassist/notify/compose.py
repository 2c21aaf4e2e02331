"""From notices to the request that a target wants. Pure: the time is passed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from csassist.desk.notices import Notice
from csassist.notify.chatwoot import note
from csassist.notify.dingtalk import dingtalk, dingtalk_digest
from csassist.notify.endpoint import Endpoint, Outgoing
from csassist.notify.feishu import feishu, feishu_digest
from csassist.notify.webhook import webhook
from csassist.notify.wecom import wecom, wecom_digest
from csassist.notify.words import digest, story

# Bytes of a digest's lines: WeCom markdown takes 4096, DingTalk 20 000, Feishu 20 000; a list of 40 is long enough.
DIGEST_BYTES = 3_600

_One = Callable[[Endpoint, str, Mapping[str, object], datetime], Outgoing]
_ONE: Mapping[str, _One] = {
    "wecom": lambda to, kind, body, _: wecom(to, story(kind, body)),
    "dingtalk": lambda to, kind, body, now: dingtalk(to, story(kind, body), now),
    "feishu": lambda to, kind, body, now: feishu(to, story(kind, body), now),
}
_DIGEST: Mapping[str, Callable[[Endpoint, str, str, datetime], Outgoing]] = {
    "wecom": lambda to, headline, lines, _: wecom_digest(to, headline, lines),
    "dingtalk": dingtalk_digest,
    "feishu": feishu_digest,
}


def compose(to: Endpoint, notice: Notice, now: datetime) -> Outgoing:
    """One notice."""
    if to.kind == "chatwoot":
        return note(to, notice)
    if not to.robot:
        return webhook(to, notice, now)
    return _ONE[to.kind](to, notice.kind, notice.body, now)


def compose_digest(to: Endpoint, notices: Sequence[Notice], now: datetime) -> tuple[Outgoing, int]:
    """The first of `notices` in one message to a robot, and how many of them are in it."""
    rows = [(notice.kind, notice.body) for notice in notices]
    headline, lines, used = digest(rows, DIGEST_BYTES)
    return _DIGEST[to.kind](to, headline, lines, now), used
