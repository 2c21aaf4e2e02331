import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NoTicket } from "../src/link";
import { call, mintTicket, Problem, saveLogin, savedLogin, serverNow } from "../src/rest";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(body === null ? null : JSON.stringify(body), { status, headers });
const fetched = vi.fn<(path: string, init: RequestInit) => Promise<Response>>();
const sentBody = (): unknown => JSON.parse(fetched.mock.calls[0]![1].body as string);

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
  sessionStorage.clear();
});
afterEach(() => { vi.unstubAllGlobals(); });

describe("mintTicket", () => {
  it("goes without a key and without naming anybody in a fresh tab", async () => {
    fetched.mockResolvedValue(answer(200, { ticket: "tk_1", expires_in: 30 }));
    expect(await mintTicket({ role: "agent" })).toBe("tk_1");
    expect(sentBody()).toEqual({ origin: location.origin });
    expect(fetched.mock.calls[0]![1].headers).not.toHaveProperty("Authorization");
  });
  it("names the person when it knows one, with the tab's key", async () => {
    saveLogin({ key: "k-1", agentId: "" });
    fetched.mockResolvedValue(answer(200, { ticket: "tk_1" }));
    await mintTicket({ role: "agent", agentId: "a1" });
    expect(sentBody()).toEqual({ role: "agent", agent_id: "a1", origin: location.origin });
    expect(fetched.mock.calls[0]![1].headers).toMatchObject({ Authorization: "Bearer k-1" });
  });
  it("asks for a supervisor's ticket as such", async () => {
    fetched.mockResolvedValue(answer(200, { ticket: "tk_1" }));
    await mintTicket({ role: "supervisor" });
    expect(sentBody()).toMatchObject({ role: "supervisor" });
  });
  it.each([[401, "key-needed"], [403, "forbidden"], [422, "person-needed"], [404, "refused"]])("%i is for a person to solve", async (status, trouble) => {
    fetched.mockResolvedValue(answer(status, { code: "A401" }));
    await expect(mintTicket({ role: "agent" })).rejects.toEqual(new NoTicket(trouble as "refused" | "key-needed"));
  });
  it("a server in trouble is for time to solve", async () => {
    fetched.mockResolvedValue(answer(503, { code: "S503" }));
    await expect(mintTicket({ role: "agent" })).rejects.toBeInstanceOf(Problem);
  });
  it.each([
    ["a ticket", 5_000, () => mintTicket({ role: "agent" })],
    ["anything else", 30_000, () => call("GET", "/v1/reports/live", undefined, null)],
  ])("an answer that never comes is not waited for: %s", async (_what, within, ask) => {
    vi.useFakeTimers();
    fetched.mockImplementation((_path, init) => new Promise((_resolve, reject) => {
      init.signal!.addEventListener("abort", () => reject(new DOMException("given up", "AbortError")));
    }));
    let over = false;
    const given = expect(ask().finally(() => { over = true; })).rejects.toMatchObject({ name: "AbortError" });
    await vi.advanceTimersByTimeAsync(within - 1);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await given;
    vi.useRealTimers();
  });
});

describe("call", () => {
  it("reads problem+json, and answers without a body", async () => {
    fetched.mockResolvedValueOnce(answer(404, { code: "A404", detail: "no such conversation" }));
    await expect(call("GET", "/v1/x", undefined, null)).rejects.toMatchObject({ status: 404, code: "A404" });
    fetched.mockResolvedValueOnce(answer(204, null));
    expect(await call("POST", "/v1/y", {}, null)).toBeUndefined();
  });
  it("learns the server's clock, whole seconds only", async () => {
    fetched.mockResolvedValueOnce(answer(200, {}, { Date: new Date(Date.now() + 60_000).toUTCString() }));
    await call("GET", "/v1/x", undefined, null);
    expect(serverNow() - Date.now()).toBeGreaterThan(57_000);
    fetched.mockResolvedValueOnce(answer(200, {}, { Date: new Date().toUTCString() }));
    await call("GET", "/v1/x", undefined, null);
    expect(serverNow() - Date.now()).toBeLessThan(5);
  });
});

describe("login", () => {
  it("lives in the tab", () => {
    saveLogin({ key: "k", agentId: "a1" });
    expect(savedLogin()).toEqual({ key: "k", agentId: "a1" });
    sessionStorage.setItem("csassist.key", "{broken");
    expect(savedLogin()).toBeNull();
  });
  it("keeps the key until reload where storage is closed to framed pages", () => {
    const closed = (): never => { throw new DOMException("closed", "SecurityError"); };
    saveLogin(null);
    vi.stubGlobal("sessionStorage", { getItem: closed, setItem: closed, removeItem: closed });
    expect(savedLogin()).toBeNull();
    saveLogin({ key: "k", agentId: "a1" });
    expect(savedLogin()).toEqual({ key: "k", agentId: "a1" });
    saveLogin(null);
    expect(savedLogin()).toBeNull();
  });
});
