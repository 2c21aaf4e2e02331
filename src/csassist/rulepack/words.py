"""Word lists (words/*.txt): one word a line, `#` starts a comment, degree adverbs carry a factor after a blank.

File names are the fields of WordLists with dashes: negations, degree-adverbs, particles, boilerplate.
"""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

from csassist.rulepack.fault import Fault
from csassist.rulepack.tree import read_text
from csassist.thermometer.spec import WordLists


def read_words(directory: Path, prefix: str, faults: list[Fault]) -> WordLists:
    """All lists of a words directory (which may be absent); every bad line is a fault."""
    hints = get_type_hints(WordLists)
    values: dict[str, Any] = {}
    for path in sorted(directory.glob("*.txt")) if directory.is_dir() else ():
        name, file = path.stem.replace("-", "_"), f"{prefix}/{path.name}"
        if name not in hints:
            known = ", ".join(f.name.replace("_", "-") for f in fields(WordLists))
            faults.append(Fault(file, 1, "R109", f"no such word list; known: {known}"))
            continue
        text = read_text(path, file, faults)
        if text is not None:
            with_factor = "float" in str(hints[name])
            values[name] = _lines(text, file, with_factor, faults)
    return WordLists(**values)


def _lines(text: str, file: str, with_factor: bool, faults: list[Fault]) -> tuple[Any, ...]:
    found: dict[str, Any] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("#")[0].strip() if not raw.startswith("##") else ""
        if not line:
            continue
        word, _, factor = line.partition(" ") if with_factor else (line, "", "")
        if word in found:
            faults.append(Fault(file, number, "R123", f"{word} stands in this list already"))
            continue
        found[word] = word if not with_factor else (word, _factor(factor, word, file, number, faults))
    return tuple(found.values())


def _factor(text: str, word: str, file: str, number: int, faults: list[Fault]) -> float:
    """A factor such as 1.5; a fault and 1.0 when it is none."""
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not 0.0 <= factor <= 5.0:
        faults.append(Fault(file, number, "R106", f"{word} needs a factor from 0 to 5 after a blank"))
        return 1.0
    return factor
