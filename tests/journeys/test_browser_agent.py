"""An agent's day without a mouse, and well to look at: pick, insert, dismiss, draft, promise, tick, ask for help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from journeys.browser import SIDEBAR, chromium, fresh_page
from journeys.looks import Looker, axe_script
from journeys.service import Service, bearer, in_process

WIDTHS = (280, 360, 1280, 1920)
CUSTOMER = {"id": "u1", "name": "张女士", "value": "vip", "orders": 3, "notes": ["优先发顺丰", "过敏体质"]}
ORDER = {
    "order": {"id": "20261120-7788", "status": "已发货", "logistics": "中通 7512 到杭州转运中心"},
    "product_id": "sku-1",
}
WORRIED, FURIOUS = "怎么还没到啊，都五天了", "都第三次了还不处理，你们就是骗子！！！我要打12315投诉，退款！"
PROMISE = "非常抱歉，今天18点前给您回电说明处理结果。"
RUDE = "这个不归我们管，你自己去问快递吧"
MOST_TABS = 90
# Where the keyboard is: its element, and whether one can see that it is there.
FOCUS = """() => {
  const el = document.activeElement;
  if (!el || el === document.body) return ['', true];
  const style = getComputedStyle(el);
  const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  const box = el.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  const words = (el.textContent || el.ariaLabel || '').trim().slice(0, 20);
  const name = `${el.tagName.toLowerCase()}.${el.className} "${words}"`;
  return [name, drawn && inside];
}"""


class Keyboard:
    """A person at a page who has no mouse. Every stop of the Tab key has to be visible."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: set[str] = set()

    async def reach(self, wanted: Locator) -> None:
        """Tab by Tab, on from where the keyboard is and round the page once."""
        handle = await wanted.element_handle()
        for _ in range(MOST_TABS):
            if handle is not None and await handle.evaluate("el => el === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
            name, seen = await self.page.evaluate(FOCUS)
            if not seen:
                self.unseen.add(name)
        raise AssertionError(f"the Tab key does not lead to {wanted}")

    async def press(self, wanted: Locator, key: str = "Enter") -> None:
        await self.reach(wanted)
        await self.page.keyboard.press(key)

    async def type(self, wanted: Locator, text: str, then: str = "Enter") -> None:
        await self.reach(wanted)
        await self.page.keyboard.type(text)
        if then:
            await self.page.keyboard.press(then)


async def says(service: Service, number: int, text: str, **more: Any) -> dict[str, Any]:
    body = {"agent_id": "a1", "team_id": "t1", "customer": CUSTOMER, "context": ORDER, **more}
    return dict((await service.say(text, message=f"m-{number}", **body)).json()["assessment"])


async def test_the_agents_day(tmp_path: Path) -> None:
    looker = Looker(WIDTHS)
    async with chromium() as browser, in_process(tmp_path) as service:
        page = await fresh_page(browser, SIDEBAR, axe_script())
        hands = Keyboard(page)
        await service.say("你好", conversation="c-2", agent_id="a1", team_id="t1")
        await log_in(page, hands, service, looker)
        await pick(page, hands, service, looker)
        await use_cards(page, hands, service, looker)
        await draft(page, hands, looker)
        await heat(page, hands, service, looker)
        await call_for_help(page, hands, service, looker)
        await search(page, hands, looker)
        await settle(page, hands, service)
        await settings(page, hands, looker)
    assert sorted(hands.unseen) == []
    assert "\n".join(looker.faults) == ""


async def log_in(page: Page, hands: Keyboard, service: Service, looker: Looker) -> None:
    """A wrong key is said to be wrong; the right one opens the list."""
    await page.goto(service.url + "/sidebar")
    await expect(page.get_by_test_id("key-box")).to_be_visible()
    await looker.look(page, "key box")
    await hands.type(page.locator("input[type=password]"), "k-nobody")
    await expect(page.get_by_role("alert")).to_be_visible()
    await looker.look(page, "key box, wrong key")
    await hands.reach(page.locator("input[type=password]"))
    await page.keyboard.press("Control+a")
    await page.keyboard.type("k-a1")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live")


async def pick(page: Page, hands: Keyboard, service: Service, looker: Looker) -> None:
    """From the list, hottest first, into the conversation."""
    await says(service, 1, WORRIED)
    rows = page.get_by_test_id("conversation")
    await expect(rows.first).to_have_attribute("data-conversation", "c-1")
    await expect(rows).to_have_count(2)
    await looker.look(page, "list")
    await hands.press(rows.and_(page.locator("[tabindex='0']")), "Home")  # one stop of Tab for the list
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("tier")).to_have_attribute("data-tier", "1")
    await looker.look(page, "watch")


async def use_cards(page: Page, hands: Keyboard, service: Service, looker: Looker) -> None:
    """Alt+1 takes the first card, Alt+D puts one away and asks why; the record knows both."""
    cards = page.get_by_test_id("suggestion")
    first = await cards.first.get_attribute("data-suggestion")
    await page.keyboard.press("Alt+1")
    await expect(page.get_by_test_id("toast")).to_contain_text("已复制")
    count = await cards.count()
    await hands.reach(cards.nth(1).get_by_test_id("dismiss"))
    await page.keyboard.press("Alt+d")
    await expect(cards).to_have_count(count - 1)
    await looker.look(page, "why not")
    await hands.press(page.get_by_test_id("why-not").locator("[data-reason=tone]"))
    await expect(page.get_by_test_id("why-not")).to_have_count(0)
    assert first is not None
    used = await service.get("/v1/reports/scripts", "k-sup")
    assert used.status_code == 200
    assert sum(row["used"] for row in used.json()["items"]) == 1


async def draft(page: Page, hands: Keyboard, looker: Looker) -> None:
    """Rude words are found as they are typed; a reload loses nothing; the rewrite is taken by a key."""
    box = page.get_by_test_id("draft")
    await hands.type(box, RUDE, then="")
    finding = page.get_by_test_id("draft-finding").first
    await expect(finding).to_be_visible()
    await looker.look(page, "draft with findings")
    await page.reload()
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live")
    await expect(box).to_have_value(RUDE)
    await expect(finding).to_be_visible()
    rewrite = await page.get_by_test_id("draft-rewrite").locator("xpath=following-sibling::button").element_handle()
    assert rewrite is not None
    await hands.press(page.locator(".rewrite .button"))
    await expect(box).not_to_have_value(RUDE)
    await hands.press(page.get_by_test_id("draft-insert"))
    await expect(page.get_by_test_id("toast")).to_contain_text("已复制")
    await hands.reach(box)
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Delete")


async def heat(page: Page, hands: Keyboard, service: Service, looker: Looker) -> None:
    """The customer boils over: the checklist is there and is ticked; a mark in the text says what it is worth."""
    body = {"conversation_id": "c-1", "message_id": "a-1", "sender": "agent", "text": PROMISE, "agent_id": "a1"}
    await service.post(body, "k-a1")
    await expect(page.get_by_test_id("promise")).to_have_count(1)
    posted = await says(service, 2, FURIOUS)
    await expect(page.get_by_test_id("tier")).to_have_attribute("data-tier", "3")
    await expect(page.get_by_test_id("tier-line")).not_to_be_empty()
    await expect(page.get_by_test_id("step")).to_have_count(len(posted["escalation"]["steps"]))
    await looker.look(page, "supervisor")
    await hands.press(page.get_by_test_id("step-tick").first, "Space")
    await expect(page.get_by_test_id("step").first).to_have_attribute("data-done", "true")
    await hands.reach(page.locator("[role=mark]").first)
    await expect(page.locator(".message .why")).to_contain_text("+")
    await looker.look(page, "a mark explained")


async def call_for_help(page: Page, hands: Keyboard, service: Service, looker: Looker) -> None:
    """A hand raised with a word; the supervisor whispers; read and put away."""
    await hands.press(page.get_by_test_id("raise-hand"))
    await hands.type(page.get_by_test_id("hand-note"), "客户要找总经理")
    await expect(page.get_by_test_id("hand-waiting")).to_be_visible()
    told = await service.http.post(
        "/v1/conversations/c-1/whisper", json={"text": "先道歉，别提赔偿"}, headers=bearer("k-sup")
    )
    assert told.status_code in (200, 201)
    whisper = page.get_by_test_id("whisper")
    await expect(whisper).to_contain_text("先道歉")
    await looker.look(page, "whisper and raised hand")
    await hands.press(whisper.get_by_role("button"))
    await expect(whisper).to_have_count(0)


async def search(page: Page, hands: Keyboard, looker: Looker) -> None:
    """The shop's scripts, by a word; one is copied."""
    await hands.press(page.get_by_test_id("script-finder").locator("summary"))
    await hands.type(page.get_by_test_id("script-query"), "运费", then="")
    found = page.get_by_test_id("script")
    await expect(found.first).to_be_visible()
    await looker.look(page, "script search")
    ready = found.get_by_test_id("script-copy").and_(page.locator(":enabled")).first
    await hands.press(ready)
    await expect(page.get_by_test_id("toast")).to_contain_text("已复制")


async def settle(page: Page, hands: Keyboard, service: Service) -> None:
    """The promise is kept, by a key."""
    await hands.press(page.get_by_test_id("promise-kept"))
    await expect(page.get_by_test_id("promise")).to_have_count(0)
    await expect(page.get_by_test_id("promise-past")).to_have_attribute("data-state", "kept")
    (row,) = (await service.get("/v1/conversations/c-1", "k-a1")).json()["promises"]
    assert row["state"] == "kept"


async def settings(page: Page, hands: Keyboard, looker: Looker) -> None:
    """`?` opens the keys and Esc closes them; back to the list by the button in the head."""
    await hands.reach(page.locator(".settings button").first)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await looker.look(page, "help")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await hands.press(page.locator("header .button").first)
    await expect(page.get_by_test_id("picker")).to_be_visible()
