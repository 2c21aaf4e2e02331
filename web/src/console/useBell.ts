// Rings for alerts that are new or reminded: two tones and a desktop notification, each only when it was chosen, never in
// the quiet hours. The page's title counts what nobody claimed, at any hour.
import { onScopeDispose, reactive, ref, watch, watchEffect, type ComputedRef, type Ref } from "vue";
import { customerName } from "../names";
import type { AlertEntry, Frame } from "../wire";
import { isQuiet, keepBell, savedBell, type Bell } from "./quietHours";
import { t, word } from "./words";

const TONES: readonly (readonly [hertz: number, start: number])[] = [[660, 0], [880, 0.16]];
const TONE_S = 0.14;
const QUIET_CHECK_MS = 30_000;

export interface Ringing {
  bell: Bell;
  blocked: Ref<boolean>;
  quietNow: Ref<boolean>;
  wantDesktop: (on: boolean) => Promise<void>;
  ring: () => void;
}

/** `mine` = whose page it is: an alert that names recipients rings for them only. `open` is called from a notification. */
export function useBell(frames: Ref<Frame | null>, unclaimed: ComputedRef<number>, me: ComputedRef<string | null>, open: (id: string) => void): Ringing {
  const bell = reactive<Bell>(savedBell());
  const blocked = ref(false);
  const quietNow = ref(isQuiet(bell, new Date()));
  const rung = new Map<string, string>();
  let audio: AudioContext | null = null;

  watch(bell, () => {
    keepBell(bell);
    quietNow.value = isQuiet(bell, new Date());
  });
  const timer = setInterval(() => { quietNow.value = isQuiet(bell, new Date()); }, QUIET_CHECK_MS);
  const title = t("app.console");
  watchEffect(() => { document.title = unclaimed.value > 0 ? `(${unclaimed.value}) ${t("app.console")}` : t("app.console"); });
  onScopeDispose(() => {
    clearInterval(timer);
    document.title = title;
    void audio?.close();
  });

  const isForMe = (entry: AlertEntry): boolean => {
    const called = entry.recipients ?? [];
    return called.length === 0 || me.value === null || called.includes(me.value);
  };

  watch(frames, (frame) => {
    const entry = frame?.data as AlertEntry | undefined;
    if (!entry?.alert || !isForMe(entry)) return;
    const times = `${entry.level ?? 0}.${entry.remind ?? 0}`;
    const state = entry.state ?? "raised";
    if (rung.get(entry.alert.id) === times || state === "seen" || state === "claimed" || state === "closed") return;
    rung.set(entry.alert.id, times); // the same alert comes again on another channel, and when it is delivered
    if (isQuiet(bell, new Date())) return;
    if (bell.sound) ring();
    if (bell.desktop) notify(entry);
  });

  /** Two short tones; a browser that has not been touched yet stays silent, which is its right. */
  function ring(): void {
    try {
      audio ??= new AudioContext();
      void audio.resume();
      for (const [hertz, start] of TONES) tone(audio, hertz, audio.currentTime + start);
    } catch {
      // No sound on this machine.
    }
  }

  function notify(entry: AlertEntry): void {
    if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
    const id = entry.conversation.conversation_id;
    const who = customerName(entry.conversation.customer, id);
    // The customer's own words stay off the desktop, where others may look.
    const shown = new Notification(t("notice.title", { tier: entry.alert.tier >= 2 ? word("tier", String(entry.alert.tier)) : t("alert.hand"), who }), { tag: entry.alert.id });
    shown.onclick = () => {
      window.focus();
      open(id);
      shown.close();
    };
  }

  async function wantDesktop(on: boolean): Promise<void> {
    blocked.value = false;
    if (on && "Notification" in globalThis && Notification.permission === "default") await Notification.requestPermission();
    const allowed = "Notification" in globalThis && Notification.permission === "granted";
    bell.desktop = on && allowed;
    blocked.value = on && !allowed;
  }

  return { bell, blocked, quietNow, wantDesktop, ring };
}

function tone(audio: AudioContext, hertz: number, at: number): void {
  const [source, gain] = [audio.createOscillator(), audio.createGain()];
  source.frequency.value = hertz;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + TONE_S);
  source.connect(gain).connect(audio.destination);
  source.start(at);
  source.stop(at + TONE_S);
}
