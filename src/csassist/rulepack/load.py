"""Files of a pack -> Pack, with every fault of every file in one run. Knows the layout; lint.py judges the content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode

from csassist.catalogue.spec import Policy, ProductCard
from csassist.coach.spec import CoachRule
from csassist.errors import RulePackError
from csassist.promise.spec import PromiseRule
from csassist.rulepack.campaign import HEAD, Campaign, widened, windowed
from csassist.rulepack.concessions import FILE as CONCESSIONS
from csassist.rulepack.concessions import read_concessions
from csassist.rulepack.fault import Fault, split
from csassist.rulepack.lint import lint
from csassist.rulepack.pack import Pack, PackHead
from csassist.rulepack.shape import Entry, shape
from csassist.rulepack.tree import read_tree
from csassist.rulepack.vocabulary import fold_text
from csassist.rulepack.words import read_words
from csassist.suggest.spec import Script
from csassist.thermometer.spec import SignalRule

T = TypeVar("T", SignalRule, Script, ProductCard, CoachRule, Campaign, PromiseRule)
_ROOMS = {
    "signals": 2,
    "scripts": 2,
    "products": 1,
    "coach": 1,
    "promises": 1,
    "words": 1,
    "campaigns": 2,
}  # room -> depth of its files


def load_pack(directory: Path) -> Pack:
    """The pack in `directory` (itself a pack, or a rules directory with one in it), read and linted, examples not run.

    Raises RulePackError (R100) whose `faults` are all faults found, in order. Warnings do not stop a pack.
    """
    pack, faults = read_pack(find_pack(directory))
    if pack is not None:
        faults = [*faults, *lint(pack, fold_text)]
    hard, _ = split(faults)
    if hard or pack is None:
        raise RulePackError(f"the rule pack has {len(hard)} faults; run csassist check-rules to see them", hard)
    return pack


def find_packs(directory: Path) -> tuple[Path, ...]:
    """Directories with a pack.yaml: `directory` itself, else those right beneath it, by name."""
    if directory.name in ("", ".."):  # "." has no name to call its files by
        directory = directory.resolve()
    if (directory / "pack.yaml").is_file():
        return (directory,)
    if not directory.is_dir():
        return ()
    return tuple(sorted(child for child in directory.iterdir() if (child / "pack.yaml").is_file()))


def find_pack(directory: Path) -> Path:
    """The pack to serve from `directory`. Raises RulePackError with R110 when there is none, or more than one."""
    packs = find_packs(directory)
    if len(packs) == 1:
        return packs[0]
    message = "no pack.yaml here or one level beneath" if not packs else "several packs; name the directory of one"
    fault = Fault(directory.name or ".", 1, "R110", message)
    raise RulePackError(f"{message}: {directory.name}", (fault,))


def read_pack(directory: Path) -> tuple[Pack | None, list[Fault]]:
    """(pack, faults) of one pack directory; the pack holds whatever could be read. None without a good pack.yaml."""
    root, prefix = directory.parent, directory.name
    faults: list[Fault] = []
    rooms: dict[str, list[tuple[Path, str]]] = {room: [] for room in _ROOMS}
    for path in _files(directory):
        _place(path, directory, rooms, faults)
    head = _one(PackHead, directory / "pack.yaml", f"{prefix}/pack.yaml", faults)
    policy = _policy(directory / "policy.yaml", f"{prefix}/policy.yaml", faults)
    concessions = read_concessions(directory, prefix, faults)
    words = read_words(directory / "words", f"{prefix}/words", faults)
    signals = _all(SignalRule, rooms["signals"], faults)
    scripts = _all(Script, rooms["scripts"], faults)
    products = _all(ProductCard, rooms["products"], faults)
    coach = _all(CoachRule, rooms["coach"], faults)
    promises = _all(PromiseRule, rooms["promises"], faults)
    campaigns = _all(Campaign, rooms["campaigns"], faults)
    if head is None:
        return None, faults
    retired = frozenset(path.stem for path in (root / "retired").rglob("*.yaml"))
    policy, scripts = widened(policy, campaigns), windowed(scripts, campaigns)
    pack = Pack(root, directory, head, words, policy, signals, scripts, products, coach, campaigns, promises, retired)
    return replace(pack, concessions=concessions), faults


def _files(directory: Path) -> Iterator[Path]:
    """Every file that could be meant: no hidden ones, no editor's back-ups, no notes."""
    for path in sorted(directory.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(directory).parts)
        if path.is_file() and not hidden and not path.name.endswith(("~", ".md", ".swp", ".tmp")):
            yield path


def _place(path: Path, directory: Path, rooms: dict[str, list[tuple[Path, str]]], faults: list[Fault]) -> None:
    """Puts a file into its room, or says that there is none for it."""
    parts = path.relative_to(directory).parts
    file = "/".join((directory.name, *parts))
    if parts in (("pack.yaml",), ("policy.yaml",), (CONCESSIONS,)):
        return
    room, suffix = _room(parts), ".txt" if parts[0] == "words" else ".yaml"
    if parts[0] not in _ROOMS:
        faults.append(Fault(file, 1, "R109", f"no room for this file; rooms: {', '.join(_ROOMS)}"))
    elif not room:
        faults.append(Fault(file, 1, "R109", f"files of {parts[0]} lie {_depth(parts)}"))
    elif path.suffix != suffix:
        faults.append(Fault(file, 1, "R109", f"files of {parts[0]} end in {suffix}"))
    else:
        rooms[room].append((path, file))


def _room(parts: tuple[str, ...]) -> str:
    """Room of a file, empty when it lies too deep or not deep enough; a script of a campaign is a script."""
    if parts[0] == "campaigns" and len(parts) == 4:
        return "scripts"
    if parts[0] == "campaigns" and parts[-1] != HEAD:
        return ""
    return parts[0] if len(parts) - 1 == _ROOMS.get(parts[0]) else ""


def _depth(parts: tuple[str, ...]) -> str:
    if parts[0] == "campaigns":
        return f"in campaigns/<id>/{HEAD} and campaigns/<id>/<kind>/"
    return "one folder deeper (signals/<family>/, scripts/<kind>/)" if len(parts) == 2 else "fewer folders deep"


def _one(cls: type[PackHead], path: Path, file: str, faults: list[Fault]) -> Entry[PackHead] | None:
    if not path.is_file():
        faults.append(Fault(file, 1, "R110", "pack.yaml is missing"))
        return None
    node = read_tree(path, file, faults)
    return None if node is None else shape(cls, node, file, faults)


def _all(cls: type[T], found: list[tuple[Path, str]], faults: list[Fault]) -> tuple[Entry[T], ...]:
    """Entries of one room, by id; files with faults are left out."""
    entries: list[Entry[T]] = []
    for path, file in found:
        node = read_tree(path, file, faults)
        entry = None if node is None else shape(cls, node, file, faults)
        if entry is not None:
            entries.append(entry)
    return tuple(sorted(entries, key=lambda entry: (entry.value.id, entry.file)))


def _policy(path: Path, file: str, faults: list[Fault]) -> Entry[Policy]:
    """policy.yaml is the mapping of the values itself; it may be absent."""
    empty = Entry(Policy(), file, {})
    node = read_tree(path, file, faults) if path.is_file() else None
    if node is None:
        return empty
    return shape(Policy, _wrapped(node), file, faults) or empty


def _wrapped(node: Node) -> Node:
    """{deadline_reply: …} and {values: {deadline_reply: …}} are both read."""
    if isinstance(node, MappingNode) and any(key.value == "values" for key, _ in node.value):
        return node
    key = ScalarNode("tag:yaml.org,2002:str", "values", node.start_mark, node.start_mark)
    return MappingNode("tag:yaml.org,2002:map", [(key, node)], node.start_mark, node.end_mark)
