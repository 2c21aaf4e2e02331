"""The record of many nodes: desk.ports.Store over PostgreSQL. Knows how its ends are opened."""

from __future__ import annotations

import structlog

from csassist.frozen import frozen
from csassist.store.cache import ConversationCache
from csassist.store.postgres.asker import PostgresAsker
from csassist.store.postgres.company import Company, Place
from csassist.store.postgres.gate import Gate
from csassist.store.postgres.schema import guarded, prepare
from csassist.store.postgres.transactor import PostgresTransactor
from csassist.store.reader import Readers
from csassist.store.record import Record
from csassist.store.stored import Codecs
from csassist.store.writer import Timed, nobody_times

FRESH_S = 60.0  # how long a state is kept for the next decision: compare and set finds out when it is behind
MOST = 128  # jobs in one transaction: another node that needs one of their conversations waits for all of them

log = structlog.get_logger(__name__)


@frozen
class Options:
    """`timed` hears how long every commit took; `company` is None for verbs beside a service."""

    cached: int = 8192  # conversations in memory besides those being written
    readers: int = 4
    timed: Timed = nobody_times
    company: Company | None = None


class PostgresStore(Record):
    """One of several nodes. What is settled stays in memory for decisions alone: others may have written since."""

    @classmethod
    def open(cls, url: str, options: Options | None = None) -> PostgresStore:
        """Connects, migrates (one node at a time) and opens. Blocks.

        Raises StoreUnavailable: S503 cannot be reached, S505 schema of a newer version, S508 not a usable address,
        S509 other nodes serve it that would not hear of this one.
        """
        options = options or Options()
        codecs = Codecs.of(*prepare(url))
        if not guarded(url):
            log.warning("no_second_wall", reason="the database user passes by row-level security; use an ordinary one")
        gate = Gate(url)
        place = None if options.company is None else Place(options.company)
        transactor = PostgresTransactor(gate, options.timed, place)
        if place is not None:
            transactor.settle()
        readers = Readers(lambda: PostgresAsker(gate), options.readers)
        return cls(transactor, readers, codecs, ConversationCache(options.cached, FRESH_S), MOST)
