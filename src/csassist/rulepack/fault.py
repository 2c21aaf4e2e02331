"""A fault of a rule pack and the one table of its codes. Knows no file format and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CODES: dict[str, str] = {
    "R101": "a file cannot be read: missing, not UTF-8, or larger than 256 KiB",
    "R102": "a file is not YAML",
    "R103": "a key is given twice",
    "R104": "a key is not known",
    "R105": "a key is missing",
    "R106": "a value has the wrong type",
    "R107": "a value is not allowed here",
    "R108": "a bare yes/no/on/off, which YAML reads as true or false",
    "R109": "a file lies where the pack has no room for it",
    "R110": "there is no pack here, or no pack.yaml",
    "R111": "an id differs from its file name",
    "R112": "an id is used twice",
    "R113": "an id was retired, or a retired rule still lies in the pack",
    "R114": "a rule has too few fires or no silent examples",
    "R115": "the span of an example does not stand in its text",
    "R116": "two examples of a rule are identical",
    "R117": "two examples contradict each other",
    "R118": "a rule lies in the folder of another family or kind",
    "R120": "look_for says nothing, or more than one kind of thing",
    "R121": "nothing is left of a word after folding, so it can never match",
    "R122": "a setting has no effect, or its number is out of range",
    "R123": "a word is listed twice",
    "R130": "numbers of curve or ladder cross each other or are out of range",
    "R140": "a script names a slot that nobody fills",
    "R141": "braces are not balanced",
    "R142": "an absolute promise or a word that advertising law forbids",
    "R143": "too much 亲",
    "R144": "more than three scripts open with the same six characters",
    "R145": "two scripts of a kind are nearly the same",
    "R146": "bad validity dates",
    "R147": "a script lacks a part that its kind needs",
    "R148": "a selling point or a fabe script has no evidence",
    "R149": "a script or a campaign is over (a warning for a campaign)",
    "R150": "a campaign is empty, or a script does not fit into its campaign",
    "R151": "the draft coach would stop this script",
    "R152": "a product card names another card that is not there",
    "R153": "a concession that nobody may grant, or that says no amount",
    "R154": "a script names a concession that is not there, or does not say it",
    "R160": "a fires example does not fire",
    "R161": "a silent example fires",
    "R162": "an example fires with another span, other degrees or another rewrite",
    "R163": "a gap is closed: make it a fires or silent example",
    "R164": "an alarm on an ordinary chat",
    "R165": "an entry of known-alarms.csv is wrong, over or no longer needed",
    "R166": "a scenario comes out otherwise",
    "R167": "a line of the calm corpus cannot be read",
    "R168": "an example cannot be judged because the engine raised",
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault at `file`:`line` (1-based; `file` relative to the rules directory). A warning does not fail a pack."""

    file: str
    line: int
    code: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        mark = " (warning)" if self.warning else ""
        message = " ".join(self.message.split())  # quoted examples may hold line breaks; a fault is one line
        return f"{self.file}:{self.line} {self.code}{mark} {message}"


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults without repetition, by file, line and code."""
    return tuple(sorted(set(faults)))


def split(faults: Iterable[Fault]) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """(faults, warnings), each in order."""
    ordered = in_order(faults)
    return tuple(f for f in ordered if not f.warning), tuple(f for f in ordered if f.warning)
