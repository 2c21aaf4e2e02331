import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Link, NoTicket, type LinkState, type Plug, type Trouble } from "../src/link";
import type { Frame, Position } from "../src/wire";

/** A socket whose far end is the test. */
class FakePlug implements Plug {
  sent: Record<string, unknown>[] = [];
  closed = false;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  send(text: string): void { this.sent.push(JSON.parse(text) as Record<string, unknown>); }
  close(): void { this.closed = true; }
  open(): void { this.onopen?.({} as never); }
  say(frame: Frame & Record<string, unknown>): void { this.onmessage?.({ data: JSON.stringify(frame) } as never); }
  end(code: number): void { this.onclose?.({ code } as never); }
  welcome(): void { this.open(); this.say({ type: "welcome", connection: "cn", ping_s: 20, token: "ct_1" }); }
}

function setUp(ticket: () => Promise<string> = () => Promise.resolve("tk_1"), draw = 0.5) {
  const plugs: FakePlug[] = [];
  const states: [LinkState, Trouble | null][] = [];
  const frames: Frame[] = [];
  const positions: Record<string, Position> = {};
  const asked = vi.fn(ticket);
  const link = new Link({
    ticket: asked,
    onFrame: (frame) => frames.push(frame),
    onState: (state, trouble) => states.push([state, trouble]),
    positions: () => positions,
    open: () => { plugs.push(new FakePlug()); return plugs.at(-1)!; },
    draw: () => draw,
  });
  return { link, plugs, states, frames, positions, asked };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

describe("link", () => {
  it("says hello with ticket and channels, and is live after welcome", async () => {
    const { link, plugs, states } = setUp();
    link.want(["conversation:c-1"]);
    link.start();
    await settle();
    plugs[0]!.welcome();
    expect(plugs[0]!.sent[0]).toEqual({ type: "hello", ticket: "tk_1", channels: ["conversation:c-1"] });
    expect(states.at(-1)).toEqual(["live", null]);
    expect(link.token).toBe("ct_1");
    link.stop();
    expect(link.token).toBeNull();
  });

  it.each([1001, 1006, 1012, 4000, 4001, 4002, 4003])("comes again after %i, with a new ticket and its positions", async (code) => {
    const { link, plugs, states, positions, asked } = setUp();
    link.want(["conversation:c-1"]);
    link.start();
    await settle();
    plugs[0]!.welcome();
    positions["conversation:c-1"] = { epoch: "e1", offset: 12 };
    positions["conversation:other"] = { epoch: "e1", offset: 3 };
    plugs[0]!.end(code);
    expect(states.at(-1)).toEqual(["reconnecting", null]);
    await vi.advanceTimersByTimeAsync(250); // 0.5 of the first 500 ms
    plugs[1]!.welcome();
    expect(asked).toHaveBeenCalledTimes(2);
    expect(plugs[1]!.sent[0]).toEqual({
      type: "hello", ticket: "tk_1", channels: ["conversation:c-1"], resume: { "conversation:c-1": { epoch: "e1", offset: 12 } },
    });
    expect(states.at(-1)).toEqual(["live", null]);
    link.stop();
  });

  it.each([[1009, "too-large"], [4400, "refused"], [4403, "forbidden"], [4408, "refused"], [4409, "replaced"], [4426, "too-old"]])(
    "rests after %i", async (code, trouble) => {
      const { link, plugs, states } = setUp();
      link.start();
      await settle();
      plugs[0]!.welcome();
      plugs[0]!.end(code);
      await vi.advanceTimersByTimeAsync(120_000);
      expect(states.at(-1)).toEqual(["offline", trouble]);
      expect(plugs).toHaveLength(1);
    });

  it("asks for one new ticket after 4401, then for a key", async () => {
    const { link, plugs, states } = setUp();
    link.start();
    await settle();
    plugs[0]!.open();
    plugs[0]!.end(4401);
    await vi.advanceTimersByTimeAsync(500);
    expect(plugs).toHaveLength(2);
    plugs[1]!.open();
    plugs[1]!.end(4401);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(plugs).toHaveLength(2);
    expect(states.at(-1)).toEqual(["offline", "key-needed"]);
  });

  it("rests when no ticket can be had, retries when the server is away", async () => {
    const refused = setUp(() => Promise.reject(new NoTicket("key-needed")));
    refused.link.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refused.states.at(-1)).toEqual(["offline", "key-needed"]);
    expect(refused.asked).toHaveBeenCalledTimes(1);

    const away = setUp(() => Promise.reject(new TypeError("Failed to fetch")));
    away.link.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(away.states.at(-1)).toEqual(["reconnecting", null]);
    expect(away.asked.mock.calls.length).toBeGreaterThan(4);
    away.link.stop();
  });

  it.each([1013, 4004, 4005])("leaves a server alone that said %i: it has too much to do", async (code) => {
    const { link, plugs, states } = setUp();
    link.start();
    await settle();
    plugs[0]!.welcome();
    plugs[0]!.end(code);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(plugs).toHaveLength(1);
    expect(states.at(-1)).toEqual(["reconnecting", null]);
    await vi.advanceTimersByTimeAsync(300);
    expect(plugs).toHaveLength(2);
    link.stop();
  });

  it("waits longer and longer for a server that welcomes and hangs up", async () => {
    const { link, plugs } = setUp();
    link.start();
    await settle();
    for (let i = 0; i < 60; i += 1) {
      if (!plugs.at(-1)!.closed && plugs.at(-1)!.onclose) { plugs.at(-1)!.welcome(); plugs.at(-1)!.end(1006); }
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(plugs.length).toBeLessThan(9); // in 30 s: 0.25, 0.5, 1, 2, 4, 8, 10 s apart
    while (!plugs.at(-1)!.onclose) await vi.advanceTimersByTimeAsync(500); // the next one is on its way
    plugs.at(-1)!.welcome();
    await vi.advanceTimersByTimeAsync(6_000); // it stood: the next fall is a first one again
    const before = plugs.length;
    plugs.at(-1)!.end(1006);
    await vi.advanceTimersByTimeAsync(250);
    expect(plugs).toHaveLength(before + 1);
    link.stop();
  });

  it("declares a silent line dead when a ping stays without answer", async () => {
    const { link, plugs, states } = setUp();
    link.start();
    await settle();
    plugs[0]!.welcome();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(plugs[0]!.sent.at(-1)).toMatchObject({ type: "ping" });
    expect(states.at(-1)).toEqual(["live", null]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(plugs[0]!.closed).toBe(true);
    expect(states.at(-1)).toEqual(["reconnecting", null]);
    link.stop();
  });

  it("doubts a line at once when the network goes, and believes an answer", async () => {
    const { link, plugs, states } = setUp();
    link.start();
    await settle();
    plugs[0]!.welcome();
    await vi.advanceTimersByTimeAsync(1_000);
    globalThis.dispatchEvent(new Event("offline"));
    expect(plugs[0]!.sent.at(-1)).toMatchObject({ type: "ping" });
    plugs[0]!.say({ type: "pong", ref: "1" });
    await vi.advanceTimersByTimeAsync(7_000);
    expect(states.at(-1)).toEqual(["live", null]);
    globalThis.dispatchEvent(new Event("offline"));
    await vi.advanceTimersByTimeAsync(7_000);
    expect(states.at(-1)).toEqual(["reconnecting", null]);
    link.stop();
  });

  it("never sends what would end the line", async () => {
    const { link, plugs, states } = setUp();
    link.start();
    await settle();
    plugs[0]!.welcome();
    const sent = plugs[0]!.sent.length;
    await expect(link.ask("draft", { text: "😡".repeat(20_000) })).rejects.toThrow("too-large");
    expect(link.tell("feedback", { text: "长".repeat(30_000) })).toBe(true);
    expect(plugs[0]!.sent).toHaveLength(sent);
    expect(states.at(-1)).toEqual(["live", null]);
    link.stop();
  });

  it("takes any frame as life", async () => {
    const { link, plugs, states } = setUp();
    link.start();
    await settle();
    plugs[0]!.welcome();
    for (let i = 0; i < 6; i += 1) {
      await vi.advanceTimersByTimeAsync(9_000);
      plugs[0]!.say({ type: "ping" });
    }
    expect(states.at(-1)).toEqual(["live", null]);
    expect(plugs).toHaveLength(1);
    link.stop();
  });

  it("notices a sleep at once: timers that jumped count as silence", async () => {
    const { link, plugs } = setUp();
    link.start();
    await settle();
    plugs[0]!.welcome();
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(plugs[0]!.closed).toBe(true);
    link.stop();
  });

  it("subscribes and unsubscribes the difference", async () => {
    const { link, plugs } = setUp();
    link.want(["agent:a1", "conversation:c-1"]);
    link.start();
    await settle();
    plugs[0]!.welcome();
    link.want(["agent:a1", "conversation:c-2"]);
    expect(plugs[0]!.sent.slice(1)).toMatchObject([
      { type: "subscribe", data: { channels: ["conversation:c-2"] } },
      { type: "unsubscribe", data: { channels: ["conversation:c-1"] } },
    ]);
    link.stop();
  });

  it("brings answers to their askers, errors as rejections, and lets none hang when the line drops", async () => {
    const { link, plugs } = setUp();
    link.start();
    await settle();
    plugs[0]!.welcome();
    const good = link.ask("draft", { text: "好" });
    const bad = link.ask("draft", { text: "坏" });
    const lost = link.ask("draft", { text: "断" });
    const refs = plugs[0]!.sent.slice(1).map((frame) => frame["ref"] as string);
    plugs[0]!.say({ type: "draft_review", ref: refs[0]!, data: { findings: [] } });
    plugs[0]!.say({ type: "error", ref: refs[1]!, code: "A404", message: "no" });
    const dropped = expect(lost).rejects.toThrow("offline");
    const refused = expect(bad).rejects.toThrow("A404");
    plugs[0]!.end(1006);
    expect((await good).data).toEqual({ findings: [] });
    await Promise.all([dropped, refused]);
    await expect(link.ask("draft", {})).rejects.toThrow("offline");
    link.stop();
  });

  it("hands on pushed frames, and a channel's refusal", async () => {
    const { link, plugs, frames } = setUp();
    link.start();
    await settle();
    plugs[0]!.welcome();
    plugs[0]!.say({ type: "assessment", channel: "conversation:c-1", position: { epoch: "e", offset: 1 }, data: {} });
    plugs[0]!.say({ type: "error", ref: "7", channel: "conversation:c-9", code: "A404" });
    expect(frames.map((f) => f.type)).toEqual(["assessment", "error"]);
    link.stop();
  });
});
