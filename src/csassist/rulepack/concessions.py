"""concessions.yaml: what the shop gives to put something right. Reads the file and judges it; grants nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from yaml.nodes import MappingNode, ScalarNode

from csassist.catalogue.concession import PLACE, TIERS, Concession, Concessions
from csassist.rulepack.fault import Fault
from csassist.rulepack.lint_wording import forbidden
from csassist.rulepack.shape import Entry, shape
from csassist.rulepack.tree import read_tree
from csassist.suggest.spec import Script

FILE = "concessions.yaml"
SLOT = "{concession}"


def read_concessions(directory: Path, prefix: str, faults: list[Fault]) -> Entry[Concessions]:
    """The file is the mapping of the concessions itself, by id; it may be absent."""
    path, file = directory / FILE, f"{prefix}/{FILE}"
    empty = Entry(Concessions(), file, {})
    node = read_tree(path, file, faults) if path.is_file() else None
    if node is None:
        return empty
    key = ScalarNode("tag:yaml.org,2002:str", "entries", node.start_mark, node.start_mark)
    wrapped = MappingNode("tag:yaml.org,2002:map", [(key, node)], node.start_mark, node.end_mark)
    return shape(Concessions, wrapped, file, faults) or empty


def lint_concessions(entry: Entry[Concessions], scripts: Sequence[Entry[Script]]) -> Iterator[Fault]:
    """Amounts that somebody may really grant; scripts that name a concession there is, and say it."""
    for name, concession in entry.value.entries:
        for message, part in _faults(concession):
            yield entry.fault("R153", f"{name}: {message}", "entries", name, part)
    known = {name for name, _ in entry.value.entries}
    for script in scripts:
        yield from _script(script, known)


def _faults(concession: Concession) -> Iterator[tuple[str, str]]:
    """(what is wrong, in which part)."""
    if PLACE not in concession.wording:
        yield f"the wording says no {PLACE}", "wording"
    for word in forbidden(concession.wording):
        yield f"{word} may not be promised", "wording"
    for part in ("offer", "agent", "supervisor"):
        for tier, _ in getattr(concession, part):
            if tier not in TIERS:
                yield f"there is no value tier {tier}; known: {', '.join(TIERS)}", part
    if not concession.offer:
        yield "nothing is offered to anybody", "offer"
    yield from _amounts(concession)


def _amounts(concession: Concession) -> Iterator[tuple[str, str]]:
    """Offers that somebody may grant, ceilings that rise with the role."""
    agent, supervisor = dict(concession.agent), dict(concession.supervisor)
    for tier, amount in concession.offer:
        if amount <= 0:
            yield f"an offer of {amount:g} to {tier} is none", "offer"
        if amount > max(agent.get(tier, 0.0), supervisor.get(tier, 0.0)):
            yield f"{amount:g} for {tier} is more than anybody may grant", "offer"
    for tier, ceiling in agent.items():
        if ceiling > supervisor.get(tier, 0.0):
            yield f"an agent may grant {tier} more than a supervisor", "agent"
    if any(ceiling < 0 for ceiling in (*agent.values(), *supervisor.values())):
        yield "a ceiling below nothing", "supervisor"


def _script(entry: Entry[Script], known: set[str]) -> Iterator[Fault]:
    script = entry.value
    says = SLOT in script.text or any(SLOT in line for line in script.ahead)
    if script.concession and script.concession not in known:
        yield entry.fault("R154", f"there is no concession {script.concession} in {FILE}", "concession")
    if script.concession and not says:
        yield entry.fault("R154", f"grants {script.concession} and does not say it; write {SLOT}", "text")
    if says and not script.concession:
        yield entry.fault("R154", f"says {SLOT} and names no concession", "text")
