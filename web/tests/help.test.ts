// The agent's half of intervention: whispers, steps, a raised hand, leave to send, taken over, scripts found and proposed.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import SidebarPage from "../src/sidebar/SidebarPage.vue";
import ScriptSearch from "../src/sidebar/ScriptSearch.vue";
import { hold } from "../src/heldSignals";
import type { ConversationData } from "../src/fold";
import { AT, escalation, FarEnd, handling, item, position, service, snapshot } from "./line";
import { mount } from "./mount";

const pass = (ms = 50): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
let close = (): void => undefined;
let offset = 1;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.parse(AT));
  sessionStorage.clear();
  offset = 1;
  history.replaceState(null, "", "/sidebar?conversation=c-1&agent=a1");
});
afterEach(() => {
  close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open(answers: Parameters<typeof service>[0] = {}, more: object = {}) {
  const { asked } = service(answers);
  const page = await mount(SidebarPage, {});
  close = page.close;
  await pass();
  FarEnd.last.welcome({ role: "agent", agent_id: "a1", teams: ["t1"] });
  FarEnd.last.say({ type: "snapshot", channel: "agent:a1", position: position(1), data: { conversations: [], alerts: [], presence: [], whispers: [] } });
  FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(1), data: snapshot(72, 2, more) });
  await pass();
  await vi.dynamicImportSettled(); // what stands beneath the cards comes by itself
  await pass();
  return { ...page, asked };
}
const push = async (channel: string, type: string, data: object): Promise<void> => {
  offset += 1;
  FarEnd.last.say({ type, channel, position: position(offset), at: AT, data });
  await pass();
};
const bodies = (asked: { what: string; body: unknown }[], what: string): unknown[] => asked.filter((one) => one.what === what).map((one) => one.body);
const whisper = (id: string, conversation: string, text: string) => ({ whisper: { id, conversation_id: conversation, agent_id: "a1", from: "boss", text, at: "2026-11-22T10:00:01.000Z" } });

describe("whispers", () => {
  it("are shown for their conversation, once, as text; another conversation's is announced", async () => {
    const page = await open();
    await push("agent:a1", "whisper", whisper("w1", "c-1", "<b>先道歉</b>"));
    await push("agent:a1", "whisper", whisper("w1", "c-1", "<b>先道歉</b>"));
    expect(page.findAll("whisper").map((e) => e.querySelector(".text")!.textContent)).toEqual(["<b>先道歉</b>"]);
    await push("agent:a1", "whisper", whisper("w2", "c-2", "看一下这边"));
    expect(page.findAll("whisper")).toHaveLength(1);
    page.find("whisper-elsewhere").click();
    await pass();
    expect(page.findAll("whisper-elsewhere")).toEqual([]);
    expect(FarEnd.last.sent).toContainEqual(expect.objectContaining({ type: "subscribe", data: { channels: ["conversation:c-2"] } }));
  });
  it("are put away when the agent says so", async () => {
    const page = await open();
    await push("agent:a1", "whisper", whisper("w1", "c-1", "先道歉"));
    page.find("whisper").querySelector("button")!.click();
    await pass();
    expect(page.findAll("whisper")).toEqual([]);
  });
});

describe("steps", () => {
  const steps = [
    { id: "call", text: "致电客户", within_s: 60, done: false, due_at: "2026-11-22T10:01:00.900Z", overdue: false },
    { id: "note", text: "记录", within_s: 600, done: true },
  ];
  it("count down, are ticked, and show when they are late", async () => {
    const page = await open({ "POST /v1/escalations/es_1/steps/call": {} }, { escalation: escalation(2, steps) });
    const [first, second] = page.findAll("step");
    expect(first!.textContent).toContain("还剩 1:00");
    expect([first!.dataset["done"], second!.dataset["done"]]).toEqual(["false", "true"]);
    page.findAll("step-tick")[0]!.click();
    page.findAll("step-tick")[0]!.click();
    await pass();
    expect(bodies(page.asked, "POST /v1/escalations/es_1/steps/call")).toEqual([{ done: true }]);
    await pass(62_000);
    expect(page.findAll("step")[0]!.dataset["overdue"]).toBe("true");
  });
});

describe("help", () => {
  it("is called for with a word, and the answer is seen", async () => {
    const page = await open({ "POST /v1/conversations/c-1/raise-hand": { intervention: null } });
    page.find("raise-hand").click();
    await pass();
    const note = page.find("hand-note") as HTMLInputElement;
    note.value = " 客户要投诉 ";
    note.dispatchEvent(new Event("input"));
    note.closest("form")!.dispatchEvent(new Event("submit"));
    await pass();
    expect(bodies(page.asked, "POST /v1/conversations/c-1/raise-hand")).toEqual([{ note: "客户要投诉" }]);
    const told = (handled: object): object => ({
      conversation_id: "c-1", agent_id: "a1", team_id: "t1", customer: null, escalation: escalation(2), before: 2, escalation_id: "es_1", state: "raised", owner: null,
      taken_over_by: null, intervention: handled, closed: false,
    });
    await push("conversation:c-1", "escalation", told(handling("raised", { hand_raised_at: AT })));
    expect((page.find("raise-hand") as HTMLButtonElement).disabled).toBe(true);
    await push("conversation:c-1", "escalation", told(handling("claimed", { hand_raised_at: AT, owner: "boss" })));
    expect(page.find("owned").textContent).toContain("boss");
  });
  it("for a card above one's authority: asked, waiting, then allowed", async () => {
    const card = { id: "sg_1", kind: "action", script_id: "s", text: "补您 50 元", score: 1, why: [], missing_slots: [], approval: "超出坐席权限" };
    const page = await open({ "POST /v1/conversations/c-1/raise-hand": { intervention: null } }, { suggestions: [card] });
    expect((page.find("insert") as HTMLButtonElement).disabled).toBe(true);
    page.find("ask-approval").click();
    await pass();
    expect(bodies(page.asked, "POST /v1/conversations/c-1/raise-hand")).toEqual([{ suggestion_id: "sg_1" }]);
    await push("conversation:c-1", "suggestion", { suggestions: [{ ...card, approval_state: "asked" }] });
    expect(page.find("approval").textContent).toContain("等待中");
    expect(page.findAll("ask-approval")).toEqual([]);
    const { approval: _why, ...free } = card;
    await push("conversation:c-1", "suggestion", { suggestions: [{ ...free, approval_state: "approved", approved_by: "boss" }] });
    expect((page.find("insert") as HTMLButtonElement).disabled).toBe(false);
    expect(page.find("approval").textContent).toContain("boss 已批准");
  });
  it("that took the conversation over is said, and takes the cards away", async () => {
    const taken = { ...item("c-1", 72, 2), agent_id: "boss", intervention: handling("claimed", { owner: "boss", taken_over_by: "boss", taken_from: "a1" }) };
    const page = await open({}, { conversation: taken });
    expect(page.find("taken-over").dataset["by"]).toBe("boss");
    expect(page.findAll("draft")).toEqual([]);
  });
});

describe("between customer and agent", () => {
  const agents = { id: "m-2", conversation_id: "c-1", seq: 2, sender: "agent", text: "马上为您查", received_at: AT };
  const base = snapshot(72, 2) as unknown as ConversationData;
  const signal = { id: "question-run", title: "连续问号", degrees: 9, span: [0, 2] as [number, number], text: "怎么", message_id: "m-1" };

  it("an answered customer is waited for; what was sent can be proposed once", async () => {
    const page = await open({ "POST /v1/scripts/proposals": {} }, { messages: [...base.messages, agents] });
    expect(page.root.textContent).toContain("等待客户回复");
    page.find("propose").click();
    await pass();
    expect(bodies(page.asked, "POST /v1/scripts/proposals")).toEqual([{ text: "马上为您查", conversation_id: "c-1", message_id: "m-2" }]);
    expect((page.find("propose") as HTMLButtonElement).disabled).toBe(true);
  });
  it("the marks of the last burst stay after an answer, and go with the customer's next word", () => {
    const hot = { ...base, reading: { ...base.reading, signals: [signal] } };
    const answered = { ...base, messages: [...base.messages, agents] } as ConversationData;
    const next = { ...answered, messages: [...answered.messages, { ...base.messages[0]!, id: "m-3", seq: 3 }] };
    const held = hold([], hot);
    expect(held).toEqual([signal]);
    expect(hold(held, answered)).toEqual([signal]);
    expect(hold(held, next)).toEqual([]);
  });
});

describe("finding a script", () => {
  it("asks after a pause, blocks open slots, inserts what was filled in", async () => {
    const script = { id: "s-1", kind: "faq", title: "运费", text: "订单{order_id}的运费由我们承担", scene: null, words: [], fact: "", not_when: "", valid_from: null, valid_until: null, source: "rules", version: "", updated_at: null };
    const rest = vi.fn(() => Promise.resolve({ items: [script] }));
    const onInsert = vi.fn();
    const page = await mount(ScriptSearch, { rest, onInsert });
    close = page.close;
    const query = page.find("script-query") as HTMLInputElement;
    for (const text of ["运", "运费"]) { query.value = text; query.dispatchEvent(new Event("input")); }
    await pass(300);
    expect(rest.mock.calls).toEqual([["GET", `/v1/scripts?q=${encodeURIComponent("运费")}&limit=8`]]);
    expect(page.find("script").textContent).not.toContain("{");
    expect((page.find("script-insert") as HTMLButtonElement).disabled).toBe(true);
    const slot = page.root.querySelector<HTMLInputElement>('[data-slot="order_id"]')!;
    slot.value = "A7";
    slot.dispatchEvent(new Event("input"));
    await pass();
    page.find("script-insert").click();
    expect(onInsert).toHaveBeenCalledWith("订单A7的运费由我们承担");
  });
});
