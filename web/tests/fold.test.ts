// The shared cases of tests/fold_cases: the same JSON is run by Python's fold.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fold, newState } from "../src/fold";
import type { Frame } from "../src/wire";

const FOLDER = join(import.meta.dirname, "../../tests/fold_cases");
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

interface Case { channel: string; steps: Frame[]; expect: unknown }

describe("shared fold cases", () => {
  it("are there", () => expect(names.length).toBeGreaterThan(20));

  it.each(names)("%s", (name) => {
    const shared = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Case;
    const start = newState(shared.channel);
    const before = JSON.stringify([start, shared.steps]);
    const end = shared.steps.reduce(fold, start);
    expect(JSON.parse(JSON.stringify(end))).toEqual(shared.expect);
    expect(JSON.stringify([start, shared.steps])).toBe(before);
  });
});
