// REST with the socket's token, and tickets. The key of a page without a host stays in this tab's sessionStorage.
import { NoTicket } from "./link";

const KEY = "csassist.key";
/** A ticket comes within milliseconds; a request into a connection that died unnoticed is answered by nobody, ever. */
const TICKET_MS = 5_000;
/** Whatever else is asked for: long enough for a busy service, short enough that a page says so instead of standing still. */
const ANSWER_MS = 30_000;

/** What a person typed into the key box. */
export interface Login { key: string; agentId: string }

/** A problem+json answer, or a status without one. */
export class Problem extends Error {
  /** `facts` = the whole problem body: who was first, what is wrong with which field. */
  constructor(readonly status: number, readonly code: string, readonly detail: string, readonly facts: Record<string, unknown> = {}) {
    super(`${status} ${code}`);
  }
}

/** Milliseconds that the server's clock is ahead of ours, from the last Date header (whole seconds). */
let ahead = 0;
export const serverNow = (): number => Date.now() + ahead;

/** A pushed frame says when it was made: it cannot come from the future, so our clock is at least that far behind. */
export function heardAt(at: string): void {
  const stamp = Date.parse(at);
  if (Number.isFinite(stamp) && stamp > serverNow() + 1000) ahead = stamp - Date.now();
}

/** Where storage is closed (some browsers close it to framed pages) the key lasts until reload. */
let typed: Login | null = null;

export function savedLogin(): Login | null {
  let text: string | null;
  try {
    text = sessionStorage.getItem(KEY);
  } catch {
    return typed;
  }
  try {
    const saved = JSON.parse(text ?? "null") as Login | null;
    return saved && typeof saved.key === "string" ? saved : null;
  } catch {
    return null;
  }
}

export function saveLogin(login: Login | null): void {
  typed = login;
  try {
    if (login) sessionStorage.setItem(KEY, JSON.stringify(login));
    else sessionStorage.removeItem(KEY);
  } catch {
    // It is kept above.
  }
}

/** Who the page is for. Keys of people carry their own identity; others name the person in front of the page. */
export interface Wish { role: "agent" | "supervisor"; agentId?: string | null }

/** A one-time ticket for the socket. Rejects with NoTicket when a person has to do something about it. */
export async function mintTicket(wish: Wish, login: Login | null = savedLogin()): Promise<string> {
  const agentId = login?.agentId || wish.agentId;
  // Without an agent id nobody can be named as agent: the key's own identity (or the demo's) is asked for.
  const named = wish.role === "supervisor" || agentId ? { role: wish.role, ...(agentId ? { agent_id: agentId } : {}) } : {};
  const body = { ...named, origin: location.origin };
  try {
    const answer = await call<{ ticket: string }>("POST", "/v1/tickets", body, login?.key ?? null, TICKET_MS);
    return answer.ticket;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) throw new NoTicket("key-needed");
    if (error instanceof Problem && error.status === 403) throw new NoTicket("forbidden");
    if (error instanceof Problem && error.status === 422) throw new NoTicket("person-needed");
    if (error instanceof Problem && [400, 404].includes(error.status)) throw new NoTicket("refused");
    throw error;
  }
}

/**
 * One REST call. Rejects with Problem on any answer but 2xx, with TypeError when the server is not there, with AbortError
 * when nothing came within `withinMs`.
 */
export async function call<T>(method: string, path: string, body: unknown, bearer: string | null, withinMs = ANSWER_MS): Promise<T> {
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), withinMs);
  try {
    return await ask<T>(method, path, body, bearer, given.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function ask<T>(method: string, path: string, body: unknown, bearer: string | null, signal: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (bearer) headers["Authorization"] = `Bearer ${bearer}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const text = body === undefined ? null : JSON.stringify(body);
  const answer = await fetch(path, { method, headers, body: text, credentials: "omit", signal });
  const date = Date.parse(answer.headers.get("Date") ?? "");
  if (Number.isFinite(date)) setAhead(date - Date.now());
  if (!answer.ok) throw await problemOf(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** The header has whole seconds: differences below two of them are no news. */
function setAhead(difference: number): void {
  if (Math.abs(difference - ahead) >= 2000) ahead = Math.abs(difference) < 2000 ? 0 : difference;
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    const body = (await answer.json()) as Record<string, unknown>;
    return new Problem(answer.status, String(body["code"] ?? ""), String(body["detail"] ?? ""), body);
  } catch {
    return new Problem(answer.status, "", "");
  }
}
