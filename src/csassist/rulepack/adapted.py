"""The model that a shop adapted to its own chats, if there is one: read when its file changes, never half.

Knows the file; who uses the model, and what it says, is known elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from csassist.errors import RulePackError
from csassist.rulepack.fault import Fault
from csassist.rulepack.model_file import ModelFile, read_model

Signature = tuple[int, int, int]  # of a file: time of change in ns, size, inode; a new file in its place has another
ABSENT: Signature = (0, 0, 0)


def signature(path: Path) -> Signature:
    """What tells one content of a file from the next without reading it; ABSENT when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return ABSENT
    return found.st_mtime_ns, found.st_size, found.st_ino


class AdaptedModel:
    """`file` = the model to use, None = the one that ships. A broken file leaves the model before it in use.

    `seen` = signature of what was last looked at.
    """

    def __init__(self, path: Path | None) -> None:
        """Reads nothing yet; without a path there is never an adapted model."""
        self._path = path
        self.seen = ABSENT
        self.file: ModelFile | None = None
        self.fault: Fault | None = None

    @property
    def watched(self) -> bool:
        """Whether there is a place where such a model could lie."""
        return self._path is not None

    def changed(self) -> bool:
        """Whether another file lies there than was last looked at. One `stat`."""
        return self._path is not None and signature(self._path) != self.seen

    def take_early(self, path: Path, seen: Signature, file: ModelFile) -> None:
        """Uses what another process read of `path` when its signature was `seen`."""
        if path == self._path:
            self.seen, self.file = seen, file

    def look(self) -> None:
        """Reads the file if it changed. Never raises: what is wrong with it is the `fault`."""
        if self._path is None or not self.changed():
            return
        self.seen = signature(self._path)
        if self.seen == ABSENT:
            self.file, self.fault = None, None
            return
        try:
            file = read_model(self._path)
            file.model()
        except RulePackError as error:
            self.fault = Fault(self._path.name, 1, "R190", error.message)
        else:
            self.file, self.fault = file, None
