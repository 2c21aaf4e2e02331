"""A disk that loses power: an apsw VFS that knows what was synced. After the cut, what was not is kept, lost or torn.

Files are written through, so that SQLite reads what it wrote; beside them stands what the platter surely holds.
"""

from __future__ import annotations

import random
from pathlib import Path

import apsw

SECTOR = 512
Write = tuple[int, bytes | None]  # (offset, bytes) or (size, None) for a truncation


class Platter:
    """One file: the bytes as of its last sync, and what came since."""

    def __init__(self, held: bytes) -> None:
        self.held = bytearray(held)
        self.since: list[Write] = []

    def sync(self) -> None:
        """What came since is held."""
        for write in self.since:
            _apply(self.held, write)
        self.since.clear()

    def after_power_loss(self, rng: random.Random) -> bytes:
        """What is found at the next start: any subset of the unsynced writes, some of them cut at a sector."""
        found = bytearray(self.held)
        fate = rng.choice(("none", "all", "some", "some", "prefix"))
        survivors = rng.randint(0, len(self.since)) if fate == "prefix" else len(self.since)
        for number, (at, data) in enumerate(self.since):
            if fate == "none" or number >= survivors:
                break
            if fate == "some" and rng.random() < 0.5:
                continue
            if data is not None and fate != "all" and rng.random() < 0.3:
                sectors = -(-len(data) // SECTOR)
                data = data[: SECTOR * rng.randint(0, sectors)]  # noqa: PLW2901 - torn
            _apply(found, (at, data))
        return bytes(found)


def _apply(file: bytearray, write: Write) -> None:
    at, data = write
    if data is None:
        del file[at:]
        return
    if len(file) < at:
        file.extend(bytes(at - len(file)))
    file[at : at + len(data)] = data


class CrashFile(apsw.VFSFile):
    """Passes everything on and tells its disk."""

    def __init__(self, disk: CrashDisk, filename: str | apsw.URIFilename, flags: list[int]) -> None:
        self._disk = disk
        self._path = filename if isinstance(filename, str) else filename.filename()
        disk.opened(self._path)
        super().__init__(disk.base, filename, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.write(self._path, (offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._disk.write(self._path, (newsize, None))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._disk.sync(self._path)
        super().xSync(flags)


class CrashDisk(apsw.VFS):
    """`cut_in` = writes and syncs until the power goes; from then on every one of them fails."""

    def __init__(self, name: str, *, honest: bool = True) -> None:
        """`honest` False: a disk that forgets its syncs, to prove that the tests would notice."""
        self.name = name
        self.base = ""
        self.cut_in: int | None = None
        self.dark = False
        self.writes = 0
        self.syncs = 0
        self._honest = honest
        self._platters: dict[str, Platter] = {}
        super().__init__(name, self.base)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> CrashFile:
        return CrashFile(self, name or "", flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if not self.dark:
            self._platters.pop(filename, None)
            super().xDelete(filename, syncdir)

    def opened(self, path: str) -> None:
        """A file that was there before is held as it is."""
        if path not in self._platters:
            file = Path(path)
            self._platters[path] = Platter(file.read_bytes() if path and file.is_file() else b"")

    def write(self, path: str, write: Write) -> None:
        """One write or truncation. Raises apsw.IOError once the power is gone."""
        self._spend()
        self.writes += 1
        self._platters[path].since.append(write)

    def sync(self, path: str) -> None:
        """What was written to the file is held. Raises apsw.IOError once the power is gone."""
        self._spend()
        self.syncs += 1
        if self._honest:
            self._platters[path].sync()

    def power_loss(self, into: Path, rng: random.Random) -> None:
        """The power goes now, if it has not; what the next start finds is laid into the directory `into`."""
        self.dark = True
        into.mkdir(parents=True)
        for path, platter in self._platters.items():
            if path and not path.endswith("-shm"):
                (into / Path(path).name).write_bytes(platter.after_power_loss(rng))

    def _spend(self) -> None:
        if self.cut_in is not None:
            self.cut_in -= 1
            if self.cut_in < 0:
                self.dark = True
        if self.dark:
            raise apsw.IOError("no power")
