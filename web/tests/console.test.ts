// The supervisor's page over a made-up line: alerts, who has them, and what is done about them.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import ConsolePage from "../src/console/ConsolePage.vue";
import { alert, AT, escalation, FarEnd, handling, item, position, service, snapshot, type Asked } from "./line";
import { mount } from "./mount";

const pass = (ms = 50): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const problem = (status: number, body: object): (() => Response) => () => new Response(JSON.stringify(body), { status });
let close = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  localStorage.clear();
  history.replaceState(null, "", "/console");
});
afterEach(() => {
  close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The page, live, with one hot conversation (c-1) and one calm one (c-2). */
async function open(answers: Parameters<typeof service>[0] = {}, name: string | null = "boss") {
  const { asked } = service(answers);
  const page = await mount(ConsolePage, {});
  close = page.close;
  await pass();
  FarEnd.last.welcome({ role: "supervisor", agent_id: name, teams: ["t1"] });
  FarEnd.last.say({
    type: "snapshot", channel: "shop", position: position(1),
    data: { conversations: [item("c-2", 10, 0), item("c-1", 80, 2, { intervention: handling("raised") })], alerts: [alert("al_1", 2)], presence: [] },
  });
  await pass();
  return { ...page, asked };
}
const room = async (more: object = {}, handled: object = handling("seen")): Promise<void> => {
  await pass();
  FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(1), data: snapshot(80, 2, { conversation: { ...item("c-1", 80, 2), intervention: handled }, ...more }) });
  await pass();
};
const told = (asked: Asked[], what: string): unknown[] => asked.filter((one) => one.what === what).map((one) => one.body);
const type = (element: HTMLElement, text: string): void => {
  (element as HTMLInputElement).value = text;
  element.dispatchEvent(new Event("input"));
};

describe("console", () => {
  it("shows the wall by heat and one alert row a conversation", async () => {
    const page = await open();
    FarEnd.last.say({ type: "alert", channel: "shop", position: position(2), at: AT, data: alert("al_2", 3, { alert: { ...alert("al_2", 3).alert, at: "2026-11-22T10:01:00.000Z" } }) });
    await pass();
    expect(page.findAll("conversation").map((e) => e.dataset["conversation"])).toEqual(["c-1", "c-2"]);
    expect(page.findAll("alert").map((e) => [e.dataset["conversation"], e.dataset["alert"]])).toEqual([["c-1", "al_2"]]);
    page.findAll("conversation")[0]!.click();
    await pass();
    expect(FarEnd.last.sent).toContainEqual(expect.objectContaining({ type: "subscribe", data: { channels: ["conversation:c-1"] } }));
  });

  it("is no empty page while nothing is opened", async () => {
    const page = await open();
    expect(page.find("overview").textContent).toContain("客户c-1");
    expect(document.title).toContain("(1)");
  });

  it("of a team's supervisor watches the team when the shop is out of reach", async () => {
    await open();
    FarEnd.last.say({ type: "error", ref: null, code: "A404", message: "no", channel: "shop" });
    await pass();
    expect(FarEnd.last.sent).toContainEqual(expect.objectContaining({ type: "subscribe", data: { channels: ["team:t1"] } }));
  });

  it("claims an alert, and says who has it afterwards", async () => {
    const page = await open({ "POST /v1/escalations/es_1/claim": { intervention: null } });
    page.find("claim").click();
    await pass();
    expect(told(page.asked, "POST /v1/escalations/es_1/claim")).toEqual([{}]);
    FarEnd.last.say({ type: "escalation", channel: "shop", position: position(2), at: AT, data: {
      conversation_id: "c-1", agent_id: "a1", team_id: "t1", customer: null, escalation: escalation(2), before: 2, escalation_id: "es_1", state: "claimed", owner: "boss", taken_over_by: null,
      intervention: handling("claimed", { owner: "boss" }), closed: false,
    } });
    await pass();
    expect(page.find("alert").dataset["owner"]).toBe("boss");
    expect(page.find("alert-state").textContent).toBe("我在处理");
    expect(page.findAll("claim")).toEqual([]);
  });

  it("knows its own claim also when the key names nobody", async () => {
    const page = await open({ "POST /v1/escalations/es_1/claim": { intervention: handling("claimed", { owner: "key 7" }) } }, null);
    page.find("claim").click();
    await room({}, handling("claimed", { owner: "key 7" }));
    expect(page.find("owner").textContent).toBe("由你处理");
    expect((page.find("resolve") as HTMLButtonElement).disabled).toBe(false);
  });

  it("tells the loser of a claim who won", async () => {
    const page = await open({ "POST /v1/escalations/es_1/claim": problem(409, { code: "A409", owner: "chief" }) });
    page.find("claim").click();
    await pass();
    expect(page.find("toast").textContent).toBe("chief 已先一步认领");
  });

  it("looks at what it opens, once, and not at what is closed", async () => {
    const page = await open({ "POST /v1/escalations/es_1/ack": {} });
    page.find("alert-open").click();
    await room({}, handling("delivered"));
    expect(told(page.asked, "POST /v1/escalations/es_1/ack")).toEqual([{}]);
    FarEnd.last.say({ type: "snapshot", channel: "conversation:c-1", position: position(2), data: snapshot(80, 2, { conversation: { ...item("c-1", 80, 2), intervention: handling("closed") } }) });
    await pass();
    expect(told(page.asked, "POST /v1/escalations/es_1/ack")).toHaveLength(1);
  });

  it("says in words why the clock closed it", async () => {
    const page = await open();
    page.find("alert-open").click();
    await room({}, handling("closed", { reason: "recovered" }));
    expect(page.find("owner").textContent).toBe("已结案：客户已经平静下来");
  });

  it("whispers with Enter, keeps what was not sent", async () => {
    const page = await open({ "POST /v1/conversations/c-1/whisper": problem(503, { code: "S503" }) });
    page.find("alert-open").click();
    await room();
    const box = page.find("whisper-box") as HTMLTextAreaElement;
    type(box, "先道歉，再给时间");
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true }));
    await pass();
    expect(told(page.asked, "POST /v1/conversations/c-1/whisper")).toEqual([]);
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    await pass();
    expect(told(page.asked, "POST /v1/conversations/c-1/whisper")).toEqual([{ text: "先道歉，再给时间" }]);
    expect(box.value).toBe("先道歉，再给时间");
    expect(page.find("toast").textContent).toContain("没有成功");
  });

  it("takes over, hands back, resolves with a reason and a responsibility; all by keys", async () => {
    const fine = { intervention: null };
    const page = await open({ "POST /v1/escalations/es_1/takeover": fine, "POST /v1/escalations/es_1/handback": fine, "POST /v1/escalations/es_1/resolve": fine });
    const press = (code: string): boolean => document.dispatchEvent(new KeyboardEvent("keydown", { code, altKey: true, cancelable: true }));
    press("KeyN");
    await room();
    press("KeyT");
    await pass();
    await room({}, handling("claimed", { owner: "boss", taken_over_by: "boss", taken_from: "a1" }));
    press("KeyT");
    await pass();
    expect(told(page.asked, "POST /v1/escalations/es_1/takeover")).toHaveLength(1);
    expect(told(page.asked, "POST /v1/escalations/es_1/handback")).toHaveLength(1);
    press("KeyR");
    await pass();
    page.find("resolve-form").dispatchEvent(new Event("submit"));
    await pass();
    expect(page.find("resolve-form").textContent).toContain("请写明");
    type(page.find("resolve-reason"), "已补发");
    const duty = page.root.querySelector<HTMLInputElement>('[data-duty="logistics"]')!;
    duty.checked = true;
    duty.dispatchEvent(new Event("change"));
    page.find("resolve-form").dispatchEvent(new Event("submit"));
    await pass();
    expect(told(page.asked, "POST /v1/escalations/es_1/resolve")).toEqual([{ reason: "已补发", responsibility: "logistics" }]);
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    await pass();
    expect(page.findAll("opened")).toEqual([]);
  });

  it("leaves alone what somebody else owns", async () => {
    const page = await open();
    page.find("alert-open").click();
    await room({}, handling("claimed", { owner: "chief" }));
    for (const id of ["takeover", "handback", "resolve"]) expect((page.find(id) as HTMLButtonElement).disabled, id).toBe(true);
    expect(page.find("owner").textContent).toContain("chief");
  });

  it("approves what an agent asks leave for, or refuses with a reason", async () => {
    const asked = { suggestion_id: "sg_9", text: "给您补 50 元", why: "超出坐席权限", asked_by: "a1", asked_at: AT, state: "asked", decided_by: null, reason: "" };
    const page = await open({
      "POST /v1/escalations/es_1/approve": { intervention: null }, "POST /v1/escalations/es_1/refuse": { intervention: null },
    });
    page.find("alert-open").click();
    await room({}, handling("seen", { hand_raised_at: AT, hand_raised_by: "a1", hand_note: "客户要投诉", approvals: [asked] }));
    expect(page.find("hand").textContent).toContain("客户要投诉");
    page.find("approve").click();
    await pass();
    expect(told(page.asked, "POST /v1/escalations/es_1/approve")).toEqual([{ suggestion_id: "sg_9" }]);
    page.find("refuse").click();
    await pass();
    type(page.find("refuse-reason"), "先查物流");
    page.find("refuse-reason").closest("form")!.dispatchEvent(new Event("submit"));
    await pass();
    expect(told(page.asked, "POST /v1/escalations/es_1/refuse")).toEqual([{ suggestion_id: "sg_9", reason: "先查物流" }]);
  });

  it("shows the STAR card and sends only what was changed", async () => {
    const star = { situation: "等了三天", task: "尽快发货", action: "已回复两次", result: "仍在等", responsibility: "logistics", why: "物流触发", next_step: "回电", edited: {} };
    const page = await open({ "GET /v1/conversations/c-1/star": star, "PATCH /v1/conversations/c-1/star": { ...star, task: "今天发货", edited: { task: { by: "boss", role: "supervisor", at: AT } } } });
    page.find("alert-open").click();
    await room();
    expect(page.find("star").textContent).toContain("等了三天");
    page.find("star-edit").click();
    await pass();
    type(page.find("star").querySelector<HTMLTextAreaElement>('[data-field="task"]')!, "今天发货");
    page.find("star").querySelector("form")!.dispatchEvent(new Event("submit"));
    await pass();
    expect(told(page.asked, "PATCH /v1/conversations/c-1/star")).toEqual([{ task: "今天发货" }]);
    expect(page.find("star").textContent).toContain("boss 改过");
  });

  it("tells of a spike, and opens one of its conversations", async () => {
    const page = await open();
    const spike = { id: "td_1", kind: "spike", at: AT, by: "carrier", key: "sf", title: "顺丰", count: 7, since: AT, conversations: ["c-1", "c-9"] };
    FarEnd.last.say({ type: "alert", channel: "shop", position: position(2), at: AT, data: { kind: "spike", spike } });
    await pass();
    expect(page.find("spike").textContent).toContain("顺丰");
    expect(page.findAll("alert")).toHaveLength(1);
    page.find("spike").querySelector("button")!.click();
    await pass();
    expect(FarEnd.last.sent).toContainEqual(expect.objectContaining({ type: "subscribe", data: { channels: ["conversation:c-1"] } }));
  });

  it("rings for a new alert and each reminder once, and never in the quiet hours", async () => {
    vi.setSystemTime(new Date(2026, 10, 22, 12, 0));
    localStorage.setItem("csassist.bell", JSON.stringify({ sound: false, desktop: true, quiet: true, from: "22:00", to: "08:00" }));
    const shown: string[] = [];
    class Note { static permission = "granted"; onclick: unknown; constructor(title: string) { shown.push(title); } close(): void { /* nothing to close */ } }
    vi.stubGlobal("Notification", Note);
    await open();
    const push = async (offset: number, more: object): Promise<void> => {
      FarEnd.last.say({ type: "alert", channel: "shop", position: position(offset), at: AT, data: alert("al_7", 3, more) });
      await pass();
    };
    await push(2, {});
    await push(3, { state: "delivered" });
    expect(shown).toEqual(["主管介入：客户c-1"]);
    await push(4, { remind: 1 });
    expect(shown).toHaveLength(2);
    await push(5, { remind: 2, recipients: ["somebody-else"] });
    await push(6, { remind: 2, state: "claimed", owner: "chief" });
    expect(shown).toHaveLength(2);
    vi.setSystemTime(new Date(2026, 10, 22, 23, 30));
    await push(7, { remind: 3 });
    expect(shown).toHaveLength(2);
  });
});
