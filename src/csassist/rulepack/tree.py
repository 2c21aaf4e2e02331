"""Text of one YAML file -> nodes that still know their lines. Builds no values: shape.py does, by the specs.

libyaml composes a node tree with positions in ~0.2 ms a file, so one loader serves both the fast start and the faults.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from yaml.nodes import Node

from csassist.rulepack.fault import Fault

MAX_BYTES = 256 * 1024  # far beyond any rule; keeps an alias bomb or a wrong file small
Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(path: Path, file: str, faults: list[Fault]) -> str | None:
    """Text of a file (UTF-8, a byte order mark is dropped), or None and a fault R101."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        faults.append(Fault(file, 1, "R101", f"cannot be read: {error.strerror or error}"))
        return None
    if len(raw) > MAX_BYTES:
        faults.append(Fault(file, 1, "R101", f"{len(raw)} bytes; a file may have {MAX_BYTES}"))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        faults.append(Fault(file, line, "R101", "not UTF-8; save the file as UTF-8"))
        return None


def compose(text: str, file: str, faults: list[Fault]) -> Node | None:
    """The node tree of one document, or None and a fault R102 at the place where YAML gives up."""
    try:
        node: Node | None = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        last = text.rstrip("\n").count("\n") + 1  # the end of the file counts as its last line
        faults.append(Fault(file, min(mark.line + 1, last) if mark else 1, "R102", str(problem)))
        return None
    except RecursionError:
        faults.append(Fault(file, 1, "R102", "nested too deep"))
        return None
    if node is None:
        faults.append(Fault(file, 1, "R102", "the file is empty"))
    return node


def read_tree(path: Path, file: str, faults: list[Fault]) -> Node | None:
    """Node tree of the file at `path`; faults are named after `file`."""
    text = read_text(path, file, faults)
    return None if text is None else compose(text, file, faults)


def line_of(node: Node) -> int:
    """1-based line where a node starts."""
    return int(node.start_mark.line) + 1
