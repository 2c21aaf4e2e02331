"""Known answers, and everything that must not pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csassist.connect.hook import Hook
from csassist.connect.signature import chatwoot_signature, check_secret, require_signed, standard_signature
from csassist.errors import Unauthenticated

# Computed outside of this code; the second is the output of the reference library of Standard Webhooks.
RAW = b'{"event":"message_created","id":1}'
NOW = datetime.fromtimestamp(1_700_000_000, UTC)
STAMP = "1700000000"
KNOWN = "sha256=ebc0fafa364e487de66f281d43a021c1663d750bc0476864c7b41e5e25c18183"
WHSEC = "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"
STANDARD = "v1,Hx7GinkC/WstEFvAvshES8bpxt3nXlF+ZFCSZyEQGzU="
HOOK = Hook("h1", "chatwoot", "s1", ("csassist-test",))
PLAIN = Hook("g1", "generic", "s1", (WHSEC,))


def chatwoot(**more: str) -> dict[str, str]:
    headers = {"x-chatwoot-timestamp": STAMP, "x-chatwoot-signature": KNOWN, "x-chatwoot-delivery": "d-1"}
    return {name: value for name, value in {**headers, **more}.items() if value}


def standard(**more: str) -> dict[str, str]:
    return {"webhook-id": "msg_1", "webhook-timestamp": STAMP, "webhook-signature": STANDARD, **more}


def test_known_answers() -> None:
    assert chatwoot_signature("csassist-test", STAMP, RAW) == KNOWN
    assert standard_signature(WHSEC, "msg_1", STAMP, RAW) == STANDARD
    assert require_signed(HOOK, chatwoot(), RAW, NOW) == "d-1"
    assert require_signed(PLAIN, standard(), RAW, NOW) == "msg_1"


@pytest.mark.parametrize(
    ("headers", "raw"),
    [
        (chatwoot(), RAW + b" "),
        (chatwoot(**{"x-chatwoot-signature": KNOWN[:-1] + "4"}), RAW),
        (chatwoot(**{"x-chatwoot-signature": KNOWN.removeprefix("sha256=")}), RAW),
        (chatwoot(**{"x-chatwoot-signature": "ü"}), RAW),
        (chatwoot(**{"x-chatwoot-signature": ""}), RAW),
        (chatwoot(**{"x-chatwoot-timestamp": ""}), RAW),
        (chatwoot(**{"x-chatwoot-timestamp": "1700000001"}), RAW),
        (chatwoot(**{"x-chatwoot-timestamp": "１７００００００００"}), RAW),
        (chatwoot(**{"x-chatwoot-timestamp": "-1"}), RAW),
        ({}, RAW),
    ],
)
def test_what_does_not_fit_is_refused(headers: dict[str, str], raw: bytes) -> None:
    with pytest.raises(Unauthenticated):
        require_signed(HOOK, headers, raw, NOW)


@pytest.mark.parametrize(
    "more",
    [{"webhook-id": "msg_2"}, {"webhook-id": ""}, {"webhook-signature": ""}, {"webhook-timestamp": "soon"},
     {"webhook-signature": "v1a," + STANDARD[3:]}],
)  # fmt: skip
def test_standard_webhooks_refuse_too(more: dict[str, str]) -> None:
    with pytest.raises(Unauthenticated):
        require_signed(PLAIN, standard(**more), RAW, NOW)


def test_five_minutes_either_way() -> None:
    for off in (-300, 300):
        assert require_signed(HOOK, chatwoot(), RAW, NOW + timedelta(seconds=off)) == "d-1"
    for off in (-301, 301):
        with pytest.raises(Unauthenticated):
            require_signed(HOOK, chatwoot(), RAW, NOW + timedelta(seconds=off))


def test_either_secret_signs_while_one_is_replaced() -> None:
    both = Hook("h1", "chatwoot", "s1", ("new", "csassist-test"))
    assert require_signed(both, chatwoot(), RAW, NOW) == "d-1"
    pair = standard(**{"webhook-signature": f"v1,AAAA {STANDARD}"})
    assert require_signed(PLAIN, pair, RAW, NOW) == "msg_1"


def test_old_installs_send_no_signature() -> None:
    lenient, off = (Hook("h1", "chatwoot", "s1", ("csassist-test",), mode) for mode in ("if_present", "off"))
    assert require_signed(lenient, {}, RAW, NOW) is None
    assert require_signed(off, {"x-chatwoot-signature": "wrong", "x-chatwoot-delivery": "d"}, RAW, NOW) == "d"
    with pytest.raises(Unauthenticated):
        require_signed(lenient, {"x-chatwoot-signature": KNOWN}, RAW, NOW)
    with pytest.raises(Unauthenticated):
        require_signed(lenient, chatwoot(), RAW + b" ", NOW)


@pytest.mark.parametrize("secret", ["", "plain", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%"])
def test_secrets_of_generic_hooks_have_a_form(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        check_secret("generic", secret)
    check_secret("generic", WHSEC)
    check_secret("chatwoot", "plain")
