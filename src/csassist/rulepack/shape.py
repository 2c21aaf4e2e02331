"""YAML nodes -> the frozen dataclasses of the specs, strictly, every fault with its own line.

The types of a spec are its schema. Nothing is converted (text stays text, 1 is not "1"), nothing is ignored, and a
fault in one field does not hide the next one. Knows no rule about rules: lint.py does.
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from csassist.rulepack.fault import Fault
from csassist.rulepack.tree import line_of

T = TypeVar("T")
Path = tuple[str | int, ...]
_BAD = object()  # a value that had a fault; never leaves this module
_TEXT = "tag:yaml.org,2002:str"
_LONE = re.compile("[\ud800-\udfff]")  # half a character, which no file and no socket can carry
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A value of a pack and where each part of it stands."""

    value: T
    file: str
    lines: dict[Path, int]

    def line(self, *path: str | int) -> int:
        """Line of the part at `path`, or of the nearest part around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def fault(self, code: str, message: str, *path: str | int, warning: bool = False) -> Fault:
        return Fault(self.file, self.line(*path), code, message, warning)


def shape(cls: type[T], node: Node, file: str, faults: list[Fault]) -> Entry[T] | None:
    """A dataclass `cls` from a node tree; None when anything in it has a fault (all are appended to `faults`)."""
    shaper = _Shaper(file, faults)
    value = shaper.take(node, cls, ())
    return None if value is _BAD else Entry(cast(T, value), file, shaper.lines)


@cache
def _form(cls: type) -> tuple[dict[str, Any], frozenset[str]]:
    """(field -> type, required fields) of a dataclass."""
    hints = get_type_hints(cls)
    required = {f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING}
    return {f.name: hints[f.name] for f in fields(cls)}, frozenset(required)


@cache
def _kind(want: Any) -> tuple[Any, tuple[Any, ...]]:
    """(what sort of type, its arguments); `dataclass` itself stands for every dataclass."""
    return (dataclass, ()) if is_dataclass(want) else (get_origin(want), get_args(want))


class _Shaper:
    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = faults
        self.lines: dict[Path, int] = {}

    def take(self, node: Node, want: Any, path: Path) -> Any:
        if path not in self.lines:
            self.lines[path] = line_of(node)
        if want is str:
            return self._scalar(node, want, path)
        origin, args = _kind(want)
        if origin is Literal:
            return self._literal(node, args, path)
        if origin in (Union, UnionType):
            if isinstance(node, ScalarNode) and node.tag.endswith(":null") and NoneType in args:
                return None
            return self.take(node, next(a for a in args if a is not NoneType), path)
        if origin is tuple:
            return self._tuple(node, args, path)
        if origin is dataclass:
            return self._dataclass(node, cast(type, want), path)
        return self._scalar(node, want, path)

    def _bad(self, node: Node, code: str, message: str) -> Any:
        self.faults.append(Fault(self.file, line_of(node), code, message))
        return _BAD

    def _dataclass(self, node: Node, cls: type, path: Path) -> Any:
        if not isinstance(node, MappingNode):
            return self._bad(node, "R106", f"{_place(path)} must be a mapping (key: value)")
        types, required = _form(cls)
        values: dict[str, Any] = {}
        ok = True
        for key, child in self._pairs(node, path):
            if key is None:
                ok = False
            elif key not in types:
                near = difflib.get_close_matches(key, types, 1)
                hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(types)}"
                self._bad(child, "R104", f"unknown key {_place((*path, key))}{hint}")
                ok = False
            else:
                values[key] = self.take(child, types[key], (*path, key))
        for name in types:
            if name in required and name not in values:
                ok = False
                self._bad(node, "R105", f"key {_place((*path, name))} is missing")
        if not ok or any(value is _BAD for value in values.values()):
            return _BAD
        return cls(**values)

    def _pairs(self, node: MappingNode, path: Path) -> list[tuple[str | None, Node]]:
        """(key, value node); the key is None where it had a fault. A second use of a key is a fault, not a value."""
        found: list[tuple[str | None, Node]] = []
        seen: dict[str, int] = {}
        for key_node, child in node.value:
            key = self._scalar(key_node, str, path)
            if key is not _BAD and key in seen:
                key = self._bad(key_node, "R103", f"key {_place((*path, key))} stands in line {seen[key]} already")
            if key is _BAD:
                found.append((None, child))
                continue
            seen[key] = line_of(key_node)
            self.lines[(*path, key)] = line_of(key_node)
            found.append((key, child))
        return found

    def _tuple(self, node: Node, args: tuple[Any, ...], path: Path) -> Any:
        open_ended = len(args) == 2 and args[1] is Ellipsis
        if open_ended and isinstance(node, MappingNode) and _is_pair(args[0]):
            return self._mapping(node, _kind(args[0])[1][1], path)
        if not isinstance(node, SequenceNode):
            return self._bad(node, "R106", f"{_place(path)} must be a list")
        if not open_ended and len(node.value) != len(args):
            return self._bad(node, "R106", f"{_place(path)} must have {len(args)} entries, not {len(node.value)}")
        wants = [args[0]] * len(node.value) if open_ended else args
        children = list(zip(node.value, wants, strict=True))
        values = [self.take(child, want, (*path, i)) for i, (child, want) in enumerate(children)]
        for (child, _), value in zip(children, values, strict=True):
            if isinstance(value, str) and not value.strip():
                self._bad(child, "R107", f"empty text in the list {_place(path)}")
                return _BAD
        return _BAD if any(value is _BAD for value in values) else tuple(values)

    def _mapping(self, node: MappingNode, want: Any, path: Path) -> Any:
        """A mapping where the spec has a tuple of pairs."""
        pairs = [(key, _BAD if key is None else self.take(v, want, (*path, key))) for key, v in self._pairs(node, path)]
        return _BAD if any(value is _BAD for _, value in pairs) else tuple(pairs)

    def _literal(self, node: Node, allowed: tuple[Any, ...], path: Path) -> Any:
        value = self._scalar(node, type(allowed[0]), path)
        if value is _BAD or value in allowed:
            return value
        near = difflib.get_close_matches(str(value), [str(a) for a in allowed], 1)
        hint = f"; did you mean {near[0]}?" if near else f"; allowed: {', '.join(map(str, allowed))}"
        return self._bad(node, "R107", f"{_place(path)} cannot be {value!r}{hint}")

    def _scalar(self, node: Node, want: type, path: Path) -> Any:
        if want is str and node.tag == _TEXT and isinstance(node, ScalarNode) and not _LONE.search(node.value):
            return node.value
        name = _NAMES.get(want, str(want))
        if not isinstance(node, ScalarNode):
            return self._bad(node, "R106", f"{_place(path)} must be {name}")
        tag, text = node.tag.rpartition(":")[2], str(node.value)
        if tag == "bool" and text.lower() not in ("true", "false"):
            remedy = "write true or false" if want is bool else "put it in quotes"
            return self._bad(node, "R108", f"{_place(path)}: YAML reads a bare {text} as true or false; {remedy}")
        value = _value(tag, text, want)
        if value is not _BAD:
            return value
        hint = "; put it in quotes" if want is str and tag in ("int", "float", "bool") else ""
        shown = "nothing" if tag == "null" else repr(text[:40])
        return self._bad(node, "R106", f"{_place(path)} must be {name}, not {shown}{hint}")


def _value(tag: str, text: str, want: type) -> Any:
    """A scalar as `want`, or _BAD. A date without quotes counts as text."""
    if want is str and tag in ("str", "timestamp"):
        return _BAD if _LONE.search(text) else text
    if want is bool and tag == "bool":
        return text.lower() == "true"
    if want in (int, float) and tag == "int" and _INT.fullmatch(text) and len(text) < 16:
        return want(text)
    if want is float and tag == "float":
        try:
            number = float(text)
        except ValueError:  # .inf, .nan, sexagesimal
            return _BAD
        return number if math.isfinite(number) else _BAD
    return _BAD


def _is_pair(want: Any) -> bool:
    origin, args = _kind(want)
    return origin is tuple and len(args) == 2 and args[0] is str and args[1] is not Ellipsis


def _place(path: Path) -> str:
    """fires[2].span"""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the file"
