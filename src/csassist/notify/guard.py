"""Whom this service may call at all: https, a known port, and an address on the open internet.

Refuses addresses of this machine, this network and the cloud's metadata in every spelling; the address that was checked
is the one that is connected to.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from csassist.errors import CsassistError
from csassist.frozen import frozen

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

PORTS = frozenset((443, 8443))
# Prefixes that carry an IPv4 address: NAT64 (RFC 6052, RFC 8215), 6to4, and the deprecated compatible form.
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_COMPATIBLE = ip_network("::/96")
_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet")


class AddressRefused(CsassistError):
    """An address that may not be called; the message names host and reason, never path or query."""

    code = "C240"


@frozen
class Target:
    """A checked place to connect to. `host` stays the name for TLS and the Host header."""

    address: str
    host: str
    port: int
    tls: bool
    path: str  # with query

    @property
    def origin(self) -> str:
        """Scheme, checked address and port."""
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{'https' if self.tls else 'http'}://{address}:{self.port}"

    @property
    def host_header(self) -> str:
        """Host, with the port when it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


@frozen
class Guard:
    """`allowed` = networks that may be called whatever they are, also by http and on any port (tests, own networks)."""

    allowed: tuple[Network, ...] = ()

    def check(self, url: str) -> None:
        """What can be seen without asking for the name. Raises AddressRefused."""
        parts = _split(url)
        address = _literal(parts.hostname or "")
        if address is not None:
            self._require(parts, [address])
            return
        host = (parts.hostname or "").rstrip(".").lower()
        if (host == "localhost" or host.endswith(_NAMES) or "." not in host) and not self.allowed:
            raise AddressRefused(f"{host} is a name of this machine or network; give a public one")
        if not self.allowed:
            _require_public_form(parts)

    async def target(self, url: str, resolve: Resolve | None = None) -> Target:
        """Asks for the name once and checks every answer. Raises AddressRefused, OSError when nobody knows the name."""
        parts = _split(url)
        tls = parts.scheme == "https"
        port = parts.port or (443 if tls else 80)
        host = parts.hostname or ""
        literal = _literal(host)
        if literal is not None:
            found: list[Address] = [literal]
        else:
            found = [ip_address(text.partition("%")[0]) for text in await (resolve or _resolve)(host, port)]
        if not found:
            raise OSError(f"no address for {host}")
        self._require(parts, found)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Target(str(found[0]), host, port, tls, path)

    def _require(self, parts: SplitResult, found: Sequence[Address]) -> None:
        if all(any(address.version == net.version and address in net for net in self.allowed) for address in found):
            return
        for address in found:
            if not is_public(address):
                raise AddressRefused(f"{parts.hostname} leads to {address}, which is not on the open internet")
        _require_public_form(parts)


def is_public(address: Address) -> bool:
    """True for an address on the open internet, whatever IPv4 address an IPv6 one carries."""
    if isinstance(address, IPv6Address):
        for inner in _carried(address):
            if not is_public(inner):
                return False
        if address in _COMPATIBLE or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified


def read_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks as in `10.1.0.0/16`. Raises ValueError."""
    return tuple(ip_network(text) for text in texts)


def _carried(address: IPv6Address) -> list[IPv4Address]:
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in net for net in _NAT64):
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in inner if one is not None]


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - asks whether it is a number
    except ValueError:
        raise AddressRefused("the address is not a URL") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise AddressRefused("the address must begin with https:// and a host")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("the address must not hold a user or password")
    if parts.fragment or any(ord(char) < 0x21 or ord(char) == 0x7F or char == "\\" for char in url):
        raise AddressRefused("the address holds characters that do not belong into one")
    return parts


def _require_public_form(parts: SplitResult) -> None:
    if parts.scheme != "https":
        raise AddressRefused(f"{parts.hostname} must be called by https")
    if (parts.port or 443) not in PORTS:
        raise AddressRefused(f"{parts.hostname} must be called on port {' or '.join(map(str, sorted(PORTS)))}")


def _literal(host: str) -> Address | None:
    """The address that a host spells: dotted, IPv6, or the decimal, octal and short forms that inet_aton takes."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if host.isascii() and host[:1].isdigit() else None
    except OSError:
        return None


async def _resolve(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(item[4][0]) for item in found]
