"""The connection of one reading thread: store.reader.Asker. One read transaction per question, as of one moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import psycopg

from csassist.errors import InvalidInput, StoreUnavailable
from csassist.store.postgres.gate import Gate, alive
from csassist.store.postgres.link import SERVER_FAULTS, Link, let_go
from csassist.store.postgres.session import PostgresSession
from csassist.store.session import Scope, Session
from csassist.store.writer import RETRY_AFTER_S

T = TypeVar("T")

_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgresAsker:
    """Connects when it is first asked, and again when the server has hung up."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._link: Link | None = None

    def ask(self, question: Callable[[Session], T], scope: Scope) -> T:
        """The answer. Raises StoreUnavailable, InvalidInput for a value that PostgreSQL cannot hold (U+0000)."""
        if self._link is None or not alive(self._link):
            self.close()
            self._link = self._gate.connect()
        try:
            return _answer(self._link, question, scope)
        except SERVER_FAULTS as error:
            raise StoreUnavailable(
                f"the record cannot be read now ({type(error).__name__}); try again", retry_after_s=RETRY_AFTER_S
            ) from error
        except psycopg.DataError as error:
            self.close()
            raise InvalidInput("the value holds a character that cannot be on record (U+0000)") from error
        except BaseException:
            self.close()  # whatever state it is in: the next question gets another one
            raise

    def close(self) -> None:
        """Lets the connection go."""
        let_go(self._link)
        self._link = None


def _answer(link: Link, question: Callable[[Session], T], scope: Scope) -> T:
    with link.pipeline() as pipeline:
        session = PostgresSession(link, pipeline)
        session.execute(_BEGIN)
        session.enter(scope)
        answer = question(session)
        session.execute("COMMIT")
    return answer
