"""Plays a conversation through readings and the ladder, with a clock of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.escalation.ladder import Climb, decide_tier
from csassist.escalation.spec import LadderSpec
from csassist.thermometer.reading import Heated, take_reading, take_reply, take_wait
from csassist.thermometer.thermometer import Thermometer

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


class Chat:
    """One conversation; `gap` = seconds since whatever came before."""

    def __init__(self, thermometer: Thermometer, ladder: LadderSpec | None = None) -> None:
        self.thermometer = thermometer
        self.spec = ladder or LadderSpec()
        self.now = START
        self.count = 0
        self.conversation = Conversation("s1", "c-1", START)
        self.climb: Climb | None = None

    def customer(self, text: str, gap: float = 30.0) -> Heated:
        message = self._message(Sender.CUSTOMER, text, gap)
        heated = take_reading(self.thermometer, message, self.conversation, self.now)
        assert heated.burst is not None
        self.climb = decide_tier(self.spec, heated.reading, heated.burst.before.ladder, None, self.now, "key")
        standing = replace(heated.standing, ladder=self.climb.ladder, escalation=self.climb.escalation)
        waiting = self.conversation.waiting_since or self.now
        self.conversation = replace(
            self.conversation, standing=standing, burst=heated.burst, waiting_since=waiting, seq=self.count
        )
        return heated

    def agent(self, text: str = "好的，马上帮您看", gap: float = 30.0, sender: Sender = Sender.AGENT) -> Heated:
        message = self._message(sender, text, gap)
        heated = take_reply(self.thermometer, message, self.conversation, self.now)
        waiting = None if sender is not Sender.SYSTEM else self.conversation.waiting_since
        self.conversation = replace(self.conversation, standing=heated.standing, burst=None, waiting_since=waiting)
        return heated

    def wait(self, seconds: float) -> Heated | None:
        self.now += timedelta(seconds=seconds)
        heated = take_wait(self.thermometer, self.conversation, self.now)
        if heated is not None:
            self.conversation = replace(self.conversation, standing=heated.standing, burst=None)
        return heated

    def _message(self, sender: Sender, text: str, gap: float) -> Message:
        self.now += timedelta(seconds=gap)
        self.count += 1
        return Message("s1", "c-1", f"m-{self.count}", self.count, sender, text, self.now)
