"""The sidebar in other people's pages: by the snippet, for the desk of its shop alone; in Chatwoot's dashboard."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import expect

from fakes import chatwoot as cw
from journeys.browser import Look, chromium, fresh_page
from journeys.desks import RESOLVE_ALL, served
from journeys.service import Service, bearer, in_process

WIDE = Look(width=900)
LATE = "怎么还没到啊，都五天了"
DESK = """<!doctype html><meta charset=utf-8><title>desk</title><body>
<textarea id=reply></textarea><div id=side style="width:340px;height:700px"></div>
<script src="%(url)s/embed.js"></script>
<script>
window.sidebar = csassist.mount('#side', {
  shop: 's1', conversationId: 'c-1', agentId: 'a1', locale: 'zh-CN', ticket: () => window.mintTicket(),
  onInsert: (text, id) => { document.getElementById('reply').value = text; window.chosen = id; },
});
</script>"""
DASHBOARD = """<!doctype html><meta charset=utf-8><title>Chatwoot</title><body>
<iframe id=frame src="%(url)s/sidebar" style="width:340px;height:700px"></iframe>
<script>
const chat = {id: 42, status: 'open', meta: {sender: {id: 11}}, messages: []};
window.onmessage = (e) => {
  if (typeof e.data !== 'string' || e.data !== 'chatwoot-dashboard-app:fetch-info') return;
  const data = {conversation: chat, contact: {id: 11}, currentAgent: {id: 7, name: '王芳', email: 'w@example.com'}};
  document.getElementById('frame').contentWindow.postMessage(JSON.stringify({event: 'appContext', data}), '*');
};
</script>"""


async def mint(service: Service) -> str:
    body = {"role": "agent", "agent_id": "a1", "teams": ["t1"]}
    answer = await service.http.post("/v1/tickets", json=body, headers=bearer("k-int"))
    return str(answer.json()["ticket"])


async def test_one_script_and_the_shops_own_desk(tmp_path: Path) -> None:
    page_of_the_desk = [""]
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(served(page_of_the_desk, "desk.example"))
        browser = await stack.enter_async_context(chromium(RESOLVE_ALL))
        chosen = {"embed_shops": {"s1": [desk]}, "embed_origins": ["https://elsewhere.example"]}
        service = await stack.enter_async_context(in_process(tmp_path, **chosen))
        await service.say(LATE, agent_id="a1", team_id="t1")
        await service.say("换个颜色可以吗", conversation="c-2", agent_id="a1", team_id="t1")
        page = await fresh_page(browser, WIDE)
        await page.expose_function("mintTicket", lambda: mint(service))
        page_of_the_desk[0] = (DESK % {"url": service.url}).replace("shop: 's1', ", "")
        async with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            await page.goto(desk)
        page_of_the_desk[0] = DESK % {"url": service.url}
        await page.goto(desk)
        side = page.frame_locator("#side iframe")
        await expect(side.get_by_test_id("connection")).to_have_attribute("data-state", "live")
        await expect(side.get_by_text("都五天了").first).to_be_visible()
        await side.get_by_test_id("insert").first.click()
        await expect(page.locator("#reply")).not_to_have_value("")
        assert str(await page.evaluate("window.chosen")).startswith("sg_")
        await page.evaluate("window.sidebar.update({conversationId: 'c-2'})")
        await expect(side.get_by_text("换个颜色").first).to_be_visible()
        await page.evaluate("window.sidebar.destroy()")
        await expect(page.locator("#side iframe")).to_have_count(0)


async def test_in_chatwoots_dashboard_the_agent_logs_in_and_copies(tmp_path: Path) -> None:
    page_of_chatwoot = [""]
    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(served(page_of_chatwoot, "chat.example"))
        browser = await stack.enter_async_context(chromium(RESOLVE_ALL))
        chosen = {"embed_origins": [home], "hooks": [cw.hook_entry()]}
        service = await stack.enter_async_context(in_process(tmp_path, **chosen))
        assert (await cw.deliver(service.http, cw.message(LATE))).json() == {"status": "stored"}
        page_of_chatwoot[0] = DASHBOARD % {"url": service.url}
        page = await fresh_page(browser, WIDE)
        await page.goto(home)
        side = page.frame_locator("#frame")
        await side.locator("input[type=password]").fill("k-a1")
        await side.get_by_test_id("key-box").locator("button[type=submit]").click()
        await expect(side.get_by_test_id("connection")).to_have_attribute("data-state", "live")
        await expect(side.get_by_text("都五天了").first).to_be_visible()
        await side.get_by_test_id("insert").first.click()
        await expect(side.get_by_test_id("toast")).to_contain_text("复制")
