import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import DraftCoach from "../src/parts/DraftCoach.vue";
import type { Review } from "../src/wire";
import { mount } from "./mount";

const FOUND: Review = { findings: [{ id: "hollow", severity: "warn", span: [0, 2], message: "只道歉没有行动", rewrite: "马上核实" }], rewrite: "马上核实" };
let close = (): void => undefined;

beforeEach(() => { vi.useFakeTimers(); sessionStorage.clear(); });
afterEach(() => { close(); vi.useRealTimers(); });

async function setUp(review: (text: string) => Promise<Review>, live = true) {
  const page = await mount(DraftCoach, { conversationId: "c-1", live, review });
  close = page.close;
  const type = async (text: string): Promise<void> => {
    const box = page.find("draft") as HTMLTextAreaElement;
    box.value = text;
    box.dispatchEvent(new Event("input"));
    await nextTick();
  };
  return { ...page, type };
}

describe("draft coach", () => {
  it("asks when the hand stops, shows findings, takes the rewrite on a click", async () => {
    const review = vi.fn(() => Promise.resolve(FOUND));
    const page = await setUp(review);
    await page.type("抱");
    await page.type("抱歉");
    await vi.advanceTimersByTimeAsync(500);
    expect(review).toHaveBeenCalledTimes(1);
    expect(page.find("draft-finding").textContent).toContain("抱歉");
    expect(page.find("draft-finding").dataset["severity"]).toBe("warn");
    page.root.querySelector<HTMLButtonElement>(".rewrite button")!.click();
    await nextTick();
    expect((page.find("draft") as HTMLTextAreaElement).value).toBe("马上核实");
  });

  it("drops an answer that an newer draft has overtaken", async () => {
    let answer: (review: Review) => void = () => undefined;
    const page = await setUp(() => new Promise((resolve) => { answer = resolve; }));
    await page.type("抱歉");
    await vi.advanceTimersByTimeAsync(500);
    await page.type("");
    answer(FOUND);
    await vi.advanceTimersByTimeAsync(0);
    expect(page.findAll("draft-finding")).toHaveLength(0);
  });

  it("says so when it cannot check, and checks when the line is back", async () => {
    const review = vi.fn(() => Promise.resolve(FOUND));
    const page = await setUp(review, false);
    await page.type("抱歉");
    await vi.advanceTimersByTimeAsync(500);
    expect(review).not.toHaveBeenCalled();
    expect(page.root.textContent).toContain("离线时无法检查");
    page.props["live"] = true;
    await nextTick();
    await vi.advanceTimersByTimeAsync(500);
    expect(page.findAll("draft-finding")).toHaveLength(1);
  });

  it("keeps a half-typed draft over a reload, by conversation", async () => {
    const page = await setUp(() => Promise.resolve(FOUND));
    await page.type("写到一半");
    page.close();
    const again = await setUp(() => Promise.resolve(FOUND));
    expect((again.find("draft") as HTMLTextAreaElement).value).toBe("写到一半");
  });
});
