import { describe, expect, it } from "vitest";
import { t as consoleT } from "../src/console/words";
import { locale, localeOf, setLocale, t, word } from "../src/i18n";
import consoleEn from "../src/words/console.en.json";
import consoleZh from "../src/words/console.zh-CN.json";
import consoleTw from "../src/words/console.zh-TW.json";
import en from "../src/words/en.json";
import pagesEn from "../src/words/pages.en.json";
import pagesZh from "../src/words/pages.zh-CN.json";
import pagesTw from "../src/words/pages.zh-TW.json";
import zh from "../src/words/zh-CN.json";
import tw from "../src/words/zh-TW.json";

const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();

describe("words", () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ["of every page in English", zh, en], ["of every page in Traditional Chinese", zh, tw], ["of the console in English", consoleZh, consoleEn],
    ["of the console in Traditional Chinese", consoleZh, consoleTw], ["of the first page in English", pagesZh, pagesEn],
    ["of the first page in Traditional Chinese", pagesZh, pagesTw],
  ])("%s have the keys and holes of the Simplified ones", (_whose, simplified, other) => {
    expect(Object.keys(other).sort()).toEqual(Object.keys(simplified).sort());
    for (const [key, text] of Object.entries(simplified)) {
      expect(holes(other[key]!), key).toEqual(holes(text));
      expect(other[key]!.trim(), key).not.toBe("");
    }
  });
  it("of Taiwan are Taiwan's: no character of the mainland's, none of its trade words", () => {
    for (const [key, text] of Object.entries({ ...tw, ...consoleTw, ...pagesTw })) {
      expect(text, key).not.toMatch(/[们这个为说时还请没发现应关闭处复话话术订单续连线经过书长门见问间]/u);
      expect(text, key).not.toMatch(/坐席|密語|會話|數據庫|軟件|默認|刷新|預警|批准|信息|消息|在線坐席/u);
    }
  });
  it("of another language come when it is asked for, and go again", async () => {
    await setLocale("zh-TW", false);
    expect([locale.value, document.documentElement.lang, t("whispers"), consoleT("view.live")]).toEqual(["zh-TW", "zh-TW", "主管悄悄話", "即時數據"]);
    const [english, back] = [setLocale("en", false), setLocale("zh-CN", false)];
    await Promise.all([english, back]);
    expect([locale.value, t("whispers")]).toEqual(["zh-CN", "主管密语"]); // the last wish wins, however long words take
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
    expect([null, "zh-CN", "fr", "en-GB", "zh-TW", "zh-Hant-HK", "zh-hk"].map(localeOf)).toEqual(["zh-CN", "zh-CN", "zh-CN", "en", "zh-TW", "zh-TW", "zh-TW"]);
  });
});
