import { afterEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import HeatCurve from "../src/parts/HeatCurve.vue";
import MessageLog from "../src/parts/MessageLog.vue";
import SignalSum from "../src/parts/SignalSum.vue";
import Thermometer from "../src/parts/Thermometer.vue";
import type { Escalation, Message, Reading, Signal } from "../src/wire";
import { mount } from "./mount";

const TEXT = "😡<img src=x onerror=alert(1)>骗人？？？";
const at = "2026-11-22T10:00:00.000Z";
const signals: Signal[] = [
  { id: "cheat", title: "指责欺骗", degrees: 12, span: [29, 31], text: "骗人", message_id: "m-1" },
  { id: "damper", title: "缓和", degrees: -3.5, span: null, text: "", message_id: "m-1" },
];
const reading: Reading = {
  degrees: 72.5, message_degrees: 41, stage: "heating", emotion: "anger", confidence: 0.83, polarity: -0.6, triggers: ["logistics"],
  trend: 8, signals, contributions: [{ id: "carried", degrees: 31.5 }, { id: "message", degrees: 41 }],
};
const escalation: Escalation = { id: "es_1", tier: 2, name: "ALERT", changed: false, reasons: [], steps: [] };
const message: Message = { id: "m-1", conversation_id: "c-1", seq: 1, sender: "customer", text: TEXT, received_at: at, sent_at: null, agent_id: null };

let close = (): void => undefined;
afterEach(() => close());

describe("thermometer", () => {
  it("shows no unhappy feeling that carries no heat, and keeps the measured one in the data", async () => {
    const page = await mount(Thermometer, { reading: { ...reading, degrees: 1.2, stage: "calm", triggers: [] }, escalation: { ...escalation, tier: 0, name: "CALM" } });
    close = page.close;
    expect(page.find("thermometer").textContent).not.toContain("愤怒");
    expect(page.find("thermometer").dataset).toMatchObject({ emotion: "anger" });
    page.close();
    const warm = await mount(Thermometer, { reading: { ...reading, degrees: 5 }, escalation });
    close = warm.close;
    expect(warm.find("thermometer").textContent).toContain("愤怒");
  });
  it("carries degrees and stage for people and for tests", async () => {
    const page = await mount(Thermometer, { reading, escalation });
    close = page.close;
    expect(page.find("thermometer").dataset).toMatchObject({ degrees: "72.5", stage: "heating" });
    expect(page.find("tier").dataset["tier"]).toBe("2");
    for (const said of ["73", "升温", "愤怒", "物流延迟", "升 8", "预警"]) expect(page.root.textContent).toContain(said);
  });
});

describe("messages", () => {
  it("show a customer's words as text, with the signal's own code points marked", async () => {
    const onLook = vi.fn();
    const page = await mount(MessageLog, { messages: [message], signals, active: null, most: 4, onLook });
    close = page.close;
    expect(page.root.querySelector("img")).toBeNull();
    const marks = [...page.root.querySelectorAll<HTMLElement>(".mark")];
    expect(marks.map((m) => m.textContent)).toEqual(["骗人"]);
    expect(page.root.querySelector(".bubble")!.textContent).toBe(TEXT);
    marks[0]!.dispatchEvent(new Event("focus"));
    page.props["active"] = onLook.mock.calls[0]![0] as string;
    await nextTick();
    expect(page.root.querySelector(".why")!.textContent).toContain("指责欺骗 +12.0");
  });
});

describe("signals", () => {
  it("list what adds up, dampers with a minus", async () => {
    const page = await mount(SignalSum, { reading, active: null });
    close = page.close;
    const text = page.find("signals").textContent;
    for (const said of ["+31.5", "+41.0", "72.5°", "指责欺骗", "+12.0", "−3.5"]) expect(text).toContain(said);
  });
});

describe("curve", () => {
  it("draws a point a reading, in its tier's colour", async () => {
    const curve = [10, 60, 130].map((degrees, i) => ({ seq: i + 1, at, degrees, tier: i, stage: "heating" }));
    const page = await mount(HeatCurve, { curve, height: 50 });
    close = page.close;
    const dots = [...page.root.querySelectorAll("circle")];
    expect(dots.map((d) => d.getAttribute("data-tier"))).toEqual(["0", "1", "2"]);
    expect(dots.every((d) => Number(d.getAttribute("cy")) >= 3 && Number(d.getAttribute("cy")) <= 47)).toBe(true);
    page.props["curve"] = [];
    await nextTick();
    expect(page.root.querySelector("svg")).toBeNull();
  });
});
