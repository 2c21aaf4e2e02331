"""Who may put the sidebar into a page, and what everybody else gets: nothing."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Page, expect

from journeys.browser import Look, chromium, fresh_page
from journeys.desks import RESOLVE_ALL, served
from journeys.service import Service, bearer, in_process

# Frames the sidebar, remembers what it says, and offers it a context over and over.
GREEDY = """<!doctype html><meta charset=utf-8><title>%(title)s</title><body>
<iframe id=frame src="%(url)s/sidebar" style="width:320px;height:700px"></iframe>
<script>
window.heard = [];
addEventListener('message', (event) => window.heard.push([event.origin, event.data]));
const context = (ticket) => ({type: 'csassist:context', v: 1, conversationId: 'c-1', agentId: 'a1', ticket});
window.offer = (target, ticket) => target.postMessage(context(ticket), '*');
%(more)s
</script>"""
# The desk that is let in: answers with a ticket of its server's. In a corner it carries somebody else's advertisement.
DESK = """window.addEventListener('message', async (event) => {
  if (event.data && (event.data.type === 'csassist:ready' || event.data.type === 'csassist:ticket-needed'))
    window.offer(document.getElementById('frame').contentWindow, await window.mintTicket());
});"""
ADVERT = """<!doctype html><meta charset=utf-8><script>
window.heard = [];
addEventListener('message', (event) => window.heard.push(event.data));
window.attack = () => parent.frames[0].postMessage(
  {type: 'csassist:context', v: 1, conversationId: 'c-2', agentId: 'a1', ticket: null}, '*');
</script>"""
KNOCK = """([url, hello]) => new Promise((done) => {
  const socket = new WebSocket(url, 'csassist.v1');
  socket.onopen = () => socket.send(JSON.stringify(hello));
  socket.onmessage = (event) => done(event.data);
  socket.onclose = (event) => done(event.code);
})"""
WIDE = Look(width=900)


async def ticket_of(service: Service, origin: str) -> str:
    body = {"role": "agent", "agent_id": "a1", "teams": ["t1"], "origin": origin}
    answer = await service.http.post("/v1/tickets", json=body, headers=bearer("k-int"))
    return str(answer.json()["ticket"])


async def test_a_hostile_page_gets_nothing(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(in_process(tmp_path))
        await service.say("怎么还没到啊，都五天了", agent_id="a1", team_id="t1")
        browser = await stack.enter_async_context(chromium(RESOLVE_ALL))
        greedy = GREEDY % {"title": "greedy", "url": service.url, "more": ""}
        evil = await stack.enter_async_context(served(greedy, "greedy.example"))
        page = await fresh_page(browser, WIDE)
        async with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            await page.goto(evil)
        ticket = await ticket_of(service, evil)
        await page.evaluate("(t) => window.offer(document.getElementById('frame').contentWindow, t)", ticket)
        await in_a_window_of_its_own(page, service, ticket)
        await by_the_back_door(page, service)
        assert await page.evaluate("window.heard") == []
        assert not [frame.url for frame in page.frames if frame.url.startswith(service.url)]


async def in_a_window_of_its_own(page: Page, service: Service, ticket: str) -> None:
    """Opened instead of framed: it hears no context, and tells its opener nothing."""
    async with page.expect_popup() as opening:
        await page.evaluate("(url) => { window.other = window.open(url + '/sidebar'); }", service.url)
    popup = await opening.value
    await expect(popup.get_by_test_id("key-box")).to_be_visible()
    await page.evaluate("(t) => window.offer(window.other, t)", ticket)
    await popup.evaluate("new Promise((done) => setTimeout(done))")  # a message posted before this was delivered by now
    await expect(popup.get_by_test_id("key-box")).to_be_visible()
    assert await popup.get_by_test_id("thermometer").count() == 0
    await popup.close()


async def by_the_back_door(page: Page, service: Service) -> None:
    """Its scripts reach neither the socket nor the API, not even with a key."""
    stolen = await ticket_of(service, service.url)
    for hello, code in (({"ticket": stolen}, 4403), ({"key": "k-a1"}, 4401)):
        assert await page.evaluate(KNOCK, [service.ws, {"type": "hello", **hello}]) == code
    read = await page.evaluate(
        """(url) => fetch(url, {headers: {Authorization: 'Bearer k-a1'}}).then(() => 'read', () => 'refused')""",
        service.url + "/v1/conversations",
    )
    assert read == "refused"


async def test_the_desk_that_is_let_in_is_the_only_one_heard(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        advert = await stack.enter_async_context(served(ADVERT, "advert.example"))
        browser = await stack.enter_async_context(chromium(RESOLVE_ALL))
        page = await fresh_page(browser, WIDE)
        await framed_by_a_desk(stack, page, tmp_path, advert)


async def framed_by_a_desk(stack: AsyncExitStack, page: Page, data: Path, advert: str) -> None:
    """The desk's origin is configured before the service starts; its page names the service: a page made after both."""
    page_of_the_desk: list[str] = [""]
    desk = await stack.enter_async_context(served(page_of_the_desk, "desk.example"))
    service = await stack.enter_async_context(in_process(data, embed_origins=(desk,)))
    more = (
        DESK
        + f"""
      const corner = document.createElement('iframe');
      corner.id = 'advert'; corner.src = '{advert}'; document.body.append(corner);"""
    )
    page_of_the_desk[0] = GREEDY % {"title": "desk", "url": service.url, "more": more}
    await service.say("怎么还没到啊，都五天了", agent_id="a1", team_id="t1")
    await service.say("别人的事", conversation="c-2", agent_id="a1", team_id="t1")

    async def mint() -> str:
        return await ticket_of(service, service.url)

    await page.expose_function("mintTicket", mint)
    await page.goto(desk)
    side = page.frame_locator("#frame")
    await expect(side.get_by_test_id("connection")).to_have_attribute("data-state", "live")
    await expect(side.get_by_text("都五天了").first).to_be_visible()
    corner = next(frame for frame in page.frames if frame.url.startswith(advert))
    await corner.evaluate("window.attack()")
    await side.get_by_test_id("insert").first.click()
    await expect(side.get_by_test_id("toast")).to_contain_text("已填入")
    await expect(side.get_by_text("都五天了").first).to_be_visible()
    assert await side.get_by_text("别人的事").count() == 0
    assert await corner.evaluate("window.heard") == []
    heard = await page.evaluate("window.heard")
    told = [data["type"] for origin, data in heard if isinstance(data, dict) and origin == service.url]
    assert told[0] == "csassist:ready"
    assert told[-1] == "csassist:insert"
    assert {origin for origin, _ in heard} == {service.url}
