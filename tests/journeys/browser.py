"""Headless Chromium from the system. Absent: a loud skip (an error under CI=true, see tests/conftest.py)."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

PATIENCE_MS = 60_000  # a machine with two cores runs several of these at once; waiting ends when the thing is there
expect.set_options(timeout=PATIENCE_MS)

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def require_chromium() -> str:
    """The path of a browser, or a skip that says what to install."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    pytest.skip("no chromium on this machine: install the system's package to run the browser tests")


@contextlib.asynccontextmanager
async def chromium(*flags: str) -> AsyncIterator[Browser]:
    """A browser with `flags` beside the usual ones; gone afterwards."""
    path = require_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            await browser.close()


@dataclass(frozen=True)
class Look:
    """How a page is looked at: the window, and light or dark."""

    width: int = 1440
    height: int = 900
    scheme: Literal["light", "dark"] = "light"


CONSOLE = Look()
SIDEBAR = Look(width=280)


async def fresh_page(browser: Browser, look: Look, *scripts: str) -> Page:
    """A page on a machine of its own: nothing stored, Chinese, calm. `scripts` run before the page's own."""
    context = await browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    for script in scripts:
        await context.add_init_script(script)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


async def log_in(page: Page, key: str) -> None:
    """Through the key box, until the line stands."""
    await page.locator("input[type=password]").fill(key)
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live")


async def console(browser: Browser, url: str, key: str, look: Look = CONSOLE, *scripts: str) -> Page:
    """A console that is logged in and live."""
    page = await fresh_page(browser, look, *scripts)
    await page.goto(url + "/console")
    await log_in(page, key)
    return page


async def sidebar(
    browser: Browser, url: str, key: str, look: Look = SIDEBAR, *scripts: str, conversation: str = "c-1"
) -> Page:
    """A sidebar of its own tab on one conversation, logged in and live."""
    page = await fresh_page(browser, look, *scripts)
    await page.goto(f"{url}/sidebar?conversation={conversation}")
    await log_in(page, key)
    return page
