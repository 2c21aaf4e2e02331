"""Two shops with the same ids: what each holds, and which ids belong to one alone. Knows the routes' parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from journeys.service import Service, bearer

CANARY = "金丝雀乙店机密"
ROLES = ("integrator", "agent", "supervisor", "admin")
METHODS = ("get", "post", "put", "patch", "delete")
HOT = ("怎么还不发货？？？", "你们就是骗子！！！气死我了，我要投诉到12315！", "马上退款，不然我去曝光你们！！！")


def keys_of(shop: str) -> list[dict[str, Any]]:
    """A key of every role."""
    named = {"agent": {"agent_id": "a1", "teams": ["t1"]}, "supervisor": {"agent_id": "boss"}}
    return [{"key": f"{shop}-{role}", "role": role, "shop": shop, **named.get(role, {})} for role in ROLES]


@dataclass
class Shop:
    """One tenant's half of the scene. `ids`: by the name of a route's parameter."""

    service: Service
    name: str
    canary: str = ""
    ids: dict[str, list[str]] = field(default_factory=dict)
    cards: list[str] = field(default_factory=list)

    async def call(
        self, method: str, path: str, role: str = "admin", body: Any = None, **params: Any
    ) -> tuple[int, str]:
        """Status and text of the answer, headers too."""
        request = self.service.http.build_request(
            method.upper(), path, json=body, params=params or None, headers=bearer(f"{self.name}-{role}")
        )
        answer = await self.service.http.send(request)
        return answer.status_code, answer.text + repr(sorted(answer.headers.items()))

    async def json(self, method: str, path: str, role: str = "admin", body: Any = None, **params: Any) -> Any:
        """The body of an answer that is good. Raises AssertionError."""
        headers = bearer(f"{self.name}-{role}")
        answer = await self.service.http.request(
            method.upper(), path, json=body, params=params or None, headers=headers
        )
        assert answer.status_code < 300, (method, path, answer.text)
        return answer.json() if answer.content else None

    async def furnish(self, conversations: Iterable[str]) -> None:
        """A hot chat with everything that hangs on it, in each of these conversations."""
        c = self.canary
        for conversation in conversations:
            for number, text in enumerate(HOT):
                await self._say(conversation, f"m-{number}", "customer", text + c)
            await self._say(conversation, "m-9", "agent", f"非常抱歉，今天18点前一定给您发出{c}")
            await self.json("post", f"/v1/conversations/{conversation}/whisper", "supervisor", {"text": f"先安抚{c}"})
            await self.json("patch", f"/v1/conversations/{conversation}/star", "supervisor", {"task": f"要退款{c}"})
        for sku in (f"sku-{self.name}", "sku-1"):
            await self.json("put", f"/v1/products/{sku}", "integrator", product(sku, f"晾衣架{c}"))
        text = f"您的包裹到了{'青石' if c else '白沙'}驿站，凭手机尾号就能取，我陪您一起看。"
        proposal = await self.json(
            "post", "/v1/scripts/proposals", "agent", {"text": text, "conversation_id": "c-same"}
        )
        made = await self.json("post", "/v1/keys", "admin", {"role": "agent", "agent_id": "a7", "label": c or "x"})
        self.ids = {**await self._found(), "key_id": [made["id"]], "proposal_id": [proposal["id"]]}

    async def _say(self, conversation: str, message: str, sender: str, text: str) -> None:
        body = {"conversation_id": conversation, "message_id": message, "sender": sender, "text": text}
        customer = {"id": f"u-{conversation}", "name": f"张女士{self.canary}", "notes": [f"优先发顺丰{self.canary}"]}
        whose = {"agent_id": "a1", "team_id": "t1", "customer": customer}
        answer = await self.json("post", "/v1/messages", "integrator", {**body, **whose})
        self.cards += [card["id"] for card in answer["assessment"]["suggestions"]]

    async def _found(self) -> dict[str, list[str]]:
        chats = (await self.json("get", "/v1/conversations", limit=200))["items"]
        names = [chat["conversation_id"] for chat in chats]
        whole = [await self.json("get", f"/v1/conversations/{name}") for name in names]
        return {
            "conversation_id": names,
            "escalation_id": [each["escalation"]["id"] for each in whole if each["escalation"]["id"]],
            "suggestion_id": self.cards,
            "promise_id": [promise["id"] for each in whole for promise in each["promises"]],
            "customer_id": [f"u-{name}" for name in names],
            "product_id": [f"sku-{self.name}", "sku-1"],
        }


def product(sku: str, name: str) -> dict[str, Any]:
    """A card that the shop's shelf takes."""
    point = {"topic": ["承重"], "feature": "加厚不锈钢管", "advantage": "单杆能挂15公斤", "benefit": "厚被子一次晾完"}
    return {"id": sku, "name": name, "category": "家居收纳", "points": [point]}


def alone(of: Shop, beside: Shop) -> dict[str, list[str]]:
    """Ids that one shop has and the other has not."""
    return {name: [i for i in ids if i not in beside.ids.get(name, ())] for name, ids in of.ids.items()}


# Bodies with which a call means something; what is not here goes without.
BODIES: Mapping[str, Any] = {
    "post /v1/messages": {"conversation_id": "c-same", "message_id": "m-w", "sender": "customer", "text": "在吗"},
    "post /v1/tickets": {"role": "agent", "agent_id": "a1"},
    "post /v1/outcomes": {"type": "csat", "conversation_id": "c-same", "value": 1},
    "post /v1/drafts/review": {"conversation_id": "c-same", "text": "亲，一定今天到"},
    "post /v1/scripts/proposals": {"text": "您好，马上帮您查。", "kind": "action"},
    "post /v1/keys": {"role": "agent", "agent_id": "a8"},
    "post /v1/conversations/{conversation_id}/whisper": {"text": "慢一点"},
    "post /v1/conversations/{conversation_id}/raise-hand": {"note": "帮我看看"},
    "patch /v1/conversations/{conversation_id}/star": {"result": "已退款"},
    "patch /v1/customers/{customer_id}": {"notes": ["请勿打电话"]},
    "post /v1/suggestions/{suggestion_id}/feedback": {"outcome": "used"},
    "post /v1/escalations/{escalation_id}/resolve": {"reason": "谈妥了", "responsibility": "shop"},
}
