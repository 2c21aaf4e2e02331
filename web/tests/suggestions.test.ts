import { afterEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import SuggestionList from "../src/parts/SuggestionList.vue";
import type { Suggestion } from "../src/wire";
import { mount } from "./mount";

const card = (id: string, more: Partial<Suggestion> = {}): Suggestion => ({
  id, kind: "empathy", script_id: `s-${id}`, text: `话术${id}`, score: 0.9, why: ["愤怒"], missing_slots: [], arm: "A", ...more,
});
const press = (code: string, more: KeyboardEventInit = {}): boolean =>
  document.dispatchEvent(new KeyboardEvent("keydown", { code, altKey: true, cancelable: true, ...more }));

async function setUp(suggestions: Suggestion[]) {
  const on = { onInsert: vi.fn(), onCopy: vi.fn(), onDismiss: vi.fn(), onShown: vi.fn() };
  const page = await mount(SuggestionList, { suggestions, calm: false, ...on });
  return { ...page, ...on };
}
let close = (): void => undefined;
afterEach(() => close());

describe("suggestion cards", () => {
  it("carry their kind and are told as shown once each", async () => {
    const page = await setUp([card("1"), card("2", { kind: "action" })]);
    close = page.close;
    expect(page.findAll("suggestion").map((e) => e.dataset["kind"])).toEqual(["empathy", "action"]);
    expect(page.onShown).toHaveBeenCalledTimes(2);
    page.props["suggestions"] = [card("1"), card("3")];
    await nextTick();
    expect(page.onShown.mock.calls.map(([shown]) => (shown as Suggestion).id)).toEqual(["1", "2", "3"]);
  });

  it("insert by mouse and by Alt+1…3, copy by Alt+C", async () => {
    const page = await setUp([card("1"), card("2")]);
    close = page.close;
    page.findAll("insert")[0]!.click();
    press("Digit2");
    press("KeyC");
    press("Digit3");
    press("Digit1", { ctrlKey: true });
    expect(page.onInsert.mock.calls.map(([c, text]) => [(c as Suggestion).id, text])).toEqual([["1", "话术1"], ["2", "话术2"]]);
    expect(page.onCopy.mock.calls.map(([c]) => (c as Suggestion).id)).toEqual(["1"]);
  });

  it("are asked about once when dismissed, and no longer when there are others", async () => {
    const page = await setUp([card("1"), card("2"), card("3")]);
    close = page.close;
    expect(page.findAll("why-not")).toEqual([]);
    page.find("dismiss").click();
    await nextTick();
    page.find("why-not").querySelector<HTMLElement>('[data-reason="long"]')!.click();
    await nextTick();
    expect(page.onDismiss.mock.calls.map(([said, reason]) => [(said as Suggestion).id, reason as string | undefined])).toEqual([["1", undefined], ["1", "太长"]]);
    expect(page.findAll("why-not")).toEqual([]);
    page.find("dismiss").click();
    await nextTick();
    expect(page.findAll("why-not")).toHaveLength(1);
    page.props["suggestions"] = [card("2"), card("4")];
    await nextTick();
    expect(page.findAll("why-not")).toEqual([]);
  });
  it("leave when dismissed; the next one moves up", async () => {
    const page = await setUp([card("1"), card("2")]);
    close = page.close;
    press("KeyD");
    await nextTick();
    expect(page.findAll("suggestion").map((e) => e.dataset["suggestion"])).toEqual(["2"]);
    press("Digit1");
    expect((page.onInsert.mock.calls[0]![0] as Suggestion).id).toBe("2");
    page.find("dismiss").click();
    await nextTick();
    expect(page.findAll("suggestion")).toHaveLength(0);
    expect(page.onDismiss).toHaveBeenCalledTimes(2);
  });

  it("with a missing slot are blocked until the agent fills it in", async () => {
    const page = await setUp([card("1", { text: "订单{order_id}已在处理", missing_slots: ["order_id"] })]);
    close = page.close;
    expect((page.find("insert") as HTMLButtonElement).disabled).toBe(true);
    press("Digit1");
    press("KeyC");
    expect(page.onInsert).not.toHaveBeenCalled();
    expect(page.onCopy).not.toHaveBeenCalled();
    expect(page.find("suggestion").textContent).not.toContain("{order_id}");
    const slot = page.root.querySelector<HTMLInputElement>("[data-slot=order_id]")!;
    slot.value = "A-77";
    slot.dispatchEvent(new Event("input"));
    await nextTick();
    press("Digit1");
    expect(page.onInsert.mock.calls[0]![1]).toBe("订单A-77已在处理");
  });

  it("are reworded in place, and stay until that is done though newer ones come", async () => {
    const page = await setUp([card("1"), card("2")]);
    close = page.close;
    press("KeyE");
    await nextTick();
    const box = page.find("suggestion-text") as HTMLTextAreaElement;
    expect(box.value).toBe("话术1");
    box.value = "我自己的话 {order_id}";
    box.dispatchEvent(new Event("input"));
    await nextTick();
    expect((page.findAll("insert")[0] as HTMLButtonElement).disabled).toBe(true); // a slot that was written in is asked for too
    box.value = "我自己的话";
    box.dispatchEvent(new Event("input"));
    page.props["suggestions"] = [card("3")];
    await nextTick();
    expect(page.findAll("suggestion").map((e) => e.dataset["suggestion"])).toEqual(["1", "2"]);
    expect(page.findAll("suggestions-fresh")).toHaveLength(1);
    page.findAll("insert")[0]!.click();
    expect(page.onInsert.mock.calls.map(([c, text]) => [(c as Suggestion).id, text])).toEqual([["1", "我自己的话"]]);
    await nextTick();
    expect(page.findAll("suggestion").map((e) => e.dataset["suggestion"])).toEqual(["3"]);
  });

  it("that need leave are not reworded, and never more than three are shown", async () => {
    const page = await setUp([card("1", { approval: "超出权限" }), card("2"), card("3"), card("4")]);
    close = page.close;
    press("KeyE");
    await nextTick();
    expect(page.findAll("suggestion-text")).toEqual([]);
    expect(page.findAll("suggestion")).toHaveLength(3);
  });
});
