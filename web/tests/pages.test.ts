// The two pages over a made-up line: what a person sees from the first ticket to a reconnect.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import ConsolePage from "../src/console/ConsolePage.vue";
import SidebarPage from "../src/sidebar/SidebarPage.vue";
import { AT, FarEnd, escalation, position, snapshot as withoutCards } from "./line";
import { mount } from "./mount";

const card = { id: "sg_1", kind: "empathy", script_id: "s-1", text: "马上为您核实", score: 0.9, why: [], missing_slots: [], arm: "A" };
const snapshot = (degrees: number, tier: number) => withoutCards(degrees, tier, { suggestions: [card] });

const fetched = vi.fn<(path: string, init: RequestInit) => Promise<Response>>();
const ticket = (): Response => new Response(JSON.stringify({ ticket: "tk", expires_in: 30 }), { status: 200 });
const pass = (ms = 50): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
let close = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  FarEnd.all = [];
  sessionStorage.clear();
  fetched.mockReset().mockImplementation(() => Promise.resolve(ticket()));
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("WebSocket", FarEnd);
  history.replaceState(null, "", "/sidebar?conversation=c-1");
});
afterEach(() => {
  close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open(component: typeof SidebarPage | typeof ConsolePage) {
  const page = await mount(component, {});
  close = page.close;
  await pass();
  return page;
}

describe("sidebar", () => {
  it("goes live, shows the reading, heals after a cut without losing what it showed", async () => {
    const page = await open(SidebarPage);
    expect(page.find("connection").dataset["state"]).toBe("reconnecting");
    expect(FarEnd.last.protocol).toBe("csassist.v1");
    FarEnd.last.welcome();
    FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(3), data: snapshot(72.5, 2) });
    await pass();
    expect(page.find("connection").dataset["state"]).toBe("live");
    expect(page.find("thermometer").dataset["degrees"]).toBe("72.5");
    expect(page.find("tier").dataset["tier"]).toBe("2");
    expect(FarEnd.last.sent).toContainEqual(expect.objectContaining({ type: "feedback", data: { suggestion_id: "sg_1", outcome: "shown" } }));

    FarEnd.last.onclose?.({ code: 1006 });
    await pass(0);
    expect(page.find("connection").dataset["state"]).toBe("reconnecting");
    expect(page.find("thermometer").dataset["degrees"]).toBe("72.5");
    await pass(1000);
    expect(FarEnd.all).toHaveLength(2);
    FarEnd.last.welcome();
    expect(FarEnd.last.sent[0]).toMatchObject({ resume: { "conversation:c-1": position(3) } });
    FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(0, "e2"), data: snapshot(90, 3) });
    await pass();
    expect(page.find("connection").dataset["state"]).toBe("live");
    expect(page.find("thermometer").dataset["degrees"]).toBe("90");
    expect(page.find("tier-line").textContent).toContain("主管介入");
  });

  it("asks for a key when there is none, and says when a key is wrong", async () => {
    fetched.mockImplementation(() => Promise.resolve(new Response("{}", { status: 401 })));
    const page = await open(SidebarPage);
    expect(page.find("connection").dataset["state"]).toBe("offline");
    expect(page.find("key-box").textContent).not.toContain("密钥不对");
    const key = page.root.querySelector<HTMLInputElement>("input[name=key]")!;
    key.value = "k-1";
    key.dispatchEvent(new Event("input"));
    page.find("key-box").dispatchEvent(new Event("submit"));
    await pass();
    expect(fetched.mock.calls.at(-1)![1].headers).toMatchObject({ Authorization: "Bearer k-1" });
    expect(page.find("key-box").textContent).toContain("密钥不对");
  });

  it("waits for a conversation that is not there yet", async () => {
    const page = await open(SidebarPage);
    FarEnd.last.welcome();
    FarEnd.last.say({ type: "error", ref: null, code: "A404", message: "no", channel: "conversation:c-1" });
    await pass();
    expect(page.findAll("missing")).toHaveLength(1);
    await pass(1100);
    expect(FarEnd.last.sent).toContainEqual(expect.objectContaining({ type: "subscribe", data: { channels: ["conversation:c-1"] } }));
    FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(1), data: snapshot(40, 1) });
    await pass();
    expect(page.findAll("missing")).toHaveLength(0);
    expect(page.find("thermometer").dataset["degrees"]).toBe("40");
  });

  it("asks again after a gap, and starts over when the resume left a hole", async () => {
    await open(SidebarPage);
    FarEnd.last.welcome();
    FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(3), data: snapshot(10, 0) });
    FarEnd.last.say({ type: "escalation", channel: "conversation:c-1", position: position(9), at: AT, data: { escalation: escalation(3) } });
    FarEnd.last.say({ type: "escalation", channel: "conversation:c-1", position: position(10), at: AT, data: { escalation: escalation(3) } });
    const asked = (): unknown[] => FarEnd.last.sent.filter((f) => f.type === "subscribe" && f.data?.["channels"]).map((f) => f.data).filter((d) => (d?.["channels"] as string[]).includes("conversation:c-1"));
    expect(asked()).toEqual([{ channels: ["conversation:c-1"], resume: { "conversation:c-1": position(3) } }]);
    FarEnd.last.say({ type: "resumed", channel: "conversation:c-1", position: position(10) });
    expect(asked().at(-1)).toEqual({ channels: ["conversation:c-1"] });
  });

  it("without a host inserts to the clipboard, and reports it as used", async () => {
    const written = vi.fn(() => Promise.resolve());
    Object.defineProperty(navigator, "clipboard", { value: { writeText: written }, configurable: true });
    const page = await open(SidebarPage);
    FarEnd.last.welcome();
    FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(3), data: snapshot(72.5, 2) });
    await pass();
    page.find("insert").click();
    await pass();
    expect(written).toHaveBeenCalledWith("马上为您核实");
    expect(page.find("toast").textContent).toContain("已复制");
    expect(FarEnd.last.sent).toContainEqual(expect.objectContaining({ type: "feedback", data: { suggestion_id: "sg_1", outcome: "used" } }));
  });
});

describe("feedback", () => {
  it("given while the line is down is told when it is back", async () => {
    const page = await open(SidebarPage);
    FarEnd.last.welcome();
    FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(3), data: snapshot(72.5, 2) });
    await pass();
    FarEnd.last.onclose?.({ code: 1006 });
    page.find("dismiss").click();
    await pass(1000);
    FarEnd.last.welcome();
    expect(FarEnd.last.sent).toContainEqual(expect.objectContaining({ type: "feedback", data: { suggestion_id: "sg_1", outcome: "dismissed" } }));
  });
});
