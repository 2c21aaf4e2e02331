import { describe, expect, it } from "vitest";
import { diff } from "../src/diff";

const shown = (before: string, after: string): string =>
  diff(before, after).map(({ kind, text }) => (kind === "same" ? text : kind === "gone" ? `[-${text}]` : `[+${text}]`)).join("");

describe("diff", () => {
  it("shows what goes and what comes, in place", () => {
    expect(shown("这款支持15天无理由退货", "这款支持7天无理由退货")).toBe("这款支持[-15][+7]天无理由退货");
    expect(shown("好的！！！马上", "好的！！马上")).toBe("好的！！[-！]马上");
    expect(shown("", "您好")).toBe("[+您好]");
    expect(shown("一样", "一样")).toBe("一样");
  });

  it("is by code points and loses nothing", () => {
    const [before, after] = ["😀您稍等，你的快递😀", "😀您稍等，您的包裹"];
    const pieces = diff(before, after);
    expect(pieces.filter(({ kind }) => kind !== "gone").map(({ text }) => text).join("")).toBe(after);
    expect(pieces.filter(({ kind }) => kind !== "new").map(({ text }) => text).join("")).toBe(before);
  });

  it("replaces the middle of long texts at once", () => {
    const [before, after] = ["甲" + "乙丙".repeat(400) + "丁", "甲" + "戊己".repeat(400) + "丁"];
    expect(diff(before, after).map(({ kind }) => kind)).toEqual(["same", "gone", "new", "same"]);
  });
});
