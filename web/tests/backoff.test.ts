import { describe, expect, it } from "vitest";
import { backoffMs } from "../src/backoff";

describe("backoff", () => {
  it("doubles its ceiling from half a second to twenty", () => {
    const ceilings = [0, 1, 2, 3, 4, 5, 6, 40].map((n) => backoffMs(n, () => 1));
    expect(ceilings).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
  });
  it("draws from the whole range", () => {
    expect(backoffMs(3, () => 0)).toBe(0);
    expect(backoffMs(3, () => 0.25)).toBe(1000);
  });
});
