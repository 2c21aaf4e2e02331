// The live page of the console: figures as the service says them, in words; old, missing and limited ones said so.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { percent, seconds, type Live } from "../src/console/live";
import { minutesOption } from "../src/console/minutesChart";
import "../src/console/LivePage.vue"; // what the page loads late is read before the clock of a test runs
import "../src/console/MinutesChart.vue";
import ConsolePage from "../src/console/ConsolePage.vue";
import { AT, FarEnd, position, service } from "./line";
import { mount } from "./mount";

const span = (average: number | null, n = 4) => ({ average, median: average, n });
const report = (more: Partial<Live> = {}): Live => ({
  as_of: AT, open: 4, waiting: 1, conversations: { CALM: 2, WATCH: 1, ALERT: 1, SUPERVISOR: 0 }, first_response_s: span(12.34), average_response_s: span(75),
  three_minute_reply_rate: 0.997, agents: [{ agent_id: "a1", online: true, conversations: 2, first_response_s: span(null, 0), average_response_s: span(3), three_minute_reply_rate: null }],
  connections: { agent: 1, supervisor: 2 }, health: { ready: true, degraded: [] },
  minutes: [{ at: AT, messages: 5, customer_messages: 3, alerts: 1, hottest: 81.2 }, { at: "2026-11-22T10:01:00.000Z", messages: 0, customer_messages: 0, alerts: 0, hottest: null }], ...more,
});
const pass = (ms = 50): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
let close = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.parse(AT) + 1000);
  sessionStorage.clear();
  history.replaceState(null, "", "/console?view=live");
});
afterEach(() => {
  close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open(answer: object | (() => Response)) {
  const { asked } = service({ "GET /v1/reports/live": answer });
  const page = await mount(ConsolePage, {});
  close = page.close;
  await pass();
  FarEnd.last.welcome({ role: "supervisor", agent_id: "boss", teams: [] });
  FarEnd.last.say({ type: "snapshot", channel: "shop", position: position(1), data: { conversations: [], alerts: [], presence: [] } });
  await pass();
  await vi.dynamicImportSettled();
  await pass();
  return { ...page, asked };
}

describe("live figures", () => {
  it("stand in words, with a table for who sees no chart", async () => {
    const page = await open(report());
    expect(["live-open", "live-waiting", "live-first", "live-average", "live-rate"].map((id) => page.find(id).querySelector("strong")!.textContent)).toEqual(["4", "1", "12.3 秒", "1:15", "99%"]);
    expect([...page.find("live-tiers").querySelectorAll("li strong")].map((e) => e.textContent)).toEqual(["2", "1", "1", "0"]);
    expect(page.find("live-agents").textContent).toContain("a1");
    expect(page.find("live-health").textContent).toContain("正常");
    expect([...page.find("live-health").querySelectorAll("dd")].map((e) => e.textContent)).toEqual(["1", "2", "0"]);
    page.find("live-as-table").click();
    await pass();
    expect([...page.find("minutes-table").querySelectorAll("tbody td")].map((e) => e.textContent)).toEqual(["5", "3", "1", "81°"]);
  });
  it("are asked for again, and say when they are old or what is limited", async () => {
    let answer = report({ health: { ready: true, degraded: ["rules"] } });
    let down = false;
    const page = await open(() => (down ? new Response("{}", { status: 503 }) : new Response(JSON.stringify(answer))));
    expect(page.find("live-health").textContent).toContain("新规则有错");
    answer = report({ open: 9, as_of: new Date(Date.now() + 5000).toISOString() });
    await pass(5000);
    expect(page.find("live-open").querySelector("strong")!.textContent).toBe("9");
    down = true;
    await pass(30_000);
    expect(page.find("live").textContent).toContain("之后没有更新");
    expect(page.find("live-open").querySelector("strong")!.textContent).toBe("9");
  });
  it("say so when the service has none", async () => {
    const page = await open(() => new Response("{}", { status: 501 }));
    expect(page.find("live").textContent).toContain("还没有实时数据");
  });
});

describe("figures in words", () => {
  it("seconds and shares, never rounded up to all", () => {
    expect([seconds(null), seconds(0.04), seconds(59.94), seconds(60), seconds(3700)]).toEqual(["—", "0.0 秒", "59.9 秒", "1:00", "1:01:40"]);
    expect([percent(null), percent(1), percent(0.999), percent(0)]).toEqual(["—", "100%", "99%", "0%"]);
  });
  it("the chart has a value a minute in every series", () => {
    const ink = { text: "", line: "", customer: "", others: "", alert: "", heat: "", ground: "", font: "" };
    const option = minutesOption(report().minutes, ["a", "b"], { customer: "c", others: "o", alerts: "x", hottest: "h" }, ink, false);
    expect((option["series"] as { data: unknown[] }[]).map((one) => one.data)).toEqual([[3, 0], [2, 0], [81.2, null], [1, 0]]);
  });
});
