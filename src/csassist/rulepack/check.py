"""check-rules: everything that can be said about a rules directory in one run, and how it is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import field
from datetime import date
from pathlib import Path

from csassist.assessment.rulebook import Rulebook
from csassist.errors import RulePackError
from csassist.frozen import frozen
from csassist.rulepack.calm import run_calm
from csassist.rulepack.compile import compile_pack
from csassist.rulepack.examples import run_coach, run_examples, run_signal
from csassist.rulepack.explain import explain_pack
from csassist.rulepack.fault import Fault, split
from csassist.rulepack.lint import lint
from csassist.rulepack.load import find_packs, read_pack
from csassist.rulepack.pack import Pack
from csassist.rulepack.promises import run_promise
from csassist.rulepack.scenario import read_scenarios, run_scenario
from csassist.rulepack.tone import run_tone
from csassist.rulepack.vocabulary import SegmenterName, fold_text


@frozen
class Report:
    """What a check found. `counts` = how many of what was looked at, over all packs."""

    directory: Path
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    explained: tuple[str, ...] = field(default=(), repr=False)

    @property
    def ok(self) -> bool:
        return not self.faults

    @property
    def exit_code(self) -> int:
        """What check-rules exits with: 1 if there is any fault; warnings do not count."""
        return 0 if self.ok else 1

    def lines(self) -> Iterator[str]:
        """The report as people read it: explanations, `file:line code message` each, one line of counts."""
        yield from self.explained
        for fault in (*self.faults, *self.warnings):
            yield f"{self.directory / fault.file}:{str(fault).split(':', 1)[1]}"
        looked = ", ".join(f"{number} {what}" for what, number in self.counts)
        verdict = "ok" if self.ok else f"{len(self.faults)} faults"
        more = f", {len(self.warnings)} warnings" if self.warnings else ""
        yield f"{verdict}{more}: {looked or 'nothing to look at'}"


@frozen
class Inspected:
    """One pack after its check; `rulebook` is None when it does not compile."""

    faults: tuple[Fault, ...]
    rulebook: Rulebook | None
    counts: Counter[str]
    explained: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Fit to serve: it compiles and has no fault but warnings."""
        return self.rulebook is not None and not split(self.faults)[0]


def check(directory: Path, *, explain: bool = False, today: date | None = None) -> Report:
    """Loads, lints and plays every pack in `directory` (a pack, or the directory around packs).

    Never raises for what a pack holds. `explain` adds every reading. `today` (the shop's day) ends
    scripts and the excuses of known-alarms.csv.
    """
    packs = find_packs(directory)
    if not packs:
        return Report(directory, (Fault(".", 1, "R110", "no pack.yaml here or one level beneath"),))
    inspected = [inspect(path, explain=explain, today=today) for path in packs]
    faults, warnings = split(fault for one in inspected for fault in one.faults)
    counts: Counter[str] = sum((one.counts for one in inspected), Counter())
    explained = tuple(line for one in inspected for line in one.explained)
    return Report(packs[0].parent, faults, warnings, tuple(counts.items()), explained)


def inspect(
    path: Path, *, explain: bool = False, today: date | None = None, words: SegmenterName = "rjieba"
) -> Inspected:
    """Everything about the pack in `path`."""
    pack, faults = read_pack(path)
    counts: Counter[str] = Counter()
    if pack is None:
        return Inspected(tuple(faults), None, counts)
    faults += lint(pack, fold_text, today)
    _count(pack, counts)
    hard, _ = split(faults)
    rulebook = _compiled(pack, faults, words)
    explained: tuple[str, ...] = ()
    if rulebook is not None:
        faults += run_tone(pack, rulebook.coach)
        faults += _played(pack, rulebook, counts, today) if not hard else _alone(pack, rulebook, hard)
        explained = tuple(explain_pack(pack, rulebook)) if explain else ()
    return Inspected(tuple(faults), rulebook, counts, explained)


def _compiled(pack: Pack, faults: list[Fault], words: SegmenterName) -> Rulebook | None:
    """The rulebook, or one more fault: whatever a room refuses to build with is a fault of the pack."""
    try:
        return compile_pack(pack, words=words)
    except RulePackError as error:
        faults.append(pack.head.fault("R168", error.message))
    except Exception as error:  # noqa: BLE001 - a pack that slipped through the linter must still end as a fault
        faults.append(pack.head.fault("R168", f"does not compile: {type(error).__name__}: {error}"))
    return None


def _played(pack: Pack, rulebook: Rulebook, counts: Counter[str], today: date | None) -> list[Fault]:
    """Every example, the calm corpus and the scenarios of a pack without faults."""
    faults: list[Fault] = []
    try:
        faults += run_examples(pack, rulebook)
        calm_faults, customer_lines = run_calm(pack.root, pack.id, rulebook, today)
        faults += calm_faults
        counts["calm lines"] += customer_lines
        for scenario in read_scenarios(pack.root, pack.id, faults):
            counts["scenarios"] += 1
            faults += run_scenario(scenario, pack, rulebook)
    except Exception as error:  # noqa: BLE001 - the decisions promise not to raise; if they do, this pack must not go live
        faults.append(pack.head.fault("R168", f"an example cannot be judged: {type(error).__name__}: {error}"))
    return faults


def _alone(pack: Pack, rulebook: Rulebook, hard: tuple[Fault, ...]) -> list[Fault]:
    """Of a pack with faults: the examples that need no other rule, in files that have none themselves."""
    bad = {fault.file for fault in hard}
    faults: list[Fault] = []
    for signal in pack.signals:
        if signal.file not in bad:
            faults += run_signal(signal, rulebook.thermometer)
    cards = {entry.value.name: entry.value for entry in pack.products}
    for rule in pack.coach:
        if rule.file not in bad:
            faults += run_coach(rule, rulebook.coach, cards)
    for promise in pack.promises:
        if promise.file not in bad:
            faults += run_promise(promise, rulebook.promises)
    return faults


def _count(pack: Pack, counts: Counter[str]) -> None:
    counts["packs"] += 1
    counts["signals"] += len(pack.signals)
    counts["scripts"] += len(pack.scripts)
    counts["products"] += len(pack.products)
    counts["draft rules"] += len(pack.coach)
    if pack.promises:
        counts["promise rules"] += len(pack.promises)
    counts["examples"] += sum(
        len(entry.value.fires) + len(entry.value.silent)
        for room in (pack.signals, pack.scripts, pack.coach, pack.promises)
        for entry in room
    )
    counts["gaps"] += sum(len(entry.value.gaps) for entry in pack.signals)
