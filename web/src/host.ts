// The page around us (contract.md section 5, and Chatwoot's dashboard app). Listens to window.parent only, and answers
// only to the origin that sent the context.

export interface HostContext {
  conversationId: string | null;
  agentId: string | null;
  ticket: string | null;
  locale: string | null;
  theme: string | null;
}

/** A host that promised tickets gets this long to send a fresh one. */
const TICKET_WAIT_MS = 10_000;
/** A ticket lives 30 s from minting; an older one is not worth a try. */
const TICKET_FRESH_MS = 25_000;

function text(value: unknown): string | null {
  if (typeof value === "string" && value !== "") return value;
  return typeof value === "number" ? String(value) : null;
}

function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}

/** Reads a host's message; null when it is not a context. Chatwoot sends a JSON string, without a ticket; `prefix` = what
 * its hook puts before its conversation ids. */
export function readContext(data: unknown, prefix = ""): HostContext | null {
  if (typeof data === "string") return readChatwoot(data, prefix);
  const message = asObject(data);
  if (!message || message["type"] !== "csassist:context" || message["v"] !== 1) return null;
  return {
    conversationId: text(message["conversationId"]),
    agentId: text(message["agentId"]),
    ticket: text(message["ticket"]),
    locale: text(message["locale"]),
    theme: text(message["theme"]),
  };
}

function readChatwoot(data: string, prefix: string): HostContext | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch {
    return null;
  }
  const message = asObject(parsed);
  if (!message || message["event"] !== "appContext") return null;
  const body = asObject(message["data"]);
  const conversation = text(asObject(body?.["conversation"])?.["id"]);
  return {
    conversationId: conversation === null ? null : prefix + conversation,
    agentId: null, // nothing of it is signed, and its names are not ours: who somebody is the key says
    ticket: null,
    locale: null,
    theme: null,
  };
}

export class Host {
  private origin: string | null = null;
  private spare: { ticket: string; at: number } | null = null;
  /** True once this host has sent a ticket: then logging in is its affair, and no key box is shown. */
  sendsTickets = false;
  /** Chatwoot has no way to take text: what is chosen there goes to the clipboard. */
  private takesText = false;
  private readonly prefix: string;
  private waiting: ((ticket: string) => void) | null = null;
  private readonly hear = (event: MessageEvent): void => this.onMessage(event);

  constructor(private readonly onContext: (context: HostContext) => void, private readonly own: Window = window) {
    this.prefix = new URLSearchParams(own.location?.search ?? "").get("prefix") ?? "";
  }

  /** True when there is a page around us. */
  get framed(): boolean {
    return this.own.parent !== this.own;
  }

  /** True when a host has introduced itself: insert goes to it, else to the clipboard. */
  get present(): boolean {
    return this.origin !== null;
  }

  /** Says that we are ready. Nothing of worth is in these two messages, so they may go to any origin. */
  listen(): void {
    if (!this.framed) return;
    this.own.addEventListener("message", this.hear);
    this.own.parent.postMessage({ type: "csassist:ready", v: 1 }, "*");
    this.own.parent.postMessage("chatwoot-dashboard-app:fetch-info", "*");
  }

  close(): void {
    this.own.removeEventListener("message", this.hear);
  }

  /** Puts text into the host's reply box. False when there is no host. */
  insert(words: string, suggestionId: string | null): boolean {
    if (!this.takesText) return false;
    const note = { type: "csassist:insert", v: 1, text: words };
    return this.post(suggestionId === null ? note : { ...note, suggestionId });
  }

  /** The host's ticket; null when this host sends none (then we log in by ourselves). */
  async ticket(): Promise<string | null> {
    if (!this.sendsTickets) return null;
    const spare = this.spare;
    this.spare = null;
    if (spare && Date.now() - spare.at < TICKET_FRESH_MS) return spare.ticket;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the host sent no ticket")), TICKET_WAIT_MS);
      this.waiting = (ticket) => { clearTimeout(timer); this.waiting = null; resolve(ticket); };
      this.post({ type: "csassist:ticket-needed", v: 1 });
    });
  }

  private onMessage(event: MessageEvent): void {
    if (event.source !== this.own.parent) return;
    if (this.origin !== null && event.origin !== this.origin) return;
    const context = readContext(event.data, this.prefix);
    if (!context) return;
    this.origin = event.origin;
    this.takesText = typeof event.data !== "string";
    if (context.ticket) {
      this.sendsTickets = true;
      if (this.waiting) this.waiting(context.ticket);
      else this.spare = { ticket: context.ticket, at: Date.now() };
    }
    this.onContext(context);
  }

  private post(message: unknown): boolean {
    if (this.origin === null || this.origin === "null") return false;
    this.own.parent.postMessage(message, this.origin);
    return true;
  }
}
