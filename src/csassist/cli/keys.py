"""`csassist keys`: what opens the door. Parses words; lab.key_verbs does the work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from csassist.cli.options import Data, fail, settings_of

keys = typer.Typer(no_args_is_help=True, help="Keys of shops: only their hashes are stored")

Name = Annotated[str, typer.Argument(metavar="ID", help="as listed by list")]


def _place(data: Path | None) -> Any:
    from csassist.lab.key_verbs import Place

    settings = settings_of(data=data)
    return Place(settings.data, settings.store)


@keys.command("create")
def keys_create(
    role: Annotated[str, typer.Option(help="integrator, agent, supervisor or admin")],
    shop: Annotated[str, typer.Option(help="the shop that it is for")] = "default",
    agent: Annotated[str | None, typer.Option(help="whose key it is; agents need one")] = None,
    teams: Annotated[str, typer.Option(help="teams, by commas; none = a supervisor of the whole shop")] = "",
    label: Annotated[str, typer.Option(help="a word to tell it by")] = "",
    days: Annotated[float | None, typer.Option(min=0.001, max=3650, help="ends after so many days")] = None,
    data: Data = None,
) -> None:
    """Make a key and print it, this once; a running service takes it within seconds."""
    from csassist.desk.access import Role
    from csassist.desk.keys import KeyWish
    from csassist.lab.key_verbs import run_keys_create

    if role not in {each.value for each in Role}:
        fail(f"keys create: --role is one of {', '.join(each.value for each in Role)}")
    if role == Role.AGENT.value and not agent:
        fail("keys create: an agent's key needs --agent")
    named = tuple(team.strip() for team in teams.split(",") if team.strip())
    wish = KeyWish(Role(role), agent, named, label, days)
    run_keys_create(_place(data), shop, wish)


@keys.command("list")
def keys_list(shop: Annotated[str | None, typer.Option(help="only this shop's")] = None, data: Data = None) -> None:
    """List the stored keys, without what opens the door."""
    from csassist.lab.key_verbs import run_keys_list

    run_keys_list(_place(data), shop)


@keys.command("revoke")
def keys_revoke(name: Name, data: Data = None) -> None:
    """End a key now; its sockets are closed within 5 s."""
    from csassist.lab.key_verbs import run_keys_revoke

    run_keys_revoke(_place(data), name)


@keys.command("rotate")
def keys_rotate(
    name: Name,
    overlap: Annotated[float, typer.Option(min=0, max=30 * 86_400, help="seconds for which the old one goes on")] = 0,
    data: Data = None,
) -> None:
    """Make a new key with the rights of an old one, and end the old one."""
    from csassist.lab.key_verbs import run_keys_rotate

    run_keys_rotate(_place(data), name, timedelta(seconds=overlap))
