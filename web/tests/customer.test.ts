import { afterEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import CustomerNotes from "../src/parts/CustomerNotes.vue";
import { mount } from "./mount";

const known = { id: "u 1", name: "张女士", orders: 3, notes: ["优先发顺丰"], hot_before: true };
let close = (): void => undefined;
afterEach(() => close());

async function setUp(rest: (method: string, path: string, body?: unknown) => Promise<unknown>) {
  const page = await mount(CustomerNotes, { customer: known, rest });
  close = page.close;
  return page;
}

describe("what is remembered of a customer", () => {
  it("is shown: hot before, orders, notes", async () => {
    const page = await setUp(vi.fn());
    expect(page.find("hot-before").textContent).toBe("上次情绪激动");
    expect(page.findAll("customer-note").map((e) => e.textContent)).toEqual(["优先发顺丰"]);
    page.props["customer"] = { ...known, notes: [], hot_before: false };
    await nextTick();
    expect(page.findAll("hot-before")).toEqual([]);
  });
  it("takes a note without losing those of other agents", async () => {
    const rest = vi.fn((method: string, _path: string, body?: unknown) => {
      const agent_notes = method === "GET" ? ["花生过敏"] : (body as { notes: string[] }).notes;
      return Promise.resolve({ agent_notes, notes: ["优先发顺丰", ...agent_notes] });
    });
    const page = await setUp(rest);
    page.find("note-open").click();
    await nextTick();
    const field = page.find("note-text") as HTMLInputElement;
    field.value = " 不要礼盒包装 ";
    field.dispatchEvent(new Event("input"));
    await nextTick();
    page.find("note-save").click();
    await vi.waitFor(() => expect(page.findAll("customer-note")).toHaveLength(3));
    expect(rest.mock.calls[1]).toEqual(["PATCH", "/v1/customers/u%201", { notes: ["花生过敏", "不要礼盒包装"] }]);
    expect(page.findAll("note-text")).toEqual([]);
  });
  it("keeps the words when they could not be kept", async () => {
    const page = await setUp(() => Promise.reject(new Error("away")));
    page.find("note-open").click();
    await nextTick();
    const field = page.find("note-text") as HTMLInputElement;
    field.value = "不要礼盒包装";
    field.dispatchEvent(new Event("input"));
    await nextTick();
    page.find("note-save").click();
    await vi.waitFor(() => expect((page.find("note-save") as HTMLButtonElement).disabled).toBe(false));
    expect((page.find("note-text") as HTMLInputElement).value).toBe("不要礼盒包装");
  });
});
