"""The embedded record: desk.ports.Store over one SQLite file. Knows the file, its lock and its connections."""

from __future__ import annotations

from pathlib import Path

import apsw

from csassist.errors import StoreUnavailable
from csassist.frozen import frozen
from csassist.store.cache import ConversationCache
from csassist.store.disk import DISK_FAULTS, DiskAsker, DiskTransactor
from csassist.store.lock import DirectoryLock
from csassist.store.personal_jobs import ScrubJob
from csassist.store.reader import Readers
from csassist.store.record import Record
from csassist.store.schema import FILE, close_at_once, migrate, open_reader, open_writer, settle_form
from csassist.store.stored import Codecs
from csassist.store.writer import Timed, nobody_times, unavailable

SCRUBS = 5  # each waits as long as the connection does for readers, two seconds


@frozen
class Options:
    """`vfs` names an apsw VFS (tests put faults there); `timed` hears how long every commit took."""

    cached: int = 8192  # conversations in memory besides those being written
    readers: int = 2
    vfs: str | None = None
    timed: Timed = nobody_times


class SqliteStore(Record):
    """One process: nobody else writes the file, so what is in memory is what is on disk, or ahead of it."""

    def __init__(self, path: Path, lock: DirectoryLock, db: apsw.Connection, options: Options) -> None:
        """Takes over an opened, migrated connection; see `open`."""
        self._lock = lock
        readers = Readers(lambda: DiskAsker(lambda: open_reader(path, options.vfs)), options.readers)
        transactor = DiskTransactor(db, lambda: open_writer(path, options.vfs), options.timed)
        super().__init__(transactor, readers, Codecs.of(*settle_form(db)), ConversationCache(options.cached))
        self.personal.scrubbing = self._scrub

    @classmethod
    def open(cls, directory: Path, options: Options | None = None) -> SqliteStore:
        """Opens or makes the store in `directory`.

        Raises StoreUnavailable: S504 directory in use by another server, S505 file of a newer version, S503 not
        writable or not a store.
        """
        options = options or Options()
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"the data directory cannot be made ({error.strerror}); check --data") from error
        lock = DirectoryLock(directory)
        path = directory / FILE
        try:
            db = open_writer(path, options.vfs)
            try:
                migrate(db)
                return cls(path, lock, db, options)
            except BaseException:
                close_at_once(db)  # whoever tries again must not find a second connection that may write
                raise
        except DISK_FAULTS as error:
            lock.release()
            raise unavailable(error) from error
        except BaseException:
            lock.release()
            raise

    async def _scrub(self) -> None:
        """Empties the log; in the file itself what is deleted is zeros already. Raises StoreUnavailable."""
        for _ in range(SCRUBS):
            if await self._writer.submit(ScrubJob()):
                return
        raise StoreUnavailable("somebody keeps reading the record, its log cannot be emptied; try again")

    async def close(self) -> None:
        """Finishes queued writes, folds the log into the file, lets the next server in. Later calls do nothing."""
        await super().close()
        self._lock.release()
