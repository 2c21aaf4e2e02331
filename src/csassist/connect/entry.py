"""One hook as a person writes it in the settings, checked. Secrets may lie in files of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from csassist.connect.hook import OFF, Hook
from csassist.connect.signature import check_secret

_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$"


class HookEntry(BaseModel):
    """One entry of `hooks`. `base_url`, `account` and `api_token` let private notes go back into Chatwoot."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    id: str = Field(pattern=_NAME)
    kind: Literal["chatwoot", "generic"] = "chatwoot"
    shop: str = Field(min_length=1)
    secret: SecretStr | None = None
    secret_file: Path | None = None
    signature: Literal["required", "if_present", "off"] = "required"
    teams: dict[str, str] = Field(default_factory=dict)
    team: str | None = Field(None, min_length=1)
    agents: dict[str, str] = Field(default_factory=dict)
    prefix: str = Field("", pattern=r"^[A-Za-z0-9_.:-]{0,20}$")
    base_url: str = Field("", pattern=r"^(https?://[^\s?#]+)?$")
    account: int | None = Field(None, ge=1)
    api_token: SecretStr | None = None
    api_token_file: Path | None = None
    notes: Literal["WATCH", "ALERT", "SUPERVISOR", "off"] = "ALERT"

    @model_validator(mode="after")
    def _whole(self) -> HookEntry:
        if self.secret is not None and self.secret_file is not None:
            raise ValueError("give either secret or secret_file")
        if self.signature != OFF and self.secret is None and self.secret_file is None:
            raise ValueError("a hook needs the secret that its deliveries are signed with")
        if self.kind == "generic" and self.signature != "required":
            raise ValueError("deliveries of a generic hook are always signed")
        if self.api_token is not None and self.api_token_file is not None:
            raise ValueError("give either api_token or api_token_file")
        back = (self.base_url != "", self.account is not None, self.has_token)
        if any(back) and (not all(back) or self.kind != "chatwoot"):
            raise ValueError("private notes into Chatwoot need base_url, account and api_token together")
        return self

    @property
    def has_token(self) -> bool:
        """True when notes may be written back."""
        return self.api_token is not None or self.api_token_file is not None

    @property
    def writes_back(self) -> bool:
        """True when a rise becomes a private note."""
        return self.has_token and self.notes != "off"

    def to_hook(self) -> Hook:
        """The hook, with its secret read. Raises OSError for a file, ValueError for a secret that cannot be one."""
        text = self.secret.get_secret_value() if self.secret is not None else ""
        if self.secret_file is not None:
            text = self.secret_file.read_text("utf-8")
        secrets = tuple(part.strip() for part in text.split(",") if part.strip())
        if self.signature != OFF and not secrets:
            raise ValueError("the secret is empty")
        for secret in secrets:
            check_secret(self.kind, secret)
        return Hook(
            self.id, self.kind, self.shop, secrets, self.signature, self.teams, self.team, self.agents, self.prefix
        )


def read_hooks(entries: tuple[HookEntry, ...]) -> tuple[Hook, ...]:
    """All of them. Raises ValueError that names the hook: a name twice, a file, a secret."""
    found: list[Hook] = []
    for entry in entries:
        if any(one.id == entry.id for one in found):
            raise ValueError(f"hooks: {entry.id}: the name is there twice")
        try:
            found.append(entry.to_hook())
        except OSError as error:
            raise ValueError(f"hooks: {entry.id}: secret_file: {error.strerror}") from None
        except ValueError as error:
            raise ValueError(f"hooks: {entry.id}: {error}") from None
    return tuple(found)
