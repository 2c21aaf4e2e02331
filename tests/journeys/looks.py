"""How a page looks, judged by rule: nothing sticks out or is cut off, no small print, no serious finding of axe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.async_api import Frame, Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SMALLEST_PX = 12
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# What a person would complain about. Rounding of sub-pixels is none of it; text cut with an ellipsis is meant.
# Two frames pass first: what follows the window by an observer has followed it then.
FAULTS = """async (smallest) => {
  const faults = [];
  const name = (el) => `${el.tagName.toLowerCase()}${el.dataset.testid ? '[' + el.dataset.testid + ']' : ''}`
    + `.${[...el.classList].join('.')} "${(el.textContent || el.placeholder || '').trim().slice(0, 24)}"`;
  const seen = (el) => el.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && !el.closest('.unseen, [inert]');
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) {
    const widest = [...document.body.querySelectorAll('*')]
      .filter((el) => el.getBoundingClientRect().right > innerWidth + 1);
    faults.push(`scrolls sideways: ${root.scrollWidth} > ${innerWidth}, by ${widest.slice(0, 3).map(name)}`);
  }
  for (const el of document.querySelectorAll('button, a[href], input, textarea, select, summary')) {
    if (!seen(el)) continue;
    const box = el.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    if (box.left < -1 || box.right > innerWidth + 1) faults.push(`out of the window: ${name(el)}`);
    const style = getComputedStyle(el);
    const cutting = style.textOverflow !== 'ellipsis' && style.overflowX !== 'visible';
    if (el.matches('button, a') && cutting && el.scrollWidth > el.clientWidth + 1)
      faults.push(`its words are cut: ${name(el)}`);
    for (let up = el.parentElement; up && up !== document.body; up = up.parentElement) {
      const clips = getComputedStyle(up).overflowX;
      const edge = up.getBoundingClientRect();
      if (clips !== 'visible' && (box.right > edge.right + 1 || box.left < edge.left - 1)) {
        faults.push(`cut off by ${name(up)}: ${name(el)}`);
        break;
      }
    }
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = new Set();
  while (walk.nextNode()) {
    const el = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !el || el.closest('svg, canvas, script, style') || !seen(el)) continue;
    const px = parseFloat(getComputedStyle(el).fontSize);
    if (px < smallest) small.add(`${px} px: ${name(el)}`);
  }
  return [...faults, ...small];
}"""

VIOLATIONS = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .flatMap((one) => one.nodes.slice(0, 3).map((node) =>
      `axe ${one.id}: ${node.html.slice(0, 110)} ${(node.any[0]?.message ?? '').slice(0, 120)}`));
}"""


def axe_script() -> str:
    """The checker as an init script: it is there before the page, and the page's strict policy stays on."""
    return AXE.read_text(encoding="utf-8")


async def faults_of(frame: Page | Frame) -> list[str]:
    """What sticks out, is cut off or too small in this window."""
    return list(await frame.evaluate(FAULTS, SMALLEST_PX))


async def violations_of(frame: Page | Frame) -> list[str]:
    """Serious and critical findings of axe. The page was opened with `axe_script()`."""
    return list(await frame.evaluate(VIOLATIONS))


@dataclass
class Looker:
    """Looks a page over at every size, light and dark, and remembers what it saw; one list for a whole day."""

    widths: Sequence[int]
    height: int = 900
    seen: dict[str, list[str]] = field(default_factory=dict)

    async def look(self, page: Page, state: str) -> None:
        """`state` = what the page shows now, for the report. Leaves window and colours as they were."""
        before = page.viewport_size
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in self.widths:
                await page.set_viewport_size({"width": width, "height": self.height})
                self._note(f"{state} {width} {scheme}", await faults_of(page))
            self._note(f"{state} {scheme}", await violations_of(page))
        if before is not None:
            await page.set_viewport_size(before)
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")

    def _note(self, where: str, seen: Sequence[str]) -> None:
        for fault in seen:
            self.seen.setdefault(fault, []).append(where)

    @property
    def faults(self) -> list[str]:
        """Each fault once, with where it was seen first and how often."""
        return [f"{fault}  ({where[0]}, {len(where)} times)" for fault, where in sorted(self.seen.items())]
