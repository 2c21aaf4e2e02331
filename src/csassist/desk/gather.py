"""Gathers what is known of a message beside its conversation, before anything is decided. Waits for nobody longer than
the one asked promised to take; what did not come is marked as degraded.
"""

from __future__ import annotations

import asyncio

from csassist.assessment.assessment import Evidence
from csassist.conversation.message import Message, Sender
from csassist.desk.ports import Sentiments

SENTIMENT = "sentiment"


def gather(sentiments: Sentiments | None, message: Message) -> asyncio.Task[Evidence] | None:
    """Asks at once, so that the answer comes while others wait for the lane; None when there is nobody to ask."""
    if sentiments is None or message.sender is not Sender.CUSTOMER or not message.text.strip():
        return None
    return asyncio.create_task(_heard(sentiments, message.text))


async def _heard(sentiments: Sentiments, text: str) -> Evidence:
    value = await sentiments.judge(text)
    return Evidence(degraded=(SENTIMENT,)) if value is None else Evidence(sentiment=value)
