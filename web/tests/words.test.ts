import { describe, expect, it } from "vitest";
import { localeOf, t, word } from "../src/i18n";
import en from "../src/words/en.json";
import zh from "../src/words/zh-CN.json";

const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();

describe("words", () => {
  it("have the same keys and holes in both languages", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    for (const [key, text] of Object.entries(zh)) expect(holes((en as Record<string, string>)[key]!), key).toEqual(holes(text));
  });
  it("are filled, never with the words' own holes", () => {
    expect(t("wall.count", { n: 3 })).toBe("3 个会话");
    expect(t("said", { who: "客户", text: "{who}" })).toBe("客户：{who}");
  });
  it("fall back to the name for what a newer server says", () => {
    expect(word("emotion", "boredom")).toBe("boredom");
  });
  it("Chinese is the default", () => {
    expect([null, "zh-CN", "fr", "en-GB"].map(localeOf)).toEqual(["zh-CN", "zh-CN", "zh-CN", "en"]);
  });
});
