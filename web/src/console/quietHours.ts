// When this supervisor's own page may ring: a setting of this browser. Pure, but for keeping it.

export interface Bell {
  sound: boolean;
  desktop: boolean;
  quiet: boolean;
  /** HH:MM by the clock of this machine; `to` before `from` goes over midnight. */
  from: string;
  to: string;
}

const SAVED = "csassist.bell";
export const DEFAULT: Bell = { sound: false, desktop: false, quiet: true, from: "22:00", to: "08:00" };

const minutes = (time: string): number => {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return found ? Number(found[1]) * 60 + Number(found[2]) : NaN;
};

/** True within the quiet hours. The same time twice is no time at all, and neither is one that cannot be read. */
export function isQuiet(bell: Bell, now: Date): boolean {
  if (!bell.quiet) return false;
  const [from, to, at] = [minutes(bell.from), minutes(bell.to), now.getHours() * 60 + now.getMinutes()];
  if (Number.isNaN(from) || Number.isNaN(to) || from === to) return false;
  return from < to ? at >= from && at < to : at >= from || at < to;
}

/** What was chosen on this machine; anything unreadable is the default. */
export function savedBell(): Bell {
  try {
    const saved = JSON.parse(localStorage.getItem(SAVED) ?? "{}") as Partial<Bell>;
    const flag = (name: "sound" | "desktop" | "quiet"): boolean => (typeof saved[name] === "boolean" ? saved[name] : DEFAULT[name]);
    const time = (name: "from" | "to"): string => (Number.isNaN(minutes(String(saved[name]))) ? DEFAULT[name] : String(saved[name]));
    return { sound: flag("sound"), desktop: flag("desktop"), quiet: flag("quiet"), from: time("from"), to: time("to") };
  } catch {
    return { ...DEFAULT };
  }
}

export function keepBell(bell: Bell): void {
  try {
    localStorage.setItem(SAVED, JSON.stringify(bell));
  } catch {
    // Storage closed: the choice lasts until reload.
  }
}
