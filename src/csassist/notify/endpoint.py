"""One place that notices go to. Its address and its secret are credentials: neither is ever printed or logged."""

from __future__ import annotations

from dataclasses import field
from hashlib import sha256

from csassist.desk.notices import NoticeRoute
from csassist.frozen import frozen

KINDS = ("wecom", "dingtalk", "feishu", "webhook", "chatwoot")
_ROBOTS = ("wecom", "dingtalk", "feishu")
ROBOT_PER_MINUTE = 15  # WeCom and DingTalk take 20; DingTalk silences a robot for ten minutes beyond that


@frozen
class Endpoint:
    """`form`: text, markdown or card, as the kind has it. `mention`: whom a robot calls by name (`all` = everybody)."""

    route: NoticeRoute
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    form: str = ""
    mention: tuple[str, ...] = field(default=(), repr=False)
    keyword: str = ""  # what a robot with keyword protection wants to read in every text
    per_minute: int = ROBOT_PER_MINUTE
    prefix: str = ""  # before the conversation ids of a Chatwoot whose notes go there
    digest: bool = True  # what does not fit into a minute is told together; otherwise it waits for its turn

    @property
    def name(self) -> str:
        """As in the settings; one of its kind in the whole service."""
        return self.route.name

    @property
    def kind(self) -> str:
        """wecom, dingtalk, feishu or webhook."""
        return self.route.kind

    @property
    def robot(self) -> bool:
        """A group robot: a limit a minute, and an answer whose body says whether it was taken."""
        return self.route.kind in _ROBOTS

    @property
    def for_people(self) -> bool:
        """What is read by people is of no use to anybody after half a day."""
        return self.route.kind != "webhook"

    @property
    def mark(self) -> str:
        """Tells this address from another one without giving it away."""
        return sha256(f"endpoint\x1f{self.url}".encode()).hexdigest()[:16]


@frozen
class Outgoing:
    """One request to be posted, whole."""

    url: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
