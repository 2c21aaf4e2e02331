"""What a text is, whatever it speaks of: a number, a bare order card, a yes. And what an agent's text asks for."""

from __future__ import annotations

import re

from csassist.suggest.roles import ASKS, NO, OWN, QUESTION, REQUEST, YES

# An order number or a phone number, or what masks of chat logs leave of one.
_NUMBER = re.compile(r"(?<![\d.])\d{7,}(?![\d.])|\[(?:订单|数字|电话|ORDERID)[^\]\n]{0,40}\]", re.IGNORECASE)
_HINT = re.compile(r"[\d\[:：咨]")  # a text without any of these holds neither a number nor a card
_SENT = re.compile(r"https?://|\[(?:订单编号|链接|图片|商品)|订单编号[:：]|咨询订单号|商品ID[:：]", re.IGNORECASE)
SHORT = 12  # folded code points: a yes is not an essay


def cues(text: str, folded: str, roles: int, quiet: bool) -> tuple[str, ...]:
    """Cues of a customer's text (`text` as posted). `roles` and `quiet` as the library saw them."""
    found = _sent(text, quiet) if _HINT.search(text) is not None else []
    if quiet or len(folded) <= SHORT:
        if roles & NO:
            found.append("no")
        elif roles & YES and not roles & QUESTION:
            found.append("yes")
    if not quiet:
        if not folded.strip(" ?!.~"):
            found.append("call")  # ？？ and nothing else
        elif roles & QUESTION or "?" in folded:
            found.append("question")
            if roles & OWN:
                found.append("own")
        elif "no" not in found:
            found.append("told")
        if roles & REQUEST:
            found.append("request")
    return tuple(found)


def _sent(text: str, quiet: bool) -> list[str]:
    """Whether a text holds a number or is a bare order card."""
    if _SENT.search(text) is not None:
        return ["card", "number"] if quiet else ["number"]
    return ["number"] if _NUMBER.search(text) is not None else []


def heard(roles: int) -> str:
    """What an agent's text asks for, by its roles; empty when nothing."""
    for name, bit in ASKS.items():
        if roles & bit:
            return name
    return ""
