"""Known answers, computed by others; and what a secret must be."""

from __future__ import annotations

import pytest

from csassist.notify.sign import dingtalk_sign, feishu_sign, webhook_keys, webhook_sign

BODY = b'{"event":"message_created","id":1}'
AT = 1_700_000_000
HOOK = "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"


def test_dingtalk_known_answer() -> None:
    assert dingtalk_sign("SECcsassist-test", AT * 1000) == "D9MBWQK%2F2vOqVW8HvOLNnRE7oV3utmCFh%2FjTwBIYoNs%3D"


def test_feishu_known_answer() -> None:
    assert feishu_sign("csassist-test", AT) == "xQ4c8CqUhmHPkbZOpQTgqwjWIW0tU2/7BMa/TvojwOk="


def test_standard_webhooks_known_answer() -> None:
    assert webhook_sign(HOOK, "msg_1", AT, BODY) == "v1,Hx7GinkC/WstEFvAvshES8bpxt3nXlF+ZFCSZyEQGzU="


def test_while_a_secret_is_replaced_both_sign() -> None:
    other = "whsec_" + "QUFB" * 8
    first, second = webhook_sign(f"{HOOK},{other}", "msg_1", AT, BODY).split(" ")
    assert first == webhook_sign(HOOK, "msg_1", AT, BODY)
    assert second == webhook_sign(other, "msg_1", AT, BODY)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_QUFB", "not base64!", "whsec_" + "QUFB" * 30])
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(ValueError):
        webhook_keys(secret)
