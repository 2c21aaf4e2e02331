import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import "../src/embed/embed";
import type { Embedded, EmbedOptions } from "../src/embed/embed";

const HOME = location.origin;
let mounted: Embedded | null = null;

/** Mounts into a fresh element; what goes to the sidebar is kept in `told`. */
function mount(options: EmbedOptions = {}) {
  document.body.innerHTML = '<div id="side"></div>';
  mounted = window.csassist.mount("#side", options);
  const told = vi.fn();
  const inside = { postMessage: told };
  Object.defineProperty(mounted.frame, "contentWindow", { value: inside });
  const say = (data: unknown, origin = new URL(mounted!.frame.src).origin, source: unknown = inside): void => {
    dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
  };
  return { told, say, embedded: mounted };
}
const ready = { type: "csassist:ready", v: 1 };
const settle = (): Promise<void> => new Promise((done) => setTimeout(done));

beforeEach(() => {
  mounted = null;
  vi.spyOn(console, "error").mockReturnValue(); // no page is loaded here: what would be inside is played by the test
});
afterEach(() => mounted?.destroy());

describe("the snippet", () => {
  it("puts the sidebar where it is wanted", () => {
    const { embedded } = mount({ shop: "s 1", title: "助手" });
    expect(document.querySelector("#side iframe")).toBe(embedded.frame);
    expect(embedded.frame.src).toBe(`${HOME}/sidebar?shop=s%201`);
    expect(embedded.frame.title).toBe("助手");
    expect(() => window.csassist.mount("#nowhere")).toThrow("no such element");
  });
  it("answers with a fresh ticket each time, to its own sidebar's origin", async () => {
    let n = 0;
    const { told, say } = mount({ origin: "https://assist.example/x", conversationId: "c-1", agentId: "a1", ticket: async () => `t-${++n}` });
    say(ready);
    await settle();
    say({ type: "csassist:ticket-needed", v: 1 });
    await settle();
    expect(told.mock.calls.map(([message, origin]) => [message.ticket, message.conversationId, origin])).toEqual([
      ["t-1", "c-1", "https://assist.example"], ["t-2", "c-1", "https://assist.example"],
    ]);
    expect(told.mock.calls[0]![0]).toMatchObject({ type: "csassist:context", v: 1, agentId: "a1" });
  });
  it("goes on without a ticket when there is none to be had", async () => {
    const { told, say } = mount({ conversationId: "c-1", ticket: () => Promise.reject(new Error("down")) });
    say(ready);
    await settle();
    expect(told.mock.calls[0]![0].ticket).toBeUndefined();
  });
  it("hands over what was chosen, and hears nobody else", () => {
    const onInsert = vi.fn();
    const { say } = mount({ onInsert });
    const chosen = { type: "csassist:insert", v: 1, text: "您好", suggestionId: "sg_1" };
    say(chosen, "https://evil.example");
    say(chosen, HOME, window);
    say({ ...chosen, v: 2 });
    say({ ...chosen, text: 42 });
    say(null);
    say("csassist:insert");
    expect(onInsert).not.toHaveBeenCalled();
    say(chosen);
    say({ type: "csassist:insert", v: 1, text: "再见" });
    expect(onInsert.mock.calls).toEqual([["您好", "sg_1"], ["再见", null]]);
  });
  it("tells of another conversation without a ticket, and is silent once it is gone", async () => {
    const { told, say, embedded } = mount({ conversationId: "c-1", agentId: "a1", locale: "en", ticket: () => "t" });
    embedded.update({ conversationId: "c-2" });
    expect(told.mock.calls[0]![0]).toMatchObject({ conversationId: "c-2", agentId: "a1", locale: "en" });
    expect(told.mock.calls[0]![0].ticket).toBeUndefined();
    embedded.destroy();
    say(ready);
    embedded.update({ conversationId: "c-3" });
    await settle();
    expect(told).toHaveBeenCalledTimes(1);
    expect(document.querySelector("#side iframe")).toBeNull();
  });
});
