"""A supervisor's day in a real browser: two see the alert, one owns it; whisper, take over, hand back, close; STAR."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from journeys.browser import chromium
from journeys.service import Service, bearer, in_process

CALM, HOT = "在吗，我的快递到哪了", "都第三次了还不处理，你们就是骗子！！！我要打12315投诉，退款！"
SECRET = "先道歉，再给一个今天就能兑现的时间"
DEEDS = ["raised", "claimed", "whisper", "takeover", "handback", "tick", "closed"]
ROW = "[data-testid=alert][data-conversation=c-1]"


async def console(browser: Browser, service: Service, key: str) -> Page:
    """A console of its own (another machine), logged in and live."""
    page = await (await browser.new_context(viewport={"width": 1440, "height": 900})).new_page()
    await page.goto(service.url + "/console")
    await page.locator("input[type=password]").fill(key)
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live")
    return page


async def sidebar(browser: Browser, service: Service, key: str) -> Page:
    page = await (await browser.new_context(viewport={"width": 280, "height": 900})).new_page()
    await page.goto(service.url + "/sidebar?conversation=c-1")
    await page.locator("input[type=password]").fill(key)
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live")
    return page


async def press_at_once(*buttons: Locator) -> None:
    """Without waiting for anything: the second press must not see what the first one did."""
    handles = [await button.element_handle() for button in buttons]
    await asyncio.gather(*(handle.evaluate("button => button.click()") for handle in handles if handle is not None))


async def test_a_supervisors_day(tmp_path: Path) -> None:
    async with chromium() as browser, in_process(tmp_path) as service:
        await service.say(CALM, message="m-1", agent_id="a2", team_id="t2", customer={"id": "u1", "name": "张女士"})
        agent = await sidebar(browser, service, "k-a2")
        boss, other = [await console(browser, service, key) for key in ("k-sup", "k-sup-t2")]
        await expect(boss.get_by_test_id("overview")).to_be_visible()
        await expect(agent.get_by_test_id("tier")).to_have_attribute("data-tier", "0")

        posted = (await service.say(HOT, message="m-2")).json()["assessment"]["escalation"]
        assert posted["tier"] == 3
        for page in (boss, other):
            await expect(page.locator(ROW)).to_have_count(1)
        await expect(agent.get_by_test_id("step")).to_have_count(len(posted["steps"]))

        await press_at_once(*(page.locator(ROW).get_by_test_id("claim") for page in (boss, other)))
        for page in (boss, other):
            await expect(page.locator(ROW)).to_have_attribute("data-state", "claimed")
        owner = await boss.locator(ROW).get_attribute("data-owner")
        assert owner in ("boss", "boss2")
        winner, loser = (boss, other) if owner == "boss" else (other, boss)
        await expect(winner.locator(ROW).get_by_test_id("alert-state")).to_have_text("我在处理")
        await expect(loser.locator(ROW).get_by_test_id("alert-state")).to_contain_text(owner)
        await expect(loser.get_by_test_id("takeover")).to_be_disabled()

        await whisper(winner, agent, service)
        await take_over_and_back(winner, agent)
        await tick_and_resolve(winner, loser, agent, service, posted["id"])


async def whisper(winner: Page, agent: Page, service: Service) -> None:
    """It reaches the agent's sidebar, and nothing that an integrator may read."""
    await winner.get_by_test_id("whisper-box").fill(SECRET)
    await winner.get_by_test_id("whisper-box").press("Enter")
    await expect(agent.get_by_test_id("whisper")).to_contain_text(SECRET)
    await expect(winner.get_by_test_id("whisper-box")).to_have_value("")
    for path in ("/v1/conversations/c-1", "/v1/conversations/c-1/messages", "/v1/conversations"):
        assert SECRET not in (await service.get(path)).text
    await agent.reload()
    await expect(agent.get_by_test_id("whisper")).to_contain_text(SECRET)


async def take_over_and_back(winner: Page, agent: Page) -> None:
    await winner.keyboard.press("Alt+t")
    await expect(agent.get_by_test_id("taken-over")).to_be_visible()
    await expect(agent.get_by_test_id("suggestion")).to_have_count(0)
    await winner.get_by_test_id("handback").click()
    await expect(agent.get_by_test_id("taken-over")).to_have_count(0)


async def tick_and_resolve(winner: Page, loser: Page, agent: Page, service: Service, escalation: str) -> None:
    """A ticked step is seen on both sides; closing asks for reason and responsibility; the record is complete."""
    await agent.get_by_test_id("step-tick").first.click()
    await expect(agent.get_by_test_id("step").first).to_have_attribute("data-done", "true")
    await expect(winner.get_by_test_id("step").first).to_have_attribute("data-done", "true")

    star = winner.get_by_test_id("star")
    for field in ("situation", "task", "action", "result"):
        await expect(star.locator(f"[data-field={field}]")).not_to_be_empty()
    await star.get_by_test_id("star-edit").click()
    await star.locator("textarea[data-field=result]").fill("已致电，客户同意补发")
    await star.get_by_test_id("star-save").click()
    await expect(star).to_contain_text("已致电，客户同意补发")

    await winner.get_by_test_id("resolve").click()
    await winner.get_by_test_id("resolve-send").click()
    await expect(winner.get_by_test_id("resolve-form").get_by_role("alert")).to_be_visible()
    await winner.get_by_test_id("resolve-reason").fill("已补发并致歉")
    await winner.locator("[data-duty=logistics]").check()
    await winner.get_by_test_id("resolve-send").click()
    for page in (winner, loser):
        await expect(page.locator(ROW)).to_have_count(0)
    await expect(winner.get_by_test_id("intervention")).to_contain_text("已补发并致歉")
    again = await service.http.post(f"/v1/escalations/{escalation}/claim", headers=bearer("k-sup-t2"))
    assert (again.status_code, again.json()["code"]) == (409, "A410")
    audit = (await service.get("/v1/conversations/c-1/audit", "k-sup")).json()
    assert audit["intact"]
    done = [row["kind"] for row in audit["items"] if row["kind"] in DEEDS]
    assert done == DEEDS


async def test_a_hand_raised_and_leave_given(tmp_path: Path) -> None:
    async with chromium() as browser, in_process(tmp_path) as service:
        await service.say(CALM, message="m-1", agent_id="a2", team_id="t2")
        agent, boss = await sidebar(browser, service, "k-a2"), await console(browser, service, "k-sup")
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
        body = {"conversation_id": "c-1", "message_id": "m-2", "sender": "agent", "text": reply, "agent_id": "a2"}
        await service.post(body, "k-a2")
        agent, boss = await sidebar(browser, service, "k-a2"), await console(browser, service, "k-sup")
        await expect(agent.get_by_text("等待客户回复")).to_be_visible()
        await boss.keyboard.press("Alt+2")
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
