import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import PromiseList from "../src/parts/PromiseList.vue";
import type { PromiseRow } from "../src/wire";
import { mount } from "./mount";

const NOW = Date.parse("2026-11-22T10:00:00.000Z");
const row = (id: string, minutes: number, more: Partial<PromiseRow> = {}): PromiseRow => ({
  id, conversation_id: "c-1", kind: "reply", text: `承诺${id}`, made_at: "2026-11-22T09:00:00.000Z",
  due_at: new Date(NOW + minutes * 60_000).toISOString(), timed: true, state: "open",
  agent_id: "a1", message_id: "m-1", span: [0, 2], warn_at: null, settled_at: null, ...more,
});
let close = (): void => undefined;

beforeEach(() => { vi.useFakeTimers({ now: NOW }); });
afterEach(() => { close(); vi.useRealTimers(); });

async function shown(promises: PromiseRow[], more: Record<string, unknown> = {}) {
  const settle = vi.fn<(id: string, kept: boolean) => void>();
  const page = await mount(PromiseList, { promises, onSettle: settle, ...more });
  close = page.close;
  return { ...page, settle };
}

describe("promises", () => {
  it("are timers, the nearest first, and the late ones say so", async () => {
    const page = await shown([row("b", 30), row("a", 5), row("c", -2, { state: "overdue" })]);
    expect(page.findAll("promise").map((one) => one.dataset["promise"])).toEqual(["c", "a", "b"]);
    expect(page.findAll("promise").map((one) => one.querySelector(".timer")!.textContent)).toEqual(["−2:00", "5:00", "30:00"]);
    expect(page.findAll("promise")[0]!.textContent).toContain("已超时");
    vi.advanceTimersByTime(61_000);
    await nextTick();
    expect(page.findAll("promise")[1]!.querySelector(".timer")!.textContent).toBe("3:59");
  });

  it("are settled by their own buttons, once", async () => {
    const page = await shown([row("a", 5), row("b", 6)]);
    page.find("promise-kept").click();
    page.findAll("promise-broken")[1]!.click();
    expect(page.settle.mock.calls).toEqual([["a", true], ["b", false]]);
    page.props["busy"] = ["a"];
    await nextTick();
    expect((page.find("promise-kept") as HTMLButtonElement).disabled).toBe(true);
  });

  it("say when the shop's own deadline stands in, and stay in sight when settled", async () => {
    const page = await shown([row("a", 5, { timed: false }), row("k", 1, { state: "kept" }), row("x", 1, { state: "broken" })]);
    expect(page.findAll("promise")).toHaveLength(1);
    expect(page.find("promise").textContent).toContain("按店铺时限");
    expect(page.findAll("promise-past").map((one) => one.dataset["state"])).toEqual(["kept", "broken"]);
  });

  it("are shown three at a time, the rest when asked", async () => {
    const page = await shown(["a", "b", "c", "d", "e"].map((id, i) => row(id, 5 + i)));
    expect(page.findAll("promise")).toHaveLength(3);
    page.find("promises-more").click();
    await nextTick();
    expect(page.findAll("promise")).toHaveLength(5);
  });
});
