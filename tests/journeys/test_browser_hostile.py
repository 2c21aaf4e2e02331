"""Text that means harm, in every field that can carry some: it is shown as text, runs nothing, and breaks no page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from csassist.rulepack.place import default_directory
from journeys.browser import SIDEBAR, Look, chromium, console, sidebar
from journeys.looks import faults_of
from journeys.service import Service, bearer, in_process

# In every field: markup that would run, a turn of the reading direction, width of nothing, a word without end.
MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
TURNED = "\u202e转过来\u2067了"
WIDTHLESS = "零\u200b宽\u200d字\ufeff符\u2060在此"
ENDLESS = "W" * 120
NASTY = MARKUP + TURNED + WIDTHLESS + ENDLESS
ANGRY = "怎么还不发货！！！你们就是骗子，我要投诉！"
MOST_EMOJI = 8_000  # code points of one message; 10 000 are refused
RULE = "zh-retail/signals/threat/threat-complain.yaml"
NARROW = Look(width=280)


def hostile_rules(folder: Path) -> Path:
    """The default pack with a rule whose title means harm."""
    place = folder / "rules"
    shutil.copytree(default_directory(), place)
    rule = place / RULE
    title = (MARKUP + TURNED).replace('"', "'")
    rule.write_text(rule.read_text("utf-8").replace('title: "扬言投诉"', f'title: "{title}"'), "utf-8")
    return place


async def post_everything(service: Service) -> None:
    """One conversation in which every field is hostile, and one of emoji alone."""
    first: dict[str, Any] = {
        "agent_id": "a1",
        "team_id": "t1",
        "customer": {"id": "u<b>1", "name": NASTY, "value": "vip", "orders": 3, "notes": [NASTY, NASTY + "二"]},
        "context": {"order": {"id": MARKUP, "status": NASTY, "logistics": NASTY}, "product_id": "sku-1"},
    }
    product = {
        "name": MARKUP[:60],
        "category": "家居收纳",
        "kind": "goods",
        "points": [{"topic": ["承重"], "feature": MARKUP, "advantage": MARKUP, "benefit": MARKUP}],
    }
    await service.http.put("/v1/products/sku-1", json=product, headers=bearer("k-admin"))
    await service.say("在吗", message="m-0", **first)
    reply = {"conversation_id": "c-1", "message_id": "a-1", "sender": "agent", "text": "您好" + NASTY, "agent_id": "a1"}
    assert (await service.post(reply, "k-a1")).status_code == 201
    said = await service.say(ANGRY + NASTY, message="<b>m", **first)
    assert said.status_code == 201, said.text
    emoji = await service.say("😡" * MOST_EMOJI, conversation="c-2", agent_id="a1", team_id="<i>t</i>")
    assert emoji.status_code == 201
    refused = await service.say("😡" * 10_000, conversation="c-2", message="m-2", agent_id="a1")
    assert (refused.status_code, refused.json()["code"]) == (422, "C202")
    text = {"text": "请先道歉" + NASTY[:200], "conversation_id": "c-1"}
    proposed = await service.http.post("/v1/scripts/proposals", json=text, headers=bearer("k-a1"))
    assert proposed.status_code in (201, 422)
    noted = await service.http.patch("/v1/customers/u%3Cb%3E1", json={"notes": [NASTY]}, headers=bearer("k-a1"))
    assert noted.status_code == 200, noted.text
    for key, path, body in (
        ("k-a1", "conversations/c-1/raise-hand", {"note": NASTY[:200]}),
        ("k-sup", "conversations/c-1/whisper", {"text": NASTY}),
    ):
        assert (await service.http.post(f"/v1/{path}", json=body, headers=bearer(key))).status_code in (200, 201)
    star = await service.http.patch("/v1/conversations/c-1/star", json={"result": NASTY}, headers=bearer("k-sup"))
    assert star.status_code == 200, star.text


async def unharmed(page: Page, where: str) -> list[str]:
    """What went wrong here: something ran, an image or a script came from the text, or the page lost its shape."""
    found = [f"{where}: {fault}" for fault in await faults_of(page)]
    if not await page.evaluate("window.hacked === undefined"):
        found.append(f"{where}: a customer's words were run")
    if await page.evaluate("document.body.querySelectorAll('img, script:not([src]), i:not([class]), b').length"):
        found.append(f"{where}: a customer's words became elements")
    return found


async def test_hostile_text_is_text(tmp_path: Path) -> None:
    faults: list[str] = []
    async with chromium() as browser, in_process(tmp_path / "data", rules=hostile_rules(tmp_path)) as service:
        await post_everything(service)
        faults += await on_the_sidebar(browser, service)
        faults += await on_the_console(browser, service)
    assert "\n".join(faults) == ""


async def on_the_sidebar(browser: Browser, service: Service) -> list[str]:
    page = await sidebar(browser, service.url, "k-a1", SIDEBAR)
    await expect(page.get_by_test_id("whisper")).to_contain_text(MARKUP)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("onerror")
    await expect(page.get_by_test_id("customer-note").first).to_contain_text("onerror")
    await expect(page.get_by_test_id("signals")).to_contain_text("<img src=x onerror='window.hacked=1'>")
    await expect(page.locator(".message").last).to_contain_text(MARKUP)
    faults = await unharmed(page, "sidebar")
    await page.get_by_test_id("draft").fill("这不归我们管" + MARKUP + TURNED + "😡" * 10_000)
    faults += await unharmed(page, "sidebar, a draft of 10 000 emoji")
    await page.get_by_test_id("draft").fill("这不归我们管" + NASTY)
    await expect(page.get_by_test_id("draft-finding").first).to_be_visible()
    faults += await unharmed(page, "sidebar, a draft")
    await page.goto(service.url + "/sidebar?conversation=c-2")
    await expect(page.locator(".message")).to_contain_text("😡")
    faults += await unharmed(page, "sidebar, emoji")
    await page.goto(service.url + "/sidebar?conversation=" + "%3Cimg%20src=x%20onerror=alert(1)%3E")
    await expect(page.get_by_test_id("missing")).to_be_visible()
    faults += await unharmed(page, "sidebar, a conversation that is markup")
    await page.goto(service.url + "/sidebar")
    await expect(page.get_by_test_id("conversation")).to_have_count(2)
    return faults + await unharmed(page, "sidebar, the list")


async def on_the_console(browser: Browser, service: Service) -> list[str]:
    page = await console(browser, service.url, "k-sup", NARROW)
    row = page.locator("[data-testid=alert][data-conversation=c-1]")
    await expect(row).to_contain_text("onerror")
    faults = await unharmed(page, "console, the wall")
    await row.get_by_test_id("alert-open").click()
    await expect(page.get_by_test_id("star")).to_contain_text(MARKUP)
    await expect(page.get_by_test_id("hand")).to_contain_text("onerror")
    await page.get_by_test_id("star-edit").click()
    faults += await unharmed(page, "console, a conversation")
    await page.set_viewport_size({"width": 1280, "height": 900})
    faults += await unharmed(page, "console, a conversation, wide")
    await page.keyboard.press("Alt+3")
    await expect(page.get_by_test_id("rules-state")).to_be_visible()
    faults += await unharmed(page, "console, the library, wide")
    await page.set_viewport_size({"width": 280, "height": 900})
    return faults + await unharmed(page, "console, the library")
