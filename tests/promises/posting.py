"""Posters that write down what they tried and what they were told, and try again with the same id until told."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from faults.history import ACKED, REFUSED, UNKNOWN, History, Op
from faults.line import BROKEN, Line

# Made up here: calm, impatient, hot, and such that a supervisor is called.
SAID = (
    "在吗", "请问什么时候能发货", "好的谢谢", "怎么还不发货？？？", "都等了五天了还没动静", "到底管不管啊！！！",
    "这个颜色还有货吗", "收到货是坏的，怎么处理", "你们客服是摆设吗", "你们就是骗子！！！我要去12315投诉你们！！！",
)  # fmt: skip
FURIOUS = "你们就是骗子！！！我要去12315投诉你们！！！马上退款！"
RETRY_S = 0.02


def body_of(conversation: str, message_id: str, text: str, **more: Any) -> dict[str, Any]:
    """A customer's message as an integrator posts it."""
    said = {"conversation_id": conversation, "message_id": message_id, "sender": "customer", "text": text}
    return {**said, "agent_id": "a1", "team_id": "t1", **more}


@dataclass
class Poster:
    """One line and a name in the history. `answers` = the first whole answer to each id."""

    name: str
    line: Line
    history: History
    answers: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    async def once(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One attempt. Status 0 when no whole answer came."""
        began = time.monotonic()
        status, answer = 0, dict[str, Any]()
        try:
            status, answer = await self.line.post(body)
        except ConnectionRefusedError:
            return 0, {}  # nobody was there: nothing was tried
        except BROKEN:
            status = 0
        result = {0: UNKNOWN, 200: ACKED, 201: ACKED}.get(status, REFUSED)
        seq = answer["message"]["seq"] if result == ACKED else 0
        duplicate = bool(answer.get("duplicate"))
        place = (body["conversation_id"], body["message_id"])
        self.history.ops.append(Op(self.name, *place, began, time.monotonic(), result, seq, duplicate))
        if result == ACKED:
            self.answers.setdefault(place, answer)
        return status, answer

    async def until_acked(self, body: dict[str, Any]) -> dict[str, Any]:
        """Tries with the same id until it is acked. Raises AssertionError for an answer that is neither ack nor 503."""
        while True:
            status, answer = await self.once(body)
            if status in (200, 201):
                return answer
            assert status in (0, 429, 503), (status, answer)
            await asyncio.sleep(RETRY_S)


def any_text(rng: random.Random, share_of_furious: float = 0.02) -> str:
    """Something a customer may say."""
    return FURIOUS if rng.random() < share_of_furious else rng.choice(SAID[:-1])


def agents_of(count: int) -> list[dict[str, Any]]:
    """Keys: an integrator, and so many agents of team t1."""
    of_team = {"role": "agent", "shop": "s1", "teams": ["t1"]}
    agents = [{**of_team, "key": f"k-{n}", "agent_id": f"g{n}"} for n in range(count)]
    return [{"key": "k-int", "role": "integrator", "shop": "s1"}, *agents]
