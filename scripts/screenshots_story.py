"""The make-believe afternoon that the pictures show: who writes what, and when. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

BEGIN = datetime(2026, 11, 12, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai, the day after the sale
KEYS: list[dict[str, Any]] = [
    {"key": "k-shop", "role": "integrator", "shop": "s1"},
    {"key": "k-xiaolin", "role": "agent", "shop": "s1", "agent_id": "小林", "teams": ["售后一组"]},
    {"key": "k-chen", "role": "supervisor", "shop": "s1", "agent_id": "陈主管"},
    {"key": "k-wu", "role": "supervisor", "shop": "s1", "agent_id": "吴主管"},
]
MINE = "20261107-1042"
NEW, REGULAR, VIP = ("new", 0), ("regular", 3), ("vip", 12)
PEOPLE: dict[str, tuple[str, tuple[str, int], str, str]] = {
    MINE: ("张女士", VIP, "小林", "售后一组"),
    "20261107-1043": ("阿杰", REGULAR, "小林", "售后一组"),
    "20261107-1044": ("小鹿妈妈", VIP, "小林", "售后一组"),
    "20261107-1045": ("何先生", NEW, "小周", "售后一组"),
    "20261107-1046": ("lily_88", REGULAR, "小周", "售后二组"),
    "20261107-1047": ("秋天的风", NEW, "阿敏", "售前组"),
    "20261107-1048": ("王阿姨", REGULAR, "阿敏", "售前组"),
}
# (seconds since the line before, conversation, who, words)
CALM = (
    (0, "20261107-1047", "customer", "请问这款空气炸锅5.5升够几个人用？"),
    (20, "20261107-1047", "agent", "您好，5.5升适合3到5人，一次能炸一只整鸡。"),
    (25, "20261107-1048", "customer", "你好，什么时候发货"),
    (30, MINE, "customer", "在吗，帮我看一下我的快递到哪了"),
    (25, MINE, "agent", "您好张女士，我马上帮您查一下物流。"),
    (20, "20261107-1046", "customer", "退货的运费谁出呀"),
    (40, "20261107-1045", "customer", "收到的杯子盖子有点松，是正常的吗"),
)
WARM = (
    (60, "20261107-1043", "customer", "昨天刚买今天就降了60，这差价能补吗，太坑了"),
    (30, MINE, "customer", "怎么还没到啊，都五天了，我周末要用的"),
    (35, MINE, "agent", "抱歉让您久等，我正在催快递，今天18点前给您回电说明结果。"),
    (30, "20261107-1045", "customer", "你好？还在吗"),
)
HOT = (
    (50, "20261107-1045", "customer", "杯子漏水烫到我手了！！你们这是什么质量，我要投诉"),
    (40, MINE, "customer", "催了三天了还是没动静，你们到底管不管！！"),
    (20, MINE, "agent", "非常抱歉，我马上给您升级处理。"),
    (45, MINE, "customer", "都第三次了还不处理，你们就是骗子！！！我要打12315投诉，退款！"),
)
CARD = (30, "20261107-1044", "customer", "碗有点划痕，不想退了，能补一点吗")
EASED = (
    (60, MINE, "agent", "张女士，实在对不起，已经给您办了全额退款，1小时内到账。"),
    (50, MINE, "customer", "好的，收到退款了，谢谢你"),
    (20, MINE, "agent", "应该的，给您添麻烦了。"),
    (30, MINE, "customer", "嗯嗯没事了，谢谢"),
)
RUDE = "这个不归我们管，你自己去问快递吧，保证明天到。"


class StoryClock:
    """Stands still until the story goes on: the same pictures at every run."""

    def __init__(self) -> None:
        self.at = BEGIN

    def now(self) -> datetime:
        """The time in the story."""
        return self.at

    def pass_s(self, seconds: float) -> None:
        """The story goes on."""
        self.at += timedelta(seconds=seconds)


@dataclass
class Story:
    """Tells the service line by line."""

    http: httpx2.AsyncClient
    clock: StoryClock
    told: int = 0

    async def tell(self, *lines: tuple[int, str, str, str]) -> list[dict[str, Any]]:
        """Posts the lines in their time; the assessments."""
        answers = []
        for seconds, conversation, sender, text in lines:
            self.clock.pass_s(seconds)
            self.told += 1
            name, (value, orders), agent, team = PEOPLE[conversation]
            body = {
                "conversation_id": conversation,
                "message_id": f"m-{self.told}",
                "sender": sender,
                "text": text,
                "agent_id": agent,
                "team_id": team,
                "channel": "web",
                "customer": {
                    "id": f"u-{conversation}",
                    "name": name,
                    "value": value,
                    "orders": orders,
                    "notes": ["优先发顺丰"] if conversation == MINE else [],
                },
                "context": {"order": {"id": conversation, "status": "已发货", "logistics": "中通 已到杭州转运中心"}},
            }
            posted = await self.http.post("/v1/messages", json=body, headers=bearer("k-shop"))
            posted.raise_for_status()
            answers.append(posted.json()["assessment"])
        return answers

    async def do(self, key: str, path: str, **body: Any) -> Any:
        """One deed of a person."""
        answer = await self.http.post(path, json=body, headers=bearer(key))
        answer.raise_for_status()
        return answer.json() if answer.content else None


def bearer(key: str) -> dict[str, str]:
    """The header of a key."""
    return {"Authorization": f"Bearer {key}"}
