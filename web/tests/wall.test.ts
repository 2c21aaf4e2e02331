import { describe, expect, it } from "vitest";
import { ALL, select, teamsOf } from "../src/console/wall";
import { isQuiet, savedBell, type Bell } from "../src/console/quietHours";
import { namesOf, readBudget } from "../src/console/budget";
import type { ConversationItem } from "../src/wire";
import { handling, item } from "./line";

const NOW = Date.parse("2026-11-22T10:10:00.000Z");
const wall = [
  item("calm", 10, 0, { team_id: null }),
  item("hot", 80, 2, { waiting_since: "2026-11-22T10:09:30.000Z" }),
  item("mine", 60, 2, { team_id: "t2", waiting_since: "2026-11-22T10:00:00.000Z", intervention: handling("claimed", { owner: "boss" }) }),
  item("done", 55, 2, { team_id: "t2", intervention: handling("closed", { owner: "boss" }) }),
] as unknown as ConversationItem[];
const ids = (more: Partial<typeof ALL>): string[] => select(wall, { ...ALL, ...more }, "boss", NOW).map((one) => one.conversation_id);

describe("the wall", () => {
  it("stands by heat, or by wait with the answered last", () => {
    expect(ids({})).toEqual(["hot", "mine", "done", "calm"]);
    expect(ids({ order: "wait" })).toEqual(["mine", "hot", "done", "calm"]);
  });
  it("is filtered by tier, team, wait and whose it is", () => {
    expect(ids({ tier: 0 })).toEqual(["calm"]);
    expect(ids({ team: "t2" })).toEqual(["mine", "done"]);
    expect(ids({ team: "" })).toEqual(["calm"]);
    expect(ids({ waitMinutes: 3 })).toEqual(["mine"]);
    expect(ids({ mine: true })).toEqual(["mine"]);
    expect(select(wall, { ...ALL, mine: true }, null, NOW)).toEqual([]);
    expect(teamsOf(wall)).toEqual(["", "t1", "t2"]);
  });
  it("is not changed by being looked at", () => {
    const before = JSON.stringify(wall);
    ids({ order: "wait" });
    expect(JSON.stringify(wall)).toBe(before);
  });
});

describe("quiet hours", () => {
  const bell = (from: string, to: string, quiet = true): Bell => ({ sound: true, desktop: true, quiet, from, to });
  const at = (hour: number, minute = 0): Date => new Date(2026, 10, 22, hour, minute);
  it("go over midnight, start at their first minute and end before their last", () => {
    const night = bell("22:00", "08:00");
    expect([21, 22, 23, 0, 7, 8].map((hour) => isQuiet(night, at(hour)))).toEqual([false, true, true, true, true, false]);
    expect(isQuiet(night, at(21, 59))).toBe(false);
  });
  it("may lie within a day, be switched off, or make no sense", () => {
    expect([11, 12, 13].map((hour) => isQuiet(bell("12:00", "13:00"), at(hour)))).toEqual([false, true, false]);
    expect(isQuiet(bell("22:00", "08:00", false), at(23))).toBe(false);
    expect(isQuiet(bell("9", "26:00"), at(23))).toBe(false);
    expect(isQuiet(bell("08:00", "08:00"), at(8))).toBe(false);
  });
  it("are the default where what was kept cannot be read", () => {
    localStorage.setItem("csassist.bell", '{"from": "late", "quiet": false}');
    expect(savedBell()).toEqual({ sound: false, desktop: false, quiet: false, from: "22:00", to: "08:00" });
    localStorage.setItem("csassist.bell", "{");
    expect(savedBell().quiet).toBe(true);
    localStorage.clear();
  });
});

describe("a budget", () => {
  const entry = { name: "now", conversations: 100, alerts: 6, per_hundred: { ALERT: 5, SUPERVISOR: 1 }, by_rule: { a: 2, b: 4 } };
  it("is read from a file of several configurations or a report of one", () => {
    expect(readBudget({ configurations: [entry, { ...entry, name: "new" }] })?.map((one) => one.name)).toEqual(["now", "new"]);
    expect(readBudget({ ...entry, name: undefined })?.[0]?.name).toBe("");
  });
  it("counts the same whether rows or names are told", () => {
    expect(readBudget({ ...entry, by_rule: [{ id: "raise-hand", alerts: 3 }] })?.[0]?.by_rule).toEqual({ "raise-hand": 3 });
  });
  it("is nothing else", () => {
    for (const other of [null, 7, [], {}, { configurations: [] }, { configurations: [{ alerts: "6" }] }]) expect(readBudget(other)).toBeNull();
  });
  it("names what counts most in any configuration first", () => {
    expect(namesOf([entry, { ...entry, by_rule: { a: 9 } }], "by_rule", 5)).toEqual(["a", "b"]);
    expect(namesOf([entry], "by_trigger", 5)).toEqual([]);
  });
});
