// One shared second hand for every timer on the page, in the server's time; and spans of time in words.
import { onScopeDispose, ref, type Ref } from "vue";
import { t } from "./i18n";
import { serverNow } from "./rest";

const now = ref(serverNow());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Milliseconds of the server's clock, ticking each second while somebody looks. */
export function useNow(): Readonly<Ref<number>> {
  if (watchers++ === 0) timer = setInterval(() => { now.value = serverNow(); }, 1000);
  now.value = serverNow();
  onScopeDispose(() => { if (--watchers === 0) clearInterval(timer); });
  return now;
}

/** 75 → 1:15, 3 700 → 1:01:40. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n: number): string => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A rough span in words: 45 秒, 3 分钟, 2 小时. */
export function spanWords(seconds: number): string {
  if (seconds < 5) return t("time.now");
  if (seconds < 60) return t("time.s", { n: Math.floor(seconds) });
  if (seconds < 3600) return t("time.m", { n: Math.floor(seconds / 60) });
  return t("time.h", { n: Math.floor(seconds / 3600) });
}
