"""A real redis-server of the system, on a free loopback port in a folder of its own, that can be killed and paused."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.ports import free_port


class RedisServer:
    """One server. It forgets everything when it is killed, unless it keeps a log (`appendonly`)."""

    def __init__(self, folder: Path, *, appendonly: bool = False, password: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.password = password
        self._appendonly = appendonly
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        who = f":{self.password}@" if self.password else ""
        return f"redis://{who}127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """Of its process, while it runs."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Returns when it answers."""
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        words += ["--save", "", "--appendonly", "yes" if self._appendonly else "no", "--appendfsync", "always"]
        if self.password:
            words += ["--requirepass", self.password]
        self._process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 120
        while b"PONG" not in self.say("PING") and b"NOAUTH" not in self.say("PING"):
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError("redis-server did not start")
            time.sleep(0.02)

    def say(self, *words: str) -> bytes:
        """What it answers to a command, raw; nothing when it is not there."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                if self.password:
                    line.sendall(_packed("AUTH", self.password))
                    line.recv(100)
                line.sendall(_packed(*words))
                return line.recv(65536)
        except OSError:
            return b""

    def kill(self) -> None:
        """As a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        """It takes connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """After a pause."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._process is not None:
            os.kill(self._process.pid, number)


@contextmanager
def redis_server(*, appendonly: bool = False, password: str = "") -> Iterator[RedisServer]:
    """A server that runs until the end of the block. Skips the test where there is no redis-server, never under CI."""
    if shutil.which("redis-server") is None:
        if os.environ.get("CI"):
            raise AssertionError("redis-server is missing: CI skips nothing")
        pytest.skip("redis-server is missing: apt-get install redis-server")
    with tempfile.TemporaryDirectory(prefix="csassist-redis-") as folder:
        server = RedisServer(Path(folder), appendonly=appendonly, password=password)
        server.start()
        try:
            yield server
        finally:
            server.go_on()
            server.kill()


def _packed(*words: str) -> bytes:
    raw = [word.encode() for word in words]
    return b"*%d\r\n" % len(raw) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in raw)
