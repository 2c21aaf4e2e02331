"""The rulebook in use, and its replacement while the service runs. A bad pack never replaces a good one.

The swap is one assignment: a decision that has begun keeps the rulebook that it was handed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import structlog
from watchfiles import awatch

from csassist.assessment.rulebook import Rulebook
from csassist.errors import RulePackError
from csassist.rulepack.ahead import Ahead
from csassist.rulepack.check import inspect
from csassist.rulepack.compile import compile_pack
from csassist.rulepack.fault import Fault, split
from csassist.rulepack.load import find_pack, load_pack
from csassist.rulepack.vocabulary import SegmenterName

DEBOUNCE_MS = 400  # an editor or a git checkout writes many files in one go
_log = structlog.get_logger("csassist.rulepack")


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload came to. `swapped` is False for a bad pack and for one whose content is the same."""

    ok: bool
    swapped: bool
    hash: str  # of the rulebook in use afterwards
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


class RulebookHolder:
    """Implements desk.ports.Rulebooks. `directory` = a pack or the rules directory around one pack."""

    def __init__(self, directory: Path, *, words: SegmenterName = "rjieba", ahead: Ahead | None = None) -> None:
        """Reads, lints and compiles the pack; a start runs no examples. Raises RulePackError with all faults."""
        self.directory = directory
        self._words: SegmenterName = words
        early = ahead.pack(directory) if ahead is not None else None
        self._rulebook = compile_pack(early or load_pack(directory), words=words)
        self._last: Reloaded | None = None
        self._lock = Lock()

    def current(self) -> Rulebook:
        """The rulebook for the next decision."""
        return self._rulebook

    @property
    def last(self) -> Reloaded | None:
        """The last reload, None before the first."""
        return self._last

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why the newest files are not in use; empty when they are."""
        return self._last.faults if self._last is not None else ()

    def reload(self) -> Reloaded:
        """Checks the files with all their examples and swaps them in if nothing is wrong. Never raises; blocks ~1 s."""
        with self._lock:
            try:
                found = inspect(find_pack(self.directory), words=self._words)
            except RulePackError as error:
                faults = tuple(fault for fault in error.faults if isinstance(fault, Fault))
                return self._keep(Reloaded(False, False, self._rulebook.hash, faults))
            faults, warnings = split(found.faults)
            if faults or found.rulebook is None:
                return self._keep(Reloaded(False, False, self._rulebook.hash, faults, warnings))
            swapped = found.rulebook.hash != self._rulebook.hash
            if swapped:
                self._rulebook = found.rulebook
            return self._keep(Reloaded(True, swapped, self._rulebook.hash, (), warnings))

    async def watch(self, stop: asyncio.Event | None = None, then: Callable[[Reloaded], None] | None = None) -> None:
        """Reloads after every change of the files until `stop` is set or the task is cancelled.

        `then` is called in the loop's thread with what each reload came to.
        """
        changes = awatch(self.directory, stop_event=stop, debounce=DEBOUNCE_MS, recursive=True)
        async for _ in changes:
            result = await asyncio.to_thread(self.reload)
            if then is not None:
                then(result)

    def _keep(self, result: Reloaded) -> Reloaded:
        self._last = result
        if result.ok:
            _log.info("rules reloaded", swapped=result.swapped, rules_hash=result.hash)
        else:
            codes = [f"{fault.file}:{fault.line} {fault.code}" for fault in result.faults[:20]]
            _log.warning("rules refused", faults=len(result.faults), first=codes, rules_hash=result.hash)
        return result
