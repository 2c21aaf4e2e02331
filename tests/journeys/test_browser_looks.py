"""The pages and states that no day passes through, looked over at every size, light and dark."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from journeys.browser import CONSOLE, SIDEBAR, chromium, fresh_page, log_in, sidebar
from journeys.looks import Looker, axe_script
from journeys.service import Service, bearer, in_process

WIDTHS = (280, 360, 1280, 1920)
ANGRY = "都第三次了还不处理，你们就是骗子！！！退款！"
VIEWS = ("wall", "live", "library", "budget")  # Alt+1 … 4


async def test_every_other_page_is_well_to_look_at(tmp_path: Path) -> None:
    looker = Looker(WIDTHS)
    async with chromium() as browser, in_process(tmp_path) as service:
        await service.say(ANGRY, agent_id="a1", team_id="t1", customer={"id": "u1", "name": "张女士", "orders": 3})
        reply = {"conversation_id": "c-1", "message_id": "a-1", "sender": "agent", "agent_id": "a1"}
        await service.post({**reply, "text": "非常抱歉，运费由我们承担，今天18点前回您。"}, "k-a1")
        proposal = {"text": "运费由我们承担，快递员上门取件。", "conversation_id": "c-1"}
        await service.http.post("/v1/scripts/proposals", json=proposal, headers=bearer("k-a1"))
        await on_the_console(browser, service, looker)
        await on_the_sidebar(browser, service, looker)
    assert "\n".join(looker.faults) == ""


async def test_the_pages_around_are_well_to_look_at(tmp_path: Path) -> None:
    looker = Looker(WIDTHS)
    async with chromium() as browser, in_process(tmp_path, demo=True) as service:
        await service.say(ANGRY, agent_id="a1", team_id="t1")
        await around(browser, service, looker)
    assert "\n".join(looker.faults) == ""


# A window is narrowed and the chart has not followed it yet.
OLD_CANVAS = """() => {
  const canvas = document.querySelector('[data-testid=minutes-chart] canvas');
  const before = canvas.style.width;
  canvas.style.width = '5000px';
  const root = document.documentElement;
  const sideways = root.scrollWidth > root.clientWidth;
  canvas.style.width = before;
  return sideways;
}"""


async def on_the_console(browser: Browser, service: Service, looker: Looker) -> None:
    page = await fresh_page(browser, CONSOLE, axe_script())
    await page.goto(service.url + "/console")
    await expect(page.get_by_test_id("key-box")).to_be_visible()
    await looker.look(page, "console, key box")
    await log_in(page, "k-sup")
    for number, view in enumerate(VIEWS, start=1):
        await page.keyboard.press(f"Alt+{number}")
        await expect(page.locator(f"[data-view={view}]")).to_have_attribute("aria-current", "page")
        if view != "wall":
            await expect(page.get_by_test_id(view)).to_be_visible()
            await page.wait_for_load_state("networkidle")
        if view == "live":
            await expect(page.get_by_test_id("minutes-chart").locator("canvas")).to_be_visible()
            assert await page.evaluate(OLD_CANVAS) is False
        await looker.look(page, f"console, {view}")
    await page.get_by_test_id("bell").locator("summary").click()
    await looker.look(page, "console, how it rings")
    await page.get_by_test_id("bell").locator("summary").click()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await looker.look(page, "console, its keys")


async def on_the_sidebar(browser: Browser, service: Service, looker: Looker) -> None:
    page = await sidebar(browser, service.url, "k-a1", SIDEBAR, axe_script(), conversation="c-nobody")
    await expect(page.get_by_test_id("missing")).to_be_visible()
    await looker.look(page, "sidebar, nothing there")
    await page.goto(service.url + "/sidebar?conversation=c-1")
    await expect(page.get_by_test_id("promise")).to_be_visible()
    (open_one,) = (await service.get("/v1/escalations", "k-sup")).json()["items"]
    path = f"/v1/escalations/{open_one['alert']['escalation_id']}/takeover"
    assert (await service.http.post(path, headers=bearer("k-sup"))).status_code == 200
    await expect(page.get_by_test_id("taken-over")).to_be_visible()
    await looker.look(page, "sidebar, taken over")


async def around(browser: Browser, service: Service, looker: Looker) -> None:
    page = await fresh_page(browser, CONSOLE, axe_script())
    await page.goto(service.url + "/")
    await expect(page.locator("a[href='/demo/host']")).to_be_visible()
    await looker.look(page, "home")
    await page.goto(service.url + "/demo/host")
    await expect(page.get_by_test_id("sidebar-frame")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await looker.look(page, "demo host")
