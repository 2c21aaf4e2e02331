// What stands on the curve beside the degrees: sent cards, promises, whispers, each at the turn where it happened.
import { describe, expect, it } from "vitest";
import { markersOf, offered, placed, sentCards, type Marker } from "../src/markers";
import type { CurvePoint, Message, PromiseRow, Whisper } from "../src/wire";

const minute = (n: number): string => new Date(Date.parse("2026-11-22T10:00:00.000Z") + n * 60_000).toISOString();
const said = (sender: Message["sender"], text: string, n: number): Message => ({ id: `m${n}`, conversation_id: "c-1", seq: n, sender, text, received_at: minute(n), sent_at: null, agent_id: null });
const point = (n: number): CurvePoint => ({ seq: n, at: minute(n), degrees: 10, tier: 0, stage: "calm" });

describe("sent cards", () => {
  it("are the agent's messages that say what a card said, slots and signs aside", () => {
    const cards = offered([], [{ text: "{customer_name}，马上为您核实物流，十分钟内给您回话。" }, { text: "好的" }]);
    const texts = ["马上为您核实物流，十分钟内给您回话", "张女士，马上为您核实物流，十分钟内给您回话！", "好的", "好的，我知道了", "我们不退"];
    const found = sentCards([...texts.map((text, i) => said("agent", text, i)), said("customer", texts[0]!, 9)], cards);
    expect(found.map((one) => one.text)).toEqual(texts.slice(0, 3));
  });
  it("are remembered once each, the newest sixty", () => {
    const many = Array.from({ length: 70 }, (_, i) => ({ text: `话术第${i}条` }));
    const known = offered(offered([], many), many.slice(60));
    expect(known).toHaveLength(60);
    expect(known.at(-1)).toBe("话术第69条");
  });
});

describe("markers", () => {
  it("come in order of time and stand at the turn before them; older than the curve is left out", () => {
    const promise = { id: "p", text: "今天回话", made_at: minute(2.5) } as PromiseRow;
    const whispers = [{ id: "w", text: "先道歉", at: minute(1) }, { id: "v", text: "早些时候", at: minute(-5) }] as Whisper[];
    const markers = markersOf({ messages: [said("agent", "马上为您核实物流信息", 3)], promises: [promise] }, ["马上为您核实物流信息"], whispers);
    expect(markers.map((one: Marker) => one.kind)).toEqual(["whisper", "whisper", "promise", "used"]);
    expect(placed(markers, [point(0), point(1), point(2), point(3)]).map(({ marker, index }) => [marker.kind, index])).toEqual([["whisper", 1], ["promise", 2], ["used", 3]]);
    expect(placed(markers, [])).toEqual([]);
  });
});
