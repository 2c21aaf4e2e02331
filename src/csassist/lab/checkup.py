"""What may be wrong with the machine and the installation, one function a question. Looks, changes nothing."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw

from csassist.api.limits import open_files, raise_open_files
from csassist.app import PAGES
from csassist.frozen import frozen
from csassist.lab.server import listening_socket
from csassist.settings import Settings

OK, WARN, FAULT = "ok", "warn", "fault"
REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "glusterfs", "ceph", "lustre", "afs"}
# The bug of WAL resets: two connections that write and checkpoint at once may corrupt the file.
WAL_BUG, WAL_FIXED = (3, 7, 0), (3, 51, 3)
WAL_MENDED = ((3, 44, 6), (3, 50, 7))  # older lines that got the repair too
LITTLE, TOO_LITTLE = 2 * 1024**3, 200 * 1024**2  # bytes free on disk
SKEW_S = 2.0
SOCKETS = 4_096  # descriptors that a desk of some hundred people never reaches
WAIT_S = 3.0


@frozen
class Finding:
    """One answer. `text` says what is so, `way_out` what to do; both in the reader's language."""

    check: str
    level: str
    text: str
    way_out: str = ""


Words = tuple[str, str]  # Chinese, English
Say = Callable[[str, str], str]


class Questions:
    """Questions about one set of settings; `say` picks the language of (Chinese, English)."""

    def __init__(self, settings: Settings, say: Say) -> None:
        self._settings = settings
        self._say = say

    def _found(self, check: str, level: str, text: Words, way_out: Words = ("", "")) -> Finding:
        return Finding(check, level, self._say(*text), self._say(*way_out))


class Machine(Questions):
    """What csassist stands on."""

    def all(self) -> Iterator[Finding]:
        """In the order in which they would hurt."""
        for check in (self.python, self.sqlite, self.data, self.disk, self.clock, self.port, self.descriptors):
            yield check()
        yield self.pages()

    def python(self) -> Finding:
        """3.11 to 3.13."""
        name = ".".join(map(str, sys.version_info[:3]))
        if (3, 11) <= sys.version_info[:2] <= (3, 13):
            return self._found("python", OK, (f"Python {name}", f"Python {name}"))
        return self._found(
            "python",
            WARN,
            (f"Python {name} 没有测试过", f"Python {name} is not tested"),
            ("请用 3.11 到 3.13", "use 3.11 to 3.13"),
        )

    def sqlite(self) -> Finding:
        """The library that keeps the record, and whether its WAL is sound."""
        name = apsw.sqlite_lib_version()
        version = tuple(int(part) for part in name.split("."))[:3]
        if wal_is_sound(version):
            return self._found("sqlite", OK, (f"SQLite {name}", f"SQLite {name}"))
        return self._found(
            "sqlite",
            FAULT,
            (f"SQLite {name} 的 WAL 可能损坏数据", f"SQLite {name} may corrupt the file (WAL reset bug)"),
            ("pip install --upgrade apsw（≥ 3.51.3）", "pip install --upgrade apsw (3.51.3 or newer)"),
        )

    def data(self) -> Finding:
        """Can be written, by nobody else, on a disk of this machine."""
        place = self._settings.data
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=place, prefix=".doctor-") as probe:
                probe.write(b"x")
                os.fsync(probe.fileno())
        except OSError as error:
            return self._found(
                "data",
                FAULT,
                (f"数据目录不可写：{error.strerror}", f"the data directory cannot be written: {error.strerror}"),
                (
                    "检查目录属主、只读挂载和剩余空间，或改用 --data",
                    "check owner, read-only mount and space, or use --data",
                ),
            )
        kind = filesystem(place)
        if kind in REMOTE:
            return self._found(
                "data",
                FAULT,
                (
                    f"数据目录在网络文件系统上（{kind}），SQLite 的锁在上面不可靠",
                    f"the data directory is on a network file system ({kind}): SQLite's locks do not hold there",
                ),
                (
                    "放到本机磁盘，或用 CSASSIST_STORE=postgresql://…",
                    "use a local disk, or CSASSIST_STORE=postgresql://…",
                ),
            )
        if place.stat().st_mode & 0o077:
            return self._found(
                "data",
                WARN,
                ("数据目录别人也能读", "others on this machine can read the data directory"),
                (f"chmod 700 {place}", f"chmod 700 {place}"),
            )
        return self._found("data", OK, ("数据目录可写", "the data directory can be written"))

    def disk(self) -> Finding:
        """Room for the record."""
        free = shutil.disk_usage(self._settings.data if self._settings.data.exists() else Path.cwd()).free
        size = f"{free / 1024**3:.1f} GiB"
        if free >= LITTLE:
            return self._found("disk", OK, (f"剩余空间 {size}", f"{size} free"))
        level = FAULT if free < TOO_LITTLE else WARN
        return self._found(
            "disk",
            level,
            (f"磁盘只剩 {size}", f"only {size} free"),
            ("腾出空间；磁盘满时新消息会得到 503", "make room: with a full disk new messages are answered 503"),
        )

    def clock(self) -> Finding:
        """The file system's time against this process's."""
        try:
            with tempfile.NamedTemporaryFile(dir=self._settings.data, prefix=".doctor-") as probe:
                skew = abs(os.fstat(probe.fileno()).st_mtime - time.time())
        except OSError:
            return self._found("clock", WARN, ("无法比对时钟", "the clocks could not be compared"))
        if skew <= SKEW_S:
            return self._found("clock", OK, ("时钟一致", "the clocks agree"))
        return self._found(
            "clock",
            WARN,
            (f"文件系统与本机时钟相差 {skew:.0f} 秒", f"the file system's clock is {skew:.0f} s off"),
            ("让所有机器用同一个时间源（NTP）", "keep all machines on one time source (NTP)"),
        )

    def port(self) -> Finding:
        """Free, or taken by csassist itself."""
        host, port = self._settings.host, self._settings.port
        if port == 0:
            return self._found("port", OK, ("启动时任取一个空闲端口", "a free port is taken at the start"))
        try:
            listening_socket(host, port).close()
        except OSError as error:
            if error.errno == errno.EADDRINUSE and answers(host, port):
                return self._found("port", OK, (f"csassist 正在 {port} 端口服务", f"csassist serves on port {port}"))
            return self._found(
                "port",
                FAULT,
                (f"{host}:{port} 不能使用：{error.strerror}", f"{host}:{port} cannot be used: {error.strerror}"),
                ("换一个 --port，或停掉占用它的进程", "choose another --port, or stop who has it"),
            )
        return self._found("port", OK, (f"{host}:{port} 空闲", f"{host}:{port} is free"))

    def descriptors(self) -> Finding:
        """As many as the system gives without being asked."""
        most = max(open_files(), raise_open_files())
        if most >= SOCKETS:
            return self._found(
                "descriptors", OK, (f"最多打开 {most} 个文件和连接", f"{most} files and sockets may be open")
            )
        return self._found(
            "descriptors",
            WARN,
            (f"最多只能打开 {most} 个文件和连接", f"only {most} files and sockets may be open"),
            (
                "提高上限：ulimit -n 65536，systemd 用 LimitNOFILE=",
                "raise the limit: ulimit -n 65536, or LimitNOFILE= in systemd",
            ),
        )

    def pages(self) -> Finding:
        """Built into the package."""
        missing = [name for name in ("sidebar.html", "console.html", "index.html") if not (PAGES / name).is_file()]
        if not missing:
            return self._found("pages", OK, ("页面已构建", "the pages are built"))
        return self._found(
            "pages",
            FAULT,
            (f"页面没有构建：缺 {'、'.join(missing)}", f"the pages are not built: {', '.join(missing)} missing"),
            ("./scripts/start，或在 web/ 里 npm run build", "./scripts/start, or npm run build in web/"),
        )


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """False for versions with the bug of WAL resets (reported with SQLite 3.51.3)."""
    mended = any(version[:2] == line[:2] and version >= line for line in WAL_MENDED)
    return not WAL_BUG <= version < WAL_FIXED or mended


def filesystem(place: Path) -> str:
    """The type of the file system that `place` is on; empty where the system does not say."""
    mounts = Path("/proc/self/mounts")
    if not mounts.is_file():
        return ""
    here, best, kind = place.resolve(), -1, ""
    for line in mounts.read_text("utf-8", "replace").splitlines():
        _, mount, found, *_ = line.split(" ")
        path = Path(mount.replace("\\040", " "))
        if here.is_relative_to(path) and len(path.parts) > best:
            best, kind = len(path.parts), found
    return kind


def answers(host: str, port: int) -> bool:
    """True when csassist listens there."""
    try:
        with socket.create_connection((host, port), WAIT_S) as line:
            line.sendall(b"GET /livez HTTP/1.1\r\nHost: doctor\r\nConnection: close\r\n\r\n")
            return b'"version"' in line.recv(4096)
    except OSError:
        return False
