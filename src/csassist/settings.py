"""One Settings class: environment CSASSIST_* over csassist.yaml over defaults. Read by cli, lab and app only."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from csassist.connect.entry import HookEntry, read_hooks
from csassist.connect.hook import Hook
from csassist.desk.access import Role
from csassist.desk.bearers import Issuer
from csassist.desk.duty import Duty
from csassist.desk.keeping import Grades
from csassist.desk.keyring import ConfiguredKey
from csassist.desk.lookout import LookoutSpec
from csassist.desk.retention import Keep
from csassist.errors import CsassistError
from csassist.insight.spike import SpikeSpec
from csassist.notify.endpoints import Endpoints, read_endpoints
from csassist.notify.entry import NoticeEntry
from csassist.privacy.grade import GRADES
from csassist.wire.duty_body import DutyBody

PREFIX = "CSASSIST_"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(CsassistError):
    """A setting is wrong; the message names every one."""

    code = "C210"


class KeyEntry(BaseModel):
    """One entry of `keys`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    key: SecretStr = Field(min_length=1)
    role: Role
    shop: str = Field(min_length=1)
    agent_id: str | None = None
    teams: tuple[str, ...] = ()


def _from_json(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith(("[", "{")):
        return json.loads(value)
    return [part.strip() for part in value.split(",") if part.strip()]


class TokenEntry(BaseModel):
    """One entry of `jwt`: a desk whose signed tokens are taken."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    shop: str = Field(min_length=1)
    issuer: str = Field(min_length=1)
    audience: str = Field("csassist", min_length=1)
    algorithm: Literal["EdDSA", "RS256", "HS256"]
    key: SecretStr = Field(min_length=1)

    @model_validator(mode="after")
    def _usable(self) -> TokenEntry:
        self.to_issuer().check()
        return self

    def to_issuer(self) -> Issuer:
        """The entry as the desk takes it."""
        return Issuer(self.shop, self.issuer, self.audience, self.algorithm, self.key.get_secret_value())


class Settings(BaseModel):
    """Every setting. Lists in the environment are JSON or comma-separated."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    data: Path = Path("csassist-data")
    rules: Path | None = Field(None, description="a rules directory; default: the rules in the package")
    keys: Annotated[tuple[KeyEntry, ...], BeforeValidator(_from_json)] = ()
    jwt: Annotated[tuple[TokenEntry, ...], BeforeValidator(_from_json)] = Field(
        (), description="desks whose signed tokens (JWT) let agents and supervisors in"
    )
    store: str | None = Field(
        None,
        pattern=r"^postgres(ql)?://.",
        repr=False,  # the password stands in it
        description="postgresql://user:password@host:5432/database ; default: one SQLite file in `data`",
    )
    broker: SecretStr | None = Field(None, description="redis://… ; default: in this process")
    segmenter: Literal["rjieba", "jieba"] = "rjieba"
    sentiment: Literal["off", "snownlp"] = "off"
    embed_origins: Annotated[tuple[str, ...], BeforeValidator(_from_json)] = Field(
        (), description="origins of desks that may frame the pages and open sockets"
    )
    embed_shops: Annotated[dict[str, tuple[str, ...]], BeforeValidator(_from_json)] = Field(
        default_factory=dict, description="the same by shop, for pages opened with ?shop=…"
    )
    rate_per_s: float = Field(10_000, gt=0, description="messages a second and key (integrators)")
    rate_person_per_s: float = Field(50, gt=0, description="requests a second and key (people)")
    rate_shop_per_s: float = Field(10_000, gt=0, description="requests and messages a second of one shop")
    most_in_flight: int = Field(1024, ge=1, description="messages under way at once; more are answered 503")
    sockets_per_shop: int = Field(500, ge=1, description="sockets of one shop once the service is three quarters full")
    drain_s: float = Field(1, ge=0, le=300, description="between readyz 503 and the first goodbye when it goes down")
    hot_customer_days: float = Field(30, ge=0, description="how long a customer who was hot is known for it")
    duty: Annotated[dict[str, DutyBody], BeforeValidator(_from_json)] = Field(
        default_factory=dict, description="who is called to alerts, by shop; * = every shop that is not named"
    )
    failpoint: str | None = Field(None, description="for tests only: the moment at which the process ends itself")
    notices: Annotated[tuple[NoticeEntry, ...], BeforeValidator(_from_json)] = Field(
        (), max_length=100, description="group robots and webhooks that hear of alerts"
    )
    notice_networks: Annotated[tuple[str, ...], BeforeValidator(_from_json)] = Field(
        (), description="networks (10.1.0.0/16) that notices may go to although they are not on the open internet"
    )
    hooks: Annotated[tuple[HookEntry, ...], BeforeValidator(_from_json)] = Field(
        (), max_length=100, description="desks that post by themselves: Chatwoot, signed webhooks"
    )
    public_url: str = Field("", pattern=r"^(https?://[^\s]+)?$", description="where people open this service")
    effects_minutes: float = Field(60, ge=1, description="how often the effects of scripts are worked out anew")
    spike_conversations: int = Field(
        5, ge=0, description="so many hot conversations about one product, carrier or trigger are a spike; 0 = never"
    )
    spike_minutes: float = Field(30, gt=0, description="the window of a spike; the same one again after twice as long")
    follow_up_hours: float = Field(24, ge=0, description="when a hot customer is called back; 0 = never")
    mode: Literal["live", "shadow"] = Field("live", description="shadow: decide and record everything, tell nobody")
    shadow: Annotated[tuple[str, ...], BeforeValidator(_from_json)] = Field(
        (), description="shops (s1) or teams of a shop (s1/t1) in shadow mode while the rest is live"
    )
    store_text: Literal["raw", "masked", "none"] = Field(
        "raw", description="what is kept of what was said: all, without what names anybody, nothing but numbers"
    )
    store_text_shops: Annotated[dict[str, Literal["raw", "masked", "none"]], BeforeValidator(_from_json)] = Field(
        default_factory=dict, description="the same for single shops"
    )
    retention_text_days: float = Field(30, ge=0, description="after so many days texts are masked; 0 = never")
    retention_masked_days: float = Field(180, ge=0, description="after so many days texts and names go; 0 = never")
    telemetry: Literal["off", "otlp"] = Field("off", description="traces to the collector of OTEL_EXPORTER_OTLP_*")
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    def lookout(self) -> LookoutSpec:
        """What is a spike, and when a hot customer is called back."""
        window = 60 * self.spike_minutes
        return LookoutSpec(SpikeSpec(self.spike_conversations, window, 2 * window), self.follow_up_hours)

    def broker_url(self) -> str | None:
        """Where Redis is, with its password."""
        return None if self.broker is None else self.broker.get_secret_value()

    def configured_keys(self) -> tuple[ConfiguredKey, ...]:
        """The keys as the keyring takes them."""
        return tuple(ConfiguredKey(k.key.get_secret_value(), k.role, k.shop, k.agent_id, k.teams) for k in self.keys)

    def issuers(self) -> tuple[Issuer, ...]:
        """Whose tokens are taken."""
        return tuple(entry.to_issuer() for entry in self.jwt)

    def keep(self) -> Keep:
        """How long texts stay. Raises SettingsError when masked ones would go before they are masked."""
        if 0 < self.retention_masked_days < self.retention_text_days:
            raise SettingsError("settings: retention_masked_days is shorter than retention_text_days")
        return Keep(self.retention_text_days, self.retention_masked_days)

    def grades(self) -> Grades:
        """What is kept of texts, by shop."""
        return Grades(GRADES[self.store_text], {shop: GRADES[name] for shop, name in self.store_text_shops.items()})

    def duties(self) -> dict[str, Duty]:
        """Rosters by shop."""
        return {shop: body.to_duty() for shop, body in self.duty.items()}

    def endpoints(self) -> Endpoints:
        """Where notices go, private notes into Chatwoot with them. Raises EndpointFault C210, C240."""
        notes = tuple(_notes(entry) for entry in self.hooks if entry.writes_back)
        return read_endpoints((*self.notices, *notes), self.notice_networks, self.public_url)

    def incoming(self) -> tuple[Hook, ...]:
        """Who may post to our hooks. Raises SettingsError."""
        try:
            return read_hooks(self.hooks)
        except ValueError as error:
            raise SettingsError(str(error)) from None

    @property
    def loopback(self) -> bool:
        """True when only this machine can reach the service."""
        return self.host in LOOPBACK


def _notes(entry: HookEntry) -> NoticeEntry:
    """The endpoint that a hook's private notes go to: only what came in there is told there."""
    return NoticeEntry.model_validate(
        {
            "name": f"{entry.id}-notes",
            "kind": "chatwoot",
            "url": entry.base_url,
            "account": entry.account,
            "secret": entry.api_token,
            "secret_file": entry.api_token_file,
            "shop": entry.shop,
            "min_tier": entry.notes,
            "channel": f"{entry.kind}:{entry.id}",
            "prefix": entry.prefix,
        }
    )


def load_settings(
    overrides: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Command line over environment over file over defaults. Raises SettingsError naming every wrong key."""
    return load_with_origins(overrides, environ, file)[0]


def load_with_origins(
    overrides: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> tuple[Settings, dict[str, str]]:
    """The settings, and where each that is not a default comes from. Raises SettingsError naming every wrong key."""
    path = file or Path("csassist.yaml")
    values: dict[str, Any] = _read_file(path, required=file is not None)
    origins = {str(name): str(path) for name in values}
    for name, (value, variable) in _read_environ(os.environ if environ is None else environ).items():
        values[name], origins[name] = value, variable
    for name, value in (overrides or {}).items():
        if value is not None:
            values[name], origins[name] = value, f"--{name.replace('_', '-')}"
    try:
        return Settings.model_validate(values), origins
    except ValidationError as error:
        lines = [f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors(include_input=False)]
        raise SettingsError("settings: " + "; ".join(lines)) from None
    except json.JSONDecodeError:
        raise SettingsError("settings: a list is neither JSON nor comma-separated; check CSASSIST_KEYS") from None


def _read_file(path: Path, *, required: bool) -> dict[str, Any]:
    if not path.is_file():
        if required:
            raise SettingsError(f"settings: {path} is not there")
        return {}
    import yaml  # only where there is a file: most services have none, and start sooner without

    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"settings: {path} is not YAML: {str(error).splitlines()[0]}") from None
    if node is None:
        return {}
    if not isinstance(content, dict) or not isinstance(node, yaml.MappingNode):
        raise SettingsError(f"settings: {path} must hold key: value lines")
    names = [key.value for key, _ in node.value]
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    if twice:
        raise SettingsError(f"settings: {path} has {', '.join(twice)} twice")
    return content


def _read_environ(environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Setting -> (value, the variable that it stands in). PORT is what platforms call the port."""
    values: dict[str, tuple[str, str]] = {}
    if environ.get("PORT", "").isdigit():
        values["port"] = (environ["PORT"], "PORT")
    for name, value in sorted(environ.items()):
        if not name.startswith(PREFIX) or value == "":
            continue
        key = name.removeprefix(PREFIX).lower()
        if key.endswith("_file") and key.removesuffix("_file") in Settings.model_fields:
            key = key.removesuffix("_file")
            secret = _read_secret(name, Path(value))
        else:
            secret = value
        if key not in Settings.model_fields:
            raise SettingsError(f"settings: {name} is not a setting; see docs/configuration.md")
        values[key] = (secret, name)
    return values


def _read_secret(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise SettingsError(f"settings: {name}: {error.strerror}") from None
