"""What people see, and when: frame to picture in the sidebar, post to alert on the console, a minute of storm."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, time
from typing import Any

import httpx2
from playwright.async_api import Browser, Page, async_playwright, expect

from csassist.lab.load.figures import Figure, quantile
from csassist.lab.load.process import cores, pin

PROBE = Path(__file__).with_name("page_probe.js")
KEYS = [
    {"key": "bench-int", "role": "integrator", "shop": "s1"},
    {"key": "bench-a1", "role": "agent", "shop": "s1", "agent_id": "a1", "teams": ["t1"]},
    {"key": "bench-sup", "role": "supervisor", "shop": "s1", "agent_id": "boss"},
]
PATIENCE_MS = 60_000
PAINTS, PAINTS_PER_S = 200, 10
RISES = 20
WARM, STORM_S, STORM_PER_S = 1600, 60, 200
SAID = ("怎么还不发货！！！", "您好，正在查询。", "都第三次了，骗子！退款！", "马上处理。", "好的谢谢", "不客气。")
FURIOUS = "都第三次了还不处理，你们就是骗子！！！我要打12315投诉，退款！"
# Marks when a row of each conversation was first painted, by the clock of the machine.
SEEN = """window.rows = {};
new MutationObserver(() => {
  for (const row of document.querySelectorAll('[data-testid=alert]')) {
    const id = row.dataset.conversation;
    if (id in window.rows) continue;
    window.rows[id] = 0;
    requestAnimationFrame(() => { window.rows[id] = Date.now(); });
  }
}).observe(document, {childList: true, subtree: true});"""


@dataclass
class Desk:
    """The service under the pages, a browser, and a line to post on."""

    url: str
    http: httpx2.AsyncClient
    browser: Browser

    async def page(self, path: str, key: str, script: str) -> Page:
        """Logged in and live; `script` runs before the page's own."""
        page = await (await self.browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 900})).new_page()
        await page.add_init_script(script)
        await page.goto(self.url + path)
        await page.locator("input[type=password]").fill(key)
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
        return page

    async def say(self, conversation: str, number: int, text: str, sender: str = "customer") -> dict[str, Any]:
        """Posts one message; its assessment."""
        body = {
            "conversation_id": conversation,
            "message_id": f"m-{number}",
            "sender": sender,
            "text": text,
            "agent_id": "a1",
            "team_id": "t1",
        }
        answer = await self.http.post("/v1/messages", json=body)
        answer.raise_for_status()
        return dict(answer.json()["assessment"])

    async def turn(self, number: int) -> dict[str, Any]:
        """Customer and agent by turns, so that no burst swallows the rest."""
        return await self.say("c-1", number, f"{SAID[number % 6]}{number}", "agent" if number % 2 else "customer")


def bench_paint() -> list[Figure]:
    """The three figures. Without a Chromium there are none, and it says so."""
    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if chromium is None:
        return [Figure("pages: no Chromium on this machine", 1, "", "<=", 0)]
    return asyncio.run(_bench(chromium))


async def _bench(chromium: str) -> list[Figure]:
    async with _desk(chromium) as desk:
        await desk.turn(0)
        sidebar = await desk.page("/sidebar?conversation=c-1", "bench-a1", PROBE.read_text("utf-8"))
        figures = await _paints(desk, sidebar)
        figures += await _alerts(desk)
        return figures + await _storm(desk, sidebar)


@asynccontextmanager
async def _desk(chromium: str) -> AsyncIterator[Desk]:
    """The server on one core, the browser on the other."""
    server_core, page_core = cores()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environ = {name: value for name, value in os.environ.items() if not name.startswith("CSASSIST_")}
        command = [sys.executable, "-m", "csassist.cli", "serve", "--port", "0", "--data", folder]
        server = await asyncio.create_subprocess_exec(
            *command, env={**environ, "CSASSIST_KEYS": json.dumps(KEYS)}, cwd=folder, stdout=asyncio.subprocess.PIPE
        )
        stack.push_async_callback(_end, server)
        pin(server.pid, server_core)
        url = await _address(server)
        playwright = await stack.enter_async_context(async_playwright())
        if page_core != server_core:
            pin(0, page_core)  # the browser inherits it
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        stack.push_async_callback(browser.close)
        headers = {"Authorization": "Bearer bench-int"}
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=url, headers=headers, timeout=60))
        yield Desk(url, http, browser)


async def _address(server: asyncio.subprocess.Process) -> str:
    """Where it listens, as it says itself."""
    assert server.stdout is not None
    while line := (await server.stdout.readline()).decode():
        if "http://127.0.0.1:" in line:
            return "http://127.0.0.1:" + "".join(filter(str.isdigit, line.split("http://127.0.0.1:")[1].split("/")[0]))
    raise RuntimeError("the server ended before it listened; run csassist serve to see why")


async def _end(server: asyncio.subprocess.Process) -> None:
    server.terminate()
    await server.wait()


async def _paints(desk: Desk, page: Page) -> list[Figure]:
    """From the socket's event to the picture that shows the new degrees."""
    await page.evaluate("probe.timed = true")
    for number in range(1, PAINTS + 1):
        began = perf_counter()
        await desk.turn(number)
        await asyncio.sleep(max(0.0, 1 / PAINTS_PER_S - (perf_counter() - began)))
    await page.wait_for_timeout(500)
    paints = list(await page.evaluate("probe.paints"))
    await page.evaluate("probe.timed = false")
    note = f"{len(paints)} readings, median {quantile(paints, 0.5):.0f} ms"
    return [Figure("frame to paint, p95", quantile(paints, 0.95), "ms", "<=", 100, note)]


async def _alerts(desk: Desk) -> list[Figure]:
    """From the post to the row on the console."""
    page = await desk.page("/console", "bench-sup", SEEN)
    posted: dict[str, float] = {}
    for number in range(RISES):
        name = f"hot-{number}"
        posted[name] = time()
        await desk.say(name, 1, FURIOUS)
        await expect(page.locator(f"[data-testid=alert][data-conversation={name}]")).to_have_count(1)
    rows = await page.evaluate("window.rows")
    await page.close()
    waits = [rows[name] - at * 1000 for name, at in posted.items()]
    note = f"{RISES} rises, median {quantile(waits, 0.5):.0f} ms"
    return [Figure("post to alert on the console, p95", quantile(waits, 0.95), "ms", "<=", 1000, note)]


async def _storm(desk: Desk, page: Page) -> list[Figure]:
    """A minute of 200 frames a second on one sidebar."""
    devtools = await page.context.new_cdp_session(page)
    first = PAINTS + 1
    await _blow(desk, first, WARM, None)
    await _caught_up(desk, page, first + WARM)
    before, frames = await _heap(devtools), int(await page.evaluate("probe.frames"))
    asked = int(await page.evaluate("probe.asked"))
    await page.evaluate("probe.long.length = 0")
    posts, first = STORM_S * STORM_PER_S, first + WARM + 1
    began = perf_counter()
    await _blow(desk, first, posts, STORM_PER_S)
    took = perf_counter() - began
    await _caught_up(desk, page, first + posts)
    seen = int(await page.evaluate("probe.frames")) - frames
    gaps = int(await page.evaluate("probe.asked")) - asked
    longest = float(max(await page.evaluate("probe.long"), default=0))
    after = await _heap(devtools)
    return [
        Figure("storm: frames", seen, "", note=f"{seen / took:.0f} a second for {took:.0f} s"),
        Figure("storm: frames lost, gaps seen", max(0, posts - seen) + gaps, "", "<=", 0),
        Figure("storm: longest task of the page", longest, "ms", "<=", 100),
        Figure("storm: heap after / before", after / before, "", "<=", 1.10, f"{before / 1e6:.1f} MB before"),
    ]


async def _blow(desk: Desk, first: int, count: int, per_s: float | None) -> None:
    """`count` posts, eight at a time; at `per_s` a second when it is given."""
    numbers, began = iter(range(count)), perf_counter()

    async def one_after_the_other() -> None:
        for number in numbers:
            if per_s is not None:
                await asyncio.sleep(max(0.0, began + number / per_s - perf_counter()))
            await desk.turn(first + number)

    await asyncio.gather(*(one_after_the_other() for _ in range(8)))


async def _caught_up(desk: Desk, page: Page, number: int) -> None:
    """The page shows the last word."""
    await desk.say("c-1", number, f"完{number}")
    await expect(page.locator(".message").last).to_contain_text(f"完{number}", timeout=PATIENCE_MS)


async def _heap(devtools: Any) -> float:
    """Bytes in use after the collector had its way."""
    await devtools.send("HeapProfiler.collectGarbage")
    return float((await devtools.send("Runtime.getHeapUsage"))["usedSize"])
