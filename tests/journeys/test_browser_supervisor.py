"""A supervisor's day in a real browser: an alert, one owner, whisper, take over, hand back, recovery, close, STAR."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect
from websockets.asyncio.client import connect

from api.open_door import Client
from fakes.receiver import Receiver, receiver
from fakes.robots import KINDS, entry, strict
from journeys.browser import CONSOLE, chromium, console, sidebar
from journeys.looks import Looker, axe_script
from journeys.service import Service, bearer, in_process

WIDTHS = (280, 360, 1280, 1920)
SECRET = "先道歉，再给一个今天就能兑现的时间"
# The customer's words, and the tier that the sidebar shows after them; the agent answers in between.
STORY = (
    ("在吗，我的快递到哪了", 0, "您好，我帮您看一下物流。"),
    ("怎么还没到啊，都五天了", 1, "抱歉让您久等，我在催快递。"),
    ("催了三天了还是没动静，你们到底管不管！！", 2, "我马上给您升级处理。"),
    ("都第三次了还不处理，你们就是骗子！！！我要打12315投诉，退款！", 3, ""),
)
RECOVERY = (
    ("张女士，实在对不起，已经给您办了全额退款。", "好的，收到退款了，谢谢你"),
    ("应该的，给您添麻烦了。", "嗯嗯没事了，谢谢"),
)
DEEDS = ["raised", "raised", "claimed", "whisper", "takeover", "handback", "tick", "closed"]
ROW = "[data-testid=alert][data-conversation=c-1]"
CUSTOMER = {"id": "u1", "name": "张女士", "value": "vip", "orders": 3}
# Marks the moment at which a row of the highest tier was first painted, on the clock of the machine.
SEEN = """new MutationObserver(() => {
  const row = document.querySelector('[data-testid=alert][data-conversation=c-1][data-tier="3"]');
  if (window.alertShownAt || !row) return;
  window.alertShownAt = -1;
  requestAnimationFrame(() => { window.alertShownAt = Date.now(); });
}).observe(document, {childList: true, subtree: true, attributes: true});"""


@dataclass
class Eavesdropper:
    """An integrator's socket on the conversation: all that customers' systems could ever be told."""

    client: Client

    async def heard(self) -> str:
        """Everything up to now, as text."""
        await self.client.ask("ping", {}, ref="now")
        return json.dumps(self.client.seen, ensure_ascii=False)


async def press_at_once(*buttons: Locator) -> None:
    """Without waiting for anything: the second press must not see what the first one did."""
    handles = [await button.element_handle() for button in buttons]
    await asyncio.gather(*(handle.evaluate("button => button.click()") for handle in handles if handle is not None))


async def settle(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not what():
            await asyncio.sleep(0.02)


async def answer(service: Service, message: str, text: str, key: str = "k-a2", agent: str = "a2") -> dict[str, Any]:
    body = {"conversation_id": "c-1", "message_id": message, "sender": "agent", "text": text, "agent_id": agent}
    posted = await service.post(body, key)
    assert posted.status_code == 201, posted.text
    return dict(posted.json()["assessment"])


async def test_a_supervisors_day(tmp_path: Path, record_testsuite_property: Callable[[str, object], None]) -> None:
    async with AsyncExitStack() as stack:
        robots = {kind: await stack.enter_async_context(receiver(strict(kind))) for kind in KINDS}
        entries = [entry(kind, far) for kind, far in robots.items()]
        chosen: dict[str, Any] = {
            "notices": entries,
            "notice_networks": ["127.0.0.0/8"],
            "public_url": "https://desk.example",
        }
        service = await stack.enter_async_context(in_process(tmp_path, **chosen))
        browser = await stack.enter_async_context(chromium())
        keys = ("k-sup", "k-sup-t2")
        boss, other = [await console(browser, service.url, key, CONSOLE, SEEN, axe_script()) for key in keys]
        await expect(boss.get_by_test_id("overview")).to_be_visible()
        looker = Looker(WIDTHS)
        await looker.look(boss, "nothing to do")
        agent, escalation, ear = await climb(stack, browser, service, (boss, other), record_testsuite_property)
        await looker.look(boss, "an alert")
        winner, loser = await race(boss, other)
        await looker.look(loser, "somebody else's")
        await whisper(winner, agent, service, ear)
        await take_over_and_back(winner, agent, looker)
        await tick_and_edit_star(winner, agent, looker)
        await recover(winner, agent, service)
        await resolve(winner, loser, service, escalation, looker)
        await expect_one_notice_each(service, robots)
        await expect_secret(service, ear, robots)
    assert "\n".join(looker.faults) == ""


async def climb(
    stack: AsyncExitStack,
    browser: Browser,
    service: Service,
    consoles: tuple[Page, Page],
    report: Callable[[str, object], None],
) -> tuple[Page, str, Eavesdropper]:
    """From calm to SUPERVISOR; the sidebar shows each step of the way, and both consoles the alert."""
    first: dict[str, Any] = {"agent_id": "a2", "team_id": "t2", "customer": CUSTOMER}
    agent, ear, posted_at, escalation = None, None, 0.0, {}
    for number, (words, tier, reply) in enumerate(STORY):
        posted_at = time.time()
        posted = (await service.say(words, message=f"m-{number}", **first)).json()["assessment"]
        escalation = posted["escalation"]
        if agent is None:
            agent = await sidebar(browser, service.url, "k-a2")
            ear = await listen(stack, service)
        await expect(agent.get_by_test_id("tier")).to_have_attribute("data-tier", str(tier))
        await expect(agent.get_by_test_id("thermometer")).to_have_attribute(
            "data-degrees", f"{posted['reading']['degrees']:g}"
        )
        await expect(agent.get_by_test_id("step")).to_have_count(len(escalation["steps"]))
        if reply:
            await answer(service, f"a-{number}", reply)
    assert agent is not None
    assert ear is not None
    for page in consoles:
        await expect(page.locator(ROW)).to_have_attribute("data-tier", "3")
        await expect(page.locator(ROW)).to_have_count(1)
        shown_at = await page.evaluate("window.alertShownAt")
        assert shown_at > 0
        report("post_to_alert_ms", round(shown_at - posted_at * 1000))  # the goal stands in benchmarks/bench_paint.py
    return agent, str(escalation["id"]), ear


async def listen(stack: AsyncExitStack, service: Service) -> Eavesdropper:
    socket = await stack.enter_async_context(connect(service.ws, proxy=None, subprotocols=["csassist.v1"]))  # type: ignore[list-item]
    client = Client(socket)
    await client.say({"type": "hello", "key": "k-int", "channels": ["conversation:c-1"]})
    await client.until(type="snapshot")
    return Eavesdropper(client)


async def race(boss: Page, other: Page) -> tuple[Page, Page]:
    """Both claim at once: one has it, the other is told who. (winner, loser)"""
    await press_at_once(*(page.locator(ROW).get_by_test_id("claim") for page in (boss, other)))
    for page in (boss, other):
        await expect(page.locator(ROW)).to_have_attribute("data-state", "claimed")
    owner = await boss.locator(ROW).get_attribute("data-owner")
    assert owner in ("boss", "boss2")
    winner, loser = (boss, other) if owner == "boss" else (other, boss)
    await expect(winner.locator(ROW).get_by_test_id("alert-state")).to_have_text("我在处理")
    await expect(loser.locator(ROW).get_by_test_id("alert-state")).to_contain_text(owner)
    await expect(loser.get_by_test_id("toast")).to_contain_text(owner)
    await expect(loser.get_by_test_id("takeover")).to_be_disabled()
    return winner, loser


async def whisper(winner: Page, agent: Page, service: Service, ear: Eavesdropper) -> None:
    """It reaches the agent's sidebar, also after a reload."""
    await winner.get_by_test_id("whisper-box").fill(SECRET)
    await winner.get_by_test_id("whisper-box").press("Enter")
    await expect(agent.get_by_test_id("whisper")).to_contain_text(SECRET)
    await expect(winner.get_by_test_id("whisper-box")).to_have_value("")
    assert SECRET not in await ear.heard()
    await agent.reload()
    await expect(agent.get_by_test_id("whisper")).to_contain_text(SECRET)


async def take_over_and_back(winner: Page, agent: Page, looker: Looker) -> None:
    """While somebody else answers, the agent has no cards; what the supervisor says stands in the transcript."""
    await winner.keyboard.press("Alt+t")
    await expect(agent.get_by_test_id("taken-over")).to_be_visible()
    await expect(agent.get_by_test_id("suggestion")).to_have_count(0)
    await looker.look(winner, "taken over")
    await winner.get_by_test_id("handback").click()
    await expect(agent.get_by_test_id("taken-over")).to_have_count(0)


async def tick_and_edit_star(winner: Page, agent: Page, looker: Looker) -> None:
    """A ticked step is seen on both sides; the STAR card tells the story and can be corrected."""
    await agent.get_by_test_id("step-tick").first.click()
    await expect(agent.get_by_test_id("step").first).to_have_attribute("data-done", "true")
    await expect(winner.get_by_test_id("step").first).to_have_attribute("data-done", "true")
    star = winner.get_by_test_id("star")
    for field, word in (("situation", "张女士"), ("task", "退款"), ("action", "a2"), ("result", "100°")):
        await expect(star.locator(f"[data-field={field}]")).to_contain_text(word)
    await star.get_by_test_id("star-edit").click()
    await star.locator("textarea[data-field=result]").fill("已致电，客户同意退款")
    await looker.look(winner, "STAR is edited")
    await star.get_by_test_id("star-save").click()
    await expect(star).to_contain_text("已致电，客户同意退款")


async def recover(winner: Page, agent: Page, service: Service) -> None:
    """What was put right is seen to cool down on both pages."""
    for number, (said, words) in enumerate(RECOVERY):
        await answer(service, f"r-{number}", said)
        posted = (await service.say(words, message=f"t-{number}")).json()["assessment"]
        degrees = f"{posted['reading']['degrees']:g}"
        for page in (agent, winner):
            await expect(page.get_by_test_id("thermometer")).to_have_attribute("data-degrees", degrees)
    await expect(agent.get_by_test_id("thermometer")).to_have_attribute("data-stage", "calm")


async def resolve(winner: Page, loser: Page, service: Service, escalation: str, looker: Looker) -> None:
    """Closing asks for reason and responsibility; the record is complete."""
    await winner.get_by_test_id("resolve").click()
    await winner.get_by_test_id("resolve-send").click()
    await expect(winner.get_by_test_id("resolve-form").get_by_role("alert")).to_be_visible()
    await looker.look(winner, "closing")
    await winner.get_by_test_id("resolve-reason").fill("已退款并致歉")
    await winner.locator("[data-duty=logistics]").check()
    await winner.get_by_test_id("resolve-send").click()
    for page in (winner, loser):
        await expect(page.locator(ROW)).to_have_count(0)
    await expect(winner.get_by_test_id("intervention")).to_contain_text("已退款并致歉")
    again = await service.http.post(f"/v1/escalations/{escalation}/claim", headers=bearer("k-sup-t2"))
    assert (again.status_code, again.json()["code"]) == (409, "A410")
    audit = (await service.get("/v1/conversations/c-1/audit", "k-sup")).json()
    assert audit["intact"]
    assert [row["kind"] for row in audit["items"] if row["kind"] in DEEDS] == DEEDS
    assert {row["escalation_id"] for row in audit["items"]} == {escalation}
    star = (await service.get("/v1/conversations/c-1/star", "k-sup")).json()
    assert all(star[field] for field in ("situation", "task", "action", "result", "responsibility", "next_step"))
    assert star["result"] == "已致电，客户同意退款"
    assert max(point["degrees"] for point in star["curve"]) == 100


async def expect_one_notice_each(service: Service, robots: dict[str, Receiver]) -> None:
    """One rise to SUPERVISOR, one notice a robot, taken by it; its signature and size were checked there."""
    await settle(lambda: all(far.asked for far in robots.values()))

    async def told() -> list[list[int]]:
        ends = (await service.get("/v1/reports/notices", "k-sup")).json()["endpoints"]
        return [[end["sent"], end["dead"]] for end in ends]

    async with asyncio.timeout(60):
        while await told() != [[1, 0]] * len(robots):
            await asyncio.sleep(0.05)
    assert {kind: len(far.asked) for kind, far in robots.items()} == dict.fromkeys(KINDS, 1)


async def expect_secret(service: Service, ear: Eavesdropper, robots: dict[str, Receiver]) -> None:
    """What was whispered stands nowhere but with the agent and the supervisors."""
    places = {"the integrator's frames": await ear.heard()}
    for path in ("", "/messages", "/star", "/audit"):
        for key in ("k-int", "k-sup"):
            places[f"{path} as {key}"] = (await service.get(f"/v1/conversations/c-1{path}", key)).text
    for path in ("/v1/conversations", "/v1/tidings", "/v1/customers/u1/export", "/metrics"):
        for key in ("k-int", "k-admin"):
            places[f"{path} as {key}"] = (await service.get(path, key)).text
    for kind, far in robots.items():
        places[kind] = json.dumps([[one.target, one.body.decode()] for one in far.asked], ensure_ascii=False)
    assert [name for name, text in places.items() if SECRET in text or json.dumps(SECRET)[1:-1] in text] == []
    for key in ("k-int", "k-a1"):
        assert (await service.get("/v1/conversations/c-1/whispers", key)).status_code in (403, 404)


ASKED = "有点划痕，不想退了，能补一点吗"  # of a VIP: the partial refund is above what an agent may give


async def test_leave_to_give_more(tmp_path: Path) -> None:
    """A concession above the agent's authority: asked for, refused with a reason, asked again, approved, inserted."""
    async with chromium() as browser, in_process(tmp_path) as service:
        said = await service.say(ASKED, agent_id="a2", team_id="t2", customer=CUSTOMER)
        (card,) = [one for one in said.json()["assessment"]["suggestions"] if one.get("approval")]
        agent, boss = await sidebar(browser, service.url, "k-a2"), await console(browser, service.url, "k-sup")
        mine = agent.locator(f"[data-suggestion={card['id']}]")
        await expect(mine.get_by_test_id("approval")).to_contain_text("需主管批准")
        await expect(mine.get_by_test_id("insert")).to_be_disabled()
        await agent.keyboard.press(f"Alt+{1 + await place(agent, card['id'])}")
        await expect(agent.get_by_test_id("toast")).to_be_empty()

        await mine.get_by_test_id("ask-approval").click()
        await expect(mine.get_by_test_id("approval")).to_have_attribute("data-state", "asked")
        await boss.locator(ROW).get_by_test_id("alert-open").click()
        request = boss.get_by_test_id("approval-asked")
        await expect(request).to_contain_text(card["text"])
        await request.get_by_test_id("refuse").click()
        await request.get_by_test_id("refuse-reason").fill("先让客户拍照")
        await request.get_by_test_id("refuse-send").click()
        await expect(request).to_have_count(0)
        await expect(mine.get_by_test_id("approval")).to_contain_text("先让客户拍照")
        await expect(mine.get_by_test_id("insert")).to_be_disabled()

        await mine.get_by_test_id("ask-approval").click()
        await boss.get_by_test_id("approve").click()
        await expect(mine.get_by_test_id("approval")).to_have_attribute("data-state", "approved")
        await expect(mine.get_by_test_id("approval")).to_contain_text("boss")
        await mine.get_by_test_id("insert").click()
        await expect(agent.get_by_test_id("toast")).to_contain_text("已复制")
        audit = (await service.get("/v1/conversations/c-1/audit", "k-sup")).json()["items"]
        kinds = [row["kind"] for row in audit if row["kind"].startswith("approval")]
        assert kinds == ["approval_asked", "approval_refused", "approval_asked", "approval_approved"]


async def place(page: Page, card: str) -> int:
    """Which of the cards it is, from 0."""
    ids = await page.get_by_test_id("suggestion").evaluate_all("cards => cards.map((one) => one.dataset.suggestion)")
    return int(ids.index(card))


async def test_a_hand_raised(tmp_path: Path) -> None:
    async with chromium() as browser, in_process(tmp_path) as service:
        await service.say(STORY[0][0], message="m-1", agent_id="a2", team_id="t2")
        agent, boss = await sidebar(browser, service.url, "k-a2"), await console(browser, service.url, "k-sup")
        await agent.get_by_test_id("raise-hand").click()
        await agent.get_by_test_id("hand-note").fill("客户要找总经理")
        await agent.get_by_test_id("hand-note").press("Enter")
        await expect(agent.get_by_test_id("hand-waiting")).to_be_visible()
        row = boss.locator(ROW)
        await expect(row).to_contain_text("客户要找总经理")
        await row.get_by_test_id("alert-open").click()
        await expect(boss.get_by_test_id("hand")).to_contain_text("客户要找总经理")
        await row.get_by_test_id("claim").click()
        await expect(agent.get_by_test_id("owned")).to_contain_text("boss")


async def test_a_reply_is_proposed_and_taken_into_the_library(tmp_path: Path) -> None:
    reply = "您放心，退货的运费由我们承担，快递员上门取件时不用您付钱。"
    async with chromium() as browser, in_process(tmp_path) as service:
        await service.say("退货运费谁出", message="m-1", agent_id="a2", team_id="t2")
        await answer(service, "m-2", reply)
        agent, boss = await sidebar(browser, service.url, "k-a2"), await console(browser, service.url, "k-sup")
        await expect(agent.get_by_text("等待客户回复")).to_be_visible()
        await boss.keyboard.press("Alt+3")
        await expect(boss.get_by_test_id("rules-state")).to_have_attribute("data-faults", "0")
        await agent.get_by_test_id("propose").click()
        proposal = boss.get_by_test_id("proposal")
        await expect(proposal.get_by_test_id("proposal-text")).to_have_value(reply)
        await proposal.get_by_test_id("proposal-refuse").click()
        await proposal.get_by_test_id("proposal-why").fill("已有同样的话术")
        await proposal.get_by_test_id("proposal-why").press("Enter")
        await expect(proposal).to_have_count(0)
        await expect(agent.get_by_test_id("toast")).to_contain_text("已有同样的话术")
        await boss.get_by_test_id("library-query").fill("运费")
        await expect(boss.get_by_test_id("library-script").first).to_contain_text("运费")
