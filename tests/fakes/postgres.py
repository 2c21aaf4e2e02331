"""A real PostgreSQL server from the system's packages, on a free loopback port in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

from fakes.ports import free_port

ROLE, PASSWORD = "csassist", "pw-for-tests"  # an ordinary role: superusers pass by row-level security
_PROGRAMS = Path("/usr/lib/postgresql")
_QUIET = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_NUMBERS = count(1)


@dataclass
class PostgresServer:
    """A running server. `stop`, `kill`, `pause`, `resume` and `start` are for tests of faults."""

    folder: Path
    port: int
    programs: Path
    durable: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def url(self, database: str, role: str = ROLE) -> str:
        """As CSASSIST_STORE takes it."""
        return f"postgresql://{role}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def admin(self, *statements: str) -> None:
        """Runs statements as the superuser, each by itself."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as db:
            for statement in statements:
                db.execute(statement.encode())

    def new_database(self, template: str = "template1") -> str:
        """The name of a fresh database of the ordinary role."""
        name = f"t{next(_NUMBERS)}_{os.getpid()}"
        self.admin(f"CREATE DATABASE {name} OWNER {ROLE} TEMPLATE {template}")
        return name

    def start(self) -> None:
        """Starts it on the same port and waits until it answers."""
        options = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}"]
        options += ["max_connections=60", *(() if self.durable else _QUIET)]
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data")]
        command += [part for option in options for part in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **_as_somebody())
        deadline = time.monotonic() + 120
        while True:
            try:
                psycopg.connect(self.url("postgres", "postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.02)

    def stop(self) -> None:
        """An orderly end that waits for nobody (fast shutdown)."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """An immediate shutdown, as after a crash: nothing is written any more, recovery is at the next start."""
        self._end(signal.SIGQUIT)

    def pause(self) -> None:
        """Every process of the server stands still: connections stay open and answer nothing."""
        self._tell(signal.SIGSTOP)

    def resume(self) -> None:
        """Goes on."""
        self._tell(signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(120)
        self.process = None

    def _tell(self, what: signal.Signals) -> None:
        import psutil

        if self.process is not None:
            parent = psutil.Process(self.process.pid)
            for one in [parent, *parent.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):  # a connection's process that ended meanwhile
                    one.send_signal(what)


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Makes and starts a server, stops it by its process at the end. Skips when PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="csassist-pg-"))
    (folder / "password").write_text(PASSWORD)
    _give(folder)
    server = PostgresServer(folder, free_port(), programs, durable)
    try:
        command = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "scram-sha-256"]
        command += ["--pwfile", str(folder / "password"), "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, **_as_somebody())
        server.start()
        server.admin(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
        yield server
    finally:
        server.resume()
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


class Databases:
    """Gives every directory a database of its own, brought up by `prepare` (url), and takes it back emptied."""

    def __init__(self, server: PostgresServer, prepare: Callable[[str], object]) -> None:
        self._server = server
        self._prepare = prepare
        self._free: list[str] = []
        self._used: dict[Path, str] = {}

    def url_of(self, directory: Path) -> str:
        """The same database for the same directory, until `recycle`."""
        name = self._used.get(directory)
        if name is None:
            name = self._used[directory] = self._free.pop() if self._free else self._new()
        return self._server.url(name)

    def recycle(self) -> None:
        """Every database is as new, for the next test."""
        for name in self._used.values():
            with psycopg.connect(self._server.url(name, "postgres"), autocommit=True) as db:
                db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename=%s", (ROLE,))
                db.execute("SET session_replication_role = replica")  # the audit trail would refuse
                tables = db.execute(_TABLES).fetchall()
                db.execute("; ".join(f"DELETE FROM {table}" for (table,) in tables).encode())
            self._free.append(name)
        self._used.clear()

    def _new(self) -> str:
        name = self._server.new_database()
        self._prepare(self._server.url(name))
        return name


_TABLES = """SELECT tablename FROM pg_tables WHERE schemaname = 'public'
 AND tablename NOT IN ('schema_steps', 'forms', 'probe')"""


def _programs() -> Path | None:
    folders = [path.parent for path in _PROGRAMS.glob("*/bin/initdb")]
    return max(folders, key=lambda path: int(path.parent.name), default=None)


def _somebody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _as_somebody() -> dict[str, object]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    who = _somebody()
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def _give(folder: Path) -> None:
    if os.geteuid() == 0:
        who = _somebody()
        for path in (folder, *folder.iterdir()):
            os.chown(path, who.pw_uid, who.pw_gid)
