// The agent's other conversations: which rose last, in which order they stand, and that a host's page only tells.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { look, NONE } from "../src/sidebar/rises";
import SidebarPage from "../src/sidebar/SidebarPage.vue";
import type { ConversationItem } from "../src/wire";
import { AT, FarEnd, escalation, item, position, reading, service, snapshot } from "./line";
import { mount } from "./mount";

const at = (id: string, tier: number): ConversationItem => item(id, tier * 30, tier) as unknown as ConversationItem;

describe("rises", () => {
  it("the newest comes last; the first sight of one is no rise", () => {
    const first = look(NONE, [at("a", 2), at("b", 0), at("c", 0)], "a");
    expect(first.rose).toEqual([]);
    const second = look(first, [at("a", 3), at("b", 1), at("c", 0)], "a");
    expect(second.rose).toEqual(["b"]); // the open one is before the agent's eyes anyway
    const third = look(second, [at("a", 3), at("b", 1), at("c", 2)], "a");
    expect(third.rose).toEqual(["b", "c"]);
    expect(look(third, [at("a", 3), at("b", 2), at("c", 2)], "a").rose).toEqual(["c", "b"]);
    expect(look(third, [at("a", 3), at("b", 0)], "a").rose).toEqual([]); // calm again, or gone
    expect(look(third, [at("b", 1), at("c", 2)], "c").rose).toEqual(["b"]); // opened
  });
});

const pass = (ms = 50): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
let close = (): void => undefined;
let offset = 1;
beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  offset = 1;
  history.replaceState(null, "", "/sidebar?conversation=c-1&agent=a1");
});
afterEach(() => {
  close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open() {
  service({});
  const page = await mount(SidebarPage, {});
  close = page.close;
  await pass();
  FarEnd.last.welcome();
  FarEnd.last.say({ type: "snapshot", channel: "agent:a1", position: position(1), data: { conversations: [item("c-1", 20, 0), item("c-2", 60, 2), item("c-3", 5, 0)], alerts: [], presence: [] } });
  FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(1), data: snapshot(20, 0) });
  await pass();
  await vi.dynamicImportSettled();
  await pass();
  return page;
}
async function heat(id: string, degrees: number, tier: number): Promise<void> {
  offset += 1;
  const { conversation_id, ...rest } = item(id, degrees, tier);
  FarEnd.last.say({ type: "assessment", channel: "agent:a1", position: position(offset), at: AT, data: { ...rest, conversation_id, reading: reading(degrees), escalation: escalation(tier), sender: "customer", elapsed: false } });
  await pass();
}
const order = (page: { findAll: (id: string) => HTMLElement[] }): (string | undefined)[] => page.findAll("switch").map((one) => one.dataset["conversation"]);

describe("the switcher", () => {
  it("shows the open one as hot as the thermometer beneath, though the list was told long ago", async () => {
    const page = await open();
    const { conversation_id: _, ...told } = item("c-1", 85, 3);
    FarEnd.last.say({ type: "assessment", channel: "conversation:c-1", position: position(2), at: AT, data: { ...snapshot(85, 3), message: null, assessment: { ...told, suggestions: [], rules_hash: "r", degraded: [] }, curve: { from: null, point: { seq: 2, at: AT, degrees: 85, tier: 3, stage: "hot" } }, elapsed: true } });
    await pass();
    expect(order(page)).toEqual(["c-1", "c-2", "c-3"]);
    expect(page.findAll("switch")[0]!.textContent).toContain("85°");
  });

  it("stands by heat, marks the newest rise, and opens another one by mouse and by keys", async () => {
    const page = await open();
    expect(order(page)).toEqual(["c-2", "c-1", "c-3"]);
    expect(page.findAll("switch").find((one) => one.getAttribute("aria-current"))?.dataset["conversation"]).toBe("c-1");
    await heat("c-3", 90, 3);
    expect(order(page)).toEqual(["c-3", "c-2", "c-1"]);
    expect(page.findAll("switch").filter((one) => one.dataset["rose"] === "true").map((one) => one.dataset["conversation"])).toEqual(["c-3"]);
    page.findAll("switch")[0]!.click();
    await pass();
    expect(FarEnd.last.sent).toContainEqual(expect.objectContaining({ type: "subscribe", data: { channels: ["conversation:c-3"] } }));
    expect(page.findAll("switch").filter((one) => one.dataset["rose"] === "true")).toEqual([]);
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, cancelable: true }));
    await pass();
    expect(page.findAll("switch").find((one) => one.getAttribute("aria-current"))?.dataset["conversation"]).toBe("c-2");
  });
  it("keeps its order while a hand is on it", async () => {
    const page = await open();
    const line = page.find("switcher").querySelector<HTMLElement>(".line")!;
    line.dispatchEvent(new Event("pointerenter"));
    await heat("c-3", 90, 3);
    expect(order(page)).toEqual(["c-2", "c-1", "c-3"]);
    line.dispatchEvent(new Event("pointerleave"));
    await pass();
    expect(order(page)).toEqual(["c-3", "c-2", "c-1"]);
  });
});
