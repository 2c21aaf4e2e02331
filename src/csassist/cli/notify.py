"""`csassist notify`: robots and webhooks that hear of alerts. Parses words; lab.notices does the work."""

from __future__ import annotations

from typing import Annotated

import typer

from csassist.cli.options import Data, fail, settings_of

notices = typer.Typer(no_args_is_help=True, help="Robots and webhooks that hear of alerts")


@notices.command("test")
def notify_test(name: Annotated[str, typer.Argument(help="an endpoint of the settings")]) -> None:
    """Send a sample to an endpoint and print what the far side said; exit 1 when it was not taken."""
    from csassist.lab.notices import run_notify_test

    raise typer.Exit(0 if run_notify_test(settings_of().endpoints(), name) else 1)


@notices.command("list")
def notify_list(data: Data = None) -> None:
    """List the endpoints with what waits, was sent and was given up."""
    from csassist.lab.notices import run_notify_list

    settings = settings_of(data=data)
    run_notify_list(settings.endpoints(), settings.data, settings.store)


@notices.command("dead")
def notify_dead(data: Data = None) -> None:
    """List dead notices, newest first."""
    from csassist.lab.notices import run_notify_dead

    settings = settings_of(data=data)
    run_notify_dead(settings.data, settings.store)


@notices.command("replay")
def notify_replay(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="as listed by dead")] = None,
    everything: Annotated[bool, typer.Option("--all", help="every dead notice")] = False,
    data: Data = None,
) -> None:
    """Send dead notices again, with their old ids."""
    from csassist.lab.notices import run_notify_replay

    if bool(ids) == everything:
        fail("notify replay: give ids of notices, or --all")
    settings = settings_of(data=data)
    count = run_notify_replay(settings.data, ids or None, settings.store)
    typer.echo(f"{count} 条通知重新排队")
    raise typer.Exit(0 if count or everything else 1)


@notices.command("enable")
def notify_enable(name: Annotated[str, typer.Argument(help="an endpoint of the settings")], data: Data = None) -> None:
    """Use an endpoint again that had said that it is gone."""
    from csassist.lab.notices import run_notify_enable

    settings = settings_of(data=data)
    run_notify_enable(settings.endpoints(), settings.data, name, settings.store)
    typer.echo(f"{name} 已重新启用")
