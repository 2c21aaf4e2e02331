"""Verbs about the record as a whole: schema, soundness, copies. Parses words; the work is done by lab.record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from csassist.cli.options import Data, settings_of

record = typer.Typer(no_args_is_help=True, help="The record: SQLite in the data directory, or CSASSIST_STORE")


@record.command("migrate")
def store_migrate(data: Data = None) -> None:
    """Bring the record to the schema of this version; a starting service does the same."""
    from csassist.lab.record.migrate import run_migrate

    run_migrate(settings_of(data=data))


@record.command("verify")
def store_verify(
    data: Data = None,
    file: Annotated[Path | None, typer.Option(help="instead: one SQLite file, such as a backup")] = None,
) -> None:
    """Check that the record holds together, while a service may be running; exit 1 if anything is wrong."""
    from csassist.lab.record.verify import run_verify

    raise typer.Exit(0 if run_verify(settings_of(data=data), file) else 1)


@record.command("backup")
def store_backup(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="a file that is not there yet")], data: Data = None
) -> None:
    """Copy the SQLite record as of one moment, while a service may be writing it."""
    from csassist.lab.record.backup import run_backup

    run_backup(settings_of(data=data), to)


@record.command("export")
def store_export(
    shop: Annotated[str, typer.Option(help="whose conversations")],
    out: Annotated[Path | None, typer.Option(help="a new file; default: standard output")] = None,
    raw: Annotated[bool, typer.Option("--raw", help="with personal data as it stands on record")] = False,
    data: Data = None,
) -> None:
    """Write a shop's conversations as JSON lines, personal data masked; whispers are never in it."""
    from csassist.lab.record.export import run_export

    count = run_export(settings_of(data=data), shop, out, raw=raw)
    typer.echo(f"{count} 个会话{'（含个人信息原文）' if raw else '（个人信息已遮盖）'}", err=True)


@record.command("copy")
def store_copy(data: Data = None) -> None:
    """Copy the SQLite record into the empty database of CSASSIST_STORE; start again where it was interrupted."""
    from csassist.lab.record.transfer import run_copy

    raise typer.Exit(0 if run_copy(settings_of(data=data)) else 1)


@record.command("retain")
def store_retain(
    dry: Annotated[bool, typer.Option("--dry-run", help="only count what is old enough")] = False, data: Data = None
) -> None:
    """Mask and remove texts that are old enough, as the service does every night."""
    from csassist.lab.record.retain import run_retain

    run_retain(settings_of(data=data), dry=dry)
