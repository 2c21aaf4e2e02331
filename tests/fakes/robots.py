"""The far ends of notices: what each kind of robot or hook checks before it says that it took one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from urllib.parse import unquote

from fakes.receiver import Asked, Receiver, said

KINDS = ("wecom", "dingtalk", "feishu", "webhook")
HOOK = "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"
NEAR_S = 3600.0  # DingTalk and Feishu refuse a stamp further away than this
MOST_A_MINUTE = 20  # WeCom and DingTalk; Feishu takes 100
LONGEST = {"text": 2048, "markdown": 4096}  # bytes, WeCom
BIGGEST = 20_000  # bytes of a body: Feishu, Standard Webhooks


def strict(kind: str) -> Callable[[Asked], bytes]:
    """Answers like the robot: a wrong signature, or too much, is an error inside of a 200 (a status for hooks)."""
    times: list[float] = []
    judge = {"wecom": _wecom, "dingtalk": _dingtalk, "feishu": _feishu, "webhook": _webhook}[kind]

    def answer(asked: Asked) -> bytes:
        now = time.time()
        times.append(now)
        if len([one for one in times if now - one < 60]) > MOST_A_MINUTE:
            return said(429) if kind == "webhook" else said(200, b'{"errcode":45009,"code":11232}')
        return judge(asked)

    return answer


def entry(kind: str, far: Receiver, **more: object) -> dict[str, object]:
    """The settings' entry of one such robot: SUPERVISOR alerts of shop s1."""
    secret = {"dingtalk": "SECtest", "feishu": "fs-test", "webhook": HOOK}.get(kind)
    path = "/send?access_token=s3cret-canary"
    made = {"name": kind, "kind": kind, "url": far.url(path), "shop": "s1", "min_tier": "SUPERVISOR", **more}
    return made if secret is None else {**made, "secret": secret}


def _wecom(asked: Asked) -> bytes:
    kind = str(asked.json["msgtype"])
    body = asked.json[kind]
    words = str(body["content"]) if isinstance(body, dict) and "content" in body else ""
    good = bool(words) and len(words.encode()) <= LONGEST.get(kind, 0)
    return said(200, b'{"errcode":0,"errmsg":"ok"}' if good else b'{"errcode":40058}')


def _dingtalk(asked: Asked) -> bytes:
    stamp = asked.query["timestamp"]
    sign = unquote(asked.target.rsplit("&sign=", 1)[1])
    made = hmac.new(b"SECtest", f"{stamp}\nSECtest".encode(), hashlib.sha256).digest()
    good = hmac.compare_digest(base64.b64decode(sign), made) and abs(int(stamp) / 1000 - time.time()) < NEAR_S
    return said(200, b'{"errcode":0}' if good else b'{"errcode":310000}')


def _feishu(asked: Asked) -> bytes:
    body = asked.json
    made = hmac.new(f"{body['timestamp']}\nfs-test".encode(), b"", hashlib.sha256).digest()
    near = abs(int(str(body["timestamp"])) - time.time()) < NEAR_S
    good = base64.b64decode(str(body["sign"])) == made and near and len(asked.body) <= BIGGEST
    return said(200, b'{"code":0}' if good else b'{"code":19021}')


def _webhook(asked: Asked) -> bytes:
    key = base64.b64decode(HOOK.removeprefix("whsec_"))
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    made = hmac.new(key, signed, hashlib.sha256).digest()
    good = base64.b64decode(asked.headers["webhook-signature"].removeprefix("v1,")) == made
    return said(204 if good and len(asked.body) <= BIGGEST else 401)
