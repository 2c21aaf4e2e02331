"""The verbs of daily work. Parses words and prints; the work is done by lab and app. Imports late: --help is quick."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from csassist.cli.options import Data, Host, Model, Port, Rules, fail, read_ahead, rulebook_of, settings_of

cli = typer.Typer(add_completion=False, no_args_is_help=True, help="csassist: 情绪温度计与话术助手 / live-chat assist")


@cli.command()
def serve(host: Host = None, port: Port = None, data: Data = None, rules: Rules = None) -> None:
    """Run the service."""
    gc.disable()  # nothing is thrown away while it starts; run_service turns the collector on again
    ahead = read_ahead(rules, data or Path(os.environ.get("CSASSIST_DATA") or "csassist-data"))
    settings = settings_of(host=host, port=port, data=data, rules=rules)
    from csassist.lab.serving import run_service

    run_service(settings, ahead)


@cli.command()
def demo(
    port: Port = None,
    speed: Annotated[float, typer.Option(min=0.1, max=100, help="how many times faster than life")] = 1.0,
    seed: Annotated[int, typer.Option(help="same seed, same shoppers")] = 1,
    host: Host = None,
    rules: Rules = None,
) -> None:
    """Run the service on a throw-away store with simulated shoppers; loopback only, no login."""
    gc.disable()
    ahead = read_ahead(rules)
    settings = settings_of(host=host, port=port, rules=rules)
    from csassist.lab.serving import run_demo

    run_demo(settings, ahead, speed=speed, seed=seed)


@cli.command()
def explain(
    text: Annotated[str | None, typer.Argument(help="a customer's text")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='{"id","text"} a line in, a reading a line out')] = False,
    english: Annotated[bool, typer.Option("--english", help="tell it in English")] = False,
    rules: Rules = None,
    model: Model = None,
) -> None:
    """Show the reading of a text with everything that adds up to it."""
    from csassist.lab.explain import explain_jsonl, explain_text

    rulebook = rulebook_of(rules, model)
    if jsonl:
        explain_jsonl(rulebook, sys.stdin.buffer, sys.stdout.buffer)
        return
    if text is None:
        fail("explain: give a text, or --jsonl and texts on standard input")
    explain_text(rulebook, text, "en" if english else "zh")


@cli.command()
def replay(
    source: Annotated[str, typer.Argument(metavar="FILE", help="JSONL or CSV, also .gz; - for standard input")],
    out: Annotated[Path | None, typer.Option(help="where the JSONL goes; default: standard output")] = None,
    rules: Rules = None,
    gap: Annotated[float, typer.Option(min=0, help="seconds between turns without a time")] = 30.0,
    plot: Annotated[Path | None, typer.Option(help="a directory for curves as SVG")] = None,
    budget: Annotated[bool, typer.Option("--budget", help="the alerts it would raise, per supervisor-hour")] = False,
    compare: Annotated[Path | None, typer.Option(help="other rules: both budgets side by side")] = None,
    per_supervisor: Annotated[float, typer.Option(min=0.1, help="conversations one supervisor watches over")] = 30.0,
    hours: Annotated[float | None, typer.Option(min=0.01, help="supervisor-hours that the file stands for")] = None,
    budget_json: Annotated[Path | None, typer.Option(help="where the budget goes as JSON")] = None,
    page: Annotated[Path | None, typer.Option(help="instead: a Markdown page of the chats with their cards")] = None,
    model: Model = None,
) -> None:
    """Play past chats through the same pipeline."""
    from csassist.lab.replay import run_replay
    from csassist.lab.session_page import run_page

    if page is not None:
        print(f"{page}: {run_page(source, page, rulebook_of(rules, model), gap)} 个会话")
        return
    if budget or compare is not None or budget_json is not None:
        from csassist.lab.budget import Plan
        from csassist.lab.budget_table import run_budget

        books = [("现配置", rulebook_of(rules, model))]
        if compare is not None:
            books.append((f"对照 {compare.name}", rulebook_of(compare, model)))
        run_budget(source, books, Plan(gap, per_supervisor, hours), out=out, json=budget_json)
        return
    run_replay(source, out, rulebook_of(rules, model), gap=gap, plot=plot)


@cli.command("eval")
def evaluate(
    directory: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="a folder of labelled sets (*.jsonl.gz)")
    ] = None,
    sets: Annotated[str, typer.Option(help="names or beginnings of names, by commas: panel,jddc")] = "",
    suggestions: Annotated[bool, typer.Option("--suggestions", help="only the cards: --sets suggestions")] = False,
    promises: Annotated[bool, typer.Option("--promises", help="only the promises: --sets promises")] = False,
    coach: Annotated[bool, typer.Option("--coach", help="only the draft coach: --sets coach")] = False,
    privacy: Annotated[bool, typer.Option("--privacy", help="only the masking of personal data; needs no DIR")] = False,
    snownlp: Annotated[bool, typer.Option(help="a column for SnowNLP from the same run (slow)")] = True,
    speed: Annotated[bool, typer.Option("--speed", help="also measure speed against SnowNLP")] = False,
    folds: Annotated[int, typer.Option(min=0, help="refit the model N times, each judging what it never saw")] = 0,
    json: Annotated[Path | None, typer.Option(help="where the figures go as JSON")] = None,
    report: Annotated[Path | None, typer.Option(help="where the report page goes, pictures beside it")] = None,
    rules: Rules = None,
    model: Model = None,
) -> None:
    """Measure accuracy on labelled sets: a table with 95 % intervals and the goals."""
    if privacy:
        from csassist.lab.personal.table import run_privacy

        if not run_privacy(directory, show=True):
            raise typer.Exit(1)
        return
    if directory is None:
        fail("eval: name a folder of labelled sets, or give --privacy")
    from csassist.lab.evaluate import Options, run_eval
    from csassist.lab.refit import SEEN, STEPS, Refitting

    chosen = (("suggestions", suggestions), ("promises", promises), ("coach", coach))
    panels = tuple(name for name, wanted in chosen if wanted)
    names = panels or tuple(name.strip() for name in sets.split(",") if name.strip())
    rulebook = rulebook_of(rules, model)
    train = Refitting(directory, rulebook)
    run_eval(directory, rulebook, Options(names, snownlp, speed, folds, train, STEPS, SEEN, json, report))


@cli.command()
def train(
    calm: Annotated[str | None, typer.Option(metavar="CHATS", help="a shop's own chats, as for replay; - too")] = None,
    labelled: Annotated[Path | None, typer.Option(help='lines {"text", "level" 0-3 or "label"}, also .gz')] = None,
    data: Data = None,
    sets: Annotated[Path | None, typer.Option(help="instead: make the shipped model from this folder of sets")] = None,
    out: Annotated[Path | None, typer.Option(help="where the model goes; default: model.json.gz in --data")] = None,
    rules: Rules = None,
) -> None:
    """Adapt the text model to a shop's own chats, taken as mostly calm, and prove it before and after."""
    if sets is not None:
        from csassist.lab.train import run_train

        if out is None or calm is not None or labelled is not None:
            fail("train --sets: needs --out FILE, and neither --calm nor --labelled")
        run_train(sets, out)
        return
    if calm is None:
        fail("train: give --calm CHATS, a file of the shop's own chats as for replay")
    from csassist.lab.adapt import run_adapt
    from csassist.rulepack.place import ADAPTED

    run_adapt(calm, labelled, out or settings_of(data=data).data / ADAPTED, rulebook_of(rules))


@cli.command("check-rules")
def check_rules(
    directory: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="a rules directory")] = None,
    show: Annotated[bool, typer.Option("--explain", help="print the reading of each example")] = False,
) -> None:
    """Check a rules directory: every fault with file:line; exit 1 if there is any."""
    from datetime import datetime

    from csassist.rulepack.check import check
    from csassist.rulepack.place import default_directory
    from csassist.suggest.spoken import SHOP_TIME

    today = datetime.now(SHOP_TIME).date()
    report = check(directory or default_directory(), explain=show, today=today)
    for line in report.lines():
        typer.echo(line)
    raise typer.Exit(1 if report.faults else 0)
