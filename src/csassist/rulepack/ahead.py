"""Reads a pack in a child process while this one still imports: half a second of a start, for free on a second core.

Whatever goes wrong in the child, the answer is None and the caller reads the pack itself, with its faults. Imports next
to nothing itself, so that the child can start first of all.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csassist.rulepack.adapted import Signature
    from csassist.rulepack.model_file import ModelFile
    from csassist.rulepack.pack import Pack


class Ahead:
    """Start it before the imports that take long, ask for the pack after them, once.

    `adapted` = then, the shop's own model, where there is a sound one: its path, the file's signature, what it holds.
    """

    def __init__(self, directory: Path, child: int, pipe: int) -> None:
        self.adapted: tuple[Path, Signature, ModelFile] | None = None
        self._directory = directory
        self._child = child
        self._pipe = pipe

    @classmethod
    def start(cls, directory: Path, model: Path | None = None) -> Ahead | None:
        """A child that reads `directory` and the model that a shop may keep at `model`.

        None where processes cannot fork or there is one core only.
        """
        if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2:
            return None
        pipe, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(pipe)
            _read_and_leave(directory, model, theirs)
        os.close(theirs)
        return cls(directory, child, pipe)

    def pack(self, directory: Path) -> Pack | None:
        """What the child read, waiting for it; None for another directory than it was sent to. Ends the child."""
        with os.fdopen(self._pipe, "rb") as stream:
            raw = stream.read() if directory == self._directory else b""
        os.waitpid(self._child, 0)
        if not raw:
            return None
        # The bytes are our own child's, over a pipe that nobody else has.
        from csassist.rulepack.model_file import take_shipped_model
        from csassist.rulepack.pack import Pack
        from csassist.rulepack.vocabulary import take_polarity_table

        pack, polarity, model, self.adapted = pickle.loads(raw)  # noqa: S301
        if not isinstance(pack, Pack):
            return None
        take_polarity_table(polarity)
        if model is not None:
            take_shipped_model(model)
        return pack


def _read_and_leave(directory: Path, model: Path | None, pipe: int) -> None:
    """In the child: never returns, never runs what the parent left on its stack."""
    try:
        from csassist.rulepack.load import load_pack
        from csassist.rulepack.model_file import shipped_model
        from csassist.rulepack.vocabulary import polarity_table

        adapted = _adapted(model)
        shipped = shipped_model() if adapted is None else None  # one of the two is used
        if shipped is not None:
            shipped.model()
        found = (load_pack(directory), polarity_table(), shipped, adapted)
        with os.fdopen(pipe, "wb") as stream:
            stream.write(pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    finally:  # after a fault too: the parent finds an empty pipe and reads the pack itself, with all its faults
        os._exit(0)


def _adapted(model: Path | None) -> tuple[Path, Signature, ModelFile] | None:
    """The shop's own model; None when there is none, or a broken one, which the parent shall find."""
    from csassist.rulepack.adapted import AdaptedModel

    found = AdaptedModel(model)
    found.look()
    return None if model is None or found.file is None else (model, found.seen, found.file)
