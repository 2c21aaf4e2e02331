"""A disk that can be made full, broken or read-only at will: an apsw VFS in front of the real one."""

from __future__ import annotations

import apsw


class FaultyFile(apsw.VFSFile):
    """Passes everything on, unless its disk was told to fail writes or syncs."""

    def __init__(self, disk: FaultyDisk, filename: str | apsw.URIFilename, flags: list[int]) -> None:
        super().__init__(disk.base, filename, flags)
        self._disk = disk

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.check()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._disk.syncs += 1
        if self._disk.fail_sync:
            raise apsw.IOError("sync failed")
        super().xSync(flags)


class FaultyDisk(apsw.VFS):
    """`fault` = the error that every write raises; `after` = writes that still go through before it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.base = ""
        self.fault: type[apsw.Error] | None = None
        self.after = 0
        self.fail_sync = False
        self.syncs = 0
        super().__init__(name, self.base)

    def check(self) -> None:
        if self.fault is None:
            return
        if self.after > 0:
            self.after -= 1
            return
        raise self.fault("made to fail")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> FaultyFile:
        return FaultyFile(self, name or "", flags)
