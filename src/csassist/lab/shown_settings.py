"""`csassist config show`: what every setting is and where it comes from; secrets are masked. Changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import typer
from pydantic import BaseModel, SecretStr

from csassist.lab.logs import HIDDEN, masked
from csassist.settings import Settings

DEFAULT = "default"


def shown(settings: Settings, origins: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Setting -> {value, from}, masked: by type, by name, and by look (a password in an address)."""
    found = {}
    for name in Settings.model_fields:
        value = _plain(getattr(settings, name))
        found[name] = {"value": value, "from": origins.get(name, DEFAULT)}
    return found


def run_config_show(settings: Settings, origins: Mapping[str, str], *, as_json: bool) -> None:
    """Prints it."""
    found = shown(settings, origins)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    wide = max(len(name) for name in found)
    for name, entry in found.items():
        value = json.dumps(entry["value"], ensure_ascii=False, default=str)
        typer.echo(f"{name:<{wide}}  {value}  ({entry['from']})")


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return HIDDEN
    if isinstance(value, BaseModel):
        return _named({name: _plain(getattr(value, name)) for name in type(value).model_fields})
    if isinstance(value, Mapping):
        return _named({str(name): _plain(one) for name, one in value.items()})
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return masked(None, "", {"value": str(value)})["value"]


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields whose name says that they are secret; the address of a robot is one, too (its key stands in it)."""
    return {name: HIDDEN if value and (name == "url" or _secret(name)) else value for name, value in fields.items()}


def _secret(name: str) -> bool:
    return bool(masked(None, "", {name: "x"})[name] == HIDDEN)
