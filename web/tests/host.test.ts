import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Host, readContext, type HostContext } from "../src/host";

const DESK = "https://desk.example";

/** A window inside a parent, both made of what Host touches. */
function framedWindow() {
  const parent = { postMessage: vi.fn() };
  let hear: (event: MessageEvent) => void = () => undefined;
  const own = {
    parent,
    addEventListener: (_type: string, f: (event: MessageEvent) => void) => { hear = f; },
    removeEventListener: vi.fn(),
  };
  const say = (data: unknown, origin = DESK, source: unknown = parent): void => hear({ data, origin, source } as MessageEvent);
  return { own: own as unknown as Window, parent, say };
}
const context = (more: object = {}): object => ({ type: "csassist:context", v: 1, conversationId: "c-1", agentId: "a1", ...more });

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

describe("readContext", () => {
  it("reads our protocol", () => {
    expect(readContext(context({ ticket: "tk", locale: "en", theme: "dark" }))).toEqual({
      conversationId: "c-1", agentId: "a1", ticket: "tk", locale: "en", theme: "dark",
    });
  });
  it("reads Chatwoot's string", () => {
    const said = JSON.stringify({ event: "appContext", data: { conversation: { id: 42 }, contact: {}, currentAgent: { id: 7, name: "小李" } } });
    expect(readContext(said)).toMatchObject({ conversationId: "42", agentId: null, ticket: null });
    expect(readContext(said, "cw-")).toMatchObject({ conversationId: "cw-42" });
  });
  it.each([[null], [42], ["not json"], ['{"event":"other"}'], [{ type: "csassist:context", v: 2 }], [{ type: "webpackOk" }], [[]], ["null"]])(
    "ignores %j", (data) => { expect(readContext(data)).toBeNull(); });
});

describe("host", () => {
  it("says ready, hears its parent, inserts at the parent's origin only", () => {
    const { own, parent, say } = framedWindow();
    const heard: HostContext[] = [];
    const host = new Host((c) => heard.push(c), own);
    host.listen();
    expect(parent.postMessage).toHaveBeenCalledWith({ type: "csassist:ready", v: 1 }, "*");
    expect(host.insert("您好", "sg_1")).toBe(false);
    say(context());
    expect(heard).toHaveLength(1);
    expect(host.insert("您好", "sg_1")).toBe(true);
    expect(parent.postMessage).toHaveBeenLastCalledWith({ type: "csassist:insert", v: 1, text: "您好", suggestionId: "sg_1" }, DESK);
  });

  it("ignores other windows, and another origin after the first", () => {
    const { own, say } = framedWindow();
    const heard: HostContext[] = [];
    const host = new Host((c) => heard.push(c), own);
    host.listen();
    say(context(), "https://evil.example", {});
    expect(heard).toHaveLength(0);
    say(context());
    say(context({ conversationId: "c-evil" }), "https://evil.example");
    expect(heard.map((c) => c.conversationId)).toEqual(["c-1"]);
  });

  it("uses a fresh ticket once, then asks for another", async () => {
    const { own, parent, say } = framedWindow();
    const host = new Host(() => undefined, own);
    host.listen();
    expect(await host.ticket()).toBeNull();
    say(context({ ticket: "tk_1" }));
    expect(await host.ticket()).toBe("tk_1");
    const second = host.ticket();
    expect(parent.postMessage).toHaveBeenLastCalledWith({ type: "csassist:ticket-needed", v: 1 }, DESK);
    say(context({ ticket: "tk_2" }));
    expect(await second).toBe("tk_2");
  });

  it("does not try a stale ticket, and gives up on a silent host", async () => {
    const { own, parent, say } = framedWindow();
    const host = new Host(() => undefined, own);
    host.listen();
    say(context({ ticket: "tk_old" }));
    await vi.advanceTimersByTimeAsync(26_000);
    const ticket = expect(host.ticket()).rejects.toThrow("no ticket");
    expect(parent.postMessage).toHaveBeenLastCalledWith({ type: "csassist:ticket-needed", v: 1 }, DESK);
    await vi.advanceTimersByTimeAsync(10_000);
    await ticket;
  });

  it("posts nothing to a host without an origin", () => {
    const { own, parent, say } = framedWindow();
    const host = new Host(() => undefined, own);
    host.listen();
    say(context(), "null");
    parent.postMessage.mockClear();
    expect(host.insert("您好", null)).toBe(false);
    expect(parent.postMessage).not.toHaveBeenCalled();
  });
});
