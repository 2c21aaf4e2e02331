"""Endpoints as written in the settings: each mistake is refused with its code and never shows a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.conversation.tier import Tier
from csassist.notify.endpoints import EndpointFault
from csassist.settings import SettingsError, load_settings

HOOK = "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"
ROBOT = {"name": "group", "kind": "wecom", "url": "https://qyapi.example/send?key=s3cret-canary", "shop": "s1"}


def settings(*entries: dict[str, object], **more: object):
    return load_settings({"notices": entries, **more}, environ={})


def test_a_robot_with_everything() -> None:
    entry = {
        **ROBOT,
        "teams": ["t1"],
        "min_tier": "SUPERVISOR",
        "quiet": "22:00-08:00",
        "format": "card",
        "mention": ["all"],
    }
    one = settings(entry, public_url="https://desk.example/").endpoints().named("group")
    assert (one.route.min_tier, one.route.teams, one.form, one.per_minute) == (Tier.SUPERVISOR, ("t1",), "card", 15)
    assert one.route.console == "https://desk.example"
    assert one.route.quiet is not None
    assert "s3cret-canary" not in repr(one)


def test_secrets_may_lie_in_files(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("https://hook.example/in?k=s3cret-canary\n")
    (tmp_path / "secret").write_text(HOOK + "\n")
    entry = {"name": "h", "kind": "webhook", "shop": "s1"}
    entry |= {"url_file": str(tmp_path / "url"), "secret_file": str(tmp_path / "secret")}
    one = settings(entry).endpoints().named("h")
    assert (one.url, one.secret, one.per_minute) == ("https://hook.example/in?k=s3cret-canary", HOOK, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "https://127.0.0.1/s3cret-canary"}, "C240"),
        ({"url": "https://169.254.169.254/s3cret-canary"}, "C240"),
        ({"url": "https://[::ffff:10.0.0.1]/s3cret-canary"}, "C240"),
        ({"url": "http://hook.example/s3cret-canary"}, "C240"),
        ({"kind": "webhook", "secret": "s3cret-canary"}, "C210"),
        ({"kind": "webhook"}, "C210"),
        ({"kind": "slack"}, "C210"),
        ({"name": "a b"}, "C210"),
        ({"url_file": "/nowhere"}, "C210"),
        ({"quiet": "night"}, "C210"),
        ({"per_minute": 21}, "C210"),
        ({"min_tier": "CALM"}, "C210"),
        ({"mention": ["<@x>"]}, "C210"),
        ({"colour": "red"}, "C210"),
    ],
)
def test_what_is_wrong_is_refused_with_its_code(change: dict[str, object], code: str) -> None:
    with pytest.raises((SettingsError, EndpointFault)) as caught:
        settings({**ROBOT, **change}).endpoints()
    assert caught.value.code == code
    assert "s3cret-canary" not in caught.value.message


def test_names_are_unique_and_networks_are_networks() -> None:
    with pytest.raises(EndpointFault, match="twice"):
        settings(ROBOT, ROBOT).endpoints()
    with pytest.raises(EndpointFault, match="notice_networks"):
        settings(ROBOT, notice_networks=["10.0.0.1/8"]).endpoints()
    with pytest.raises(EndpointFault, match="no endpoint x"):
        settings(ROBOT).endpoints().named("x")
    own = settings({**ROBOT, "url": "http://10.0.0.7:8080/x"}, notice_networks=["10.0.0.0/8"])
    assert own.endpoints().named("group").url == "http://10.0.0.7:8080/x"


def test_a_private_address_is_refused_at_the_start(tmp_path: Path) -> None:
    from csassist.app import open_front

    async def start() -> None:
        async with open_front(settings({**ROBOT, "url": "https://10.0.0.1/x"}, data=tmp_path)):
            raise AssertionError("it must not start")

    import asyncio

    with pytest.raises(EndpointFault) as caught:
        asyncio.run(start())
    assert caught.value.code == "C240"
