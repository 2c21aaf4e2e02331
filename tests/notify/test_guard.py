"""Every spelling of an address that must not be called; the checked address is the one that is connected to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from csassist.notify.endpoint import Outgoing
from csassist.notify.guard import AddressRefused, Guard, read_networks
from csassist.notify.post import Poster
from fakes.clock import FakeClock
from fakes.receiver import receiver, said

OPEN = Guard()
REFUSED = [
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0177.0.0.1/x",
    "https://0/x",
    "https://10.1.2.3/x",
    "https://172.16.0.1/x",
    "https://192.168.1.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://100.100.100.200/latest/meta-data",
    "https://100.64.0.1/x",
    "https://192.0.2.1/x",
    "https://198.18.0.1/x",
    "https://224.0.0.1/x",
    "https://255.255.255.255/x",
    "https://[::1]/x",
    "https://[::]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[::ffff:a00:1]/x",
    "https://[64:ff9b::7f00:1]/x",
    "https://[64:ff9b:1::a00:1]/x",
    "https://[2002:7f00:1::]/x",
    "https://[::7f00:1]/x",
    "https://[fe80::1]/x",
    "https://[fc00::1]/x",
    "https://[fec0::1]/x",
    "https://[ff02::1]/x",
    "https://localhost/x",
    "https://LOCALHOST./x",
    "https://metadata.google.internal/x",
    "https://printer.local/x",
    "https://intranet/x",
    "http://203.0.114.1/x",
    "http://hook.example/x",
    "https://hook.example:22/x",
    "https://hook.example:6379/x",
    "https://user:pass@hook.example/x",
    "https://hook.example@10.0.0.1/x",
    "https://hook.example/x#part",
    "https://hook.example/a b",
    "https://hook.example\\@10.0.0.1/x",
    "ftp://hook.example/x",
    "file:///etc/passwd",
    "gopher://hook.example/",
    "//hook.example/x",
    "hook.example",
    "https://",
    "https://hook.example:99999/x",
]


@pytest.mark.parametrize("url", REFUSED)
def test_refused_before_anybody_is_asked(url: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        OPEN.check(url)
    assert caught.value.code == "C240"
    assert "/x" not in caught.value.message


@pytest.mark.parametrize(
    "url",
    ["https://hook.example/x?key=1", "https://8.8.8.8/x", "https://hook.example:8443/", "https://xn--fiqs8s.example/"],
)
def test_the_open_internet_may_be_called(url: str) -> None:
    OPEN.check(url)


def names(*answers: Sequence[str]):
    """A name service that answers differently each time it is asked."""
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0)

    return resolve


@pytest.mark.parametrize(
    "answer", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:192.168.0.1"], ["64:ff9b::a9fe:a9fe"], ["fe80::1%eth0"]]
)
async def test_a_name_that_leads_inside_is_refused(answer: list[str]) -> None:
    with pytest.raises(AddressRefused):
        await OPEN.target("https://hook.example/x", names(answer))


async def test_the_checked_address_is_the_one_that_is_called() -> None:
    target = await OPEN.target("https://hook.example/x?key=1", names(["8.8.8.8"], ["127.0.0.1"]))
    assert (target.origin, target.host_header, target.path) == ("https://8.8.8.8:443", "hook.example", "/x?key=1")


async def test_each_attempt_asks_and_checks_anew() -> None:
    resolve = names(["127.0.0.1"], ["10.0.0.1"])
    async with receiver() as robot:
        poster = Poster(Guard(read_networks(["127.0.0.0/8"])), timeout_s=20, resolve=resolve)
        request = Outgoing(f"http://robot.example:{robot.port}/send", b"{}")
        first = await poster.post("wecom", request, FakeClock().now())
        second = await poster.post("wecom", request, FakeClock().now())
        await poster.close()
    assert (first.ok, robot.asked[0].headers["host"]) == (True, f"robot.example:{robot.port}")
    assert (second.ok, second.code, second.posted, len(robot.asked)) == (False, "C240", False, 1)


async def test_no_redirect_is_followed() -> None:
    async with receiver() as inside, receiver(lambda _: said(302, location=inside.url())) as robot:
        poster = Poster(Guard(read_networks(["127.0.0.0/8"])), timeout_s=20)
        answer = await poster.post("wecom", Outgoing(robot.url(), b"{}"), FakeClock().now())
        await poster.close()
    assert (answer.ok, answer.code, inside.asked) == (False, "redirect 302", [])


def test_allowed_networks_are_called_whatever_they_are_and_others_are_not() -> None:
    guard = Guard(read_networks(["10.1.0.0/16", "fd00::/8"]))
    guard.check("http://10.1.2.3:8080/x")
    guard.check("http://[fd00::1]:8080/x")
    with pytest.raises(AddressRefused):
        guard.check("http://10.2.0.1/x")
    with pytest.raises(AddressRefused):
        guard.check("https://127.0.0.1/x")
