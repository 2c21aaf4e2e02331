import { describe, expect, it } from "vitest";
import { readFault, shortHash } from "../src/console/fault";

describe("a fault of the rules", () => {
  it("has a file and a line, or is a message", () => {
    expect(readFault("signals/deceit/liar.yaml:12 R104 title is missing")).toEqual({ file: "signals/deceit/liar.yaml", line: 12, code: "R104", message: "title is missing" });
    expect(readFault("a b.yaml:3 R9 (warning) 第 2 行：多余")).toEqual({ file: "a b.yaml", line: 3, code: "R9", message: "第 2 行：多余" });
    expect(readFault("the directory is gone")).toEqual({ file: "", line: null, code: "", message: "the directory is gone" });
  });
  it("and the pack's hash is cut to what people compare", () => {
    expect(shortHash("zh-retail 1.0.0 a5bba9c64c181870e2558bbf3d9ab726")).toBe("zh-retail 1.0.0 a5bba9c64c18");
    expect(shortHash("off")).toBe("off");
  });
});
