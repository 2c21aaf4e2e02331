// The agent's own hot minutes of the day, from the service. For this agent's eyes alone: shown here, told to nobody.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import { locale } from "../i18n";
import { Problem } from "../rest";
import type { Session } from "../session";

/** GET /v1/reports/exposure. */
export interface Exposure {
  as_of: string;
  since: string;
  red_minutes: number;
  red_conversations: number;
  longest_red_s: number;
  cool_off: { conversation_id: string; ended_at: string; text: string } | null;
  break_advised: boolean;
  text: string;
}

const EVERY_MS = 60_000;
const SAVED = "csassist.breath";

/** What a hint is put away by: each hard conversation has one, and so has the advice of one day. */
export function hintOf(exposure: Exposure, away: readonly string[]): { key: string; text: string } | null {
  const { cool_off: cool, break_advised: tired } = exposure;
  const hints = [
    ...(cool ? [{ key: `${cool.conversation_id}@${cool.ended_at}`, text: cool.text }] : []),
    ...(tired ? [{ key: `break@${exposure.since}@${Math.floor(exposure.red_conversations / 3)}`, text: exposure.text }] : []),
  ];
  return hints.find((hint) => !away.includes(hint.key)) ?? null;
}

function saved(): string[] {
  try {
    const keys = JSON.parse(sessionStorage.getItem(SAVED) ?? "[]") as unknown;
    return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
  } catch {
    return [];
  }
}

/** Asks once a minute while the line lives, for agents alone: everybody else would be refused. */
export function useExposure(session: Session): { exposure: Ref<Exposure | null>; away: Ref<string[]>; putAway: (key: string) => void } {
  const exposure = shallowRef<Exposure | null>(null);
  const away = ref<string[]>(saved());
  let denied = false;

  async function read(): Promise<void> {
    const mine = session.welcome.value?.identity?.role === "agent";
    if (!mine || denied || session.state.value !== "live" || document.visibilityState === "hidden") return;
    try {
      exposure.value = await session.rest<Exposure>("GET", `/v1/reports/exposure?lang=${locale.value}`);
    } catch (error) {
      denied = error instanceof Problem && [403, 404, 501].includes(error.status);
    }
  }
  watch([session.state, locale], () => void read(), { immediate: true });
  // Another person may have taken the page over: a new welcome asks anew.
  watch(session.welcome, () => { denied = false; exposure.value = null; void read(); });
  const timer = setInterval(() => void read(), EVERY_MS);
  onScopeDispose(() => clearInterval(timer));

  function putAway(key: string): void {
    away.value = [...away.value, key].slice(-50);
    try {
      sessionStorage.setItem(SAVED, JSON.stringify(away.value));
    } catch {
      // Storage closed to framed pages: put away until reload.
    }
  }
  return { exposure, away, putAway };
}
