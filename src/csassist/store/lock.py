"""One server per data directory: an advisory lock on a file in it. Knows nothing of what lies beside the file."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from csassist.errors import StoreUnavailable

FILE = "csassist.lock"


class DirectoryLock:
    """Held from construction until `release` or the end of the process, however that comes (the kernel lets go)."""

    def __init__(self, directory: Path) -> None:
        """Raises StoreUnavailable: S504 when another process holds it, S503 when the file cannot be made."""
        try:
            self._file = os.open(directory / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(
                f"the data directory cannot be written ({error.strerror}); check its owner and that it is not read-only"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._file, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise StoreUnavailable(
                f"the data directory is in use by another server (process {holder}); stop it or choose another --data",
                code="S504",
            ) from error
        try:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, str(os.getpid()).encode(), 0)
        except OSError:
            pass  # a full disk: the lock holds all the same, only its holder stays unnamed

    def release(self) -> None:
        """Lets the next server in. Calling it again does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
