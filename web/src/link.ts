// One live socket: ticket, hello, resume, life signs, reconnect. Knows frames as envelopes, never what they mean.
import { backoffMs } from "./backoff";
import type { Frame, Position, Welcome } from "./wire";

export type LinkState = "live" | "reconnecting" | "offline";

/** Why the link rests and will not come back by itself. */
export type Trouble = "key-needed" | "person-needed" | "forbidden" | "replaced" | "too-old" | "too-large" | "refused";

/** A ticket could not be had, and trying again by itself will not help. */
export class NoTicket extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

export interface Plug {
  send(text: string): void;
  close(code?: number): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
}

export interface LinkOptions {
  ticket: () => Promise<string>;
  onFrame: (frame: Frame) => void;
  onState: (state: LinkState, trouble: Trouble | null) => void;
  onWelcome?: (welcome: Welcome) => void;
  positions: () => Record<string, Position>;
  open?: (subprotocol: string) => Plug;
  draw?: () => number;
  now?: () => number;
}

/** Answers wait this long; the server answers within milliseconds or not at all. */
const ANSWER_MS = 10_000;
/** A ping goes out after this much silence, or at any doubt (no network, a sleep); it is answered within milliseconds. */
const QUIET_MS = 10_000;
/** Unanswered for so long the line is dead: nobody reads a stale page as live. */
const UNANSWERED_MS = 5_000;
/** The server says something every 20 s at least; where timers are slow (a hidden tab) this is the measure. */
const DEAD_MS = 30_000;
const WATCH_MS = 2_000;
/** Timers that come so late mean that the machine slept. */
const SLEPT_MS = 6_000;
/** A line that fell sooner than this after its welcome counts as a failed attempt: no storm of quick welcomes. */
const STOOD_MS = 5_000;
/** The server has too much to do: leave it alone at least so long. */
const BUSY_MS = 2_000;
/** Longer client frames end the line (1009): such a one is never sent. */
const LONGEST_FRAME = 65_536;

const TROUBLE: Record<number, Trouble> = {
  1009: "too-large", 4400: "refused", 4401: "key-needed", 4403: "forbidden", 4408: "refused", 4409: "replaced", 4426: "too-old",
};
/** Try again later, rate limited, backend away. */
const BUSY: readonly number[] = [1013, 4004, 4005];

function openSocket(subprotocol: string): Plug {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/v1/ws`, subprotocol) as unknown as Plug;
}

export class Link {
  token: string | null = null;
  private plug: Plug | null = null;
  private channels = new Set<string>();
  private live = false;
  private stopped = true;
  private attempt = 0;
  private generation = 0;
  private lastFrameAt = 0;
  private pingedAt = 0;
  private lookedAt = 0;
  private welcomedAt = 0;
  private nextRef = 1;
  private askedAgain = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private readonly answers = new Map<string, { resolve: (f: Frame) => void; reject: (e: Error) => void }>();
  private readonly wake = (): void => this.wakeUp();
  private readonly doubt = (): void => this.doubtLine();

  constructor(private readonly options: LinkOptions) {}

  /** Connects, and stays connected until `stop` or a terminal close. */
  start(): void {
    this.stop();
    this.stopped = false;
    this.attempt = 0;
    this.askedAgain = false;
    this.lookedAt = this.now();
    this.watch = setInterval(() => this.look(), WATCH_MS);
    globalThis.addEventListener?.("online", this.wake);
    globalThis.addEventListener?.("offline", this.doubt);
    globalThis.document?.addEventListener("visibilitychange", this.wake);
    this.say("reconnecting");
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.generation += 1;
    clearTimeout(this.retry);
    clearInterval(this.watch);
    globalThis.removeEventListener?.("online", this.wake);
    globalThis.removeEventListener?.("offline", this.doubt);
    globalThis.document?.removeEventListener("visibilitychange", this.wake);
    this.drop();
  }

  /** Sets the channels wanted; the difference to before is subscribed and unsubscribed on a living socket. */
  want(channels: readonly string[]): void {
    const wanted = new Set(channels);
    const added = channels.filter((c) => !this.channels.has(c));
    const gone = [...this.channels].filter((c) => !wanted.has(c));
    this.channels = wanted;
    if (!this.live) return;
    if (added.length > 0) this.subscribe(added);
    if (gone.length > 0) this.post("unsubscribe", { channels: gone });
  }

  /** Asks for what is missing on a channel after a gap: the missing frames or a snapshot come. */
  refetch(channel: string): void {
    if (this.live && this.channels.has(channel)) this.subscribe([channel]);
  }

  /** Sends a frame and waits for its answer; rejects with the error frame's code or when the line is lost. */
  ask(type: string, data: unknown): Promise<Frame> {
    return new Promise((resolve, reject) => {
      if (!this.live) return reject(new Error("offline"));
      const ref = this.post(type, data);
      if (ref === null) return reject(new Error("too-large"));
      const timer = setTimeout(() => this.settle(ref, null, new Error("timeout")), ANSWER_MS);
      this.answers.set(ref, {
        resolve: (frame) => { clearTimeout(timer); resolve(frame); },
        reject: (error) => { clearTimeout(timer); reject(error); },
      });
    });
  }

  /** Sends without caring for the answer. False when the line is down; what can never be sent is let go. */
  tell(type: string, data: unknown): boolean {
    if (!this.live) return false;
    this.post(type, data);
    return true;
  }

  private async connect(): Promise<void> {
    const generation = ++this.generation;
    let ticket: string;
    try {
      ticket = await this.options.ticket();
    } catch (error) {
      if (generation !== this.generation) return;
      if (error instanceof NoTicket) this.rest(error.trouble);
      else this.again();
      return;
    }
    if (generation !== this.generation || this.stopped) return;
    const plug = (this.options.open ?? openSocket)("csassist.v1");
    this.plug = plug;
    this.heard();
    plug.onopen = () => plug.send(JSON.stringify({ type: "hello", ticket, ...this.wishes([...this.channels]) }));
    plug.onmessage = (event: { data: string }) => { if (plug === this.plug) this.receive(event.data); };
    plug.onclose = (event: { code: number }) => { if (plug === this.plug) this.closed(event.code); };
  }

  private receive(text: string): void {
    this.heard();
    const frame = JSON.parse(text) as Frame;
    if (frame.type === "welcome") this.welcomed(frame as Welcome);
    else if (frame.channel === undefined && frame.ref !== undefined && frame.ref !== null) {
      this.settle(String(frame.ref), frame, null);
    } else this.options.onFrame(frame);
  }

  private welcomed(welcome: Welcome): void {
    this.live = true;
    this.welcomedAt = this.now();
    this.askedAgain = false;
    this.token = welcome.token;
    this.options.onWelcome?.(welcome);
    this.say("live");
  }

  private closed(code: number): void {
    this.drop();
    const trouble = TROUBLE[code];
    if (BUSY.includes(code)) this.again(BUSY_MS);
    else if (code === 4401 && !this.askedAgain) {
      this.askedAgain = true; // a ticket may be spent or the server's memory of it gone: one new one, then the key box
      this.again();
    } else if (trouble) this.rest(trouble);
    else this.again();
  }

  private again(atLeastMs = 0): void {
    if (this.stopped) return;
    this.say(globalThis.navigator?.onLine === false ? "offline" : "reconnecting");
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), atLeastMs + backoffMs(this.attempt++, this.options.draw));
  }

  /** A terminal end: only `start` brings the link back. */
  private rest(trouble: Trouble): void {
    this.stop();
    this.options.onState("offline", trouble);
  }

  private look(): void {
    const late = this.now() - this.lookedAt >= SLEPT_MS;
    this.lookedAt = this.now();
    if (!this.plug) return;
    const silence = this.now() - this.lastFrameAt;
    const unanswered = this.pingedAt > this.lastFrameAt && this.now() - this.pingedAt >= UNANSWERED_MS;
    if (silence >= DEAD_MS || unanswered) {
      this.drop();
      this.again();
    } else if (late || silence >= QUIET_MS) this.doubtLine();
  }

  /** Asks the far end whether it is there; `look` waits for the answer. */
  private doubtLine(): void {
    if (!this.live || this.pingedAt > this.lastFrameAt) return;
    this.pingedAt = this.now();
    this.post("ping", {});
  }

  /** The device came back (network, lid, tab): don't sit out the backoff, and doubt a silent line. */
  private wakeUp(): void {
    if (this.stopped || globalThis.document?.visibilityState === "hidden") return;
    this.look();
    this.doubtLine();
    if (!this.plug && this.attempt > 0) {
      clearTimeout(this.retry);
      this.attempt = 1;
      void this.connect();
    }
  }

  private drop(): void {
    const plug = this.plug;
    this.plug = null;
    if (this.live && this.now() - this.welcomedAt >= STOOD_MS) this.attempt = 0;
    this.live = false;
    this.token = null;
    for (const ref of [...this.answers.keys()]) this.settle(ref, null, new Error("offline"));
    if (!plug) return;
    plug.onopen = plug.onmessage = plug.onclose = null;
    try { plug.close(); } catch { /* a socket that never opened may refuse; it is gone all the same */ }
  }

  private settle(ref: string, frame: Frame | null, error: Error | null): void {
    const waiting = this.answers.get(ref);
    this.answers.delete(ref);
    if (!waiting) {
      if (frame?.type === "error") this.options.onFrame(frame);
    } else if (error) waiting.reject(error);
    else if (frame!.type === "error") waiting.reject(new Error(frame!.code ?? "error"));
    else waiting.resolve(frame!);
  }

  private subscribe(channels: readonly string[]): void {
    this.post("subscribe", this.wishes(channels));
  }

  private wishes(channels: readonly string[]): { channels: readonly string[]; resume?: Record<string, Position> } {
    const known = this.options.positions();
    const resume = Object.fromEntries(channels.flatMap((c) => (known[c] ? [[c, known[c]]] : [])));
    return Object.keys(resume).length > 0 ? { channels, resume } : { channels };
  }

  /** The frame's ref; null when it is longer than the server takes. */
  private post(type: string, data: unknown): string | null {
    const ref = String(this.nextRef++);
    const text = JSON.stringify({ type, ref, data });
    if (text.length * 3 > LONGEST_FRAME && new TextEncoder().encode(text).length > LONGEST_FRAME) return null;
    this.plug?.send(text);
    return ref;
  }

  private heard(): void {
    this.lastFrameAt = this.now();
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private say(state: LinkState): void {
    this.options.onState(state, null);
  }
}
