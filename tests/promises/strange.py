"""What nobody should send: strange values, broken bodies, frames of every wrong kind. Chances come from the caller."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

TEXTS = (
    "",
    " ",
    "\u0000",
    "\ud800",
    "\u202e气死我了",
    "怎\u200b么\u200d还\ufeff不发货",
    "😡" * 2_000,
    "！" * 8_001,
    "<img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}%s%n{0.__class__}",
    "'; DROP TABLE messages; --",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "\r\nSet-Cookie: a=b",
    "a" * 200_000,
    "Ａ１２３４５６７８９０",
    "1e999",
    "NaN",
)
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 2**200, 1e308, 1e-320, [], {}, [[]], [None], {"": None}, {"$ref": "#"}, *TEXTS,
)  # fmt: skip


def mutated(body: Any, rng: random.Random) -> Any:
    """A body like this one, with one to three things about it wrong."""
    if not isinstance(body, dict):
        return rng.choice(VALUES)
    changed = dict(body)
    for _ in range(rng.randint(1, 3)):
        name = rng.choice([*body, "extra", "__proto__", "shop", "id"])
        if rng.random() < 0.2:
            changed.pop(name, None)
        elif isinstance(changed.get(name), dict) and rng.random() < 0.5:
            changed[name] = mutated(changed[name], rng)
        else:
            changed[name] = rng.choice(VALUES)
    return changed


def raw_body(body: Any, rng: random.Random) -> bytes:
    """Bytes of a body: mostly JSON with wrong things in it, now and then no JSON at all."""
    wild: tuple[Callable[[], bytes], ...] = (
        lambda: rng.randbytes(rng.randint(0, 400)),
        lambda: b"[" * rng.randint(1, 100_000),
        lambda: b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        lambda: b'{"text":"\xff\xfe\xed\xa0\x80"}',
        lambda: b'{"value":1e999,"text":NaN}',
        lambda: b'{"text":"a","text":"b"}',
        lambda: b"\xef\xbb\xbf{}",
        lambda: json.dumps(body).encode("utf-16"),
        lambda: json.dumps(body).encode()[: rng.randint(0, 40)],
        lambda: b"0" * 300_000,
    )
    if rng.random() < 0.25:
        return rng.choice(wild)()
    # Escapes carry what UTF-8 cannot: half a character arrives as \ud800.
    return json.dumps(mutated(body, rng)).encode()


def frame(rng: random.Random, data: dict[str, dict[str, Any]]) -> str | bytes:
    """A client frame: of a known type with wrong data, of an unknown one, or no frame at all."""
    choice = rng.random()
    if choice < 0.1:
        return rng.randbytes(rng.randint(0, 200))
    if choice < 0.2:
        return raw_body({}, rng).decode("utf-8", "replace")[:60_000]
    if choice < 0.25:
        return "😡" * rng.choice((1_000, 15_000, 17_000, 30_000))
    kind = rng.choice([*data, "welcome", "hello", "assessment", "", "__proto__"])
    whole = {"type": kind, "ref": rng.choice(("r", 7, None, "", "x" * 500)), "data": mutated(data.get(kind, {}), rng)}
    if rng.random() < 0.2:
        whole = mutated(whole, rng)
    return json.dumps(whole)[: rng.choice((60_000, 60_000, 200_000))]
