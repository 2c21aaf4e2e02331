"""The command line: every verb, and what it prints when something is wrong."""

from __future__ import annotations

import asyncio
import sys
from typing import NoReturn

import typer

from csassist.cli import operate
from csassist.cli.keys import keys
from csassist.cli.notify import notices
from csassist.cli.options import fail
from csassist.cli.store import record
from csassist.cli.verbs import cli
from csassist.errors import CsassistError, RulePackError

operate.add_to(cli)
cli.add_typer(notices, name="notify")
cli.add_typer(keys, name="keys")
cli.add_typer(record, name="store")


def main() -> NoReturn:
    """The entry point: our errors are one line with a code, never a traceback."""
    try:
        cli()
    except RulePackError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        fail(f"{error.code} {error.message}")
    except CsassistError as error:
        fail(f"{error.code} {error.message}")
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
    sys.exit(0)
