"""What several verbs share: options, settings, rules. Imports late, so that --help is quick."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

Host = Annotated[str | None, typer.Option(help="address to serve on")]
Port = Annotated[int | None, typer.Option(help="port to serve on; 0 takes a free one")]
Data = Annotated[Path | None, typer.Option(help="data directory")]
Rules = Annotated[Path | None, typer.Option(help="rules directory; default: the rules in the package")]
Model = Annotated[Path | None, typer.Option(help="a text model by `csassist train`; default: the one that ships")]


def settings_of(**overrides: Any) -> Any:
    """The settings, with the options of a command line over them. Raises SettingsError."""
    from csassist.settings import load_settings

    return load_settings(overrides)


def read_ahead(rules: Path | None, data: Path | None = None) -> Any:
    """Reads rules and model in a child, before anything else; left lying when a csassist.yaml names other places."""
    from csassist.rulepack.ahead import Ahead
    from csassist.rulepack.place import ADAPTED, default_directory

    named = os.environ.get("CSASSIST_RULES")
    directory = rules or (Path(named) if named else default_directory())
    return Ahead.start(directory, data / ADAPTED if data is not None else None)


def rulebook_of(rules: Path | None, model: Path | None = None) -> Any:
    """The rulebook of a directory, the shipped one by default. Raises RulePackError."""
    from csassist.rulepack.compile import with_model
    from csassist.rulepack.model_file import read_model
    from csassist.rulepack.place import default_directory
    from csassist.rulepack.reload import RulebookHolder

    rulebook = RulebookHolder(rules or default_directory()).current()
    return rulebook if model is None else with_model(rulebook, read_model(model))


def fail(line: str) -> NoReturn:
    """One line on standard error, exit 2."""
    typer.echo(line, err=True)
    sys.exit(2)
