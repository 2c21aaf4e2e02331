// Live figures of the desk, asked for every few seconds while somebody looks. Knows the report, no page.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import { t } from "../i18n";
import { clockTime } from "../now";
import { Problem } from "../rest";
import type { Session } from "../session";

export interface Span { average: number | null; median: number | null; n: number }
export interface Minute { at: string; messages: number; customer_messages: number; alerts: number; hottest: number | null }
export interface AgentTimes { agent_id: string; online: boolean; conversations: number; first_response_s: Span; average_response_s: Span; three_minute_reply_rate: number | null }
export const TIERS = ["CALM", "WATCH", "ALERT", "SUPERVISOR"] as const;
export const ROLES = ["agent", "supervisor", "integrator"] as const;

/** GET /v1/reports/live. */
export interface Live {
  as_of: string;
  open: number;
  waiting: number;
  conversations: Record<(typeof TIERS)[number], number>;
  first_response_s: Span;
  average_response_s: Span;
  three_minute_reply_rate: number | null;
  agents: AgentTimes[];
  connections: Partial<Record<(typeof ROLES)[number], number>>;
  health: { ready: boolean; degraded: string[] };
  minutes: Minute[];
}

const EVERY_MS = 5000;
const MINUTE_S = 60;

export type Trouble = "failed" | "later" | null;

export function useLive(session: Session): { live: Ref<Live | null>; trouble: Ref<Trouble> } {
  const live = shallowRef<Live | null>(null);
  const trouble = ref<Trouble>(null);

  async function read(): Promise<void> {
    if (session.state.value !== "live" || document.visibilityState === "hidden") return;
    try {
      live.value = await session.rest<Live>("GET", "/v1/reports/live");
      trouble.value = null;
    } catch (error) {
      trouble.value = error instanceof Problem && [404, 501].includes(error.status) ? "later" : "failed";
    }
  }
  const look = (): void => void read();
  watch(session.state, look, { immediate: true });
  document.addEventListener("visibilitychange", look);
  const timer = setInterval(look, EVERY_MS);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  });
  return { live, trouble };
}

/** 2.1 → "2.1 秒", 75 → "1:15", null → "—". */
export function seconds(value: number | null): string {
  if (value === null) return "—";
  return value < MINUTE_S ? t("time.s", { n: value.toFixed(1) }) : clockTime(value);
}

/** 0.934 → "93%"; only a full count is 100 %. */
export function percent(value: number | null): string {
  if (value === null) return "—";
  return `${value < 1 ? Math.min(99, Math.round(value * 100)) : 100}%`;
}

/** 10:05 where the reader sits. */
export function hourMinute(at: string): string {
  return new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}
