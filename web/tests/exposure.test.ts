// The agent's own hard minutes: a kind word that can be put away, a meter, and nothing for anybody who is no agent.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import SidebarPage from "../src/sidebar/SidebarPage.vue";
import { hintOf, type Exposure } from "../src/sidebar/exposure";
import { AT, FarEnd, position, service, snapshot } from "./line";
import { mount } from "./mount";

const exposure = (more: Partial<Exposure> = {}): Exposure => ({
  as_of: AT, since: "2026-11-21T16:00:00.000Z", red_minutes: 12.4, red_conversations: 2, longest_red_s: 500,
  cool_off: { conversation_id: "c-9", ended_at: AT, text: "喝口水，缓一缓。" }, break_advised: false, text: "今天有2段激烈的会话。", ...more,
});

describe("a hint", () => {
  it("is there once for each hard conversation, and once for the advice to rest", () => {
    expect(hintOf(exposure(), [])).toEqual({ key: `c-9@${AT}`, text: "喝口水，缓一缓。" });
    expect(hintOf(exposure(), [`c-9@${AT}`])).toBeNull();
    const tired = exposure({ break_advised: true, text: "歇上几分钟。" });
    expect(hintOf(tired, [`c-9@${AT}`])?.text).toBe("歇上几分钟。");
    expect(hintOf(exposure({ cool_off: null }), [])).toBeNull();
  });
});

const pass = (ms = 50): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
let close = (): void => undefined;
beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  history.replaceState(null, "", "/sidebar?conversation=c-1");
});
afterEach(() => {
  close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open(role: string, tier: number) {
  const { asked } = service({ "GET /v1/reports/exposure?lang=zh-CN": exposure() });
  const page = await mount(SidebarPage, {});
  close = page.close;
  await pass();
  FarEnd.last.welcome({ role, agent_id: "a1", teams: [] });
  FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(1), data: snapshot(20, tier) });
  await pass();
  await vi.dynamicImportSettled();
  await pass();
  return { ...page, asked: () => asked.filter((one) => one.what.includes("exposure")).length };
}

describe("on the sidebar", () => {
  it("is said after the storm, put away by a press, and stays away after a reload", async () => {
    const page = await open("agent", 0);
    expect(page.find("cool-off").textContent).toContain("喝口水");
    expect(page.find("exposure").textContent).toContain("只有你自己能看到");
    page.find("cool-off-ok").click();
    await pass();
    expect(page.findAll("cool-off")).toEqual([]);
    page.close();
    const again = await open("agent", 0);
    expect(again.findAll("cool-off")).toEqual([]);
    expect(again.find("exposure").dataset["minutes"]).toBe("12.4");
  });
  it("waits while a customer is hot, and is not asked for by anybody else", async () => {
    const page = await open("agent", 2);
    expect(page.findAll("cool-off")).toEqual([]);
    page.close();
    const other = await open("supervisor", 0);
    expect(other.asked()).toBe(0);
  });
});
