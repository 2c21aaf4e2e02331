"""One endpoint as a person writes it in the settings, checked. Secrets may lie in files of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from csassist.conversation.tier import Tier
from csassist.desk.notices import NoticeRoute
from csassist.desk.quiet_hours import QuietHours
from csassist.notify.endpoint import ROBOT_PER_MINUTE, Endpoint
from csassist.notify.sign import webhook_keys

_MOST = {
    "wecom": 20,
    "dingtalk": 20,
    "feishu": 100,
    "webhook": 6000,
    "chatwoot": 3000,
}  # what the far side takes in a minute


def _quiet(text: str | None) -> str | None:
    if text is not None:
        QuietHours.parse(text)
    return text


class NoticeEntry(BaseModel):
    """One entry of `notices`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")
    kind: Literal["wecom", "dingtalk", "feishu", "webhook", "chatwoot"]
    url: SecretStr | None = None
    url_file: Path | None = None
    secret: SecretStr | None = None
    secret_file: Path | None = None
    shop: str = Field(min_length=1)
    teams: tuple[str, ...] = ()
    min_tier: Literal["WATCH", "ALERT", "SUPERVISOR"] = "ALERT"
    quiet: Annotated[str | None, AfterValidator(_quiet)] = None
    pierce: Literal["ALERT", "SUPERVISOR", "never"] = "SUPERVISOR"
    form: Literal["text", "markdown", "card"] = Field("markdown", alias="format")
    mention: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9_.@-]{1,64}$")], ...] = Field((), max_length=20)
    keyword: str = Field("", max_length=40)
    per_minute: int | None = Field(None, ge=1)
    digest: bool = True
    reminders: bool = False
    account: int | None = Field(None, ge=1)
    channel: str = Field("", max_length=80)
    prefix: str = Field("", max_length=20)

    @model_validator(mode="after")
    def _whole(self) -> NoticeEntry:
        if (self.url is None) == (self.url_file is None):
            raise ValueError("give either url or url_file")
        if self.secret is not None and self.secret_file is not None:
            raise ValueError("give either secret or secret_file")
        if self.kind == "webhook" and self.secret is None and self.secret_file is None:
            raise ValueError("a webhook needs a secret: whsec_ and base64 of 24 to 64 random bytes")
        if self.kind == "chatwoot" and (self.account is None or (self.secret is None and self.secret_file is None)):
            raise ValueError("a Chatwoot needs its account and, as secret, an API token")
        if self.per_minute is not None and self.per_minute > _MOST[self.kind]:
            raise ValueError(f"per_minute: {self.kind} takes at most {_MOST[self.kind]}")
        return self

    def to_endpoint(self, public_url: str) -> Endpoint:
        """The endpoint, with secrets read. Raises OSError for a file, ValueError for a secret that cannot be one."""
        secret = _read(self.secret, self.secret_file)
        if self.kind == "webhook":
            webhook_keys(secret)
        usual = 0 if self.kind in ("webhook", "chatwoot") else ROBOT_PER_MINUTE
        per_minute = usual if self.per_minute is None else self.per_minute
        route = NoticeRoute(
            self.name,
            self.kind,
            self.shop,
            self.teams,
            Tier[self.min_tier],
            None if self.quiet is None else QuietHours.parse(self.quiet),
            None if self.pierce == "never" else Tier[self.pierce],
            self.reminders,
            self.channel,
            public_url.rstrip("/"),
        )
        url = _read(self.url, self.url_file)
        if self.kind == "chatwoot":
            url = f"{url.rstrip('/')}/api/v1/accounts/{self.account}/conversations"
        called = (self.form, self.mention, self.keyword, per_minute)
        return Endpoint(route, url, secret, *called, prefix=self.prefix, digest=self.digest)


def _read(value: SecretStr | None, file: Path | None) -> str:
    if value is not None:
        return value.get_secret_value().strip()
    return "" if file is None else file.read_text("utf-8").strip()
