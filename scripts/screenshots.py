"""Takes the pictures of the README from a demo of its own: waits until a customer is hot, then looks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Page, sync_playwright

HOT = 55.0  # degrees worth a picture
WAIT_MS = 60_000
LIST_S = 2.5  # the desk's own list is fetched every two seconds


@contextmanager
def demo() -> Iterator[str]:
    """A demo on a free port; its address."""
    command = [Path(sys.executable).with_name("csassist"), "demo", "--port", "0", "--speed", "4", "--seed", "1"]
    # In a folder of its own and without the caller's settings: pictures are of the defaults.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CSASSIST_")}
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder, env=environ
        )
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield found.group()
                    return
            sys.exit("screenshots: the demo did not start; run csassist demo to see why")
        finally:
            process.terminate()
            process.wait(timeout=30)


def page_of(browser: Browser, width: int, height: int, scheme: str) -> Page:
    """A page as a Chinese desk sees it."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme=scheme,  # type: ignore[arg-type]  # light or dark
    )
    return context.new_page()


def picture(page: Page, path: Path) -> None:
    """Writes one picture, once fonts and moving parts have settled."""
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path, animations="disabled")
    print(f"{path}  {path.stat().st_size // 1024} KiB")


def wait_until_hot(side: FrameLocator) -> None:
    """Until the customer in the sidebar is worth a picture (asked from here: the page forbids eval)."""
    deadline = time.monotonic() + WAIT_MS / 1000
    degrees = 0.0
    while time.monotonic() < deadline:
        degrees = float(side.locator("[data-testid=thermometer]").first.get_attribute("data-degrees") or 0)
        if degrees >= HOT and side.locator("[data-testid=suggestion]").count() > 0:
            return
        time.sleep(0.1)
    sys.exit(f"screenshots: nobody got hot in {WAIT_MS // 1000} s; last seen {degrees} degrees")


def main(folder: Path) -> None:
    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if chromium is None:
        sys.exit("screenshots: no Chromium on this machine")
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        desk = page_of(browser, 1440, 1000, "light")
        wall = page_of(browser, 1440, 1000, "light")
        narrow = page_of(browser, 320, 760, "dark")
        desk.goto(f"{url}/demo/host")
        wall.goto(f"{url}/console")
        side = desk.frame_locator("[data-testid=sidebar-frame]")
        side.locator("[data-testid=thermometer]").first.wait_for(timeout=WAIT_MS)
        wait_until_hot(side)
        time.sleep(LIST_S)
        picture(desk, folder / "sidebar.png")
        wall.locator("[data-testid=alert]").nth(1).wait_for(timeout=WAIT_MS)
        wall.locator("[data-testid=wall] [data-testid=conversation]").first.click()
        wall.locator("[data-testid=thermometer]").first.wait_for(timeout=WAIT_MS)
        picture(wall, folder / "console.png")
        hottest = wall.locator("[data-testid=alert]").first.get_attribute("data-conversation")
        narrow.goto(f"{url}/sidebar?conversation={hottest}")
        narrow.locator("[data-testid=thermometer]").wait_for(timeout=WAIT_MS)
        picture(narrow, folder / "sidebar-dark.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
