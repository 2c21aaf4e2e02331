// Keys alone: arrows in lists, one stop of Tab a list, the focus stays with its row; the sidebar's letters.
import { afterEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import ConversationWall from "../src/console/ConversationWall.vue";
import type { ConversationItem } from "../src/wire";
import { item } from "./line";
import { mount } from "./mount";

let close = (): void => undefined;
afterEach(() => close());
const items = (...rows: [string, number, number][]): ConversationItem[] => rows.map(([id, degrees, tier]) => item(id, degrees, tier) as unknown as ConversationItem);
const press = (target: EventTarget, key: string): boolean => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const focused = (): string | undefined => (document.activeElement as HTMLElement | null)?.dataset["conversation"];

async function wall() {
  const onOpen = vi.fn();
  const page = await mount(ConversationWall, { items: items(["a", 90, 3], ["b", 60, 2], ["c", 10, 0]), opened: null, loaded: true, me: null, onOpen });
  close = page.close;
  return { ...page, onOpen };
}

describe("a list of conversations", () => {
  it("is one stop of Tab; arrows, Home and End move in it", async () => {
    const page = await wall();
    expect(page.findAll("conversation").map((row) => row.tabIndex)).toEqual([0, -1, -1]);
    page.findAll("conversation")[0]!.focus();
    press(document.activeElement!, "ArrowDown");
    expect(focused()).toBe("b");
    press(document.activeElement!, "End");
    press(document.activeElement!, "ArrowDown");
    expect(focused()).toBe("c");
    expect(page.findAll("conversation").map((row) => row.tabIndex)).toEqual([-1, -1, 0]);
    press(document.activeElement!, "Home");
    expect(focused()).toBe("a");
    expect(press(document.activeElement!, "x")).toBe(true); // other keys are left alone
  });
  it("keeps the focus on its row when the order changes, and finds another when the row goes", async () => {
    const page = await wall();
    page.findAll("conversation")[0]!.focus();
    press(document.activeElement!, "ArrowDown");
    page.props["items"] = items(["c", 99, 3], ["a", 90, 3], ["b", 5, 0]);
    await nextTick();
    expect(focused()).toBe("b");
    page.props["items"] = items(["c", 99, 3], ["a", 90, 3]);
    await nextTick();
    expect(page.findAll("conversation").map((row) => row.tabIndex)).toEqual([0, -1]);
  });
});
