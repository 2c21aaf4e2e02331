"""One wrong thing in a rules directory, as a person, an editor or a broken copy would leave it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

Change = Callable[[str, random.Random], str]


def _lines(change: Callable[[list[str], int, random.Random], None]) -> Change:
    def changed(text: str, rng: random.Random) -> str:
        lines = text.splitlines(keepends=True)
        change(lines, rng.randrange(len(lines)), rng)
        return "".join(lines)

    return changed


def _drop(lines: list[str], n: int, _: random.Random) -> None:
    del lines[n]


def _double(lines: list[str], n: int, _: random.Random) -> None:
    lines.insert(n, lines[n])


def _indent(lines: list[str], n: int, rng: random.Random) -> None:
    lines[n] = rng.choice((" ", "\t", "   ")) + lines[n]


def _misspell(lines: list[str], n: int, rng: random.Random) -> None:
    at = rng.randrange(max(1, len(lines[n]) - 1))
    lines[n] = lines[n][:at] + rng.choice("xyz:{[&*#!|>%@`'\"") + lines[n][at:]


def _number(text: str, rng: random.Random) -> str:
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    if not digits:
        return text + "9"
    at = rng.choice(digits)
    return text[:at] + rng.choice(("-1", "1e999", "NaN", "999999999999", "'x'", "0.0000001", "null")) + text[at + 1 :]


def _cut(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text))]


CHANGES: dict[str, Change] = {
    "line_dropped": _lines(_drop),
    "line_doubled": _lines(_double),
    "line_indented": _lines(_indent),
    "letter_too_many": _lines(_misspell),
    "number_changed": _number,
    "cut_off": _cut,
    "words_of_a_merge": lambda text, _: f"<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n",
    "deep_nest": lambda text, _: text + "x: " + "[" * 200 + "]" * 200 + "\n",
    "anchors": lambda text, _: "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b]\n" + text,
    "title_changed": lambda text, rng: text.replace("title: ", f"title: 又{rng.randrange(100)}", 1),
}
WHOLE = ("not_text", "empty", "removed", "copied", "a_directory")


def mutated(directory: Path, rng: random.Random) -> str:
    """Breaks (or at times only changes) one file. Returns what was done."""
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    file = rng.choice(files)
    kind = rng.choice([*CHANGES, *WHOLE])
    if kind in CHANGES:
        file.write_text(CHANGES[kind](file.read_text("utf-8"), rng), "utf-8")
    elif kind == "not_text":
        file.write_bytes(rng.randbytes(60) + b"\xff\xfe\x00")
    elif kind == "empty":
        file.write_bytes(b"")
    elif kind == "copied":
        shutil.copy(file, file.with_name("copy-of-" + file.name))
    else:
        file.unlink()
        if kind == "a_directory":
            file.mkdir()
    return kind
