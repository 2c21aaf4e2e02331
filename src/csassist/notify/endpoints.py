"""All endpoints of the settings together: names are unique, addresses may be called. Never says an address."""

from __future__ import annotations

import binascii
from collections.abc import Sequence

from csassist.desk.notices import NoticeRoute
from csassist.errors import CsassistError
from csassist.frozen import frozen
from csassist.notify.endpoint import Endpoint
from csassist.notify.entry import NoticeEntry
from csassist.notify.guard import AddressRefused, Guard, read_networks


class EndpointFault(CsassistError):
    """An endpoint cannot be used as written; the message names it."""

    code = "C210"


@frozen
class Endpoints:
    """The endpoints and whom they may be on."""

    all: tuple[Endpoint, ...]
    guard: Guard

    @property
    def routes(self) -> tuple[NoticeRoute, ...]:
        """What decides which of them hears of an alert."""
        return tuple(one.route for one in self.all)

    def named(self, name: str) -> Endpoint:
        """One of them. Raises EndpointFault."""
        for one in self.all:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.all) or "none"
        raise EndpointFault(f"notices: no endpoint {name}; there are: {known}")


NOWHERE = Endpoints((), Guard())  # nothing leaves the house


def read_endpoints(entries: Sequence[NoticeEntry], networks: Sequence[str], public_url: str) -> Endpoints:
    """Checks what can be checked without the network.

    Raises EndpointFault (C210: a name twice, a file, a secret, a network; C240: an address that may not be called).
    """
    try:
        guard = Guard(read_networks(networks))
    except ValueError:
        raise EndpointFault("notice_networks: networks are written as 10.1.0.0/16") from None
    found: list[Endpoint] = []
    for entry in entries:
        place = f"notices: {entry.name}"
        if any(one.name == entry.name for one in found):
            raise EndpointFault(f"{place}: the name is there twice")
        try:
            one = entry.to_endpoint(public_url)
            guard.check(one.url)
        except AddressRefused as refused:
            raise EndpointFault(f"{place}: {refused.message}", code=refused.code) from None
        except OSError as error:
            raise EndpointFault(f"{place}: url_file or secret_file: {error.strerror}") from None
        except (ValueError, binascii.Error):
            raise EndpointFault(
                f"{place}: the secret must be whsec_ and base64 of 24 to 64 bytes, several by commas"
            ) from None
        found.append(one)
    return Endpoints(tuple(found), guard)
