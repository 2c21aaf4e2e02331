"""JSON from strangers, strictly: an object, no duplicate keys, no depth bombs, no half characters. Knows no meaning."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from csassist.errors import InvalidInput

MOST_DEPTH = 20  # nobody nests deeper in good faith (anchors: JSON depth 20)

# Every string of valid JSON with, for keys, the colon behind it.
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?', re.DOTALL)


def read_object(raw: bytes | str) -> dict[str, Any]:
    """The object in `raw`.

    Raises InvalidInput: C200 when it is not JSON (NaN, 1e999, broken UTF-8, too deep and duplicate keys and what is no
    object included), C201 when a text holds half a surrogate pair.
    """
    if isinstance(raw, str):
        try:
            raw = raw.encode()
        except UnicodeEncodeError:
            raise _invalid("text holds half a surrogate pair; send whole characters") from None
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _why(raw, error) from None
    if type(value) is not dict:
        raise _malformed("what is sent must be a JSON object")
    keys = _count_keys(value)  # as many colons as keys: none of them stands in a text, and no key stands twice
    if keys != raw.count(b":") and keys != sum(1 for colon in _STRINGS.findall(raw) if colon):
        raise _malformed("a key stands twice in one object; send each key once")
    return value


def _malformed(detail: str) -> InvalidInput:
    return InvalidInput(detail, code="C200", errors=[{"pointer": "", "detail": detail}])


def _invalid(detail: str, pointer: str = "") -> InvalidInput:
    return InvalidInput(detail, errors=[{"pointer": pointer, "detail": detail}])


def _count_keys(value: dict[str, Any]) -> int:
    """How many keys stand in `value` and all beneath it. Raises InvalidInput when it is nested too deep."""
    count = 0
    level: list[Any] = [value]
    for _ in range(MOST_DEPTH):
        deeper: list[Any] = []
        for item in level:
            if type(item) is dict:
                count += len(item)
                deeper += [child for child in item.values() if type(child) is dict or type(child) is list]
            else:
                deeper += [child for child in item if type(child) is dict or type(child) is list]
        if not deeper:
            return count
        level = deeper
    raise _malformed(f"JSON is nested more than {MOST_DEPTH} deep; flatten it")


def _why(raw: bytes, error: orjson.JSONDecodeError) -> InvalidInput:
    """The slow look at what the fast parser refused: half a surrogate pair deserves a better name than broken JSON."""
    try:
        value = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return _malformed(f"not JSON: {error.msg} at byte {error.pos}")
    where = _half_character(value)
    if where is not None:
        return _invalid("text holds half a surrogate pair; send whole characters", where)
    return _malformed(f"not JSON: {error.msg}")


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _half_character(value: Any, pointer: str = "", depth: int = 0) -> str | None:
    """JSON pointer to the first string with a lone surrogate (in a key: to its object), None when there is none."""
    if isinstance(value, str):
        return pointer if _is_half(value) else None
    if depth > MOST_DEPTH or not isinstance(value, dict | list):
        return None
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in pairs:
        if isinstance(key, str) and _is_half(key):
            return pointer
        found = _half_character(child, f"{pointer}/{key}", depth + 1)
        if found is not None:
            return found
    return None


def _is_half(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
