import { describe, expect, it } from "vitest";
import { t as consoleT } from "../src/console/words";
import { localeOf, t, word } from "../src/i18n";
import consoleEn from "../src/words/console.en.json";
import consoleZh from "../src/words/console.zh-CN.json";
import en from "../src/words/en.json";
import zh from "../src/words/zh-CN.json";

const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();

describe("words", () => {
  it.each([["of every page", zh, en], ["of the console", consoleZh, consoleEn]])("%s have the same keys and holes in both languages", (_whose, chinese, english) => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort());
    for (const [key, text] of Object.entries(chinese)) expect(holes((english as Record<string, string>)[key]!), key).toEqual(holes(text));
  });
  it("of the console are not said twice", () => {
    expect(Object.keys(consoleZh).filter((key) => key in zh)).toEqual([]);
  });
  it("are filled, never with the words' own holes", () => {
    expect(consoleT("wall.count", { n: 3 })).toBe("3 个会话");
    expect(t("said", { who: "客户", text: "{who}" })).toBe("客户：{who}");
  });
  it("fall back to the name for what a newer server says", () => {
    expect(word("emotion", "boredom")).toBe("boredom");
  });
  it("Chinese is the default", () => {
    expect([null, "zh-CN", "fr", "en-GB"].map(localeOf)).toEqual(["zh-CN", "zh-CN", "zh-CN", "en"]);
  });
});
