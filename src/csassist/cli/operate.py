"""Verbs of whoever runs the service: load it, ask what is wrong with it, see how it is set."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from csassist.cli.options import Data, Host, Port, Rules, fail, settings_of

_SPAN = re.compile(r"(\d+(?:\.\d+)?)(s|m|h)?")
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def bench(
    url: Annotated[str | None, typer.Option(help="a running service: http://HOST:PORT; default: starts one")] = None,
    key: Annotated[str | None, typer.Option(help="an integrator's or admin's key of that service")] = None,
    only: Annotated[str, typer.Option(help="by commas: throughput, paced, idle, flat")] = "",
    messages: Annotated[int, typer.Option(min=64, help="throughput: messages of a round")] = 2_000,
    rate: Annotated[float, typer.Option(min=0.1, help="paced, soak: messages a second")] = 200.0,
    seconds: Annotated[float, typer.Option(min=1, help="paced: how long")] = 30.0,
    sidebars: Annotated[int, typer.Option(min=1, help="paced, soak: sidebars, one a conversation")] = 500,
    consoles: Annotated[int, typer.Option(min=0, help="paced, soak: supervisors who watch everything")] = 0,
    idle: Annotated[int, typer.Option(min=1, help="idle: sidebars that only wait")] = 10_000,
    live: Annotated[int, typer.Option(min=10, help="flat: live conversations on the busy side")] = 5_000,
    past: Annotated[int, typer.Option(min=1, help="flat: messages of the big record")] = 2_000_000,
    soak: Annotated[str | None, typer.Option(help="instead: load for so long (30m) and watch its memory")] = None,
    words: Annotated[str | None, typer.Option(help="past chats that are said, as for replay")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="throughput: rounds, by turns, after one to warm up")] = 8,
    json: Annotated[Path | None, typer.Option(help="where the figures go as JSON")] = None,
) -> None:
    """Load a running service, or one started here beside a bare relay, and measure it; exit 1 for a missed goal."""
    from csassist.lab.bench import LOADS, Plan, run_bench

    if url is not None and key is None:
        fail("bench: --url needs --key, an integrator's or an admin's")
    default = LOADS if url is None else LOADS[:2]  # memory and processor of a service elsewhere are not ours to see
    loads = tuple(name.strip() for name in only.split(",") if name.strip()) or default
    plan = Plan(
        loads=loads, url=url, messages=messages, rate=rate, seconds=seconds, sidebars=sidebars, consoles=consoles,
        idle=idle, live=live, past=past, soak_s=_span(soak) if soak else 0.0, rounds=rounds, words=words,
    )  # fmt: skip
    figures = run_bench(plan if key is None else replace(plan, key=key), json)
    raise typer.Exit(0 if all(figure.passed for figure in figures) else 1)


def doctor(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    rules: Rules = None,
    english: Annotated[bool, typer.Option("--english", help="in English")] = False,
    json: Annotated[bool, typer.Option("--json", help="for machines")] = False,
) -> None:
    """Check the installation and say what is wrong and the way out; exit 1 if anything is."""
    from csassist.lab.doctor import run_doctor

    def load() -> Any:
        return settings_of(host=host, port=port, data=data, rules=rules)

    raise typer.Exit(0 if run_doctor(load, english=english, as_json=json) else 1)


config = typer.Typer(no_args_is_help=True, help="The settings as they are")


@config.command("show")
def config_show(json: Annotated[bool, typer.Option("--json", help="for machines")] = False) -> None:
    """Print every setting, its value with secrets masked, and where it comes from."""
    from csassist.lab.shown_settings import run_config_show
    from csassist.settings import load_with_origins

    run_config_show(*load_with_origins(), as_json=json)


def add_to(cli: typer.Typer) -> None:
    """Puts the verbs of this file under the command."""
    cli.command()(bench)
    cli.command()(doctor)
    cli.add_typer(config, name="config")


def _span(text: str) -> float:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        fail("bench: --soak takes a time such as 90s, 30m or 2h")
    return float(found[1]) * _UNITS[found[2] or "s"]
