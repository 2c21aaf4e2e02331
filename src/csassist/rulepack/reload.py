"""The rulebook in use, and its replacement while the service runs. A bad pack or model never replaces a good one.

The swap is one assignment: a decision that has begun keeps the rulebook that it was handed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

import structlog
from watchfiles import awatch

from csassist.assessment.rulebook import Rulebook
from csassist.errors import RulePackError
from csassist.frozen import frozen
from csassist.rulepack.adapted import AdaptedModel
from csassist.rulepack.ahead import Ahead
from csassist.rulepack.compile import compile_pack, with_model
from csassist.rulepack.extend import cut_words, extend_library
from csassist.rulepack.fault import Fault, split
from csassist.rulepack.model_file import shipped_model
from csassist.rulepack.vocabulary import SegmenterName
from csassist.suggest.library import Library
from csassist.suggest.spec import Script

DEBOUNCE_MS = 400  # an editor or a git checkout writes many files in one go
MODEL_LOOK_S = 1.0  # the record in the same directory changes all the time: one stat is cheaper than its events
_log = structlog.get_logger("csassist.rulepack")


@frozen
class Reloaded:
    """What a reload came to. `swapped` is False for a bad pack and for one whose content is the same."""

    ok: bool
    swapped: bool
    hash: str  # of the rulebook in use afterwards
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


class RulebookHolder:
    """Implements desk.ports.Rulebooks. `directory` = a pack or the rules directory around one pack.

    `model` = where `csassist train --calm` puts a shop's own model. Rules are tried with the model that ships, for
    which their examples were written, and then served with the shop's own.
    """

    def __init__(
        self,
        directory: Path,
        *,
        words: SegmenterName = "rjieba",
        ahead: Ahead | None = None,
        model: Path | None = None,
    ) -> None:
        """Reads, lints and compiles the pack; a start runs no examples. Raises RulePackError with all faults.

        A broken `model` does not stop a start: the one that ships is used, and `faults` says so.
        """
        self.directory = directory
        self._words: SegmenterName = words
        self._adapted = AdaptedModel(model)
        early = ahead.pack(directory) if ahead is not None else None
        if early is None:
            from csassist.rulepack.load import load_pack  # a start whose child read the pack needs no reader of YAML

            early = load_pack(directory)
        if ahead is not None and ahead.adapted is not None:
            self._adapted.take_early(*ahead.adapted)
        self._adapted.look()
        self._warn_of_model()
        self._rulebook = compile_pack(early, words=words, model=self._adapted.file)
        self._last: Reloaded | None = None
        self._lock = Lock()

    def current(self) -> Rulebook:
        """The rulebook for the next decision."""
        return self._rulebook

    def library(self, base: Rulebook, scripts: Sequence[Script]) -> Library:
        """The scripts of `base` and a shop's own as one library. Blocks ~0.1 s; safe from any thread."""
        return extend_library(base, scripts, words=self._words)

    def words(self, text: str) -> tuple[str, ...]:
        """The text folded and cut into words."""
        return cut_words(text, words=self._words)

    @property
    def last(self) -> Reloaded | None:
        """The last reload of the rules, None before the first."""
        return self._last

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why the newest files are not in use; empty when they are."""
        rules = self._last.faults if self._last is not None else ()
        return rules if self._adapted.fault is None else (*rules, self._adapted.fault)

    @property
    def model(self) -> str:
        """Which learnt model is in use: its name and digest, and whether it is the shop's own."""
        file = self._adapted.file
        if file is None:
            return f"{shipped_model().table.name} {shipped_model().digest} shipped"
        return f"{file.table.name} {file.digest} adapted"

    def reload(self) -> Reloaded:
        """Checks the files with all their examples and swaps them in if nothing is wrong. Never raises; blocks ~1 s."""
        from csassist.rulepack.check import inspect
        from csassist.rulepack.load import find_pack

        with self._lock:
            try:
                found = inspect(find_pack(self.directory), words=self._words)
            except RulePackError as error:
                faults = tuple(fault for fault in error.faults if isinstance(fault, Fault))
                return self._keep(Reloaded(False, False, self._rulebook.hash, faults))
            faults, warnings = split(found.faults)
            if faults or found.rulebook is None:
                return self._keep(Reloaded(False, False, self._rulebook.hash, faults, warnings))
            swapped = self._swap(found.rulebook)
            return self._keep(Reloaded(True, swapped, self._rulebook.hash, (), warnings))

    def reload_model(self) -> Reloaded:
        """Takes up what lies where the shop's own model is kept; nothing there = the one that ships. Never raises."""
        with self._lock:
            self._adapted.look()
            swapped = self._swap(self._rulebook)
            fault = self._adapted.fault
            if not self._warn_of_model():
                _log.info("model reloaded", swapped=swapped, model=self.model, rules_hash=self._rulebook.hash)
            return Reloaded(fault is None, swapped, self._rulebook.hash, () if fault is None else (fault,))

    async def watch(self, stop: asyncio.Event | None = None, then: Callable[[Reloaded], None] | None = None) -> None:
        """Reloads after every change of the files until `stop` is set or the task is cancelled.

        `then` is called in the loop's thread with what each reload came to.
        """
        models = asyncio.create_task(self._watch_model(then)) if self._adapted.watched else None
        try:
            changes = awatch(self.directory, stop_event=stop, debounce=DEBOUNCE_MS, recursive=True)
            async for _ in changes:
                result = await asyncio.to_thread(self.reload)
                if then is not None:
                    then(result)
        finally:
            if models is not None:
                models.cancel()

    async def _watch_model(self, then: Callable[[Reloaded], None] | None) -> None:
        while True:
            await asyncio.sleep(MODEL_LOOK_S)
            if self._adapted.changed():
                result = await asyncio.to_thread(self.reload_model)
                if then is not None:
                    then(result)

    def _swap(self, rulebook: Rulebook) -> bool:
        """Puts the pack of `rulebook` with the model that is due into use; False when that is what is in use."""
        due = with_model(rulebook, self._adapted.file or shipped_model())
        if due.hash == self._rulebook.hash:
            return False
        self._rulebook = due
        return True

    def _warn_of_model(self) -> bool:
        if self._adapted.fault is not None:
            _log.warning("model refused", code=self._adapted.fault.code, model=self.model)
        return self._adapted.fault is not None

    def _keep(self, result: Reloaded) -> Reloaded:
        self._last = result
        if result.ok:
            _log.info("rules reloaded", swapped=result.swapped, rules_hash=result.hash)
        else:
            codes = [f"{fault.file}:{fault.line} {fault.code}" for fault in result.faults[:20]]
            _log.warning("rules refused", faults=len(result.faults), first=codes, rules_hash=result.hash)
        return result
