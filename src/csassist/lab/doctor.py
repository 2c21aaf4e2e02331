"""`csassist doctor`: asks every question about an installation; says in plain words what is wrong and the way out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

import typer

from csassist.lab.checkup import FAULT, OK, WARN, Finding, Machine
from csassist.lab.checkup_settings import Chosen
from csassist.settings import Settings, SettingsError

_MARKS = {OK: "✓", WARN: "!", FAULT: "✗"}


def examine(load: Callable[[], Settings], *, english: bool = False) -> Iterator[Finding]:
    """Every finding; one alone when the settings cannot be read."""

    def say(chinese: str, other: str) -> str:
        return other if english else chinese

    try:
        settings = load()
    except SettingsError as error:
        way_out = say("见 docs/configuration.md；csassist config show 显示生效的设置", "see docs/configuration.md")
        yield Finding("settings", FAULT, error.message, way_out)
        return
    yield from Machine(settings, say).all()
    yield from Chosen(settings, say).all()


def run_doctor(load: Callable[[], Settings], *, english: bool, as_json: bool) -> bool:
    """Prints the findings; False when there is a fault."""
    found = []
    for one in examine(load, english=english):
        found.append(one)
        if not as_json:
            typer.echo(f"{_MARKS[one.level]} {one.check:<14} {one.text}")
            if one.level != OK and one.way_out:
                typer.echo(f"  {'':<14} → {one.way_out}")
    faults, warnings = (sum(one.level == level for one in found) for level in (FAULT, WARN))
    if as_json:
        body = {"faults": faults, "warnings": warnings, "findings": [asdict(one) for one in found]}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=1))
    elif english:
        typer.echo(f"{faults} faults, {warnings} warnings")
    else:
        typer.echo(f"{faults} 处错误，{warnings} 处提醒")
    return faults == 0
