// A made-up far end of the line, and answers to REST calls, for tests of whole pages.
import { vi } from "vitest";

export const AT = "2026-11-22T10:00:00.000Z";
export const position = (offset: number, epoch = "e1") => ({ epoch, offset });
export const reading = (degrees: number) => ({
  degrees, message_degrees: degrees, stage: "heating", emotion: "anger", confidence: 0.8, polarity: -0.5, triggers: ["logistics"], trend: 0,
  burst: null, signals: [], contributions: [{ id: "message", degrees }],
});
export const escalation = (tier: number, steps: object[] = []) => ({ id: tier ? "es_1" : null, tier, name: ["CALM", "WATCH", "ALERT", "SUPERVISOR"][tier], changed: false, reasons: [], steps });
export const item = (id: string, degrees: number, tier: number, more: object = {}) => ({
  id, conversation_id: id, agent_id: "a1", team_id: "t1", customer: { name: `客户${id}` }, reading: reading(degrees), escalation: escalation(tier), waiting_since: null, ...more,
});
export const snapshot = (degrees: number, tier: number, more: object = {}) => ({
  conversation: item("c-1", degrees, tier), as_of: AT, reading: reading(degrees), escalation: escalation(tier), suggestions: [], promises: [],
  messages: [{ id: "m-1", conversation_id: "c-1", seq: 1, sender: "customer", text: "怎么还不发货", received_at: AT }],
  curve: [{ seq: 1, at: AT, degrees, tier, stage: "heating" }], rules_hash: "h", degraded: [], ...more,
});
export const handling = (state: string, more: object = {}) => ({
  escalation_id: "es_1", state, owner: null, taken_over_by: null, taken_from: null, hand_raised_at: null, seen_by: null, claimed_at: null, closed_at: null, ...more,
});
export const alert = (id: string, tier: number, more: object = {}) => ({
  alert: { id, escalation_id: "es_1", tier, name: "ALERT", reasons: ["连续追问"], at: AT, message_id: "m-1" }, conversation: item("c-1", 80, tier), state: "raised", owner: null,
  remind: 0, level: 0, last_messages: [], ...more,
});

export class FarEnd {
  static all: FarEnd[] = [];
  static get last(): FarEnd { return FarEnd.all.at(-1)!; }
  sent: { type: string; data?: Record<string, unknown>; channels?: string[] }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly url: string, readonly protocol: string) { FarEnd.all.push(this); }
  send(text: string): void { this.sent.push(JSON.parse(text) as FarEnd["sent"][number]); }
  close(): void { /* the test ends the line itself */ }
  say(frame: object): void { this.onmessage?.({ data: JSON.stringify(frame) }); }
  welcome(identity: object = { role: "agent", agent_id: "a1", teams: ["t1"] }): void {
    this.onopen?.();
    this.say({ type: "welcome", connection: "cn", ping_s: 20, token: "ct", identity });
  }
}

/** What was asked of the service: "POST /v1/…" and its body. */
export interface Asked { what: string; body: unknown }

/** Stands in for fetch: tickets always, `answers` by "METHOD path" (a function is asked), 404 for the rest. */
export function service(answers: Record<string, object | (() => Response)>): { asked: Asked[] } {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", vi.fn((path: string, init: RequestInit) => {
    const what = `${init.method} ${path}`;
    if (path === "/v1/tickets") return Promise.resolve(new Response(JSON.stringify({ ticket: "tk", expires_in: 30 })));
    asked.push({ what, body: init.body ? JSON.parse(init.body as string) : null });
    const answer = answers[what];
    if (typeof answer === "function") return Promise.resolve((answer as () => Response)());
    return Promise.resolve(answer ? new Response(JSON.stringify(answer)) : new Response("{}", { status: 404 }));
  }));
  vi.stubGlobal("WebSocket", FarEnd);
  FarEnd.all = [];
  return { asked };
}
