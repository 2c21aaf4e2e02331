"""The way of one message to the screen, in a real browser: post, see, insert, kill, heal."""

from __future__ import annotations

import contextlib
from pathlib import Path

from playwright.async_api import Page, expect

from fakes.ports import free_port
from journeys.browser import CONSOLE, chromium, console
from journeys.desks import served
from journeys.service import Child, Service, bearer, child, in_process

ANGRY = "都第三次了还不处理，你们就是骗子！！！退款！"

HOST = """<!doctype html><meta charset=utf-8><title>desk</title>
<textarea id=box></textarea><iframe id=frame style="width:320px;height:900px" src="%(url)s/sidebar"></iframe>
<script>
const frame = document.getElementById('frame');
window.heard = [];
addEventListener('message', (e) => {
  if (e.source !== frame.contentWindow) return;
  window.heard.push(e.data);
  if (e.data.type === 'csassist:ready' || e.data.type === 'csassist:ticket-needed') window.sendContext();
  if (e.data.type === 'csassist:insert') document.getElementById('box').value = e.data.text;
});
</script>"""


async def embed(page: Page, service: Service, url: str, conversation: str = "c-1") -> None:
    """Opens the host page; its server side mints tickets with the integrator's key, as a real desk would."""

    async def ticket() -> str:
        body = {"role": "agent", "agent_id": "a1", "teams": ["t1"], "origin": service.url}
        answer = await service.http.post("/v1/tickets", json=body, headers=bearer("k-int"))
        return str(answer.json()["ticket"])

    await page.expose_function("mintTicket", ticket)
    await page.add_init_script(
        f"""window.sendContext = async () => {{
          const ticket = await window.mintTicket();
          document.getElementById('frame').contentWindow.postMessage({{type: 'csassist:context', v: 1,
            conversationId: '{conversation}', agentId: 'a1', ticket, locale: 'zh-CN', theme: 'light'}},
            '{service.url}');
        }};"""
    )
    await page.goto(url)


async def test_post_shows_inserts_and_survives_a_kill(tmp_path: Path) -> None:
    port = free_port()
    async with chromium() as browser, contextlib.AsyncExitStack() as stack:
        first: Child = await stack.enter_async_context(child(tmp_path, port))
        url = await stack.enter_async_context(served(HOST % {"url": first.service.url}))
        await first.service.say("在吗", message="m-0", agent_id="a1", team_id="t1")
        page = await browser.new_page(viewport={"width": 900, "height": 950})
        await embed(page, first.service, url)
        side = page.frame_locator("#frame")
        await expect(side.get_by_test_id("connection")).to_have_attribute("data-state", "live")
        await expect(side.get_by_test_id("tier")).to_have_attribute("data-tier", "0")

        posted = (await first.service.say(ANGRY, message="m-1")).json()["assessment"]
        degrees = posted["reading"]["degrees"]
        await expect(side.get_by_test_id("thermometer")).to_have_attribute("data-degrees", f"{degrees:g}")
        await expect(side.get_by_test_id("tier")).to_have_attribute("data-tier", str(posted["escalation"]["tier"]))
        await expect(side.get_by_test_id("suggestion").first).to_have_attribute(
            "data-kind", posted["suggestions"][0]["kind"]
        )
        await expect(side.get_by_test_id("signals")).to_contain_text("骗子")

        whole = next(i for i, card in enumerate(posted["suggestions"]) if not card["missing_slots"])
        await side.get_by_test_id("suggestion").nth(whole).get_by_test_id("insert").click()
        await expect(page.locator("#box")).to_have_value(posted["suggestions"][whole]["text"])
        heard = await page.evaluate("window.heard.filter(m => m.type === 'csassist:insert')")
        assert heard[0]["suggestionId"] == posted["suggestions"][whole]["id"]

        await first.kill()
        await expect(side.get_by_test_id("connection")).not_to_have_attribute("data-state", "live")
        second = await stack.enter_async_context(child(tmp_path, port))
        await second.service.say("人呢", message="m-2")
        await expect(side.get_by_test_id("connection")).to_have_attribute("data-state", "live")
        await expect(side.get_by_text("人呢").first).to_be_visible()
        now = (await second.service.get("/v1/conversations/c-1")).json()
        await expect(side.get_by_test_id("thermometer")).to_have_attribute(
            "data-degrees", f"{now['reading']['degrees']:g}"
        )


async def test_a_hot_conversation_stands_on_the_console(tmp_path: Path) -> None:
    async with chromium() as browser, in_process(tmp_path) as service:
        page = await console(browser, service.url, "k-sup", CONSOLE)
        await service.say("你好", conversation="c-calm", message="m-1", agent_id="a1", team_id="t1")
        await service.say(ANGRY, conversation="c-hot", message="m-1", agent_id="a1", team_id="t1")
        alert = page.locator("[data-testid=alert][data-conversation=c-hot]")
        await expect(alert).to_have_count(1)
        await expect(alert).to_be_visible()
        await expect(page.locator("[data-testid=alert][data-conversation=c-calm]")).to_have_count(0)
