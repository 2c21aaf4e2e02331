"""The line goes and comes back: what the page says at each moment is true, and afterwards nothing is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page, expect

from fakes.ports import free_port
from journeys.browser import SIDEBAR, chromium, console, sidebar
from journeys.service import Service, child, in_process

WORRIED = "怎么还没到啊，都五天了"
FURIOUS = "都第三次了还不处理，你们就是骗子！！！我要打12315投诉，退款！"
HALF = "非常抱歉让您久等，我这边"
SLEEP = "01:00:00"


@dataclass
class Wire:
    """The network between browser and service. Cut, it swallows everything and tells nobody: no close, no reset."""

    port: int
    cut: bool = False
    pipes: set[asyncio.Task[None]] = field(default_factory=set)
    healed: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        ways = ((reader, far_writer), (far_reader, writer))
        for one in ways:
            task = asyncio.create_task(self.pump(*one))
            self.pipes.add(task)
            task.add_done_callback(self.pipes.discard)

    async def pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """What was on its way when the wire was cut is lost, and so is the connection."""
        born_before = self.healed
        with suppress(ConnectionError):
            while data := await source.read(65536):
                if self.cut:
                    continue
                if born_before is not self.healed:
                    break
                sink.write(data)
                await sink.drain()
        with suppress(ConnectionError):
            sink.close()

    def heal(self) -> None:
        """New connections pass; those from before are dead, and whoever speaks on one is told so."""
        self.cut, self.healed = False, asyncio.Event()


@asynccontextmanager
async def wire_to(service: Service) -> AsyncIterator[tuple[Wire, str]]:
    wire = Wire(int(service.url.rsplit(":", 1)[1]))
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    try:
        yield wire, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for pipe in [*wire.pipes]:
            pipe.cancel()
        await asyncio.gather(*wire.pipes, return_exceptions=True)


async def state(page: Page, wanted: str) -> None:
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", wanted)


async def complete(page: Page, service: Service, *words: str) -> None:
    """The page shows what the record says."""
    await state(page, "live")
    now = (await service.get("/v1/conversations/c-1")).json()
    await expect(page.get_by_test_id("thermometer")).to_have_attribute("data-degrees", f"{now['reading']['degrees']:g}")
    await expect(page.get_by_test_id("tier")).to_have_attribute("data-tier", str(now["escalation"]["tier"]))
    await expect(page.get_by_test_id("step")).to_have_count(len(now["escalation"]["steps"]))
    for word in words:
        await expect(page.locator(".message").filter(has_text=word)).to_have_count(1)
    await expect(page.locator(".note[data-state]")).to_have_count(0)


async def test_a_wire_that_is_cut_for_half_a_minute(tmp_path: Path) -> None:
    """Nobody tells the browser: no close, no event. The page finds out by itself, says so, and keeps what it has."""
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(in_process(tmp_path))
        wire, url = await stack.enter_async_context(wire_to(service))
        browser = await stack.enter_async_context(chromium())
        await service.say(WORRIED, agent_id="a1", team_id="t1")
        page = await sidebar(browser, url, "k-a1", SIDEBAR)
        await complete(page, service, WORRIED)
        await page.get_by_test_id("draft").fill(HALF)
        await page.clock.install()
        wire.cut = True
        await service.say(FURIOUS, message="m-2")
        await page.clock.fast_forward("00:11")  # quiet for too long: it asks
        await page.clock.fast_forward("00:08")  # and nobody answers
        await state(page, "reconnecting")
        await expect(page.locator(".note[data-state]")).to_be_visible()
        await expect(page.locator(".message")).to_have_count(1)
        await expect(page.get_by_test_id("suggestion").first).to_be_visible()
        await expect(page.get_by_test_id("draft")).to_have_value(HALF)
        wire.heal()
        await page.clock.resume()
        await page.evaluate("dispatchEvent(new Event('online'))")
        await complete(page, service, WORRIED, FURIOUS)
        await expect(page.get_by_test_id("draft")).to_have_value(HALF)


async def test_a_browser_without_network_says_so(tmp_path: Path) -> None:
    async with chromium() as browser, in_process(tmp_path) as service:
        await service.say(WORRIED, agent_id="a1", team_id="t1")
        page = await sidebar(browser, service.url, "k-a1", SIDEBAR)
        await complete(page, service, WORRIED)
        await page.context.set_offline(True)
        await state(page, "offline")
        await service.say(FURIOUS, message="m-2")
        await page.context.set_offline(False)
        await complete(page, service, WORRIED, FURIOUS)


async def test_a_laptop_that_slept_knows_that_it_did(tmp_path: Path) -> None:
    """Timers jump by an hour: the wait shown is the true one, and what was said meanwhile is there."""
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(in_process(tmp_path))
        wire, url = await stack.enter_async_context(wire_to(service))
        browser = await stack.enter_async_context(chromium())
        await service.say(WORRIED, agent_id="a1", team_id="t1")
        pages = [await sidebar(browser, url, "k-a1", SIDEBAR), await console(browser, url, "k-sup")]
        for page in pages:
            await page.clock.install()
        wire.cut = True
        await service.say(FURIOUS, message="m-2")
        wire.heal()  # the network is back before the lid is opened; the old connection is not
        for page in pages:
            await page.clock.fast_forward(SLEEP)
            await page.clock.resume()
        await complete(pages[0], service, WORRIED, FURIOUS)
        await state(pages[1], "live")
        await expect(pages[1].locator("[data-testid=alert][data-conversation=c-1]")).to_have_count(1)


async def test_a_server_that_is_killed_comes_back_to_both_pages(tmp_path: Path) -> None:
    """Half a draft survives the death of the server and a reload of the page."""
    port = free_port()
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(child(tmp_path, port))
        browser = await stack.enter_async_context(chromium())
        await first.service.say(WORRIED, agent_id="a1", team_id="t1")
        agent = await sidebar(browser, first.service.url, "k-a1", SIDEBAR)
        boss = await console(browser, first.service.url, "k-sup")
        await agent.get_by_test_id("draft").fill(HALF)
        await first.kill()
        for page in (agent, boss):
            await state(page, "reconnecting")
        await agent.keyboard.press("Alt+1")  # a card is still a card
        await expect(agent.get_by_test_id("toast")).to_contain_text("已复制")
        second = await stack.enter_async_context(child(tmp_path, port))
        await second.service.say(FURIOUS, message="m-2", agent_id="a1", team_id="t1")
        await complete(agent, second.service, WORRIED, FURIOUS)
        await expect(boss.locator("[data-testid=alert][data-conversation=c-1]")).to_have_count(1)
        await state(boss, "live")
        await agent.reload()
        await complete(agent, second.service, WORRIED, FURIOUS)
        await expect(agent.get_by_test_id("draft")).to_have_value(HALF)
        used = (await second.service.get("/v1/reports/scripts", "k-sup")).json()["items"]
        assert sum(row["used"] for row in used) == 1  # told once the line was back
