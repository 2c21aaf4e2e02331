"""Takes the pictures of docs/: a service of its own with a made-up afternoon whose clock stands still, page by page."""

from __future__ import annotations

import asyncio
import os
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import httpx2
from playwright.async_api import Browser, Page, async_playwright, expect
from screenshots_story import CALM, CARD, EASED, HOT, KEYS, MINE, RUDE, WARM, Story, StoryClock

from csassist import app
from csassist.lab.server import Server, listening_socket, server
from csassist.settings import Settings

PATIENCE_MS = 60_000
SETTLE_MS = 1200  # the pages' own second hand has gone round once
SIDEBAR = f"/sidebar?conversation={quote(MINE)}"


@dataclass
class Studio:
    """The service, the browser and the story; `folder` gets the pictures."""

    url: str
    browser: Browser
    story: Story
    folder: Path

    async def page(
        self, path: str, key: str | None, width: int, height: int, scheme: Literal["light", "dark"] = "light"
    ) -> Page:
        """A page as a Chinese desk sees it, logged in; its clock is the story's."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        await page.clock.set_fixed_time(self.story.clock.now())
        await page.goto(self.url + path)
        if key is not None:
            await page.locator("input[type=password]").fill(key)
            await page.keyboard.press("Enter")
            await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live")
        return page

    async def take(self, page: Page, name: str, *, close: bool = True) -> None:
        """One picture, once the page has settled."""
        await page.clock.set_fixed_time(self.story.clock.now())
        await page.wait_for_timeout(SETTLE_MS)
        path = self.folder / f"{name}.png"
        path.write_bytes(packed(await page.screenshot(animations="disabled", caret="hide")))
        print(f"{path}  {path.stat().st_size // 1024} KiB", flush=True)
        if close:
            await page.context.close()

    async def sidebar(self, width: int = 360, scheme: Literal["light", "dark"] = "light", path: str = SIDEBAR) -> Page:
        return await self.page(path, "k-xiaolin", width, 900, scheme)

    async def console(
        self, width: int = 1280, scheme: Literal["light", "dark"] = "light", path: str = "/console", key: str = "k-chen"
    ) -> Page:
        return await self.page(path, key, width, 1000 if width > 1500 else 860, scheme)


async def calm(studio: Studio) -> None:
    """Before anything happens."""
    await studio.take(await studio.page("/", None, 900, 640), "home")
    await studio.take(await studio.page("/sidebar", None, 280, 480), "sidebar-key")
    await studio.take(await studio.page("/console", None, 1280, 640), "console-key")
    await studio.take(await studio.console(), "console-empty")
    await studio.story.tell(*CALM)
    await studio.take(await studio.sidebar(), "sidebar-calm")
    missing = await studio.sidebar(280, path="/sidebar?conversation=none")
    await expect(missing.get_by_test_id("missing")).to_be_visible()
    await studio.take(missing, "sidebar-missing")


async def warm(studio: Studio) -> None:
    """It heats up: a promise, a draft that should not be sent."""
    await studio.story.tell(*WARM)
    await studio.take(await studio.sidebar(280), "sidebar-watch")
    await studio.take(await studio.sidebar(280, path="/sidebar"), "sidebar-list")
    page = await studio.sidebar(360, "dark")
    await page.get_by_test_id("draft").fill(RUDE)
    await expect(page.get_by_test_id("draft-finding").first).to_be_visible()
    await page.get_by_test_id("draft").evaluate("box => box.scrollIntoView({block: 'center'})")
    await studio.take(page, "sidebar-draft-dark")


async def hot(studio: Studio) -> None:
    """It boils over; two supervisors, one owner, a whisper."""
    line, seat = await studio.console(1280), await studio.sidebar(280)  # the console was open, the agent is there
    posted = (await studio.story.tell(*HOT))[-1]
    studio.story.clock.pass_s(25)
    await studio.story.do("k-xiaolin", f"/v1/conversations/{quote(MINE)}/raise-hand", note="客户要找店长")
    await studio.take(await studio.sidebar(), "sidebar-hot")
    await studio.take(await studio.sidebar(280, "dark"), "sidebar-hot-dark")
    english = await studio.sidebar()
    await english.get_by_test_id("language").select_option("en")
    await studio.take(english, "sidebar-english")
    await studio.take(line, "console-wall")
    await studio.take(await studio.console(1920, "dark"), "console-wall-dark")
    escalation = posted["escalation"]["id"]
    await studio.story.do("k-chen", f"/v1/escalations/{escalation}/claim")
    await studio.story.do("k-chen", f"/v1/conversations/{quote(MINE)}/whisper", text="先道歉，退款我来批，别再承诺时间")
    await studio.take(await studio.sidebar(360, "dark"), "sidebar-whisper-dark")
    mine = f"/console?conversation={quote(MINE)}"
    await studio.take(await studio.console(1920, path=mine), "console-conversation")
    await studio.take(await studio.console(1280, "dark", path=mine), "console-conversation-dark")
    await studio.take(await studio.console(1280, path=mine, key="k-wu"), "console-owned-by-other")
    await studio.story.do("k-chen", f"/v1/escalations/{escalation}/takeover")
    await studio.take(await studio.sidebar(280), "sidebar-taken-over")
    await studio.story.do("k-chen", f"/v1/escalations/{escalation}/handback")
    await seat.context.close()


async def leave(studio: Studio) -> None:
    """A concession above the agent's authority."""
    cards = (await studio.story.tell(CARD))[-1]["suggestions"]
    card = next(one for one in cards if one.get("approval"))
    path = f"conversation={quote(CARD[1])}"
    await studio.take(await studio.sidebar(path=f"/sidebar?{path}"), "sidebar-approval")
    await studio.story.do("k-xiaolin", f"/v1/conversations/{quote(CARD[1])}/raise-hand", suggestion_id=card["id"])
    await studio.take(await studio.console(1280, path=f"/console?{path}"), "console-approval")


async def eased(studio: Studio) -> None:
    """Put right; closing with a reason; the other views."""
    await studio.story.tell(*EASED)
    await studio.take(await studio.sidebar(), "sidebar-cooled")
    closing = await studio.console(1280, path=f"/console?conversation={quote(MINE)}")
    await closing.get_by_test_id("resolve").click()
    await studio.take(closing, "console-closing")
    await studio.story.do(
        "k-xiaolin",
        "/v1/scripts/proposals",
        text="退款已经办好，1小时内到账，到账后我给您说一声。",
        conversation_id=MINE,
    )
    for view in ("library", "budget", "live"):
        await studio.take(await studio.console(1280, path=f"/console?view={view}"), f"console-{view}")
    await studio.take(await studio.console(1280, "dark", path="/console?view=live"), "console-live-dark")


async def cut(studio: Studio, stop: asyncio.Event) -> None:
    """The service goes away: what the pages then say."""
    side, line = await studio.sidebar(280), await studio.console()
    stop.set()
    for page, name in ((side, "sidebar-reconnecting"), (line, "console-reconnecting")):
        await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "reconnecting")
        await page.wait_for_timeout(SETTLE_MS)
        (studio.folder / f"{name}.png").write_bytes(packed(await page.screenshot(animations="disabled")))


async def desk(studio: Studio) -> None:
    """The make-believe desk of demo mode around the sidebar."""
    await studio.story.tell(*CALM, *WARM, *HOT)
    page = await studio.page("/demo/host", None, 1280, 860)
    side = page.frame_locator("[data-testid=sidebar-frame]")
    await expect(side.get_by_test_id("connection")).to_have_attribute("data-state", "live")
    await expect(side.get_by_test_id("suggestion").first).to_be_visible()
    await studio.take(page, "desk")


def packed(png: bytes) -> bytes:
    """The same picture in fewer bytes: one chunk of data, pressed as hard as it goes; no other chunks."""
    at, head, data = 8, b"", b""
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        head, data = (body, data) if kind == b"IHDR" else (head, data + body if kind == b"IDAT" else data)
        at += 12 + size
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(zlib.decompress(data), 9)), (b"IEND", b""))
    made = b"".join(struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in chunks)
    return png[:8] + made


@asynccontextmanager
async def service(clock: StoryClock, folder: Path, *, demo: bool = False) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """The service on the story's clock; its address, and an event that ends it."""
    setattr(app, "SystemClock", lambda: clock)  # noqa: B010  # the composition root's only clock
    keys = [key | {"shop": app.DEMO_SHOP} for key in KEYS] if demo else KEYS
    settings = Settings.model_validate({"data": folder, "keys": keys})
    async with app.open_front(settings, demo=demo, announce=lambda _: None) as front:
        sock = listening_socket("127.0.0.1", 0)
        one = server(front)
        one.config.date_header = False  # it would tell the pages the real time
        task, stop = asyncio.create_task(one.serve([sock])), asyncio.Event()
        stopper = asyncio.create_task(_stop(one, stop))
        await one.up.wait()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}", stop
        finally:
            stop.set()
            await stopper
            await task


async def _stop(one: Server, stop: asyncio.Event) -> None:
    await stop.wait()
    one.should_exit = True


async def main(folder: Path) -> None:
    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if chromium is None:
        sys.exit("screenshots: no Chromium on this machine")
    for name in [name for name in os.environ if name.startswith("CSASSIST_")]:
        del os.environ[name]  # pictures are of the defaults
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        stack.push_async_callback(browser.close)
        async with opened(browser, folder) as (studio, stop):
            for scene in (calm, warm, hot, leave, eased):
                await scene(studio)
            await cut(studio, stop)
        async with opened(browser, folder, demo=True) as (studio, _):
            await desk(studio)


@asynccontextmanager
async def opened(browser: Browser, folder: Path, *, demo: bool = False) -> AsyncIterator[tuple[Studio, asyncio.Event]]:
    """A studio with a service of its own."""
    clock = StoryClock()
    with tempfile.TemporaryDirectory() as data:
        async with service(clock, Path(data), demo=demo) as (url, stop), httpx2.AsyncClient(base_url=url) as http:
            yield Studio(url, browser, Story(http, clock), folder), stop


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(place))
