import { describe, expect, it } from "vitest";
import { cut } from "../src/spans";
import type { Signal } from "../src/wire";

const signal = (id: string, span: [number, number] | null): Signal => ({ id, title: id, degrees: 1, span, text: "", message_id: "m" });
const shape = (text: string, signals: Signal[]): [string, string[]][] => cut(text, signals).map((p) => [p.text, p.signals.map((s) => s.id)]);

describe("cut", () => {
  it("counts code points, not UTF-16 units", () => {
    expect(shape("😡😡怎么还不发货？？？", [signal("q", [8, 11]), signal("e", [0, 2])])).toEqual([
      ["😡😡", ["e"]], ["怎么还不发货", []], ["？？？", ["q"]],
    ]);
  });
  it("cuts overlaps into pieces that name all their signals", () => {
    expect(shape("abcdef", [signal("x", [0, 4]), signal("y", [2, 6])])).toEqual([["ab", ["x"]], ["cd", ["x", "y"]], ["ef", ["y"]]]);
  });
  it("keeps the text whole whatever the spans say", () => {
    const text = "\u202Eabc\u200B<img src=x onerror=alert(1)>👨‍👩‍👧";
    const pieces = cut(text, [signal("a", [-5, 2]), signal("b", [3, 900]), signal("c", [7, 7]), signal("d", [9, 4]), signal("e", null)]);
    expect(pieces.map((p) => p.text).join("")).toBe(text);
  });
  it("gives one piece for a plain text, none for an empty one", () => {
    expect(shape("你好", [])).toEqual([["你好", []]]);
    expect(cut("", [])).toEqual([]);
  });
});
